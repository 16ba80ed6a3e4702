package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/handshake"
	"memcube.test/go-reader/sync"
	"memcube.test/go-reader/tree"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["sync/vectors/valid/messages.json"] = cases(message)
	suites["sync/vectors/invalid/messages.json"] = refused(noMessage)
	suites["sync/vectors/valid/packs.json"] = validPacks
	suites["sync/vectors/invalid/packs.json"] = refusedOf(noPack)
	suites["sync/vectors/version-2/valid/packs.json"] = validPacks
	suites["sync/vectors/version-2/invalid/packs.json"] = casesOf(noLaterPack)
	suites["sync/vectors/valid/reads.json"] = casesOf(reads)
	suites["sync/vectors/valid/comparisons.json"] = casesOf(comparison)
	suites["sync/vectors/invalid/comparisons.json"] = refusedOf(noComparison)
	suites["handshake/vectors/valid/hellos.json"] = cases(hello)
	suites["handshake/vectors/invalid/hellos.json"] = refused(noHello)
	suites["handshake/vectors/valid/agreements.json"] = cases(agreement)
	suites["handshake/vectors/valid/refusals.json"] = cases(refusal)
}

type messageCase struct {
	label
	From    string
	Message json.RawMessage
	Hex     wire.Hex
}

func message(c messageCase) error {
	got, err := sync.ReadMessage(c.Hex, c.From)
	if err == nil {
		// Fields that are not known are not written again.
		if writer, ok := got.(interface{ Encode() []byte }); ok && c.Rule != "ignored" {
			err = same(wire.Hex(writer.Encode()), c.Hex)
		}
	}
	return errors.Join(err, same(got, c.Message))
}

func noMessage(c messageCase) error {
	_, err := sync.ReadMessage(c.Hex, c.From)
	return err
}

type packCase struct {
	label
	Want   sync.Want
	Blocks []cid.CID
	CAR    wire.Hex
	// Commit is what a case that is refused wants, and Filter the part of it.
	Commit cid.CID
	Filter []string
}

type sharedGenesis struct{ Genesis wire.Hex }

func (c packCase) receive(shared sharedGenesis, held tree.Blocks) (*sync.Receiver, []cid.CID, error) {
	genesis, err := cube.ReadGenesis(shared.Genesis)
	if err != nil {
		return nil, nil, err
	}
	if c.Want.Cube != genesis.ID {
		return nil, nil, errors.New("a want for another cube")
	}
	receiver, order := sync.NewReceiver(c.Want, genesis.Authors, held), []cid.CID{}
	car := &sync.CAR{Root: c.Want.Commit, Take: func(id cid.CID, block []byte) error {
		order = append(order, id)
		return receiver.Take(id, block)
	}}
	if err := errors.Join(car.Write(c.CAR), car.End()); err != nil {
		return receiver, order, err
	}
	return receiver, order, receiver.Settle()
}

// What a puller has in a case is in the packs of others.
func validPacks(file []byte) ([]outcome, error) {
	held := tree.Blocks{}
	collect := casesOf(func(_ sharedGenesis, c packCase) error {
		car := &sync.CAR{Root: c.Want.Commit, Take: func(id cid.CID, block []byte) error {
			held[id] = block
			return nil
		}}
		return errors.Join(car.Write(c.CAR), car.End())
	})
	if _, err := collect(file); err != nil {
		return nil, err
	}
	return casesOf(func(shared sharedGenesis, c packCase) error {
		store := held
		if len(c.Want.Have)+len(c.Want.Skip) == 0 && !c.Want.NodesHeld {
			store = nil
		}
		_, order, err := c.receive(shared, store)
		return errors.Join(err, same(order, c.Blocks))
	})(file)
}

func noPack(shared sharedGenesis, c packCase) error {
	genesis, _ := cube.ReadGenesis(shared.Genesis)
	c.Want = sync.Want{Cube: genesis.ID, Commit: c.Commit, Filter: c.Filter}
	_, _, err := c.receive(shared, nil)
	return err
}

// Where a record is of a later version, that is what is said of it.
func noLaterPack(shared sharedGenesis, c packCase) error {
	err := noPack(shared, c)
	if err == nil {
		return errors.New("it was not refused")
	}
	if isLater := errors.As(err, &fields.Later{}); isLater != (c.Code == "ERR_INCOMPATIBLE") {
		return fmt.Errorf("refused as of a later version: %v: %w", isLater, err)
	}
	return nil
}

type readsCase struct {
	label
	Parents          [][]int
	Foreign, Offered []int
	Heads            []map[string]int
	Readable         []int
}

func reads(_ struct{ Refusal map[string]string }, c readsCase) error {
	named := slices.Clone(c.Offered)
	for _, head := range c.Heads {
		for _, commit := range head {
			named = append(named, commit)
		}
	}
	return same(sync.Readable(c.Parents, c.Foreign, named), c.Readable)
}

type helloCase struct {
	label
	Hello json.RawMessage
	Hex   wire.Hex
}

func hello(c helloCase) error {
	got, err := handshake.ReadHello(c.Hex)
	return errors.Join(err, same(got, c.Hello))
}

func noHello(c helloCase) error {
	_, err := handshake.ReadHello(c.Hex)
	return err
}

type agreementCase struct {
	label
	Sides   [2]sideCase
	Verdict struct {
		Type      string
		Agreement *struct {
			handshake.Agreement
			Reason struct{ Field, Message string }
		}
		Refusal struct{ Class, Code, Field, Message string }
	}
}

type sideCase struct {
	PeerID string
	Hello  wire.Hex
}

func (s sideCase) side() handshake.Side { return handshake.Side{PeerID: s.PeerID, Hello: s.Hello} }

func agreement(c agreementCase) error {
	one, other := c.Sides[0].side(), c.Sides[1].side()
	got, err := handshake.Agree(one, other)
	swapped, errSwapped := handshake.Agree(other, one)
	if err := errors.Join(err, errSwapped, same(got, swapped)); err != nil {
		return err
	}
	if c.Verdict.Agreement == nil {
		// The sentence is for people; the specification does not say which words it has.
		return errors.Join(same(got.Result, "refused"), same(got.Field, c.Verdict.Refusal.Field),
			same("ERR_INCOMPATIBLE", c.Verdict.Refusal.Code), same("incompatible", c.Verdict.Refusal.Class))
	}
	want := c.Verdict.Agreement.Agreement
	want.Field = c.Verdict.Agreement.Reason.Field
	return same(got, want)
}

type refusalCase struct {
	label
	Refusal wire.Refusal
	Hex     wire.Hex
}

func refusal(c refusalCase) error {
	_, err := handshake.ReadHello(c.Hex)
	var got wire.Refusal
	if !errors.As(err, &got) {
		return err
	}
	return same(got, c.Refusal)
}
