package mint

// The claims that a job's token has.

import (
	"encoding/json"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// registered are the claims that every token has or may have, whatever its form
// (RFC 7519, section 4.1); sub is made by the form.
var registered = []string{"iss", "aud", "iat", "nbf", "exp", "jti"}

// mint is the token that the job shows, without times. What the data does not
// say is left out where a token may lack it, never made up.
func (j *job) mint(audience any) map[string]any {
	out := j.p.Mint(platform.Job{Form: j.form.Name, Values: j.values(), Absent: j.absent}, j.subject, j.issuer, audience)
	for _, name := range j.form.ClaimNames() {
		c, _ := j.form.Claim(name)
		if _, known := c.Template(); !known || slices.Contains(j.absent, name) {
			delete(out, name)
		}
	}
	return out
}

// put puts the user's claims in, as they are; null takes a claim away. It returns
// the names of those that are not what they were.
func put(claims map[string]any, own value.V, problems *problem.List) (changed []string) {
	switch own.Kind {
	case value.Null:
		return nil
	case value.Map:
	default:
		problems.Add(problem.WrongType, "claims", "an object is wanted, got "+own.Kind.String(), "")
		return nil
	}
	for _, name := range own.Keys() {
		v := own.Attrs[name]
		plain, err := v.Plain()
		if err != nil {
			problems.Add(problem.BadValue, at(name), err.Error(), "")
			continue
		}
		before, there := claims[name]
		if v.Kind == value.Null {
			delete(claims, name)
		} else {
			claims[name] = plain
		}
		if after, still := claims[name]; there != still || !same(before, after) {
			changed = append(changed, name)
		}
	}
	return changed
}

// at is the path of a claim. A name that looks like a key is not repeated.
func at(name string) string {
	if secret(name) || len(name) > 200 {
		return "claims"
	}
	return "claims." + name
}

// same compares two values of claims as JSON.
func same(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}
