package pipeline

// The one function that quotes users' values for a shell.

import "strings"

// openers begin templates of CI platforms: CircleCI <<, Semaphore ${{ and %{{,
// GitHub ${{, GitLab $[[. The first character is parted from the rest.
var openers = []string{"<<", "{{", "[["}

// Quote spells a text as one word of a POSIX shell: in single quotes, and so that
// no CI platform finds a template of its own in it.
func Quote(text string) string {
	text = strings.ReplaceAll(text, "'", `'\''`)
	for _, o := range openers {
		half := o[:1]
		for strings.Contains(text, o) { // three in a row need two passes
			text = strings.ReplaceAll(text, o, half+"''"+half)
		}
	}
	return "'" + text + "'"
}
