package sync

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
)

// CAR reads a pack as it arrives: one root, then blocks, each passed on when it is whole.
type CAR struct {
	Root   cid.CID
	Take   func(cid.CID, []byte) error
	Blocks int64
	// Bytes that are read and taken.
	Bytes   int64
	waiting []byte
	started bool
}

// Write takes the next bytes.
func (c *CAR) Write(part []byte) error {
	c.waiting = append(c.waiting, part...)
	for {
		size, length, err := c.next()
		if err != nil || length == 0 {
			return err
		}
		section := c.waiting[size : size+length]
		if err := c.section(section); err != nil {
			return err
		}
		c.waiting, c.Bytes = c.waiting[size+length:], c.Bytes+int64(size+length)
	}
}

// next tells the bytes of the length and the length of the next section, or 0 if it is not whole yet.
func (c *CAR) next() (size, length int, err error) {
	n, size := binary.Uvarint(c.waiting)
	if size == 0 && len(c.waiting) < binary.MaxVarintLen64 {
		return 0, 0, nil
	}
	if size <= 0 || !bytes.Equal(binary.AppendUvarint(nil, n), c.waiting[:size]) {
		return 0, 0, errors.New("a length that is not in its shortest form")
	}
	if n == 0 || n > dagcbor.MaxBytes+36 {
		return 0, 0, fmt.Errorf("a section of %d bytes", n)
	}
	if int(n) > len(c.waiting)-size {
		return 0, 0, nil
	}
	return size, int(n), nil
}

func (c *CAR) section(section []byte) error {
	if !c.started {
		c.started = true
		header := dagcbor.Encode(dagcbor.Map{"roots": dagcbor.List{c.Root}, "version": 1})
		if !bytes.Equal(section, header) {
			return errors.New("not the header of a CARv1 with the wanted commit as its one root")
		}
		return nil
	}
	if len(section) < 36 {
		return errors.New("a section without a CID")
	}
	id, err := cid.FromBytes(section[:36])
	if err != nil {
		return err
	}
	c.Blocks++
	return c.Take(id, bytes.Clone(section[36:]))
}

// End says whether the pack stopped between two blocks.
func (c *CAR) End() error {
	if !c.started || len(c.waiting) > 0 {
		return errors.New("the pack ends within a block, or before its header")
	}
	return nil
}
