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
}

func (m *Module) newDevice(_ context.Context, e event.SignedInFromNewDevice) ([]notifications.Notice, error) {
	n := person(notifications.NewDevice, e.UserFacts)
	n.At = e.At
	n.Words = map[string]string{"device": e.Device, "place": strings.Trim(e.Country+" "+e.Address, " ")}
	return []notifications.Notice{n}, nil
}
