package web_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

type failing struct{}

func (failing) Render(_ context.Context, w io.Writer) error {
	_, _ = io.WriteString(w, "<html>half")
	return http.ErrAbortHandler
}

func posted(kind, body string) *http.Request {
	r := httptest.NewRequest("POST", "/x", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return r
}

func TestFormsAreReadWithLimits(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		r    *http.Request
		want fault.Kind
	}{
		"broken UTF-8":       {posted(form, "name=%ff%fe"), fault.Malformed},
		"broken UTF-8 name":  {posted(form, "%ff=1"), fault.Malformed},
		"NUL":                {posted(form, "name=a%00b"), fault.Malformed},
		"broken escape":      {posted(form, "name=%zz"), fault.Malformed},
		"huge":               {posted(form, "name="+strings.Repeat("a", 300<<10)), fault.TooLarge},
		"many fields":        {posted(form, manyFields(1200)), fault.TooLarge},
		"JSON":               {posted("application/json", "{}"), fault.Malformed},
		"no boundary":        {posted("multipart/form-data", "x"), fault.Malformed},
		"a type that is not": {posted("///", "a=1"), fault.Malformed},
		"broken query":       {httptest.NewRequest("GET", "/x?q=%ff", nil), fault.Malformed},
	} {
		_, err := web.ReadForm(httptest.NewRecorder(), c.r)
		if err == nil || fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + web.Number(context.Background(), i) + "=1&")
	}
	return b.String()
}

func TestAMultipartFormIsReadLikeAnother(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("name", " Maud "); err != nil {
		t.Fatal(err)
	}
	m.Close()
	f, err := web.ReadForm(httptest.NewRecorder(), posted(m.FormDataContentType(), body.String()))
	if err != nil || f.Get("name") != "Maud" {
		t.Errorf("%v %v", f, err)
	}
}

func TestFieldsAreUnderstoodAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	f := web.FormOf("a", "1 234,50 €", "b", "1234.5", "c", "12,345", "d", "-3", "n", "4", "n2", "four", "day", "2027-04-12", "day2", "2027-02-30",
		"at", "15:30", "p", "4,4 %", "on", "on", "off", "0")
	if a := f.Amount(ctx, "a", money.EUR); a != money.New(123450, money.EUR) {
		t.Errorf("a: %s", a)
	}
	if a := f.Amount(ctx, "b", money.EUR); a != money.New(123450, money.EUR) {
		t.Errorf("b: %s", a)
	}
	if d := f.Date(ctx, "day"); d != period.On(2027, 4, 12) {
		t.Errorf("day: %s", d)
	}
	if c := f.Clock(ctx, "at"); c != period.At(15, 30) {
		t.Errorf("at: %s", c)
	}
	if p := f.Percent(ctx, "p"); p.String() != "4.4" {
		t.Errorf("p: %s", p)
	}
	if f.Int(ctx, "n") != 4 || !f.Checked("on") || f.Checked("off") || f.Checked("none") || !f.OK() {
		t.Errorf("plain fields: %v", f)
	}
	f.Amount(ctx, "c", money.EUR)
	f.Int(ctx, "n2")
	f.Date(ctx, "day2")
	f.Need(ctx, "none")
	for _, name := range []string{"c", "n2", "day2", "none"} {
		if f.Error(name) == "" {
			t.Errorf("%s: nothing is wrong", name)
		}
	}
	if f.Status() != 422 {
		t.Errorf("status %d", f.Status())
	}
}

func TestARefusedFormComesBackWhole(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	f := web.FormOf("email", "maud@", "note", "<b>", "password", "secret", "adults", "2")
	err := fault.ErrInvalid.On("guest.email", "malformed_email", "english").On("note", "test_unknown", "fallback words")
	if !f.Refused(ctx, err, map[string]string{"guest.email": "email"}) {
		t.Fatal("an invalid form is the user's to mend")
	}
	html, rerr := web.HTML(ctx, web.Field(web.FieldProps{Form: f, Name: "email", Label: "E-mail", Hint: "h"}))
	if rerr != nil {
		t.Fatal(rerr)
	}
	doc := webtest.HTML(t, html)
	doc.In(`input[value="maud@"][aria-invalid="true"][aria-describedby="f-email-error f-email-hint"]`).One()
	doc.In("#f-email-error").Has("adresse e-mail complète")
	if f.Error("note") != "fallback words" || f.Summary == "" {
		t.Errorf("note %q, summary %q", f.Error("note"), f.Summary)
	}
	html, _ = web.HTML(ctx, web.Field(web.FieldProps{Form: f, Name: "password", Label: "p", Type: "password"}))
	if strings.Contains(html, "secret") {
		t.Error("a password came back")
	}
	for _, kind := range []fault.Kind{fault.Internal, fault.Unavailable, fault.Forbidden, fault.NotFound, fault.Unauthenticated} {
		if f.Refused(ctx, fault.Define(kind, "x", "y"), nil) {
			t.Errorf("%s is not the user's to mend in the form", kind)
		}
	}
}

func TestNoInputBreaksAForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := posted("application/x-www-form-urlencoded", string(rapid.SliceOf(rapid.Byte()).Draw(rt, "body")))
		f, err := web.ReadForm(httptest.NewRecorder(), r)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Malformed && k != fault.TooLarge {
				rt.Fatalf("%v", err)
			}
			return
		}
		for name := range f.Values {
			f.Int(t.Context(), name)
			f.Date(t.Context(), name)
			f.Clock(t.Context(), name)
			f.Amount(t.Context(), name, money.EUR)
			f.Percent(t.Context(), name)
			if html, err := web.HTML(t.Context(), web.TextArea(web.FieldProps{Form: f, Name: name, Label: name})); err != nil || strings.Count(html, "<textarea") != 1 {
				rt.Fatalf("%q: %v %s", name, err, html)
			}
		}
	})
}

func TestFilesAreReadWithLimits(t *testing.T) {
	t.Parallel()
	send := func(name, content string, limit int64) (*web.Form, []web.File, error) {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		_ = m.WriteField("title", "Jardin")
		part, _ := m.CreateFormFile("photos", name)
		_, _ = io.WriteString(part, content)
		_ = m.Close()
		return web.ReadUpload(httptest.NewRecorder(), posted(m.FormDataContentType(), body.String()), "photos", limit)
	}
	f, files, err := send("é.jpg", "pixels", 1<<20)
	if err != nil || f.Get("title") != "Jardin" || len(files) != 1 || files[0].Name != "é.jpg" || files[0].Size != 6 {
		t.Fatalf("%v %v %v", f, files, err)
	}
	r, err := files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "pixels" {
		t.Errorf("%q %v", got, err)
	}
	if _, files, err := send("", "", 1<<20); err != nil || len(files) != 0 {
		t.Errorf("no choice: %v %v", files, err)
	}
	if _, _, err := send("big.jpg", strings.Repeat("x", 4000), 1000); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("too large: %v", err)
	}
	if _, files, _ := send("../../etc/passwd", "x", 1<<20); len(files) != 1 || strings.ContainsAny(files[0].Name, `/\`) {
		t.Errorf("a path as a name: %v", files)
	}
	if _, _, err := send("a\xff.jpg", "x", 1<<20); fault.KindOf(err) != fault.Malformed {
		t.Errorf("a broken name: %v", err)
	}
	if _, _, err := web.ReadUpload(httptest.NewRecorder(), posted("text/plain", "x"), "photos", 10); fault.KindOf(err) != fault.Malformed {
		t.Errorf("no form: %v", err)
	}
}
