package proof

// A budget bounds the work of one comparison, so that the same input has the
// same answer on every machine. A step is one machine's move by one byte, about
// 10 to 40 ns with the tables around it; 4 million are less than 200 ms. Bytes are
// what walks and machines hold.
type budget struct{ steps, bytes int }

const (
	maxSteps = 4_000_000
	maxBytes = 64 << 20
)

func newBudget() *budget { return &budget{maxSteps, maxBytes} }

func (b *budget) spend(steps, bytes int) bool {
	b.steps -= steps
	b.bytes -= bytes
	return b.steps >= 0 && b.bytes >= 0
}

// half leaves half of the budget for what comes after the returned function is called.
func (x *comparer) half() (end func()) {
	whole, half := x.budget, budget{x.budget.steps / 2, x.budget.bytes / 2}
	left := half
	x.budget = &left
	return func() {
		x.budget = whole
		whole.spend(half.steps-left.steps, half.bytes-left.bytes)
	}
}

func (w *walk) spend() bool {
	steps := w.fs.steps
	w.fs.steps = 0
	return w.budget.spend(steps, 0)
}
