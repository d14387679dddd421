package pattern

// This file holds sequences as comparable values.

import (
	"strconv"
	"strings"
)

// A Key is a Seq as a value that can be compared, sorted and be a map's key: equal
// keys are equal sequences.
type Key string

// What a fixed text, a star and a count begin with, and what stands before one of
// these four in a fixed text.
const (
	keyLit  = '\x01'
	keyStar = '\x02'
	keyOnes = '\x03'
	keyText = '\x04'
)

const keyMarks = string(keyLit) + string(keyStar) + string(keyOnes) + string(keyText)

// Key returns the sequence's key.
func (s Seq) Key() Key {
	var b strings.Builder
	for _, t := range s {
		switch t.Kind {
		case Lit:
			b.WriteByte(keyLit)
			b.WriteString(keyEscaped(t.Text))
		case Star:
			b.WriteByte(keyStar)
		case Ones:
			b.WriteByte(keyOnes)
			b.WriteString(strconv.Itoa(t.N))
		}
	}
	return Key(b.String())
}

func keyEscaped(text string) string {
	if !strings.ContainsAny(text, keyMarks) {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(keyMarks, text[i]) >= 0 {
			b.WriteByte(keyText)
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// Seq returns the sequence that has the key.
func (k Key) Seq() Seq {
	var s Seq
	for i := 0; i < len(k); {
		mark := k[i]
		text, n := keyRest(string(k[i+1:]))
		i += 1 + n
		switch mark {
		case keyLit:
			s = append(s, Tok{Kind: Lit, Text: text})
		case keyStar:
			s = append(s, Tok{Kind: Star})
		case keyOnes:
			count, _ := strconv.Atoi(text) // Key wrote it
			s = append(s, Tok{Kind: Ones, N: count})
		}
	}
	return s
}

// keyRest is the text before the next mark, and how many bytes of the key it takes.
func keyRest(key string) (text string, n int) {
	if n = strings.IndexAny(key, keyMarks); n < 0 {
		return key, len(key)
	}
	if key[n] != keyText {
		return key[:n], n
	}
	var b strings.Builder
	for n = 0; n < len(key); n++ {
		switch {
		case key[n] == keyText:
			n++
		case strings.IndexByte(keyMarks, key[n]) >= 0:
			return b.String(), n
		}
		b.WriteByte(key[n])
	}
	return b.String(), n
}
