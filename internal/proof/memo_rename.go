package proof

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file puts other symbols into a comparison, and makes a text of it.

// A renamer puts other symbols in, and numbers in place of opaque conditions, of
// which only counts which are the same.
type renamer struct {
	names   automaton.Renaming
	opaques map[string]int
}

func (x renamer) comparison(c Comparison, trusts []Trust) Comparison {
	doc := plainDocument{}
	for _, t := range trusts {
		doc = append(doc, Trust{Issuer: t.Issuer, When: x.expr(t.When), Audiences: t.Audiences})
	}
	out := Comparison{Document: doc, Jobs: x.jobs(c.Jobs).Sorted(), Accepted: c.Accepted, Named: c.Named}
	if c.Wide != nil {
		out.Wide = x.jobs(c.Wide).Sorted()
	}
	return out
}

func (x renamer) expr(e Expr) Expr {
	switch e.Op {
	case OpTest:
		e.Test.Lang, e.Test.Label = x.names.Lang(e.Test.Lang), ""
		return e
	case OpOpaque:
		id, ok := x.opaques[e.Key]
		if !ok {
			id = len(x.opaques)
			x.opaques[e.Key] = id
		}
		return Opaque(strconv.Itoa(id), "")
	case OpTrue, OpFalse, OpError, OpAnd, OpOr, OpNot, OpIf:
	}
	kids := make([]Expr, len(e.Kids))
	for i, k := range e.Kids {
		kids[i] = x.expr(k)
	}
	e.Kids = kids
	return e
}

func (x renamer) jobs(jobs trust.Jobs) trust.Jobs {
	var out trust.Jobs
	for _, d := range jobs {
		d.Settings = withoutName(d.Settings)
		audiences := make([]string, len(d.Audiences))
		for i, a := range d.Audiences {
			audiences[i] = x.names.Rename(a)
		}
		d.Audiences = audiences
		boxes := make([]trust.Box, len(d.Boxes))
		for i, b := range d.Boxes {
			boxes[i] = trust.Box{}
			for v, globs := range b {
				boxes[i][v] = globs
				if v == trust.FormKey {
					continue
				}
				renamed := make([]string, len(globs))
				for j, glob := range globs {
					renamed[j] = x.names.Seq(pattern.FromGlob(glob)).String()
				}
				slices.Sort(renamed)
				boxes[i][v] = renamed
			}
		}
		d.Boxes = boxes
		out = append(out, d)
	}
	return out
}

func withoutName(s platform.Settings) platform.Settings {
	out := platform.Settings{}
	for k, v := range s {
		if k != trust.NameKey {
			out[k] = v
		}
	}
	return out
}

// text is all that the comparison's answer depends on.
func (c Comparison) text() string {
	b := make([]byte, 0, 2048)
	add := func(texts ...string) {
		for _, t := range texts {
			b = append(append(strconv.AppendInt(b, int64(len(t)), 10), ':'), t...)
		}
		b = append(b, '\n')
	}
	for _, t := range c.Document.Trusts() {
		add("trust", t.Issuer, t.When.String(), t.Audiences)
	}
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		add("jobs")
		for _, d := range jobs {
			add(d.Platform, fmt.Sprintf("%p", d.Model()), d.Issuer, d.Definition)
			add(d.Audiences...)
			for _, k := range sortedKeys(d.Settings) {
				add("setting", k, d.Settings[k])
			}
			for _, box := range d.Boxes {
				add("box")
				for _, v := range sortedKeys(box) {
					add("variable", v)
					add(box[v]...)
				}
			}
		}
	}
	add(sortedOnce(c.Accepted)...)
	add(strconv.FormatBool(c.Named))
	return string(b)
}
