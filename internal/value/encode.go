package value

// Values written as JSON.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Encode writes JSON in its canonical form here: keys sorted, no space, numbers
// as they were written, and <, > and & as themselves. It takes what JSON
// returns.
func Encode(x any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return "", err
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// Plain is the value as JSON returns it: nil, string, bool, json.Number, []any
// and map[string]any. A value with something unknown in it has none, nor has a
// number beyond what is read, nor one with more than 64 levels.
func (v V) Plain() (any, error) { return v.plain(0) }

func (v V) plain(depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it has more than %d levels of lists and objects", maxDepth)
	}
	switch v.Kind {
	case Unknown:
		return nil, errors.New("something in it is known only after apply")
	case String:
		return v.Text, nil
	case Bool:
		return v.Truth, nil
	case Number:
		if !json.Valid([]byte(v.Text)) {
			return nil, errors.New("it holds " + v.Text)
		}
		return json.Number(v.Text), nil
	case List:
		list := make([]any, 0, len(v.Elems))
		for i, e := range v.Elems {
			p, err := e.plain(depth + 1)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			list = append(list, p)
		}
		return list, nil
	case Map:
		object := make(map[string]any, len(v.Attrs))
		for _, k := range v.Keys() {
			p, err := v.Attrs[k].plain(depth + 1)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			object[k] = p
		}
		return object, nil
	case Null:
	}
	return nil, nil
}
