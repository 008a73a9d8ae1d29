// Package builtinsign seals contracts without a provider: it puts the page of signatures behind the document, attaches the
// file of evidence, and signs the whole with a certificate as PDF readers verify it (ISO 32000, a detached CMS signature,
// RFC 5652), with a time-stamp where a server is configured (RFC 3161).
//
// It knows no contract's state and decides nothing about who signs: it implements contracts.Sealer. It claims no level of
// PAdES: what it writes is /adbe.pkcs7.detached with the signing-certificate attribute, and that is what its tests verify
// with an independent reader. Start with Sealer.Seal; identity.go holds the certificates.
package builtinsign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/text/unicode/norm"

	"comptoir/internal/contracts"
)

// Config is what a sealer needs.
type Config struct {
	Vault Vault
	// Certificate and Password are the installation's own certificate: the content of a PKCS #12 or PEM file. Empty: each
	// business that has not brought one gets one that the program makes.
	Certificate  []byte
	Password     string
	TimestampURL string // of an RFC 3161 server; "": no time-stamp
	Client       Caller // that asks it
	Now          func() time.Time
}

// Sealer implements contracts.Sealer.
type Sealer struct {
	cfg       Config
	installed *Identity
}

var _ contracts.Sealer = (*Sealer)(nil)

// New makes a sealer; the installation's certificate is read once.
func New(c Config) (*Sealer, error) {
	s := &Sealer{cfg: c}
	if len(c.Certificate) == 0 {
		return s, nil
	}
	id, err := ReadIdentity(c.Certificate, c.Password)
	s.installed = &id
	return s, err
}

func init() { api.DisableConfigDir() } // it would write into the home of whoever runs the program

// Seal implements contracts.Sealer.
func (s *Sealer) Seal(ctx context.Context, d contracts.Draftable) (contracts.Sealed, error) {
	id, err := s.identity(ctx, d.Name)
	if err != nil {
		return contracts.Sealed{}, err
	}
	joined, err := join(d)
	if err != nil {
		return contracts.Sealed{}, fmt.Errorf("builtinsign: %w", err)
	}
	reader, err := pdf.NewReader(bytes.NewReader(joined), int64(len(joined)))
	if err != nil {
		return contracts.Sealed{}, fmt.Errorf("builtinsign: %w", err)
	}
	data := sign.SignData{Signer: id.Key, DigestAlgorithm: crypto.SHA256, Certificate: id.Chain[0], CertificateChains: [][]*x509Certificate{id.Chain},
		Signature: sign.SignDataSignature{CertType: sign.CertificationSignature, DocMDPPerm: sign.DoNotAllowAnyChangesPerms,
			Info: sign.SignDataSignatureInfo{Name: plain(d.Name), Reason: plain(d.Reason), Date: d.At}}}
	if s.cfg.TimestampURL != "" {
		relay, err := startRelay(ctx, s.cfg.Client, s.cfg.TimestampURL)
		if err != nil {
			return contracts.Sealed{}, fmt.Errorf("builtinsign: time-stamp: %w", err)
		}
		defer relay.stop()
		data.TSA.URL = relay.url
	}
	var out bytes.Buffer
	if err := sign.Sign(bytes.NewReader(joined), &out, reader, int64(len(joined)), data); err != nil {
		return contracts.Sealed{}, fmt.Errorf("builtinsign: %w", err)
	}
	sum := sha256.Sum256(id.Chain[0].Raw)
	return contracts.Sealed{PDF: out.Bytes(), Certificate: id.Chain[0].Subject.String(), Fingerprint: hex.EncodeToString(sum[:]),
		Timestamp: s.cfg.TimestampURL, Timestamped: s.cfg.TimestampURL != ""}, nil
}

// join puts the page of signatures behind the contract, whose pages are kept as they are, and attaches the evidence.
func join(d contracts.Draftable) ([]byte, error) {
	conf := model.NewDefaultConfiguration()
	conf.WriteObjectStream, conf.WriteXRefStream = false, false // every reader understands a plain table
	var merged bytes.Buffer
	if err := api.MergeRaw([]io.ReadSeeker{bytes.NewReader(d.Contract), bytes.NewReader(d.Proof)}, &merged, false, conf); err != nil {
		return nil, err
	}
	doc, err := api.ReadValidateAndOptimize(bytes.NewReader(merged.Bytes()), conf)
	if err != nil {
		return nil, err
	}
	at := d.At
	if err := doc.AddAttachment(model.Attachment{Reader: bytes.NewReader(d.Evidence), ID: "evidence.json", FileName: "evidence.json", Desc: "Evidence", ModTime: &at}, false); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = api.Write(doc, &out, conf)
	return out.Bytes(), err
}

// plain is a text in ASCII: the library writes other characters as UTF-16 without escaping the bytes that end a string, so
// that a name could break the file. Accents fall, what is left over becomes a question mark; the pages show the name whole.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.IsControl(r):
		case r == '’':
			b.WriteByte('\'')
		case r < 0x20 || r > 0x7E:
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
