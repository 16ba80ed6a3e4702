package vectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"memcube.test/go-reader/audit"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["audit/vectors/external/rfc6962.json"] = casesOf(publishedRoot)
	suites["audit/vectors/external/notes.json"] = cases(publishedNote)
	suites["audit/vectors/valid/log.json"] = auditLog
	suites["audit/vectors/valid/entries.json"] = cases(auditEntry)
	suites["audit/vectors/invalid/entries.json"] = refused(auditEntry)
	suites["audit/vectors/valid/checkpoints.json"] = cases(checkpoint)
	suites["audit/vectors/invalid/checkpoints.json"] = refused(noCheckpoint)
	suites["audit/vectors/valid/requests.json"] = cases(auditRequest)
	suites["audit/vectors/invalid/requests.json"] = refused(noRequest)
}

type publishedLeaves struct {
	Leaves    []wire.Hex
	EmptyRoot wire.Hex
}

type rootCase struct {
	label
	Root wire.Hex
}

func publishedRoot(shared publishedLeaves, c rootCase) error {
	var count int
	if _, err := fmt.Sscanf(c.Name, "%d", &count); err != nil {
		return err
	}
	hashes := []audit.Hash{}
	for _, leaf := range shared.Leaves[:count] {
		hashes = append(hashes, audit.LeafHash(leaf))
	}
	return errors.Join(sameHash(audit.Root(hashes), c.Root), sameHash(audit.Root(nil), shared.EmptyRoot))
}

func sameHash(got audit.Hash, want wire.Hex) error { return same(wire.Hex(got[:]), want) }

type noteCase struct {
	label
	Key, Note, Text string
	Checkpoint      *struct {
		Origin string
		Size   int64
		Root   wire.Hex
	}
	CosignedAt int64
}

func publishedNote(c noteCase) error {
	note, err := audit.ReadNote(c.Note)
	if err != nil {
		return err
	}
	fault := same(note.Text, c.Text)
	if c.Key != "" {
		parts := strings.SplitN(c.Key, "+", 3)
		key, err := audit.Base64(parts[2])
		if err != nil {
			return err
		}
		id := audit.KeyID(parts[0], key[0], key[1:])
		fault = errors.Join(fault, same(wire.Hex(id[:]), parts[1]), note.CheckSigned(parts[0], key[1:]))
	}
	if c.Checkpoint != nil {
		got, err := audit.ReadCheckpoint(note.Text)
		at, _, cosigned := note.Signatures[1].Cosigned()
		fault = errors.Join(fault, err, cosigned, same(got.Origin, c.Checkpoint.Origin), same(got.Size, c.Checkpoint.Size),
			same(wire.Hex(got.Root), c.Checkpoint.Root), same(at, c.CosignedAt))
	}
	return fault
}

type logCase struct {
	label
	Leaf, Hash, RootUpToHere wire.Hex
	Inclusion, Consistency   []wire.Hex
}

type sharedLog struct{ Checkpoint, Cosigned string }

// A case is one entry; what it is proven in is the log of all.
func auditLog(file []byte) ([]outcome, error) {
	var all struct{ Cases []logCase }
	if err := json.Unmarshal(file, &all); err != nil {
		return nil, err
	}
	leaves := []audit.Hash{}
	for _, c := range all.Cases {
		leaves = append(leaves, audit.LeafHash(c.Leaf))
	}
	place := -1
	return casesOf(func(shared sharedLog, c logCase) error {
		place++
		return errors.Join(c.check(leaves, place), shared.check(audit.Root(leaves), int64(len(leaves))))
	})(file)
}

func (c logCase) check(leaves []audit.Hash, place int) error {
	entry, err := audit.ReadEntry(c.Leaf)
	if err != nil {
		return err
	}
	before := audit.Hash{}
	if place > 0 {
		before = leaves[place-1]
	}
	root, upTo := audit.Root(leaves), audit.Root(leaves[:place+1])
	inclusion, consistency := audit.Inclusion(place, leaves), audit.Consistency(place+1, leaves)
	return errors.Join(
		same(entry.Seq, place), same(wire.Hex(entry.Prev), wire.Hex(before[:])), sameHash(leaves[place], c.Hash),
		sameHash(upTo, c.RootUpToHere), same(hexes(inclusion), c.Inclusion), same(hexes(consistency), c.Consistency),
		audit.CheckInclusion(leaves[place], place, len(leaves), root, inclusion),
		audit.CheckConsistency(place+1, len(leaves), upTo, root, consistency),
	)
}

func hexes(hashes []audit.Hash) (all []wire.Hex) {
	all = []wire.Hex{}
	for _, hash := range hashes {
		all = append(all, hash[:])
	}
	return all
}

func (s sharedLog) check(root audit.Hash, size int64) error {
	signed, _, err := audit.ReadHome(s.Checkpoint)
	cosigned, note, errCosigned := audit.ReadHome(s.Cosigned)
	if err := errors.Join(err, errCosigned, same(signed, cosigned), same(signed.Size, size), sameHash(root, signed.Root)); err != nil {
		return err
	}
	name := note.Signatures[1].Name
	key, err := ed25519s.ParseDID(strings.TrimPrefix(name, "memcube/cosigner/"))
	if err != nil {
		return err
	}
	_, err = note.CosignedAt(name, key)
	return err
}

type checkpointCase struct {
	label
	Note string
	Size int64
	Root wire.Hex
}

func checkpoint(c checkpointCase) error {
	got, _, err := audit.ReadHome(c.Note)
	return errors.Join(err, same(got.Size, c.Size), same(wire.Hex(got.Root), c.Root))
}

func noCheckpoint(c checkpointCase) error {
	_, _, err := audit.ReadHome(c.Note)
	return err
}

type auditEntryCase struct {
	label
	Hex wire.Hex
}

func auditEntry(c auditEntryCase) error {
	_, err := audit.ReadEntry(c.Hex)
	return err
}

type requestCase struct {
	label
	Request, Checkpoint string
	Old                 int64
	Proof               []wire.Hex
}

func auditRequest(c requestCase) error {
	got, err := audit.ReadRequest(c.Request)
	proof := []wire.Hex{}
	for _, hash := range got.Proof {
		proof = append(proof, hash)
	}
	return errors.Join(err, same(got.Old, c.Old), same(proof, c.Proof), same(got.Checkpoint, c.Checkpoint))
}

func noRequest(c requestCase) error {
	_, err := audit.ReadRequest(c.Request)
	return err
}
