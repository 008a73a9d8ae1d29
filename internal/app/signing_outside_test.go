package app_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/docusign"
	"comptoir/internal/contracts/docusign/docusigntest"
	"comptoir/internal/contracts/yousign"
	"comptoir/internal/contracts/yousign/yousigntest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"

	"github.com/jackc/pgx/v5"
)

// company is a signature provider of a test, as the tests steer it.
type company interface {
	Open(t testing.TB, external string)
	Sign(t testing.TB, external string, p contracts.Party)
	Refuse(t testing.TB, external, reason string)
	Event(name, external string) contracts.Message
	Withdrawn(external string) bool
	Cut(after int)
	Away(away bool)
}

// outside is a business whose contracts are signed at a provider.
type outside struct {
	*program.Agency
	p        *program.Program
	sql      *pgx.Conn // of its own: the two run at once
	admin    *program.Agency
	company  company
	provider string
	desk     string
}

// told delivers a call of the provider, as it does.
func (o outside) told(t *testing.T, m contracts.Message) int {
	t.Helper()
	var headers []string
	for name, values := range m.Header {
		headers = append(headers, name, values[0])
	}
	got, err := o.Try(http.MethodPost, "/api/signature/webhooks/"+o.provider, string(m.Body), headers...)
	if err != nil {
		t.Error(err)
	}
	return got.Status
}

// placed books a stay and sends its contract to the provider.
func (o outside) placed(t *testing.T, home string, from int, guest string) (id, external, link string) {
	t.Helper()
	guest += "-" + o.provider // one mailbox holds both businesses' mails
	stay := book(o.Agency, home, from, from+3, guest)
	o.Pay(stay.payment, good)
	o.Eventually("the contract is written", func() bool {
		got := o.admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	o.admin.Must(200, "POST", "/api/contracts/"+id+"/send", nil)
	o.becomes(id, "sent")
	if err := o.sql.QueryRow(t.Context(), "SELECT external FROM contracts.contract WHERE id = $1", id).Scan(&external); err != nil {
		t.Fatal(err)
	}
	return id, external, mailed(o.Agency, guest+"@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
}

func (o outside) becomes(id, status string) {
	o.Eventually("the contract is "+status, func() bool { return o.admin.Must(200, "GET", "/api/contracts/"+id, nil).At("status") == status })
}

// A business enters the keys of a provider; from then on its contracts are signed there: a hundred deliveries of a call at
// once are one, forged ones count for nothing, late ones change nothing, and lost ones are made up for by asking.
func TestContractsAreSignedAtAProvider(t *testing.T) {
	t.Parallel()
	yous, docu := yousigntest.New(t), docusigntest.New(t)
	p := program.Start(t, "COMPTOIR_YOUSIGN_URL="+yous.URL, "COMPTOIR_DOCUSIGN_URL="+docu.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	for _, c := range []struct {
		slug, provider, secret string
		orders                 int // of placing, before the last one
		company                company
		keys                   m
	}{
		{"rivages", "yousign", yousigntest.Key, 4, yous, m{yousign.Environment: "sandbox", yousign.APIKey: yousigntest.Key, yousign.WebhookSecret: yousigntest.Secret}},
		{"cimes", "docusign", docusigntest.Secret, 0, docu, m{docusign.Environment: "demo", docusign.IntegrationKey: docusigntest.Integration, docusign.UserID: docusigntest.User,
			docusign.PrivateKey: docusigntest.PrivateKey(), docusign.HMACKey: docusigntest.Secret}},
	} {
		t.Run(c.provider, func(t *testing.T) {
			t.Parallel()
			a := p.Agency(c.slug)
			o := outside{Agency: a, p: p, sql: pgtest.Connect(t, p.Address.AdminURL), admin: a.As("admin"), company: c.company, provider: c.provider, desk: cookieOf(a, "admin")}
			o.configured(t, c.keys, c.secret)
			home := o.admin.Property("ty-mor")
			o.signed(t, home)
			o.unheard(t, home)
			o.endsOtherwise(t, home)
			o.voidedOnTheWay(t, home, c.orders)
			booksWhole(t, p, access.AsSystem(t.Context(), a.State.ID, "test"))
		})
	}
}

func (o outside) configured(t *testing.T, keys m, secret string) {
	t.Helper()
	one := "/api/contracts/providers/" + o.provider
	o.As("staff").Must(403, "PUT", one+"/keys", m{"keys": keys})
	o.admin.Must(409, "POST", one+"/choice", nil)
	o.admin.Must(409, "POST", one+"/test", nil)
	o.admin.Must(404, "POST", "/api/signature/webhooks/nobody", m{})
	if got := o.admin.Must(422, "PUT", one+"/keys", m{"keys": m{"colour": "red"}}); !strings.Contains(string(got.Raw), "colour") {
		t.Errorf("the field is not named: %s", got.Raw)
	}
	kept := o.admin.Must(200, "PUT", one+"/keys", m{"keys": keys})
	page := page(o.Agency, "GET", "/desk/settings/signature", nil, o.desk)
	for _, answer := range [][]byte{kept.Raw, o.admin.Must(200, "GET", "/api/contracts/providers", nil).Raw, page.Raw} {
		if bytes.Contains(answer, []byte(secret)) {
			t.Fatalf("a secret is shown: %s", answer)
		}
	}
	if got := o.admin.Must(200, "POST", one+"/test", nil); got.Text("account") != "Rivages" {
		t.Errorf("the test: %s", got.Raw)
	}
	o.admin.Must(200, "POST", one+"/choice", nil)
}

func (o outside) signed(t *testing.T, home string) {
	t.Helper()
	id, external, link := o.placed(t, home, 30, "nora")
	read := page(o.Agency, "GET", link, nil, "")
	webtest.HTML(t, read.Raw).In(`form[action$="/provider"]`).One()
	webtest.HTML(t, read.Raw).In(`form[action$="/code"]`).None()
	if got := page(o.Agency, "POST", link+"/code", nil, ""); got.Status != http.StatusSeeOther { // back to the page, with why
		t.Errorf("a code for what is signed elsewhere: %d", got.Status)
	}
	token := strings.TrimPrefix(link, "/sign/")
	to := o.Must(200, "POST", "/api/signing/"+token+"/passage", nil).Text("address")
	if gone := page(o.Agency, "POST", link+"/provider", nil, ""); !strings.HasPrefix(to, "https://") || gone.Status != http.StatusOK || !strings.HasPrefix(gone.Header.Get("Refresh"), "0; url=https://") {
		t.Errorf("the way to the provider: %q, %d %q", to, gone.Status, gone.Header.Get("Refresh"))
	}
	o.company.Open(t, external)
	call := o.company.Event("signer.link_opened", external)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if got := o.told(t, call); got != http.StatusNoContent {
				t.Errorf("a genuine call: %d", got)
			}
		})
	}
	wg.Wait()
	forged := call
	forged.Body = bytes.Replace(call.Body, []byte(external), []byte(strings.Repeat("0", len(external))), 1)
	if got := o.told(t, forged); got != http.StatusUnauthorized {
		t.Errorf("a forged call: %d", got)
	}
	o.becomes(id, "viewed")
	o.admin.Must(200, "POST", "/api/contracts/"+id+"/remind", nil)
	o.admin.Must(409, "POST", "/api/contracts/"+id+"/passage", nil) // it is not the business's turn
	o.company.Sign(t, external, contracts.TheSigner)
	o.Must(204, "POST", "/api/signing/"+token+"/sync", nil) // the call was lost
	webtest.HTML(t, page(o.Agency, "GET", link, nil, "").Raw).In("main").Has("C’est signé", "Signé par Nora")
	webtest.HTML(t, page(o.Agency, "GET", "/desk/contracts/"+id, nil, o.desk).Raw).In(`form[action$="/provider"]`).One()
	o.admin.Must(409, "POST", "/api/contracts/"+id+"/countersign", m{"name": "Anna"})
	o.admin.Must(200, "POST", "/api/contracts/"+id+"/passage", nil)
	o.company.Sign(t, external, contracts.TheAgency)
	for _, name := range []string{"signature_request.done", "signature_request.activated", "signer.notified"} { // in no order
		o.told(t, o.company.Event(name, external))
	}
	o.becomes(id, "completed")
	o.told(t, call)
	if got := page(o.Agency, "GET", link+"/document", nil, "").Raw; !bytes.Contains(got, []byte("% signed")) {
		t.Errorf("the document is not the provider's: %.40s", got)
	}
	if got := page(o.Agency, "GET", "/desk/contracts/"+id+"/proof", nil, o.desk); !bytes.HasPrefix(got.Raw, []byte("%PDF-")) {
		t.Errorf("the provider's evidence: %d", got.Status)
	}
	evidence := o.admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil)
	if evidence.At("whole") != true || strings.Count(string(evidence.Raw), `"step":"viewed"`) != 1 || strings.Count(string(evidence.Raw), `"step":"signed"`) != 1 {
		t.Errorf("%s", evidence.Raw)
	}
}

// unheard: every call is lost after the signer's; the contract is looked at again by itself, and is completed.
func (o outside) unheard(t *testing.T, home string) {
	t.Helper()
	id, external, link := o.placed(t, home, 50, "unheard")
	o.company.Sign(t, external, contracts.TheSigner)
	o.Must(204, "POST", "/api/signing/"+strings.TrimPrefix(link, "/sign/")+"/sync", nil)
	o.becomes(id, "signed")
	o.company.Sign(t, external, contracts.TheAgency)
	contract, err := ident.Parse[contracts.Contract](id)
	if err == nil {
		_, err = o.p.App.Contexts.Contracts.Follow(access.AsSystem(t.Context(), o.State.ID, "test"), contracts.FollowContract{ID: contract})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.becomes(id, "completed")
}

// endsOtherwise: refused there, taken back here, and not taken at all.
func (o outside) endsOtherwise(t *testing.T, home string) {
	t.Helper()
	id, external, link := o.placed(t, home, 60, "unwilling")
	o.company.Refuse(t, external, "Le prix a changé.")
	page(o.Agency, "POST", link+"/refresh", nil, "")
	if got := o.admin.Must(200, "GET", "/api/contracts/"+id, nil); got.At("status") != "refused" || got.At("reason") != "Le prix a changé." {
		t.Errorf("%s", got.Raw)
	}
	id, external, _ = o.placed(t, home, 70, "mistaken")
	page(o.Agency, "POST", "/desk/contracts/"+id+"/void", url.Values{"reason": {"Erreur"}}, o.desk)
	o.Eventually("it is taken back at the provider", func() bool { return o.company.Withdrawn(external) })
	system := access.AsSystem(t.Context(), o.State.ID, "test")
	o.told(t, o.company.Event("signature_request.activated", "0198c0de-0000-7000-8000-00000000beef")) // of another program with the same account
	if done, err := o.p.App.Contexts.Contracts.Replay(system, contracts.ReplayNotices{}); err != nil || done.Waiting != 1 {
		t.Errorf("a call about nothing of ours: %+v, %v", done, err)
	}
}

// voidedOnTheWay cuts the line after the provider has the whole request and before anybody here knows: while that is unknown the
// contract is taken back, then the provider is there again. Nothing may be left there that could be signed.
func (o outside) voidedOnTheWay(t *testing.T, home string, orders int) {
	t.Helper()
	stay := book(o.Agency, home, 80, 83, "regretful-"+o.provider)
	o.Pay(stay.payment, good)
	id := ""
	o.Eventually("the contract is written", func() bool {
		got := o.admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	o.company.Cut(orders)
	o.admin.Must(200, "POST", "/api/contracts/"+id+"/send", nil)
	o.Eventually("the line is cut", func() bool { return o.placing(t, id) })
	if got := o.admin.Must(200, "POST", "/api/contracts/"+id+"/void", m{"reason": "Erreur"}); got.At("status") != "voided" {
		t.Fatalf("%s", got.Raw)
	}
	o.company.Away(false)
	external := ""
	o.Eventually("it is found at the provider and taken back", func() bool {
		if err := o.sql.QueryRow(t.Context(), "SELECT coalesce(external, '') FROM contracts.contract WHERE id = $1", id).Scan(&external); err != nil {
			t.Fatal(err)
		}
		return external != "" && o.company.Withdrawn(external)
	})
	if got := o.admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil); got.At("whole") != true || !strings.Contains(string(got.Raw), "recalled") {
		t.Errorf("%s", got.Raw)
	}
}

// placing reports whether the job that hands a contract over has failed and waits.
func (o outside) placing(t *testing.T, id string) (waits bool) {
	t.Helper()
	err := o.sql.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM jobs.river_job WHERE kind = 'contracts.place' AND state = 'retryable' AND args::text LIKE '%' || $1 || '%')", id).Scan(&waits)
	if err != nil {
		t.Fatal(err)
	}
	return waits
}
