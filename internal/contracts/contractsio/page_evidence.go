package contractsio

import (
	"encoding/json"
	"mime"
	"net/http"
	"time"

	"comptoir/internal/contracts"
)

// evidenceFile is the file of evidence as a machine reads it. Whoever has it can compute the chain again.
type evidenceFile struct {
	Contract   string               `json:"contract"`
	Number     string               `json:"number"`
	Status     contracts.Status     `json:"status"`
	Signer     string               `json:"signer"`
	Email      string               `json:"email"`
	Document   string               `json:"documentSha256"`
	Agreed     string               `json:"agreedSha256" doc:"Of what was agreed: the reservation with its quote and policy."`
	Sealed     string               `json:"sealedSha256,omitempty"`
	Seal       string               `json:"certificate,omitempty"`
	Stamped    bool                 `json:"timestamped,omitempty"`
	Whole      bool                 `json:"whole" doc:"The chain was computed anew and ends where the contract says."`
	Method     string               `json:"method"`
	Entries    []contracts.Evidence `json:"entries"`
	ReportedAt time.Time            `json:"reportedAt"`
}

const evidenceMethod = "Each entry's hash is the SHA-256 of its JSON, with the fields in the order shown, empty ones left out and \"hash\" the empty string; \"previous\" is the hash of the entry before."

func evidenceOf(d contracts.Detail, now time.Time) evidenceFile {
	return evidenceFile{Contract: d.ID.String(), Number: d.Number, Status: d.Status, Signer: d.Signer.Name, Email: d.Signer.Email.String(), Document: d.SHA256, Agreed: d.Facts,
		Sealed: d.Signing.SealedSHA256, Seal: d.Signing.Certificate, Stamped: d.Signing.Timestamped, Whole: !d.Broken, Method: evidenceMethod, Entries: d.Evidence, ReportedAt: now.UTC()}
}

// deskEvidence gives the file of evidence, as JSON or as PDF.
func (m *Module) deskEvidence(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := m.id(r)
	var d contracts.Detail
	if err == nil {
		d, err = m.contracts.Get(ctx, contracts.GetContract{ID: id})
	}
	var content []byte
	kind, name := "application/json", d.Number+".evidence.json"
	if err == nil && r.URL.Query().Get("as") == "pdf" {
		kind, name = pdfType, d.Number+".evidence.pdf"
		content, err = m.contracts.Report(ctx, contracts.ReportEvidence{ID: id})
	} else if err == nil {
		content, err = json.MarshalIndent(evidenceOf(d, m.d.Now()), "", "  ")
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(content) // the reader may have gone; there is nobody to tell
}
