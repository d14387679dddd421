package automaton

// Languages of texts by what they are with others round them.

// Within is the language of the texts that are in inner when before and after
// stand round them.
func Within(before, after string, inner Lang) Lang {
	return Lang{terms: []term{&within{before, after, inner}}}
}

type within struct {
	before, after string
	inner         Lang
}

func (w *within) key() string {
	return "within" + decimal(len(w.before)) + ":" + w.before + decimal(len(w.after)) + ":" + w.after + w.inner.Key()
}

func (w *within) match(text string) bool { return w.inner.Match(w.before + text + w.after) }

func (w *within) machine(tag int32) (Machine, error) {
	inner, err := Machines([]Tagged{{w.inner, tag}})
	if err != nil {
		return nil, err
	}
	out := &withinMachine{after: w.after, inner: inner, index: map[string]State{}, tag: [1]int32{tag}}
	start := make([]State, len(inner))
	for i, m := range inner {
		start[i] = walkText(m, m.Start(), w.before)
	}
	out.start = out.state(start)
	return out, nil
}

func walkText(m Machine, s State, text string) State {
	for i := 0; i < len(text) && s != Dead; i++ {
		s = m.Step(s, text[i])
	}
	return s
}

// A withinMachine walks the inner machines, and looks ahead over what stands
// behind the text.
type withinMachine struct {
	after  string
	inner  []Machine
	start  State
	states [][]State
	index  map[string]State
	tag    [1]int32
	held   int
}

// state is the number of a tuple of inner states.
func (m *withinMachine) state(inner []State) State {
	dead := true
	key := make([]byte, 0, 4*len(inner))
	for _, s := range inner {
		dead = dead && s == Dead
		key = append(key, byte(s), byte(s>>8), byte(s>>16), byte(s>>24))
	}
	if dead || m.held > lazyBytes {
		return Dead
	}
	if n, ok := m.index[string(key)]; ok {
		return n
	}
	n := State(len(m.states))
	m.index[string(key)] = n
	m.states = append(m.states, inner)
	m.held += 64 + 2*len(key) + 4*len(inner)
	return n
}

// Start implements Machine.
func (m *withinMachine) Start() State { return m.start }

// Step implements Machine.
func (m *withinMachine) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	next := make([]State, len(m.inner))
	for i, in := range m.states[s] {
		next[i] = Dead
		if in != Dead {
			next[i] = m.inner[i].Step(in, b)
		}
	}
	return m.state(next)
}

// Tags implements Machine.
func (m *withinMachine) Tags(s State) []int32 {
	if s < 0 {
		return nil
	}
	for i, in := range m.states[s] {
		if end := walkText(m.inner[i], in, m.after); end != Dead && len(m.inner[i].Tags(end)) > 0 {
			return m.tag[:]
		}
	}
	return nil
}

// Live implements Machine.
func (m *withinMachine) Live(s State, set *Bytes) {
	var live Bytes
	if s >= 0 {
		for i, in := range m.states[s] {
			if in != Dead {
				mine := *set
				m.inner[i].Live(in, &mine)
				live.Or(&mine)
			}
		}
	}
	*set = live
}

// Cut implements Machine.
func (m *withinMachine) Cut(s State, cuts *Bytes) {
	if s < 0 {
		return
	}
	for i, in := range m.states[s] {
		if in != Dead {
			m.inner[i].Cut(in, cuts)
		}
	}
}

// Settled implements Machine.
func (m *withinMachine) Settled(s State) bool {
	if s < 0 {
		return true
	}
	for i, in := range m.states[s] {
		if in != Dead && !m.inner[i].Settled(in) {
			return false
		}
	}
	return true
}

// Held implements Machine.
func (m *withinMachine) Held() int {
	n := m.held
	for _, i := range m.inner {
		n += i.Held()
	}
	return n
}

// Over implements Bounded.
func (m *withinMachine) Over() bool {
	for _, i := range m.inner {
		if b, ok := i.(Bounded); ok && b.Over() {
			return true
		}
	}
	return m.held > lazyBytes
}
