package stays

import "comptoir/internal/kernel/ident"

// Identifiers of this context; two of them cannot be swapped by mistake.
type (
	PropertyID    = ident.ID[Property]
	ReservationID = ident.ID[Reservation]
	BlockID       = ident.ID[Block]
	QuoteID       = ident.ID[Quote]
	SeasonID      = ident.ID[Season]
	FeeID         = ident.ID[Fee]
	PhotoID       = ident.ID[Photo]
	TaxRuleID     = ident.ID[TaxRule]
)

// SubjectReservation is the subject kind by which payments and documents recognise a reservation in events.
const SubjectReservation = "stays.reservation"
