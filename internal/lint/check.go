package lint

// This file runs rules.

// A Check looks for one rule in what it reads, and passes over anything else.
type Check func(subject any) []Finding

// On is a check of what has the type: the tree that all documents have, or one
// language's own reading. Its findings need no code.
func On[T any](check func(T) []Finding) Check {
	return func(subject any) []Finding {
		if of, ok := subject.(T); ok {
			return check(of)
		}
		return nil
	}
}

type coded struct {
	code  Code
	check Check
}

var also []coded

// Also registers what a rule of the catalogue is in one language's own terms.
func Also(code Code, check Check) Code {
	also = append(also, coded{code, check})
	return code
}

// Find runs every rule on each subject; what it finds is in no order for people.
func Find(subjects ...any) []Finding {
	var out []Finding
	run := func(code Code, check Check) {
		for _, s := range subjects {
			for _, f := range check(s) {
				f.Code = code
				out = append(out, f)
			}
		}
	}
	for _, r := range rules {
		if r.Check != nil {
			run(r.Code, r.Check)
		}
	}
	for _, a := range also {
		run(a.code, a.check)
	}
	return out
}
