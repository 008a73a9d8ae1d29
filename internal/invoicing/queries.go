package invoicing

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// Filter says which papers are listed. Zero fields filter nothing.
type Filter struct {
	Kind    Kind
	State   State
	Text    string // in the number, the customer's name or the order
	From    period.Date
	To      period.Date // included
	Email   contact.Email
	Subject Subject
	Today   period.Date // set by the use case
}

// Row is a paper in a list.
type Row struct {
	ID          PaperID
	Kind        Kind
	Number      string
	Title       string
	IssuedOn    period.Date
	DueOn       period.Date
	Customer    string
	Email       contact.Email
	Order       string
	Subject     Subject
	Net         money.Amount // a credit note's below zero
	VAT         money.Amount
	Total       money.Amount
	Outstanding money.Amount
	State       State
	Level       int
	Ready       bool // its document is kept
}

// RowOf makes a row of a stored paper.
func RowOf(s Stored, today period.Date) Row {
	r := Row{ID: s.ID, Kind: s.Kind, Number: s.Number, Title: s.Title(), IssuedOn: s.IssuedOn, DueOn: s.DueOn, Customer: s.Customer.Name, Email: s.Customer.Email, Order: s.Order, Subject: s.Subject,
		Net: s.Net, VAT: s.VAT, Total: s.Signed(), Outstanding: s.Outstanding(), State: s.StateOn(today), Level: s.Level, Ready: s.File != ""}
	if s.Kind == CreditNote {
		r.Net, r.VAT = r.Net.Neg(), r.VAT.Neg()
	}
	return r
}

// Sum is what the papers of a filter sum to in one currency. Receipts are no turnover and count in nothing.
type Sum struct {
	Currency    money.Currency
	Count       int
	Net         money.Amount
	VAT         money.Amount
	Total       money.Amount
	Outstanding money.Amount
}

// View is a paper with everything about it.
type View struct {
	Stored
	State     State
	Credits   []Row
	Left      []LineLeft // of each line, while something may be credited
	Movements []Movement
	Submitted *Submission // nil: not submitted
}

// GetPaper reads one paper.
type GetPaper struct{ ID PaperID }

// Needs implements access.Guarded.
func (GetPaper) Needs() access.Permission { return PermRead }

func (v *Invoicing) paper(ctx context.Context, q GetPaper) (View, error) {
	s, err := v.d.Store.Find(ctx, q.ID)
	if err != nil {
		return View{}, err
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return View{}, err
	}
	view := View{Stored: s, State: s.StateOn(v.today(who))}
	if view.Movements, err = v.d.Store.Movements(ctx, q.ID); err != nil {
		return View{}, err
	}
	switch s, err := v.d.Store.Submission(ctx, q.ID); {
	case err == nil:
		view.Submitted = &s
	case !errors.Is(err, ErrNoSubmission):
		return View{}, err
	}
	credits, err := v.d.Store.CreditsOf(ctx, q.ID)
	if s.Creditable().IsPositive() {
		view.Left = s.LinesLeft(credits)
	}
	for _, c := range credits {
		view.Credits = append(view.Credits, RowOf(c, v.today(who)))
	}
	return view, err
}

// GetDraft reads one draft.
type GetDraft struct{ ID PaperID }

// Needs implements access.Guarded.
func (GetDraft) Needs() access.Permission { return PermRead }

func (v *Invoicing) draft(ctx context.Context, q GetDraft) (StoredDraft, error) {
	return v.d.Store.FindDraft(ctx, q.ID)
}

// ListDrafts lists the drafts, the newest first.
type ListDrafts struct{}

// Needs implements access.Guarded.
func (ListDrafts) Needs() access.Permission { return PermRead }

// ListPapers lists papers, the newest first.
type ListPapers struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListPapers) Needs() access.Permission { return PermRead }

func (v *Invoicing) papers(ctx context.Context, q ListPapers) (paging.Page[Row], error) {
	f, err := v.filter(ctx, q.Filter)
	if err != nil {
		return paging.Page[Row]{}, err
	}
	return v.d.Store.List(ctx, f, q.Page)
}

// filter refuses what cannot be looked for, and dates it.
func (v *Invoicing) filter(ctx context.Context, f Filter) (Filter, error) {
	var c fault.Check
	c.That(f.From.IsZero() || f.To.IsZero() || !f.To.Before(f.From), "to", "reversed_period", "the end is not before the beginning")
	c.That(len([]rune(f.Text)) <= 100, "q", "too_long", "at most 100 characters")
	if err := c.Err(); err != nil {
		return f, err
	}
	who, err := v.d.Identity(ctx)
	f.Today = v.today(who)
	return f, err
}

// SumPapers sums the papers of a filter, a currency after the other.
type SumPapers struct{ Filter Filter }

// Needs implements access.Guarded.
func (SumPapers) Needs() access.Permission { return PermRead }

func (v *Invoicing) sums(ctx context.Context, q SumPapers) ([]Sum, error) {
	f, err := v.filter(ctx, q.Filter)
	if err != nil {
		return nil, err
	}
	return v.d.Store.Sums(ctx, f)
}

// ExportPapers hands every paper of a filter to Each, the newest first, with its document when Documents is set. It stops
// at Each's first error.
type ExportPapers struct {
	Filter    Filter
	Documents bool
	Each      func(r Row, document []byte) error
}

// Needs implements access.Guarded.
func (ExportPapers) Needs() access.Permission { return PermExport }

// Proof implements access.Proving: every customer's papers leave at once.
func (ExportPapers) Proof() access.Proof { return access.FreshProof }

func (v *Invoicing) export(ctx context.Context, q ExportPapers) (n int, err error) {
	f, err := v.filter(ctx, q.Filter)
	if err != nil {
		return 0, err
	}
	for request := (paging.Request{Limit: paging.MaxLimit}); ; {
		page, err := v.d.Store.List(ctx, f, request)
		if err != nil {
			return n, err
		}
		for _, r := range page.Items {
			var content []byte
			if q.Documents {
				d, err := v.document(ctx, OpenDocument{ID: r.ID})
				if err != nil {
					return n, err
				}
				content = d.Content
			}
			if err := q.Each(r, content); err != nil {
				return n, err
			}
			n++
		}
		if request.Cursor = page.Next; page.Next == "" {
			return n, nil
		}
	}
}

// Document is a paper with the bytes of its document.
type Document struct {
	Paper
	Content []byte
}

// OpenDocument reads the document of a paper.
type OpenDocument struct{ ID PaperID }

// Needs implements access.Guarded.
func (OpenDocument) Needs() access.Permission { return PermRead }

func (v *Invoicing) document(ctx context.Context, q OpenDocument) (Document, error) {
	s, err := v.d.Store.Find(ctx, q.ID)
	if err != nil {
		return Document{}, err
	}
	content, err := v.content(ctx, s)
	return Document{Paper: s.Paper, Content: content}, err
}

// content is the document that was kept; one that still waits for its job is printed for the reader alone.
func (v *Invoicing) content(ctx context.Context, s Stored) ([]byte, error) {
	if s.File != "" {
		return v.d.Files.Read(ctx, s.File)
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return nil, err
	}
	return v.printed(ctx, s.Paper, who)
}

// OwnPapers lists the papers that were sent to the actor's own address.
type OwnPapers struct{}

// Needs implements access.Guarded.
func (OwnPapers) Needs() access.Permission { return PermOwn }

func (v *Invoicing) own(ctx context.Context, _ OwnPapers) ([]Row, error) {
	email := contact.Email(access.From(ctx).Email)
	if email == "" {
		return nil, nil
	}
	f, err := v.filter(ctx, Filter{Email: email})
	if err != nil {
		return nil, err
	}
	page, err := v.d.Store.List(ctx, f, paging.Request{Limit: paging.MaxLimit})
	return page.Items, err
}

// OwnDocument reads the document of a paper that was sent to the actor's own address; somebody else's does not exist.
type OwnDocument struct{ ID PaperID }

// Needs implements access.Guarded.
func (OwnDocument) Needs() access.Permission { return PermOwn }

func (v *Invoicing) ownDocument(ctx context.Context, q OwnDocument) (Document, error) {
	s, err := v.d.Store.Find(ctx, q.ID)
	if err != nil {
		return Document{}, err
	}
	if email := access.From(ctx).Email; email == "" || s.Customer.Email.String() != email {
		return Document{}, ErrUnknown
	}
	return v.document(ctx, OpenDocument(q))
}
