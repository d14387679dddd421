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

func (w *walk) spend() bool {
	steps := w.fs.steps
	w.fs.steps = 0
	return w.budget.spend(steps, 0)
}
