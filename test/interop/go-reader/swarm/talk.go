package swarm

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

const (
	maxRequest = 4_096
	maxFrame   = 1_048_576
	maxWord    = 8_192
	maxAddress = 256
)

// ReadRequest reads what is said to a door.
func ReadRequest(raw []byte) error {
	if len(raw) > maxRequest {
		return errors.New("a request has at most 4,096 bytes")
	}
	value, err := dagcbor.Decode(raw)
	if err != nil {
		return err
	}
	record, _ := value.(dagcbor.Map)
	if record["t"] == "memcube/join" {
		_, err := readJoin(value, cid.CID{})
		return err
	}
	r, record, err := open(value, "memcube/catch-up")
	if err != nil {
		return err
	}
	r.Link("swarm")
	key := r.Bytes("key", 32, 32)
	r.Bytes("door", 32, 32)
	r.Bytes("peer", 32, 32)
	r.Links("have", 0, 16)
	r.Time("time")
	sig := r.Bytes("sig", 64, 64)
	if err := r.Done(); err != nil {
		return err
	}
	return check(record, "memcube/catch-up/1", key, sig, "sig")
}

// ReadAnswer reads what a door says.
func ReadAnswer(raw []byte) error {
	if len(raw) > maxFrame {
		return errors.New("an answer has at most 1 MiB")
	}
	r, err := fields.Decode(raw)
	if err != nil {
		return err
	}
	switch kind := r.Text("t", 1, 16); kind {
	case "pending", "refused":
	case "events":
		r.Bytes("charter", 0, maxRequest)
		for _, event := range fields.Each[[]byte](r, "events", 0, maxEvents) {
			if len(event) > maxEvent {
				r.Fail("an event of %d bytes", len(event))
			}
		}
		readAddresses(r, "doors", 0, 16, maxAddress)
		readAddresses(r, "hosts", 0, 16, maxAddress)
		r.Bool("more")
	default:
		r.Fail("%q is no answer", kind)
	}
	return r.Done()
}

func readAddresses(r *fields.Reader, name string, least, most, mostBytes int) []string {
	all := fields.Each[string](r, name, least, most)
	for _, address := range all {
		if len(address) < 1 || len(address) > mostBytes {
			r.Fail("%q has an address of %d bytes", name, len(address))
		}
	}
	return all
}

// ReadTeam reads what members say to each other.
func ReadTeam(raw []byte) error {
	if len(raw) > maxFrame {
		return errors.New("a message has at most 1 MiB")
	}
	r, _, err := decodeRecord(raw, "memcube/team")
	if err != nil {
		return err
	}
	r.Bytes("session", 16, 16)
	r.Links("have", 0, 1_024)
	for _, event := range fields.Each[[]byte](r, "events", 0, maxEvents) {
		if len(event) < 1 || len(event) > maxEvent {
			r.Fail("an event of %d bytes", len(event))
		}
	}
	r.Bool("more")
	for _, raw := range r.List("places", 0, 256) {
		place := r.Part(raw)
		place.Bytes("peer", 32, 32)
		readAddresses(place, "doors", 0, 8, 256)
		readAddresses(place, "hosts", 0, 8, 256)
		r.Note(place.Done())
	}
	r.Links("cubes", 0, 2_048)
	r.Bool("twin")
	return r.Done()
}

// doorForm: parts of printable ASCII, the last two p2p and a peer id.
var doorForm = regexp.MustCompile(`^(/[\x21-\x2e\x30-\x7e]+)+/p2p/[1-9A-HJ-NP-Za-km-z]{30,64}$`)

// Invitation is a word to pass on.
type Invitation struct {
	Swarm   cid.CID
	Secret  []byte
	Expires int64
	Role    string
	Doors   []string
	Public  []byte
	ID      string
}

// ReadInvitation reads one.
func ReadInvitation(word string) (i Invitation, err error) {
	rest, ok := strings.CutPrefix(word, "memcube-invite:")
	version, encoded, both := strings.Cut(rest, ":")
	if len(word) > maxWord {
		return i, errors.New("too long for an invitation")
	}
	number, fault := strconv.ParseInt(version, 10, 64)
	if !ok || !both || fault != nil || number < 1 || len(version) > 9 || strconv.FormatInt(number, 10) != version {
		return i, errors.New("no invitation")
	}
	if number > 1 {
		return i, fields.Later{Version: number}
	}
	if strings.ContainsAny(encoded, "\r\n") {
		return i, errors.New("a line break in an invitation")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return i, err
	}
	r, err := fields.Decode(raw)
	if err != nil {
		return i, err
	}
	i = Invitation{Swarm: r.Link("swarm"), Secret: r.Bytes("secret", 32, 32), Expires: r.Time("expires"), Role: readRole(r)}
	i.Doors = readAddresses(r, "doors", 1, 16, maxAddress)
	for _, door := range i.Doors {
		if !doorForm.MatchString(door) {
			r.Fail("%q does not end in /p2p/ and a peer id", door)
		}
	}
	said := r.Bytes("check", 4, 4)
	if err := r.Done(); err != nil {
		return i, err
	}
	doors := dagcbor.List{}
	for _, door := range i.Doors {
		doors = append(doors, door)
	}
	sum := sha256.Sum256(dagcbor.Encode(dagcbor.List{"memcube/invite-check/1", i.Swarm, i.Secret, i.Expires, i.Role, doors}))
	if !bytes.Equal(sum[:4], said) {
		return i, errors.New("a typing error")
	}
	i.Public = ed25519.NewKeyFromSeed(derive(i.Secret, "memcube/swarm/invitation/1", i.Swarm)).Public().(ed25519.PublicKey)
	i.ID = InvitationID(i.Public)
	return i, nil
}
