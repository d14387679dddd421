package aws

// What a token gives for a condition key.

import (
	"encoding/json"
	"strings"
)

// A state is what a token gives for a condition key.
type state int8

const (
	absent state = iota
	text
	list
	amount
	odd // nobody knows
)

// effective is the audience that STS goes by.
func (e *evaluation) effective() (string, state) {
	if azp, ok := e.c["azp"]; ok {
		if s, ok := azp.(string); ok {
			return s, text
		}
		return "", odd
	}
	switch aud := e.c["aud"].(type) {
	case string:
		return aud, text
	case []any:
		if len(aud) == 1 {
			if s, ok := aud[0].(string); ok {
				return s, text
			}
		}
		return "", absent // refused before
	case nil:
		return "", absent
	}
	return "", odd
}

// look finds a key's value.
func (e *evaluation) look(p *place) (string, []any, state) {
	switch p.source {
	case fromText:
		v, ok := e.c[p.claim]
		if s, isText := v.(string); isText {
			return s, nil, text
		}
		if !ok {
			return "", nil, absent
		}
	case fromAudience:
		s, state := e.effective()
		return s, nil, state
	case fromOriginal:
		if _, ok := e.c["azp"]; ok || p.doubt == "" {
			if s, ok := e.c["aud"].(string); ok {
				return s, nil, text
			}
		}
	case fromList:
		v, ok := e.c[p.claim]
		if l, isList := v.([]any); isList {
			return "", l, list
		}
		if !ok {
			return "", nil, absent
		}
	case fromNumber:
		switch n := e.c[p.claim].(type) {
		case json.Number, float64:
			return "", []any{n}, amount
		case nil:
			if _, ok := e.c[p.claim]; !ok {
				return "", nil, absent
			}
		}
	case fromRoles:
		if e.c[p.claim] == nil {
			return "false", nil, text
		}
		return "true", nil, text
	case fromContext:
		return p.text, nil, text
	case fromNothing:
		return "", nil, absent
	case fromDoubt:
		if _, ok := e.c[p.claim]; !ok && (p.claim != tagsClaim || !e.flatTags()) {
			return "", nil, absent
		}
	case fromRequest:
	}
	return "", nil, odd
}

func (e *evaluation) flatTags() bool {
	for name := range e.c {
		if strings.HasPrefix(name, tagsClaim+"/") {
			return true
		}
	}
	return false
}
