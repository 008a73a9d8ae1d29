package notificationsio

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/notifications"
)

// exportReady tells the person; the business fetches by itself what it asked for in somebody's name.
func (m *Module) exportReady(_ context.Context, e event.DataExportReady) ([]notifications.Notice, error) {
	if e.ByStaff {
		return nil, nil
	}
	return []notifications.Notice{{Kind: notifications.DataExportReady, To: e.Email, Locale: e.Locale, ExpiresAt: e.ExpiresAt}}, nil
}

func (m *Module) erasure(_ context.Context, e event.ErasureScheduled) ([]notifications.Notice, error) {
	return []notifications.Notice{{Kind: notifications.ErasureScheduled, To: e.Email, Locale: e.Locale, ExpiresAt: e.DueAt}}, nil
}

func (m *Module) erasureWithdrawn(_ context.Context, e event.ErasureWithdrawn) ([]notifications.Notice, error) {
	return []notifications.Notice{{Kind: notifications.ErasureWithdrawn, To: e.Email, Locale: e.Locale}}, nil
}

func (m *Module) erased(_ context.Context, e event.PersonErased) ([]notifications.Notice, error) {
	return []notifications.Notice{{Kind: notifications.PersonErased, To: e.Email, Locale: e.Locale}}, nil
}
