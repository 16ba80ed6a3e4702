package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	maxPattern = 128
	maxWeight  = 4_096
)

type pattern struct {
	*regexp.Regexp
	weight int64
}

// readPattern reads the pattern of `matches`.
func readPattern(source string) (*pattern, error) {
	if units(source) > maxPattern {
		return nil, errors.New("a pattern has at most 128 units")
	}
	if err := checkClasses(source); err != nil {
		return nil, err
	}
	weight := weightOf(source)
	if weight > maxWeight {
		return nil, fmt.Errorf("a pattern of the weight %d", weight)
	}
	compiled, err := regexp.Compile(source)
	return &pattern{compiled, weight}, err
}

var classes = []string{"{L}", "{Lu}", "{Ll}", "{N}", "{Nd}"}

// checkClasses looks at each \p and \P, wherever it stands; a backslash before a backslash is none.
func checkClasses(source string) error {
	for rest := source; ; {
		_, after, found := strings.Cut(rest, `\`)
		if !found || after == "" {
			return nil
		}
		if rest = after[1:]; after[0] != 'p' && after[0] != 'P' {
			continue
		}
		if !slices.ContainsFunc(classes, func(class string) bool { return strings.HasPrefix(rest, class) }) {
			return errors.New("a class of Unicode that patterns may not have")
		}
	}
}

var counted = regexp.MustCompile(`\{([0-9]{1,9})(,?)([0-9]{0,9})\}`)

func weightOf(source string) int64 {
	weight := float64(units(source))
	for _, found := range counted.FindAllStringSubmatch(source, -1) {
		count, _ := strconv.Atoi(found[1])
		if found[3] != "" {
			count, _ = strconv.Atoi(found[3])
		} else if found[2] == "," {
			count++
		}
		weight *= float64(max(1, count))
	}
	return int64(min(weight, 1e15))
}
