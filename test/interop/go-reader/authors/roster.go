// Package authors is protocols/authors/spec.md: who the authors of a cube are, and which commit a branch is at.
package authors

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
)

// Author of a roster, with the patterns of the branches that they may sign.
type Author struct {
	Key      []byte
	Branches []string
}

// MaySign says whether one of the patterns fits a branch.
func (a Author) MaySign(branch string) bool {
	return slices.ContainsFunc(a.Branches, func(pattern string) bool {
		if start, ok := strings.CutSuffix(pattern, "*"); ok {
			return strings.HasPrefix(branch, start)
		}
		return branch == pattern
	})
}

// Roster is one link of the chain.
type Roster struct {
	ID, Cube, Previous cid.CID
	N                  int64
	Authors            []Author
	Threshold          int
	successor          *successor
	signatures         []signature
	message            []byte
}

type signature struct{ author, sig []byte }

type successor struct {
	old, new       []byte
	oldSig, newSig []byte
	message        []byte
}

const (
	maxRosterBytes = 16_384
	// The authors of the roster before it, and the new key of a successor.
	maxSigners = 65
)

// ReadRoster reads the body of a roster; its signatures are checked by Follows.
func ReadRoster(raw []byte) (r Roster, err error) {
	if len(raw) > maxRosterBytes {
		return r, errors.New("a roster has at most 16,384 bytes")
	}
	value, err := dagcbor.Decode(raw)
	if err != nil {
		return r, err
	}
	f, err := fields.Record(value, "roster",
		"cube", "n", "previous", "authors", "threshold", "successor", "signatures")
	if err != nil {
		return r, err
	}
	r = Roster{
		Cube:      f.Link("cube"),
		Previous:  f.Link("previous"),
		N:         f.Int("n", 1, maxRosters),
		Threshold: int(f.Int("threshold", 1, 64)),
	}
	readAuthors(f, &r)
	if f.Has("successor") {
		r.successor, err = readSuccessor(f.Part(f.Any("successor")))
		f.Note(err)
	}
	readSignatures(f, &r)
	if err := f.Done(); err != nil {
		return r, err
	}
	if r.Threshold > r.signersOfMain() {
		return r, errors.New("the threshold is above the number of authors that may sign main")
	}
	payload := withoutSignatures(value.(dagcbor.Map))
	r.ID, r.message = cid.Of(cid.DagCBOR, payload), cube.Message(cube.Domain("roster", f.Version), payload)
	return r, nil
}

func withoutSignatures(record dagcbor.Map) []byte {
	unsigned := dagcbor.Map{}
	for name, value := range record {
		if name != "signatures" {
			unsigned[name] = value
		}
	}
	return dagcbor.Encode(unsigned)
}

func (r Roster) signersOfMain() (n int) {
	for _, author := range r.Authors {
		if author.MaySign("main") {
			n++
		}
	}
	return n
}

func (r Roster) author(key []byte) *Author {
	for i := range r.Authors {
		if bytes.Equal(r.Authors[i].Key, key) {
			return &r.Authors[i]
		}
	}
	return nil
}

func readAuthors(f *fields.Reader, r *Roster) {
	for _, raw := range f.List("authors", 1, 64) {
		one := f.Part(raw)
		author := Author{one.Key("key"), fields.Each[string](one, "branches", 1, 16)}
		f.Note(one.Done())
		for i, pattern := range author.Branches {
			if !isPattern(pattern) || i > 0 && author.Branches[i-1] >= pattern {
				f.Fail("%q is no pattern, or is out of order", pattern)
			}
		}
		if last := len(r.Authors) - 1; last >= 0 && bytes.Compare(r.Authors[last].Key, author.Key) >= 0 {
			f.Fail("the authors are not ordered, or one is there twice")
		}
		r.Authors = append(r.Authors, author)
	}
}

// isPattern: the name of a branch, the beginning of one and a star, or a star.
func isPattern(pattern string) bool {
	if utf8.RuneCountInString(pattern) > 128 || !norm.NFC.IsNormalString(pattern) {
		return false
	}
	start, star := strings.CutSuffix(pattern, "*")
	return star && start == "" || cube.IsBranch(start)
}

func readSuccessor(f *fields.Reader) (*successor, error) {
	s := &successor{f.Key("old"), f.Key("new"), f.Bytes("oldSig", 64, 64), f.Bytes("newSig", 64, 64), nil}
	s.message = SuccessorMessage(f.Bytes("old", 0, 64), f.Bytes("new", 0, 64), f.Time("time"), f.Version)
	return s, f.Done()
}

// SuccessorMessage is what both keys sign; they are in the form of the version.
func SuccessorMessage(old, new []byte, time, version int64) []byte {
	return cube.Message(cube.Domain("successor", version), dagcbor.Encode(dagcbor.Map{"old": old, "new": new, "time": time}))
}

func (s successor) check() error {
	return errors.Join(ed25519s.Verify(s.old, s.message, s.oldSig), ed25519s.Verify(s.new, s.message, s.newSig))
}

func readSignatures(f *fields.Reader, r *Roster) {
	for _, raw := range f.List("signatures", 0, maxSigners) {
		one := f.Part(raw)
		s := signature{one.Key("author"), one.Bytes("sig", 64, 64)}
		f.Note(one.Done())
		if last := len(r.signatures) - 1; last >= 0 && bytes.Compare(r.signatures[last].author, s.author) >= 0 {
			f.Fail("the signatures are not ordered, or one is there twice")
		}
		r.signatures = append(r.signatures, s)
	}
}
