// Package announce is the table "Validation" of protocols/announce/spec.md, for a cube that is followed.
package announce

import (
	"bytes"
	"errors"
	"fmt"

	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/fields"
)

// Verdict is for the gossip network; Effect is what a node does, "" for nothing.
type Verdict struct {
	Verdict string  `json:"verdict"`
	Effect  *string `json:"effect"`
}

// Follower has accepted the bytes of a statement, which may be nil.
type Follower struct {
	Network string
	Genesis cube.Genesis
	Mark    []byte
	NowMs   int64
}

const (
	maxBytes = 4_096
	maxJump  = 1_000_000
)

// Topic of a cube.
func Topic(network string, g cube.Genesis) string {
	return fmt.Sprintf("/memcube/%s/heads/2/%d", network, cube.Shard(g.ID))
}

func say(verdict, effect string) Verdict {
	if effect == "" {
		return Verdict{verdict, nil}
	}
	return Verdict{verdict, &effect}
}

// Judge goes through the lines; the first that applies decides.
func (f Follower) Judge(topic string, message []byte) (Verdict, error) {
	if len(message) > maxBytes {
		return say("reject", ""), nil
	}
	next, err := cube.ReadStatement(message)
	if errors.As(err, &fields.Later{}) {
		return say("ignore", ""), nil
	}
	if err != nil {
		return say("reject", ""), nil
	}
	if next.Cube != f.Genesis.ID {
		return Verdict{}, errors.New("it is about a cube that is not followed")
	}
	if topic != Topic(f.Network, f.Genesis) {
		return say("reject", ""), nil
	}
	if next.Refs != nil && next.Expires <= f.NowMs {
		return say("ignore", ""), nil
	}
	return f.compare(message, next)
}

func (f Follower) compare(message []byte, next cube.Statement) (Verdict, error) {
	// Of this author: one of another says nothing of it.
	var known *cube.Statement
	if f.Mark != nil {
		mark, err := cube.ReadStatement(f.Mark)
		if err != nil {
			return Verdict{}, err
		}
		if bytes.Equal(mark.Author, next.Author) {
			known = &mark
		}
	}
	isNamed := f.Genesis.May(next.Cube, next.Signed) == nil
	switch {
	case known != nil && bytes.Equal(message, f.Mark):
		return say("ignore", "current"), nil
	case known != nil && next.Seq < known.Seq:
		return say("ignore", "rollback"), nil
	case next.CheckSignature() != nil:
		return say("reject", ""), nil
	case !isNamed:
		return say("ignore", ""), nil
	case next.Refs == nil && known != nil && next.Seq > known.Seq+maxJump:
		return say("ignore", "quarantine"), nil
	case next.Refs == nil && known != nil && next.Seq == known.Seq:
		return say("ignore", ""), nil
	case next.Refs == nil:
		return say("accept", "withdrawn"), nil
	}
	return map[string]Verdict{
		"same": say("ignore", "current"), "forked": say("accept", "forked"),
		"quarantine": say("ignore", "quarantine"), "accept": say("accept", "fetch"),
	}[cube.Decide(known, next)], nil
}
