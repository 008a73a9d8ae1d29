package builtinsign_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"software.sslmate.com/src/go-pkcs12"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/builtinsign"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
)

var now = time.Now().UTC().Truncate(time.Second) // pdfsig judges certificates by the clock of the machine

// vault is a Vault in memory.
type vault struct {
	mu        sync.Mutex
	own, made [2][]byte
}

func (v *vault) Own(context.Context) ([]byte, []byte, error) { return v.own[0], v.own[1], nil }

func (v *vault) Made(context.Context) ([]byte, []byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.made[0], v.made[1], nil
}

func (v *vault) Keep(_ context.Context, chain, key, old []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if bytes.Equal(v.made[0], old) {
		v.made = [2][]byte{chain, key}
	}
	return nil
}

// draftable is a whole contract with its page of signatures.
func draftable(t *testing.T, name string) contracts.Draftable {
	t.Helper()
	s := contractstest.SignedState("fr")
	s.Signing.Signer.Mark.Name = name
	printer := contractsio.Printer{}
	contract, err := printer.Print(contractstest.Compose(s))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := printer.PrintProof(contracts.ComposeProof(s, contractstest.Agency(), nil))
	if err != nil {
		t.Fatal(err)
	}
	return contracts.Draftable{Contract: contract, Proof: proof, Evidence: []byte(`[{"seq":1}]`), Name: name, Reason: "Contrat signé par toutes les parties", At: now}
}

// pdfsig is what poppler, which shares no code with us, says of a document.
func pdfsig(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdfsig", file).CombinedOutput()
	if err != nil && !bytes.Contains(out, []byte("Signature Validation")) {
		t.Fatalf("pdfsig (of poppler-utils): %v: %s", err, out)
	}
	return string(out)
}

func seal(t *testing.T, c builtinsign.Config, name string) contracts.Sealed {
	t.Helper()
	return sealOf(t, c, draftable(t, name))
}

func sealOf(t *testing.T, c builtinsign.Config, d contracts.Draftable) contracts.Sealed {
	t.Helper()
	if c.Vault == nil {
		c.Vault = &vault{}
	}
	c.Now = func() time.Time { return now }
	sealer, err := builtinsign.New(c)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := sealer.Seal(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// The object identifiers of signing-time (RFC 5652) and of a time-stamp's token (RFC 3161), in hexadecimal as a PDF holds them.
const signingTime, timeStampToken = "06092a864886f70d010905", "060b2a864886f70d010910020e"

// What pdfsig says.
const valid, whole = "Signature Validation: Signature is Valid.", "Total document signed"

// An independent reader finds the seal valid and over the whole document; one changed byte, and it says so.
func TestTheSealIsValidAndBreaks(t *testing.T) {
	t.Parallel()
	sealed := seal(t, builtinsign.Config{}, "Rivages Location (Quimper)")
	report := pdfsig(t, sealed.PDF)
	for _, want := range []string{valid, whole, "SHA-256", "Rivages Location (Quimper)"} {
		if !strings.Contains(report, want) {
			t.Errorf("no %q in %s", want, report)
		}
	}
	if sealed.Timestamped || sealed.Certificate == "" || len(sealed.Fingerprint) != 64 {
		t.Errorf("%+v", sealed.Certificate)
	}
	file := filepath.Join(t.TempDir(), "sealed.pdf")
	if err := os.WriteFile(file, sealed.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "pdfdetach", "-list", file).Output(); err != nil || !bytes.Contains(out, []byte("evidence.json")) {
		t.Errorf("the file of evidence is not attached: %s, %v", out, err)
	}
	for _, d := range bytes.Split(sealed.PDF, []byte("/Type /Sig\n"))[1:] {
		if !bytes.Contains(d, []byte("/SubFilter /ETSI.CAdES.detached")) || !bytes.Contains(d, []byte("/M (D:")) {
			t.Errorf("the dictionary is not that of PAdES: %.300s", d)
		}
	}
	if bytes.Contains(bytes.ToLower(sealed.PDF), []byte(signingTime)) {
		t.Error("the time of signing is among the signed attributes, which the baseline of PAdES forbids")
	}
	forged := bytes.Clone(sealed.PDF)
	forged[len(forged)/3] ^= 1
	if report := pdfsig(t, forged); strings.Contains(report, valid) {
		t.Errorf("a forged document is valid: %s", report)
	}
}

// The pages of the contract come through word for word, with those of the signatures behind.
func TestThePagesAreKept(t *testing.T) {
	t.Parallel()
	d := draftable(t, "Éloïse Châtelain-Müller")
	sealed := sealOf(t, builtinsign.Config{}, d)
	text := func(pdf []byte) string {
		file := filepath.Join(t.TempDir(), "x.pdf")
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if got, want := strings.Fields(text(sealed.PDF)), strings.Fields(text(d.Contract)+text(d.Proof)); !slices.Equal(got, want) {
		t.Errorf("the pages differ:\n%s\n%s", got, want)
	}
}

// Names that a PDF string could not hold do not break the file, and the pages show them whole.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`\) /Contents <00> (`, "Ĩ ĩ ( \\ )", "名前 株式会社", strings.Repeat("Société (Ň)", 40)} {
		if report := pdfsig(t, seal(t, builtinsign.Config{}, name).PDF); !strings.Contains(report, valid) {
			t.Errorf("%q: %s", name, report)
		}
	}
}

// authority is a time-stamp server of RFC 3161 in this process.
func authority(t *testing.T, spoil func(*timestamp.Timestamp)) *httptest.Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	purpose, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Test TSA"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: purpose}}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		q, err := timestamp.ParseRequest(body)
		if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
			http.Error(w, "no question", http.StatusBadRequest)
			return
		}
		stamp := &timestamp.Timestamp{HashAlgorithm: q.HashAlgorithm, HashedMessage: q.HashedMessage, Time: now, Policy: asn1.ObjectIdentifier{1, 2, 3}, Nonce: q.Nonce, AddTSACertificate: true}
		if spoil != nil {
			spoil(stamp)
		}
		answer, err := stamp.CreateResponseWithOpts(certificate, key, crypto.SHA256)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestTimestamps(t *testing.T) {
	t.Parallel()
	sealed := seal(t, builtinsign.Config{TimestampURL: authority(t, nil).URL, Client: http.DefaultClient}, "Rivages")
	if report := pdfsig(t, sealed.PDF); !strings.Contains(report, valid) || !sealed.Timestamped {
		t.Errorf("%s", report)
	}
	if !bytes.Contains(bytes.ToLower(sealed.PDF), []byte(timeStampToken)) {
		t.Error("there is no time-stamp in the seal")
	}
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	for name, server := range map[string]*httptest.Server{
		"away":             down,
		"an error":         httptest.NewServer(http.NotFoundHandler()),
		"another's stamp":  authority(t, func(s *timestamp.Timestamp) { s.HashedMessage = bytes.Repeat([]byte{1}, 32) }),
		"an earlier stamp": authority(t, func(s *timestamp.Timestamp) { s.Nonce = big.NewInt(1) }),
	} {
		t.Cleanup(server.Close)
		sealer, err := builtinsign.New(builtinsign.Config{Vault: &vault{}, TimestampURL: server.URL, Client: http.DefaultClient, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sealer.Seal(t.Context(), draftable(t, "Rivages")); err == nil {
			t.Errorf("%s: sealed without the time-stamp that was asked for", name)
		}
	}
}

// A certificate of RSA with a long chain, as an authority sells it, fits and is valid.
func TestAnAuthoritysCertificate(t *testing.T) {
	t.Parallel()
	file := sold(t)
	for name, c := range map[string]builtinsign.Config{"B-B": {Certificate: file}, "B-T": {Certificate: file, TimestampURL: authority(t, nil).URL, Client: http.DefaultClient}} {
		sealed := seal(t, c, "Rivages")
		if report := pdfsig(t, sealed.PDF); !strings.Contains(report, valid) || !strings.Contains(report, whole) {
			t.Errorf("%s: %s", name, report)
		}
	}
}

// sold is a certificate of RSA with its key and the three authorities above it, in PEM.
func sold(t *testing.T) []byte {
	t.Helper()
	var chain []byte
	var above *x509.Certificate
	var aboveKey, key *rsa.PrivateKey
	for i := range 4 {
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			t.Fatal(err)
		}
		c := &x509.Certificate{SerialNumber: big.NewInt(int64(100 + i)), Subject: pkix.Name{CommonName: "Step " + string(rune('A'+i)), Organization: []string{strings.Repeat("Authority ", 6)}},
			NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), BasicConstraintsValid: true, IsCA: i < 3, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
		if i == 3 {
			c.KeyUsage = x509.KeyUsageContentCommitment
		}
		parent, signer := above, aboveKey
		if parent == nil {
			parent, signer = c, key
		}
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		chain = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), chain...)
		if above, err = x509.ParseCertificate(der); err != nil {
			t.Fatal(err)
		}
		aboveKey = key
	}
	return append(chain, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})...)
}

// The certificate: the business's own before the installation's, before one that is made once, also by two at a time.
func TestWhoseCertificate(t *testing.T) {
	t.Parallel()
	v := &vault{}
	var wg sync.WaitGroup
	var prints [4]string
	for i := range prints {
		wg.Go(func() { prints[i] = seal(t, builtinsign.Config{Vault: v}, "Rivages").Fingerprint })
	}
	wg.Wait()
	chain, key, err := builtinsign.Make("Maison Mère", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range prints {
		if p != seal(t, builtinsign.Config{Vault: v}, "Rivages").Fingerprint {
			t.Error("a second certificate was made")
		}
	}
	id, err := builtinsign.ReadIdentity(append(chain, key...), "")
	if err != nil {
		t.Fatal(err)
	}
	file, err := pkcs12.Modern.Encode(id.Key, id.Chain[0], id.Chain[1:], "secret")
	if err != nil {
		t.Fatal(err)
	}
	if got := seal(t, builtinsign.Config{Vault: v, Certificate: file, Password: "secret"}, "Rivages"); !strings.Contains(got.Certificate, "Maison Mere") {
		t.Errorf("the installation's: %s", got.Certificate)
	}
	for name, c := range map[string]struct {
		content  []byte
		password string
		want     error
	}{"wrong password": {file, "guess", builtinsign.ErrCertificate}, "no certificate": {[]byte("hello"), "", builtinsign.ErrCertificate}, "no key": {chain, "", builtinsign.ErrCertificate},
		"authority first": {append(chain[bytes.LastIndex(chain, []byte("-----BEGIN")):], key...), "", builtinsign.ErrKey}} {
		if _, err := builtinsign.ReadIdentity(c.content, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := id.Valid(now.AddDate(3, 0, 0)); !errors.Is(err, builtinsign.ErrOver) {
		t.Errorf("in three years: %v", err)
	}
}
