package authors

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/ed25519s"
)

// Chain is the newest roster, and every key that the genesis or a roster ever named.
type Chain struct {
	Newest Roster
	Ever   [][]byte
}

const (
	maxRosters    = 256
	maxChainBytes = 262_144
	maxSignatures = 512
)

// Zero is the roster that a genesis stands for.
func Zero(g cube.Genesis) Roster {
	zero := Roster{ID: g.ID, Cube: g.ID, Threshold: 1}
	for _, key := range g.Authors {
		if zero.author(key) == nil {
			zero.Authors = append(zero.Authors, Author{key, []string{"*"}})
		}
	}
	slices.SortFunc(zero.Authors, func(a, b Author) int { return bytes.Compare(a.Key, b.Key) })
	return zero
}

// ReadChain verifies a chain from the genesis on, and refuses it whole at the first fault.
func ReadChain(g cube.Genesis, rosters [][]byte) (chain Chain, err error) {
	if total := len(bytes.Join(rosters, nil)); len(rosters) > maxRosters || total > maxChainBytes {
		return chain, errors.New("more rosters, or bytes of rosters, than a cube may have")
	}
	chain.Newest = Zero(g)
	chain.remember()
	signatures := 0
	for i, raw := range rosters {
		next, err := ReadRoster(raw)
		if err != nil {
			return chain, fmt.Errorf("roster %d: %w", i+1, err)
		}
		if signatures += len(next.signatures); signatures > maxSignatures {
			return chain, errors.New("more signatures than the rosters of a cube may have")
		}
		if err := next.Follows(chain.Newest); err != nil {
			return chain, fmt.Errorf("roster %d: %w", i+1, err)
		}
		chain.Newest = next
		chain.remember()
	}
	return chain, nil
}

func (c *Chain) remember() {
	for _, author := range c.Newest.Authors {
		if !slices.ContainsFunc(c.Ever, func(key []byte) bool { return bytes.Equal(key, author.Key) }) {
			c.Ever = append(c.Ever, author.Key)
		}
	}
}

// CheckSignatures says whether every signature in it holds, whoever made it.
func (r Roster) CheckSignatures() error {
	for _, s := range r.signatures {
		if err := ed25519s.Verify(s.author, r.message, s.sig); err != nil {
			return err
		}
	}
	return nil
}

// Follows applies the four rules of "Chain".
func (r Roster) Follows(before Roster) error {
	if r.Cube != before.Cube || r.N != before.N+1 || r.Previous != before.ID {
		return errors.New("rule 1: it does not follow the one before")
	}
	enough, byOld := 0, false
	if err := r.CheckSignatures(); err != nil {
		return fmt.Errorf("rule 2: a signature does not hold: %w", err)
	}
	for _, s := range r.signatures {
		if author := before.author(s.author); author != nil && author.MaySign("main") {
			enough++
		}
		byOld = byOld || r.successor != nil && bytes.Equal(s.author, r.successor.old)
	}
	if r.successor != nil {
		if !byOld {
			return errors.New("rule 4: the old key did not sign")
		}
		return r.replaces(before)
	}
	if enough < before.Threshold {
		return fmt.Errorf("rule 3: %d of %d signatures", enough, before.Threshold)
	}
	return nil
}

// replaces says whether the roster puts one key in the place of another and changes nothing else.
func (r Roster) replaces(before Roster) error {
	if err := r.successor.check(); err != nil {
		return fmt.Errorf("rule 4: the record of the successor: %w", err)
	}
	if bytes.Equal(r.successor.old, r.successor.new) {
		return errors.New("rule 4: a key that is replaced by itself")
	}
	replaced := false
	for _, was := range before.Authors {
		key := was.Key
		if bytes.Equal(key, r.successor.old) {
			key, replaced = r.successor.new, true
		}
		if now := r.author(key); now == nil || !slices.Equal(now.Branches, was.Branches) {
			return errors.New("rule 4: more than the key of the successor changed")
		}
	}
	if !replaced || len(r.Authors) != len(before.Authors) || r.Threshold != before.Threshold {
		return errors.New("rule 4: more than the key of the successor changed")
	}
	return nil
}
