package aws

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

const (
	tokensEach   = 10
	ordinaryRun  = 110_000
	longRun      = 5_000_000
	seed         = 20260926
	mostUnknown  = 0.01
	leastAllowed = 0.1
)

// A count is what became of the pairs of a run.
type count struct {
	sync.Mutex
	pairs, admitted, unknown int
	reasons                  map[string]int
	known                    map[string]int
	wrong                    []string
}

func newCount() *count { return &count{reasons: map[string]int{}, known: map[string]int{}} }

func (n *count) merge(o *count) {
	n.Lock()
	defer n.Unlock()
	n.pairs, n.admitted, n.unknown = n.pairs+o.pairs, n.admitted+o.admitted, n.unknown+o.unknown
	for k, v := range o.reasons {
		n.reasons[k] += v
	}
	for k, v := range o.known {
		n.known[k] += v
	}
	n.wrong = append(n.wrong, o.wrong...)
}

// A fault is a mistake that the evaluator might make, put in by changing what it
// is given.
type fault struct {
	name   string
	policy func(*drawn)
	token  func(map[string]any)
}

// compare draws policies and tokens and holds Admits against versitygw. It stops
// early once enough is wrong.
func compare(l lot, pairs, enough int, f fault) *count {
	n := newCount()
	for n.pairs < pairs && len(n.wrong) < enough {
		d, tokens := l.draw(tokensEach)
		theirs, given := d.text(), d.clone()
		if f.policy != nil {
			f.policy(&given)
		}
		ours := given.text()
		doc, err := aws.Parse(ours)
		if err != nil {
			n.wrong = append(n.wrong, fmt.Sprintf("%v\n%s", err, ours))
			continue
		}
		for _, c := range tokens {
			n.pairs++
			shown := c
			if f.token != nil {
				shown = maps.Clone(c)
				f.token(shown)
			}
			got := doc.Admits(shown)
			want := l.oracle(d, theirs, c)
			if want {
				n.admitted++
			}
			switch {
			case got.Admitted == proof.Unknown:
				n.unknown++
				n.reasons[shortReason(got.Reason())]++
			case want == (got.Admitted == proof.Yes):
			default:
				names, ok := l.explain(d, c, got.Admitted == proof.Yes)
				if !ok {
					token, _ := json.Marshal(c)
					n.wrong = append(n.wrong, fmt.Sprintf("ours %v (%s), theirs %v\n%s\n%s", got.Admitted, got.Reason(), want, ours, token))
				}
				for _, name := range names {
					n.known[name]++
				}
			}
		}
	}
	return n
}

// explain looks for the conditions in which versitygw deviates as it is known
// to, puts what AWS makes of them in their place, and asks versitygw again. A
// difference in any other condition, or one that stays, is not explained.
func (l lot) explain(d drawn, c map[string]any, want bool) (names []string, ok bool) {
	iss, _ := c["iss"].(string)
	issuer := strings.TrimPrefix(iss, "https://")
	d = d.clone()
	for i := range d.statements {
		s := &d.statements[i]
		for j, condition := range s.conditions {
			alone := drawn{version: d.version, statements: []drawnStatement{{effect: "Allow", federated: []string{issuer}, actions: []string{assumeAction, "sts:TagSession"}, conditions: []drawnCondition{condition}}}}
			text := alone.text()
			doc, err := aws.Parse(text)
			if err != nil {
				return nil, false
			}
			ours := doc.Admits(c).Admitted
			if ours == proof.Unknown || (ours == proof.Yes) == l.oracle(alone, text, c) {
				continue
			}
			have, single := valueOf(c, issuer, condition.key)
			found := ""
			for _, k := range knownDeviations {
				if k.is(condition, have, single) && (!k.refuses || ours == proof.No) {
					found = k.name
					break
				}
			}
			if found == "" {
				return nil, false
			}
			names = append(names, found)
			// Each a key of its own, since one operator has a key once.
			key := fmt.Sprintf("never.example.com/%d:x", j)
			s.conditions[j] = drawnCondition{operator: "Null", key: key, values: []any{ours == proof.Yes}}
		}
	}
	return names, len(names) > 0 && l.oracle(d, d.text(), c) == want
}

// valueOf is what versitygw was given for a key.
func valueOf(c map[string]any, issuer, key string) (have []string, single bool) {
	name, ok := strings.CutPrefix(strings.ToLower(key), strings.ToLower(issuer)+":")
	if !ok || !slices.Contains(reach[issuer].keys, name) {
		return nil, true
	}
	if name == "aud" || name == "oaud" {
		if azp, ok := c["azp"]; ok && name == "aud" {
			return []string{fmt.Sprint(azp)}, true
		}
		if list, ok := c["aud"].([]any); ok && len(list) == 1 {
			return []string{fmt.Sprint(list[0])}, true
		}
		return []string{fmt.Sprint(c["aud"])}, true
	}
	switch v := c[name].(type) {
	case nil:
		return nil, true
	case []any:
		have = []string{}
		for _, e := range v {
			have = append(have, fmt.Sprint(e))
		}
		return have, false
	default:
		return []string{fmt.Sprint(v)}, true
	}
}

var (
	quoted   = regexp.MustCompile(`"(\\.|[^"\\])*"`)
	onAKey   = regexp.MustCompile(`^.* is not decided: `)
	variable = regexp.MustCompile(`\$\{[^}]*\}`)
)

// shortReason is a reason without what is the policy's own.
func shortReason(s string) string {
	return variable.ReplaceAllString(quoted.ReplaceAllString(onAKey.ReplaceAllString(s, ""), "…"), "${…}")
}

// TestAdmitsAgreesWithVersitygw: for drawn policies and tokens over the whole
// condition language the evaluator says what versitygw says, but for known
// deviations, each of which is shown on the condition that it is in.
func TestAdmitsAgreesWithVersitygw(t *testing.T) {
	pairs := ordinaryRun
	if effort.Now() == effort.Soak {
		pairs = longRun
	}
	const shards = 4
	total := newCount()
	var wg sync.WaitGroup
	for shard := range shards {
		wg.Go(func() {
			total.merge(compare(lot{rand.New(rand.NewPCG(seed, uint64(shard)))}, pairs/shards, 3, fault{}))
		})
	}
	wg.Wait()
	for _, w := range total.wrong {
		t.Errorf("not explained: %s", w)
	}
	rate := func(n int) float64 { return float64(n) / float64(total.pairs) }
	t.Logf("%d pairs, %d admitted (%.1f %%), %d unknown (%.2f %%)", total.pairs, total.admitted, 100*rate(total.admitted), total.unknown, 100*rate(total.unknown))
	for _, name := range slices.Sorted(maps.Keys(total.reasons)) {
		t.Logf("unknown %.3f %%: %s", 100*rate(total.reasons[name]), name)
	}
	for _, k := range knownDeviations {
		t.Logf("known deviation, %d times: %s (%s)", total.known[k.name], k.name, k.reason)
		if total.known[k.name] == 0 && len(total.wrong) == 0 {
			t.Errorf("nothing showed the known deviation %q: is it still there?", k.name)
		}
	}
	if rate(total.unknown) > mostUnknown {
		t.Errorf("%.2f %% are unknown", 100*rate(total.unknown))
	}
	if a := rate(total.admitted); a < leastAllowed || a > 1-leastAllowed {
		t.Errorf("%.1f %% are admitted: the pairs are too much alike", 100*a)
	}
}
