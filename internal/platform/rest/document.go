package rest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
)

// document is the OpenAPI document in the forms that are served; it is made once, at the first request for it.
type document struct {
	json, yaml, html []byte
	jsonTag, htmlTag string
}

// YAML returns the OpenAPI document of the operations registered so far: the golden api/openapi.yaml.
func (a *API) YAML() ([]byte, error) { return a.Huma.OpenAPI().YAML() }

// JSON returns the same document as JSON.
func (a *API) JSON() ([]byte, error) { return json.MarshalIndent(a.Huma.OpenAPI(), "", "  ") }

func (a *API) document() document {
	var d document
	var err error
	if d.json, err = a.JSON(); err != nil {
		panic("rest: the OpenAPI document cannot be written: " + err.Error()) // a mistake of the program
	}
	if d.yaml, err = a.YAML(); err != nil {
		panic("rest: the OpenAPI document cannot be written: " + err.Error())
	}
	d.html = renderReference(a.Huma.OpenAPI(), Routes(a))
	d.jsonTag, d.htmlTag = tagOf(d.json), tagOf(d.html)
	return d
}

func tagOf(b []byte) string {
	sum := sha256.Sum256(b)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

func (a *API) serveJSON(w http.ResponseWriter, r *http.Request) {
	d := a.spec()
	serve(w, r, "application/json", d.jsonTag, d.json)
}

func (a *API) serveYAML(w http.ResponseWriter, r *http.Request) {
	d := a.spec()
	serve(w, r, "application/yaml", tagOf(d.yaml), d.yaml)
}

func (a *API) serveDocs(w http.ResponseWriter, r *http.Request) {
	d := a.spec()
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	serve(w, r, "text/html; charset=utf-8", d.htmlTag, d.html)
}

func (a *API) serveDocsStyle(w http.ResponseWriter, r *http.Request) {
	serve(w, r, "text/css; charset=utf-8", tagOf(referenceStyle), referenceStyle)
}

func serve(w http.ResponseWriter, r *http.Request, contentType, tag string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	out := conditional(w, r)
	out.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = out.Write(body) // the client may be gone
	}
}

//go:embed reference.css
var referenceStyle []byte
