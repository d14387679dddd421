package endtoend

import (
	"context"
	"net"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// domain is below which every name is this machine. The certificates of package
// fakeci are good for it and for names right below it.
const domain = "issuer.test"

// resolve lets this process find every name below domain at 127.0.0.1, and no
// other name at all, until the test ends: a platform that gives each organization
// a host of its own needs names.
func resolve(t *testing.T) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			if answer := reply(buffer[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from) // who does not hear asks again
			}
		}
	}()
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = conn.Close()
		<-done
	})
	// No proxy stands between this process and itself.
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "")
	}
}

// reply answers one question of DNS (RFC 1035); nil where it is none.
func reply(query []byte) []byte {
	var q dnsmessage.Message
	if q.Unpack(query) != nil || len(q.Questions) != 1 {
		return nil
	}
	asked := q.Questions[0]
	out := dnsmessage.Message{Header: dnsmessage.Header{ID: q.ID, Response: true, Authoritative: true, RecursionAvailable: true}, Questions: q.Questions}
	name := strings.TrimSuffix(strings.ToLower(asked.Name.String()), ".")
	switch {
	case name != domain && !strings.HasSuffix(name, "."+domain):
		out.RCode = dnsmessage.RCodeNameError
	case asked.Type == dnsmessage.TypeA:
		out.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: asked.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}
	}
	raw, err := out.Pack()
	if err != nil {
		return nil
	}
	return raw
}
