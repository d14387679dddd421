package mint

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A draw makes claims to override from a row of bytes; what lies behind its end
// is 0.
type draw struct{ data []byte }

func (d *draw) n(most int) int {
	if len(d.data) == 0 || most == 0 {
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return int(b) % most
}

// rest is a text of the next bytes.
func (d *draw) rest() string {
	n := min(d.n(24), len(d.data))
	text := string(d.data[:n])
	d.data = d.data[n:]
	return text
}

// words are values that make claims agree or disagree.
var words = []string{"", "main", "dev", "v1.0.0", "refs/heads/main", "refs/heads/dev", "refs/tags/v1.0.0", "branch", "tag", "my-org", "my-org/web", "other/web", "true", "7", "pull-request", "*", "a:b", "refs/heads/a/vcs-ref/b"}

// claim draws a claim's value: one of another job, a word, or of another type.
func (d *draw) value(bases []map[string]any, name string) any {
	switch d.n(9) {
	case 0, 1, 2, 3:
		return bases[d.n(len(bases))][name] // another form's, or nil
	case 4:
		return d.n(2) == 1
	case 5:
		return json.Number([]string{"7", "1e3", "-1", "1795262400"}[d.n(4)])
	case 6:
		return []any{words[d.n(len(words))], "22222222-3333-4444-8555-666666666666"}[:d.n(3)]
	case 7:
		return d.rest()
	}
	return words[d.n(len(words))]
}

// variants are other configurations of platforms, beside the default ones.
var variants = map[string][]map[string]any{
	"circleci":  {{"token_version": "v1"}},
	"github":    {{"subject_format": "immutable"}, {"subject_format": "classic", "subject_components": []string{"repository_id", "context", "event_name"}}, {"issuer": "https://github.example.com/_services/token"}},
	"gitlab":    {{"subject_components": []string{"project_id", "ref", "deployment_tier"}}, {"url": "https://gitlab.example.com"}},
	"semaphore": {{"generic_git": true, "host": "ci.example.com:8443"}},
}

// A world is a platform in one configuration: a job of every form and its claims.
type world struct {
	bases []map[string]any
	forms []*platform.Form
	given []map[string]any
}

var (
	worldsLock sync.Mutex
	worlds     = map[string]*world{}
)

// worldOf is made once.
func worldOf(t testing.TB, p *platform.Platform, variant int) *world {
	t.Helper()
	worldsLock.Lock()
	defer worldsLock.Unlock()
	key := p.Name + strconv.Itoa(variant)
	if w := worlds[key]; w != nil {
		return w
	}
	w := &world{}
	for i := range p.Forms {
		f := &p.Forms[i]
		_, special := elsewhere[p.Name+"/"+f.Name]
		s, ok := settings(p, f)
		if special || !ok {
			continue
		}
		if variant > 0 {
			s = variants[p.Name][variant-1]
		}
		variables := natural(t, p, f, s)
		token, known, problems := Make(request(p, variables, nil, unverified(p)...))
		if !known { // another configuration has no such tokens
			if variant == 0 {
				t.Fatal(problems.Text(""))
			}
			continue
		}
		w.bases, w.forms, w.given = append(w.bases, decoded(t, token)), append(w.forms, f), append(w.given, variables)
	}
	if len(w.forms) == 0 {
		t.Fatalf("%s has no tokens in the configuration %d", p.Name, variant)
	}
	worlds[key] = w
	return w
}

// A drawnCase is a job and claims of somebody else's.
type drawnCase struct {
	p         *platform.Platform
	form      *platform.Form
	variables map[string]any
	claims    map[string]any
}

// drawn is the case that some bytes mean.
func drawn(t testing.TB, data []byte) drawnCase {
	t.Helper()
	d := &draw{data}
	all := platform.All()
	p := all[d.n(len(all))]
	w := worldOf(t, p, d.n(1+len(variants[p.Name])))
	bases, forms, given := w.bases, w.forms, w.given
	k := d.n(len(forms))
	out := drawnCase{p: p, form: forms[k], variables: given[k], claims: map[string]any{}}
	names := append(slices.Clone(forms[k].ClaimNames()), "sub", "iss", "aud", "nbf", "iat", "exp", "jti", "actor", "x")
	for range 1 + d.n(3) {
		name := names[d.n(len(names))]
		out.claims[name] = d.value(bases, name)
	}
	if d.n(3) == 0 { // all that is different in another form's token, or all but one
		for name, v := range bases[d.n(len(bases))] {
			if !slices.Contains(registered, name) && d.n(20) != 1 {
				out.claims[name] = v
			}
		}
		for _, name := range forms[k].ClaimNames() {
			if _, there := out.claims[name]; !there && d.n(4) == 1 {
				out.claims[name] = nil
			}
		}
	}
	return out
}

// judge holds one case against the laws: Make answers and does not panic, twice
// the same; what it takes the prover calls mintable; what it refuses is refused
// for a reason that stands alone, and taken unchecked.
func judge(t testing.TB, data []byte, counts map[string]int) {
	t.Helper()
	c := drawn(t, data)
	own, err := value.Encode(c.claims)
	if err != nil {
		return
	}
	r := request(c.p, c.variables, nil, unverified(c.p)...)
	r.Claims = fromJSON(t, own)
	token, known, problems := Make(r)
	again, _, more := Make(r)
	if token.Claims != again.Claims || problems.Text("") != more.Text("") {
		t.Fatalf("two answers for %s", own)
	}
	j := read(c.p, r.Variables, &problems)
	if known {
		counts["taken"]++
		claims := decoded(t, token)
		if v := mintable(t, c.p, claims, j.settings, j.given, unverified(c.p)); v.Wider != proof.Yes {
			t.Errorf("%s %s is taken, and the prover says %v (%s)\n%s\n%s", c.p.Name, c.form.Name, v.Wider, v.WiderReason, own, token.Claims)
		}
		return
	}
	if len(problems) == 0 {
		t.Fatalf("neither a token nor a problem for %s", own)
	}
	counts[string(problems.Sorted()[0].Code)]++
	for _, text := range problems.Strings() {
		if !strings.HasPrefix(text, "CE") || strings.HasSuffix(text, ".") || len(text) > 1500 {
			t.Errorf("a poor problem: %s", text)
		}
	}
	r.Unchecked = true
	loose, known, more := Make(r)
	if !known {
		t.Errorf("not taken unchecked: %s: %s", own, more.Text(""))
		return
	}
	// Refused, and the prover knows a job: only with values that nobody documents, or
	// subjects that somebody arranged in a way that is not read.
	claims := decoded(t, loose)
	for name := range claims {
		if name != "sub" && !slices.Contains(registered, name) && !c.p.Names(name) {
			return
		}
	}
	iss, _ := claims["iss"].(string)
	if iss != j.issuerOf() || registeredOnly(problems) {
		return
	}
	if v := mintable(t, c.p, claims, j.settings, j.given, unverified(c.p)); v.Wider == proof.Yes {
		counts["open"]++
		_, arranged := c.claims["sub"]
		arranged = arranged && len(c.p.Strangers()) > 0
		if !arranged && !strings.Contains(problems.Text(""), "nobody documents") {
			t.Errorf("%s %s is refused, and the prover knows a job\n%s\n%s", c.p.Name, c.form.Name, own, problems.Text(""))
		}
	}
}

func (j *job) issuerOf() string {
	_ = j.locate(&problem.List{})
	return j.issuer
}

// registeredOnly reports that some problem is about a claim that the prover does
// not model.
func registeredOnly(problems problem.List) bool {
	return slices.ContainsFunc(problems, func(p problem.Problem) bool {
		return slices.Contains(registered, strings.TrimPrefix(p.Field, "claims."))
	})
}

func fromJSON(t testing.TB, text string) value.V {
	t.Helper()
	x, err := value.JSON(text)
	if err != nil {
		t.Skip()
	}
	return plain(x)
}

func plain(x any) value.V {
	switch x := x.(type) {
	case json.Number:
		return value.V{Kind: value.Number, Text: x.String()}
	case []any:
		v := value.V{Kind: value.List}
		for _, e := range x {
			v.Elems = append(v.Elems, plain(e))
		}
		return v
	case map[string]any:
		v := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
		for k, e := range x {
			v.Attrs[k] = plain(e)
		}
		return v
	}
	return value.Of(x)
}

// TestOverridesAgree draws claims by lot and holds every answer against the
// prover's.
func TestOverridesAgree(t *testing.T) {
	t.Parallel()
	effort.Alone(t)
	rounds := effort.Rounds(50, 150, 600, 100_000)
	r := rand.New(rand.NewPCG(5, 7)) //nolint:gosec // the same every time
	counts := map[string]int{}
	for range rounds {
		data := make([]byte, 40)
		for i := range data {
			data[i] = byte(r.IntN(256))
		}
		judge(t, data, counts)
		if t.Failed() {
			return
		}
	}
	t.Log(counts)
	if counts["taken"] < rounds/20 || counts["taken"] > rounds*19/20 {
		t.Errorf("%d of %d are taken: the test looks at one side", counts["taken"], rounds)
	}
}

// FuzzOverrides is TestOverridesAgree for the fuzzer.
func FuzzOverrides(f *testing.F) {
	f.Add([]byte{0})
	f.Add([]byte{4, 0, 1, 9, 8, 5, 40})
	f.Add([]byte{2, 1, 2, 7, 7, 5, 'm', 'a', 'i', 'n', '"', 3, 0})
	f.Add([]byte{1, 0, 0, 3, 6, 2, 4, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) { judge(t, data, map[string]int{}) })
}
