package cube

import (
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
)

// Commit is one step of history.
type Commit struct {
	ID      cid.CID
	Cube    cid.CID
	Tree    cid.CID
	Parents []cid.CID
	Rev     string
	Time    int64
	Message string
	Count   int64
	Signed
}

// ReadCommit reads the block of a commit; the signature is checked apart.
func ReadCommit(block []byte) (c Commit, err error) {
	r, record, err := OpenRecord("commit", block, dagcbor.MaxBytes,
		"cube", "tree", "parents", "rev", "author", "time", "message", "count", "sig")
	if err != nil {
		return c, err
	}
	c = Commit{
		ID:      cid.Of(cid.DagCBOR, block),
		Cube:    r.Link("cube"),
		Tree:    r.Link("tree"),
		Parents: r.Links("parents", 0, 16),
		Rev:     r.Text("rev", 13, 13),
		Time:    r.Time("time"),
		Message: r.Text("message", 0, 4096),
		Count:   r.Int("count", 0, dagcbor.MaxInteger),
		Signed:  ReadSigned("commit", r, record),
	}
	if _, err := ParseTID(c.Rev); err != nil {
		r.Note(err)
	}
	return c, r.Done()
}
