package policy

import (
	"errors"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/dagcbor"
)

// Commit is what a rule may ask about one.
type Commit struct {
	Author    string
	Authors   []string
	Branch    string
	Time      int64
	Message   string
	Parents   []cid.CID
	Approvals []string
}

// Change is one key against the first parent.
type Change struct {
	Key, Op string
	Memory  []byte
}

// Verdict names the first rule that refuses, and the key for a rule on memories.
type Verdict struct {
	Type string `json:"type"`
	Rule string `json:"rule,omitzero"`
	Key  string `json:"key,omitzero"`
}

const (
	evaluationCost = 10
	changeCost     = 50
	freeWork       = 10_000_000
	workPerChange  = 1_000
)

type meter struct{ limit, spent int64 }

// ErrLimit is a commit that costs more than it may.
var ErrLimit = errors.New("judging costs more than it may")

func (m *meter) spend(units int64) error {
	if m.spent += units; m.spent > m.limit {
		return ErrLimit
	}
	return nil
}

// Judge asks each rule; spent is what that took.
func (p Policy) Judge(commit Commit, changes []Change) (v Verdict, spent int64, err error) {
	m, facts := &meter{limit: freeWork}, commit.facts()
	for _, rule := range p.Rules {
		if rule.On == nil {
			continue
		}
		if refuses, err := rule.refuses(facts, m); err != nil || refuses {
			return Verdict{"refused", rule.Name, ""}, m.spent, err
		}
	}
	for _, change := range changes {
		m.limit += workPerChange
		if v, err = p.judgeChange(facts, change, m); err != nil || v.Type == "refused" {
			return v, m.spent, err
		}
	}
	return Verdict{Type: "allowed"}, m.spent, nil
}

func (p Policy) judgeChange(facts map[string]any, change Change, m *meter) (Verdict, error) {
	memory, err := memoryOf(change.Memory)
	if err != nil {
		return Verdict{}, err
	}
	facts["key"], facts["op"], facts["memory"] = change.Key, change.Op, memory
	isShown := false
	for _, rule := range p.Rules {
		if rule.On != nil {
			continue
		}
		if !isShown {
			isShown = true
			if err := m.spend(changeCost); err != nil {
				return Verdict{}, err
			}
		}
		if refuses, err := rule.refuses(facts, m); err != nil || refuses {
			return Verdict{"refused", rule.Name, change.Key}, err
		}
	}
	return Verdict{Type: "allowed"}, nil
}

func (r *Rule) refuses(facts map[string]any, m *meter) (bool, error) {
	if r.condition != nil {
		applies, decided, err := r.condition.evaluate(facts, m)
		if err != nil || !decided || !applies {
			return !decided, err
		}
	}
	holds, decided, err := r.requirement.evaluate(facts, m)
	return !holds || !decided, err
}

func (c Commit) facts() map[string]any {
	parents := []string{}
	for _, parent := range c.Parents {
		parents = append(parents, parent.String())
	}
	return map[string]any{
		"author": c.Author, "authors": c.Authors, "branch": c.Branch, "approvals": c.Approvals,
		"hour": int64(3_600_000), "day": int64(86_400_000),
		"commit": map[string]any{"time": c.Time, "message": c.Message, "parents": parents},
	}
}

// memoryOf shows of a memory what the table names, and nothing else that may be in it.
func memoryOf(block []byte) (map[string]any, error) {
	read, err := cube.ReadMemory(block)
	if err != nil {
		return nil, err
	}
	value, _ := dagcbor.Decode(block)
	record := value.(dagcbor.Map)
	provenance, governance := record["provenance"].(dagcbor.Map), record["governance"].(dagcbor.Map)
	shown := only(provenance, "agent", "model", "tool", "activity")
	if source, ok := provenance["source"].(dagcbor.Map); ok {
		shown["source"] = only(source, "uri", "digest")
	}
	derived, tags := []any{}, []string{}
	list, _ := provenance["derived"].(dagcbor.List)
	for _, one := range list {
		derived = append(derived, only(one.(dagcbor.Map), "memory", "cube", "relation"))
	}
	for _, tag := range record["tags"].(dagcbor.List) {
		tags = append(tags, tag.(string))
	}
	shown["derived"] = derived
	size := int64(len(read.Text) + len(read.Bytes))
	if read.Payload != nil {
		size = read.Payload.Bytes
	}
	memory := only(record, "type", "media", "created")
	memory["tags"], memory["bytes"], memory["provenance"] = tags, size, shown
	memory["governance"] = only(governance, "licence", "sensitivity", "expires", "priority")
	return memory, nil
}

func only(fields dagcbor.Map, names ...string) map[string]any {
	shown := map[string]any{}
	for _, name := range names {
		switch value := fields[name].(type) {
		case nil:
		case cid.CID:
			shown[name] = value.String()
		default:
			shown[name] = value
		}
	}
	return shown
}
