package ed25519s

import (
	"errors"
	"math/big"
	"strings"
)

const (
	base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	prefix = "did:key:z"
)

// DID is the text form of a public key.
func DID(publicKey []byte) string {
	n := new(big.Int).SetBytes(append([]byte{0xed, 0x01}, publicKey...))
	digits, rest := []byte{}, new(big.Int)
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), rest)
		digits = append([]byte{base58[rest.Int64()]}, digits...)
	}
	return prefix + string(digits)
}

// ParseDID reads the one text form of a public key.
func ParseDID(did string) ([]byte, error) {
	digits, ok := strings.CutPrefix(did, prefix)
	if !ok || len(digits) > 64 {
		return nil, errors.New("no did:key")
	}
	n := new(big.Int)
	for i := range len(digits) {
		digit := strings.IndexByte(base58, digits[i])
		if digit < 0 {
			return nil, errors.New("not base58")
		}
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(digit)))
	}
	raw := n.Bytes()
	if len(raw) != 34 || raw[0] != 0xed || raw[1] != 0x01 || DID(raw[2:]) != did {
		return nil, errors.New("not the did:key of an Ed25519 key")
	}
	return raw[2:], nil
}
