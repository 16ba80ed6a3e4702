package swarm

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/ed25519s"
	"memcube.test/go-reader/fields"
)

// Member is the keys of one, with the name.
type Member struct {
	Key, Peer, KEM []byte
	Name           string
}

// Charter is the beginning of a swarm.
type Charter struct {
	Swarm   cid.CID
	Founder Member
}

const maxName = 128

// open begins a record of version 1; the error is a Later for one of a later version, whatever else is in it.
func open(value any, kind string) (*fields.Reader, dagcbor.Map, error) {
	record, _ := value.(dagcbor.Map)
	r := fields.Of(value)
	if version, is := record["v"].(int64); is && version > 1 && record["t"] == kind {
		return r, record, fields.Later{Version: version, Unknown: []string{}}
	}
	r.Is("t", kind)
	r.Version = r.Int("v", 1, 1)
	return r, record, r.Fault()
}

func decodeRecord(raw []byte, kind string) (*fields.Reader, dagcbor.Map, error) {
	value, err := dagcbor.Decode(raw)
	if err != nil {
		return nil, nil, err
	}
	return open(value, kind)
}

func readName(r *fields.Reader) string {
	name := r.Text("name", 1, maxName)
	if strings.IndexFunc(name, unicode.IsControl) >= 0 {
		r.Fail("a name has no control characters")
	}
	return name
}

func readMember(r *fields.Reader) Member {
	return Member{r.Bytes("key", 32, 32), r.Bytes("peer", 32, 32), r.Bytes("kem", 32, 32), readName(r)}
}

// check verifies a signature over every field but those named.
func check(record dagcbor.Map, domain string, key, sig []byte, without ...string) error {
	signed := dagcbor.Map{}
	for name, value := range record {
		if !slices.Contains(without, name) {
			signed[name] = value
		}
	}
	return ed25519s.Verify(key, cube.Message(domain, dagcbor.Encode(signed)), sig)
}

// ReadCharter reads and verifies one.
func ReadCharter(raw []byte) (c Charter, err error) {
	r, record, err := decodeRecord(raw, "memcube/charter")
	if len(raw) > maxRequest {
		err = errors.New("a charter has at most 4,096 bytes")
	}
	if err != nil {
		return c, err
	}
	readName(r)
	founder := r.Part(r.Any("founder"))
	c = Charter{cid.Of(cid.DagCBOR, raw), readMember(founder)}
	r.Note(founder.Done())
	r.Time("created")
	r.Bytes("nonce", 16, 16)
	sig := r.Bytes("sig", 64, 64)
	if err := r.Done(); err != nil {
		return c, err
	}
	return c, check(record, "memcube/charter/1", c.Founder.Key, sig, "sig")
}

// Event is one of the membership log.
type Event struct {
	ID      cid.CID
	Parents []cid.CID
	Author  string
	Kind    string
	// Target is whom it is about; Role, Epoch and Invitation are those of its change.
	Target, Role, Name string
	Epoch              int64
	Invitation         []byte
}

const (
	maxEvent = 65_536
	maxEpoch = 1_000_000
)

var roles = []string{"seed", "reader", "writer", "admin"}

// ReadEvent reads and verifies an event of a swarm.
func ReadEvent(raw []byte, swarm cid.CID) (e Event, err error) {
	r, record, err := decodeRecord(raw, "memcube/membership")
	if err != nil {
		return e, err
	}
	if len(raw) > maxEvent {
		r.Fail("an event has at most 65,536 bytes")
	}
	if r.Link("swarm") != swarm {
		r.Fail("an event of another swarm")
	}
	e = Event{ID: cid.Of(cid.DagCBOR, raw), Parents: r.Links("parents", 0, 16)}
	for i := 1; i < len(e.Parents); i++ {
		if bytes.Compare(e.Parents[i-1][:], e.Parents[i][:]) >= 0 {
			r.Fail("parents out of order, or one twice")
		}
	}
	author := r.Bytes("author", 32, 32)
	e.Author = string(author)
	r.Time("time")
	change := r.Part(r.Any("change"))
	e.Kind = change.Text("kind", 1, 16)
	if read := changes[e.Kind]; read == nil {
		r.Fail("%q is no kind of event", e.Kind)
	} else {
		read(change, &e, swarm)
	}
	r.Note(change.Done())
	sig := r.Bytes("sig", 64, 64)
	if err := r.Done(); err != nil {
		return e, err
	}
	return e, check(record, "memcube/membership/1", author, sig, "sig")
}

var changes = map[string]func(*fields.Reader, *Event, cid.CID){
	"add": func(r *fields.Reader, e *Event, swarm cid.CID) {
		e.Role = readRole(r)
		join, err := readJoin(r.Any("join"), swarm)
		r.Note(err)
		e.Target, e.Name, e.Invitation = string(join.Key), join.Name, join.Invitation
		readWraps(r, 0, 1, true)
	},
	"role": func(r *fields.Reader, e *Event, _ cid.CID) {
		e.Target, e.Role = string(r.Bytes("key", 32, 32)), readRole(r)
		readWraps(r, 0, 1, true)
	},
	"remove": func(r *fields.Reader, e *Event, _ cid.CID) { e.Target = string(r.Bytes("key", 32, 32)) },
	"epoch": func(r *fields.Reader, e *Event, _ cid.CID) {
		e.Epoch = r.Int("epoch", 1, maxEpoch)
		readWraps(r, 1, 256, false)
		if n := len(r.Bytes("previous", 0, 72)); n != 0 && n != 72 {
			r.Fail("previous has 0 or 72 bytes")
		}
	},
	"invite": func(r *fields.Reader, e *Event, _ cid.CID) {
		e.Invitation, e.Role = r.Bytes("invitation", 32, 32), readRole(r)
		r.Time("expires")
		r.Bool("auto")
	},
	"revoke": func(r *fields.Reader, e *Event, _ cid.CID) { e.Invitation = r.Bytes("invitation", 32, 32) },
}

func readRole(r *fields.Reader) string {
	role := r.Text("role", 1, 16)
	if !slices.Contains(roles, role) {
		r.Fail("%q is no role", role)
	}
	return role
}

func readWraps(r *fields.Reader, least, most int, hasEpoch bool) {
	for _, raw := range r.List("wraps", least, most) {
		wrap := r.Part(raw)
		wrap.Bytes("key", 32, 32)
		wrap.Bytes("enc", 32, 32)
		if n := len(wrap.Bytes("ct", 48, 80)); n != 48 && n != 80 {
			wrap.Fail("a wrap has 48 or 80 bytes")
		}
		if hasEpoch {
			wrap.Int("epoch", 1, maxEpoch)
		}
		r.Note(wrap.Done())
	}
}

// Join is a request to be let in.
type Join struct {
	Member
	Invitation []byte
}

func readJoin(value any, swarm cid.CID) (j Join, err error) {
	r, record, err := open(value, "memcube/join")
	if err != nil {
		return j, err
	}
	if of := r.Link("swarm"); swarm != (cid.CID{}) && of != swarm {
		r.Fail("a request for another swarm")
	}
	j = Join{readMember(r), r.Bytes("invitation", 32, 32)}
	r.Bytes("door", 32, 32)
	r.Time("time")
	proof, sig := r.Bytes("proof", 64, 64), r.Bytes("sig", 64, 64)
	if err := r.Done(); err != nil {
		return j, err
	}
	if !isUsable(j.KEM) {
		r.Fail("nothing can be sealed to this key")
	}
	r.Note(check(record, "memcube/join-proof/1", j.Invitation, proof, "proof", "sig"))
	r.Note(check(record, "memcube/join/1", j.Key, sig, "sig"))
	return j, r.Fault()
}
