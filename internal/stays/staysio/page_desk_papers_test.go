package staysio_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// upload is a form of photos as a browser sends it.
func (g *guest) upload(path string, files map[string][]byte) answer {
	g.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, content := range files {
		part, err := form.CreateFormFile("photos", name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			g.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		g.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, g.server.URL+path, &body)
	if err != nil {
		g.Fatal(err)
	}
	req.Host = g.host
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Accept-Language", "fr")
	resp, err := g.client.Do(req)
	if err != nil {
		g.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		g.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header.Get("Location"), string(text)}
}

func TestPhotosOfAProperty(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	path := "/desk/properties/" + p.ID.String() + "/photos"
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 900, 600))); err != nil {
		t.Fatal(err)
	}
	if a := g.upload(path, map[string][]byte{"salon.png": picture.Bytes()}); a.status != 303 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	refused := g.upload(path, map[string][]byte{"script.png": []byte("<script>alert(1)</script>")})
	if refused.status != 422 {
		t.Errorf("a script was answered with %d", refused.status)
	}
	webtest.HTML(t, refused.body).In(".field-error").Has("script.png", "pas une image")
	if a := g.upload(path, nil); a.status != 422 {
		t.Errorf("nothing at all was answered with %d", a.status)
	}
	photos := must(s.a.GetProperty(s.a.Desk, stays.GetProperty{ID: p.ID})).Photos
	if len(photos) != 2 {
		t.Fatalf("%d photos", len(photos))
	}
	one := path + "/" + photos[1].ID.String()
	g.get("/photos/"+photos[1].ID.String()+"/photo.jpg", 200)
	g.post(one, url.Values{"do": {"text"}, "altFr": {"Le salon"}, "altEn": {"The living room"}}, 303)
	g.post(one, url.Values{"do": {"first"}}, 303)
	g.post(one, url.Values{"do": {"up"}}, 303) // it is first already
	if now := must(s.a.GetProperty(s.a.Desk, stays.GetProperty{ID: p.ID})).Photos; now[0].ID != photos[1].ID || now[0].Alt["fr"] != "Le salon" {
		t.Errorf("%+v", now)
	}
	for range 2 {
		g.post(one+"/remove", nil, 303)
	}
	g.get("/photos/"+photos[1].ID.String()+"/photo.jpg", 404)
	g.post(path+"/nonsense", url.Values{"do": {"up"}}, 404)
}

// office is the neighbours of the context: one contract, one payment, one wording.
type office struct {
	document ident.Raw
	stay     stays.ReservationID
	saved    staysio.MailText
	editor   bool // the actor may write mails
}

func (o *office) Documents(context.Context, stays.ReservationID) ([]staysio.Document, error) {
	return []staysio.Document{{ID: o.document, Name: "C-2027-00001", Ready: true}}, nil
}

func (o *office) Open(_ context.Context, r stays.ReservationID, d ident.Raw) (staysio.Paper, error) {
	if r != o.stay || d != o.document {
		return staysio.Paper{}, fault.ErrInvalid
	}
	return staysio.Paper{Name: "C-2027-00001.pdf", Type: "application/pdf", Content: io.NopCloser(strings.NewReader("%PDF-1.7"))}, nil
}

func (o *office) SignLink(context.Context, ident.Raw) (string, error) { return "/sign/x", nil }

func (o *office) Receipts(context.Context, stays.ReservationID) ([]staysio.Receipt, error) {
	return []staysio.Receipt{{Purpose: "deposit", Status: "succeeded"}, {Purpose: "unheard_of", Status: "strange"}}, nil
}

func (o *office) HandBack(context.Context, stays.ReservationID, ident.Raw, ident.Raw, string) error {
	return nil
}

func (o *office) MayEdit(context.Context) bool { return o.editor }

func (o *office) List(context.Context) ([]staysio.MailText, error) {
	return []staysio.MailText{{Kind: "stay_confirmed", Name: "Confirmation", Locale: "fr", Subject: "Votre séjour"}, {Kind: "stay_confirmed", Name: "Confirmation", Locale: "en", Subject: "Your stay"}}, nil
}

func (o *office) Save(_ context.Context, t staysio.MailText) error {
	if strings.Contains(t.Subject, "{unknown}") {
		return fault.ErrInvalid.On("subject", "unknown_placeholder", "no such word")
	}
	o.saved = t
	return nil
}

// papers is a desk that has neighbours.
func papers(t *testing.T) (*guestSite, *guest, *office) {
	s := newGuestSite(t)
	o := &office{document: s.a.IDs.Raw()}
	kit, err := web.New(web.Config{Messages: []fs.FS{staysio.Texts}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	staysio.New(staysio.Deps{Stays: s.a.Stays, Web: kit, Now: s.a.Clock.Now, IDs: s.a.IDs, Documents: o, Receipts: o, MailTexts: o}).Pages(mux)
	pages := kit.Middleware(mux)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.From(s.a.Desk))))
	}))
	t.Cleanup(s.server.Close)
	return s, s.guest("a.localhost"), o
}

func TestPapersAndPaymentsOfAReservation(t *testing.T) {
	t.Parallel()
	s, g, o := papers(t)
	p := s.a.Property()
	r := s.a.Book(p, "2027-05-08", "2027-05-15")
	o.stay = r.ID
	page := webtest.HTML(t, g.get("/desk/reservations/"+r.ID.String(), 200).body)
	page.In("#drawer").Has("Acompte", "Payé", "strange", "Contrat C-2027-00001")
	link := page.In(`#drawer a[href*="/documents/"]`).Attr("href")
	if got := g.get(link, 200).body; got != "%PDF-1.7" {
		t.Error(got)
	}
	other := s.a.Book(p, "2027-06-05", "2027-06-12")
	g.get("/desk/reservations/"+other.ID.String()+"/documents/"+o.document.String(), 404)
	g.get("/desk/reservations/"+r.ID.String()+"/documents/nonsense", 404)
}

func TestTheWordsOfMails(t *testing.T) {
	t.Parallel()
	_, g, o := papers(t)
	webtest.HTML(t, g.get("/desk/settings", 200).body).In(`a[href="/desk/settings/mails"]`).None() // manage_settings does not open it
	o.editor = true
	webtest.HTML(t, g.get("/desk/settings", 200).body).In(`a[href="/desk/settings/mails"]`).One()
	webtest.HTML(t, g.get("/desk/settings/mails", 200).body).In("tbody tr").Count(2)
	form := g.get("/desk/settings/mails?kind=stay_confirmed&locale=fr", 200).form(t, "main form")
	refused := webtest.HTML(t, g.post("/desk/settings/mails", fill(form, "subject", "Bonjour {unknown}"), 422).body)
	refused.In("#f-subject-error").One()
	if refused.In("#f-subject").Value() != "Bonjour {unknown}" {
		t.Error("what was typed is lost")
	}
	g.post("/desk/settings/mails", fill(form, "subject", "Bonjour {guest}"), 303)
	if o.saved.Subject != "Bonjour {guest}" || o.saved.Kind != "stay_confirmed" || o.saved.Locale != "fr" {
		t.Errorf("%+v", o.saved)
	}
}
