package automaton

// The machines of fixed texts.

import (
	"slices"
	"sort"
	"strings"
)

// A textMachine is one fixed text; a state is how much of it has been read.
type textMachine struct {
	text string
	tag  [1]int32
}

func (m *textMachine) Start() State { return 0 }

func (m *textMachine) Step(s State, b byte) State {
	if s >= 0 && int(s) < len(m.text) && m.text[s] == b {
		return s + 1
	}
	return Dead
}

func (m *textMachine) Tags(s State) []int32 {
	if int(s) == len(m.text) {
		return m.tag[:]
	}
	return nil
}

func (m *textMachine) Live(s State, set *Bytes) {
	if s < 0 || int(s) >= len(m.text) {
		*set = Bytes{}
		return
	}
	set.Only(m.text[s])
}

func (m *textMachine) Cut(s State, cuts *Bytes) {
	if s >= 0 && int(s) < len(m.text) {
		cuts.AddCut(m.text[s])
	}
}

func (m *textMachine) Settled(s State) bool { return s == Dead }
func (m *textMachine) Held() int            { return len(m.text) }

// A trie is many fixed texts. A state is a stretch of the sorted texts that have
// the same beginning; the states are made at once, at most one for each byte.
type trie struct {
	nodes []trieNode
	held  int
}

type trieNode struct {
	tags  []int32
	bytes []byte
	to    []State
}

func newTrie(texts []taggedText) *trie {
	slices.SortFunc(texts, func(a, b taggedText) int {
		if c := strings.Compare(a.text, b.text); c != 0 {
			return c
		}
		return int(a.tag - b.tag)
	})
	t := &trie{}
	t.grow(texts, 0)
	return t
}

// grow makes the node of texts that are equal in their first depth bytes.
func (t *trie) grow(texts []taggedText, depth int) State {
	at := State(len(t.nodes)) //nolint:gosec // fewer than the bytes of a document
	t.nodes = append(t.nodes, trieNode{})
	var n trieNode
	i := 0
	for ; i < len(texts) && len(texts[i].text) == depth; i++ {
		if k := len(n.tags); k == 0 || n.tags[k-1] != texts[i].tag {
			n.tags = append(n.tags, texts[i].tag)
		}
	}
	for i < len(texts) {
		b := texts[i].text[depth]
		j := i + sort.Search(len(texts)-i, func(k int) bool { return texts[i+k].text[depth] > b })
		n.bytes = append(n.bytes, b)
		n.to = append(n.to, t.grow(texts[i:j], depth+1))
		i = j
	}
	t.nodes[at] = n
	t.held += 64 + 5*len(n.bytes) + 4*len(n.tags)
	return at
}

func (t *trie) Start() State { return 0 }

func (t *trie) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	n := &t.nodes[s]
	if len(n.bytes) == 1 {
		if n.bytes[0] == b {
			return n.to[0]
		}
		return Dead
	}
	if i, ok := slices.BinarySearch(n.bytes, b); ok {
		return n.to[i]
	}
	return Dead
}

func (t *trie) Tags(s State) []int32 {
	if s < 0 {
		return nil
	}
	return t.nodes[s].tags
}

func (t *trie) Live(s State, set *Bytes) {
	var mine Bytes
	if s >= 0 {
		for _, b := range t.nodes[s].bytes {
			mine.Add(b)
		}
	}
	set.And(&mine)
}

func (t *trie) Cut(s State, cuts *Bytes) {
	if s >= 0 {
		for _, b := range t.nodes[s].bytes {
			cuts.AddCut(b)
		}
	}
}

func (t *trie) Settled(s State) bool { return s == Dead }
func (t *trie) Held() int            { return t.held }
