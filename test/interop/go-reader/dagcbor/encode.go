package dagcbor

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"memcube.test/go-reader/cid"
)

// Encode writes a value that Decode could have given.
func Encode(value any) []byte { return appendValue(nil, value) }

func appendValue(out []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(out, 0xf6)
	case bool:
		if v {
			return append(out, 0xf5)
		}
		return append(out, 0xf4)
	case int:
		return appendValue(out, int64(v))
	case int64:
		if v < 0 {
			return appendHead(out, 1, uint64(-1-v))
		}
		return appendHead(out, 0, uint64(v))
	case float64:
		return binary.BigEndian.AppendUint64(append(out, 0xfb), math.Float64bits(v))
	case string:
		return append(appendHead(out, 3, uint64(len(v))), v...)
	case []byte:
		return append(appendHead(out, 2, uint64(len(v))), v...)
	case cid.CID:
		return append(append(out, 0xd8, 0x2a, 0x58, 37, 0), v[:]...)
	case List:
		out = appendHead(out, 4, uint64(len(v)))
		for _, element := range v {
			out = appendValue(out, element)
		}
		return out
	case Map:
		return appendMap(out, v)
	}
	panic(fmt.Sprintf("%T is not of the data model", value))
}

func appendMap(out []byte, dict Map) []byte {
	keys := make([]string, 0, len(dict))
	for key := range dict {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if less(a, b) {
			return -1
		}
		return 1
	})
	out = appendHead(out, 5, uint64(len(dict)))
	for _, key := range keys {
		out = appendValue(appendValue(out, key), dict[key])
	}
	return out
}

func appendHead(out []byte, major byte, n uint64) []byte {
	first := major << 5
	switch {
	case n < 24:
		return append(out, first|byte(n))
	case n < 1<<8:
		return append(out, first|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(out, first|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(out, first|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(out, first|27), n)
}
