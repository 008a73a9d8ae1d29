package web_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

func packed(body []byte) int {
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	_, _ = z.Write(body)
	_ = z.Close()
	return buf.Len()
}

// wire returns how many bytes an answer takes with gzip.
func wire(t testing.TB, h http.Handler, path string) (int, string) {
	t.Helper()
	w := get(h, path, "Accept-Encoding", "gzip")
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	plain := get(h, path).Body.String()
	return w.Body.Len(), plain
}

var (
	inStyle  = regexp.MustCompile(`url\("?\.?/?([\w./-]+-[A-Z2-7]{8}\.woff2)"?\)`)
	imported = regexp.MustCompile(`"\./([a-z]+-[A-Z2-7]{8}\.js)"`)
)

// TestAPublicPageIsLight adds up what a first visit to the property page loads: the page, its styles and scripts, the
// islands on it, and the fonts of its language; no photo.
func TestAPublicPageIsLight(t *testing.T) {
	t.Parallel()
	h := site(t, web.Config{}, nil)
	for _, path := range []string{"/design?frame=property", "/design?frame=search", "/design?frame=login"} {
		_, page := wire(t, h, path)
		page = regexp.MustCompile(`data:image/svg[^"]*`).ReplaceAllString(page, "") // the sample's drawn photos
		doc := webtest.HTML(t, page)
		total, scripts := packed([]byte(page)), 0
		for _, href := range doc.In(`link[rel="stylesheet"]`).Attrs("href") {
			n, text := wire(t, h, href)
			total += n
			for _, m := range inStyle.FindAllStringSubmatch(text, -1) {
				if !strings.Contains(m[1], "arabic") {
					n, _ := wire(t, h, "/assets/"+m[1])
					total += n
				}
			}
		}
		islands := doc.In("[data-island]").Attrs("data-island")
		for _, src := range doc.In("script[src]").Attrs("src") {
			n, text := wire(t, h, src)
			scripts += n
			for _, m := range imported.FindAllStringSubmatch(text, -1) {
				if slices.Contains(islands, strings.Split(m[1], "-")[0]) {
					n, _ := wire(t, h, "/assets/"+m[1])
					scripts += n
				}
			}
		}
		total += scripts
		t.Logf("%s: %d bytes, of which scripts %d", path, total, scripts)
		if total > 100_000 || scripts > 30_000 {
			t.Errorf("%s weighs %d bytes (100000 allowed), scripts %d (30000 allowed)", path, total, scripts)
		}
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	t.Parallel()
	kit, err := web.New(web.Config{})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	kit.Mount(mux)
	for _, name := range []string{"app.css", "desk.css", "app.js", "htmx.js", "leaflet.js", "leaflet.css", "inter-latin.woff2", "icon.svg", "icon-180.png", "icon-192.png"} {
		url := kit.Asset(name)
		if !regexp.MustCompile(`^/assets/[\w-]+-[A-Z2-7]{8}\.\w+$`).MatchString(url) {
			t.Errorf("%s has no hash: %s", name, url)
		}
		w := get(mux, url, "Accept-Encoding", "br;q=1.0, gzip;q=0.8")
		if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %s", name, w.Code, w.Header().Get("Cache-Control"))
		}
		text := strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".svg")
		if (w.Header().Get("Content-Encoding") == "gzip") != text {
			t.Errorf("%s: encoded as %q", name, w.Header().Get("Content-Encoding"))
		}
		if get(mux, url, "Accept-Encoding", "gzip;q=0").Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: packed for a reader who refuses it", name)
		}
	}
	for _, path := range []string{"/assets/none.css", "/assets/../kit.go", "/assets/", "/assets/dist"} {
		if w := get(mux, path); w.Code == 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestTheKitStartsAtOnce(t *testing.T) {
	t.Parallel()
	best := time.Hour
	for range 5 {
		start := time.Now()
		if _, err := web.New(web.Config{}); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	t.Logf("started in %s", best)
	if best > 150*time.Millisecond {
		t.Errorf("New took %s", best)
	}
}

// TestEveryTextAndIconExists looks for the keys and names that the sources of this package use.
func TestEveryTextAndIconExists(t *testing.T) {
	t.Parallel()
	ctx := in(t, "fr")
	key := regexp.MustCompile(`\b[TN]\((?:ctx|r\.Context\(\)), "([a-zA-Z0-9_.]+)"[,)]`)
	icon := regexp.MustCompile(`(?:Icon: |Icon\()"([a-z0-9-]+)"`)
	files, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob("*.go")
	used := 0
	for _, f := range append(files, more...) {
		if strings.HasSuffix(f, "_templ.go") || strings.HasSuffix(f, "_test.go") || f == "doc.go" {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(raw), -1) {
			used++
			if !web.Has(ctx, m[1]) {
				t.Errorf("%s uses the text %s, which is missing", f, m[1])
			}
		}
		for _, m := range icon.FindAllStringSubmatch(string(raw), -1) {
			if html, err := web.HTML(ctx, web.Icon(m[1])); err != nil || !strings.Contains(html, "<svg") {
				t.Errorf("%s uses the icon %s, which is missing", f, m[1])
			}
		}
	}
	if used < 60 {
		t.Errorf("only %d uses of texts were found", used)
	}
}

func TestPagesAreCompressed(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(site(t, web.Config{}, nil))
	defer srv.Close()
	res, err := http.Get(srv.URL + "/design") // the transport asks for gzip and unpacks it
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if !res.Uncompressed || res.Header.Get("Content-Language") != "fr" {
		t.Errorf("unpacked %v, language %q", res.Uncompressed, res.Header.Get("Content-Language"))
	}
	webtest.HTML(t, res.Body).In("h1").One()
}
