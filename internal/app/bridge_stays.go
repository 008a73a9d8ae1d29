package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/contracts"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
)

// asProgram lets one context ask another: the asking context has checked what the person may do.
func asProgram(ctx context.Context, name string) context.Context {
	return access.AsSystem(ctx, access.TenantOf(ctx), name)
}

// staysPayments implements stays.Payments with the payments context.
type staysPayments struct{ payments *payments.Payments }

func subjectOf(id stays.ReservationID) payments.Subject {
	return payments.Subject{Kind: stays.SubjectReservation, ID: id.Raw()}
}

// Open implements stays.Payments.
func (b staysPayments) Open(ctx context.Context, c stays.Charge) (stays.PaymentView, error) {
	v, err := b.payments.Open(asProgram(ctx, "stays"), payments.OpenPayment{Key: c.Key, Subject: subjectOf(c.Reservation), Purpose: c.Purpose,
		Description: c.Description + " · " + c.Reference, Payer: payments.Payer{Name: c.PayerName, Email: c.PayerEmail, Locale: c.Locale},
		Amount: c.Amount, ReturnURL: c.ReturnURL, Keep: c.Keep})
	if errors.Is(err, payments.ErrNoneChosen) {
		err = stays.ErrNoOnlinePayment.Because(err)
	}
	return stays.PaymentView{ID: v.ID.Raw(), Amount: v.Amount, Status: string(v.Status), CheckoutURL: v.CheckoutURL}, err
}

// Take implements stays.Payments. A payment page that is open for the same money is closed by a job.
func (b staysPayments) Take(ctx context.Context, t stays.Taking) (stays.PaymentView, error) {
	ctx = asProgram(ctx, "stays")
	v, err := b.payments.Take(ctx, payments.TakePayment{Key: t.Key, Subject: subjectOf(t.Reservation), Purpose: t.Purpose, Description: t.Description + " · " + t.Reference,
		Payer: payments.Payer{Name: t.PayerName, Email: t.PayerEmail, Locale: t.Locale}, Method: payments.Method(t.Method), Amount: t.Amount, Note: t.Note})
	if err == nil {
		_, err = b.payments.Abandon(ctx, payments.Abandon{Subject: subjectOf(t.Reservation)})
	}
	return stays.PaymentView{ID: v.ID.Raw(), Amount: v.Amount, Status: string(v.Status)}, err
}

// PaysOnline implements stays.Payments.
func (b staysPayments) PaysOnline(ctx context.Context) (bool, error) {
	return b.payments.PaysOnline(asProgram(ctx, "stays"), payments.PaysOnline{})
}

// KeepsCards implements stays.Payments.
func (b staysPayments) KeepsCards(ctx context.Context) (bool, error) {
	return b.payments.KeepsCards(asProgram(ctx, "stays"), payments.KeepsCards{})
}

// ChargeLater implements stays.Payments.
func (b staysPayments) ChargeLater(ctx context.Context, c stays.Charge, card ident.Raw) error {
	_, err := b.payments.ChargeLater(asProgram(ctx, "stays"), payments.ChargeLater{Key: c.Key, Card: payments.PaymentID(card), Subject: subjectOf(c.Reservation), Purpose: c.Purpose,
		Description: c.Description + " · " + c.Reference, Amount: c.Amount})
	switch {
	case errors.Is(err, payments.ErrUnderWay):
		return stays.ErrUnderWay.Because(err)
	case errors.Is(err, payments.ErrNoCard):
		return stays.ErrNoCard.Because(err)
	}
	return err
}

// Settle asks the provider about the payments of a reservation that are still open: the payer is back, perhaps before
// the provider's own notification.
func (b staysPayments) Settle(ctx context.Context, id stays.ReservationID) error {
	ctx = asProgram(ctx, "stays")
	open, err := b.payments.OfSubject(ctx, payments.PaymentsOfSubject{Subject: subjectOf(id)})
	if err != nil {
		return err
	}
	for _, v := range open {
		if v.Status != payments.RequiresAction && v.Status != payments.Failed {
			continue
		}
		if _, err := b.payments.Sync(ctx, payments.SyncPayment{ID: v.ID}); err != nil {
			return err
		}
	}
	return nil
}

// Receipts implements staysio.Receipts.
func (b staysPayments) Receipts(ctx context.Context, id stays.ReservationID) ([]staysio.Receipt, error) {
	views, err := b.payments.OfSubject(asProgram(ctx, "stays"), payments.PaymentsOfSubject{Subject: subjectOf(id)})
	if err != nil {
		return nil, err
	}
	receipts := make([]staysio.Receipt, len(views))
	for i, v := range views {
		receipts[i] = staysio.Receipt{ID: v.ID.Raw(), Purpose: v.Purpose, Amount: v.Amount, Refundable: v.Refundable, Status: string(v.Status),
			Provider: v.Provider, Failure: v.Failure, At: v.CreatedAt}
		for _, r := range v.Refunds {
			receipts[i].Refunds = append(receipts[i].Refunds, staysio.Refund{ID: r.ID.Raw(), ByHand: r.Status == payments.RefundPending && slices.Contains(payments.Methods(), payments.Method(v.Provider)), Amount: r.Amount, Status: string(r.Status), Reason: r.Reason, At: r.At})
		}
	}
	return receipts, nil
}

// HandBack implements staysio.Receipts. The person who says so must be allowed to refund.
func (b staysPayments) HandBack(ctx context.Context, id stays.ReservationID, payment, refund ident.Raw, by string) error {
	found, err := b.payments.Get(ctx, payments.GetPayment{ID: payments.PaymentID(payment)})
	if err != nil {
		return err
	}
	if found.Subject != subjectOf(id) {
		return payments.ErrUnknown
	}
	_, err = b.payments.HandBack(ctx, payments.HandBack{Payment: found.ID, Refund: payments.RefundID(refund), By: payments.Method(by)})
	return err
}

// owners implements stays.Owners: whoever may be shown a property's stays as its owner.
func (c *Contexts) owners(ctx context.Context) ([]stays.OwnerAccount, error) {
	ctx = asProgram(ctx, "stays")
	var all []stays.OwnerAccount
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := c.Identity.ListUsers(ctx, identity.ListUsers{Request: next, Team: true})
		if err != nil {
			return nil, err
		}
		for _, u := range page.Items {
			if slices.Contains(u.Roles, identity.Owner) && !u.Deactivated {
				all = append(all, stays.OwnerAccount{User: u.ID, Name: u.Name, Email: u.Email, Locale: u.Locale})
			}
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	slices.SortFunc(all, func(a, b stays.OwnerAccount) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// staysLinks implements stays.Links: tokens are derived from the installation's key, so that none is stored.
type staysLinks struct {
	key  []byte
	site func(context.Context) string
}

// derive makes 128 bits and more out of the key for a purpose, as text for an address.
func derive(key []byte, purpose string, tenant access.TenantID, id ident.Raw) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose + "|" + tenant.String() + "|" + id.String()))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:24])
}

// ManageToken implements stays.Links.
func (l staysLinks) ManageToken(tenant access.TenantID, id stays.ReservationID, number int) string {
	purpose := "stays manage"
	if number > 0 {
		purpose += " " + strconv.Itoa(number)
	}
	return derive(l.key, purpose, tenant, id.Raw())
}

// ReturnURL implements stays.Links.
func (l staysLinks) ReturnURL(ctx context.Context, token string) string {
	return l.site(ctx) + "/manage/" + token + "/return"
}

// staysDocuments implements staysio.Documents with the contracts context.
type staysDocuments struct{ contracts *contracts.Contracts }

// Documents implements staysio.Documents.
func (b staysDocuments) Documents(ctx context.Context, id stays.ReservationID) ([]staysio.Document, error) {
	views, err := b.contracts.Of(asProgram(ctx, "stays"), contracts.ContractsOf{Reservation: id.Raw()})
	if err != nil {
		return nil, err
	}
	docs := make([]staysio.Document, len(views))
	for i, v := range views {
		docs[i] = staysio.Document{ID: v.ID.Raw(), Name: v.Number, Revision: v.Revision, Amends: v.Amends, Ready: v.Ready(), At: v.GeneratedAt, Status: string(v.Status), Waiting: v.Waiting}
		for _, m := range v.Milestones {
			docs[i].Steps = append(docs[i].Steps, staysio.DocumentStep{At: m.At, Kind: string(m.What), By: m.By})
		}
	}
	return docs, nil
}

// SignLink implements staysio.Documents: where the guest who holds the reservation's link signs its contract.
func (b staysDocuments) SignLink(ctx context.Context, document ident.Raw) (string, error) {
	inv, err := b.contracts.Invitation(asProgram(ctx, "stays"), contracts.InvitationOf{Contract: contracts.ContractID(document)})
	return "/sign/" + inv.Token, err
}

// Open implements staysio.Documents. The document must belong to the reservation whose link or page was used.
func (b staysDocuments) Open(ctx context.Context, reservation stays.ReservationID, document ident.Raw) (staysio.Paper, error) {
	doc, err := b.contracts.Open(asProgram(ctx, "stays"), contracts.OpenContract{ID: contracts.ContractID(document)})
	if err != nil {
		return staysio.Paper{}, err
	}
	if doc.Reservation != reservation.Raw() {
		_ = doc.Content.Close()
		return staysio.Paper{}, contracts.ErrUnknown
	}
	return staysio.Paper{Name: doc.Number + ".pdf", Type: "application/pdf", Content: doc.Content}, nil
}
