package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A proofCase is a document that somebody could write, and what the prover must
// say of it.
type proofCase struct {
	name string
	why  string // the case is here

	platform string
	filters  []m
	audience string // of jobs that pick one
	backend  string
	document string
	accepted []string
	bindings []proof.Binding

	relation        string
	wider, narrower answer
	rests           []string
}

// An answer is yes, no or unknown, what its reason must say, and values that
// tell in its example: variables, or claims of the token.
type answer struct {
	is     proof.Answer
	reason string
	shape  string // of the example
	tells  map[string]string
}

var (
	no  = answer{}
	yes = func(shape string, tells ...string) answer { return answer{proof.Yes, "", shape, pairs(tells)} }
)

func unknown(reason, shape string, tells ...string) answer {
	return answer{proof.Unknown, reason, shape, pairs(tells)}
}

func pairs(list []string) map[string]string {
	out := map[string]string{}
	for i := 0; i+1 < len(list); i += 2 {
		out[list[i]] = list[i+1]
	}
	return out
}

// awsPolicy is a trust policy of one statement.
func awsPolicy(issuer, condition string) string {
	return `{"Version":"2012-10-17","Statement":[` + awsStatement(issuer, condition) + `]}`
}

func awsStatement(issuer, condition string) string {
	return `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/` + issuer +
		`"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":` + strings.ReplaceAll(condition, "ISS", issuer) + `}`
}

// semaphoreRole, and the like, are documents about the issuers of the cases.
func semaphoreRole(claims string) string {
	return `{"role_type":"jwt","user_claim":"prj_id","bound_audiences":["https://acme.semaphoreci.com"],"bound_issuer":"https://acme.semaphoreci.com",` + claims + `}`
}

func gitlabRole(claims string) string {
	return `{"role_type":"jwt","user_claim":"project_id","bound_audiences":["aud"],"bound_issuer":"https://gitlab.com",` + claims + `}`
}

func googleProvider(issuer, audience, subject, condition string) string {
	raw, err := json.Marshal(m{"issuer_uri": issuer, "allowed_audiences": list(audience), "attribute_mapping": m{"google.subject": subject}, "attribute_condition": condition})
	if err != nil {
		panic(err) // strings
	}
	return string(raw)
}

const (
	semIssuer = "acme.semaphoreci.com"
	cciIssuer = "oidc.circleci.com/org/" + org
	semSub    = "org:acme:project:" + project + ":repo:"
	cciSub    = "org/" + org + "/project/" + project + "/user/"
	anyUser   = "????????????????????????????????????"
	origin    = "/vcs-origin/"
	heads     = "/vcs-ref/refs/heads/"
)

func cciPolicy(subs ...string) string {
	raw, _ := json.Marshal(subs)
	return awsPolicy(cciIssuer, `{"StringEquals":{"ISS:aud":"`+org+`"},"StringLike":{"ISS:sub":`+string(raw)+`}}`)
}

func semPolicy(sub string) string {
	return awsPolicy(semIssuer, `{"StringEquals":{"ISS:aud":"https://ISS"},"StringLike":{"ISS:sub":"`+sub+`"}}`)
}

func gitlabPolicy(sub string) string {
	return awsPolicy("gitlab.com", `{"StringEquals":{"ISS:aud":"aud"},"StringLike":{"ISS:sub":"`+sub+`"}}`)
}

func cciGoogle(condition string) string {
	return googleProvider("https://"+cciIssuer, org, "assertion['oidc.circleci.com/project-id']", condition)
}

// TestProofCases holds the prover to the cases that its specification lists, and
// to those that the guides of platforms and relying parties got wrong.
func TestProofCases(t *testing.T) {
	for _, c := range slices.Concat(semaphoreCases(), circleciCases(), gitlabCases(), otherCases()) {
		t.Run(strings.ReplaceAll(c.name, "/", "∕"), c.hold)
	}
}

func (c proofCase) hold(t *testing.T) {
	doc, err := readBack(c.backend, c.document)
	if err != nil {
		t.Fatal(err)
	}
	jobs := forAudience(describe(t, c.platform, c.filters...), "aud")
	if c.audience != "" {
		for i := range jobs {
			jobs[i].Audiences = strings.Split(c.audience, " ")
		}
	}
	x := proof.Comparison{Document: doc, Jobs: jobs, Accepted: c.accepted, Bindings: c.bindings, Named: c.audience != "" || c.platform == "gitlab"}
	v := proof.Compare(x)
	t.Log(said(v))
	if fault := examplesFault(x, v); fault != "" {
		t.Error(fault)
	}
	if v.Relation != c.relation {
		t.Errorf("got %s, want %s: %s", v.Relation, c.relation, c.why)
	}
	c.wider.hold(t, "wider", v.Wider, v.WiderReason, v.WiderExample)
	c.narrower.hold(t, "narrower", v.Narrower, v.NarrowerReason, v.NarrowerExample)
	// What a document that is wider rests on beside its example says nothing.
	// Nor is it told here which tokens are taken as stated, and what relying
	// parties look for in every token: TestStated and TestLacking say that.
	if got := slices.DeleteFunc(factIDs(v), func(id string) bool { return stated(c.platform, id) }); c.wider.is != proof.Yes {
		if !slices.Equal(got, append([]string{}, c.rests...)) {
			t.Errorf("rests on %q, want %q", got, c.rests)
		}
		for _, r := range v.RestsOn {
			p := platform.Find(r.Platform)
			if !p.Verified(r.Fact) && !slices.Contains(c.accepted, r.Fact) && !p.IsForm(r.Fact) {
				t.Errorf("rests on the unverified fact %s", r.Fact)
			}
			if r.Status != p.Facts[r.Fact].Status {
				t.Errorf("%s is called %s", r.Fact, r.Status)
			}
		}
	}
	if c.why == "" {
		t.Error("the case does not say why it is here")
	}
}

func (a answer) hold(t *testing.T, what string, is proof.Answer, reason string, e *proof.Example) {
	t.Helper()
	if is != a.is || !strings.Contains(reason, a.reason) || a.reason == "" && reason != "" {
		t.Errorf("%s %s %q, want %s %q", what, is, reason, a.is, a.reason)
	}
	if e == nil {
		if a.shape != "" {
			t.Errorf("%s: no example, want one of %s", what, a.shape)
		}
		return
	}
	if e.Shape != a.shape {
		t.Errorf("%s: the example is %s, want %s", what, e, a.shape)
	}
	for name, want := range a.tells {
		got, ok := e.Job.Values[name]
		if !ok || name == "sub" {
			got = "absent"
			if c, has := e.Claims[name]; has {
				got = fmt.Sprint(c)
			}
		}
		if pattern, fuzzy := strings.CutPrefix(want, "~"); fuzzy && glob(pattern, got, true) {
			continue
		}
		if got != want {
			t.Errorf("%s: the example's %s is %q, want %q", what, name, got, want)
		}
	}
}

func semaphoreCases() []proofCase {
	web := semaphore(m{"branches": list("main"), "repositories": list("web")})
	generic := semaphore(m{"branches": list("main"), "repositories": list("web"), "generic_git": true})
	branchMain := ":ref_type:branch:ref:refs/heads/main"
	return []proofCase{
		{
			name: "a repository with a colon, generic Git", why: "with the generic Git integration a name can be spelled like the end of a subject",
			platform: "semaphore", filters: []m{generic}, backend: "aws",
			document: semPolicy("org:acme:project:" + project + ":*:web" + branchMain),
			relation: "wider", wider: yes("branch", "repository", "~*:web", "branch", "main"), narrower: no,
		},
		{
			name: "a repository with a colon, hosted Git", why: "the same document is right when names hold no colon, and says that it rests on that",
			platform: "semaphore", filters: []m{web}, backend: "aws",
			document: semPolicy("org:acme:project:" + project + ":*:web" + branchMain),
			relation: "equal", wider: no, narrower: no,
			rests: list("git-ref", "sem-refs", "sem-repo", "sem-sub"),
		},
		{
			name: "claims filtered off, a document that does not ask whether they are there", why: "an admin may switch ref_type off, and then every ref gets in",
			platform: "semaphore", filters: []m{web}, backend: "google",
			document: googleProvider("https://"+semIssuer, "https://"+semIssuer, "assertion.prj_id",
				"assertion.prj_id == '"+project+"' && assertion.repo == 'web' && (!has(assertion.ref) || assertion.ref == 'refs/heads/main')"),
			relation: "wider", wider: yes("branch", "ref", "absent"), narrower: no,
		},
		{
			name: "claims filtered off, a document that asks", why: "a claim that is off makes the condition an error, which lets nobody in; the declared configuration has the claim",
			platform: "semaphore", filters: []m{web}, backend: "google",
			document: googleProvider("https://"+semIssuer, "https://"+semIssuer, "assertion.prj_id",
				"assertion.prj_id == '"+project+"' && assertion.repo == 'web' && assertion.ref == 'refs/heads/main'"),
			relation: "equal", wider: no, narrower: no,
		},
		{
			name: "a role on prj, which is off by default", why: "the guide's claim is missing where filtering is on, and the role lets no job in there",
			platform: "semaphore", filters: []m{web}, backend: "vault",
			document: semaphoreRole(`"bound_claims":{"prj_id":"` + project + `","prj":"*","repo":"web","ref":"refs/heads/main"},"bound_claims_type":"glob"`),
			relation: "narrower", wider: no, narrower: yes("branch", "prj", "absent"),
		},
		{
			name: "branch is main for every pull request at main", why: "Semaphore's own guide matches the claim branch, which a pull request's target sets",
			platform: "semaphore", filters: []m{web}, backend: "vault",
			document: semaphoreRole(`"bound_claims":{"prj_id":"` + project + `","repo":"web","branch":"main"}`),
			relation: "wider", wider: yes("pull request", "target_branch", "main"), narrower: no,
		},
		{
			name: "a branch with a comma and siblings", why: "the official provider splits at commas, so the role has parts of the branch",
			platform: "semaphore", filters: []m{semaphore(m{"branches": list("a,b", "c"), "repositories": list("web")})}, backend: "vault",
			document: semaphoreRole(`"bound_claims":{"prj_id":["` + project + `"],"repo":["web"],"ref":["refs/heads/a","b","refs/heads/c"]}`),
			relation: "overlapping", wider: yes("branch", "branch", "a"), narrower: yes("branch", "branch", "a,b"),
		},
		{
			name: "a Cyrillic branch, spelled out", why: "the API takes no character beyond U+00FF, but what is read back means what it says",
			platform: "semaphore", filters: []m{semaphore(m{"branches": list("ветка"), "repositories": list("web")})}, backend: "aws",
			document: semPolicy(semSub + "web:ref_type:branch:ref:refs/heads/ветка"),
			relation: "equal", wider: no, narrower: no,
		},
		{
			name: "a Cyrillic branch, by wildcards", why: "? is one UTF-16 unit: five of them hold the branch, and others",
			platform: "semaphore", filters: []m{semaphore(m{"branches": list("ветка"), "repositories": list("web")})}, backend: "aws",
			document: semPolicy(semSub + "web:ref_type:branch:ref:refs/heads/?????"),
			relation: "wider", wider: yes("branch", "branch", "aaaaa"), narrower: no,
		},
		{
			name: "an emoji branch, by one wildcard", why: "a character beyond U+FFFF takes two ?",
			platform: "semaphore", filters: []m{semaphore(m{"branches": list("🚀"), "repositories": list("web")})}, backend: "aws",
			document: semPolicy(semSub + "web:ref_type:branch:ref:refs/heads/?"),
			relation: "disjoint", wider: yes("branch"), narrower: yes("branch", "branch", "🚀"),
		},
		{
			name: "aws:SourceIp", why: "an address is not in the token: who gets in is certain, who is kept out is not",
			platform: "semaphore", filters: []m{web}, backend: "aws",
			document: awsPolicy(semIssuer, `{"StringEquals":{"ISS:aud":"https://ISS","ISS:sub":"`+semSub+`web`+branchMain+`"},"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`),
			relation: "unknown", wider: no, narrower: unknown("sourceip", ""),
		},
		{
			name: "aws:SourceIp twice, the same", why: "the same text is the same answer: allowed where denied is nothing",
			platform: "semaphore", filters: []m{web}, backend: "aws",
			document: `{"Version":"2012-10-17","Statement":[` +
				awsStatement(semIssuer, `{"StringEquals":{"ISS:aud":"https://ISS","ISS:sub":"`+semSub+`api`+branchMain+`"},"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`) + `,` +
				strings.Replace(awsStatement(semIssuer, `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`), "Allow", "Deny", 1) + `]}`,
			relation: "narrower", wider: no, narrower: yes("branch"),
		},
		{
			name: "Deny of what is not described", why: "a Deny takes away what the Allow gives too much",
			platform: "semaphore", filters: []m{web}, backend: "aws",
			document: `{"Version":"2012-10-17","Statement":[` +
				awsStatement(semIssuer, `{"StringEquals":{"ISS:aud":"https://ISS"},"StringLike":{"ISS:sub":"`+semSub+`web:*"}}`) + `,` +
				strings.Replace(awsStatement(semIssuer, `{"StringNotLike":{"ISS:sub":"*`+branchMain+`"}}`), "Allow", "Deny", 1) + `]}`,
			relation: "equal", wider: no, narrower: no,
			rests: list("git-ref", "sem-refs", "sem-repo", "sem-sub"),
		},
		{
			name: "a generic project of another platform's issuer", why: "an issuer that nothing is described of is not guessed: whoever it signs for gets in",
			platform: "semaphore", filters: []m{web}, backend: "aws",
			document: `{"Version":"2012-10-17","Statement":[` +
				awsStatement(semIssuer, `{"StringEquals":{"ISS:aud":"https://ISS","ISS:sub":"`+semSub+`web`+branchMain+`"}}`) + `,` +
				awsStatement("gitlab.corp.example", `{"StringEquals":{"ISS:aud":"aud","ISS:sub":"project_path:g/p:ref_type:branch:ref:main"}}`) + `]}`,
			relation: "wider", wider: yes("any token", "iss", "https://gitlab.corp.example", "sub", "project_path:g/p:ref_type:branch:ref:main"), narrower: no,
		},
	}
}

func circleciCases() []proofCase {
	github := m{"branches": list("main"), "repositories": list("github.com/acme/web")}
	gitlab := m{"branches": list("main"), "repositories": list("gitlab.com/g/p")}
	bitbucket := m{"branches": list("main"), "repositories": list("bitbucket.org/team/web")}
	glob := func(f m) m { out := with(f); out["branches"] = list("v*"); return circleci(out) }
	at := func(o, ref string) string { return cciSub + anyUser + origin + o + heads + ref }
	return []proofCase{
		{
			name: "CircleCI's recommended pattern", why: "a branch may be called like the rest of a subject; this is the first hole that the product shows",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main")})}, backend: "aws",
			document: cciPolicy(cciSub + "*" + origin + "*" + heads + "main"),
			relation: "wider", wider: yes("github branch (v2)", "branch", "x/vcs-ref/refs/heads/main"), narrower: no,
		},
		{
			name: "GitHub origin, exact branch", why: "owner and repository hold no slash, so the subject has one reading",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws", document: cciPolicy(at("github.com/acme/web", "main")),
			relation: "equal", wider: no, narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "GitHub origin, branch glob", why: "behind the ref nothing follows, so a glob may stand there",
			platform: "circleci", filters: []m{glob(github)}, backend: "aws", document: cciPolicy(at("github.com/acme/web", "v*")),
			relation: "equal", wider: no, narrower: no,
			rests: list("cci-github", "cci-hosts", "cci-sub"),
		},
		{
			name: "GitHub origin glob", why: "a wildcard for the repository runs over the ref of another",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/*")})}, backend: "aws",
			document: cciPolicy(at("github.com/acme/*", "main")),
			relation: "wider", wider: yes("github branch (v2)", "branch", "x/vcs-ref/refs/heads/main", "owner", "acme"), narrower: no,
		},
		{
			name: "GitLab origin, exact branch", why: "a subgroup could continue the origin, but not so that the subject ends in the branch alone",
			platform: "circleci", filters: []m{circleci(gitlab)}, backend: "aws", document: cciPolicy(at("gitlab.com/g/p", "main")),
			relation: "equal", wider: no, narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "GitLab origin, branch glob", why: "a project in the subgroup vcs-ref of a group p shows a subject that the glob takes",
			platform: "circleci", filters: []m{glob(gitlab)}, backend: "aws", document: cciPolicy(at("gitlab.com/g/p", "v*")),
			relation: "wider", wider: yes("gitlab nested branch (v2)", "group", "g", "subgroup", "p", "rest", "~vcs-ref/refs/heads*"), narrower: no,
		},
		{
			name: "Bitbucket origin, exact branch", why: "how Bitbucket's subjects look is not verified: no token is known that must get in",
			platform: "circleci", filters: []m{circleci(bitbucket)}, backend: "aws", document: cciPolicy(at("bitbucket.org/team/web", "main")),
			relation: "unknown", wider: no, narrower: unknown("it depends on the unverified fact ", ""),
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "Bitbucket origin, exact branch, accepted", why: "with the fact taken on there is an answer",
			platform: "circleci", filters: []m{circleci(bitbucket)}, backend: "aws", document: cciPolicy(at("bitbucket.org/team/web", "main")),
			accepted: list("cci-bitbucket"), relation: "equal", wider: no, narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "Bitbucket origin, branch glob, accepted", why: "the third host, with a glob",
			platform: "circleci", filters: []m{glob(bitbucket)}, backend: "aws", document: cciPolicy(at("bitbucket.org/team/web", "v*")),
			accepted: list("cci-bitbucket"), relation: "equal", wider: no, narrower: no,
			rests: list("cci-github", "cci-hosts", "cci-sub"),
		},
		{
			name: "a document that also takes Bitbucket", why: "the widening hangs on how Bitbucket's subjects look: the fact is named",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws", document: cciPolicy(at("github.com/acme/web", "main"), at("bitbucket.org/team/web", "main")),
			relation: "unknown", wider: unknown("cci-bitbucket", "bitbucket branch (v2)", "workspace", "team"), narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "a document that also takes Bitbucket, accepted", why: "with the fact taken on the widening is certain",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws", document: cciPolicy(at("github.com/acme/web", "main"), at("bitbucket.org/team/web", "main")),
			accepted: list("cci-bitbucket"), relation: "wider", wider: yes("bitbucket branch (v2)", "workspace", "team", "repository", "web"), narrower: no,
		},
		{
			name: "a document that also takes tags", why: "how a tag looks is not verified: the widening is unknown, and the fact is named",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws",
			document: cciPolicy(at("github.com/acme/web", "main"), cciSub+anyUser+origin+"github.com/acme/web/vcs-ref/refs/tags/v1"),
			relation: "unknown", wider: unknown("cci-tag", "github tag (v2)", "tag", "v1"), narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "a document that also takes tags, accepted", why: "with the fact taken on the widening is certain",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws",
			document: cciPolicy(at("github.com/acme/web", "main"), cciSub+anyUser+origin+"github.com/acme/web/vcs-ref/refs/tags/v1"),
			accepted: list("cci-tag"), relation: "wider", wider: yes("github tag (v2)", "tag", "v1"), narrower: no,
		},
		{
			name: "described tags", why: "a box without a verified job is unknown, not fine",
			platform: "circleci", filters: []m{circleci(m{"tags": list("v1"), "repositories": list("github.com/acme/web")})}, backend: "aws",
			document: cciPolicy(cciSub + anyUser + origin + "github.com/acme/web/vcs-ref/refs/tags/v1"),
			relation: "unknown", wider: no, narrower: unknown("it depends on the unverified fact ", ""),
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "described tags, accepted", why: "with the fact taken on there is an answer",
			platform: "circleci", filters: []m{circleci(m{"tags": list("v1"), "repositories": list("github.com/acme/web")})}, backend: "aws",
			document: cciPolicy(cciSub + anyUser + origin + "github.com/acme/web/vcs-ref/refs/tags/v1"),
			accepted: list("cci-tag"), relation: "equal", wider: no, narrower: no,
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "a V1 subject in a document for V2 jobs", why: "any job may present its V1 token too, and that does not hold the branch",
			platform: "circleci", filters: []m{circleci(github)}, backend: "aws",
			document: cciPolicy(at("github.com/acme/web", "main"), cciSub+anyUser),
			relation: "wider", wider: yes("github branch (v1)", "sub", "~"+cciSub+"*"), narrower: no,
		},
		{
			name: "both tokens of the same jobs", why: "V1 and V2 of one job are no widening: a document on claims takes both",
			platform: "circleci", filters: []m{circleci(github)}, backend: "google",
			document: cciGoogle("assertion['oidc.circleci.com/project-id'] == '" + project + "' && 'oidc.circleci.com/vcs-ref' in assertion && assertion['oidc.circleci.com/vcs-origin'] == 'github.com/acme/web' && assertion['oidc.circleci.com/vcs-ref'] == 'refs/heads/main'"),
			relation: "equal", wider: no, narrower: no,
			rests: list("cci-hosts"),
		},
		{
			name: "V1 jobs in a document for V2", why: "who presents V1 does not get in by a V2 subject",
			platform: "circleci", filters: []m{circleci(m{"token_version": "any", "branches": list("main"), "repositories": list("github.com/acme/web")})}, backend: "aws",
			document: cciPolicy(at("github.com/acme/web", "main")),
			relation: "narrower", wider: no, narrower: yes("github branch (v1)", "branch", "main"),
			rests: list("cci-hosts", "cci-sub"),
		},
		{
			name: "another audience than described", why: "a job may have its audience changed; the described tokens carry another one",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "audiences": list("sts.amazonaws.com")})}, backend: "aws",
			document: cciPolicy(at("github.com/acme/web", "main")),
			relation: "unknown", wider: unknown("only the client ids", ""), narrower: yes("github branch (v2)", "aud", "sts.amazonaws.com"),
			rests: list("cci-hosts", "cci-sub"),
		},
	}
}

func gitlabCases() []proofCase {
	main := m{"projects": list("g/p"), "branches": list("main")}
	sub := "project_path:g/p:ref_type:branch:ref:"
	old := m{"url": "https://gitlab.example.com", "projects": list("g/p"), "branches": list("main")}
	renamed := []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}, {"projects": list("g/a"), "project_ids": list("2"), "branches": list("main")}}
	crossed := awsPolicy("gitlab.com", `{"StringEquals":{"ISS:aud":"aud","ISS:sub":["project_path:g/p:ref_type:branch:ref:main","project_path:g/a:ref_type:branch:ref:main"],"ISS:project_id":["1","2"]}}`)
	binding := []proof.Binding{{"project_path": "g/p", "project_id": "1"}, {"project_path": "g/a", "project_id": "2"}}
	return []proofCase{
		{
			name: "two jobs objects in one statement", why: "different keys in one statement are a cross product",
			platform: "gitlab", filters: renamed, backend: "aws", document: crossed,
			relation: "wider", wider: yes("branch", "branch", "main"), narrower: no,
		},
		{
			name: "two jobs objects in one statement, names tied to ids", why: "where a path goes with an id the cross product is no wider",
			platform: "gitlab", filters: renamed, backend: "aws", document: crossed, bindings: binding,
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-fork"),
		},
		{
			name: "from the name to the id", why: "a document on the id says what the name said only where the two are tied",
			platform: "gitlab", filters: []m{main}, backend: "vault", document: gitlabRole(`"bound_claims":{"project_id":"1","ref_type":"branch","ref":"main"}`),
			relation: "overlapping", wider: yes("branch", "project_id", "1"), narrower: yes("branch", "project_path", "g/p"),
		},
		{
			name: "from the name to the id, tied", why: "this is how a name is moved to an id",
			platform: "gitlab", filters: []m{main}, backend: "vault", document: gitlabRole(`"bound_claims":{"project_id":"1","ref_type":"branch","ref":"main"}`),
			bindings: []proof.Binding{{"project_path": "g/p", "project_id": "1"}},
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-fork"),
		},
		{
			name: "a branch with a comma and siblings", why: "what the official provider sends has parts of the branch, and one of them is a branch of its own",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("a,b", "c")}}, backend: "vault",
			document: gitlabRole(`"bound_claims":{"project_path":["g/p"],"ref_type":["branch"],"ref":["a","b","c"]}`),
			relation: "overlapping", wider: yes("branch", "branch", "~?"), narrower: yes("branch", "branch", "a,b"),
		},
		{
			name: "x@refs/tags/v1 and *@refs/tags/v*", why: "a glob with a star on both sides of a text is not the text",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("x@refs/tags/v1")}}, backend: "aws",
			document: gitlabPolicy(sub + "*@refs/tags/v*"),
			relation: "wider", wider: yes("branch", "branch", "~*@refs/tags/v*"), narrower: no,
		},
		{
			name: "*@refs/tags/v* and x@refs/tags/v1", why: "and the other way round it keeps the others out",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("*@refs/tags/v*")}}, backend: "aws",
			document: gitlabPolicy(sub + "x@refs/tags/v1"),
			relation: "narrower", wider: no, narrower: yes("branch", "branch", "~*@refs/tags/v*"),
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "*@refs/tags/v* and itself", why: "a glob read back is the same language",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("*@refs/tags/v*")}}, backend: "aws",
			document: gitlabPolicy(sub + "*@refs/tags/v*"),
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "prod and prod-sandbox", why: "HashiCorp's own example compares the beginning of the subject, and prod is one of prod-sandbox",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("prod")}}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.sub.startsWith('"+sub+"prod')"),
			relation: "wider", wider: yes("branch", "branch", "~prod?*"), narrower: no,
		},
		{
			name: "prod and prod*, a glob role", why: "the same with a glob",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "branches": list("prod")}}, backend: "vault",
			document: gitlabRole(`"bound_claims":{"sub":"` + sub + `prod*"},"bound_claims_type":"glob"`),
			relation: "wider", wider: yes("branch", "branch", "~prod?*"), narrower: no,
		},
		{
			name: "strangers order their subjects as they like", why: "of components that are known none makes another project's path fit, but a tag does",
			platform: "gitlab", filters: []m{{"projects": list("*/p"), "branches": list("main")}}, backend: "aws",
			document: gitlabPolicy("project_path:*/p:*ref:main"),
			relation: "wider", wider: yes("tag", "tag", "main"), narrower: no,
		},
		{
			name: "a star in front", why: "of the components that GitLab takes none makes another project's subject end like this one",
			platform: "gitlab", filters: []m{main}, backend: "aws",
			document: gitlabPolicy("*" + sub + "main"),
			relation: "equal", wider: no, narrower: no,
			rests: list("git-ref", "gl-claims", "gl-components", "gl-fork", "gl-job-claims", "gl-path"),
		},
		{
			name: "a star in front of the components", why: "another project's path may end like the described one's",
			platform: "gitlab", filters: []m{main}, backend: "aws",
			document: gitlabPolicy("*g/p:ref_type:branch:ref:main"),
			relation: "wider", wider: yes("branch", "project_path", "~?*g/p"), narrower: no,
		},
		{
			name: "strangers cannot be us", why: "no order of components begins with another project's path",
			platform: "gitlab", filters: []m{main}, backend: "aws", document: gitlabPolicy(sub + "main"),
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "self-managed before 18.2.2", why: "a fork's merge request shows the parent's path and any branch",
			platform: "gitlab", filters: []m{old}, backend: "aws",
			document: awsPolicy("gitlab.example.com", `{"StringEquals":{"ISS:aud":"aud","ISS:sub":"`+sub+`main"}}`),
			relation: "wider", wider: yes("fork merge request", "branch", "main", "project_path", "g/p"), narrower: no,
		},
		{
			name: "self-managed since 18.2.2", why: "with the version said there is no such token, and the answer rests on that",
			platform: "gitlab", filters: []m{selfManaged(main)}, backend: "aws",
			document: awsPolicy("gitlab.example.com", `{"StringEquals":{"ISS:aud":"aud","ISS:sub":"`+sub+`main"}}`),
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "several audiences described, one taken", why: "who is told to use the other audience is kept out",
			platform: "gitlab", filters: []m{main}, backend: "aws", document: gitlabPolicy(sub + "main"), audience: "aud other",
			relation: "narrower", wider: no, narrower: yes("branch", "aud", "other"),
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "several audiences taken, one described", why: "a described job's token for another audience gets in: whoever is shown it can present it",
			platform: "gitlab", filters: []m{main}, backend: "vault",
			document: `{"role_type":"jwt","user_claim":"project_id","bound_audiences":["aud","other"],"bound_issuer":"https://gitlab.com","bound_claims":{"project_path":"g/p","ref_type":"branch","ref":"main"}}`,
			relation: "wider", wider: yes("branch", "aud", "other"), narrower: no,
		},
		{
			name: "no audience asked", why: "whether tokens for other audiences get in depends on the OIDC provider's client ids",
			platform: "gitlab", filters: []m{main}, backend: "aws", document: awsPolicy("gitlab.com", `{"StringEquals":{"ISS:sub":"`+sub+`main"}}`),
			relation: "unknown", wider: unknown("client_ids", ""), narrower: no,
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "the audience alone", why: "every project of the issuer picks the audience that it likes",
			platform: "gitlab", filters: []m{main}, backend: "aws", document: awsPolicy("gitlab.com", `{"StringEquals":{"ISS:aud":"aud"}}`),
			relation: "wider", wider: yes("branch"), narrower: no,
		},
		{
			name: "ForAllValues on a key that is never there", why: "of no value all hold, so the statement is open to the whole of gitlab.com",
			platform: "gitlab", filters: []m{main}, backend: "aws", document: awsPolicy("gitlab.com", `{"ForAllValues:StringEquals":{"ISS:iss":"https://gitlab.com"}}`),
			relation: "wider", wider: yes("branch"), narrower: no,
		},
		{
			name: "no bound issuer", why: "a role whose mount binds no issuer may take anybody's keys",
			platform: "gitlab", filters: []m{main}, backend: "vault",
			document: `{"role_type":"jwt","user_claim":"project_id","bound_audiences":["aud"],"bound_claims":{"project_path":"g/p","ref_type":"branch","ref":"main"}}`,
			relation: "unknown", wider: unknown("which issuer", ""), narrower: no,
			rests: list("gl-claims"),
		},
		{
			name: "ref without ref_type", why: "a tag may have the branch's name",
			platform: "gitlab", filters: []m{main}, backend: "vault", document: gitlabRole(`"bound_claims":{"project_path":"g/p","ref":"main"}`),
			relation: "wider", wider: yes("tag", "tag", "main"), narrower: no,
		},
		{
			name: "a group's path without its slash", why: "somebody registers the group g-evil",
			platform: "gitlab", filters: []m{{"projects": list("g/*"), "branches": list("main")}}, backend: "vault",
			document: gitlabRole(`"bound_claims":{"project_path":"g*","ref_type":"branch","ref":"main"},"bound_claims_type":"glob"`),
			relation: "wider", wider: yes("branch", "project_path", "~g?*/*"), narrower: no,
		},
		{
			name: "a tier that a job may lack", why: "a job without environment has no such component, and is described",
			platform: "gitlab", filters: []m{selfManaged(m{"project_ids": list("1"), "branches": list("main"), "subject_components": list("project_id", "ref_type", "ref", "deployment_tier")})}, backend: "aws",
			document: awsPolicy("gitlab.example.com", `{"StringEquals":{"ISS:aud":"aud"},"StringLike":{"ISS:sub":"project_id:1:ref_type:branch:ref:main:deployment_tier:*"}}`),
			relation: "narrower", wider: no, narrower: yes("branch (without-1)", "deployment_tier", "absent"),
			rests: list("git-ref", "gl-claims", "gl-fork"),
		},
	}
}

func otherCases() []proofCase {
	credential := func(subject string) string {
		return `{"credentials":[{"issuer":"https://gitlab.com","audience":"aud","subject":"` + subject + `"}]}`
	}
	flexible := func(expression string) string {
		raw, _ := json.Marshal(expression)
		return `{"flexible_credentials":[{"issuer":"https://gitlab.com","audience":"aud","claims_matching_expression":` + string(raw) + `}]}`
	}
	main := m{"projects": list("g/p"), "branches": list("main")}
	withID := m{"projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}
	sub := "project_path:g/p:ref_type:branch:ref:main"
	return []proofCase{
		{
			name: "Azure, one credential", why: "a whole subject is one job's",
			platform: "gitlab", filters: []m{main}, backend: "azure", document: credential(sub),
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-claims", "gl-fork", "gl-path"),
		},
		{
			name: "Azure, another case", why: "Entra compares as written, and the platform stores as written",
			platform: "gitlab", filters: []m{main}, backend: "azure", document: credential("project_path:G/p:ref_type:branch:ref:main"),
			relation: "disjoint", wider: yes("branch", "project_path", "G/p"), narrower: yes("branch", "project_path", "g/p"),
		},
		{
			name: "Azure flexible, subject and id", why: "eq compares whole texts, whatever else is unknown",
			platform: "gitlab", filters: []m{withID}, backend: "azure", document: flexible("claims['sub'] eq '" + sub + "' and claims['project_id'] eq '1'"),
			relation: "equal", wider: no, narrower: no,
			rests: list("gl-fork"),
		},
		{
			name: "Azure flexible, matches from the start to a star", why: "whether matches compares the whole text does not matter here",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("v*")}}, backend: "azure",
			document: flexible("claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:v*' and claims['project_id'] eq '1'"),
			relation: "equal", wider: no, narrower: no,
			rests: list("git-ref", "gl-fork", "gl-path"),
		},
		{
			name: "Azure flexible, matches", why: "whether matches compares the whole text is not documented",
			platform: "gitlab", filters: []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("v*")}}, backend: "azure",
			document: flexible("claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:v' and claims['project_id'] eq '1'"),
			relation: "unknown", wider: no, narrower: unknown("matches", ""),
			rests: list("git-ref", "gl-fork", "gl-path"),
		},
	}
}

// TestNoRealJob: where the platform data does not say what a claim holds, no
// described job is known that a condition on it keeps out.
func TestNoRealJob(t *testing.T) {
	for name, c := range map[string]struct {
		platform, backend, document string
		filters                     m
	}{
		"a claim without a template": {
			"semaphore", "google",
			googleProvider("https://"+semIssuer, "https://"+semIssuer, "assertion.sub127", "assertion.sub == '"+semSub+"web:ref_type:branch:ref:refs/heads/main'"),
			semaphore(m{"branches": list("main"), "repositories": list("web")}),
		},
		"a namespace, which is the beginning of the path": {
			"gitlab", "vault", gitlabRole(`"bound_claims":{"project_path":"g/p","namespace_path":"g","ref_type":"branch","ref":"main"}`),
			m{"projects": list("g/p"), "branches": list("main")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := readBack(c.backend, c.document)
			if err != nil {
				t.Fatal(err)
			}
			v := proof.Compare(proof.Comparison{Document: doc, Jobs: forAudience(describe(t, c.platform, c.filters), "aud")})
			if v.Narrower == proof.Yes {
				t.Errorf("an example that no platform makes: %s", said(v))
			}
		})
	}
}

// TestOutOfReach: a job whose issuer the document does not trust is kept out.
func TestOutOfReach(t *testing.T) {
	jobs := forAudience(describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")}), "aud")
	doc, err := readBack("aws", semPolicy(semSub+"web:ref_type:branch:ref:refs/heads/main"))
	if err != nil {
		t.Fatal(err)
	}
	c := proof.Comparison{Document: doc, Jobs: jobs, Named: true}
	v := proof.Compare(c)
	if v.Relation != "disjoint" || v.Narrower != proof.Yes || v.NarrowerExample.Claims["iss"] != "https://gitlab.com" {
		t.Error(said(v))
	}
	if fault := examplesFault(c, v); fault != "" {
		t.Error(fault)
	}
	if j := (platform.Job{Form: "branch", Values: map[string]string{"project_path": "g/p", "branch": "main"}}); !jobs[0].Contains(j) {
		t.Error("the job is not described at all")
	}
	var none trust.Jobs
	if v := proof.Compare(proof.Comparison{Document: doc, Jobs: none}); v.Wider != proof.Yes || v.Narrower != proof.No {
		t.Errorf("of no jobs at all: %s", said(v))
	}
}

// stated reports whether a fact says how tokens of an unverified form look, what no
// token has, or whom every token is for.
func stated(name, id string) bool {
	p := platform.Find(name)
	return !p.Verified(id) && p.IsForm(id) || id == p.Issuer.Audience.Fact && p.Issuer.Audience.Kind == "fixed" ||
		slices.ContainsFunc(p.Missing, func(m platform.Missing) bool { return m.Fact == id })
}
