// Package link is protocols/link/spec.md.
package link

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"memcube.test/go-reader/cid"
)

// Link is a cube and where it may be.
type Link struct {
	Cube      cid.CID
	Addresses []string
}

const (
	prefix     = "memcube:"
	cubeLength = 59
	maxLength  = 200
	maxPeers   = 2
)

var errForm = errors.New("not the form of a link")

// Read reads one.
func Read(text string) (l Link, err error) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok || len(text) > maxLength || len(rest) < cubeLength || !isPrintable(text) {
		return l, errForm
	}
	if l.Cube, err = cid.Parse(rest[:cubeLength]); err != nil || l.Cube.Codec() != cid.DagCBOR {
		return l, errors.Join(errForm, err)
	}
	l.Addresses = []string{}
	if len(rest) == cubeLength {
		return l, nil
	}
	parts, ok := strings.CutPrefix(rest[cubeLength:], "?")
	if !ok {
		return l, errForm
	}
	return l, l.readParts(strings.Split(parts, "&"))
}

func isPrintable(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return c < 0x21 || c > 0x7e }) < 0
}

func (l *Link) readParts(parts []string) error {
	peers := 0
	for _, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		if !ok || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			return errForm
		}
		if name != "at" {
			continue
		}
		address, err := peer(value)
		if peers++; err != nil || peers > maxPeers {
			return errors.Join(errForm, err)
		}
		if !slices.Contains(l.Addresses, address) {
			l.Addresses = append(l.Addresses, address)
		}
	}
	return nil
}

func peer(text string) (address string, err error) {
	place, tail, _ := strings.Cut(text, "/")
	if strings.Contains(text, "/") && tail == "" {
		return "", errForm
	}
	colon := strings.LastIndexByte(place, ':')
	if colon < 0 {
		return "", errForm
	}
	if address, err = host(place[:colon]); err != nil {
		return "", err
	}
	port, err := strconv.Atoi(place[colon+1:])
	if err != nil || port < 1 || port > 65_535 || strconv.Itoa(port) != place[colon+1:] {
		return "", fmt.Errorf("%q is no port", place[colon+1:])
	}
	address += fmt.Sprintf("/tcp/%d", port)
	steps := []string{}
	if tail != "" {
		steps = strings.Split(tail, "/")
	}
	if len(steps) > 0 && steps[0] == "ws" {
		address, steps = address+"/ws", steps[1:]
	}
	if len(steps) > 2 {
		return "", errors.New("more than two peer ids")
	}
	for i, id := range steps {
		if !isPeerID(id) {
			return "", fmt.Errorf("%q is no peer id", id)
		}
		address += []string{"/p2p/", "/p2p-circuit/p2p/"}[i] + id
	}
	return address, nil
}

func isPeerID(text string) bool {
	const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	return len(text) >= 46 && len(text) <= 64 && strings.Trim(text, base58) == ""
}

func host(text string) (string, error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		six, err := netip.ParseAddr(inner)
		if !ok || err != nil || !six.Is6() || strings.ContainsAny(inner, ".%") || strings.ToLower(inner) != inner {
			return "", fmt.Errorf("%q is no IPv6 address", text)
		}
		return "/ip6/" + inner, nil
	}
	if four, err := netip.ParseAddr(text); err == nil && four.Is4() {
		return "/ip4/" + text, nil
	}
	labels := strings.Split(text, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(text) > 100 || last == "" || last[0] < 'a' || last[0] > 'z' || slices.ContainsFunc(labels, isNoLabel) {
		return "", fmt.Errorf("%q is no name", text)
	}
	return "/dns/" + text, nil
}

// isNoLabel: 1 to 63 of a-z, 0-9 and -, no - at either end.
func isNoLabel(label string) bool {
	return len(label) < 1 || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
		label[0] == '-' || label[len(label)-1] == '-'
}
