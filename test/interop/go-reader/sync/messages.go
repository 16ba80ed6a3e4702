// Package sync is protocols/sync/spec.md: messages, packs and their verification, and which commits may be read.
package sync

import (
	"errors"
	"fmt"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
	"memcube.test/go-reader/wire"
)

// Open begins a stream.
type Open struct {
	Type      string   `json:"type"`
	Agreement wire.Hex `json:"agreement"`
}

// Heads asks which cubes a server has.
type Heads struct {
	Type   string    `json:"type"`
	Cubes  []cid.CID `json:"cubes,omitzero"`
	Topic  string    `json:"topic,omitzero"`
	Cursor string    `json:"cursor,omitzero"`
	Limit  int64     `json:"limit"`
}

// Want asks for the missing blocks of a commit.
type Want struct {
	Type      string    `json:"type"`
	Cube      cid.CID   `json:"cube"`
	Commit    cid.CID   `json:"commit"`
	Have      []cid.CID `json:"have"`
	Skip      []cid.CID `json:"skip"`
	NodesHeld bool      `json:"nodesHeld"`
	Depth     int64     `json:"depth,omitzero"`
	Filter    []string  `json:"filter,omitzero"`
}

// Accept takes an offer.
type Accept struct {
	Type   string `json:"type"`
	Credit int64  `json:"credit"`
}

// Credit acknowledges bytes.
type Credit struct {
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
}

// Refused carries a refusal.
type Refused struct {
	Type    string       `json:"type"`
	Refusal wire.Refusal `json:"refusal"`
}

// Found is one page.
type Found struct {
	Type   string `json:"type"`
	Items  []Item `json:"items"`
	Cursor string `json:"cursor,omitzero"`
}

// Item is one cube of a page.
type Item struct {
	Genesis wire.Hex   `json:"genesis"`
	Head    wire.Hex   `json:"head"`
	Hint    *Hint      `json:"hint,omitzero"`
	Rosters []wire.Hex `json:"rosters,omitzero"`
	Heads   []wire.Hex `json:"heads,omitzero"`
}

// Hint proves nothing.
type Hint struct {
	About    string   `json:"about,omitzero"`
	Topics   []string `json:"topics"`
	Licence  string   `json:"licence,omitzero"`
	Memories int64    `json:"memories"`
}

// Cost is an offer, or the end of a pack.
type Cost struct {
	Type   string `json:"type"`
	Blocks int64  `json:"blocks"`
	Bytes  int64  `json:"bytes"`
}

// Chunk of a pack.
type Chunk struct {
	Type  string   `json:"type"`
	Bytes wire.Hex `json:"bytes"`
}

// ReadMessage reads a frame that was sent by the puller or by the server.
func ReadMessage(frame []byte, from string) (any, error) {
	if from == "server" && len(frame) > 0 && frame[0] == 0 {
		return readChunk(frame[1:])
	}
	r, err := fields.Decode(frame)
	if err != nil {
		return nil, err
	}
	kind := r.Text("t", 1, 16)
	readers := map[string]map[string]func(*fields.Reader, string) any{"puller": fromPuller, "server": fromServer}
	read, known := readers[from][kind]
	if !known {
		return nil, fmt.Errorf("%q is no message of the %s", kind, from)
	}
	return read(r, kind), r.Fault()
}

const maxChunkBytes = 65_536

func readChunk(part []byte) (any, error) {
	if len(part) < 1 || len(part) > maxChunkBytes {
		return nil, errors.New("a chunk has 1 to 65,536 bytes")
	}
	return Chunk{"chunk", part}, nil
}

var fromPuller = map[string]func(*fields.Reader, string) any{
	"open":  func(r *fields.Reader, t string) any { return Open{t, wire.ReadMultihash(r, "agreement")} },
	"heads": func(r *fields.Reader, t string) any { return readHeads(r, t) },
	"want":  func(r *fields.Reader, t string) any { return readWant(r, t) },
	"watch": func(r *fields.Reader, t string) any {
		return Watch{t, r.Bool("anew"), r.Links("cubes", 0, 256)}
	},
	"compare": func(r *fields.Reader, t string) any { return readCompare(r, t) },
	"accept": func(r *fields.Reader, t string) any {
		return Accept{t, r.Int("credit", 2_097_152, dagcbor.MaxInteger)}
	},
	"credit":  func(r *fields.Reader, t string) any { return Credit{t, r.Int("bytes", 0, dagcbor.MaxInteger)} },
	"refused": readRefused,
}

var fromServer = map[string]func(*fields.Reader, string) any{
	"found":    func(r *fields.Reader, t string) any { return readFound(r, t) },
	"watching": func(r *fields.Reader, t string) any { return Watching{t, r.Int("cubes", 0, maxCompared)} },
	"compared": func(r *fields.Reader, t string) any { return readCompared(r, t) },
	"offer":    readCost,
	"end":      readCost,
	"refused":  readRefused,
}

func readRefused(r *fields.Reader, t string) any {
	refusal, err := wire.ReadRefusal(r)
	r.Note(err)
	return Refused{t, refusal}
}

func readCost(r *fields.Reader, t string) any {
	return Cost{t, r.Int("blocks", 0, dagcbor.MaxInteger), r.Int("bytes", 0, dagcbor.MaxInteger)}
}

func readHeads(r *fields.Reader, t string) Heads {
	m := Heads{Type: t, Topic: r.OptionalText("topic", 1, 256), Cursor: r.OptionalText("cursor", 1, 256), Limit: r.Int("limit", 1, 64)}
	if r.Has("cubes") {
		m.Cubes = r.Links("cubes", 0, 256)
		if r.Has("topic") {
			r.Fail("cubes and a topic")
		}
	}
	return m
}

func readWant(r *fields.Reader, t string) Want {
	m := Want{
		Type: t, Cube: r.Link("cube"), Commit: r.Link("commit"),
		Have: r.Links("have", 0, 16), Skip: r.Links("skip", 0, 1024),
		NodesHeld: r.Bool("nodesHeld"),
	}
	if r.Has("depth") {
		m.Depth = r.Int("depth", 1, 100_000)
	}
	m.Filter = readFilter(r)
	return m
}

func readFound(r *fields.Reader, t string) Found {
	m := Found{Type: t, Items: []Item{}, Cursor: r.OptionalText("cursor", 1, 256)}
	for _, raw := range r.List("items", 0, 64) {
		f := fields.Of(raw)
		item := Item{Genesis: f.Bytes("genesis", 1, 65_536), Head: f.Bytes("head", 1, 4096)}
		item.Rosters = readBytes(f, "rosters", 256, 16_384)
		item.Heads = readBytes(f, "heads", 64, 4096)
		if f.Has("hint") {
			item.Hint = readHint(f)
		}
		r.Note(f.Fault())
		m.Items = append(m.Items, item)
	}
	return m
}

func readBytes(f *fields.Reader, name string, most, mostBytes int) (all []wire.Hex) {
	if !f.Has(name) {
		return nil
	}
	all = []wire.Hex{}
	for _, raw := range fields.Each[[]byte](f, name, 0, most) {
		if len(raw) < 1 || len(raw) > mostBytes {
			f.Fail("%q has an element of %d bytes", name, len(raw))
		}
		all = append(all, raw)
	}
	return all
}

func readHint(item *fields.Reader) *Hint {
	f := fields.Of(item.Any("hint"))
	hint := &Hint{
		About: f.OptionalText("about", 1, 4096), Topics: fields.Each[string](f, "topics", 0, 32),
		Licence: f.OptionalText("licence", 1, 128), Memories: f.Int("memories", 0, dagcbor.MaxInteger),
	}
	for _, topic := range hint.Topics {
		if len(topic) < 1 || len(topic) > 256 {
			f.Fail("a topic has 1 to 256 bytes")
		}
	}
	item.Note(f.Fault())
	return hint
}

// Encode writes a message of a puller.
func (m Open) Encode() []byte {
	return dagcbor.Encode(dagcbor.Map{"t": "open", "agreement": []byte(m.Agreement)})
}

// Encode writes a message of a puller.
func (m Heads) Encode() []byte {
	fields := dagcbor.Map{"t": "heads", "limit": m.Limit}
	if m.Cubes != nil {
		fields["cubes"] = links(m.Cubes)
	}
	if m.Topic != "" {
		fields["topic"] = m.Topic
	}
	if m.Cursor != "" {
		fields["cursor"] = m.Cursor
	}
	return dagcbor.Encode(fields)
}

// Encode writes a message of a puller.
func (m Want) Encode() []byte {
	fields := dagcbor.Map{
		"t": "want", "cube": m.Cube, "commit": m.Commit,
		"have": links(m.Have), "skip": links(m.Skip), "nodesHeld": m.NodesHeld,
	}
	if m.Depth != 0 {
		fields["depth"] = m.Depth
	}
	if m.Filter != nil {
		prefixes := dagcbor.List{}
		for _, prefix := range m.Filter {
			prefixes = append(prefixes, prefix)
		}
		fields["filter"] = prefixes
	}
	return dagcbor.Encode(fields)
}

// Encode writes a message of a puller.
func (m Accept) Encode() []byte {
	return dagcbor.Encode(dagcbor.Map{"t": "accept", "credit": m.Credit})
}

// Encode writes a message of a puller.
func (m Credit) Encode() []byte {
	return dagcbor.Encode(dagcbor.Map{"t": "credit", "bytes": m.Bytes})
}

func links(cids []cid.CID) dagcbor.List {
	list := dagcbor.List{}
	for _, id := range cids {
		list = append(list, id)
	}
	return list
}
