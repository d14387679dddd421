package value

// JSON read strictly, with exact numbers.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// This file reads JSON.

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
	d := jsontext.NewDecoder(strings.NewReader(text))
	v, err := decode(d)
	if err == nil {
		if _, more := d.ReadToken(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the JSON value")
		}
	}
	if err != nil {
		return nil, placed(text, d, err)
	}
	return v, nil
}

func decode(d *jsontext.Decoder) (any, error) {
	if d.StackDepth() > maxDepth {
		return nil, fmt.Errorf("more than %d levels of lists and objects", maxDepth)
	}
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '0':
		return json.Number(t.String()), nil
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			v, err := decode(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.ReadToken()
		return list, err
	case '{':
		object := map[string]any{}
		for d.PeekKind() != '}' {
			key, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			name := key.String()
			if object[name], err = decode(d); err != nil {
				return nil, err
			}
		}
		_, err = d.ReadToken()
		return object, err
	default: // a string: nothing else begins a value
		return t.String(), nil
	}
}

// placed is an error with the line and column where it is.
func placed(text string, d *jsontext.Decoder, err error) error {
	at, what := d.InputOffset(), err.Error()
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at = syntax.ByteOffset
		what = "this is no JSON (" + syntax.Err.Error() + ")"
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, what = int64(len(strings.TrimRight(text, " \t\r\n"))), "the JSON ends too early"
	case errors.Is(err, jsontext.ErrDuplicateName):
		what = fmt.Sprintf("the key %q stands there twice", syntax.JSONPointer.LastToken())
	}
	before := text[:min(int(at), len(text))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("line %d, column %d: %s", line, column, what)
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
