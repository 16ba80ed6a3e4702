package proposals

import (
	"fmt"

	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/wire"
)

// Message is one by its fields, as JSON has them.
type Message map[string]any

const (
	maxCubes  = 64
	maxItems  = 64
	maxCursor = 256
)

// ReadMessage reads a frame that was sent by the asker or by the keeper.
func ReadMessage(frame []byte, from string) (Message, error) {
	r, err := fields.Decode(frame)
	if err != nil {
		return nil, err
	}
	kind := r.Text("t", 1, 16)
	read, known := map[string]map[string]func(*fields.Reader, Message){
		"asker":  {"open": readOpen, "offer": readOffer, "list": readList},
		"keeper": {"stored": func(*fields.Reader, Message) {}, "records": readRecords, "refused": readRefused},
	}[from][kind]
	if !known {
		return nil, fmt.Errorf("%q is no message of the %s", kind, from)
	}
	m := Message{"type": kind}
	read(r, m)
	return m, r.Fault()
}

func readOpen(r *fields.Reader, m Message) {
	m["agreement"] = wire.Hex(wire.ReadMultihash(r, "agreement"))
}

func readOffer(r *fields.Reader, m Message) {
	m["record"] = wire.Hex(r.Bytes("record", 1, maxBytes))
	if r.Has("genesis") {
		m["genesis"] = wire.Hex(r.Bytes("genesis", 1, maxBytes))
	}
}

func readList(r *fields.Reader, m Message) {
	m["cubes"] = r.Links("cubes", 0, maxCubes)
	m["limit"] = r.Int("limit", 1, maxItems)
	readCursor(r, m)
}

func readCursor(r *fields.Reader, m Message) {
	if r.Has("cursor") {
		m["cursor"] = r.Text("cursor", 1, maxCursor)
	}
}

func readRecords(r *fields.Reader, m Message) {
	items := []Message{}
	for _, raw := range r.List("items", 0, maxItems) {
		f, item := fields.Of(raw), Message{}
		readOffer(f, item)
		r.Note(f.Fault())
		items = append(items, item)
	}
	m["items"] = items
	readCursor(r, m)
}

func readRefused(r *fields.Reader, m Message) {
	refusal, err := wire.ReadRefusal(r)
	r.Note(err)
	m["refusal"] = refusal
}
