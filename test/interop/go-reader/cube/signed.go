// Package cube reads the records of protocols/cube/spec.md.
package cube

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
)

// Unsigned is the record without `sig`.
func Unsigned(record dagcbor.Map) []byte {
	unsigned := dagcbor.Map{}
	for name, value := range record {
		if name != "sig" {
			unsigned[name] = value
		}
	}
	return dagcbor.Encode(unsigned)
}

// Domain is the text of `t`, a slash and `v`.
func Domain(kind string, version int64) string { return fmt.Sprintf("memcube/%s/%d", kind, version) }

// Message is what is signed: the domain, a zero byte, and the hash of the payload.
func Message(domain string, payload []byte) []byte {
	digest := sha256.Sum256(payload)
	return append(append([]byte(domain), 0), digest[:]...)
}

// Signed is what all signed records have.
type Signed struct {
	Author []byte
	domain string
	record dagcbor.Map
	sig    []byte
}

// CheckSignature says whether the author signed it.
func (s Signed) CheckSignature() error {
	return ed25519s.Verify(s.Author, Message(s.domain, Unsigned(s.record)), s.sig)
}

// OpenRecord decodes a record of a kind with these fields beside v, t and crit.
func OpenRecord(kind string, block []byte, most int, known ...string) (*fields.Reader, dagcbor.Map, error) {
	if len(block) > most {
		return nil, nil, fmt.Errorf("a %s has at most %d bytes, this has %d", kind, most, len(block))
	}
	value, err := dagcbor.Decode(block)
	if err != nil {
		return nil, nil, err
	}
	record, _ := value.(dagcbor.Map)
	r, err := fields.Record(value, kind, known...)
	return r, record, err
}

// ReadSigned reads the author and the signature of a record.
func ReadSigned(kind string, r *fields.Reader, record dagcbor.Map) Signed {
	return Signed{
		Author: r.Key("author"),
		sig:    r.Bytes("sig", 64, 64),
		domain: Domain(kind, r.Version),
		record: record,
	}
}

// named says whether a key is in a list.
func named(key []byte, among [][]byte) bool {
	for _, other := range among {
		if bytes.Equal(key, other) {
			return true
		}
	}
	return false
}
