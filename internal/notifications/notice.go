package notifications

import (
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Kind says what a message is about; it is stored data.
type Kind string

// The kinds. Those that begin with "agency_" go to the business itself.
const (
	StayHeld           Kind = "stay_held"
	StayConfirmed      Kind = "stay_confirmed"
	StayChanged        Kind = "stay_changed"
	StayCancelled      Kind = "stay_cancelled"
	PaymentTooLate     Kind = "payment_too_late"
	RefundSent         Kind = "refund_sent"
	StayLink           Kind = "stay_link" // the link of a booking, asked for or made anew
	AgencyBooked       Kind = "agency_booked"
	AgencyChanged      Kind = "agency_changed"
	AgencyCancelled    Kind = "agency_cancelled"
	AgencyTooLate      Kind = "agency_payment_too_late"
	AgencyRefundFailed Kind = "agency_refund_failed"
	ConfirmEmail       Kind = "confirm_email"
	ResetPassword      Kind = "reset_password"
	PasswordChanged    Kind = "password_changed"
	SessionReuse       Kind = "session_reuse"
	SecurityAlert      Kind = "security_alert" // to the administrators
	NewDevice          Kind = "new_device"
	MagicLink          Kind = "magic_link"
	EmailChangeConfirm Kind = "email_change_confirm" // to the new address
	EmailChangeNotice  Kind = "email_change_notice"  // to the old one, with a way to stop it
	EmailChangedNotice Kind = "email_changed"        // to the old one, with a way back
	StaffInvitation    Kind = "invitation"
	DataExportReady    Kind = "data_export_ready"
	ErasureScheduled   Kind = "erasure_scheduled"
	ErasureWithdrawn   Kind = "erasure_withdrawn"
	PersonErased       Kind = "person_erased"
	BalanceDue         Kind = "balance_due"
	BalanceOverdue     Kind = "balance_overdue"
	BankDetailsNotice  Kind = "bank_details_changed" // to an owner
	PayoutSent         Kind = "payout_sent"
	PayoutCameBack     Kind = "payout_returned"
	InvoiceSent        Kind = "invoice_sent"
	InvoiceReminder    Kind = "invoice_reminder"
	CautionTaken       Kind = "caution_taken"
	CautionBack        Kind = "caution_back"
	CautionOwner       Kind = "caution_owner" // the bank wants the guest himself
	AgencyCautionTaken Kind = "agency_caution_taken"
	AgencyCautionBack  Kind = "agency_caution_back"
	AgencyCautionLost  Kind = "agency_caution_failed"
	CardComing         Kind = "card_coming" // a week before a kept card is charged
	CardRefusedRetry   Kind = "card_refused_retry"
	CardRefusedLink    Kind = "card_refused_link"
	CardOwnerWanted    Kind = "card_owner_wanted" // the bank wants the guest himself
	AgencyCardRefused  Kind = "agency_card_refused"
	AgencyDisputed     Kind = "agency_payment_disputed" // a payer's bank takes money back: the agency has days to answer
	AgencyDisputeWon   Kind = "agency_dispute_won"
	AgencyDisputeLost  Kind = "agency_dispute_lost"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return append([]Kind{StayHeld, StayConfirmed, StayChanged, StayCancelled, PaymentTooLate, RefundSent, StayLink, AgencyBooked, AgencyChanged,
		AgencyCancelled, AgencyTooLate, AgencyRefundFailed, ConfirmEmail, ResetPassword, PasswordChanged, SessionReuse, SecurityAlert,
		NewDevice, MagicLink, EmailChangeConfirm, EmailChangeNotice, EmailChangedNotice, StaffInvitation, DataExportReady, ErasureScheduled, ErasureWithdrawn, PersonErased,
		BalanceDue, BalanceOverdue, BankDetailsNotice, PayoutSent, PayoutCameBack, InvoiceSent, InvoiceReminder,
		CautionTaken, CautionBack, CautionOwner, AgencyCautionTaken, AgencyCautionBack, AgencyCautionLost,
		CardComing, CardRefusedRetry, CardRefusedLink, CardOwnerWanted, AgencyCardRefused, AgencyDisputed, AgencyDisputeWon, AgencyDisputeLost}, append(AccessKinds(), ContractKinds()...)...)
}

// urgent reports whether a message is about somebody's own account: a plan never keeps a person out of it.
func (k Kind) urgent() bool {
	switch k {
	case ConfirmEmail, ResetPassword, PasswordChanged, SessionReuse, NewDevice, MagicLink, EmailChangeConfirm, EmailChangeNotice, EmailChangedNotice, StaffInvitation, ContractCode:
		return true
	}
	return false
}

// Editable lists the kinds whose first paragraph a business may word itself.
func Editable() []Kind {
	return []Kind{StayHeld, StayConfirmed, StayChanged, StayCancelled, PaymentTooLate, RefundSent, StayLink, BalanceDue, BalanceOverdue}
}

// DeliveryID names a delivery.
type DeliveryID = ident.ID[Delivery]

// Status is the state of a delivery.
type Status string

// The states of a delivery. A failed one was refused for good by the mail server (no such mailbox).
const (
	Queued Status = "queued"
	Sent   Status = "sent"
	Failed Status = "failed"
)

// Faults.
var (
	ErrUnknown     = fault.Define(fault.NotFound, "notifications.unknown_delivery", "no such message")
	ErrUnknownKind = fault.Define(fault.Invalid, "notifications.unknown_kind", "no such kind of message")
)

// Notice is what there is to tell, before it is put into words.
type Notice struct {
	Key        string // the same key is told once: "<event>/<kind>"
	Kind       Kind
	To         contact.Email
	Name       string
	Locale     string
	Stay       *event.StayFacts
	Before     period.Range // of a changed stay
	Amount     money.Amount // refund, difference
	Reason     string
	Contract   ident.Raw         `json:",omitzero"` // on its way to be signed: the link to it, and its code, are made when the message is written
	Ticket     ident.Raw         // of the link that the message must carry: a confirmation, a reset, an invitation
	Words      map[string]string `json:",omitempty"` // what else the text says: {device}, {email}, {by} …
	At         time.Time         `json:",omitzero"`  // when what is told happened; zero: not said
	ExpiresAt  time.Time
	Attachment *Attachment
	Calendar   bool // attach the stay as an .ics
}

// Attachment is a stored file that goes with the message.
type Attachment struct {
	File string // key in the file store
	Name string // as the reader sees it
	Type string
}

// Delivery is a message to one person and what became of it.
type Delivery struct {
	ID        DeliveryID
	Notice    Notice
	Status    Status
	Subject   string // as sent
	Failure   string
	CreatedAt time.Time
	SentAt    time.Time
}

// Agency is the business in whose name a message goes out.
type Agency struct {
	Name    string
	Email   contact.Email
	Phone   contact.Phone
	Address contact.PostalAddress
	Locale  string
	Zone    string
	Site    string // public address, without a final slash
	Accent  string // colour of the one action, "#0F5C4C"
}

// Text is a business's own wording of a kind in one language. Words in braces are filled in: {guest} {property}
// {arrival} {departure} {reference} {agency}.
type Text struct {
	Kind    Kind
	Locale  string
	Subject string // "" keeps ours
	Intro   string // "" keeps ours
}
