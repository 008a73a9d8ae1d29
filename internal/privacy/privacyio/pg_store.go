package privacyio

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
	"comptoir/internal/privacy"
	"comptoir/internal/privacy/privacyio/privacydb"
)

// Store keeps requests, consents and the list of documents in PostgreSQL.
type Store struct {
	db     *pg.DB
	outbox *outbox.Outbox
	jobs   jobs.Enqueuer
}

var q = privacydb.New()

// NewStore makes a store that publishes through the outbox and has requests worked on by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer) *Store { return &Store{db, o, j} }

// Write implements privacy.Store.
func (s *Store) Write(ctx context.Context, fn func(privacy.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{Store: s, tx: tx, tenant: access.TenantOf(ctx), before: map[privacy.RequestID]audited{}})
	})
}

// Request implements privacy.Store.
func (s *Store) Request(ctx context.Context, id privacy.RequestID) (privacy.RequestState, error) {
	row, err := q.FindRequest(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	return requestOf(row), absent(err, privacy.ErrUnknownRequest)
}

// RequestsOf implements privacy.Store.
func (s *Store) RequestsOf(ctx context.Context, p privacy.Person) ([]privacy.RequestState, error) {
	rows, err := q.RequestsOf(ctx, s.db.Read(ctx), privacydb.RequestsOfParams{TenantID: access.TenantOf(ctx), UserID: userOf(p.User), Email: string(p.Email)})
	return requestsOf(rows), err
}

const newest = "asked_at,id"

// RequestPage implements privacy.Store.
func (s *Store) RequestPage(ctx context.Context, r paging.Request) (paging.Page[privacy.RequestState], error) {
	arg := privacydb.PageRequestsParams{TenantID: access.TenantOf(ctx), Size: pg.Int(r.Size() + 1)}
	var err error
	if arg.After, err = paging.Decode(r.Cursor, newest, &arg.AfterAt, &arg.AfterID); err != nil {
		return paging.Page[privacy.RequestState]{}, err
	}
	rows, err := q.PageRequests(ctx, s.db.Read(ctx), arg)
	return paging.Cut(requestsOf(rows), r.Size(), func(last privacy.RequestState) string {
		return paging.Encode(newest, last.AskedAt, last.ID)
	}), err
}

// Document implements privacy.Store.
func (s *Store) Document(ctx context.Context, id privacy.DocumentID) (privacy.DocumentState, error) {
	row, err := q.FindDocument(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	return documentOf(row), absent(err, privacy.ErrUnknownDocument)
}

// DocumentsOf implements privacy.Store.
func (s *Store) DocumentsOf(ctx context.Context, user access.UserID) ([]privacy.DocumentState, error) {
	rows, err := q.DocumentsOfUser(ctx, s.db.Read(ctx), access.TenantOf(ctx), user)
	return documentsOf(rows), err
}

// Consents implements privacy.Store.
func (s *Store) Consents(ctx context.Context, p privacy.Person) ([]privacy.Consent, error) {
	rows, err := q.ConsentsOf(ctx, s.db.Read(ctx), privacydb.ConsentsOfParams{TenantID: access.TenantOf(ctx), UserID: userOf(p.User), Email: string(p.Email)})
	all := make([]privacy.Consent, len(rows))
	for i, r := range rows {
		all[i] = privacy.Consent{ID: r.ID, Person: personOf(r.UserID, r.Email), Purpose: r.Purpose, Given: r.Given, Text: r.Wording,
			Source: r.Source, Address: r.Address, At: r.At.UTC()}
	}
	return all, err
}

type storeTx struct {
	*Store
	tx     pg.Tx
	tenant access.TenantID
	before map[privacy.RequestID]audited // as loaded, for the audit trail
}

// audited is a request in the audit trail. Who asked is in the entry's actor; the address of the person is not kept where
// nothing can be erased.
type audited struct {
	Kind    privacy.RequestKind   `json:"kind"`
	Status  privacy.RequestStatus `json:"status"`
	ByStaff bool                  `json:"byStaff"`
	DueAt   time.Time             `json:"dueAt"`
}

func audit(s privacy.RequestState) audited { return audited{s.Kind, s.Status, s.ByStaff, s.DueAt} }

// known remembers what was loaded.
func (t *storeTx) known(row privacydb.PrivacyRequest, err error) (*privacy.Request, error) {
	s := requestOf(row)
	if err == nil {
		t.before[s.ID] = audit(s)
	}
	return privacy.RestoreRequest(s), absent(err, privacy.ErrUnknownRequest)
}

// Request implements privacy.Tx.
func (t *storeTx) Request(ctx context.Context, id privacy.RequestID) (*privacy.Request, error) {
	return t.known(q.LockRequest(ctx, t.tx, t.tenant, id))
}

// Open implements privacy.Tx.
func (t *storeTx) Open(ctx context.Context, p privacy.Person, k privacy.RequestKind) (*privacy.Request, error) {
	return t.known(q.LockOpenRequest(ctx, t.tx, privacydb.LockOpenRequestParams{TenantID: t.tenant, Kind: string(k), UserID: userOf(p.User), Email: string(p.Email)}))
}

// SaveRequest implements privacy.Tx.
func (t *storeTx) SaveRequest(ctx context.Context, r *privacy.Request) error {
	s := r.State()
	if err := t.putRequest(ctx, s); err != nil {
		return err
	}
	entry := trail.Entry{Entity: "privacy.request", ID: s.ID.Raw(), After: audit(s)}
	if before, known := t.before[s.ID]; known {
		entry.Before = before
	}
	if err := t.note(ctx, entry); err != nil {
		return err
	}
	return t.Publish(ctx, r.TakeEvents()...)
}

func (t *storeTx) putRequest(ctx context.Context, s privacy.RequestState) error {
	if s.Version == 0 {
		err := q.InsertRequest(ctx, t.tx, privacydb.InsertRequestParams{TenantID: t.tenant, ID: s.ID, Kind: string(s.Kind), Status: string(s.Status),
			UserID: userOf(s.Person.User), Email: s.Person.Email, Locale: s.Locale, ByStaff: s.ByStaff, Pseudonym: s.Pseudonym, AskedAt: s.AskedAt,
			DueAt: s.DueAt, DoneAt: momentOf(s.DoneAt), ExpiresAt: momentOf(s.ExpiresAt), Size: s.Size})
		if pg.IsUnique(err, "request_open_user", "request_open_email") {
			return privacy.ErrAlreadyAsked
		}
		return err
	}
	rows, err := q.UpdateRequest(ctx, t.tx, privacydb.UpdateRequestParams{TenantID: t.tenant, ID: s.ID, Version: pg.Int(s.Version), Status: string(s.Status),
		UserID: userOf(s.Person.User), Email: s.Person.Email, DueAt: s.DueAt, DoneAt: momentOf(s.DoneAt), ExpiresAt: momentOf(s.ExpiresAt), Size: s.Size})
	if err == nil && rows == 0 {
		return privacy.ErrStale
	}
	return err
}

type workOn struct {
	Request privacy.RequestID `json:"request"`
}

// Kind implements jobs.Args.
func (workOn) Kind() string { return "privacy.work" }

// WorkLater implements privacy.Tx.
func (t *storeTx) WorkLater(ctx context.Context, id privacy.RequestID, at time.Time) error {
	return t.jobs.Enqueue(ctx, t.tx, workOn{id}, jobs.At(at))
}

// AddDocument implements privacy.Tx. The lock makes two uploads at once count each other.
func (t *storeTx) AddDocument(ctx context.Context, d privacy.DocumentState, atMost int) error {
	if err := q.LockSafe(ctx, t.tx, d.User.String()); err != nil {
		return err
	}
	n, err := q.CountDocuments(ctx, t.tx, t.tenant, d.User)
	if err != nil {
		return err
	}
	if n >= int64(atMost) {
		return privacy.ErrTooManyDocuments
	}
	err = q.InsertDocument(ctx, t.tx, privacydb.InsertDocumentParams{TenantID: t.tenant, ID: d.ID, UserID: d.User, Kind: d.Kind, Name: d.Name,
		Type: d.Type, Size: d.Size, AddedAt: d.AddedAt})
	if err != nil {
		return err
	}
	return t.note(ctx, trail.Entry{Entity: "privacy.document", ID: d.ID.Raw(), After: map[string]any{"kind": d.Kind, "type": d.Type, "size": d.Size}})
}

// RemoveDocument implements privacy.Tx.
func (t *storeTx) RemoveDocument(ctx context.Context, id privacy.DocumentID) error {
	d, err := q.FindDocument(ctx, t.tx, t.tenant, id)
	if pg.IsNoRows(err) {
		return nil // it is gone already
	}
	if err != nil {
		return err
	}
	if err := q.DeleteDocument(ctx, t.tx, t.tenant, id); err != nil {
		return err
	}
	return t.note(ctx, trail.Entry{Entity: "privacy.document", ID: id.Raw(), Before: map[string]any{"kind": d.Kind, "type": d.Type, "size": d.Size}})
}

// AddConsent implements privacy.Tx.
func (t *storeTx) AddConsent(ctx context.Context, c privacy.Consent) error {
	err := q.InsertConsent(ctx, t.tx, privacydb.InsertConsentParams{TenantID: t.tenant, ID: c.ID, UserID: userOf(c.Person.User), Email: c.Person.Email,
		Purpose: c.Purpose, Given: c.Given, Wording: c.Text, Source: c.Source, Address: c.Address, At: c.At})
	if err != nil {
		return err
	}
	return t.note(ctx, trail.Entry{Entity: "privacy.consent", ID: c.ID.Raw(), After: map[string]any{"purpose": c.Purpose, "given": c.Given, "source": c.Source}})
}

// ForgetPerson implements privacy.Tx.
func (t *storeTx) ForgetPerson(ctx context.Context, p privacy.Person, pseudonym string) error {
	as := privacy.Pseudonymous(pseudonym)
	err := q.ForgetConsents(ctx, t.tx, privacydb.ForgetConsentsParams{TenantID: t.tenant, UserID: userOf(p.User), Email: string(p.Email), Pseudonym: as})
	if err != nil {
		return err
	}
	err = q.ForgetRequests(ctx, t.tx, privacydb.ForgetRequestsParams{TenantID: t.tenant, UserID: userOf(p.User), Email: string(p.Email), Pseudonym: as})
	if err != nil {
		return err
	}
	who := t.tenant.Raw() // a guest without an account: nothing that names him
	if !p.User.IsZero() {
		who = p.User.Raw()
		if err := q.DeleteDocumentsOfUser(ctx, t.tx, t.tenant, p.User); err != nil {
			return err
		}
	}
	return t.note(ctx, trail.Entry{Entity: "privacy.person", ID: who, Before: map[string]any{"erased": false}, After: map[string]any{"erased": true}})
}

// note adds to the audit trail. Outside of a use case, which only tests are, the entry still says whose it is.
func (t *storeTx) note(ctx context.Context, e trail.Entry) error {
	e.Action = cmp.Or(usecase.Name(ctx), "privacy.change")
	return trail.Record(ctx, t.tx, e)
}

// Publish implements privacy.Tx.
func (t *storeTx) Publish(ctx context.Context, events ...event.Event) error {
	if len(events) == 0 {
		return nil
	}
	return t.outbox.Append(ctx, t.tx, events...)
}
