package app_test

import (
	"strings"
	"testing"
	"time"

	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// A business brings a certificate of its own: it is refused when it is none, shown with its end, never with its key, and
// taken away again.
func TestABusinessBringsItsCertificate(t *testing.T) {
	t.Parallel()
	a := program.Start(t).Agency("rivages")
	admin := a.As("admin")
	const path = "/api/signature/certificate"
	chain, key, err := builtinsign.Make("Rivages Location", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := builtinsign.Make("Another", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	old, oldKey, err := builtinsign.Make("Old", time.Now().AddDate(-5, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for what, content := range map[string][]byte{"nothing": nil, "no certificate": []byte("hello"), "no key": chain, "another's key": append(append([]byte{}, chain...), other...), "one that is over": append(old, oldKey...)} {
		if got := admin.Must(422, "PUT", path, m{"certificate": content}); got.At("errors.0.field") != "certificate" {
			t.Errorf("%s: %s", what, got.Raw)
		}
	}
	a.As("staff").Must(403, "PUT", path, m{"certificate": chain})
	kept := admin.Must(200, "PUT", path, m{"certificate": append(chain, key...)})
	if kept.At("brought") != true || !strings.Contains(kept.Text("subject"), "Rivages Location") || strings.Contains(string(kept.Raw), "PRIVATE") {
		t.Errorf("%s", kept.Raw)
	}
	desk := cookieOf(a, "admin")
	webtest.HTML(t, page(a, "GET", "/desk/settings/signature", nil, desk).Raw).In("main").Has("CN=Rivages Location")
	if got := admin.Must(200, "GET", path, nil); got.At("fingerprint") != kept.At("fingerprint") || got.At("over") != false {
		t.Errorf("%s", got.Raw)
	}
	admin.Must(200, "PUT", path, m{"certificate": append(chain, key...)}) // again, in its place
	for range 2 {
		admin.Must(204, "DELETE", path, nil)
	}
	if got := admin.Must(200, "GET", path, nil); got.At("brought") != false {
		t.Errorf("%s", got.Raw)
	}
}
