package cube

import (
	"errors"
	"fmt"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/fields"
)

// Genesis says who a cube is; its CID is the cube id.
type Genesis struct {
	ID         cid.CID
	Name       string
	Authors    [][]byte
	Visibility string
	ForkOf     *ForkOf
}

// ForkOf says where a fork began.
type ForkOf struct{ Cube, Commit cid.CID }

const maxGenesisBytes = 65_536

// ReadGenesis reads the block of a genesis.
func ReadGenesis(block []byte) (g Genesis, err error) {
	r, _, err := OpenRecord("genesis", block, maxGenesisBytes, "name", "authors", "visibility", "created", "nonce", "forkOf")
	if err != nil {
		return g, err
	}
	g = Genesis{ID: cid.Of(cid.DagCBOR, block), Name: r.Text("name", 1, 128)}
	for _, raw := range fields.Each[[]byte](r, "authors", 1, 64) {
		author, err := fields.PublicKey(raw, r.Version)
		r.Note(err)
		g.Authors = append(g.Authors, author)
	}
	if g.Visibility = r.Text("visibility", 0, 16); g.Visibility != "public" && g.Visibility != "private" {
		r.Fail("a cube is public or private")
	}
	r.Time("created")
	r.Bytes("nonce", 16, 16)
	if r.Has("forkOf") {
		fork := r.Part(r.Any("forkOf"))
		g.ForkOf = &ForkOf{fork.Link("cube"), fork.Link("commit")}
		r.Note(fork.Done())
	}
	return g, r.Done()
}

// May says whether a signed record of a cube counts for this genesis alone.
func (g Genesis) May(of cid.CID, signed Signed) error {
	if of != g.ID {
		return fmt.Errorf("it is of the cube %s", of)
	}
	if !named(signed.Author, g.Authors) {
		return errors.New("its author is none of the genesis")
	}
	return signed.CheckSignature()
}
