package proposals

import (
	"bytes"

	"memcube.test/go-reader/cube"
)

// Kept is a proposal that a keeper has, with what was said of it, and when it came.
type Kept struct {
	Proposal            Record
	Decision            *Record
	Approvals, Comments []Record
	ReceivedMs          int64
}

// Keeper is what a keeper of the upstream knows.
type Keeper struct {
	NowMs             int64
	Serves, IsBlocked bool
	Authors           [][]byte
	Kept              []Kept
}

const (
	hourMs         = 3_600_000
	dayMs          = 24 * hourMs
	lifetimeMs     = 90 * dayMs
	proposalsInH   = 20
	openToCube     = 128
	approvalsEach  = 16
	commentsOfFork = 128
	commentsOfOne  = 32
	commentsInH    = 20
)

// Judge goes through the lines of "Judging an offer" and "Judging a comment" that need no peer.
func (k Keeper) Judge(raw, genesis []byte) string {
	record, err := Read(raw)
	switch {
	case len(raw) > maxBytes:
		return "limit"
	case err != nil:
		return "unverifiable"
	case !k.Serves || k.IsBlocked || record.Time > k.NowMs+dayMs:
		return "denied"
	}
	switch record.Kind {
	case "proposal":
		return k.judgeProposal(record, genesis)
	case "comment":
		return k.judgeComment(record)
	case "decision":
		return k.judgeDecision(record)
	}
	return k.judgeApproval(record)
}

func (k Keeper) judgeProposal(p Record, genesis []byte) string {
	recent, open := 0, 0
	for _, kept := range k.Kept {
		if kept.Proposal.ID == p.ID {
			return "known"
		}
		if bytes.Equal(kept.Proposal.Author, p.Author) && k.NowMs-kept.ReceivedMs < hourMs {
			recent++
		}
		if kept.Decision == nil {
			open++
		}
	}
	if p.Time+lifetimeMs <= k.NowMs {
		return "denied"
	}
	for _, kept := range k.Kept {
		if kept.Proposal.Fork == p.Fork && bytes.Equal(kept.Proposal.Author, p.Author) && !p.isNewer(kept.Proposal) {
			return "denied"
		}
	}
	if recent >= proposalsInH || open >= openToCube {
		return "limit"
	}
	fork, err := cube.ReadGenesis(genesis)
	if err != nil || p.Check(fork) != nil {
		return "unverifiable"
	}
	return "keep"
}

func (p Record) isNewer(than Record) bool {
	return p.Time > than.Time || p.Time == than.Time && p.ID.String() > than.ID.String()
}

func (k Keeper) about(p Record) *Kept {
	for i := range k.Kept {
		if k.Kept[i].Proposal.ID == p.Proposal {
			return &k.Kept[i]
		}
	}
	return nil
}

func (k Keeper) judgeDecision(d Record) string {
	about := k.about(d)
	if about == nil {
		return "denied"
	}
	if decided := about.Decision; decided != nil {
		if bytes.Equal(decided.Sig, d.Sig) {
			return "known"
		}
		if decided.State != "declined" || d.State != "accepted" {
			return "denied"
		}
	}
	return k.verified(d, k.Authors)
}

func (k Keeper) judgeApproval(a Record) string {
	about := k.about(a)
	if about == nil {
		return "denied"
	}
	if a.Commit != about.Proposal.Commit {
		return "unverifiable"
	}
	for _, kept := range about.Approvals {
		if bytes.Equal(kept.Author, a.Author) {
			return "known"
		}
	}
	if len(about.Approvals) >= approvalsEach {
		return "limit"
	}
	return k.verified(a, k.Authors)
}

func (k Keeper) judgeComment(c Record) string {
	may, found, isKnown := k.Authors, false, false
	ofFork, ofOne, recent := 0, 0, 0
	for _, kept := range k.Kept {
		isAbout := kept.Proposal.Fork == c.Fork
		if isAbout {
			may, found = append(may, kept.Proposal.Author), true
		}
		for _, said := range kept.Comments {
			isSame := bytes.Equal(said.Author, c.Author)
			isKnown = isKnown || said.ID == c.ID
			if said.Fork == c.Fork {
				ofFork++
			}
			if said.Fork == c.Fork && isSame {
				ofOne++
			}
			if isSame && k.NowMs-kept.ReceivedMs < hourMs {
				recent++
			}
		}
	}
	switch {
	case !found:
		return "denied"
	case isKnown:
		return "known"
	case ofFork >= commentsOfFork || ofOne >= commentsOfOne || recent >= commentsInH:
		return "limit"
	}
	return k.verified(c, may)
}

func (k Keeper) verified(p Record, by [][]byte) string {
	for _, key := range by {
		if bytes.Equal(key, p.Author) && p.CheckSignature() == nil {
			return "keep"
		}
	}
	return "unverifiable"
}
