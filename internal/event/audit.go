package event

import (
	"time"

	"comptoir/internal/kernel/ident"
)

// SecurityAlertRaised says that what happened to a business's accounts needs somebody. Each rule and key is raised once
// an hour.
type SecurityAlertRaised struct {
	Alert    ident.Raw   `json:"alert"`
	Rule     string      `json:"rule"`     // "password_spraying"
	Severity string      `json:"severity"` // "warning", "critical"
	Key      string      `json:"key"`      // what it is about: a network, the fingerprint of an account, a user
	Count    int         `json:"count"`    // of events behind it
	First    time.Time   `json:"first"`
	Last     time.Time   `json:"last"`
	Watchers []UserFacts `json:"watchers"` // who is told: the business's administrators
}

// EventName implements Event.
func (SecurityAlertRaised) EventName() string { return "audit.security_alert_raised.v1" }
