package banking

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// EnrolmentState says how far a payee is with a carrier that asks him itself who he is.
type EnrolmentState string

// The states. Stored data.
const (
	NotBegun   EnrolmentState = ""
	Onboarding EnrolmentState = "onboarding" // his account is open, he has not told all, or the carrier looks at it
	MoreAsked  EnrolmentState = "asked"      // he has told, and more is asked
	Ready      EnrolmentState = "ready"
	Barred     EnrolmentState = "refused"
)

// Enrolment is the account of a payee with a carrier that was opened from here.
type Enrolment struct {
	Payee   Payee           `json:"payee"`
	Carrier string          `json:"carrier"`
	Account string          `json:"account"`
	State   EnrolmentState  `json:"state"`
	Asked   []string        `json:"asked,omitempty"`  // by the carrier, in its words
	Reason  string          `json:"reason,omitempty"` // of a refusal, in its words
	Papers  []PaperStanding `json:"papers,omitempty"`
	Takes   []string        `json:"takes,omitempty"` // the kinds of papers that the carrier takes now
	At      time.Time       `json:"at"`              // of the last change
	Version int             `json:"version"`
}

// Standing is what a carrier says of an account.
type Standing struct {
	State  EnrolmentState
	Asked  []string
	Reason string
	Papers []PaperStanding
	Takes  []string
}

// Enrollee is somebody for whom an account is opened. Payee is the idempotency key.
type Enrollee struct {
	Payee Payee
	Name  string
	Email contact.Email
	// Declared is who he says that he is, to a carrier that declares.
	Declared *Declaration
}

// Enrollers are the carriers that open accounts. They are never called inside Store.Write.
type Enrollers interface {
	// List names those that the business uses.
	List(ctx context.Context) ([]Enroller, error)
	// Open opens an account: the same payee, the same account. Invalid names what it does not take of what was declared.
	Open(ctx context.Context, carrier string, e Enrollee) (account string, err error)
	// Page is where the owner of an account goes on: it opens once, and for minutes. Back is where he comes back to, Again
	// where he is sent when it has ended. Back itself: there is nothing that he should do now.
	Page(ctx context.Context, e Enrolled, back, again string) (string, error)
	// Standing asks how far an account is; NotFound: the carrier does not know it.
	Standing(ctx context.Context, e Enrolled) (Standing, error)
	// Paper passes a paper on; Invalid says that it is not taken.
	Paper(ctx context.Context, e Enrolled, p Paper) error
}

// Faults of enrolments.
var (
	ErrNoEnrolment = fault.Define(fault.NotFound, "banking.no_enrolment", "no account was opened with this provider")
	ErrBarred      = fault.Define(fault.Conflict, "banking.payee_refused", "the provider has refused this account for good")
)

// Enrol opens a payee's account with a carrier, and answers the address of the carrier's page on which he goes on; asked
// again it is the same account, and another page.
type Enrol struct {
	Payee       Payee
	Carrier     string
	Back, Again string
	// Declared is who the payee is, for a carrier that declares; it is looked at when the account is opened, and only then.
	Declared *Declaration
}

// Needs implements access.Guarded.
func (Enrol) Needs() access.Permission { return PermDetails }

// Proof implements access.Proving: on that page somebody says where the money goes.
func (Enrol) Proof() access.Proof { return access.FreshProof }

// EnrolOwn does it for the owner who asks.
type EnrolOwn struct {
	Carrier, Back, Again string
	Declared             *Declaration
}

// Needs implements access.Guarded.
func (EnrolOwn) Needs() access.Permission { return PermOwn }

// Proof implements access.Proving: see Enrol.
func (EnrolOwn) Proof() access.Proof { return access.FreshProof }

func (b *Banking) enrolOwn(ctx context.Context, c EnrolOwn) (string, error) {
	return b.enrol(ctx, Enrol{Payee: access.From(ctx).User.Raw(), Carrier: c.Carrier, Back: c.Back, Again: c.Again, Declared: c.Declared})
}

func (b *Banking) enrol(ctx context.Context, c Enrol) (string, error) {
	by, err := b.enrols(ctx, c.Carrier)
	if err != nil {
		return "", err
	}
	who, err := b.payee(ctx, c.Payee)
	if err != nil {
		return "", err
	}
	e, err := b.d.Store.Enrolment(ctx, c.Carrier, c.Payee)
	if errors.Is(err, ErrNoEnrolment) {
		e, err = b.begin(ctx, by, c, who)
	}
	if err != nil {
		return "", err
	}
	if e.State == Barred {
		return "", ErrBarred
	}
	if by.Declares { // it tells nothing while nobody asks: who comes back from its page sees what is next
		if err := b.look(ctx, e); err != nil {
			return "", err
		}
	}
	at, err := b.enrolled(ctx, e)
	if err != nil {
		return "", err
	}
	return b.d.Enrollers.Page(ctx, at, c.Back, c.Again)
}

// begin opens the account, then notes it: cut between the two, it is found again by the payee's name.
func (b *Banking) begin(ctx context.Context, by Enroller, c Enrol, who Due) (Enrolment, error) {
	ask := Enrollee{Payee: c.Payee, Name: who.Name, Email: who.Email}
	if by.Declares {
		if err := b.declared(ctx, c, &ask); err != nil {
			return Enrolment{}, err
		}
	}
	account, err := b.d.Enrollers.Open(ctx, c.Carrier, ask)
	if err != nil {
		return Enrolment{}, err
	}
	e := Enrolment{Payee: c.Payee, Carrier: c.Carrier, Account: account, State: Onboarding, At: b.d.Now(), Version: 1}
	err = b.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveEnrolment(ctx, e) })
	if errors.Is(err, ErrStale) { // the same click, at the same moment
		return b.d.Store.Enrolment(ctx, c.Carrier, c.Payee)
	}
	return e, err
}

// declared puts what was declared into what is asked for.
func (b *Banking) declared(ctx context.Context, c Enrol, ask *Enrollee) error {
	if c.Declared == nil {
		return ErrDeclare
	}
	told := *c.Declared
	told.Email = cmp.Or(strings.TrimSpace(told.Email), ask.Email.String())
	d, email, err := told.checked(b.today(ctx))
	if err != nil {
		return err
	}
	at, err := b.enrolled(ctx, Enrolment{Payee: c.Payee, Carrier: c.Carrier})
	if err == nil && at.IBAN == "" {
		err = ErrDetailsFirst
	}
	ask.Declared, ask.Email = &d, email
	return err
}

// enrols returns a carrier that the business uses and that opens accounts.
func (b *Banking) enrols(ctx context.Context, carrier string) (Enroller, error) {
	all, err := b.listEnrollers(ctx, ListEnrollers{})
	if err != nil {
		return Enroller{}, err
	}
	i := slices.IndexFunc(all, func(e Enroller) bool { return e.Carrier == carrier })
	if i < 0 {
		return Enroller{}, ErrNoCarrier
	}
	return all[i], nil
}

// ListEnrollers asks which carriers open accounts for payees.
type ListEnrollers struct{}

// Needs implements access.Guarded.
func (ListEnrollers) Needs() access.Permission { return access.Public }

func (b *Banking) listEnrollers(ctx context.Context, _ ListEnrollers) ([]Enroller, error) {
	if b.d.Enrollers == nil {
		return nil, nil
	}
	return b.d.Enrollers.List(ctx)
}

// ListEnrolments asks for all of them, OwnEnrolments for those of the owner who asks.
type ListEnrolments struct{}

// Needs implements access.Guarded.
func (ListEnrolments) Needs() access.Permission { return PermRead }

// OwnEnrolments asks for those of the owner who asks.
type OwnEnrolments struct{}

// Needs implements access.Guarded.
func (OwnEnrolments) Needs() access.Permission { return PermOwn }

func (b *Banking) ownEnrolments(ctx context.Context, _ OwnEnrolments) ([]Enrolment, error) {
	all, err := b.d.Store.Enrolments(ctx)
	return slices.DeleteFunc(all, func(e Enrolment) bool { return e.Payee != access.From(ctx).User.Raw() }), err
}

// FollowEnrolment asks a carrier how far an account is, and notes it: a hook has told that something happened, or somebody
// wants to know now. An account that was not opened from here is nothing to us.
type FollowEnrolment struct{ Carrier, Account string }

// Needs implements access.Guarded.
func (FollowEnrolment) Needs() access.Permission { return PermProgram }

func (b *Banking) followEnrolment(ctx context.Context, c FollowEnrolment) (none usecase.None, err error) {
	all, err := b.d.Store.Enrolments(ctx)
	if err != nil {
		return none, err
	}
	i := slices.IndexFunc(all, func(e Enrolment) bool { return e.Carrier == c.Carrier && e.Account == c.Account })
	if i < 0 {
		return none, nil
	}
	return none, b.look(ctx, all[i])
}

// FollowEnrolments asks after every account that is not refused: a hook may have been lost. A job calls it.
type FollowEnrolments struct{}

// Needs implements access.Guarded.
func (FollowEnrolments) Needs() access.Permission { return PermProgram }

func (b *Banking) followEnrolments(ctx context.Context, _ FollowEnrolments) (n int, err error) {
	all, err := b.d.Store.Enrolments(ctx)
	if err != nil {
		return 0, err
	}
	using, err := b.listEnrollers(ctx, ListEnrollers{})
	if err != nil {
		return 0, err
	}
	for _, e := range all {
		if e.State == Barred || !slices.ContainsFunc(using, func(u Enroller) bool { return u.Carrier == e.Carrier }) {
			continue
		}
		if err := b.look(ctx, e); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (b *Banking) look(ctx context.Context, e Enrolment) error {
	at, err := b.enrolled(ctx, e)
	if err != nil {
		return err
	}
	told, err := b.d.Enrollers.Standing(ctx, at)
	if fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.Invalid { // closed, or of other keys
		told, err = Standing{State: Barred, Reason: "account_unknown"}, nil
	}
	if err != nil {
		return err
	}
	err = b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Enrolment(ctx, e.Carrier, e.Payee)
		if err != nil || !now.learn(told, b.d.Now()) {
			return err
		}
		return tx.SaveEnrolment(ctx, now)
	})
	if err != nil || told.State != Ready {
		return err
	}
	return b.attach(ctx, e)
}

func (e *Enrolment) learn(s Standing, now time.Time) bool {
	if e.State == s.State && e.Reason == s.Reason && slices.Equal(e.Asked, s.Asked) && slices.Equal(e.Papers, s.Papers) && slices.Equal(e.Takes, s.Takes) {
		return false
	}
	e.State, e.Asked, e.Reason, e.Papers, e.Takes, e.At = s.State, s.Asked, s.Reason, s.Papers, s.Takes, now
	e.Version++
	return true
}

// attach writes the account of somebody who is ready beside where he is paid by the bank, once he has said that: so batches
// of the carrier find him. It begins no cooling time, because it changes no account that somebody typed.
func (b *Banking) attach(ctx context.Context, e Enrolment) error {
	d, err := b.d.Store.Details(ctx, e.Payee)
	if errors.Is(err, ErrNoDetails) || err == nil && len(d.Sealed) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	to, err := b.open(ctx, d)
	if err != nil || to.Account(e.Carrier) == e.Account {
		return err
	}
	to.setAccount(e.Carrier, e.Account)
	now := b.d.Now()
	next := DetailsState{Payee: e.Payee, Version: d.Version + 1, Masked: to.masked(), ChangedBy: actorName(ctx), ChangedAt: now, UsableAt: now}
	if d.UsableAt.After(now) { // somebody has typed an account, and its cooling time runs on
		next.UsableAt = d.UsableAt
	}
	if next.Sealed, err = b.seal(ctx, next.sealName(), to); err != nil {
		return err
	}
	return b.d.Store.Write(ctx, func(tx Tx) error { return tx.AddDetails(ctx, next) })
}

func (c *Coordinates) setAccount(carrier, account string) {
	switch carrier {
	case CarrierStripe:
		c.Stripe = account
	case CarrierMangoPay:
		c.MangoPay = account
	}
}

// ready refuses a payee whose account was opened from here and is not ready, and says how far it is.
func (b *Banking) ready(ctx context.Context, carrier string, p Payee, name string) error {
	e, err := b.d.Store.Enrolment(ctx, carrier, p)
	switch {
	case errors.Is(err, ErrNoEnrolment): // his account was entered by hand, and shown to the carrier then
		return nil
	case err != nil || e.State == Ready:
		return err
	}
	return e.refusal(name)
}

// refusal says why somebody who is not ready is not paid.
func (e Enrolment) refusal(name string) error {
	if e.State == Barred {
		return ErrBarred.Detailf("%s: the provider has refused the account (%s)", name, e.Reason)
	}
	return ErrNotReady.Detailf("%s: the provider still waits for the owner", name)
}

// enrolments wires what concerns accounts with carriers.
func (b *Banking) enrolments() {
	o := b.d.Observer
	b.Enrol = usecase.New(o, "banking.enrol", b.enrol)
	b.EnrolOwn = usecase.New(o, "banking.enrol_own", b.enrolOwn)
	b.Enrollers = usecase.New(o, "banking.list_enrollers", b.listEnrollers)
	b.Enrolments = usecase.New(o, "banking.list_enrolments", func(ctx context.Context, _ ListEnrolments) ([]Enrolment, error) { return b.d.Store.Enrolments(ctx) })
	b.OwnEnrolments = usecase.New(o, "banking.own_enrolments", b.ownEnrolments)
	b.FollowEnrolment = usecase.New(o, "banking.follow_enrolment", b.followEnrolment)
	b.FollowEnrolments = usecase.New(o, "banking.follow_enrolments", b.followEnrolments)
	b.papers()
}
