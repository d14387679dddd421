package proof

import (
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// tails is what may follow a stranger's first component: nothing, or a colon and
// anything.
var tails = sync.OnceValue(func() *automaton.DFA {
	lang, err := automaton.Whole("(?s:(:.*)?)")
	if err != nil {
		panic(err) // a constant
	}
	dfa, err := automaton.Compile([]automaton.Lang{lang}, nil, 100)
	if err != nil {
		panic(err) // a constant
	}
	return dfa
})

// ascii is any text of ASCII characters.
var ascii = sync.OnceValue(func() *automaton.DFA {
	lang, err := automaton.Whole(`[\x00-\x7f]*`)
	if err != nil {
		panic(err) // a constant
	}
	dfa, err := automaton.Compile([]automaton.Lang{lang}, nil, 100)
	if err != nil {
		panic(err) // a constant
	}
	return dfa
})

// exactly is the machine of some texts.
func exactly(texts []string) automaton.Machine {
	parts, err := automaton.Parts([]automaton.Tagged{{Lang: automaton.Texts(texts...)}})
	if err != nil || len(parts) != 1 {
		panic("texts make one machine")
	}
	return parts[0].Machine
}
