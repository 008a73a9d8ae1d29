package app_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comptoir/test/program"
)

const payload = "<script>alert('polyglot')</script>"

// small is a picture that the program takes.
func small() image.Image {
	m := image.NewPaletted(image.Rect(0, 0, 64, 48), color.Palette{color.White, color.Black})
	m.SetColorIndex(3, 3, 1)
	return m
}

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, small()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// chunk is one chunk of a PNG.
func chunk(kind string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, kind...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// disguised are files that are two things at once, or not what they are called; those that are pictures after all may be
// taken, since what is kept of them is encoded here.
func disguised(t *testing.T) map[string][]byte {
	t.Helper()
	plain := pngOf(t)
	var animal bytes.Buffer
	if err := gif.Encode(&animal, small(), nil); err != nil {
		t.Fatal(err)
	}
	const head = 8 + 25 // signature and IHDR
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 60000), 60000)
	bomb := slices.Concat(plain[:8], chunk("IHDR", append(size, 1, 0, 0, 0, 0)), chunk("IDAT", make([]byte, 64)), chunk("IEND", nil))
	return map[string][]byte{
		"drawing.svg":           []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">` + payload + `</svg>`),
		"drawing.png":           []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">` + payload + `</svg>`),
		"page.html":             []byte("<!doctype html>" + payload),
		"page.jpg":              []byte("\n\n \t<HTML>" + payload),
		"marked.png":            []byte("\xef\xbb\xbf<html>" + payload),
		"script.gif":            []byte("GIF89a/*" + strings.Repeat("x", 64) + "*/=1;alert('polyglot')//"),
		"bitmap.png":            []byte("BM/*" + strings.Repeat("\x00", 64) + "*/=1;" + payload),
		"only-a-head.png":       append(slices.Clone(plain[:head]), payload...),
		"bomb.png":              bomb,
		"archive.png":           []byte("PK\x03\x04" + strings.Repeat("\x00", 60) + payload),
		"flash.jpg":             []byte("FWS\x09" + strings.Repeat("\x00", 60) + payload),
		"nothing.png":           nil,
		"a picture and a page":  append(slices.Clone(plain), payload...),
		"a picture that speaks": slices.Concat(plain[:head], chunk("tEXt", []byte("Comment\x00"+payload)), plain[head:]),
		"an animal and a page":  append(slices.Clone(animal.Bytes()), payload...),
	}
}

func send(t *testing.T, as *program.Agency, path, field, name, kind string, content []byte, headers ...string) program.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if field == "file" {
		_ = w.WriteField("kind", "passport")
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + field + `"; filename="` + name + `"`}, "Content-Type": {kind}})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return as.Call("POST", path, body.String(), append([]string{"Content-Type", w.FormDataContentType()}, headers...)...)
}

// Nothing that could run is taken for a picture, whatever it is called and says of itself; of what is a picture besides,
// nothing but the picture comes back. The safe takes papers and pictures, and gives them back to be saved, never to run.
func TestDisguisedFiles(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	guest := customer(t, a, "nora@guest.example")
	cookie := cookieOf(a, "admin")
	for name, content := range disguised(t) {
		picture := strings.Contains(name, " ")
		for _, kind := range []string{"image/png", "image/svg+xml", "text/html"} {
			got := send(t, admin, "/api/stays/desk/properties/"+home+"/photos", "photo", name, kind, content)
			if got.Status >= 500 || got.Status < 300 && !picture {
				t.Errorf("a photo, %s as %s: %d %.200s", name, kind, got.Status, got.Raw)
			}
			if got := send(t, a, "/desk/business/logo", "logo", name, kind, content, "Cookie", cookie); got.Status >= 500 {
				t.Errorf("a logo, %s as %s: %d", name, kind, got.Status)
			}
			if got := send(t, guest, "/api/privacy/documents", "file", name, kind, content); got.Status >= 500 || got.Status < 300 && !picture && !bytes.HasPrefix(content, []byte("\x89PNG")) { // the safe decodes nothing: it gives back what it was given, to be saved
				t.Errorf("a document, %s as %s: %d %.200s", name, kind, got.Status, got.Raw)
			}
		}
	}
	page := string(a.Must(200, "GET", "/stays/ty-mor/photos", nil).Raw)
	photos := regexp.MustCompile(`/photos/[^" ,]+`).FindAllString(page, -1)
	if logo := regexp.MustCompile(`/branding/[^" ,]+`).FindString(page); logo != "" {
		photos = append(photos, logo)
	}
	if len(photos) < 4 {
		t.Fatalf("only %d photos are shown", len(photos))
	}
	for _, photo := range photos {
		got := a.Must(200, "GET", photo, nil)
		if bytes.Contains(got.Raw, []byte("polyglot")) {
			t.Errorf("%s brings the payload back", photo)
		}
		if kind := got.Header.Get("Content-Type"); !slices.Contains([]string{"image/jpeg", "image/png", "image/webp"}, kind) || kind != http.DetectContentType(got.Raw) {
			t.Errorf("%s is said to be %s and is %s", photo, kind, http.DetectContentType(got.Raw))
		}
	}
}

// Every kind of file is given with its type, not to be guessed at, and in a way in which it cannot run.
func TestFilesCannotRun(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	guest := customer(t, a, "nora@guest.example")
	stay := book(a, home, 60, 67, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	confirmationMail(t, stay)
	paper := send(t, guest, "/api/privacy/documents", "file", "passport.pdf", "text/html", []byte("%PDF-1.4\n"+payload+"\n%%EOF\n"))
	if paper.Status != http.StatusCreated {
		t.Fatalf("%d %s", paper.Status, paper.Raw)
	}
	cookie, hers := cookieOf(a, "admin"), cookieFor(a, "nora@guest.example")
	contract := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil).Text("items.0.id")
	photo := regexp.MustCompile(`/photos/[^" ,]+`).FindString(string(a.Must(200, "GET", "/stays/ty-mor", nil).Raw))
	manage := regexp.MustCompile(`/manage/[^" ]+/documents/[^" ]+`).FindString(string(a.Must(200, "GET", "/manage/"+stay.token, nil).Raw))
	desk := regexp.MustCompile(`/desk/reservations/[^" ]+/documents/[^" ]+`).FindString(string(a.Must(200, "GET", "/desk/reservations/"+stay.id, nil, "Cookie", cookie).Raw))
	for path, c := range map[string]struct {
		as     *program.Agency
		cookie string
		kind   string
		inline bool // made by the program itself, of a kind that browsers show without running it in a page's name
	}{
		photo:  {a, "", `^image/(jpeg|png|webp)$`, true},
		manage: {a, "", `^application/pdf$`, false},
		desk:   {a, cookie, `^application/pdf$`, true},
		"/api/contracts/" + contract + "/document":       {admin, "", `^application/pdf$`, false},
		"/account/privacy/documents/" + paper.Text("id"): {a, hers, `^application/pdf$`, false},
		"/desk/audit/export/csv":                         {a, cookie, `^text/csv`, false},
		"/desk/audit/export/jsonl":                       {a, cookie, `json`, false},
	} {
		got, _ := c.as.Try("GET", path, nil, "Cookie", c.cookie)
		if link, err := url.Parse(got.Header.Get("Location")); got.Status == http.StatusSeeOther && err == nil { // to a link that opens for ten minutes
			got, _ = c.as.Try("GET", link.Path, nil)
		}
		h := got.Header
		if got.Status != http.StatusOK || !regexp.MustCompile(c.kind).MatchString(h.Get("Content-Type")) || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, got.Status, h)
			continue
		}
		if c.inline {
			continue
		}
		if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s could run: %q, %q", path, h.Get("Content-Disposition"), h.Get("Content-Security-Policy"))
		}
	}
}
