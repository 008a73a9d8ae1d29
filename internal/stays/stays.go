package stays

import (
	"context"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Stays is every use case of the context.
type Stays struct {
	// Visitors
	SearchProperties usecase.Func[SearchProperties, SearchResult]
	ViewProperty     usecase.Func[ViewProperty, PropertyView]
	ViewCalendar     usecase.Func[ViewCalendar, Calendar]
	PriceStay        usecase.Func[PriceStay, Quote]
	MakeQuote        usecase.Func[MakeQuote, Quote]
	ViewQuote        usecase.Func[ViewQuote, Quote]
	BookStay         usecase.Func[BookStay, Booked]

	// Guests with a management link
	ViewManaged       usecase.Func[ViewManaged, ReservationView]
	StartPayment      usecase.Func[StartPayment, PaymentView]
	PreviewChange     usecase.Func[PreviewChange, ChangePreview]
	ChangeManaged     usecase.Func[ChangeManaged, Changed]
	PreviewCancel     usecase.Func[PreviewCancel, CancelPreview]
	CancelManaged     usecase.Func[CancelManaged, ReservationView]
	AskLink           usecase.Func[AskLink, usecase.None]
	PaysOnline        usecase.Func[PaysOnline, bool]
	KeepsCards        usecase.Func[KeepsCards, bool]
	RemoveManagedCard usecase.Func[RemoveManagedCard, usecase.None]
	MyCards           usecase.Func[MyCards, []KeptCard]
	RemoveMyCard      usecase.Func[RemoveMyCard, usecase.None]
	ManagedCaution    usecase.Func[ManagedCaution, Caution]
	LeaveCaution      usecase.Func[LeaveCaution, Caution]

	// Guests with an account, owners
	MyReservations  usecase.Func[MyReservations, paging.Page[ReservationRow]]
	MyReservation   usecase.Func[MyReservation, ReservationView]
	OwnedProperties usecase.Func[OwnedProperties, []BoardProperty]

	// A person's rights over his data
	ReservationsOf  usecase.Func[ReservationsOf, []ReservationState]
	ForgetGuest     usecase.Func[ForgetGuest, usecase.None]
	AddEvidence     usecase.Func[AddEvidence, []Evidence]
	SendPayLink     usecase.Func[SendPayLink, usecase.None]
	DropEvidence    usecase.Func[DropEvidence, usecase.None]
	FindEvidence    usecase.Func[FindEvidence, Evidence]
	ManagedEvidence usecase.Func[ManagedEvidence, FoundEvidence]
	MyEvidence      usecase.Func[MyEvidence, FoundEvidence]
	ForgetEvidence  usecase.Func[ForgetEvidence, []Evidence]
	OldEvidence     usecase.Func[OldEvidence, []StayEvidence]
	DropOldEvidence usecase.Func[DropOldEvidence, usecase.None]

	// Desk: reservations and planning
	ListReservations   usecase.Func[ListReservations, paging.Page[ReservationRow]]
	ExportReservations usecase.Func[ExportReservations, int]
	GetReservation     usecase.Func[GetReservation, ReservationView]
	BookByPhone        usecase.Func[BookByPhone, Booked]
	QuoteByPhone       usecase.Func[QuoteByPhone, Quote]
	ConfirmReservation usecase.Func[ConfirmReservation, ReservationView]
	TakePayment        usecase.Func[TakePayment, ReservationView]
	ViewCaution        usecase.Func[ViewCaution, Caution]
	TakeCaution        usecase.Func[TakeCaution, Caution]
	ReturnCaution      usecase.Func[ReturnCaution, Caution]
	CancelReservation  usecase.Func[CancelReservation, ReservationView]
	PayDouble          usecase.Func[PayDouble, ReservationView]
	ListOwedBack       usecase.Func[ListOwedBack, []ReservationRow]
	GiveBack           usecase.Func[GiveBack, ReservationView]
	PreviewDeskCancel  usecase.Func[PreviewDeskCancel, CancelPreview]
	CheckIn            usecase.Func[CheckIn, ReservationView]
	Complete           usecase.Func[Complete, ReservationView]
	MarkNoShow         usecase.Func[MarkNoShow, ReservationView]
	PreviewMove        usecase.Func[PreviewMove, ChangePreview]
	MoveReservation    usecase.Func[MoveReservation, ReservationView]
	EditNote           usecase.Func[EditNote, ReservationView]
	RenewLink          usecase.Func[RenewLink, ReservationView]
	AddBlock           usecase.Func[AddBlock, BlockState]
	ViewBlock          usecase.Func[ViewBlock, BlockState]
	MoveBlock          usecase.Func[MoveBlock, BlockState]
	RemoveBlock        usecase.Func[RemoveBlock, usecase.None]
	PlanningBoard      usecase.Func[PlanningBoard, Board]
	Today              usecase.Func[Today, TodayView]

	// Desk: properties
	ListProperties    usecase.Func[ListProperties, paging.Page[PropertyRow]]
	CountProperties   usecase.Func[CountProperties, int]
	GetProperty       usecase.Func[GetProperty, PropertyState]
	ListOwners        usecase.Func[ListOwners, []OwnerAccount]
	CreateProperty    usecase.Func[CreateProperty, PropertyState]
	EditProperty      usecase.Func[EditProperty, PropertyState]
	PublishProperty   usecase.Func[PublishProperty, PropertyState]
	UnpublishProperty usecase.Func[UnpublishProperty, PropertyState]
	ArchiveProperty   usecase.Func[ArchiveProperty, PropertyState]
	AddPhoto          usecase.Func[AddPhoto, PropertyState]
	EditPhoto         usecase.Func[EditPhoto, PropertyState]
	ArrangePhotos     usecase.Func[ArrangePhotos, PropertyState]
	RemovePhoto       usecase.Func[RemovePhoto, PropertyState]
	EditRates         usecase.Func[EditRates, PropertyState]
	PutSeason         usecase.Func[PutSeason, PropertyState]
	RemoveSeason      usecase.Func[RemoveSeason, PropertyState]
	PutFee            usecase.Func[PutFee, PropertyState]
	RemoveFee         usecase.Func[RemoveFee, PropertyState]
	SetSpots          usecase.Func[SetSpots, PropertyState]

	// Desk: the agency's choices
	GetSettings   usecase.Func[GetSettings, Settings]
	EditSettings  usecase.Func[EditSettings, Settings]
	ListTaxRules  usecase.Func[ListTaxRules, []TaxRule]
	PutTaxRule    usecase.Func[PutTaxRule, TaxRule]
	RemoveTaxRule usecase.Func[RemoveTaxRule, usecase.None]

	// The program itself
	ExpireHold     usecase.Func[ExpireHold, usecase.None]
	ForgetQuotes   usecase.Func[ForgetQuotes, int]
	Remind         usecase.Func[RemindBalances, int]
	SendLink       usecase.Func[SendLink, usecase.None]
	ManageLink     usecase.Func[ManageLink, string]
	RecordPayment  usecase.Func[RecordPayment, usecase.None]
	RecordFailure  usecase.Func[RecordFailure, usecase.None]
	RecordRefund   usecase.Func[RecordRefund, usecase.None]
	ChargeCards    usecase.Func[ChargeCards, int]
	ReturnCautions usecase.Func[ReturnCautions, int]

	d Deps
}

// Deps is what stays asks of its surroundings.
type Deps struct {
	Store    Store
	Payments Payments
	Cautions Cautions // nil: no security deposits are taken
	Links    Links
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
	Owners   Owners    // nil: no account is offered, and any taken
	Room     Allowance // nil: as many properties as one likes
	// Settled reports whether the books owe a property's owner nothing, nor he them. What they owe is kept by property: under
	// another owner it would be paid to him. Never called in a transaction. Nil: always.
	Settled func(ctx context.Context, id PropertyID) (bool, error)
	// RentVAT is the rate at which the business of ctx taxes its rents, 0 where it does not: no other may be added to a price
	// that is entered without tax (Rates.SalesTax). Nil: whatever is entered.
	RentVAT func(ctx context.Context) (money.Percent, error)
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure, so fn acts only
// through tx and makes its aggregates inside. The tenant is access.TenantOf(ctx) everywhere.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Reader
}

// Tx loads for update and saves. Loading locks the row until the end of the transaction. Saving an aggregate that was
// not Changed does nothing; otherwise it takes its events (TakeEvents) and stores them in the same transaction, records
// the audit trail, and checks the version: the state saved has the version after the one stored, else ErrStale (a state
// of version 1 is inserted).
type Tx interface {
	// Booking loads what booking a quote needs in one go. Reservation is nil until the quote is booked. ErrUnknownQuote.
	Booking(ctx context.Context, q BookingQuery) (Booking, error)
	// Sale is Reader.Sale within the transaction. It locks nothing.
	Sale(ctx context.Context, q SaleQuery) (Sale, error)
	SaveQuote(ctx context.Context, q Quote) error
	// ForgetQuotes deletes quotes that ended before a moment and are in no reservation, the oldest first, at most limit.
	ForgetQuotes(ctx context.Context, before time.Time, limit int) (int, error)

	Reservation(ctx context.Context, id ReservationID) (*Reservation, error)                  // ErrUnknown
	ReservationByToken(ctx context.Context, tokenHash []byte) (*Reservation, error)           // ErrManageLink
	ReservationByReference(ctx context.Context, reference string) (*Reservation, error)       // ErrUnknown
	LinkLater(ctx context.Context, in SendLink) error                                         // has SendLink run after the commit
	SaveReservation(ctx context.Context, r *Reservation) error                                // ErrPeriodTaken, ErrReferenceTaken, ErrStale, ErrQuoteUsed
	Busy(ctx context.Context, q BusyQuery) ([]Occupancy, error)                               // blocking ones only
	Property(ctx context.Context, id PropertyID) (*Property, error)                           // ErrUnknownProperty
	SaveProperty(ctx context.Context, p *Property) error                                      // ErrSlugTaken, ErrStale
	PropertyCount(ctx context.Context) (int, error)                                           // not archived; whoever counts waits for whoever has counted and not yet committed
	Block(ctx context.Context, id BlockID) (*Block, error)                                    // ErrUnknownBlock, also when removed
	SaveBlock(ctx context.Context, b *Block) error                                            // ErrPeriodTaken, ErrStale; a removed block's row may go
	Settings(ctx context.Context) (Settings, error)                                           // DefaultSettings when never saved
	SaveSettings(ctx context.Context, s Settings) error                                       // ErrStale; Version is the new one
	TaxRule(ctx context.Context, id TaxRuleID) (TaxRule, error)                               // ErrUnknownTaxRule
	SaveTaxRule(ctx context.Context, r TaxRule) error                                         // ErrStale; Version is the new one
	RemoveTaxRule(ctx context.Context, id TaxRuleID) error                                    // ErrUnknownTaxRule
	HasFutureReservations(ctx context.Context, p PropertyID, today period.Date) (bool, error) // held, confirmed or checked in, ending after today
}

// Reader answers questions, straight from storage into views. Another tenant's rows do not exist.
type Reader interface {
	Quote(ctx context.Context, id QuoteID) (Quote, error)                    // ErrUnknownQuote
	Sale(ctx context.Context, q SaleQuery) (Sale, error)                     // ErrUnknownProperty
	Listings(ctx context.Context, q ListingQuery) (Listings, error)          // published only
	PropertyState(ctx context.Context, id PropertyID) (PropertyState, error) // ErrUnknownProperty; any status
	PropertyRows(ctx context.Context, q PropertyRowQuery) (paging.Page[PropertyRow], error)
	CountProperties(ctx context.Context) (int, error)                                 // not archived
	ReservationState(ctx context.Context, id ReservationID) (ReservationState, error) // ErrUnknown
	ManagedState(ctx context.Context, tokenHash []byte) (ReservationState, error)     // ErrManageLink
	ReservationRows(ctx context.Context, q ReservationQuery) (paging.Page[ReservationRow], error)
	BlockState(ctx context.Context, id BlockID) (BlockState, error) // ErrUnknownBlock, also when removed
	BoardRows(ctx context.Context, q BoardQuery) ([]BoardProperty, error)
	// ActiveRows returns what the desk's day is made of, by check-in then ID: every hold; confirmed and checked-in stays
	// that have begun by day, owe a balance due by day, or have a pending change; stays completed that end on day; and any
	// whose refund is open, or to whose guest arrhes are owed twice.
	ActiveRows(ctx context.Context, day period.Date) ([]ReservationRow, error)
	// EvidenceUntil returns reservations that have evidence and ended on a day or before, the oldest first, at most limit.
	EvidenceUntil(ctx context.Context, departure period.Date, limit int) ([]ReservationID, error)
	ReadSettings(ctx context.Context) (Settings, error)            // DefaultSettings when never saved
	TaxRules(ctx context.Context, insee string) ([]TaxRule, error) // of all communes when ""; by INSEE, From
}

// SaleQuery asks for everything that selling a property needs. Either ID or Slug names it.
type SaleQuery struct {
	ID   PropertyID
	Slug string
	Days period.Range // of the busy days wanted; empty: none
	Now  time.Time    // occupancies that have expired by then are left out
}

// Sale is everything that selling a property needs.
type Sale struct {
	Property PropertyState
	Tax      []TaxRule // of its commune
	Settings Settings
	Busy     []Occupancy // blocking ones that overlap Days, by first day
}

// BookingQuery asks for what booking a quote needs.
type BookingQuery struct {
	Quote QuoteID
	Now   time.Time
}

// Booking is what booking a quote needs.
type Booking struct {
	Quote       Quote
	Property    PropertyState
	Settings    Settings
	Reservation *Reservation // of this quote; nil: not booked yet
	Busy        []Occupancy  // blocking ones that overlap the quote's days, preparation included
}

// BusyQuery asks for the occupancies that block days of a property, except those of one holder.
type BusyQuery struct {
	Property PropertyID
	Days     period.Range
	Except   ident.Raw
	Now      time.Time
}
