package app

import (
	"cmp"
	"context"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/trail"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// assembleLedger makes the books.
func (c *Contexts) assembleLedger(g *ground, kit *web.Kit, ids *ident.Source, observe usecase.Observer) {
	store := ledgerio.NewStore(g.db)
	where := placeOf(c.Tenancy.Directory)
	c.Ledger = ledger.New(ledger.Deps{Store: ledgerio.NewBatcher(store), Now: g.now, IDs: ids, Observer: observe, Zone: where})
	c.Bookkeeper = ledgerio.NewSealer(g.db, [][]byte{g.key}, trail.FileAnchor{Files: g.plain, Folder: ledgerio.AnchorFolder}, g.now)
	books := outbox.NewRouter()
	keepBooks(books, c.Ledger, c.taxes)
	c.upkeep = &ledgerio.Upkeep{Sealer: c.Bookkeeper, Ledger: c.Ledger, Tenants: c.tenants, Report: g.obs.Report, IDs: ids,
		CatchUp: func(ctx context.Context) (int, error) { return books.CatchUp(ctx, g.db) }}
	store.Wrote = c.upkeep.Mark
	c.ledger = ledgerio.New(ledgerio.Deps{Ledger: c.Ledger, Sealer: c.Bookkeeper, Web: kit, Zone: where, Now: g.now, Key: func() string { return ids.Raw().String() }, Due: c.owedByCustomers, Names: c.accountNames, Business: func(ctx context.Context) (ledgerio.Business, error) {
		t, err := current(ctx, c.Tenancy.Directory)
		return ledgerio.Business{SIREN: t.Legal.SIREN, Currency: t.Currency}, err
	}})
}

// keepBooks has the facts of payments and stays posted. Each posting has a key that follows from what happened, so that a
// fact that is told twice, or by two events, is booked once; it is booked at the moment of the event, whenever it arrives.
func keepBooks(r *outbox.Router, l *ledger.Ledger, vat func(context.Context) (taxes, error)) {
	post := func(ctx context.Context, p ledger.PostTransaction, any bool) error {
		if !any {
			return nil
		}
		_, err := l.Post(ctx, p)
		return err
	}
	outbox.On(r, "ledger.payment_succeeded", func(ctx context.Context, e event.PaymentSucceeded) error {
		if e.SubjectKind == stays.SubjectCaution {
			return post(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Amount: e.Amount}.Transaction(), true)
		}
		return post(ctx, ledger.Receipt{Fact: paid(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Purpose: e.Purpose, Amount: e.Amount}.Transaction(), true)
	})
	outbox.On(r, "ledger.payment_disputed", func(ctx context.Context, e event.PaymentDisputed) error {
		return post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount}.Transaction(), true)
	})
	outbox.On(r, "ledger.dispute_closed", func(ctx context.Context, e event.DisputeClosed) error {
		return post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount, Won: true}.Transaction(), e.Won)
	})
	outbox.On(r, "ledger.refund_succeeded", func(ctx context.Context, e event.RefundSucceeded) error {
		if e.SubjectKind == stays.SubjectCaution {
			return post(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Refund: e.Refund.String(), Provider: e.Provider, Amount: e.RefundAmount}.Transaction(), true)
		}
		return post(ctx, ledger.Repayment{Fact: paid(ctx, e.PaymentFacts), Payment: e.Payment.String(), Refund: e.Refund.String(), Provider: e.Provider, Amount: e.RefundAmount}.Transaction(), true)
	})
	outbox.On(r, "ledger.invoice_issued", func(ctx context.Context, e event.InvoiceIssued) error {
		b := ledger.Billed{Fact: ledger.Fact{Piece: e.Number, At: told(ctx)}, Invoice: e.Invoice.String(), Account: cmp.Or(e.Credits, e.Number), Label: e.Title, On: e.IssuedOn, Net: e.Net, VAT: e.VAT}
		p, any := b.Transaction()
		return post(ctx, p, any)
	})
	outbox.On(r, "ledger.invoice_paid", func(ctx context.Context, e event.InvoicePaid) error {
		return post(ctx, ledger.Settled{Fact: ledger.Fact{Piece: e.Number, At: told(ctx)}, Payment: e.Payment, Account: e.Number, Method: e.Method, On: e.PaidOn, Amount: e.Amount}.Transaction(), true)
	})
	divided := func(ctx context.Context, of func(ledger.Terms) (ledger.PostTransaction, bool)) error {
		terms, err := l.Terms(ctx, ledger.GetTerms{})
		if err != nil {
			return err
		}
		p, any := of(terms)
		return post(ctx, p, any)
	}
	outbox.On(r, "ledger.stay_completed", func(ctx context.Context, e event.ReservationCompleted) error {
		taxes, err := vat(ctx)
		if err != nil {
			return err
		}
		return divided(ctx, taxes.stay(stayed(ctx, e.StayFacts), e.StayFacts).Transaction)
	})
	dropped := func(ctx context.Context, f event.StayFacts, kept money.Amount, withdrew, noShow bool) error {
		taxes, err := vat(ctx)
		if err != nil {
			return err
		}
		loss := taxes.loss(stayed(ctx, f), f, kept, withdrew)
		loss.NoShow = noShow
		return divided(ctx, loss.Transaction)
	}
	outbox.On(r, "ledger.stay_cancelled", func(ctx context.Context, e event.ReservationCancelled) error {
		return dropped(ctx, e.StayFacts, e.Kept, e.By == "guest", false)
	})
	outbox.On(r, "ledger.stay_missed", func(ctx context.Context, e event.ReservationNoShow) error {
		return dropped(ctx, e.StayFacts, e.Paid, false, true)
	})
}

// claimed is paid with the reservation itself as the subject, whatever of it was paid.
func claimed(ctx context.Context, f event.PaymentFacts) ledger.Fact {
	fact := paid(ctx, f)
	if f.SubjectKind == stays.SubjectCaution {
		fact.Subject = f.Subject.String()
	}
	return fact
}

// paid is what the books need of a payment.
func paid(ctx context.Context, f event.PaymentFacts) ledger.Fact {
	kind := ""
	if f.SubjectKind != stays.SubjectReservation {
		kind = strings.NewReplacer(".", "-", "_", "-").Replace(f.SubjectKind) + ":"
	}
	return ledger.Fact{Subject: kind + f.Subject.String(), Piece: cmp.Or(f.Reference, f.Payment.String()), At: told(ctx)}
}

func stayed(ctx context.Context, f event.StayFacts) ledger.Fact {
	return ledger.Fact{Subject: f.Reservation.String(), Piece: f.Reference, At: told(ctx)}
}

// told is when the event of ctx was published.
func told(ctx context.Context) time.Time {
	m, _ := outbox.MetaOf(ctx)
	return m.At
}

// BooksReport is what a verification of a business's books found.
type BooksReport = ledgerio.Report

// CatchUpBooks posts what has happened to the business of ctx and is not in its books.
func (a *App) CatchUpBooks(ctx context.Context) (int, error) {
	n, err := a.Contexts.upkeep.CatchUp(ctx)
	if err != nil {
		return n, err
	}
	_, err = a.Contexts.Bookkeeper.Seal(ctx)
	return n, err
}
