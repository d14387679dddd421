package pipeline

// The lines that obtain a token and exchange it.

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
)

// lines obtain the token and exchange it, one command each.
func (m *maker) lines(t presented) []string {
	variable := t.variable // that the token is in
	values := map[string]any{"audience": t.audience, "flags": t.flags}
	for _, f := range m.party.Options {
		values[f.Name] = m.options[f.Name]
		for _, meanings := range f.OneOf {
			for name := range meanings {
				values[f.Name+"."+name] = m.options[f.Name+"."+name]
			}
		}
	}
	if m.party.Name == "google" {
		values["credentials_head"], values["credentials_tail"] = m.credentials()
	}
	there := func(name string) string { return `: "${` + name + `:?there is no OpenID Connect token in this job}"` }
	var out []string
	if !t.fetch || m.platform.Always {
		out = append(out, there(variable))
	}
	if t.fetch {
		variable = "oidc_token"
		out = append(out, fill(m.platform.fetch, values), there(variable)) // a pipe may have hidden a failure
	}
	values["variable"], values["secrets"] = variable, m.secrets
	if m.party.File {
		out = append(out,
			`oidc_dir=$(mktemp -d /tmp/oidc.XXXXXXXXXX)`,
			`trap 'rm -rf "$oidc_dir"' EXIT`,
			`(umask 077 && printf '%s' "$`+variable+`" > "$oidc_dir/token")`)
	}
	for _, e := range m.party.Environment {
		if text := m.options[e.Option]; text != "" {
			out = append(out, "export "+e.Variable+"="+Quote(text))
		}
	}
	if m.party.Session != "" {
		session := m.platform.Session
		if given := m.options["session_name"]; given != "" {
			session = Quote(given)
		}
		out = append(out, "export "+m.party.Session+"="+session)
	}
	for line := range strings.Lines(fill(m.party.lines, values)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// credentials is the credential configuration around the token file's path.
func (m *maker) credentials() (head, tail string) {
	const file = "\uE001"
	provider := "projects/" + m.options["project_number"] + "/locations/global/workloadIdentityPools/" + m.options["pool_id"] + "/providers/" + m.options["provider_id"]
	var b bytes.Buffer
	must(json.Compact(&b, []byte(google.CredentialConfig(m.options["service_account"], file, provider))))
	head, tail, _ = strings.Cut(b.String(), file)
	return head, tail
}

// jsonMember is an object with one member, for templates.
func jsonMember(name, text string) string {
	return relyingparty.JSON(map[string]string{name: text}, "")
}
