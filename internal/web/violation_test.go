package web_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comptoir/internal/web"
)

// told reads one telling as it comes to rivages.localhost, where every path is "/…" but the private link's.
func told(contentType, body string) ([]web.Violation, error) {
	r := httptest.NewRequest("POST", "http://rivages.localhost/csp-report", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return web.ReadViolations(httptest.NewRecorder(), r, func(path string) string {
		if strings.HasPrefix(path, "/manage/") {
			return "/manage/{token}"
		}
		return "/…"
	})
}

// Both forms are read, and nothing of a person is left of an address: no token, no query, no name before the host.
func TestReportsLoseWhatIsPrivate(t *testing.T) {
	t.Parallel()
	const page = "http://rivages.localhost/manage/SECRET?mail=SECRET@x.example#SECRET"
	for name, c := range map[string]struct {
		directive, blocked, source string
		want                       web.Violation
	}{
		"inline":           {"script-src-elem", "inline", page, web.Violation{Directive: "script-src-elem", Blocked: "inline", Kind: "inline", Source: "/manage/{token}"}},
		"eval":             {"script-src", "eval", "", web.Violation{Directive: "script-src", Blocked: "eval", Kind: "eval"}},
		"foreign":          {"img-src", "https://SECRET:SECRET@Evil.example:8443/SECRET?SECRET", "", web.Violation{Directive: "img-src", Blocked: "https://evil.example:8443", Kind: "foreign"}},
		"own":              {"form-action", page, "", web.Violation{Directive: "form-action", Blocked: "/manage/{token}", Kind: "own"}},
		"extension":        {"script-src", "chrome-extension://SECRET/x.js", "", web.Violation{Directive: "script-src", Blocked: "extension", Kind: "extension"}},
		"by an extension":  {"script-src", "inline", "moz-extension://SECRET/x.js", web.Violation{Directive: "script-src", Blocked: "inline", Kind: "extension", Source: "extension"}},
		"data":             {"img-src", "data", "", web.Violation{Directive: "img-src", Blocked: "data", Kind: "other"}},
		"a whole data URL": {"img-src", "data:text/plain,SECRET", "", web.Violation{Directive: "img-src", Blocked: "other", Kind: "other"}},
		"no host":          {"img-src", "https://SECRET SECRET/x", "", web.Violation{Directive: "img-src", Blocked: "other", Kind: "other"}},
		"odd host":         {"img-src", "https://SECRET%00%3Cb%3E/x", "", web.Violation{Directive: "img-src", Blocked: "other", Kind: "other"}},
		"invented":         {"SECRET-src", "javascript:SECRET", "", web.Violation{Directive: "other", Blocked: "other", Kind: "other"}},
	} {
		c.want.Page, c.want.Line = "/manage/{token}", 7
		old := fmt.Sprintf(`{"csp-report":{"document-uri":%q,"referrer":%q,"violated-directive":%q,"effective-directive":%q,"original-policy":"SECRET","blocked-uri":%q,"source-file":%q,"line-number":7,"script-sample":"SECRET"}}`,
			page, page, c.directive+" 'self' SECRET", c.directive, c.blocked, c.source)
		batch := fmt.Sprintf(`[{"type":"deprecation","url":"SECRET","body":{"id":"SECRET"}},{"type":"csp-violation","age":3,"url":%q,"user_agent":"SECRET","body":{"documentURL":%q,"referrer":%q,"effectiveDirective":%q,"originalPolicy":"SECRET","blockedURL":%q,"sourceFile":%q,"sample":"SECRET","lineNumber":7}}]`,
			page, page, page, c.directive, c.blocked, c.source)
		for kind, body := range map[string]string{"application/csp-report": old, "application/reports+json; charset=utf-8": batch} {
			got, err := told(kind, body)
			if err != nil || len(got) != 1 || cmp.Diff(c.want, got[0]) != "" {
				t.Errorf("%s, %s: %v %s", name, kind, err, cmp.Diff([]web.Violation{c.want}, got))
			}
			if strings.Contains(fmt.Sprint(got), "SECRET") {
				t.Errorf("%s, %s tells: %+v", name, kind, got)
			}
		}
	}
}

// What is no report is refused, and a batch has an end.
func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	one := `{"type":"csp-violation","body":{"documentURL":"http://rivages.localhost/","blockedURL":"inline","effectiveDirective":"script-src"}}`
	if got, err := told("application/reports+json", "["+strings.Repeat(one+",", 99)+one+"]"); err != nil || len(got) != 20 {
		t.Errorf("of a hundred, %d are read: %v", len(got), err)
	}
	for name, c := range map[string]struct {
		kind, body string
		want       error
	}{
		"a form":         {"application/x-www-form-urlencoded", one, web.ErrReportType},
		"plain text":     {"text/plain", one, web.ErrReportType},
		"no type":        {"", one, web.ErrReportType},
		"half of it":     {"application/reports+json", "[" + one, web.ErrReport},
		"another object": {"application/csp-report", `{"x":1}`, web.ErrReport},
		"a wrong value":  {"application/csp-report", `{"csp-report":{"document-uri":1}}`, web.ErrReport},
		"too large":      {"application/csp-report", `{"csp-report":{"document-uri":"` + strings.Repeat("x", 64<<10) + `"}}`, web.ErrReportLarge},
	} {
		if got, err := told(c.kind, c.body); !errors.Is(err, c.want) || len(got) != 0 {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}
