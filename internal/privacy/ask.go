package privacy

import (
	"context"
	"errors"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Ask is a person's wish about his own data.
type Ask struct{ Kind RequestKind }

// Needs implements access.Guarded.
func (Ask) Needs() access.Permission { return PermOwnData }

// Proof implements access.Proving: a stolen session neither takes everything along nor destroys it.
func (Ask) Proof() access.Proof { return access.FreshProof }

func (p *Privacy) ask(ctx context.Context, c Ask) (RequestState, error) {
	a := access.From(ctx)
	if c.Kind == Erasure && a.Email == "" {
		return RequestState{}, ErrUnconfirmed // the mail that lets him take it back must reach him
	}
	return p.open(ctx, c.Kind, Person{User: a.User, Email: contact.Email(a.Email)}, a.Locale, false)
}

// AskFor records the wish of somebody who wrote or called; whoever records it has made sure of who that is.
type AskFor struct {
	Kind   RequestKind
	Email  string
	Locale string
}

// Needs implements access.Guarded.
func (AskFor) Needs() access.Permission { return PermManage }

// Proof implements access.Proving.
func (AskFor) Proof() access.Proof { return access.FreshProof }

func (p *Privacy) askFor(ctx context.Context, c AskFor) (RequestState, error) {
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	if err := check.Err(); err != nil {
		return RequestState{}, err
	}
	return p.open(ctx, c.Kind, Person{Email: email}, c.Locale, true)
}

func (p *Privacy) open(ctx context.Context, k RequestKind, who Person, locale string, byStaff bool) (RequestState, error) {
	var check fault.Check
	check.That(k == Export || k == Erasure, "kind", "unknown_kind", "an export or an erasure")
	if err := check.Err(); err != nil {
		return RequestState{}, err
	}
	if k == Erasure {
		if err := p.obstacles(ctx, who); err != nil {
			return RequestState{}, err
		}
	}
	id := ident.Next[Request](p.d.IDs)
	var out RequestState
	err := p.d.Store.Write(ctx, func(tx Tx) error {
		switch before, err := tx.Open(ctx, who, k); {
		case err == nil: // asked twice is asked once
			out = before.State()
			return nil
		case !errors.Is(err, ErrUnknownRequest):
			return err
		}
		r := NewRequest(id, k, who, locale, byStaff, p.d.Now())
		if err := tx.SaveRequest(ctx, r); err != nil {
			return err
		}
		out = r.State()
		return tx.WorkLater(ctx, id, out.DueAt)
	})
	return out, err
}

// obstacles asks every holder; the fault names them all.
func (p *Privacy) obstacles(ctx context.Context, who Person) error {
	var all []string
	for _, h := range p.d.Holders {
		codes, err := h.Obstacles(asProgram(ctx), who)
		if err != nil {
			return err
		}
		all = append(all, codes...)
	}
	switch {
	case slices.Contains(all, "works_here"):
		return ErrStaffKeepsOn
	case len(all) > 0:
		return ErrMustWait.Detailf("erasure must wait: %s", strings.Join(all, ", "))
	}
	return nil
}

// asProgram lets the holders be asked: this context has checked what the person may do.
func asProgram(ctx context.Context) context.Context {
	return access.AsSystem(ctx, access.TenantOf(ctx), "privacy")
}

// Withdraw takes a wish back before it is done: the person himself, or who may manage requests.
type Withdraw struct{ ID RequestID }

// Needs implements access.Guarded.
func (Withdraw) Needs() access.Permission { return PermOwnData }

func (p *Privacy) withdraw(ctx context.Context, c Withdraw) (usecase.None, error) {
	return usecase.None{}, p.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Request(ctx, c.ID)
		if err != nil {
			return err
		}
		if a := access.From(ctx); !r.s.owns(a) && !a.May(PermManage) {
			return ErrUnknownRequest
		}
		if err := r.Withdraw(); err != nil {
			return err
		}
		return tx.SaveRequest(ctx, r)
	})
}

// OwnRequests lists what the actor asked for, newest first.
type OwnRequests struct{}

// Needs implements access.Guarded.
func (OwnRequests) Needs() access.Permission { return PermOwnData }

func (p *Privacy) requests(ctx context.Context, _ OwnRequests) ([]RequestState, error) {
	return p.d.Store.RequestsOf(ctx, Person{User: access.From(ctx).User})
}

// AllRequests lists what was asked of the business, newest first.
type AllRequests struct{ Page paging.Request }

// Needs implements access.Guarded.
func (AllRequests) Needs() access.Permission { return PermManage }

func (p *Privacy) allRequests(ctx context.Context, q AllRequests) (paging.Page[RequestState], error) {
	return p.d.Store.RequestPage(ctx, q.Page)
}
