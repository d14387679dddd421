package token

// The registered members of a token.

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// members reads the registered members and refuses those of a wrong type.
func (t *Token) members() error {
	alg, err := text(t.Header, "header", "alg")
	if err != nil {
		return err
	}
	if alg == nil {
		return errors.New("the header has no alg, which RFC 7515, section 4.1.1, wants")
	}
	t.Algorithm = *alg
	for _, m := range []struct {
		in    map[string]any
		where string
		name  string
		to    **string
	}{
		{t.Header, "header", "kid", &t.KeyID}, {t.Claims, "payload", "iss", &t.Issuer}, {t.Claims, "payload", "sub", &t.Subject},
	} {
		if *m.to, err = text(m.in, m.where, m.name); err != nil {
			return err
		}
	}
	if t.Audiences, err = audiences(t.Claims); err != nil {
		return err
	}
	for _, m := range []struct {
		name string
		to   **time.Time
	}{{"iat", &t.IssuedAt}, {"nbf", &t.NotBefore}, {"exp", &t.ExpiresAt}} {
		if *m.to, err = date(t.Claims, m.name); err != nil {
			return err
		}
	}
	return nil
}

func text(in map[string]any, where, name string) (*string, error) {
	v, ok := in[name]
	if !ok {
		return nil, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("the %s's %s is no string", where, name)
	}
	return &s, nil
}

// audiences reads aud, a string or a list of strings (RFC 7519, section 4.1.3).
func audiences(claims map[string]any) ([]string, error) {
	switch v := claims["aud"].(type) {
	case string:
		return []string{v}, nil
	case []any:
		out := []string{}
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return nil, errors.New("the payload's aud has an element that is no string")
			}
			out = append(out, s)
		}
		return out, nil
	case nil:
		if _, ok := claims["aud"]; !ok {
			return nil, nil
		}
	}
	return nil, errors.New("the payload's aud is neither a string nor a list of strings")
}

// date reads a NumericDate (RFC 7519, section 2). Fractions of a second are cut
// off.
func date(claims map[string]any, name string) (*time.Time, error) {
	v, ok := claims[name]
	if !ok {
		return nil, nil
	}
	n, ok := v.(json.Number)
	if !ok {
		return nil, fmt.Errorf("the payload's %s is no number (seconds since 1970-01-01T00:00:00Z)", name)
	}
	seconds, err := n.Float64()
	const year9999 = 253402300799 // the last second that RFC 3339 can write
	if err != nil || seconds < 0 || seconds > year9999 {
		return nil, fmt.Errorf("the payload's %s lies outside the years 1970 to 9999; it counts seconds, not milliseconds", name)
	}
	at := time.Unix(int64(seconds), 0).UTC()
	return &at, nil
}
