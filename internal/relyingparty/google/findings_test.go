package google

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	github = "https://token.actions.githubusercontent.com"
	gitlab = "https://gitlab.com"
	hcp    = "https://app.terraform.io"
	circle = "https://oidc.circleci.com/org/11111111-2222-4333-8444-555555555555"
	nobody = "https://ci.example"
)

// changes are what a row's provider has instead of an ordinary one's.
type changes map[string]any

func (c changes) provider(t testing.TB, issuer, condition string) string {
	t.Helper()
	p := changes{
		"issuer_uri":          issuer,
		"attribute_mapping":   map[string]string{"google.subject": "assertion.sub"},
		"attribute_condition": condition,
		"name":                "projects/123/locations/global/workloadIdentityPools/ci-pool/providers/github",
	}
	for k, v := range c {
		p[k] = v
	}
	out, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func mapping(pairs ...string) changes {
	m := map[string]string{"google.subject": "assertion.sub"}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return changes{"attribute_mapping": m}
}

func members(texts ...string) changes {
	c := mapping("attribute.repository", "assertion.repository", "attribute.ref", "assertion.ref")
	c["members"] = texts
	return c
}

const pool = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci-pool/"

// said are findings as code, place and severity, where it is not the rule's.
func said(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		text := string(f.Code) + " " + f.At
		if f.Milder {
			text += " (" + f.Severity().String() + ")"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

type ruleRow struct {
	why       string
	issuer    string
	condition string
	changes   changes
	want      []string
}

const at = " attribute_condition"

// own is a condition that nothing is wrong with.
const own = `assertion.repository_owner_id == '65' && assertion.repository_id == '74'`

var rows = []ruleRow{
	// CT005
	{"people write the star of other clouds", github, own + ` && assertion.ref == 'refs/heads/*'`, nil, []string{"CT005" + at}},
	{"so do lists", github, own + ` && assertion.ref in ['refs/heads/main', 'refs/heads/rel-*']`, nil, []string{"CT005" + at}},
	{"and startsWith", github, own + ` && assertion.ref.startsWith('refs/heads/*')`, nil, []string{"CT005" + at}},
	{"a whole ref", github, own + ` && assertion.ref == 'refs/heads/main'`, nil, nil},
	{"a star in a regular expression means something", github, own + ` && assertion.ref.matches('^refs/heads/.*$')`, nil, nil},
	{"through a mapped attribute", github, own + ` && attribute.r == 'refs/heads/*'`, mapping("attribute.r", "assertion.ref"), []string{"CT005" + at}},

	// CT007
	{"the claim has another name", github, own + ` && assertion.repo == 'octo/app'`, nil, []string{"CT007" + at + " (warning)"}},
	{"CircleCI's guide of Google has org_id", circle, `assertion.org_id == '11111111-2222-4333-8444-555555555555'`, nil, []string{"CT007" + at + " (warning)"}},
	{"the claim by its index", circle, `assertion['oidc.circleci.com/project-id'] == '11111111-2222-4333-8444-555555555555'`, nil, nil},
	{"GitHub's custom properties are claims", github, own + ` && has(assertion.repo_property_team) && assertion.repo_property_team == 'x'`, nil, nil},
	{"a claim that few documents ask for", gitlab, `assertion.namespace_id == '72' && assertion.ci_config_sha == '5c84719708b9b649b9ef3b56af214f38cee6acd3'`, nil, nil},
	{"nobody knows this issuer's claims", nobody, `assertion.repo == 'octo/app'`, nil, nil},
	{"a mapping of a claim that is not there leaves the attribute out", github, own, mapping("attribute.x", "assertion.repo"), []string{`CT007 attribute_mapping["attribute.x"] (warning)`}},
	{"google.subject cannot be left out", github, own, mapping("google.subject", "assertion.repo"), []string{`CT007 attribute_mapping["google.subject"] (warning)`}},

	// CT010
	{"an alternative that is always true", github, own + ` || true`, nil, []string{"CT010" + at, "CT019" + at}},
	{"on an issuer that Google does not ask about", nobody, `assertion.team == 'a' || true`, nil, []string{"CT010" + at}},
	{"and false takes nothing away", nobody, `assertion.team == 'a' || false`, nil, nil},
	{"the guide of Pulumi compares the issuer", nobody, `assertion.iss == 'https://ci.example'`, nil, []string{"CT010" + at}},
	{"beside a restriction that is honest", github, own + ` && assertion.iss == '` + github + `'`, nil, nil},
	{"a deploy guide's way round Google's check", github, `assertion.sub != ''`, nil, []string{"CT010" + at, "CT019" + at}},
	{"an id is never empty", github, `assertion.repository_owner_id != ''`, nil, []string{"CT010" + at, "CT019" + at}},
	{"a head is, outside of pull requests", github, own + ` && assertion.head_ref != ''`, nil, nil},
	{"and is how some ask whether it is there", github, own + ` && has(assertion.environment) && assertion.environment != ''`, nil, nil},
	{"a claim with itself", nobody, `assertion.team == assertion.team`, nil, []string{"CT010" + at}},
	{"two claims", nobody, `assertion.team == assertion.owner`, nil, nil},
	{"an expression that matches everything", nobody, `assertion.sub.matches('.*')`, nil, []string{"CT010" + at}},
	{"the same beside a restriction", github, own + ` && assertion.sub.startsWith('')`, nil, []string{"CT010" + at + " (warning)"}},
	{"the subject is never empty", nobody, `size(assertion.sub) > 0`, nil, []string{"CT010" + at}},
	{"has() of what is always there", nobody, `has(assertion.sub)`, nil, []string{"CT010" + at}},
	{"has() of what is not", nobody, `has(assertion.team)`, nil, nil},
	{"the provider's own audience", nobody, `assertion.aud == 'a'`, changes{"allowed_audiences": []string{"a"}}, []string{"CT010" + at, "CT022 allowed_audiences (info)"}},

	// CT013
	{"an environment's name is the job's", github, `has(assertion.environment) && assertion.environment == 'prod'`, nil, []string{"CT013" + at, "CT019" + at}},
	{"with the repository's owner it counts", github, own + ` && has(assertion.environment) && assertion.environment == 'prod'`, nil, nil},
	{"one alternative says whose job it is, the other does not", github, `assertion.repository_owner_id == '65' && assertion.ref == 'refs/heads/main' || assertion.ref == 'refs/heads/main'`, nil, []string{"CT013" + at, "CT019" + at}},
	{"an actor goes where they like", github, `assertion.actor == 'octocat'`, nil, []string{"CT013" + at, "CT019" + at}},
	{"a project of one's own installation", nobody, `assertion.environment == 'prod'`, nil, []string{"CT013" + at}},
	{"a branch of any project of the organization", circle, `assertion['oidc.circleci.com/vcs-ref'] == 'refs/heads/main'`, nil, []string{"CT013" + at}},
	{"the subject says it", github, `assertion.sub.startsWith('repo:octo/app:') || assertion.sub.startsWith('repo:octo@65/app@74:')`, nil, nil},
	{"how every subject begins says nothing", github, `assertion.sub.startsWith('repo:') && assertion.ref == 'refs/heads/main'`, nil, []string{"CT013" + at, "CT019" + at}},

	// CT015, CT040, CT042
	{"no anchor in front", github, `assertion.sub.matches('repo:octo/.+$') || assertion.sub.matches('^repo:octo@65/.+$')`, nil, []string{"CT015" + at}},
	{"no anchor behind", nobody, `assertion.team.matches('^platform')`, nil, []string{"CT015" + at + " (warning)"}},
	{"a beginning up to a separator", nobody, `assertion.sub.matches('^team:platform:')`, nil, nil},
	{"anchors on one alternative only", nobody, `assertion.team.matches('^a|b$')`, nil, []string{"CT015" + at}},
	{"anchors round both", nobody, `assertion.team.matches('^(a|b)$')`, nil, nil},
	{"a dot that is any character", nobody, `assertion.host.matches('^ci.example$')`, nil, []string{"CT015" + at + " (warning)"}},
	{"a dot that is one", nobody, `assertion.host.matches('^ci[.]example$')`, nil, nil},
	{"a dot that is one, escaped", nobody, `assertion.host.matches(r'^ci\.example$')`, nil, nil},
	{"keeping more out is no hole", github, own + ` && !assertion.ref.matches('tmp')`, nil, nil},
	{"a glob given to matches", nobody, `assertion.sub.matches('^team/platform/*$')`, nil, []string{"CT040" + at}},
	{"the same as an expression", nobody, `assertion.sub.matches('^team/platform/.*$')`, nil, nil},
	{"anything may stand in front, and it is said", nobody, `assertion.sub.matches('.*platform$')`, nil, []string{"CT042" + at}},
	{"contains looks anywhere", nobody, `assertion.sub.contains('team:platform')`, nil, []string{"CT042" + at}},
	{"endsWith says nothing of the front", github, `assertion.repository.endsWith('/app')`, nil, []string{"CT042" + at}},
	{"beside the owner's id it may", github, own + ` && assertion.repository.endsWith('/app')`, nil, nil},

	// CT016
	{"a backspace where a word ends", nobody, `assertion.team.matches('^a\b.*$')`, nil, []string{"CT016" + at}},
	{"a raw string has no escapes", nobody, `assertion.team.matches(r'^a\b.*$')`, nil, nil},
	{"a doubled one", nobody, `assertion.team.matches('^a\\b.*$')`, nil, nil},
	{"not in a comment", nobody, "assertion.team == 'a' // not '\\b'", nil, nil},
	{"in a mapping", nobody, `assertion.team == 'a'`, mapping("attribute.x", `assertion.sub.matches('^a\b.*$') ? 'a' : ''`), []string{`CT016 attribute_mapping["attribute.x"]`}},

	// CT017
	{"a negation where most tokens have no such claim", github, own + ` && assertion.environment != 'dev'`, nil, []string{"CT017" + at}},
	{"guarded", github, own + ` && has(assertion.environment) && assertion.environment != 'dev'`, nil, nil},
	{"guarded the other way round", github, own + ` && (!has(assertion.environment) || assertion.environment != 'dev')`, nil, nil},
	{"a positive comparison fails as it should", github, own + ` && assertion.environment == 'prod'`, nil, nil},
	{"an alternative makes up for the error", github, own + ` && (assertion.environment == 'prod' || assertion.ref == 'refs/heads/main')`, nil, nil},
	{"a question's error is the whole's", github, own + ` && (assertion.environment == 'prod' ? assertion.ref == 'refs/heads/main' : assertion.ref == 'refs/heads/dev')`, nil, []string{"CT017" + at}},
	{"a claim that is always there", github, own + ` && assertion.ref != 'refs/heads/dev'`, nil, nil},
	{"through an attribute, guarded as such", github, own + ` && has(attribute.e) && attribute.e != 'dev'`, mapping("attribute.e", "assertion.environment"), nil},

	// CT018, CT019
	{"Google refuses no condition", github, ``, nil, []string{"CT018" + at}},
	{"with the slash of its guides too", github + "/", ``, nil, []string{"CT018" + at, "CT027 issuer_uri (info)"}},
	{"and a condition without a claim", gitlab, `true`, nil, []string{"CT010" + at, "CT018" + at}},
	{"of Europe nobody knows", "https://app.eu.terraform.io", ``, nil, []string{"CT018" + at + " (warning)"}},
	{"of others nobody says so", nobody, ``, nil, nil},
	{"a claim that tells nothing is enough for Google", hcp, `assertion.terraform_run_phase == 'apply'`, nil, []string{"CT013" + at, "CT019" + at}},
	{"a claim that tells", hcp, `assertion.terraform_organization_id == 'org-GRNbCjYNpBB6NEH9'`, nil, nil},
	{"a mapped attribute counts", github, `attribute.owner == '65'`, mapping("attribute.owner", "assertion.repository_owner_id"), nil},

	// CT020
	{"new repositories are locked out", github, `assertion.sub == 'repo:octo/app:ref:refs/heads/main'`, nil, []string{"CT020" + at}},
	{"both formats", github, `assertion.sub in ['repo:octo/app:ref:refs/heads/main', 'repo:octo@65/app@74:ref:refs/heads/main']`, nil, nil},
	{"another repository's is no bridge", github, `assertion.sub in ['repo:octo/app:ref:refs/heads/main', 'repo:octo@65/web@75:ref:refs/heads/main']`, nil, []string{"CT020" + at, "CT020" + at + " (info)"}},
	{"the new one alone", github, `assertion.sub.startsWith('repo:octo@65/app@74:')`, nil, []string{"CT020" + at + " (info)"}},
	{"an expression for one", github, `assertion.sub.matches('^repo:octo/app:.*$')`, nil, []string{"CT020" + at}},
	{"a server has the classic one only", "https://github.example.com/_services/token", `assertion.sub == 'repo:octo/app:ref:refs/heads/main'`, nil, nil},

	// CT022, CT023
	{"a token for AWS gets in", github, own, changes{"allowed_audiences": []string{"sts.amazonaws.com"}}, []string{"CT022 allowed_audiences"}},
	{"the platform's default is everybody's", circle, `assertion['oidc.circleci.com/project-id'] == '11111111-2222-4333-8444-555555555555'`, changes{"allowed_audiences": []string{"11111111-2222-4333-8444-555555555555"}}, []string{"CT022 allowed_audiences (info)"}},
	{"an audience of one's own may be shared", github, own, changes{"allowed_audiences": []string{"ours"}}, []string{"CT022 allowed_audiences (info)"}},
	{"none by hand is Google's own", github, own, nil, nil},
	{"the provider's own by hand", github, own, changes{"allowed_audiences": []string{"https:" + pool + "providers/github"}}, nil},
	{"another provider's", github, own, changes{"allowed_audiences": []string{"https:" + pool + "providers/gitlab"}}, []string{"CT022 allowed_audiences"}},
	{"the project's id", github, own, changes{"allowed_audiences": []string{"https:" + strings.Replace(pool, "123", "my-project", 1) + "providers/github"}}, []string{"CT023 allowed_audiences"}},
	{"a slash", github, own, changes{"allowed_audiences": []string{"https:" + pool + "providers/github/"}}, []string{"CT023 allowed_audiences"}},
	{"a slash behind AWS's", github, own, changes{"allowed_audiences": []string{"sts.amazonaws.com/", "https:" + pool + "providers/github"}}, []string{"CT023 allowed_audiences[1]"}},

	// CT024
	{"fixed texts over 8 KB", nobody, `assertion.team == 'a'`, mapping("attribute.a", "'"+strings.Repeat("a", 2040)+"'", "attribute.b", "'"+strings.Repeat("a", 2040)+"'", "attribute.c", "'"+strings.Repeat("a", 2040)+"'", "attribute.d", "'"+strings.Repeat("a", 2040)+"'", "attribute.e", "'"+strings.Repeat("a", 2040)+"'"), []string{"CT024 attribute_mapping"}},
	{"fixed texts of 2 KB", nobody, `assertion.team == 'a'`, mapping("attribute.a", "'"+strings.Repeat("a", 2040)+"'"), nil},

	// CT025, CT041
	{"a principal set as it should be", github, own, members("principalSet:" + pool + "attribute.repository/octo/app"), nil},
	{"a star is part of the value", github, own, members("principalSet:" + pool + "attribute.repository/octo/*"), []string{"CT025 members[0]"}},
	{"attributes in a row are one value", github, own, members("principalSet:" + pool + "attribute.repository/octo/app/attribute.ref/refs/heads/main"), []string{"CT025 members[0]"}},
	{"the project's id", github, own, members("principalSet:" + strings.Replace(pool, "123", "my-project", 1) + "attribute.repository/octo/app"), []string{"CT025 members[0]"}},
	{"an attribute that is not mapped", github, own, members("principalSet:" + pool + "attribute.actor/octocat"), []string{"CT025 members[0]"}},
	{"a group without groups", github, own, members("principalSet:" + pool + "group/admins"), []string{"CT025 members[0]"}},
	{"a subject is no set", github, own, members("principalSet:" + pool + "subject/repo:octo/app:ref:refs/heads/main"), []string{"CT025 members[0]"}},
	{"a subject", github, own, members("principal:"+pool+"subject/repo:octo/app:ref:refs/heads/main", "principal:"+pool+"subject/repo:octo@65/app@74:ref:refs/heads/main"), []string{"CT020 members[0]", "CT020 members[1] (info)"}},
	{"a subject that is too long", github, own, members("principal:" + pool + "subject/" + strings.Repeat("a", 128)), []string{"CT025 members[0]"}},
	{"the pool's short name", github, own, members("principalSet://ci-pool/attribute.repository/octo/app"), []string{"CT025 members[0]"}},
	{"a region", github, own, members("principalSet:" + strings.Replace(pool, "global", "europe-west1", 1) + "attribute.repository/octo/app"), []string{"CT025 members[0]"}},
	{"another pool's", github, own, members("principalSet:" + strings.Replace(pool, "ci-pool", "other", 1) + "attribute.repository/octo/app"), []string{"CT025 members[0] (warning)"}},
	{"no value", github, own, members("principalSet:" + pool + "attribute.repository/"), []string{"CT025 members[0]"}},
	{"members of another kind are not ours to judge", github, own, members("serviceAccount:a@b.iam.gserviceaccount.com", "user:a@example.com"), nil},
	{"everybody in the pool, whom the condition tells", github, own, members("principalSet:" + pool + "*"), []string{"CT041 members[0] (info)"}},
	{"everybody in the pool, and strangers", github, `assertion.ref == 'refs/heads/main'`, members("principalSet:" + pool + "*"), []string{"CT013" + at, "CT019" + at, "CT041 members[0]"}},
	{"everybody has a branch main", github, `assertion.sub != ''`, members("principalSet:" + pool + "attribute.ref/refs/heads/main"), []string{"CT010" + at, "CT019" + at, "CT041 members[0]"}},
	{"a value that the claim never has", github, own, members("principalSet:" + pool + "attribute.ref/main"), []string{"CT043 members[0]"}},

	// CT026
	{"only who is kept out", github, `assertion.repository != 'octo/secret'`, nil, []string{"CT019" + at, "CT026" + at}},
	{"a negated call", nobody, `!assertion.team.startsWith('guest')`, nil, []string{"CT026" + at}},
	{"has() asks for nothing", nobody, `has(assertion.team) && assertion.team != 'guest'`, nil, []string{"CT026" + at}},
	{"beside who is meant", github, own + ` && assertion.repository != 'octo/secret'`, nil, nil},
	{"a negated list", nobody, `!(assertion.team in ['a', 'b'])`, nil, []string{"CT026" + at}},

	// CT027, CT043
	{"a hyphen that GitHub never writes", github, `assertion.sub in ['repo:octo/app:pull-request', 'repo:octo@65/app@74:pull_request']`, nil, []string{"CT027" + at}},
	{"a colon in an environment is %3A", github, `assertion.sub in ['repo:octo/app:environment:prod:eu', 'repo:octo@65/app@74:environment:prod%3Aeu']`, nil, []string{"CT027" + at}},
	{"a component behind the environment is one", github, `assertion.sub in ['repo:octo/app:environment:prod:repository_owner_id:65', 'repo:octo@65/app@74:environment:prod:repository_owner_id:65']`, nil, nil},
	{"GitLab has no such ref_type", gitlab, `assertion.namespace_id == '72' && assertion.ref_type == 'mr'`, nil, []string{"CT027" + at}},
	{"capitals in a word of the platform's", hcp, `assertion.sub == 'organization:acme:project:web:workspace:w:run_phase:Apply'`, nil, []string{"CT027" + at}},
	{"as it is", hcp, `assertion.sub == 'organization:acme:project:web:workspace:w:run_phase:apply'`, nil, nil},
	{"the issuer's slash is in Google's guides", nobody + "/", `assertion.team == 'a'`, nil, []string{"CT027 issuer_uri (info)"}},
	{"GitHub's ref is whole", github, own + ` && assertion.ref == 'main'`, nil, []string{"CT043" + at}},
	{"GitLab's is short", gitlab, `assertion.namespace_id == '72' && assertion.ref == 'main'`, nil, nil},
	{"ids are strings", github, `assertion.repository_owner_id == 65`, nil, []string{"CT043" + at}},
	{"and so is ref_protected", gitlab, `assertion.namespace_id == '72' && assertion.ref_protected == true`, nil, []string{"CT043" + at}},
	{"CircleCI has a bool", circle, `assertion['oidc.circleci.com/project-id'] == '11111111-2222-4333-8444-555555555555' && assertion['oidc.circleci.com/ssh-rerun'] == false`, nil, nil},
	{"a name without its owner", github, `assertion.repository == 'app' && assertion.repository_owner_id == '65'`, nil, []string{"CT043" + at}},
	{"keeping out what is never there", github, own + ` && assertion.ref != 'main'`, nil, []string{"CT043" + at}},
	{"a beginning that no ref has", github, own + ` && assertion.ref.startsWith('release/')`, nil, []string{"CT043" + at}},
	{"a beginning that some have", github, own + ` && assertion.ref.startsWith('refs/heads/release/')`, nil, nil},
	{"a subject without its workspace", hcp, `assertion.sub == 'organization:acme:project:web:run_phase:apply'`, nil, []string{"CT043" + at}},

	// CT028
	{"the wide one decides", nobody, `assertion.sub == 'team:a:prod' || assertion.sub.startsWith('team:a:')`, nil, []string{"CT028" + at}},
	{"neither covers the other", nobody, `assertion.sub == 'team:b:prod' || assertion.sub.startsWith('team:a:')`, nil, nil},
	{"of two claims, none covers the other", nobody, `assertion.sub == 'team:a:prod' || assertion.team.startsWith('team:a:')`, nil, nil},

	// CT029
	{"anybody may call a workflow", github, `has(assertion.job_workflow_ref) && assertion.job_workflow_ref == 'octo/ci/.github/workflows/d.yml@refs/heads/main'`, nil, []string{"CT019" + at, "CT029" + at}},
	{"the owner's repositories may", github, `assertion.repository_owner == 'octo' && assertion.job_workflow_ref == 'octo/ci/.github/workflows/d.yml@refs/heads/main'`, nil, []string{"CT029" + at}},
	{"known by id, that is less", github, own + ` && assertion.job_workflow_ref == 'octo/ci/.github/workflows/d.yml@refs/heads/main'`, nil, []string{"CT029" + at + " (info)"}},
	{"at a commit", github, own + ` && assertion.job_workflow_ref == 'octo/ci/.github/workflows/d.yml@5c84719708b9b649b9ef3b56af214f38cee6acd3'`, nil, nil},

	// CT044, CT049
	{"one subject for all", github, own, mapping("google.subject", "'ci'"), []string{`CT044 attribute_mapping["google.subject"]`}},
	{"a subject that others have too", github, own, mapping("google.subject", "assertion.actor"), []string{`CT044 attribute_mapping["google.subject"]`}},
	{"a part of the subject", github, own, mapping("google.subject", "assertion.sub.extract('repo:{x}:')"), []string{`CT044 attribute_mapping["google.subject"] (info)`}},
	{"an id", github, own, mapping("google.subject", "assertion.repository_id"), nil},
	{"a claim that most tokens lack", hcp, `assertion.terraform_organization_id == 'org-GRNbCjYNpBB6NEH9'`, mapping("google.subject", "assertion.terraform_workspace_id"), []string{`CT049 attribute_mapping["google.subject"]`}},
	{"a claim that all tokens have that get in", hcp, `assertion.sub.startsWith('organization:acme:project:web:workspace:w:')`, mapping("google.subject", "assertion.terraform_workspace_id"), nil},
	{"the condition asks for that claim", hcp, `assertion.terraform_workspace_id == 'ws-mbsd5E3Ktt5Rg2Xm'`, mapping("google.subject", "assertion.terraform_workspace_id"), nil},
	{"a claim that every token has", hcp, `assertion.terraform_organization_id == 'org-GRNbCjYNpBB6NEH9'`, mapping("google.subject", "assertion.terraform_organization_id"), nil},

	// CT045, CT046
	{"aud may be a list", gitlab, `assertion.namespace_id == '72' && assertion.aud == 'a'`, nil, []string{"CT045" + at + " (info)"}},
	{"and then it differs from every text", gitlab, `assertion.namespace_id == '72' && assertion.aud != 'a'`, nil, []string{"CT045" + at}},
	{"a list is no text", gitlab, `assertion.namespace_id == '72' && has(assertion.groups_direct) && assertion.groups_direct.contains('g')`, nil, []string{"CT045" + at}},
	{"it holds some", gitlab, `assertion.namespace_id == '72' && has(assertion.groups_direct) && 'g' in assertion.groups_direct`, nil, nil},
	{"a text holds none", gitlab, `assertion.namespace_id == '72' && 'g' in assertion.project_path`, nil, []string{"CT045" + at, "CT043" + at}},
	{"a number as attribute", gitlab, `assertion.namespace_id == '72'`, mapping("attribute.runner", "assertion.runner_id"), []string{`CT046 attribute_mapping["attribute.runner"]`}},
	{"an id is a string", gitlab, `assertion.namespace_id == '72'`, mapping("attribute.project", "assertion.project_id"), nil},
}

// Every rule is met by a document, and not by one that is near to it.
func TestFindings(t *testing.T) {
	met := map[lint.Code]bool{}
	for _, r := range rows {
		d, err := Parse(r.changes.provider(t, r.issuer, r.condition))
		if err != nil {
			t.Errorf("%s: %v", r.why, err)
			continue
		}
		got := d.Findings()
		want := slices.Sorted(slices.Values(r.want))
		if !slices.Equal(said(got), want) {
			t.Errorf("%s\n%s\n got %q\nwant %q\n%+v", r.why, r.condition, said(got), want, got)
		}
		for _, f := range got {
			met[f.Code] = true
			checkFinding(t, f)
		}
	}
	for _, code := range []lint.Code{"CT005", "CT007", "CT010", "CT013", "CT015", "CT016", "CT017", "CT018", "CT019", "CT020", "CT022", "CT023", "CT024", "CT025", "CT026", "CT027", "CT028", "CT029", "CT040", "CT041", "CT042", "CT043", "CT044", "CT045", "CT046", "CT049"} {
		if !met[code] {
			t.Errorf("no document meets %s", code)
		}
	}
}

// checkFinding holds what every finding is like.
func checkFinding(t *testing.T, f lint.Finding) {
	t.Helper()
	rule := f.Code.Rule()
	if !rule.Of("google") || rule.By == lint.Proof || f.At == "" || f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsAny(f.Detail, "\n\x00\x1b") {
		t.Errorf("%+v", f)
	}
}

// What CEL does not take names the way out.
func TestEscapesThatDoNotCompile(t *testing.T) {
	for text, want := range map[string]string{
		`assertion.sub.matches('^\d+$')`:     `a CEL string knows no escape \d: double the backslash (\\d), or write a raw string, r'…'`,
		`assertion.sub.matches("^a\.b$")`:    `knows no escape \.`,
		`assertion.sub.matches('''^\w+$''')`: `knows no escape \w`,
	} {
		if _, err := Parse(providerOf(t, text, nil)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := Parse(providerOf(t, `assertion.sub ==`, nil)); err == nil || strings.Contains(err.Error(), "escape") {
		t.Errorf("%v", err)
	}
}

func TestMembersAreRead(t *testing.T) {
	for _, text := range []string{`{"members":"x"}`, `{"members":[5]}`} {
		var c changes
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(c.provider(t, nobody, "true")); err == nil || !strings.Contains(err.Error(), "members") {
			t.Errorf("%s: %v", text, err)
		}
	}
	with, err := Parse(members("x").provider(t, nobody, own))
	if err != nil {
		t.Fatal(err)
	}
	without, err := Parse(members().provider(t, nobody, own))
	if err != nil {
		t.Fatal(err)
	}
	if with.String() != without.String() {
		t.Error("members change what the proof sees")
	}
}

// Nothing is wrong with what this package makes, beyond what the platform
// cannot help.
func TestCompiledHasNoFindings(t *testing.T) {
	type m = map[string]any
	for _, c := range []struct {
		platform string
		filters  m
		options  m
		allowed  []string
	}{
		{"semaphore", m{"organization": "acme", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main", "release/*"}}, nil, nil},
		{"gitlab", m{"projects": []string{"g/p", "g/q"}, "project_ids": []string{"7", "8"}, "branches": []string{"main"}, "environments": []string{"prod"}}, nil, nil},
		{"gitlab", m{"projects": []string{"g/*"}, "tags": []string{"v*"}}, m{"audiences": []string{"ours"}}, nil},
		{"circleci", m{"organization_id": "11111111-2222-4333-8444-555555555555", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"}}, nil, nil},
		{"github", m{"repositories": []string{"octo/app"}, "repository_ids": []string{"74"}, "owner_ids": []string{"65"}, "branches": []string{"main"}}, nil, nil},
		{"github", m{"repositories": []string{"octo/*"}, "branches": []string{"*"}}, nil, nil},
		{"hcp_terraform", m{"organization": "acme", "organization_id": "org-GRNbCjYNpBB6NEH9", "workspaces": []string{"web"}, "run_phases": []string{"apply"}}, nil, nil},
	} {
		d, problems := trust.Describe(c.platform, value.Of(c.filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		o := m{"project_number": "123456789012", "pool_id": "ci-pool", "provider_id": "provider"}
		maps.Copy(o, c.options)
		p, problems := WorkloadIdentity(map[string]Grant{"deploy": {Jobs: d.Jobs}, "Other one": {Jobs: d.Jobs}}, value.Of(o))
		if len(problems) > 0 {
			t.Errorf("%s: %s", c.platform, problems.Text(""))
			continue
		}
		var granted []string
		for _, g := range p.Grants {
			granted = append(granted, g.Members[memberKey])
		}
		text, err := json.Marshal(m{"issuer_uri": p.IssuerURI, "allowed_audiences": p.AllowedAudiences, "attribute_mapping": p.AttributeMapping, "attribute_condition": p.AttributeCondition, "members": granted})
		if err != nil {
			t.Fatal(err)
		}
		read, err := Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range read.Findings() {
			if f.Severity() > lint.Info && !slices.Contains(c.allowed, string(f.Code)) {
				t.Errorf("%s: %+v\n%s", c.platform, f, p.AttributeCondition)
			}
		}
	}
}

func BenchmarkFindings(b *testing.B) {
	parts := []string{}
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		parts = append(parts, `has(assertion.environment) && assertion.sub == 'repo:octo/`+name+`:environment:prod' && assertion.ref.matches('^refs/heads/`+name+`.*$')`)
	}
	for name, text := range map[string]string{
		"ordinary": members("principalSet:"+pool+"attribute.repository/octo/app").provider(b, github, own+` && assertion.ref == 'refs/heads/main'`),
		"large":    changes(nil).provider(b, github, "("+strings.Join(parts, ") || (")+")"),
	} {
		d, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Findings()
			}
		})
	}
}

// What Google refuses when the provider is made is an error with a code.
func TestRefusals(t *testing.T) {
	many := []string{}
	for i := range 51 {
		many = append(many, "attribute.a"+strings.Repeat("b", i), "assertion.a")
	}
	for _, c := range []struct {
		why, condition string
		changes        changes
		want           string
	}{
		{"a condition over 4,096 characters", "assertion.sub == '" + strings.Repeat("a", 4096) + "'", nil, "CT024 attribute_condition"},
		{"a mapping over 2,048 characters", own, mapping("attribute.a", "'"+strings.Repeat("a", 2048)+"'"), `CT024 attribute_mapping["attribute.a"]`},
		{"a key over 100 characters", own, mapping("attribute."+strings.Repeat("a", 91), "assertion.a"), `CT024 attribute_mapping["attribute.` + strings.Repeat("a", 91) + `"]`},
		{"51 custom attributes", own, mapping(many...), "CT024 attribute_mapping"},
		{"11 audiences", own, changes{"allowed_audiences": strings.Fields("1 2 3 4 5 6 7 8 9 10 11")}, "CT024 allowed_audiences"},
		{"an audience over 256 characters", own, changes{"allowed_audiences": []string{strings.Repeat("a", 257)}}, "CT024 allowed_audiences"},
		{"an invalid key", own, mapping("assertion.aud", "assertion.aud"), `CT018 attribute_mapping["assertion.aud"]`},
		{"no google.subject", own, changes{"attribute_mapping": map[string]string{}}, "CT018 attribute_mapping"},
		{"no https", own, changes{"issuer_uri": "http://ci.example"}, "CT018 issuer_uri"},
		{"an attribute that is not mapped", "attribute.x == 'a'", nil, "CT018 attribute_condition"},
		{"an escape that does not compile", `assertion.sub.matches('^\d+$')`, nil, "CT016 attribute_condition"},
		{"one in a mapping", own, mapping("attribute.a", `assertion.sub.matches('\d') ? 'a' : ''`), `CT016 attribute_mapping["attribute.a"]`},
		{"what Google makes of other errors is not documented", `assertion.sub ==`, nil, ""},
	} {
		_, err := Parse(c.changes.provider(t, nobody, c.condition))
		if err == nil {
			t.Errorf("%s: no error", c.why)
			continue
		}
		fs, all := lint.Refusals(err)
		if c.want == "" && !all {
			continue
		}
		if !slices.Equal(said(fs), []string{c.want}) || !all {
			t.Errorf("%s: %v, %t, want %s", c.why, said(fs), all, c.want)
		}
	}
}
