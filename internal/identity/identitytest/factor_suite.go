package identitytest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// WithCodes sets up an authenticator application for the person of a page session.
func (w *World) WithCodes(t *testing.T, ctx context.Context, in identity.SignedIn) (key string, recovery []string) {
	t.Helper()
	me := w.Acting(t, ctx, in)
	k, err := w.StartCodes(me, identity.StartCodes{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.ConfirmCodes(me, identity.ConfirmCodes{Code: CodeAt(k.Key, w.Clock.Now())})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute) // that code is used up
	return k.Key, out.Recovery
}

// WithPasskey adds a passkey to the account of the person of a page session.
func (w *World) WithPasskey(t *testing.T, ctx context.Context, in identity.SignedIn, name string) (*Device, []string) {
	t.Helper()
	me := w.Acting(t, ctx, in)
	asked, err := w.StartPasskey(me, identity.StartPasskey{Site: Site})
	if err != nil {
		t.Fatal(err)
	}
	d := &Device{Credential: Bytes(16), User: in.User.ID}
	out, err := w.AddPasskey(me, identity.AddPasskey{Secret: asked.Secret, Answer: d.Answer(Site.Host, asked.Options), Name: name, Site: Site})
	if err != nil {
		t.Fatal(err)
	}
	return d, out.Recovery
}

// Challenged signs in with the password and returns the challenge for the second step.
func (w *World) Challenged(t *testing.T, ctx context.Context, email string, kind identity.SessionKind) identity.Challenge {
	t.Helper()
	in, err := w.SignIn(ctx, identity.SignIn{Email: email, Password: Password, Kind: kind, Agent: "Mozilla"})
	if err != nil || in.Challenge == nil || in.Secret != "" || in.Access != "" || !in.User.ID.IsZero() {
		t.Fatalf("a password alone: %+v %v", in, err)
	}
	return *in.Challenge
}

// factorConformance is the part of StoreConformance about second factors.
func factorConformance(t *testing.T, world func(*testing.T) *World) {
	for name, test := range map[string]func(*testing.T, *World, context.Context){
		"a code opens once":            codeRace,
		"a recovery code opens once":   recoveryRace,
		"failures are kept":            failuresKept,
		"a passkey goes in and out":    passkeyRoundTrip,
		"another tenant's credential":  sameCredential,
		"the policy binds who is here": policyBinds,
		"links are one to one":         linksAreOneToOne,
		"a provider comes back whole":  providerRoundTrip,
		"changes are told":             changesTold,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, world(t), Tenant())
		})
	}
}

// race runs eight at once and returns how many succeeded; the others must be refused with one of the errors.
func race(t *testing.T, run func(n int) error, refusals ...error) (won int) {
	t.Helper()
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() { errs[n] = run(n) })
	}
	wg.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !slices.ContainsFunc(refusals, func(r error) bool { return errors.Is(err, r) }):
			t.Errorf("refused with %v", err)
		}
	}
	return won
}

func codeRace(t *testing.T, w *World, ctx context.Context) {
	key, _ := w.WithCodes(t, ctx, w.Page(t, ctx, "alice@example.com"))
	challenges := make([]identity.Challenge, 8)
	for n := range challenges {
		challenges[n] = w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	}
	code := CodeAt(key, w.Clock.Now())
	won := race(t, func(n int) error {
		_, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: challenges[n].Secret, Answer: identity.Answer{Code: code}})
		return err
	}, identity.ErrCode)
	if won != 1 {
		t.Errorf("one code opened %d sessions", won)
	}
}

func recoveryRace(t *testing.T, w *World, ctx context.Context) {
	_, recovery := w.WithCodes(t, ctx, w.Page(t, ctx, "alice@example.com"))
	one := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	if won := race(t, func(int) error {
		_, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: one.Secret, Answer: identity.Answer{Code: recovery[3]}})
		return err
	}, identity.ErrChallengeEnded); won != 1 {
		t.Errorf("one challenge opened %d sessions", won)
	}
	again := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	if _, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: again.Secret, Answer: identity.Answer{Code: recovery[3]}}); !errors.Is(err, identity.ErrCode) {
		t.Errorf("a recovery code used twice: %v", err)
	}
}

// A refused code leaves its trace although nobody gets in: the challenge ends after five, the codes rest after ten.
func failuresKept(t *testing.T, w *World, ctx context.Context) {
	in := w.Page(t, ctx, "alice@example.com")
	key, recovery := w.WithCodes(t, ctx, in)
	wrong := func(c identity.Challenge) error {
		_, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Code: "not it"}})
		return err
	}
	for range 2 {
		c := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
		for range identity.MaxCeremonyFailures {
			if err := wrong(c); !errors.Is(err, identity.ErrCode) {
				t.Fatal(err)
			}
		}
		if err := wrong(c); !errors.Is(err, identity.ErrChallengeEnded) {
			t.Fatalf("the sixth: %v", err)
		}
	}
	good := func(code string) error {
		c := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
		_, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Code: code}})
		return err
	}
	if err := good(CodeAt(key, w.Clock.Now())); !errors.Is(err, identity.ErrCodesLocked) {
		t.Errorf("the right code after ten wrong ones: %v", err)
	}
	if err := good(recovery[0]); err != nil {
		t.Errorf("a recovery code while codes rest: %v", err)
	}
	w.Clock.Advance(identity.CodesRest)
	if err := good(CodeAt(key, w.Clock.Now())); err != nil {
		t.Errorf("after the rest: %v", err)
	}
}

func passkeyRoundTrip(t *testing.T, w *World, ctx context.Context) {
	in := w.Page(t, ctx, "alice@example.com")
	now := w.Clock.Now()
	p := identity.PasskeyState{ID: identity.PasskeyID(w.IDs.Raw()), User: in.User.ID, Name: "Téléphone", Host: "a.test", Credential: Bytes(16), PublicKey: []byte{1},
		AAGUID: make([]byte, 16), Transports: []string{"internal", "hybrid"}, Counter: 4_000_000_000, Synced: true, BackedUp: true, CreatedAt: now, UsedAt: now.Add(time.Hour),
		ClonedAt: now.Add(2 * time.Hour)}
	if err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error { return tx.SavePasskey(ctx, p) }); err != nil {
		t.Fatal(err)
	}
	f, err := w.Store.FactorsByUser(ctx, in.User.ID)
	if err != nil || len(f.Passkeys) != 1 || !reflect.DeepEqual(f.Passkeys[0], p) {
		t.Errorf("%v\n got %+v\nwant %+v", err, f.Passkeys, p)
	}
	err = w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
		if _, err := tx.PasskeyByID(ctx, access.UserID(w.IDs.Raw()), p.ID); !errors.Is(err, identity.ErrUnknownPasskey) {
			t.Errorf("somebody else's: %v", err)
		}
		return tx.RemovePasskey(ctx, p.ID)
	})
	if f, _ = w.Store.FactorsByUser(ctx, in.User.ID); err != nil || f.On() {
		t.Errorf("%v %+v", err, f)
	}
}

// Two businesses may know one device; in one business it belongs to one person.
func sameCredential(t *testing.T, w *World, ctx context.Context) {
	alice, bob := w.Page(t, ctx, "alice@example.com"), w.Page(t, ctx, "bob@example.com")
	d, _ := w.WithPasskey(t, ctx, alice, "clé")
	add := func(ctx context.Context, in identity.SignedIn) error {
		me := w.Acting(t, ctx, in)
		asked, err := w.StartPasskey(me, identity.StartPasskey{Site: Site})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.AddPasskey(me, identity.AddPasskey{Secret: asked.Secret, Answer: d.Answer(Site.Host, asked.Options), Name: "x", Site: Site})
		return err
	}
	if err := add(ctx, bob); !errors.Is(err, identity.ErrPasskey) {
		t.Errorf("bob adds alice's: %v", err)
	}
	other := Tenant()
	if err := add(other, w.Page(t, other, "alice@example.com")); err != nil {
		t.Errorf("another business: %v", err)
	}
}

func policyBinds(t *testing.T, w *World, ctx context.Context) {
	boss, clerk := w.Page(t, ctx, "boss@example.com", identity.Administrator), w.Page(t, ctx, "clerk@example.com", identity.Staff)
	safe, guest := w.Page(t, ctx, "safe@example.com", identity.Staff), w.Page(t, ctx, "guest@example.com")
	w.WithCodes(t, ctx, safe)
	me := w.Acting(t, ctx, boss)
	p, err := w.SetFactorPolicy(me, identity.SetFactorPolicy{Required: true, Grace: 2})
	if err != nil || p.Version != 1 {
		t.Fatalf("%+v %v", p, err)
	}
	if _, err := w.SetFactorPolicy(me, identity.SetFactorPolicy{Required: true, Grace: 3}); !errors.Is(err, identity.ErrStale) {
		t.Errorf("a stale look: %v", err)
	}
	read := func(in identity.SignedIn) error {
		return access.Authorize(w.Acting(t, ctx, in), "stays.read_reservations")
	}
	if err := read(clerk); err != nil {
		t.Errorf("within the grace: %v", err)
	}
	w.Clock.Advance(48 * time.Hour)
	if err := read(clerk); !errors.Is(err, access.ErrEnrol) {
		t.Errorf("after the grace: %v", err)
	}
	if err := read(safe); err != nil {
		t.Errorf("with a factor: %v", err)
	}
	if a := access.From(w.Acting(t, ctx, guest)); a.Enrol {
		t.Error("a customer is bound")
	}
	if _, err := w.GrantRole(System(ctx), identity.GrantRole{User: guest.User.ID, Role: identity.Staff}); err != nil {
		t.Fatal(err)
	}
	if err := read(guest); !errors.Is(err, access.ErrEnrol) {
		t.Errorf("a customer who becomes staff: %v", err)
	}
	late := w.EnterPage(t, ctx, "clerk@example.com")
	if err := read(late); !errors.Is(err, access.ErrEnrol) {
		t.Errorf("signed in after the grace: %v", err)
	}
	w.WithCodes(t, ctx, late)
	if err := errors.Join(read(late), read(clerk)); err != nil {
		t.Errorf("set up: %v", err)
	}
	if _, err := w.StopCodes(w.Acting(t, ctx, late), identity.StopCodes{}); !errors.Is(err, identity.ErrFactorNeeded) {
		t.Errorf("the last factor is taken off: %v", err)
	}
	if f, err := w.Store.FactorsByUser(ctx, late.User.ID); err != nil || !f.On() || f.Recovery != identity.RecoveryCodes {
		t.Errorf("a refusal took something away: %+v %v", f, err)
	}
}

func changesTold(t *testing.T, w *World, ctx context.Context) {
	in := w.Page(t, ctx, "alice@example.com")
	w.WithCodes(t, ctx, in)
	w.WithPasskey(t, ctx, in, "Téléphone")
	f, err := w.Store.FactorsByUser(ctx, in.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	me := w.Acting(t, ctx, in)
	if _, err := w.RemovePasskey(me, identity.RemovePasskey{ID: f.Passkeys[0].ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.StopCodes(me, identity.StopCodes{}); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range w.Harness.Published(t, ctx) {
		if a, ok := e.(event.AccessChanged); ok {
			if a.User != in.User.ID.Raw() || a.Email != "alice@example.com" || a.Address != "192.0.2.7" {
				t.Errorf("%+v", a)
			}
			told = append(told, a.What)
		}
	}
	if want := []string{identity.CodesEnabled, identity.PasskeyAdded, identity.PasskeyRemoved, identity.CodesDisabled}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

// An account over there belongs to one person here, who has one over there; removing counts what it removed.
func linksAreOneToOne(t *testing.T, w *World, ctx context.Context) {
	alice, bob := w.Page(t, ctx, "alice@example.com"), w.Page(t, ctx, "bob@example.com")
	now := w.Clock.Now()
	save := func(ctx context.Context, user access.UserID, subject string) error {
		return w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error {
			return tx.SaveLink(ctx, identity.LinkState{Provider: identity.Google, Subject: subject, User: user, Email: "x@example.com", LinkedAt: now})
		})
	}
	if err := save(ctx, alice.User.ID, "1"); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"alice's by bob": save(ctx, bob.User.ID, "1"), "a second of alice's": save(ctx, alice.User.ID, "2")} {
		if !errors.Is(err, identity.ErrLinkTaken) {
			t.Errorf("%s: %v", what, err)
		}
	}
	other := Tenant()
	if err := save(other, w.Page(t, other, "alice@example.com").User.ID, "1"); err != nil {
		t.Errorf("another business: %v", err)
	}
	remove := func(provider identity.ProviderName, since time.Time) (n int) {
		if err := w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) (err error) {
			n, err = tx.RemoveLinks(ctx, alice.User.ID, provider, since)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if a, b, c, d := remove(identity.Facebook, time.Time{}), remove("", now.Add(time.Second)), remove(identity.Google, now), remove("", time.Time{}); a != 0 || b != 0 || c != 1 || d != 0 {
		t.Errorf("removed %d %d %d %d", a, b, c, d)
	}
}

// How a business is known to a provider comes back whole; a stale look conflicts.
func providerRoundTrip(t *testing.T, w *World, ctx context.Context) {
	p := identity.ProviderState{Name: identity.Facebook, ClientID: "1234", Secret: []byte("sealed"), Enabled: true, UpdatedAt: w.Clock.Now()}
	save := func() error {
		return w.Store.Write(ctx, func(ctx context.Context, tx identity.Tx) error { return tx.SaveProvider(ctx, p) })
	}
	if err := save(); err != nil {
		t.Fatal(err)
	}
	if err := save(); !errors.Is(err, identity.ErrStale) {
		t.Errorf("stale: %v", err)
	}
	p.Version = 1
	all, err := w.Store.Providers(ctx)
	if err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], p) {
		t.Errorf("%+v %v", all, err)
	}
	if all, _ := w.Store.Providers(Tenant()); len(all) != 0 {
		t.Errorf("another business: %+v", all)
	}
}
