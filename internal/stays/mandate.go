package stays

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Mandate is a guest's consent that what is due later is charged to the card of his first payment, in the words that he
// agreed to: the card networks ask for them when he disputes a charge (stored-credential framework).
type Mandate struct {
	Wording string    `json:"wording"`
	At      time.Time `json:"at"`
	Payment ident.Raw `json:"payment,omitzero"` // whose card is kept; zero: none yet
	Card    string    `json:"card,omitempty"`   // as its owner knows it: "Visa •••• 4242"
	Ended   time.Time `json:"ended,omitzero"`   // when it was taken back, or nothing was left to charge
}

// Faults of kept cards.
var (
	ErrNoCard    = fault.Define(fault.NotFound, "stays.no_card", "no card is kept for this stay")
	ErrCharging  = fault.Define(fault.Conflict, "stays.charging", "the kept card is being charged at this moment; look again in some minutes")
	ErrNoKeeping = fault.Define(fault.Conflict, "stays.no_keeping", "this business keeps no cards, or nothing is due later")
)

// ConsentWording is what a guest agrees to when he has his card kept for the later parts of a quote.
func ConsentWording(q Quote, locale string) string {
	words := Text{"fr": "J’autorise l’agence à garder ma carte chez son prestataire de paiement et à la débiter, sans autre démarche de ma part, de ",
		"en": "I allow the agency to keep my card with its payment provider and to charge it, without any further step of mine, with "}.In(locale)
	for i, d := range q.Later() {
		if i > 0 {
			words += ", "
		}
		words += d.Amount.Format(locale) + Text{"fr": " le ", "en": " on "}.In(locale) + spoken(d.On, locale)
	}
	return words + Text{"fr": ". Si mon séjour change, les montants changent avec lui. Je suis prévenu par e-mail une semaine avant chaque débit et je peux retirer ma carte à tout moment.",
		"en": ". If my stay changes, the amounts change with it. I am told by e-mail a week before each charge, and can remove my card at any time."}.In(locale)
}

// spoken writes a day so that nobody mistakes it.
func spoken(d period.Date, locale string) string {
	if locale == "en" {
		return d.UTC().Format("2 January 2006")
	}
	return d.UTC().Format("02/01/2006")
}

// KeptCard is a card that is kept for a stay, as its owner's account lists it.
type KeptCard struct {
	Reservation ReservationID
	Reference   string
	Property    Text
	Card        string
	Since       time.Time
	Wording     string
	Coming      []Part // what it is still to be charged with
}

func (s ReservationState) keptCard() bool {
	return s.Mandate != nil && !s.Mandate.Payment.IsZero() && s.Mandate.Ended.IsZero()
}

// willCharge reports whether the kept card pays what is due on a day, or is tried again.
func (s ReservationState) willCharge(on period.Date) bool {
	return s.keptCard() && (s.Attempt.DueOn != on || s.Attempt.State != AttemptOwner && s.Attempt.State != AttemptGivenUp)
}

// cardFor names the card that pays what is due on a day.
func (s ReservationState) cardFor(on period.Date) string {
	if !s.willCharge(on) {
		return ""
	}
	return s.Mandate.Card
}

// agree keeps the guest's consent.
func (r *Reservation) agree(wording string, by By) {
	r.s.Mandate = &Mandate{Wording: wording, At: by.At}
	r.happened(by, TimelineEntry{Kind: "card_agreed"})
}

// keepCard notes which card pays later.
func (r *Reservation) keepCard(payment ident.Raw, name string) {
	if r.s.Mandate == nil || name == "" || !r.s.Mandate.Payment.IsZero() || !r.s.Mandate.Ended.IsZero() {
		return
	}
	m := *r.s.Mandate
	m.Payment, m.Card = payment, name
	r.s.Mandate = &m
}

// received notes what a payment means to the kept card: it kept one, or it was one's.
func (r *Reservation) received(in RecordPayment, by By) {
	r.keepCard(in.Payment, in.Card)
	if in.Later {
		r.s.Attempt = Attempt{}
	}
	r.releaseUnneeded(by)
}

// releaseCard has the kept card forgotten: its owner wants it, or nothing is left that it could pay.
func (r *Reservation) releaseCard(by By) {
	if !r.s.keptCard() {
		return
	}
	m := *r.s.Mandate
	m.Ended = by.At
	r.s.Mandate = &m
	r.happened(by, TimelineEntry{Kind: "card_released", Note: m.Card})
	r.tell(event.CardReleased{Reservation: r.s.ID.Raw(), Payment: m.Payment})
}

// releaseUnneeded is called when money came or the stay ended.
func (r *Reservation) releaseUnneeded(by By) {
	if r.s.Attempt.State == AttemptAsked || r.s.Pending != nil {
		return
	}
	if !r.s.Owed().IsPositive() && r.s.Status != Held {
		r.releaseCard(by)
	}
}

// RemoveManagedCard takes the kept card of a stay back, by its link. What is due is then asked for by mail.
type RemoveManagedCard struct{ Token string }

// Needs implements access.Guarded.
func (RemoveManagedCard) Needs() access.Permission { return access.Public }

func (s *Stays) removeManagedCard(ctx context.Context, in RemoveManagedCard) (usecase.None, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, s.endMandate(ctx, state.ID)
}

// RemoveMyCard takes the kept card of one's own stay back.
type RemoveMyCard struct{ ID ReservationID }

// Needs implements access.Guarded.
func (RemoveMyCard) Needs() access.Permission { return PermOwnReservations }

func (s *Stays) removeMyCard(ctx context.Context, in RemoveMyCard) (usecase.None, error) {
	if _, err := s.ownState(ctx, in.ID); err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, s.endMandate(ctx, in.ID)
}

func (s *Stays) endMandate(ctx context.Context, id ReservationID) error {
	return s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case r.s.Attempt.State == AttemptAsked:
			return ErrCharging
		case !r.s.keptCard():
			return ErrNoCard
		}
		r.releaseCard(byOf(ctx, s.d.Now()))
		return tx.SaveReservation(ctx, r)
	})
}

// MyCards lists the cards that are kept for the stays of who asks.
type MyCards struct{}

// Needs implements access.Guarded.
func (MyCards) Needs() access.Permission { return PermOwnReservations }

func (s *Stays) myCards(ctx context.Context, _ MyCards) ([]KeptCard, error) {
	a := access.From(ctx)
	query := ReservationQuery{User: a.User, Email: contact.Email(a.Email), Statuses: []Status{Confirmed, CheckedIn, Completed}, Order: "arrival", Page: paging.Request{Limit: paging.MaxLimit}}
	var cards []KeptCard
	for {
		page, err := s.d.Store.ReservationRows(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			if !row.Owed.IsPositive() { // its card was let go
				continue
			}
			state, err := s.d.Store.ReservationState(ctx, row.ID)
			if err != nil {
				return nil, err
			}
			if !state.keptCard() {
				continue
			}
			cards = append(cards, state.card(s.dayAt(state)))
		}
		if query.Page.Cursor = page.Next; page.Next == "" {
			return cards, nil
		}
	}
}

func (s ReservationState) card(today period.Date) KeptCard {
	k := KeptCard{Reservation: s.ID, Reference: s.Reference, Property: s.Booked.Name, Card: s.Mandate.Card, Since: s.Mandate.At, Wording: s.Mandate.Wording}
	for _, p := range s.Schedule(today) {
		if p.Left.IsPositive() {
			k.Coming = append(k.Coming, p)
		}
	}
	return k
}
