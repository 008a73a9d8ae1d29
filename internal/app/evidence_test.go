package app_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"mime/multipart"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

type proofFile struct {
	name, kind string
	content    []byte
}

// multipartOf is a form with files of the field evidence.
func multipartOf(t *testing.T, fields map[string]string, files ...proofFile) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		_ = w.WriteField(name, value)
	}
	for _, f := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="evidence"; filename="` + f.name + `"`}, "Content-Type": {f.kind}})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(f.content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// A claim on a security deposit comes with photos and papers: a wrong file is named on its field and then nothing is taken;
// the guest sees them once there is a claim, by his link; nobody else does; they leave with the business's data, and are
// kept from a guest who wants to be forgotten only as long as the claim may be brought.
func TestClaimsHaveEvidence(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	sheet := program.Sheet("ty-mor")
	rates := sheet["rates"].(stays.Rates)
	rates.SecurityDeposit = money.MustParse("500", money.EUR)
	sheet["rates"] = rates
	home := admin.Must(201, "POST", "/api/stays/desk/properties", maps.Clone(sheet)).Text("id")
	admin.Photo(home)
	admin.Must(200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
	stay := book(a, home, 10, 20, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	left := a.Must(201, "POST", "/api/stays/manage/"+stay.token+"/caution", nil)
	a.Pay(left.Text("paymentId"), good)
	one := "/api/stays/reservations/" + stay.id + "/caution"
	is := func(status string) func() bool {
		return func() bool { return admin.Must(200, "GET", one, nil).Text("status") == status }
	}
	p.Eventually("the card is kept", is("kept"))
	boss, clerk := cookieOf(a, "admin"), cookieOf(a, "staff")
	desk := "/desk/reservations/" + stay.id
	asked := "120"
	claim := func(cookie string, files ...proofFile) program.Answer {
		body, kind := multipartOf(t, map[string]string{"do": "take", "caution": asked, "damage": "vase brisé", "key": "k1"}, files...)
		return a.Call("POST", desk+"/caution", body, "Content-Type", kind, "Cookie", cookie)
	}
	photo := proofFile{"../../vase <b>.png", "image/png", pngOf(t)}
	paper := proofFile{"devis.pdf", "application/pdf", []byte("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")}
	for name, bad := range map[string]proofFile{"a page": {"devis.pdf", "application/pdf", []byte("<!doctype html>" + payload)}, "a drawing": {"vase.png", "image/png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		"half a picture": {"vase.png", "image/png", pngOf(t)[:40]}, "a virus": {"facture.pdf", "application/pdf", []byte("%PDF-1.4 X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*")}} {
		got := claim(boss, photo, bad)
		if text := webtest.HTML(t, string(got.Raw)).In("#f-evidence-error, [id^='f-evidence'][id$='error']").Text(); got.Status != 422 || !strings.Contains(text, bad.name) {
			t.Errorf("%s: %d, the field says %q", name, got.Status, text)
		}
	}
	if got := admin.Must(200, "GET", one, nil); got.Text("status") != "kept" || got.At("evidence") != nil {
		t.Fatalf("a refused file left something: %s", got.Raw)
	}
	asked = "900"
	if got := claim(boss, photo); got.Status/100 != 4 {
		t.Errorf("more than the deposit: %d", got.Status)
	}
	if got := admin.Must(200, "GET", one, nil); got.At("evidence") != nil {
		t.Fatalf("a refused claim left its evidence: %s", got.Raw)
	}
	asked = "120"
	if got := claim(clerk, photo); got.Status != 403 {
		t.Errorf("staff claimed: %d", got.Status)
	}
	if got := claim(boss, photo, paper, photo); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	p.Eventually("a part is taken", is("taken"))
	got := admin.Must(200, "GET", one, nil)
	if got.Len("evidence") != 2 || got.Text("evidence.0.type") != "image/jpeg" || !strings.HasSuffix(got.Text("evidence.0.name"), "vase b.jpg") || got.Text("evidence.1.name") != "devis.pdf" {
		t.Errorf("%s", got.Raw)
	}
	more, kind := multipartOf(t, nil, proofFile{"facture.pdf", "application/pdf", append(paper.content, '\n')})
	if got := a.Call("POST", desk+"/caution/evidence", more, "Content-Type", kind, "Cookie", boss); got.Status != 303 {
		t.Errorf("a bill that came later: %d %s", got.Status, got.Raw)
	}

	// The guest, by his link; nobody else.
	page := string(a.Must(200, "GET", "/manage/"+stay.token, nil).Raw)
	links := regexp.MustCompile(`/manage/[^" ]+/evidence/[^" ]+`).FindAllString(page, -1)
	if len(links) != 3 {
		t.Fatalf("the guest sees %d files", len(links))
	}
	if got := a.Must(200, "GET", links[0], nil); got.Header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(got.Header.Get("Cache-Control"), "private") || bytes.Contains(got.Raw, []byte("PNG")) {
		t.Errorf("%v", got.Header)
	}
	if got := a.Must(200, "GET", links[1], nil); got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", got.Header)
	}
	file := links[0][strings.LastIndex(links[0], "/")+1:]
	a.Must(200, "GET", desk+"/caution/evidence/"+file, nil, "Cookie", clerk)
	a.Must(404, "GET", desk+"/caution/evidence/"+(&ident.Source{}).Raw().String(), nil, "Cookie", boss)
	other := p.Agency("cimes")
	other.As("admin")
	other.Must(404, "GET", desk+"/caution/evidence/"+file, nil, "Cookie", cookieOf(other, "admin"))
	other.Must(404, "GET", links[0], nil)
	next := book(a, home, 40, 43, "emma")
	a.Must(404, "GET", "/manage/"+next.token+"/evidence/"+file, nil)

	// They are in the business's own data, and kept for as long as the claim may be brought.
	inside := access.AsSystem(t.Context(), a.State.ID, "test")
	var export bytes.Buffer
	if err := p.App.ExportTenant(inside, &export); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(export.Bytes()), int64(export.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, f := range z.File {
		if strings.Contains(f.Name, "stays/evidence/") {
			files++
		}
	}
	if files != 3 {
		t.Errorf("%d files leave with the business, want 3", files)
	}
	id, err := ident.Parse[stays.Reservation](stay.id)
	if err != nil {
		t.Fatal(err)
	}
	if gone, err := p.App.Contexts.Stays.ForgetEvidence(inside, stays.ForgetEvidence{ID: id}); err != nil || len(gone) != 0 {
		t.Errorf("%d files of a fresh claim go: %v", len(gone), err)
	}

	// When its time is over the nightly job deletes the files, and leaves an entry in the trail.
	p.Clock.Shift(6 * 366 * 24 * time.Hour)
	if _, err := p.Admin().Exec(t.Context(), `update jobs.river_job set state = 'available', attempt = 0, finalized_at = null, scheduled_at = now() where kind = 'stays.clean'`); err != nil {
		t.Fatal(err)
	}
	admin = a.As("admin")
	p.Eventually("the files are gone", func() bool { return admin.Must(200, "GET", one, nil).At("evidence") == nil })
	export.Reset()
	if err := p.App.ExportTenant(inside, &export); err != nil {
		t.Fatal(err)
	}
	if z, err = zip.NewReader(bytes.NewReader(export.Bytes()), int64(export.Len())); err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.Contains(f.Name, "stays/evidence/") {
			t.Errorf("%s is still there", f.Name)
		}
	}
	var entries int
	if err := p.Admin().QueryRow(t.Context(), `select count(*) from audit.entry where usecase = 'stays.drop_old_evidence'`).Scan(&entries); err != nil || entries != 1 {
		t.Errorf("%d entries of the trail: %v", entries, err)
	}
}
