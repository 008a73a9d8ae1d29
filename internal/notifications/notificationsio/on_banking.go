package notificationsio

import (
	"context"
	"strings"

	"comptoir/internal/event"
	"comptoir/internal/kernel/period"
	"comptoir/internal/notifications"
)

// bankDetails warns an owner: whoever changed his IBAN may not have been he.
func (m *Module) bankDetails(_ context.Context, e event.BankDetailsChanged) ([]notifications.Notice, error) {
	return []notifications.Notice{{Kind: notifications.BankDetailsNotice, To: e.Email, Name: e.Name, Locale: e.Locale, At: e.At, ExpiresAt: e.UsableAt,
		Words: map[string]string{"account": e.Account, "by": e.By}}}, nil
}

func (m *Module) payout(_ context.Context, e event.PayoutExecuted) ([]notifications.Notice, error) {
	return []notifications.Notice{payoutNotice(notifications.PayoutSent, e.PayoutFacts, e.On)}, nil
}

func (m *Module) payoutReturned(_ context.Context, e event.PayoutReturned) ([]notifications.Notice, error) {
	n := payoutNotice(notifications.PayoutCameBack, e.PayoutFacts, e.On)
	n.Reason = e.Reason
	return []notifications.Notice{n}, nil
}

func (m *Module) balance(_ context.Context, e event.BalanceReminded) ([]notifications.Notice, error) {
	kind := notifications.BalanceDue
	if e.Overdue {
		kind = notifications.BalanceOverdue
	}
	if e.Card != "" {
		kind = notifications.CardComing
	}
	n := guest(kind, e.StayFacts)
	n.Amount, n.Words = e.Owed, map[string]string{"day": notifications.Day(e.DueOn, n.Locale), "account": e.Card}
	return []notifications.Notice{n}, nil
}

func payoutNotice(kind notifications.Kind, f event.PayoutFacts, on period.Date) notifications.Notice {
	shares := make([]string, len(f.Parts))
	for i, p := range f.Parts {
		shares[i] = p.Name + " : " + p.Amount.Format(f.Locale)
	}
	return notifications.Notice{Kind: kind, Key: f.Line.String(), To: f.Email, Name: f.Name, Locale: f.Locale, Amount: f.Amount,
		Words: map[string]string{"account": f.Account, "transfer": f.Reference, "properties": strings.Join(shares, " ; "), "day": notifications.Day(on, f.Locale)}}
}
