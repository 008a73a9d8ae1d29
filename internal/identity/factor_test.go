package identity_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/identity"
	. "comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
)

// Whatever is typed and whenever: no time step is accepted twice nor after a newer one, and never more than ten wrong
// codes in a row are looked at in a quarter of an hour.
func TestNoCodeTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2027, 4, 12, 9, 0, 0, 0, time.UTC)
		var s identity.AuthenticatorState
		newest, wrong := int64(0), []time.Time{}
		for range rapid.IntRange(1, 60).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "wait")) * time.Second)
			step := now.Unix()/30 + int64(rapid.IntRange(-1, 1).Draw(t, "off"))
			fits := rapid.Bool().Draw(t, "fits")
			err := s.Take(step, fits, now)
			switch {
			case err == nil:
				if !fits || step <= newest {
					t.Fatalf("accepted step %d after %d, fits %t", step, newest, fits)
				}
				newest, wrong = step, nil
			case errors.Is(err, identity.ErrCode):
				wrong = append(wrong, now)
				recent := slices.DeleteFunc(slices.Clone(wrong), func(at time.Time) bool { return now.Sub(at) >= identity.CodesRest })
				if len(recent) > identity.MaxCodeFailures {
					t.Fatalf("%d wrong codes looked at within a quarter of an hour", len(recent))
				}
			case !errors.Is(err, identity.ErrCodesLocked):
				t.Fatal(err)
			}
		}
	})
}

func TestSecondStep(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	key, recovery := w.WithCodes(t, ctx, in)
	if len(recovery) != identity.RecoveryCodes || len(recovery[0]) != 29 || recovery[0] == recovery[1] {
		t.Fatalf("%q", recovery)
	}
	take := func(challenge, code string) error {
		_, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: challenge, Answer: identity.Answer{Code: code}})
		return err
	}
	c := w.Challenged(t, ctx, "alice@example.com", identity.APISession)
	if !slices.Equal(c.Methods, []identity.Method{identity.ByCode, identity.ByRecovery}) {
		t.Errorf("%v", c.Methods)
	}
	other := Tenant()
	if _, err := w.TakeSecondStep(other, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Code: CodeAt(key, w.Clock.Now())}}); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Errorf("at another business: %v", err)
	}
	out, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Code: " " + CodeAt(key, w.Clock.Now())[:3] + " " + CodeAt(key, w.Clock.Now())[3:]}})
	if err != nil || out.Access == "" || out.User.Email != "alice@example.com" {
		t.Fatalf("%+v %v", out, err)
	}
	if err := take(c.Secret, CodeAt(key, w.Clock.Now().Add(30*time.Second))); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Errorf("the challenge again: %v", err)
	}
	late := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	w.Clock.Advance(identity.CeremonyLife)
	if err := take(late.Secret, CodeAt(key, w.Clock.Now())); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Errorf("too late: %v", err)
	}
	// A code as it is copied by hand opens, too.
	c = w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	if err := take(c.Secret, "  "+recovery[7][:9]+recovery[7][10:]); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	if _, err := w.SignIn(ctx, identity.SignIn{Email: "alice@example.com", Password: "not the password"}); !errors.Is(err, identity.ErrCredentials) {
		t.Errorf("the second factor shows before the password is right: %v", err)
	}
}

// A new password ends the sign-ins that the old one has begun.
func TestANewPasswordEndsChallenges(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	key, _ := w.WithCodes(t, ctx, in)
	c := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	w.Clock.Advance(time.Second)
	if _, err := w.ChangePassword(w.Acting(t, ctx, in), identity.ChangePassword{Current: Password, New: "une autre phrase longue"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Code: CodeAt(key, w.Clock.Now())}}); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Error(err)
	}
}

func TestPasskeySignIn(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	d, recovery := w.WithPasskey(t, ctx, in, "Téléphone")
	if len(recovery) != identity.RecoveryCodes {
		t.Errorf("%d recovery codes with the first factor", len(recovery))
	}
	if _, more := w.WithPasskey(t, ctx, in, "Clé"); len(more) != 0 {
		t.Error("recovery codes with the second factor")
	}
	ask := func() identity.Asked {
		a, err := w.StartPasskeySignIn(ctx, identity.StartPasskeySignIn{Site: Site, Kind: identity.PageSession})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	enter := func(a identity.Asked, answer []byte, site identity.Site) (identity.SignedIn, error) {
		return w.SignInByPasskey(ctx, identity.SignInByPasskey{Secret: a.Secret, Answer: answer, Site: site})
	}
	a := ask()
	answer := d.Answer(Site.Host, a.Options)
	out, err := enter(a, answer, Site)
	if err != nil || out.User.Email != "alice@example.com" || out.Secret == "" {
		t.Fatalf("%+v %v", out, err)
	}
	if _, err := enter(a, answer, Site); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Errorf("the answer again: %v", err)
	}
	for name, try := range map[string]func() error{
		"another challenge": func() error { _, err := enter(ask(), answer, Site); return err },
		"another host": func() error {
			a := ask()
			_, err := enter(a, d.Answer("evil.test", a.Options), identity.Site{Host: "evil.test"})
			return err
		},
		"a stranger's device": func() error {
			a := ask()
			_, err := enter(a, (&Device{Credential: Bytes(16), User: in.User.ID}).Answer(Site.Host, a.Options), Site)
			return err
		},
		"another person's handle": func() error {
			a := ask()
			_, err := enter(a, (&Device{Credential: d.Credential, User: access.UserID{1}, Counter: 50}).Answer(Site.Host, a.Options), Site)
			return err
		},
		"not an answer": func() error { _, err := enter(ask(), []byte("{"), Site); return err },
	} {
		if err := try(); !errors.Is(err, identity.ErrPasskey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := w.Challenged(t, ctx, "alice@example.com", identity.PageSession)
	if c.Methods[0] != identity.ByPasskey {
		t.Errorf("%v", c.Methods)
	}
	asked, err := w.AskSecondStep(ctx, identity.AskSecondStep{Challenge: c.Secret, Site: Site})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: c.Secret, Answer: identity.Answer{Passkey: d.Answer(Site.Host, asked.Options), Site: Site}}); err != nil {
		t.Errorf("as a second step: %v", err)
	}
}

// A counter that runs backwards says that there are two of the device: nobody gets in with it, and the owner is told.
func TestAClonedPasskey(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	d, _ := w.WithPasskey(t, ctx, in, "Clé")
	copied := *d
	use := func(d *Device) error {
		a, err := w.StartPasskeySignIn(ctx, identity.StartPasskeySignIn{Site: Site, Kind: identity.PageSession})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.SignInByPasskey(ctx, identity.SignInByPasskey{Secret: a.Secret, Answer: d.Answer(Site.Host, a.Options), Site: Site})
		return err
	}
	if err := use(d); err != nil {
		t.Fatal(err)
	}
	if err := use(&copied); !errors.Is(err, identity.ErrPasskey) {
		t.Errorf("the copy: %v", err)
	}
	v, err := w.MyFactors(w.Acting(t, ctx, in), identity.MyFactors{})
	if err != nil || !v.Passkeys[0].Cloned {
		t.Errorf("%+v %v", v, err)
	}
	if n := Names(w.Harness.Published(t, ctx)); n[len(n)-1] != "identity.access_changed.v1" {
		t.Errorf("%v", n)
	}
}

// Who has a second factor proves himself with it: a password seen over a shoulder does not do.
func TestProvingWithASecondFactor(t *testing.T) {
	w, ctx := world(t)
	in := w.Page(t, ctx, "alice@example.com")
	key, _ := w.WithCodes(t, ctx, in)
	d, _ := w.WithPasskey(t, ctx, in, "Clé")
	w.Clock.Advance(access.FreshFor)
	me := w.Acting(t, ctx, in)
	if _, err := w.RenewRecovery(me, identity.RenewRecovery{}); !errors.Is(err, access.ErrStepUp) {
		t.Fatal(err)
	}
	for name, c := range map[string]identity.Prove{"the password": {Password: Password}, "a wrong code": {Password: Password, Answer: identity.Answer{Code: "000000"}}} {
		if _, err := w.Prove(me, c); err == nil {
			t.Errorf("%s proves", name)
		}
	}
	if _, err := w.Prove(me, identity.Prove{Answer: identity.Answer{Code: CodeAt(key, w.Clock.Now())}}); err != nil {
		t.Errorf("a code: %v", err)
	}
	a, err := w.StartProof(me, identity.StartProof{Site: Site})
	if err != nil {
		t.Fatal(err)
	}
	p := identity.Prove{Challenge: a.Secret, Answer: identity.Answer{Passkey: d.Answer(Site.Host, a.Options), Site: Site}}
	if _, err := w.Prove(me, p); err != nil {
		t.Errorf("a passkey: %v", err)
	}
	if _, err := w.Prove(me, p); !errors.Is(err, identity.ErrChallengeEnded) {
		t.Errorf("its answer again: %v", err)
	}
}

func TestResetFactors(t *testing.T) {
	w, ctx := world(t)
	boss, clerk := w.Page(t, ctx, "boss@example.com", identity.Administrator), w.Page(t, ctx, "clerk@example.com", identity.Staff)
	above := w.Page(t, ctx, "operator@example.com", identity.PlatformAdministrator)
	w.WithCodes(t, ctx, clerk)
	w.WithPasskey(t, ctx, clerk, "Clé")
	w.WithCodes(t, ctx, above)
	me := w.Acting(t, ctx, boss)
	for name, c := range map[string]struct {
		user access.UserID
		want error
	}{"himself": {boss.User.ID, identity.ErrRole}, "somebody above": {above.User.ID, identity.ErrRole}, "nobody": {access.UserID{1}, identity.ErrUnknownUser}} {
		if _, err := w.ResetFactors(me, identity.ResetFactors{User: c.user}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.ResetFactors(me, identity.ResetFactors{User: clerk.User.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ActorOfCookie(ctx, clerk.Secret); !errors.Is(err, identity.ErrSessionEnded) {
		t.Errorf("his session: %v", err)
	}
	w.EnterPage(t, ctx, "clerk@example.com") // the password alone does again
}
