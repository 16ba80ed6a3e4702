package sync

import (
	"strings"

	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/tree"
)

// always are the keys that belong to every part ("A part").
const always = ".memcube/"

// readFilter gives nil where there is none.
func readFilter(r *fields.Reader) []string {
	if !r.Has("filter") {
		return nil
	}
	filter := fields.Each[string](r, "filter", 1, 16)
	for i, prefix := range filter {
		if len(prefix) < 1 || len(prefix) > 1024 {
			r.Fail("a prefix has 1 to 1,024 bytes")
		}
		if i > 0 && (prefix <= filter[i-1] || strings.HasPrefix(prefix, filter[i-1])) {
			r.Fail("%q is not after the prefix before it, or within it", prefix)
		}
	}
	return filter
}

// hasKey tells whether a key is wanted.
func (m Want) hasKey(key string) bool {
	return m.any(func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// meets tells whether a key that is wanted may stand at a place.
func (m Want) meets(place tree.Place) bool {
	return m.any(func(prefix string) bool {
		if place.Under != nil && *place.Under <= prefix {
			return false
		}
		return place.After == nil || *place.After < prefix || strings.HasPrefix(*place.After, prefix)
	})
}

func (m Want) any(is func(prefix string) bool) bool {
	if m.Filter == nil || is(always) {
		return true
	}
	for _, prefix := range m.Filter {
		if is(prefix) {
			return true
		}
	}
	return false
}
