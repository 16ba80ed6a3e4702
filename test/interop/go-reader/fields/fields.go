// Package fields reads the fields of a record one by one. The first fault stays; Done tells it, or names the fields
// that nobody asked for.
package fields

import (
	"errors"
	"fmt"
	"slices"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/dagcbor"
)

// Reader is a map that is being read.
type Reader struct {
	// Version is that of the record; from 2 on, fields that are not known stay.
	Version int64
	fields  dagcbor.Map
	asked   map[string]bool
	fault   error
}

// Of begins to read a value, which has to be a map.
func Of(value any) *Reader {
	dict, ok := value.(dagcbor.Map)
	r := &Reader{fields: dict, asked: map[string]bool{}}
	if !ok {
		r.Fail("not a map")
	}
	return r
}

// Part begins to read a map within a record.
func (r *Reader) Part(value any) *Reader {
	part := Of(value)
	part.Version = r.Version
	return part
}

// Decode begins to read the record of a block.
func Decode(block []byte) (*Reader, error) {
	value, err := dagcbor.Decode(block)
	if err != nil {
		return nil, err
	}
	r := Of(value)
	return r, r.fault
}

// Fail notes a fault, unless there is one.
func (r *Reader) Fail(format string, args ...any) {
	if r.fault == nil {
		r.fault = fmt.Errorf(format, args...)
	}
}

// Note takes over the fault of a part.
func (r *Reader) Note(err error) { r.fault = errors.Join(r.fault, err) }

// Fault tells the first fault so far.
func (r *Reader) Fault() error { return r.fault }

// Done refuses fields that are not known, before version 2.
func (r *Reader) Done() error {
	if r.Version > 1 {
		return r.fault
	}
	for _, name := range r.Unknown() {
		r.Fail("the field %q is not known", name)
	}
	return r.fault
}

// Unknown names what nobody asked for, in order.
func (r *Reader) Unknown() (names []string) {
	for name := range r.fields {
		if !r.asked[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Has says whether an optional field is there.
func (r *Reader) Has(name string) bool {
	_, has := r.fields[name]
	return has
}

// Any is the value of a field, whatever it is.
func (r *Reader) Any(name string) any {
	r.asked[name] = true
	value, has := r.fields[name]
	if !has {
		r.Fail("the field %q is missing", name)
	}
	return value
}

func get[T any](r *Reader, name string) (value T) {
	raw := r.Any(name)
	value, ok := raw.(T)
	if !ok {
		r.Fail("the field %q is of another kind: %T", name, raw)
	}
	return value
}

// Is demands one text.
func (r *Reader) Is(name, want string) {
	if got := get[string](r, name); got != want {
		r.Fail("the field %q is not %q", name, want)
	}
}

// Text of a number of bytes.
func (r *Reader) Text(name string, least, most int) string {
	text := get[string](r, name)
	if len(text) < least || len(text) > most {
		r.Fail("%q has %d bytes, not %d to %d", name, len(text), least, most)
	}
	return text
}

// OptionalText is "" where it is not there.
func (r *Reader) OptionalText(name string, least, most int) string {
	if !r.Has(name) {
		return ""
	}
	return r.Text(name, least, most)
}

// Bytes of a number.
func (r *Reader) Bytes(name string, least, most int) []byte {
	raw := get[[]byte](r, name)
	if len(raw) < least || len(raw) > most {
		r.Fail("%q has %d bytes, not %d to %d", name, len(raw), least, most)
	}
	return raw
}

// Key is an Ed25519 public key in the form of the version: from 2 on its multicodec stands before it.
func (r *Reader) Key(name string) []byte {
	key, err := PublicKey(r.Bytes(name, 0, dagcbor.MaxBytes), r.Version)
	if err != nil {
		r.Fail("%q: %v", name, err)
	}
	return key
}

// PublicKey gives the 32 bytes of a key in the form of a version.
func PublicKey(raw []byte, version int64) ([]byte, error) {
	if version > 1 {
		if len(raw) < 2 || raw[0] != 0xed || raw[1] != 0x01 {
			return nil, errors.New("a key of another algorithm than Ed25519")
		}
		raw = raw[2:]
	}
	if len(raw) != 32 {
		return nil, fmt.Errorf("a public key has 32 bytes, not %d", len(raw))
	}
	return raw, nil
}

// Int within a range.
func (r *Reader) Int(name string, least, most int64) int64 {
	n := get[int64](r, name)
	if n < least || n > most {
		r.Fail("%q is %d, not %d to %d", name, n, least, most)
	}
	return n
}

// Time is in milliseconds and not negative.
func (r *Reader) Time(name string) int64 { return r.Int(name, 0, dagcbor.MaxInteger) }

// Bool is true or false.
func (r *Reader) Bool(name string) bool { return get[bool](r, name) }

// Link to a record, a tree or another block of dag-cbor.
func (r *Reader) Link(name string) cid.CID {
	id := get[cid.CID](r, name)
	if id.Codec() != cid.DagCBOR {
		r.Fail("%q is no link to dag-cbor", name)
	}
	return id
}

// Links is a list of links to dag-cbor.
func (r *Reader) Links(name string, least, most int) []cid.CID {
	links := Each[cid.CID](r, name, least, most)
	for _, id := range links {
		if id.Codec() != cid.DagCBOR {
			r.Fail("%q has a link that is none to dag-cbor", name)
		}
	}
	return links
}

// AnyLink is a CID of any of the three codecs.
func (r *Reader) AnyLink(name string) cid.CID { return get[cid.CID](r, name) }

// Map of any keys.
func (r *Reader) Map(name string) dagcbor.Map { return get[dagcbor.Map](r, name) }

// List of a number of elements.
func (r *Reader) List(name string, least, most int) dagcbor.List {
	list := get[dagcbor.List](r, name)
	if len(list) < least || len(list) > most {
		r.Fail("%q has %d elements, not %d to %d", name, len(list), least, most)
	}
	return list
}

// Each is a list whose elements have one kind.
func Each[T any](r *Reader, name string, least, most int) []T {
	elements := []T{}
	for _, raw := range r.List(name, least, most) {
		element, ok := raw.(T)
		if !ok {
			r.Fail("%q has an element of another kind: %T", name, raw)
		}
		elements = append(elements, element)
	}
	return elements
}
