package merge

import (
	"maps"
	"strings"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/tree"
)

// Conflict is a key that both sides changed in different ways; Base is nil too where it is contested.
type Conflict struct {
	Key, Kind          string
	Base, Ours, Theirs *cid.CID
}

// Outcome of a merge. Merged is ours with the changes by rule 3; a conflict keeps what ours has.
type Outcome struct {
	Relation  string
	Bases     []cid.CID
	Changes   []tree.Change
	Conflicts []Conflict
	Merged    map[string]cid.CID
}

// Merge two commits.
func (c Commits) Merge(ours, theirs cid.CID) (m Outcome, err error) {
	if m.Bases, err = c.bases([]cid.CID{ours}, theirs); err != nil {
		return m, err
	}
	m.Relation = relation(ours, theirs, m.Bases)
	base, err := c.baseState(m.Bases, 1)
	if err != nil {
		return m, err
	}
	o, t := stateOf(c[ours].Entries), stateOf(c[theirs].Entries)
	m.Merged = maps.Clone(c[ours].Entries)
	for _, key := range keysOf(base, o, t) {
		b, o, t := base.at(key), o.at(key), t.at(key)
		v, conflict := pick(b, o, t)
		if conflict {
			m.Conflicts = append(m.Conflicts, Conflict{key, kind(b, o, t), b.cid, o.cid, t.cid})
		} else if !v.equals(o) {
			m.Changes = append(m.Changes, tree.Change{Key: key, Before: o.cid, After: v.cid})
			put(m.Merged, key, v.cid)
		}
	}
	return m, nil
}

func kind(b, o, t value) string {
	switch {
	case o.cid == nil || t.cid == nil:
		return "edit/remove"
	case b.cid == nil && !b.contested:
		return "add/add"
	}
	return "edit/edit"
}

func put(entries map[string]cid.CID, key string, value *cid.CID) {
	if value == nil {
		delete(entries, key)
	} else {
		entries[key] = *value
	}
}

// Theirs settles every conflict as theirs has it.
func (m Outcome) Theirs() map[string]cid.CID {
	result := maps.Clone(m.Merged)
	for _, conflict := range m.Conflicts {
		put(result, conflict.Key, conflict.Theirs)
	}
	return result
}

// Union settles by keeping both, and names the keys at which the conflict stays.
func (m Outcome) Union() (result map[string]cid.CID, left []string) {
	result = maps.Clone(m.Merged)
	for _, conflict := range m.Conflicts {
		if !m.keepBoth(result, conflict) {
			left = append(left, conflict.Key)
		}
	}
	return result, left
}

func (m Outcome) keepBoth(result map[string]cid.CID, conflict Conflict) bool {
	if strings.HasPrefix(conflict.Key, ".memcube/") {
		return false
	}
	if conflict.Ours == nil || conflict.Theirs == nil {
		if conflict.Ours == nil {
			put(result, conflict.Key, conflict.Theirs)
		}
		return true
	}
	low, high := *conflict.Ours, *conflict.Theirs
	if cid.Compare(low, high) > 0 {
		low, high = high, low
	}
	text := high.String()
	for _, mark := range []string{text[len(text)-8:], text} {
		beside := besideKey(conflict.Key, mark)
		if held, taken := m.Merged[beside]; taken && held != high || len(beside) > 1024 {
			continue
		}
		result[conflict.Key], result[beside] = low, high
		return true
	}
	return false
}

// besideKey puts a mark before the last dot of the last part, unless that dot is its first character.
func besideKey(key, mark string) string {
	part := strings.LastIndexByte(key, '/') + 1
	if dot := strings.LastIndexByte(key, '.'); dot > part {
		return key[:dot] + "~" + mark + key[dot:]
	}
	return key + "~" + mark
}
