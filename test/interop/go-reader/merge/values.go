package merge

import (
	"maps"
	"slices"

	"memcube.test/go-reader/cid"
)

// value of a key in a state: nothing, a CID, or contested, which is equal to nothing, not even to itself.
type value struct {
	cid       *cid.CID
	contested bool
}

func (v value) equals(w value) bool {
	if v.contested || w.contested {
		return false
	}
	if v.cid == nil || w.cid == nil {
		return v.cid == w.cid
	}
	return *v.cid == *w.cid
}

// state is what some commits have; in one that went too deep every key is contested.
type state struct {
	values  map[string]value
	tooDeep bool
}

func (s state) at(key string) value {
	if s.tooDeep {
		return value{contested: true}
	}
	return s.values[key]
}

func stateOf(entries map[string]cid.CID) state {
	s := state{values: map[string]value{}}
	for key, id := range entries {
		s.values[key] = value{cid: &id}
	}
	return s
}

// pick applies rules 1 to 4 to one key; on a conflict it gives `o`.
func pick(b, o, t value) (v value, conflict bool) {
	switch {
	case o.equals(t), b.equals(t):
		return o, false
	case b.equals(o):
		return t, false
	}
	return o, true
}

const maxLevels = 16

// baseState is the tree of one base; of several it is made from them in their order.
func (c Commits) baseState(bases []cid.CID, level int) (state, error) {
	if level > maxLevels && len(bases) > 1 {
		return state{tooDeep: true}, nil
	}
	if len(bases) == 0 {
		return state{}, nil
	}
	joined := stateOf(c[bases[0]].Entries)
	for i, next := range bases[1:] {
		common, err := c.bases(bases[:i+1], next)
		if err != nil {
			return joined, err
		}
		base, err := c.baseState(common, level+1)
		if err != nil {
			return joined, err
		}
		joined = join(base, joined, stateOf(c[next].Entries))
	}
	return joined, nil
}

// join merges two states; a conflict makes its key contested.
func join(base, one, other state) state {
	result := state{values: map[string]value{}}
	for _, key := range keysOf(one, other) {
		v, conflict := pick(base.at(key), one.at(key), other.at(key))
		if conflict {
			v = value{contested: true}
		}
		if v.cid != nil || v.contested {
			result.values[key] = v
		}
	}
	return result
}

func keysOf(states ...state) []string {
	all := map[string]value{}
	for _, s := range states {
		maps.Copy(all, s.values)
	}
	return slices.Sorted(maps.Keys(all))
}
