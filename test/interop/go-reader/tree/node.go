// Package tree is protocols/tree/spec.md: building, verifying, comparing and proving.
package tree

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/bits"
	"unicode/utf8"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

// Entry is a key with its value and the child after it.
type Entry struct {
	Key   string
	Value cid.CID
	Right *cid.CID
}

// Node is one block of a tree, its keys not compressed.
type Node struct {
	Left    *cid.CID
	Entries []Entry
}

const maxKeyBytes = 1024

// Level is how high a key stands.
func Level(key string, bitsPerLevel int) int {
	zeros := 0
	for _, b := range sha256.Sum256([]byte(key)) {
		zeros += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return zeros / bitsPerLevel
}

// ReadNode applies rules 1 to 4.
func ReadNode(block []byte) (n Node, err error) {
	r, err := fields.Decode(block)
	if err != nil {
		return n, err
	}
	n.Left, err = child(r, "l")
	r.Note(err)
	before := []byte{}
	for i, raw := range r.List("e", 0, dagcbor.MaxValues) {
		entry, err := readEntry(raw, before, i == 0)
		if err != nil {
			return n, err
		}
		n.Entries, before = append(n.Entries, entry), []byte(entry.Key)
	}
	return n, r.Done()
}

func readEntry(raw any, before []byte, first bool) (e Entry, err error) {
	r := fields.Of(raw)
	suffix, shared := r.Bytes("k", 1, maxKeyBytes), r.Int("p", 0, int64(len(before)))
	e.Value = r.AnyLink("v")
	e.Right, err = child(r, "t")
	r.Note(err)
	if err := r.Done(); err != nil {
		return e, err
	}
	if !first && int(shared) < len(before) && suffix[0] <= before[shared] {
		return e, errors.New("keys do not ascend, or share more than `p` says")
	}
	key := append(bytes.Clone(before[:shared]), suffix...)
	if len(key) > maxKeyBytes || !utf8.Valid(key) {
		return e, errors.New("a key is 1 to 1,024 bytes of UTF-8")
	}
	e.Key = string(key)
	return e, nil
}

// child is a link to dag-cbor or null.
func child(r *fields.Reader, name string) (*cid.CID, error) {
	switch link := r.Any(name).(type) {
	case nil:
		return nil, nil
	case cid.CID:
		if link.Codec() == cid.DagCBOR {
			return &link, nil
		}
	}
	return nil, fmt.Errorf("%q is no child", name)
}

// Block writes a node.
func (n Node) Block() []byte {
	entries, before := dagcbor.List{}, ""
	for _, entry := range n.Entries {
		shared := 0
		for shared < min(len(before), len(entry.Key)) && before[shared] == entry.Key[shared] {
			shared++
		}
		entries = append(entries, dagcbor.Map{
			"p": shared, "k": []byte(entry.Key[shared:]), "v": entry.Value, "t": orNull(entry.Right),
		})
		before = entry.Key
	}
	return dagcbor.Encode(dagcbor.Map{"e": entries, "l": orNull(n.Left)})
}

func orNull(link *cid.CID) any {
	if link == nil {
		return nil
	}
	return *link
}
