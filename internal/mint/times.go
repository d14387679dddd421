package mint

// When a token is issued and when it expires.

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// lifetimeWords finds a duration in what the platform's data says of a token's
// life.
var lifetimeWords = regexp.MustCompile(`\b([0-9]{1,3}) (second|minute|hour)s?\b`)

// Lifetime is how long the platform's tokens live: the first duration that its
// data names, 0 where it names none. For platforms whose tokens live as long as a
// job it is a usual one.
func Lifetime(p *platform.Platform) time.Duration {
	m := lifetimeWords.FindStringSubmatch(p.Issuer.Lifetime)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return time.Duration(n) * map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour}[m[2]]
}

// maxTime is the last second that RFC 3339 can write.
const maxTime = 253402300799

// A clock decides when the token is made and when it ends.
type clock struct {
	now      time.Time
	lifetime time.Duration
	given    bool // the lifetime is the user's
	longest  time.Duration
}

// lifetimeOf reads the argument, a duration as Go writes it.
func lifetimeOf(v value.V, p *platform.Platform, problems *problem.List) (lifetime time.Duration, given bool) {
	lifetime = Lifetime(p)
	switch v.Kind {
	case value.Null:
		if lifetime == 0 {
			problems.Add(problem.Missing, "lifetime", "how long tokens of "+p.Title+" live is not known", "")
		}
		return lifetime, false
	case value.Unknown:
		return lifetime, true
	case value.String:
	default:
		problems.Add(problem.WrongType, "lifetime", "a duration such as \"5m\" is wanted, got "+v.Kind.String(), "")
		return lifetime, true
	}
	d, err := time.ParseDuration(v.Text)
	switch {
	case err != nil:
		problems.Add(problem.BadValue, "lifetime", shown(v.Text)+" is no duration", "Write \"90s\", \"5m\" or \"1h30m\"")
	case d < time.Second || d%time.Second != 0 || d > 100*365*24*time.Hour:
		problems.Add(problem.BadValue, "lifetime", shown(v.Text)+" is no number of whole seconds between 1 and 100 years", "")
	default:
		return d, true
	}
	return lifetime, true
}

// stamp puts iat and exp into the claims: now, and a lifetime later than iat,
// which may be the user's.
func (c clock) stamp(claims map[string]any, own value.V) {
	from := c.now.Unix()
	if n, ok := number(own.Attrs["iat"]); ok {
		from = n
	}
	claims["iat"] = json.Number(strconv.FormatInt(c.now.Unix(), 10))
	claims["exp"] = json.Number(strconv.FormatInt(from+int64(c.lifetime/time.Second), 10))
}

func number(v value.V) (int64, bool) {
	if v.Kind != value.Number {
		return 0, false
	}
	return seconds(json.Number(v.Text))
}

// seconds reads a NumericDate (RFC 7519, section 2) of whole seconds.
func seconds(x any) (int64, bool) {
	n, ok := x.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	if err != nil || f != math.Trunc(f) || f < 0 || f > maxTime {
		return 0, false
	}
	return int64(f), true
}

// check says which times contradict each other, or could not be: names of claims
// in the order of what is asked.
func (c clock) check(claims map[string]any, p *platform.Platform, problems *problem.List) {
	times := map[string]int64{}
	bad := false
	for _, name := range []string{"iat", "nbf", "exp"} {
		v, there := claims[name]
		if !there {
			if name != "nbf" {
				problems.Add(problem.Missing, at(name), "every token has it", "Leave it out of claims")
				bad = true
			}
			continue
		}
		n, ok := seconds(v)
		if !ok {
			problems.Add(problem.BadValue, at(name), "it is no time: a number of whole seconds since 1970-01-01T00:00:00Z is wanted (RFC 7519, section 2)", "")
			bad = true
			continue
		}
		times[name] = n
	}
	if bad {
		return
	}
	if times["iat"] > c.now.Unix() {
		problems.Add(problem.BadValue, at("iat"), "it lies ahead, and a platform says when it signs", "")
	}
	if times["exp"] <= times["iat"] {
		problems.Add(problem.BadValue, at("exp"), "the token would end before it begins (iat)", "For a token that has expired give an iat of the past")
	}
	if nbf, there := times["nbf"]; there && nbf >= times["exp"] {
		problems.Add(problem.BadValue, at("nbf"), "the token would never be valid: it is not before exp", "")
	}
	if life := times["exp"] - times["iat"]; c.longest > 0 && life > int64(c.longest/time.Second) {
		field := "lifetime"
		if !c.given {
			field = at("exp")
		}
		problems.Add(problem.BadValue, field, "whether a token of "+p.Title+" lives longer than "+c.longest.String()+" is not known; the data says: "+p.Issuer.Lifetime, unchecked)
	}
}
