package standin

// AWS's token service.

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
)

var errExpired = errors.New("the token has expired")

// SecretKey is the secret access key that STS gives, with all characters that
// occur in AWS's own.
const SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

// The rest of the credentials.
const (
	accessKey    = "ASIAIOSFODNN7EXAMPLE"
	sessionToken = "FwoGZXIvYXdzEBYaD/stand+in//session=="
)

// STS is AWS's Security Token Service: AssumeRoleWithWebIdentity, decided by the
// roles' trust policies, and GetCallerIdentity for who holds the credentials that
// the former gave. It verifies tokens and request signatures.
type STS struct {
	Issuer *Issuer
	Roles  map[string]string // ARN → trust policy

	lock  sync.Mutex
	calls []STSCall
	roles map[string]string // assumed: session token → ARN of the session
}

// An STSCall is one AssumeRoleWithWebIdentity.
type STSCall struct {
	Host, RoleARN, SessionName, Token, Duration string
	Admitted                                    bool
}

// Calls are the calls so far, in order.
func (s *STS) Calls() []STSCall {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.calls)
}

func (s *STS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		stsError(w, http.StatusBadRequest, "MalformedQueryString", err.Error())
		return
	}
	form, err := parseForm(r, body)
	if err != nil {
		stsError(w, http.StatusBadRequest, "MalformedQueryString", err.Error())
		return
	}
	switch action := form.Get("Action"); action {
	case "AssumeRoleWithWebIdentity":
		s.assume(w, STSCall{
			Host: r.Host, RoleARN: form.Get("RoleArn"), SessionName: form.Get("RoleSessionName"),
			Token: form.Get("WebIdentityToken"), Duration: form.Get("DurationSeconds"),
		})
	case "GetCallerIdentity":
		s.identity(w, r, body)
	default:
		stsError(w, http.StatusBadRequest, "InvalidAction", "Could not find operation "+action)
	}
}

func (s *STS) assume(w http.ResponseWriter, call STSCall) {
	code, message := s.decide(call)
	call.Admitted = code == ""
	session := strings.Replace(strings.Replace(call.RoleARN, ":iam:", ":sts:", 1), ":role/", ":assumed-role/", 1) + "/" + call.SessionName
	s.lock.Lock()
	s.calls = append(s.calls, call)
	if call.Admitted {
		if s.roles == nil {
			s.roles = map[string]string{}
		}
		s.roles[sessionToken] = session
	}
	s.lock.Unlock()
	if !call.Admitted {
		status := http.StatusBadRequest
		if code == "AccessDenied" {
			status = http.StatusForbidden
		}
		stsError(w, status, code, message)
		return
	}
	stsAnswer(w, "AssumeRoleWithWebIdentity", fmt.Sprintf(
		"<AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>AROA123EXAMPLE123:%s</AssumedRoleId></AssumedRoleUser>"+
			"<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>",
		escaped(session), escaped(call.SessionName), accessKey, SecretKey, sessionToken, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)))
}

// decide is empty where the role may be assumed, else AWS's error code and
// message.
func (s *STS) decide(call STSCall) (code, message string) {
	if call.SessionName == "" || call.RoleARN == "" {
		return "ValidationError", "RoleArn and RoleSessionName are required"
	}
	claims, err := s.Issuer.verify(call.Token)
	switch {
	case errors.Is(err, errExpired):
		return "ExpiredTokenException", "Token expired: current date/time must be before the expiration date/time"
	case err != nil:
		return "InvalidIdentityToken", "Couldn't verify the signature of your identity token"
	}
	policy, ok := s.Roles[call.RoleARN]
	if ok {
		doc, err := aws.Parse(policy)
		if err != nil {
			return "InternalFailure", err.Error()
		}
		ok = doc.Admits(claims).Admitted == proof.Yes
	}
	if !ok {
		return "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"
	}
	return "", ""
}

func (s *STS) identity(w http.ResponseWriter, r *http.Request, body []byte) {
	s.lock.Lock()
	session := s.roles[r.Header.Get("X-Amz-Security-Token")]
	s.lock.Unlock()
	if session == "" {
		stsError(w, http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid.")
		return
	}
	if !signedBy(r, body, accessKey, SecretKey) {
		stsError(w, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
		return
	}
	account := strings.Split(session, ":")[4]
	stsAnswer(w, "GetCallerIdentity", fmt.Sprintf("<Arn>%s</Arn><UserId>AROA123EXAMPLE123</UserId><Account>%s</Account>", escaped(session), escaped(account)))
}

func stsAnswer(w http.ResponseWriter, action, result string) {
	w.Header().Set("Content-Type", "text/xml")
	_, _ = fmt.Fprintf(w, `<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult>%[2]s</%[1]sResult>`+
		"<ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></%[1]sResponse>", action, result)
}

func stsError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>`+
		"<RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>", escaped(code), escaped(message))
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
