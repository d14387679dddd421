package automaton

// A regular expression compiled to steps over bytes.

import (
	"regexp/syntax"
)

// A regexpProg is a program of regexp/syntax over bytes. An instruction has one
// position, or one for each byte node of its class.
type regexpProg struct {
	insts []regexpInst
	owner []int32 // the instruction of a position
	start int32
	match int32 // position of the end
	lines bool  // an assertion is about the beginning or the end of a line
	words bool  // an assertion is about words
	cuts  Bytes // where the assertions change their minds
}

type regexpInst struct {
	op    syntax.InstOp
	out   int32
	arg   int32 // of an alternative: the second way; of an assertion: its conditions
	base  int32 // first position
	late  bool  // a match may follow when the text's beginning has been left
	waits bool  // of a character: an assertion may stand behind it
	code  *runeCode
}

// newRegexpProg compiles an expression: whole, or with any characters before.
// What stands behind a match does not matter.
func newRegexpProg(tree *syntax.Regexp, whole bool) (*regexpProg, error) {
	subs := []*syntax.Regexp{{Op: syntax.OpStar, Sub: []*syntax.Regexp{{Op: syntax.OpAnyChar}}}, tree}
	if whole {
		subs = []*syntax.Regexp{{Op: syntax.OpBeginText}, tree, {Op: syntax.OpEndText}}
	}
	tree = &syntax.Regexp{Op: syntax.OpConcat, Sub: subs}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	if len(prog.Inst) > 4*maxRegexpInstructions {
		return nil, errLargeRegexp
	}
	p := &regexpProg{insts: make([]regexpInst, len(prog.Inst)), start: int32(prog.Start)}
	loops := byteLoops(prog)
	codes := map[string]*runeCode{}
	for i := range prog.Inst {
		in := &prog.Inst[i]
		p.insts[i] = regexpInst{op: in.Op, out: int32(in.Out), arg: int32(in.Arg), base: int32(len(p.owner))}
		positions := 1
		if class, ok := instClass(in); ok {
			key := string(class)
			if loops[i] {
				key = "loop:" + key
			}
			if codes[key] == nil {
				codes[key] = newRuneCode(class)
				if loops[i] {
					codes[key] = byteCode(codes[key])
				}
			}
			p.insts[i].op = syntax.InstRune
			p.insts[i].code = codes[key]
			positions = len(codes[key].nodes)
		}
		if len(p.owner)+positions > maxRegexpPositions {
			return nil, errLargeRegexp
		}
		for range positions {
			p.owner = append(p.owner, int32(i))
		}
		switch in.Op {
		case syntax.InstMatch:
			p.match = p.insts[i].base
		case syntax.InstEmptyWidth:
			p.cutAt(syntax.EmptyOp(in.Arg))
		default:
		}
	}
	p.findLate()
	p.findWaits()
	return p, nil
}

func (p *regexpProg) cutAt(op syntax.EmptyOp) {
	if op&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0 {
		p.lines = true
		p.cuts.AddCut('\n')
	}
	if op&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) == 0 {
		return
	}
	p.words = true
	for b := range byte(0x7f) {
		if syntax.IsWordChar(rune(b)) != syntax.IsWordChar(rune(b+1)) {
			p.cuts.Add(b + 1)
		}
	}
}

// instClass is the class of an instruction that reads a character, as pairs.
func instClass(in *syntax.Inst) ([]rune, bool) {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1:
		if len(in.Rune) != 1 {
			return in.Rune, true
		}
		if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
			return foldOrbit(in.Rune[0]), true
		}
		return []rune{in.Rune[0], in.Rune[0]}, true
	case syntax.InstRuneAny:
		return everyRune, true
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, beyondASCII[1]}, true
	default:
		return nil, false
	}
}

var (
	everyRune   = []rune{0, 0x10ffff}
	beyondASCII = [2]rune{0x80, 0x10ffff}
)

// byteLoops finds the stars over classes with everything beyond ASCII, such as
// .* and [^/]*. They may run over bytes: whatever follows them begins with a
// character's first byte, so it cannot begin inside one that the star has cut,
// and a star may as well take no byte, so two in a row cut a character only as
// one of them could have taken it whole. Only \B would be true inside one.
func byteLoops(prog *syntax.Prog) map[int]bool {
	loops := map[int]bool{}
	into := make([]int, len(prog.Inst))
	into[prog.Start]++
	for i := range prog.Inst {
		in := &prog.Inst[i]
		switch in.Op {
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&syntax.EmptyNoWordBoundary != 0 {
				return nil
			}
			into[in.Out]++
		case syntax.InstAlt, syntax.InstAltMatch:
			into[in.Out]++
			into[in.Arg]++
		default:
			into[in.Out]++
		}
	}
	for i := range prog.Inst {
		class, ok := instClass(&prog.Inst[i])
		if !ok || into[i] != 1 {
			continue
		}
		back := &prog.Inst[prog.Inst[i].Out]
		if back.Op != syntax.InstAlt || int(back.Out) != i && int(back.Arg) != i {
			continue
		}
		if n := len(class); n >= 2 && class[n-2] <= beyondASCII[0] && class[n-1] == beyondASCII[1] {
			loops[i] = true
		}
	}
	return loops
}

// byteCode is a code in which every byte beyond ASCII stands for itself.
func byteCode(c *runeCode) *runeCode {
	var out []byteEdge
	for _, e := range c.nodes[0] {
		if e.to == runeEnd {
			out = append(out, e)
		}
	}
	bytes := &runeCode{nodes: [][]byteEdge{joinEdges(append(out, byteEdge{0x80, 0xff, runeEnd}))}}
	bytes.measure()
	return bytes
}

// findLate goes backward from the match, not through what needs the beginning of
// the text.
func (p *regexpProg) findLate() {
	from := make([][]int32, len(p.insts))
	for i := range p.insts {
		in := &p.insts[i]
		switch in.op {
		case syntax.InstMatch, syntax.InstFail:
		case syntax.InstAlt, syntax.InstAltMatch:
			from[in.out] = append(from[in.out], int32(i))
			from[in.arg] = append(from[in.arg], int32(i))
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.arg)&syntax.EmptyBeginText == 0 {
				from[in.out] = append(from[in.out], int32(i))
			}
		default:
			if in.code == nil || len(in.code.nodes[0]) > 0 {
				from[in.out] = append(from[in.out], int32(i))
			}
		}
	}
	todo := []int32{p.owner[p.match]}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !p.insts[i].late {
			p.insts[i].late = true
			todo = append(todo, from[i]...)
		}
	}
}

// findWaits goes backward from the assertions, not through what reads.
func (p *regexpProg) findWaits() {
	from := make([][]int32, len(p.insts))
	behind := make([]bool, len(p.insts))
	var todo []int32
	for i := range p.insts {
		in := &p.insts[i]
		switch in.op {
		case syntax.InstAlt, syntax.InstAltMatch:
			from[in.out] = append(from[in.out], int32(i))
			from[in.arg] = append(from[in.arg], int32(i))
		case syntax.InstCapture, syntax.InstNop:
			from[in.out] = append(from[in.out], int32(i))
		case syntax.InstEmptyWidth:
			todo = append(todo, int32(i))
		default:
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !behind[i] {
			behind[i] = true
			todo = append(todo, from[i]...)
		}
	}
	for i := range p.insts {
		p.insts[i].waits = p.insts[i].code != nil && behind[p.insts[i].out]
	}
}
