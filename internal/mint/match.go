package mint

// Values of variables with which templates become given texts.

import (
	"errors"
	"maps"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A constraint says that a template, filled, is a text.
type constraint struct {
	template platform.Template
	text     string
}

// errWork is why it is unknown whether texts fit templates.
var errWork = errors.New("there are too many places to split the claims at to try them all")

// maxWork counts texts tried as a variable's value. The longest subject of CircleCI
// with a slash at every other place takes some thousands.
const maxWork = 1 << 16

// A solver looks for one value for each variable, in its domain, with which all
// constraints hold.
type solver struct {
	p        *platform.Platform
	form     *platform.Form
	settings platform.Settings
	work     int
}

// solve returns values for all variables of the constraints beside those that are
// bound; nil where there are none.
func (s *solver) solve(cs []constraint, bound map[string]string) (map[string]string, error) {
	spread := make([]constraint, len(cs))
	for i, c := range cs {
		spread[i] = constraint{s.p.Spread(c.template), c.text}
	}
	values, err := s.search(spread, bound)
	if values != nil {
		s.p.Complete(values)
	}
	return values, err
}

// search is solve for variables that are not made of others.
func (s *solver) search(cs []constraint, bound map[string]string) (map[string]string, error) {
	if len(cs) == 0 {
		return maps.Clone(bound), nil
	}
	// The one with the fewest open variables first: most leave no choice.
	first, fewest := 0, -1
	for i, c := range cs {
		if n := open(c.template, bound); fewest < 0 || n < fewest {
			first, fewest = i, n
		}
	}
	rest := make([]constraint, 0, len(cs)-1)
	rest = append(append(rest, cs[:first]...), cs[first+1:]...)
	var found map[string]string
	err := s.bind(cs[first].template, 0, cs[first].text, maps.Clone(bound), func(now map[string]string) (bool, error) {
		var err error
		found, err = s.search(rest, now)
		return found != nil, err
	})
	return found, err
}

// open counts the variables without a value.
func open(t platform.Template, bound map[string]string) int {
	n := 0
	for _, v := range t.Vars {
		if _, ok := bound[v]; !ok {
			n++
		}
	}
	return n
}

// bind calls next for each way to read the text as the template from its i-th
// part on, until it says that it is done.
func (s *solver) bind(t platform.Template, i int, text string, bound map[string]string, next func(map[string]string) (bool, error)) error {
	_, err := s.part(t, i, text, bound, next)
	return err
}

func (s *solver) part(t platform.Template, i int, text string, bound map[string]string, next func(map[string]string) (bool, error)) (done bool, err error) {
	rest, ok := strings.CutPrefix(text, t.Lits[i])
	if !ok {
		return false, nil
	}
	if i == len(t.Vars) {
		if rest != "" {
			return false, nil
		}
		return next(bound)
	}
	name := t.Vars[i]
	if value, known := bound[name]; known {
		if rest, ok = strings.CutPrefix(rest, value); !ok {
			return false, nil
		}
		return s.part(t, i+1, rest, bound, next)
	}
	domain := s.p.Domain(name, s.settings).DFA()
	from := 0
	if i+1 == len(t.Vars) { // what stands behind the last variable ends the text
		if from = len(rest) - len(t.Lits[i+1]); from < 0 {
			return false, nil
		}
	}
	for end := from; end <= len(rest); end++ {
		if !strings.HasPrefix(rest[end:], t.Lits[i+1]) {
			continue
		}
		if s.work++; s.work > maxWork {
			return false, errWork
		}
		if !domain.Match(rest[:end]) || !s.form.Fits(map[string]string{name: rest[:end]}) {
			continue
		}
		bound[name] = rest[:end]
		done, err = s.part(t, i+1, rest[end:], bound, next)
		if done || err != nil {
			return done, err
		}
		delete(bound, name)
	}
	return false, nil
}
