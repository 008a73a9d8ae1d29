package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

func TestRegisterRefusesMistakes(t *testing.T) {
	t.Parallel()
	api := rest.New(http.NewServeMux(), rest.Config{})
	handler := func(context.Context, *struct{}) (*struct{}, error) { return nil, nil }
	rest.Register(api.Huma, rest.Op("GET", "/api/once", access.Public, "x", "x"), handler)
	for name, op := range map[string]huma.Operation{
		"no permission": {Method: "GET", Path: "/api/x"},
		"outside":       rest.Op("GET", "/x", access.Public, "x", "x"),
		"name again":    {Method: "GET", Path: "/api/y", OperationID: "get-once", Metadata: map[string]any{rest.PermissionKey: "x"}},
		"path again":    {Method: "GET", Path: "/api/once", OperationID: "twice", Metadata: map[string]any{rest.PermissionKey: "x"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: registered", name)
				}
			}()
			rest.Register(api.Huma, op, handler)
		}()
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	yaml, err := s.api.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.api.YAML()
	if err != nil || !bytes.Equal(yaml, again) {
		t.Error("the document is not deterministic")
	}
	for _, want := range []string{"openapi: 3.1.0", "/api/things/orders/{id}:", "x-permission: things.read", "format: uuid", "format: date",
		"format: email", "Idempotency-Key", "application/problem+json", "name: cursor", "#/components/schemas/Money", "LineList"} {
		if !strings.Contains(string(yaml), want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	_, body := s.do(t, "GET", "/api/openapi.json", "")
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Paths["/api/things/orders"]["post"].Security) != 0 || len(doc.Paths["/api/things/orders/{id}"]["get"].Security) != 1 {
		t.Errorf("security: %+v", doc.Paths)
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(body, `"`+ref[1]+`": {`) {
			t.Errorf("%s is referred to and not there", ref[1])
		}
	}
	routes := rest.Routes(s.api)
	if len(routes) != 5 || routes[1].Method != "POST" || routes[1].Path != "/api/things/orders" || routes[1].Permission != access.Public ||
		routes[2].Permission != "things.read" {
		t.Errorf("%+v", routes)
	}
}

func TestReferencePage(t *testing.T) {
	t.Parallel()
	s := newServer(t, rest.Config{})
	res, page := s.do(t, "GET", "/api/docs", "")
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	for _, want := range []string{`id="post-things-orders"`, "things.read", `href="#type-Money"`, "Skip to the reference", "one of fast, slow"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, banned := range []string{"<script", "http://", "https://", "style=", "onclick"} {
		if strings.Contains(page, banned) {
			t.Errorf("the page has %q", banned)
		}
	}
	if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("CSP %q", csp)
	}
	res, css := s.do(t, "GET", "/api/docs/reference.css", "")
	if res.StatusCode != 200 || !strings.Contains(css, "color-scheme") {
		t.Error("no style sheet")
	}
	res, _ = s.do(t, "GET", "/api/docs", "", "If-None-Match", func() string { r, _ := s.do(t, "HEAD", "/api/docs", ""); return r.Header.Get("ETag") }())
	if res.StatusCode != 304 {
		t.Errorf("the page is sent again: %d", res.StatusCode)
	}
}
