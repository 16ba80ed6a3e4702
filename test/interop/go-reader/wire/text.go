package wire

import (
	"strings"
	"unicode"
)

// IsPlain says that a text has no control, format or line-breaking characters.
func IsPlain(text string) bool { return strings.IndexFunc(text, hidden) < 0 }

func hidden(c rune) bool { return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// shown is the text of a stranger as a person sees it: a run of what IsPlain refuses is one space.
func shown(text string) string {
	var out strings.Builder
	within := false
	for _, c := range text {
		if hidden(c) {
			if !within {
				out.WriteByte(' ')
			}
			within = true
			continue
		}
		out.WriteRune(c)
		within = false
	}
	return out.String()
}
