package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// NoteKind says what happened, for the security event log. The words are stored data.
type NoteKind string

// The kinds of notes.
const (
	NoteSignedIn       NoteKind = "sign_in_succeeded"
	NoteRefused        NoteKind = "sign_in_failed"
	NoteLocked         NoteKind = "locked" // refused before looking: too many failures
	NoteReused         NoteKind = "token_reused"
	NotePassword       NoteKind = "password_changed"
	NotePasswordLink   NoteKind = "password_reset_requested"
	NoteAddressAsked   NoteKind = "address_change_requested"
	NoteAddress        NoteKind = "address_changed"
	NoteAddressUndone  NoteKind = "address_change_cancelled"
	NoteMagicLink      NoteKind = "magic_link_used"
	NoteSessionRevoked NoteKind = "session_revoked"
	NoteRoles          NoteKind = "role_changed"
	NoteRoleDefined    NoteKind = "role_defined" // a custom role was made, changed or removed
	NoteInvited        NoteKind = "invitation_sent"
	NoteInvitationUsed NoteKind = "invitation_accepted"
	NoteDeactivated    NoteKind = "account_deactivated"
	NoteReactivated    NoteKind = "account_reactivated"
)

// SecurityNote is one thing that somebody who watches over the business should be able to read afterwards. It holds no
// secret and no e-mail address: Subject is the fingerprint of the address that was typed (SubjectOf), so that attempts on
// one account can be counted without a list of our customers lying in a log.
type SecurityNote struct {
	Kind    NoteKind
	User    access.UserID // zero when nobody is known
	Subject string
	Address string // network address
	Agent   string // what the browser or program calls itself, cut
	Detail  map[string]string
}

// Watch takes notes. Note never blocks and never fails its caller; it is called outside of transactions, with the tenant
// in ctx.
type Watch interface {
	Note(ctx context.Context, n SecurityNote)
}

type blind struct{}

func (blind) Note(context.Context, SecurityNote) {}

// SubjectOf is the fingerprint of an address within a tenant: the same address gives another one in another business.
func SubjectOf(tenant access.TenantID, email contact.Email) string {
	if email == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(tenant.String() + "/" + strings.ToLower(string(email))))
	return hex.EncodeToString(sum[:8])
}

// note completes a note with where the request came from.
func (i *Identity) note(ctx context.Context, kind NoteKind, user access.UserID, email contact.Email, agent string, detail map[string]string) {
	i.d.Watch.Note(ctx, SecurityNote{Kind: kind, User: user, Subject: SubjectOf(access.TenantOf(ctx), email), Address: access.From(ctx).Address,
		Agent: clip(agent, 200), Detail: maps.Clone(detail)})
}
