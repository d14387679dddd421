package pipeline

// A platform's file, filled in.

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// placeholder is a whole scalar of a frame: {{name}}, and with ! the one without
// which the mapping that holds it is left out.
var placeholder = regexp.MustCompile(`^\{\{([a-z]+)(!?)\}\}$`)

// A filler puts values into a frame: a string, or a list, which in a sequence
// becomes as many items. What has no value is left out, and so is a mapping or
// sequence with nothing left in it.
type filler struct {
	values map[string]any
	escape map[string]string
}

// What becomes of a node.
const (
	keep      = iota
	dropped   // it is left out
	dropsMore // so is the mapping that holds it
)

// text spells the frame as YAML.
func (f filler) text(frame *yaml.Node) string {
	out, _ := f.node(frame)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	must(e.Encode(out[0]))
	return b.String()
}

func (f filler) node(n *yaml.Node) ([]*yaml.Node, int) {
	switch n.Kind {
	case yaml.ScalarNode:
		return f.scalar(n)
	case yaml.SequenceNode:
		return f.sequence(n)
	case yaml.MappingNode:
		return f.mapping(n)
	default: // frames have no aliases
		return []*yaml.Node{n}, keep
	}
}

func (f filler) scalar(n *yaml.Node) ([]*yaml.Node, int) {
	m := placeholder.FindStringSubmatch(n.Value)
	if m == nil {
		return []*yaml.Node{n}, keep
	}
	var texts []string
	switch v := f.values[m[1]].(type) {
	case string:
		if v != "" {
			texts = []string{v}
		}
	case []string:
		texts = v
	}
	if len(texts) == 0 {
		if m[2] != "" {
			return nil, dropsMore
		}
		return nil, dropped
	}
	var out []*yaml.Node
	for _, text := range texts {
		for from, to := range f.escape {
			text = strings.ReplaceAll(text, from, to)
		}
		var node yaml.Node
		must(node.Encode(text)) // quoted where YAML 1.2, and nearly where YAML 1.1, would read no string
		if text == "=" {
			node.Style = yaml.DoubleQuotedStyle // YAML 1.1's default value
		}
		out = append(out, &node)
	}
	return out, keep
}

func (f filler) sequence(n *yaml.Node) ([]*yaml.Node, int) {
	out := *n
	out.Content = nil
	for _, c := range n.Content {
		items, fate := f.node(c)
		if fate == dropped && c.Kind == yaml.MappingNode && len(c.Content) == 2 && placeholder.MatchString(c.Content[0].Value) {
			items, fate = f.node(c.Content[0]) // a key alone: a name in place of its settings
		}
		if fate == keep {
			out.Content = append(out.Content, items...)
		}
	}
	if len(out.Content) == 0 {
		return nil, dropped
	}
	return []*yaml.Node{&out}, keep
}

func (f filler) mapping(n *yaml.Node) ([]*yaml.Node, int) {
	out := *n
	out.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		values, fate := f.node(value)
		switch fate {
		case dropsMore:
			return nil, dropped
		case dropped:
			continue
		}
		keys, _ := f.node(key)
		if value.Kind == yaml.ScalarNode && placeholder.MatchString(value.Value) {
			if _, isList := f.values[placeholder.FindStringSubmatch(value.Value)[1]].([]string); isList {
				values = []*yaml.Node{{Kind: yaml.SequenceNode, Tag: "!!seq", Content: values}}
			}
		}
		out.Content = append(out.Content, keys[0], values[0])
	}
	if len(out.Content) == 0 {
		return nil, dropped
	}
	return []*yaml.Node{&out}, keep
}
