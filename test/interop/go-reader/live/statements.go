package live

import (
	"bytes"
	"errors"
	"fmt"

	"memcube.test/go-reader/authors"
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/sync"
)

// known is what a server says of a cube, verified.
type known struct {
	genesis cube.Genesis
	chain   authors.Chain
	heads   []cube.Statement
}

// verify holds an item of a page against what was asked for ("Heads").
func verify(item sync.Item, id cid.CID) (k known, err error) {
	if k.genesis, err = cube.ReadGenesis(item.Genesis); err != nil {
		return k, err
	}
	if k.genesis.ID != id {
		return k, errors.New("a cube that was not asked for")
	}
	rosters := [][]byte{}
	for _, roster := range item.Rosters {
		rosters = append(rosters, roster)
	}
	if k.chain, err = authors.ReadChain(k.genesis, rosters); err != nil {
		return k, err
	}
	for _, raw := range append([][]byte{item.Head}, hexes(item.Heads)...) {
		statement, err := cube.ReadStatement(raw)
		if err != nil {
			return k, err
		}
		if err := k.counts(statement); err != nil {
			return k, err
		}
		if statement.Refs != nil {
			k.heads = append(k.heads, statement)
		}
	}
	return k, nil
}

func hexes[T ~[]byte](all []T) (raw [][]byte) {
	for _, one := range all {
		raw = append(raw, one)
	}
	return raw
}

// counts says whether a statement is of this cube and signed by an author of the newest roster.
func (k known) counts(statement cube.Statement) error {
	if statement.Cube != k.genesis.ID {
		return errors.New("a statement about another cube")
	}
	for _, author := range k.chain.Newest.Authors {
		if bytes.Equal(author.Key, statement.Author) {
			return statement.CheckSignature()
		}
	}
	return fmt.Errorf("the author %x is not in the newest roster", statement.Author)
}

// commits of main that those heads name whose authors may sign it.
func (k known) commits() (ids []cid.CID, threshold int) {
	signers := 0
	for _, author := range k.chain.Newest.Authors {
		if !author.MaySign("main") {
			continue
		}
		signers++
		for _, head := range k.heads {
			if id, has := head.Refs["main"]; has && bytes.Equal(head.Author, author.Key) {
				ids = append(ids, id)
			}
		}
	}
	return ids, min(signers, k.chain.Newest.Threshold)
}
