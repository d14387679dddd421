package main

// Memory of processes, while they run.

import (
	"strconv"
	"strings"
	"time"
)

// A watcher looks again and again at how much memory there is in use. Where
// memory cannot be read, most stays 0.
type watcher struct {
	most       int64 // bytes, the most seen
	quit, done chan struct{}
}

// every is how long a watcher of processes waits between two looks.
const every = 10 * time.Millisecond

func (w *watcher) start(every time.Duration, look func() int64) {
	w.quit, w.done = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(w.done)
		for {
			w.most = max(w.most, look())
			select {
			case <-w.quit:
				return
			case <-time.After(every):
			}
		}
	}()
}

func (w *watcher) stop() {
	close(w.quit)
	<-w.done
}

// A process has a name, a parent and bytes in memory.
type process struct {
	name   string
	parent int
	bytes  int64
}

// below sums over a process and its descendants. One with its parent's name is
// about to become a provider: until then its memory is its parent's.
func below(all map[int]process, root int) int64 {
	var sum int64
	for pid, p := range all {
		if pid != root && p.name == all[p.parent].name {
			continue
		}
		for at, steps := pid, 0; steps <= len(all); steps++ {
			if at == root {
				sum += p.bytes
				break
			}
			up, ok := all[at]
			if !ok {
				break
			}
			at = up.parent
		}
	}
	return sum
}

// parseStat reads name, parent and resident pages from /proc/PID/stat. The name,
// in parentheses, may hold anything.
func parseStat(stat string) (name string, parent int, pages int64, ok bool) {
	from, to := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if from < 0 || to < from {
		return "", 0, 0, false
	}
	fields := strings.Fields(stat[to+1:])
	const ppid, rss = 1, 21 // after the name
	if len(fields) <= rss {
		return "", 0, 0, false
	}
	parent, err1 := strconv.Atoi(fields[ppid])
	pages, err2 := strconv.ParseInt(fields[rss], 10, 64)
	return stat[from+1 : to], parent, pages, err1 == nil && err2 == nil
}
