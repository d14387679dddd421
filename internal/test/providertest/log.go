package providertest

// What a process prints, kept.

import (
	"strings"
	"sync"
)

// A Log keeps what a process prints. It can be read while the process runs. The
// zero value is empty and ready.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the log. It never fails.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all that was printed until now.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
