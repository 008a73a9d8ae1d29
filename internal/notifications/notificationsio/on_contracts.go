package notificationsio

import (
	"context"
	"strconv"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/outbox"
)

// subscribeContracts tells the signer and the business how far a contract is.
func (m *Module) subscribeContracts(r *outbox.Router) {
	on(m, r, "notifications.on_contract_sent", m.contractSent)
	on(m, r, "notifications.on_contract_code", m.contractCode)
	on(m, r, "notifications.on_contract_signed", m.contractSigned)
	on(m, r, "notifications.on_contract_completed", m.contractCompleted)
	on(m, r, "notifications.on_contract_refused", m.contractRefused)
	on(m, r, "notifications.on_contract_expired", m.contractExpired)
}

// signer is a message to who signs beside the business.
func signer(kind notifications.Kind, c event.ContractFacts, expires time.Time) notifications.Notice {
	return notifications.Notice{Kind: kind, To: c.Signer.Email, Name: c.Signer.Name, Locale: c.Signer.Locale, Contract: c.Contract, ExpiresAt: expires,
		Words: map[string]string{"number": c.Number, "title": c.Title}}
}

func (m *Module) aboutContract(ctx context.Context, kind notifications.Kind, c event.ContractFacts) (notifications.Notice, error) {
	n, err := m.agency(ctx, kind, nil)
	n.Contract, n.Words = c.Contract, map[string]string{"number": c.Number, "title": c.Title}
	return n, err
}

func (m *Module) contractSent(_ context.Context, e event.ContractSent) ([]notifications.Notice, error) {
	kind := notifications.ContractToSign
	if e.Reminder {
		kind = notifications.ContractReminder
	}
	return []notifications.Notice{signer(kind, e.ContractFacts, e.ExpiresAt)}, nil
}

// contractCode: the code itself is made when the message is written, and stored nowhere.
func (m *Module) contractCode(_ context.Context, e event.ContractCodeAsked) ([]notifications.Notice, error) {
	n := signer(notifications.ContractCode, e.ContractFacts, e.ExpiresAt)
	n.Words["challenge"] = strconv.Itoa(e.Challenge)
	return []notifications.Notice{n}, nil
}

func (m *Module) contractSigned(ctx context.Context, e event.ContractSigned) ([]notifications.Notice, error) {
	if e.Party != "signer" {
		return nil, nil
	}
	n, err := m.aboutContract(ctx, notifications.AgencyContractSigned, e.ContractFacts)
	n.Words["by"] = e.By
	return []notifications.Notice{n}, err
}

func (m *Module) contractCompleted(_ context.Context, e event.ContractCompleted) ([]notifications.Notice, error) {
	n := signer(notifications.ContractCompleted, e.ContractFacts, time.Time{})
	n.Attachment = &notifications.Attachment{File: e.File, Name: e.Number + ".pdf", Type: "application/pdf"}
	return []notifications.Notice{n}, nil
}

func (m *Module) contractRefused(ctx context.Context, e event.ContractRefused) ([]notifications.Notice, error) {
	n, err := m.aboutContract(ctx, notifications.AgencyContractRefused, e.ContractFacts)
	n.Reason = e.Reason
	return []notifications.Notice{n}, err
}

func (m *Module) contractExpired(ctx context.Context, e event.ContractExpired) ([]notifications.Notice, error) {
	n, err := m.aboutContract(ctx, notifications.AgencyContractExpired, e.ContractFacts)
	return []notifications.Notice{n}, err
}
