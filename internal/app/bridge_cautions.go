package app

import (
	"context"
	"errors"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
	"comptoir/internal/stays"
)

// staysCautions implements stays.Cautions with the payments context: a security deposit is a hold or a kept card, of a
// subject of its own.
type staysCautions struct{ payments *payments.Payments }

func cautionOf(id stays.ReservationID) payments.Subject {
	return payments.Subject{Kind: stays.SubjectCaution, ID: id.Raw()}
}

func cautionPayment(v payments.View) stays.CautionPayment {
	p := stays.CautionPayment{ID: v.ID.Raw(), Purpose: v.Purpose, Way: stays.CautionWay(v.Mode), Status: string(v.Status), Taking: v.Capture.Status == payments.CapturePending, Key: v.Capture.Key,
		Amount: v.Amount, Taken: v.Captured, Reason: v.Capture.Reason, HeldUntil: v.HeldUntil}
	if v.Capture.Status == payments.CaptureFailed {
		p.Refused, p.Asked = v.Failure, v.Capture.Amount
	}
	if v.Status == payments.RequiresAction || v.Status == payments.Failed {
		p.CheckoutURL = v.CheckoutURL
	}
	return p
}

// Open implements stays.Cautions.
func (b staysCautions) Open(ctx context.Context, c stays.Charge, way stays.CautionWay) (stays.CautionPayment, error) {
	v, err := b.payments.Open(asProgram(ctx, "stays"), payments.OpenPayment{Key: c.Key, Subject: cautionOf(c.Reservation), Purpose: c.Purpose, Description: c.Description + " · " + c.Reference,
		Payer: payments.Payer{Name: c.PayerName, Email: c.PayerEmail, Locale: c.Locale}, Amount: c.Amount, ReturnURL: c.ReturnURL, Mode: payments.Mode(way)})
	return cautionPayment(v), err
}

// Of implements stays.Cautions.
func (b staysCautions) Of(ctx context.Context, id stays.ReservationID) ([]stays.CautionPayment, error) {
	views, err := b.payments.OfSubject(asProgram(ctx, "stays"), payments.PaymentsOfSubject{Subject: cautionOf(id)})
	all := make([]stays.CautionPayment, len(views))
	for i, v := range views {
		all[i] = cautionPayment(v)
	}
	return all, err
}

// Take implements stays.Cautions: stays has checked who may.
func (b staysCautions) Take(ctx context.Context, payment ident.Raw, amount money.Amount, reason, key string) error {
	_, err := b.payments.Capture(asProgram(ctx, "stays"), payments.CapturePayment{ID: payments.PaymentID(payment), Amount: amount, Reason: reason, Key: key})
	if errors.Is(err, payments.ErrNotHeld) {
		return stays.ErrCautionClaimed.Because(err)
	}
	return err
}

// Release implements stays.Cautions.
func (b staysCautions) Release(ctx context.Context, payment ident.Raw) error {
	_, err := b.payments.Release(asProgram(ctx, "stays"), payments.ReleasePayment{ID: payments.PaymentID(payment)})
	return err
}

// Drop implements stays.Cautions.
func (b staysCautions) Drop(ctx context.Context, id stays.ReservationID) error {
	_, err := b.payments.Abandon(asProgram(ctx, "stays"), payments.Abandon{Subject: cautionOf(id)})
	return err
}

// Kept implements stays.Cautions.
func (b staysCautions) Kept(ctx context.Context) ([]stays.ReservationID, error) {
	ctx = asProgram(ctx, "stays")
	var all []stays.ReservationID
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := b.payments.List(ctx, payments.ListPayments{Filter: payments.Filter{Status: payments.Authorized}, Page: next})
		if err != nil {
			return nil, err
		}
		for _, v := range page.Items {
			if v.Subject.Kind == stays.SubjectCaution {
				all = append(all, stays.ReservationID(v.Subject.ID))
			}
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return all, nil
}
