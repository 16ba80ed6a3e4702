// Package proposals is protocols/proposals/spec.md: records, messages, and what a keeper makes of an offer.
package proposals

import (
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

const (
	maxBytes = 4_096
	maxText  = 2_048
	// The largest integer that every implementation can read.
	maxRevision = 1<<53 - 1
)

var named = map[string][]string{
	"proposal": {"fork", "commit", "base", "message"},
	"decision": {"proposal", "state", "commit", "reason"},
	"approval": {"proposal", "commit"},
	"comment":  {"fork", "proposal", "text"},
}

// Record is one of the four; what a kind does not have is zero.
type Record struct {
	Kind                             string
	ID                               cid.CID
	Upstream, Fork, Commit, Proposal cid.CID
	State                            string
	Time                             int64
	Version                          int64
	cube.Signed
	Sig []byte
}

// Read reads a record of any kind; the signature is checked apart.
func Read(raw []byte) (Record, error) {
	value, err := dagcbor.Decode(raw)
	if len(raw) > maxBytes || err != nil {
		return Record{}, errors.Join(errors.New("not a record"), err)
	}
	record, _ := value.(dagcbor.Map)
	kind, _ := record["t"].(string)
	for name := range named {
		if kind == "memcube/"+name {
			return ReadRecord(name, raw)
		}
	}
	return Record{}, errors.New("none of the four records")
}

// ReadRecord reads a proposal, a decision, an approval or a comment; the signature is checked apart.
func ReadRecord(kind string, raw []byte) (p Record, err error) {
	known := append([]string{"upstream", "author", "time", "sig"}, named[kind]...)
	// In version 1 these two are unknown and refused; from 2 on they are of the kind.
	if kind == "proposal" {
		known = append(known, "revises", "revision")
	}
	r, record, err := cube.OpenRecord(kind, raw, maxBytes, known...)
	if err != nil {
		return p, err
	}
	p = Record{
		Kind: kind, ID: cid.Of(cid.DagCBOR, raw), Version: r.Version,
		Upstream: r.Link("upstream"), Time: r.Time("time"), Signed: cube.ReadSigned(kind, r, record), Sig: r.Bytes("sig", 64, 64),
	}
	switch kind {
	case "proposal":
		p.Fork, p.Commit = r.Link("fork"), r.Link("commit")
		r.Link("base")
		r.Text("message", 0, maxText)
		readRevision(r)
	case "decision":
		p.readDecision(r)
	case "approval":
		p.Proposal, p.Commit = r.Link("proposal"), r.Link("commit")
	case "comment":
		p.Fork, p.Proposal = r.Link("fork"), r.Link("proposal")
		r.Text("text", 1, maxText)
	}
	return p, r.Done()
}

// readRevision reads what version 2 says of an earlier proposal. Version 1 has no room for it.
func readRevision(r *fields.Reader) {
	if r.Version < 2 {
		return
	}
	if r.Has("revises") != r.Has("revision") {
		r.Fail("a revision says which one it is and of what")
	}
	if r.Has("revises") {
		r.Link("revises")
		r.Int("revision", 2, maxRevision)
	}
}

func (p *Record) readDecision(r *fields.Reader) {
	p.Proposal, p.State = r.Link("proposal"), r.Text("state", 0, 16)
	if p.State != "accepted" && p.State != "declined" {
		r.Fail("a decision is accepted or declined, not %q", p.State)
	}
	if r.Has("commit") != (p.State == "accepted") {
		r.Fail("a commit is there exactly when it is accepted")
	}
	if r.Has("commit") {
		p.Commit = r.Link("commit")
	}
	if r.Has("reason") {
		r.Text("reason", 0, maxText)
	}
}

// Check verifies a proposal with the genesis of its fork, and the others with that of the upstream.
func (p Record) Check(genesis cube.Genesis) error {
	if p.Kind != "proposal" {
		return genesis.May(p.Upstream, p.Signed)
	}
	if genesis.ForkOf == nil || genesis.ForkOf.Cube != p.Upstream {
		return errors.New("its fork is no fork of the upstream")
	}
	return genesis.May(p.Fork, p.Signed)
}
