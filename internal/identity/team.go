package identity

import (
	"context"
	"slices"
	"strconv"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// Team is what the installation says about who may work for a business, whatever use case gives the role.
type Team struct {
	// Room returns how many people may work in the desk of the business of ctx; limited is false when there is no end to it.
	Room func(ctx context.Context) (limit int64, limited bool, err error)
	// House reports whether the business of ctx is the operator's own house, the only one whose people may administer the
	// platform.
	House func(ctx context.Context) (bool, error)
}

// outside are the roles of people who do not work in the desk: a plan never limits guests, owners and partners.
var outside = []Role{Customer, Member, Owner, Partner, PlatformAdministrator}

// Outside lists the roles of people who do not work in the desk.
func Outside() []Role { return slices.Clone(outside) }

// Works reports whether somebody with these roles works in the desk.
func Works(roles []Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return !slices.Contains(outside, r) })
}

// teamStore is a store that keeps Team's rules at the one place by which every account passes.
type teamStore struct {
	Store
	team Team
}

// Write implements Store. What the installation says is asked before the transaction: it is somebody else's to know.
func (s teamStore) Write(ctx context.Context, fn func(context.Context, Tx) error) error {
	rules, err := s.team.ask(ctx)
	if err != nil {
		return err
	}
	return s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return fn(ctx, teamTx{tx, rules}) })
}

// teamRules are Team's answers for one business.
type teamRules struct {
	house   bool
	limit   int64
	limited bool
}

func (t Team) ask(ctx context.Context) (r teamRules, err error) {
	r.house = true
	if t.House != nil {
		if r.house, err = t.House(ctx); err != nil {
			return r, err
		}
	}
	if t.Room != nil {
		r.limit, r.limited, err = t.Room(ctx)
	}
	return r, err
}

type teamTx struct {
	Tx
	rules teamRules
}

// SaveUser implements Tx. Somebody who works already stays, however small the plan has become; one more is refused when
// there is no room. Counting waits for whoever else is being added.
func (t teamTx) SaveUser(ctx context.Context, u *User) error {
	if slices.Contains(u.s.Roles, PlatformAdministrator) && !t.rules.house {
		return ErrRole
	}
	if t.rules.limited && Works(u.s.Roles) {
		others, worked, err := t.TeamSize(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if limit := t.rules.limit; !worked && int64(others) >= limit {
			return access.ErrLimit.Detailf("the plan allows %d people in the team", limit).On("users", "limit", strconv.FormatInt(limit, 10))
		}
	}
	return t.Tx.SaveUser(ctx, u)
}

// CountTeam asks how many people work in the desk of the business of ctx.
type CountTeam struct{}

// Needs implements access.Guarded.
func (CountTeam) Needs() access.Permission { return PermProgram }

func (i *Identity) countTeam(ctx context.Context, _ CountTeam) (int, error) {
	return i.d.Store.CountTeam(ctx)
}

// FirstAdministrator asks for the administrator who has been there longest: in his place the operator's support acts.
type FirstAdministrator struct{}

// Needs implements access.Guarded.
func (FirstAdministrator) Needs() access.Permission { return PermProgram }

func (i *Identity) firstAdministrator(ctx context.Context, _ FirstAdministrator) (UserView, error) {
	s, err := i.d.Store.FirstWith(ctx, Administrator)
	return s.view(), err
}

// teamUseCases makes the use cases of this file.
func (i *Identity) teamUseCases(obs usecase.Observer) {
	i.CountTeam = usecase.New(obs, "identity.count_team", i.countTeam)
	i.FirstAdministrator = usecase.New(obs, "identity.first_administrator", i.firstAdministrator)
}
