package pattern

// How sequences match where wildcards count UTF-16 units.

import "unicode/utf16"

// MatchUnits is Match with wildcards that count UTF-16 code units.
func (s Seq) MatchUnits(text string) bool {
	return matchUnits(s, utf16.Encode([]rune(text)))
}

// matchUnits is the textbook algorithm: on a mismatch the last star takes one
// unit more.
func matchUnits(s Seq, text []uint16) bool {
	var want []int32 // units, star or one
	for _, t := range s {
		switch t.Kind {
		case Lit:
			for _, u := range utf16.Encode([]rune(t.Text)) {
				want = append(want, int32(u))
			}
		case Star:
			want = append(want, star)
		case Ones:
			for range t.N {
				want = append(want, one)
			}
		}
	}
	w, i, back, mark := 0, 0, -1, 0
	for i < len(text) {
		switch {
		case w < len(want) && want[w] == star:
			back, mark, w = w, i, w+1
		case w < len(want) && (want[w] == one || want[w] == int32(text[i])):
			w, i = w+1, i+1
		case back >= 0:
			mark++
			w, i = back+1, mark
		default:
			return false
		}
	}
	for w < len(want) && want[w] == star {
		w++
	}
	return w == len(want)
}
