package vectors

import (
	"encoding/json"
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/proposals"
	"memcube.test/go-reader/wire"
)

func init() {
	for _, version := range []string{"", "version-2/"} {
		suites["proposals/vectors/"+version+"valid/records.json"] = cases(proposalRecord)
		suites["proposals/vectors/"+version+"invalid/records.json"] = refused(checkProposalRecord)
	}
	suites["proposals/vectors/valid/messages.json"] = cases(proposalMessage)
	suites["proposals/vectors/invalid/messages.json"] = refused(noProposalMessage)
	suites["proposals/vectors/valid/memories.json"] = cases(approvalMemory)
	suites["proposals/vectors/valid/offers.json"] = cases(offer)
}

type proposalRecordCase struct {
	label
	Genesis, Hex wire.Hex
	ID           cid.CID
}

func checkProposalRecord(c proposalRecordCase) error {
	record, err := proposals.Read(c.Hex)
	if err != nil {
		return err
	}
	genesis, err := cube.ReadGenesis(c.Genesis)
	if err != nil {
		return err
	}
	// A comment of the proposer is verified with the genesis of the fork, which is where its author is named.
	if record.Kind == "comment" && genesis.ID == record.Fork {
		return genesis.May(record.Fork, record.Signed)
	}
	return record.Check(genesis)
}

func proposalRecord(c proposalRecordCase) error {
	record, err := proposals.Read(c.Hex)
	return errors.Join(err, checkProposalRecord(c), same(record.ID, c.ID))
}

type proposalMessageCase struct {
	label
	From    string
	Message json.RawMessage
	Hex     wire.Hex
}

func proposalMessage(c proposalMessageCase) error {
	got, err := proposals.ReadMessage(c.Hex, c.From)
	return errors.Join(err, same(got, c.Message))
}

func noProposalMessage(c proposalMessageCase) error {
	_, err := proposals.ReadMessage(c.Hex, c.From)
	return err
}

type approvalMemoryCase struct {
	label
	Record, Memory wire.Hex
	Key            string
	CID            cid.CID
}

// The block is made from the text of "Accepting", and has to be this one.
func approvalMemory(c approvalMemoryCase) error {
	approval, err := proposals.ReadRecord("approval", c.Record)
	if err != nil {
		return err
	}
	made := dagcbor.Encode(dagcbor.Map{
		"v": approval.Version, "t": "memcube/memory", "type": "plaintext",
		"media": "application/vnd.ipld.dag-cbor", "body": []byte(c.Record), "tags": dagcbor.List{}, "created": approval.Time,
		"provenance": dagcbor.Map{"activity": "approval"}, "governance": dagcbor.Map{},
	})
	key := ".memcube/approvals/" + approval.Proposal.String() + "/" + ed25519s.DID(approval.Author)
	return errors.Join(same(wire.Hex(made), c.Memory), same(cid.Of(cid.DagCBOR, made), c.CID), same(key, c.Key))
}

type keptCase struct {
	Proposal            wire.Hex
	Decision            *wire.Hex
	Approvals, Comments []wire.Hex
	ReceivedMs          int64
}

type offerCase struct {
	label
	NowMs             int64
	Serves, IsBlocked bool
	Authors           []wire.Hex
	Kept              []keptCase
	Record, Genesis   wire.Hex
	Judgement         string
}

func offer(c offerCase) error {
	keeper := proposals.Keeper{NowMs: c.NowMs, Serves: c.Serves, IsBlocked: c.IsBlocked}
	for _, author := range c.Authors {
		keeper.Authors = append(keeper.Authors, author)
	}
	for _, one := range c.Kept {
		kept, err := one.read()
		if err != nil {
			return err
		}
		keeper.Kept = append(keeper.Kept, kept)
	}
	return same(keeper.Judge(c.Record, c.Genesis), c.Judgement)
}

func (c keptCase) read() (kept proposals.Kept, err error) {
	read := func(raw []byte) proposals.Record {
		record, fault := proposals.Read(raw)
		err = errors.Join(err, fault)
		return record
	}
	kept = proposals.Kept{Proposal: read(c.Proposal), ReceivedMs: c.ReceivedMs}
	if c.Decision != nil {
		decision := read(*c.Decision)
		kept.Decision = &decision
	}
	for _, raw := range c.Approvals {
		kept.Approvals = append(kept.Approvals, read(raw))
	}
	for _, raw := range c.Comments {
		kept.Comments = append(kept.Comments, read(raw))
	}
	return kept, err
}
