package sync

import (
	"encoding/binary"
	"errors"

	"memcube.test/go-reader/cid"
)

// pbNode is a block of dag-pb that is a node of a UnixFS file.
type pbNode struct {
	links []cid.CID
	// inline are the bytes of the file that are in the node itself.
	inline []byte
}

// readPB reads the fields of a protobuf one after the other.
func readPB(raw []byte, field func(number int, value uint64, bytes []byte) error) error {
	for len(raw) > 0 {
		tag, n := binary.Uvarint(raw)
		if n <= 0 {
			return errors.New("no protobuf")
		}
		value, m := binary.Uvarint(raw[n:])
		if m <= 0 {
			return errors.New("no protobuf")
		}
		raw = raw[n+m:]
		var part []byte
		switch tag & 7 {
		case 0:
		case 2:
			if value > uint64(len(raw)) {
				return errors.New("a field beyond the end")
			}
			part, raw = raw[:value], raw[value:]
		default:
			return errors.New("a field of another kind")
		}
		if err := field(int(tag>>3), value, part); err != nil {
			return err
		}
	}
	return nil
}

const maxLinks = 8_192

func readPBNode(block []byte) (n pbNode, err error) {
	err = readPB(block, func(number int, _ uint64, part []byte) error {
		switch number {
		case 1:
			return n.file(part)
		case 2:
			return n.link(part)
		}
		return errors.New("a field that dag-pb does not have")
	})
	if len(n.links) > maxLinks {
		return n, errors.New("more than 8,192 links")
	}
	return n, err
}

func (n *pbNode) link(raw []byte) error {
	return readPB(raw, func(number int, _ uint64, part []byte) error {
		if number != 1 {
			return nil
		}
		id, err := cid.FromBytes(part)
		if err == nil && id.Codec() == cid.DagCBOR {
			err = errors.New("a payload that links to dag-cbor")
		}
		n.links = append(n.links, id)
		return err
	})
}

// file reads the UnixFS part: type 0 (raw) or 2 (file), and the bytes in it.
func (n *pbNode) file(raw []byte) error {
	return readPB(raw, func(number int, value uint64, part []byte) error {
		switch number {
		case 1:
			if value != 0 && value != 2 {
				return errors.New("not a file of UnixFS")
			}
		case 2:
			n.inline = part
		}
		return nil
	})
}
