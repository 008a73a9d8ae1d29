package app

import (
	"cmp"
	"context"
	"errors"

	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/stays"
)

// keepBooks has the facts of payments, papers and stays posted. Each posting has a key that follows from what happened, so that
// a fact that is told twice, or by two events, is booked once; it is booked at the moment of the event, whenever it arrives.
func (c *Contexts) keepBooks(r *outbox.Router) {
	c.bookMoney(r)
	c.bookHolds(r)
	c.bookPapers(r)
	c.bookStays(r)
}

// post posts what a fact came to, when it came to anything.
func (c *Contexts) post(ctx context.Context, p ledger.PostTransaction, any bool) error {
	if !any {
		return nil
	}
	_, err := c.Ledger.Post(ctx, p)
	return err
}

// bookMoney books what providers and tills took and gave back.
func (c *Contexts) bookMoney(r *outbox.Router) {
	outbox.On(r, "ledger.payment_succeeded", func(ctx context.Context, e event.PaymentSucceeded) error {
		if e.SubjectKind == stays.SubjectCaution {
			return c.bookClaim(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Amount: e.Amount}, e.Subject)
		}
		return c.post(ctx, ledger.Receipt{Fact: paid(ctx, e.PaymentFacts), Payment: e.Payment.String(), Provider: e.Provider, Purpose: e.Purpose, Amount: e.Amount}.Transaction(), true)
	})
	outbox.On(r, "ledger.payment_disputed", func(ctx context.Context, e event.PaymentDisputed) error {
		return c.post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount}.Transaction(), true)
	})
	outbox.On(r, "ledger.dispute_closed", func(ctx context.Context, e event.DisputeClosed) error {
		return c.post(ctx, ledger.Contest{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Dispute: e.Dispute, Provider: e.Provider, Amount: e.DisputeAmount, Won: true}.Transaction(), e.Won)
	})
	outbox.On(r, "ledger.refund_succeeded", func(ctx context.Context, e event.RefundSucceeded) error {
		return c.outOf(ctx, e, func(place string) error {
			if e.SubjectKind == stays.SubjectCaution {
				return c.bookClaim(ctx, ledger.Claim{Fact: claimed(ctx, e.PaymentFacts), Payment: e.Payment.String(), Refund: e.Refund.String(), Provider: place, Amount: e.RefundAmount}, e.Subject)
			}
			return c.post(ctx, ledger.Repayment{Fact: paid(ctx, e.PaymentFacts), Payment: e.Payment.String(), Refund: e.Refund.String(), Provider: place, Amount: e.RefundAmount}.Transaction(), true)
		})
	})
}

// outOf books a refund out of the place that paid it: where somebody has said, else where the money had come in. What the till
// or the cheques cannot bear though it came in there has been to the bank meanwhile, and is paid from there. A fact that is
// told again after it was booked at the bank finds its key used, and then itself.
func (c *Contexts) outOf(ctx context.Context, e event.RefundSucceeded, book func(place string) error) error {
	err := book(cmp.Or(e.By, e.Provider))
	if e.By != "" || e.Provider != string(payments.Cash) && e.Provider != string(payments.Cheque) {
		return err
	}
	switch {
	case errors.Is(err, ledger.ErrKeyReused):
		return book(string(payments.Transfer))
	case errors.Is(err, ledger.ErrOverdrawn): // or the refund is heard of before the money was
		if in, bad := c.Ledger.IsBooked(asProgram(ctx, "ledger"), ledger.IsBooked{Key: ledger.ReceiptKey(e.Payment.String())}); bad != nil || !in {
			return cmp.Or(bad, err)
		}
		return book(string(payments.Transfer))
	}
	return err
}

// bookHolds books the cards on which money of a security deposit is held, until it is taken or let go.
func (c *Contexts) bookHolds(r *outbox.Router) {
	l := c.Ledger
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
}

// bookPapers books what is invoiced and paid by hand; the papers of a stay come to what bookStays books.
func (c *Contexts) bookPapers(r *outbox.Router) {
	outbox.On(r, "ledger.invoice_issued", func(ctx context.Context, e event.InvoiceIssued) error {
		b := ledger.Billed{Fact: ledger.Fact{Piece: e.Number, At: told(ctx)}, Invoice: e.Invoice.String(), Account: cmp.Or(e.Credits, e.Number), Label: e.Title, On: e.IssuedOn, Net: e.Net, VAT: e.VAT}
		p, any := b.Transaction()
		return c.post(ctx, p, any)
	})
	outbox.On(r, "ledger.invoice_paid", func(ctx context.Context, e event.InvoicePaid) error {
		return c.post(ctx, ledger.Settled{Fact: ledger.Fact{Piece: e.Number, At: told(ctx)}, Payment: e.Payment, Account: e.Number, Method: e.Method, On: e.PaidOn, Amount: e.Amount}.Transaction(), true)
	})
}

// bookStays divides what guests paid between owners, agency and taxes when a stay has ended, one way or the other.
func (c *Contexts) bookStays(r *outbox.Router) {
	l, where := c.Ledger, placeOf(c.Tenancy.Directory)
	divided := func(ctx context.Context, e event.StayFacts, of func(ledger.Terms) (ledger.PostTransaction, bool)) error {
		booked := e.BookedAt
		terms, err := l.TermsOf(ctx, ledger.GetTermsOf{Property: e.Property.ID, On: e.Stay.To, Stay: e.Reservation.String()})
		if err != nil {
			return err
		}
		p, any := of(terms)
		if !booked.IsZero() { // the paper is the booking, whose reference the posting bears
			p.PieceOn = period.DateOf(booked, where(ctx))
		}
		return c.post(ctx, p, any)
	}
	outbox.On(r, "ledger.stay_completed", func(ctx context.Context, e event.ReservationCompleted) error {
		taxes, err := c.taxesOf(ctx, e.StayFacts)
		if err != nil {
			return err
		}
		return divided(ctx, e.StayFacts, taxes.stay(stayed(ctx, e.StayFacts), e.StayFacts).Transaction)
	})
	outbox.On(r, "ledger.stay_reduced", func(ctx context.Context, e event.ReservationReduced) error {
		taxes, err := c.taxesOf(ctx, e.StayFacts)
		if err != nil {
			return err
		}
		return divided(ctx, e.StayFacts, taxes.reduction(stayed(ctx, e.StayFacts), e).Transaction)
	})
	dropped := func(ctx context.Context, f event.StayFacts, kept money.Amount, withdrew, noShow bool) error {
		taxes, err := c.taxesOf(ctx, f)
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
	outbox.On(r, "ledger.stay_missed", func(ctx context.Context, e event.ReservationNoShow) error {
		return dropped(ctx, e.StayFacts, e.Paid, false, true)
	})
	outbox.On(r, "ledger.arrhes_owed", func(ctx context.Context, e event.ReservationCancelled) error {
		return c.post(ctx, ledger.Doubled{Fact: stayed(ctx, e.StayFacts), Amount: e.Double}.Transaction(), e.Double.IsPositive())
	})
	outbox.On(r, "ledger.arrhes_doubled", func(ctx context.Context, e event.ArrhesDoubled) error {
		return c.post(ctx, ledger.Doubled{Fact: stayed(ctx, e.StayFacts), Amount: e.Amount, Paid: true}.Transaction(), true)
	})
}
