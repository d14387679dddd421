package aws

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

const gitlabARN = `"arn:aws:iam::123456789012:oidc-provider/gitlab.com"`

// allow is a policy with one statement for gitlab.com. In a condition k: stands
// for gitlab.com:.
func allow(condition string) string {
	return `{"Version":"2012-10-17","Statement":[` + statementOf("Allow", condition) + `]}`
}

func statementOf(effect, condition string) string {
	return `{"Effect":"` + effect + `","Principal":{"Federated":` + gitlabARN + `},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{` +
		strings.ReplaceAll(condition, "k:", "gitlab.com:") + `}}`
}

// tokenOf is a token of gitlab.com with more claims; null takes one away.
func tokenOf(t *testing.T, more string) proof.Claims {
	t.Helper()
	c := proof.Claims{"iss": "https://gitlab.com", "sub": "main", "aud": "a"}
	var changed proof.Claims
	if err := json.Unmarshal([]byte("{"+more+"}"), &changed); err != nil {
		t.Fatal(err)
	}
	maps.Copy(c, changed)
	for name, v := range changed {
		if v == "-" {
			delete(c, name)
		}
	}
	return c
}

type row struct {
	why       string // why the row exists
	condition string
	token     string // what it has beside iss, sub "main" and aud "a"; "-": not there
	want      proof.Answer
}

func checkRow(t *testing.T, why, policy string, c proof.Claims, want proof.Answer) {
	t.Helper()
	d, err := Parse(policy)
	if err != nil {
		t.Errorf("%s: %v", why, err)
		return
	}
	if got := checkLaw(t, d, d.Trusts(), c); got != want {
		t.Errorf("%s: got %v (%s), want %v\n%s\n%v", why, got, d.Admits(c).Reason(), want, policy, c)
	}
}

const (
	yes     = proof.Yes
	no      = proof.No
	unknown = proof.Unknown
)

// TestConditionRows holds the table of what AWS does with conditions, row by row.
func TestConditionRows(t *testing.T) {
	for _, r := range []row{
		// How conditions combine.
		{"operators are AND", `"StringEquals":{"k:sub":"main"},"StringLike":{"k:aud":"b"}`, ``, no},
		{"operators are AND: both hold", `"StringEquals":{"k:sub":"main"},"StringLike":{"k:aud":"a*"}`, ``, yes},
		{"keys are AND", `"StringEquals":{"k:sub":"main","k:aud":"b"}`, ``, no},
		{"values are OR", `"StringEquals":{"k:sub":["x","main"]}`, ``, yes},
		{"values of a negated operator are NOR", `"StringNotEquals":{"k:sub":["x","main"]}`, ``, no},
		{"no condition at all", ``, ``, yes},

		// Missing keys.
		{"StringEquals and a missing key", `"StringEquals":{"k:project_id":"1"}`, ``, no},
		{"StringLike and a missing key, even *", `"StringLike":{"k:project_id":"*"}`, ``, no},
		{"IgnoreCase and a missing key", `"StringEqualsIgnoreCase":{"k:project_id":"1"}`, ``, no},
		{"Bool and a missing key", `"Bool":{"k:ref_protected":"false"}`, ``, no},
		{"Numeric and a missing key", `"NumericLessThan":{"k:project_id":"1"}`, ``, no},
		{"StringNotEquals and a missing key", `"StringNotEquals":{"k:project_id":"1"}`, ``, yes},
		{"StringNotLike and a missing key, even *", `"StringNotLike":{"k:project_id":"*"}`, ``, yes},
		{"NotEqualsIgnoreCase and a missing key", `"StringNotEqualsIgnoreCase":{"k:project_id":"1"}`, ``, yes},
		{"IfExists and a missing key", `"StringEqualsIfExists":{"k:project_id":"1"}`, ``, yes},
		{"IfExists and a present key", `"StringEqualsIfExists":{"k:project_id":"1"}`, `"project_id":"2"`, no},
		{"NumericIfExists and a missing key", `"NumericEqualsIfExists":{"k:project_id":"1"}`, ``, yes},
		{"ArnIfExists and a missing key", `"ArnLikeIfExists":{"k:project_id":"1"}`, ``, yes},
		{"Null true and a missing key", `"Null":{"k:project_id":"true"}`, ``, yes},
		{"Null true and a present key", `"Null":{"k:project_id":"true"}`, `"project_id":"1"`, no},
		{"Null false and a missing key", `"Null":{"k:project_id":"false"}`, ``, no},
		{"Null false and a present key, unquoted", `"Null":{"k:project_id":false}`, `"project_id":"1"`, yes},
		{"ForAllValues and a missing key", `"ForAllValues:StringEquals":{"k:project_id":"1"}`, ``, yes},
		{"ForAllValues and a missing list", `"ForAllValues:StringEquals":{"k:amr":"1"}`, ``, yes},
		{"ForAllValues and an empty list", `"ForAllValues:StringEquals":{"k:amr":"1"}`, `"amr":[]`, yes},
		{"ForAnyValue and a missing key", `"ForAnyValue:StringEquals":{"k:project_id":"1"}`, ``, no},
		{"ForAnyValue:StringLike and a missing key", `"ForAnyValue:StringLike":{"k:project_id":"*"}`, ``, no},
		{"ForAnyValue:StringNotEquals and a missing key is false", `"ForAnyValue:StringNotEquals":{"k:project_id":"1"}`, ``, no},
		{"ForAllValues:StringNotEquals and a missing key", `"ForAllValues:StringNotEquals":{"k:project_id":"1"}`, ``, yes},
		{"Null false repairs ForAllValues", `"ForAllValues:StringEquals":{"k:project_id":"1"},"Null":{"k:project_id":"false"}`, ``, no},
		{"the pages differ on NumericNotEquals and a missing key", `"NumericNotEquals":{"k:project_id":"1"}`, ``, unknown},

		// Lists and operators for one value.
		{"a plain operator and a list of one", `"StringEquals":{"k:amr":"x"}`, `"amr":["x"]`, no},
		{"a plain negated operator and a list", `"StringNotEquals":{"k:amr":"y"}`, `"amr":["x"]`, no},
		{"IfExists and a list", `"StringEqualsIfExists":{"k:amr":"x"}`, `"amr":["x"]`, no},
		{"negated IfExists and a list", `"StringNotLikeIfExists":{"k:amr":"y"}`, `"amr":["x"]`, no},
		{"a plain operator and a missing list", `"StringEquals":{"k:amr":"x"}`, ``, no},
		{"a plain negated operator and a missing list", `"StringNotEquals":{"k:amr":"x"}`, ``, yes},
		{"ForAnyValue on a key with one value", `"ForAnyValue:StringEquals":{"k:sub":"main"}`, ``, yes},
		{"ForAllValues on a key with one value", `"ForAllValues:StringLike":{"k:sub":"n*"}`, ``, no},
		{"ForAnyValue:StringNotEquals: one element differs from all", `"ForAnyValue:StringNotEquals":{"k:amr":["x","z"]}`, `"amr":["x","y"]`, yes},
		{"ForAnyValue:StringNotEquals: none differs from all", `"ForAnyValue:StringNotEquals":{"k:amr":["x","y"]}`, `"amr":["x","y"]`, no},
		{"ForAllValues:StringEquals: all", `"ForAllValues:StringEquals":{"k:amr":["x","y"]}`, `"amr":["x","y"]`, yes},
		{"ForAllValues:StringEquals: not all", `"ForAllValues:StringEquals":{"k:amr":["x"]}`, `"amr":["x","y"]`, no},
		{"ForAllValues:StringNotLike: none", `"ForAllValues:StringNotLike":{"k:amr":["x*"]}`, `"amr":["y","xy"]`, no},
		{"ForAnyValue:StringLike: one", `"ForAnyValue:StringLike":{"k:amr":["x*"]}`, `"amr":["y","xy"]`, yes},
		{"the shape of oaud without azp", `"StringEquals":{"k:oaud":"a"}`, ``, unknown},

		// Wildcards.
		{"* is literal in StringEquals", `"StringEquals":{"k:sub":"m*"}`, ``, no},
		{"* is literal in StringEquals and equals itself", `"StringEquals":{"k:sub":"m*"}`, `"sub":"m*"`, yes},
		{"* is nothing too", `"StringLike":{"k:sub":"main*"}`, ``, yes},
		{"* crosses / and :", `"StringLike":{"k:sub":"a*b"}`, `"sub":"a/x:y/b"`, yes},
		{"* crosses newlines", `"StringLike":{"k:sub":"a*b"}`, `"sub":"a\n\nb"`, yes},
		{"? is one", `"StringLike":{"k:sub":"mai?"}`, ``, yes},
		{"? is not nothing", `"StringLike":{"k:sub":"main?"}`, ``, no},
		{"? is one UTF-16 unit: é", `"StringLike":{"k:sub":"?"}`, `"sub":"é"`, yes},
		{"? is one UTF-16 unit: not a supplementary character", `"StringLike":{"k:sub":"?"}`, `"sub":"😀"`, no},
		{"? is one UTF-16 unit: two for a supplementary character", `"StringLike":{"k:sub":"??"}`, `"sub":"😀"`, yes},
		{"[ ] and \\ are literal", `"StringLike":{"k:sub":"[ab]\\*"}`, `"sub":"[ab]\\x"`, yes},
		{"[ ] is no class", `"StringLike":{"k:sub":"[ab]"}`, `"sub":"a"`, no},
		{"StringLike minds case", `"StringLike":{"k:sub":"MAI*"}`, ``, no},
		{"IgnoreCase: Kelvin sign", `"StringEqualsIgnoreCase":{"k:sub":"K"}`, `"sub":"\u212a"`, yes},
		{"IgnoreCase: capital sharp s", `"StringEqualsIgnoreCase":{"k:sub":"ß"}`, `"sub":"ẞ"`, yes},
		{"IgnoreCase: accents", `"StringEqualsIgnoreCase":{"k:sub":"É"}`, `"sub":"é"`, yes},
		{"IgnoreCase: sigma", `"StringEqualsIgnoreCase":{"k:sub":"Σ"}`, `"sub":"σ"`, yes},
		{"IgnoreCase: final sigma by context", `"StringEqualsIgnoreCase":{"k:sub":"ΟΣ"}`, `"sub":"ος"`, yes},
		{"IgnoreCase: long s", `"StringEqualsIgnoreCase":{"k:sub":"s"}`, `"sub":"ſ"`, no},
		{"IgnoreCase: dotless i", `"StringEqualsIgnoreCase":{"k:sub":"I"}`, `"sub":"ı"`, no},
		{"IgnoreCase: dotted I", `"StringEqualsIgnoreCase":{"k:sub":"i"}`, `"sub":"İ"`, no},
		{"IgnoreCase: no full folding", `"StringEqualsIgnoreCase":{"k:sub":"ß"}`, `"sub":"SS"`, no},
		{"IgnoreCase: a final sigma is another letter", `"StringEqualsIgnoreCase":{"k:sub":"Σ"}`, `"sub":"ς"`, no},
		{"IgnoreCase takes * literally", `"StringEqualsIgnoreCase":{"k:sub":"M*"}`, ``, no},

		// Policy variables.
		{"a variable of a claim", `"StringEquals":{"k:sub":"x${k:project_id}"}`, `"sub":"x1","project_id":"1"`, yes},
		{"a variable of a claim: other", `"StringEquals":{"k:sub":"x${k:project_id}"}`, `"sub":"x2","project_id":"1"`, no},
		{"a variable's name minds no case", `"StringLike":{"k:sub":"x${GitLab.com:PROJECT_ID}*"}`, `"sub":"x1y","project_id":"1"`, yes},
		{"a variable among wildcards", `"StringLike":{"k:sub":"?${k:project_id}*"}`, `"sub":"x1y","project_id":"1"`, yes},
		{"what a variable brings in is literal", `"StringLike":{"k:sub":"${k:project_id}"}`, `"sub":"xyz","project_id":"*"`, no},
		{"a default is used", `"StringEquals":{"k:sub":"${k:project_id, 'main'}"}`, ``, yes},
		{"a default is not used", `"StringEquals":{"k:sub":"${k:project_id, 'main'}"}`, `"project_id":"1"`, no},
		{"a default of a key that is never there", `"StringEquals":{"k:sub":"${k:iss, 'main'}"}`, ``, yes},
		{"a variable without value matches nothing", `"StringEquals":{"k:sub":"${k:project_id}"}`, `"sub":"${gitlab.com:project_id}"`, no},
		{"a negated one: it holds, or the statement is invalid", `"StringNotEquals":{"k:sub":"${k:project_id}"}`, ``, unknown},
		{"a variable without value beside a value that matches", `"StringEquals":{"k:sub":["main","${k:project_id}"]}`, ``, unknown},
		{"only keys with one value are variables", `"StringEquals":{"k:sub":"${k:amr}"}`, `"amr":["main"]`, unknown},
		{"a variable of the request", `"StringEquals":{"k:sub":"${aws:username}"}`, ``, unknown},
		{"a variable of the request, behind a text that differs", `"StringEquals":{"k:sub":"dev-${aws:username}"}`, ``, no},
		{"a variable of the request that may be missing, negated", `"StringNotEquals":{"k:sub":"dev-${aws:username}"}`, ``, unknown},
		{"a variable of the request that may be missing, beside a value that matches", `"StringEquals":{"k:sub":["main","${aws:username}"]}`, ``, unknown},
		{"${*} is a literal * in StringLike", `"StringLike":{"k:sub":"a${*}b"}`, `"sub":"a*b"`, yes},
		{"${*} is no wildcard", `"StringLike":{"k:sub":"a${*}b"}`, `"sub":"axb"`, no},
		{"${?} is a literal ?", `"StringLike":{"k:sub":"a${?}"}`, `"sub":"a?"`, yes},
		{"${$} is a literal $", `"StringLike":{"k:sub":"a${$}{x}"}`, `"sub":"a${x}"`, yes},
		{"${*} in StringEquals is not documented", `"StringEquals":{"k:sub":"a${*}b"}`, `"sub":"a*b"`, unknown},
		{"a bare $ is not documented", `"StringEquals":{"k:sub":"a$b"}`, `"sub":"a$b"`, unknown},
		{"whatever a bare $ is, the rest must match", `"StringEquals":{"k:sub":"a$b"}`, `"sub":"a$c"`, no},
		{"${ without end is not documented", `"StringEquals":{"k:sub":"a${b"}`, `"sub":"a${b"`, unknown},
		{"no variables in Null", `"Null":{"k:sub":"${k:sub}"}`, ``, unknown},
		{"the pages differ on variables in Bool", `"Bool":{"k:ref_protected":"${k:sub}"}`, `"ref_protected":"true"`, unknown},

		// Names, types, empty values.
		{"names of keys mind no case", `"StringEquals":{"GitLab.com:SUB":"main"}`, ``, yes},
		{"values mind case", `"StringEquals":{"k:sub":"Main"}`, ``, no},
		{"the case of operators is not documented", `"stringequals":{"k:sub":"main"}`, ``, unknown},
		{"Bool: true in any case", `"Bool":{"k:ref_protected":"true"}`, `"ref_protected":"TRUE"`, yes},
		{"Bool: anything else is false", `"Bool":{"k:ref_protected":"false"}`, `"ref_protected":"1"`, yes},
		{"Bool: 1 is not true", `"Bool":{"k:ref_protected":"true"}`, `"ref_protected":"1"`, no},
		{"Bool unquoted", `"Bool":{"k:ref_protected":true}`, `"ref_protected":"true"`, yes},
		{"numbers unquoted", `"StringEquals":{"k:project_id":42}`, `"project_id":"42"`, yes},
		{"numbers that have several spellings", `"StringEquals":{"k:project_id":4.20}`, `"project_id":"4.20"`, unknown},
		{"an empty text is present", `"Null":{"k:project_id":"true"}`, `"project_id":""`, no},
		{"an empty text may be no value to ForAllValues", `"ForAllValues:StringEquals":{"k:project_id":"1"}`, `"project_id":""`, unknown},
		{"an empty text that is among the values", `"ForAllValues:StringEquals":{"k:project_id":["1",""]}`, `"project_id":""`, yes},
		{"an empty text may be no value to ForAnyValue", `"ForAnyValue:StringEquals":{"k:project_id":""}`, `"project_id":""`, unknown},
		{"an empty text that is not among the values", `"ForAnyValue:StringEquals":{"k:project_id":"1"}`, `"project_id":""`, no},
		{"no values are not documented", `"StringEquals":{"k:sub":[]}`, ``, unknown},
		{"no values under ForAnyValue never hold", `"ForAnyValue:StringEquals":{"k:sub":[]}`, ``, no},
		{"no values under ForAllValues do not hold for a present key", `"ForAllValues:StringEquals":{"k:sub":[]}`, ``, no},
		{"no values under ForAllValues and a list without elements", `"ForAllValues:StringEquals":{"k:amr":[]}`, `"amr":[]`, unknown},
		{"no values under ForAllValues and a list", `"ForAllValues:StringEquals":{"k:amr":[]}`, `"amr":["x"]`, no},
		{"Null and a list without elements", `"Null":{"k:amr":"true"}`, `"amr":[]`, unknown},
		{"no values under ForAllValues and a missing key: the pages differ", `"ForAllValues:StringEquals":{"k:project_id":[]}`, ``, unknown},
		{"no values under IfExists do not hold for a present key", `"StringLikeIfExists":{"k:sub":[]}`, ``, no},
		{"dates, addresses and ARNs are not evaluated", `"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, ``, unknown},
		{"texts as numbers are not documented", `"NumericEquals":{"k:project_id":"1"}`, `"project_id":"1"`, unknown},
		{"a claim of another type is not documented", `"StringEquals":{"k:project_id":"1"}`, `"project_id":1`, unknown},
	} {
		checkRow(t, r.why, allow(r.condition), tokenOf(t, r.token), r.want)
	}
}

// TestKeyRows holds which keys a request has.
func TestKeyRows(t *testing.T) {
	for _, r := range []row{
		{"a claim that AWS does not populate is missing", `"StringEquals":{"k:ref":"main"}`, `"ref":"main"`, no},
		{"a claim that AWS does not populate is vacuous when negated", `"StringNotEquals":{"k:ref":"main"}`, `"ref":"main"`, yes},
		{"iss is no key", `"ForAllValues:StringEquals":{"k:iss":"https://evil.example"}`, ``, yes},
		{"a populated claim", `"StringEquals":{"k:project_id":"1"}`, `"project_id":"1"`, yes},
		{"email is a key of every issuer", `"StringEquals":{"k:email":"a@b"}`, `"email":"a@b"`, yes},
		{"another issuer's key is missing", `"StringEquals":{"gitlab.example.com:sub":"main"}`, ``, no},
		{"another issuer's key is vacuous when negated", `"StringNotEquals":{"gitlab.example.com:sub":"main"}`, ``, yes},
		{"a key with a typo fails closed", `"StringEquals":{"gitlab.com/sub":"main"}`, ``, no},
		{"a key with https:// fails closed", `"StringEquals":{"https://gitlab.com:sub":"main"}`, ``, no},
		{"aud is azp when there is one", `"StringEquals":{"k:aud":"b"}`, `"azp":"b"`, yes},
		{"aud is not aud when there is azp", `"StringEquals":{"k:aud":"a"}`, `"azp":"b"`, no},
		{"oaud is aud when there is azp", `"StringEquals":{"k:oaud":"a"}`, `"azp":"b"`, yes},
		{"aud as a list of one", `"StringEquals":{"k:aud":"a"}`, `"aud":["a"]`, yes},
		{"several audiences", `"StringEquals":{"k:aud":"a"}`, `"aud":["a","b"]`, no},
		{"several audiences and no condition on aud", ``, `"aud":["a","b"]`, no},
		{"several audiences with azp", `"StringEquals":{"k:aud":"b"}`, `"aud":["a","b"],"azp":"b"`, yes},
		{"no aud", ``, `"aud":"-"`, no},
		{"no sub", ``, `"sub":"-"`, no},
		{"azp is perhaps a key", `"StringEquals":{"k:azp":"b"}`, `"azp":"b"`, unknown},
		{"azp is no key without azp", `"StringEquals":{"k:azp":"b"}`, ``, no},
		{"the request's keys", `"StringEquals":{"sts:RoleSessionName":"x"}`, ``, unknown},
		{"a known condition decides beside the request's", `"StringEquals":{"sts:RoleSessionName":"x","k:sub":"dev"}`, ``, no},
		{"aws:PrincipalArn is absent", `"StringLike":{"aws:PrincipalArn":"*"}`, ``, no},
		{"aws:PrincipalType is User", `"StringEquals":{"aws:PrincipalType":"User"}`, ``, yes},
		{"aws:PrincipalAccount is the provider's", `"StringEquals":{"aws:PrincipalAccount":"123456789012"}`, ``, yes},
		{"aws:userid is the provider's ARN", `"StringLike":{"aws:userid":"*:oidc-provider/gitlab.com"}`, ``, yes},
		{"aws:FederatedProvider is not documented then", `"StringLike":{"aws:FederatedProvider":"*"}`, ``, unknown},
		{"a session's tags, without any", `"StringEquals":{"aws:RequestTag/team":"x"}`, ``, no},
		{"sts:SourceIdentity is a claim", `"StringEquals":{"sts:SourceIdentity":"x"}`, ``, no},
		{"sts:RoleAuthorizedByIdp without roles", `"Bool":{"sts:RoleAuthorizedByIdp":"false"}`, ``, yes},
		{"sts:RoleAuthorizedByIdp without roles, wanted", `"Bool":{"sts:RoleAuthorizedByIdp":"true"}`, ``, no},
		{"roles that may not have this role", ``, `"https://aws.amazon.com/roles":["arn:aws:iam::1:role/x"]`, unknown},
		{"roles and a condition that fails", `"Bool":{"sts:RoleAuthorizedByIdp":"false"}`, `"https://aws.amazon.com/roles":["arn:aws:iam::1:role/x"]`, no},
		{"tags need sts:TagSession", ``, `"https://aws.amazon.com/tags":{"principal_tags":{"a":["b"]}}`, no},
		{"a source identity needs sts:SetSourceIdentity", ``, `"https://aws.amazon.com/source_identity":"x"`, no},
	} {
		checkRow(t, r.why, allow(r.condition), tokenOf(t, r.token), r.want)
	}
	flat := tokenOf(t, `"https://aws.amazon.com/tags/principal_tags/a":"b"`)
	d, err := Parse(allow(``))
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Admits(flat); got.Admitted != no {
		t.Errorf("flat session tags: %v", got)
	}
}

// TestPolicyRows holds what whole policies do.
func TestPolicyRows(t *testing.T) {
	ok := statementOf("Allow", `"StringEquals":{"k:sub":"main"}`)
	never := statementOf("Allow", `"StringEquals":{"k:sub":"x"}`)
	deny := statementOf("Deny", `"StringLike":{"k:project_id":"6*"}`)
	maybe := statementOf("Deny", `"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`)
	with := func(old, replaced string) string { return strings.Replace(ok, old, replaced, 1) }
	federated := `{"Federated":` + gitlabARN + `}`
	for _, r := range []struct {
		why, policy, token string
		want               proof.Answer
	}{
		{"one statement as an object", ok, ``, yes},
		{"any Allow grants", `[` + never + `,` + ok + `]`, ``, yes},
		{"any Deny wins", `[` + ok + `,` + deny + `]`, `"project_id":"66"`, no},
		{"a Deny that does not match", `[` + ok + `,` + deny + `]`, `"project_id":"7"`, yes},
		{"a Deny alone", deny, ``, no},
		{"a Deny that nobody knows", `[` + ok + `,` + maybe + `]`, ``, unknown},
		{"a Deny that nobody knows, of what is not allowed", `[` + never + `,` + maybe + `]`, ``, no},
		{"AWS: * is no web identity", with(federated, `{"AWS":"*"}`), ``, no},
		{"a Deny for AWS: * is perhaps about web identities", `[` + ok + `,{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:*"}]`, ``, unknown},
		{"a Deny for AWS: * and for the issuer", `[` + ok + `,{"Effect":"Deny","Principal":{"AWS":"*","Federated":` + gitlabARN + `},"Action":"sts:*"}]`, ``, no},
		{"a Deny for an account is not about web identities", `[` + ok + `,{"Effect":"Deny","Principal":{"AWS":"123456789012"},"Action":"sts:*"}]`, ``, yes},
		{"a service is no web identity", with(federated, `{"Service":"ec2.amazonaws.com"}`), ``, no},
		{"SAML is no web identity", with(federated, `{"Federated":"arn:aws:iam::123456789012:saml-provider/x"}`), ``, no},
		{"several principals", with(federated, `{"AWS":"123456789012","Federated":["accounts.google.com",`+gitlabARN+`]}`), ``, yes},
		{"another issuer", with("gitlab.com", "gitlab.example.com"), ``, no},
		{"an issuer's trailing slash counts", with("oidc-provider/gitlab.com", "oidc-provider/gitlab.com/"), ``, no},
		{"an issuer's case counts in the ARN", with("oidc-provider/gitlab.com", "oidc-provider/GitLab.com"), ``, no},
		{"the principal * is refused by IAM", with(federated, `"*"`), ``, unknown},
		{"the principal * and a condition that fails", strings.Replace(never, federated, `"*"`, 1), ``, no},
		{"NotPrincipal is refused by IAM", with(`"Principal":`+federated, `"NotPrincipal":`+federated), ``, unknown},
		{"actions in any case, with wildcards", with("sts:AssumeRoleWithWebIdentity", "STS:assumerolewith*"), ``, yes},
		{"another action", with("sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"), ``, no},
		{"a list of actions", with(`"sts:AssumeRoleWithWebIdentity"`, `["sts:TagSession","sts:AssumeRoleWithWebIdentity"]`), `"https://aws.amazon.com/tags":{}`, yes},
		{"NotAction", with(`"Action":"sts:AssumeRoleWithWebIdentity"`, `"NotAction":"sts:AssumeRole"`), ``, yes},
		{"NotAction of all", with(`"Action":"sts:AssumeRoleWithWebIdentity"`, `"NotAction":"sts:*"`), ``, no},
		{"tags allowed by another statement", `[` + ok + `,` + with("sts:AssumeRoleWithWebIdentity", "sts:TagSession") + `]`, `"https://aws.amazon.com/tags":{}`, yes},
		{"tags denied", `[` + with("sts:AssumeRoleWithWebIdentity", "sts:*") + `,{"Effect":"Deny","Principal":` + federated + `,"Action":"sts:TagSession"}]`, `"https://aws.amazon.com/tags":{}`, no},
		{"a source identity allowed", with(`"sts:AssumeRoleWithWebIdentity"`, `["sts:SetSourceIdentity","sts:AssumeRoleWithWebIdentity"]`), `"https://aws.amazon.com/source_identity":"x"`, yes},
	} {
		checkRow(t, r.why, `{"Version":"2012-10-17","Id":"x","Statement":`+r.policy+`}`, tokenOf(t, r.token), r.want)
	}
}

// TestVersions: policy variables are of the newer version only; else ${ is text.
func TestVersions(t *testing.T) {
	statement := statementOf("Allow", `"StringEquals":{"k:sub":"${k:project_id}"}`)
	for version, text := range map[string]bool{`"Version":"2012-10-17",`: false, `"Version":"2008-10-17",`: true, ``: true} {
		policy := `{` + version + `"Statement":` + statement + `}`
		for token, literal := range map[string]bool{`"sub":"${gitlab.com:project_id}","project_id":"1"`: true, `"sub":"1","project_id":"1"`: false} {
			checkRow(t, version, policy, tokenOf(t, token), map[bool]proof.Answer{true: yes, false: no}[literal == text])
		}
	}
}

// TestPartitions: elsewhere AWS does not say which claims it populates.
func TestPartitions(t *testing.T) {
	policy := strings.ReplaceAll(allow(`"StringEquals":{"k:project_id":"1"}`), "arn:aws:", "arn:aws-cn:")
	checkRow(t, "a populated claim", policy, tokenOf(t, `"project_id":"1"`), unknown)
	checkRow(t, "no claim", policy, tokenOf(t, ``), no)
	checkRow(t, "sub", strings.ReplaceAll(allow(`"StringEquals":{"k:sub":"main"}`), "arn:aws:", "arn:aws-cn:"), tokenOf(t, ``), yes)
}

// TestBuiltIn: Google is named by its domain, documents oaud, and has a number.
func TestBuiltIn(t *testing.T) {
	google := strings.NewReplacer(gitlabARN, `"accounts.google.com"`, "gitlab.com:", "accounts.google.com:")
	for _, r := range []row{
		{"oaud without azp", `"StringEquals":{"k:oaud":"a"}`, ``, yes},
		{"oaud with azp", `"StringEquals":{"k:oaud":"a","k:aud":"b"}`, `"azp":"b"`, yes},
		{"a number", `"NumericEquals":{"k:google/organization_number":"42"}`, `"google/organization_number":42`, yes},
		{"less", `"NumericLessThan":{"k:google/organization_number":42}`, `"google/organization_number":42`, no},
		{"at most", `"NumericLessThanEquals":{"k:google/organization_number":42}`, `"google/organization_number":42`, yes},
		{"more", `"NumericGreaterThan":{"k:google/organization_number":41.5}`, `"google/organization_number":42`, yes},
		{"at least", `"NumericGreaterThanEquals":{"k:google/organization_number":[99,43]}`, `"google/organization_number":42`, no},
		{"another number", `"NumericNotEquals":{"k:google/organization_number":[1,42]}`, `"google/organization_number":42`, no},
		{"no number", `"NumericEquals":{"k:google/organization_number":"x"}`, `"google/organization_number":42`, unknown},
		{"missing", `"NumericEquals":{"k:google/organization_number":"42"}`, ``, no},
		{"a text", `"StringEquals":{"k:google/organization_number":"42"}`, `"google/organization_number":42`, unknown},
		{"an account is not known", `"StringEquals":{"aws:PrincipalAccount":"123456789012"}`, ``, unknown},
	} {
		c := tokenOf(t, r.token)
		c["iss"] = "https://accounts.google.com"
		checkRow(t, r.why, google.Replace(allow(r.condition)), c, r.want)
	}
}

// TestCircleCI: its one claim key has the issuer's host and a slash in its name.
func TestCircleCI(t *testing.T) {
	const org = "oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde"
	policy := strings.ReplaceAll(allow(`"StringEquals":{"k:oidc.circleci.com/project-id":"p"},"StringNotEquals":{"k:oidc.circleci.com/vcs-ref":"x"}`), "gitlab.com", org)
	c := tokenOf(t, `"oidc.circleci.com/project-id":"p","oidc.circleci.com/vcs-ref":"x"`)
	c["iss"] = "https://" + org
	checkRow(t, "project-id is populated, vcs-ref is not", policy, c, yes)
}

// TestClientIDs: the provider's list counts before the policy.
func TestClientIDs(t *testing.T) {
	d, err := Parse(allow(`"StringEquals":{"k:sub":"main"}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ids   map[string][]string
		token string
		want  proof.Answer
	}{
		{nil, ``, yes},
		{map[string][]string{"https://other.example": {"b"}}, ``, yes},
		{map[string][]string{"https://gitlab.com": {"b"}}, ``, no},
		{map[string][]string{"https://gitlab.com": {"a", "b"}}, ``, yes},
		{map[string][]string{"https://gitlab.com": {"b"}}, `"azp":"b"`, yes},
		{map[string][]string{"https://gitlab.com": {"a"}}, `"azp":"b"`, no},
		{map[string][]string{"https://gitlab.com": {"a"}}, `"aud":["a"]`, yes},
		{map[string][]string{"https://gitlab.com": {}}, ``, no},
	} {
		d.ClientIDs = c.ids
		if got := checkLaw(t, d, d.Trusts(), tokenOf(t, c.token)); got != c.want {
			t.Errorf("%v %s: got %v, want %v", c.ids, c.token, got, c.want)
		}
	}
}

// TestAnybody: a statement of which nobody knows whom it is about is not lost to
// the prover.
func TestAnybody(t *testing.T) {
	for _, who := range []string{`"Principal":"*"`, `"NotPrincipal":{"AWS":"*"}`, `"Principal":{"Federated":"*"}`} {
		d, err := Parse(strings.Replace(allow(`"StringEquals":{"k:sub":"main"}`), `"Principal":{"Federated":`+gitlabARN+`}`, who, 1))
		if err != nil {
			t.Fatal(err)
		}
		trusts := d.Trusts()
		if len(trusts) != 1 || trusts[0].Issuer != "https://gitlab.com" || trusts[0].When.Eval(tokenOf(t, ``)) != proof.ValueUnknown || trusts[0].When.Eval(tokenOf(t, `"sub":"dev"`)) != proof.Fails {
			t.Errorf("%s: got %v", who, trusts)
		}
	}
}
