package swarm

import (
	"cmp"
	"slices"

	"memcube.test/go-reader/cid"
)

const maxEvents = 4_096

// node is an event with its place in the graph.
type node struct {
	Event
	depth  int
	behind map[*node]bool
}

func (n *node) isSetting() bool { return n.Kind == "add" || n.Kind == "role" }
func (n *node) isTaking() bool  { return n.Kind == "remove" || n.Kind == "role" && n.Role != "admin" }
func (n *node) isLeave() bool   { return n.Kind == "remove" && n.Target == n.Author }

func (n *node) threatens(other *node) bool {
	return other.Author == n.Target && other != n && !other.isLeave() && !n.behind[other]
}

func (n *node) voids(other *node) bool {
	return n.threatens(other) && (n.Kind == "remove" || !other.behind[n])
}

// Log is what a charter and a set of events say.
type Log struct {
	founder  Member
	nodes    []*node
	effect   map[*node]bool
	exempt   map[string]bool
	memo     map[*node]bool
	LeftOut  []cid.CID
	Waiting  []cid.CID
	byCID    map[cid.CID]*node
	takings  []*node
	settings map[string][]*node
	ranks    map[*node]*place
}

// Resolve goes through the steps of "What counts".
func Resolve(charter Charter, events []Event) *Log {
	l := &Log{founder: charter.Founder, exempt: map[string]bool{}, byCID: map[cid.CID]*node{}, settings: map[string][]*node{}, ranks: map[*node]*place{}}
	l.place(l.plausible(events))
	for {
		l.judge()
		if l.hasAdmin() || !l.exemptOne() {
			return l
		}
	}
}

// plausible is step 1, without the waiting.
func (l *Log) plausible(events []Event) (left []Event) {
	admins, named := map[string]bool{string(l.founder.Key): true}, map[string]bool{}
	for changed := true; changed; {
		changed = false
		for _, e := range events {
			if !admins[e.Author] || e.Kind != "add" && e.Kind != "role" {
				continue
			}
			named[e.Target] = true
			if e.Role == "admin" && !admins[e.Target] {
				admins[e.Target], changed = true, true
			}
		}
	}
	for _, e := range events {
		isLeave := e.Kind == "remove" && e.Author == e.Target
		if admins[e.Author] || isLeave && named[e.Author] {
			left = append(left, e)
		} else {
			l.LeftOut = append(l.LeftOut, e.ID)
		}
	}
	return left
}

// place gives each event its depth and what is behind it, and sets those aside that wait.
func (l *Log) place(events []Event) {
	rest := events
	for again := true; again; {
		again = false
		var later []Event
		for _, e := range rest {
			if !l.put(e) {
				later = append(later, e)
			} else {
				again = true
			}
		}
		rest = later
	}
	for _, e := range rest {
		l.Waiting = append(l.Waiting, e.ID)
	}
	slices.SortFunc(l.nodes, byPlace)
	l.nodes = l.nodes[:min(maxEvents, len(l.nodes))]
	for _, n := range l.nodes {
		if n.isTaking() {
			l.takings = append(l.takings, n)
		}
		if n.isSetting() {
			l.settings[n.Target] = append(l.settings[n.Target], n)
		}
	}
}

func (l *Log) put(e Event) bool {
	if l.byCID[e.ID] != nil {
		return true
	}
	n := &node{Event: e, behind: map[*node]bool{}}
	for _, parent := range e.Parents {
		p := l.byCID[parent]
		if p == nil {
			return false
		}
		n.depth = max(n.depth, p.depth+1)
		n.behind[p] = true
		for further := range p.behind {
			n.behind[further] = true
		}
	}
	l.byCID[e.ID] = n
	l.nodes = append(l.nodes, n)
	return true
}

// byPlace is by depth, then by the bytes of the CID.
func byPlace(a, b *node) int {
	return cmp.Or(cmp.Compare(a.depth, b.depth), cid.Compare(a.ID, b.ID))
}

// role of a key by the settings that count within a set; nil for all. "" for none.
func (l *Log) role(key string, within map[*node]bool) string {
	var say []*node
	for _, s := range l.settings[key] {
		isIn := within == nil || within[s]
		if isIn && l.counts(s) && !(s.Kind == "add" && (key == string(l.founder.Key) || l.hasSettingBehind(s))) {
			say = append(say, s)
		}
	}
	role := -1
	for _, s := range say {
		isFollowed := slices.ContainsFunc(say, func(other *node) bool { return other.behind[s] })
		if at := slices.Index(roles, s.Role); !isFollowed && (role < 0 || at < role) {
			role = at
		}
	}
	switch {
	case role >= 0:
		return roles[role]
	case key == string(l.founder.Key):
		return "admin"
	}
	return ""
}

func (l *Log) hasSettingBehind(s *node) bool {
	return slices.ContainsFunc(l.settings[s.Target], func(other *node) bool { return s.behind[other] && l.counts(other) })
}

// counts is step 4, by what is in effect so far.
func (l *Log) counts(n *node) bool {
	if n.isTaking() {
		return l.effect[n]
	}
	if known, is := l.memo[n]; is {
		return known
	}
	isVoid := slices.ContainsFunc(l.takings, func(t *node) bool { return l.effect[t] && t.voids(n) })
	said := !isVoid && l.role(n.Author, n.behind) == "admin"
	l.memo[n] = said
	return said
}

// Role of a member, "" for who is none.
func (l *Log) Role(key string) string {
	isIn := key == string(l.founder.Key)
	for _, n := range l.nodes {
		if n.Target != key || !l.counts(n) {
			continue
		}
		if n.Kind == "remove" {
			return ""
		}
		isIn = isIn || n.Kind == "add"
	}
	if !isIn {
		return ""
	}
	return l.role(key, nil)
}

func (l *Log) hasAdmin() bool {
	return l.Role(string(l.founder.Key)) == "admin" ||
		slices.ContainsFunc(l.nodes, func(n *node) bool { return n.isSetting() && l.Role(n.Target) == "admin" })
}
