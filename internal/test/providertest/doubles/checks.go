package doubles

// Checks of single arguments that several doubles need.

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// atMost refuses a string of more characters.
func atMost(v Values, report Report, limit int, arguments ...string) {
	for _, argument := range arguments {
		if n := utf8.RuneCountInString(v.Text(argument)); n > limit {
			report(argument, "has %d characters, at most %d are allowed", n, limit)
		}
	}
}

// matches refuses a string that the pattern does not describe.
func matches(v Values, report Report, argument string, pattern *regexp.Regexp) {
	if s, ok := v.Str(argument); ok && !pattern.MatchString(s) {
		report(argument, "%q does not match %s", s, pattern)
	}
}

// notEmpty refuses an empty string.
func notEmpty(v Values, report Report, arguments ...string) {
	for _, argument := range arguments {
		if s, ok := v.Str(argument); ok && s == "" {
			report(argument, "is empty")
		}
	}
}

// oneOf refuses a string that is not in the list.
func oneOf(v Values, report Report, argument string, allowed ...string) {
	s, ok := v.Str(argument)
	if !ok {
		return
	}
	for _, a := range allowed {
		if s == a {
			return
		}
	}
	report(argument, "%q is none of %q", s, allowed)
}

// between refuses a number outside the bounds.
func between(v Values, report Report, argument string, low, high int64) {
	if n, ok := v.Int(argument); ok && (n < low || n > high) {
		report(argument, "%d is not from %d to %d", n, low, high)
	}
}

// httpsURL says what is wrong with an issuer: "" when it is https, with a host
// and with no query, fragment or credentials.
func httpsURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "https" || !strings.HasPrefix(s, "https://"):
		return fmt.Sprintf("%q is not an https URL", s)
	case u.Host == "" || u.User != nil:
		return fmt.Sprintf("%q is not a plain host and path", s)
	case strings.ContainsAny(s, "?#"):
		return fmt.Sprintf("%q has a query or a fragment", s)
	case strings.TrimSpace(s) != s:
		return fmt.Sprintf("%q has white space around it", s)
	}
	return ""
}

// decodeObject decodes text that must hold one JSON object, no key of which
// occurs twice at any depth, and nothing after it.
func decodeObject(text string) (map[string]any, error) {
	if err := uniqueKeys(json.NewDecoder(strings.NewReader(text))); err != nil {
		return nil, err
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, fmt.Errorf("null is not an object")
	}
	return object, nil
}

// uniqueKeys reads one value and refuses a repeated key, which encoding/json
// lets pass.
func uniqueKeys(d *json.Decoder) error {
	type level struct {
		keys  map[string]bool // nil in an array
		isKey bool
	}
	var stack []level
	for {
		token, err := d.Token()
		if err == io.EOF && len(stack) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		top := len(stack) - 1
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			stack = stack[:top]
		} else if key, ok := token.(string); ok && top >= 0 && stack[top].keys != nil && stack[top].isKey {
			if stack[top].keys[key] {
				return fmt.Errorf("the key %q occurs twice in one object", key)
			}
			stack[top].keys[key], stack[top].isKey = true, false
			continue
		} else if ok := token == json.Delim('{'); ok {
			stack = append(stack, level{keys: map[string]bool{}, isKey: true})
			continue
		} else if token == json.Delim('[') {
			stack = append(stack, level{})
			continue
		}
		// A value has ended: in an object a key comes next.
		if top = len(stack) - 1; top >= 0 {
			stack[top].isKey = true
		}
	}
}

// uuid is a made-up but stable id of what the parts name.
func uuid(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// digits is a made-up but stable number of what the parts name.
func digits(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	n := uint64(0)
	for _, b := range h[:7] {
		n = n<<8 | uint64(b)
	}
	return fmt.Sprintf("1%020d", n)
}
