package azure

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT027 in Entra's terms.

var _ = lint.Also("CT027", lint.On(each(misspelt)))

func misspelt(c reading) []lint.Finding {
	if s := c.subject; strings.TrimSpace(s) != s && !strings.ContainsAny(s, "*?") {
		return []lint.Finding{{At: c.at, Detail: problem.Quote(s) + " has spaces around it, and a subject is compared as written"}}
	}
	return nil
}

var _ = lint.Also("CT027", lint.On(pairs(otherCase)))

func otherCase(a, b reading, earlier bool) []lint.Finding {
	if !earlier || a.flexible || !strings.EqualFold(a.subject, b.subject) {
		return nil
	}
	return []lint.Finding{{At: b.at, Detail: fmt.Sprintf("%s differs from the subject of %s in case only, and tokens have one of them", problem.Quote(b.subject), a.name)}}
}
