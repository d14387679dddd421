package runner

// Pipeline files, read so that nothing in them goes unseen.

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A mapping is one of the file's, read key by key, so that what nobody asked for
// can be refused.
type mapping struct {
	where string
	keys  map[string]*yaml.Node
	read  map[string]bool
}

func open(text string) (*mapping, error) {
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		return nil, err
	}
	if n.Kind != yaml.DocumentNode || len(n.Content) != 1 {
		return nil, fmt.Errorf("not one YAML document")
	}
	return asMapping(n.Content[0], "the file")
}

func asMapping(n *yaml.Node, where string) (*mapping, error) {
	if n == nil {
		return &mapping{where: where}, nil
	}
	if n.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s is not a mapping", where)
	}
	m := &mapping{where: where, keys: map[string]*yaml.Node{}, read: map[string]bool{}}
	for i := 0; i < len(n.Content); i += 2 {
		m.keys[n.Content[i].Value] = n.Content[i+1]
	}
	return m, nil
}

// take is the value of a key, nil where it is missing.
func (m *mapping) take(key string) *yaml.Node {
	if m.read != nil {
		m.read[key] = true
	}
	return m.keys[key]
}

func (m *mapping) mapping(key string) (*mapping, error) {
	return asMapping(m.take(key), m.where+", "+key)
}

// texts is a list of texts, or one text.
func (m *mapping) texts(key string) ([]string, error) {
	n := m.take(key)
	if n == nil {
		return nil, nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}, nil
	}
	var out []string
	if err := n.Decode(&out); err != nil {
		return nil, fmt.Errorf("%s, %s: %w", m.where, key, err)
	}
	return out, nil
}

// environment is a mapping of names to texts. Platforms make texts of numbers
// and bools as they stand in the file.
func (m *mapping) environment(key string) (map[string]string, error) {
	vars, err := m.mapping(key)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for name, n := range vars.keys {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return nil, fmt.Errorf("%s, %s is not a text", vars.where, name)
		}
		out[name] = n.Value
	}
	return out, nil
}

// maps are the elements of a list of mappings.
func (m *mapping) maps(key string) ([]*mapping, error) {
	n := m.take(key)
	if n == nil {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("%s, %s is not a list", m.where, key)
	}
	var out []*mapping
	for i, e := range n.Content {
		where := fmt.Sprintf("%s, %s %d", m.where, key, i+1)
		if e.Kind == yaml.ScalarNode { // a step without arguments: "checkout"
			out = append(out, &mapping{where: where, keys: map[string]*yaml.Node{e.Value: nil}, read: map[string]bool{}})
			continue
		}
		one, err := asMapping(e, where)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// done is an error where the mapping holds keys that nobody took.
func (m *mapping) done() error {
	var left []string
	for key := range m.keys {
		if !m.read[key] {
			left = append(left, key)
		}
	}
	if len(left) > 0 {
		slices.Sort(left)
		return fmt.Errorf("%s: the runner does not play %s", m.where, strings.Join(left, ", "))
	}
	return nil
}

// onlyJob is the file's one job, with its name.
func (m *mapping) onlyJob() (name string, job *mapping, err error) {
	jobs, err := m.mapping("jobs")
	if err != nil {
		return "", job, err
	}
	if len(jobs.keys) != 1 {
		return "", job, fmt.Errorf("%d jobs", len(jobs.keys))
	}
	for name = range jobs.keys {
	}
	job, err = jobs.mapping(name)
	return name, job, err
}
