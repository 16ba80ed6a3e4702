// Package merge is protocols/merge/spec.md: which tree a merge of two commits has, and what is a conflict.
package merge

import (
	"errors"
	"maps"
	"slices"

	"memcube.test/go-reader/cid"
)

// Commit is what a merge asks about one.
type Commit struct {
	Rev     string
	Parents []cid.CID
	Entries map[string]cid.CID
}

// Commits by their CIDs.
type Commits map[cid.CID]Commit

type set map[cid.CID]bool

// history of some commits, themselves included; refused whole at a parent that is not lower, or a commit not here.
func (c Commits) history(of ...cid.CID) (set, error) {
	seen, queue := set{}, slices.Clone(of)
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		commit, has := c[id]
		if !has {
			return nil, errors.New("a commit of the history is not here")
		}
		for _, parent := range commit.Parents {
			if before, has := c[parent]; has && before.Rev >= commit.Rev {
				return nil, errors.New("a parent's revision is not lower than its child's")
			}
		}
		queue = append(queue, commit.Parents...)
	}
	return seen, nil
}

// bases are the best common ancestors of some commits on one side and one on the other, by the bytes of their CIDs.
func (c Commits) bases(one []cid.CID, other cid.CID) ([]cid.CID, error) {
	left, err := c.history(one...)
	if err != nil {
		return nil, err
	}
	right, err := c.history(other)
	if err != nil {
		return nil, err
	}
	common := maps.Clone(left)
	maps.DeleteFunc(common, func(id cid.CID, _ bool) bool { return !right[id] })
	best := maps.Clone(common)
	for id := range common {
		behind, err := c.history(c[id].Parents...)
		if err != nil {
			return nil, err
		}
		for ancestor := range behind {
			delete(best, ancestor)
		}
	}
	return slices.SortedFunc(maps.Keys(best), cid.Compare), nil
}

func relation(ours, theirs cid.CID, bases []cid.CID) string {
	switch {
	case ours == theirs:
		return "same"
	case len(bases) == 0:
		return "unrelated"
	case bases[0] == theirs:
		return "ahead"
	case bases[0] == ours:
		return "behind"
	}
	return "diverged"
}
