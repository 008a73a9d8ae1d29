package app_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// page asks for a page, or sends a form, as the browser of a visitor with these cookies.
func page(a *program.Agency, method, path string, form url.Values, cookie string) program.Answer {
	body := any(nil)
	headers := []string{"Accept-Language", "fr"}
	if method == http.MethodPost {
		body = form.Encode()
		headers = append(headers, "Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != "" {
		headers = append(headers, "Cookie", cookie)
	}
	return a.Call(method, path, body, headers...)
}

// mailed waits for a mail whose subject begins so, and returns what matches in its text.
func mailed(a *program.Agency, to, subject, pattern string) (found string) {
	wanted := regexp.MustCompile(pattern)
	a.Eventually("a mail: "+subject, func() bool {
		for _, m := range a.Mails(to) {
			if strings.HasPrefix(m.Subject, subject) {
				found = wanted.FindString(m.Text)
			}
		}
		return found != ""
	})
	return found
}

// The whole way of a contract: sent from the desk, read on a phone, proved by a code in the mail, signed by typing, seen on
// every page, countersigned and sealed; poppler finds the seal valid.
func TestAContractIsSigned(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	stay := book(a, admin.Property("ty-mor"), 30, 33, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	desk := cookieOf(a, "admin")
	id := ""
	a.Eventually("the contract is written", func() bool {
		got := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.At("items.0.status") == "generated"
	})
	if got := page(a, "POST", "/desk/contracts/"+id+"/send", nil, desk); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	link := mailed(a, "nora@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
	webtest.HTML(t, a.Must(200, "GET", "/manage/"+stay.token, nil, "Accept-Language", "fr").Raw).In(`form[action$="/sign"]`).One()
	if got := page(a, "POST", "/manage/"+stay.token+"/sign", nil, ""); got.Header.Get("Location") != link {
		t.Errorf("from the booking: %s", got.Header.Get("Location"))
	}
	read := page(a, "GET", link, nil, "")
	webtest.HTML(t, read.Raw).In("main").Has("Votre contrat à signer", "location saisonnière", "n•••@guest.example")
	if got := read.Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the link leaves with %q", got)
	}
	if got := page(a, "GET", link+"/document", nil, ""); !bytes.HasPrefix(got.Raw, []byte("%PDF-")) {
		t.Errorf("%d %s", got.Status, got.Header.Get("Content-Type"))
	}
	page(a, "POST", link+"/viewed", nil, "")
	page(a, "POST", link+"/code", nil, "")
	code := mailed(a, "nora@guest.example", "Votre code", `\b\d{6}\b`)
	wrong := page(a, "POST", link+"/identity", url.Values{"code": {"12345"}}, "")
	webtest.HTML(t, wrong.Raw).In("#f-code-error").One()
	if got := page(a, "POST", link+"/signature", url.Values{"name": {"Nora Petit"}, "consent": {"1"}}, ""); got.Status != http.StatusSeeOther || got.Header.Get("Location") != link {
		t.Errorf("signed without the code: %d", got.Status)
	}
	proved := page(a, "POST", link+"/identity", url.Values{"code": {code[:3] + " " + code[3:]}}, "")
	cookie, _, _ := strings.Cut(proved.Header.Get("Set-Cookie"), ";")
	webtest.HTML(t, page(a, "GET", link, nil, cookie).Raw).In(`form[action$="/signature"] [name=consent]`).One()
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In(`form[action$="/signature"]`).None() // another browser
	refused := page(a, "POST", link+"/signature", url.Values{"name": {"Nora Petit"}}, cookie)
	if webtest.HTML(t, refused.Raw).In("#f-consent-error").One(); refused.Status != http.StatusUnprocessableEntity {
		t.Errorf("without consent: %d", refused.Status)
	}
	for range 2 { // a double click
		if got := page(a, "POST", link+"/signature", url.Values{"name": {"Nora Petit"}, "consent": {"1"}, "drawing": {"10,10 200,150;220,20 400,180"}}, cookie); got.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.Status, got.Raw)
		}
	}
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In("main").Has("C’est signé", "Signé par Nora Petit")
	mailed(a, "contact@rivages.example", "Contrat C-", `/desk/contracts/[\w-]{36}`)
	countersigned(t, stay, id, desk, link, code)
}

// countersigned: the second half, at the desk.
func countersigned(t *testing.T, stay booked, id, desk, link, code string) {
	t.Helper()
	a := stay.Agency
	webtest.HTML(t, page(a, "GET", "/desk/contracts?q=nora", nil, desk).Raw).In("#contracts tbody tr").Has("À contresigner", "Nora Petit")
	webtest.HTML(t, page(a, "GET", "/desk/reservations/"+stay.id, nil, desk).Raw).In("#drawer .events").Has("envoyé à signer", "ouvert", "signé")
	page(a, "POST", "/desk/contracts/"+id+"/sign", url.Values{"name": {"Anna"}}, desk)
	admin := a.As("admin")
	a.Eventually("the contract is sealed", func() bool {
		return admin.Must(200, "GET", "/api/contracts/"+id, nil).At("status") == "completed"
	})
	mailed(a, "nora@guest.example", "Votre contrat signé", `/sign/[\w-]{32}`)
	sealed := page(a, "GET", link+"/document", nil, "").Raw
	file := filepath.Join(t.TempDir(), "sealed.pdf")
	if err := os.WriteFile(file, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := exec.CommandContext(t.Context(), "pdfsig", file).CombinedOutput()
	if !bytes.Contains(report, []byte("Signature is Valid")) || !bytes.Contains(report, []byte("Total document signed")) {
		t.Errorf("pdfsig (of poppler-utils): %v: %s", err, report)
	}
	evidence := admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil)
	if evidence.At("whole") != true {
		t.Errorf("%s", evidence.Raw)
	}
	for _, step := range []string{"generated", "sent", "mailed", "viewed", "code_asked", "identified", "consented", "signed", "countersigned", "sealed"} {
		if !strings.Contains(string(evidence.Raw), `"step":"`+step+`"`) {
			t.Errorf("no %s in the evidence", step)
		}
	}
	if got := page(a, "GET", "/desk/contracts/"+id+"/evidence?as=pdf", nil, desk); !bytes.HasPrefix(got.Raw, []byte("%PDF-")) {
		t.Errorf("the evidence as PDF: %d", got.Status)
	}
	webtest.HTML(t, a.Must(200, "GET", "/manage/"+stay.token, nil, "Accept-Language", "fr").Raw).In("#documents").Has("signé par tous")
	admin.Must(409, "POST", "/api/contracts/"+id+"/void", m{"reason": "too late"})
	var stored int
	if err := a.Admin().QueryRow(t.Context(), "select count(*) from notifications.delivery x where x::text like '%' || $1 || '%'", code).Scan(&stored); err != nil || stored != 0 {
		t.Errorf("%d messages hold a code, %v", stored, err)
	}
}

// A guest who does not sign is reminded, and the time ends; one who refuses says why; a cancelled stay takes its contract along.
func TestContractsThatAreNotSigned(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	admin.Must(200, "PUT", "/api/contracts/settings", m{"autoSend": true, "autoCountersign": true, "days": 5, "remindEvery": 2})
	admin.Must(422, "PUT", "/api/contracts/settings", m{"autoSend": true, "autoCountersign": true, "days": 0, "remindEvery": 2})
	contract := func(stay booked) program.Answer {
		return admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
	}
	var stays []booked
	for i, name := range []string{"late", "unwilling", "gone", "mistaken"} {
		stay := book(a, home, 30+i*10, 33+i*10, name)
		a.Pay(stay.payment, good)
		a.Eventually("the contract is sent", func() bool { got := contract(stay); return got.Len("items") == 1 && got.At("items.0.status") == "sent" })
		stays = append(stays, stay)
	}
	unwilling := contract(stays[1]).Text("items.0.id")
	admin.Must(200, "POST", "/api/contracts/"+unwilling+"/remind", nil)
	link := mailed(a, "unwilling@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
	page(a, "POST", link+"/refusal", url.Values{"reason": {"Le prix a changé"}}, "")
	if got := contract(stays[1]); got.At("items.0.status") != "refused" || got.At("items.0.reason") != "Le prix a changé" {
		t.Errorf("%s", got.Raw)
	}
	mailed(a, "contact@rivages.example", "Contrat C-", "Le prix a changé")
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In("main").Has("Vous avez refusé ce contrat")
	admin.Must(200, "POST", "/api/contracts/"+contract(stays[3]).Text("items.0.id")+"/void", m{"reason": "mistake"})
	stays[2].Must(200, "DELETE", "/api/stays/manage/"+stays[2].token, nil)
	a.Eventually("the contract of the cancelled stay is taken back", func() bool { return contract(stays[2]).At("items.0.status") == "voided" })
	p.Pass(49 * time.Hour)
	mailed(a, "late@guest.example", "Rappel", `/sign/[\w-]{32}`)
	p.Pass(80 * time.Hour)
	admin = a.As("admin") // the token of three days ago is over
	a.Eventually("the time is over", func() bool { return contract(stays[0]).At("items.0.status") == "expired" })
	if got := page(a, "GET", "/sign/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nil, ""); got.Status != http.StatusNotFound {
		t.Errorf("a guessed link: %d", got.Status)
	}
}

// A template is edited with a preview and without JavaScript: what is wrong is named by its line, what is saved is a
// version, and the next contract is made from it. A mandate goes the same way to its owner.
func TestTemplatesAndMandates(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	desk := cookieOf(a, "admin")
	const editor = "/desk/contracts/templates/stay/fr"
	first := webtest.HTML(t, page(a, "GET", editor, nil, desk).Raw)
	first.In("#preview").Has("1. Le bien loué", "Ty Mor", "1 038,10")
	source := contracts.OwnTemplate(contracts.TemplateKey{Kind: contracts.StayContract, Locale: "fr"}).Source
	first.In("textarea").Has("## 1. Le bien loué")
	broken := page(a, "POST", editor, url.Values{"version": {"0"}, "source": {source + "\n{{guest.nmae}}"}}, desk)
	if webtest.HTML(t, broken.Raw).In("#preview").Has("guest.nmae"); broken.Status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown variable: %d", broken.Status)
	}
	changed := strings.Replace(source, "## 6.", "## 6. Chez nous,", 1)
	if got := page(a, "POST", editor+"/preview", url.Values{"source": {changed}}, desk); !strings.Contains(string(got.Raw), "6. Chez nous,") {
		t.Errorf("%d %s", got.Status, got.Raw)
	}
	for i, want := range []int{http.StatusSeeOther, http.StatusPreconditionFailed} { // a colleague was quicker
		if got := page(a, "POST", editor, url.Values{"version": {"0"}, "source": {changed}}, desk); got.Status != want && (i == 0 || got.Status < 400 || got.Status >= 500) {
			t.Errorf("saved: %d, want %d", got.Status, want)
		}
	}
	stay := book(a, home, 30, 33, "nora")
	a.Pay(stay.payment, good)
	var id string
	a.Eventually("the contract is written", func() bool {
		got := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	file := filepath.Join(t.TempDir(), "contract.pdf")
	if err := os.WriteFile(file, page(a, "GET", "/desk/contracts/"+id+"/document", nil, desk).Raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if words, err := exec.CommandContext(t.Context(), "pdftotext", file, "-").Output(); err != nil || !bytes.Contains(words, []byte("Chez nous,")) {
		t.Errorf("the new version is not printed: %s, %v", words, err)
	}
	mandate := url.Values{"property": {home}, "owner": {"Soizic Le Goff"}, "email": {"soizic@owner.example"}, "fee": {""}}
	if got := page(a, "POST", "/desk/contracts/mandates/new", mandate, desk); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a mandate without its fee: %d", got.Status)
	}
	mandate.Set("fee", "20 % TTC des loyers")
	mandate.Set("phone", "12")
	if got := page(a, "POST", "/desk/contracts/mandates/new", mandate, desk); got.Status != http.StatusUnprocessableEntity || webtest.HTML(t, got.Raw).In("#f-phone-error").Text() == "" {
		t.Errorf("a telephone that cannot be: %d", got.Status)
	}
	mandate.Set("phone", "06 12 34 56 78")
	made := page(a, "POST", "/desk/contracts/mandates/new", mandate, desk).Header.Get("Location")
	a.Eventually("the mandate is written and sent", func() bool {
		return page(a, "POST", made+"/send", nil, desk).Status == http.StatusSeeOther && len(a.Mails("soizic@owner.example")) > 0
	})
	link := mailed(a, "soizic@owner.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In("main").Has("Mandat de gestion", "LE MANDANT", "20 % TTC des loyers", "+33612345678")
	page(a, "POST", link+"/viewed", nil, "")
	page(a, "POST", link+"/code", nil, "")
	code := mailed(a, "soizic@owner.example", "Votre code", `\b\d{6}\b`)
	proved := page(a, "POST", link+"/identity", url.Values{"code": {code}}, "")
	cookie, _, _ := strings.Cut(proved.Header.Get("Set-Cookie"), ";")
	page(a, "POST", link+"/signature", url.Values{"name": {"Soizic Le Goff"}, "consent": {"1"}, "drawing": {"10,10 200,150;220,20 400,180"}}, cookie)
	page(a, "POST", made+"/sign", url.Values{"name": {"Anna"}}, desk)
	a.Eventually("the signed fee is the property's commission", func() bool {
		got := admin.Must(200, "GET", "/api/ledger/commissions?property="+home, nil)
		return got.Len("items") == 1 && got.At("items.0.commission") == "20" && got.Text("items.0.source") != ""
	})
	admin.Must(422, "PUT", "/api/ledger/commissions", m{"property": home, "from": a.Day(1), "commission": "101"})
	a.As("staff").Must(403, "PUT", "/api/ledger/commissions", m{"property": home, "from": a.Day(1), "commission": "18"})
	for _, rate := range []string{"17", "18.5"} { // the second says something else for the same day
		admin.Must(200, "PUT", "/api/ledger/commissions", m{"property": home, "from": a.Day(1), "commission": rate})
	}
	webtest.HTML(t, page(a, "GET", "/desk/ledger/commissions", nil, desk).Raw).In("main").Has("20", "18.5")
}
