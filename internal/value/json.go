package value

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits of what JSON reads: far beyond any real trust document.
const (
	maxJSON  = 1 << 20 // bytes
	maxDepth = 64      // of nested lists and objects
)

// JSON reads one JSON value strictly: a duplicate key, anything behind the
// value, invalid UTF-8, and more than 1 MiB or 64 levels are errors, with line
// and column. Objects are map[string]any, numbers json.Number.
func JSON(text string) (any, error) {
	switch {
	case len(text) > maxJSON:
		return nil, fmt.Errorf("the JSON has %d bytes, more than the %d that are read", len(text), maxJSON)
	case strings.HasPrefix(text, "\ufeff"):
		return nil, errors.New("line 1, column 1: the JSON begins with a byte order mark; save the file as UTF-8 without one")
	case !utf8.ValidString(text):
		return nil, errors.New("the JSON is no valid UTF-8")
	}
	r := &jsonReader{text: text, d: json.NewDecoder(strings.NewReader(text))}
	r.d.UseNumber()
	v, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := r.d.Token(); !errors.Is(err, io.EOF) {
		return nil, r.at("something follows the JSON value")
	}
	return v, nil
}

type jsonReader struct {
	text string
	d    *json.Decoder
}

// at makes an error at the place that has been read.
func (r *jsonReader) at(what string) error {
	before := r.text[:min(int(r.d.InputOffset()), len(r.text))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("line %d, column %d: %s", line, column, what)
}

func (r *jsonReader) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, r.at(fmt.Sprintf("more than %d levels of lists and objects", maxDepth))
	}
	t, err := r.d.Token()
	if err != nil {
		return nil, r.broken(err)
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if delim == '[' {
		list := []any{}
		for r.d.More() {
			v, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, r.end()
	}
	object := map[string]any{}
	for r.d.More() {
		k, err := r.d.Token()
		if err != nil {
			return nil, r.broken(err)
		}
		key, _ := k.(string)
		if _, twice := object[key]; twice {
			return nil, r.at(fmt.Sprintf("the key %q stands there twice", key))
		}
		if object[key], err = r.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return object, r.end()
}

func (r *jsonReader) end() error {
	if _, err := r.d.Token(); err != nil {
		return r.broken(err)
	}
	return nil
}

func (r *jsonReader) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.at("the JSON ends too early")
	}
	return r.at("this is no JSON (" + err.Error() + ")")
}

// TypeOf names the type of a value that JSON read, with an article: "a list".
func TypeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a bool"
	case string:
		return "a string"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}
