package notifications_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/notifications"
)

func stay() *event.StayFacts {
	return &event.StayFacts{Reference: "RIV-7K3M9Q", Version: 3, Property: event.StayProperty{Name: "Ty Mor, maison de pêcheur face à l’océan ; les pieds dans l’eau, été comme hiver",
		Address: contact.PostalAddress{Line1: "12 rue des Embruns", PostalCode: "29900", City: "Concarneau", Country: "FR"}},
		Guest: event.StayGuest{FirstName: "Éloïse", LastName: "Châtelain", Email: "eloise@example.org", Phone: "+33612345678"},
		Stay:  period.Range{From: period.MustDate("2027-07-01"), To: period.MustDate("2027-07-08")}, Adults: 2, Children: 1,
		Lines: []event.PriceLine{{Code: "rent", Label: "Location", Amount: money.New(100000, "EUR")}}, Total: money.New(100000, "EUR"), Paid: money.New(30000, "EUR"),
		BalanceDue: period.MustDate("2027-06-01"), Policy: event.CancellationTerms{Text: []string{"Remboursé jusqu’à 30 jours avant."}},
		BookedAt: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}
}

func agency() notifications.Agency {
	return notifications.Agency{Name: "Rivages", Email: "bonjour@rivages.example", Phone: "+33298000000", Locale: "fr", Zone: "Europe/Paris", Site: "https://rivages.example", Accent: "#0F5C4C"}
}

func notice(kind notifications.Kind, locale string) notifications.Notice {
	n := notifications.Notice{Key: "k", Kind: kind, To: "eloise@example.org", Name: "Éloïse", Locale: locale, Amount: money.New(12345, "EUR"), Reason: "carte expirée",
		ExpiresAt: time.Date(2027, 3, 2, 9, 5, 0, 0, time.UTC)}
	switch kind {
	case notifications.ConfirmEmail, notifications.ResetPassword, notifications.PasswordChanged, notifications.SessionReuse, notifications.SecurityAlert,
		notifications.DataExportReady, notifications.ErasureScheduled, notifications.ErasureWithdrawn, notifications.PersonErased:
	case notifications.BankDetailsNotice, notifications.PayoutSent, notifications.PayoutCameBack:
		n.Words = map[string]string{"account": "FR76 •••• 0189", "by": "Nolwenn", "transfer": "VIR-2027-0001-1", "properties": "Ty Mor : 120 €", "day": "2 mars 2027"}
	case notifications.NewDevice, notifications.MagicLink, notifications.EmailChangeConfirm, notifications.EmailChangeNotice, notifications.EmailChangedNotice, notifications.StaffInvitation:
		n.At = n.ExpiresAt
		n.Words = map[string]string{"device": "Firefox, Windows", "place": "FR 192.0.2.7", "email": "neuve@example.org", "by": "Nolwenn", "roles": "Équipe"}
	case notifications.InvoiceSent, notifications.InvoiceReminder:
		n.Words = map[string]string{"title": "Facture F-2027-00042", "level": "2", "text": "Elle reste à payer.", "due": notifications.Day(period.MustDate("2027-03-02"), locale)}
	default:
		if slices.Contains(notifications.AccessKinds(), kind) {
			break
		}
		if slices.Contains(notifications.ContractKinds(), kind) {
			n.Words = map[string]string{"number": "C-2027-00042", "title": "Ty Mor", "by": "Nora Petit", "code": "123456"}
			break
		}
		n.Stay = stay()
		n.Words = map[string]string{"day": "2 mars 2027", "account": "Visa •••• 4242"}
	}
	return n
}

// Every kind, in both languages, says something in every part and leaves no brace and no part empty.
func TestEveryKindReadsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, kind := range notifications.Kinds() {
		for _, locale := range []string{"fr", "en"} {
			c := notifications.Compose(notice(kind, locale), agency(), "https://rivages.example/lien", nil)
			all := append(append([]string{c.Subject, c.Agency, c.LinkHint}, c.Paragraphs...), c.Footer...)
			for _, f := range c.Facts {
				all = append(all, f.Name, f.Value)
			}
			for _, l := range c.Lines {
				all = append(all, l.Label, l.Amount)
			}
			for _, text := range all {
				if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") {
					t.Errorf("%s %s: %q", kind, locale, text)
				}
			}
			if strings.ContainsAny(c.Subject, "\r\n") || c.Language != locale {
				t.Errorf("%s %s: %q in %s", kind, locale, c.Subject, c.Language)
			}
			if before, ok := seen[c.Subject]; ok {
				t.Errorf("%s %s says the same as %s", kind, locale, before)
			}
			seen[c.Subject] = string(kind) + " " + locale
		}
	}
}

func TestUntilIsTheTimeOfThePlace(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"fr": "2 mars 2027 à 10 h 05", "en": "2 March 2027 at 10:05"} {
		if c := notifications.Compose(notice(notifications.StayHeld, locale), agency(), "l", nil); !strings.Contains(c.Paragraphs[0], want) {
			t.Errorf("%s: %q", locale, c.Paragraphs[0])
		}
	}
}

func TestOwnWords(t *testing.T) {
	t.Parallel()
	own := []notifications.Text{{Kind: notifications.StayConfirmed, Locale: "fr", Intro: "Degemer mat {guest} !\n\nÀ bientôt, {reference}."}}
	c := notifications.Compose(notice(notifications.StayConfirmed, "fr"), agency(), "l", own)
	if len(c.Paragraphs) != 2 || c.Paragraphs[0] != "Degemer mat Éloïse !" || c.Paragraphs[1] != "À bientôt, RIV-7K3M9Q." || !strings.HasPrefix(c.Subject, "Réservation confirmée") {
		t.Errorf("%q %q", c.Subject, c.Paragraphs)
	}
	if c := notifications.Compose(notice(notifications.StayConfirmed, "en"), agency(), "l", own); strings.Contains(c.Paragraphs[0], "Degemer") {
		t.Error("the French words in an English message")
	}
}

// A guest cannot put words of his own into a message by the braces in his name.
func TestNamesAreNotFilledIn(t *testing.T) {
	t.Parallel()
	n := notice(notifications.StayConfirmed, "en")
	n.Name = "{reference}"
	if c := notifications.Compose(n, agency(), "l", nil); !strings.Contains(c.Paragraphs[0], "{reference}") {
		t.Errorf("%q", c.Paragraphs[0])
	}
}

func TestEditRefusesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	n := notifications.New(notifications.Deps{Observer: usecase.Silent{}})
	for path, text := range map[string]notifications.Text{
		"kind":    {Kind: notifications.ResetPassword, Locale: "fr", Intro: "x"},
		"locale":  {Kind: notifications.StayHeld, Locale: "de", Intro: "x"},
		"subject": {Kind: notifications.StayHeld, Locale: "fr", Subject: "a\r\nBcc: everybody"},
		"intro":   {Kind: notifications.StayHeld, Locale: "fr", Intro: "{password}"},
	} {
		_, err := n.EditTexts(system(t), notifications.EditText{Text: text})
		fields := fault.FieldsOf(err)
		if fault.KindOf(err) != fault.Invalid || len(fields) != 1 || fields[0].Path != path {
			t.Errorf("%s: %v %v", path, err, fields)
		}
	}
	if _, err := n.EditTexts(t.Context(), notifications.EditText{}); err == nil || errors.Is(err, notifications.ErrUnknownKind) {
		t.Errorf("nobody edits: %v", err)
	}
}

func TestInvitationIsCalendar(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"fr", "en"} {
		f := notifications.Invitation(*stay(), agency(), lang)
		for l := range bytes.SplitSeq(bytes.TrimSuffix(f.Content, []byte("\r\n")), []byte("\r\n")) {
			if len(l) > 75 || bytes.ContainsAny(l, "\r\n") {
				t.Errorf("%d octets: %q", len(l), l)
			}
			if !strings.HasPrefix(strings.ToValidUTF8(string(l), "�"), string(l)) {
				t.Errorf("a character is cut: %q", l)
			}
		}
		c, err := ics.ParseCalendar(bytes.NewReader(f.Content))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Events()) != 1 {
			t.Fatalf("%d events", len(c.Events()))
		}
		e := c.Events()[0]
		if got := ics.FromText(e.GetProperty(ics.ComponentPropertySummary).Value); got != stay().Property.Name {
			t.Errorf("summary %q", got)
		}
		from, err1 := e.GetAllDayStartAt()
		to, err2 := e.GetAllDayEndAt()
		if err1 != nil || err2 != nil || from.Format(time.DateOnly) != "2027-07-01" || to.Format(time.DateOnly) != "2027-07-08" {
			t.Errorf("%s to %s, %v %v", from, to, err1, err2)
		}
		if e.GetProperty(ics.ComponentPropertySequence).Value != "3" {
			t.Error("a changed stay does not replace its entry")
		}
	}
}
