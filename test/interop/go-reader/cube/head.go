package cube

import (
	"maps"
	"unicode"
	"unicode/utf8"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

// Statement is a head, or a withdrawal, which has no refs.
type Statement struct {
	Cube    cid.CID
	Seq     int64
	Refs    map[string]cid.CID
	Expires int64
	Signed
}

const maxHeadBytes = 4096

// ReadHead reads a head; the signature is checked apart.
func ReadHead(block []byte) (s Statement, err error) {
	r, record, err := OpenRecord("head", block, maxHeadBytes,
		"cube", "seq", "refs", "author", "time", "expires", "sig")
	if err != nil {
		return s, err
	}
	s = readStatement("head", r, record)
	s.Expires, s.Refs = r.Time("expires"), map[string]cid.CID{}
	refs := r.Map("refs")
	if len(refs) < 1 || len(refs) > 64 {
		r.Fail("a head has 1 to 64 refs, this has %d", len(refs))
	}
	for name, value := range refs {
		commit, ok := value.(cid.CID)
		if !ok || !IsBranch(name) || commit.Codec() != cid.DagCBOR {
			r.Fail("%q is no ref", name)
		}
		s.Refs[name] = commit
	}
	return s, r.Done()
}

// ReadWithdrawal reads a withdrawal; the signature is checked apart.
func ReadWithdrawal(block []byte) (s Statement, err error) {
	r, record, err := OpenRecord("withdrawal", block, maxHeadBytes, "cube", "seq", "author", "time", "sig")
	if err != nil {
		return s, err
	}
	return readStatement("withdrawal", r, record), r.Done()
}

// ReadStatement reads either.
func ReadStatement(block []byte) (Statement, error) {
	if r, err := fields.Decode(block); err == nil && r.Any("t") == "memcube/withdrawal" {
		return ReadWithdrawal(block)
	}
	return ReadHead(block)
}

func readStatement(kind string, r *fields.Reader, record dagcbor.Map) Statement {
	r.Time("time")
	return Statement{
		Cube:   r.Link("cube"),
		Seq:    r.Int("seq", 1, dagcbor.MaxInteger),
		Signed: ReadSigned(kind, r, record),
	}
}

// IsBranch is the rule for names of branches.
func IsBranch(name string) bool {
	if n := utf8.RuneCountInString(name); n < 1 || n > 128 {
		return false
	}
	for i, c := range name {
		letter := unicode.In(c, unicode.L, unicode.N)
		mark := c == '.' || c == '_' || c == '/' || c == '-'
		if !letter && (i == 0 || !mark) {
			return false
		}
	}
	return true
}

// Decide holds a statement against the highest one ever accepted, which may be nil.
func Decide(known *Statement, next Statement) string {
	switch {
	case known == nil:
		return "accept"
	case next.Seq < known.Seq:
		return "rollback"
	case next.Seq > known.Seq+1_000_000:
		return "quarantine"
	case next.Seq > known.Seq:
		return "accept"
	case known.Refs != nil && maps.Equal(known.Refs, next.Refs):
		return "same"
	}
	return "forked"
}
