package identity

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/usecase"
)

// UserQuery narrows the list of people.
type UserQuery struct {
	After contact.Email // exclusive
	Limit int
	Team  bool   // only who has a role beyond that of a customer or a member
	Text  string // in the name or the address, in any case; "" : all
}

// PeopleTx is the part of Tx about roles and invitations.
type PeopleTx interface {
	// Administrators returns the administrators who are not shut out, locked, in the order of their identifiers.
	Administrators(ctx context.Context) ([]access.UserID, error)
	// CustomRole loads a role of the business, locked. ErrUnknownRole.
	CustomRole(ctx context.Context, id RoleID) (CustomRole, error)
	CountCustomRoles(ctx context.Context) (int, error)
	// SaveCustomRole stores a role and raises its version. ErrRoleName, ErrStale.
	SaveCustomRole(ctx context.Context, r CustomRole) error
	// RemoveCustomRole removes a role, also from everybody who holds it.
	RemoveCustomRole(ctx context.Context, id RoleID, now time.Time) error
	// Invitation loads an invitation, locked. ErrInvitation.
	Invitation(ctx context.Context, id InvitationID) (Invitation, error)
	// InvitationByHash loads an invitation by the hash of its secret, locked. ErrInvitation.
	InvitationByHash(ctx context.Context, hash []byte) (Invitation, error)
	// OpenInvitations returns the invitations of an address that have no outcome, locked.
	OpenInvitations(ctx context.Context, email contact.Email) ([]Invitation, error)
	// SaveInvitation stores an invitation and publishes facts with it.
	SaveInvitation(ctx context.Context, v Invitation, news ...event.Event) error
	// WithdrawInvitations ends the open invitations that somebody sent.
	WithdrawInvitations(ctx context.Context, by access.UserID, now time.Time) error
}

// PeopleReader is the part of Reader about roles and invitations.
type PeopleReader interface {
	// CustomRoles returns the roles of the business by name.
	CustomRoles(ctx context.Context) ([]CustomRole, error)
	// Invitations returns those without an outcome, the newest first.
	Invitations(ctx context.Context) ([]Invitation, error)
	// InvitationByHash returns an invitation by the hash of its secret. ErrInvitation.
	InvitationByHash(ctx context.Context, hash []byte) (Invitation, error)
	// InvitationState returns an invitation. ErrInvitation.
	InvitationState(ctx context.Context, id InvitationID) (Invitation, error)
}

func (i *Identity) makePeopleCases(d Deps) {
	i.GetUser = usecase.New(d.Observe, "identity.get_user", i.getUser)
	i.SetRoles = usecase.New(d.Observe, "identity.set_roles", i.setRoles)
	i.Deactivate = usecase.New(d.Observe, "identity.deactivate_user", i.deactivate)
	i.Reactivate = usecase.New(d.Observe, "identity.reactivate_user", i.reactivate)
	i.EndSessions = usecase.New(d.Observe, "identity.end_user_sessions", i.endUserSessions)
	i.ListRoles = usecase.New(d.Observe, "identity.list_roles", i.listRoles)
	i.DefineRole = usecase.New(d.Observe, "identity.define_role", i.defineRole)
	i.RemoveRole = usecase.New(d.Observe, "identity.remove_role", i.removeRole)
	i.Invite = usecase.New(d.Observe, "identity.invite", i.invite)
	i.ResendInvite = usecase.New(d.Observe, "identity.resend_invitation", i.resendInvitation)
	i.WithdrawInvite = usecase.New(d.Observe, "identity.withdraw_invitation", i.withdrawInvitation)
	i.Invitations = usecase.New(d.Observe, "identity.list_invitations", i.listInvitations)
	i.LookAtInvite = usecase.New(d.Observe, "identity.look_at_invitation", i.lookAtInvitation)
	i.AcceptInvite = usecase.New(d.Observe, "identity.accept_invitation", i.acceptInvitation)
}
