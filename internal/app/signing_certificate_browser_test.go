package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// sealedBy signs a contract on the phone and at the desk by the API, waits for its seal, and returns the file.
func sealedBy(t *testing.T, a, admin *program.Agency, home string, from int, guest string) string {
	t.Helper()
	id, link := toSign(a, admin, home, from, guest)
	token := strings.TrimPrefix(link, "/sign/")
	a.Must(204, "POST", "/api/signing/"+token+"/code", nil)
	code := mailed(a, guest+"@guest.example", "Votre code", `\b\d{6}\b`)
	session := a.Must(200, "POST", "/api/signing/"+token+"/identity", m{"code": code}).Text("session")
	a.Must(200, "POST", "/api/signing/"+token+"/signature", m{"session": session, "name": "Nora Petit", "consent": true})
	a.Eventually("the contract is sealed", func() bool {
		return admin.Must(200, "GET", "/api/contracts/"+id, nil).At("status") == "completed"
	})
	file := filepath.Join(t.TempDir(), guest+".pdf")
	if err := os.WriteFile(file, page(a, "GET", link+"/document", nil, "").Raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// pdfsig is what poppler says of the seal of a file.
func pdfsig(t *testing.T, file string) string {
	t.Helper()
	report, err := exec.CommandContext(t.Context(), "pdfsig", file).CombinedOutput()
	if err != nil && len(report) == 0 {
		t.Fatalf("pdfsig (of poppler-utils): %v", err)
	}
	return string(report)
}

// A business brings its certificate through the page, in French: each file that does not serve is refused in words under the
// field that is wrong. What is completed afterwards is sealed by it, what was completed before stays as it was; poppler tells.
func TestACertificateIsBroughtThroughThePage(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	admin.Must(200, "PUT", "/api/contracts/settings", m{"days": 14, "remindEvery": 3, "autoSend": false, "autoCountersign": true})
	home := admin.Property("ty-mor")
	before := sealedBy(t, a, admin, home, 30, "nora")
	if report := pdfsig(t, before); !strings.Contains(report, "Signature is Valid") || strings.Contains(report, "Notaire") {
		t.Fatalf("%s", report)
	}
	own, err := bundle(t, "Notaire de Quimper", time.Now(), "geheim")
	if err != nil {
		t.Fatal(err)
	}
	b := webtest.Browser(t)
	b.Size(390, 844)
	site := "http://rivages.localhost:" + p.Port
	b.Go(site + "/login?lang=fr")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Key("Enter")
	b.Until(`!location.pathname.startsWith("/login")`)
	refusedFiles(t, b, site, own)
	b.NoViolations()
	bring(b, t, "seal.p12", own, "geheim")
	b.Until(`document.querySelector("main").textContent.includes("CN=Notaire de Quimper")`)
	b.NoViolations()
	after := sealedBy(t, a, admin, home, 40, "omar")
	if report := pdfsig(t, after); !strings.Contains(report, "Signature is Valid") || !strings.Contains(report, "Signer Certificate Common Name: Notaire de Quimper") {
		t.Errorf("%s", report)
	}
	if report := pdfsig(t, before); strings.Contains(report, "Notaire") {
		t.Errorf("an earlier paper has another seal: %s", report)
	}
}

// refusedFiles brings what does not serve, own with a wrong password among it.
func refusedFiles(t *testing.T, b *webtest.Tab, site string, own []byte) {
	t.Helper()
	old, err := bundle(t, "Old", time.Now().AddDate(-5, 0, 0), "geheim")
	if err != nil {
		t.Fatal(err)
	}
	chain, _, err := builtinsign.Make("One", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := builtinsign.Make("Another", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	serves, err := forServers(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file, password, field, words string
		content                            []byte
	}{
		{"a wrong password", "seal.p12", "wrong", "password", "n’ouvre pas le fichier", own},
		{"one that is over", "old.p12", "geheim", "certificate", "plus valable", old},
		{"one for servers", "web.pem", "", "certificate", "ne permet pas de signer", serves},
		{"another's key", "mixed.pem", "", "certificate", "n’est pas celle du certificat", append(append([]byte{}, chain...), other...)},
		{"no certificate", "photo.p12", "", "certificate", "Ni un fichier PKCS", []byte("hello")},
	} {
		b.Go(site + "/desk/settings/signature")
		bring(b, t, c.file, c.content, c.password)
		b.Wait("#f-" + c.field + "-error")
		if got := b.Text("#f-" + c.field + "-error"); !strings.Contains(got, c.words) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// bundle is a PKCS #12 file with a certificate that may sign.
func bundle(t *testing.T, name string, at time.Time, password string) ([]byte, error) {
	t.Helper()
	chain, key, err := builtinsign.Make(name, at)
	if err != nil {
		return nil, err
	}
	id, err := builtinsign.ReadIdentity(append(chain, key...), "")
	if err != nil {
		return nil, err
	}
	return pkcs12.Modern.Encode(id.Key, id.Chain[0], id.Chain[1:], password)
}

// forServers is a certificate of a web server with its key, as PEM.
func forServers(now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "www.rivages.example"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...), err
}

// bring chooses a file in the form of the page, types the password and sends it.
func bring(b *webtest.Tab, t *testing.T, name string, content []byte, password string) {
	t.Helper()
	b.Eval(`document.querySelector("[name=certificate]").closest("details").open = true`)
	b.Eval(fmt.Sprintf(`(() => { const file = new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], %q), all = new DataTransfer(); all.items.add(file);
		const input = document.querySelector("input[type=file][name=certificate]"); input.files = all.files; input.dispatchEvent(new Event("change", {bubbles: true})) })()`, base64.StdEncoding.EncodeToString(content), name))
	b.Fill(`form[action$="/certificate"] [name=password]`, password)
	b.Follow(`form[action$="/certificate"] button[type=submit], form[action$="/certificate"] .actions button`)
}
