package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/payments"
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
	c.keepBooks(books)
	c.upkeep = &ledgerio.Upkeep{Sealer: c.Bookkeeper, Ledger: c.Ledger, Tenants: c.tenants, Report: g.obs.Report, IDs: ids,
		CatchUp: func(ctx context.Context) (int, error) { return books.CatchUp(ctx, g.db) }}
	store.Wrote = c.upkeep.Mark
	c.ledger = ledgerio.New(ledgerio.Deps{Ledger: c.Ledger, Sealer: c.Bookkeeper, Web: kit, Zone: where, Now: g.now, Key: func() string { return ids.Raw().String() }, Due: c.owedByCustomers, Names: c.accountNames, Guests: c.guestNames, Business: func(ctx context.Context) (ledgerio.Business, error) {
		t, err := current(ctx, c.Tenancy.Directory)
		return ledgerio.Business{SIREN: t.Legal.SIREN, Currency: t.Currency}, err
	}})
}

// keepBooks has the facts of payments and stays posted. Each posting has a key that follows from what happened, so that a
// fact that is told twice, or by two events, is booked once; it is booked at the moment of the event, whenever it arrives.
func (c *Contexts) keepBooks(r *outbox.Router) {
	l, where := c.Ledger, placeOf(c.Tenancy.Directory)
	post := func(ctx context.Context, p ledger.PostTransaction, any bool) error {
		if !any {
			return nil
		}
		_, err := l.Post(ctx, p)
		return err
	}
	outbox.On(r, "ledger.payment_succeeded", func(ctx context.Context, e event.PaymentSucceeded) error {
		if e.SubjectKind == stays.SubjectCaution {
			return c.bookClaim(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Amount: e.Amount}, e.Subject)
		}
		return post(ctx, ledger.Receipt{Fact: paid(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Purpose: e.Purpose, Amount: e.Amount}.Transaction(), true)
	})
	held := func(ctx context.Context, f event.PaymentFacts) ledger.Claim {
		return ledger.Claim{Fact: claimed(ctx, f), Payment: f.Payment.String(), Provider: f.Provider, Amount: f.Amount}
	}
	outbox.On(r, "ledger.payment_authorized", func(ctx context.Context, e event.PaymentAuthorized) error {
		if e.SubjectKind != stays.SubjectCaution || e.Saved { // a kept card holds nothing
			return nil
		}
		v, err := c.Payments.Get(asProgram(ctx, "ledger"), payments.GetPayment{ID: payments.PaymentID(e.Payment)})
		if err != nil || v.Status != payments.Authorized { // told late: what came after is in the books
			return err
		}
		_, err = l.Hold(ctx, held(ctx, e.PaymentFacts).Hold(e.Until))
		return err
	})
	outbox.On(r, "ledger.payment_cancelled", func(ctx context.Context, e event.PaymentCancelled) error {
		if e.SubjectKind != stays.SubjectCaution {
			return nil
		}
		claim := held(ctx, e.PaymentFacts)
		hold, err := l.OpenHold(ctx, claim.FindHold())
		if err != nil || hold.IsZero() {
			return err
		}
		_, err = l.Void(ctx, claim.Release(hold))
		return err
	})
	outbox.On(r, "ledger.payment_disputed", func(ctx context.Context, e event.PaymentDisputed) error {
		return post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount}.Transaction(), true)
	})
	outbox.On(r, "ledger.dispute_closed", func(ctx context.Context, e event.DisputeClosed) error {
		return post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount, Won: true}.Transaction(), e.Won)
	})
	outbox.On(r, "ledger.refund_succeeded", func(ctx context.Context, e event.RefundSucceeded) error {
		if e.SubjectKind == stays.SubjectCaution {
			return c.bookClaim(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Refund: e.Refund.String(), Provider: e.Provider, Amount: e.RefundAmount}, e.Subject)
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
	divided := func(ctx context.Context, e event.StayFacts, of func(ledger.Terms) (ledger.PostTransaction, bool)) error {
		booked := e.BookedAt
		terms, err := l.TermsOf(ctx, ledger.GetTermsOf{Property: e.Property.ID, On: e.Stay.To})
		if err != nil {
			return err
		}
		p, any := of(terms)
		if !booked.IsZero() { // the paper is the booking, whose reference the posting bears
			p.PieceOn = period.DateOf(booked, where(ctx))
		}
		return post(ctx, p, any)
	}
	outbox.On(r, "ledger.stay_completed", func(ctx context.Context, e event.ReservationCompleted) error {
		taxes, err := c.taxes(ctx)
		if err != nil {
			return err
		}
		return divided(ctx, e.StayFacts, taxes.stay(stayed(ctx, e.StayFacts), e.StayFacts).Transaction)
	})
	outbox.On(r, "ledger.stay_reduced", func(ctx context.Context, e event.ReservationReduced) error {
		taxes, err := c.taxes(ctx)
		if err != nil {
			return err
		}
		return divided(ctx, e.StayFacts, taxes.reduction(stayed(ctx, e.StayFacts), e).Transaction)
	})
	dropped := func(ctx context.Context, f event.StayFacts, kept money.Amount, withdrew, noShow bool) error {
		taxes, err := c.taxes(ctx)
		if err != nil {
			return err
		}
		loss := taxes.loss(stayed(ctx, f), f, kept, withdrew)
		loss.NoShow = noShow
		return divided(ctx, f, loss.Transaction)
	}
	outbox.On(r, "ledger.stay_cancelled", func(ctx context.Context, e event.ReservationCancelled) error {
		return dropped(ctx, e.StayFacts, e.Kept, e.By == "guest", false)
	})
	outbox.On(r, "ledger.arrhes_owed", func(ctx context.Context, e event.ReservationCancelled) error {
		return post(ctx, ledger.Doubled{Fact: stayed(ctx, e.StayFacts), Amount: e.Double}.Transaction(), e.Double.IsPositive())
	})
	outbox.On(r, "ledger.arrhes_doubled", func(ctx context.Context, e event.ArrhesDoubled) error {
		return post(ctx, ledger.Doubled{Fact: stayed(ctx, e.StayFacts), Amount: e.Amount, Paid: true}.Transaction(), true)
	})
	outbox.On(r, "ledger.stay_missed", func(ctx context.Context, e event.ReservationNoShow) error {
		return dropped(ctx, e.StayFacts, e.Paid, false, true)
	})
}

// agreeFees has the fee of a mandate that both have signed be the commission of its property.
func (c *Contexts) agreeFees(r *outbox.Router) {
	where := placeOf(c.Tenancy.Directory)
	outbox.On(r, "ledger.mandate_signed", func(ctx context.Context, e event.ContractCompleted) error {
		if e.Kind != string(contracts.Mandate) {
			return nil
		}
		signed, err := c.Contracts.Get(asProgram(ctx, "ledger"), contracts.GetContract{ID: contracts.ContractID(e.Contract)})
		if err != nil {
			return err
		}
		rate, clear := ledger.ReadFee(signed.Signing.Terms["fee"])
		if !clear { // the desk enters what is agreed in other words
			return nil
		}
		_, err = c.Ledger.SetCommission(ctx, ledger.SetCommission{Agreement: ledger.Agreement{Property: e.Subject, From: period.DateOf(told(ctx), where(ctx)), Rate: rate, Source: e.Number}})
		return err
	})
}

// bookClaim books what was taken of a security deposit, and to whom it goes; or that it went back, from whom had it. What
// was taken before anybody was chosen still stands among the deposits, and goes back from there.
func (c *Contexts) bookClaim(ctx context.Context, claim ledger.Claim, reservation ident.Raw) error {
	ctx = asProgram(ctx, "ledger")
	v, err := c.Stays.GetReservation(ctx, stays.GetReservation{ID: stays.ReservationID(reservation)})
	if err != nil {
		return err
	}
	if v.ClaimedFor() == stays.ForOwner {
		claim.Property = v.Property.String()
	}
	if claim.Refund == "" {
		hold, err := c.Ledger.OpenHold(ctx, claim.FindHold())
		if err != nil {
			return err
		}
		if !hold.IsZero() {
			_, err = c.Ledger.Capture(ctx, claim.Capture(hold))
			return err
		}
	}
	all := []ledger.PostTransaction{claim.Transaction(), claim.Award()}
	if claim.Refund != "" {
		held, err := c.Ledger.Balances(ctx, ledger.BalancesOf{Account: ledger.DepositOf(claim.Subject)})
		if err != nil {
			return err
		}
		slices.Reverse(all) // nothing stands among the deposits until it is taken back
		if slices.ContainsFunc(held, func(b ledger.Balance) bool {
			return b.Currency == claim.Amount.Currency() && b.Amount().Cmp(claim.Amount) >= 0
		}) {
			all = all[1:]
		}
	}
	_, err = c.Ledger.PostTogether(ctx, ledger.PostTogether{All: all})
	return err
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
