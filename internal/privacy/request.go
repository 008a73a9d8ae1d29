package privacy

import (
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// RequestID names a request.
type RequestID = ident.ID[Request]

// RequestKind is what a person asks for.
type RequestKind string

// The kinds of requests.
const (
	Export  RequestKind = "export"
	Erasure RequestKind = "erasure"
)

// RequestStatus is the state of a request.
type RequestStatus string

// The states: asked → done, or withdrawn; a copy that was done expires.
const (
	Asked     RequestStatus = "asked"
	Done      RequestStatus = "done"
	Withdrawn RequestStatus = "withdrawn"
	Expired   RequestStatus = "expired"
)

// Faults of privacy.
var (
	ErrUnknownRequest   = fault.Define(fault.NotFound, "privacy.unknown_request", "no such request")
	ErrUnknownDocument  = fault.Define(fault.NotFound, "privacy.unknown_document", "no such document")
	ErrAlreadyAsked     = fault.Define(fault.Conflict, "privacy.already_asked", "this was asked for already and is being worked on")
	ErrStale            = fault.Define(fault.Conflict, "privacy.stale", "the request changed meanwhile; look again")
	ErrDoneAlready      = fault.Define(fault.Conflict, "privacy.done_already", "this request is finished")
	ErrMustWait         = fault.Define(fault.Conflict, "privacy.must_wait", "something is still open with the business")
	ErrExportGone       = fault.Define(fault.Gone, "privacy.export_gone", "this copy can no longer be fetched; ask for another")
	ErrExportNotReady   = fault.Define(fault.Conflict, "privacy.export_not_ready", "the copy is still being made")
	ErrStaffKeepsOn     = fault.Define(fault.Conflict, "privacy.still_staff", "whoever works here is first taken off the team")
	ErrUnconfirmed      = fault.Define(fault.Conflict, "privacy.unconfirmed_address", "confirm your e-mail address first")
	ErrLink             = fault.Define(fault.Gone, "privacy.link_expired", "this link is no longer valid")
	ErrInfected         = fault.Define(fault.Invalid, "privacy.infected", "this file contains malicious software and was not kept")
	ErrNotScanned       = fault.Define(fault.Unavailable, "privacy.not_scanned", "the file could not be checked for viruses; try again in a moment")
	ErrTooManyDocuments = fault.Define(fault.Conflict, "privacy.too_many_documents", "the safe is full; remove a document first")
)

// RequestState is everything that is stored of a request.
type RequestState struct {
	ID        RequestID
	Kind      RequestKind
	Status    RequestStatus
	Person    Person
	Locale    string
	ByStaff   bool   // asked for by the business, for somebody who wrote or called
	Pseudonym string // what stands in the place of an erased name
	AskedAt   time.Time
	DueAt     time.Time // when the program does it
	DoneAt    time.Time // zero: not yet
	ExpiresAt time.Time // of a copy
	Size      int64     // of a copy, in bytes
	Version   int
}

// Request is a person's wish and what became of it.
type Request struct {
	s    RequestState
	news []event.Event
}

// NewRequest records a wish. A copy is made at once, an erasure after ErasureDelay.
func NewRequest(id RequestID, k RequestKind, p Person, locale string, byStaff bool, now time.Time) *Request {
	r := &Request{s: RequestState{ID: id, Kind: k, Status: Asked, Person: p, Locale: locale, ByStaff: byStaff, AskedAt: now, DueAt: now}}
	if k == Erasure {
		r.s.DueAt, r.s.Pseudonym = now.Add(ErasureDelay), pseudonym(id)
		r.news = append(r.news, event.ErasureScheduled{Request: id.Raw(), Email: p.Email, Locale: locale, DueAt: r.s.DueAt})
	}
	return r
}

// pseudonym is what stands for a person who was erased: the same in every context, and no way back to the name.
func pseudonym(id RequestID) string {
	text := id.String()
	return "Personne effacée " + text[len(text)-8:]
}

// RestoreRequest gives back a stored request; stores and tests only.
func RestoreRequest(s RequestState) *Request { return &Request{s: s} }

// State returns what is stored.
func (r *Request) State() RequestState { return r.s }

// TakeEvents returns what happened since the last call.
func (r *Request) TakeEvents() []event.Event {
	news := r.news
	r.news = nil
	return news
}

// Withdraw takes the wish back.
func (r *Request) Withdraw() error {
	if r.s.Status != Asked {
		return ErrDoneAlready
	}
	r.s.Status = Withdrawn
	if r.s.Kind == Erasure {
		r.news = append(r.news, event.ErasureWithdrawn{Request: r.s.ID.Raw(), Email: r.s.Person.Email, Locale: r.s.Locale})
	}
	return nil
}

// Copied records that the copy can be fetched.
func (r *Request) Copied(size int64, now time.Time) error {
	if r.s.Status != Asked {
		return ErrDoneAlready
	}
	r.s.Status, r.s.DoneAt, r.s.ExpiresAt, r.s.Size = Done, now, now.Add(ExportLife), size
	r.news = append(r.news, event.DataExportReady{Request: r.s.ID.Raw(), Email: r.s.Person.Email, Locale: r.s.Locale, ByStaff: r.s.ByStaff, ExpiresAt: r.s.ExpiresAt})
	return nil
}

// Erased records that the person is forgotten. The event is the last that carries the address, for the last mail; what
// stays stored of the request does not.
func (r *Request) Erased(now time.Time) error {
	if r.s.Status != Asked {
		return ErrDoneAlready
	}
	r.news = append(r.news, event.PersonErased{Request: r.s.ID.Raw(), Email: r.s.Person.Email, Locale: r.s.Locale, Pseudonym: r.s.Pseudonym})
	r.s.Status, r.s.DoneAt = Done, now
	r.s.Person = Person{Email: Pseudonymous(r.s.Pseudonym)}
	return nil
}

// Pseudonymous is what stands in the place of the e-mail address of a person under a pseudonym: of a domain that cannot
// exist (RFC 2606).
func Pseudonymous(pseudonym string) contact.Email {
	return contact.Email("erased-" + pseudonym[max(0, len(pseudonym)-8):] + "@erased.invalid")
}

// Expire ends the life of a copy.
func (r *Request) Expire(now time.Time) bool {
	if r.s.Kind != Export || r.s.Status != Done || now.Before(r.s.ExpiresAt) {
		return false
	}
	r.s.Status = Expired
	return true
}

// owns reports whether a request is the actor's own.
func (s RequestState) owns(a access.Actor) bool {
	return !s.Person.User.IsZero() && s.Person.User == a.User
}
