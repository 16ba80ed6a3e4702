// Package forget reads the tombstones of protocols/forget/spec.md.
package forget

import (
	"bytes"
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
)

const (
	prefix = ".memcube/forgotten/"
	// It is the body of a memory.
	maxBytes = 16_384
)

// Tombstone says which memory of which cube is forgotten.
type Tombstone struct {
	Cube, Memory cid.CID
	cube.Signed
}

// ReadTombstone reads the record; the signature is checked apart.
func ReadTombstone(raw []byte) (t Tombstone, err error) {
	r, record, err := cube.OpenRecord("tombstone", raw, maxBytes, "cube", "memory", "author", "time", "reason", "sig")
	if err != nil {
		return t, err
	}
	r.Time("time")
	if r.Has("reason") {
		r.Text("reason", 1, 1024)
	}
	t = Tombstone{r.Link("cube"), r.Link("memory"), cube.ReadSigned("tombstone", r, record)}
	return t, r.Done()
}

// Read gives the memory that a tombstone counts against: the bytes under a key of a cube, whose authors are or were these.
func Read(of cid.CID, authors [][]byte, key string, raw []byte) (memory cid.CID, err error) {
	t, err := ReadTombstone(raw)
	if err != nil {
		return memory, err
	}
	if t.Cube != of || key != prefix+t.Memory.String() {
		return memory, errors.New("it is for another cube or lies under another key")
	}
	for _, known := range authors {
		if bytes.Equal(known, t.Author) {
			return t.Memory, t.CheckSignature()
		}
	}
	return memory, errors.New("its author is none of the cube")
}
