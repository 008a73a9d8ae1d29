package app

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/skip2/go-qrcode"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/payments"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
)

// bankingDebts implements banking.Debts with stays, which say what is owed, and payments, which record what came.
type bankingDebts struct{ c *Contexts }

// Open implements banking.Debts.
func (b bankingDebts) Open(ctx context.Context) ([]banking.Debt, error) {
	return b.list(ctx, stays.ReservationQuery{Statuses: []stays.Status{stays.Held, stays.Confirmed, stays.CheckedIn, stays.Completed}, Owing: true, Order: "-arrival"}, true)
}

// found is how many debts a search brings.
const found = 20

// Find implements banking.Debts.
func (b bankingDebts) Find(ctx context.Context, words string) ([]banking.Debt, error) {
	if id, err := ident.Parse[stays.Reservation](words); err == nil {
		v, err := b.c.Stays.GetReservation(asProgram(ctx, "banking"), stays.GetReservation{ID: id})
		if errors.Is(err, stays.ErrUnknown) {
			return nil, nil
		}
		return []banking.Debt{debtOf(ctx, v)}, err
	}
	return b.list(ctx, stays.ReservationQuery{Text: words, Page: paging.Request{Limit: found}}, false)
}

func (b bankingDebts) list(ctx context.Context, q stays.ReservationQuery, owing bool) (all []banking.Debt, err error) {
	ctx = asProgram(ctx, "banking")
	for more := true; more; {
		if owing {
			q.Page.Limit = paging.MaxLimit
		}
		page, err := b.c.Stays.ListReservations(ctx, stays.ListReservations{Query: q})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			switch {
			case row.Status == stays.Held || row.HasPending: // what is due now is a part
				v, err := b.c.Stays.GetReservation(ctx, stays.GetReservation{ID: row.ID})
				if err != nil {
					return nil, err
				}
				all = append(all, debtOf(ctx, v))
			default:
				all = append(all, banking.Debt{Subject: row.ID.Raw(), Reference: row.Reference, Payer: row.GuestName, Label: row.PropertyName.In(defaultLocale(ctx)), Owed: row.Owed, DueOn: row.BalanceDueOn})
			}
		}
		q.Page.Cursor, more = page.Next, owing && page.Next != ""
	}
	return all, nil
}

func debtOf(ctx context.Context, v stays.ReservationView) banking.Debt {
	d := banking.Debt{Subject: v.ID.Raw(), Reference: v.Reference, Payer: v.Guest.Name(), Label: v.Booked.Name.In(defaultLocale(ctx)), Owed: v.Owed, DueOn: v.Quote.BalanceDueOn}
	if v.Next != nil {
		d.Owed, d.DueOn = v.Next.Amount, v.Next.On
	}
	return d
}

// take records the money. A payment is recognised by its key also when the stay stands elsewhere than when it was recorded.
func (b bankingDebts) take(ctx context.Context, r banking.Receipt) (payments.View, error) {
	v, err := b.c.Stays.GetReservation(ctx, stays.GetReservation{ID: stays.ReservationID(r.Subject)})
	if err != nil {
		return payments.View{}, err
	}
	purposes := []string{stays.PurposeBalance, stays.PurposeDeposit}
	if v.Status == stays.Held || v.Status == stays.Expired {
		purposes = []string{stays.PurposeDeposit, stays.PurposeBalance}
	}
	var out payments.View
	for _, purpose := range purposes {
		out, err = b.c.Payments.Take(ctx, payments.TakePayment{Key: r.Key, Subject: subjectOf(v.ID), Purpose: purpose, Description: v.Booked.Name.In(v.Guest.Locale) + " · " + v.Reference,
			Payer: payments.Payer{Name: v.Guest.Name(), Email: v.Guest.Email, Locale: v.Guest.Locale}, Method: payments.Transfer, Amount: r.Amount, Note: r.Note})
		if !errors.Is(err, payments.ErrKeyReused) {
			break
		}
	}
	return out, err
}

// Take implements banking.Debts. A payment page that is open for the same money is closed by a job.
func (b bankingDebts) Take(ctx context.Context, r banking.Receipt) error {
	ctx = asProgram(ctx, "banking")
	if _, err := b.take(ctx, r); err != nil {
		return err
	}
	if _, err := b.c.Payments.Abandon(ctx, payments.Abandon{Subject: subjectOf(stays.ReservationID(r.Subject))}); err != nil {
		return fmt.Errorf("the money is recorded, open payment pages are not closed: %s", err) // no refusal: it is tried again
	}
	return nil
}

// GiveBack implements banking.Debts: a refund that is handed back at once.
func (b bankingDebts) GiveBack(ctx context.Context, r banking.Receipt) error {
	ctx = asProgram(ctx, "banking")
	v, err := b.take(ctx, r)
	if err != nil {
		return err
	}
	if v.Refundable.IsPositive() {
		v, err = b.c.Payments.Refund(ctx, payments.RefundPayment{ID: v.ID, Amount: v.Refundable, Reason: "matched_wrongly", Key: r.Key + "/undone"})
		if err != nil {
			return err
		}
	}
	for _, refund := range v.Refunds {
		if refund.Status != payments.RefundPending || refund.Key != r.Key+"/undone" {
			continue
		}
		if _, err := b.c.Payments.HandBack(ctx, payments.HandBack{Payment: v.ID, Refund: refund.ID, By: payments.Transfer}); err != nil && !errors.Is(err, payments.ErrHandedBack) {
			return err
		}
	}
	return nil
}

// ownBank is the account of the business's own money in the books.
const ownBank ledger.Path = "bank:main"

// placeAccounts are the accounts of the books at which the business's own money is.
var placeAccounts = map[banking.Place]ledger.Path{banking.PlaceTill: "till", banking.PlaceCheques: "cheques", banking.PlaceClients: clientMoney, banking.PlaceOwn: ownBank,
	banking.PlaceTourist: ledger.TouristTax, banking.PlaceTransit: "transit", banking.PlaceOwnTill: "cash", banking.PlaceOwnCheques: "cheques:own"}

// Standing implements banking.Books.
func (b bankingBooks) Standing(ctx context.Context) (s banking.OwnMoney, err error) {
	ctx = asProgram(ctx, "banking")
	all, err := b.ledger.Standing(ctx, ledger.GetStanding{Currency: money.EUR})
	if err != nil {
		return s, err
	}
	for _, to := range []*money.Amount{&s.Till, &s.Cheques, &s.OwnTill, &s.OwnCheques, &s.Transit, &s.Tourist, &s.Earned} {
		*to = money.Zero(money.EUR)
	}
	at := map[string]*money.Amount{"till": &s.Till, "cheques": &s.Cheques, "cash": &s.OwnTill, "cheques:own": &s.OwnCheques, "transit": &s.Transit, string(ledger.TouristTax): &s.Tourist}
	for _, one := range all {
		if to := at[one.Class.Prefix]; to != nil {
			*to = one.Amount
		}
		if one.Class.Pool != ledger.ClientMoney {
			continue
		}
		if one.Class.Side == ledger.Credit { // what is held for others, less what they are owed: what they owe is not held
			one.Amount = one.Amount.Add(one.Contrary).Neg()
		}
		s.Earned = s.Earned.Add(one.Amount)
	}
	return s, nil
}

// Move implements banking.Books.
func (b bankingBooks) Move(ctx context.Context, t banking.Transfer) error {
	at := period.Moment{Date: t.On, Clock: period.At(12, 0)}.In(b.where(ctx))
	bank, other := ownBank, ledger.Path("fees:bank")
	if t.Client {
		bank = clientMoney
	}
	gross := t.Amount
	if t.Provider != "" {
		other, gross = ledger.ClearingOf(t.Provider), t.Amount.Add(t.Fee)
	}
	p := ledger.PostTransaction{Key: t.Key, Journal: ledger.BankJournal, BookedAt: at, Label: t.Label, Piece: t.Piece,
		Postings: []ledger.Entry{ledger.DebitOf(bank, t.Amount), ledger.CreditOf(other, gross)}}
	if t.Place != "" {
		p.Postings[1].Account = placeAccounts[t.Place]
	}
	if !t.Fee.IsZero() {
		p.Postings = append(p.Postings, ledger.DebitOf(ledger.Path("fees:"+t.Provider), t.Fee))
	}
	_, err := b.ledger.Post(asProgram(ctx, "banking"), p)
	return err
}

// transferFor tells how the next payment of a stay is made by transfer; nil where it cannot be.
func (c *Contexts) transferFor(ctx context.Context, v stays.ReservationView) (*staysio.Transfer, error) {
	if v.Next == nil || !v.Next.Payable || v.Next.Amount.Currency() != money.EUR {
		return nil, nil
	}
	needed := v.Stay.From
	if v.Next.Purpose != stays.PurposeBalance { // the days are kept until the hold ends, and no longer
		needed = period.DateOf(v.HoldUntil, placeOf(c.Tenancy.Directory)(ctx))
	}
	i, err := c.Banking.Instruct(asProgram(ctx, "stays"), banking.Instruct{Reference: v.Reference, Amount: v.Next.Amount, Needed: needed})
	if errors.Is(err, banking.ErrNoTransfer) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	png, err := qrcode.Encode(i.EPC(), qrcode.Medium, 440) // EPC069-12 asks for correction level M
	return &staysio.Transfer{Holder: i.Holder, IBAN: i.IBAN.String(), BIC: string(i.BIC), Reference: i.Reference.String(), Amount: i.Amount,
		Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)}, err
}

// owedByCustomers is what they owe now, and in how many bookings.
func (c *Contexts) owedByCustomers(ctx context.Context) (sum money.Amount, bookings int, err error) {
	debts, err := bankingDebts{c}.Open(ctx)
	business, berr := current(ctx, c.Tenancy.Directory)
	sum = money.Zero(business.Currency)
	for _, d := range debts {
		if d.Owed.Currency() == business.Currency {
			sum, bookings = sum.Add(d.Owed), bookings+1
		}
	}
	return sum, bookings, errors.Join(err, berr)
}

// owedToGuests adds up what guests are to be given back.
func (c *Contexts) owedToGuests(ctx context.Context) (sum money.Amount, bookings int, err error) {
	rows, err := c.Stays.ListOwedBack(asProgram(ctx, "ledger"), stays.ListOwedBack{})
	business, berr := current(ctx, c.Tenancy.Directory)
	sum = money.Zero(business.Currency)
	for _, r := range rows {
		if back := r.RefundOpen.Add(r.DoubleOpen); back.Currency() == business.Currency {
			sum, bookings = sum.Add(back), bookings+1
		}
	}
	return sum, bookings, errors.Join(err, berr)
}

// accountNames calls the accounts of owners by their properties.
func (c *Contexts) accountNames(ctx context.Context) (map[string]string, error) {
	mandates, err := c.mandates(ctx)
	names := map[string]string{}
	for _, m := range mandates {
		names[m.Property.String()] = m.Name + " · " + m.OwnerName
	}
	return names, err
}

// guestNames calls the accounts of guests, and of their security deposits, by the guest and the booking.
func (c *Contexts) guestNames(ctx context.Context) (map[string]string, error) {
	ctx = asProgram(ctx, "ledger")
	names := map[string]string{}
	for q, more := (stays.ReservationQuery{Page: paging.Request{Limit: paging.MaxLimit}}), true; more; {
		page, err := c.Stays.ListReservations(ctx, stays.ListReservations{Query: q})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			names[row.ID.String()] = row.GuestName + " · " + row.Reference
		}
		q.Page.Cursor, more = page.Next, page.Next != ""
	}
	return names, nil
}
