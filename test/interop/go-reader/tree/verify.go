package tree

import (
	"errors"
	"fmt"

	"memcube.test/go-reader/cid"
)

// Place is where a node stands: its level, and the keys strictly between which its own must lie.
// A nil bound is none. Level -1 is that of a root, which its first key tells.
type Place struct {
	Level        int
	After, Under *string
}

// Root is the place of a root.
var Root = Place{Level: -1}

// Child is a link of a node and its place.
type Child struct {
	Link  cid.CID
	Place Place
}

// At applies rules 5 to 9 to a node at its place, and tells the places of its children.
func (n Node) At(place Place, bitsPerLevel int) ([]Child, error) {
	level := place.Level
	if len(n.Entries) == 0 {
		if (place.Level < 0) != (n.Left == nil) {
			return nil, errors.New("rules 5 and 6: a node without entries")
		}
		if level < 0 {
			return nil, nil
		}
	} else if level < 0 {
		level = Level(n.Entries[0].Key, bitsPerLevel)
	}
	for _, entry := range n.Entries {
		if place.After != nil && entry.Key <= *place.After || place.Under != nil && entry.Key >= *place.Under {
			return nil, fmt.Errorf("rule 8: %q is out of its range", entry.Key)
		}
		if Level(entry.Key, bitsPerLevel) != level {
			return nil, fmt.Errorf("rule 9: %q is not of level %d", entry.Key, level)
		}
	}
	children := n.children(Place{level - 1, place.After, place.Under})
	if level == 0 && len(children) > 0 {
		return nil, errors.New("rule 7: a child of a node of level 0")
	}
	return children, nil
}

func (n Node) children(within Place) (children []Child) {
	place := within
	hang := func(link *cid.CID, under *string) {
		place.Under = under
		if link != nil {
			children = append(children, Child{*link, place})
		}
	}
	for i := range n.Entries {
		before := n.Left
		if i > 0 {
			before = n.Entries[i-1].Right
		}
		hang(before, &n.Entries[i].Key)
		place.After = &n.Entries[i].Key
	}
	if last := len(n.Entries) - 1; last >= 0 {
		hang(n.Entries[last].Right, within.Under)
	} else {
		hang(n.Left, within.Under)
	}
	return children
}

// Verify reads a whole tree by rules 1 to 9, every block by its hash, and gives its entries.
func Verify(root cid.CID, blocks Blocks, bitsPerLevel int) (map[string]cid.CID, error) {
	entries := map[string]cid.CID{}
	var read func(Child) error
	read = func(at Child) error {
		node, err := load(at.Link, blocks)
		if err != nil {
			return err
		}
		for _, entry := range node.Entries {
			entries[entry.Key] = entry.Value
		}
		children, err := node.At(at.Place, bitsPerLevel)
		for _, child := range children {
			if err := read(child); err != nil {
				return err
			}
		}
		return err
	}
	return entries, read(Child{root, Root})
}

func load(link cid.CID, blocks Blocks) (Node, error) {
	block, has := blocks[link]
	if !has || !link.Matches(block) {
		return Node{}, fmt.Errorf("the node %s is missing or false", link)
	}
	return ReadNode(block)
}

// CheckProof repeats the search for a key over the nodes of a proof, and gives its value, or nil for none.
func CheckProof(root cid.CID, key string, nodes [][]byte, bitsPerLevel int) (*cid.CID, error) {
	at := &Child{root, Root}
	for i, block := range nodes {
		if !at.Link.Matches(block) {
			return nil, errors.New("a block is not the one that the link before names")
		}
		node, err := ReadNode(block)
		if err != nil {
			return nil, err
		}
		children, err := node.At(at.Place, bitsPerLevel)
		if err != nil {
			return nil, err
		}
		value, next := node.seek(key, children)
		if next != nil && Level(key, bitsPerLevel) > next.Place.Level {
			// The key would stand in this node or higher: it is absent, whatever lies below.
			next = nil
		}
		if next == nil {
			if i != len(nodes)-1 {
				return nil, errors.New("the list goes on after the search")
			}
			return value, nil
		}
		at = next
	}
	return nil, errors.New("the list ends before the search")
}

func (n Node) seek(key string, children []Child) (*cid.CID, *Child) {
	for _, entry := range n.Entries {
		if entry.Key == key {
			return &entry.Value, nil
		}
	}
	for _, child := range children {
		after, under := child.Place.After, child.Place.Under
		if (after == nil || key > *after) && (under == nil || key < *under) {
			return nil, &child
		}
	}
	return nil, nil
}
