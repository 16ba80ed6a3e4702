package swarm

import (
	"cmp"
	"slices"
)

// judge is step 5: which takings are in effect.
func (l *Log) judge() {
	l.effect, l.memo = map[*node]bool{}, map[*node]bool{}
	var takings []*node
	rests := map[*node]map[*node]bool{}
	for _, t := range l.takings {
		if !l.exempt[t.Target] && (t.isLeave() || l.rank(t) != nil) {
			takings = append(takings, t)
			rests[t] = l.restsOn(t)
		}
	}
	threatens := func(a, b *node) bool {
		for on := range rests[b] {
			if a.threatens(on) {
				return true
			}
		}
		return false
	}
	for _, circle := range circles(takings, threatens) {
		slices.SortFunc(circle, func(a, b *node) int {
			if a.isLeave() != b.isLeave() {
				return cmp.Compare(order(b.isLeave()), order(a.isLeave()))
			}
			if a.isLeave() {
				return byPlace(a, b)
			}
			return cmp.Or(comparePlaces(*l.rank(a), *l.rank(b)), byPlace(a, b))
		})
		for _, t := range circle {
			isHindered := slices.ContainsFunc(circle, func(other *node) bool {
				return other != t && l.effect[other] && threatens(t, other)
			})
			if !isHindered && l.mayTake(t) {
				l.effect[t], l.memo = true, map[*node]bool{}
			}
		}
	}
}

func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (l *Log) mayTake(t *node) bool {
	if t.isLeave() {
		return true
	}
	isVoid := slices.ContainsFunc(l.takings, func(other *node) bool { return l.effect[other] && other.voids(t) })
	return !isVoid && l.role(t.Author, t.behind) == "admin"
}

// restsOn is a taking, the settings of its author behind it, and what these rest on; of a leave, the leave alone.
func (l *Log) restsOn(n *node) map[*node]bool {
	found, queue := map[*node]bool{n: true}, []*node{n}
	if n.isLeave() {
		return found
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, s := range l.settings[next.Author] {
			if next.behind[s] && !found[s] {
				found[s] = true
				queue = append(queue, s)
			}
		}
	}
	return found
}

// circles gives the strongly connected components, those that threaten before those that they threaten.
func circles(all []*node, threatens func(a, b *node) bool) (found [][]*node) {
	reach := map[*node]map[*node]bool{}
	for _, from := range all {
		reach[from] = map[*node]bool{}
		for queue := []*node{from}; len(queue) > 0; queue = queue[1:] {
			for _, to := range all {
				if !reach[from][to] && threatens(queue[0], to) && to != queue[0] {
					reach[from][to] = true
					queue = append(queue, to)
				}
			}
		}
	}
	placed := map[*node]bool{}
	for len(placed) < len(all) {
		for _, n := range all {
			if placed[n] || slices.ContainsFunc(all, func(o *node) bool { return !placed[o] && reach[o][n] && !reach[n][o] }) {
				continue
			}
			var circle []*node
			for _, o := range all {
				if o == n || reach[n][o] && reach[o][n] {
					circle, placed[o] = append(circle, o), true
				}
			}
			found = append(found, circle)
		}
	}
	return found
}

// place in the log: depth, then CID as text. The founder is before all.
type place struct {
	depth int
	id    string
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(a.id, b.id))
}

// rank is step 6, of the author of an event by the settings behind it; nil where none made them an admin.
func (l *Log) rank(n *node) *place {
	if known, is := l.ranks[n]; is {
		return known
	}
	var behind []*node
	for _, s := range l.settings[n.Author] {
		if n.behind[s] {
			behind = append(behind, s)
		}
	}
	rank := l.rankBy(n.Author, behind)
	l.ranks[n] = rank
	return rank
}

func (l *Log) rankBy(key string, settings []*node) (best *place) {
	if key == string(l.founder.Key) {
		return &place{-1, ""}
	}
	for _, s := range settings {
		by := l.rank(s)
		if s.Role != "admin" || by == nil {
			continue
		}
		at := &place{s.depth, s.ID.String()}
		if comparePlaces(*by, *at) > 0 {
			at = by
		}
		if best == nil || comparePlaces(*at, *best) < 0 {
			best = at
		}
	}
	return best
}

// exemptOne is step 7; false where there is nobody.
func (l *Log) exemptOne() bool {
	rankOf := func(t *node) *place {
		var counting []*node
		for _, s := range l.settings[t.Target] {
			if l.counts(s) {
				counting = append(counting, s)
			}
		}
		return l.rankBy(t.Target, counting)
	}
	var took []*node
	for _, t := range l.takings {
		if l.effect[t] && rankOf(t) != nil {
			took = append(took, t)
		}
	}
	var best *node
	for _, t := range took {
		isFollowed := slices.ContainsFunc(took, func(other *node) bool { return other.behind[t] })
		if !isFollowed && (best == nil || comparePlaces(*rankOf(t), *rankOf(best)) < 0) {
			best = t
		}
	}
	if best == nil {
		return false
	}
	l.exempt[best.Target] = true
	return true
}
