// Package handshake is protocols/handshake/spec.md.
package handshake

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/wire"
)

// Hello is what a node says of itself.
type Hello struct {
	Network  string              `json:"network"`
	Versions map[string][]string `json:"versions"`
	Schemas  []Schema            `json:"schemas"`
	Types    []string            `json:"types"`
	Codecs   []int64             `json:"codecs"`
	Keys     []int64             `json:"keys"`
	Hashes   []int64             `json:"hashes"`
	Spaces   []Space             `json:"spaces"`
	Features []string            `json:"features"`
	Limits   Limits              `json:"limits"`
	Agent    string              `json:"agent"`
	Nonce    wire.Hex            `json:"nonce"`
	Crit     []string            `json:"crit,omitzero"`
}

// Schema is a range of versions that a node reads, and the one that it writes.
type Schema struct {
	ID     string `json:"id"`
	Min    int64  `json:"min"`
	Max    int64  `json:"max"`
	Writes int64  `json:"writes"`
}

func (s Schema) reads(version int64) bool { return s.Min <= version && version <= s.Max }

// Space is an embedding space.
type Space struct {
	ID  string `json:"id"`
	Dim int64  `json:"dim"`
}

// Limits of a node, in bytes.
type Limits struct {
	BlockBytes  int64 `json:"blockBytes"`
	FrameBytes  int64 `json:"frameBytes"`
	CreditBytes int64 `json:"creditBytes"`
}

const maxHelloBytes = 16_384

// ReadHello reads the bytes of a hello; a refusal in its place is the error.
func ReadHello(raw []byte) (h Hello, err error) {
	if len(raw) > maxHelloBytes {
		return h, errors.New("a hello has at most 16 KiB")
	}
	r, err := fields.Decode(raw)
	if err != nil {
		return h, err
	}
	if r.Any("t") == "refused" {
		refusal, err := wire.ReadRefusal(r)
		return h, errors.Join(refusal, err)
	}
	r.Is("t", "hello")
	h = Hello{
		Network: name(r, "network", 64), Agent: name(r, "agent", 128), Nonce: r.Bytes("nonce", 16, 16),
		Versions: map[string][]string{}, Schemas: []Schema{}, Spaces: []Space{},
		Types: names(r, "types", 16), Features: names(r, "features", 64), Codecs: numbersOf(r, "codecs"), Keys: numbersOf(r, "keys"), Hashes: numbersOf(r, "hashes"),
	}
	readVersions(r, h.Versions)
	for _, raw := range r.List("schemas", 0, 64) {
		f := fields.Of(raw)
		schema := Schema{ID: name(f, "id", 128), Min: f.Int("min", 0, 65_535)}
		schema.Max = f.Int("max", schema.Min, 65_535)
		schema.Writes = f.Int("writes", schema.Min, schema.Max)
		r.Note(f.Fault())
		if h.schema(schema.ID) != nil {
			r.Fail("the schema %q twice", schema.ID)
		}
		h.Schemas = append(h.Schemas, schema)
	}
	for _, raw := range r.List("spaces", 0, 16) {
		f := fields.Of(raw)
		h.Spaces = append(h.Spaces, Space{name(f, "id", 128), f.Int("dim", 1, 65_535)})
		r.Note(f.Fault())
	}
	limits := fields.Of(r.Any("limits"))
	h.Limits = Limits{size(limits, "blockBytes"), size(limits, "frameBytes"), size(limits, "creditBytes")}
	r.Note(limits.Fault())
	readCrit(r, &h)
	return h, r.Fault()
}

// readCrit reads the names of fields that the other side has to know: they are there, and none of ours.
func readCrit(r *fields.Reader, h *Hello) {
	if !r.Has("crit") {
		return
	}
	h.Crit = names(r, "crit", 16)
	unknown := r.Unknown()
	for i, field := range h.Crit {
		if !slices.Contains(unknown, field) || i > 0 && h.Crit[i-1] >= field {
			r.Fail("%q in crit is no field that the table does not have, or is out of order", field)
		}
	}
	if len(h.Crit) == 0 {
		r.Fail("an empty crit")
	}
}

func (h Hello) schema(id string) *Schema {
	for i := range h.Schemas {
		if h.Schemas[i].ID == id {
			return &h.Schemas[i]
		}
	}
	return nil
}

func size(r *fields.Reader, name string) int64 { return r.Int(name, 0, dagcbor.MaxInteger) }

func name(r *fields.Reader, field string, most int) string {
	text := r.Text(field, 1, most)
	if !wire.IsPlain(text) {
		r.Fail("%q has a character that is not shown", field)
	}
	return text
}

func names(r *fields.Reader, field string, most int) []string {
	all := []string{}
	for _, text := range fields.Each[string](r, field, 0, most) {
		if len(text) < 1 || len(text) > 128 || !wire.IsPlain(text) {
			r.Fail("%q has an element that is no name", field)
		}
		all = append(all, text)
	}
	return all
}

// numbersOf reads multicodec numbers.
func numbersOf(r *fields.Reader, field string) []int64 {
	all := fields.Each[int64](r, field, 0, 16)
	for _, number := range all {
		if number < 0 || number > 1<<32-1 {
			r.Fail("%q has %d, which is no multicodec number", field, number)
		}
	}
	return all
}

func readVersions(r *fields.Reader, into map[string][]string) {
	protocols := r.Map("versions")
	if len(protocols) > 16 {
		r.Fail("more than 16 protocols")
	}
	for protocol, raw := range protocols {
		list, ok := raw.(dagcbor.List)
		if !ok || len(list) > 16 || protocol == "" || len(protocol) > 128 || !wire.IsPlain(protocol) {
			r.Fail("the versions of %q", protocol)
		}
		into[protocol] = []string{}
		for _, element := range list {
			version, _ := element.(string)
			if _, err := numbers(version); err != nil {
				r.Fail("%q is no version", version)
			}
			into[protocol] = append(into[protocol], version)
		}
	}
}

// numbers of a version: major.minor.patch, decimal without leading zeros.
func numbers(version string) (n [3]uint64, err error) {
	parts := strings.Split(version, ".")
	if len(parts) != 3 {
		return n, errors.New("not three numbers")
	}
	for i, part := range parts {
		n[i], err = strconv.ParseUint(part, 10, 53)
		if err != nil || strconv.FormatUint(n[i], 10) != part || n[i] > 99_999 {
			return n, errors.New("not a number of at most five digits without leading zeros")
		}
	}
	return n, nil
}

// Encode writes a hello.
func (h Hello) Encode() []byte {
	versions, schemas, spaces := dagcbor.Map{}, dagcbor.List{}, dagcbor.List{}
	for protocol, all := range h.Versions {
		versions[protocol] = listOf(all)
	}
	for _, s := range h.Schemas {
		schemas = append(schemas, dagcbor.Map{"id": s.ID, "min": s.Min, "max": s.Max, "writes": s.Writes})
	}
	for _, s := range h.Spaces {
		spaces = append(spaces, dagcbor.Map{"id": s.ID, "dim": s.Dim})
	}
	return dagcbor.Encode(dagcbor.Map{
		"t": "hello", "network": h.Network, "versions": versions, "schemas": schemas, "types": listOf(h.Types),
		"codecs": listOf(h.Codecs), "keys": listOf(h.Keys), "hashes": listOf(h.Hashes),
		"spaces": spaces, "features": listOf(h.Features), "agent": h.Agent, "nonce": []byte(h.Nonce),
		"limits": dagcbor.Map{
			"blockBytes": h.Limits.BlockBytes, "frameBytes": h.Limits.FrameBytes, "creditBytes": h.Limits.CreditBytes,
		},
	})
}

func listOf[T any](all []T) dagcbor.List {
	list := dagcbor.List{}
	for _, one := range all {
		list = append(list, one)
	}
	return list
}
