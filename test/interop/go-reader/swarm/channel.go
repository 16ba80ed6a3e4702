package swarm

import (
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"memcube.test/go-reader/cid"
)

const (
	frameText = 1_048_559
	maxRest   = 17
)

// ChannelKey is that of one direction.
func ChannelKey(content []byte, swarm cid.CID, protocol, opener, answerer string, openerHello, answererHello []byte, side string) []byte {
	return derive(content, "memcube/swarm/channel/1", swarm, protocol, opener, answerer, openerHello, answererHello, side)
}

// Direction reads the frames of one.
type Direction struct {
	Key    []byte
	count  uint64
	begun  []byte
	isCut  bool
	HasEnd bool
	Frames [][]byte
}

// Take opens the next sealed frame.
func (d *Direction) Take(sealed []byte) error {
	if d.HasEnd || len(sealed) < 1+chacha20poly1305.Overhead || len(sealed) > maxFrame {
		return errors.New("after the end, too short, or too long")
	}
	aead, err := chacha20poly1305.NewX(d.Key)
	if err != nil {
		return err
	}
	nonce := binary.BigEndian.AppendUint64(make([]byte, 16), d.count<<8|uint64(sealed[0]))
	text, err := aead.Open(nil, nonce, sealed[1:], nil)
	if err != nil {
		return err
	}
	d.count++
	return d.add(sealed[0], text)
}

func (d *Direction) add(kind byte, text []byte) error {
	switch {
	case kind == 0 && d.isCut && (len(text) < 1 || len(text) > maxRest):
		return errors.New("a rest has 1 to 17 bytes")
	case kind == 0:
		d.Frames = append(d.Frames, append(d.begun, text...))
		d.begun, d.isCut = nil, false
	case kind == 1 && !d.isCut && len(text) == frameText:
		d.begun, d.isCut = text, true
	case kind == 2 && !d.isCut && len(text) == 0:
		d.HasEnd = true
	default:
		return errors.New("a frame that may not stand here")
	}
	return nil
}
