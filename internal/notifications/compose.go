package notifications

import (
	"fmt"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Content is a message put into words, before it is laid out as HTML and as plain text: the same parts in both.
type Content struct {
	Language   string
	Subject    string
	Agency     string
	Accent     string
	Paragraphs []string
	Facts      []Fact
	Lines      []PriceLine
	Action     *Action // the one thing to do
	LinkHint   string
	Footer     []string

	Unsubscribe *Action // ends messages like this one; nil: they are always sent
}

// Fact is a name and its value.
type Fact struct{ Name, Value string }

// PriceLine is one line of a price; Total is the last.
type PriceLine struct {
	Label, Amount string
	Total         bool
}

// Action is the one button of a message.
type Action struct{ Label, URL string }

// Compose puts a notice into words, in French for French readers and in English for all others.
func Compose(n Notice, a Agency, link string, own []Text) Content {
	lang := language(n.Locale)
	l, text := labels[lang], wording(n.Kind, lang, own)
	fill := filler(n, a, lang)
	c := Content{Language: lang, Subject: fill.Replace(text.Subject), Agency: a.Name, Accent: a.Accent, LinkHint: l["link"]}
	for paragraph := range strings.SplitSeq(fill.Replace(text.Intro), "\n\n") {
		c.Paragraphs = append(c.Paragraphs, strings.TrimSpace(paragraph))
	}
	for _, f := range accountLabels[lang] {
		value := n.Words[f.word]
		if f.word == "moment" && !n.At.IsZero() {
			value = moment(n.At, a, lang)
		}
		if value != "" {
			c.Facts = append(c.Facts, Fact{f.label, value})
		}
	}
	if n.Stay != nil {
		c.Facts = facts(n, l, lang)
		if n.Kind == StayConfirmed || n.Kind == StayChanged || n.Kind == StayHeld {
			c.Lines = lines(*n.Stay, l, lang)
		}
	}
	if label := action(n.Kind, lang); label != "" && link != "" {
		if n.Kind == PaymentTooLate {
			link = a.Site
		}
		c.Action = &Action{Label: label, URL: link}
	}
	c.Footer = append([]string{a.Name}, a.Address.Lines()...)
	c.Footer = []string{strings.Join(c.Footer, " · "), strings.Trim(a.Phone.String()+" · "+a.Email.String(), " ·"), l["why"]}
	return c
}

func action(kind Kind, lang string) string {
	return ours(kind, lang).action
}

func filler(n Notice, a Agency, lang string) *strings.Replacer {
	values := []string{"{agency}", a.Name, "{amount}", n.Amount.Format(lang), "{reason}", n.Reason, "{until}", until(n, a, lang), "{guest}", n.Name}
	if n.Stay != nil {
		values = append(values, "{property}", n.Stay.Property.Name, "{reference}", n.Stay.Reference,
			"{arrival}", date(n.Stay.Stay.From, lang), "{departure}", date(n.Stay.Stay.To, lang))
		if strings.HasPrefix(string(n.Kind), "agency_") {
			values[9] = n.Stay.Guest.FirstName + " " + n.Stay.Guest.LastName
		}
	}
	for word, value := range n.Words {
		values = append(values, "{"+word+"}", value)
	}
	return strings.NewReplacer(values...)
}

func until(n Notice, a Agency, lang string) string {
	if n.ExpiresAt.IsZero() {
		return ""
	}
	return moment(n.ExpiresAt, a, lang)
}

// moment writes an instant as the clocks of the business show it.
func moment(at time.Time, a Agency, lang string) string {
	place, err := time.LoadLocation(a.Zone)
	if err != nil {
		place = time.UTC
	}
	t := at.In(place)
	if lang == "fr" {
		return date(period.DateOf(t, place), lang) + " à " + t.Format("15 h 04")
	}
	return date(period.DateOf(t, place), lang) + " at " + t.Format("15:04")
}

var months = map[string][]string{
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

func date(d period.Date, lang string) string {
	y, m, day := d.Date()
	number := fmt.Sprint(day)
	if lang == "fr" && day == 1 {
		number = "1er"
	}
	return fmt.Sprintf("%s %s %d", number, months[lang][m-1], y)
}

// Day writes a day in the language of a locale.
func Day(d period.Date, locale string) string { return date(d, language(locale)) }

func facts(n Notice, l map[string]string, lang string) []Fact {
	s := n.Stay
	list := []Fact{{l["reference"], s.Reference}, {l["property"], s.Property.Name}}
	if n.Kind == StayConfirmed || n.Kind == StayChanged {
		list = append(list, Fact{l["address"], strings.Join(s.Property.Address.Lines(), ", ")})
	}
	list = append(list,
		Fact{l["arrival"], fmt.Sprintf("%s, %s %s", date(s.Stay.From, lang), l["from"], s.Property.CheckIn)},
		Fact{l["departure"], fmt.Sprintf("%s, %s %s", date(s.Stay.To, lang), l["before"], s.Property.CheckOut)},
		Fact{l["party"], party(*s, l)})
	if strings.HasPrefix(string(n.Kind), "agency_") {
		list = append(list, Fact{l["guest"], s.Guest.FirstName + " " + s.Guest.LastName}, Fact{l["phone"], s.Guest.Phone.String()},
			Fact{l["email"], s.Guest.Email.String()}, Fact{l["total"], s.Total.Format(lang)})
	}
	switch n.Kind {
	case StayCancelled, AgencyCancelled, PaymentTooLate, AgencyTooLate:
		list = append(list, Fact{l["refund"], n.Amount.Format(lang)}, Fact{l["reason"], n.Reason})
	case StayChanged, AgencyChanged:
		if !n.Amount.IsZero() { // the guest's contract, whose writing is told here, knows no difference
			list = append(list, Fact{l["difference"], n.Amount.Format(lang)})
		}
	case StayConfirmed:
		list = append(list, Fact{l["policy"], strings.Join(s.Policy.Text, " ")})
	}
	kept := list[:0]
	for _, f := range list {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

func party(s event.StayFacts, l map[string]string) string {
	var parts []string
	for _, n := range []struct {
		count int
		word  string
	}{{s.Adults, "adults"}, {s.Children, "children"}, {s.Infants, "infants"}, {s.Pets, "pets"}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n.count, l[n.word]))
		}
	}
	return strings.Join(parts, ", ")
}

func lines(s event.StayFacts, l map[string]string, lang string) []PriceLine {
	var list []PriceLine
	for _, line := range s.Lines {
		list = append(list, PriceLine{Label: line.Label, Amount: line.Amount.Format(lang)})
	}
	list = append(list, PriceLine{Label: l["total"], Amount: s.Total.Format(lang), Total: true})
	if s.Paid.IsPositive() {
		list = append(list, PriceLine{Label: l["paid"], Amount: s.Paid.Format(lang)})
	}
	if rest := s.Total.Sub(s.Paid); rest.IsPositive() {
		label := l["left"]
		if !s.BalanceDue.IsZero() && s.Paid.IsPositive() {
			label = l["due"] + " " + date(s.BalanceDue, lang)
		}
		list = append(list, PriceLine{Label: label, Amount: money.Sum(rest).Format(lang)})
	}
	return list
}
