package policy

import (
	"errors"
	"regexp"
	"strings"
)

const maxBrackets = 64

// token is a written text, a comment, a name or one character.
var token = regexp.MustCompile(`^(?:([rR](?:"""(?s:.*?)"""|'''(?s:.*?)'''|"[^"\r\n]*"|'[^'\r\n]*'))` +
	`|((?:"""(?s:\\.|[^\\])*?"""|'''(?s:\\.|[^\\])*?'''|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*'))` +
	`|(//[^\r\n]*)|[_a-zA-Z][_a-zA-Z0-9]*|(?s:.))`)

var escape = regexp.MustCompile("^(?:[abfnrtv\"'`?\\\\]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})")

// withoutComments checks what the text asks of tokens, and puts blanks in place of comments.
func withoutComments(source string) (string, error) {
	var out strings.Builder
	depth := 0
	for rest := source; rest != ""; {
		found := token.FindStringSubmatch(rest)
		part := found[0]
		rest = rest[len(part):]
		if found[2] != "" && !hasKnownEscapes(found[2]) {
			return "", errors.New("an escape that the language does not have")
		}
		switch part {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		}
		if depth > maxBrackets {
			return "", errors.New("more than 64 brackets inside one another")
		}
		if found[3] != "" {
			part = " "
		}
		out.WriteString(part)
	}
	return out.String(), nil
}

func hasKnownEscapes(text string) bool {
	for {
		_, after, found := strings.Cut(text, `\`)
		if !found {
			return true
		}
		known := escape.FindString(after)
		if known == "" {
			return false
		}
		text = after[len(known):]
	}
}
