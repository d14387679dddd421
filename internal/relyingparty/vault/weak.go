package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// The server's framework decodes fields weakly: it makes a string of a number, a
// list of a single value, nothing of null. These do the same.

func weakText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		if v {
			return "1", nil
		}
		return "0", nil
	}
	return "", fmt.Errorf("expected a string, got %s", value.TypeOf(v))
}

// weakTexts reads a list, or one text with commas; every element is trimmed.
func weakTexts(v any) ([]string, error) {
	if n, ok := v.(json.Number); ok {
		v = n.String()
	}
	var out []string
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if v == "" {
			return nil, nil
		}
		out = strings.Split(v, ",")
	case []any:
		for i, e := range v {
			s, err := weakText(e)
			if err != nil {
				return nil, fmt.Errorf("element %d: %w", i, err)
			}
			out = append(out, s)
		}
	case map[string]any:
		if len(v) > 0 {
			return nil, errors.New("expected a list of strings, got an object")
		}
	default:
		s, err := weakText(v)
		if err != nil {
			return nil, err
		}
		out = []string{s}
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out, nil
}

func weakFlag(v any) (bool, error) {
	switch v := v.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string, json.Number:
		s := fmt.Sprint(v)
		if s == "" {
			return false, nil
		}
		if b, err := strconv.ParseBool(s); err == nil {
			return b, nil
		}
	}
	return false, fmt.Errorf("expected a bool, got %s", value.TypeOf(v))
}

// weakMap reads an object; a list of objects is merged.
func weakMap(v any) (map[string]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return v, nil
	case []any:
		out := map[string]any{}
		for _, e := range v {
			m, err := weakMap(e)
			if err != nil {
				return nil, err
			}
			maps.Copy(out, m)
		}
		return out, nil
	}
	return nil, fmt.Errorf("expected a map, got %s", value.TypeOf(v))
}

// weakPairs reads an object of texts, or a list of key=value.
func weakPairs(v any) (map[string]string, error) {
	if m, err := weakMap(v); err == nil {
		out := map[string]string{}
		for k, e := range m {
			s, err := weakText(e)
			if err != nil {
				return nil, fmt.Errorf("key %q: %w", k, err)
			}
			out[k] = s
		}
		return out, nil
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	out := map[string]string{}
	for _, e := range list {
		s, err := weakText(e)
		if err != nil {
			return nil, err
		}
		k, value, ok := strings.Cut(s, "=")
		if !ok || k == "" {
			return nil, fmt.Errorf("invalid key pair %q", s)
		}
		out[k] = value
	}
	return out, nil
}

// weakSeconds reads a number of seconds or a duration such as 5m or 2d.
func weakSeconds(v any) (time.Duration, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case string, json.Number:
		s := strings.TrimSpace(fmt.Sprint(v))
		if s == "" {
			return 0, nil
		}
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return time.Duration(n) * time.Second, nil
		}
		if days, ok := strings.CutSuffix(s, "d"); ok {
			if n, err := strconv.ParseInt(days, 10, 64); err == nil {
				return time.Duration(n) * 24 * time.Hour, nil
			}
		}
		if d, err := time.ParseDuration(s); err == nil {
			return d.Truncate(time.Second), nil
		}
	}
	return 0, errors.New("expected a duration, got " + value.TypeOf(v))
}

func weakInt(v any) (int64, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case string, json.Number:
		s := fmt.Sprint(v)
		if s == "" {
			return 0, nil
		}
		if n, err := strconv.ParseInt(s, 0, 64); err == nil {
			return n, nil
		}
	}
	return 0, errors.New("expected a whole number, got " + value.TypeOf(v))
}
