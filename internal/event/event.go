// Package event is the published language of Comptoir: every fact that one context tells the others, one file per
// context, in the past tense and versioned. It is a leaf: contexts import it and never each other.
//
// Facts are fat: a consumer needs no call back. A published shape is never edited in a way that an old JSON no longer
// fits; a new meaning is a new version. testdata holds one golden JSON per event. Start with the file of the context
// that interests you.
package event

// Event is a fact. Its name is "context.fact.vN" and is stored data.
type Event interface{ EventName() string }

// All lists one zero value of every event, for decoding and for the goldens.
func All() []Event {
	return []Event{
		ReservationHeld{}, ReservationConfirmed{}, ReservationChanged{}, ReservationCancelled{}, ReservationExpired{},
		ReservationCheckedIn{}, ReservationCompleted{}, ReservationReduced{}, ArrhesDoubled{}, ReservationNoShow{}, PaymentCameTooLate{}, ManageLinkAsked{}, BalanceReminded{}, CardRefused{}, CardReleased{},
		PropertyPublished{}, PropertyUnpublished{}, CalendarBlocked{}, CalendarUnblocked{},
		PaymentRequired{}, PaymentSucceeded{}, PaymentFailed{}, PaymentCancelled{}, RefundDue{}, RefundSucceeded{}, RefundFailed{},
		PaymentProcessing{}, PaymentAuthorized{}, PaymentCaptureFailed{}, PaymentDisputed{}, DisputeClosed{},
		ContractGenerated{}, ContractSent{}, ContractCodeAsked{}, ContractViewed{}, ContractSigned{}, ContractRefused{}, ContractCompleted{}, ContractExpired{}, ContractVoided{},
		BankDetailsChanged{}, PayoutExecuted{}, PayoutReturned{},
		InvoiceReady{}, InvoiceIssued{}, InvoicePaid{}, InvoiceOverdue{},
		UserRegistered{}, EmailConfirmed{}, PasswordResetRequested{}, PasswordChanged{}, SessionReuseDetected{}, SignedInFromNewDevice{}, MagicLinkRequested{}, EmailChangeRequested{}, EmailChanged{},
		AccessChanged{},
		SecurityAlertRaised{},
		StaffInvited{},
		DataExportReady{}, ErasureScheduled{}, ErasureWithdrawn{}, PersonErased{},
		TenantCreated{}, TenantSuspended{}, TenantResumed{}, TenantClosing{}, TenantErased{}, DomainVerified{}, TenantExportReady{},
		SupportRequested{}, SupportOpened{}, SupportEnded{},
	}
}
