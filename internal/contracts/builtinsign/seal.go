// Package builtinsign seals contracts without a provider: it puts the page of signatures behind the document, attaches the
// file of evidence, and signs the whole with a certificate as the baseline of PAdES has it (ETSI EN 319 142-1): level B-T
// where a time-stamp server is configured (RFC 3161), B-B else.
//
// It knows no contract's state and decides nothing about who signs: it implements contracts.Sealer. A library lays the
// signature's place out in the file (ISO 32000); what is written there is made in cades.go. Start with Sealer.Seal;
// identity.go holds the certificates.
package builtinsign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
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
	var stamp stamper
	if s.cfg.TimestampURL != "" {
		stamp = s.stamp
	}
	file, err := withSignature(ctx, joined, id, d, stamp)
	if err != nil {
		return contracts.Sealed{}, fmt.Errorf("builtinsign: %w", err)
	}
	sum := sha256.Sum256(id.Chain[0].Raw)
	return contracts.Sealed{PDF: file, Certificate: id.Chain[0].Subject.String(), Fingerprint: hex.EncodeToString(sum[:]),
		Timestamp: s.cfg.TimestampURL, Timestamped: s.cfg.TimestampURL != ""}, nil
}

// Bytes kept for a signature beside its certificates, and for a time-stamp. An answer that needs more has the place laid out
// anew.
const (
	signatureRoom = 2 << 10
	stampRoom     = 12 << 10
)

// withSignature is a document with its signature.
func withSignature(ctx context.Context, document []byte, id Identity, d contracts.Draftable, stamp stamper) ([]byte, error) {
	room := signatureRoom
	if stamp != nil {
		room += stampRoom
	}
	for range 3 {
		out, need, err := fill(ctx, document, id, d, stamp, room)
		if !errors.Is(err, errLong) {
			return out, err
		}
		room = need
	}
	return nil, errLong
}

// The name that the library gives the signature and the one of PAdES, which is as long: no offset in the file moves.
const laidOutAs, namedAs = "/SubFilter /adbe.pkcs7.detached", "/SubFilter /ETSI.CAdES.detached"

// fill lays the place of a signature out and writes it there; need is the room to keep when it did not fit.
func fill(ctx context.Context, document []byte, id Identity, d contracts.Draftable, stamp stamper, room int) (out []byte, need int, err error) {
	reader, err := pdf.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		return nil, 0, err
	}
	var file bytes.Buffer
	layout := sign.SignContext{PDFReader: reader, InputFile: bytes.NewReader(document), OutputFile: &file, SignatureMaxLengthBase: uint32(hex.EncodedLen(room)), //nolint:gosec // some KiB
		SignData: sign.SignData{Signer: id.Key, DigestAlgorithm: crypto.SHA256, Certificate: id.Chain[0], CertificateChains: [][]*x509Certificate{id.Chain},
			Signature: sign.SignDataSignature{CertType: sign.CertificationSignature, DocMDPPerm: sign.DoNotAllowAnyChangesPerms,
				Info: sign.SignDataSignatureInfo{Name: plain(d.Name), Reason: plain(d.Reason), Date: d.At}}}}
	if err := layout.SignPDF(); err != nil {
		return nil, 0, err
	}
	out = file.Bytes()
	from, to := int(layout.ByteRangeValues[1]), int(layout.ByteRangeValues[2]) // of "<", and behind ">"
	name := bytes.LastIndex(out[:from], []byte(laidOutAs))
	if name < 0 {
		return nil, 0, errors.New("the library laid no signature out")
	}
	copy(out[name:], namedAs)
	h := sha256.New()
	h.Write(out[:from])
	h.Write(out[to:])
	signature, err := detached(ctx, id, h.Sum(nil), stamp)
	if err != nil {
		return nil, 0, err
	}
	place := out[from+1 : to-1]
	if hex.EncodedLen(len(signature)) > len(place) {
		return nil, room + len(signature), errLong
	}
	for i := range place {
		place[i] = '0'
	}
	hex.Encode(place, signature)
	return out, 0, nil
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
