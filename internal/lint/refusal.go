package lint

import "errors"

// A Refusal is the error of reading a document that the relying party refuses
// when it is created. Its text is the error's; as a finding it has a code and a
// place.
type Refusal struct {
	Code Code
	At   string
	Err  error
}

// Refuse makes a refusal of an error.
func Refuse(code Code, at string, err error) error { return &Refusal{code, at, err} }

func (r *Refusal) Error() string { return r.Err.Error() }

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
		return []Finding{{Code: r.Code, At: r.At, Detail: r.Error()}}, true
	}
	return nil, err == nil
}
