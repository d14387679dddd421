package check

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file is rule CT021.

var _ = lint.Add(lint.Rule{
	Code: "CT021", Title: "Pull requests get in",
	Severity: lint.Warning, Class: lint.Open, By: lint.Proof,
	Why:    "The example is a pull request's token. Whoever may open one runs code of their own with the role.",
	Fix:    "Ask for a branch, a tag or a protected environment.",
	Source: "GitHub docs, security hardening with OpenID Connect",
	Check:  lint.On(pullRequests),
})

// pullRequests asks whether a pull request's token gets in.
func pullRequests(a *audit) []lint.Finding {
	f, ok := a.platform.Filter(a.platform.PullRequests)
	if !ok || a.some == nil || a.everybody {
		return nil
	}
	forms := f.Forms
	if len(forms) == 0 {
		forms = slices.DeleteFunc(a.platform.FormNames(), func(name string) bool {
			return slices.ContainsFunc(slices.Collect(maps.Keys(f.Box)), func(v string) bool { return !a.platform.Form(name).Has(v) })
		})
	}
	pulls := a.anyone
	pulls.Boxes = []trust.Box{{trust.FormKey: forms}}
	for v, globs := range f.Box {
		pulls.Boxes[0][v] = globs
	}
	v := a.compare(others{a.asker}, trust.Jobs{pulls})
	if v.Narrower != proof.Yes {
		return nil
	}
	return a.with(v.NarrowerExample, "a pull request gets in: "+v.NarrowerExample.String())
}
