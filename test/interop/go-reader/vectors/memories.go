package vectors

import (
	"errors"
	"fmt"

	"memcube.test/go-reader/authors"
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["cube/vectors/valid/settings.json"] = cases(settings)
	suites["cube/vectors/invalid/settings.json"] = refused(settings)
	suites["authors/vectors/valid/memories.json"] = cases(rosterMemory)
}

type rosterMemoryCase struct {
	label
	Roster          wire.Hex
	Key, EarlierKey string
	Memory          wire.Hex
	CID             cid.CID
}

// The block is made from the text of "Where rosters are kept", and has to be this one.
func rosterMemory(c rosterMemoryCase) error {
	roster, err := authors.ReadRoster(c.Roster)
	if err != nil {
		return err
	}
	value, _ := dagcbor.Decode(c.Roster)
	made := dagcbor.Encode(dagcbor.Map{
		"v": value.(dagcbor.Map)["v"], "t": "memcube/memory", "type": "plaintext",
		"media": "application/vnd.ipld.dag-cbor", "body": []byte(c.Roster), "tags": dagcbor.List{}, "created": int64(0),
		"provenance": dagcbor.Map{"activity": "authors"}, "governance": dagcbor.Map{},
	})
	_, err = cube.ReadMemory(made)
	return errors.Join(err, same(wire.Hex(made), c.Memory), same(cid.Of(cid.DagCBOR, made), c.CID),
		same(c.Key, ".memcube/authors"), same(c.EarlierKey, fmt.Sprintf(".memcube/authors/%d", roster.N)))
}

type settingsCase struct {
	label
	Memory   wire.Hex
	Settings *cube.Settings
}

func settings(c settingsCase) error {
	record, err := dagcbor.Decode(c.Memory)
	if err != nil {
		return nil
	}
	version, _ := record.(dagcbor.Map)["v"].(int64)
	memory, err := cube.ReadMemory(c.Memory)
	if err != nil {
		return nil
	}
	if memory.Bytes != nil {
		return errors.New("settings are a text")
	}
	got, err := cube.ReadSettings(memory.Text, version)
	if c.Settings == nil || err != nil {
		return err
	}
	return same(got, c.Settings)
}
