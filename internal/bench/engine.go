package main

// Measurements of the engine in this process, without Terraform.

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"text/tabwriter"
	"time"

	cioidc "github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// The goals of the engine.
const (
	goalDecision       = 2 * time.Microsecond
	goalDecisionGoogle = 10 * time.Microsecond
	goalProof          = 250 * time.Microsecond // the median over a party's documents
	goalProofGoogle    = 600 * time.Microsecond
	goalWorst          = 20 * time.Millisecond
	goalMany           = 500 * time.Millisecond
	goalManyBytes      = 128 << 20
	goalHard           = 200 * time.Millisecond
	goalHardBytes      = 64 << 20
)

const engineLegend = `CPU is processor time of this process with its garbage collector, and what is held against the goals (wall
time where the system does not say); wall is beside it. Both are medians of batches. peak is how far the heap
grew, garbage included, looked at every millisecond; allocated is all that was allocated.
`

// engine are the sections about the engine alone, in this process, without
// Terraform, protocol and framework. The documents come first: their first
// calls are to be the first ones of the process.
var engine = []struct {
	name    string
	section func() (string, error)
}{
	{"engine documents", documents},
	{"engine decisions", decisions},
	{"engine findings", findings},
	{"engine keys", keys},
	{"engine growth", growth},
}

// runEngine prints the sections whose name holds only.
func runEngine(only string) error {
	cioidc.SetGC() // as the provider runs
	printed := false
	for _, e := range engine {
		if !strings.Contains(e.name, only) {
			continue
		}
		text, err := e.section()
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
		fmt.Printf("\n%s: %s", e.name, text)
		printed = true
	}
	if printed {
		fmt.Print("\n" + engineLegend)
	}
	return nil
}

// long is how much a call takes that nobody wants to repeat.
const long = 2 * time.Second

// A cost is what one call takes, in seconds.
type cost struct {
	wall, cpu float64 // cpu is 0 where the system does not say
	wrong     error   // of a call
}

// judged is the number that goals are about.
func (c cost) judged() float64 {
	if c.cpu > 0 {
		return c.cpu
	}
	return c.wall
}

// once is the cost of n calls, by the call.
func once(n int, f func() error) cost {
	var c cost
	wall, cpu := time.Now(), used()
	for range n {
		if err := f(); err != nil {
			c.wrong = err
		}
	}
	c.wall = time.Since(wall).Seconds() / float64(n)
	c.cpu = (used() - cpu).Seconds() / float64(n)
	return c
}

// often is the median cost of a call over batches that each take a while. A
// call that takes long is its own median.
func often(batches int, while time.Duration, f func() error) cost {
	n := 1
	for {
		c := once(n, f)
		if c.wrong != nil || c.wall > long.Seconds() {
			return c
		}
		if took := c.wall * float64(n); took >= while.Seconds() {
			break
		}
		n *= 2
	}
	runtime.GC()
	var walls, cpus []float64
	for range batches {
		c := once(n, f)
		walls, cpus = append(walls, c.wall), append(cpus, c.cpu)
	}
	return cost{wall: median(walls), cpu: median(cpus)}
}

// A growing is what a call did to the heap, in bytes.
type growing struct{ peak, allocated int64 }

// held calls f once and watches the heap.
func held(f func() error) growing {
	runtime.GC()
	size, total := heap()
	var w watcher
	w.start(time.Millisecond, func() int64 { now, _ := heap(); return now })
	_ = f()
	w.stop()
	last, all := heap()
	return growing{max(w.most, last) - size, all - total}
}

// heap is how many bytes the objects take, and how many ever did.
func heap() (size, total int64) {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64()), int64(s[1].Value.Uint64())
}

// atMost writes a number beside its goal.
func atMost(got, goal float64, write func(float64) string) string {
	word := "met"
	if got > goal*1.005 { // as printed
		word = "MISSED"
	}
	return write(got) + " ≤ " + write(goal) + " " + word
}

// within writes a time beside its goal.
func within(seconds float64, goal time.Duration) string {
	return atMost(seconds, goal.Seconds(), brief)
}

// brief writes seconds with three figures or so.
func brief(s float64) string {
	switch {
	case s <= 0:
		return "–"
	case s < 1e-3:
		return figures(s*1e6) + " µs"
	case s < 1:
		return figures(s*1e3) + " ms"
	}
	return figures(s) + " s"
}

func figures(x float64) string {
	switch {
	case x < 10 && x != float64(int(x)):
		return fmt.Sprintf("%.2f", x)
	case x < 100 && x != float64(int(x)):
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// grid writes rows under a title; the first row is the head.
func grid(title string, rows [][]string) string {
	var b strings.Builder
	b.WriteString(title + "\n")
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(t, "  "+strings.Join(r, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err.Error()
	}
	return b.String()
}
