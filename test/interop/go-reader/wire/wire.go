// Package wire has what all protocols between nodes share (protocols/README.md, "Streams and frames" and "Refusals").
package wire

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"memcube.test/go-reader/fields"
)

// Hex is bytes, which are hex in JSON.
type Hex []byte

// String is the hex.
func (h Hex) String() string { return hex.EncodeToString(h) }

// MarshalText writes them.
func (h Hex) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

// UnmarshalText reads them.
func (h *Hex) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// MaxFrameBytes of a control frame.
const MaxFrameBytes = 1_048_576

// ReadFrame reads a length and that many bytes.
func ReadFrame(from *bufio.Reader) ([]byte, error) {
	length, err := binary.ReadUvarint(from)
	if err != nil {
		return nil, err
	}
	if length > MaxFrameBytes {
		return nil, fmt.Errorf("a frame of %d bytes", length)
	}
	frame := make([]byte, length)
	_, err = io.ReadFull(from, frame)
	return frame, err
}

// Frame puts the length before a message.
func Frame(message []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(message))), message...)
}

// ReadMultihash reads bytes that say themselves which hash they are, and how long.
func ReadMultihash(f *fields.Reader, name string) []byte {
	raw := f.Bytes(name, 3, 74)
	_, code := binary.Uvarint(raw)
	if code <= 0 {
		f.Fail("%q is no multihash", name)
		return nil
	}
	length, size := binary.Uvarint(raw[code:])
	if size <= 0 || uint64(len(raw)-code-size) != length {
		f.Fail("%q is no multihash", name)
	}
	return raw
}

// Refusal is a peer's no.
type Refusal struct {
	Class   string `json:"class"`
	Code    string `json:"code"`
	Field   string `json:"field,omitzero"`
	Message string `json:"message"`
}

func (r Refusal) Error() string { return fmt.Sprintf("refused: %s %s %q", r.Class, r.Code, r.Message) }

// ReadRefusal reads the fields of a refusal; others are ignored.
func ReadRefusal(f *fields.Reader) (r Refusal, err error) {
	r = Refusal{
		Class:   f.Text("class", 1, 16),
		Code:    f.Text("code", 5, 64),
		Field:   f.OptionalText("field", 1, 128),
		Message: shown(f.Text("message", 1, 2560)),
	}
	switch r.Class {
	case "incompatible", "unverifiable", "transient", "denied", "limit":
	default:
		f.Note(errors.New("no class of refusals"))
	}
	rest, ok := strings.CutPrefix(r.Code, "ERR_")
	if !ok || strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		f.Note(errors.New("no code of a refusal"))
	}
	return r, f.Fault()
}
