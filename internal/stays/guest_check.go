package stays

import (
	"slices"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

// Locales are the languages in which guests are written to.
var Locales = []string{"fr", "en"}

// check returns the guest tidied and records what is wrong under "guest.…". Telephone and address may be left out.
func (g Guest) check(c *fault.Check) Guest {
	g.FirstName = checkLine(c, "guest.firstName", g.FirstName, true, 80)
	g.LastName = checkLine(c, "guest.lastName", g.LastName, true, 80)
	if g.Email == "" {
		c.Fail("guest.email", "required", "the e-mail address is missing")
	} else if email, err := contact.ParseEmail(string(g.Email)); err != nil {
		c.Take("guest.email", err)
	} else {
		g.Email = email
	}
	if g.Phone != "" {
		country := g.Address.Country
		if country == "" {
			country = "FR"
		}
		phone, err := contact.ParsePhone(string(g.Phone), country)
		if err != nil {
			c.Take("guest.phone", err)
		}
		g.Phone = phone
	}
	if !g.Address.IsZero() {
		address, err := g.Address.Check()
		if err != nil {
			c.Take("guest.address", err)
		}
		g.Address = address
	}
	c.That(slices.Contains(Locales, g.Locale), "guest.locale", "unknown_language", "fr or en")
	return g
}

// checkNote trims a note of the staff.
func checkNote(c *fault.Check, note string) string {
	note = strings.TrimSpace(note)
	c.That(utf8.ValidString(note) && !strings.ContainsRune(note, 0), "note", "malformed", "this is not a text in UTF-8")
	c.That(utf8.RuneCountInString(note) <= 2000, "note", "too_long", "at most 2000 characters")
	return note
}
