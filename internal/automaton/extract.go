package automaton

// Languages of texts by a part of them.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// Extract is the language of the texts whose part between prefix and suffix is
// in inner: what stands behind the first prefix, up to the first suffix behind
// that. A part that is missing in the text makes the extraction the empty text.
func Extract(prefix, suffix string, hasPrefix, hasSuffix bool, inner Lang) Lang {
	p := preimage{inner: inner, lenient: true}
	if hasPrefix && prefix != "" {
		p.before, p.times = prefix, 1
	}
	p.after, p.ends = suffix, hasSuffix
	return Lang{terms: []term{&p}}
}

// Split is the language of the texts of which the piece number index, of those
// between the separators, exists and is in inner. The separator is not empty.
func Split(sep string, index int, inner Lang) Lang {
	return Lang{terms: []term{&preimage{before: sep, times: index, after: sep, ends: true, inner: inner}}}
}

// Splits is the language of the texts that have a piece number index.
func Splits(sep string, index int) Lang {
	s := pattern.Seq{{Kind: pattern.Star}}
	for range index {
		s = append(s, pattern.Tok{Kind: pattern.Lit, Text: sep}, pattern.Tok{Kind: pattern.Star})
	}
	return Globs(s)
}

// A preimage is the language of the texts of which some part is in inner: the
// part behind the times-th occurrence of before, up to the next one of after.
type preimage struct {
	before  string
	times   int
	after   string
	ends    bool // there is an after to look for
	lenient bool // what is missing makes the part empty; else a missing before makes no part, and a missing after one up to the end
	inner   Lang
}

func (p *preimage) key() string {
	var b strings.Builder
	for _, s := range []string{p.before, p.after, p.inner.Key()} {
		b.WriteString(decimal(len(s)) + ":" + s)
	}
	b.WriteString(decimal(p.times))
	for _, f := range []bool{p.ends, p.lenient} {
		if f {
			b.WriteByte('+')
		} else {
			b.WriteByte('-')
		}
	}
	return "part" + b.String()
}

func (p *preimage) match(text string) bool {
	part, ok := p.part(text)
	return ok && p.inner.Match(part)
}

// part cuts the part out of a text.
func (p *preimage) part(text string) (string, bool) {
	for range p.times {
		_, rest, ok := strings.Cut(text, p.before)
		if !ok {
			return "", p.lenient
		}
		text = rest
	}
	if !p.ends {
		return text, true
	}
	part, _, ok := strings.Cut(text, p.after)
	if !ok && p.lenient {
		return "", true
	}
	return part, true
}
