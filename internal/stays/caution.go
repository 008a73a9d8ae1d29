package stays

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// SubjectCaution is how payments name the security deposit of a reservation. It is not the stay's own money, so it is
// another subject: what is held or taken of it never counts towards the price.
const SubjectCaution = "stays.caution"

// The purposes of a security deposit's payments.
const (
	PurposeCaution = "caution"
	PurposeDamage  = "damage" // asked of a guest whose bank wants him, in place of his kept card
)

// CautionWay is how a security deposit is kept.
type CautionWay string

// The ways.
const (
	CautionHeld CautionWay = "hold" // the money is blocked on the card
	CautionCard CautionWay = "card" // the card is kept, and charged when there is damage
)

const (
	holdDays    = 7  // a card network's hold dies after seven days (Stripe, "Place a hold on a payment method")
	inspection  = 2  // days after the departure in which damage may be found; then everything is given back
	cardOpening = 30 // days before the arrival from which a card may be left
)

// Caution is where the security deposit of a reservation stands.
type Caution struct {
	Payment     ident.Raw // zero: none yet
	Way         CautionWay
	Status      CautionStatus
	Amount      money.Amount
	Taken       money.Amount
	Reason      string      // of what was taken
	CheckoutURL string      // where the guest leaves it, while Asked or Owed
	For         Beneficiary // to whom what is taken goes
	OpensOn     period.Date
	EndsOn      period.Date // given back on this day
	HeldUntil   time.Time   // when the hold dies by itself
	Owed        money.Amount
}

// CautionStatus says how far it is.
type CautionStatus string

// The states of a security deposit.
const (
	CautionNone   CautionStatus = ""       // nothing is asked for this stay
	CautionSoon   CautionStatus = "soon"   // may be left from OpensOn
	CautionOpen   CautionStatus = "open"   // may be left now
	CautionKept   CautionStatus = "kept"   // held, or the card is kept
	CautionTaking CautionStatus = "taking" // a part was asked for
	CautionTaken  CautionStatus = "taken"
	CautionOwner  CautionStatus = "owner" // the bank wants the guest: he has a link for what is Owed
	CautionBack   CautionStatus = "back"  // given back
)

// CautionPayment is a payment of a security deposit, as payments know it.
type CautionPayment struct {
	ID          ident.Raw
	Purpose     string
	Way         CautionWay
	Status      string       // of payments: "requires_action", "authorized", "succeeded", "cancelled", …
	Taking      bool         // a capture is on its way
	Key         string       // of the last capture
	Refused     string       // why the last capture was refused; "": it was not
	Asked       money.Amount // by the last capture
	Amount      money.Amount
	Taken       money.Amount
	Reason      string
	CheckoutURL string
	HeldUntil   time.Time
}

// Cautions is what stays asks of payments for security deposits. No method is called inside Store.Write.
type Cautions interface {
	// Open returns a payment that waits for its guest. Same Key, same payment.
	Open(ctx context.Context, c Charge, way CautionWay) (CautionPayment, error)
	// Of lists the payments of a reservation's security deposit, newest first.
	Of(ctx context.Context, id ReservationID) ([]CautionPayment, error)
	// Take takes a part, once for a key; ErrCautionClaimed: somebody else has asked for it meanwhile, by another key.
	Take(ctx context.Context, payment ident.Raw, amount money.Amount, reason, key string) error
	// Release gives back.
	Release(ctx context.Context, payment ident.Raw) error
	// Drop lets open pages be closed: nobody wants their money any more.
	Drop(ctx context.Context, id ReservationID) error
	// Kept lists the reservations whose security deposit is held or whose card is kept.
	Kept(ctx context.Context) ([]ReservationID, error)
}

// OwnerNeeded is the reason with which a bank asks for the card's owner himself.
const OwnerNeeded = "authentication_required"

// Faults of security deposits.
var (
	ErrNoCaution    = fault.Define(fault.Conflict, "stays.no_caution", "no security deposit can be left for this stay now")
	ErrCautionTaken = fault.Define(fault.Conflict, "stays.caution_not_kept", "the security deposit is not held, was taken already or has been given back")
	// ErrCautionClaimed is told to the second of two who claim at the same moment: money is taken once, for one of them.
	ErrCautionClaimed = fault.Define(fault.Conflict, "stays.caution_claimed", "somebody has just claimed on this security deposit; look at what is taken")
	ErrCautionTooBig  = fault.Define(fault.Invalid, "stays.caution_too_big", "more than the security deposit")
)

// PlanCaution chooses how a stay's security deposit is kept, and from when: a hold where one that is made on its last
// possible day, the arrival, survives the stay and the inspection; else the card, which has no end of its own.
func PlanCaution(stay period.Range) (way CautionWay, from period.Date) {
	if stay.Nights()+inspection <= holdDays {
		return CautionHeld, stay.To.AddDays(inspection - holdDays)
	}
	return CautionCard, stay.From.AddDays(-cardOpening)
}

// cautionOf tells where it stands from the payments that were opened for it.
func cautionOf(s ReservationState, all []CautionPayment, today period.Date) Caution {
	amount := s.Quote.SecurityDeposit
	way, from := PlanCaution(s.Stay)
	c := Caution{Way: way, For: s.ClaimedFor(all), Amount: amount, Taken: money.Zero(s.Quote.Total.Currency()), OpensOn: from, EndsOn: s.Stay.To.AddDays(inspection)}
	for _, p := range all {
		if p.Purpose == PurposeDamage && p.Status != "succeeded" && p.Status != "cancelled" {
			c.Payment, c.Status, c.Owed, c.CheckoutURL = p.ID, CautionOwner, p.Amount, p.CheckoutURL
			return c
		}
	}
	for _, p := range all {
		switch {
		case p.Status == "authorized" && p.Refused == OwnerNeeded: // he pays on a page, in his bank's presence
			c.Payment, c.Status, c.Owed = p.ID, CautionOwner, p.Asked
			return c
		case p.Status == "authorized":
			c.Payment, c.Way, c.Amount, c.HeldUntil, c.Status = p.ID, p.Way, p.Amount, p.HeldUntil, CautionKept
			if p.Taking {
				c.Status = CautionTaking
			}
			return c
		case p.Status == "succeeded":
			c.Payment, c.Way, c.Taken, c.Reason, c.Status = p.ID, p.Way, p.Taken, p.Reason, CautionTaken
			return c
		}
	}
	if !amount.IsPositive() {
		return c
	}
	switch {
	case s.Status != Confirmed && s.Status != CheckedIn:
		if len(all) > 0 {
			c.Status = CautionBack
		}
	case today.Before(from):
		c.Status = CautionSoon
	case !today.Before(s.Stay.To):
	default:
		c.Status = CautionOpen
	}
	return c
}

// ViewCaution shows where the security deposit of a reservation stands.
type ViewCaution struct{ ID ReservationID }

// Needs implements access.Guarded.
func (ViewCaution) Needs() access.Permission { return PermReadReservations }

func (s *Stays) viewCaution(ctx context.Context, in ViewCaution) (Caution, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return Caution{}, err
	}
	return s.caution(ctx, state)
}

func (s *Stays) caution(ctx context.Context, state ReservationState) (Caution, error) {
	if s.d.Cautions == nil {
		return Caution{}, nil
	}
	all, err := s.d.Cautions.Of(ctx, state.ID)
	return cautionOf(state, all, s.dayAt(state)), err
}

// dayAt is the day at the place of a stay.
func (s *Stays) dayAt(state ReservationState) period.Date {
	return period.DateOf(s.d.Now(), orUTC(state.Booked.Zone))
}

// orUTC is the place of a name; UTC for one that the machine no longer knows: better a few hours off than no answer.
func orUTC(zone string) *time.Location {
	if where, err := place(zone); err == nil {
		return where
	}
	return time.UTC
}

// TakeCaution takes a part of the security deposit, or all of it, once, and says why: the guest is told.
type TakeCaution struct {
	ID     ReservationID
	Amount money.Amount
	Reason string
	For    Beneficiary // "": the property's owner, the agency where there is none
	Key    string
}

// Needs implements access.Guarded.
func (TakeCaution) Needs() access.Permission { return PermTakeCaution }

func (s *Stays) takeCaution(ctx context.Context, in TakeCaution) (Caution, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return Caution{}, err
	}
	if s.d.Cautions == nil {
		return Caution{}, ErrCautionTaken
	}
	all, err := s.d.Cautions.Of(ctx, state.ID)
	if err != nil {
		return Caution{}, err
	}
	c := cautionOf(state, all, s.dayAt(state))
	in.Reason = strings.TrimSpace(in.Reason)
	var check fault.Check
	check.That(in.Amount.IsPositive(), "amount", "not_positive", "an amount above zero is needed")
	check.That(utf8.RuneCountInString(in.Reason) >= 3 && utf8.RuneCountInString(in.Reason) <= 200, "reason", "required", "say what was damaged: the guest reads it")
	check.That(in.Key != "" && len(in.Key) <= 100, "key", "required", "a key is needed")
	check.That(in.For == "" || in.For == ForOwner || in.For == ForAgency, "for", "unknown", "owner or agency")
	check.That(in.For != ForOwner || state.Booked.OwnerName != "", "for", "no_owner", "the property has no owner but the agency")
	if err := check.Err(); err != nil {
		return c, err
	}
	to := state.beneficiary(in.For)
	if c.Status != CautionKept {
		if !claimed(all, claimKey(to, in.Key), in.Reason) {
			return c, ErrCautionTaken
		}
		return c, s.noteClaim(ctx, in, to) // the same claim again, perhaps cut off before it was noted
	}
	if in.Amount.Currency() != c.Amount.Currency() || in.Amount.Cmp(c.Amount) > 0 {
		return c, ErrCautionTooBig.On("amount", "too_big", "at most "+c.Amount.String())
	}
	if err := s.d.Cautions.Take(ctx, c.Payment, in.Amount, in.Reason, claimKey(to, in.Key)); err != nil {
		return c, err
	}
	if err := s.noteClaim(ctx, in, to); err != nil {
		return c, err
	}
	return s.viewCaution(ctx, ViewCaution{ID: in.ID})
}

// cautions wires what concerns security deposits.
func (s *Stays) cautions() {
	d := s.d
	s.ManagedCaution = usecase.New(d.Observer, "stays.managed_caution", s.managedCaution)
	s.LeaveCaution = usecase.New(d.Observer, "stays.leave_caution", s.leaveCaution)
	s.ViewCaution = usecase.New(d.Observer, "stays.view_caution", s.viewCaution)
	s.TakeCaution = usecase.New(d.Observer, "stays.take_caution", s.takeCaution)
	s.ReturnCaution = usecase.New(d.Observer, "stays.return_caution", s.returnCaution)
	s.ReturnCautions = usecase.New(d.Observer, "stays.return_cautions", s.returnCautions)
	s.wireEvidence()
}
