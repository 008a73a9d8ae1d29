package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

func TestMemStore(t *testing.T) {
	t.Parallel()
	StoreConformance(t, func(*testing.T) Harness { return InMemory() })
}

func world(t *testing.T) (*World, context.Context) {
	t.Parallel()
	return NewWorld(InMemory()), Tenant()
}

func fields(err error) []string {
	var all []string
	for _, f := range fault.FieldsOf(err) {
		all = append(all, f.Path+" "+f.Code)
	}
	slices.Sort(all)
	return all
}

func TestRegistrationRefusals(t *testing.T) {
	w, ctx := world(t)
	for name, c := range map[string]struct {
		change func(*identity.Register)
		want   []string
	}{
		"nothing at all":    {func(c *identity.Register) { *c = identity.Register{} }, []string{"email malformed_email", "locale unknown_language", "name required", "password password_too_short"}},
		"eleven characters": {func(c *identity.Register) { c.Password = "élevé-àçêîô" }, []string{"password password_too_short"}},
		"129 characters":    {func(c *identity.Register) { c.Password = strings.Repeat("abcdefg-", 16) + "x" }, []string{"password password_too_long"}},
		"broken text":       {func(c *identity.Register) { c.Password = "une-phrase-\xff\xfe" }, []string{"password malformed"}},
		"NUL":               {func(c *identity.Register) { c.Password = "une-phrase-\x00longue" }, []string{"password malformed"}},
		"own name":          {func(c *identity.Register) { c.Password = "vive-MARTIN-2027" }, []string{"password password_personal"}},
		"own address":       {func(c *identity.Register) { c.Password = "x-alice-x-alice!" }, []string{"password password_personal"}},
		"own name, bare":    {func(c *identity.Register) { c.Name, c.Password = "Élodie Çağla", "ELODIE-aime-le-vent" }, []string{"password password_personal"}},
		"a part of the address": {func(c *identity.Register) {
			c.Email, c.Password = "m.kervella+site@example.com", "vive-kervella-en-mer"
		}, []string{"password password_personal"}},
		"the business's name":   {func(c *identity.Register) { c.Password = "Creperie-2027!" }, []string{"password password_common"}},
		"an advertising name":   {func(c *identity.Register) { c.Name = "Win http://evil.example" }, []string{"name malformed_name"}},
		"a name of two lines":   {func(c *identity.Register) { c.Name = "A\x01B" }, []string{"name malformed_name"}},
		"an HTML name":          {func(c *identity.Register) { c.Name = "<b>" }, []string{"name malformed_name"}},
		"a telephone in words":  {func(c *identity.Register) { c.Phone = "call me" }, []string{"phone malformed_phone"}},
		"a language not spoken": {func(c *identity.Register) { c.Locale = "de" }, []string{"locale unknown_language"}},
	} {
		c2 := Alice()
		c.change(&c2)
		_, err := w.Register(ctx, c2)
		if got := fields(err); !slices.Equal(got, c.want) {
			t.Errorf("%s: refused %v, want %v (%v)", name, got, c.want, err)
		}
	}
	if e := w.Harness.Published(t, ctx); len(e) > 0 {
		t.Errorf("published %v", Names(e))
	}
}

func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	for password, common := range map[string]bool{
		"motdepasse123": true, "MotDePasse2027!": true, "P@ssw0rd1234": true, "azertyuiop12": true, "qwertyuiop[]": true, "aaaaaaaaaaaa": true,
		"abcabcabcabc": true, "123456789012": true, "098765432109": true, "abcdefghijkl": true, "azerty123456": true, "1qaz2wsx3edc": true,
		"administrator": true, "iloveyou1234": true, "Marseille2027": true, "nicolas-julien": true, "soleilsoleil": true, "121212343434": true,
		"bretagne-2027": true, "juillet-2027!": true, "                ": true,
		"Crêperie-2027": true, "creperie12345": true, "CreperieTyBreizhFils!": true, "breizh.creperie": true, // the business's own words
		"polniypizdec0211": true, "Mailcreated5240": true, "ghhh47hj7649": true, // known from leaks only
		"la-creperie-du-vieux-port": false,
		"comptoir-demo":             false, "une-phrase-assez-longue": false, "le chat mange des crêpes": false, "kX9#mQ2$vL7p": false, "tr0mp3tt3-rouill33": false,
		"سرّ طويل جدًّا للاختبار": false,
	} {
		var c fault.Check
		identity.CheckPassword(&c, "password", password, "", "", "Crêperie Ty-Breizh & Fils")
		if got := slices.Equal(fields(c.Err()), []string{"password password_common"}); got != common {
			t.Errorf("%q: common %t, want %t (%v)", password, got, common, c.Err())
		}
	}
	for _, local := range []string{"admin", "manager", "staff", "owner", "guest"} {
		var c fault.Check
		identity.CheckPassword(&c, "password", "comptoir-demo", "Anne Le Goff", contact.Email(local+"@rivages.example"), "Agence Rivages")
		if err := c.Err(); err != nil {
			t.Errorf("%s: %v", local, err)
		}
	}
}

func TestRegisterConfirmSignIn(t *testing.T) {
	w, ctx := world(t)
	if _, err := w.Register(ctx, Alice()); err != nil {
		t.Fatal(err)
	}
	links := w.Links(t, ctx)
	if len(links) != 1 || links[0].Purpose != identity.PurposeConfirm || len(links[0].Secret) < 22 {
		t.Fatalf("%+v", links)
	}
	in, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password, Kind: identity.PageSession})
	if err != nil {
		t.Fatal(err)
	}
	actor, err := w.ActorOfCookie(ctx, in.Secret)
	if err != nil || actor.Email != "" || actor.Name != "Alix Martin" || !actor.May(identity.PermOwnAccount) || actor.Address != "192.0.2.7" {
		t.Fatalf("before the proof: %+v %v", actor, err)
	}
	for range 2 { // opening the link twice is no mistake
		if _, err := w.ConfirmEmail(ctx, identity.ConfirmEmail{Token: links[0].Secret}); err != nil {
			t.Fatal(err)
		}
	}
	if actor, err = w.ActorOfCookie(ctx, in.Secret); err != nil || actor.Email != "alice@example.com" {
		t.Errorf("after the proof: %+v %v", actor, err)
	}
	if _, err := w.ResetPassword(ctx, identity.ResetPassword{Token: links[0].Secret, Password: "une autre phrase longue"}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("a confirmation used as a reset: %v", err)
	}
	if n := Names(w.Harness.Published(t, ctx)); !slices.Equal(n, []string{"identity.user_registered.v1", "identity.email_confirmed.v1"}) {
		t.Error(n)
	}
}

func TestLinksExpire(t *testing.T) {
	w, ctx := world(t)
	if _, err := w.Register(ctx, Alice()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.IssueReset(System(ctx), identity.IssueReset{Ticket: identity.TicketID(w.IDs.Raw()), Email: "alice@example.com"}); err != nil {
		t.Fatal(err)
	}
	links := w.Links(t, ctx)
	w.Clock.Advance(identity.ResetLife)
	if _, err := w.ResetPassword(ctx, identity.ResetPassword{Token: links[1].Secret, Password: Password}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("reset after %v: %v", identity.ResetLife, err)
	}
	w.Clock.Advance(identity.ConfirmLife)
	if _, err := w.ConfirmEmail(ctx, identity.ConfirmEmail{Token: links[0].Secret}); !errors.Is(err, identity.ErrLink) {
		t.Errorf("confirmation after %v: %v", identity.ConfirmLife, err)
	}
}

// The answers to somebody who asks about an address do not depend on whether it has an account, nor does the number of
// hashes computed.
func TestAddressesAreNotTold(t *testing.T) {
	w, ctx := world(t)
	w.Open(t, ctx, "known@example.com")
	w.Passwords.Work()
	type outcome struct {
		err              string
		hashed, verified int
	}
	try := func(f func(email string) error) (known, unknown outcome) {
		outcomes := [2]outcome{}
		for n, email := range []string{"known@example.com", "unknown@example.com"} {
			err := f(email)
			outcomes[n].err = "none"
			if err != nil {
				outcomes[n].err = err.Error()
			}
			outcomes[n].hashed, outcomes[n].verified = w.Passwords.Work()
		}
		return outcomes[0], outcomes[1]
	}
	for name, f := range map[string]func(email string) error{
		"sign in": func(email string) error {
			_, err := w.SignIn(ctx, identity.SignIn{Email: email, Password: "not the password"})
			return err
		},
		"forgotten password": func(email string) error {
			_, err := w.RequestReset(ctx, identity.RequestReset{Email: email})
			return err
		},
		"register": func(email string) error {
			_, err := w.Register(ctx, identity.Register{Email: email, Password: Password, Profile: identity.Profile{Name: "Bob", Locale: "fr"}})
			return err
		},
	} {
		if known, unknown := try(f); known != unknown {
			t.Errorf("%s: %+v for a known address, %+v for an unknown one", name, known, unknown)
		}
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "not an address", Password: Password}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("malformed address: %v", err)
	}
}

// Somebody registers another person's address first. Whoever reads the mail gets the account, and the first one is out.
func TestContestedAddress(t *testing.T) {
	w, ctx := world(t)
	thief := Alice()
	thief.Password = "le-secret-du-voleur"
	if _, err := w.Register(ctx, thief); err != nil {
		t.Fatal(err)
	}
	theft, err := w.SignIn(ctx, identity.SignIn{Email: thief.Email, Password: thief.Password, Kind: identity.APISession})
	if err != nil {
		t.Fatal(err)
	}
	firstLink := identityLink(t, w, ctx, 0)
	if _, err := w.Register(ctx, Alice()); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"the first password": func() error {
			_, err := w.SignIn(ctx, identity.SignIn{Email: thief.Email, Password: thief.Password})
			return err
		},
		"the second password": func() error {
			_, err := w.SignIn(ctx, identity.SignIn{Email: thief.Email, Password: Password})
			return err
		},
		"the first session": func() error { _, err := w.Refresh(ctx, identity.Refresh{Token: theft.Secret}); return err },
		"the first link": func() error {
			_, err := w.ConfirmEmail(ctx, identity.ConfirmEmail{Token: firstLink})
			return err
		},
	} {
		if err := try(); err == nil {
			t.Errorf("%s still opens the account", name)
		}
	}
	if _, err := w.ResetPassword(ctx, identity.ResetPassword{Token: identityLink(t, w, ctx, 1), Password: Password}); err != nil {
		t.Fatal(err)
	}
	in, err := w.SignIn(ctx, identity.SignIn{Email: thief.Email, Password: Password})
	if err != nil || !in.User.EmailConfirmed {
		t.Errorf("the owner: %+v %v", in.User, err)
	}
}

func identityLink(t *testing.T, w *World, ctx context.Context, n int) string {
	t.Helper()
	return w.Links(t, ctx)[n].Secret
}

func TestRegisteringAgainSendsTheMailAgain(t *testing.T) {
	w, ctx := world(t)
	for range 2 {
		if _, err := w.Register(ctx, Alice()); err != nil {
			t.Fatal(err)
		}
	}
	links := w.Links(t, ctx)
	if len(links) != 2 || links[0].Secret != "" || links[1].Purpose != identity.PurposeConfirm {
		t.Errorf("%+v", links)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password}); err != nil {
		t.Error(err)
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	w, ctx := world(t)
	w.Open(t, ctx, "alice@example.com")
	w.Attempts.Most = 3
	wrong := identity.SignIn{Email: "alice@example.com", Password: "wrong wrong wrong"}
	for range 3 {
		if _, err := w.SignIn(ctx, wrong); !errors.Is(err, identity.ErrCredentials) {
			t.Fatal(err)
		}
	}
	w.Passwords.Work()
	wrong.Password = Password
	if _, err := w.SignIn(ctx, wrong); !errors.Is(err, ErrTooMany) {
		t.Errorf("fourth: %v", err)
	}
	if _, verified := w.Passwords.Work(); verified > 0 {
		t.Error("a refused attempt was hashed")
	}
}

func TestSuccessForgetsAttempts(t *testing.T) {
	w, ctx := world(t)
	w.Attempts.Most = 2
	w.Open(t, ctx, "alice@example.com")
	for range 5 {
		w.Enter(t, ctx, "alice@example.com")
	}
}

func TestImportedHashesAreMadeAnew(t *testing.T) {
	w, ctx := world(t)
	in := w.Open(t, ctx, "alice@example.com")
	err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
		u, err := tx.User(ctx, in.User.ID)
		if err != nil {
			return err
		}
		u.Rehash("old:"+Password, w.Clock.Now())
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Passwords.Outdated = "old:"
	w.Enter(t, ctx, "alice@example.com")
	if u, _ := w.Store.UserByID(ctx, in.User.ID); !strings.HasPrefix(u.PasswordHash, "plain:") {
		t.Errorf("still %q", u.PasswordHash)
	}
}

func TestSessionsLive(t *testing.T) {
	w, ctx := world(t)
	in := w.Open(t, ctx, "alice@example.com")
	if in.AccessFor != identity.AccessLife || !in.ExpiresAt.Equal(w.Clock.Now().Add(identity.RefreshLife)) {
		t.Errorf("%+v", in)
	}
	began := w.Clock.Now()
	for w.Clock.Now().Sub(began) < identity.SessionLife-7*24*time.Hour {
		w.Clock.Advance(6 * 24 * time.Hour)
		next, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret})
		if err != nil {
			t.Fatalf("after %v: %v", w.Clock.Now().Sub(began), err)
		}
		in = next
	}
	if !in.ExpiresAt.Equal(began.Add(identity.SessionLife)) {
		t.Errorf("a session without end: %v", in.ExpiresAt.Sub(began))
	}
	w.Clock.Advance(in.ExpiresAt.Sub(w.Clock.Now()) - time.Minute)
	last, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret})
	if err != nil || last.AccessFor != time.Minute {
		t.Errorf("the last minute: %v %v", last.AccessFor, err)
	}
	w.Clock.Advance(time.Minute)
	if _, err := w.Refresh(ctx, identity.Refresh{Token: last.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("after the end: %v", err)
	}
}

func TestPageSessions(t *testing.T) {
	w, ctx := world(t)
	api := w.Open(t, ctx, "alice@example.com")
	page, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password, Kind: identity.PageSession})
	if err != nil || page.Access != "" {
		t.Fatal(page, err)
	}
	if _, err := w.ActorOfCookie(ctx, api.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("a refresh token as a cookie: %v", err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: page.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("a cookie as a refresh token: %v", err)
	}
	for range 8 { // used every six days, it lives on, but not for ever
		w.Clock.Advance(6 * 24 * time.Hour)
		_, err = w.ActorOfCookie(ctx, page.Secret)
	}
	if !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("a session without end: %v", err)
	}
}

func TestClaims(t *testing.T) {
	w, ctx := world(t)
	in := w.Open(t, ctx, "alice@example.com", identity.Staff)
	now := w.Clock.Now()
	good := identity.Claims{Tenant: access.TenantOf(ctx), User: in.User.ID, Session: in.Session, Roles: []identity.Role{identity.Staff}, Issued: now, Expires: now.Add(time.Minute)}
	actor, err := w.ActorOfClaims(ctx, good)
	if err != nil || actor.Kind != access.Person || !actor.May("stays.read_reservations") || actor.May("stays.manage_rates") {
		t.Fatalf("%+v %v", actor, err)
	}
	for name, change := range map[string]func(*identity.Claims){
		"another tenant":  func(c *identity.Claims) { c.Tenant = access.TenantOf(Tenant()) },
		"no tenant":       func(c *identity.Claims) { c.Tenant = access.TenantID{} },
		"nobody":          func(c *identity.Claims) { c.User = access.UserID{} },
		"expired":         func(c *identity.Claims) { c.Expires = now },
		"from the future": func(c *identity.Claims) { c.Issued = now.Add(time.Hour) },
	} {
		c := good
		change(&c)
		if _, err := w.ActorOfClaims(ctx, c); !errors.Is(err, identity.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangePassword(t *testing.T) {
	w, ctx := world(t)
	here := w.Open(t, ctx, "alice@example.com")
	elsewhere := w.Enter(t, ctx, "alice@example.com")
	me := access.With(ctx, access.Actor{Kind: access.Person, Tenant: access.TenantOf(ctx), User: here.User.ID, Session: here.Session.String(),
		Permissions: identity.PermissionsOf([]identity.Role{identity.Customer})})
	for want, c := range map[string]identity.ChangePassword{
		"current wrong_password": {Current: "not it at all", New: "une autre phrase longue"},
		"new password_common":    {Current: Password, New: "motdepasse123"},
	} {
		if _, err := w.ChangePassword(me, c); !slices.Equal(fields(err), []string{want}) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := w.ChangePassword(me, identity.ChangePassword{Current: Password, New: "une autre phrase longue"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: here.Secret}); err != nil {
		t.Errorf("this session: %v", err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: elsewhere.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("the other session: %v", err)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: Password}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("the old password: %v", err)
	}
}
