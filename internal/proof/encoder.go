package proof

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file says where an encoder stands: whose tokens it speaks of, and in which
// form. What claims can be is in claims.go, conditions in bind.go, jobs in jobs.go.

type formula = solve.Formula

const (
	never  = solve.Never
	always = solve.Always
)

// An encoder turns conditions on claims, and jobs, into formulas over the variables
// of one token form. Its solver is shared by all forms of a comparison, so that forms
// that ask the same are seen to be the same.
type encoder struct {
	*solve.Solver
	*reader
	*tokens // at hand
	tf      tokenForm
	mode    mode
	replay  bool // tokens of described jobs, of whatever audience
	perForm formMemo

	all      map[tokensOf]*tokens
	boxLangs map[string]int // by a box's patterns
	capped   bool           // a list has more tests than elements are looked at
	// lacked are the facts by which described jobs' tokens have no such claims.
	lacked map[platformFact]bool
}

func newEncoder(s *solve.Solver, r *reader) *encoder {
	return &encoder{
		Solver: s, reader: r, perForm: formMemo{alts: map[string][]alternative{}, pairs: map[boundCond]pair{}, jobs: map[formJobs]formula{}},
		all: map[tokensOf]*tokens{}, boxLangs: map[string]int{}, lacked: map[platformFact]bool{},
	}
}

// at makes the encoder ready for a token form: of the tokens that anybody may mint, or
// of those that a description's jobs present as declared.
func (enc *encoder) at(s *space, tf tokenForm, declared *trust.Description) {
	of := tokensOf{s.issuer, declared, enc.replay}
	t, ok := enc.all[of]
	if !ok {
		t = &tokens{space: s, declared: declared, alts: map[string][]alternative{}, pairs: map[boundCond]pair{}}
		t.values = enc.Space(t.domain)
		enc.all[of] = t
	}
	enc.tokens, enc.tf = t, tf
	key := formOf{tokens: t, form: tf.form, loose: tf.loose}
	if len(tf.given) > 0 {
		key.given = fmt.Sprint(tf.given) // maps print in order
	}
	if key == enc.perForm.of {
		delete(enc.perForm.alts, "sub")
		return
	}
	enc.perForm.of = key
	clear(enc.perForm.alts)
	clear(enc.perForm.pairs)
	clear(enc.perForm.jobs)
}

// A formMemo keeps what does not depend on the subject, for the form at hand.
type formMemo struct {
	of    formOf
	alts  map[string][]alternative // of claims
	pairs map[boundCond]pair
	jobs  map[formJobs]formula
}

// A formOf is all that the claims of a token form depend on but its subject.
type formOf struct {
	tokens *tokens
	form   *platform.Form
	loose  bool
	given  string
}

// A boundCond is a condition in a mode.
type boundCond struct {
	mode mode
	c    *cond
}

// search looks for values of the tokens at hand.
func (enc *encoder) search(goal formula, budget *solve.Budget) solve.Finding {
	return enc.values.Search(goal, budget)
}

// in is the formula that the text is in the language.
func (enc *encoder) in(t pattern.Text, l automaton.Lang) formula { return enc.In(t, enc.Lang(l)) }

// A mode says what opaque conditions are.
type mode int

const (
	free  mode = iota // one choice for each
	lower             // they hold nowhere
	upper             // they may hold and not hold at once
	// onAudience: whatever depends on the token form may hold and not hold.
	onAudience
	// rough: whatever does not depend on the token form may hold and not hold. What has
	// no values then has none.
	rough
	// roughest is rough, and any subject and any value of a loose claim will do.
	roughest
)

// opaque is the mode in which a single test reads the same: whatever it does not make
// loose, a rough mode reads as free does.
func (m mode) opaque() mode {
	if m == rough || m == roughest {
		return free
	}
	return m
}
