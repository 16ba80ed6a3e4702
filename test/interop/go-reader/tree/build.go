package tree

import (
	"maps"
	"slices"

	"memcube.test/go-reader/cid"
)

// Blocks finds the bytes of a CID.
type Blocks map[cid.CID][]byte

// Put keeps a block of dag-cbor and tells its CID.
func (b Blocks) Put(block []byte) cid.CID {
	id := cid.Of(cid.DagCBOR, block)
	b[id] = block
	return id
}

// Build makes the tree of a set from the definition in "Shape", and tells its root.
func Build(entries map[string]cid.CID, bitsPerLevel int, into Blocks) cid.CID {
	keys := slices.Sorted(maps.Keys(entries))
	top := 0
	for _, key := range keys {
		top = max(top, Level(key, bitsPerLevel))
	}
	return build(keys, entries, top, bitsPerLevel, into)
}

func build(keys []string, entries map[string]cid.CID, level, bitsPerLevel int, into Blocks) cid.CID {
	node, gap := Node{}, 0
	close := func(end int) *cid.CID {
		if end == gap {
			return nil
		}
		child := build(keys[gap:end], entries, level-1, bitsPerLevel, into)
		return &child
	}
	for i, key := range keys {
		if Level(key, bitsPerLevel) != level {
			continue
		}
		node.hang(close(i))
		node.Entries, gap = append(node.Entries, Entry{Key: key, Value: entries[key]}), i+1
	}
	node.hang(close(len(keys)))
	return into.Put(node.Block())
}

// hang puts a child after the last entry so far.
func (n *Node) hang(child *cid.CID) {
	if len(n.Entries) == 0 {
		n.Left = child
	} else {
		n.Entries[len(n.Entries)-1].Right = child
	}
}
