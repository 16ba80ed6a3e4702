// Package audit is protocols/audit/spec.md: entries, the tree over them, proofs, checkpoints and cosignatures.
package audit

import (
	"crypto/sha256"
	"errors"
	"math/bits"
)

// Hash is one of the tree.
type Hash = [32]byte

// LeafHash is that of RFC 6962, section 2.1.
func LeafHash(leaf []byte) Hash { return sha256.Sum256(append([]byte{0}, leaf...)) }

func nodeHash(left, right Hash) Hash {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// Root of the leaf hashes.
func Root(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return nodeHash(Root(leaves[:k]), Root(leaves[k:]))
}

// split is the largest power of two smaller than n.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// Inclusion is PATH of RFC 6962, section 2.1.1.
func Inclusion(m int, leaves []Hash) []Hash {
	if len(leaves) == 1 {
		return []Hash{}
	}
	k := split(len(leaves))
	if m < k {
		return append(Inclusion(m, leaves[:k]), Root(leaves[k:]))
	}
	return append(Inclusion(m-k, leaves[k:]), Root(leaves[:k]))
}

// Consistency is PROOF of RFC 6962, section 2.1.2.
func Consistency(m int, leaves []Hash) []Hash { return subproof(m, leaves, true) }

func subproof(m int, leaves []Hash, whole bool) []Hash {
	if m == len(leaves) {
		if whole {
			return []Hash{}
		}
		return []Hash{Root(leaves)}
	}
	k := split(len(leaves))
	if m <= k {
		return append(subproof(m, leaves[:k], whole), Root(leaves[k:]))
	}
	return append(subproof(m-k, leaves[k:], false), Root(leaves[:k]))
}

var errProof = errors.New("the proof does not hold")

// CheckInclusion is RFC 9162, section 2.1.3.2.
func CheckInclusion(leaf Hash, index, size int, root Hash, proof []Hash) error {
	if index >= size {
		return errProof
	}
	fn, sn, r := index, size-1, leaf
	for _, p := range proof {
		if sn == 0 {
			return errProof
		}
		if fn&1 == 1 || fn == sn {
			r = nodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || r != root {
		return errProof
	}
	return nil
}

// CheckConsistency is RFC 9162, section 2.1.4.2.
func CheckConsistency(first, second int, firstHash, secondHash Hash, proof []Hash) error {
	if first == second || first == 0 {
		if len(proof) > 0 || first == second && firstHash != secondHash || first > second {
			return errProof
		}
		return nil
	}
	if bits.OnesCount(uint(first)) == 1 {
		proof = append([]Hash{firstHash}, proof...)
	}
	if first > second || len(proof) == 0 {
		return errProof
	}
	fn, sn := first-1, second-1
	for fn&1 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := proof[0], proof[0]
	for _, c := range proof[1:] {
		if sn == 0 {
			return errProof
		}
		if fn&1 == 1 || fn == sn {
			fr, sr = nodeHash(c, fr), nodeHash(c, sr)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = nodeHash(sr, c)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || fr != firstHash || sr != secondHash {
		return errProof
	}
	return nil
}
