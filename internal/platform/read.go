package platform

// Every way in which a subject can have been made.

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Reading is one way in which a platform can have made a subject.
type Reading struct {
	Form string
	// Presentation is the name of the subject's template; for subjects made of
	// components, those that show, in their order, joined by commas.
	Presentation string
	Values       map[string]string // of the variables that the subject shows
}

// Limits of Read.
const (
	MaxSubject  = 4096 // bytes; every relying party stops earlier
	MaxReadings = 64
	// maxReadWork counts bytes looked at. The longest subject of CircleCI whose
	// every fourth part is a place to split takes about 1 million.
	maxReadWork = 1 << 23
)

// Read lists every way in which the platform can have made the subject: its
// forms in their order, then its presentations, then the places where the text
// can be split, the first variables shortest. Variables hold what their widest
// domains allow, since nothing is known of settings. None: the platform makes
// no such subject, as far as its data says.
func (p *Platform) Read(subject string) ([]Reading, error) {
	switch {
	case len(subject) > MaxSubject:
		return nil, fmt.Errorf("has %d bytes, more than the %d that are read", len(subject), MaxSubject)
	case !utf8.ValidString(subject):
		return nil, errors.New("is no valid UTF-8")
	}
	r := &subjectReader{p: p, wide: Settings{}, bound: map[string]string{}}
	for _, f := range p.Filters {
		if f.Role == RoleSwitch {
			r.wide[f.Name] = "true"
		}
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		if len(f.subs) == 0 {
			r.components(f, subject, nil)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(f.subs)) {
			r.template(f.subs[name], subject, func() { r.found(f, name) })
		}
	}
	return r.out, r.err
}

// A subjectReader takes one subject apart by trying, with a bound on the work.
type subjectReader struct {
	p     *Platform
	wide  Settings
	bound map[string]string // variables read so far
	out   []Reading
	work  int
	err   error
}

func (r *subjectReader) found(f *Form, presentation string) {
	if !f.Fits(r.bound) {
		return
	}
	if len(r.out) == MaxReadings {
		r.stop("can be read in more than %d ways", MaxReadings)
	}
	if r.err == nil {
		r.out = append(r.out, Reading{f.Name, presentation, maps.Clone(r.bound)})
	}
}

func (r *subjectReader) stop(format string, args ...any) {
	if r.err == nil {
		r.err, r.out = fmt.Errorf(format, args...), nil
	}
}

func (r *subjectReader) spend(n int) {
	if r.work += n + 1; r.work > maxReadWork {
		r.stop("can be split in too many places to try them all")
	}
}

// template calls next for every way to read the whole text as the template.
func (r *subjectReader) template(t Template, text string, next func()) {
	if rest, ok := strings.CutPrefix(text, t.Lits[0]); ok {
		r.variable(t, 0, rest, next)
	}
}

// variable reads the template from its i-th variable on.
func (r *subjectReader) variable(t Template, i int, text string, next func()) {
	if i == len(t.Vars) {
		if text == "" {
			next()
		}
		return
	}
	domain, lit := r.p.Domain(t.Vars[i], r.wide), t.Lits[i+1]
	longest := len(text)
	if at := strings.IndexFunc(text, func(c rune) bool { return !domain.alphabet.Has(c) }); at >= 0 {
		longest = at
	}
	r.spend(longest)
	first := 0
	if i+1 == len(t.Vars) { // the literal behind the last variable ends the text
		first = max(0, len(text)-len(lit))
	}
	for end := first; end <= longest && r.err == nil; end++ {
		at := strings.Index(text[end:min(len(text), longest+len(lit))], lit)
		if at < 0 {
			return
		}
		end += at
		r.spend(end)
		value := text[:end]
		if !utf8.ValidString(value) || !domain.Holds(value) {
			continue
		}
		if old, twice := r.bound[t.Vars[i]]; twice {
			if old == value {
				r.variable(t, i+1, text[end+len(lit):], next)
			}
			continue
		}
		r.bound[t.Vars[i]] = value
		r.variable(t, i+1, text[end+len(lit):], next)
		delete(r.bound, t.Vars[i])
	}
}

// components reads components in any order that the platform allows.
func (r *subjectReader) components(f *Form, text string, read []string) {
	for _, name := range r.p.componentsIn(text) {
		if reason, _ := r.p.misplaced(name, read); reason != "" {
			continue
		}
		shown := append(read[:len(read):len(read)], name)
		for _, t := range r.p.Spellings(f, name) {
			r.component(f, t, text, shown)
		}
	}
}

// component reads one component, spelled as the template, and what follows it.
func (r *subjectReader) component(f *Form, t Template, text string, shown []string) {
	if !strings.HasPrefix(text, t.Lits[0]) {
		return
	}
	for end := len(t.Lits[0]); end <= len(text) && r.err == nil; end++ {
		if at := strings.IndexByte(text[end:], ':'); at >= 0 {
			end += at
		} else {
			end = len(text)
		}
		r.spend(end)
		r.template(t, text[:end], func() {
			if end == len(text) {
				r.found(f, strings.Join(shown, ","))
			} else {
				r.components(f, text[end+1:], shown)
			}
		})
	}
}

// Holds reports whether s is a value of the domain. Unlike CheckValue it takes
// what is more likely a user's mistake, such as a branch refs/heads/main: git
// allows it, and what is read is not what somebody wrote down.
func (d Domain) Holds(s string) bool {
	if d.Check == "git_ref" {
		if s == "" {
			return false
		}
		reason, _ := checkRef("x/" + s) // behind another part, as in refs/heads/…
		d.Check = ""
		if reason != "" {
			return false
		}
	}
	reason, _ := d.fault(s)
	return reason == "" && utf8.RuneCountInString(s) >= d.Min
}
