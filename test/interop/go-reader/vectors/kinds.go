package vectors

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"memcube.test/go-reader/authors"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/forget"
	"memcube.test/go-reader/proposals"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["cube/vectors/version-2/valid/kinds.json"] = cases(kind)
	suites["cube/vectors/version-2/invalid/kinds.json"] = cases(noKind)
}

type kindCase struct {
	label
	Kind string
	Hex  wire.Hex
}

// read gives what checks the signatures in a record by the keys that it names.
func (c kindCase) read() (check func() error, err error) {
	switch c.Kind {
	case "roster":
		roster, err := authors.ReadRoster(c.Hex)
		return roster.CheckSignatures, err
	case "tombstone":
		tombstone, err := forget.ReadTombstone(c.Hex)
		return tombstone.CheckSignature, err
	case "proposal", "decision", "approval", "comment":
		signed, err := proposals.ReadRecord(c.Kind, c.Hex)
		return signed.CheckSignature, err
	case "memory":
		memory, err := cube.ReadMemory(c.Hex)
		if err == nil && memory.Opaque != nil {
			err = *memory.Opaque
		}
		return func() error { return nil }, err
	}
	_, signed, err := recordCase{Kind: c.Kind, Hex: c.Hex}.read()
	if signed == nil {
		return func() error { return nil }, err
	}
	return signed.CheckSignature, err
}

func kind(c kindCase) error {
	check, err := c.read()
	if err != nil {
		return err
	}
	value, err := dagcbor.Decode(c.Hex)
	if err == nil && !bytes.Equal(dagcbor.Encode(value), c.Hex) {
		err = errors.New("it is encoded otherwise")
	}
	return errors.Join(err, check())
}

// Rule 11 is about signatures: the record itself is fine. Where nothing is wrong with a record, that is what is said of it.
func noKind(c kindCase) error {
	check, err := c.read()
	if strings.HasSuffix(c.Rule, ", 11") {
		if err == nil && check() == nil {
			return errors.New("it holds")
		}
		return err
	}
	if err == nil {
		return errors.New("it was not refused")
	}
	if isLater := errors.As(err, &fields.Later{}); isLater != (c.Code == "ERR_INCOMPATIBLE") {
		return fmt.Errorf("refused as of a later version: %v: %w", isLater, err)
	}
	return nil
}
