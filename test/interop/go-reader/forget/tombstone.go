// Package forget reads the tombstones of protocols/forget/spec.md.
package forget

import (
	"bytes"
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
)

const prefix = ".memcube/forgotten/"

// Read gives the memory that a tombstone counts against: the bytes under a key of a cube, whose authors are or were these.
func Read(of cid.CID, authors [][]byte, key string, raw []byte) (memory cid.CID, err error) {
	value, err := dagcbor.Decode(raw)
	if err != nil {
		return memory, err
	}
	r, err := fields.Record(value, "tombstone", "cube", "memory", "author", "time", "reason", "sig")
	if err != nil {
		return memory, err
	}
	r.Time("time")
	r.OptionalText("reason", 1, 1024)
	memory = r.Link("memory")
	author, sig, in := r.Key("author"), r.Bytes("sig", 64, 64), r.Link("cube")
	if err := r.Done(); err != nil {
		return memory, err
	}
	if in != of || key != prefix+memory.String() {
		return memory, errors.New("it is for another cube or lies under another key")
	}
	for _, known := range authors {
		if bytes.Equal(known, author) {
			message := cube.Message(cube.Domain("tombstone", r.Version), cube.Unsigned(value.(dagcbor.Map)))
			return memory, ed25519s.Verify(author, message, sig)
		}
	}
	return memory, errors.New("its author is none of the cube")
}
