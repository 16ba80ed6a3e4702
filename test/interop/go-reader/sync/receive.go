package sync

import (
	"errors"
	"fmt"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/tree"
)

const bitsPerLevel = 5

// kinds of places in which a block is expected.
type kind int

const (
	aCommit kind = iota
	aNode
	aMemory
	aPayload
)

type expectation struct {
	kind  kind
	place tree.Place
	// depth is how many generations of parents are still wanted behind a commit.
	depth int64
}

// Receiver verifies a pack block by block ("Verification").
type Receiver struct {
	// Authors that the genesis and the rosters ever named.
	Authors [][]byte
	// Held are blocks that the puller has, from commits that are complete or an interrupted pull.
	Held   tree.Blocks
	Taken  tree.Blocks
	Commit cube.Commit
	// Entries of the wanted commit's tree, or of the part that is wanted, and its memories.
	Entries  map[string]cid.CID
	Memories map[cid.CID]cube.Memory
	want     Want
	expected map[cid.CID]expectation
	nodes    map[cid.CID]bool
	// Roles of all blocks that were ever expected: each has one.
	roles map[cid.CID]kind
}

// NewReceiver expects the wanted commit and nothing else.
func NewReceiver(want Want, authors [][]byte, held tree.Blocks) *Receiver {
	depth := want.Depth
	if depth == 0 {
		depth = 100_000
	}
	return &Receiver{
		Authors: authors, Held: held, want: want, Taken: tree.Blocks{},
		Entries: map[string]cid.CID{}, Memories: map[cid.CID]cube.Memory{},
		expected: map[cid.CID]expectation{want.Commit: {kind: aCommit, depth: depth}},
		nodes:    map[cid.CID]bool{},
		roles:    map[cid.CID]kind{want.Commit: aCommit},
	}
}

// Take verifies one block. One that is not expected ends the pull.
func (r *Receiver) Take(id cid.CID, block []byte) error {
	expected, is := r.expected[id]
	if !is {
		return fmt.Errorf("the block %s is not expected", id)
	}
	if len(block) > dagcbor.MaxBytes || !id.Matches(block) {
		return fmt.Errorf("the bytes of %s are too many, or others", id)
	}
	delete(r.expected, id)
	r.Taken[id] = block
	switch expected.kind {
	case aCommit:
		return r.commit(id, block, expected.depth)
	case aNode:
		return r.node(id, block, expected.place)
	case aMemory:
		return r.memory(id, block)
	}
	return r.payload(id, block)
}

func (r *Receiver) expect(id cid.CID, as expectation) error {
	if before, twice := r.roles[id]; twice && before != as.kind {
		return fmt.Errorf("%s is expected as two different things", id)
	}
	r.roles[id] = as.kind
	if _, taken := r.Taken[id]; !taken {
		r.expected[id] = as
	}
	return nil
}

func (r *Receiver) commit(id cid.CID, block []byte, depth int64) error {
	if id.Codec() != cid.DagCBOR {
		return errors.New("a commit that is not dag-cbor")
	}
	commit, err := cube.ReadCommit(block)
	if err != nil {
		return err
	}
	if commit.Cube != r.want.Cube {
		if id == r.want.Commit {
			return errors.New("the wanted commit is of another cube")
		}
		return nil
	}
	if err := r.signedByAuthor(commit); err != nil {
		return err
	}
	if id == r.want.Commit {
		r.Commit = commit
		if err := r.expectNode(tree.Child{Link: commit.Tree, Place: tree.Root}); err != nil {
			return err
		}
	}
	for _, parent := range commit.Parents {
		if depth > 1 {
			err = errors.Join(err, r.expect(parent, expectation{kind: aCommit, depth: depth - 1}))
		}
	}
	return err
}

func (r *Receiver) signedByAuthor(commit cube.Commit) error {
	for _, author := range r.Authors {
		if string(author) == string(commit.Author) {
			return commit.CheckSignature()
		}
	}
	return errors.New("a commit by somebody who is no author")
}

func (r *Receiver) expectNode(child tree.Child) error {
	if r.nodes[child.Link] || child.Link.Codec() != cid.DagCBOR {
		return errors.New("a node that has been linked before, or is none")
	}
	r.nodes[child.Link] = true
	if err := r.expect(child.Link, expectation{kind: aNode, place: child.Place}); err != nil {
		return err
	}
	if block, held := r.Held[child.Link]; held && r.want.NodesHeld {
		return r.Take(child.Link, block)
	}
	return nil
}

func (r *Receiver) node(_ cid.CID, block []byte, place tree.Place) error {
	node, err := tree.ReadNode(block)
	if err != nil {
		return err
	}
	children, err := node.At(place, bitsPerLevel)
	if err != nil {
		return err
	}
	for _, child := range children {
		if r.want.meets(child.Place) {
			err = errors.Join(err, r.expectNode(child))
		}
	}
	for _, entry := range node.Entries {
		if !r.want.hasKey(entry.Key) {
			continue
		}
		r.Entries[entry.Key] = entry.Value
		err = errors.Join(err, r.expect(entry.Value, expectation{kind: aMemory}))
	}
	return err
}

func (r *Receiver) memory(id cid.CID, block []byte) error {
	if id.Codec() != cid.DagCBOR {
		return errors.New("a memory that is not dag-cbor")
	}
	memory, err := cube.ReadMemory(block)
	if err != nil {
		return err
	}
	r.Memories[id] = memory
	if memory.Payload != nil {
		return r.expectPayload(memory.Payload.Link)
	}
	return nil
}

func (r *Receiver) expectPayload(id cid.CID) error {
	if id.Codec() == cid.DagCBOR {
		return errors.New("a payload that is dag-cbor")
	}
	return r.expect(id, expectation{kind: aPayload})
}

func (r *Receiver) payload(id cid.CID, block []byte) error {
	if id.Codec() == cid.Raw {
		return nil
	}
	links, err := ReadLinks(block)
	if err != nil {
		return err
	}
	for _, link := range links {
		if err := r.expectPayload(link); err != nil {
			return err
		}
	}
	return nil
}

// Settle takes what is still expected from what is held, and checks what only the whole can show.
func (r *Receiver) Settle() error {
	for len(r.expected) > 0 {
		for id, as := range r.expected {
			if as.kind == aCommit && slices.Contains(r.want.Have, id) {
				// A commit that the puller said it has is complete there; history before it may be cut short.
				delete(r.expected, id)
				continue
			}
			block, held := r.Held[id]
			if !held {
				return fmt.Errorf("the block %s is missing", id)
			}
			if err := r.Take(id, block); err != nil {
				return err
			}
		}
	}
	if r.want.Filter == nil && int64(len(r.Entries)) != r.Commit.Count {
		return fmt.Errorf("the tree has %d entries, the commit says %d", len(r.Entries), r.Commit.Count)
	}
	for _, memory := range r.Memories {
		if memory.Payload == nil {
			continue
		}
		body, err := ReadPayload(memory.Payload.Link, r.Taken)
		if err != nil || int64(len(body)) != memory.Payload.Bytes {
			return fmt.Errorf("a payload of %d bytes instead of %d: %w", len(body), memory.Payload.Bytes, err)
		}
	}
	return nil
}
