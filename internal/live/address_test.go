package live

import (
	"net/netip"
	"testing"
)

// TestNotPublic holds what is an address of the public internet, in every
// spelling of IPv4 within IPv6, and the first and last address of each network.
func TestNotPublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.255",
		"169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255",
		"198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::2", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "fc00::", "fd00:ec2::254", "fdff::1", "ff02::1", "100::1", "5f00::1", "4000::", "1fff::1",
		"2001::1", "2001:1ff::", "2001:db8::1", "2002:808:808::1", "2002:7f00:1::1", "3fff:fff::1",
		"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::127.0.0.1", "::ffff:0:127.0.0.1",
		"64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::", "64:ff9b:1::8.8.8.8", "64:ff9b::1:808:808",
	} {
		if notPublic(netip.MustParseAddr(a)) == "" {
			t.Errorf("%s passes for public", a)
		}
	}
	for _, a := range []string{
		"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
		"172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15", "168.63.129.17",
		"2000::1", "2001:200::1", "2606:4700:4700::1111", "2a00:1450::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
	} {
		if what := notPublic(netip.MustParseAddr(a)); what != "" {
			t.Errorf("%s is refused: %s", a, what)
		}
	}
}

// TestNoHost: where private addresses are allowed, those stay refused that are
// no host's own.
func TestNoHost(t *testing.T) {
	t.Parallel()
	for a, refused := range map[string]bool{
		"0.0.0.0": true, "::": true, "::ffff:0.0.0.0": true, "224.0.0.1": true, "ff02::1": true, "::ffff:224.0.0.1": true, "255.255.255.255": true,
		"127.0.0.1": false, "::1": false, "10.0.0.1": false, "169.254.1.1": false, "fe80::1": false, "fd00::1": false, "8.8.8.8": false,
	} {
		if (noHost(netip.MustParseAddr(a)) != "") != refused {
			t.Errorf("%s: refused is %v", a, !refused)
		}
	}
}
