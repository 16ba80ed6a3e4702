package handshake

import (
	"crypto/sha256"
	"slices"
	"strings"

	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/wire"
)

// Agreement is what both sides compute.
type Agreement struct {
	// Result is "ok", "store-only" or "refused"; Field is what it is about.
	Result   string            `json:"result"`
	Field    string            `json:"field,omitzero"`
	Hash     wire.Hex          `json:"hash"`
	Versions map[string]string `json:"versions"`
	Schemas  map[string]int64  `json:"schemas"`
	Types    []string          `json:"types"`
	Codecs   []int64           `json:"codecs"`
	Spaces   []Space           `json:"spaces"`
	Features []string          `json:"features"`
	Limits   Limits            `json:"limits"`
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
		"memcube/agreement/1", one.PeerID, one.Hello, other.PeerID, other.Hello,
	}))
	agreement = Agreement{
		Hash: hash[:], Versions: commonVersions(a, b), Schemas: map[string]int64{},
		Types: both(a.Types, b.Types), Codecs: both(a.Codecs, b.Codecs),
		Spaces: both(a.Spaces, b.Spaces), Features: both(a.Features, b.Features),
		Limits: Limits{
			min(a.Limits.BlockBytes, b.Limits.BlockBytes),
			min(a.Limits.FrameBytes, b.Limits.FrameBytes),
			min(a.Limits.CreditBytes, b.Limits.CreditBytes),
		},
	}
	apart := agreement.schemas(a, b)
	agreement.decide(a.Network != b.Network, apart)
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

// schemas notes the common version of each schema that both list, and tells the first that has none.
func (agreement *Agreement) schemas(a, b Hello) (apart string) {
	for _, ours := range a.Schemas {
		i := slices.IndexFunc(b.Schemas, func(s Schema) bool { return s.ID == ours.ID })
		if i < 0 {
			continue
		}
		theirs := b.Schemas[i]
		highest := min(ours.Max, theirs.Max)
		sameText := ours.Max != theirs.Max || string(ours.Fingerprint) == string(theirs.Fingerprint)
		if highest >= ours.Min && highest >= theirs.Min && sameText {
			agreement.Schemas[ours.ID] = highest
		} else if apart == "" {
			apart = ours.ID
		}
	}
	return apart
}

func (agreement *Agreement) decide(otherNetwork bool, apart string) {
	_, sync := agreement.Versions["sync"]
	_, cube := agreement.Schemas["memcube/cube"]
	for _, row := range []struct {
		applies       bool
		result, field string
	}{
		{otherNetwork, "refused", "network"},
		{!sync, "refused", "versions.sync"},
		{!slices.Contains(agreement.Codecs, 0x71), "refused", "codecs"},
		{agreement.Limits.BlockBytes < 1_048_576, "refused", "limits.blockBytes"},
		{agreement.Limits.FrameBytes < 65_537, "refused", "limits.frameBytes"},
		{agreement.Limits.CreditBytes < 2_097_152, "refused", "limits.creditBytes"},
		{!cube, "store-only", "schemas.memcube/cube"},
		{apart != "", "store-only", "schemas." + apart},
		{len(agreement.Types) == 0, "store-only", "types"},
		{true, "ok", ""},
	} {
		if row.applies {
			agreement.Result, agreement.Field = row.result, row.field
			return
		}
	}
}

// Fingerprint of the text of a schema.
func Fingerprint(schema string) []byte {
	var lines []string
	for line := range strings.SplitSeq(schema, "\n") {
		before, _, _ := strings.Cut(line, "#")
		lines = append(lines, before)
	}
	hash := sha256.Sum256([]byte(strings.Join(strings.Fields(strings.Join(lines, "\n")), " ")))
	return hash[:16]
}
