package vectors

import (
	"errors"
	"slices"

	"memcube.test/go-reader/authors"
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/forget"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["authors/vectors/valid/chains.json"] = casesOf(chain)
	suites["authors/vectors/valid/twice.json"] = casesOf(chain)
	suites["authors/vectors/invalid/chains.json"] = refusedOf(readChain)
	suites["authors/vectors/valid/canonical.json"] = cases(canonical)
	suites["authors/vectors/valid/successors.json"] = cases(successor)
	suites["forget/vectors/valid/tombstones.json"] = cases(tombstone)
	suites["forget/vectors/invalid/tombstones.json"] = refused(tombstone)
	suites["authors/vectors/version-2/valid/chains.json"] = casesOf(chain)
	suites["authors/vectors/version-2/invalid/chains.json"] = refusedOf(readChain)
	suites["authors/vectors/version-2/valid/successors.json"] = cases(laterSuccessor)
	suites["forget/vectors/version-2/valid/tombstones.json"] = cases(tombstone)
	suites["forget/vectors/version-2/invalid/tombstones.json"] = refused(tombstone)
}

type sharedCube struct {
	Cube    cid.CID
	Genesis wire.Hex
}

type namedAuthor struct {
	Author   string   `json:"author"`
	Branches []string `json:"branches"`
}

type chainCase struct {
	label
	Rosters   []wire.Hex
	Token     string
	N         int64
	ID        cid.CID
	Threshold int
	Authors   []namedAuthor
	Ever      []string
}

func (c chainCase) read(shared sharedCube) (chain authors.Chain, err error) {
	genesis, err := cube.ReadGenesis(shared.Genesis)
	if err != nil {
		return chain, err
	}
	rosters := [][]byte{}
	for _, roster := range c.Rosters {
		rosters = append(rosters, roster)
	}
	chain, err = authors.ReadChain(genesis, rosters)
	return chain, errors.Join(err, same(genesis.ID, shared.Cube))
}

func readChain(shared sharedCube, c chainCase) error {
	_, err := c.read(shared)
	return err
}

func chain(shared sharedCube, c chainCase) error {
	chain, err := c.read(shared)
	if err != nil {
		return err
	}
	named, ever, token := []namedAuthor{}, []string{}, ""
	for _, author := range chain.Newest.Authors {
		named = append(named, namedAuthor{ed25519s.DID(author.Key), author.Branches})
	}
	for _, key := range chain.Ever {
		ever = append(ever, ed25519s.DID(key))
	}
	slices.Sort(ever)
	if last := len(c.Rosters) - 1; last >= 0 {
		token = "memcube-authors:" + cid.ToBase32(c.Rosters[last])
	}
	slices.Sort(c.Ever)
	return errors.Join(
		same(chain.Newest.N, c.N), same(chain.Newest.ID, c.ID), same(chain.Newest.Threshold, c.Threshold),
		same(named, c.Authors), same(ever, c.Ever), same(token, c.Token),
	)
}

type canonicalCase struct {
	label
	Parents   [][]int
	Heads     []int
	Threshold int
	At        []int
}

func canonical(c canonicalCase) error {
	at := authors.CommitsAt(c.Parents, c.Heads, c.Threshold)
	if at == nil {
		at = []int{}
	}
	return same(at, c.At)
}

type successorCase struct {
	label
	Payload, Old, New, OldSig, NewSig wire.Hex
	Domain                            string
	Time                              int64
}

func successor(c successorCase) error {
	return c.holds(authors.SuccessorMessage(c.Old, c.New, c.Time, 1))
}

// From version 2 on, the multicodec of Ed25519 stands before both keys.
func laterSuccessor(c successorCase) error {
	tagged := func(key []byte) []byte { return append([]byte{0xed, 0x01}, key...) }
	return c.holds(authors.SuccessorMessage(tagged(c.Old), tagged(c.New), c.Time, 2))
}

func (c successorCase) holds(message []byte) error {
	return errors.Join(
		same(wire.Hex(message), wire.Hex(cube.Message(c.Domain, c.Payload))),
		ed25519s.Verify(c.Old, message, c.OldSig), ed25519s.Verify(c.New, message, c.NewSig),
	)
}

type tombstoneCase struct {
	label
	Cube                   cid.CID
	Authors                []wire.Hex
	Key                    string
	Tombstone, MemoryBlock wire.Hex
	MemoryCID              cid.CID
}

// The memory that holds the tombstone has it as its body.
func tombstone(c tombstoneCase) error {
	known := [][]byte{}
	for _, author := range c.Authors {
		known = append(known, author)
	}
	holder, err := cube.ReadMemory(c.MemoryBlock)
	if err != nil || holder.Type != "plaintext" || holder.Media != "application/vnd.ipld.dag-cbor" || !c.MemoryCID.Matches(c.MemoryBlock) {
		return errors.Join(errors.New("not the memory of a tombstone"), err)
	}
	_, err = forget.Read(c.Cube, known, c.Key, c.Tombstone)
	return errors.Join(err, same(wire.Hex(holder.Bytes), c.Tombstone))
}
