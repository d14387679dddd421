package relyingparty_test

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// A comparison is a claim of a document and how it is compared.
type comparison struct {
	claim, how string
	texts      []string
}

// near makes a comparison out of a token's text: as it is, cut, opened, or
// another token's.
func (w *world) near(n *neighbourhood, from *sampled, claim string) (comparison, bool) {
	text, ok := from.token[claim].(string)
	if !ok {
		return comparison{}, false
	}
	c := comparison{claim: claim, how: "equals", texts: []string{text}}
	open := func(glob string) { c.how, c.texts = "like", []string{glob} }
	seps := cuts(text)
	switch w.r.IntN(24) {
	case 0, 1, 2:
		open(text[:w.pickInt(seps)] + "*")
	case 3, 4:
		a, b := w.pickInt(seps), w.pickInt(seps)
		open(text[:min(a, b)] + "*" + text[max(a, b):])
	case 5, 6:
		open("*" + text[w.pickInt(seps):])
	case 7:
		if i := w.r.IntN(len(text) + 1); i < len(text) && text[i] < 0x80 {
			open(text[:i] + "?" + text[i+1:])
		}
	case 8:
		open(text[:w.r.IntN(len(text)+1)] + "*")
	case 9:
		open("*")
	case 10, 11, 12, 13:
		other := &n.tokens[w.r.IntN(len(n.tokens))]
		if s, ok := other.token[claim].(string); ok {
			c.texts = append(c.texts, s)
		}
	case 14, 15:
		other := &n.tokens[w.r.IntN(len(n.tokens))]
		if s, ok := other.token[claim].(string); ok {
			c.texts = []string{s}
		}
	}
	return c, true
}

// cuts are the places behind separators, and both ends.
func cuts(text string) []int {
	out := []int{0, len(text)}
	for i := range len(text) {
		if strings.IndexByte(":/@-.", text[i]) >= 0 {
			out = append(out, i+1)
		}
	}
	return out
}

func (w *world) pickInt(ns []int) int { return ns[w.r.IntN(len(ns))] }

// asks are a few comparisons that a described token fulfils, or nearly.
func (w *world) asks(n *neighbourhood, claims []string) []comparison {
	from := n.inside[w.r.IntN(len(n.inside))]
	var out []comparison
	if c, ok := w.near(n, from, "sub"); ok && w.r.IntN(5) > 0 {
		out = append(out, c)
	}
	for range w.r.IntN(3) {
		claim := w.pick(claims)
		if c, ok := w.near(n, from, claim); ok && !slices.ContainsFunc(out, func(o comparison) bool { return o.claim == claim }) {
			out = append(out, c)
		}
	}
	return out
}

// telling are the claims that documents ask for, per platform.
func (n *neighbourhood) telling() []string {
	out := []string{"sub"}
	for _, f := range n.platform.Forms {
		for _, c := range n.platform.Match {
			if _, ok := f.Claim(c); ok && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// awsNear and the others make a document of a party out of such comparisons.
func (w *world) awsNear(n *neighbourhood) string {
	issuer := strings.TrimPrefix(n.jobs[0].Issuer, "https://")
	seen := slices.DeleteFunc(slices.Clone(populated[n.platform.Name]), func(c string) bool { return c == "aud" })
	var statements []any
	for i := range 1 + w.r.IntN(5)/4 {
		effect := "Allow"
		if i > 0 && w.r.IntN(3) == 0 {
			effect = "Deny"
		}
		conditions := map[string]map[string]any{}
		put := func(op, claim string, v any) {
			if conditions[op] == nil {
				conditions[op] = map[string]any{}
			}
			conditions[op][issuer+":"+claim] = v
		}
		switch w.r.IntN(12) {
		case 0:
		case 1:
			put("StringEquals", "aud", "other")
		default:
			put("StringEquals", "aud", n.jobs[0].Audiences)
		}
		for _, c := range w.asks(n, seen) {
			op := map[string]string{"equals": "StringEquals", "like": "StringLike"}[c.how]
			switch w.r.IntN(24) {
			case 0:
				op = strings.Replace(op, "String", "StringNot", 1)
			case 1:
				op += "IfExists"
			case 2:
				op = "ForAllValues:" + op
			case 3:
				op = "ForAnyValue:" + op
			case 4:
				op = w.pick(list("StringEquals", "StringLike", "StringEqualsIgnoreCase"))
			}
			put(op, c.claim, c.texts)
		}
		statements = append(statements, m{
			"Effect": effect, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": conditions,
			"Principal": m{"Federated": "arn:aws:iam::123456789012:oidc-provider/" + issuer},
		})
	}
	return compact(m{"Version": "2012-10-17", "Statement": statements})
}

func (w *world) vaultNear(n *neighbourhood) string {
	claims := map[string]any{}
	kind := "string"
	for _, c := range w.asks(n, n.telling()) {
		if c.how == "like" && w.r.IntN(12) > 0 {
			kind = "glob"
		}
		claims[c.claim] = c.texts
	}
	role := m{"role_type": "jwt", "user_claim": n.platform.UserClaim, "bound_issuer": n.jobs[0].Issuer, "bound_claims": claims, "bound_claims_type": kind, "bound_audiences": n.jobs[0].Audiences}
	switch w.r.IntN(60) {
	case 0:
		delete(role, "bound_audiences")
	case 1:
		role["bound_audiences"] = list("other")
	case 2:
		delete(role, "bound_issuer")
	}
	return compact(role)
}

func (w *world) azureNear(n *neighbourhood) string {
	var plain, flexible []any
	for range 1 + w.r.IntN(2) {
		all := w.asks(n, list("sub"))
		if len(all) == 0 {
			continue
		}
		c := all[0]
		if c.how == "equals" || n.platform.Name == "semaphore" || n.platform.Name == "circleci" {
			plain = append(plain, m{"issuer": n.jobs[0].Issuer, "subject": c.texts[0], "audiences": n.jobs[0].Audiences})
			continue
		}
		expression := "claims['sub'] matches '" + c.texts[0] + "'"
		switch n.platform.Name {
		case "github":
			expression += " and claims['repository_owner_id'] eq '" + w.pick(list("1", "2")) + "'"
		case "gitlab":
			expression += " and claims['project_id'] eq '" + w.pick(list("1", "2")) + "'"
		}
		flexible = append(flexible, m{"issuer": n.jobs[0].Issuer, "audience": n.jobs[0].Audiences[0], "claims_matching_expression": expression})
	}
	return compact(m{"credentials": plain, "flexible_credentials": flexible})
}

func (w *world) googleNear(n *neighbourhood) string {
	var parts []string
	for _, c := range w.asks(n, n.telling()) {
		parts = append(parts, w.atom(c))
	}
	condition := strings.Join(parts, w.pick(list(" && ", " && ", " && ", " || ")))
	return compact(m{
		"issuer_uri": n.jobs[0].Issuer, "allowed_audiences": n.jobs[0].Audiences, "attribute_condition": condition,
		"attribute_mapping": m{"google.subject": spelled(n.platform.GoogleSubject)},
	})
}

func spelled(claim string) string {
	if strings.ContainsAny(claim, "./") {
		return "assertion['" + claim + "']"
	}
	return "assertion." + claim
}

// atom is a comparison in CEL.
func (w *world) atom(c comparison) string {
	of := spelled(c.claim)
	quote := func(s string) string { return `'` + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + `'` }
	text := c.texts[0]
	var out string
	head, tail, star := strings.Cut(text, "*")
	switch {
	case c.how == "equals" && len(c.texts) > 1:
		out = of + " in [" + quote(c.texts[0]) + ", " + quote(c.texts[1]) + "]"
	case c.how == "equals" || !star:
		out = of + " == " + quote(text)
	case tail == "":
		out = of + ".startsWith(" + quote(head) + ")"
	case head == "":
		out = of + w.pick(list(".endsWith(", ".contains(")) + quote(tail) + ")"
	default:
		out = of + ".startsWith(" + quote(head) + ") && " + of + ".endsWith(" + quote(tail) + ")"
	}
	switch w.r.IntN(16) {
	case 0:
		return "!(" + out + ")"
	case 1:
		return "(" + spelledHas(c.claim) + " && " + out + ")"
	}
	return "(" + out + ")"
}

func spelledHas(claim string) string { return "'" + claim + "' in assertion" }

func compact(v any) string { return relyingparty.JSON(v, "") }
