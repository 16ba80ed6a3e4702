package swarm

import (
	"crypto/sha256"
	"slices"

	"memcube.test/go-reader/cid"
)

// Named is a member with the role.
type Named struct{ Key, Name, Role string }

// Members of the swarm.
func (l *Log) Members() (members []Named) {
	keys := map[string]string{string(l.founder.Key): l.founder.Name}
	for _, n := range l.nodes {
		if _, known := keys[n.Target]; n.Kind == "add" && !known && l.counts(n) {
			keys[n.Target] = n.Name
		}
	}
	for key, name := range keys {
		if role := l.Role(key); role != "" {
			members = append(members, Named{key, name, role})
		}
	}
	return members
}

// Refused are those that were left out, and those that do not count.
func (l *Log) Refused() (refused []cid.CID) {
	refused = append(refused, l.LeftOut...)
	for _, n := range l.nodes {
		if !l.counts(n) {
			refused = append(refused, n.ID)
		}
	}
	return refused
}

// Epoch in force, 0 before the first.
func (l *Log) Epoch() int64 {
	begun := map[*node]bool{}
	highest := int64(0)
	for _, n := range l.nodes {
		if n.Kind != "epoch" || !l.counts(n) {
			continue
		}
		before := int64(0)
		for behind := range n.behind {
			if begun[behind] {
				before = max(before, behind.Epoch)
			}
		}
		if n.Epoch == before+1 {
			begun[n] = true
			highest = max(highest, n.Epoch)
		}
	}
	return highest
}

// InvitationID is what people see of a public key of an invitation.
func InvitationID(public []byte) string {
	hash := sha256.Sum256(public)
	return base32Text(hash[:])[:16]
}

// Open gives the ids of the invitations that are open.
func (l *Log) Open() (open []string) {
	first := map[string]*node{}
	closed := map[string]bool{}
	for _, n := range l.nodes {
		key := string(n.Invitation)
		switch {
		case key == "" || !l.counts(n):
		case n.Kind != "invite":
			closed[key] = true
		case first[key] == nil || byPlace(n, first[key]) < 0:
			first[key] = n
		}
	}
	for key, n := range first {
		if !closed[key] && l.Role(n.Author) == "admin" {
			open = append(open, InvitationID([]byte(key)))
		}
	}
	slices.Sort(open)
	return open
}
