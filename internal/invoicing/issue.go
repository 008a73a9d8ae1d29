package invoicing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// today is the civil day where the business is.
func (v *Invoicing) today(who Identity) period.Date {
	zone, err := time.LoadLocation(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	return period.DateOf(v.d.Now(), zone)
}

// SaveDraft writes a new draft (zero ID), or over one whose Version it names.
type SaveDraft struct {
	ID      PaperID
	Version int
	Draft   Draft
}

// Needs implements access.Guarded.
func (SaveDraft) Needs() access.Permission { return PermIssue }

func (v *Invoicing) saveDraft(ctx context.Context, in SaveDraft) (id PaperID, err error) {
	who, err := v.d.Identity(ctx)
	if err != nil {
		return id, err
	}
	if in.Draft.Kind == CreditNote || in.Draft.Kind == Receipt {
		return id, ErrNoCredit.Detailf("credit notes are made from an invoice, receipts from a payment")
	}
	draft, err := in.Draft.Check(who.Country(), v.today(who))
	if err != nil {
		return id, err
	}
	s := StoredDraft{ID: in.ID, Draft: draft, Version: in.Version, UpdatedAt: v.d.Now()}
	if s.ID.IsZero() {
		s.ID, s.Version = ident.Next[Paper](v.d.IDs), 0
	}
	err = v.d.Store.Write(ctx, func(tx Tx) error {
		if !in.ID.IsZero() {
			old, err := tx.Draft(ctx, in.ID)
			if err != nil {
				return err
			}
			// what the program has found out about a stay is not a person's to change
			s.Key, s.Draft.Subject, s.Draft.Paid, s.Draft.Deducted, s.Draft.Exact = old.Key, old.Draft.Subject, old.Draft.Paid, old.Draft.Deducted, old.Draft.Exact
		}
		return tx.SaveDraft(ctx, s)
	})
	return s.ID, err
}

// DiscardDraft deletes a draft. What a stay lacks then is made by hand.
type DiscardDraft struct{ ID PaperID }

// Needs implements access.Guarded.
func (DiscardDraft) Needs() access.Permission { return PermIssue }

func (v *Invoicing) discardDraft(ctx context.Context, in DiscardDraft) (none usecase.None, err error) {
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		if _, err := tx.Draft(ctx, in.ID); err != nil {
			return err
		}
		return tx.DeleteDraft(ctx, in.ID)
	})
}

// IssueDraft gives a draft its number. Issued twice at once it is issued once.
type IssueDraft struct {
	ID   PaperID
	Send bool // to the customer's address
}

// Needs implements access.Guarded.
func (IssueDraft) Needs() access.Permission { return PermIssue }

func (v *Invoicing) issueDraft(ctx context.Context, in IssueDraft) (PaperID, error) {
	who, err := v.d.Identity(ctx)
	if err != nil {
		return in.ID, err
	}
	return in.ID, v.d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.Lock(ctx); err != nil {
			return err
		}
		if _, err := tx.Paper(ctx, in.ID); !errors.Is(err, ErrUnknown) {
			return err // issued already, by the same click sent twice
		}
		stored, err := tx.Draft(ctx, in.ID)
		if err != nil {
			return err
		}
		draft, err := stored.Draft.Check(who.Country(), v.today(who))
		if err != nil {
			return err
		}
		if err := tx.DeleteDraft(ctx, in.ID); err != nil {
			return err
		}
		if stored.Key == "" {
			_, err = v.issueIn(ctx, tx, who, in.ID, draft, "draft/"+in.ID.String())
			return err
		}
		return v.issueWaiting(ctx, tx, who, in.ID, draft, stored.Key)
	})
}

// issueWaiting issues a draft that the program made of a stay: it counts the money and the deposit invoices of today, not those
// of the day on which it was written. What is kept of a stay that did not take place was paid.
func (v *Invoicing) issueWaiting(ctx context.Context, tx Tx, who Identity, id PaperID, d Draft, key string) error {
	owes := func(claimed, paid money.Amount) money.Amount { return claimed.Sub(paid) }
	switch {
	case strings.HasSuffix(key, "/"+droppedKey):
		owes = func(claimed, _ money.Amount) money.Amount { return money.Zero(claimed.Currency()) }
	case d.Kind == Invoice:
		if err := countIn(ctx, tx, d.Subject, &d); err != nil {
			return err
		}
	}
	if _, err := v.issueOfStay(ctx, tx, who, id, d, key); err != nil {
		return err
	}
	return settle(ctx, tx, d.Subject, owes)
}

// issueIn issues a checked draft in a transaction that holds the business's lock. A paper is never dated before the one
// that has the number before it, whatever the clocks of two machines say.
func (v *Invoicing) issueIn(ctx context.Context, tx Tx, who Identity, id PaperID, d Draft, key string) (Paper, error) {
	if err := checkSeller(who.Party); err != nil {
		return Paper{}, err
	}
	s, err := tx.Settings(ctx)
	if err != nil {
		return Paper{}, err
	}
	s.Mediator = who.Mediator
	day := v.today(who)
	number, err := tx.Next(ctx, s.SeriesOf(d.Kind), yearOf(day))
	if err != nil {
		return Paper{}, err
	}
	if day.Before(number.Last) {
		day = number.Last
	}
	p := issue(id, d, who.Party, s, number.Seq, day, v.d.Now())
	if err := tx.Insert(ctx, p, key); err != nil {
		return Paper{}, err
	}
	if err := v.settleReferences(ctx, tx, p); err != nil {
		return Paper{}, err
	}
	if p.Subject.Kind == "" {
		net, vat := p.Counted()
		if err := tx.Publish(ctx, event.InvoiceIssued{InvoiceFacts: facts(Stored{Paper: p}), Net: net, VAT: vat}); err != nil {
			return Paper{}, err
		}
	}
	return p, tx.PrintLater(ctx, id)
}

// settleReferences tells the papers that the new one speaks of.
func (v *Invoicing) settleReferences(ctx context.Context, tx Tx, p Paper) error {
	for _, ref := range p.Deducted {
		old, err := tx.Paper(ctx, ref.ID)
		if err != nil {
			return err
		}
		old.Consumed = true
		if err := tx.SaveStanding(ctx, ref.ID, old.Standing); err != nil {
			return err
		}
	}
	if p.Kind != CreditNote {
		return nil
	}
	for _, ref := range p.Of {
		old, err := tx.Paper(ctx, ref.ID)
		if err != nil {
			return err
		}
		if p.Total.Cmp(old.Creditable()) > 0 {
			return ErrTooMuch
		}
		old.Credited = old.Credited.Add(p.Total)
		if err := tx.SaveStanding(ctx, ref.ID, old.Standing); err != nil {
			return err
		}
	}
	return nil
}

// PrintPaper makes the document of an issued paper; a job calls it until it has succeeded.
type PrintPaper struct{ ID PaperID }

// Needs implements access.Guarded.
func (PrintPaper) Needs() access.Permission { return PermProgram }

func (v *Invoicing) print(ctx context.Context, in PrintPaper) (none usecase.None, err error) {
	p, err := v.d.Store.Find(ctx, in.ID)
	if err != nil || p.File != "" {
		return none, err
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return none, err
	}
	content, err := v.printed(ctx, p.Paper, who)
	if err != nil {
		return none, err
	}
	key, err := v.d.Files.Put(ctx, fmt.Sprintf("invoices/%d/%s.pdf", p.Year, p.ID), content)
	if err != nil {
		return none, err
	}
	sum := sha256.Sum256(content)
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Paper(ctx, in.ID)
		if err != nil || now.File != "" {
			return err
		}
		s, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		now.File, now.SHA256, now.Size = key, hex.EncodeToString(sum[:]), int64(len(content))
		if err := tx.SaveStanding(ctx, in.ID, now.Standing); err != nil {
			return err
		}
		return tx.Publish(ctx, ready(now, s.Send && now.Subject.Kind != "" && now.Customer.Email != ""))
	})
}

// printed is the document of a paper, with the business's logo.
func (v *Invoicing) printed(ctx context.Context, p Paper, who Identity) ([]byte, error) {
	if v.d.Logo != nil {
		who.Logo = v.d.Logo(ctx)
	}
	return v.d.Printer.Print(p, who)
}

// ready tells the others of a document.
func ready(p Stored, send bool) event.InvoiceReady {
	return event.InvoiceReady{InvoiceFacts: facts(p), Send: send}
}

func facts(p Stored) event.InvoiceFacts {
	f := event.InvoiceFacts{Invoice: p.ID.Raw(), Kind: string(p.Kind), Number: p.Number, Title: p.Title(), IssuedOn: p.IssuedOn, DueOn: p.DueOn, Total: p.Total, Owed: p.Outstanding(), CustomerName: p.Customer.Name,
		CustomerEmail: p.Customer.Email, Language: p.Language, SubjectKind: p.Subject.Kind, Subject: p.Subject.ID, File: p.File, SHA256: p.SHA256}
	if len(p.Of) > 0 {
		f.Credits = p.Of[0].Number
	}
	return f
}

// SendPaper sends a paper's document to its customer by mail, again if need be.
type SendPaper struct{ ID PaperID }

// Needs implements access.Guarded.
func (SendPaper) Needs() access.Permission { return PermIssue }

func (v *Invoicing) send(ctx context.Context, in SendPaper) (none usecase.None, err error) {
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		p, err := tx.Paper(ctx, in.ID)
		switch {
		case err != nil:
			return err
		case p.File == "":
			return ErrNotReady
		case p.Customer.Email == "":
			return fault.ErrInvalid.On("email", "required", "the customer has no address")
		}
		return tx.Publish(ctx, ready(p, true))
	})
}
