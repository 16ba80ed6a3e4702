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
	// sizes that the node says of its links, and their sum.
	sizes int
	below int64
	data  bool
	raw   []byte
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
			part, raw = raw[:value:value], raw[value:]
			if part == nil {
				part = []byte{}
			}
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
		switch {
		case part == nil:
			return errors.New("a number where dag-pb has bytes")
		case number == 1 && !n.data:
			n.data = true
			n.raw = part
			return nil
		case number == 2:
			return n.link(part)
		}
		return errors.New("a field that dag-pb does not have, or data twice")
	})
	if len(n.links) > maxLinks {
		return n, errors.New("more than 8,192 links")
	}
	return n, err
}

func (n *pbNode) link(raw []byte) error {
	named := false
	err := readPB(raw, func(number int, _ uint64, part []byte) error {
		if number != 1 {
			return nil
		}
		named = true
		id, err := cid.FromBytes(part)
		if err == nil && id.Codec() == cid.DagCBOR {
			err = errors.New("a payload that links to dag-cbor")
		}
		n.links = append(n.links, id)
		return err
	})
	if err == nil && !named {
		err = errors.New("a link without a CID")
	}
	return err
}

// file reads the UnixFS part: the type raw (0) or file (2), the bytes in it, and a size for each link.
func (n *pbNode) file() error {
	kind := uint64(1)
	err := readPB(n.raw, func(number int, value uint64, part []byte) error {
		switch number {
		case 1:
			kind = value
		case 2:
			n.inline = part
		case 4:
			n.sizes, n.below = n.sizes+1, n.below+int64(value)
		}
		return nil
	})
	if err == nil && kind != 0 && kind != 2 {
		err = errors.New("not a file of UnixFS")
	}
	if err == nil && n.sizes != len(n.links) {
		err = errors.New("not one size for each link")
	}
	return err
}

// ReadLinks gives the links of a block of dag-pb that is a part of a payload.
func ReadLinks(block []byte) ([]cid.CID, error) {
	node, err := readPBNode(block)
	return node.links, err
}

// ReadPayload gives the bytes of a payload from its blocks.
func ReadPayload(id cid.CID, blocks map[cid.CID][]byte) ([]byte, error) {
	block, has := blocks[id]
	if !has || !id.Matches(block) {
		return nil, errors.New("a block of the payload is missing or false")
	}
	if id.Codec() == cid.Raw {
		return block, nil
	}
	node, err := readPBNode(block)
	if err == nil {
		err = node.file()
	}
	if err != nil {
		return nil, err
	}
	body := append([]byte{}, node.inline...)
	for _, link := range node.links {
		part, err := ReadPayload(link, blocks)
		if err != nil {
			return nil, err
		}
		body = append(body, part...)
	}
	if int64(len(body)-len(node.inline)) != node.below {
		return nil, errors.New("the sizes of a node are not true")
	}
	return body, nil
}
