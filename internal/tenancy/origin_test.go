package tenancy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/tenancy"
)

// Only an origin is taken, in the one form in which browsers send it; nothing that could mean more than one.
func TestOrigins(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://app.example": "https://app.example", " HTTPS://App.Example:443/ ": "https://app.example", "https://app.example:8443": "https://app.example:8443",
		"http://localhost:5173": "http://localhost:5173", "http://127.0.0.1:80": "http://127.0.0.1", "https://xn--caf-dma.example": "https://xn--caf-dma.example",
		"http://app.example": "", "*": "", "https://*": "", "https://*.example.com": "", "null": "", "": "", "https://": "", "app.example": "", "//app.example": "",
		"https://app.example/x": "", "https://app.example?": "", "https://app.example#x": "", "https://user@app.example": "", "https://app.example:": "", "https://app.example:0": "",
		"https://app.example:99999": "", "https://app.example:0443": "", "https://café.example": "", "https://app.example,https://b.example": "", "https://app.example https://b.example": "",
		"https://app.example\nhttps://b.example": "", "https://10.0.0.1": "", "https://[::1]": "", "ftp://app.example": "", "javascript:alert(1)": "", "https://-a.example": "",
		"https://" + strings.Repeat("a.", 130) + "example": "",
	} {
		if got, ok := tenancy.Origin(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
	x := tenancy.Restore(tenancy.State{})
	if err := x.Admit([]string{"https://b.example", "https://A.example/", "https://a.example:443"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	s := x.State()
	if !slices.Equal(s.Origins, []string{"https://a.example", "https://b.example"}) {
		t.Error(s.Origins)
	}
	for origin, want := range map[string]bool{"https://a.example": true, "https://a.example:443": false, "https://A.example": false, "https://a.example.evil.example": false, "null": false, "": false} {
		if s.Admits(origin) != want {
			t.Errorf("admits %q: %v", origin, !want)
		}
	}
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprintf("https://h%d.example", i)
	}
	if err := x.Admit(many, time.Now()); !slices.Equal(fields(err), []string{"origins too_many"}) {
		t.Error(err)
	}
	if err := x.Admit([]string{"*"}, time.Now()); !slices.Equal(fields(err), []string{"origins malformed_origin"}) || len(x.State().Origins) != 2 {
		t.Error(err)
	}
}
