package dagcbor

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"memcube.test/go-reader/cid"
)

type decoder struct {
	rest   []byte
	values int
}

// Decode reads one value and nothing after it.
func Decode(block []byte) (any, error) {
	if len(block) > MaxBytes {
		return nil, fmt.Errorf("a block of %d bytes", len(block))
	}
	d := &decoder{rest: block}
	value, err := d.value(0)
	if err == nil && len(d.rest) > 0 {
		err = fmt.Errorf("%d bytes after the value", len(d.rest))
	}
	return value, err
}

// head reads the first byte of an item and the number in it, which has its shortest form (rule 1).
func (d *decoder) head() (major, info byte, number uint64, err error) {
	first, err := d.take(1)
	if err != nil {
		return 0, 0, 0, err
	}
	major, info = first[0]>>5, first[0]&31
	if info < 24 || major == 7 {
		return major, info, uint64(info), nil
	}
	if info > 27 {
		return 0, 0, 0, errors.New("an indefinite or reserved length")
	}
	width := 1 << (info - 24)
	raw, err := d.take(uint64(width))
	if err != nil {
		return 0, 0, 0, err
	}
	var wide [8]byte
	copy(wide[8-width:], raw)
	number = binary.BigEndian.Uint64(wide[:])
	least := map[int]uint64{1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[width]
	if number < least {
		return 0, 0, 0, errors.New("a number that is longer than it needs to be")
	}
	return major, info, number, nil
}

func (d *decoder) take(n uint64) ([]byte, error) {
	if n > uint64(len(d.rest)) {
		return nil, errors.New("the bytes end too early")
	}
	part := d.rest[:n]
	d.rest = d.rest[n:]
	return part, nil
}

func (d *decoder) value(around int) (any, error) {
	if around > MaxNesting {
		return nil, errors.New("more than 32 lists and maps around a value")
	}
	if d.values++; d.values > MaxValues {
		return nil, errors.New("more than 65,536 values")
	}
	major, info, n, err := d.head()
	if err != nil {
		return nil, err
	}
	switch major {
	case 0, 1:
		return integer(major, n)
	case 2:
		return d.take(n)
	case 3:
		return d.text(n)
	case 4:
		return d.list(n, around+1)
	case 5:
		return d.dict(n, around+1)
	case 6:
		return d.link(n)
	}
	return d.simple(info)
}

func integer(major byte, n uint64) (any, error) {
	if major == 0 && n <= MaxInteger {
		return int64(n), nil
	}
	if major == 1 && n < MaxInteger {
		return -1 - int64(n), nil
	}
	return nil, errors.New("an integer beyond 2^53 - 1")
}

func (d *decoder) text(n uint64) (string, error) {
	raw, err := d.take(n)
	if err == nil && !utf8.Valid(raw) {
		err = errors.New("a text that is not UTF-8")
	}
	return string(raw), err
}

func (d *decoder) list(n uint64, around int) (any, error) {
	// An element has a byte at least: a false length never makes room for more.
	if n > uint64(len(d.rest)) {
		return nil, errors.New("a list beyond the end")
	}
	list := make(List, 0, min(n, MaxValues))
	for range n {
		value, err := d.value(around)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

func (d *decoder) dict(n uint64, around int) (any, error) {
	if n > MaxKeys {
		return nil, errors.New("more than 1,000 keys in a map")
	}
	dict, before := Map{}, ""
	for i := range n {
		major, _, length, err := d.head()
		if err == nil && major != 3 {
			err = errors.New("a map key that is not text")
		}
		if err != nil {
			return nil, err
		}
		key, err := d.text(length)
		if err == nil && i > 0 && !less(before, key) {
			err = errors.New("map keys out of order or twice")
		}
		if err != nil {
			return nil, err
		}
		if dict[key], err = d.value(around); err != nil {
			return nil, err
		}
		before = key
	}
	return dict, nil
}

// less is the order of map keys: by length, then bytewise.
func less(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

func (d *decoder) link(tag uint64) (any, error) {
	form, err := d.take(2)
	if err != nil {
		return nil, err
	}
	// Before these two bytes stood the tag; 42 in its shortest form is d8 2a.
	if tag != 42 || form[0] != 0x58 || form[1] != 37 {
		return nil, errors.New("a tag that is not a link of 37 bytes")
	}
	raw, err := d.take(37)
	if err != nil {
		return nil, err
	}
	if raw[0] != 0 {
		return nil, errors.New("a link without its zero byte")
	}
	return cid.FromBytes(raw[1:])
}

func (d *decoder) simple(info byte) (any, error) {
	switch info {
	case 20, 21:
		return info == 21, nil
	case 22:
		return nil, nil
	case 27:
		raw, err := d.take(8)
		if err != nil {
			return nil, err
		}
		return float(math.Float64frombits(binary.BigEndian.Uint64(raw)))
	}
	return nil, errors.New("a simple value or float that is not allowed")
}

func float(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errors.New("a float that is not finite")
	}
	if f == math.Trunc(f) && math.Abs(f) <= MaxInteger {
		return nil, errors.New("an integer as a float")
	}
	return f, nil
}
