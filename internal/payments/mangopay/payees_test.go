package mangopay_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/payments"
	"comptoir/internal/payments/mangopay"
	"comptoir/internal/payments/mangopay/mangotest"
	"comptoir/internal/payments/paymentstest"
)

const (
	back = "https://a.example/owner/payouts"
	jpeg = "\xff\xd8\xff"
)

func declaration(t *testing.T) *payments.PayeeDeclaration {
	birthday, err := period.ParseDate("1971-03-09")
	if err != nil {
		t.Fatal(err)
	}
	return &payments.PayeeDeclaration{FirstName: "Soizic", LastName: "Kervella", Birthday: birthday, Nationality: "FR", Country: "FR",
		Address: contact.PostalAddress{Line1: "3 quai de l'Odet", PostalCode: "29000", City: "Quimper", Country: "FR"}}
}

func paper(kind string, pages ...string) payments.PayeePaper {
	p := payments.PayeePaper{Kind: kind}
	for _, one := range pages {
		p.Pages = append(p.Pages, []byte(jpeg+strings.Repeat(one, 2000)))
	}
	return p
}

// An owner goes through all that MangoPay wants of him, a lost answer at each step: his account is opened once and confirmed, his
// bank account is named once and confirmed, one verification is refused with a reason and the next one is taken.
func TestAnOwnerIsOnboarded(t *testing.T) {
	t.Parallel()
	server, account := open(t)
	driver := account.(*mangopay.Driver)
	ask := payments.PayeeRequest{Key: "payee-1", Email: "soizic@example.org", Country: "FR", Declared: declaration(t)}
	server.Lose(1)
	if _, err := driver.OpenPayee(t.Context(), ask); err != nil && !errors.Is(err, payments.ErrGatewayAway) { // the line asks again by itself, where it may
		t.Errorf("a lost answer: %v", err)
	}
	id, err := driver.OpenPayee(t.Context(), ask)
	if all := server.Owners(); err != nil || !slices.Equal(all, []string{id}) {
		t.Fatalf("%v (%v), opened %v", id, err, all)
	}
	at := payments.PayeeAccount{ID: id, Holder: "Soizic & Yann Kervella", IBAN: paymentstest.PayeeIBAN}
	goesTo := func(prefix string) {
		t.Helper()
		for range 2 { // the first answer is lost, or the page opened twice
			got, err := driver.PayeePage(t.Context(), at, back, back)
			if err != nil || !strings.HasPrefix(got, prefix) {
				t.Errorf("%q (%v), want %s", got, err, prefix)
			}
			if u, _ := url.Parse(got); strings.Contains(prefix, "/sca") && u.Query().Get("returnUrl") != back {
				t.Errorf("%q does not lead back", got)
			}
		}
	}
	is := func(want payments.PayeeState, asked ...string) payments.PayeeStanding {
		t.Helper()
		got, err := driver.AskPayee(t.Context(), at)
		if err != nil || got.State != want || !slices.Equal(got.Asked, asked) {
			t.Errorf("%+v (%v), want %s %q", got, err, want, asked)
		}
		return got
	}
	is(payments.PayeeOnboarding, "sca_enrollment", "external_account", "identity_verification")
	goesTo(server.URL + "/sca?")
	server.Confirm(id)
	server.Lose(1)
	if _, err := driver.PayeePage(t.Context(), at, back, back); err != nil && !errors.Is(err, payments.ErrGatewayAway) { // the line asks again by itself, where it may
		t.Errorf("a lost answer: %v", err)
	}
	goesTo(server.URL + "/sca?")
	server.GiveUp(server.Newest(id, "recipient"))
	goesTo(server.URL + "/sca?")
	if n := server.Made("recipient"); n != 2 {
		t.Errorf("%d bank accounts were named, one was given up", n)
	}
	server.Confirm(server.Newest(id, "recipient"))
	is(payments.PayeeOnboarding, "identity_verification")
	goesTo(server.URL + "/verify/")
	server.Look(server.Newest(id, "session"), "REFUSED", "DOCUMENT_EXPIRED")
	if got := is(payments.PayeeAsked, "identity_verification"); len(got.Papers) != 1 || got.Papers[0] != (payments.PaperStanding{Kind: payments.PaperSession, State: payments.PaperRefused, Reason: "document_expired"}) {
		t.Errorf("why: %+v", got.Papers)
	}
	if err := driver.CheckPayee(t.Context(), id); !errors.Is(err, payments.ErrPayeeNotReady) {
		t.Errorf("not verified, and paid: %v", err)
	}
	goesTo(server.URL + "/verify/")
	if n := server.Made("session"); n != 2 {
		t.Errorf("%d verifications", n)
	}
	server.Look(server.Newest(id, "session"), "VALIDATED", "")
	is(payments.PayeeReady)
	goesTo(back)
	server.Fund(10000)
	p, err := driver.PayOut(t.Context(), payments.PayoutRequest{ID: "line-1", Account: id, IBAN: at.IBAN, Amount: money.New(6000, "EUR"), Reference: "VIR-1"})
	if err != nil || p.State != payments.PayoutPending {
		t.Errorf("paid: %+v (%v)", p, err)
	}
	at.IBAN = "FR7630006000011234567890189" // he has changed his bank
	is(payments.PayeeOnboarding, "external_account")
	server.Look(server.Newest(id, "session"), "OUT_OF_DATE", "")
	is(payments.PayeeAsked, "external_account", "identity_verification")
	server.CloseUser(id)
	if got := is(payments.PayeeRefused); got.Reason != "account_closed" {
		t.Errorf("%+v", got)
	}
	for _, nobody := range []string{"user_m_nobody", "", "../clients"} {
		if _, err := driver.AskPayee(t.Context(), payments.PayeeAccount{ID: nobody, IBAN: at.IBAN}); !errors.Is(err, payments.ErrPayeeUnknown) {
			t.Errorf("%q: %v", nobody, err)
		}
	}
}

// What a company declares that MangoPay does not take is named by its field; its papers are passed on whole, once, whatever the line
// does, and what became of each is told.
func TestACompanySendsItsPapers(t *testing.T) {
	t.Parallel()
	server, account := open(t)
	driver := account.(*mangopay.Driver)
	ask := payments.PayeeRequest{Key: "payee-2", Email: "sci@example.org", Country: "FR", Declared: declaration(t)}
	ask.Declared.Business = &payments.PayeeBusiness{Kind: payments.BusinessCompany, Name: "SCI de l'Odet"}
	ask.Declared.Nationality = "KP"
	for _, field := range []string{"nationality", "number"} {
		_, err := driver.OpenPayee(t.Context(), ask)
		if fields := fault.FieldsOf(err); !errors.Is(err, payments.ErrPayeeData) || len(fields) != 1 || fields[0].Path != field {
			t.Errorf("%v %v, want %s", err, fields, field)
		}
		ask.Declared.Nationality = "FR"
	}
	ask.Declared.Business.Number = "732829320"
	id, err := driver.OpenPayee(t.Context(), ask)
	if err != nil || server.Told(id, "LegalPersonType") != "BUSINESS" || server.Told(id, "CompanyNumber") != "732829320" {
		t.Fatalf("%v %v", err, server.Told(id, "LegalPersonType"))
	}
	server.Confirm(id)
	at := payments.PayeeAccount{ID: id, Holder: "SCI", IBAN: paymentstest.PayeeIBAN}
	if _, err := driver.PayeePage(t.Context(), at, back, back); err != nil {
		t.Fatal(err)
	}
	server.Confirm(server.Newest(id, "recipient"))
	send := func(p payments.PayeePaper) error { return driver.SendPaper(t.Context(), id, p) }
	kbis := paper(payments.PaperRegistration, "a", "b")
	for range 4 { // the document, each page, the word that it is whole
		server.Lose(1)
		if err := send(kbis); err != nil && !errors.Is(err, payments.ErrGatewayAway) {
			t.Errorf("a lost answer: %v", err)
		}
	}
	if err := send(kbis); err != nil || server.Made("document") != 1 {
		t.Errorf("%v, %d documents", err, server.Made("document"))
	}
	first := server.Newest(id, "document")
	if pages := server.Pages(first); len(pages) != 2 || !slices.Equal(pages[0], kbis.Pages[0]) || !slices.Equal(pages[1], kbis.Pages[1]) {
		t.Errorf("%d pages", len(pages))
	}
	standing := func() payments.PayeeStanding {
		got, err := driver.AskPayee(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := standing(); got.State != payments.PayeeOnboarding || len(got.Asked) != 0 || !slices.Contains(got.Takes, payments.PaperShareholders) {
		t.Errorf("looked at: %+v", got)
	}
	server.Look(first, "REFUSED", "DOCUMENT_HAS_EXPIRED")
	if got := standing(); got.State != payments.PayeeAsked || len(got.Papers) != 1 || got.Papers[0] != (payments.PaperStanding{Kind: payments.PaperRegistration, State: payments.PaperRefused, Reason: "document_has_expired"}) {
		t.Errorf("refused: %+v", got)
	}
	for _, p := range []payments.PayeePaper{kbis, {Kind: payments.PaperArticles, Pages: [][]byte{[]byte(jpeg)}}} { // refused before, too small
		if err := send(p); !errors.Is(err, payments.ErrPayeeData) && !errors.Is(err, payments.ErrRefused) {
			t.Errorf("%s: %v", p.Kind, err)
		}
	}
	if err := send(payments.PayeePaper{Kind: "passport"}); !errors.Is(err, payments.ErrNoPapers) {
		t.Errorf("%v", err)
	}
	if err := send(paper(payments.PaperRegistration, "c")); err != nil {
		t.Fatal(err)
	}
	server.Look(server.Newest(id, "document"), "VALIDATED", "")
	if got := standing(); got.State != payments.PayeeReady {
		t.Errorf("%+v", got)
	}
}

// A hook about an owner says only that something has happened, and to whom: that is looked up. A forged one, or one about nobody,
// says nothing.
func TestHooksAboutOwners(t *testing.T) {
	t.Parallel()
	server, account := open(t)
	driver := account.(*mangopay.Driver)
	id, err := driver.OpenPayee(t.Context(), payments.PayeeRequest{Key: "p", Email: "s@example.org", Declared: declaration(t)})
	if err != nil {
		t.Fatal(err)
	}
	server.Confirm(id)
	at := payments.PayeeAccount{ID: id, Holder: "S", IBAN: paymentstest.PayeeIBAN}
	for range 2 { // the bank account, the verification
		if _, err := driver.PayeePage(t.Context(), at, back, back); err != nil {
			t.Fatal(err)
		}
		server.Confirm(server.Newest(id, "recipient"))
	}
	if err := driver.SendPaper(t.Context(), id, paper(payments.PaperIdentity, "a")); err != nil {
		t.Fatal(err)
	}
	for event, of := range map[string]string{"KYC_FAILED": server.Newest(id, "document"), "KYC_OUTDATED": server.Newest(id, "document"), "IDENTITY_VERIFICATION_VALIDATED": server.Newest(id, "session"),
		"RECIPIENT_ACTIVE": server.Newest(id, "recipient"), "USER_KYC_REGULAR": id, "SCA_ENROLLMENT_SUCCEEDED": id} {
		n, err := driver.Verify(t.Context(), mangotest.Hook(event, of, time.Now()), time.Now())
		if err != nil || n.Kind != payments.NotifyPayee || n.Account != id {
			t.Errorf("%s: %+v (%v)", event, n, err)
		}
		if n, err := driver.Verify(t.Context(), mangotest.Hook(strings.Replace(event, "USER_KYC", "KYC", 1), "made_up_1", time.Now()), time.Now()); err != nil || n.Account == id {
			t.Errorf("%s of nothing: %+v (%v)", event, n, err)
		}
	}
	server.Away(true)
	if _, err := driver.Verify(t.Context(), mangotest.Hook("KYC_FAILED", "doc_1", time.Now()), time.Now()); !errors.Is(err, payments.ErrGatewayAway) {
		t.Errorf("away: %v", err)
	}
}
