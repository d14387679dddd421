package trust

// This file holds one line about jobs, for people.

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// Name is the name that users gave their descriptions, joined.
func (js Jobs) Name() string {
	var names []string
	for _, d := range js {
		if n := d.Settings[NameKey]; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// Summary says in one line for people which jobs these are. It is cut at limit
// bytes, for fields that hold no more.
func (js Jobs) Summary(limit int) string {
	var parts []string
	for _, d := range js {
		p := d.Model()
		var boxes []string
		for _, b := range d.Boxes {
			boxes = append(boxes, b.summary(p, d.Settings))
		}
		parts = append(parts, p.Title+" "+d.Issuer+": "+strings.Join(boxes, "; or "))
	}
	text := strings.Join(parts, ". ")
	if n := js.Name(); n != "" {
		text = n + ": " + text
	}
	return Cut(text, limit)
}

func (b Box) summary(p *platform.Platform, settings platform.Settings) string {
	forms := slices.Clone(b[FormKey])
	var said []string
	for _, v := range slices.Sorted(maps.Keys(b)) {
		if v == FormKey || slices.Contains(p.IssuerParts(settings), v) {
			continue
		}
		name := strings.ReplaceAll(v, "_", " ")
		if b.open(p, v) {
			said = append(said, "any "+name)
			continue
		}
		said = append(said, name+" "+few(b[v]))
	}
	for i := range forms {
		forms[i] = strings.ReplaceAll(forms[i], "_", " ")
	}
	return few(forms) + " jobs with " + strings.Join(said, ", ")
}

// few lists at most four values.
func few(values []string) string {
	const shown = 4
	if len(values) > shown {
		return strings.Join(values[:shown-1], " or ") + " or " + strconv.Itoa(len(values)-shown+1) + " more"
	}
	return strings.Join(values, " or ")
}

// Cut shortens a text to limit bytes at a character's edge, with an ellipsis;
// control characters become spaces, since the text goes into one-line fields.
func Cut(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if limit <= 0 || len(text) <= limit {
		return text
	}
	const ellipsis = "..."
	cut := limit - len(ellipsis)
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return text[:cut] + ellipsis
}
