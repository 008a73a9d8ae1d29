package privacy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// Work does what is due of a request: make the copy, remove it when its time is over, erase. A job calls it until it is
// done.
type Work struct{ ID RequestID }

// Needs implements access.Guarded.
func (Work) Needs() access.Permission { return PermProgram }

func (p *Privacy) work(ctx context.Context, c Work) (none usecase.None, err error) {
	s, err := p.d.Store.Request(ctx, c.ID)
	switch {
	case err != nil:
		return none, err
	case s.Kind == Export && s.Status == Asked:
		return none, p.copyOut(ctx, s)
	case s.Kind == Export && s.Status == Done && !p.d.Now().Before(s.ExpiresAt):
		return none, p.forgetCopy(ctx, s)
	case s.Kind == Erasure && s.Status == Asked:
		return none, p.erase(ctx, s)
	}
	return none, nil
}

// exportName is where a copy lies; it is sealed like everything personal.
// ExportFolder is where a tenant's copies lie among its files.
const ExportFolder = "privacy/exports/"

func exportName(id RequestID) string { return ExportFolder + id.String() + ".sealed" }

// readme is the first thing one reads in a copy.
const readme = `Ce dossier contient ce que l'entreprise conserve à votre sujet, un dossier par domaine, au format JSON.
This archive holds what the business keeps about you, one folder a subject, as JSON.
`

func (p *Privacy) copyOut(ctx context.Context, s RequestState) error {
	now := p.d.Now()
	var archive bytes.Buffer
	pack := p.d.Pack(&archive)
	if err := pack.Add("LISEZMOI-README.txt", Part{Content: bytes.NewReader([]byte(readme))}, now); err != nil {
		return err
	}
	for _, h := range append([]Holder{own{p}}, p.d.Holders...) {
		add := func(part Part) error { return pack.Add(h.Name()+"/"+part.Name, part, now) }
		if err := h.Export(asProgram(ctx), s.Person, add); err != nil {
			return err
		}
	}
	if err := pack.Close(); err != nil {
		return err
	}
	size := int64(archive.Len())
	if err := p.keep(ctx, exportName(s.ID), archive.Bytes()); err != nil {
		return err
	}
	return p.finish(ctx, s.ID, func(r *Request) error { return r.Copied(size, p.d.Now()) })
}

// erase asks the holders first and records last: killed in between, it goes on where it stopped. What has come up since
// the wish (a new stay) makes it wait another day, and the month of article 12 leaves room for that.
func (p *Privacy) erase(ctx context.Context, s RequestState) error {
	if err := p.obstacles(ctx, s.Person); err != nil {
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
		return p.d.Store.Write(ctx, func(tx Tx) error { return tx.WorkLater(ctx, s.ID, p.d.Now().Add(24*time.Hour)) })
	}
	for _, h := range append([]Holder{own{p}}, p.d.Holders...) {
		if err := h.Erase(asProgram(ctx), s.Person, s.Pseudonym); err != nil {
			return err
		}
	}
	return p.finish(ctx, s.ID, func(r *Request) error { return r.Erased(p.d.Now()) })
}

func (p *Privacy) finish(ctx context.Context, id RequestID, act func(*Request) error) error {
	return p.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Request(ctx, id)
		if err != nil {
			return err
		}
		switch err := act(r); {
		case errors.Is(err, ErrDoneAlready): // another worker, or withdrawn while the copy was made
			return nil
		case err != nil:
			return err
		}
		if err := tx.SaveRequest(ctx, r); err != nil {
			return err
		}
		if until := r.State().ExpiresAt; !until.IsZero() {
			return tx.WorkLater(ctx, id, until)
		}
		return nil
	})
}

func (p *Privacy) keep(ctx context.Context, name string, content []byte) error {
	sealed, err := p.d.Vault.Seal(ctx, name, content)
	if err != nil {
		return err
	}
	return p.d.Files.Put(ctx, name, "application/octet-stream", sealed)
}

func (p *Privacy) fetch(ctx context.Context, name string) ([]byte, error) {
	r, err := p.d.Files.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	sealed, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return p.d.Vault.Open(ctx, name, sealed)
}

// Paper is a file to hand over.
type Paper struct {
	Name    string
	Type    string
	Content []byte
}

// OpenExport hands a copy to the person himself, or to who answers for a person without an account.
type OpenExport struct{ ID RequestID }

// Needs implements access.Guarded.
func (OpenExport) Needs() access.Permission { return PermOwnData }

// Proof implements access.Proving: all that is known of a person leaves in one file.
func (OpenExport) Proof() access.Proof { return access.FreshProof }

func (p *Privacy) openExport(ctx context.Context, c OpenExport) (Paper, error) {
	s, err := p.d.Store.Request(ctx, c.ID)
	if err != nil {
		return Paper{}, err
	}
	a := access.From(ctx)
	if s.Kind != Export || !s.owns(a) && !(s.ByStaff && a.May(PermManage)) {
		return Paper{}, ErrUnknownRequest
	}
	switch now := p.d.Now(); {
	case s.Status == Asked:
		return Paper{}, ErrExportNotReady
	case s.Status != Done || !now.Before(s.ExpiresAt):
		return Paper{}, ErrExportGone
	}
	content, err := p.fetch(ctx, exportName(s.ID))
	if fault.KindOf(err) == fault.NotFound {
		err = ErrExportGone
	}
	return Paper{Name: "comptoir-" + s.AskedAt.Format(time.DateOnly) + ".zip", Type: "application/zip", Content: content}, err
}

// forgetCopy removes a copy whose time is over.
func (p *Privacy) forgetCopy(ctx context.Context, s RequestState) error {
	if err := p.d.Files.Delete(ctx, exportName(s.ID)); err != nil {
		return err
	}
	return p.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Request(ctx, s.ID)
		if err != nil || !r.Expire(p.d.Now()) {
			return err
		}
		return tx.SaveRequest(ctx, r)
	})
}

// own is what this context itself keeps of people.
type own struct{ p *Privacy }

// Name implements Holder.
func (own) Name() string { return "privacy" }

// Export implements Holder.
func (o own) Export(ctx context.Context, who Person, add func(Part) error) error {
	consents, err := o.p.d.Store.Consents(ctx, who)
	if err != nil {
		return err
	}
	if err := add(Part{Name: "consents.json", Value: consentsOut(consents)}); err != nil || who.User.IsZero() {
		return err
	}
	docs, err := o.p.d.Store.DocumentsOf(ctx, who.User)
	if err != nil {
		return err
	}
	for _, d := range docs {
		content, err := o.p.fetch(ctx, documentName(d.ID))
		if err != nil {
			return err
		}
		if err := add(Part{Name: "documents/" + d.ID.String() + extensions[d.Type], Content: bytes.NewReader(content)}); err != nil {
			return err
		}
	}
	return nil
}

// Obstacles implements Holder.
func (own) Obstacles(context.Context, Person) ([]string, error) { return nil, nil }

// Erase implements Holder. Consents stay as proof (article 7(1)), under the pseudonym; documents go.
func (o own) Erase(ctx context.Context, who Person, pseudonym string) error {
	// The rows that name the files go last: killed in between, the next run still finds the files.
	docs, err := o.p.d.Store.DocumentsOf(ctx, who.User)
	if err != nil {
		return err
	}
	requests, err := o.p.d.Store.RequestsOf(ctx, who)
	if err != nil {
		return err
	}
	var files []string
	for _, d := range docs {
		files = append(files, documentName(d.ID))
	}
	for _, s := range requests {
		if s.Kind == Export && s.Status == Done {
			files = append(files, exportName(s.ID))
		}
	}
	for _, name := range files {
		if err := o.p.d.Files.Delete(ctx, name); err != nil {
			return err
		}
	}
	return o.p.d.Store.Write(ctx, func(tx Tx) error { return tx.ForgetPerson(ctx, who, pseudonym) })
}
