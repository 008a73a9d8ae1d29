package notificationsio

import (
	"context"
	"strings"

	"comptoir/internal/event"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/outbox"
)

// subscribeAccounts tells people what happens to their accounts.
func (m *Module) subscribeAccounts(r *outbox.Router) {
	on(m, r, "notifications.on_new_device", m.newDevice)
	on(m, r, "notifications.on_magic_link", m.magicLink)
	on(m, r, "notifications.on_email_change", m.emailChange)
	on(m, r, "notifications.on_invited", m.invited)
	on(m, r, "notifications.on_email_changed", m.emailChanged)
}

func (m *Module) newDevice(_ context.Context, e event.SignedInFromNewDevice) ([]notifications.Notice, error) {
	n := person(notifications.NewDevice, e.UserFacts)
	n.At = e.At
	n.Words = map[string]string{"device": e.Device, "place": strings.Trim(e.Country+" "+e.Address, " ")}
	return []notifications.Notice{n}, nil
}

func (m *Module) magicLink(_ context.Context, e event.MagicLinkRequested) ([]notifications.Notice, error) {
	n := person(notifications.MagicLink, e.UserFacts)
	n.Ticket, n.ExpiresAt = e.Ticket, e.ExpiresAt
	return []notifications.Notice{n}, nil
}

// emailChange writes to both addresses: the new one must confirm, the old one can stop it.
func (m *Module) emailChange(_ context.Context, e event.EmailChangeRequested) ([]notifications.Notice, error) {
	there, back := person(notifications.EmailChangeConfirm, e.UserFacts), person(notifications.EmailChangeNotice, e.UserFacts)
	there.To, there.Ticket, there.ExpiresAt = e.NewEmail, e.Confirm, e.ConfirmBy
	back.Ticket, back.ExpiresAt, back.Words = e.Cancel, e.CancelBy, map[string]string{"email": e.NewEmail.String()}
	return []notifications.Notice{there, back}, nil
}

// emailChanged tells the address that was left. When an owner has taken his account back there is nobody to tell.
func (m *Module) emailChanged(_ context.Context, e event.EmailChanged) ([]notifications.Notice, error) {
	if e.Cancel.IsZero() {
		return nil, nil
	}
	n := person(notifications.EmailChangedNotice, e.UserFacts)
	n.To, n.Ticket, n.Words = e.Previous, e.Cancel, map[string]string{"email": e.Email.String()}
	return []notifications.Notice{n}, nil
}

func (m *Module) invited(_ context.Context, e event.StaffInvited) ([]notifications.Notice, error) {
	by := e.By
	if by == "" {
		by = "Comptoir"
	}
	return []notifications.Notice{{Kind: notifications.StaffInvitation, To: e.Email, Name: e.Name, Locale: e.Locale, Ticket: e.Invitation, ExpiresAt: e.ExpiresAt,
		Words: map[string]string{"by": by}}}, nil
}
