package payments

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
)

// PublicView is what anybody who knows a payment's identifier may see of it: no name, no link.
type PublicView struct {
	ID        PaymentID
	Status    Status
	Purpose   string
	Amount    money.Amount
	Failure   string
	ReturnURL string // for the page that sends the payer back; the API does not show it
}

// View is a payment as staff and the trade that opened it see it.
type View struct {
	ID          PaymentID
	Subject     Subject
	Purpose     string
	Description string
	Payer       Payer
	Amount      money.Amount
	Refundable  money.Amount
	Mode        Mode
	Status      Status
	Standing    Status
	Captured    money.Amount
	Capture     Capture
	HeldUntil   time.Time
	CardName    string // of a kept card
	Dispute     Dispute
	Provider    string
	Reference   string
	CheckoutURL string
	Failure     string
	Refunds     []Refund
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

func publicOf(s PaymentState) PublicView {
	return PublicView{ID: s.ID, Status: s.Status, Purpose: s.Purpose, Amount: s.Amount, Failure: s.Failure, ReturnURL: s.ReturnURL}
}

func viewOf(s PaymentState) View {
	return View{ID: s.ID, Subject: s.Subject, Purpose: s.Purpose, Description: s.Description, Payer: s.Payer, Amount: s.Amount,
		Refundable: Restore(s).Refundable(), Mode: s.Mode, Status: s.Status, Standing: s.Standing(), Captured: s.Captured, Capture: s.Capture, HeldUntil: s.HeldUntil, CardName: s.CardName, Dispute: s.Dispute, Provider: s.Provider, Reference: s.Reference,
		CheckoutURL: s.CheckoutURL, Failure: s.Failure, Refunds: s.Refunds, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt}
}

// LookAtPayment shows the state of a payment to whoever knows its identifier.
type LookAtPayment struct{ ID PaymentID }

// Needs implements access.Guarded.
func (LookAtPayment) Needs() access.Permission { return access.Public }

func (p *Payments) look(ctx context.Context, q LookAtPayment) (PublicView, error) {
	s, err := p.store.Find(ctx, q.ID)
	return publicOf(s), err
}

// GetPayment shows all of a payment to staff.
type GetPayment struct{ ID PaymentID }

// Needs implements access.Guarded.
func (GetPayment) Needs() access.Permission { return PermReadPayments }

func (p *Payments) get(ctx context.Context, q GetPayment) (View, error) {
	s, err := p.store.Find(ctx, q.ID)
	if err != nil {
		return View{}, err
	}
	return viewOf(s), nil
}

// ListPayments gives payments, newest first.
type ListPayments struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListPayments) Needs() access.Permission { return PermReadPayments }

func (p *Payments) list(ctx context.Context, q ListPayments) (paging.Page[View], error) {
	filter, err := q.Filter.checked()
	if err != nil {
		return paging.Page[View]{}, err
	}
	page, err := p.store.Page(ctx, filter, q.Page)
	if err != nil {
		return paging.Page[View]{}, err
	}
	out := paging.Page[View]{Next: page.Next, Items: make([]View, 0, len(page.Items))}
	for _, s := range page.Items {
		out.Items = append(out.Items, viewOf(s))
	}
	return out, nil
}

// PaymentsOfSubject gives the payments of one subject, newest first. The trade that owns the subject asks, after its own
// check of who may see it.
type PaymentsOfSubject struct{ Subject Subject }

// Needs implements access.Guarded.
func (PaymentsOfSubject) Needs() access.Permission { return PermProgram }

func (p *Payments) ofSubject(ctx context.Context, q PaymentsOfSubject) ([]View, error) {
	all, err := p.store.FindOf(ctx, q.Subject)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(all))
	for _, s := range all {
		views = append(views, viewOf(s))
	}
	return views, nil
}
