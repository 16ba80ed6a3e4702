package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"memcube.test/go-reader/authors"
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/sync"
	"memcube.test/go-reader/tree"
)

// Pulled is a cube at the commit that its branch main is at.
type Pulled struct {
	Cube   cid.CID
	Blocks tree.Blocks
	Main   *sync.Receiver
}

// Pull asks for the heads of a cube, and for what each commit of main needs.
func (p *Peer) Pull(ctx context.Context, id cid.CID) (pulled Pulled, err error) {
	s, err := p.open(ctx, syncProtocol)
	if err != nil {
		return pulled, err
	}
	defer s.Close()
	if err := s.send(sync.Open{Agreement: p.Agreement.Hash}.Encode()); err != nil {
		return pulled, err
	}
	item, err := s.ask(id)
	if err != nil {
		return pulled, err
	}
	known, err := verify(item, id)
	if err != nil {
		return pulled, err
	}
	pulled = Pulled{Cube: id, Blocks: tree.Blocks{id: item.Genesis}}
	commits, threshold := known.commits()
	receivers := map[cid.CID]*sync.Receiver{}
	for _, commit := range commits {
		if receivers[commit] != nil {
			continue
		}
		want := sync.Want{Cube: id, Commit: commit, Have: slices.SortedFunc(maps.Keys(receivers), cid.Compare)}
		if receivers[commit], err = s.pack(want, known.chain.Ever, pulled.Blocks); err != nil {
			return pulled, err
		}
		maps.Copy(pulled.Blocks, receivers[commit].Taken)
	}
	at, err := mainOf(pulled.Blocks, commits, threshold)
	pulled.Main = receivers[at]
	return pulled, err
}

// ask for one cube; the page has this item alone.
func (s *stream) ask(id cid.CID) (item sync.Item, err error) {
	if err := s.send(sync.Heads{Cubes: []cid.CID{id}, Limit: 1}.Encode()); err != nil {
		return item, err
	}
	message, err := s.message()
	if err != nil {
		return item, err
	}
	page, ok := message.(sync.Found)
	if !ok || len(page.Items) != 1 {
		return item, fmt.Errorf("not a page with the cube: %T", message)
	}
	return page.Items[0], nil
}

func (s *stream) message() (any, error) {
	frame, err := s.receive()
	if err != nil {
		return nil, err
	}
	message, err := sync.ReadMessage(frame, "server")
	if refused, no := message.(sync.Refused); no && err == nil {
		return nil, refused.Refusal
	}
	return message, err
}

// mainOf finds the one commit that enough heads contain.
func mainOf(blocks tree.Blocks, heads []cid.CID, threshold int) (at cid.CID, err error) {
	numbers, ids, parents := map[cid.CID]int{}, []cid.CID{}, [][]int{}
	var number func(id cid.CID) int
	number = func(id cid.CID) int {
		if n, has := numbers[id]; has {
			return n
		}
		n := len(ids)
		numbers[id], ids, parents = n, append(ids, id), append(parents, nil)
		commit, err := cube.ReadCommit(blocks[id])
		if err == nil {
			for _, parent := range commit.Parents {
				parents[n] = append(parents[n], number(parent))
			}
		}
		return n
	}
	var where []int
	for _, head := range heads {
		where = append(where, number(head))
	}
	commits := authors.CommitsAt(parents, where, threshold)
	if len(commits) != 1 {
		return at, errors.New("main has diverged, or has no commit with enough heads")
	}
	return ids[commits[0]], nil
}
