package tenancy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// Settings is what a business's administrator decides about it. Slug, currency and hosts are not among them: the first
// two are written into links and amounts for ever, hosts are the operator's.
type Settings struct {
	Name            string
	Trades          []Trade
	Languages       []string
	DefaultLanguage string
	Zone            string // IANA
	Branding        Branding
	Legal           Legal
	Hours           Hours
}

var (
	slugShape = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	hostShape = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`)
	zoneShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`)
	languages = []string{"fr", "en", "ar"}
)

// Languages lists the languages that the product speaks.
func Languages() []string { return slices.Clone(languages) }

func applySettings(c *fault.Check, s *State, in Settings) {
	s.Name = line(c, "name", in.Name, 1, 120)
	s.Trades = slices.Clone(in.Trades)
	c.That(len(s.Trades) > 0 || s.IsOperator(), "trades", "required", "choose at least one trade")
	for _, t := range s.Trades {
		c.That(slices.Contains(Trades(), t), "trades", "unknown_trade", "stays, dining, shop or rewards")
	}
	slices.SortFunc(s.Trades, func(a, b Trade) int { return slices.Index(Trades(), a) - slices.Index(Trades(), b) })
	s.Trades = slices.Compact(s.Trades)
	s.Languages = nil
	for _, l := range in.Languages {
		c.That(slices.Contains(languages, l), "languages", "unknown_language", "fr, en or ar")
		if !slices.Contains(s.Languages, l) {
			s.Languages = append(s.Languages, l)
		}
	}
	c.That(len(s.Languages) > 0, "languages", "required", "choose at least one language")
	s.Default = in.DefaultLanguage
	c.That(slices.Contains(s.Languages, s.Default), "defaultLanguage", "unknown_language", "one of the languages chosen")
	s.Zone = in.Zone
	c.That(knownZone(s.Zone), "zone", "unknown_zone", "a time zone such as Europe/Paris")
	s.Branding = checkBranding(c, in.Branding)
	s.Legal = checkLegal(c, in.Legal)
	s.Hours = checkHours(c, in.Hours)
}

// knownZone refuses "Local", which LoadLocation would accept and which means another zone on each machine.
func knownZone(name string) bool {
	if !zoneShape.MatchString(name) || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func checkDomains(c *fault.Check, domains []string) []string {
	var hosts []string
	for _, d := range domains {
		h := Host(d)
		if len(h) > 253 || !hostShape.MatchString(h) {
			c.Fail("domains", "malformed_host", "a host name such as www.example.com, in ASCII")
			continue
		}
		if privateName(h) {
			c.Fail("domains", "private_host", "a name of the public Internet")
			continue
		}
		if !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	c.That(len(hosts) <= 20, "domains", "too_many", "at most 20 addresses")
	return hosts
}

// privateName reports whether a name can be nobody's on the public Internet: names of machines, houses and networks
// (RFC 6761, 6762, 8375, 7686; ICANN's resolution 2024.07.29.06 for "internal"), under which a proof would be looked for inside.
// The names for examples stay: demonstrations and manuals live there.
func privateName(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return slices.Contains([]string{"internal", "local", "localhost", "localdomain", "lan", "home", "corp", "arpa", "onion", "invalid"}, last)
}

// Host makes a host name comparable: lower case, without the root's dot. It takes no port.
func Host(h string) string { return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(h)), ".") }

// line trims one line of text and checks its length in characters.
func line(c *fault.Check, path, text string, least, most int) string {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	switch {
	case n < least:
		c.Fail(path, "required", "this is missing")
	case n > most:
		c.Fail(path, "too_long", "at most "+strconv.Itoa(most)+" characters")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		c.Fail(path, "malformed", "one line of text")
	}
	return text
}

func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || r == '-' {
			return -1
		}
		return r
	}, s))
}

func clip(s string, most int) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > most {
		return string(r[:most])
	}
	return strings.TrimSpace(s)
}
