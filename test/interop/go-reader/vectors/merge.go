package vectors

import (
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/merge"
	"memcube.test/go-reader/tree"
)

func init() {
	suites["merge/vectors/valid/merges.json"] = cases(merged)
	suites["merge/vectors/invalid/histories.json"] = refused(noHistory)
}

type mergeChange struct {
	Key   string   `json:"key"`
	Value *cid.CID `json:"value"`
}

type mergeConflict struct {
	Key    string   `json:"key"`
	Kind   string   `json:"kind"`
	Base   *cid.CID `json:"base"`
	Ours   *cid.CID `json:"ours"`
	Theirs *cid.CID `json:"theirs"`
}

type mergeCase struct {
	label
	Commits []struct {
		Commit  cid.CID
		Rev     string
		Parents []cid.CID
		Tree    cid.CID
		Entries []mergeChange
	}
	Ours, Theirs cid.CID
	Relation     string
	Bases        []cid.CID
	Changes      []mergeChange
	Conflicts    []mergeConflict
	Trees        map[string]cid.CID
	UnionLeaves  []string
}

// commits checks that each is the block it says and has the tree it says.
func (c mergeCase) commits() (merge.Commits, error) {
	commits, fault := merge.Commits{}, error(nil)
	for _, commit := range c.Commits {
		entries, parents := map[string]cid.CID{}, dagcbor.List{}
		for _, entry := range commit.Entries {
			entries[entry.Key] = *entry.Value
		}
		for _, parent := range commit.Parents {
			parents = append(parents, parent)
		}
		block := dagcbor.Encode(dagcbor.Map{"parents": parents, "rev": commit.Rev, "tree": commit.Tree})
		if !commit.Commit.Matches(block) || rootOf(entries) != commit.Tree {
			fault = errors.New("a commit of the vector is not what it says")
		}
		commits[commit.Commit] = merge.Commit{Rev: commit.Rev, Parents: commit.Parents, Entries: entries}
	}
	return commits, fault
}

func rootOf(entries map[string]cid.CID) cid.CID { return tree.Build(entries, 5, tree.Blocks{}) }

func merged(c mergeCase) error {
	commits, err := c.commits()
	if err != nil {
		return err
	}
	m, err := commits.Merge(c.Ours, c.Theirs)
	if err != nil {
		return err
	}
	bases, changes, conflicts := append([]cid.CID{}, m.Bases...), []mergeChange{}, []mergeConflict{}
	for _, change := range m.Changes {
		changes = append(changes, mergeChange{change.Key, change.After})
	}
	for _, conflict := range m.Conflicts {
		conflicts = append(conflicts, mergeConflict(conflict))
	}
	union, left := m.Union()
	trees := map[string]cid.CID{"ours": rootOf(m.Merged), "theirs": rootOf(m.Theirs()), "union": rootOf(union)}
	return errors.Join(
		same(m.Relation, c.Relation), same(bases, c.Bases), same(changes, c.Changes),
		same(conflicts, c.Conflicts), same(trees, c.Trees), same(append([]string{}, left...), c.UnionLeaves),
	)
}

func noHistory(c mergeCase) error {
	// The blocks of these may be false on purpose; what is asked is only whether the history is refused.
	commits, _ := c.commits()
	_, err := commits.Merge(c.Ours, c.Theirs)
	return err
}
