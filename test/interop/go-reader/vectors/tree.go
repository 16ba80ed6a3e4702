package vectors

import (
	"errors"
	"maps"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/tree"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["tree/vectors/valid/depths.json"] = cases(depth)
	suites["tree/vectors/valid/trees.json"] = cases(builtTree)
	suites["tree/vectors/invalid/trees.json"] = refused(readTree)
	suites["tree/vectors/valid/changes.json"] = cases(changedTree)
	suites["tree/vectors/invalid/nodes.json"] = refused(noNode)
	suites["tree/vectors/valid/proofs.json"] = cases(proof)
	suites["tree/vectors/invalid/proofs.json"] = refused(proof)
	suites["tree/vectors/external/atproto.json"] = atproto
}

type depthCase struct {
	label
	Key          string
	KeyHex       wire.Hex
	BitsPerLevel int
	Depth        int
}

func depth(c depthCase) error {
	return errors.Join(same(string(c.KeyHex), c.Key), same(tree.Level(string(c.KeyHex), c.BitsPerLevel), c.Depth))
}

type entryCase struct {
	Key    string
	KeyHex wire.Hex
	Value  *cid.CID
}

func setOf(entries []entryCase) map[string]cid.CID {
	set := map[string]cid.CID{}
	for _, entry := range entries {
		set[string(entry.KeyHex)] = *entry.Value
	}
	return set
}

type blockCase struct {
	CID cid.CID
	Hex wire.Hex
}

func blocksOf(list []blockCase) tree.Blocks {
	blocks := tree.Blocks{}
	for _, block := range list {
		blocks[block.CID] = block.Hex
	}
	return blocks
}

type treeCase struct {
	label
	BitsPerLevel int
	Entries      []entryCase
	Root         cid.CID
	Blocks       []blockCase
}

func builtTree(c treeCase) error {
	blocks, set := tree.Blocks{}, setOf(c.Entries)
	root := tree.Build(set, c.BitsPerLevel, blocks)
	if root != c.Root || !sameBlocks(blocks, blocksOf(c.Blocks)) {
		return errors.New("another tree was built")
	}
	read, err := tree.Verify(root, blocksOf(c.Blocks), c.BitsPerLevel)
	if err == nil && !maps.Equal(read, set) {
		err = errors.New("other entries were read")
	}
	return err
}

func sameBlocks(a, b tree.Blocks) bool {
	return maps.EqualFunc(a, b, func(x, y []byte) bool { return string(x) == string(y) })
}

func readTree(c treeCase) error {
	_, err := tree.Verify(c.Root, blocksOf(c.Blocks), c.BitsPerLevel)
	return err
}

type changesCase struct {
	label
	BitsPerLevel int
	Before       struct {
		Root    cid.CID
		Entries []entryCase
	}
	Changes []entryCase
	After   struct {
		Root      cid.CID
		NewBlocks []blockCase
	}
	Diff []struct {
		Key           string
		Before, After *cid.CID
	}
}

func changedTree(c changesCase) error {
	before, old, blocks := setOf(c.Before.Entries), tree.Blocks{}, tree.Blocks{}
	if tree.Build(before, c.BitsPerLevel, old) != c.Before.Root {
		return errors.New("another tree before")
	}
	after := maps.Clone(before)
	for _, change := range c.Changes {
		if change.Value == nil {
			delete(after, string(change.KeyHex))
		} else {
			after[string(change.KeyHex)] = *change.Value
		}
	}
	if tree.Build(after, c.BitsPerLevel, blocks) != c.After.Root {
		return errors.New("another tree after")
	}
	maps.DeleteFunc(blocks, func(id cid.CID, _ []byte) bool { return old[id] != nil })
	if !sameBlocks(blocks, blocksOf(c.After.NewBlocks)) {
		return errors.New("other new blocks")
	}
	changes := tree.Diff(before, after)
	if changes == nil {
		changes = []tree.Change{}
	}
	return same(changes, c.Diff)
}

func noNode(c bytesCase) error {
	_, err := tree.ReadNode(c.Hex)
	return err
}

type proofCase struct {
	label
	BitsPerLevel int
	Root         cid.CID
	Key          string
	KeyHex       wire.Hex
	Nodes        []wire.Hex
	Value        *cid.CID
}

func proof(c proofCase) error {
	nodes := [][]byte{}
	for _, node := range c.Nodes {
		nodes = append(nodes, node)
	}
	value, err := tree.CheckProof(c.Root, string(c.KeyHex), nodes, c.BitsPerLevel)
	return errors.Join(err, same(value, c.Value))
}

// atproto.json has two lists in place of cases.
func atproto(file []byte) (outcomes []outcome, err error) {
	var vectors struct {
		About        string
		Source       any
		BitsPerLevel int
		Value        cid.CID
		Depths       []depthCase
		Changes      []struct {
			label
			Keys, Add, Remove []string
			Before, After     cid.CID
		}
	}
	if err := strict(file, &vectors); err != nil {
		return nil, err
	}
	for _, c := range vectors.Depths {
		outcomes = append(outcomes, outcome{c.Key, same(tree.Level(c.Key, vectors.BitsPerLevel), c.Depth)})
	}
	for _, c := range vectors.Changes {
		root := func(keys []string) cid.CID {
			set := map[string]cid.CID{}
			for _, key := range keys {
				set[key] = vectors.Value
			}
			return tree.Build(set, vectors.BitsPerLevel, tree.Blocks{})
		}
		after := slices.DeleteFunc(append(slices.Clone(c.Keys), c.Add...), func(key string) bool {
			return slices.Contains(c.Remove, key)
		})
		outcomes = append(outcomes, outcome{c.Name, errors.Join(same(root(c.Keys), c.Before), same(root(after), c.After))})
	}
	return outcomes, nil
}
