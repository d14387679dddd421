package platform

// What the data of a platform must hold together.

import "slices"

// checkDerived holds that no variable follows from itself.
func (p *Platform) checkDerived(fail func(string, ...any)) {
	from := map[string]string{}
	for _, v := range p.Variables {
		from[v.Name] = v.Derived
	}
	for _, v := range p.Variables {
		seen := []string{v.Name}
		for next := v.Derived; next != ""; next = from[next] {
			if slices.Contains(seen, next) {
				fail("variable %s: follows from itself, by way of %v", v.Name, seen)
				break
			}
			seen = append(seen, next)
		}
	}
}

// checkEverything holds what a description of everything covers against the rules.
func (p *Platform) checkEverything(fail func(string, ...any)) {
	for _, f := range p.Forms {
		if f.Everything && (!f.Never || len(p.Everything) == 0) {
			fail("form %s: everything: wants never, and a platform that says which filters are everything", f.Name)
		}
	}
	for _, name := range p.Everything {
		if f, ok := p.Filter(name); !ok || f.Role != RoleRefs && f.Role != RoleAlternative && f.Role != RoleFlag {
			fail("everything: there is no filter %q that says which jobs of a place are meant", name)
		}
	}
}

// checkIssuers holds what is said of further issuers, of claims that tokens lack
// and of families of claims against the rules.
func (p *Platform) checkIssuers(fail func(string, ...any), fact func(where, id string)) {
	for _, o := range p.Issuer.Others {
		fact("issuer by "+o.Setting, o.Fact)
		if f, ok := p.Filter(o.Setting); !ok || f.Role != RoleSwitch && f.Role != RoleSetting || o.Value == "" {
			fail("issuer: %q is no setting that picks one", o.Setting)
		}
	}
	for _, m := range p.Missing {
		fact("missing", m.Fact)
		for _, c := range m.Claims {
			if p.Names(c) {
				fail("missing: %q is a claim of some form", c)
			}
		}
	}
	for _, f := range p.Families {
		fact("family "+f.Prefix, f.Fact)
		if f.Prefix == "" || f.Absent == "" || len(f.Samples) == 0 || !slices.Contains(classes, f.Class) {
			fail("family %q: wants a prefix, when a claim is missing, a class and samples", f.Prefix)
		}
	}
}

// checkReasons holds that a reason means the same of all claims that name it, and that
// a subject shows no claim with several: it is there or not, for one reason.
func (p *Platform) checkReasons(fail func(string, ...any)) {
	for _, f := range p.Forms {
		seldom := map[string]bool{}
		for _, name := range f.names {
			c := f.claims[name]
			if c.Null != "" && c.Empty != "" {
				fail("form %s claim %s: is null or empty, not both", f.Name, name)
			}
			if len(c.Absent) > 1 && p.isComponent(name) {
				fail("form %s claim %s: a component is missing for one reason", f.Name, name)
			}
			for _, reason := range append(slices.Clone(c.Absent), c.Null, c.Empty) {
				if before, said := seldom[reason]; reason != "" && said && before != c.Seldom {
					fail("form %s claim %s: seldom there, and others that are missing because %s are not", f.Name, name, reason)
				}
				seldom[reason] = c.Seldom
			}
		}
	}
}
