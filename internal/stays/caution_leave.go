package stays

import (
	"context"
	"fmt"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// ManagedCaution shows it to the guest who has the link.
type ManagedCaution struct{ Token string }

// Needs implements access.Guarded.
func (ManagedCaution) Needs() access.Permission { return access.Public }

func (s *Stays) managedCaution(ctx context.Context, in ManagedCaution) (Caution, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return Caution{}, err
	}
	return s.caution(ctx, state)
}

// LeaveCaution opens the page on which the guest leaves his security deposit. Asked again, it is the same page; after
// one that came to nothing, another.
type LeaveCaution struct{ Token string }

// Needs implements access.Guarded.
func (LeaveCaution) Needs() access.Permission { return access.Public }

func (s *Stays) leaveCaution(ctx context.Context, in LeaveCaution) (Caution, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return Caution{}, err
	}
	if s.d.Cautions == nil {
		return Caution{}, ErrNoCaution
	}
	all, err := s.d.Cautions.Of(ctx, state.ID)
	if err != nil {
		return Caution{}, err
	}
	c := cautionOf(state, all, s.dayAt(state))
	if c.Status == CautionOwner {
		return s.settleDamage(ctx, state, in.Token, c, all)
	}
	if c.Status != CautionOpen {
		return c, ErrNoCaution
	}
	ended := 0
	for _, p := range all {
		if p.Status == "cancelled" {
			ended++
		}
	}
	charge := s.cautionCharge(ctx, state, in.Token, c.Amount, PurposeCaution, fmt.Sprintf("stays/%s/caution/%d", state.ID, ended))
	opened, err := s.d.Cautions.Open(ctx, charge, c.Way)
	c.Payment, c.CheckoutURL = opened.ID, opened.CheckoutURL
	return c, err
}

// settleDamage leads to the page on which what was claimed is paid. It is opened each time: payments know whether the page
// that was opened before still lives, and open another where it does not.
func (s *Stays) settleDamage(ctx context.Context, state ReservationState, token string, c Caution, all []CautionPayment) (Caution, error) {
	for _, card := range all {
		if card.Status != "authorized" {
			continue
		}
		opened, err := s.d.Cautions.Open(ctx, s.cautionCharge(ctx, state, token, c.Owed, PurposeDamage, damageKey(state.ID, card.ID)), "")
		c.Payment, c.CheckoutURL = opened.ID, opened.CheckoutURL
		return c, err
	}
	return c, nil
}

// damageKey names the payment that takes the place of a kept card.
func damageKey(id ReservationID, card ident.Raw) string {
	return fmt.Sprintf("stays/%s/damage/%s", id, card)
}

func (s *Stays) cautionCharge(ctx context.Context, state ReservationState, token string, amount money.Amount, purpose, key string) Charge {
	return Charge{Key: key, Reservation: state.ID, Reference: state.Reference, Purpose: purpose, Amount: amount, Description: state.Booked.Name.In(state.Guest.Locale),
		PayerName: state.Guest.Name(), PayerEmail: state.Guest.Email, Locale: state.Guest.Locale, ReturnURL: s.d.Links.ReturnURL(ctx, token)}
}
