// Package ed25519s gives the one verdict on a signature that protocols/cube/spec.md, "Signatures", asks for.
package ed25519s

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"

	"filippo.io/edwards25519"
)

// orderLess1 is L - 1, the greatest scalar.
var orderLess1 = new(edwards25519.Scalar).Negate(one())

func one() *edwards25519.Scalar {
	raw := make([]byte, 32)
	raw[0] = 1
	s, _ := new(edwards25519.Scalar).SetCanonicalBytes(raw)
	return s
}

// Verify holds a signature against the six rules.
func Verify(publicKey, message, signature []byte) error {
	if len(signature) != 64 || len(publicKey) != 32 {
		return errors.New("rule 1: the lengths")
	}
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(signature[32:])
	if err != nil {
		return errors.New("rule 2: S is not below the order")
	}
	a, err := primePoint(publicKey)
	if err != nil {
		return fmt.Errorf("rules 3 and 4: the key: %w", err)
	}
	r, err := primePoint(signature[:32])
	if err != nil {
		return fmt.Errorf("rule 5: R: %w", err)
	}
	digest := sha512.Sum512(bytes.Join([][]byte{signature[:32], publicKey, message}, nil))
	k, err := new(edwards25519.Scalar).SetUniformBytes(digest[:])
	if err != nil {
		return err
	}
	left := new(edwards25519.Point).ScalarBaseMult(s)
	right := new(edwards25519.Point).ScalarMult(k, a)
	if left.Equal(right.Add(r, right)) != 1 {
		return errors.New("rule 6: the equation does not hold")
	}
	return nil
}

// primePoint reads the canonical encoding of a point of prime order.
func primePoint(raw []byte) (*edwards25519.Point, error) {
	p, err := new(edwards25519.Point).SetBytes(raw)
	if err != nil {
		return nil, errors.New("no point")
	}
	// The library reads y beyond the field and a sign on x = 0; writing gives the canonical form.
	if !bytes.Equal(p.Bytes(), raw) {
		return nil, errors.New("not the canonical encoding of its point")
	}
	neutral := edwards25519.NewIdentityPoint()
	if p.Equal(neutral) == 1 {
		return nil, errors.New("the neutral element")
	}
	// [L]P = [L - 1]P + P.
	times := new(edwards25519.Point).ScalarMult(orderLess1, p)
	if times.Add(times, p).Equal(neutral) != 1 {
		return nil, errors.New("not in the group of prime order")
	}
	return p, nil
}
