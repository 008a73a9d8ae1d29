package app

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"comptoir/internal/platform/config"
)

// proxies are the networks whose forwarding headers are believed.
type proxies []netip.Prefix

// believed are the configured ones; a demonstration also believes the machine that it runs on, so that one machine can
// play many visitors.
func believed(c config.Config) proxies {
	p := proxies(c.TrustedProxies)
	if c.Demo {
		p = append(slices.Clone(p), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
	}
	return p
}

func (p proxies) trust(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && p.holds(ip)
}

func (p proxies) holds(ip netip.Addr) bool {
	for _, network := range p {
		if network.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// of returns the network address of the client: the peer, or behind trusted proxies the last address that none of them
// wrote down for another of them. A header sent by anybody else changes nothing.
func (p proxies) of(r *http.Request) string {
	address := peer(r)
	if !p.trust(address) {
		return address
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			return address
		}
		address = hop
		if !p.trust(hop) {
			return address
		}
	}
	return address
}

// strip removes the forwarding headers of peers that are not trusted, and the one that names a country, so that nothing
// behind believes them.
func (p proxies) strip(country string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.trust(peer(r)) {
			for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", country} {
				r.Header.Del(name)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// ownAddress is where the program itself is reached, as far as it is an address of this machine: the sandbox of payments
// calls it as a provider would. given is a test's address in its place.
func ownAddress(addr, given string) []netip.Prefix {
	own := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if u, err := url.Parse(given); given != "" && err == nil {
		addr = u.Host
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return own
	}
	ips := []string{host}
	if _, err := netip.ParseAddr(host); err != nil && host != "" {
		ips, _ = net.LookupHost(host) // a name that leads nowhere cannot be served on either
	}
	for _, text := range ips {
		if ip, err := netip.ParseAddr(text); err == nil {
			own = append(own, netip.PrefixFrom(ip.Unmap().WithZone(""), ip.Unmap().BitLen()))
		}
	}
	return own
}
