package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/mintable"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var parties = list("aws", "vault", "google", "azure")

// readBack parses a document as its relying party stores it.
func readBack(backend, text string) (proof.Document, error) {
	switch backend {
	case "aws":
		return notNil(aws.Parse(text))
	case "vault":
		return notNil(vault.Parse(text))
	case "google":
		return notNil(google.Parse(text))
	}
	return notNil(azure.Parse(text))
}

// notNil keeps a nil pointer from becoming a document that is not nil.
func notNil[D proof.Document](d D, err error) (proof.Document, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// stored compiles jobs and returns the document as the relying party stores it,
// and the jobs with the audience that the document is for.
func stored(backend string, jobs trust.Jobs, options m) (string, trust.Jobs, problem.List) {
	var problems problem.List
	o := with(options)
	audiences, _ := o["audiences"].([]string)
	switch backend {
	case "aws":
		o["account_id"] = "123456789012"
		p, faults := aws.TrustPolicy(jobs, value.Of(o))
		return p.JSON, relyingparty.Audiences(jobs, audiences, nil, "", &problems), faults
	case "vault":
		r, faults := vault.JWTRole(jobs, value.Of(o))
		if len(faults) > 0 {
			return "", nil, faults
		}
		return r.Sent(), relyingparty.Audiences(jobs, audiences, nil, "", &problems), nil
	case "google":
		o["project_number"], o["pool_id"], o["provider_id"] = "123456789", "ci-pool", "ci-provider"
		p, faults := google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: jobs}}, value.Of(o))
		return relyingparty.JSON(m{
			"issuer_uri": p.IssuerURI, "allowed_audiences": p.AllowedAudiences,
			"attribute_mapping": p.AttributeMapping, "attribute_condition": p.AttributeCondition,
		}, ""), relyingparty.Audiences(jobs, audiences, p.AllowedAudiences, "", &problems), faults
	}
	delete(o, "audiences")
	c, faults := azure.FederatedCredentials(jobs, value.Of(o))
	of := func(from map[string]azure.Credential) []m {
		out := []m{}
		for _, c := range from {
			e := m{"issuer": c.Issuer, "audience": c.Audience}
			if c.Expression == "" {
				e["subject"] = c.Subject
			} else {
				e["claims_matching_expression"] = c.Expression
			}
			out = append(out, e)
		}
		slices.SortFunc(out, func(a, b m) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		return out
	}
	return relyingparty.JSON(m{"credentials": of(c.Ordinary), "flexible_credentials": of(c.Flexible)}, ""),
		relyingparty.Audiences(jobs, nil, list("api://AzureADTokenExchange"), "", &problems), faults
}

// forAudience gives the jobs an audience where their platform lets them pick it.
func forAudience(jobs trust.Jobs, audience string) trust.Jobs {
	out := slices.Clone(jobs)
	for i := range out {
		if len(out[i].Audiences) == 0 {
			out[i].Audiences = list(audience)
		}
	}
	return out
}

// unmintable says why the mint does not make an example of the verdict. One beside an
// unknown answer shows what would be, were a fact otherwise.
func unmintable(jobs trust.Jobs, v proof.Verdict) string {
	if v.Wider == proof.Unknown {
		v.WiderExample = nil
	}
	for _, e := range []*proof.Example{v.WiderExample, v.NarrowerExample} {
		i := slices.IndexFunc(jobs, func(d trust.Description) bool { return e != nil && d.Issuer == e.Claims["iss"] })
		if i < 0 {
			continue
		}
		if text := mintable.Refusal(jobs[i], e); text != "" {
			return "an example that no job has: " + text + "\n" + e.Token()
		}
	}
	return ""
}

// examplesFault re-checks a verdict's examples without the prover: the document
// and the description must part over them, and their tokens must be what their
// platform mints for the job. It is empty when all is well.
func examplesFault(c proof.Comparison, v proof.Verdict) string {
	wide := c.Wide
	if wide == nil {
		wide = c.Jobs
	}
	contains := func(jobs trust.Jobs, j platform.Job, issuer any) bool {
		return slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Issuer == issuer && d.Contains(j) })
	}
	if (v.Wider == proof.Yes) != (v.WiderExample != nil) && v.Wider != proof.Unknown {
		return "wider without its example, or an example without wider"
	}
	if (v.Narrower == proof.Yes) != (v.NarrowerExample != nil) {
		return "narrower without its example, or an example without narrower"
	}
	if v.Wider == proof.Unknown && v.WiderReason == "" || v.Narrower == proof.Unknown && v.NarrowerReason == "" {
		return "unknown without a reason"
	}
	for _, e := range []*proof.Example{v.WiderExample, v.NarrowerExample} {
		if s := (sampled{}); e != nil {
			if s.job = e.Job; !s.bound(c.Bindings) {
				return "an example breaks a binding"
			}
		}
	}
	if e := v.WiderExample; e != nil {
		d := c.Document.Admits(e.Claims)
		if d.Admitted != proof.Yes {
			return "the wider example does not get in: " + d.Reason()
		}
		if contains(wide, e.Job, e.Claims["iss"]) != e.Replay || e.Replay != replayed(c, wide, e.Job, e.Claims) {
			return "the wider example is described"
		}
		if fault := mintFault(wide, e, false); fault != "" {
			return "the wider example " + fault
		}
	}
	if e := v.NarrowerExample; e != nil {
		if d := c.Document.Admits(e.Claims); d.Admitted != proof.No {
			return "the narrower example is not kept out: " + d.Reason()
		}
		if !contains(c.Jobs, e.Job, e.Claims["iss"]) {
			return "the narrower example is not described"
		}
		if fault := mintFault(c.Jobs, e, true); fault != "" {
			return "the narrower example " + fault
		}
	}
	return ""
}

// mintFault holds an example's token against one that the platform mints for
// the job; declared wants a presentation of the described configuration.
func mintFault(jobs trust.Jobs, e *proof.Example, declared bool) string {
	var mine trust.Jobs
	for _, d := range jobs {
		if d.Issuer == e.Claims["iss"] {
			mine = append(mine, d)
		}
	}
	if len(mine) == 0 {
		return "" // nobody knows that issuer's tokens
	}
	p := mine[0].Model()
	f := p.Form(e.Job.Form)
	if f == nil {
		return "has no form"
	}
	for _, v := range p.Variables {
		value, given := e.Job.Values[v.Name]
		if !given || v.Many || !f.Has(v.Name) {
			continue
		}
		if !slices.ContainsFunc(mine, func(d trust.Description) bool {
			reason, _ := p.Domain(v.Name, d.Settings).CheckValue(value)
			return reason == ""
		}) {
			return fmt.Sprintf("has a %s outside of its domain: %q", v.Name, value)
		}
	}
	var fault string
	for _, d := range mine {
		presentations := p.Declared(f, d.Settings)
		if !declared {
			presentations = append(presentations, p.Undeclared(f, d.Settings)...)
			sub, _ := e.Claims["sub"].(string)
			presentations = append(presentations, p.Ordered(f, sub)...)
		}
		for _, pres := range presentations {
			if fault = tokenFault(p, d, e, pres, declared); fault == "" {
				return ""
			}
		}
	}
	return fault
}

func tokenFault(p *platform.Platform, d trust.Description, e *proof.Example, pres platform.Presentation, declared bool) string {
	f := p.Form(e.Job.Form)
	want := p.Mint(e.Job, pres, d.Issuer, e.Claims["aud"])
	for name, w := range want {
		c, _ := f.Claim(name)
		if _, known := c.Template(); !known && name != "sub" && name != "iss" && name != "aud" {
			continue
		}
		got, has := e.Claims[name]
		switch {
		case !has && p.Switchable != "" && (!declared || c.Off) && slices.Contains(e.Job.Absent, name):
		case !has:
			return fmt.Sprintf("lacks the claim %s = %v", name, w)
		case fmt.Sprint(got) != fmt.Sprint(w):
			return fmt.Sprintf("has the claim %s = %v, and its job's is %v", name, got, w)
		}
	}
	for name, got := range e.Claims {
		_, minted := want[name]
		if value, given := e.Job.Values[name]; given && !slices.Contains(f.ClaimNames(), name) && got == value {
			if _, ok := f.Claim(name); ok { // of a family
				continue
			}
		}
		named := slices.ContainsFunc(p.Forms, func(f platform.Form) bool { _, ok := f.Claim(name); return ok })
		if !minted && (named || declared) {
			return "has the claim " + name + ", which its job's token does not have"
		}
	}
	if declared && !slices.Contains(d.Audiences, fmt.Sprint(e.Claims["aud"])) {
		return fmt.Sprintf("has the audience %v", e.Claims["aud"])
	}
	return ""
}

// said is a verdict in a few lines, for failures.
func said(v proof.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: wider %s %s, narrower %s %s", v.Relation, v.Wider, v.WiderReason, v.Narrower, v.NarrowerReason)
	if e := v.WiderExample; e != nil {
		fmt.Fprintf(&b, "\n  wider by %s\n  %s", e, e.Token())
	}
	if e := v.NarrowerExample; e != nil {
		fmt.Fprintf(&b, "\n  narrower by %s\n  %s", e, e.Token())
	}
	for _, r := range v.RestsOn {
		b.WriteString("\n  rests on " + r.Fact)
	}
	return b.String()
}

func factIDs(v proof.Verdict) []string {
	out := []string{}
	for _, r := range v.RestsOn {
		out = append(out, r.Fact)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// replayed reports whether the token is a described job's and made for nobody whom
// a description of the job means.
func replayed(c proof.Comparison, jobs trust.Jobs, job platform.Job, token map[string]any) bool {
	described := false
	for _, d := range jobs {
		if d.Issuer != token["iss"] || !d.Contains(job) {
			continue
		}
		described = true
		switch kind := d.Model().Issuer.Audience.Kind; {
		case kind == "fixed", !c.Named && kind == "picked", !c.Named && slices.Equal(d.Audiences, list(d.DefaultAudience())):
			return false // nobody means it
		}
		for _, a := range d.Audiences {
			if token["aud"] == a {
				return false
			}
			if many, ok := token["aud"].([]any); ok && slices.Contains(many, any(a)) {
				return false
			}
		}
	}
	_, azp := token["azp"] // which none of these platforms mints
	return described && !azp
}
