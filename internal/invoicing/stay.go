package invoicing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// SubjectStay is the subject of papers about stays; stays' own word.
const SubjectStay = "stays.reservation"

// Each of the events below may arrive twice, late, and in any order. So none of them says "issue this": each records what
// it knows, and the papers that the subject then lacks are issued, under keys that follow from what happened.

// StayPaid says that money came for a stay.
type StayPaid struct {
	Payment event.PaymentFacts
	Stay    event.StayFacts
}

// Needs implements access.Guarded.
func (StayPaid) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayPaid(ctx context.Context, in StayPaid) (none usecase.None, err error) {
	if !in.Payment.Amount.IsPositive() {
		return none, nil
	}
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		m := Movement{ID: in.Payment.Payment.String(), Subject: w.subject, Amount: in.Payment.Amount, On: w.today, Method: in.Payment.Provider}
		fresh, err := w.tx.Movement(ctx, m)
		if err != nil || !fresh {
			return err
		}
		if w.settings.When == AtBooking || w.settings.OnDeposit == DepositNothing || w.invoiced() || w.over() {
			return nil // the invoice will count it, or does (settle)
		}
		_, err = w.issue(depositKey+m.ID, w.depositDraft(m))
		return err
	})
}

// StayRefunded says that money of a stay went back.
type StayRefunded struct {
	Refund ident.Raw
	Amount money.Amount
	Method string
	Stay   event.StayFacts
}

// Needs implements access.Guarded.
func (StayRefunded) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayRefunded(ctx context.Context, in StayRefunded) (none usecase.None, err error) {
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		m := Movement{ID: in.Refund.String(), Subject: w.subject, Amount: in.Amount.Neg(), On: w.today, Method: in.Method}
		fresh, err := w.tx.Movement(ctx, m)
		if err != nil || !fresh {
			return err
		}
		if w.over() || w.stay.Status == "completed" || w.invoiced() {
			return nil // StayDropped and StayReduced say what it means; where the price stays, the guest owes it again (settle)
		}
		// What went back beyond what the papers ask for is taken back from them, unless the change or cancellation that it
		// follows has done so.
		over := w.paid.Sub(w.claimed)
		if over.IsNegative() {
			over = money.Zero(over.Currency())
		}
		return w.takeBack(ctx, in.Amount.Sub(over), m.ID, refundReason) // which also counts the movement
	})
}

// StayAgreed says that a stay was confirmed, or that its dates and price have changed. Stay is what it is now: told late, the
// price of then would undo what has come since.
type StayAgreed struct{ Stay event.StayFacts }

// Needs implements access.Guarded.
func (StayAgreed) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayAgreed(ctx context.Context, in StayAgreed) (none usecase.None, err error) {
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		if w.over() || w.settings.When != AtBooking && !w.invoiced() {
			return nil
		}
		return w.invoice(ctx)
	})
}

// StayEnded says that the guest has left.
type StayEnded struct{ Stay event.StayFacts }

// Needs implements access.Guarded.
func (StayEnded) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayEnded(ctx context.Context, in StayEnded) (none usecase.None, err error) {
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		if err := w.fix(); err != nil || w.settings.When == ByHand && !w.invoiced() {
			return err
		}
		return w.invoice(ctx)
	})
}

// stayWork is what an event about a stay works with, inside the transaction.
type stayWork struct {
	v        *Invoicing
	ctx      context.Context
	tx       Tx
	who      Identity
	settings Settings
	today    period.Date
	stay     event.StayFacts
	subject  Subject
	papers   []Stored
	drafts   []StoredDraft // that wait for a person
	charged  money.Amount  // of final invoices
	claimed  money.Amount  // by invoices, and by deposit invoices that none has deducted, less credit notes
	paid     money.Amount  // movements so far, refunds taken off
}

// aboutStay runs fn in one transaction that holds the business's lock, with what is known of the stay's papers.
func (v *Invoicing) aboutStay(ctx context.Context, stay event.StayFacts, fn func(*stayWork) error) error {
	who, err := v.d.Identity(ctx)
	if err != nil {
		return err
	}
	return v.d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.Lock(ctx); err != nil {
			return err
		}
		c := stay.Total.Currency()
		w := &stayWork{v: v, ctx: ctx, tx: tx, who: who, today: v.today(who), stay: stay, subject: Subject{Kind: SubjectStay, ID: stay.Reservation},
			charged: money.Zero(c), claimed: money.Zero(c), paid: money.Zero(c)}
		var err error
		if w.settings, err = tx.Settings(ctx); err != nil {
			return err
		}
		if w.papers, err = tx.OfSubject(ctx, w.subject); err != nil {
			return err
		}
		for _, p := range w.papers {
			if w.claimed = w.claimed.Add(p.Creditable()); p.Kind == Invoice {
				w.charged = w.charged.Add(p.Total)
			}
		}
		all, err := tx.Movements(ctx, w.subject)
		if err != nil {
			return err
		}
		for _, m := range all {
			w.paid = w.paid.Add(m.Amount)
		}
		if w.drafts, err = tx.DraftsAbout(ctx, w.subject); err != nil {
			return err
		}
		switch fixed, err := tx.Regime(ctx, w.subject); {
		case err != nil:
			return err
		case fixed != "":
			w.settings.Regime = fixed
		}
		if err := fn(w); err != nil {
			return err
		}
		return settle(ctx, tx, w.subject, w.owes)
	})
}

// invoiced reports whether a final invoice exists, or waits to be issued.
func (w *stayWork) invoiced() bool {
	return w.charged.IsPositive() || slices.ContainsFunc(w.drafts, func(d StoredDraft) bool { return d.Draft.Kind == Invoice })
}

// untouched reports whether nothing was claimed of the stay, nor is about to be.
func (w *stayWork) untouched() bool { return !w.claimed.IsPositive() && len(w.drafts) == 0 }

// fix has the stay taxed for ever as it is taxed now: an invoice is about to say so, or the books are.
func (w *stayWork) fix() (err error) {
	w.settings.Regime, err = w.tx.FixRegime(w.ctx, w.subject, w.settings.Regime, w.today)
	return err
}

// owes is what the guest still owes of what the papers claim: nothing of a stay that will not take place, of which what is kept
// was paid.
func (w *stayWork) owes(claimed, paid money.Amount) money.Amount {
	if w.over() {
		return money.Zero(claimed.Currency())
	}
	return claimed.Sub(paid)
}

// over reports whether the stay will not take place.
func (w *stayWork) over() bool {
	return w.stay.Status == "cancelled" || w.stay.Status == "no_show" || w.stay.Status == "expired"
}

// versioned makes the key of what a version of the stay asks for.
func (w *stayWork) versioned(of string) string { return fmt.Sprintf("%s/%d", of, w.stay.Version) }

// key makes the key of a paper of the stay.
func (w *stayWork) key(of string) string { return "stay/" + w.stay.Reservation.String() + "/" + of }

// issue issues a draft under a key, once. What cannot be issued (the business has not said who it is, a price that no
// invoice can bear) waits as a draft for a person, with the reason; when the stay changes meanwhile, so does the draft.
func (w *stayWork) issue(key string, d Draft) (Paper, error) {
	key = w.key(key)
	id, found, err := w.tx.ByKey(w.ctx, key)
	if err != nil {
		return Paper{}, err
	}
	var old StoredDraft
	if found {
		old, err = w.tx.Draft(w.ctx, id)
		if errors.Is(err, ErrUnknown) {
			return Paper{}, nil // issued already
		}
		if err != nil {
			return Paper{}, err
		}
		d = d.asWritten(old.Draft)
	} else {
		id = ident.Next[Paper](w.v.d.IDs)
	}
	if d.Kind == Invoice { // from now on the stay is taxed as this paper says
		if err := w.fix(); err != nil {
			return Paper{}, err
		}
	}
	checked, err := d.Check(w.who.Country(), w.stay.Stay.To)
	if err == nil {
		err = checkSeller(w.who.Party)
	}
	switch {
	case err == nil && found:
		if err := w.tx.DeleteDraft(w.ctx, id); err != nil {
			return Paper{}, err
		}
		fallthrough
	case err == nil:
		return w.v.issueOfStay(w.ctx, w.tx, w.who, id, checked, key)
	case errors.Is(err, ErrNoSeller) || fault.KindOf(err) == fault.Invalid:
		return Paper{}, w.tx.SaveDraft(w.ctx, StoredDraft{ID: id, Draft: d, Key: key, Problem: fault.CodeOf(err), UpdatedAt: w.v.d.Now(), Version: old.Version})
	}
	return Paper{}, err
}

// base is a draft about the stay, with its guest.
func (w *stayWork) base(kind Kind) Draft {
	g := w.stay.Guest
	language := "fr"
	if g.Locale == "en" {
		language = "en"
	}
	address := g.Address
	if address.Country == "" {
		address.Country = w.who.Country()
	}
	return Draft{Kind: kind, Language: language, Currency: string(w.stay.Total.Currency()), Inclusive: true, Supplied: w.stay.Stay, Subject: w.subject, Order: w.stay.Reference,
		Customer: Party{Name: clip(joined(g.FirstName, g.LastName), maxName), Address: address, Email: g.Email, Phone: g.Phone}}
}

// invoice brings the final invoices to the stay's price: the first one deducts what came before it; afterwards they are
// corrected rate by rate.
func (w *stayWork) invoice(ctx context.Context) error {
	if w.charged.IsPositive() {
		return w.correct(ctx)
	}
	d := w.base(Invoice)
	if d.Items = w.items(); len(d.Items) == 0 || !w.stay.Total.IsPositive() {
		return nil // a stay for nothing has no invoice
	}
	if w.stay.Waived.Cmp(w.stay.Total) >= 0 { // nor has one of which everything was given back before its invoice
		if err := withdraw(ctx, w.tx, w.subject, "", Invoice, Deposit); err != nil {
			return err
		}
		return w.takeBack(ctx, w.claimed, w.versioned("waived"), refundReason)
	}
	d.Items = append(d.Items, w.waivedItems(d.Language)...)
	return w.count(ctx, "invoice", d)
}

// count issues an invoice that counts the money that came before it.
func (w *stayWork) count(ctx context.Context, key string, d Draft) error {
	if err := countIn(ctx, w.tx, w.subject, &d); err != nil {
		return err
	}
	_, err := w.issue(key, d)
	return err
}

var (
	refundReason = words{"Remboursement", "Refund"}
	changeReason = words{"Séjour modifié ou annulé", "Stay changed or cancelled"}
)

// takeBack takes so much back from papers, the newest first, of each rate in proportion.
func (w *stayWork) takeBack(ctx context.Context, amount money.Amount, key string, reason words) error {
	for i := len(w.papers) - 1; i >= 0 && amount.IsPositive(); i-- {
		p := w.papers[i]
		if !p.Creditable().IsPositive() {
			continue
		}
		part := money.Min(amount, p.Creditable())
		amount = amount.Sub(part)
		key := w.key("credit/" + key + "/" + p.ID.String())
		if _, found, err := w.tx.ByKey(ctx, key); err != nil || found {
			return err
		}
		note, err := w.v.creditIn(ctx, w.tx, w.who, p, part, reason.in(p.Language), ident.Next[Paper](w.v.d.IDs), key)
		if err != nil {
			return err
		}
		if err := attach(ctx, w.tx, w.subject, note.ID, part.Neg()); err != nil {
			return err
		}
	}
	return nil
}
