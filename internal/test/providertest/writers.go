package providertest

// Writers that several may write to at once.

import (
	"bytes"
	"sync"
)

// lockedWriter lets stdout and stderr share one buffer.
type lockedWriter struct {
	mu sync.Mutex
	to *bytes.Buffer
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}

// lockedPair writes to a buffer of its own and to a shared one.
type lockedPair struct {
	own    *bytes.Buffer
	shared *lockedWriter
}

func (w *lockedPair) Write(p []byte) (int, error) {
	w.own.Write(p)
	return w.shared.Write(p)
}
