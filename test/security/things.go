package security

import (
	"crypto/rand"
	"encoding/json"
	mathrand "math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"comptoir/internal/platform/mail/mailbox"
	"comptoir/test/program"
)

// Things are what one business has of every kind that an address can name, made through its own API.
type Things struct {
	*Target
	Slug     string
	Admin    *Visitor
	Person   *Visitor // a guest, to whom the private things (safe, requests, a session, a booking) belong
	Intruder *Visitor // another guest of the same business
	Email    string   // the person's
	Link     string   // token of the booking's private page
	IDs      map[string]string
}

var parameters = regexp.MustCompile(`\{\w+\}`)

// Address writes an operation's path with things of this business; ok is false where it has none of the kind.
func (w *Things) Address(path string) (address string, ok bool) {
	pattern := ""
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		pattern += "/" + part
		if strings.HasPrefix(part, "{") {
			if part, ok = w.IDs[pattern]; !ok {
				return path, false
			}
		}
		address += "/" + part
	}
	return address, true
}

// Values are all identifiers, which nobody of another business may ever read.
func (w *Things) Values() []string {
	var all []string
	for pattern, id := range w.IDs {
		if len(id) > 20 && !strings.Contains(pattern, "{slug}") {
			all = append(all, id)
		}
	}
	return all
}

// Furnish makes a thing of every kind in a business that has an account admin@.
func Furnish(t testing.TB, target *Target, slug string) *Things {
	t.Helper()
	visitor := target.Visitor(slug)
	w := &Things{Target: target, Slug: slug, Admin: visitor.As(t, "admin"), IDs: map[string]string{}}
	tag := strings.ToLower(rand.Text()[:8])
	w.Email = "person-" + tag + "@guest.example"
	w.Person, w.Intruder = w.guest(t, w.Email), w.guest(t, "intruder-"+tag+"@guest.example")
	w.house(t, tag)
	w.booking(t, visitor)
	w.desk(t, tag)
	w.safe(t)
	w.books(t)
	w.payouts(t)
	w.papers(t)
	return w
}

// guest opens an account as anybody can: the form, then the link in the mail.
func (w *Things) guest(t testing.TB, email string) *Visitor {
	t.Helper()
	visitor := w.Visitor(w.Slug)
	visitor.Must(t, 202, "POST", "/api/auth/register", program.M{"email": email, "password": program.Password, "name": "Nora Petit"})
	token := ""
	w.Eventually(t, "the mail to confirm the address is there", func() bool {
		token = w.mailed(t, email, "/email/confirm/")
		return token != ""
	})
	visitor.Must(t, 204, "POST", "/api/auth/email/confirm", program.M{"token": token})
	return visitor.As(t, email)
}

// mailed returns what follows a path in the newest mail to an address that has such a link.
func (w *Things) mailed(t testing.TB, to, path string) string {
	t.Helper()
	for _, m := range w.Mails(t, to) {
		for _, link := range m.Links {
			if _, token, ok := strings.Cut(link, path); ok {
				return token
			}
		}
	}
	return ""
}

// Mails lists what an address received, newest first.
func (w *Things) Mails(t testing.TB, to string) []mailbox.Summary {
	t.Helper()
	var found struct{ Items []mailbox.Summary }
	if err := json.Unmarshal(w.Visitor(w.Slug).Must(t, 200, "GET", "/dev/mailbox.json?limit=100&to="+to, nil).Raw, &found); err != nil {
		t.Fatal(err)
	}
	return found.Items
}

func (w *Things) house(t testing.TB, tag string) {
	t.Helper()
	desk, admin := "/api/stays/desk/properties", w.Admin
	sheet := program.Sheet("maison-" + tag)
	sheet["owner"] = program.M{"name": "Anne Le Goff"}
	id := first(t, admin.Must(t, 201, "POST", desk, sheet), "id")
	w.IDs["/api/stays/properties/{slug}"] = "maison-" + tag
	place := desk + "/{id}"
	w.IDs[place] = id
	photo := admin.Upload(t, "POST", desk+"/"+id+"/photos", "photo", "sea.png", "image/png", picture(640, 480))
	admin.Must(t, 200, "POST", desk+"/"+id+"/publish", nil)
	w.IDs[place+"/photos/{photo}"] = first(t, photo, "id", "photos.0.id")
	season := admin.Call(t, "POST", desk+"/"+id+"/seasons", program.M{"name": program.M{"fr": "Haute saison", "en": "High season"}, "dates": program.M{"from": day(200), "to": day(230)},
		"nightly": program.M{"amount": "150.00", "currency": "EUR"}})
	w.IDs[place+"/seasons/{season}"] = first(t, season, "id", "seasons.0.id", "rates.seasons.0.id")
	fee := admin.Call(t, "POST", desk+"/"+id+"/fees", program.M{"code": "linen", "amount": program.M{"amount": "20.00", "currency": "EUR"}, "per": "stay", "optional": true})
	w.IDs[place+"/fees/{fee}"] = first(t, fee, "id", "fees.1.id", "rates.fees.1.id", "fees.0.id", "rates.fees.0.id")
	block := admin.Must(t, 201, "POST", "/api/stays/blocks", program.M{"propertyId": id, "from": day(100), "to": day(102), "kind": "maintenance", "note": "chaudière"})
	w.IDs["/api/stays/blocks/{id}"] = first(t, block, "id")
}

// day is the date that many days from now, as the API writes it.
func day(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }

func (w *Things) booking(t testing.TB, visitor *Visitor) {
	t.Helper()
	w.bookWith(t, visitor, func(program.M) {})
}

// bookWith books the house as the person, with what else the guest calls himself, pays, and waits for the contract.
func (w *Things) bookWith(t testing.TB, visitor *Visitor, change func(guest program.M)) {
	t.Helper()
	quote := first(t, visitor.Must(t, 201, "POST", "/api/stays/quotes", program.M{"propertyId": w.IDs["/api/stays/desk/properties/{id}"], "checkIn": day(40), "checkOut": day(43), "adults": 2}), "id")
	guest := program.Guest("x")
	guest["email"] = w.Email
	change(guest)
	got := visitor.Must(t, 201, "POST", "/api/stays/reservations", program.M{"quoteId": quote, "guest": guest, "acceptTerms": true})
	w.IDs["/api/stays/reservations/{id}"], w.Link = first(t, got, "id"), first(t, got, "manageToken")
	w.IDs["/api/stays/manage/{token}"], w.IDs["/api/payments/{id}"] = w.Link, first(t, got, "payment.id")
	visitor.Must(t, 200, "POST", "/sandbox/payments/"+first(t, got, "payment.id")+"/pay", program.M{"number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
	w.Eventually(t, "the contract is written", func() bool {
		list := w.Admin.Must(t, 200, "GET", "/api/contracts?reservation="+w.IDs["/api/stays/reservations/{id}"], nil)
		id, _ := list.At("items.0.id").(string)
		w.IDs["/api/contracts/{id}"] = id
		return id != "" && list.At("items.0.status") == "generated"
	})
	w.Admin.Must(t, 200, "POST", "/api/contracts/"+w.IDs["/api/contracts/{id}"]+"/send", nil)
	w.Eventually(t, "the link to sign is mailed", func() bool {
		w.IDs["/api/signing/{token}"] = w.mailed(t, w.Email, "/sign/")
		return w.IDs["/api/signing/{token}"] != ""
	})
}

func (w *Things) desk(t testing.TB, tag string) {
	t.Helper()
	role := w.Admin.Must(t, 201, "POST", "/api/identity/roles", program.M{"name": "Accueil " + tag, "permissions": []string{"stays.read_planning"}})
	w.IDs["/api/identity/roles/{id}"] = first(t, role, "id")
	invited := w.Admin.Must(t, 201, "POST", "/api/identity/invitations", program.M{"email": "new-" + tag + "@team.example", "name": "Yann", "roles": []string{"staff"}})
	w.IDs["/api/identity/invitations/{id}"] = first(t, invited, "id")
	me := first(t, w.Person.Must(t, 200, "GET", "/api/auth/me", nil), "id")
	w.IDs["/api/identity/users/{id}"], w.IDs["/api/auth/users/{user}"] = me, me
	w.IDs["/api/auth/sessions/{id}"] = first(t, w.Person.Must(t, 200, "GET", "/api/auth/sessions", nil), "items.0.id")
	w.IDs["/api/auth/factors/passkeys/{id}"] = w.IDs["/api/auth/sessions/{id}"] // no passkey without a browser: a known id of another kind
	m := &Maker{Document: w.Document, Random: mathrand.New(mathrand.NewPCG(1, 1))}
	for _, o := range w.Document.Operations {
		if o.Name() == "POST /api/stays/tax-rules" {
			rule := m.Value(o.Body, "").(map[string]any)
			rates := program.M{}
			for _, category := range []string{"palace", "five_stars", "four_stars", "three_stars", "two_stars", "one_star", "camping_3_5", "camping_1_2"} {
				rates[category] = euro("1.00")
			}
			rule["insee"], rule["commune"], rule["flat"], rule["tariffs"], rule["additional"], rule["periods"] = "35288", "Saint-Malo", false, rates, []any{}, []any{}
			delete(rule, "id") // a new one
			rule["percent"], rule["cap"], rule["rentBelow"], rule["from"], rule["until"] = "3", euro("4.00"), euro("0"), "2040-01-01", "2041-01-01"
			w.IDs["/api/stays/tax-rules/{id}"] = first(t, w.Admin.Call(t, "POST", "/api/stays/tax-rules", rule), "id")
		}
	}
	host := "www." + tag + ".example"
	w.Admin.Must(t, 201, "POST", "/api/business/domains", program.M{"host": host})
	w.IDs["/api/business/domains/{host}"] = host
	w.Eventually(t, "a copy of the business is made", func() bool { // one at a time: another part of the suite may have asked
		got := w.Admin.Call(t, "POST", "/api/business/exports", nil)
		w.IDs["/api/business/exports/{export}"], _ = got.At("id").(string)
		return got.Status != http.StatusConflict
	})
	face := w.Person.Upload(t, "PUT", "/api/auth/me/photo", "photo", "me.png", "image/png", picture(320, 320))
	photo := first(t, face, "photo", "photo.id", "photo.address", "photoUrl", "photo.url")
	w.IDs["/api/identity/users/{id}/photos/{photo}"] = photo[strings.LastIndex(photo, "/")+1:]
	w.IDs["/api/privacy/consents/{purpose}"], w.IDs["/api/payments/webhooks/{provider}"] = "marketing_email", "sandbox"
	w.IDs["/api/signature/webhooks/{provider}"] = "yousign"
	w.IDs["/api/contracts/texts/{carrier}"], w.IDs["/api/contracts/texts/{carrier}/{reference}"] = "twilio", "01a1ff89-e7c4-7000-955c-363c40c9beb6.1"
	w.IDs["/api/contracts/templates/{kind}"], w.IDs["/api/contracts/templates/{kind}/{locale}"] = "stay", "fr"
}

// books: an entry and a hold made by hand, and a refund of the booking's payment.
func (w *Things) books(t testing.TB) {
	t.Helper()
	entry := func(what string) string {
		body := program.M{"key": rand.Text(), "label": "Frais bancaires", "postings": []program.M{{"account": "fees:bank", "debit": euro("1.00")}, {"account": "bank:current", "credit": euro("1.00")}}}
		return first(t, w.Admin.Must(t, 201, "POST", "/api/ledger/"+what, body), "id")
	}
	w.IDs["/api/ledger/transactions/{id}"], w.IDs["/api/ledger/holds/{id}"] = entry("transactions"), entry("holds")
	refund := program.M{"paymentId": w.IDs["/api/payments/{id}"], "amount": euro("1.00"), "reason": "geste", "key": rand.Text()}
	w.IDs["/api/payments/{id}/refunds/{refund}"] = first(t, w.Admin.Must(t, 201, "POST", "/api/payments/refunds", refund), "refunds.0.id")
	w.Eventually(t, "the money is back", func() bool { // by a job: afterwards nothing moves by itself
		return w.Admin.Must(t, 200, "GET", "/api/payments/"+w.IDs["/api/payments/{id}"]+"/details", nil).At("refunds.0.status") == "succeeded"
	})
}

// payouts: an account, an owner's bank details, and a batch that pays him.
func (w *Things) payouts(t testing.TB) {
	t.Helper()
	const iban = "FR76 3000 6000 0112 3456 7890 189"
	property := w.IDs["/api/stays/desk/properties/{id}"]
	account := first(t, w.Admin.Must(t, 201, "POST", "/api/banking/accounts", program.M{"name": "Mandants", "holder": "Agence", "iban": iban, "clients": true}), "id")
	w.IDs["/api/banking/accounts/{id}"], w.IDs["/api/banking/payees/{payee}"] = account, property
	w.Admin.Must(t, 200, "PUT", "/api/banking/settings", program.M{"coolingHours": 0, "transferDays": 5})
	statement := "Date;Libellé;Montant\n20/11/2026;Virement de " + w.Slug + ";12,00\n"
	w.Admin.Must(t, 200, "POST", "/api/banking/statements", program.M{"account": account, "name": "releve.csv", "content": []byte(statement)})
	w.IDs["/api/banking/entries/{id}"] = first(t, w.Admin.Must(t, 200, "GET", "/api/banking/entries", nil), "items.0.id")
	w.Admin.Must(t, 200, "PUT", "/api/banking/payees/"+property+"/details", program.M{"holder": "Anne Le Goff", "iban": iban})
	w.Admin.Must(t, 201, "POST", "/api/ledger/transactions", program.M{"key": rand.Text(), "label": "Loyer",
		"postings": []program.M{{"account": "client-money", "debit": euro("9.00")}, {"account": "owner:" + property + ":payable", "credit": euro("9.00")}}})
	batch := w.Admin.Must(t, 201, "POST", "/api/banking/batches", program.M{"key": rand.Text(), "account": account, "executeOn": time.Now().AddDate(0, 0, 1).Format(time.DateOnly)})
	w.IDs["/api/banking/batches/{id}"], w.IDs["/api/banking/batches/{id}/lines/{line}"] = first(t, batch, "id"), first(t, batch, "lines.0.id")
}

// papers: the legal identity without which nobody may issue, and an invoice.
func (w *Things) papers(t testing.TB) {
	t.Helper()
	was := w.Admin.Must(t, 200, "GET", "/api/business", nil)
	settings := program.M{"legal": program.M{"name": "Agence " + w.Slug, "siren": "732829320", "siret": "73282932000074", "vatNumber": "FR44732829320",
		"address": program.M{"line1": "2 rue du Four", "postalCode": "35400", "city": "Saint-Malo", "country": "FR"}}}
	for _, same := range []string{"name", "languages", "defaultLanguage", "zone"} {
		settings[same] = was.At(same)
	}
	w.Admin.Must(t, 200, "PUT", "/api/business/settings", settings)
	invoice := w.Admin.Must(t, 201, "POST", "/api/invoicing/invoices", program.M{"customer": program.M{"name": "Nora Petit", "address": program.M{"line1": "1 place du Marché", "postalCode": "35000", "city": "Rennes", "country": "FR"}},
		"lines": []program.M{{"label": "Ménage", "quantity": "1", "unitPrice": euro("50.00"), "tax": program.M{"category": "S", "rate": "20"}}}}, "Idempotency-Key", rand.Text())
	w.IDs["/api/invoicing/invoices/{id}"] = first(t, invoice, "paper.id")
}

func euro(amount string) program.M { return program.M{"amount": amount, "currency": "EUR"} }

func (w *Things) safe(t testing.TB) {
	t.Helper()
	paper := w.Person.Upload(t, "POST", "/api/privacy/documents", "file", "passeport.pdf", "application/pdf", []byte("%PDF-1.7 private"), "kind", "passport")
	w.IDs["/api/privacy/documents/{id}"] = first(t, paper, "id")
	w.IDs["/api/privacy/requests/{id}"] = first(t, w.Person.Must(t, http.StatusAccepted, "POST", "/api/privacy/requests", program.M{"kind": "export"}), "id")
}

// first returns the first text that stands at one of the places of an answer.
func first(t testing.TB, a program.Answer, places ...string) string {
	t.Helper()
	for _, place := range places {
		if s, ok := a.At(place).(string); ok && s != "" {
			return s
		}
	}
	t.Fatalf("%d: none of %v in %.800s", a.Status, places, a.Raw)
	return ""
}
