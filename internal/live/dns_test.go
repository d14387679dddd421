package live

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
)

// A nameServer answers every question about an IPv4 address with the next of its
// addresses, as a hostile one does that rebinds a name; the last one stays.
type nameServer struct {
	lock    sync.Mutex
	answers []netip.Addr
	asked   int
}

// resolver starts the server and gives a resolver that asks it.
func (s *nameServer) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if answer := s.answer(buffer[:n]); err == nil && answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() {
		conn.Close()
		<-done
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// answer is the reply to a question in the format of RFC 1035, section 4.
func (s *nameServer) answer(query []byte) []byte {
	const header = 12
	end := header
	for end < len(query) && query[end] != 0 {
		end += int(query[end]) + 1
	}
	end += 5 // the root label, type and class
	if end > len(query) {
		return nil
	}
	reply := append([]byte{}, query[:end]...)
	binary.BigEndian.PutUint16(reply[2:], 0x8180) // a response, recursion desired and available
	copy(reply[4:header], []byte{0, 1, 0, 0, 0, 0, 0, 0})
	if binary.BigEndian.Uint16(query[end-4:]) != 1 { // not A: there is none
		return reply
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	at := s.answers[min(s.asked, len(s.answers)-1)].As4()
	s.asked++
	reply[7] = 1
	reply = append(reply, 0xC0, header, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4) // the name as asked, A, IN, no time to live, 4 bytes
	return append(reply, at[:]...)
}
