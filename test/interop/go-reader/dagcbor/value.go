// Package dagcbor is the canonical form of protocols/cube/spec.md, "Canonical bytes", written by hand: a decoder that
// refuses everything else before a value is used, and the encoder that gives the same bytes.
//
// A value is nil, bool, int64, float64, string, []byte, cid.CID, List or Map.
package dagcbor

// List keeps its order.
type List []any

// Map has its order from its keys.
type Map map[string]any

// The limits of the table in the specification.
const (
	MaxNesting = 32
	MaxKeys    = 1_000
	MaxValues  = 65_536
	MaxBytes   = 1_048_576
	MaxInteger = 1<<53 - 1
)
