package rest_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/rest"
)

// form makes a multipart body with a photo of n bytes.
func form(t *testing.T, n int, title string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("photo", "a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("x"), n)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.WriteField("title", title), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func TestUploads(t *testing.T) {
	// Not parallel: it counts the temporary files of the process.
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	s := newServer(t, rest.Config{Idempotency: rest.NewIdempotency(pgtest.DB(t, rest.Line()), nil, secret)})
	tests := []struct {
		name   string
		bytes  int
		title  string
		status int
		code   string
	}{
		{"small", 100, "Sea", 200, ""}, {"large", 3 << 20, "Sea", 200, ""}, {"too large", 5 << 20, "Sea", 413, "body_too_large"}, {"bad field", 100, "S", 422, "invalid"},
	}
	for _, tt := range tests {
		body, ct := form(t, tt.bytes, tt.title)
		res, answer := s.do(t, "POST", "/api/things/photos", body, "Content-Type", ct)
		if res.StatusCode != tt.status || tt.code == "" && !strings.Contains(answer, fmt.Sprintf(`"bytes":%d`, tt.bytes)) {
			t.Errorf("%s: %d %s", tt.name, res.StatusCode, answer)
		}
		if tt.code != "" && problemOf(t, res, answer).Code != tt.code {
			t.Errorf("%s: %s", tt.name, answer)
		}
	}
	for name, body := range map[string]string{"no form": "x", "broken": "--b\r\nContent-Disposition: form-data", "empty": "--b--\r\n"} {
		res, answer := s.do(t, "POST", "/api/things/photos", body, "Content-Type", "multipart/form-data; boundary=b")
		if res.StatusCode < 400 || res.StatusCode > 422 {
			t.Errorf("%s: %d %s", name, res.StatusCode, answer)
		}
	}
	// The length of a streamed form is not known beforehand.
	body, ct := form(t, 5<<20, "Sea")
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/things/photos", io.MultiReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", ct)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 413 {
		t.Errorf("streamed: %d", res.StatusCode)
	}
	// A key belongs to the bytes of the file too.
	body, ct = form(t, 2<<20, "Sea")
	for i, want := range []string{"", "true"} {
		res, answer := s.do(t, "POST", "/api/things/photos", body, "Content-Type", ct, "Idempotency-Key", "photo-1")
		if res.StatusCode != 200 || res.Header.Get("Idempotency-Replayed") != want {
			t.Errorf("upload %d with a key: %d %s", i, res.StatusCode, answer)
		}
	}
	if res, answer := s.do(t, "POST", "/api/things/photos", strings.Replace(body, "xxx", "xyx", 1), "Content-Type", ct, "Idempotency-Key", "photo-1"); res.StatusCode != 422 {
		t.Errorf("another photo with the same key: %d %s", res.StatusCode, answer)
	}
	if left, err := filepath.Glob(filepath.Join(tmp, "multipart-*")); err != nil || len(left) > 0 {
		t.Errorf("temporary files remain: %v %v", left, err)
	}
	if len(s.reports) > 0 {
		t.Errorf("%q", s.reports)
	}
}
