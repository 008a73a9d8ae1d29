package stays

import "comptoir/internal/kernel/access"

// Permissions of this context. Visitors search, quote and book without one; a management link is its own proof.
const (
	PermReadReservations   access.Permission = "stays.read_reservations"   // list, detail, today
	PermBookForGuest       access.Permission = "stays.book_for_guest"      // by telephone
	PermConfirmReservation access.Permission = "stays.confirm_reservation" // without waiting for a payment
	PermTakeCaution        access.Permission = "stays.take_caution"        // take from a security deposit, or give it back
	PermTakePayment        access.Permission = "stays.take_payment"        // note money that was handed over
	PermCancelReservation  access.Permission = "stays.cancel_reservation"
	PermRunStay            access.Permission = "stays.run_stay" // check in, complete, no-show
	PermMoveReservation    access.Permission = "stays.move_reservation"
	PermRenewLink          access.Permission = "stays.renew_link" // and send it to the guest
	PermReadPlanning       access.Permission = "stays.read_planning"
	PermManageBlocks       access.Permission = "stays.manage_blocks"
	PermReadProperties     access.Permission = "stays.read_properties" // drafts included
	PermManageProperties   access.Permission = "stays.manage_properties"
	PermManageRates        access.Permission = "stays.manage_rates"
	PermReadSettings       access.Permission = "stays.read_settings"
	PermManageSettings     access.Permission = "stays.manage_settings"
	PermOwnReservations    access.Permission = "stays.read_own_reservations" // a guest's own
	PermOwnedProperties    access.Permission = "stays.read_owned_properties" // an owner's own
	PermSystem             access.Permission = "stays.react"                 // jobs and event consumers only: no role has it
)
