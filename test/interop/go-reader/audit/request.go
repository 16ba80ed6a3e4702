package audit

import (
	"errors"
	"strings"
)

// Request is what somebody who cosigns is given.
type Request struct {
	Old        int64
	Proof      [][]byte
	Checkpoint string
}

const maxProof = 63

// ReadRequest reads a proof with a checkpoint, or a checkpoint alone.
func ReadRequest(raw string) (r Request, err error) {
	rest, ok := strings.CutPrefix(raw, "old ")
	first, rest, line := strings.Cut(rest, "\n")
	old, fault := size(first)
	if !ok || !line || fault != nil {
		return Request{0, [][]byte{}, raw}, nil
	}
	r = Request{old, [][]byte{}, ""}
	for {
		encoded, after, more := strings.Cut(rest, "\n")
		if !more {
			return r, errors.New("no empty line after the proof")
		}
		if rest = after; encoded == "" {
			r.Checkpoint = rest
			return r, nil
		}
		hash, err := Base64(encoded)
		if r.Proof = append(r.Proof, hash); err != nil || len(hash) != 32 || len(r.Proof) > maxProof {
			return r, errors.New("a proof has at most 63 hashes")
		}
	}
}
