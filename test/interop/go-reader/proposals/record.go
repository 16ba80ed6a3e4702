// Package proposals reads the records of protocols/proposals/spec.md, "Records"; not its messages.
package proposals

import (
	"memcube.test/go-reader/cube"
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

// ReadRecord reads a proposal, a decision, an approval or a comment; the signature is checked apart.
func ReadRecord(kind string, raw []byte) (signed cube.Signed, err error) {
	known := append([]string{"upstream", "author", "time", "sig"}, named[kind]...)
	r, record, err := cube.OpenRecord(kind, raw, maxBytes, known...)
	if err != nil {
		return signed, err
	}
	r.Link("upstream")
	r.Time("time")
	signed = cube.ReadSigned(kind, r, record)
	switch kind {
	case "proposal":
		for _, name := range []string{"fork", "commit", "base"} {
			r.Link(name)
		}
		r.Text("message", 0, maxText)
		readRevision(r)
	case "decision":
		readDecision(r)
	case "approval":
		r.Link("proposal")
		r.Link("commit")
	case "comment":
		r.Link("fork")
		r.Link("proposal")
		r.Text("text", 1, maxText)
	}
	return signed, r.Done()
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

func readDecision(r *fields.Reader) {
	r.Link("proposal")
	state := r.Text("state", 0, 16)
	if state != "accepted" && state != "declined" {
		r.Fail("a decision is accepted or declined, not %q", state)
	}
	if r.Has("commit") != (state == "accepted") {
		r.Fail("a commit is there exactly when it is accepted")
	}
	if r.Has("commit") {
		r.Link("commit")
	}
	if r.Has("reason") {
		r.Text("reason", 0, maxText)
	}
}
