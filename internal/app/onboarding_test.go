package app_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// A new business signs up, names itself, describes a property and publishes it, in a browser, from the mail to the guest's
// eye.
func TestANewBusinessOpensByItself(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	if _, err := p.App.Contexts.Tenancy.FoundOperator(operatorOf(t), tenancy.FoundOperator{}); err != nil {
		t.Fatal(err)
	}
	house := &program.Agency{Program: p, Slug: tenancy.OperatorSlug}
	root := "http://localhost:" + p.Port
	b := webtest.Browser(t)
	b.Go(root + "/start")
	b.NoViolations()
	b.Fill("[name=email]", "jeanne@atelier.example")
	b.Follow("main form .btn-primary")
	link := ""
	p.Eventually("the link lies in the mailbox", func() bool {
		for _, m := range house.Mails("jeanne@atelier.example") {
			for _, l := range m.Links {
				if strings.Contains(l, "/start/") {
					link = l
				}
			}
		}
		return link != ""
	})
	b.Go(link)
	b.NoViolations()
	b.Fill("[name=name]", "Gîtes de Jeanne")
	b.Fill("[name=slug]", "admin")
	b.Until("document.querySelector('#slug-answer').textContent.trim() !== ''")
	if got := b.Text("#slug-answer"); !strings.Contains(got, "réservé") && !strings.Contains(got, "reserved") {
		t.Errorf("a reserved name is said to be %q", got)
	}
	b.Fill("[name=slug]", "jeanne")
	b.Until("document.querySelector('#slug-answer').textContent.includes('jeanne.localhost')")
	b.Fill("[name=person]", "Jeanne Dubois")
	b.Fill("[name=password]", "un mot de passe bien long")
	b.Follow("main form .btn-primary")
	if got := b.Text("h1"); !strings.Contains(got, "ouverte") && !strings.Contains(got, "open") {
		t.Fatalf("not founded: %s", b.Text("main"))
	}
	b.NoViolations()
	b.Follow("main a.btn-primary")
	if got := b.URL(); !strings.HasPrefix(got, "http://jeanne.localhost:") || !strings.Contains(got, "/login") {
		t.Fatalf("after the founding one is at %s", got)
	}
	b.Fill("[name=email]", "jeanne@atelier.example")
	b.Fill("[name=password]", "un mot de passe bien long")
	b.Follow("main form .btn-primary")
	b.Wait("#step-property")
	b.NoViolations()
	if got := b.Text(".checklist .is-done"); strings.Contains(got, "Publier") {
		t.Errorf("done already: %s", got)
	}
	describe(b)
	b.Wait("#step-publish form")
	b.Follow("#step-publish .btn")
	b.Go("http://jeanne.localhost:" + p.Port + "/desk/welcome")
	b.Wait("#step-site.is-done")
	b.Go("http://jeanne.localhost:" + p.Port + "/stays")
	if got := b.Text("main"); !strings.Contains(got, "La Grange") {
		t.Errorf("the site does not show the property: %.300s", got)
	}
	receives(t, b, "http://jeanne.localhost:"+p.Port)
	// The link works once.
	res, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusGone {
		t.Errorf("the link again: %d", res.StatusCode)
	}
}

// receives writes the opening hours, with a mistake first, and finds them on the site.
func receives(t *testing.T, b *webtest.Tab, site string) {
	t.Helper()
	b.Go(site + "/desk/business/hours")
	b.NoViolations()
	b.Fill("[name='monday.0.from']", "09:00")
	b.Fill("[name='monday.0.to']", "12:30")
	b.Fill("[name='monday.1.from']", "12:00")
	b.Fill("[name='monday.1.to']", "18:00")
	b.Fill("[name='closed.0.from']", "2030-12-25")
	b.Follow("main form .btn-primary")
	b.NoViolations()
	if got := b.Text("[id='f-monday.1.from-error'], .field-error"); got == "" {
		t.Errorf("two stretches that overlap are accepted: %.300s", b.Text("main"))
	}
	b.Fill("[name='monday.1.from']", "14:00")
	b.Follow("main form .btn-primary")
	b.Go(site + "/about")
	if got := b.Text("#hours"); !strings.Contains(got, "9") || !strings.Contains(got, "2030") {
		t.Errorf("the site says %q", got)
	}
	b.NoViolations()
}

// describe fills the short form of the first property, with a photo.
func describe(b *webtest.Tab) {
	b.Follow("#step-property .btn")
	b.NoViolations()
	for name, text := range map[string]string{"name": "La Grange", "description": "Une grange au calme, à deux pas de la rivière.", "line1": "3 chemin du Gué", "postalCode": "35400",
		"city": "Saint-Malo", "insee": "35288", "lat": "48,65", "lon": "-2,02", "nightly": "95"} {
		b.Fill("[name="+name+"]", text)
	}
	b.Eval(fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const files = new DataTransfer();
		files.items.add(new File([bytes], "grange.png", {type: "image/png"}));
		document.querySelector("[name=photos]").files = files.files;
	})()`, base64.StdEncoding.EncodeToString(plainPNG())))
	b.Follow("main form .btn-primary")
}

// plainPNG is a picture of one colour.
func plainPNG() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 640, 420))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{120, 150, 90, 255}), image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // a buffer does not fail
	}
	return out.Bytes()
}

// The operator's support comes in when the administrator agrees, is seen on every page, may not do what is not for him,
// and is out at once when he leaves; the trail has both names.
func TestTheSupportComesInWithConsent(t *testing.T) {
	t.Parallel()
	p, db := onOwn(t)
	a := p.Agency("rivages")
	house, err := p.App.Contexts.Tenancy.FoundOperator(operatorOf(t), tenancy.FoundOperator{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.App.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), house.ID, "test"), identity.CreateUser{Email: "operator@comptoir.example", Password: program.Password,
		Confirmed: true, Roles: []identity.Role{identity.PlatformAdministrator}, Profile: identity.Profile{Name: "Camille Aubry", Locale: "fr"}}); err != nil {
		t.Fatal(err)
	}
	b := webtest.Browser(t)
	operator, desk := "http://operator.localhost:"+p.Port, "http://rivages.localhost:"+p.Port
	signIn := func(at, email, next string) {
		b.Go(at + "/login?next=" + next)
		b.Fill("[name=email]", email)
		b.Fill("[name=password]", program.Password)
		b.Follow("main form .btn-primary")
	}
	signIn(operator, "operator@comptoir.example", "/operator/tenants/"+a.State.ID.String())
	b.NoViolations()
	b.Fill("[name=reason]", "Aider à publier les tarifs")
	b.Follow("form[action$='/support'] .btn")
	signIn(desk, "admin@rivages.example", "/desk/business/support")
	b.NoViolations()
	b.Follow("button[value=agree]")
	b.Go(operator + "/operator/tenants/" + a.State.ID.String())
	b.Follow("form[action$='/open'] .btn")
	b.Follow("main a.btn-primary")
	entered := b.URL()
	b.Follow("form[action='/support/enter'] .btn")
	if got := b.Text(".helper"); !strings.Contains(got, "Camille") || !strings.Contains(got, "admin") {
		t.Errorf("the banner says %q", got)
	}
	b.NoViolations()
	for path, want := range map[string]int{"/desk/properties": 200, "/desk/business/plan": 200, "/account/profile": 403} {
		if got := webtest.Eval[int](b, "fetch('"+path+"', {redirect: 'manual'}).then(r => r.status)"); got != want {
			t.Errorf("a helper at %s: %d, want %d", path, got, want)
		}
	}
	if got := webtest.Eval[int](b, "fetch('/desk/business/export', {method: 'POST', redirect: 'manual'}).then(r => r.status)"); got != 403 {
		t.Errorf("a helper exports: %d", got)
	}
	if got := webtest.Eval[int](b, "fetch('/desk/business/support/consent', {method: 'POST', body: new URLSearchParams({standing: '1'})}).then(r => r.status)"); got != 403 {
		t.Errorf("a helper agrees to more of his kind: %d", got)
	}
	// What a helper may not, the administrator in whose place he acts still may.
	if got := a.As("admin").Call("POST", "/api/privacy/requests", m{"kind": "export"}); got.Status != 202 {
		t.Errorf("an administrator asks for a copy while the support is in: %d %s", got.Status, got.Raw)
	}
	b.Go(desk + "/desk/properties")
	b.Follow(".helper .btn")
	b.Go(entered)
	b.Follow("form[action='/support/enter'] .btn")
	if got := b.Text("main"); strings.Contains(got, "Arrivées") {
		t.Errorf("the way in works twice: %.200s", got)
	}
	ctx := access.AsSystem(t.Context(), a.State.ID, "test")
	var opened, ended int
	if err := db.Read(ctx).QueryRow(ctx, "SELECT count(*) FILTER (WHERE name = 'tenancy.support_opened.v1'), count(*) FILTER (WHERE name = 'tenancy.support_ended.v1') FROM outbox.event").Scan(&opened, &ended); err != nil || opened != 1 || ended != 1 {
		t.Errorf("opened %d times, ended %d times: %v", opened, ended, err)
	}
	var both string
	if err := db.Read(ctx).QueryRow(ctx, "SELECT actor FROM audit.entry WHERE action = 'tenancy.end_support'").Scan(&both); err != nil || !strings.Contains(both, "Camille Aubry") || !strings.Contains(both, "admin") {
		t.Errorf("the trail says %q: %v", both, err)
	}
}
