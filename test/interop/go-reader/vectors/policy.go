package vectors

import (
	"encoding/json"
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/policy"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["policy/vectors/valid/policies.json"] = cases(validPolicy)
	suites["policy/vectors/invalid/policies.json"] = refused(noPolicy)
	suites["policy/vectors/valid/verdicts.json"] = cases(policyVerdict)
}

type policyCase struct {
	label
	Policy  string
	Cost    int64
	Created int64
	Memory  cid.CID
	Hex     wire.Hex
}

func validPolicy(c policyCase) error {
	got, err := policy.Read(c.Policy)
	if err != nil {
		return err
	}
	holder, err := cube.ReadMemory(c.Hex)
	return errors.Join(err, same(got.Cost, c.Cost), same(holder.Text, c.Policy), same(holder.Type, "plaintext"),
		same(holder.Media, "application/json"), same(cid.Of(cid.DagCBOR, c.Hex), c.Memory))
}

func noPolicy(c policyCase) error {
	_, err := policy.Read(c.Policy)
	return err
}

type verdictPolicyCase struct {
	label
	Policy  string
	Commit  policy.Commit
	Changes []struct {
		Key, Op string
		Memory  wire.Hex
	}
	Verdict json.RawMessage
	Spent   int64
}

func policyVerdict(c verdictPolicyCase) error {
	read, err := policy.Read(c.Policy)
	if err != nil {
		return err
	}
	changes := []policy.Change{}
	for _, change := range c.Changes {
		changes = append(changes, policy.Change{Key: change.Key, Op: change.Op, Memory: change.Memory})
	}
	got, spent, err := read.Judge(c.Commit, changes)
	if errors.Is(err, policy.ErrLimit) {
		return same(dagcbor.Map{"type": "limit"}, c.Verdict)
	}
	return errors.Join(err, same(got, c.Verdict), same(spent, c.Spent))
}
