package lint

import (
	"errors"
	"fmt"
)

// This file makes findings of what a relying party refuses to store.

// A Refusal is the error of reading a document that the relying party refuses
// when it is created. As a finding it has a code and a place.
type Refusal struct {
	Code Code
	At   string
	// Field begins the error's text, which has no other place.
	Field string
	Err   error
}

// Refuse makes a refusal. What is formatted does not say where it is.
func Refuse(code Code, at, field, format string, args ...any) error {
	return &Refusal{code, at, field, fmt.Errorf(format, args...)}
}

func (r *Refusal) Error() string { return r.Field + ": " + r.Err.Error() }

// finding names the field only where the place is more than the field.
func (r *Refusal) finding() Finding {
	f := Finding{Code: r.Code, At: r.At, Detail: r.Err.Error()}
	if r.Field != r.At {
		f.Detail = r.Error()
	}
	return f
}

// Unwrap gives the error.
func (r *Refusal) Unwrap() error { return r.Err }

// Refusals are the findings in an error. all is false when a part of it is no
// refusal: then the document is none, or cannot be read.
func Refusals(err error) (fs []Finding, all bool) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // one level at a time
		all = true
		for _, e := range joined.Unwrap() {
			more, ok := Refusals(e)
			fs, all = append(fs, more...), all && ok
		}
		return fs, all
	}
	var r *Refusal
	if errors.As(err, &r) {
		return []Finding{r.finding()}, true
	}
	return nil, err == nil
}
