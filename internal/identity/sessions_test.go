package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"

func page(t *testing.T, w *World, ctx context.Context, email string) identity.SignedIn {
	t.Helper()
	in, err := w.SignIn(ctx, identity.SignIn{Email: email, Password: Password, Kind: identity.PageSession, Agent: firefox})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestSessionsAreSeenAndEnded(t *testing.T) {
	w, ctx := world(t)
	program := w.Open(t, ctx, "alice@example.com")
	mine := page(t, w, identity.WithClient(ctx, identity.Client{Country: "FR"}), "alice@example.com")
	stranger := w.Page(t, ctx, "bob@example.com")
	acting := w.Acting(t, ctx, mine)
	all, err := w.Sessions(acting, identity.ListSessions{})
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %v", all, err)
	}
	current := all[slices.IndexFunc(all, func(s identity.SessionView) bool { return s.Current })]
	if current.ID != mine.Session || current.Country != "FR" || current.Agent.String() != "Firefox, Windows" || current.Address != "192.0.2.7" {
		t.Errorf("%+v", current)
	}
	for name, id := range map[string]identity.SessionID{"somebody else's": stranger.Session, "nobody's": identity.SessionID(w.IDs.Raw())} {
		if _, err := w.RevokeSession(acting, identity.RevokeSession{Session: id}); !errors.Is(err, identity.ErrUnknownSession) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.Acting(t, ctx, stranger)
	claims := identity.Claims{Tenant: access.TenantOf(ctx), User: program.User.ID, Session: program.Session, Issued: w.Clock.Now(), Expires: w.Clock.Now().Add(identity.AccessLife)}
	if _, err := w.ActorOfClaims(ctx, claims); err != nil {
		t.Fatal(err)
	}
	if _, err := w.RevokeSession(acting, identity.RevokeSession{Session: program.Session}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ActorOfClaims(ctx, claims); !errors.Is(err, identity.ErrToken) {
		t.Errorf("the access token of an ended session: %v", err)
	}
	if _, err := w.Refresh(ctx, identity.Refresh{Token: program.Secret}); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("its refresh token: %v", err)
	}
	other := page(t, w, ctx, "alice@example.com")
	if _, err := w.RevokeOthers(acting, identity.RevokeOtherSessions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ActorOfCookie(ctx, other.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("another: %v", err)
	}
	w.Acting(t, ctx, mine)
	w.Acting(t, ctx, stranger)
}

// What a role allows, a session may at once; what is taken away, it may not at once.
func TestRolesReachLivingSessionsAtOnce(t *testing.T) {
	w, ctx := world(t)
	in := w.Open(t, ctx, "clerk@example.com")
	cookie := page(t, w, ctx, "clerk@example.com")
	claims := identity.Claims{Tenant: access.TenantOf(ctx), User: in.User.ID, Session: in.Session, Roles: []identity.Role{identity.Administrator},
		Issued: w.Clock.Now(), Expires: w.Clock.Now().Add(identity.AccessLife)}
	may := func() [2]bool {
		a, err := w.ActorOfClaims(ctx, claims)
		b, err2 := w.ActorOfCookie(ctx, cookie.Secret)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return [2]bool{a.May("stays.run_stay"), b.May("stays.run_stay")}
	}
	if got := may(); got != [2]bool{} {
		t.Errorf("a customer: %v (the token's own word on roles was believed)", got)
	}
	if _, err := w.GrantRole(System(ctx), identity.GrantRole{User: in.User.ID, Role: identity.Staff}); err != nil {
		t.Fatal(err)
	}
	if got := may(); got != [2]bool{true, true} {
		t.Errorf("given: %v", got)
	}
	if _, err := w.RevokeRole(System(ctx), identity.RevokeRole{User: in.User.ID, Role: identity.Staff}); err != nil {
		t.Fatal(err)
	}
	if got := may(); got != [2]bool{} {
		t.Errorf("taken: %v", got)
	}
}

// A sign-in from a device that the account does not know is told, the first of all and those from known devices are not.
func TestNewDevicesAreTold(t *testing.T) {
	w, ctx := world(t)
	if _, err := w.CreateUser(System(ctx), identity.CreateUser{Email: "alice@example.com", Password: Password, Confirmed: true, Profile: identity.Profile{Name: "Zoé", Locale: "fr"}}); err != nil {
		t.Fatal(err)
	}
	with := func(device string) context.Context { return identity.WithClient(ctx, identity.Client{Device: device}) }
	told := func() (n int) {
		for _, e := range w.Harness.Published(t, ctx) {
			if e.EventName() == "identity.signed_in_from_new_device.v1" {
				n++
			}
		}
		return n
	}
	first := page(t, w, ctx, "alice@example.com")
	if first.Device == "" || told() != 0 {
		t.Errorf("the first: %q, %d told", first.Device, told())
	}
	again := page(t, w, with(first.Device), "alice@example.com")
	if again.Device != "" || told() != 0 {
		t.Errorf("the same: %q, %d told", again.Device, told())
	}
	second := page(t, w, ctx, "alice@example.com")
	if second.Device == first.Device || told() != 1 {
		t.Errorf("another: %d told", told())
	}
	name, secret, _ := strings.Cut(first.Device, ".")
	for _, planted := range []string{name, name + "." + secret[1:], second.Device[:36] + "." + secret, "x." + secret, "."} {
		before := told()
		if in := page(t, w, with(planted), "alice@example.com"); in.Device == "" || told() != before+1 {
			t.Errorf("planted %q was believed", planted)
		}
	}
	if _, err := w.RevokeSession(w.Acting(t, ctx, second), identity.RevokeSession{Session: first.Session}); err != nil {
		t.Fatal(err)
	}
	before := told()
	page(t, w, with(first.Device), "alice@example.com")
	if told() != before+1 {
		t.Error("the device of a session that was thrown out is still known")
	}
}

func TestReadAgent(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		firefox: "Firefox, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36":                   "Chrome, Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                   "Safari, macOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36":                                   "Chrome, Linux",
		"curl/8.14.1": "curl",
		"":            "",
		"<script>":    "",
	} {
		if got := identity.ReadAgent(header).String(); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
