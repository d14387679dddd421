package proof

// What a document says, to whoever proves or asks.

// An Answer is what is known about a question.
type Answer int8

// No and Yes are certain; Unknown always comes with a reason.
const (
	No Answer = iota
	Yes
	Unknown
)

func (a Answer) String() string { return [...]string{"no", "yes", "unknown"}[a] }

// A Trust is what a document says of the tokens of one issuer: they get in when
// the condition holds. Several of one issuer are alternatives.
type Trust struct {
	Issuer string // as in iss
	When   Expr
	// Audiences says why tokens of further audiences than When lets in may be
	// refused; empty: they are not.
	Audiences string
}

// A Decision is a relying party's answer to one token.
type Decision struct {
	Admitted Answer
	// TooLong: refused for the length of what the relying party maps the token to.
	TooLong bool
	// Why puts the reason into words, for Reason; nil: there are none. Most
	// decisions are made for their answer alone, and the words are most of the work.
	Why func() string
}

// Reason is a sentence without full stop. The token must still be as it was when
// it was decided.
func (d Decision) Reason() string {
	if d.Why == nil {
		return ""
	}
	return d.Why()
}

// A Document is a relying party's document, read back.
type Document interface {
	// Trusts lists the issuers that the document trusts, and when.
	Trusts() []Trust
	// Admits decides one token as the relying party does, apart from signature
	// and time. It is written apart from Trusts, so that each checks the other.
	Admits(Claims) Decision
}
