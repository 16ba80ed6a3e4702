package vectors

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/swarm"
	"memcube.test/go-reader/tree"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["swarm/vectors/valid/fences.json"] = cases(fence)
	suites["swarm/vectors/valid/previous.json"] = cases(previousSecret)
	suites["swarm/vectors/valid/wraps.json"] = cases(wrap)
	suites["swarm/vectors/valid/channels.json"] = cases(channel)
	suites["swarm/vectors/invalid/channels.json"] = refused(noChannel)
	suites["swarm/vectors/valid/gossip.json"] = cases(sealedGossip)
	suites["swarm/vectors/valid/boxes.json"] = cases(box)
	suites["swarm/vectors/invalid/boxes.json"] = cases(noBox)
	suites["swarm/vectors/valid/mirrors.json"] = cases(mirror)
	suites["swarm/vectors/invalid/mirrors.json"] = cases(noMirror)
}

type fenceCase struct {
	label
	Swarm                           cid.CID
	Network                         string
	Fence, Prologue, MirrorPrologue wire.Hex
	Epoch                           int64
}

func fence(c fenceCase) error {
	return errors.Join(
		same(swarm.NetworkName(c.Swarm), c.Network),
		same(wire.Hex(swarm.Prologue(c.Fence, c.Swarm, c.Epoch, false)), c.Prologue),
		same(wire.Hex(swarm.Prologue(c.Fence, c.Swarm, c.Epoch, true)), c.MirrorPrologue),
	)
}

type previousCase struct {
	label
	Swarm                cid.CID
	Epoch                int64
	Newer, Older, Sealed wire.Hex
}

func previousSecret(c previousCase) error {
	got, err := swarm.OpenPrevious(c.Newer, c.Swarm, c.Epoch, c.Sealed)
	return errors.Join(err, same(wire.Hex(got), c.Older))
}

type wrapCase struct {
	label
	Swarm                                    cid.CID
	Epoch                                    int64
	Key, KEMSeed, KEM, Random, Enc, Ct, Text wire.Hex
}

func wrap(c wrapCase) error {
	private, err := swarm.KEM(c.KEMSeed)
	if err != nil {
		return err
	}
	ephemeral, err := swarm.KEM(c.Random)
	if err != nil {
		return err
	}
	text, err := swarm.OpenWrap(private, c.Swarm, c.Epoch, c.Key, c.Enc, c.Ct)
	return errors.Join(err, same(wire.Hex(text), c.Text), same(wire.Hex(private.PublicKey().Bytes()), c.KEM),
		same(wire.Hex(ephemeral.PublicKey().Bytes()), c.Enc))
}

type channelCase struct {
	label
	Swarm                            cid.CID
	Content, Key                     wire.Hex
	Epoch                            int64
	Protocol, Opener, Answerer, Side string
	Hellos                           struct{ Opener, Answerer wire.Hex }
	Frames, Sealed                   []wire.Hex
}

func (c channelCase) key() []byte {
	return swarm.ChannelKey(c.Content, c.Swarm, c.Protocol, c.Opener, c.Answerer, c.Hellos.Opener, c.Hellos.Answerer, c.Side)
}

func channel(c channelCase) error {
	direction := swarm.Direction{Key: c.key()}
	if err := same(wire.Hex(direction.Key), c.Key); err != nil {
		return err
	}
	for _, sealed := range c.Sealed {
		if err := direction.Take(sealed); err != nil {
			return err
		}
	}
	frames := []wire.Hex{}
	for _, frame := range direction.Frames {
		frames = append(frames, frame)
	}
	return errors.Join(same(direction.HasEnd, true), same(frames, c.Frames))
}

// Cases that are refused are as those of the first case that is not.
func noChannel(c channelCase) error {
	known, err := firstOf[channelCase]("swarm/vectors/valid/channels.json")
	if err != nil {
		return nil
	}
	direction := swarm.Direction{Key: known.key()}
	for _, sealed := range c.Sealed {
		if err := direction.Take(sealed); err != nil {
			return err
		}
	}
	return nil
}

// root is where the vectors are; a file of invalid cases may be about those of a valid one.
var root string

func firstOf[C any](path string) (first C, err error) {
	var file struct{ Cases []C }
	raw, err := os.ReadFile(filepath.Join(root, path))
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil || len(file.Cases) == 0 {
		return first, errors.Join(errors.New("no valid case to compare with"), err)
	}
	return file.Cases[0], nil
}

type gossipCase struct {
	label
	Swarm                 cid.CID
	Content, Text, Sealed wire.Hex
	Epoch                 int64
	Topic                 string
}

func sealedGossip(c gossipCase) error {
	contents := swarm.Contents{Swarm: c.Swarm, Secrets: map[int64][]byte{c.Epoch: c.Content}}
	place := dagcbor.List{"gossip", c.Topic}
	made, err := contents.Seal(c.Swarm, c.Epoch, place, c.Text)
	opened, errOpened := contents.Open(c.Swarm, place, c.Sealed)
	return errors.Join(err, errOpened, same(wire.Hex(made), c.Sealed), same(wire.Hex(opened), c.Text))
}

type boxCase struct {
	label
	Swarm, About cid.CID
	Contents     map[string]wire.Hex
	Text, Box    wire.Hex
	Place        []any
}

func contentsOf(of cid.CID, given map[string]wire.Hex) swarm.Contents {
	secrets := map[int64][]byte{}
	for epoch, content := range given {
		number, _ := strconv.ParseInt(epoch, 10, 64)
		secrets[number] = content
	}
	return swarm.Contents{Swarm: of, Secrets: secrets}
}

func (c boxCase) place() (place dagcbor.List) {
	for _, part := range c.Place {
		if number, is := part.(float64); is {
			part = int64(number)
		}
		place = append(place, part)
	}
	return place
}

func (c boxCase) contents() swarm.Contents { return contentsOf(c.Swarm, c.Contents) }

func box(c boxCase) error {
	var epoch int64
	for i := range 4 {
		epoch = epoch<<8 | int64(c.Box[i])
	}
	made, err := c.contents().Seal(c.About, epoch, c.place(), c.Text)
	opened, errOpened := c.contents().Open(c.About, c.place(), c.Box)
	return errors.Join(err, errOpened, same(wire.Hex(made), c.Box), same(wire.Hex(opened), c.Text))
}

func noBox(c boxCase) error {
	known, err := firstOf[boxCase]("swarm/vectors/valid/boxes.json")
	if err != nil {
		return err
	}
	_, err = known.contents().Open(known.About, c.place(), c.Box)
	return deniedOrNot(c.label, err)
}

// Without the secret of an epoch nobody is at fault.
func deniedOrNot(of label, err error) error {
	if err == nil {
		return errors.New("it was not refused")
	}
	return same(errors.Is(err, swarm.ErrNoKey), of.Code == "ERR_DENIED")
}

type sealedBlock struct {
	CID   cid.CID
	Bytes wire.Hex
	Name  string
}

type mirrorCase struct {
	label
	Swarm           cid.CID
	Contents        map[string]wire.Hex
	Genesis, Author wire.Hex
	Epoch           int64
	Mirror, Header  cid.CID
	StatementName   string
	OfAnotherAuthor struct {
		Author, Genesis wire.Hex
		Mirror          cid.CID
	}
	States []struct {
		Epoch     int64
		Commit    cid.CID
		Count     int64
		Statement struct {
			Statement wire.Hex
			Rosters   []wire.Hex
		}
		Plain, Sealed []sealedBlock
	}
}

func (c mirrorCase) make() (swarm.Mirror, error) {
	return swarm.NewMirror(contentsOf(c.Swarm, c.Contents), c.Genesis, c.Author, c.Epoch)
}

func mirror(c mirrorCase) error {
	m, err := c.make()
	if err != nil {
		return err
	}
	other, err := swarm.NewMirror(m.Contents, c.Genesis, c.OfAnotherAuthor.Author, c.Epoch)
	fault := errors.Join(err, same(cid.Of(cid.DagCBOR, m.Genesis), c.Mirror), same(cid.Of(cid.DagCBOR, m.Header), c.Header),
		same(m.Blind("statement"), c.StatementName), same(wire.Hex(other.Genesis), c.OfAnotherAuthor.Genesis))
	blocks, plain := tree.Blocks{}, map[cid.CID]sealedBlock{}
	for _, state := range c.States {
		for _, block := range state.Sealed {
			if !block.CID.Matches(block.Bytes) {
				return errors.New("a block of the vector is not what it says")
			}
			blocks[block.CID] = block.Bytes
		}
		for _, block := range state.Plain {
			plain[block.CID] = block
		}
		commit, err := cube.ReadCommit(blocks[state.Commit])
		if err != nil {
			return err
		}
		entries, err := tree.Verify(commit.Tree, blocks, 5)
		_, errOpened := swarm.OpenMirror(m.Contents, m.Genesis, blocks[entries[".memcube/sealed"]])
		fault = errors.Join(fault, err, errOpened, commit.CheckSignature(), same(wire.Hex(commit.Author), c.Author),
			same(commit.Count, state.Count), same(len(entries), state.Count))
		statement, rosters, err := m.Statement(piecesOf(blocks, entries[m.Blind("statement")]))
		fault = errors.Join(fault, err, same(wire.Hex(statement), state.Statement.Statement), same(len(rosters), len(state.Statement.Rosters)))
		for _, block := range plain {
			fault = errors.Join(fault, opens(m, blocks, entries, block))
		}
	}
	return fault
}

func opens(m swarm.Mirror, blocks tree.Blocks, entries map[string]cid.CID, block sealedBlock) error {
	name := m.Blind("block/" + block.CID.String())
	if _, has := entries[name]; !has {
		return same(name, block.Name)
	}
	entry, pieces := piecesOf(blocks, entries[name])
	text, err := m.Block(block.CID, entry, pieces)
	return errors.Join(err, same(name, block.Name), same(wire.Hex(text), block.Bytes))
}

// piecesOf gives an entry and the one raw block that it may link to.
func piecesOf(blocks tree.Blocks, id cid.CID) (entry []byte, pieces [][]byte) {
	entry = blocks[id]
	memory, err := cube.ReadMemory(entry)
	if err == nil && memory.Payload != nil {
		pieces = append(pieces, blocks[memory.Payload.Link])
	}
	return entry, pieces
}

type noMirrorCase struct {
	label
	Kind                   string
	Genesis, Header, Entry wire.Hex
	CID                    cid.CID
	Pieces                 []wire.Hex
}

func noMirror(c noMirrorCase) error {
	known, err := firstOf[mirrorCase]("swarm/vectors/valid/mirrors.json")
	if err != nil {
		return err
	}
	m, err := known.make()
	if err != nil {
		return err
	}
	pieces := [][]byte{}
	for _, piece := range c.Pieces {
		pieces = append(pieces, piece)
	}
	switch c.Kind {
	case "mirror":
		_, err = swarm.OpenMirror(m.Contents, c.Genesis, c.Header)
	case "block":
		_, err = m.Block(c.CID, c.Entry, pieces)
	case "statement":
		_, _, err = m.Statement(c.Entry, pieces)
	}
	return deniedOrNot(c.label, err)
}
