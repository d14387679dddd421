package check

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// A minter makes random tokens of a platform: whatever the data lets a job show, in
// whatever configuration.
type minter struct {
	r *rand.Rand
	p *platform.Platform
}

// A mintedToken is one of them, and the settings that its issuer does not say.
type mintedToken struct {
	what     string // it is
	claims   map[string]any
	values   map[string]string
	settings platform.Settings
}

// token is a random token of the form; ok is false where there is none in the
// configuration that was drawn.
func (g *minter) token(f *platform.Form) (t mintedToken, ok bool) {
	settings, told := g.settings()
	values := map[string]string{}
	for _, v := range g.p.Variables {
		switch {
		case v.Many:
			var list []string
			for range g.r.IntN(3) {
				list = append(list, g.value(f, v.Name, settings))
			}
			values[v.Name] = strings.Join(list, ",")
		default:
			values[v.Name] = g.value(f, v.Name, settings)
		}
	}
	for _, v := range g.p.Variables {
		usual, ok := g.p.Usual(f, v.Name, func(other string) string { return values[other] })
		if ok && g.r.IntN(2) == 0 && g.p.Domain(v.Name, settings).DFA().Match(usual) {
			values[v.Name] = usual
		}
	}
	parts := maps.Clone(values)
	maps.Copy(parts, settings)
	issuer := g.p.IssuerURL(parts)
	if !g.p.Occurs(f, issuer, settings) {
		return mintedToken{}, false
	}
	for _, part := range g.p.IssuerParts(settings) {
		told[part] = parts[part]
	}
	families := g.families(values, settings)
	subjects := slices.Concat(g.p.Declared(f, settings), g.p.Undeclared(f, settings))
	if g.p.Orders(f) != nil && g.r.IntN(3) == 0 {
		other := maps.Clone(settings)
		other[g.p.Subject.Setting] = strings.Join(g.components(), ",")
		subjects = append(subjects, g.p.Declared(f, other)...)
	}
	if len(subjects) == 0 {
		return mintedToken{}, false
	}
	subject := subjects[g.r.IntN(len(subjects))]
	var audience any = "https://relying.example"
	if g.p.Issuer.Audience.Kind != "picked" && (g.p.Issuer.Audience.Kind == "fixed" || g.r.IntN(2) == 0) {
		audience = g.p.DefaultAudience(parts)
	} else if g.r.IntN(3) == 0 {
		audience = []any{"a", "b"}
	}
	absent := g.absent(f, issuer, subject)
	claims := g.p.Mint(platform.Job{Form: f.Name, Values: values, Absent: absent}, subject, issuer, audience)
	for _, name := range families {
		claims[name] = values[name]
	}
	for _, name := range absent { // null is another way of being without
		if c, _ := f.Claim(name); claims[name] == nil && len(c.Optional(issuer)) > 0 && g.r.IntN(2) == 0 {
			delete(claims, name)
		}
	}
	for _, name := range f.ClaimNames() {
		if _, there := claims[name]; there && g.p.Switchable != "" && g.r.IntN(20) == 0 {
			delete(claims, name) // an admin has switched it off
		}
	}
	return mintedToken{fmt.Sprintf("%s %s, subject %s, with %v", g.p.Name, f.Name, subject.Template, settings), claims, values, told}, true
}

// settings draws a configuration. Told are those settings of which the issuer says
// nothing, and without which nobody knows whose tokens these are.
func (g *minter) settings() (all, told platform.Settings) {
	all, told = platform.Settings{}, platform.Settings{}
	for _, f := range g.p.Filters {
		switch {
		case f.Role == platform.RoleSwitch:
			on := g.r.IntN(3) == 0
			if all[f.Name] = fmt.Sprint(on); on && len(f.Widens) > 0 {
				told[f.Name] = "true"
			}
		case f.Role == platform.RoleComponents:
			all[f.Name] = f.Default
			if g.r.IntN(2) == 0 {
				all[f.Name] = strings.Join(g.components(), ",")
			}
		case f.Role == platform.RoleSetting && len(platform.DomainNamed(f.Domain).Values) > 0:
			values := platform.DomainNamed(f.Domain).Values
			all[f.Name] = values[g.r.IntN(len(values))]
		case f.Role == platform.RoleSetting:
		case f.Role == platform.RoleIssuer && f.Variable == "":
			if all[f.Name] = f.Default; g.r.IntN(3) == 0 {
				all[f.Name] = g.issuerPart(f)
				told[f.Name] = all[f.Name]
			}
		}
	}
	return all, told
}

// issuerPart is a value of an issuer's part other than the default.
func (g *minter) issuerPart(f platform.Filter) string {
	choices := map[string][]string{
		"https_url":       {"https://ci.example.com", "https://ci.example.com:8443/git"},
		"https_url_slash": {"https://ci.example.com", "https://ci.example.com/git/"},
		"hostname":        {"ci.example.com", "ci.example.com:8443"},
		"github_issuer":   {"https://token.actions.githubusercontent.com/my-enterprise", "https://token.actions.octocorp.ghe.com", "https://github.example.com/_services/token"},
	}[f.Domain]
	if len(choices) == 0 {
		panic("no example of " + f.Domain)
	}
	return choices[g.r.IntN(len(choices))]
}

// components draws an order of a subject's components, with one of a family where
// subjects may show one.
func (g *minter) components() []string {
	var out []string
	all := slices.Clone(g.p.Subject.Components)
	for _, f := range g.p.Families {
		if f.Component {
			all = append(all, f.Prefix+"team")
		}
	}
	g.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for range 20 {
		for _, name := range all {
			if reason, _ := g.p.ComponentFault(name, out); reason == "" && (len(out) == 0 || g.r.IntN(3) == 0) {
				out = append(out, name)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	panic("no component may stand first")
}

// families draws claims that users name, and gives them values.
func (g *minter) families(values map[string]string, settings platform.Settings) []string {
	var out []string
	for _, f := range g.p.Families {
		for _, name := range []string{f.Prefix + "team", f.Prefix + "cost-center.2"} {
			if g.r.IntN(3) == 0 || slices.Contains(g.p.Components(settings), name) {
				values[name] = g.value(nil, name, settings)
				out = append(out, name)
			}
		}
	}
	return out
}

// absent draws the claims that the token lacks, in agreement with its subject. What
// is missing for one reason is missing together.
func (g *minter) absent(f *platform.Form, issuer string, s platform.Presentation) []string {
	missing := map[string]bool{}
	drawn := func(reason string) bool {
		if _, known := missing[reason]; !known {
			missing[reason] = g.r.IntN(3) == 0
		}
		return missing[reason]
	}
	for _, name := range s.Absent {
		c, _ := f.Claim(name)
		missing[c.Absent.String()] = true
	}
	for _, name := range s.Present {
		c, _ := f.Claim(name)
		missing[c.Absent.String()] = false
	}
	var out []string
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		for _, reason := range append(slices.Clone(c.Optional(issuer)), c.Null, c.Empty) {
			if reason != "" && drawn(reason) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// value draws a value of the variable in jobs of the form. Most are wild: whatever
// the domain has.
func (g *minter) value(f *platform.Form, variable string, settings platform.Settings) string {
	domain := g.p.Domain(variable, settings)
	sources := []*automaton.DFA{domain.DFA()}
	sample := ""
	if f != nil {
		sample = g.p.Sample(f, variable)
		for _, w := range f.Where[variable] {
			sources = append(sources, w.DFA())
		}
	} else if v, ok := g.p.Variable(variable); ok {
		sample = v.Samples[0]
	}
	if g.r.IntN(4) == 0 {
		return sample
	}
	for range 30 {
		text, ok := g.walk(sources[g.r.IntN(len(sources))])
		v, _ := g.p.Variable(variable)
		if ok && domain.DFA().Match(text) && (f == nil || f.Fits(map[string]string{variable: text})) && (!v.Many || !strings.Contains(text, ",")) {
			return text
		}
	}
	return sample
}

// walk draws a text that the automaton takes.
func (g *minter) walk(d *automaton.DFA) (string, bool) {
	var out []byte
	for s := d.Start(); len(out) < 200; {
		if d.Tags(s) != nil && g.r.IntN(8) == 0 {
			return string(out), true
		}
		live := automaton.AllBytes
		d.Live(s, &live)
		var plain, all []byte
		for b := range 256 {
			if live[b>>6]&(1<<(b&63)) != 0 {
				if all = append(all, byte(b)); b >= ' ' && b <= '~' {
					plain = append(plain, byte(b))
				}
			}
		}
		if len(all) == 0 {
			return string(out), d.Tags(s) != nil
		}
		from := all
		if len(plain) > 0 && g.r.IntN(10) > 0 {
			from = plain
		}
		b := from[g.r.IntN(len(from))]
		out, s = append(out, b), d.Step(s, b)
	}
	return "", false
}

// holdMinted holds a token against the data that it was made from: nothing of it
// falsifies that, and no more where some of it is left out.
func holdMinted(t testing.TB, g *minter, token mintedToken) (found bool) {
	t.Helper()
	s := shownToken{Name: token.what, Platform: g.p.Name, Claims: token.claims, Settings: token.settings}
	a := s.asker(t)
	if m := a.misfit(token.claims); m.claim != "" || len(m.unnamed) > 0 {
		t.Errorf("%s: the data has no token with %s %s %v: %v", token.what, m.claim, m.value, m.unnamed, token.claims)
		return false
	}
	excerpt := maps.Clone(token.claims)
	for name := range maps.Clone(excerpt) {
		if name != "iss" && name < "t" == (token.what < "h") {
			delete(excerpt, name)
		}
	}
	if m := a.misfit(excerpt); m.claim != "" {
		t.Errorf("%s: an excerpt is without %s %s: %v", token.what, m.claim, m.value, excerpt)
	}
	return a.having(token.claims).Wider == proof.Yes
}

// drawn is a random token of the form, and the minter that made it.
func drawn(p *platform.Platform, f *platform.Form, seed uint64) (*minter, mintedToken) {
	const tries = 200                                                 // most configurations of some forms have no such token
	g := &minter{rand.New(rand.NewPCG(seed, uint64(len(f.Name)))), p} //nolint:gosec // the same every time
	for range tries {
		if token, ok := g.token(f); ok {
			return g, token
		}
	}
	panic("no configuration has tokens of the form " + f.Name)
}

// TestMintedTokens: what the platforms' data mints lies within the model (law 8).
// Most of the tokens are found again with every claim, as tokens that somebody
// shows; of the others nobody knows which components make their subjects.
func TestMintedTokens(t *testing.T) {
	t.Parallel()
	rounds := effort.Rounds(2, 3, 6, 300)
	for _, p := range platform.All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			t.Run(p.Name+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				found := 0
				for seed := range rounds {
					g, token := drawn(p, f, uint64(seed))
					if holdMinted(t, g, token) {
						found++
					}
					if _, shown := token.claims[p.UserClaim]; shown && seed == 0 { // the test can fail
						odd := mintedToken{token.what, maps.Clone(token.claims), token.values, token.settings}
						odd.claims[p.UserClaim] = "a\tb"
						s := shownToken{Platform: p.Name, Claims: odd.claims, Settings: odd.settings}
						if m := s.asker(t).misfit(odd.claims); m.claim == "" {
							t.Errorf("%s: %q is taken for a %s", token.what, odd.claims[p.UserClaim], p.UserClaim)
						}
					}
				}
				if found < rounds/2 {
					t.Errorf("of %d tokens %d were found: the test says little", rounds, found)
				}
			})
		}
	}
}

// TestMinterIsRandom: the random tokens have all that tokens can have: what the law
// says nothing of would not be tried.
func TestMinterIsRandom(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range platform.All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			for seed := range 40 {
				_, token := drawn(p, f, uint64(seed))
				for name, v := range token.claims {
					if _, own := f.Claim(name); own && !slices.Contains(f.ClaimNames(), name) {
						seen["a claim of a family"] = true
						if sub, _ := token.claims["sub"].(string); strings.Contains(sub, name+":") {
							seen["a family in a subject"] = true
						}
					}
					if v == nil {
						seen["null"] = true
					}
				}
				for _, name := range f.ClaimNames() {
					if _, there := token.claims[name]; !there {
						seen["a claim that is missing"] = true
					}
				}
				for _, o := range p.Issuer.Others {
					if strings.Contains(token.what, o.Setting+":"+o.Value) {
						seen["another issuer by "+o.Setting] = true
					}
				}
				for v, ws := range f.Where {
					if text := p.Sample(f, v); len(ws) > 0 && token.values[v] != text {
						seen["another value than the sample where a form narrows"] = true
					}
				}
				for k, v := range token.settings {
					if filter, ok := p.Filter(k); ok && v != filter.Default {
						seen["setting "+p.Name+" "+k] = true
					}
				}
			}
		}
	}
	for _, want := range []string{
		"null", "a claim that is missing", "a claim of a family", "a family in a subject", "another issuer by root_issuer",
		"another value than the sample where a form narrows", "setting gitlab url", "setting github issuer", "setting hcp_terraform url",
		"setting semaphore host", "setting semaphore generic_git", "setting circleci host",
	} {
		if !seen[want] {
			t.Errorf("no token has %s", want)
		}
	}
}

// FuzzMintedTokens is TestMintedTokens for any seed.
func FuzzMintedTokens(f *testing.F) {
	f.Add(uint64(1), uint8(0), uint8(0))
	f.Add(uint64(7), uint8(1), uint8(3))
	f.Fuzz(func(t *testing.T, seed uint64, platforms, forms uint8) {
		all := platform.All()
		p := all[int(platforms)%len(all)]
		g, token := drawn(p, &p.Forms[int(forms)%len(p.Forms)], seed)
		holdMinted(t, g, token)
	})
}
