package notificationsio_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/notifications"
	"comptoir/internal/notifications/notificationsio"
	"comptoir/internal/web/webtest"
)

func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, notificationsio.Texts)
}

func refund(key string) notifications.Notice {
	n := held()
	n.Key, n.Kind, n.Amount, n.Stay = key, notifications.RefundSent, money.New(1000, "EUR"), &event.StayFacts{Reference: "R-1"}
	return n
}

func (w world) tell(t *testing.T, list ...notifications.Notice) int {
	t.Helper()
	if _, err := w.Notify(w.ctx, notifications.Notify{Notices: list}); err != nil {
		t.Fatal(err)
	}
	w.log(t)
	w.post.mu.Lock()
	defer w.post.mu.Unlock()
	return len(w.post.sent)
}

func (w world) acting(email string) context.Context {
	a := access.Actor{Kind: access.Person, Tenant: access.TenantOf(w.ctx), User: ident.Next[access.User](&ident.Source{}), Email: email,
		Permissions: map[access.Permission]bool{notifications.PermOwnPreferences: true}}
	return access.With(w.ctx, a)
}

func (w world) wants(t *testing.T, ctx context.Context) map[notifications.Topic]bool {
	t.Helper()
	all, err := w.Preferences(ctx, notifications.OwnPreferences{})
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[notifications.Topic]bool{}
	for _, p := range all {
		wanted[p.Topic] = p.Wanted
	}
	return wanted
}

// The link at the foot of a message ends its topic for its address, without signing in; what must be sent goes on, and so
// do the messages to others. The person sees the choice in his account, and takes it back there.
func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 0)
	if n := w.tell(t, refund("1"), held()); n != 2 {
		t.Fatal(n)
	}
	token := ""
	for _, m := range w.post.sent {
		if m.Content.Subject == "" || (m.Unsubscribe != "") != (m.Content.Unsubscribe != nil) {
			t.Errorf("%+v", m)
		}
		if m.Unsubscribe != "" {
			token = m.Unsubscribe[strings.LastIndex(m.Unsubscribe, "/")+1:]
			text, html, err := notificationsio.Layout(m.Content)
			if err != nil || !strings.Contains(text, m.Unsubscribe) || !strings.Contains(html, m.Unsubscribe) || strings.Contains(m.Unsubscribe, "eloise") {
				t.Errorf("%v %s", err, text)
			}
		}
	}
	visitor := access.With(t.Context(), access.Actor{Kind: access.Anonymous, Tenant: access.TenantOf(w.ctx)})
	elsewhere := access.With(t.Context(), access.Actor{Kind: access.Anonymous, Tenant: ident.Next[access.Tenant](&ident.Source{})})
	for name, try := range map[string]struct {
		ctx   context.Context
		token string
	}{"at another business": {elsewhere, token}, "cut": {visitor, token[:len(token)-2]}, "changed": {visitor, token[:4] + string(token[4]^1) + token[5:]}, "nothing": {visitor, ""}} {
		if _, err := w.Unsubscribe(try.ctx, notifications.Unsubscribe{Token: try.token}); !errors.Is(err, notifications.ErrUnsubscribe) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if topic, err := w.LookAtUnsubscribe(visitor, notifications.LookAtUnsubscribe{Token: token}); topic != notifications.TopicPayments || err != nil {
		t.Errorf("%s %v", topic, err)
	}
	if n := w.tell(t, refund("2")); n != 3 {
		t.Errorf("looking ended it: %d", n)
	}
	for range 2 { // a mail program may ask twice
		if _, err := w.Unsubscribe(visitor, notifications.Unsubscribe{Token: token}); err != nil {
			t.Fatal(err)
		}
	}
	other, stay := refund("4"), held()
	other.To, stay.Key = "somebody@example.org", "e2/stay_held"
	if n := w.tell(t, refund("3"), other, stay); n != 5 {
		t.Errorf("%d sent", n)
	}
	eloise := w.acting("eloise@example.org")
	if got := w.wants(t, eloise); got[notifications.TopicPayments] || !got[notifications.TopicSecurity] || got[notifications.TopicOffers] {
		t.Errorf("%v", got)
	}
	if _, err := w.Choose(eloise, notifications.ChoosePreference{Topic: notifications.TopicPayments, Channel: notifications.Email, Wanted: true}); err != nil {
		t.Fatal(err)
	}
	if n := w.tell(t, refund("5")); n != 6 {
		t.Errorf("taken back: %d sent", n)
	}
	if _, err := w.Forget(w.ctx, notifications.ForgetRecipient{To: "eloise@example.org"}); err != nil {
		t.Fatal(err)
	}
	if left, err := w.ChoicesOf(w.ctx, notifications.ChoicesOf{To: "eloise@example.org"}); len(left) != 0 || err != nil {
		t.Errorf("%v %v", left, err)
	}
	if _, err := w.Unsubscribe(visitor, notifications.Unsubscribe{Token: token}); !errors.Is(err, notifications.ErrUnsubscribe) {
		t.Errorf("of a message that is forgotten: %v", err)
	}
}

// What must be sent cannot be switched off, offers are a consent, and an address that nobody proved has no preferences.
func TestChoices(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 0)
	ctx := w.acting("eloise@example.org")
	choose := func(ctx context.Context, topic notifications.Topic, wanted bool) error {
		_, err := w.Choose(ctx, notifications.ChoosePreference{Topic: topic, Channel: notifications.Email, Wanted: wanted})
		return err
	}
	for _, topic := range notifications.Topics() {
		if err := choose(ctx, topic, false); !topic.Optional() && !errors.Is(err, notifications.ErrFixed) || topic.Optional() && err != nil {
			t.Errorf("%s: %v", topic, err)
		}
	}
	if err := choose(ctx, notifications.TopicOffers, true); err != nil || !w.wants(t, ctx)[notifications.TopicOffers] {
		t.Errorf("%v", err)
	}
	if err := choose(ctx, "weather", false); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	if err := choose(w.acting(""), notifications.TopicPayments, false); !errors.Is(err, notifications.ErrUnconfirmed) {
		t.Errorf("%v", err)
	}
	for _, k := range notifications.Kinds() { // what has a link that opens an account must arrive
		if k.Topic().Optional() && k != notifications.RefundSent && k != notifications.PayoutSent {
			t.Errorf("%s can be switched off", k)
		}
	}
}
