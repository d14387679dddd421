// Package token reads signed tokens: JSON Web Tokens (RFC 7519) in the compact
// form (RFC 7515). It verifies nothing, neither signature nor time. A token is
// a credential, so no error holds any part of one, but for the names of the
// members that it is about.
package token

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// MaxBytes is the longest token that is read: three times what AWS takes.
const MaxBytes = 64 << 10

// A Token is what a token says. Members that the token does not have are nil.
type Token struct {
	Header    map[string]any
	Claims    map[string]any
	Algorithm string
	KeyID     *string
	Issuer    *string
	Subject   *string
	Audiences []string // also when aud is a single string
	IssuedAt  *time.Time
	NotBefore *time.Time
	ExpiresAt *time.Time
}

// Decode reads a token. Its third part, the signature, may be empty: who wants
// only the claims need not hand out the credential.
func Decode(text string) (*Token, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("the token has %d bytes, more than the %d that are read", len(text), MaxBytes)
	}
	parts := strings.Split(text, ".")
	if err := shape(text, parts); err != nil {
		return nil, err
	}
	var t Token
	var err error
	if t.Header, err = object(parts[0], "header"); err != nil {
		return nil, err
	}
	if t.Claims, err = object(parts[1], "payload"); err != nil {
		return nil, err
	}
	if _, err := decode(parts[2], "signature"); err != nil {
		return nil, err
	}
	return &t, t.members()
}

// Looks reports whether a text has the shape of a token, so that it had better
// be treated as the credential that it may be.
func Looks(text string) bool {
	text = strings.TrimSpace(text)
	if scheme, rest, ok := strings.Cut(text, " "); ok && strings.EqualFold(scheme, "bearer") {
		text = strings.TrimSpace(rest)
	}
	head, _, ok := strings.Cut(text, ".")
	return ok && head != "" && strings.Count(text, ".") >= 2 && !strings.ContainsFunc(text, func(r rune) bool { return r != '.' && foreign(r) })
}

// shape says what is wrong with the text as a whole, for the mistakes that
// people make.
func shape(text string, parts []string) error {
	switch {
	case text == "":
		return errors.New("the token is empty")
	case strings.TrimSpace(text) != text:
		return errors.New("the token begins or ends with white space; trimspace() removes it")
	case strings.ContainsAny(text, " \t\r\n"):
		return errors.New("the token holds white space; give the token alone, without \"Bearer\" or line breaks")
	case len(parts) == 5:
		return errors.New("the token has five parts, so it is encrypted (RFC 7516); only signed ones can be read")
	case len(parts) != 3:
		return fmt.Errorf("the token has %d parts where header.payload.signature are wanted (RFC 7515, section 3.1)", len(parts))
	}
	return nil
}

// foreign reports whether base64url cannot hold the character.
func foreign(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

func decode(part, name string) (string, error) {
	// The decoder would skip line breaks.
	if i := strings.IndexFunc(part, foreign); i >= 0 {
		return "", fmt.Errorf("the %s is no base64url without padding (RFC 7515, section 2): foreign character at its byte %d", name, i)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return "", fmt.Errorf("the %s is no base64url without padding (RFC 7515, section 2): it is cut off or was changed", name)
	}
	return string(raw), nil
}

func object(part, name string) (map[string]any, error) {
	text, err := decode(part, name)
	if err != nil {
		return nil, err
	}
	v, err := value.JSON(text)
	if err != nil {
		return nil, fmt.Errorf("the %s: %w", name, Discreet(err))
	}
	o, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the %s is no JSON object (RFC 7519, section 7.2)", name)
	}
	return o, nil
}

// Discreet is an error of the JSON reader without what the reader quotes from
// the text, but for the name of a key that stands there twice.
func Discreet(err error) error {
	const limit = 160
	text := err.Error()
	if before, _, ok := strings.Cut(text, "this is no JSON ("); ok {
		text = before + "this is no JSON"
	}
	if len(text) > limit {
		for text = text[:limit]; !utf8.ValidString(text); {
			text = text[:len(text)-1]
		}
		text += "…"
	}
	return errors.New(text)
}
