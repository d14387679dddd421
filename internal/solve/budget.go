package solve

// How much work one question may take.

// A Budget bounds the work of one question, so that the same input has the
// same answer on every machine. A step is one machine's move by one byte, about
// 10 to 40 ns with the tables around it; 4 million are less than 200 ms. Bytes are
// what walks and machines hold.
type Budget struct{ Steps, Bytes int }

// What a budget has when it is new.
const (
	MaxSteps = 4_000_000
	MaxBytes = 64 << 20
)

// NewBudget is a whole budget.
func NewBudget() *Budget { return &Budget{MaxSteps, MaxBytes} }

func (b *Budget) spend(steps, bytes int) bool {
	b.Steps -= steps
	b.Bytes -= bytes
	return b.Steps >= 0 && b.Bytes >= 0
}

// Half takes half of the budget; what is left of it goes back when the returned
// function is called.
func (b *Budget) Half() (half *Budget, back func()) {
	given := Budget{b.Steps / 2, b.Bytes / 2}
	left := given
	return &left, func() { b.spend(given.Steps-left.Steps, given.Bytes-left.Bytes) }
}

func (w *walk) spend() bool {
	steps := w.fs.steps
	w.fs.steps = 0
	return w.budget.spend(steps, 0)
}
