package notificationsio

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/outbox"
)

// stale is the age from which an event is no news any more: an import of old bookings, or a consumer that stood still
// for days, does not write to hundreds of people.
const stale = 48 * time.Hour

// Subscribe tells people what happened.
func (m *Module) Subscribe(r *outbox.Router) {
	on(m, r, "notifications.on_held", m.held)
	on(m, r, "notifications.on_contract", m.contract)
	on(m, r, "notifications.on_confirmed", m.confirmed)
	on(m, r, "notifications.on_changed", m.changed)
	on(m, r, "notifications.on_cancelled", m.cancelled)
	on(m, r, "notifications.on_too_late", m.tooLate)
	on(m, r, "notifications.on_refunded", m.refunded)
	on(m, r, "notifications.on_refund_failed", m.refundFailed)
	on(m, r, "notifications.on_link_asked", m.linkAsked)
	on(m, r, "notifications.on_registered", m.registered)
	on(m, r, "notifications.on_reset", m.reset)
	on(m, r, "notifications.on_password", m.password)
	on(m, r, "notifications.on_reuse", m.reuse)
	on(m, r, "notifications.on_security_alert", m.securityAlert)
	on(m, r, "notifications.on_access", m.access)
	m.subscribeAccounts(r)
	m.subscribeContracts(r)
	m.subscribeCautions(r)
	m.subscribeDisputes(r)
	on(m, r, "notifications.on_export_ready", m.exportReady)
	on(m, r, "notifications.on_erasure", m.erasure)
	on(m, r, "notifications.on_erasure_withdrawn", m.erasureWithdrawn)
	on(m, r, "notifications.on_erased", m.erased)
	on(m, r, "notifications.on_balance", m.balance)
	on(m, r, "notifications.on_card_refused", m.cardRefused)
	on(m, r, "notifications.on_bank_details", m.bankDetails)
	on(m, r, "notifications.on_payout", m.payout)
	on(m, r, "notifications.on_payout_returned", m.payoutReturned)
	on(m, r, "notifications.on_invoice", m.invoice)
	on(m, r, "notifications.on_invoice_overdue", m.invoiceOverdue)
}

// on subscribes a function that turns an event into notices.
func on[E event.Event](m *Module, r *outbox.Router, consumer string, notices func(context.Context, E) ([]notifications.Notice, error)) {
	outbox.On(r, consumer, func(ctx context.Context, e E) error {
		meta, _ := outbox.MetaOf(ctx)
		if m.now().Sub(meta.At) > stale {
			return nil
		}
		list, err := notices(ctx, e)
		if err != nil {
			return err
		}
		for i := range list {
			key := meta.ID.String() + "/" + string(list[i].Kind)
			if list[i].Key != "" { // one of several for different people
				key += "/" + list[i].Key
			}
			list[i].Key = key
		}
		_, err = m.notifications.Notify(ctx, notifications.Notify{Notices: list})
		return err
	})
}

func guest(kind notifications.Kind, s event.StayFacts) notifications.Notice {
	return notifications.Notice{Kind: kind, To: s.Guest.Email, Name: s.Guest.FirstName, Locale: s.Guest.Locale, Stay: &s}
}

func (m *Module) agency(ctx context.Context, kind notifications.Kind, s *event.StayFacts) (notifications.Notice, error) {
	a, err := m.source.Agency(ctx)
	return notifications.Notice{Kind: kind, To: a.Email, Name: a.Name, Locale: a.Locale, Stay: s}, err
}

// held writes to guests whose booking was taken by telephone; who books on the site is paying already.
func (m *Module) held(_ context.Context, e event.ReservationHeld) ([]notifications.Notice, error) {
	if e.Source != "desk" {
		return nil, nil
	}
	n := guest(notifications.StayHeld, e.StayFacts)
	n.ExpiresAt = e.HoldExpiresAt
	return []notifications.Notice{n}, nil
}

// contract writes the confirmation, or the change, once the document exists that goes with it.
func (m *Module) contract(_ context.Context, e event.ContractGenerated) ([]notifications.Notice, error) {
	if e.Stay.Status == "cancelled" {
		return nil, nil
	}
	n := guest(notifications.StayConfirmed, e.Stay)
	if e.Revision > 1 {
		n.Kind = notifications.StayChanged
	}
	n.Calendar = true
	n.Attachment = &notifications.Attachment{File: e.File, Name: e.Number + ".pdf", Type: "application/pdf"}
	return []notifications.Notice{n}, nil
}

func (m *Module) confirmed(ctx context.Context, e event.ReservationConfirmed) ([]notifications.Notice, error) {
	n, err := m.agency(ctx, notifications.AgencyBooked, &e.StayFacts)
	return []notifications.Notice{n}, err
}

func (m *Module) changed(ctx context.Context, e event.ReservationChanged) ([]notifications.Notice, error) {
	n, err := m.agency(ctx, notifications.AgencyChanged, &e.StayFacts)
	n.Before, n.Amount = e.Before, e.Difference
	return []notifications.Notice{n}, err
}

func (m *Module) cancelled(ctx context.Context, e event.ReservationCancelled) ([]notifications.Notice, error) {
	a, err := m.agency(ctx, notifications.AgencyCancelled, &e.StayFacts)
	g := guest(notifications.StayCancelled, e.StayFacts)
	a.Amount, g.Amount, a.Reason, g.Reason = e.Refund, e.Refund, e.Reason, e.Reason
	return []notifications.Notice{g, a}, err
}

func (m *Module) tooLate(ctx context.Context, e event.PaymentCameTooLate) ([]notifications.Notice, error) {
	a, err := m.agency(ctx, notifications.AgencyTooLate, &e.StayFacts)
	g := guest(notifications.PaymentTooLate, e.StayFacts)
	a.Amount, g.Amount = e.Refund, e.Refund
	return []notifications.Notice{g, a}, err
}

func (m *Module) refunded(ctx context.Context, e event.RefundSucceeded) ([]notifications.Notice, error) {
	s, ok, err := m.stay(ctx, e.SubjectKind, e.Subject)
	if err != nil || !ok {
		return nil, err
	}
	n := guest(notifications.RefundSent, s)
	n.Amount = e.RefundAmount
	return []notifications.Notice{n}, nil
}

func (m *Module) refundFailed(ctx context.Context, e event.RefundFailed) ([]notifications.Notice, error) {
	s, ok, err := m.stay(ctx, e.SubjectKind, e.Subject)
	if err != nil || !ok {
		return nil, err
	}
	n, err := m.agency(ctx, notifications.AgencyRefundFailed, &s)
	n.Amount, n.Reason = e.RefundAmount, e.Reason
	return []notifications.Notice{n}, err
}

func (m *Module) linkAsked(_ context.Context, e event.ManageLinkAsked) ([]notifications.Notice, error) {
	return []notifications.Notice{guest(notifications.StayLink, e.StayFacts)}, nil
}

func (m *Module) stay(ctx context.Context, kind string, subject ident.Raw) (event.StayFacts, bool, error) {
	if kind != subjectReservation {
		return event.StayFacts{}, false, nil
	}
	s, err := m.stays.Stay(ctx, subject)
	return s, err == nil, err
}

func person(kind notifications.Kind, u event.UserFacts) notifications.Notice {
	return notifications.Notice{Kind: kind, To: u.Email, Name: u.Name, Locale: u.Locale}
}

func (m *Module) registered(_ context.Context, e event.UserRegistered) ([]notifications.Notice, error) {
	if e.Ticket.IsZero() { // made by the business itself, confirmed already
		return nil, nil
	}
	n := person(notifications.ConfirmEmail, e.UserFacts)
	n.Ticket, n.ExpiresAt = e.Ticket, e.ExpiresAt
	return []notifications.Notice{n}, nil
}

func (m *Module) reset(_ context.Context, e event.PasswordResetRequested) ([]notifications.Notice, error) {
	n := person(notifications.ResetPassword, e.UserFacts)
	n.Ticket, n.ExpiresAt = e.Ticket, e.ExpiresAt
	return []notifications.Notice{n}, nil
}

func (m *Module) password(_ context.Context, e event.PasswordChanged) ([]notifications.Notice, error) {
	return []notifications.Notice{person(notifications.PasswordChanged, e.UserFacts)}, nil
}

// alertWords say what each rule of detection has found; a rule without words is named.
var alertWords = map[string]struct{ fr, en string }{
	"password_spraying": {"Un même réseau essaie des mots de passe sur beaucoup de comptes.", "One network tries passwords on many accounts."},
	"brute_force":       {"Un compte est attaqué depuis beaucoup de réseaux.", "One account is attacked from many networks."},
	"enumeration":       {"Un même réseau cherche des liens ou des numéros au hasard.", "One network looks for links or numbers by guessing."},
	"impossible_travel": {"Un compte s’est connecté depuis deux pays en moins d’une heure.", "One account signed in from two countries within an hour."},
	"restless_account":  {"Un compte se connecte depuis beaucoup de réseaux et d’appareils à la fois.", "One account signs in from many networks and devices at once."},
	"refusals":          {"Une personne se heurte sans cesse à des refus.", "One person is refused again and again."},
	"token_reuse":       {"Une clé de session a servi deux fois : elle a été copiée.", "A session key was used twice: it was copied."},
	"trail_broken":      {"Le journal d’audit a été altéré.", "The audit trail was altered."},
	"books_broken":      {"La comptabilité a été altérée.", "The books were altered."},
	"papers_broken":     {"Des factures émises ont été altérées.", "Issued invoices were altered."},
}

// securityAlert tells the administrators of a business what the watch has found.
func (m *Module) securityAlert(_ context.Context, e event.SecurityAlertRaised) ([]notifications.Notice, error) {
	var all []notifications.Notice
	for _, who := range e.Watchers {
		n := person(notifications.SecurityAlert, who)
		words, known := alertWords[e.Rule]
		switch {
		case !known:
			n.Reason = e.Rule
		case who.Locale == "fr":
			n.Reason = words.fr
		default:
			n.Reason = words.en
		}
		n.Key = who.User.String()
		all = append(all, n)
	}
	return all, nil
}

func (m *Module) reuse(_ context.Context, e event.SessionReuseDetected) ([]notifications.Notice, error) {
	return []notifications.Notice{person(notifications.SessionReuse, e.UserFacts)}, nil
}

// access tells a person how his account is opened from now on. What we have no words for yet is not told.
func (m *Module) access(_ context.Context, e event.AccessChanged) ([]notifications.Notice, error) {
	kind := notifications.Kind("access_" + e.What)
	if !slices.Contains(notifications.AccessKinds(), kind) {
		return nil, nil
	}
	n := person(kind, e.UserFacts)
	n.Reason = e.Subject
	return []notifications.Notice{n}, nil
}
