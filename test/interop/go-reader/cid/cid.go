// Package cid knows the only form of CID that memcube has (protocols/cube/spec.md, "Blocks and CIDs"):
// version 1, sha2-256 with 32 bytes, and one of three codecs.
package cid

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// The three codecs.
const (
	Raw     = 0x55
	DagPB   = 0x70
	DagCBOR = 0x71
)

// CID is the binary form.
type CID [36]byte

var text = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Of computes the CID of a block.
func Of(codec byte, block []byte) (c CID) {
	c[0], c[1], c[2], c[3] = 1, codec, 0x12, 0x20
	digest := sha256.Sum256(block)
	copy(c[4:], digest[:])
	return c
}

// FromBytes reads the binary form and nothing after it.
func FromBytes(raw []byte) (c CID, err error) {
	if len(raw) != len(c) {
		return c, fmt.Errorf("a CID has 36 bytes, this has %d", len(raw))
	}
	copy(c[:], raw)
	if c[0] != 1 || c[2] != 0x12 || c[3] != 0x20 {
		return c, fmt.Errorf("not a CIDv1 with sha2-256: %x", raw[:4])
	}
	if codec := c.Codec(); codec != Raw && codec != DagPB && codec != DagCBOR {
		return c, fmt.Errorf("codec 0x%x is none of the three", codec)
	}
	return c, nil
}

// Parse reads the text form: lower case base32 with the prefix b, and no other.
func Parse(s string) (c CID, err error) {
	raw, err := Base32(s)
	if err != nil {
		return c, err
	}
	return FromBytes(raw)
}

// Base32 reads lower case base32 with the prefix b in its one form.
func Base32(s string) ([]byte, error) {
	rest, ok := strings.CutPrefix(s, "b")
	raw, err := text.DecodeString(rest)
	if !ok || err != nil || strings.ContainsAny(s, "\r\n") || text.EncodeToString(raw) != rest {
		return nil, fmt.Errorf("not lower case base32 with the prefix b")
	}
	return raw, nil
}

// ToBase32 writes what Base32 reads.
func ToBase32(raw []byte) string { return "b" + text.EncodeToString(raw) }

func (c CID) String() string { return ToBase32(c[:]) }

// Codec is one of the three.
func (c CID) Codec() byte { return c[1] }

// Matches hashes the block.
func (c CID) Matches(block []byte) bool { return Of(c.Codec(), block) == c }

// Compare orders by bytes.
func Compare(a, b CID) int { return bytes.Compare(a[:], b[:]) }

// MarshalText makes a CID its text form in JSON.
func (c CID) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the text form from JSON.
func (c *CID) UnmarshalText(text []byte) (err error) {
	*c, err = Parse(string(text))
	return err
}
