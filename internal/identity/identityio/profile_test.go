package identityio_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/web/webtest"
)

// withFiles gives the module a folder for pictures.
func withFiles(t *testing.T) (*blob.Store, func(*identityio.Deps)) {
	t.Helper()
	driver, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = driver.Close() })
	store := blob.New(driver, nil)
	return store, func(d *identityio.Deps) { d.Blobs = store }
}

// portrait is a photo with the place where it was taken in its metadata.
func portrait(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 600, 400)), nil); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	note := "Exif\x00\x00TAKEN-AT-HOME"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(note) + 2)}, note...)
	return slices.Concat(raw[:2], segment, raw[2:])
}

func form(t *testing.T, field string, content []byte) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(field, "moi.jpg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

type me struct{ Name, Phone, Locale, Zone, Photo string }

func profileOf(t *testing.T, a answer) (out me) {
	t.Helper()
	if a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What a person changes changes, what he does not name stays, and what is wrong is named and changes nothing.
func TestAPIProfile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	in := s.login("alice@example.com").AccessToken
	got := profileOf(t, s.api("PATCH", "/api/auth/me", map[string]any{"phone": "06 12 34 56 78", "zone": "Pacific/Noumea"}, in))
	if want := (me{"Zoé Le Bihan", "+33612345678", "fr", "Pacific/Noumea", ""}); got != want {
		t.Errorf("%+v", got)
	}
	for field, body := range map[string]map[string]any{"zone": {"zone": "Mars/Olympus", "name": "Not Kept"}, "phone": {"phone": "12"}, "name": {"name": "http://spam.example"}, "locale": {"locale": "xx"}} {
		if a := s.api("PATCH", "/api/auth/me", body, in); a.StatusCode != 422 || !strings.Contains(a.body, field) {
			t.Errorf("%s: %d %s", field, a.StatusCode, a.body)
		}
	}
	got = profileOf(t, s.api("PATCH", "/api/auth/me", map[string]any{"locale": "en", "phone": "", "zone": ""}, in))
	if want := (me{"Zoé Le Bihan", "", "en", "", ""}); got != want {
		t.Errorf("%+v", got)
	}
	s.api("PATCH", "/api/auth/me", map[string]any{"name": "X"}, "").want(t, "nobody", 401, "sign_in_required")
}

// A picture is seen by its person and by who reads the people, by nobody else; nothing of what was sent with it is in it;
// the one before it goes, and so does it when it is removed.
func TestPhoto(t *testing.T) {
	t.Parallel()
	store, files := withFiles(t)
	s := newSite(t, files)
	alice := s.user(s.a, "alice@example.com")
	s.user(s.a, "bob@example.com")
	s.user(s.a, "manager@example.com", identity.Manager)
	s.user(s.b, "boss@example.com", identity.Administrator)
	in := s.login("alice@example.com").AccessToken
	body, kind := form(t, "photo", portrait(t))
	first := profileOf(t, s.api("PUT", "/api/auth/me/photo", body, in, "Content-Type", kind)).Photo
	a := s.api("GET", first, nil, in)
	shown, _, err := image.DecodeConfig(strings.NewReader(a.body))
	if a.StatusCode != 200 || err != nil || shown.Width != 320 || strings.Contains(a.body, "TAKEN-AT-HOME") || !strings.HasPrefix(a.Header.Get("Cache-Control"), "private") {
		t.Errorf("%d %v %+v %v", a.StatusCode, err, shown, a.Header)
	}
	if a := s.api("GET", first, nil, s.login("manager@example.com").AccessToken); a.StatusCode != 200 {
		t.Errorf("the manager: %d", a.StatusCode)
	}
	s.api("GET", first, nil, s.login("bob@example.com").AccessToken).want(t, "another guest", 404, "identity.unknown_user")
	s.api("GET", first, nil, "").want(t, "nobody", 401, "sign_in_required")
	boss := s.session(s.api("POST", "/api/auth/login", map[string]string{"email": "boss@example.com", "password": identitytest.Password}, "", "Host", "b.test"), 200).AccessToken
	if a := s.api("GET", first, nil, boss, "Host", "b.test"); a.StatusCode != 404 {
		t.Errorf("another business: %d", a.StatusCode)
	}

	second := profileOf(t, s.api("PUT", "/api/auth/me/photo", body, in, "Content-Type", kind)).Photo
	if second == first || s.api("GET", first, nil, in).StatusCode != 404 || s.api("GET", second, nil, in).StatusCode != 200 {
		t.Error("the picture before is still there")
	}
	bad, kind := form(t, "photo", []byte("<svg onload=alert(1)>"))
	s.api("PUT", "/api/auth/me/photo", bad, in, "Content-Type", kind).want(t, "no picture", 422, "picture.not_a_picture")
	if got := profileOf(t, s.api("DELETE", "/api/auth/me/photo", nil, in)).Photo; got != "" {
		t.Errorf("removed: %q", got)
	}
	prefix, err := blob.NewPrefix(s.a, "identity", "photos", alice.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	for info := range store.List(t.Context(), prefix) {
		t.Errorf("left: %s", info.Key)
	}
}

// The page shows what is set, keeps it when something else is saved, and says what is wrong beside the field.
func TestPageProfilePhotoAndZone(t *testing.T) {
	t.Parallel()
	_, files := withFiles(t)
	s := newSite(t, files)
	s.user(s.a, "alice@example.com")
	c := s.client()
	s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password)
	a := s.post(c, "http://a.test/account/profile", "name", "Alice", "phone", "", "locale", "fr", "zone", "Indian/Reunion")
	if a.StatusCode != 303 {
		t.Fatal(a.StatusCode, a.body)
	}
	a = s.post(c, "http://a.test/account/profile", "name", "Alice", "locale", "fr", "zone", "Nowhere/At all")
	page := webtest.HTML(t, a.body)
	if a.StatusCode != 422 || page.In("#f-zone").Attr("value") != "Nowhere/At all" {
		t.Errorf("%d", a.StatusCode)
	}
	page.In("#f-zone-error").One()

	send := func(content []byte) answer {
		body, kind := form(t, "photo", content)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://a.test/account/photo", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		return s.do(c, r)
	}
	if a = send([]byte("no picture")); a.StatusCode != 422 {
		t.Errorf("no picture: %d", a.StatusCode)
	}
	webtest.HTML(t, a.body).In("#f-photo-error").One()
	if a = s.post(c, "http://a.test/account/photo", "photo", "x"); a.StatusCode != 400 {
		t.Errorf("no upload: %d", a.StatusCode)
	}
	if a = send(portrait(t)); a.StatusCode != 303 {
		t.Fatal(a.StatusCode, a.body)
	}
	page = webtest.HTML(t, s.get(c, "http://a.test/account/profile").body)
	src := page.In("#photo img.avatar").Attr("src")
	if a = s.get(c, "http://a.test"+src); a.StatusCode != 200 || a.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%q: %d", src, a.StatusCode)
	}
	if page.In("#f-zone").Attr("value") != "Indian/Reunion" {
		t.Error("the time zone is gone")
	}
	if a = s.post(c, "http://a.test/account/photo/remove"); a.StatusCode != 303 || s.get(c, "http://a.test"+src).StatusCode != 404 {
		t.Errorf("removed: %d", a.StatusCode)
	}
	if u, err := url.Parse(src); err != nil || u.IsAbs() {
		t.Errorf("%q leaves the host", src)
	}
}
