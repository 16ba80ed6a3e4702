package sync

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/wire"
)

const maxCompared = 16_384

// Watch names cubes that are compared from now on.
type Watch struct {
	Type  string    `json:"type"`
	Anew  bool      `json:"anew"`
	Cubes []cid.CID `json:"cubes"`
}

// Watching says how many cubes are compared.
type Watching struct {
	Type  string `json:"type"`
	Cubes int64  `json:"cubes"`
}

// Compare asks what ranges add up to.
type Compare struct {
	Type   string  `json:"type"`
	Cubes  int64   `json:"cubes"`
	Ranges []Range `json:"ranges"`
}

// Range is a range of cubes, and what it adds up to.
type Range struct {
	From  wire.Hex `json:"from,omitzero"`
	To    wire.Hex `json:"to,omitzero"`
	Count int64    `json:"count"`
	Sum   wire.Hex `json:"sum"`
}

// Compared answers for each range.
type Compared struct {
	Type    string        `json:"type"`
	Answers []RangeAnswer `json:"answers"`
}

// RangeAnswer has neither where both sides add up to the same.
type RangeAnswer struct {
	Parts []Range     `json:"parts,omitzero"`
	Cubes []CubeState `json:"cubes,omitzero"`
}

// CubeState is a cube, by the digest in its id, and its state.
type CubeState struct {
	ID    wire.Hex `json:"id"`
	State wire.Hex `json:"state"`
}

func readCompare(r *fields.Reader, t string) Compare {
	m := Compare{Type: t, Cubes: r.Int("cubes", 0, maxCompared), Ranges: []Range{}}
	for _, raw := range r.List("ranges", 1, 64) {
		f := fields.Of(raw)
		m.Ranges = append(m.Ranges, readRange(f))
		r.Note(f.Fault())
	}
	return m
}

func readRange(f *fields.Reader) Range {
	one := Range{Count: f.Int("count", 0, maxCompared), Sum: f.Bytes("sum", 32, 32)}
	if f.Has("from") {
		one.From = f.Bytes("from", 1, 32)
	}
	if f.Has("to") {
		one.To = f.Bytes("to", 1, 32)
	}
	return one
}

func readCompared(r *fields.Reader, t string) Compared {
	m := Compared{Type: t, Answers: []RangeAnswer{}}
	for _, raw := range r.List("answers", 0, 64) {
		f := fields.Of(raw)
		m.Answers = append(m.Answers, readRangeAnswer(f))
		r.Note(f.Fault())
	}
	return m
}

func readRangeAnswer(f *fields.Reader) (answer RangeAnswer) {
	if f.Has("parts") && f.Has("cubes") {
		f.Fail("parts and cubes")
	}
	if f.Has("parts") {
		answer.Parts = []Range{}
		for _, raw := range f.List("parts", 0, 16) {
			part := fields.Of(raw)
			answer.Parts = append(answer.Parts, readRange(part))
			f.Note(part.Fault())
		}
	}
	if f.Has("cubes") {
		answer.Cubes = []CubeState{}
		for _, raw := range f.List("cubes", 0, 16) {
			one := fields.Of(raw)
			answer.Cubes = append(answer.Cubes, CubeState{one.Bytes("id", 32, 32), one.Bytes("state", 32, 32)})
			f.Note(one.Fault())
		}
	}
	return answer
}

// StateOf is the state of a cube under an agreement; nil where nothing was said of it.
func StateOf(agreement []byte, cube cid.CID, statements []wire.Hex) []byte {
	if len(statements) == 0 {
		return nil
	}
	hashes := [][]byte{}
	for _, statement := range statements {
		hash := sha256.Sum256(statement)
		hashes = append(hashes, hash[:])
	}
	slices.SortFunc(hashes, bytes.Compare)
	digest := sha256.Sum256(slices.Concat([]byte("memcube/statements/1"), cube[:], slices.Concat(hashes...)))
	state := sha256.Sum256(slices.Concat(agreement, digest[:]))
	return state[:]
}

// States are cubes in the order of their digests.
type States []CubeState

// Within gives those of a range; a bound that is nil is open.
func (s States) Within(from, to []byte) States {
	some := States{}
	for _, one := range s {
		if bytes.Compare(one.ID, from) >= 0 && (to == nil || bytes.Compare(one.ID, to) < 0) {
			some = append(some, one)
		}
	}
	return some
}

// AddsUpTo says whether these are so many and have this sum.
func (s States) AddsUpTo(r Range) bool {
	sum := new(big.Int)
	for _, one := range s {
		sum.Add(sum, new(big.Int).SetBytes(one.State))
	}
	sum.Mod(sum, new(big.Int).Lsh(big.NewInt(1), 256))
	return int64(len(s)) == r.Count && bytes.Equal(sum.FillBytes(make([]byte, 32)), r.Sum)
}

// Comparison is what a puller knows and still asks.
type Comparison struct {
	Believed States
	// Compared has the digests of the cubes that the puller named.
	Compared map[string]bool
	// Found has, by digest, what the server has where it differs; nil for nothing.
	Found map[string]wire.Hex
}

// Take reads an answer. It gives the ranges that have to be asked for next.
func (c *Comparison) Take(asked []Range, answers []RangeAnswer) (open []Range, err error) {
	if len(asked) != len(answers) {
		return nil, fmt.Errorf("%d answers to %d ranges", len(answers), len(asked))
	}
	for i, answer := range answers {
		if answer.Parts != nil {
			parts, err := c.split(asked[i], answer.Parts)
			if err != nil {
				return nil, err
			}
			open = append(open, parts...)
		}
		if answer.Cubes != nil {
			if err := c.list(asked[i], answer.Cubes); err != nil {
				return nil, err
			}
		}
	}
	return open, nil
}

func (c *Comparison) split(asked Range, parts []Range) (open []Range, err error) {
	if len(parts) < 2 {
		return nil, errors.New("fewer than two parts")
	}
	from := asked.From
	for i, part := range parts {
		to, isLast := part.To, i == len(parts)-1
		if isLast != (to == nil) {
			return nil, errors.New("the last part alone has no end")
		}
		if isLast {
			to = asked.To
		} else if asked.To != nil && bytes.Compare(to, asked.To) >= 0 {
			return nil, errors.New("a part ends behind its range")
		}
		if from != nil && to != nil && bytes.Compare(from, to) >= 0 {
			return nil, errors.New("parts do not ascend")
		}
		if !c.Believed.Within(from, to).AddsUpTo(part) {
			open = append(open, Range{From: from, To: to})
		}
		from = to
	}
	return open, nil
}

func (c *Comparison) list(asked Range, cubes []CubeState) error {
	theirs, before := map[string]wire.Hex{}, []byte(nil)
	for _, one := range cubes {
		if before != nil && bytes.Compare(one.ID, before) <= 0 {
			return errors.New("cubes out of order")
		}
		if !c.Compared[one.ID.String()] || len(States{one}.Within(asked.From, asked.To)) == 0 {
			return errors.New("a cube that was not asked for")
		}
		before, theirs[one.ID.String()] = one.ID, one.State
	}
	for _, one := range c.Believed.Within(asked.From, asked.To) {
		if state := theirs[one.ID.String()]; !bytes.Equal(state, one.State) {
			c.Found[one.ID.String()] = state
		}
		delete(theirs, one.ID.String())
	}
	for id, state := range theirs {
		c.Found[id] = state
	}
	return nil
}
