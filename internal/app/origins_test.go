package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// admitted reports whether a page of an origin may call a business's API and read the answer, as a browser finds out: by
// a question before, and by the answer itself.
func admitted(t *testing.T, visitor, signedIn *program.Agency, origin string) bool {
	t.Helper()
	before := visitor.Call("OPTIONS", "/api/stays/quotes", nil, "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
	call := signedIn.Call("POST", "/api/stays/quotes", program.M{}, "Origin", origin)
	read := visitor.Call("GET", "/api/stays/properties", nil, "Origin", origin)
	lost := visitor.Call("GET", "/api/nowhere", nil, "Origin", origin)
	yes := before.Header.Get("Access-Control-Allow-Origin") == origin
	for name, got := range map[string]program.Answer{"the question": before, "the call": call, "a reading": read, "a refusal": lost} {
		h := got.Header
		if h.Get("Access-Control-Allow-Credentials") != "" || !slices.Contains(h.Values("Vary"), "Origin") || len(h.Values("Access-Control-Allow-Origin")) > 1 || h.Get("Access-Control-Allow-Origin") == "*" {
			t.Errorf("%s from %s at %s: %v", name, origin, visitor.Slug, h)
		}
		if name != "the call" && (h.Get("Access-Control-Allow-Origin") == origin) != yes {
			t.Errorf("%s from %s at %s says otherwise than the question: %v", name, origin, visitor.Slug, h)
		}
	}
	if (call.Status != http.StatusForbidden) != yes {
		t.Errorf("a call from %s at %s: %d %s", origin, visitor.Slug, call.Status, call.Raw)
	}
	return yes
}

// Each business says for itself whose pages may call its API; the installation's own list holds at all of them. Nothing
// that only looks like one of them passes, and a cookie opens nothing.
func TestEachBusinessAdmitsItsOwnOrigins(t *testing.T) {
	t.Parallel()
	const all, ours, theirs = "https://app.example", "https://rivages.example", "https://littoral.example:8443"
	p := program.Start(t, "COMPTOIR_ALLOWED_ORIGINS="+all)
	a, b := p.Agency("rivages"), p.Agency("littoral")
	adminA, adminB := a.As("admin"), b.As("admin")
	allow := func(as *program.Agency, status int, origins ...string) program.Answer {
		return as.Must(status, "PUT", "/api/business/origins", program.M{"origins": append([]string{}, origins...)})
	}
	if admitted(t, a, adminA, ours) || !admitted(t, a, adminA, all) {
		t.Error("before anything is said")
	}
	allow(adminA, 200, "HTTPS://Rivages.example/")
	allow(adminB, 200, theirs)
	for origin, want := range map[string][2]bool{
		ours: {true, false}, theirs: {false, true}, all: {true, true}, "null": {}, "https://rivages.example.evil.example": {}, "https://evil-rivages.example": {}, "http://rivages.example": {},
		"https://rivages.example:443": {}, "https://RIVAGES.example": {}, "https://littoral.example": {}, "https://x.rivages.example": {}, ours + " " + all: {}, "*": {},
	} {
		if got := [2]bool{admitted(t, a, adminA, origin), admitted(t, b, adminB, origin)}; got != want {
			t.Errorf("%s is admitted at %v, want %v", origin, got, want)
		}
	}
	for name, got := range map[string]program.Answer{
		"without a token": a.Call("POST", "/api/stays/quotes", program.M{}, "Origin", ours),
		"with a cookie":   adminA.Call("POST", "/api/stays/quotes", program.M{}, "Origin", ours, "Cookie", "session=x"),
		"a page":          adminA.Call("POST", "/preferences", "theme=dark", "Origin", ours),
		"two origins":     adminA.Call("POST", "/api/stays/quotes", program.M{}, "Origin", ours+", https://evil.example"),
	} {
		if got.Status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, got.Status, got.Raw)
		}
	}
	allow(a.As("staff"), 403, "https://evil.example")
	if got := allow(adminA, 422, "*", "https://x.example/path"); !strings.Contains(string(got.Raw), "malformed_origin") {
		t.Errorf("refused without a reason: %s", got.Raw)
	}
	if got := adminA.Must(200, "GET", "/api/audit/entries?action=tenancy.allow_origins", nil); got.Len("items") != 1 {
		t.Errorf("the trail tells of %d changes: %s", got.Len("items"), got.Raw)
	}
	allow(adminA, 200)
	if admitted(t, a, adminA, ours) {
		t.Error("an empty list leaves the door open")
	}
}

// The list is kept on a page of the desk, where a mistake comes back with what was typed.
func TestOriginsInTheDesk(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	cookie := cookieOf(a, "admin")
	page := func() webtest.Nodes {
		return webtest.HTML(t, string(a.Must(200, "GET", "/desk/business/domains", nil, "Cookie", cookie).Raw)).In("form[action='/desk/business/origins']")
	}
	version := page().In("input[name=version]").Attr("value")
	post := func(status int, origins string) program.Answer {
		return a.Must(status, "POST", "/desk/business/origins", url.Values{"version": {version}, "origins": {origins}}.Encode(), "Content-Type", form, "Cookie", cookie)
	}
	post(303, "https://app.example\r\nhttp://localhost:5173\r\n")
	if got := page().In("textarea").Text(); got != "http://localhost:5173 https://app.example" {
		t.Errorf("the page has %q", got)
	}
	post(422, "https://old.example") // of a page that was open when somebody else changed it
	version = page().In("input[name=version]").Attr("value")
	refused := post(422, "https://app.example/x")
	webtest.HTML(t, string(refused.Raw)).In("form[action='/desk/business/origins']").Has("https://app.example/x", "sans chemin")
	// The form was sent to an address without a page of its own: the language menu leads to one that there is.
	if to := webtest.HTML(t, string(refused.Raw)).In("a[hreflang=en]").Attr("href"); to != "/desk/business?lang=en" {
		t.Errorf("the language menu leads to %s", to)
	}
	a.Must(200, "GET", "/desk/business?lang=en", nil, "Cookie", cookie)
	if got := page().In("textarea").Text(); strings.Contains(got, "old") || strings.Contains(got, "/x") {
		t.Errorf("the page has %q", got)
	}
}
