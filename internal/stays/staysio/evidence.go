package staysio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/picture"
	"comptoir/internal/stays"
)

// Scanner looks for malicious software in what people send.
type Scanner interface {
	Scan(ctx context.Context, content []byte) error
}

// maxPaper is how many bytes a PDF of evidence may have, evidenceBytes a whole form with several files.
const (
	maxPaper      = 10 << 20
	evidenceBytes = 64 << 20
)

// Faults of the files of a claim.
var (
	errEvidenceType = fault.Define(fault.Invalid, "stays.evidence_type", "a photo (JPEG, PNG, WebP) or a PDF")
	errEvidenceSize = fault.Define(fault.TooLarge, "stays.evidence_size", "at most 10 MB for a PDF, 25 MB for a photo")
)

func evidenceKey(ctx context.Context, reservation stays.ReservationID, e stays.Evidence) (blob.Key, error) {
	return blob.NewKey(access.TenantOf(ctx), "stays", "evidence", reservation.String(), e.ID.String()+e.Ending())
}

// readEvidence makes of what was sent what is kept: a photo is encoded anew, upright and without what a camera writes into
// it; a paper stays as it is. Both were looked through before.
func (m *Module) readEvidence(ctx context.Context, name string, content io.Reader) (stays.Evidence, []byte, error) {
	raw, err := io.ReadAll(io.LimitReader(content, picture.MaxBytes+1))
	if err != nil {
		return stays.Evidence{}, nil, blob.ErrInterrupted.Because(err)
	}
	e := stays.Evidence{ID: ident.Next[stays.Evidence](m.IDs), Name: name}
	switch kind := http.DetectContentType(raw); {
	case len(raw) > picture.MaxBytes || kind == stays.EvidencePaper && len(raw) > maxPaper:
		return e, nil, errEvidenceSize
	case kind == stays.EvidencePaper:
		e.Type = stays.EvidencePaper
	case kind == "image/jpeg", kind == "image/png", kind == "image/webp":
		e.Type = stays.EvidencePicture
	default:
		return e, nil, errEvidenceType
	}
	if m.Scanner != nil {
		if err := m.Scanner.Scan(ctx, raw); err != nil {
			return e, nil, err
		}
	}
	if e.Type == stays.EvidencePicture {
		if raw, err = picture.Opaque(ctx, bytes.NewReader(raw)); err != nil {
			return e, nil, err
		}
	}
	sum := sha256.Sum256(raw)
	e.Size, e.SHA256 = int64(len(raw)), hex.EncodeToString(sum[:])
	return e, raw, nil
}

// sent is one file that somebody chose.
type sent struct {
	name string
	open func() (io.ReadCloser, error)
}

// refusedFile is a file that is not taken, and why.
type refusedFile struct {
	name string
	err  error
}

// keepEvidence stores files and notes them for the claim; nothing is kept of any when one is refused.
func (m *Module) keepEvidence(ctx context.Context, id stays.ReservationID, files []sent) (kept []stays.Evidence, bad *refusedFile, err error) {
	all := make([]stays.Evidence, len(files))
	contents := make([][]byte, len(files))
	for i, f := range files {
		in, err := f.open()
		if err != nil {
			return nil, nil, err
		}
		all[i], contents[i], err = m.readEvidence(ctx, f.name, in)
		_ = in.Close()
		if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooLarge || k == fault.Malformed) {
			return nil, &refusedFile{f.name, err}, nil
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for i, e := range all {
		key, err := evidenceKey(ctx, id, e)
		if err == nil {
			_, err = m.Blobs.Put(ctx, key, bytes.NewReader(contents[i]), blob.PutOptions{ContentType: e.Type, MaxBytes: picture.MaxBytes})
		}
		if err != nil {
			m.deleteEvidence(ctx, id, all[:i])
			return nil, nil, err
		}
	}
	known, err := m.stays.AddEvidence(ctx, stays.AddEvidence{ID: id, Files: all})
	for _, e := range all {
		if !noted(known, e.ID) { // known already, or refused
			m.deleteEvidence(ctx, id, []stays.Evidence{e})
		} else {
			kept = append(kept, e)
		}
	}
	return kept, nil, err
}

func noted(all []stays.Evidence, id stays.EvidenceID) bool {
	for _, e := range all {
		if e.ID == id {
			return true
		}
	}
	return false
}

func (m *Module) deleteEvidence(ctx context.Context, id stays.ReservationID, files []stays.Evidence) {
	for _, e := range files {
		if key, err := evidenceKey(ctx, id, e); err == nil {
			_ = m.Blobs.Delete(context.WithoutCancel(ctx), key)
		}
	}
}

// dropEvidence takes away what was kept for a claim that came to nothing.
func (m *Module) dropEvidence(ctx context.Context, id stays.ReservationID, files []stays.Evidence) {
	ids := make([]stays.EvidenceID, len(files))
	for i, e := range files {
		ids[i] = e.ID
	}
	if _, err := m.stays.DropEvidence(context.WithoutCancel(ctx), stays.DropEvidence{ID: id, Files: ids}); err == nil {
		m.deleteEvidence(ctx, id, files)
	}
}

// OpenEvidence opens the content of a file; who may see it was decided before.
func (m *Module) OpenEvidence(ctx context.Context, id stays.ReservationID, e stays.Evidence) (blob.Content, error) {
	key, err := evidenceKey(ctx, id, e)
	if err != nil {
		return nil, err
	}
	content, _, err := m.Blobs.Open(ctx, key)
	return content, err
}

// ForgetEvidence takes away what is kept of a guest's evidence, as far as the law lets it go.
func (m *Module) ForgetEvidence(ctx context.Context, id stays.ReservationID) error {
	gone, err := m.stays.ForgetEvidence(ctx, stays.ForgetEvidence{ID: id})
	m.deleteEvidence(ctx, id, gone)
	return err
}

// serveEvidence gives a file to somebody who may see it.
func (m *Module) serveEvidence(w http.ResponseWriter, r *http.Request, id stays.ReservationID, e stays.Evidence, err error) {
	if err == nil {
		var key blob.Key
		if key, err = evidenceKey(r.Context(), id, e); err == nil {
			w.Header().Set("Referrer-Policy", "no-referrer")
			err = m.Blobs.Serve(w, r, key, blob.ServeOptions{Cache: "private, no-store", Download: download(e)})
		}
	}
	if err != nil {
		m.Web.Error(w, r, err)
	}
}

// download has a paper saved: what somebody sent does not run in a viewer under this address. A photo was encoded here.
func download(e stays.Evidence) string {
	if e.Type == stays.EvidencePaper {
		return e.FileName()
	}
	return ""
}

func evidenceOf(r *http.Request) stays.EvidenceID {
	id, _ := ident.Parse[stays.Evidence](r.PathValue("evidence")) // a malformed one names nothing
	return id
}

// deskEvidence, pageEvidence and pageAccountEvidence give a file to the desk, to whoever has the link, and to the account.
func (m *Module) deskEvidence(w http.ResponseWriter, r *http.Request) {
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var e stays.Evidence
	if err == nil {
		e, err = m.stays.FindEvidence(r.Context(), stays.FindEvidence{ID: id, Evidence: evidenceOf(r)})
	}
	m.serveEvidence(w, r, id, e, err)
}

func (m *Module) pageEvidence(w http.ResponseWriter, r *http.Request) {
	found, err := m.stays.ManagedEvidence(r.Context(), stays.ManagedEvidence{Token: r.PathValue("token"), Evidence: evidenceOf(r)})
	if err != nil && m.lostLink(w, r, err) {
		return
	}
	m.serveEvidence(w, r, found.Reservation, found.Evidence, err)
}

func (m *Module) pageAccountEvidence(w http.ResponseWriter, r *http.Request) {
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var found stays.FoundEvidence
	if err == nil {
		found, err = m.stays.MyEvidence(r.Context(), stays.MyEvidence{ID: id, Evidence: evidenceOf(r)})
	}
	m.serveEvidence(w, r, found.Reservation, found.Evidence, err)
}
