package event

import (
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
)

// DataExportReady says that the copy of a person's data can be fetched until ExpiresAt.
type DataExportReady struct {
	Request   ident.Raw     `json:"request"`
	Email     contact.Email `json:"email,omitempty"` // "" : the person has no confirmed address
	Locale    string        `json:"locale"`
	ByStaff   bool          `json:"byStaff"` // the business fetches it and hands it over
	ExpiresAt time.Time     `json:"expiresAt"`
}

// ErasureScheduled says that a person will be forgotten at DueAt, and may take it back until then.
type ErasureScheduled struct {
	Request ident.Raw     `json:"request"`
	Email   contact.Email `json:"email"`
	Locale  string        `json:"locale"`
	DueAt   time.Time     `json:"dueAt"`
}

// ErasureWithdrawn says that a person took the wish back.
type ErasureWithdrawn struct {
	Request ident.Raw     `json:"request"`
	Email   contact.Email `json:"email"`
	Locale  string        `json:"locale"`
}

// PersonErased says that a person is forgotten; Pseudonym stands where the law keeps something. It is the last fact that
// carries the address.
type PersonErased struct {
	Request   ident.Raw     `json:"request"`
	Email     contact.Email `json:"email"`
	Locale    string        `json:"locale"`
	Pseudonym string        `json:"pseudonym"`
}

// EventName implements Event.
func (DataExportReady) EventName() string { return "privacy.data_export_ready.v1" }

// EventName implements Event.
func (ErasureScheduled) EventName() string { return "privacy.erasure_scheduled.v1" }

// EventName implements Event.
func (ErasureWithdrawn) EventName() string { return "privacy.erasure_withdrawn.v1" }

// EventName implements Event.
func (PersonErased) EventName() string { return "privacy.person_erased.v1" }
