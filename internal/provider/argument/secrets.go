package argument

// What no argument may hold: tokens and private keys.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// RefusePrivateKeys notes every text in v that holds a private key: nothing here
// takes one, and an error about it would show it.
func RefusePrivateKeys(v value.V, at string, problems *problem.List) {
	if v.Kind == value.String && strings.Contains(v.Text, "PRIVATE KEY") {
		problems.Add(problem.BadKey, at, "holds a private key, which whoever reads the plan, the state or the pipeline could use", "Leave it out")
	}
	for i, e := range v.Elems {
		RefusePrivateKeys(e, fmt.Sprintf("%s[%d]", at, i), problems)
	}
	for _, name := range v.Keys() {
		RefusePrivateKeys(v.Attrs[name], at+"."+name, problems)
	}
}

// RefuseTokens notes every text in v that is or holds a token: what is given to
// a function or a data source lies in plans and states.
func RefuseTokens(v value.V, at string, problems *problem.List) {
	if v.Kind == value.String && holdsToken(v.Text) {
		problems.Add(problem.Malformed, at, "holds a token, which whoever reads the plan or the state could use", "Leave it out; options.tokens takes decode_token(...) of it, or its claims")
	}
	for i, e := range v.Elems {
		RefuseTokens(e, fmt.Sprintf("%s[%d]", at, i), problems)
	}
	for _, name := range v.Keys() {
		RefuseTokens(v.Attrs[name], at+"."+name, problems)
	}
}

// holdsToken reports whether there is a whole token in a text, JSON or not. A
// host name has the shape of one too, but not the content.
func holdsToken(text string) bool {
	if strings.Count(text, ".") < 2 {
		return false
	}
	for part := range strings.FieldsFuncSeq(text, foreignToTokens) {
		if strings.Count(part, ".") == 2 {
			if t, _ := token.Decode(part); t != nil { // a wrong member makes it no less a token
				return true
			}
		}
	}
	return false
}

// foreignToTokens reports whether no token has the character.
func foreignToTokens(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}
