package platform

// The token of one job.

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Job is one job of a platform: a form and a value for every variable. A
// variable that the form's tokens do not depend on has no effect; one without a
// value has its sample.
type Job struct {
	Form   string
	Values map[string]string // of a variable with many elements: joined by commas
	Absent []string          // claims that may be missing, null or empty, and are
}

// Mint is the token's payload that the job shows: all claims of its form, and
// iss, sub and aud. It says what the platform data says, nothing of time, key
// or header. It is what examples and tests of documents are made from.
func (p *Platform) Mint(j Job, subject Presentation, issuer string, audience any) map[string]any {
	f := p.Form(j.Form)
	values := p.Fill(f, j.Values)
	token := map[string]any{"iss": issuer, "aud": audience, "sub": subject.Template.Fill(values)}
	for _, name := range f.ClaimNames() {
		c := f.claims[name]
		if missing := slices.Contains(j.Absent, name) || slices.Contains(subject.Absent, name); missing && c.Null != "" {
			token[name] = nil
			continue
		} else if missing && c.Empty != "" {
			token[name] = ""
			continue
		} else if missing && len(c.Optional(issuer)) > 0 {
			continue
		}
		text := c.tmpl.Fill(values)
		switch c.Type {
		case "bool":
			token[name] = text == "true"
		case "number":
			token[name] = json.Number("7")
		case "list":
			list := []any{}
			if text != "" {
				for e := range strings.SplitSeq(text, ",") {
					list = append(list, e)
				}
			}
			token[name] = list
		default:
			token[name] = text
		}
	}
	return token
}
