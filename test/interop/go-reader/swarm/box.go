package swarm

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
)

// Contents are the content secrets of a swarm by epoch.
type Contents struct {
	Swarm   cid.CID
	Secrets map[int64][]byte
}

// ErrNoKey is for an epoch that is not known.
var ErrNoKey = errors.New("no secret of this epoch")

func hmacOf(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// keys of texts about something in an epoch, and the associated data of a place.
func (c Contents) keys(about cid.CID, epoch int64, place dagcbor.List) (cipher, prf, data []byte, err error) {
	content, known := c.Secrets[epoch]
	if !known {
		return nil, nil, nil, ErrNoKey
	}
	data = append(dagcbor.Encode(dagcbor.List{"memcube/sealed/1", c.Swarm, about, epoch}), dagcbor.Encode(place)...)
	return derive(content, "memcube/sealed/cipher/1", c.Swarm, epoch, about),
		derive(content, "memcube/sealed/nonce/1", c.Swarm, epoch, about), data, nil
}

// Seal makes the one box of a text.
func (c Contents) Seal(about cid.CID, epoch int64, place dagcbor.List, text []byte) ([]byte, error) {
	cipher, prf, data, err := c.keys(about, epoch, place)
	if err != nil {
		return nil, err
	}
	nonce := hmacOf(prf, binary.BigEndian.AppendUint32(nil, uint32(len(data))), data, text)[:24]
	aead, err := chacha20poly1305.NewX(cipher)
	if err != nil {
		return nil, err
	}
	return aead.Seal(append(binary.BigEndian.AppendUint32(nil, uint32(epoch)), nonce...), nonce, text, data), nil
}

// Open gives the text of a box.
func (c Contents) Open(about cid.CID, place dagcbor.List, box []byte) ([]byte, error) {
	if len(box) < 4+24+16 {
		return nil, errors.New("too short for a box")
	}
	epoch := int64(binary.BigEndian.Uint32(box))
	cipher, prf, data, err := c.keys(about, epoch, place)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(cipher)
	if err != nil {
		return nil, err
	}
	text, err := aead.Open(nil, box[4:28], box[28:], data)
	if err != nil {
		return nil, err
	}
	nonce := hmacOf(prf, binary.BigEndian.AppendUint32(nil, uint32(len(data))), data, text)[:24]
	if !bytes.Equal(nonce, box[4:28]) {
		return nil, errors.New("another nonce than the text has")
	}
	return text, nil
}
