package privacytest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/privacy"
)

// StoreHarness is a store and a business of its own.
type StoreHarness struct {
	Store     privacy.Store
	Ctx       context.Context
	Published func() []event.Event
}

var (
	ids   ident.Source
	epoch = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
)

// Somebody is a person with an account and an address.
func Somebody(address string) privacy.Person {
	return privacy.Person{User: ident.Next[access.User](&ids), Email: contact.Email(address)}
}

// StoreConformance is what every privacy.Store must do.
func StoreConformance(t *testing.T, open func(t *testing.T) StoreHarness) {
	t.Run("a request comes back whole and is worked on once", func(t *testing.T) { requests(t, open(t)) })
	t.Run("asked at once by many is asked once", func(t *testing.T) { askedOnce(t, open(t)) })
	t.Run("the safe has an end, also in a race", func(t *testing.T) { safeEnds(t, open(t)) })
	t.Run("a person is forgotten and nobody else", func(t *testing.T) { forgets(t, open(t)) })
	t.Run("another business sees nothing", func(t *testing.T) { apart(t, open(t), open(t)) })
}

func write(t *testing.T, h StoreHarness, fn func(privacy.Tx) error) {
	t.Helper()
	if err := h.Store.Write(h.Ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func request(k privacy.RequestKind, p privacy.Person) *privacy.Request {
	return privacy.NewRequest(ident.Next[privacy.Request](&ids), k, p, "fr", false, epoch)
}

func requests(t *testing.T, h StoreHarness) {
	who := Somebody("ada@example.org")
	r := request(privacy.Erasure, who)
	id := r.State().ID
	write(t, h, func(tx privacy.Tx) error { return tx.SaveRequest(h.Ctx, r) })
	got, err := h.Store.Request(h.Ctx, id)
	want := r.State()
	want.Version = 1
	if err != nil || got != want {
		t.Fatalf("got  %+v (%v)\nwant %+v", got, err, want)
	}
	stale := privacy.RestoreRequest(got)
	write(t, h, func(tx privacy.Tx) error {
		r, err := tx.Request(h.Ctx, id)
		if err != nil {
			return err
		}
		if err := r.Erased(epoch.Add(time.Hour)); err != nil {
			return err
		}
		return tx.SaveRequest(h.Ctx, r)
	})
	if err := stale.Withdraw(); err != nil {
		t.Fatal(err)
	}
	if err := h.Store.Write(h.Ctx, func(tx privacy.Tx) error { return tx.SaveRequest(h.Ctx, stale) }); !errors.Is(err, privacy.ErrStale) {
		t.Errorf("a stale one is saved: %v", err)
	}
	got, err = h.Store.Request(h.Ctx, id)
	if err != nil || got.Status != privacy.Done || got.Person.Email == who.Email || !got.Person.User.IsZero() {
		t.Errorf("after the erasure: %+v (%v)", got, err)
	}
	var names []string
	for _, e := range h.Published() {
		names = append(names, e.EventName())
	}
	if len(names) != 2 || names[0] != "privacy.erasure_scheduled.v1" || names[1] != "privacy.person_erased.v1" {
		t.Errorf("published %q", names)
	}
	if page, err := h.Store.RequestPage(h.Ctx, paging.Request{}); err != nil || len(page.Items) != 1 {
		t.Errorf("listed: %+v (%v)", page, err)
	}
	if _, err := h.Store.Request(h.Ctx, ident.Next[privacy.Request](&ids)); !errors.Is(err, privacy.ErrUnknownRequest) {
		t.Errorf("unknown: %v", err)
	}
}

func askedOnce(t *testing.T, h StoreHarness) {
	who := Somebody("ada@example.org")
	var all sync.WaitGroup
	saved := make(chan error, 8)
	for i := range 8 {
		person := who
		if i%2 == 1 {
			person.User = access.UserID{} // the business records it for her at the same moment
		}
		all.Go(func() {
			saved <- h.Store.Write(h.Ctx, func(tx privacy.Tx) error { return tx.SaveRequest(h.Ctx, request(privacy.Export, person)) })
		})
	}
	all.Wait()
	close(saved)
	won := 0
	for err := range saved {
		if err == nil {
			won++
		} else if !errors.Is(err, privacy.ErrAlreadyAsked) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d requests", won)
	}
	write(t, h, func(tx privacy.Tx) error {
		for _, p := range []privacy.Person{{User: who.User}, {Email: who.Email}} {
			if _, err := tx.Open(h.Ctx, p, privacy.Export); err != nil {
				// the winner may be the one without an account
				if p.Email != "" {
					return err
				}
			}
		}
		if _, err := tx.Open(h.Ctx, who, privacy.Erasure); !errors.Is(err, privacy.ErrUnknownRequest) {
			t.Errorf("an erasure is open: %v", err)
		}
		if _, err := tx.Open(h.Ctx, Somebody(""), privacy.Export); !errors.Is(err, privacy.ErrUnknownRequest) {
			t.Errorf("open for somebody without an address: %v", err)
		}
		return nil
	})
}

func document(user access.UserID) privacy.DocumentState {
	return privacy.DocumentState{ID: ident.Next[privacy.Document](&ids), User: user, Kind: "passport", Name: "passeport.pdf", Type: "application/pdf", Size: 10, AddedAt: epoch}
}

func safeEnds(t *testing.T, h StoreHarness) {
	who := Somebody("ada@example.org")
	var all sync.WaitGroup
	added := make(chan error, 8)
	for range 8 {
		all.Go(func() {
			added <- h.Store.Write(h.Ctx, func(tx privacy.Tx) error { return tx.AddDocument(h.Ctx, document(who.User), 3) })
		})
	}
	all.Wait()
	close(added)
	for err := range added {
		if err != nil && !errors.Is(err, privacy.ErrTooManyDocuments) {
			t.Error(err)
		}
	}
	docs, err := h.Store.DocumentsOf(h.Ctx, who.User)
	if err != nil || len(docs) != 3 {
		t.Fatalf("%d documents (%v)", len(docs), err)
	}
	write(t, h, func(tx privacy.Tx) error { return tx.RemoveDocument(h.Ctx, docs[0].ID) })
	if _, err := h.Store.Document(h.Ctx, docs[0].ID); !errors.Is(err, privacy.ErrUnknownDocument) {
		t.Errorf("removed: %v", err)
	}
	if got, err := h.Store.Document(h.Ctx, docs[1].ID); err != nil || got != docs[1] {
		t.Errorf("got %+v (%v)", got, err)
	}
}

func forgets(t *testing.T, h StoreHarness) {
	ada, eve := Somebody("ada@example.org"), Somebody("eve@example.org")
	write(t, h, func(tx privacy.Tx) error {
		for _, p := range []privacy.Person{ada, eve, {Email: ada.Email}} {
			c := privacy.Consent{ID: ident.Next[privacy.Consent](&ids), Person: p, Purpose: privacy.PurposeMarketing, Given: true, Source: "account", Address: "192.0.2.7", At: epoch}
			if err := tx.AddConsent(h.Ctx, c); err != nil {
				return err
			}
		}
		done := request(privacy.Export, ada)
		return errors.Join(tx.AddDocument(h.Ctx, document(ada.User), 9), tx.AddDocument(h.Ctx, document(eve.User), 9),
			done.Copied(10, epoch), tx.SaveRequest(h.Ctx, done), tx.SaveRequest(h.Ctx, request(privacy.Erasure, ada)), tx.SaveRequest(h.Ctx, request(privacy.Export, eve)))
	})
	for range 2 {
		write(t, h, func(tx privacy.Tx) error { return tx.ForgetPerson(h.Ctx, ada, "Personne effacée 1a2b3c4d") })
	}
	if docs, err := h.Store.DocumentsOf(h.Ctx, ada.User); err != nil || len(docs) != 0 {
		t.Errorf("ada's documents: %+v (%v)", docs, err)
	}
	if left, err := h.Store.RequestsOf(h.Ctx, ada); err != nil || len(left) != 1 || left[0].Kind != privacy.Erasure {
		t.Errorf("ada's requests: want the one that is being worked on, got %+v (%v)", left, err)
	}
	if left, err := h.Store.RequestsOf(h.Ctx, eve); err != nil || len(left) != 1 {
		t.Errorf("eve's requests: %+v (%v)", left, err)
	}
	if left, err := h.Store.Consents(h.Ctx, ada); err != nil || len(left) != 0 {
		t.Errorf("ada: %+v (%v)", left, err)
	}
	kept, err := h.Store.Consents(h.Ctx, privacy.Person{Email: privacy.Pseudonymous("Personne effacée 1a2b3c4d")})
	if err != nil || len(kept) != 2 || kept[0].Address != "" || !kept[0].Given {
		t.Errorf("the proof: %+v (%v)", kept, err)
	}
	if left, err := h.Store.Consents(h.Ctx, eve); err != nil || len(left) != 1 {
		t.Errorf("eve: %+v (%v)", left, err)
	}
	if docs, err := h.Store.DocumentsOf(h.Ctx, eve.User); err != nil || len(docs) != 1 {
		t.Errorf("eve's documents: %+v (%v)", docs, err)
	}
}

func apart(t *testing.T, a, b StoreHarness) {
	who := Somebody("ada@example.org")
	r, d := request(privacy.Export, who), document(who.User)
	write(t, a, func(tx privacy.Tx) error { return errors.Join(tx.SaveRequest(a.Ctx, r), tx.AddDocument(a.Ctx, d, 9)) })
	if _, err := b.Store.Request(b.Ctx, r.State().ID); !errors.Is(err, privacy.ErrUnknownRequest) {
		t.Errorf("request: %v", err)
	}
	if _, err := b.Store.Document(b.Ctx, d.ID); !errors.Is(err, privacy.ErrUnknownDocument) {
		t.Errorf("document: %v", err)
	}
	write(t, b, func(tx privacy.Tx) error { return tx.SaveRequest(b.Ctx, request(privacy.Export, who)) }) // her request there is another
}
