package vectors

import (
	"errors"

	"memcube.test/go-reader/announce"
	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/link"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["announce/vectors/valid/topics.json"] = cases(announceTopic)
	suites["announce/vectors/valid/announcements.json"] = casesOf(announcement)
	suites["announce/vectors/invalid/announcements.json"] = casesOf(announcement)
	suites["link/vectors/valid/links.json"] = cases(validLink)
	suites["link/vectors/invalid/links.json"] = refused(invalidLink)
	suites["link/vectors/valid/made.json"] = cases(madeLink)
}

type announceTopicCase struct {
	label
	Network, Topic string
	Cube           cid.CID
	Shard          int
}

func announceTopic(c announceTopicCase) error {
	return errors.Join(
		same(cube.Shard(c.Cube), c.Shard),
		same(announce.Topic(c.Network, cube.Genesis{ID: c.Cube}), c.Topic),
	)
}

type sharedAnnouncement struct {
	Genesis wire.Hex
	Network string
	NowMs   int64
}

type announcementCase struct {
	label
	Topic string
	Mark  *struct {
		Seq int64
		Hex wire.Hex
	}
	Hex wire.Hex
	announce.Verdict
}

func announcement(shared sharedAnnouncement, c announcementCase) error {
	genesis, err := cube.ReadGenesis(shared.Genesis)
	if err != nil {
		return err
	}
	follower := announce.Follower{Network: shared.Network, Genesis: genesis, NowMs: shared.NowMs}
	if c.Mark != nil {
		follower.Mark = c.Mark.Hex
	}
	got, err := follower.Judge(c.Topic, c.Hex)
	return errors.Join(err, same(got, c.Verdict))
}

type linkCase struct {
	label
	Link, Error string
	Cube        cid.CID
	Addresses   []string
}

func validLink(c linkCase) error {
	got, err := link.Read(c.Link)
	return errors.Join(err, same(got.Cube, c.Cube), same(got.Addresses, c.Addresses))
}

func invalidLink(c linkCase) error {
	_, err := link.Read(c.Link)
	return err
}

// What a program chooses for a link is its own business; what it made has to be a link to these.
func madeLink(c linkCase) error {
	got, err := link.Read(c.Link)
	return errors.Join(err, same(got.Cube, c.Cube))
}
