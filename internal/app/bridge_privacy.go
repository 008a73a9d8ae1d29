package app

import (
	"context"
	"io"
	"slices"

	"comptoir/internal/contracts"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/notifications"
	"comptoir/internal/payments"
	"comptoir/internal/privacy"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
)

// holders are the contexts that keep data of people, in the order in which a copy shows them and an erasure asks them;
// the account goes last, so that a person who is half forgotten can still be found.
func (c *Contexts) holders() []privacy.Holder {
	return []privacy.Holder{staysHolder{c.Stays, c.stays}, contractsHolder{c.Stays, c.Contracts}, paymentsHolder{c.Payments}, bankingHolder{c.Banking}, invoicesHolder{c.Invoicing}, messagesHolder{c.Notifications}, accountHolder{c.Identity}}
}

type staysHolder struct {
	stays *stays.Stays
	files *staysio.Module
}

// Name implements privacy.Holder.
func (staysHolder) Name() string { return "stays" }

func (h staysHolder) of(ctx context.Context, p privacy.Person) ([]stays.ReservationState, error) {
	return h.stays.ReservationsOf(ctx, stays.ReservationsOf{User: p.User, Email: p.Email})
}

// Export implements privacy.Holder.
func (h staysHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	all, err := h.of(ctx, p)
	if err != nil {
		return err
	}
	if err := add(privacy.Part{Name: "reservations.json", Value: all}); err != nil {
		return err
	}
	for _, r := range all {
		for _, e := range r.Evidence {
			if err := h.addEvidence(ctx, r.ID, e, add); err != nil {
				return err
			}
		}
	}
	return nil
}

// addEvidence adds a file that was held against the guest.
func (h staysHolder) addEvidence(ctx context.Context, id stays.ReservationID, e stays.Evidence, add func(privacy.Part) error) error {
	content, err := h.files.OpenEvidence(ctx, id, e)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return add(privacy.Part{Name: e.ID.String() + e.Ending(), Content: io.Reader(content)})
}

// Obstacles implements privacy.Holder.
func (h staysHolder) Obstacles(ctx context.Context, p privacy.Person) ([]string, error) {
	all, err := h.of(ctx, p)
	if slices.ContainsFunc(all, stays.ReservationState.Open) {
		return []string{"stay_to_come"}, err
	}
	return nil, err
}

// Erase implements privacy.Holder.
func (h staysHolder) Erase(ctx context.Context, p privacy.Person, pseudonym string) error {
	all, err := h.of(ctx, p)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := h.files.ForgetEvidence(ctx, r.ID); err != nil {
			return err
		}
		if _, err := h.stays.ForgetGuest(ctx, stays.ForgetGuest{ID: r.ID, Pseudonym: pseudonym, Address: privacy.Pseudonymous(pseudonym)}); err != nil {
			return err
		}
	}
	return nil
}

type contractsHolder struct {
	stays     *stays.Stays
	contracts *contracts.Contracts
}

// Name implements privacy.Holder.
func (contractsHolder) Name() string { return "contracts" }

// Export implements privacy.Holder.
func (h contractsHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	all, err := staysHolder{stays: h.stays}.of(ctx, p)
	if err != nil {
		return err
	}
	for _, r := range all {
		views, err := h.contracts.Of(ctx, contracts.ContractsOf{Reservation: r.ID.Raw()})
		if err != nil {
			return err
		}
		for _, v := range views {
			if !v.Ready() {
				continue
			}
			if err := addContract(ctx, h.contracts, v.ID, add); err != nil {
				return err
			}
		}
	}
	return nil
}

func addContract(ctx context.Context, c *contracts.Contracts, id contracts.ContractID, add func(privacy.Part) error) error {
	doc, err := c.Open(ctx, contracts.OpenContract{ID: id})
	if err != nil {
		return err
	}
	defer func() { _ = doc.Content.Close() }()
	return add(privacy.Part{Name: doc.Number + ".pdf", Content: io.Reader(doc.Content)})
}

// Obstacles implements privacy.Holder.
func (contractsHolder) Obstacles(context.Context, privacy.Person) ([]string, error) { return nil, nil }

// Erase implements privacy.Holder. A contract concluded at a distance is kept for ten years (Code de la consommation,
// article L. 213-1), whole: a contract without its parties is none (GDPR article 17(3)(b)).
func (contractsHolder) Erase(context.Context, privacy.Person, string) error { return nil }

type paymentsHolder struct{ payments *payments.Payments }

// Name implements privacy.Holder.
func (paymentsHolder) Name() string { return "payments" }

// Export implements privacy.Holder.
func (h paymentsHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	all, err := h.payments.OfPayer(ctx, payments.PaymentsOfPayer{Email: p.Email})
	if err != nil {
		return err
	}
	out := make([]map[string]any, len(all))
	for i, v := range all {
		out[i] = map[string]any{"id": v.ID, "purpose": v.Purpose, "description": v.Description, "amount": v.Amount, "status": v.Status,
			"payer": map[string]any{"name": v.Payer.Name, "email": v.Payer.Email}, "at": v.CreatedAt, "refunded": len(v.Refunds)}
	}
	return add(privacy.Part{Name: "payments.json", Value: out})
}

// Obstacles implements privacy.Holder. Money on its way back belongs to a stay, which says so.
func (paymentsHolder) Obstacles(context.Context, privacy.Person) ([]string, error) { return nil, nil }

// Erase implements privacy.Holder.
func (h paymentsHolder) Erase(ctx context.Context, p privacy.Person, pseudonym string) error {
	_, err := h.payments.Forget(ctx, payments.ForgetPayer{Email: p.Email, As: payments.Payer{Name: pseudonym, Email: privacy.Pseudonymous(pseudonym)}})
	return err
}

type messagesHolder struct{ notifications *notifications.Notifications }

// Name implements privacy.Holder.
func (messagesHolder) Name() string { return "messages" }

// Export implements privacy.Holder.
func (h messagesHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	out := []map[string]any{}
	request := paging.Request{Limit: paging.MaxLimit}
	for p.Email != "" {
		page, err := h.notifications.List(ctx, notifications.ListDeliveries{Filter: notifications.Filter{To: p.Email}, Page: request})
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			out = append(out, map[string]any{"to": d.Notice.To, "about": d.Notice.Kind, "subject": d.Subject, "status": d.Status, "at": d.CreatedAt})
		}
		if request.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if err := add(privacy.Part{Name: "messages.json", Value: out}); err != nil {
		return err
	}
	choices, err := h.notifications.ChoicesOf(ctx, notifications.ChoicesOf{To: p.Email})
	if err != nil || len(choices) == 0 {
		return err
	}
	chosen := make([]map[string]any, len(choices))
	for i, c := range choices {
		chosen[i] = map[string]any{"topic": c.Topic, "channel": c.Channel, "wanted": c.Wanted, "at": c.At}
	}
	return add(privacy.Part{Name: "preferences.json", Value: chosen})
}

// Obstacles implements privacy.Holder.
func (messagesHolder) Obstacles(context.Context, privacy.Person) ([]string, error) { return nil, nil }

// Erase implements privacy.Holder.
func (h messagesHolder) Erase(ctx context.Context, p privacy.Person, _ string) error {
	_, err := h.notifications.Forget(ctx, notifications.ForgetRecipient{To: p.Email})
	return err
}

type accountHolder struct{ identity *identityio.Module }

// Name implements privacy.Holder.
func (accountHolder) Name() string { return "account" }

// find returns the person's account. Somebody without an account of his own, but whose address has one, is its owner.
func (h accountHolder) find(ctx context.Context, p privacy.Person) (identity.UserView, bool, error) {
	if p.User.IsZero() && p.Email == "" {
		return identity.UserView{}, false, nil
	}
	v, err := h.identity.AccountOf(ctx, identity.AccountOf{User: p.User, Email: p.Email})
	if fault.KindOf(err) == fault.NotFound {
		return v, false, nil
	}
	return v, err == nil, err
}

// Export implements privacy.Holder.
func (h accountHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	v, ok, err := h.find(ctx, p)
	if err != nil || !ok {
		return err
	}
	if err := add(privacy.Part{Name: "account.json", Value: map[string]any{"email": v.Email, "name": v.Name, "phone": v.Phone, "locale": v.Locale, "zone": v.Zone, "roles": v.Roles}}); err != nil {
		return err
	}
	photo, err := h.identity.OpenPhoto(ctx, v)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = photo.Close() }()
	return add(privacy.Part{Name: "photo.jpg", Content: photo})
}

// Obstacles implements privacy.Holder.
func (h accountHolder) Obstacles(ctx context.Context, p privacy.Person) ([]string, error) {
	v, ok, err := h.find(ctx, p)
	if err != nil || !ok {
		return nil, err
	}
	if slices.ContainsFunc(v.Roles, func(r identity.Role) bool { return r != identity.Customer }) {
		return []string{"works_here"}, nil
	}
	return nil, nil
}

// Erase implements privacy.Holder.
func (h accountHolder) Erase(ctx context.Context, p privacy.Person, _ string) error {
	v, ok, err := h.find(ctx, p)
	if err != nil || !ok {
		return err
	}
	if err := h.identity.ForgetPhotos(ctx, v.ID); err != nil { // while the account still says whose they are
		return err
	}
	_, err = h.identity.EraseAccount(ctx, identity.EraseAccount{User: v.ID})
	return err
}
