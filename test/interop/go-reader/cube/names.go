package cube

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/fields"
)

// CheckKey is the rule for the keys of a cube's tree.
func CheckKey(key string) error {
	if len(key) < 1 || len(key) > 1024 || !utf8.ValidString(key) || !norm.NFC.IsNormalString(key) {
		return errors.New("a key is 1 to 1,024 bytes of UTF-8 in normal form C")
	}
	for _, c := range key {
		if c < 0x20 || c >= 0x7f && c <= 0x9f {
			return errors.New("a key has no control character")
		}
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part == "." || part == ".." {
			return errors.New("a part of a key is not empty, and not dots")
		}
	}
	return nil
}

// Topic is the one form in which topics are compared.
func Topic(given string) (string, error) {
	trimmed := strings.TrimFunc(norm.NFC.String(given), func(c rune) bool {
		return c >= 0x09 && c <= 0x0d || c == 0x2028 || c == 0x2029 || c == 0xfeff || unicode.Is(unicode.Zs, c)
	})
	topic := cases.Lower(language.Und, cases.HandleFinalSigma(true)).String(trimmed)
	if n := utf8.RuneCountInString(topic); n < 1 || n > 64 {
		return "", errors.New("a topic has 1 to 64 code points")
	}
	for _, c := range topic {
		if !unicode.In(c, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z) {
			return "", errors.New("a topic has no character of the category Other")
		}
	}
	return topic, nil
}

// Settings is what a cube says of itself.
type Settings struct {
	About   *string  `json:"about,omitzero"`
	Topics  []string `json:"topics"`
	Licence *string  `json:"licence,omitzero"`
}

// ReadSettings reads the body of the memory under .memcube/info, which is of a version.
func ReadSettings(body string, version int64) (s Settings, err error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &parts); err != nil || parts == nil {
		return s, errors.New("settings are an object")
	}
	for name, raw := range parts {
		into := map[string]any{"about": &s.About, "topics": &s.Topics, "licence": &s.Licence}[name]
		if into == nil && version == 1 {
			return s, fmt.Errorf("the field %q is not known", name)
		}
		if into == nil {
			continue
		}
		if err := json.Unmarshal(raw, into); err != nil || string(raw) == "null" {
			return s, fmt.Errorf("the field %q is of another kind", name)
		}
	}
	bad := s.Topics == nil || len(s.Topics) > 32 || s.About != nil && len(*s.About) > 4096 || s.Licence != nil && len(*s.Licence) > 256
	for _, topic := range s.Topics {
		bad = bad || len(topic) < 1 || len(topic) > 256
	}
	if bad {
		return s, errors.New("settings of another size")
	}
	return s, nil
}

// TopicCID is where the cubes of a topic are found on the DHT.
func TopicCID(topic string) cid.CID { return cid.Of(cid.Raw, []byte("memcube/topic/1/"+topic)) }

// Shard is the gossip shard of a cube.
func Shard(id cid.CID) int { return int(sha256.Sum256(id[:])[0] % 64) }

const tidAlphabet = "234567abcdefghijklmnopqrstuvwxyz"

// ParseTID reads the 64 bits of a revision.
func ParseTID(text string) (n uint64, err error) {
	if len(text) != 13 || strings.IndexByte(tidAlphabet, text[0]) >= 16 {
		return 0, fmt.Errorf("%q is no revision", text)
	}
	for i := range len(text) {
		digit := strings.IndexByte(tidAlphabet, text[i])
		if digit < 0 {
			return 0, fmt.Errorf("%q is no revision", text)
		}
		n = n<<5 | uint64(digit)
	}
	return n, nil
}

// NextTID is the revision after a previous one, which may be "".
func NextTID(previous string, nowMs, writer uint64) (string, error) {
	micros := nowMs * 1000
	if previous != "" {
		before, err := ParseTID(previous)
		if err != nil {
			return "", err
		}
		micros = max(micros, before>>10+1)
	}
	n, text := micros<<10|writer, [13]byte{}
	for i := range text {
		text[12-i] = tidAlphabet[n>>(5*i)&31]
	}
	return string(text[:]), nil
}

// Ticket is one word to pass on.
type Ticket struct {
	Cube      cid.CID
	Name      *string
	Addresses []string
	Head      []byte
}

// ReadTicket reads one.
func ReadTicket(word string) (t Ticket, err error) {
	rest, ok := strings.CutPrefix(word, "memcube:")
	if !ok || len(word) > 36_864 {
		return t, errors.New("not the form of a ticket")
	}
	raw, err := cid.Base32(rest)
	if err != nil {
		return t, err
	}
	r, err := fields.Decode(raw)
	if err != nil {
		return t, err
	}
	t = Ticket{Cube: r.Link("cube"), Addresses: fields.Each[string](r, "addresses", 0, 16)}
	for _, address := range t.Addresses {
		if len(address) < 1 || len(address) > 1024 {
			r.Fail("an address has 1 to 1,024 bytes")
		}
	}
	if r.Has("name") {
		name := r.Text("name", 0, 128)
		t.Name = &name
	}
	if r.Has("head") {
		t.Head = r.Bytes("head", 0, maxHeadBytes)
	}
	return t, r.Done()
}
