package swarm

import (
	"bytes"
	"encoding/binary"
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
)

// Mirror is what one author holds of a cube, sealed.
type Mirror struct {
	Contents
	Plain           cube.Genesis
	Author          []byte
	Genesis, Header []byte
	blinding        []byte
}

const (
	maxInline  = 16_384
	pieceBytes = 524_288
	maxPieces  = 2
)

// NewMirror makes the mirror of a cube and author that begins in an epoch.
func NewMirror(c Contents, plain, author []byte, epoch int64) (m Mirror, err error) {
	m = Mirror{Contents: c, Author: author}
	if m.Plain, err = cube.ReadGenesis(plain); err != nil {
		return m, err
	}
	content, known := c.Secrets[epoch]
	if !known {
		return m, ErrNoKey
	}
	m.blinding = derive(content, "memcube/sealed/names/1", c.Swarm, epoch, m.Plain.ID)
	m.Genesis = dagcbor.Encode(dagcbor.Map{
		"v": int64(1), "t": "memcube/genesis", "name": "sealed-" + base32Text(hmacOf(m.blinding, []byte("name\x00"), author))[:16],
		"authors": dagcbor.List{author}, "visibility": m.Plain.Visibility, "created": int64(0),
		"nonce": hmacOf(m.blinding, []byte("nonce\x00"), author)[:16],
	})
	box, err := c.Seal(c.Swarm, epoch, dagcbor.List{"header"}, plain)
	m.Header = sealedRecord(box)
	return m, err
}

// Blind is what a name is called in the mirror.
func (m Mirror) Blind(name string) string {
	return base32Text(hmacOf(m.blinding, []byte("key\x00"), []byte(name)))
}

func sealedRecord(body any) []byte {
	return dagcbor.Encode(dagcbor.Map{
		"v": int64(1), "t": "memcube/memory", "type": "parameter", "media": "application/vnd.memcube.sealed", "body": body,
		"tags": dagcbor.List{}, "created": int64(0), "provenance": dagcbor.Map{"activity": "sealed"}, "governance": dagcbor.Map{},
	})
}

// bodyOf reads the memory of a header or an entry: it differs from another one in nothing but its body.
func bodyOf(block []byte) (box []byte, payload *cube.Payload, err error) {
	memory, err := cube.ReadMemory(block)
	if err != nil {
		return nil, nil, err
	}
	value, _ := dagcbor.Decode(block)
	if !bytes.Equal(sealedRecord(value.(dagcbor.Map)["body"]), block) || memory.Text != "" {
		return nil, nil, errors.New("not the memory of a mirror")
	}
	return memory.Bytes, memory.Payload, nil
}

// OpenMirror reads that of somebody else.
func OpenMirror(c Contents, genesis, header []byte) (m Mirror, err error) {
	read, err := cube.ReadGenesis(genesis)
	if err != nil {
		return m, err
	}
	box, payload, err := bodyOf(header)
	if err != nil {
		return m, err
	}
	if len(read.Authors) != 1 || payload != nil || len(box) < 4 {
		return m, errors.New("no mirror, or its header is not inline")
	}
	plain, err := c.Open(c.Swarm, dagcbor.List{"header"}, box)
	if err != nil {
		return m, err
	}
	m, err = NewMirror(c, plain, read.Authors[0], int64(binary.BigEndian.Uint32(box)))
	if err == nil && (!bytes.Equal(m.Genesis, genesis) || !bytes.Equal(m.Header, header)) {
		err = errors.New("the header of another mirror")
	}
	return m, err
}

func (m Mirror) text(kind, name string, entry []byte, pieces [][]byte) ([]byte, error) {
	box, payload, err := bodyOf(entry)
	if err != nil {
		return nil, err
	}
	if payload == nil {
		if len(pieces) > 0 {
			return nil, errors.New("pieces that the entry does not name")
		}
		return m.Open(m.Plain.ID, dagcbor.List{kind, name, int64(0)}, box)
	}
	if len(pieces) < 1 || len(pieces) > maxPieces {
		return nil, errors.New("one or two pieces")
	}
	var text []byte
	size := int64(0)
	for i, piece := range pieces {
		part, err := m.Open(m.Plain.ID, dagcbor.List{kind, name, int64(i)}, piece)
		if err != nil {
			return nil, err
		}
		text, size = append(text, part...), size+int64(len(piece))
	}
	if size != payload.Bytes {
		return nil, errors.New("another size than the entry says")
	}
	return text, nil
}

// Block opens the entry of a plain block.
func (m Mirror) Block(id cid.CID, entry []byte, pieces [][]byte) ([]byte, error) {
	block, err := m.text("block", m.Blind("block/"+id.String()), entry, pieces)
	if err == nil && !id.Matches(block) {
		err = errors.New("other bytes than those of the block")
	}
	return block, err
}

// Statement opens what the author last signed of the cube.
func (m Mirror) Statement(entry []byte, pieces [][]byte) (statement []byte, rosters [][]byte, err error) {
	text, err := m.text("statement", m.Blind("statement"), entry, pieces)
	if err != nil {
		return nil, nil, err
	}
	value, err := dagcbor.Decode(text)
	list, _ := value.(dagcbor.List)
	if err != nil || len(list) != 2 {
		return nil, nil, errors.Join(errors.New("a statement and rosters"), err)
	}
	statement, isBytes := list[0].([]byte)
	raw, isList := list[1].(dagcbor.List)
	total := 0
	for _, one := range raw {
		roster, is := one.([]byte)
		isBytes = isBytes && is && len(roster) <= 16_384
		rosters, total = append(rosters, roster), total+len(roster)
	}
	if !isBytes || !isList || len(raw) > 256 || total > 262_144 {
		return nil, nil, errors.New("rosters of another kind or size")
	}
	read, err := cube.ReadStatement(statement)
	if err != nil {
		return nil, nil, err
	}
	if read.Cube != m.Plain.ID || !bytes.Equal(read.Author, m.Author) {
		return nil, nil, errors.New("about another cube, or by another author")
	}
	return statement, rosters, read.CheckSignature()
}
