// Package policy is protocols/policy/spec.md: which texts are policies, what they cost, and what they say of a commit.
package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Rule is one of a policy.
type Rule struct {
	Name    string  `json:"name"`
	On      *string `json:"on"`
	When    *string `json:"when"`
	Require *string `json:"require"`
	Message *string `json:"message"`

	condition, requirement *expression
}

// Policy is one that can be judged by.
type Policy struct {
	Rules []*Rule
	Cost  int64
}

const (
	maxText    = 16 * 1024
	maxRules   = 64
	maxName    = 64
	maxMessage = 512
	maxCost    = 100_000
)

func units(text string) int { return len(utf16.Encode([]rune(text))) }

// Read reads the one text of a policy.
func Read(text string) (p Policy, err error) {
	var raw struct {
		V     int     `json:"v"`
		Rules []*Rule `json:"rules"`
	}
	if len(text) > maxText {
		return p, errors.New("a policy has at most 16 KiB")
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return p, err
	}
	p.Rules = raw.Rules
	if raw.V != 1 || len(p.Rules) < 1 || len(p.Rules) > maxRules {
		return p, errors.New("a policy is of version 1 and has 1 to 64 rules")
	}
	seen := map[string]bool{}
	for _, rule := range p.Rules {
		if rule == nil || seen[rule.Name] {
			return p, errors.New("two rules of one name, or none")
		}
		seen[rule.Name] = true
		if err := rule.check(); err != nil {
			return p, fmt.Errorf("rule %q: %w", rule.Name, err)
		}
		p.Cost += rule.requirement.cost
		if rule.condition != nil {
			p.Cost += rule.condition.cost
		}
	}
	if p.form() != text {
		return p, errors.New("not in the form of policies")
	}
	if p.Cost > maxCost {
		return p, errors.New("its expressions cost more than 100,000 together")
	}
	return p, nil
}

func (r *Rule) check() (err error) {
	if n := units(r.Name); n < 1 || n > maxName {
		return errors.New("a name has 1 to 64 units")
	}
	for i, c := range r.Name {
		isLetter := unicode.In(c, unicode.L, unicode.N)
		if !isLetter && (i == 0 || !strings.ContainsRune(" ._-", c)) {
			return errors.New("a character that names do not have")
		}
	}
	if r.On != nil && *r.On != "commit" || r.Require == nil {
		return errors.New("on is commit where it is there, and require always is there")
	}
	if r.Message != nil && units(*r.Message) > maxMessage {
		return errors.New("a message has at most 512 units")
	}
	if r.requirement, err = parse(*r.Require, r.On != nil); err == nil && r.When != nil {
		r.condition, err = parse(*r.When, r.On != nil)
	}
	return err
}

// form is the text that JSON.stringify of ECMAScript gives.
func (p Policy) form() string {
	var out strings.Builder
	out.WriteString(`{"v":1,"rules":[`)
	for i, r := range p.Rules {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(`{"name":` + quoted(r.Name))
		for _, field := range []struct {
			name  string
			value *string
		}{{"on", r.On}, {"when", r.When}, {"require", r.Require}, {"message", r.Message}} {
			if field.value != nil {
				out.WriteString(`,"` + field.name + `":` + quoted(*field.value))
			}
		}
		out.WriteByte('}')
	}
	out.WriteString("]}")
	return out.String()
}

func quoted(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}
	for _, c := range text {
		switch escape, ok := short[c]; {
		case ok:
			out.WriteString(escape)
		case c < 0x20:
			fmt.Fprintf(&out, `\u%04x`, c)
		default:
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}
