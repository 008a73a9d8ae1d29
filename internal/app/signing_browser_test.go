package app_test

import (
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// A guest signs on a phone in French, from the link in the mail to the end; at the desk somebody writes templates on a large
// screen in English and sees what comes of it: nothing that axe finds wrong, nothing wider than the screen.
func TestSigningInABrowser(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	stay := book(a, home, 30, 33, "nora")
	a.Pay(stay.payment, good)
	id := ""
	a.Eventually("the contract is written", func() bool {
		got := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	admin.Must(200, "POST", "/api/contracts/"+id+"/send", nil)
	link := mailed(a, "nora@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
	site := "http://rivages.localhost:" + p.Port
	b := webtest.Browser(t)
	right := func(what string) { t.Helper(); wellMade(t, b, what) }
	b.Size(390, 844)
	b.Go(site + link + "?lang=fr")
	right("reading")
	b.Follow(`form[action$="/code"] button`)
	right("the code")
	b.Fill("[name=code]", mailed(a, "nora@guest.example", "Votre code", `\b\d{6}\b`))
	b.Key("Enter")
	b.Wait("[name=consent]")
	right("signing")
	b.Click("[name=consent]")
	b.Follow(`form[action$="/signature"] button.btn-primary`)
	right("the end")
	b.Until(`document.querySelector("main").textContent.includes("Signé par Nora")`)

	lostText(t, b, a, admin, site, home)

	b.Size(1280, 900)
	b.Go(site + "/login?lang=en")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login")`)
	for _, path := range []string{"/desk/contracts", "/desk/contracts/" + id, "/desk/contracts/templates", "/desk/contracts/mandates/new", "/desk/settings/signature", "/desk/contracts/templates/stay/en"} {
		b.Go(site + path)
		right(path)
	}
	b.Fill("[name=source]", "## Ours\n{{prices}}\nAt {{property.address}}")
	b.Until(`document.querySelector("#preview").textContent.includes("At 12 rue des Embruns")`)
	b.Fill("[name=source]", "## Ours\n{{guest.nmae}}")
	b.Until(`document.querySelector("#preview").textContent.includes("line 2")`)
	right("a template that is wrong")
	if errs := b.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}
}

// wellMade fails on what axe finds wrong, on what is wider than the screen, and on what the keyboard does not reach.
func wellMade(t *testing.T, b *webtest.Tab, what string) {
	t.Helper()
	b.Wait("h1")
	b.NoViolations()
	if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
		t.Errorf("%s is wider than the screen", what)
	}
	if lost := webtest.Eval[string](b, unreachable); lost != "" {
		t.Errorf("%s: the keyboard does not reach %s", what, lost)
	}
}

// lostText: a signer chooses a text, which does not arrive; the page says so by itself, and the code of the mail serves.
func lostText(t *testing.T, b *webtest.Tab, a, admin *program.Agency, site, home string) {
	t.Helper()
	right := func(what string) { t.Helper(); wellMade(t, b, what) }
	admin.Must(200, "PUT", "/api/contracts/settings", m{"days": 14, "remindEvery": 3, "autoSend": false, "autoCountersign": true, "identity": "choice"})
	_, link := toSign(a, admin, home, 40, "omar")
	b.Go(site + link + "?lang=en")
	right("the choice")
	b.Follow("[name=way][value=sms]")
	right("a text on its way")
	b.Go(site + "/sandbox/texts")
	b.Until(`document.querySelector("main").textContent.includes("1 SMS")`)
	right("the telephones")
	b.Follow("[name=fate][value=lost]")
	b.Go(site + link)
	right("a text that was lost")
	b.Until(`document.querySelector("#code-sent").textContent.includes("landline")`)
	b.Fill("[name=code]", mailed(a, "omar@guest.example", "Votre code", `\b\d{6}\b`))
	b.Key("Enter")
	b.Wait("[name=consent]")
}
