package event

import (
	"time"

	"comptoir/internal/kernel/ident"
)

// TenantCreated says that a business joined the installation.
type TenantCreated struct {
	Tenant ident.Raw `json:"tenant"`
	Slug   string    `json:"slug"`
	Name   string    `json:"name"`
	Trades []string  `json:"trades"`
}

// EventName implements Event.
func (TenantCreated) EventName() string { return "tenancy.tenant_created.v1" }

// TenantSuspended says that a business was closed to its visitors and staff.
type TenantSuspended struct {
	Tenant ident.Raw `json:"tenant"`
	Slug   string    `json:"slug"`
	Reason string    `json:"reason"`
}

// EventName implements Event.
func (TenantSuspended) EventName() string { return "tenancy.tenant_suspended.v1" }

// TenantResumed says that a business that was closed, or was to be deleted, is open again.
type TenantResumed struct {
	Tenant ident.Raw `json:"tenant"`
	Slug   string    `json:"slug"`
}

// EventName implements Event.
func (TenantResumed) EventName() string { return "tenancy.tenant_resumed.v1" }

// TenantClosing says that a business is closed and will be erased with all its data at EraseAt, unless it is resumed before.
type TenantClosing struct {
	Tenant  ident.Raw `json:"tenant"`
	Slug    string    `json:"slug"`
	Reason  string    `json:"reason"`
	EraseAt time.Time `json:"eraseAt"`
}

// EventName implements Event.
func (TenantClosing) EventName() string { return "tenancy.tenant_closing.v1" }

// TenantErased says that a business's data were erased for good.
type TenantErased struct {
	Tenant ident.Raw `json:"tenant"`
	Slug   string    `json:"slug"`
}

// EventName implements Event.
func (TenantErased) EventName() string { return "tenancy.tenant_erased.v1" }

// DomainVerified says that a business has proved that a host is its own, and answers at it now.
type DomainVerified struct {
	Tenant ident.Raw `json:"tenant"`
	Host   string    `json:"host"`
}

// EventName implements Event.
func (DomainVerified) EventName() string { return "tenancy.domain_verified.v1" }

// TenantExportReady says that a business's data were written into one file that somebody may fetch until ExpiresAt.
type TenantExportReady struct {
	Tenant      ident.Raw `json:"tenant"`
	Export      ident.Raw `json:"export"`
	RequestedBy string    `json:"requestedBy"`
	ExpiresAt   time.Time `json:"expiresAt"`
}

// EventName implements Event.
func (TenantExportReady) EventName() string { return "tenancy.tenant_export_ready.v1" }

// SupportRequested says that the operator asks a business's administrator to be let in.
type SupportRequested struct {
	Tenant   ident.Raw `json:"tenant"`
	Support  ident.Raw `json:"support"`
	Operator string    `json:"operator"`
	Reason   string    `json:"reason"`
}

// EventName implements Event.
func (SupportRequested) EventName() string { return "tenancy.support_requested.v1" }

// SupportOpened says that one of the operator's people came into a business's desk, until EndsAt at most.
type SupportOpened struct {
	Tenant   ident.Raw `json:"tenant"`
	Support  ident.Raw `json:"support"`
	Operator string    `json:"operator"`
	Reason   string    `json:"reason"`
	For      string    `json:"for"`
	EndsAt   time.Time `json:"endsAt"`
}

// EventName implements Event.
func (SupportOpened) EventName() string { return "tenancy.support_opened.v1" }

// SupportEnded says that he left it.
type SupportEnded struct {
	Tenant   ident.Raw `json:"tenant"`
	Support  ident.Raw `json:"support"`
	Operator string    `json:"operator"`
	EndedBy  string    `json:"endedBy"`
}

// EventName implements Event.
func (SupportEnded) EventName() string { return "tenancy.support_ended.v1" }
