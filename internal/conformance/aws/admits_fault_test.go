package aws

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// conditions changes every condition of a policy.
func conditions(change func(c *drawnCondition)) func(*drawn) {
	return func(d *drawn) {
		for i := range d.statements {
			for j := range d.statements[i].conditions {
				change(&d.statements[i].conditions[j])
			}
		}
		tidy(d)
	}
}

// statements changes every statement.
func statements(change func(s *drawnStatement)) func(*drawn) {
	return func(d *drawn) {
		for i := range d.statements {
			change(&d.statements[i])
		}
		tidy(d)
	}
}

// tidy takes away conditions that a change has made to be there twice.
func tidy(d *drawn) {
	for i := range d.statements {
		s := &d.statements[i]
		seen := map[string]bool{}
		var kept []drawnCondition
		for _, c := range s.conditions {
			if name := c.operator + " " + strings.ToLower(c.key); !seen[name] {
				seen[name] = true
				kept = append(kept, c)
			}
		}
		s.conditions = kept
	}
}

// operator changes the name of an operator.
func operator(old, replaced string) func(*drawn) {
	return conditions(func(c *drawnCondition) { c.operator = strings.Replace(c.operator, old, replaced, 1) })
}

// present also asks for a key to be there.
func present(when func(operator string) bool) func(*drawn) {
	return statements(func(s *drawnStatement) {
		for _, c := range s.conditions {
			if when(c.operator) {
				s.conditions = append(s.conditions, drawnCondition{operator: "Null", key: c.key, values: []any{"false"}})
			}
		}
	})
}

// texts changes the values that are texts.
func texts(change func(string) string) func(*drawn) {
	return conditions(func(c *drawnCondition) {
		for i, v := range c.values {
			if s, ok := v.(string); ok {
				c.values[i] = change(s)
			}
		}
	})
}

// plantedFaults are mistakes that an evaluator of trust policies might make.
var plantedFaults = []fault{
	{name: "a missing key fails negated operators too", policy: present(func(o string) bool { return strings.HasPrefix(o, "StringNot") })},
	{name: "a missing key fails ForAllValues", policy: present(func(o string) bool { return strings.HasPrefix(o, "ForAllValues") })},
	{name: "IfExists is not read", policy: operator("IfExists", "")},
	{name: "ForAllValues is taken for ForAnyValue", policy: operator("ForAllValues:", "ForAnyValue:")},
	{name: "ForAnyValue is taken for ForAllValues", policy: operator("ForAnyValue:", "ForAllValues:")},
	{name: "wildcards in StringEquals", policy: operator("StringEquals", "StringLike")},
	{name: "no wildcards in StringLike", policy: operator("StringLike", "StringEquals")},
	{name: "values do not mind case", policy: func(d *drawn) {
		conditions(func(c *drawnCondition) {
			if strings.HasSuffix(c.operator, "StringEquals") {
				c.operator += "IgnoreCase"
			}
		})(d)
	}},
	{name: "IgnoreCase minds case", policy: operator("IgnoreCase", "")},
	{name: "? is any run", policy: texts(func(s string) string { return strings.ReplaceAll(s, "?", "*") })},
	{name: "* is at least one", policy: texts(func(s string) string { return strings.ReplaceAll(s, "*", "?*") })},
	{name: "the first value counts", policy: conditions(func(c *drawnCondition) { c.values = c.values[:min(1, len(c.values))] })},
	{name: "the last condition is forgotten", policy: statements(func(s *drawnStatement) { s.conditions = s.conditions[:max(0, len(s.conditions)-1)] })},
	{name: "Deny is not read", policy: statements(func(s *drawnStatement) {
		if s.effect == "Deny" {
			s.actions, s.not = []string{"sts:AssumeRole"}, false
		}
	})},
	{name: "the first statement counts", policy: func(d *drawn) { d.statements = d.statements[:1] }},
	{name: "the first principal counts", policy: statements(func(s *drawnStatement) { s.federated = s.federated[:1] })},
	{name: "NotAction is Action", policy: statements(func(s *drawnStatement) { s.not = false })},
	{name: "actions have no wildcards", policy: statements(func(s *drawnStatement) {
		for i, a := range s.actions {
			s.actions[i] = strings.NewReplacer("*", "x", "?", "x").Replace(a)
		}
	})},
	{name: "keys mind case", policy: conditions(func(c *drawnCondition) {
		if c.key != strings.ToLower(c.key) {
			c.key = "other.example.com:sub"
		}
	})},
	{name: "variables are not read", policy: func(d *drawn) { d.version = "2008-10-17" }},
	{name: "variables are read in every version", policy: func(d *drawn) { d.version = "2012-10-17" }},
	{name: "azp is not read", token: func(c map[string]any) { delete(c, "azp") }},
	{name: "several audiences are taken", token: func(c map[string]any) {
		if list, ok := c["aud"].([]any); ok && len(list) > 1 {
			c["aud"] = list[0]
		}
	}},
	{name: "session tags need no action", token: func(c map[string]any) { delete(c, tagsClaim) }},
	{name: "claims that are no keys are", policy: conditions(func(c *drawnCondition) {
		c.key = strings.Replace(c.key, ghe+":event_name", ghe+":ref", 1)
	}), token: func(c map[string]any) {
		if v, ok := c["event_name"]; ok {
			c["ref"] = v
		}
	}},
	{name: "a number is compared the wrong way round", policy: conditions(func(c *drawnCondition) {
		c.operator = strings.NewReplacer("LessThan", "GreaterThan", "GreaterThan", "LessThan").Replace(c.operator)
	})},
	{name: "Null is turned round", policy: conditions(func(c *drawnCondition) {
		if c.operator == "Null" {
			c.values = []any{fmt.Sprint(c.values[0]) != "true"}
		}
	})},
}

// TestComparisonNoticesFaultsOfTheEvaluator: with each mistake the comparison
// finds a disagreement that it cannot explain.
func TestComparisonNoticesFaultsOfTheEvaluator(t *testing.T) {
	for i, f := range plantedFaults {
		n := compare(lot{rand.New(rand.NewPCG(seed, uint64(100+i)))}, 60_000, 1, f)
		if len(n.wrong) == 0 {
			t.Errorf("nobody noticed in %d pairs: %s", n.pairs, f.name)
			continue
		}
		t.Logf("noticed after %d pairs: %s", n.pairs, f.name)
	}
}
