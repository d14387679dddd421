// Package parties is the list of relying parties. A new one is a package beside this
// one and an entry here.
package parties

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
)

// All are the relying parties, in the order of the docs.
var All = []relyingparty.Party{aws.Party, google.Party, vault.Party, azure.Party}

var _ = lint.Own(func(yield func(string, []string) bool) {
	for _, p := range All {
		if !yield(p.Title, p.Audiences) {
			return
		}
	}
})

// Names are their names.
func Names() []string {
	var out []string
	for _, p := range All {
		out = append(out, p.Name)
	}
	return out
}

// Listed are the names, as Markdown and in words: `aws`, `google` and `vault`.
func Listed() string { return listed(Names(), "`") }

// Titles are the parties as people call them, in words.
func Titles() string {
	var out []string
	for _, p := range All {
		out = append(out, p.Long)
	}
	return listed(out, "")
}

func listed(names []string, quote string) string {
	out := quote + names[0] + quote
	for i, name := range names[1:] {
		if i == len(names)-2 {
			out += " and "
		} else {
			out += ", "
		}
		out += quote + name + quote
	}
	return out
}

// Find is the party of this name.
func Find(name string) (relyingparty.Party, bool) {
	for _, p := range All {
		if p.Name == name {
			return p, true
		}
	}
	return relyingparty.Party{}, false
}

// Kinds are the kinds of documents of all of them.
func Kinds() []relyingparty.Kind {
	var out []relyingparty.Kind
	for _, p := range All {
		out = append(out, p.Kinds...)
	}
	return out
}

// Takers judge keys and issuers, by the parties' names.
func Takers() map[string]issuer.Taker {
	out := map[string]issuer.Taker{}
	for _, p := range All {
		out[p.Name] = p.Takes
	}
	return out
}
