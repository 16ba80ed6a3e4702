package ed25519s

import "math/big"

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// DID is the text form of a public key.
func DID(publicKey []byte) string {
	n := new(big.Int).SetBytes(append([]byte{0xed, 0x01}, publicKey...))
	digits, rest := []byte{}, new(big.Int)
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), rest)
		digits = append([]byte{base58[rest.Int64()]}, digits...)
	}
	return "did:key:z" + string(digits)
}
