package vectors

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/swarm"
	"memcube.test/go-reader/wire"
)

func init() {
	suites["swarm/vectors/invalid/charters.json"] = cases(refusedBy(func(c swarmCase) error {
		_, err := swarm.ReadCharter(c.Charter)
		return err
	}))
	suites["swarm/vectors/valid/charters.json"] = cases(charter)
	suites["swarm/vectors/valid/events.json"] = casesOf(event)
	suites["swarm/vectors/invalid/events.json"] = casesOf(noEvent)
	suites["swarm/vectors/valid/logs.json"] = casesOf(membershipLog)
	suites["swarm/vectors/valid/door.json"] = cases(doorTalk)
	suites["swarm/vectors/invalid/door.json"] = cases(refusedBy(doorTalk))
	suites["swarm/vectors/valid/team.json"] = cases(teamTalk)
	suites["swarm/vectors/invalid/team.json"] = cases(refusedBy(teamTalk))
	suites["swarm/vectors/valid/invitations.json"] = cases(invitation)
	suites["swarm/vectors/invalid/invitations.json"] = cases(refusedBy(func(c swarmCase) error {
		_, err := swarm.ReadInvitation(c.Word)
		return err
	}))
}

type swarmCase struct {
	label
	Charter, Event, Bytes wire.Hex
	Way, Word             string
}

// refusedBy demands that it is refused, and as of a later version where that is what the case says.
func refusedBy(read func(swarmCase) error) func(swarmCase) error {
	return func(c swarmCase) error {
		err := read(c)
		if err == nil {
			return errors.New("it was not refused")
		}
		if isLater := errors.As(err, &fields.Later{}); isLater != (c.Code == "ERR_INCOMPATIBLE") {
			return fmt.Errorf("refused as of a later version: %v: %w", isLater, err)
		}
		return nil
	}
}

type charterCase struct {
	label
	Charter wire.Hex
	Swarm   cid.CID
}

func charter(c charterCase) error {
	got, err := swarm.ReadCharter(c.Charter)
	return errors.Join(err, same(got.Swarm, c.Swarm))
}

type eventCase struct {
	label
	Event   wire.Hex
	ID      cid.CID
	Parents []cid.CID
}

func event(shared sharedSwarm, c eventCase) error {
	got, err := swarm.ReadEvent(c.Event, shared.Swarm)
	return errors.Join(err, same(got.ID, c.ID), same(append([]cid.CID{}, got.Parents...), c.Parents))
}

type sharedSwarm struct {
	Charter wire.Hex
	Swarm   cid.CID
}

func noEvent(shared sharedSwarm, c swarmCase) error {
	return refusedBy(func(c swarmCase) error {
		_, err := swarm.ReadEvent(c.Event, shared.Swarm)
		return err
	})(c)
}

func doorTalk(c swarmCase) error {
	if c.Way == "request" {
		return swarm.ReadRequest(c.Bytes)
	}
	return swarm.ReadAnswer(c.Bytes)
}

func teamTalk(c swarmCase) error { return swarm.ReadTeam(c.Bytes) }

type logMember struct {
	Author string `json:"author"`
	Name   string `json:"name"`
	Role   string `json:"role"`
}

type membershipCase struct {
	label
	Events           []wire.Hex
	Members          []logMember
	Refused, Waiting []cid.CID
	Epoch            int64
	Open             []string
}

func membershipLog(shared sharedSwarm, c membershipCase) error {
	charter, err := swarm.ReadCharter(shared.Charter)
	if err != nil {
		return err
	}
	events := []swarm.Event{}
	for _, raw := range c.Events {
		event, err := swarm.ReadEvent(raw, shared.Swarm)
		if err != nil {
			return err
		}
		events = append(events, event)
	}
	log := swarm.Resolve(charter, events)
	members := []logMember{}
	for _, member := range log.Members() {
		members = append(members, logMember{ed25519s.DID([]byte(member.Key)), member.Name, member.Role})
	}
	byAuthor := func(a, b logMember) int { return strings.Compare(a.Author, b.Author) }
	slices.SortFunc(members, byAuthor)
	slices.SortFunc(c.Members, byAuthor)
	return errors.Join(
		same(charter.Swarm, shared.Swarm), same(members, c.Members), same(sortedCIDs(log.Refused()), sortedCIDs(c.Refused)),
		same(sortedCIDs(log.Waiting), sortedCIDs(c.Waiting)), same(log.Epoch(), c.Epoch), same(append([]string{}, log.Open()...), c.Open),
	)
}

func sortedCIDs(cids []cid.CID) []cid.CID {
	all := append([]cid.CID{}, cids...)
	slices.SortFunc(all, func(a, b cid.CID) int { return bytes.Compare(a[:], b[:]) })
	return all
}

type invitationCase struct {
	label
	Word, Role, ID    string
	Swarm             cid.CID
	Expires           int64
	Doors             []string
	Secret, PublicKey wire.Hex
}

func invitation(c invitationCase) error {
	got, err := swarm.ReadInvitation(c.Word)
	return errors.Join(err, same(got.Swarm, c.Swarm), same(got.Expires, c.Expires), same(got.Role, c.Role), same(got.Doors, c.Doors),
		same(wire.Hex(got.Secret), c.Secret), same(wire.Hex(got.Public), c.PublicKey), same(got.ID, c.ID))
}
