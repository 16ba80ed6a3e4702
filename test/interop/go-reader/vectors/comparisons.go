package vectors

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/sync"
	"memcube.test/go-reader/wire"
)

type sharedCubes struct {
	Agreement wire.Hex
	Cubes     []cid.CID
}

type saidOfCube struct {
	Cube       cid.CID
	Statements []wire.Hex
}

type comparisonCase struct {
	label
	Believed, Has []saidOfCube
	Frames        []struct{ Question, Answer wire.Hex }
	Found         []struct {
		ID    wire.Hex
		State *wire.Hex
	}
	// Answer is that of a case that is refused.
	Answer wire.Hex
}

func (s sharedCubes) states(said []saidOfCube) sync.States {
	states := sync.States{}
	for _, one := range said {
		if state := sync.StateOf(s.Agreement, one.Cube, one.Statements); state != nil {
			states = append(states, sync.CubeState{ID: digestIn(one.Cube), State: state})
		}
	}
	slices.SortFunc(states, func(a, b sync.CubeState) int { return bytes.Compare(a.ID, b.ID) })
	return states
}

func (s sharedCubes) begin(believed sync.States) *sync.Comparison {
	c := &sync.Comparison{Believed: believed, Compared: map[string]bool{}, Found: map[string]wire.Hex{}}
	for _, id := range s.Cubes {
		c.Compared[digestIn(id).String()] = true
	}
	return c
}

// The digest is what comes after the four bytes that say which it is.
func digestIn(id cid.CID) wire.Hex { return wire.Hex(id[4:]) }

// Questions have to ask for what is open, answers have to be those of what the server has, and both lead to what differs.
func comparison(shared sharedCubes, c comparisonCase) error {
	believed, has := shared.states(c.Believed), shared.states(c.Has)
	puller, open := shared.begin(believed), []sync.Range{{}}
	for _, frame := range c.Frames {
		question, answer, err := readFrames(frame.Question, frame.Answer)
		if err != nil {
			return err
		}
		if err := errors.Join(isQuestion(question, open, believed), isAnswer(question, answer, has)); err != nil {
			return err
		}
		if open, err = puller.Take(question.Ranges, answer.Answers); err != nil {
			return err
		}
	}
	found := map[string]wire.Hex{}
	for _, one := range c.Found {
		found[one.ID.String()] = nil
		if one.State != nil {
			found[one.ID.String()] = *one.State
		}
	}
	return errors.Join(same(len(open), 0), same(puller.Found, found))
}

func readFrames(asked, told []byte) (question sync.Compare, answer sync.Compared, err error) {
	one, err := sync.ReadMessage(asked, "puller")
	if err != nil {
		return question, answer, err
	}
	other, err := sync.ReadMessage(told, "server")
	if err != nil {
		return question, answer, err
	}
	question, isQuestion := one.(sync.Compare)
	answer, isAnswer := other.(sync.Compared)
	if !isQuestion || !isAnswer {
		err = errors.New("not a question and its answer")
	}
	return question, answer, err
}

func isQuestion(question sync.Compare, open []sync.Range, believed sync.States) error {
	if len(question.Ranges) != len(open) {
		return fmt.Errorf("%d ranges are asked for, and %d are open", len(question.Ranges), len(open))
	}
	for i, asked := range question.Ranges {
		if !bytes.Equal(asked.From, open[i].From) || !bytes.Equal(asked.To, open[i].To) {
			return errors.New("a range that is not open")
		}
		if !believed.Within(asked.From, asked.To).AddsUpTo(asked) {
			return errors.New("a range that adds up to something else")
		}
	}
	return nil
}

func isAnswer(question sync.Compare, answer sync.Compared, has sync.States) error {
	for i, asked := range question.Ranges {
		said, within := answer.Answers[i], has.Within(asked.From, asked.To)
		if isSame := said.Parts == nil && said.Cubes == nil; isSame != within.AddsUpTo(asked) {
			return errors.New("the same where it is not, or not where it is")
		}
		if said.Cubes != nil {
			if err := same(said.Cubes, []sync.CubeState(within)); err != nil {
				return err
			}
		}
		from := asked.From
		for _, part := range said.Parts {
			to := part.To
			if to == nil {
				to = asked.To
			}
			if !within.Within(from, to).AddsUpTo(part) {
				return errors.New("a part that adds up to something else")
			}
			from = to
		}
	}
	return nil
}

func noComparison(shared sharedCubes, c comparisonCase) error {
	message, err := sync.ReadMessage(c.Answer, "server")
	if err != nil {
		return err
	}
	answer, isAnswer := message.(sync.Compared)
	if !isAnswer {
		return nil
	}
	_, err = shared.begin(nil).Take([]sync.Range{{}}, answer.Answers)
	return err
}
