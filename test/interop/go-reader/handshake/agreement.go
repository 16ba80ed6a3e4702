package handshake

import (
	"crypto/sha256"
	"slices"

	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/wire"
)

// CubeSchema is everything that is signed and stored in cubes.
const CubeSchema = "memcube/cube"

// Agreement is what both sides compute.
type Agreement struct {
	// Result is that of CubeSchema, or "refused"; Field is what it is about.
	Result   string             `json:"result"`
	Field    string             `json:"field,omitzero"`
	Hash     wire.Hex           `json:"hash"`
	Versions map[string]string  `json:"versions"`
	Schemas  map[string]Reading `json:"schemas"`
	Types    []string           `json:"types"`
	Codecs   []int64            `json:"codecs"`
	Keys     []int64            `json:"keys"`
	Hashes   []int64            `json:"hashes"`
	Spaces   []Space            `json:"spaces"`
	Features []string           `json:"features"`
	Limits   Limits             `json:"limits"`
}

// Reading is the result for one schema: "full", "read-only", "store-only" or "none".
type Reading struct {
	Result string `json:"result"`
	Reader string `json:"reader,omitzero"`
	field  string
}

// Side is a peer id as text and the bytes of its hello.
type Side struct {
	PeerID string
	Hello  []byte
}

// Agree computes the agreement of two sides, whoever asked.
func Agree(one, other Side) (agreement Agreement, err error) {
	if one.PeerID > other.PeerID {
		one, other = other, one
	}
	a, err := ReadHello(one.Hello)
	if err != nil {
		return agreement, err
	}
	b, err := ReadHello(other.Hello)
	if err != nil {
		return agreement, err
	}
	hash := sha256.Sum256(dagcbor.Encode(dagcbor.List{
		"memcube/agreement/2", one.PeerID, one.Hello, other.PeerID, other.Hello,
	}))
	agreement = Agreement{
		Hash: append([]byte{0x12, 0x20}, hash[:]...), Versions: commonVersions(a, b), Schemas: map[string]Reading{},
		Types: both(a.Types, b.Types), Codecs: both(a.Codecs, b.Codecs),
		Keys: both(a.Keys, b.Keys), Hashes: both(a.Hashes, b.Hashes),
		Spaces: both(a.Spaces, b.Spaces), Features: both(a.Features, b.Features),
		Limits: Limits{
			min(a.Limits.BlockBytes, b.Limits.BlockBytes),
			min(a.Limits.FrameBytes, b.Limits.FrameBytes),
			min(a.Limits.CreditBytes, b.Limits.CreditBytes),
		},
	}
	for _, s := range append(append([]Schema{{ID: CubeSchema}}, a.Schemas...), b.Schemas...) {
		agreement.Schemas[s.ID] = agreement.reading(s.ID, a.schema(s.ID), b.schema(s.ID), one.PeerID, other.PeerID)
	}
	agreement.decide(a, b)
	return agreement, nil
}

func both[T comparable](a, b []T) []T {
	common := []T{}
	for _, element := range a {
		if slices.Contains(b, element) && !slices.Contains(common, element) {
			common = append(common, element)
		}
	}
	return common
}

func commonVersions(a, b Hello) map[string]string {
	common := map[string]string{}
	for protocol, versions := range a.Versions {
		shared := both(versions, b.Versions[protocol])
		if len(shared) > 0 {
			common[protocol] = slices.MaxFunc(shared, compareVersions)
		}
	}
	return common
}

func compareVersions(a, b string) int {
	left, _ := numbers(a)
	right, _ := numbers(b)
	return slices.Compare(left[:], right[:])
}

// reading tells who reads what the other writes of a schema.
func (agreement Agreement) reading(id string, a, b *Schema, idA, idB string) Reading {
	if a == nil || b == nil {
		return Reading{Result: "none", field: "schemas." + id}
	}
	if len(agreement.Keys) == 0 {
		return Reading{Result: "store-only", field: "keys"}
	}
	if id == CubeSchema && len(agreement.Types) == 0 {
		return Reading{Result: "store-only", field: "types"}
	}
	first, second := a.reads(b.Writes), b.reads(a.Writes)
	switch {
	case first && second:
		return Reading{Result: "full"}
	case first:
		return Reading{Result: "read-only", Reader: idA, field: "schemas." + id}
	case second:
		return Reading{Result: "read-only", Reader: idB, field: "schemas." + id}
	}
	return Reading{Result: "store-only", field: "schemas." + id}
}

func knowsAll(other Hello, crit []string) bool {
	return !slices.ContainsFunc(crit, func(field string) bool { return !slices.Contains(other.Features, field) })
}

func (agreement *Agreement) decide(a, b Hello) {
	_, sync := agreement.Versions["sync"]
	agreement.Result = agreement.Schemas[CubeSchema].Result
	agreement.Field = agreement.Schemas[CubeSchema].field
	for _, row := range []struct {
		applies bool
		field   string
	}{
		{a.Network != b.Network, "network"},
		{!knowsAll(b, a.Crit) || !knowsAll(a, b.Crit), "crit"},
		{!sync, "versions.sync"},
		{!slices.Contains(agreement.Codecs, 0x71), "codecs"},
		{len(agreement.Hashes) == 0, "hashes"},
		{agreement.Limits.BlockBytes < 1_048_576, "limits.blockBytes"},
		{agreement.Limits.FrameBytes < 65_537, "limits.frameBytes"},
		{agreement.Limits.CreditBytes < 2_097_152, "limits.creditBytes"},
	} {
		if row.applies {
			agreement.Result, agreement.Field = "refused", row.field
			return
		}
	}
}
