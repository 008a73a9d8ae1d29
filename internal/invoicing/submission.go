package invoicing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// Stage is where an invoice is on its way through Chorus Pro or a certified platform (PDP): the statuses of the life cycle that
// the French administration has published for electronic invoicing (AFNOR XP Z12-012, table of statuses).
type Stage string

// The stages.
const (
	Waiting       Stage = "waiting"        // asked for, not sent yet
	Deposited     Stage = "deposited"      // déposée, 200
	Rejected      Stage = "rejected"       // rejetée, 213: the platform found it wrong
	MadeAvailable Stage = "made_available" // mise à disposition, 203
	TakenInCharge Stage = "taken"          // prise en charge, 204
	Approved      Stage = "approved"       // approuvée, 205
	Refused       Stage = "refused"        // refusée, 210: the customer disputes it
	Collected     Stage = "collected"      // encaissée, 212: we say it ourselves
)

// follows says which stages may come after each. A platform may leave out what went too fast to be told.
var follows = map[Stage][]Stage{
	Waiting:       {Deposited, Rejected},
	Deposited:     {Rejected, MadeAvailable, TakenInCharge, Approved, Refused, Collected},
	MadeAvailable: {TakenInCharge, Approved, Refused, Collected},
	TakenInCharge: {Approved, Refused, Collected},
	Approved:      {Collected},
}

// Final reports whether nothing follows.
func (s Stage) Final() bool { return len(follows[s]) == 0 }

// Step is a stage that was reached.
type Step struct {
	Stage  Stage     `json:"stage"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Submission is an invoice on its way through a platform.
type Submission struct {
	ID        PaperID
	Platform  string
	Reference string // the platform's; "" until it has answered
	Stage     Stage
	Steps     []Step
}

// Advance records a stage. The same one twice is once; one that may not follow is refused.
func (s *Submission) Advance(to Stage, reason string, now time.Time) (moved bool, err error) {
	if s.Stage == to {
		return false, nil
	}
	if !slices.Contains(follows[s.Stage], to) {
		return false, fmt.Errorf("invoicing: %s says %s after %s", s.Platform, to, s.Stage)
	}
	s.Stage, s.Steps = to, append(slices.Clone(s.Steps), Step{Stage: to, At: now.UTC(), Reason: reason})
	return true, nil
}

// Platform is where invoices are submitted: Chorus Pro, a PDP. Key makes Submit happen once, whatever became of an earlier
// call: a driver gives the same reference again. Errors of a kind below Unavailable are the platform's refusal and are not tried again.
type Platform interface {
	Name() string
	Submit(ctx context.Context, p Paper, key string) (reference string, err error)
	Status(ctx context.Context, reference string) (Stage, string, error)
	Collected(ctx context.Context, reference string) error // the money has come
}

// Faults of submissions.
var (
	ErrNotSubmittable = fault.Define(fault.Conflict, "invoicing.not_submittable", "only invoices and credit notes to a business with a SIREN are submitted")
	ErrNoPlatform     = fault.Define(fault.Conflict, "invoicing.no_platform", "no platform is connected: download the Factur-X document and deposit it yourself, on Chorus Pro or with your own platform")
	ErrNoSubmission   = fault.Define(fault.NotFound, "invoicing.no_submission", "this invoice was not submitted")
)

// Submits reports whether a platform is connected to which papers may be submitted.
func (v *Invoicing) Submits() bool { return v.d.Platform != nil }

// SubmitPaper hands an invoice to the platform; a job does it.
type SubmitPaper struct{ ID PaperID }

// Needs implements access.Guarded.
func (SubmitPaper) Needs() access.Permission { return PermIssue }

func (v *Invoicing) submit(ctx context.Context, in SubmitPaper) (none usecase.None, err error) {
	if !v.Submits() {
		return none, ErrNoPlatform
	}
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		p, err := tx.Paper(ctx, in.ID)
		if err != nil {
			return err
		}
		if p.Kind == Receipt || !p.Customer.Business || p.Customer.SIREN == "" {
			return ErrNotSubmittable
		}
		known, err := tx.Submission(ctx, in.ID)
		if !errors.Is(err, ErrNoSubmission) && (err != nil || known.Stage != Rejected) {
			return err // on its way already
		}
		s := Submission{ID: in.ID, Platform: v.d.Platform.Name(), Stage: Waiting, Steps: append(known.Steps, Step{Stage: Waiting, At: v.d.Now().UTC()})}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return tx.FollowLater(ctx, in.ID, v.d.Now())
	})
}

// FollowSubmission moves one submission on by what the platform says, and asks again later as long as something follows: after
// as long as the last stage has lasted, half a minute at least and an hour at most. A platform that is no longer connected is not
// asked any more.
type FollowSubmission struct{ ID PaperID }

// Needs implements access.Guarded.
func (FollowSubmission) Needs() access.Permission { return PermProgram }

func (v *Invoicing) follow(ctx context.Context, in FollowSubmission) (none usecase.None, err error) {
	s, err := v.d.Store.Submission(ctx, in.ID)
	if err != nil || s.Stage.Final() || !v.Submits() || v.d.Platform.Name() != s.Platform {
		return none, err
	}
	p, err := v.d.Store.Find(ctx, in.ID)
	if err != nil {
		return none, err
	}
	reference, stage, reason, err := v.ask(ctx, s, p)
	if err != nil {
		return none, err
	}
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Submission(ctx, in.ID)
		if err != nil {
			return err
		}
		now.Reference = reference
		if now.Stage == Waiting && stage != Rejected && stage != Deposited { // between two questions it went further
			if _, err := now.Advance(Deposited, "", v.d.Now()); err != nil {
				return err
			}
		}
		if _, err := now.Advance(stage, reason, v.d.Now()); err != nil {
			return err
		}
		if err := tx.SaveSubmission(ctx, now); err != nil || stage.Final() || stage == Approved && p.Kind == CreditNote {
			return err
		}
		lasted := v.d.Now().Sub(now.Steps[len(now.Steps)-1].At)
		return tx.FollowLater(ctx, in.ID, v.d.Now().Add(min(max(lasted, 30*time.Second), time.Hour)))
	})
}

// ask speaks with the platform, outside of any transaction.
func (v *Invoicing) ask(ctx context.Context, s Submission, p Stored) (reference string, stage Stage, reason string, err error) {
	platform := v.d.Platform
	if reference = s.Reference; reference == "" {
		if reference, err = platform.Submit(ctx, p.Paper, fmt.Sprintf("%s/%d", p.ID, len(s.Steps))); err != nil {
			if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict {
				return "", Rejected, fault.CodeOf(err), nil
			}
			return "", "", "", err
		}
	}
	if s.Stage == Approved && !p.Outstanding().IsPositive() && p.Kind != CreditNote {
		return reference, Collected, "", platform.Collected(ctx, reference)
	}
	stage, reason, err = platform.Status(ctx, reference)
	return reference, stage, reason, err
}
