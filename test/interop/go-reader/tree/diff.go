package tree

import (
	"maps"
	"slices"

	"memcube.test/go-reader/cid"
)

// Change is what two sets have under a key; nil is nothing.
type Change struct {
	Key           string
	Before, After *cid.CID
}

// Diff compares two sets, in the order of the keys. (The specification's way reads less; the result is the same.)
func Diff(before, after map[string]cid.CID) (changes []Change) {
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		old, now := At(before, key), At(after, key)
		if !Equal(old, now) {
			changes = append(changes, Change{key, old, now})
		}
	}
	return changes
}

// At is the value under a key, or nil.
func At(entries map[string]cid.CID, key string) *cid.CID {
	if value, has := entries[key]; has {
		return &value
	}
	return nil
}

// Equal compares two values, or nothing.
func Equal(a, b *cid.CID) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
