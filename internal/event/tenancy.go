package event

import "comptoir/internal/kernel/ident"

// TenantCreated says that a business joined the installation.
type TenantCreated struct {
	Tenant ident.Raw `json:"tenant"`
	Slug   string    `json:"slug"`
	Name   string    `json:"name"`
	Trades []string  `json:"trades"`
}

// EventName implements Event.
func (TenantCreated) EventName() string { return "tenancy.tenant_created.v1" }
