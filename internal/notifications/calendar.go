package notifications

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"comptoir/internal/event"
	"comptoir/internal/kernel/period"
)

// Invitation writes a stay as an iCalendar file (RFC 5545): all days, the end exclusive, one UID for the reservation's
// life and a sequence that grows with each change, so that a calendar replaces the old entry.
func Invitation(s event.StayFacts, a Agency, lang string) File {
	l := labels[lang]
	var b strings.Builder
	line := func(text string) { b.WriteString(fold(text)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Comptoir//Stays//EN")
	line("METHOD:PUBLISH")
	line("BEGIN:VEVENT")
	line("UID:" + s.Reservation.String() + "@comptoir")
	line("DTSTAMP:" + s.BookedAt.UTC().Format("20060102T150405Z"))
	line(fmt.Sprintf("SEQUENCE:%d", s.Version))
	line("DTSTART;VALUE=DATE:" + compactDate(s.Stay.From))
	line("DTEND;VALUE=DATE:" + compactDate(s.Stay.To))
	line("SUMMARY:" + escape(s.Property.Name))
	line("LOCATION:" + escape(strings.Join(s.Property.Address.Lines(), ", ")))
	line("DESCRIPTION:" + escape(fmt.Sprintf("%s %s\n%s %s %s\n%s %s %s\n%s %s", l["reference"], s.Reference, l["arrival"], l["from"], s.Property.CheckIn,
		l["departure"], l["before"], s.Property.CheckOut, a.Name, a.Phone)))
	line("STATUS:CONFIRMED")
	line("TRANSP:TRANSPARENT")
	line("END:VEVENT")
	line("END:VCALENDAR")
	return File{Name: s.Reference + ".ics", Type: "text/calendar; method=PUBLISH", Content: []byte(b.String())}
}

func compactDate(d period.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// escape writes a TEXT value (RFC 5545 §3.3.11).
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(text)
}

// fold breaks a content line after 75 octets, never inside a UTF-8 sequence (RFC 5545 §3.1).
func fold(text string) string {
	var b strings.Builder
	length := 0
	for _, r := range text {
		if size := utf8.RuneLen(r); length+size > 75 {
			b.WriteString("\r\n ")
			length = 1
		}
		b.WriteRune(r)
		length += utf8.RuneLen(r)
	}
	b.WriteString("\r\n")
	return b.String()
}
