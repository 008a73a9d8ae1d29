// Package identity knows the people of a business: how they open an account, prove who they are, stay signed in, and
// what their roles allow.
//
// It decides when a password is good enough, when a session lives, what happens to a token that is used twice, and who
// may do what (matrix.go, the one list of every permission). It refuses to know HTTP, cookies, how a password is hashed
// and how a token is signed: see ports.go. No answer of it tells whether an address has an account. Start with Identity,
// then user.go and session.go.
package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of identity.
const (
	PermOwnAccount      access.Permission = "identity.own_account" // what everybody may do with his own account
	PermReadUsers       access.Permission = "identity.read_users"
	PermCreateUser      access.Permission = "identity.create_user"
	PermManageFactors   access.Permission = "identity.manage_factors" // what the business asks of its people, and their lost factors
	PermManageProviders access.Permission = "identity.manage_providers"
	PermGrantRole       access.Permission = "identity.grant_role"
	PermManageUsers     access.Permission = "identity.manage_users" // shut people out, let them in
	PermManageRoles     access.Permission = "identity.manage_roles" // roles of the business's own
	PermProgram         access.Permission = "identity.program"      // what only the program itself does: no role has it
)

// How long things live. The first three are what an installation has that says nothing else (see Lives).
const (
	AccessLife    = 15 * time.Minute    // an access token (IAM-2)
	RefreshLife   = 7 * 24 * time.Hour  // a refresh token, and a page session that nobody uses (IAM-2)
	SessionLife   = 30 * 24 * time.Hour // a session, however much it is used
	RefreshGrace  = 10 * time.Second    // how long a used refresh token still gives its successor, see Session.Rotate
	ConfirmLife   = 72 * time.Hour      // the link that confirms an address
	ResetLife     = 30 * time.Minute    // the link that sets a new password
	TouchInterval = 10 * time.Minute    // how often the last use of a page session is written
)

// Lives says how long sessions and tokens live in this installation.
type Lives struct {
	Access  time.Duration // an access token
	Refresh time.Duration // a refresh token that is not used
	Idle    time.Duration // a page session that is not used
	Session time.Duration // a session, however much it is used
}

// StandardLives are those of IAM-2.
func StandardLives() Lives {
	return Lives{Access: AccessLife, Refresh: RefreshLife, Idle: RefreshLife, Session: SessionLife}
}

// Identity is the context's table of contents.
type Identity struct {
	Register       usecase.Func[Register, usecase.None]
	ConfirmEmail   usecase.Func[ConfirmEmail, usecase.None]
	SignIn         usecase.Func[SignIn, SignedIn]
	Refresh        usecase.Func[Refresh, SignedIn]
	SignOut        usecase.Func[SignOut, usecase.None]
	RequestReset   usecase.Func[RequestReset, usecase.None]
	IssueReset     usecase.Func[IssueReset, usecase.None]
	ResetPassword  usecase.Func[ResetPassword, usecase.None]
	ChangePassword usecase.Func[ChangePassword, usecase.None]
	UpdateProfile  usecase.Func[UpdateProfile, UserView]
	ChangePhoto    usecase.Func[ChangePhoto, PhotoChanged]
	Me             usecase.Func[Me, UserView]
	ResendConfirm  usecase.Func[ResendConfirm, usecase.None]
	CreateUser     usecase.Func[CreateUser, UserView]
	GrantRole      usecase.Func[GrantRole, UserView]
	RevokeRole     usecase.Func[RevokeRole, UserView]
	ListUsers      usecase.Func[ListUsers, paging.Page[UserView]]
	TicketLink     usecase.Func[TicketLink, Link]
	SignInAs       usecase.Func[SignInAs, SignedIn]
	Prove          usecase.Func[Prove, Proved]
	GetUser        usecase.Func[GetUser, UserView]
	SetRoles       usecase.Func[SetRoles, UserView]
	Deactivate     usecase.Func[Deactivate, UserView]
	Reactivate     usecase.Func[Reactivate, UserView]
	EndSessions    usecase.Func[EndUserSessions, usecase.None]
	ListRoles      usecase.Func[ListRoles, []CustomRole]
	DefineRole     usecase.Func[DefineRole, CustomRole]
	RemoveRole     usecase.Func[RemoveRole, usecase.None]
	Invite         usecase.Func[Invite, Invitation]
	ResendInvite   usecase.Func[ResendInvitation, Invitation]
	WithdrawInvite usecase.Func[WithdrawInvitation, usecase.None]
	Invitations    usecase.Func[ListInvitations, []Invitation]
	LookAtInvite   usecase.Func[LookAtInvitation, Invited]
	AcceptInvite   usecase.Func[AcceptInvitation, Joined]
	RequestLink    usecase.Func[RequestMagicLink, usecase.None]
	UseLink        usecase.Func[UseMagicLink, SignedIn]
	ChangeEmail    usecase.Func[RequestEmailChange, usecase.None]
	ConfirmNew     usecase.Func[ConfirmNewEmail, usecase.None]
	CancelChange   usecase.Func[CancelEmailChange, Undone]
	Sessions       usecase.Func[ListSessions, []SessionView]
	RevokeSession  usecase.Func[RevokeSession, usecase.None]
	RevokeOthers   usecase.Func[RevokeOtherSessions, usecase.None]
	FactorCases
	ProviderCases

	AccountOf    usecase.Func[AccountOf, UserView]
	EraseAccount usecase.Func[EraseAccount, usecase.None]

	CountTeam          usecase.Func[CountTeam, int]
	FirstAdministrator usecase.Func[FirstAdministrator, UserView]

	d Deps
}

// Deps is what identity needs.
type Deps struct {
	Store     Store
	Passwords Passwords
	Tokens    AccessTokens
	Attempts  Attempts
	Keys      Keys
	Watch     Watch // nil: nobody watches
	Lives     Lives // StandardLives when zero
	Codes     OneTimeCodes
	Passkeys  Passkeys
	Secrets   Secrets
	Random    Random
	Providers Providers
	Locale    func(ctx context.Context) string // of a new account when its owner does not say
	Business  func(ctx context.Context) string // the name of the business, which makes no password; nil: not known
	Now       func() time.Time
	IDs       *ident.Source
	Observe   usecase.Observer
	Team      Team // zero: everybody may work here
}

// New makes the use cases.
func New(d Deps) *Identity {
	if d.Watch == nil {
		d.Watch = blind{}
	}
	if d.Business == nil {
		d.Business = func(context.Context) string { return "" }
	}
	if d.Lives == (Lives{}) {
		d.Lives = StandardLives()
	}
	d.Store = teamStore{d.Store, d.Team}
	i := &Identity{d: d}
	i.teamUseCases(d.Observe)
	i.Register = usecase.New(d.Observe, "identity.register", i.register)
	i.ConfirmEmail = usecase.New(d.Observe, "identity.confirm_email", i.confirmEmail)
	i.SignIn = usecase.New(d.Observe, "identity.sign_in", i.signIn)
	i.Refresh = usecase.New(d.Observe, "identity.refresh", i.refresh)
	i.SignOut = usecase.New(d.Observe, "identity.sign_out", i.signOut)
	i.RequestReset = usecase.New(d.Observe, "identity.request_reset", i.requestReset)
	i.IssueReset = usecase.New(d.Observe, "identity.issue_reset", i.issueReset)
	i.ResetPassword = usecase.New(d.Observe, "identity.reset_password", i.resetPassword)
	i.ChangePassword = usecase.New(d.Observe, "identity.change_password", i.changePassword)
	i.UpdateProfile = usecase.New(d.Observe, "identity.update_profile", i.updateProfile)
	i.ChangePhoto = usecase.New(d.Observe, "identity.change_photo", i.changePhoto)
	i.ResendConfirm = usecase.New(d.Observe, "identity.resend_confirm", i.resendConfirm)
	i.AccountOf = usecase.New(d.Observe, "identity.account_of", i.accountOf)
	i.EraseAccount = usecase.New(d.Observe, "identity.erase_account", i.eraseAccount)
	i.Me = usecase.New(d.Observe, "identity.me", i.me)
	i.CreateUser = usecase.New(d.Observe, "identity.create_user", i.createUser)
	i.GrantRole = usecase.New(d.Observe, "identity.grant_role", i.grantRole)
	i.RevokeRole = usecase.New(d.Observe, "identity.revoke_role", i.revokeRole)
	i.ListUsers = usecase.New(d.Observe, "identity.list_users", i.listUsers)
	i.TicketLink = usecase.New(d.Observe, "identity.ticket_link", i.ticketLink)
	i.SignInAs = usecase.New(d.Observe, "identity.sign_in_as", i.signInAs)
	i.Prove = usecase.New(d.Observe, "identity.prove", i.prove)
	i.makePeopleCases(d)
	i.RequestLink = usecase.New(d.Observe, "identity.request_magic_link", i.requestMagicLink)
	i.UseLink = usecase.New(d.Observe, "identity.use_magic_link", i.useMagicLink)
	i.ChangeEmail = usecase.New(d.Observe, "identity.request_email_change", i.requestEmailChange)
	i.ConfirmNew = usecase.New(d.Observe, "identity.confirm_new_email", i.confirmNewEmail)
	i.CancelChange = usecase.New(d.Observe, "identity.cancel_email_change", i.cancelEmailChange)
	i.Sessions = usecase.New(d.Observe, "identity.list_sessions", i.listSessions)
	i.RevokeSession = usecase.New(d.Observe, "identity.revoke_session", i.revokeSession)
	i.RevokeOthers = usecase.New(d.Observe, "identity.revoke_other_sessions", i.revokeOtherSessions)
	i.makeFactorCases(d)
	i.makeProviderCases(d)
	return i
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure, so fn acts only
// through tx. Everything happens inside the tenant of ctx.
type Store interface {
	Write(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Tx loads for update and saves. Saving a user or a session also publishes the events that it recorded.
type Tx interface {
	// User loads a user, locked. ErrUnknownUser.
	User(ctx context.Context, id access.UserID) (*User, error)
	// UserState reads a user without locking him. ErrUnknownUser.
	UserState(ctx context.Context, id access.UserID) (UserState, error)
	// UserByEmail loads the user with an address, locked. ErrUnknownUser.
	UserByEmail(ctx context.Context, email contact.Email) (*User, error)
	// SaveUser stores a user and raises his version. ErrEmailTaken, ErrStale.
	SaveUser(ctx context.Context, u *User) error
	// TeamSize counts who works in the desk (Works) but for one, and tells whether that one does as stored. Whoever counts
	// waits for whoever has counted and not yet committed.
	TeamSize(ctx context.Context, but access.UserID) (others int, worked bool, err error)

	// EraseUser removes a user with everything that hangs on him: sessions, links, factors.
	EraseUser(ctx context.Context, id access.UserID) error

	// AddTicket stores a new ticket.
	AddTicket(ctx context.Context, t Ticket) error
	// TicketByHash loads a ticket by the hash of its secret, locked. ErrLink.
	TicketByHash(ctx context.Context, hash []byte) (Ticket, error)
	// Ticket loads a ticket. ErrLink.
	Ticket(ctx context.Context, id TicketID) (Ticket, error)
	// UseTicket marks a ticket used.
	UseTicket(ctx context.Context, id TicketID, now time.Time) error
	// VoidTickets marks every unused ticket of a user for a purpose as used.
	VoidTickets(ctx context.Context, user access.UserID, purpose Purpose, now time.Time) error

	// SessionByHash loads the session to which a token belongs, with that token, locked. ErrSessionEnded.
	SessionByHash(ctx context.Context, hash []byte) (*Session, error)
	// Session loads a session without a token, locked. ErrSessionEnded.
	Session(ctx context.Context, id SessionID) (*Session, error)
	// SaveSession stores a session and the tokens that it issued or saw used.
	SaveSession(ctx context.Context, s *Session) error
	// EndSessions ends the living sessions of a user, except one (zero: all).
	EndSessions(ctx context.Context, user access.UserID, except SessionID, reason string, now time.Time) error

	// SeeDevice stores that a person signs in with a device. It reports whether he had used it before, and whether he had
	// used any.
	SeeDevice(ctx context.Context, d Device) (known, others bool, err error)
	// ForgetDevice removes a device of a person; one that is not there is no mistake.
	ForgetDevice(ctx context.Context, user access.UserID, id DeviceID) error

	PeopleTx

	// DeferReset asks for IssueReset to run later, in the background, once this transaction is committed.
	DeferReset(ctx context.Context, c IssueReset) error

	FactorTx
	ProviderTx
}

// Reader answers questions.
type Reader interface {
	// Credentials returns the user with an address. ErrUnknownUser.
	Credentials(ctx context.Context, email contact.Email) (UserState, error)
	// UserByID returns a user. ErrUnknownUser.
	UserByID(ctx context.Context, id access.UserID) (UserState, error)
	// SessionUser returns the session to which a token belongs, and its user, in one round trip. ErrSessionEnded.
	SessionUser(ctx context.Context, hash []byte) (SessionState, UserState, error)
	// SessionByID returns a session and its user, in one round trip. ErrSessionEnded.
	SessionByID(ctx context.Context, id SessionID) (SessionState, UserState, error)
	// SessionsOf returns the living sessions of a user, the last used first.
	SessionsOf(ctx context.Context, user access.UserID, now time.Time) ([]SessionState, error)
	// KnowsDevice reports whether the user with an address has signed in with a device before. The work is the same whether
	// or not there is such a user.
	KnowsDevice(ctx context.Context, email contact.Email, id DeviceID) (bool, error)
	// TouchSession writes the last use of a session and its new end.
	TouchSession(ctx context.Context, id SessionID, seen, expires time.Time) error
	// TicketState returns a ticket. ErrLink.
	TicketState(ctx context.Context, id TicketID) (Ticket, error)
	// TicketUser returns a ticket by the hash of its secret, and its user. ErrLink.
	TicketUser(ctx context.Context, hash []byte) (Ticket, UserState, error)
	// CountTeam counts who works in the desk.
	CountTeam(ctx context.Context) (int, error)
	// FirstWith returns the oldest account with a role. ErrUnknownUser.
	FirstWith(ctx context.Context, r Role) (UserState, error)
	// Users returns users by address.
	Users(ctx context.Context, query UserQuery) ([]UserState, error)
	PeopleReader
	FactorReader
	ProviderReader
}
