package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./assetgen

// The bundles are made by assetgen and committed; each file's name holds the hash of its content, so it may be kept for
// ever. TestBundlesAreCurrent compares them with their sources.
//
//go:embed assets/dist
var dist embed.FS

type assets struct {
	names map[string]string // "app.css" → "app-3F2A1C9B.css"
	files map[string]*asset // by hashed name
}

type asset struct {
	raw  []byte
	mime string
	once sync.Once
	gz   []byte // nil when gzip gains nothing
}

func loadAssets() (*assets, error) {
	raw, err := dist.ReadFile("assets/dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	a := &assets{names: map[string]string{}, files: map[string]*asset{}}
	if err := json.Unmarshal(raw, &a.names); err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	entries, err := dist.ReadDir("assets/dist")
	if err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	for _, e := range entries {
		body, err := dist.ReadFile("assets/dist/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("web: assets: %w", err)
		}
		a.files[e.Name()] = &asset{raw: body, mime: mimeOf(e.Name())}
	}
	return a, nil
}

func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func (a *assets) url(name string) string {
	hashed, ok := a.names[name]
	if !ok {
		return "/assets/" + name // answers 404; TestEveryAssetExists names it
	}
	return "/assets/" + hashed
}

// ServeHTTP serves /assets/<hashed name>, compressed where that helps, to be kept for ever.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[strings.TrimPrefix(r.URL.Path, "/assets/")]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "no such asset", http.StatusNotFound)
		return
	}
	f.serve(w, r, "public, max-age=31536000, immutable")
}

func (f *asset) serve(w http.ResponseWriter, r *http.Request, cache string) {
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", cache)
	h.Set("Vary", "Accept-Encoding")
	body := f.raw
	if gz := f.compressed(); gz != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = gz
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// compressed packs an asset the first time that it is asked for: nothing at start, and once.
func (f *asset) compressed() []byte {
	f.once.Do(func() {
		if strings.HasPrefix(f.mime, "text/") || strings.Contains(f.mime, "json") || strings.Contains(f.mime, "svg") {
			f.gz = gzipped(f.raw, gzip.BestCompression)
		}
	})
	return f.gz
}

var gzipPools [10]sync.Pool

func gzipped(body []byte, level int) []byte {
	var buf bytes.Buffer
	z, ok := gzipPools[level].Get().(*gzip.Writer)
	if ok {
		z.Reset(&buf)
	} else {
		z, _ = gzip.NewWriterLevel(&buf, level) // levels are ours: 1 to 9
	}
	_, _ = z.Write(body)
	_ = z.Close()
	z.Reset(io.Discard)
	gzipPools[level].Put(z)
	return buf.Bytes()
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q = strings.ReplaceAll(q, " ", "")
			return !strings.HasPrefix(q, "q=0") || strings.Trim(q, "q=0.") != ""
		}
	}
	return false
}
