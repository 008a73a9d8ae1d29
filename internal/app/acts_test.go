package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"comptoir/internal/audit"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/notifications"
	"comptoir/internal/operations"
	"comptoir/internal/payments"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/test/program"
)

// actor does what the other tests of this package do not, so that every use case that should leave an entry in the audit
// trail has been seen to leave one (see TestMain).
type actor struct {
	t *testing.T
	*program.Agency
	program context.Context // the program itself, in the business
}

// as is a person of the business who may do everything and has just proved himself.
func (a *actor) as(u identity.UserView) context.Context {
	may := map[access.Permission]bool{}
	for _, p := range identity.Permissions() {
		may[p] = true
	}
	return access.With(a.t.Context(), access.Actor{Kind: access.Person, Tenant: a.State.ID, User: u.ID, Name: u.Name, Email: string(u.Email), Permissions: may, Roles: []string{string(identity.Administrator)}, Fresh: true, Locale: "fr",
		Address: "192.0.2.7"})
}

// did fails the test when an act was refused.
func did[T any](a *actor, what string) func(T, error) T {
	return func(v T, err error) T {
		a.t.Helper()
		if err != nil {
			a.t.Fatalf("%s: %v", what, err)
		}
		return v
	}
}

// token is the secret at the end of the newest link under a path that was mailed to somebody.
func (a *actor) token(to, under string) string {
	a.t.Helper()
	found := ""
	a.Eventually("a link under "+under+" is mailed to "+to, func() bool {
		for _, m := range a.Mails(to) {
			for _, l := range m.Links {
				if _, rest, ok := strings.Cut(l, under); ok {
					found = rest
					return true
				}
			}
		}
		return false
	})
	return found
}

func TestEachActLeavesItsEntry(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	agency := p.Agency("rivages")
	a := &actor{t, agency.As("admin"), access.AsSystem(t.Context(), agency.State.ID, "test")}
	a.properties()
	a.bookings()
	a.team()
	a.ownAccount()
	a.factors()
	a.others()

	// Quick to fail here; TestMain asks for all.
	for _, name := range []string{"stays.archive_property", "identity.set_roles", "identity.revoke_other_sessions", "identity.stop_codes", "payments.refund", "tenancy.configure_tenant", "operations.retry_job"} {
		var n int
		if err := p.Admin().QueryRow(t.Context(), "SELECT count(*) FROM audit.entry WHERE usecase = $1 AND before IS NOT NULL", name).Scan(&n); err != nil || n == 0 {
			t.Errorf("%s: %d entries, %v", name, n, err)
		}
	}
}

func (a *actor) properties() {
	c, ctx := a.App.Contexts.Stays, a.program
	id := ident.MustParse[stays.Property](a.Property("ker-actes"))
	a.Photo(id.String())
	s := did[stays.PropertyState](a, "get")(c.GetProperty(ctx, stays.GetProperty{ID: id}))
	s = did[stays.PropertyState](a, "rates")(c.EditRates(ctx, stays.EditRates{ID: id, Version: s.Version, Rates: s.Rates}))
	year := a.Clock.Now().Year() + 1
	season := stays.Season{Name: stays.Text{"fr": "Été"}, Dates: period.Range{From: period.On(year, 7, 1), To: period.On(year, 8, 1)}, Nightly: money.MustParse("150", money.EUR)}
	s = did[stays.PropertyState](a, "season")(c.PutSeason(ctx, stays.PutSeason{ID: id, Version: s.Version, Season: season}))
	s = did[stays.PropertyState](a, "no season")(c.RemoveSeason(ctx, stays.RemoveSeason{ID: id, Season: s.Rates.Seasons[0].ID}))
	s = did[stays.PropertyState](a, "fee")(c.PutFee(ctx, stays.PutFee{ID: id, Version: s.Version, Fee: stays.Fee{Code: "linen", Amount: money.MustParse("20", money.EUR), Per: stays.PerStay}}))
	s = did[stays.PropertyState](a, "no fee")(c.RemoveFee(ctx, stays.RemoveFee{ID: id, Fee: s.Rates.Fees[len(s.Rates.Fees)-1].ID}))
	days := period.Range{From: period.On(year, 9, 1), To: period.On(year, 9, 3)}
	s = did[stays.PropertyState](a, "spots")(c.SetSpots(ctx, stays.SetSpots{ID: id, Version: s.Version, Days: days, Rule: stays.Spot{Nightly: money.MustParse("90", money.EUR)}}))
	photos := s.Photos
	did[stays.PropertyState](a, "photo")(c.EditPhoto(ctx, stays.EditPhoto{ID: id, Photo: photos[0].ID, Alt: stays.Text{"fr": "La façade"}}))
	did[stays.PropertyState](a, "order")(c.ArrangePhotos(ctx, stays.ArrangePhotos{ID: id, Order: []stays.PhotoID{photos[1].ID, photos[0].ID}}))
	s = did[stays.PropertyState](a, "no photo")(c.RemovePhoto(ctx, stays.RemovePhoto{ID: id, Photo: photos[1].ID}))
	block := did[stays.BlockState](a, "block")(c.AddBlock(ctx, stays.AddBlock{Property: id, From: days.From, To: days.To, Kind: stays.Maintenance}))
	did[stays.BlockState](a, "moved")(c.MoveBlock(ctx, stays.MoveBlock{ID: block.ID, Version: block.Version, Property: id, From: days.From.AddDays(1), To: days.To.AddDays(1), Kind: block.Kind}))
	s = did[stays.PropertyState](a, "unpublish")(c.UnpublishProperty(ctx, stays.UnpublishProperty{ID: id, Version: s.Version}))
	did[stays.PropertyState](a, "archive")(c.ArchiveProperty(ctx, stays.ArchiveProperty{ID: id, Version: s.Version}))
	rule := a.Must(201, "POST", "/api/stays/tax-rules", `{"insee":"35288","commune":"Saint-Malo","from":"2026-01-01","tariffs":{"one_star":{"amount":"0.80","currency":"EUR"},"two_stars":{"amount":"0.80","currency":"EUR"},"three_stars":{"amount":"0.80","currency":"EUR"},"four_stars":{"amount":"0.80","currency":"EUR"},"five_stars":{"amount":"0.80","currency":"EUR"}},"percent":"5","cap":{"amount":"4.60","currency":"EUR"},"source":"délibération"}`).Text("id")
	a.Must(204, "DELETE", "/api/stays/tax-rules/"+rule, nil)
}

func (a *actor) bookings() {
	booked := a.Book(a.Quote(a.Property("ker-sejour"), 40, 47), "nora")
	a.Pay(booked.Text("payment.id"), "4242424242424242")
	id := ident.MustParse[stays.Reservation](booked.Text("id"))
	payment := ident.MustParse[payments.Payment](booked.Text("payment.id"))
	c := a.App.Contexts
	a.Eventually("the payment is noted", func() bool {
		v, err := c.Stays.GetReservation(a.program, stays.GetReservation{ID: id})
		return err == nil && v.Status == stays.Confirmed
	})
	v := did[stays.ReservationView](a, "note")(c.Stays.EditNote(a.program, stays.EditNote{ID: id, Note: "arrive tard"}))
	did[stays.ReservationView](a, "link")(c.Stays.RenewLink(a.program, stays.RenewLink{ID: id, Version: v.Version}))
	_, err := c.Payments.Refund(a.program, payments.RefundPayment{ID: payment, Amount: money.MustParse("1", money.EUR), Reason: "geste", Key: "act"})
	did[any](a, "refund")(nil, err)
}

func (a *actor) team() {
	c := a.App.Contexts.Identity
	boss := a.as(did[identity.UserView](a, "boss")(c.CreateUser(a.program, identity.CreateUser{Email: "boss@rivages.example", Password: program.Password, Confirmed: true,
		Roles: []identity.Role{identity.Administrator}, Profile: identity.Profile{Name: "Bosse", Locale: "fr"}})))
	clerk := did[identity.UserView](a, "clerk")(c.CreateUser(a.program, identity.CreateUser{Email: "clerk@rivages.example", Password: program.Password, Confirmed: true,
		Roles: []identity.Role{identity.Staff}, Profile: identity.Profile{Name: "Clément", Locale: "fr"}}))
	_, err := c.GrantRole(boss, identity.GrantRole{User: clerk.ID, Role: identity.Manager})
	did[any](a, "grant")(nil, err)
	_, err = c.RevokeRole(boss, identity.RevokeRole{User: clerk.ID, Role: identity.Manager})
	did[any](a, "revoke")(nil, err)
	_, err = c.SetRoles(boss, identity.SetRoles{User: clerk.ID, Roles: []identity.Role{identity.Manager}})
	did[any](a, "set")(nil, err)
	did[identity.SignedIn](a, "sign in")(c.SignIn(a.program, identity.SignIn{Email: "clerk@rivages.example", Password: program.Password, Kind: identity.APISession}))
	_, err = c.EndSessions(boss, identity.EndUserSessions{User: clerk.ID})
	did[any](a, "end sessions")(nil, err)
	did[identity.UserView](a, "deactivate")(c.Deactivate(boss, identity.Deactivate{User: clerk.ID}))
	did[identity.UserView](a, "reactivate")(c.Reactivate(boss, identity.Reactivate{User: clerk.ID}))
	role := did[identity.CustomRole](a, "role")(c.DefineRole(boss, identity.DefineRole{Name: "Ménage", Permissions: []access.Permission{stays.PermReadPlanning}}))
	_, err = c.RemoveRole(boss, identity.RemoveRole{ID: role.ID, Version: role.Version})
	did[any](a, "no role")(nil, err)
	v := did[identity.Invitation](a, "invite")(c.Invite(boss, identity.Invite{Email: "late@rivages.example", Name: "Laure", Locale: "fr", Roles: []identity.Role{identity.Staff}}))
	v = did[identity.Invitation](a, "again")(c.ResendInvite(boss, identity.ResendInvitation{ID: v.ID}))
	_, err = c.WithdrawInvite(boss, identity.WithdrawInvitation{ID: v.ID})
	did[any](a, "withdraw")(nil, err)
	did[identity.Invitation](a, "invite")(c.Invite(boss, identity.Invite{Email: "new@rivages.example", Name: "Noé", Locale: "fr", Roles: []identity.Role{identity.Staff}}))
	_, err = c.AcceptInvite(a.visitor(), identity.AcceptInvitation{Token: a.token("new@rivages.example", "/invitation/"), Name: "Noé", Password: "une phrase assez longue", Kind: identity.PageSession})
	did[any](a, "accept")(nil, err)
}

func (a *actor) visitor() context.Context {
	return access.With(a.t.Context(), access.Actor{Kind: access.Anonymous, Tenant: a.State.ID, Address: "192.0.2.8"})
}

func (a *actor) ownAccount() {
	c := a.App.Contexts.Identity
	did[any](a, "register")(c.Register(a.visitor(), identity.Register{Email: "zoe@guest.example", Password: "une phrase assez longue", Profile: identity.Profile{Name: "Zoé Petit", Locale: "fr"}}))
	page := did[identity.SignedIn](a, "sign in")(c.SignIn(a.visitor(), identity.SignIn{Email: "zoe@guest.example", Password: "une phrase assez longue", Kind: identity.PageSession}))
	me := a.as(page.User)
	first := a.token("zoe@guest.example", "/email/confirm/")
	did[any](a, "confirm again")(c.ResendConfirm(me, identity.ResendConfirm{}))
	a.Eventually("the second link is there", func() bool { return a.token("zoe@guest.example", "/email/confirm/") != first })
	did[any](a, "confirm")(c.ConfirmEmail(a.visitor(), identity.ConfirmEmail{Token: a.token("zoe@guest.example", "/email/confirm/")}))
	did[any](a, "password")(c.ChangePassword(me, identity.ChangePassword{Current: "une phrase assez longue", New: "une autre phrase longue"}))
	did[any](a, "link")(c.RequestLink(a.visitor(), identity.RequestMagicLink{Email: "zoe@guest.example"}))
	in := did[identity.SignedIn](a, "by link")(c.UseLink(a.visitor(), identity.UseMagicLink{Token: a.token("zoe@guest.example", "/login/link/"), Kind: identity.APISession}))
	did[any](a, "one session")(c.RevokeSession(me, identity.RevokeSession{Session: in.Session}))
	did[identity.SignedIn](a, "sign in")(c.SignIn(a.visitor(), identity.SignIn{Email: "zoe@guest.example", Password: "une autre phrase longue", Kind: identity.APISession}))
	did[any](a, "others")(c.RevokeOthers(me, identity.RevokeOtherSessions{}))
	did[any](a, "new address")(c.ChangeEmail(me, identity.RequestEmailChange{Email: "zoe@new.example"}))
	did[any](a, "taken")(c.ConfirmNew(a.visitor(), identity.ConfirmNewEmail{Token: a.token("zoe@new.example", "/email/change/")}))
	_, err := c.CancelChange(a.visitor(), identity.CancelEmailChange{Token: a.token("zoe@guest.example", "/email/cancel/")})
	did[any](a, "taken back")(nil, err)
}

func (a *actor) factors() {
	c := a.App.Contexts.Identity
	u := did[identity.UserView](a, "guest")(c.CreateUser(a.program, identity.CreateUser{Email: "codes@guest.example", Password: program.Password, Confirmed: true, Profile: identity.Profile{Name: "Cora", Locale: "fr"}}))
	me := a.as(u)
	code := func() string {
		k := did[identity.CodesKey](a, "codes")(c.StartCodes(me, identity.StartCodes{}))
		word, err := totp.GenerateCode(k.Key, a.Clock.Now())
		return did[string](a, "code")(word, err)
	}
	enrolled := did[identity.Enrolled](a, "confirm codes")(c.ConfirmCodes(me, identity.ConfirmCodes{Code: code()}))
	in := did[identity.SignedIn](a, "sign in")(c.SignIn(a.visitor(), identity.SignIn{Email: "codes@guest.example", Password: program.Password, Kind: identity.APISession}))
	did[identity.SignedIn](a, "second step")(c.TakeSecondStep(a.visitor(), identity.TakeSecondStep{Challenge: in.Challenge.Secret, Answer: identity.Answer{Code: enrolled.Recovery[0]}}))
	did[identity.Enrolled](a, "new recovery codes")(c.RenewRecovery(me, identity.RenewRecovery{}))
	passkey := identity.PasskeyID((&ident.Source{}).Raw())
	if _, err := a.Admin().Exec(a.t.Context(), `INSERT INTO identity.passkey (tenant_id, id, user_id, name, host, credential, public_key, aaguid, transports, counter, synced, backed_up, created_at)
		VALUES ($1, $2, $3, 'Clé', 'rivages.localhost', decode(repeat('01', 16), 'hex'), decode(repeat('02', 77), 'hex'), decode(repeat('03', 16), 'hex'), '{}', 0, false, false, now())`, a.State.ID, passkey, u.ID); err != nil {
		a.t.Fatal(err)
	}
	did[any](a, "rename")(c.RenamePasskey(me, identity.RenamePasskey{ID: passkey, Name: "Téléphone"}))
	did[any](a, "remove")(c.RemovePasskey(me, identity.RemovePasskey{ID: passkey}))
	did[any](a, "stop codes")(c.StopCodes(me, identity.StopCodes{}))
	did[identity.Enrolled](a, "codes again")(c.ConfirmCodes(me, identity.ConfirmCodes{Code: code()}))
	did[any](a, "reset")(c.ResetFactors(a.program, identity.ResetFactors{User: u.ID}))
	if _, err := a.Admin().Exec(a.t.Context(), `INSERT INTO identity.linked_account (tenant_id, provider, subject, user_id, email, linked_at) VALUES ($1, 'google', 'x', $2, 'x@example.com', now())`, a.State.ID, u.ID); err != nil {
		a.t.Fatal(err)
	}
	did[any](a, "unlink")(c.Unlink(me, identity.Unlink{Provider: identity.Google}))
}

func (a *actor) others() {
	c := a.App.Contexts
	did[any](a, "text")(c.Notifications.EditTexts(a.program, notifications.EditText{Text: notifications.Text{Kind: notifications.StayConfirmed, Locale: "fr", Subject: "C’est réservé", Intro: "Merci."}}))
	did[any](a, "no text")(c.Notifications.EditTexts(a.program, notifications.EditText{Text: notifications.Text{Kind: notifications.StayConfirmed, Locale: "fr"}}))
	alert := (&ident.Source{}).Raw()
	if _, err := a.Admin().Exec(a.t.Context(), `INSERT INTO audit.alert (tenant_id, id, rule, key, slot, severity, first_at, last_at, events, raised_at) VALUES ($1, $2, 'refusals', 'x', now(), 2, now(), now(), 25, now())`, a.State.ID, alert); err != nil {
		a.t.Fatal(err)
	}
	did[any](a, "seen")(c.Audit.AcknowledgeAlert(a.program, audit.AcknowledgeAlert{ID: alert}))
	house := access.AsSystem(a.t.Context(), access.TenantID{}, "test")
	s := did[tenancy.State](a, "tenant")(c.Tenancy.GetTenant(a.program, tenancy.GetTenant{}))
	settings := tenancy.Settings{Name: s.Name, Trades: s.Trades, Languages: s.Languages, DefaultLanguage: s.Default, Zone: s.Zone, Branding: s.Branding, Legal: s.Legal}
	s = did[tenancy.State](a, "configure")(c.Tenancy.ConfigureTenant(house, tenancy.ConfigureTenant{Tenant: s.ID, Version: s.Version, Settings: settings}))
	did[tenancy.State](a, "domains")(c.Tenancy.SetDomains(house, tenancy.SetDomains{Tenant: s.ID, Domains: []string{"www.rivages.example"}}))
	var job int64
	if err := a.Admin().QueryRow(a.t.Context(), `UPDATE jobs.river_job SET state = 'discarded', finalized_at = now() WHERE id = (SELECT min(id) FROM jobs.river_job WHERE state = 'completed') RETURNING id`).Scan(&job); err != nil {
		a.t.Fatal(err)
	}
	did[any](a, "retry")(c.Operations.RetryJob(a.program, operations.RetryJob{ID: job}))
}
