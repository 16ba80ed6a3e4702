// Package live pulls a cube from a running node over libp2p, and believes nothing that it has not verified.
package live

import (
	"bufio"
	"context"
	"crypto/rand"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"

	"memcube.test/go-reader/handshake"
	"memcube.test/go-reader/wire"
)

const (
	handshakeProtocol = "/memcube/handshake/2.0.0"
	syncProtocol      = "/memcube/sync/2.0.0"
	silence           = 30 * time.Second
)

// Peer is a node that we are connected to, and what we agreed on.
type Peer struct {
	host      host.Host
	id        peer.ID
	Agreement handshake.Agreement
}

// Connect dials an address with a peer id and shakes hands.
func Connect(ctx context.Context, address string) (*Peer, error) {
	info, err := peer.AddrInfoFromString(address)
	if err != nil {
		return nil, err
	}
	h, err := libp2p.New(libp2p.NoListenAddrs, libp2p.Transport(tcp.NewTCPTransport), libp2p.Security(noise.ID, noise.New), libp2p.DisableRelay())
	if err != nil {
		return nil, err
	}
	p := &Peer{host: h, id: info.ID}
	if err := h.Connect(ctx, *info); err != nil {
		return p, err
	}
	return p, p.shakeHands(ctx)
}

// Close ends it.
func (p *Peer) Close() error { return p.host.Close() }

func (p *Peer) shakeHands(ctx context.Context) error {
	s, err := p.open(ctx, handshakeProtocol)
	if err != nil {
		return err
	}
	defer s.Close()
	ours := hello()
	if err := s.send(ours); err != nil {
		return err
	}
	theirs, err := s.receive()
	if err != nil {
		return err
	}
	p.Agreement, err = handshake.Agree(
		handshake.Side{PeerID: p.host.ID().String(), Hello: ours},
		handshake.Side{PeerID: p.id.String(), Hello: theirs},
	)
	return err
}

func hello() []byte {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce)
	return handshake.Hello{
		Network:  "main",
		Versions: map[string][]string{"sync": {"2.0.0"}},
		Schemas:  []handshake.Schema{{ID: handshake.CubeSchema, Min: 1, Max: 2, Writes: 2}},
		Types:    []string{"plaintext", "activation", "parameter"},
		Codecs:   []int64{0x71, 0x70, 0x55},
		Keys:     []int64{0xed},
		Hashes:   []int64{0x12},
		Limits:   handshake.Limits{BlockBytes: 1_048_576, FrameBytes: 1_048_576, CreditBytes: 4_194_304},
		Agent:    "go-reader",
		Nonce:    nonce,
	}.Encode()
}

// stream carries frames; each has to come or go within the silence that is allowed.
type stream struct {
	network.Stream
	frames *bufio.Reader
}

func (p *Peer) open(ctx context.Context, id protocol.ID) (*stream, error) {
	s, err := p.host.NewStream(ctx, p.id, id)
	if err != nil {
		return nil, err
	}
	return &stream{s, bufio.NewReader(s)}, nil
}

func (s *stream) send(message []byte) error {
	_ = s.SetDeadline(time.Now().Add(silence))
	_, err := s.Write(wire.Frame(message))
	return err
}

func (s *stream) receive() ([]byte, error) {
	_ = s.SetDeadline(time.Now().Add(silence))
	return wire.ReadFrame(s.frames)
}
