package egress

import "net/netip"

// special are the networks that are not the public Internet: the registries of special-purpose addresses (RFC 6890 and
// IANA's lists for IPv4 and IPv6), and ranges that carry an IPv4 address inside, which could be a private one.
var special = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private, RFC 1918
	"100.64.0.0/10",    // carriers' NAT, RFC 6598; metadata of Alibaba Cloud
	"127.0.0.0/8",      // this machine
	"168.63.129.16/32", // metadata of Azure, at a public address
	"169.254.0.0/16",   // link-local; metadata of most clouds
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocol assignments; metadata of Oracle Cloud
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, and broadcast
	"2001::/23",        // protocol assignments, Teredo among them
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4
	"3fff::/20",        // documentation
)

// unicast is what IANA has given to the public Internet of IPv6. Everything else (this machine, unique local,
// link-local, multicast, NAT64, mapped and compatible addresses) lies outside.
var unicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

// Public says whether an address belongs to the public Internet. An IPv4 address written as IPv6 is judged as IPv4.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsValid() || ip.Zone() != "" || ip.Is6() && !unicast.Contains(ip) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
