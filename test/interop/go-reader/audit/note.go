package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"memcube.test/go-reader/ed25519s"
)

// Algorithms of keys of notes.
const (
	Signs    = 0x01
	Cosigns  = 0x04
	maxUnits = 65_536
	maxLines = 64
)

// Note is that of C2SP signed-note.
type Note struct {
	Text       string
	Signatures []Signature
}

// Signature is one line below a note; ID says by which key.
type Signature struct {
	Name string
	ID   [4]byte
	Sig  []byte
}

// ReadNote reads one.
func ReadNote(raw string) (n Note, err error) {
	if len(utf16.Encode([]rune(raw))) > maxUnits || !utf8.ValidString(raw) {
		return n, errors.New("a note has at most 65,536 UTF-16 units")
	}
	if strings.IndexFunc(raw, func(c rune) bool { return c < 0x20 && c != '\n' }) >= 0 {
		return n, errors.New("a control character")
	}
	end := strings.LastIndex(raw, "\n\n")
	if end < 0 || !strings.HasSuffix(raw, "\n") || end+2 == len(raw) {
		return n, errors.New("no empty line with signatures after it")
	}
	n.Text = raw[:end+1]
	lines := strings.Split(strings.TrimSuffix(raw[end+2:], "\n"), "\n")
	if len(lines) > maxLines {
		return n, errors.New("more than 64 signatures")
	}
	for _, line := range lines {
		signature, err := readSignature(line)
		if err != nil {
			return n, err
		}
		n.Signatures = append(n.Signatures, signature)
	}
	return n, nil
}

func readSignature(line string) (s Signature, err error) {
	rest, ok := strings.CutPrefix(line, "\u2014 ")
	name, encoded, both := strings.Cut(rest, " ")
	if !ok || !both || name == "" || strings.ContainsRune(name, '+') || strings.IndexFunc(name, unicode.IsSpace) >= 0 {
		return s, errors.New("a line that is no signature")
	}
	raw, err := Base64(encoded)
	if err != nil || len(raw) < 5 {
		return s, errors.New("a signature that is too short, or no base64")
	}
	s.Name, s.Sig = name, raw[4:]
	copy(s.ID[:], raw)
	return s, nil
}

// Base64 reads what is written in one form only.
func Base64(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err == nil && base64.StdEncoding.EncodeToString(raw) != text {
		err = errors.New("not the one form of base64")
	}
	return raw, err
}

// KeyID says which key and algorithm.
func KeyID(name string, algorithm byte, key []byte) (id [4]byte) {
	hash := sha256.Sum256(append(append([]byte(name), '\n', algorithm), key...))
	copy(id[:], hash[:])
	return id
}

// by gives the signatures that say that they are by a key.
func (n Note) by(name string, algorithm byte, key []byte) (own []Signature) {
	id := KeyID(name, algorithm, key)
	for _, s := range n.Signatures {
		if s.Name == name && s.ID == id {
			own = append(own, s)
		}
	}
	return own
}

// CheckSigned demands a signature of the key, and that each of the key holds.
func (n Note) CheckSigned(name string, key []byte) error {
	own := n.by(name, Signs, key)
	if len(own) == 0 {
		return fmt.Errorf("%s has not signed it", name)
	}
	for _, s := range own {
		if err := ed25519s.Verify(key, []byte(n.Text), s.Sig); err != nil {
			return err
		}
	}
	return nil
}

// CosignedAt gives the seconds at which a key cosigned: the first of its lines counts.
func (n Note) CosignedAt(name string, key []byte) (int64, error) {
	own := n.by(name, Cosigns, key)
	if len(own) == 0 {
		return 0, fmt.Errorf("%s has not cosigned it", name)
	}
	seconds, sig, err := own[0].Cosigned()
	if err != nil {
		return 0, err
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, n.Text)
	return seconds, ed25519s.Verify(key, []byte(message), sig)
}

// Cosigned reads the time of a cosignature, and the signature behind it.
func (s Signature) Cosigned() (seconds int64, sig []byte, err error) {
	if len(s.Sig) != 72 {
		return 0, nil, errors.New("a cosignature has 8 and 64 bytes")
	}
	at := binary.BigEndian.Uint64(s.Sig)
	if at > 1<<53-1 {
		return 0, nil, errors.New("a time beyond 2^53 - 1")
	}
	return int64(at), s.Sig[8:], nil
}

// Checkpoint says what a log is.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   []byte
}

// ReadCheckpoint reads the text of a note.
func ReadCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || lines[0] == "" {
		return c, errors.New("a checkpoint has three lines")
	}
	for _, line := range lines[3:] {
		if line == "" {
			return c, errors.New("an empty line in a checkpoint")
		}
	}
	c.Origin = lines[0]
	if c.Size, err = size(lines[1]); err != nil {
		return c, err
	}
	c.Root, err = Base64(lines[2])
	if err == nil && len(c.Root) != 32 {
		err = errors.New("a root has 32 bytes")
	}
	return c, err
}

func size(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 1<<53-1 || strconv.FormatInt(n, 10) != text || math.Signbit(float64(n)) {
		return 0, fmt.Errorf("%q is no size", text)
	}
	return n, nil
}

// ReadHome reads the checkpoint of a home, signed by the author that its origin names.
func ReadHome(raw string) (c Checkpoint, n Note, err error) {
	if n, err = ReadNote(raw); err != nil {
		return c, n, err
	}
	if c, err = ReadCheckpoint(n.Text); err != nil {
		return c, n, err
	}
	rest, ok := strings.CutPrefix(c.Origin, "memcube/audit/")
	did, peer, both := strings.Cut(rest, "/")
	if !ok || !both || !isPeer(peer) {
		return c, n, errors.New("not the log of a home")
	}
	key, err := ed25519s.ParseDID(did)
	if err != nil {
		return c, n, err
	}
	return c, n, n.CheckSigned(c.Origin, key)
}

func isPeer(text string) bool {
	return text != "" && len(bytes.Trim([]byte(text), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) == 0
}
