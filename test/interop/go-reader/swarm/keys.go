// Package swarm is protocols/swarm/spec.md: charters, the membership log and what counts in it, invitations, what is said
// at doors and between members, channels, boxes and mirrors.
package swarm

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base32"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
)

// derive is that of "Constructions".
func derive(secret []byte, label string, context ...any) []byte {
	info := dagcbor.Encode(append(dagcbor.List{label}, context...))
	key, err := hkdf.Key(sha256.New, secret, nil, string(info), 32)
	if err != nil {
		panic(err)
	}
	return key
}

func base32Text(raw []byte) string {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding).EncodeToString(raw)
}

// NetworkName is what protocols and topics of a swarm carry.
func NetworkName(swarm cid.CID) string { return "swarm-" + base32Text(swarm[4:])[:24] }

// Prologue of the fence of members, or of that of mirrors.
func Prologue(fence []byte, swarm cid.CID, epoch int64, ofMirrors bool) []byte {
	label := "memcube/swarm/fence/1"
	if ofMirrors {
		label = "memcube/swarm/mirror-fence/1"
	}
	return derive(fence, label, swarm, epoch)
}

// OpenPrevious gives the content secret of the epoch before.
func OpenPrevious(content []byte, swarm cid.CID, epoch int64, sealed []byte) ([]byte, error) {
	const label = "memcube/swarm/previous/1"
	if len(sealed) != 72 {
		return nil, errors.New("it has 72 bytes")
	}
	aead, err := chacha20poly1305.NewX(derive(content, label, swarm, epoch))
	if err != nil {
		return nil, err
	}
	about := dagcbor.Encode(dagcbor.List{label, swarm, epoch})
	return aead.Open(nil, sealed[:24], sealed[24:], about)
}

// KEM is the public key of DeriveKeyPair of RFC 9180.
func KEM(random []byte) (hpke.PrivateKey, error) {
	return hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(random)
}

// OpenWrap gives the secrets in a wrap for the member with this key.
func OpenWrap(private hpke.PrivateKey, swarm cid.CID, epoch int64, key, enc, ct []byte) ([]byte, error) {
	info := dagcbor.Encode(dagcbor.List{"memcube/swarm/wrap/1", swarm, epoch, key})
	r, err := hpke.NewRecipient(enc, private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info)
	if err != nil {
		return nil, err
	}
	return r.Open(nil, ct)
}

// isUsable says that something can be sealed to a key: it is not of small order.
func isUsable(kem []byte) bool {
	public, err := ecdh.X25519().NewPublicKey(kem)
	if err != nil {
		return false
	}
	private, _ := ecdh.X25519().NewPrivateKey(make([]byte, 32))
	_, err = private.ECDH(public)
	return err == nil
}
