package vectors

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/sync"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["cube/vectors/valid/bytes.json"] = cases(canonicalBytes)
	suites["cube/vectors/invalid/bytes.json"] = refused(canonicalBytes)
	suites["cube/vectors/valid/keys.json"] = cases(key)
	suites["cube/vectors/invalid/keys.json"] = refused(key)
	suites["cube/vectors/valid/records.json"] = cases(validRecord)
	suites["cube/vectors/valid/odd-records.json"] = cases(validRecord)
	suites["cube/vectors/invalid/records.json"] = refused(invalidRecord)
	suites["cube/vectors/invalid/signatures.json"] = cases(invalidSignature)
	suites["cube/vectors/valid/signatures.json"] = cases(signature)
	suites["cube/vectors/version-2/valid/records.json"] = cases(validRecord)
	suites["cube/vectors/version-2/valid/signatures.json"] = cases(signature)
	suites["cube/vectors/version-2/valid/opaque.json"] = cases(opaque)
	suites["cube/vectors/version-2/invalid/records.json"] = refused(invalidRecord)
	suites["cube/vectors/version-2/invalid/signatures.json"] = cases(invalidSignature)
	suites["cube/vectors/invalid/verdicts.json"] = refused(verdict)
	suites["cube/vectors/valid/verdicts.json"] = cases(verdict)
	suites["cube/vectors/valid/dag-pb.json"] = cases(dagPB)
	suites["cube/vectors/invalid/dag-pb.json"] = refused(dagPB)
	suites["cube/vectors/valid/payloads.json"] = cases(payload)
	suites["cube/vectors/invalid/payloads.json"] = refused(payload)
	suites["cube/vectors/valid/decisions.json"] = cases(decision)
	suites["cube/vectors/valid/shards.json"] = cases(shard)
	suites["cube/vectors/valid/tickets.json"] = cases(ticket)
	suites["cube/vectors/invalid/tickets.json"] = refused(noTicket)
	suites["cube/vectors/valid/tids.json"] = cases(tid)
	suites["cube/vectors/valid/topics.json"] = cases(topic)
}

type bytesCase struct {
	label
	Hex wire.Hex
}

func canonicalBytes(c bytesCase) error {
	value, err := dagcbor.Decode(c.Hex)
	if err == nil && !bytes.Equal(dagcbor.Encode(value), c.Hex) {
		return errors.New("it is encoded otherwise")
	}
	return err
}

type keyCase struct {
	label
	KeyHex wire.Hex
}

func key(c keyCase) error { return cube.CheckKey(string(c.KeyHex)) }

type recordCase struct {
	label
	Kind    string
	Genesis wire.Hex
	Hex     wire.Hex
	CID     cid.CID
}

// read gives the cube and the signed part of a record, if it has one.
func (c recordCase) read() (of cid.CID, signed *cube.Signed, err error) {
	switch c.Kind {
	case "genesis":
		_, err = cube.ReadGenesis(c.Hex)
	case "memory":
		_, err = cube.ReadMemory(c.Hex)
	case "commit":
		var commit cube.Commit
		commit, err = cube.ReadCommit(c.Hex)
		of, signed = commit.Cube, &commit.Signed
	case "head", "withdrawal":
		var statement cube.Statement
		statement, err = map[string]func([]byte) (cube.Statement, error){
			"head": cube.ReadHead, "withdrawal": cube.ReadWithdrawal,
		}[c.Kind](c.Hex)
		of, signed = statement.Cube, &statement.Signed
	default:
		err = fmt.Errorf("%q is no kind of record", c.Kind)
	}
	return of, signed, err
}

// verify holds the signature against the genesis.
func (c recordCase) verify(of cid.CID, signed *cube.Signed) error {
	genesis, err := cube.ReadGenesis(c.Genesis)
	if err != nil {
		return err
	}
	return genesis.May(of, *signed)
}

func validRecord(c recordCase) error {
	of, signed, err := c.read()
	if err != nil {
		return err
	}
	if !c.CID.Matches(c.Hex) {
		return errors.New("another CID")
	}
	if c.Genesis == nil {
		return nil
	}
	return c.verify(of, signed)
}

func invalidRecord(c recordCase) error {
	if _, err := dagcbor.Decode(c.Hex); err != nil {
		// The file is about canonical bytes: what fails here would hide what it is about.
		return nil
	}
	_, _, err := c.read()
	return err
}

func invalidSignature(c recordCase) error {
	of, signed, err := c.read()
	if err != nil {
		return fmt.Errorf("the record itself has to be fine: %w", err)
	}
	if c.verify(of, signed) == nil {
		return errors.New("it was not refused")
	}
	return nil
}

type signatureCase struct {
	label
	Kind, Domain, DID                                  string
	Secret, PublicKey, Payload, PayloadSha256, Message wire.Hex
	Signature                                          wire.Hex
}

func signature(c signatureCase) error {
	hash, private := sha256.Sum256(c.Payload), ed25519.NewKeyFromSeed(c.Secret)
	record, err := fields.Decode(c.Payload)
	if err != nil {
		return err
	}
	version := record.Int("v", 1, fields.MaxVersion)
	for what, holds := range map[string]bool{
		"domain":    c.Domain == cube.Domain(c.Kind, version),
		"key":       bytes.Equal(private.Public().(ed25519.PublicKey), c.PublicKey),
		"did":       c.DID == ed25519s.DID(c.PublicKey),
		"hash":      bytes.Equal(hash[:], c.PayloadSha256),
		"message":   bytes.Equal(cube.Message(c.Domain, c.Payload), c.Message),
		"signature": bytes.Equal(ed25519.Sign(private, c.Message), c.Signature),
	} {
		if !holds {
			return fmt.Errorf("another %s", what)
		}
	}
	return ed25519s.Verify(c.PublicKey, c.Message, c.Signature)
}

type opaqueCase struct {
	label
	Hex     wire.Hex
	CID     cid.CID
	Version int64
	Unknown []string
	Payload *struct {
		CID   cid.CID `json:"cid"`
		Bytes int64   `json:"bytes"`
	}
}

func opaque(c opaqueCase) error {
	memory, err := cube.ReadMemory(c.Hex)
	if err != nil || memory.Opaque == nil {
		return fmt.Errorf("not an opaque memory: %w", err)
	}
	err = errors.Join(same(memory.Opaque.Version, c.Version), same(memory.Opaque.Unknown, c.Unknown), same(cid.Of(cid.DagCBOR, c.Hex), c.CID))
	if c.Payload == nil || memory.Payload == nil {
		return errors.Join(err, same(memory.Payload, c.Payload))
	}
	return errors.Join(err, same(memory.Payload.Link, c.Payload.CID), same(memory.Payload.Bytes, c.Payload.Bytes))
}

type verdictCase struct {
	label
	Message, PublicKey, Signature wire.Hex
}

func verdict(c verdictCase) error { return ed25519s.Verify(c.PublicKey, c.Message, c.Signature) }

type decisionCase struct {
	label
	Known *struct {
		Seq  int64
		Head wire.Hex
	}
	Head     wire.Hex
	Decision string
}

func decision(c decisionCase) error {
	next, err := cube.ReadStatement(c.Head)
	if err != nil {
		return err
	}
	var known *cube.Statement
	if c.Known != nil {
		statement, err := cube.ReadStatement(c.Known.Head)
		if err != nil || statement.Seq != c.Known.Seq {
			return fmt.Errorf("the known head: %w", err)
		}
		known = &statement
	}
	return same(cube.Decide(known, next), c.Decision)
}

type shardCase struct {
	label
	Cube  cid.CID
	Shard int
}

func shard(c shardCase) error { return same(cube.Shard(c.Cube), c.Shard) }

type ticketCase struct {
	label
	Ticket    string
	Cube      cid.CID
	CubeName  *string
	Addresses []string
	Head      *wire.Hex
}

func ticket(c ticketCase) error {
	got, err := cube.ReadTicket(c.Ticket)
	if err != nil {
		return err
	}
	want := ticketCase{label: c.label, Ticket: c.Ticket, Cube: got.Cube, CubeName: got.Name, Addresses: got.Addresses}
	if want.Addresses == nil {
		want.Addresses = []string{}
	}
	if got.Head != nil {
		want.Head = (*wire.Hex)(&got.Head)
	}
	return same(want, c)
}

func noTicket(c bytesCase) error {
	_, err := cube.ReadTicket(string(c.Hex))
	return err
}

type tidCase struct {
	label
	Previous       *string
	NowMs, ClockID uint64
	TID            string
}

func tid(c tidCase) error {
	previous := ""
	if c.Previous != nil {
		previous = *c.Previous
	}
	got, err := cube.NextTID(previous, c.NowMs, c.ClockID)
	return errors.Join(err, same(got, c.TID))
}

type topicCase struct {
	label
	Given, Topic string
	CID          cid.CID
}

func topic(c topicCase) error {
	got, err := cube.Topic(c.Given)
	return errors.Join(err, same(got, c.Topic), same(cube.TopicCID(got), c.CID))
}

type dagPBCase struct {
	label
	Hex   wire.Hex
	Times int
	Links json.RawMessage
}

// The links are listed, or counted where there are many.
func dagPB(c dagPBCase) error {
	links, err := sync.ReadLinks(bytes.Repeat(c.Hex, c.Times))
	if err != nil {
		return err
	}
	if c.Links[0] != '[' {
		return same(len(links), c.Links)
	}
	return same(append([]cid.CID{}, links...), c.Links)
}

type payloadCase struct {
	label
	Memory wire.Hex
	Blocks []blockCase
	Sha256 wire.Hex
}

func payload(c payloadCase) error {
	memory, err := cube.ReadMemory(c.Memory)
	if err != nil {
		return fmt.Errorf("the memory itself has to be fine: %w", err)
	}
	body, err := sync.ReadPayload(memory.Payload.Link, blocksOf(c.Blocks))
	if err == nil && int64(len(body)) != memory.Payload.Bytes {
		err = errors.New("another size than the memory says")
	}
	hash := sha256.Sum256(body)
	return errors.Join(err, same(wire.Hex(hash[:]), c.Sha256))
}
