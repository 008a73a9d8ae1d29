package security

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/test/program"
)

// Target is a running demonstration: one of a test's own, or one that somebody has started.
type Target struct {
	Base     string // http://127.0.0.1:8080
	Port     string
	Document *Document
	client   *http.Client
	calls    atomic.Uint32
}

// NewTarget talks to the program at an address, which must serve the demonstration's two businesses.
func NewTarget(t testing.TB, base string) *Target {
	t.Helper()
	at, err := url.Parse(base)
	if err != nil || at.Port() == "" {
		t.Fatalf("the target must be written as http://127.0.0.1:8080, not %q", base)
	}
	out := &Target{Base: strings.TrimSuffix(base, "/"), Port: at.Port(), client: &http.Client{Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	t.Cleanup(out.client.CloseIdleConnections)
	got := out.Visitor("rivages").Must(t, http.StatusOK, "GET", "/api/openapi.json", nil)
	if out.Document, err = ReadDocument(got.Raw); err != nil {
		t.Fatal(err)
	}
	return out
}

// Visitor calls one business, as nobody or as who signed in.
type Visitor struct {
	*Target
	Slug, Token, Cookie, Account string
}

// Visitor is somebody whom nobody knows.
func (t *Target) Visitor(slug string) *Visitor { return &Visitor{Target: t, Slug: slug} }

// Call sends a request; body as in program.Send, headers in pairs. A new address each time (the demonstration believes
// its own machine about addresses) keeps the limits, which have tests of their own, from hiding what lies behind them;
// limits of a signed-in person are waited for.
func (v *Visitor) Call(tb testing.TB, method, path string, body any, headers ...string) program.Answer {
	tb.Helper()
	n := v.calls.Add(1)
	own := []string{"X-Forwarded-For", fmt.Sprintf("100.%d.%d.%d", 64+n>>16&63, n>>8&255, n&255)}
	if v.Token != "" {
		own = append(own, "Authorization", "Bearer "+v.Token)
	}
	if v.Cookie != "" {
		own = append(own, "Cookie", v.Cookie, "Sec-Fetch-Site", "same-origin")
	}
	for {
		got, err := program.Send(v.client, v.Base, v.Slug, method, path, body, append(own, headers...)...)
		if err != nil {
			tb.Fatalf("%s %s: %v", method, path, err)
		}
		wait, err := time.ParseDuration(got.Header.Get("Retry-After") + "s")
		if got.Status != http.StatusTooManyRequests || err != nil || wait > 70*time.Second || v.Token == "" {
			return got
		}
		select { // a demonstration of somebody's own that keeps its limits: started with COMPTOIR_LIMIT_…=off it is quick
		case <-time.After(wait):
		case <-tb.Context().Done():
			return got
		}
	}
}

// Must is Call with the status that is expected.
func (v *Visitor) Must(tb testing.TB, status int, method, path string, body any, headers ...string) program.Answer {
	tb.Helper()
	got := v.Call(tb, method, path, body, headers...)
	if got.Status != status {
		tb.Fatalf("%s %s: %d instead of %d: %.600s", method, path, got.Status, status, got.Raw)
	}
	return got
}

// As signs in by the API with the demonstration's password.
func (v *Visitor) As(tb testing.TB, account string) *Visitor {
	tb.Helper()
	if !strings.Contains(account, "@") {
		account += "@" + v.Slug + ".example"
	}
	got := v.Must(tb, 200, "POST", "/api/auth/login", program.M{"email": account, "password": program.Password})
	token, _ := got.At("accessToken").(string)
	return &Visitor{Target: v.Target, Slug: v.Slug, Token: token, Account: account}
}

// OnPages signs in as a person does, by the form.
func (v *Visitor) OnPages(tb testing.TB, account string) *Visitor {
	tb.Helper()
	if !strings.Contains(account, "@") {
		account += "@" + v.Slug + ".example"
	}
	form := url.Values{"email": {account}, "password": {program.Password}}
	got := v.Must(tb, 303, "POST", "/login", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
	out := &Visitor{Target: v.Target, Slug: v.Slug, Account: account}
	for _, c := range (&http.Response{Header: got.Header}).Cookies() {
		out.Cookie = strings.TrimPrefix(out.Cookie+"; "+c.Name+"="+c.Value, "; ")
	}
	return out
}

// Form sends a form as a page of the same site does.
func (v *Visitor) Form(tb testing.TB, path string, form url.Values, headers ...string) program.Answer {
	tb.Helper()
	return v.Call(tb, "POST", path, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, headers...)...)
}

// Upload sends a file in a field of a form, with further fields in pairs.
func (v *Visitor) Upload(tb testing.TB, method, path, field, name, kind string, content []byte, fields ...string) program.Answer {
	tb.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, strings.ReplaceAll(name, `"`, `\"`))}, "Content-Type": {kind}})
	if err != nil {
		tb.Fatal(err)
	}
	_, _ = part.Write(content)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1])
	}
	if err := form.Close(); err != nil {
		tb.Fatal(err)
	}
	return v.Call(tb, method, path, body.String(), "Content-Type", form.FormDataContentType())
}

// Eventually asks again until ok holds; what the jobs do comes a little later.
func (t *Target) Eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	limit := time.After(40 * time.Second)
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-limit:
			tb.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

// picture is a small honest photo.
func picture(width, height int) []byte {
	var out bytes.Buffer
	sea := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(sea, sea.Bounds(), image.NewUniform(color.RGBA{40, 90, 160, 255}), image.Point{}, draw.Src)
	_ = png.Encode(&out, sea)
	return out.Bytes()
}
