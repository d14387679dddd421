package proof

import (
	"crypto/sha256"
	"sync"
)

// This file keeps what the memo has solved.

// A cache is answers by the text of canonical forms.
type cache struct {
	sync.Mutex
	byKey map[cacheKey]*entry
}

type cacheKey = [sha256.Size]byte

type entry struct {
	once    sync.Once
	verdict Verdict
	shared  bool // it is every comparison's that has this form
}

// mostEntries bounds the cache: some hundred bytes each.
const mostEntries = 4096

func (c *cache) get(key string) *entry {
	c.Lock()
	defer c.Unlock()
	sum := sha256.Sum256([]byte(key))
	out, ok := c.byKey[sum]
	if !ok {
		out = &entry{}
		if len(c.byKey) < mostEntries {
			c.byKey[sum] = out
		}
	}
	return out
}
