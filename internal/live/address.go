package live

// Addresses that are none of the public internet.

import (
	"net/netip"
	"slices"
)

// A network is one that no public issuer is in.
type network struct {
	prefix netip.Prefix
	what   string
}

// special are the special-purpose networks within what is routed otherwise (IANA
// IPv4 and IPv6 special-purpose address registries), and a platform's own
// address that looks public.
var special = []network{
	{netip.MustParsePrefix("0.0.0.0/8"), "this host"},
	{netip.MustParsePrefix("10.0.0.0/8"), "private"},
	{netip.MustParsePrefix("100.64.0.0/10"), "shared by a carrier's customers"},
	{netip.MustParsePrefix("127.0.0.0/8"), "loopback"},
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local"},
	{netip.MustParsePrefix("172.16.0.0/12"), "private"},
	{netip.MustParsePrefix("192.0.0.0/24"), "for protocols"},
	{netip.MustParsePrefix("192.0.2.0/24"), "for documentation"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a relay's"},
	{netip.MustParsePrefix("192.168.0.0/16"), "private"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for benchmarks"},
	{netip.MustParsePrefix("198.51.100.0/24"), "for documentation"},
	{netip.MustParsePrefix("203.0.113.0/24"), "for documentation"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	// Microsoft Learn, What is IP address 168.63.129.16.
	{netip.MustParsePrefix("168.63.129.16/32"), "Azure's own service inside a virtual network"},

	{netip.MustParsePrefix("::/128"), "this host"},
	{netip.MustParsePrefix("::1/128"), "loopback"},
	{netip.MustParsePrefix("2001::/23"), "for protocols"}, // Teredo too
	{netip.MustParsePrefix("2001:db8::/32"), "for documentation"},
	{netip.MustParsePrefix("2002::/16"), "6to4"},
	{netip.MustParsePrefix("3fff::/20"), "for documentation"},
	{netip.MustParsePrefix("fc00::/7"), "private"},
	{netip.MustParsePrefix("fe80::/10"), "link-local"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
}

var (
	// global is all that IANA gives out as unicast addresses of the internet.
	global = netip.MustParsePrefix("2000::/3")
	// nat64 holds an IPv4 address in its last four bytes (RFC 6052, section 2.1). A
	// prefix that an operator has chosen for that cannot be told from other addresses.
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
)

// notPublic says what an address is instead of one of the public internet, or "".
func notPublic(a netip.Addr) string {
	a = a.Unmap().WithZone("") // ::ffff:127.0.0.1 is 127.0.0.1
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if i := slices.IndexFunc(special, func(n network) bool { return n.prefix.Contains(a) }); i >= 0 {
		return special[i].what
	}
	if !a.Is4() && !global.Contains(a) {
		return "no unicast address of the internet"
	}
	return ""
}

// noHost says what an address is that no one host has, or "": these are refused
// also where private ones are allowed.
func noHost(a netip.Addr) string {
	a = a.Unmap()
	switch {
	case a.IsUnspecified():
		return "this host"
	case a.IsMulticast():
		return "multicast"
	case a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return "broadcast"
	}
	return ""
}
