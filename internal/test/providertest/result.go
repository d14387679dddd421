package providertest

// What a command printed and returned.

import (
	"fmt"
	"strings"
)

// Result is what one command of the CLI printed and returned.
type Result struct {
	// Args are the arguments of the command.
	Args []string
	// ExitCode is its exit code.
	ExitCode int
	// Output is all that it printed, on stdout and stderr, in order.
	Output string
	// Stdout is what it printed on stdout alone.
	Stdout string
}

// CommandError is the failure of a command of the CLI. Its text holds all that
// the command printed.
type CommandError struct {
	Result
	// CLI is the binary that failed.
	CLI CLI
}

// Error implements error.
func (e *CommandError) Error() string {
	return fmt.Sprintf("%s %s: exit code %d\n%s", e.CLI.Product, strings.Join(e.Args, " "), e.ExitCode, e.Output)
}

// Flatten undoes the layout that the CLI gives a diagnostic: the bars at the
// left and the line breaks at the width of a terminal. What remains is the
// words with single spaces, in which a test can look for a whole sentence.
func Flatten(output string) string {
	return strings.Join(strings.FieldsFunc(output, func(r rune) bool {
		switch r {
		case ' ', '\t', '\r', '\n', '│', '╷', '╵':
			return true
		}
		return false
	}), " ")
}
