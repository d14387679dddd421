package aws

import (
	"encoding/json"
	"testing"

	"github.com/versity/versitygw/iamapi/policy"
)

// What versitygw 1.8.0 does otherwise than AWS, as far as String operators go,
// and why no emitted policy depends on it. When this fails, the library has
// changed: look again at what is said here and in README.md.
var deviations = []struct {
	operator, pattern, value string
	aws, versitygw           bool
	reach                    string
}{
	{"StringLike", "?", "é", true, false, "wildcards for single characters stand for UUIDs and commit ids, which are ASCII"},
	{"StringLike", "??", "😀", true, false, "the same"},
	{"StringLike", "a:*:b", "a:*x:b", true, false, "a value that begins with * where the pattern has *: possible with generic_git only; counted as known"},
	{"StringLike", "a${*}b", "a*b", true, false, "never emitted: no value that a description can name holds a * or ?"},
	{"StringEquals", "${k:sub}", "${k:sub}", false, true, "never emitted: a value with ${ is refused"},
	{"StringEqualsIgnoreCase", "s", "ſ", false, true, "never emitted"},
}

func TestKnownDeviationsOfVersitygw(t *testing.T) {
	const arn = "arn:aws:iam::" + account + ":oidc-provider/k"
	for _, d := range deviations {
		raw, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
			"Effect": "Allow", "Principal": map[string]any{"Federated": arn}, "Action": "sts:AssumeRoleWithWebIdentity",
			"Condition": map[string]any{d.operator: map[string]any{"k:sub": d.pattern}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		match, _ := policy.EvaluateWebIdentityTrust(string(raw), func(string) (string, bool) { return "k", true }, policy.WebIdentityContext{ProviderURL: "k", Audience: "a", Subject: d.value})
		if got := match == policy.Allowed; got != d.versitygw || d.aws == d.versitygw {
			t.Errorf("%s %q on %q: versitygw says %v, recorded are %v for it and %v for AWS (%s)", d.operator, d.pattern, d.value, got, d.versitygw, d.aws, d.reach)
		}
	}
}
