package cube

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
	"memcube.test/go-reader/fields"
)

// Memory is one thing remembered; Payload is nil where the body is in the record. Opaque is not nil for one that cannot
// be read: of that, only the payload is known.
type Memory struct {
	Opaque      *fields.Later
	Type, Media string
	Text        string
	Bytes       []byte
	Payload     *Payload
}

// Payload is a body that is not in the record itself.
type Payload struct {
	Link  cid.CID
	Bytes int64
}

const (
	maxMemoryBytes = 65_536
	maxInlineBytes = 16_384
	maxTextBytes   = 262_144
	maxPayload     = 1 << 32
)

// ReadMemory reads the block of a memory.
func ReadMemory(block []byte) (m Memory, err error) {
	r, record, err := OpenRecord("memory", block, maxMemoryBytes,
		"type", "media", "body", "tags", "created", "valid", "provenance", "governance", "data")
	if later := (fields.Later{}); errors.As(err, &later) {
		return Memory{Opaque: &later, Payload: payloadOf(record["body"])}, nil
	}
	if err != nil {
		return m, err
	}
	m = Memory{Type: r.Text("type", 1, 16), Media: r.Text("media", 1, 256)}
	if !slices.Contains([]string{"plaintext", "activation", "parameter"}, m.Type) {
		r.Fail("%q is no type of memory", m.Type)
	}
	readBody(r, &m)
	readTags(r)
	r.Time("created")
	if r.Has("valid") {
		valid := r.Part(r.Any("valid"))
		for _, name := range []string{"from", "until"} {
			if valid.Has(name) {
				valid.Time(name)
			}
		}
		r.Note(valid.Done())
	}
	r.Note(readProvenance(r.Part(r.Any("provenance"))))
	r.Note(readGovernance(r.Part(r.Any("governance"))))
	if r.Has("data") {
		r.Map("data")
	}
	return m, r.Done()
}

func readBody(r *fields.Reader, m *Memory) {
	switch body := r.Any("body").(type) {
	case string:
		m.Text = body
		if len(body) > maxInlineBytes {
			r.Fail("a text of %d bytes is not linked", len(body))
		}
	case []byte:
		m.Bytes = body
		if len(body) > maxInlineBytes {
			r.Fail("%d bytes are not linked", len(body))
		}
	default:
		most := int64(maxPayload)
		if m.Type == "plaintext" && strings.HasPrefix(m.Media, "text/") {
			most = maxTextBytes
		}
		linked := r.Part(body)
		m.Payload = &Payload{linked.AnyLink("link"), linked.Int("bytes", 0, most)}
		if m.Payload.Link.Codec() == cid.DagCBOR {
			r.Fail("a payload is raw or dag-pb")
		}
		r.Note(linked.Done())
	}
}

// payloadOf is the payload of an opaque memory: a link to raw or dag-pb with a size.
func payloadOf(body any) *Payload {
	linked, _ := body.(dagcbor.Map)
	link, isLink := linked["link"].(cid.CID)
	size, isSize := linked["bytes"].(int64)
	if !isLink || !isSize || link.Codec() == cid.DagCBOR || size < 0 || size > maxPayload {
		return nil
	}
	return &Payload{link, size}
}

func readTags(r *fields.Reader) {
	tags := fields.Each[string](r, "tags", 0, 256)
	for i, tag := range tags {
		if len(tag) < 1 || len(tag) > 256 || !norm.NFC.IsNormalString(tag) {
			r.Fail("%q is no tag", tag)
		}
		if i > 0 && tags[i-1] >= tag {
			r.Fail("the tags are not sorted, or one is there twice")
		}
	}
}

func readProvenance(r *fields.Reader) error {
	r.Text("activity", 1, 256)
	for _, name := range []string{"agent", "model", "tool"} {
		r.OptionalText(name, 0, 2048)
	}
	if r.Has("source") {
		source := r.Part(r.Any("source"))
		source.Text("uri", 0, 2048)
		source.OptionalText("digest", 0, 2048)
		r.Note(source.Done())
	}
	if r.Has("derived") {
		for _, raw := range r.List("derived", 0, 256) {
			derived := r.Part(raw)
			derived.Link("memory")
			derived.Text("relation", 1, 256)
			if derived.Has("cube") {
				derived.Link("cube")
			}
			r.Note(derived.Done())
		}
	}
	return r.Done()
}

func readGovernance(r *fields.Reader) error {
	r.OptionalText("licence", 0, 256)
	r.OptionalText("sensitivity", 0, 256)
	if r.Has("expires") {
		r.Time("expires")
	}
	if r.Has("priority") {
		r.Int("priority", -1000, 1000)
	}
	return r.Done()
}
