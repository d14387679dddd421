package standin

// AWS's signatures, checked.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// parseForm reads the parameters of AWS's query protocol.
func parseForm(r *http.Request, body []byte) (url.Values, error) {
	if r.Method == http.MethodGet {
		return r.URL.Query(), nil
	}
	return url.ParseQuery(string(body))
}

// signedBy verifies a request's signature: AWS Signature Version 4, IAM User
// Guide, "Create a signed AWS API request". It reads what STS is sent: a path of
// "/" and no query.
func signedBy(r *http.Request, body []byte, accessKey, secretKey string) bool {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok || r.URL.Path != "/" || r.URL.RawQuery != "" {
		return false
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[name] = text
	}
	key, scope, _ := strings.Cut(parts["Credential"], "/")
	fields := strings.Split(scope, "/") // date, region, service, aws4_request
	if key != accessKey || len(fields) != 4 || fields[2] != "sts" {
		return false
	}
	var headers strings.Builder
	for name := range strings.SplitSeq(parts["SignedHeaders"], ";") {
		text := strings.Join(r.Header.Values(name), ",")
		if name == "host" {
			text = r.Host
		}
		headers.WriteString(name + ":" + strings.TrimSpace(text) + "\n")
	}
	request := strings.Join([]string{r.Method, "/", "", headers.String(), parts["SignedHeaders"], hexSHA256(body)}, "\n")
	toSign := strings.Join([]string{"AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), scope, hexSHA256([]byte(request))}, "\n")
	signing := []byte("AWS4" + secretKey)
	for _, field := range fields {
		signing = hmacSHA256(signing, field)
	}
	return hmac.Equal([]byte(parts["Signature"]), []byte(hex.EncodeToString(hmacSHA256(signing, toSign))))
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func hmacSHA256(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
