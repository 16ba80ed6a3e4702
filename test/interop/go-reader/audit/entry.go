package audit

import (
	"errors"
	"strings"

	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

// Entry is a leaf.
type Entry struct {
	Seq  int64
	Prev []byte
	Kind string
}

// ReadEntry reads the bytes of a leaf.
func ReadEntry(leaf []byte) (e Entry, err error) {
	r, err := fields.Decode(leaf)
	if err != nil {
		return e, err
	}
	r.Is("t", "memcube/audit")
	r.Version = r.Int("v", 1, 1)
	e = Entry{r.Int("seq", 0, dagcbor.MaxInteger), r.Bytes("prev", 32, 32), r.Text("kind", 1, 32)}
	r.Time("time")
	if e.Kind == "" || e.Kind[0] == '-' || strings.Trim(e.Kind, "abcdefghijklmnopqrstuvwxyz-") != "" {
		r.Note(errors.New("a kind is lower case letters and hyphens, a letter first"))
	}
	for _, name := range []string{"cube", "commit", "memory"} {
		if r.Has(name) {
			r.Link(name)
		}
	}
	for _, name := range []string{"head", "count"} {
		if r.Has(name) {
			r.Int(name, 0, dagcbor.MaxInteger)
		}
	}
	for name, most := range map[string]int{"author": 128, "tier": 32, "peer": 256, "code": 64, "verb": 64} {
		r.OptionalText(name, 1, most)
	}
	return e, r.Done()
}
