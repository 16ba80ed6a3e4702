// A peer on boxo, which shares no code with this project: bitswap over TCP on loopback, and CAR files.
// With the path of a swarm.key as its argument it is in that private network.
//
// It reads one JSON command a line on stdin and answers one JSON line each on stdout, in order:
//
//	{"do":"connect","address":MA}
//	{"do":"load","path":P}                    put the blocks of a CAR into the store
//	{"do":"fetch","cids":[C...],"seconds":S}  get blocks over bitswap; "walk": and all they link to
//	{"do":"write","path":P,"roots":[C...],"cids":[C...]}  write a CARv1 of stored blocks
//	{"do":"read","path":P}                    name the roots and the blocks of a CAR
//	{"do":"spoil"}                            from now on serve every block with one bit flipped
//
// Every block that arrives, over the network or from a file, is hashed again before it counts.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sync/atomic"
	"time"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	"github.com/ipfs/go-datastore/sync"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/ipld/go-car/v2/storage"
	"github.com/ipld/go-ipld-prime/codec/dagcbor"
	cidlink "github.com/ipld/go-ipld-prime/linking/cid"
	"github.com/ipld/go-ipld-prime/node/basicnode"
	"github.com/ipld/go-ipld-prime/traversal"
	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

type command struct {
	Do, Path, Address string
	Roots, Cids       []string
	Seconds           int
}

type answer struct {
	Error   string   `json:"error,omitempty"`
	PeerID  string   `json:"peerId,omitempty"`
	Address string   `json:"address,omitempty"`
	Roots   []string `json:"roots,omitempty"`
	Cids    []string `json:"cids,omitempty"`
}

// spoilable serves false bytes once told to.
type spoilable struct {
	blockstore.Blockstore
	spoiled atomic.Bool
}

func (s *spoilable) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	block, err := s.Blockstore.Get(ctx, c)
	if err != nil || !s.spoiled.Load() {
		return block, err
	}
	flipped := bytes.Clone(block.RawData())
	flipped[len(flipped)-1] ^= 1
	return blocks.NewBlockWithCid(flipped, c)
}

type goPeer struct {
	host  host.Host
	store *spoilable
	swap  *bitswap.Bitswap
}

func main() {
	ctx, out := context.Background(), json.NewEncoder(os.Stdout)
	options := []libp2p.Option{
		libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.DisableRelay(),
	}
	if len(os.Args) > 1 {
		key, err := readKey(os.Args[1])
		if err != nil {
			log.Fatal("cannot read the key: ", err)
		}
		options = append(options, libp2p.PrivateNetwork(key))
	}
	h, err := libp2p.New(options...)
	if err != nil {
		log.Fatal("cannot listen: ", err)
	}
	store := &spoilable{Blockstore: blockstore.NewBlockstore(sync.MutexWrap(datastore.NewMapDatastore()))}
	p := &goPeer{host: h, store: store, swap: bitswap.New(ctx, bsnet.NewFromIpfsHost(h), nil, store)}
	_ = out.Encode(answer{Address: fmt.Sprintf("%s/p2p/%s", h.Addrs()[0], h.ID())})

	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		reply, err := p.perform(ctx, lines.Bytes())
		if err != nil {
			reply = answer{Error: err.Error()}
		}
		_ = out.Encode(reply)
	}
	_ = h.Close()
}

func readKey(path string) (pnet.PSK, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return pnet.DecodeV1PSK(file)
}

func (p *goPeer) perform(ctx context.Context, line []byte) (answer, error) {
	var c command
	bad := json.Unmarshal(line, &c)
	roots, badRoots := decodeAll(c.Roots)
	cids, badCids := decodeAll(c.Cids)
	if err := errors.Join(bad, badRoots, badCids); err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(cmp.Or(c.Seconds, 10))*time.Second)
	defer cancel()
	switch c.Do {
	case "load", "read":
		return p.read(ctx, c.Path, c.Do == "load")
	case "write":
		return p.write(ctx, c.Path, roots, cids)
	case "connect":
		info, err := peer.AddrInfoFromString(c.Address)
		if err == nil {
			err = p.host.Connect(ctx, *info)
		}
		return answer{}, err
	case "fetch", "walk":
		return p.fetch(ctx, cids, c.Do == "walk")
	case "spoil":
		p.store.spoiled.Store(true)
		return answer{}, nil
	}
	return answer{}, fmt.Errorf("unknown command %q", c.Do)
}

func decodeAll(texts []string) (cids []cid.Cid, err error) {
	for _, text := range texts {
		c, bad := cid.Decode(text)
		cids, err = append(cids, c), errors.Join(err, bad)
	}
	return cids, err
}

// fetch gets blocks over bitswap, breadth first, and stores them.
func (p *goPeer) fetch(ctx context.Context, queue []cid.Cid, follow bool) (answer, error) {
	session, reply, seen := p.swap.NewSession(ctx), answer{}, cid.NewSet()
	for ; len(queue) > 0; queue = queue[1:] {
		if !seen.Visit(queue[0]) {
			continue
		}
		block, err := session.GetBlock(ctx, queue[0])
		if err == nil {
			err = p.check(ctx, block, true)
		}
		if err != nil {
			return reply, fmt.Errorf("%s after %d blocks: %w", queue[0], len(reply.Cids), err)
		}
		reply.Cids = append(reply.Cids, block.Cid().String())
		if follow && block.Cid().Prefix().Codec == cid.DagCBOR {
			links, err := linksOf(block)
			if err != nil {
				return reply, err
			}
			queue = append(queue, links...)
		}
	}
	return reply, nil
}

// linksOf also encodes again: the bytes must be the one canonical form of what they say.
func linksOf(block blocks.Block) (cids []cid.Cid, err error) {
	var again bytes.Buffer
	builder := basicnode.Prototype.Any.NewBuilder()
	if err := dagcbor.Decode(builder, bytes.NewReader(block.RawData())); err != nil {
		return nil, err
	}
	if err := dagcbor.Encode(builder.Build(), &again); err != nil || !bytes.Equal(again.Bytes(), block.RawData()) {
		return nil, fmt.Errorf("%s is not canonical: %w", block.Cid(), err)
	}
	links, err := traversal.SelectLinks(builder.Build())
	for _, link := range links {
		cids = append(cids, link.(cidlink.Link).Cid)
	}
	return cids, err
}

// check hashes the bytes again, and keeps the block if told to.
func (p *goPeer) check(ctx context.Context, block blocks.Block, keep bool) error {
	computed, err := block.Cid().Prefix().Sum(block.RawData())
	if err == nil && !computed.Equals(block.Cid()) {
		return fmt.Errorf("the bytes of %s hash to %s", block.Cid(), computed)
	}
	if err != nil || !keep {
		return err
	}
	return p.store.Put(ctx, block)
}

func (p *goPeer) read(ctx context.Context, path string, keep bool) (answer, error) {
	file, err := os.Open(path)
	if err != nil {
		return answer{}, err
	}
	defer file.Close()
	reader, err := carv2.NewBlockReader(file)
	if err != nil {
		return answer{}, err
	}
	reply := answer{}
	for _, root := range reader.Roots {
		reply.Roots = append(reply.Roots, root.String())
	}
	for {
		block, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return reply, nil
		}
		if err == nil {
			err = p.check(ctx, block, keep)
		}
		if err != nil {
			return reply, err
		}
		reply.Cids = append(reply.Cids, block.Cid().String())
	}
}

func (p *goPeer) write(ctx context.Context, path string, roots, cids []cid.Cid) (answer, error) {
	file, err := os.Create(path)
	if err != nil {
		return answer{}, err
	}
	defer file.Close()
	car, err := storage.NewWritable(file, roots, carv2.WriteAsCarV1(true))
	if err != nil {
		return answer{}, err
	}
	for _, wanted := range cids {
		block, err := p.store.Get(ctx, wanted)
		if err == nil {
			err = car.Put(ctx, wanted.KeyString(), block.RawData())
		}
		if err != nil {
			return answer{}, err
		}
	}
	return answer{}, car.Finalize()
}
