package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT013 in AWS's terms.

var _ = lint.Also("CT013", lint.On(onlyChosen))

func onlyChosen(v entry) []lint.Finding {
	var claims []string
	at, several, session := "", false, false
	for i := range v.asks {
		a := &v.asks[i]
		if a.audience(v.view) || !a.restricts() {
			continue
		}
		switch {
		case a.claim == "sub":
			b, key := told, ""
			for _, s := range a.shapes {
				if b, key = v.whose(s); b == byNature {
					break
				}
			}
			if b == anybodys {
				continue
			}
			if b != byNature {
				return nil
			}
			claims = append(claims, key)
		case a.lower == "sts:rolesessionname":
			session = true
		case a.source == fromText && !v.issuer.IdentifiesTenant(a.claim):
			claims = append(claims, a.claim)
		default:
			return nil
		}
		several = several || at != "" && at != a.at
		at = a.at
	}
	if several {
		at = conditionsAt(v.rule)
	}
	if claims == nil && session {
		return finding(at, false, "only sts:RoleSessionName is asked for, which whoever presents the token picks; nothing says whose job it is")
	}
	if v.issuer.Known() {
		return lint.Find(lint.Demands{Issuer: v.issuer, At: at, Claims: claims})
	}
	return nil
}
