package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

type invitationTag struct{}

// InvitationID names an invitation.
type InvitationID = ident.ID[invitationTag]

// InvitationLife is how long an invitation can be accepted.
const InvitationLife = 7 * 24 * time.Hour

// PurposeInvitation is the purpose of the link of an invitation, which is no Ticket: it may be for somebody without account.
const PurposeInvitation Purpose = "invitation"

const purposeInvitation = string(PurposeInvitation)

// Faults of invitations.
var (
	ErrInvitation       = fault.Define(fault.Gone, "identity.invitation_over", "this invitation was accepted, withdrawn or has expired; ask for a new one")
	ErrInvitationSignIn = fault.Define(fault.Conflict, "identity.invitation_needs_sign_in", "this address has an account here: sign in with it, then accept")
	ErrShutOut          = fault.Define(fault.Conflict, "identity.account_deactivated", "this address has an account that was deactivated; let it in again instead")
)

// Outcome says how an invitation ended.
type Outcome string

// The outcomes; an open invitation has none.
const (
	Accepted  Outcome = "accepted"
	Withdrawn Outcome = "withdrawn"
	Replaced  Outcome = "replaced" // by a newer one for the same address
)

// Invitation asks a person by mail to join the business with certain roles. It works once.
type Invitation struct {
	ID        InvitationID
	Hash      []byte
	Email     contact.Email
	Name      string
	Locale    string
	Roles     []Role
	Custom    []RoleID
	By        access.UserID // zero: the program
	Inviter   string        // his name
	CreatedAt time.Time
	ExpiresAt time.Time
	EndedAt   time.Time
	Outcome   Outcome
}

// Open reports whether the invitation can be accepted.
func (v Invitation) Open(now time.Time) bool { return v.Outcome == "" && now.Before(v.ExpiresAt) }

func (v Invitation) end(o Outcome, now time.Time) Invitation {
	v.Outcome, v.EndedAt = o, now
	return v
}

func (v Invitation) sent() event.StaffInvited {
	roles := make([]string, len(v.Roles))
	for n, r := range v.Roles {
		roles[n] = string(r)
	}
	return event.StaffInvited{Invitation: v.ID.Raw(), Email: v.Email, Name: v.Name, Locale: v.Locale, Roles: roles, By: v.Inviter, ExpiresAt: v.ExpiresAt}
}

// Invite sends somebody an invitation. An open one for the same address is replaced. Nobody invites to more than he has.
type Invite struct {
	Email  string
	Name   string
	Locale string
	Roles  []Role
	Custom []RoleID
}

// Needs implements access.Guarded.
func (Invite) Needs() access.Permission { return PermCreateUser }

// Proof implements access.Proving: it gives power.
func (Invite) Proof() access.Proof { return access.FreshProof }

func (i *Identity) invite(ctx context.Context, c Invite) (Invitation, error) {
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	p := Profile{Name: c.Name, Locale: c.Locale}.Check(&check)
	check.That(len(c.Roles)+len(c.Custom) > 0, "roles", "required", "choose at least one role")
	if err := check.Err(); err != nil {
		return Invitation{}, err
	}
	if err := checkRoles(c.Roles); err != nil {
		return Invitation{}, err
	}
	actor := access.From(ctx)
	for _, r := range c.Roles {
		if !mayGive(actor, r) {
			return Invitation{}, ErrRole
		}
	}
	known, err := i.d.Store.Credentials(ctx, email)
	if err == nil && !known.DeactivatedAt.IsZero() {
		return Invitation{}, ErrShutOut
	}
	if err != nil && !errors.Is(err, ErrUnknownUser) {
		return Invitation{}, err
	}
	out := Invitation{ID: ident.Next[invitationTag](i.d.IDs), Email: email, Name: p.Name, Locale: p.Locale, Roles: sortRoles(c.Roles), Custom: c.Custom,
		By: actor.User, Inviter: actor.Name}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		if err := i.checkCustom(ctx, tx, actor, UserState{}, c.Custom); err != nil {
			return err
		}
		return i.sendInvitation(ctx, tx, &out)
	})
	if err != nil {
		return Invitation{}, err
	}
	i.note(ctx, NoteInvited, actor.User, email, "", map[string]string{"roles": roleWords(UserState{Roles: out.Roles, Custom: out.Custom})})
	return out, nil
}

// sendInvitation stores an invitation in the place of open ones for the same address, and publishes that it must be mailed.
func (i *Identity) sendInvitation(ctx context.Context, tx Tx, v *Invitation) error {
	now := i.d.Now()
	v.CreatedAt, v.ExpiresAt, v.EndedAt, v.Outcome = now, now.Add(InvitationLife), time.Time{}, ""
	v.Hash = HashSecret(i.d.Keys.Secret(purposeInvitation, access.TenantOf(ctx), v.ID.Raw()))
	open, err := tx.OpenInvitations(ctx, v.Email)
	if err != nil {
		return err
	}
	for _, old := range open {
		if err := tx.SaveInvitation(ctx, old.end(Replaced, now)); err != nil {
			return err
		}
	}
	return tx.SaveInvitation(ctx, *v, v.sent())
}

// ResendInvitation sends an invitation that is not accepted once more, with a new link and seven new days. The old link
// stops working.
type ResendInvitation struct{ ID InvitationID }

// Needs implements access.Guarded.
func (ResendInvitation) Needs() access.Permission { return PermCreateUser }

// Proof implements access.Proving.
func (ResendInvitation) Proof() access.Proof { return access.FreshProof }

func (i *Identity) resendInvitation(ctx context.Context, c ResendInvitation) (Invitation, error) {
	actor := access.From(ctx)
	id := ident.Next[invitationTag](i.d.IDs)
	var out Invitation
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		v, err := tx.Invitation(ctx, c.ID)
		if err != nil {
			return err
		}
		if v.Outcome != "" {
			return ErrInvitation
		}
		if err := i.mayInvite(ctx, tx, actor, v); err != nil {
			return err
		}
		out = v
		out.ID, out.By, out.Inviter = id, actor.User, actor.Name
		if err := tx.SaveInvitation(ctx, v.end(Replaced, i.d.Now())); err != nil {
			return err
		}
		return i.sendInvitation(ctx, tx, &out)
	})
	return out, err
}

func (i *Identity) mayInvite(ctx context.Context, tx Tx, actor access.Actor, v Invitation) error {
	for _, r := range v.Roles {
		if !mayGive(actor, r) {
			return ErrRole
		}
	}
	return i.checkCustom(ctx, tx, actor, UserState{}, v.Custom)
}

// WithdrawInvitation makes an invitation void. One that is over already stays what it is.
type WithdrawInvitation struct{ ID InvitationID }

// Needs implements access.Guarded.
func (WithdrawInvitation) Needs() access.Permission { return PermCreateUser }

func (i *Identity) withdrawInvitation(ctx context.Context, c WithdrawInvitation) (none usecase.None, err error) {
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		v, err := tx.Invitation(ctx, c.ID)
		if err != nil || v.Outcome != "" {
			return err
		}
		return tx.SaveInvitation(ctx, v.end(Withdrawn, i.d.Now()))
	})
}

// ListInvitations asks for the invitations that nobody has accepted yet, the newest first; expired ones too, so that they can
// be sent again.
type ListInvitations struct{}

// Needs implements access.Guarded.
func (ListInvitations) Needs() access.Permission { return PermReadUsers }

func (i *Identity) listInvitations(ctx context.Context, _ ListInvitations) ([]Invitation, error) {
	return i.d.Store.Invitations(ctx)
}

// LookAtInvitation asks what a link invites to; for the page that shows it. It uses nothing up.
type LookAtInvitation struct{ Token string }

// Needs implements access.Guarded.
func (LookAtInvitation) Needs() access.Permission { return access.Public }

// Invited is an invitation as the invited person sees it.
type Invited struct {
	Invitation
	HasAccount bool // the address has an account: he accepts with that, signed in
	SignedIn   bool // and he is
}

func (i *Identity) lookAtInvitation(ctx context.Context, q LookAtInvitation) (Invited, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return Invited{}, err
	}
	v, err := i.d.Store.InvitationByHash(ctx, HashSecret(q.Token))
	if err != nil {
		return Invited{}, err
	}
	if !v.Open(i.d.Now()) {
		return Invited{}, ErrInvitation
	}
	known, err := i.d.Store.Credentials(ctx, v.Email)
	if err != nil && !errors.Is(err, ErrUnknownUser) {
		return Invited{}, err
	}
	return Invited{Invitation: v, HasAccount: err == nil, SignedIn: err == nil && known.ID == access.From(ctx).User}, nil
}

// AcceptInvitation joins the business. Who has no account there opens one with a password; the link has proven his address.
// Who has one must be signed in to it: the link alone must not open an account that exists.
type AcceptInvitation struct {
	Token    string
	Name     string // as he writes it himself; for a new account
	Password string // for a new account
	Kind     SessionKind
	Agent    string
}

// Needs implements access.Guarded.
func (AcceptInvitation) Needs() access.Permission { return access.Public }

// Joined is the outcome of an accepted invitation.
type Joined struct {
	Session SignedIn // a new session; empty for who was signed in already
	User    UserView
	New     bool // an account was opened
}

func (i *Identity) acceptInvitation(ctx context.Context, c AcceptInvitation) (Joined, error) {
	v, err := i.lookAtInvitation(ctx, LookAtInvitation{Token: c.Token})
	if err != nil {
		return Joined{}, err
	}
	if v.HasAccount {
		return i.joinWith(ctx, v)
	}
	var check fault.Check
	p := Profile{Name: c.Name, Locale: v.Locale}.Check(&check)
	CheckPassword(&check, "password", c.Password, p.Name, v.Email, i.d.Business(ctx))
	if err := check.Err(); err != nil {
		return Joined{}, err
	}
	hash, err := i.d.Passwords.Hash(ctx, c.Password)
	if err != nil {
		return Joined{}, err
	}
	id := ident.Next[access.User](i.d.IDs)
	in, err := i.open(ctx, c.Kind, c.Agent, "invitation", func(ctx context.Context, tx Tx) (*User, error) {
		now := i.d.Now()
		x, err := i.takeInvitation(ctx, tx, c.Token)
		if err != nil {
			return nil, err
		}
		u := NewUser(id, x.Email, p, hash, x.Roles, now)
		u.s.EmailConfirmedAt, u.s.Custom = now, x.Custom
		return u, tx.SaveUser(ctx, u)
	})
	if errors.Is(err, ErrEmailTaken) {
		err = ErrInvitationSignIn // he registered meanwhile
	}
	if err != nil {
		return Joined{}, err
	}
	i.note(ctx, NoteInvitationUsed, in.User.ID, in.User.Email, c.Agent, map[string]string{"by": v.By.String()})
	return Joined{Session: in, User: in.User, New: true}, nil
}

// takeInvitation uses an invitation up.
func (i *Identity) takeInvitation(ctx context.Context, tx Tx, token string) (Invitation, error) {
	now := i.d.Now()
	v, err := tx.InvitationByHash(ctx, HashSecret(token))
	if err != nil {
		return v, err
	}
	if !v.Open(now) {
		return v, ErrInvitation
	}
	return v, tx.SaveInvitation(ctx, v.end(Accepted, now))
}

// joinWith gives the roles of an invitation to the account of its address, whose owner is signed in.
func (i *Identity) joinWith(ctx context.Context, v Invited) (Joined, error) {
	if !v.SignedIn {
		return Joined{}, ErrInvitationSignIn
	}
	var after UserState
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		x, err := tx.Invitation(ctx, v.ID)
		if err != nil {
			return err
		}
		if !x.Open(now) {
			return ErrInvitation
		}
		u, err := tx.User(ctx, access.From(ctx).User)
		if err != nil {
			return err
		}
		if u.s.Email != x.Email {
			return ErrInvitationSignIn // he changed his address meanwhile
		}
		for _, r := range x.Roles {
			u.Grant(r, now)
		}
		for _, id := range x.Custom {
			if !slices.Contains(u.s.Custom, id) {
				u.s.Custom = append(u.s.Custom, id)
			}
		}
		u.s.UpdatedAt = now
		u.Confirm(now)
		after = u.s
		if err := tx.SaveInvitation(ctx, x.end(Accepted, now)); err != nil {
			return err
		}
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		return Joined{}, err
	}
	i.note(ctx, NoteInvitationUsed, after.ID, after.Email, "", map[string]string{"by": v.By.String()})
	return Joined{User: after.view()}, i.bind(ctx, after.ID)
}

// invitationLink is what the mail of an invitation must carry.
func (i *Identity) invitationLink(ctx context.Context, id InvitationID) (Link, error) {
	v, err := i.d.Store.InvitationState(ctx, id)
	if errors.Is(err, ErrInvitation) || err == nil && !v.Open(i.d.Now()) {
		return Link{}, ErrLink
	}
	if err != nil {
		return Link{}, err
	}
	secret, ok := i.d.Keys.Find(v.Hash, purposeInvitation, access.TenantOf(ctx), v.ID.Raw())
	if !ok {
		return Link{}, ErrLink
	}
	return Link{Purpose: PurposeInvitation, Secret: secret, ExpiresAt: v.ExpiresAt}, nil
}
