package jwk

// Why a key cannot be used, without any part of it.

import (
	"errors"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A Fault says why a key cannot be used. It holds no part of the key.
type Fault struct {
	Reason string // what was seen: a sentence without a final full stop
	Fix    string // what to do instead, likewise; may be empty
}

// Error is the reason and the way out.
func (f *Fault) Error() string {
	if f.Fix == "" {
		return f.Reason
	}
	return f.Reason + ". " + f.Fix
}

func fault(reason, fix string) *Fault { return &Fault{reason, fix} }

// Note adds an error of this package to problems, at a field of the user's.
func Note(err error, field string, problems *problem.List) {
	var f *Fault
	if !errors.As(err, &f) { // not one of ours: its text could repeat the key
		f = fault("the key cannot be used", "")
	}
	problems.Add(problem.BadKey, field, f.Reason, f.Fix)
}
