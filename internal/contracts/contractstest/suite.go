package contractstest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// StoreHarness is an empty store with two businesses.
type StoreHarness struct {
	Store      contracts.Store
	Ctx, Other context.Context
}

// StoreConformance is what every store of contracts must do.
func StoreConformance(t *testing.T, open func(t *testing.T) StoreHarness) {
	for name, test := range map[string]func(*testing.T, StoreHarness){
		"what is saved is read again": savedAndRead, "a failed change leaves no trace": noTrace, "numbers under races have no gaps": numbersRace, "evidence is a chain under races": evidenceRace,
		"two of one version are one": oneVersion, "keys of providers": providerKeys, "templates have versions": templateVersions, "a notice is kept once": noticesOnce, "texts are counted under races": textsRace,
		"pages hold each contract once": pages, "settings are the usual ones until some are saved": settingsKept,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

var epoch = time.Date(2027, 3, 14, 9, 30, 0, 0, time.UTC)

// drafted saves the contract of a stay.
func (h StoreHarness) drafted(ctx context.Context, locale string) (id contracts.ContractID, err error) {
	stay := Stay(locale)
	err = h.Store.Write(ctx, func(tx contracts.Tx) error {
		seq, revision, err := tx.NextNumber(ctx, epoch.Year(), stay.Reservation)
		if err != nil {
			return err
		}
		c := contracts.Draft(ident.Next[contracts.Contract](&ids), stay, seq, revision, epoch)
		id = c.State().ID
		return tx.Save(ctx, c)
	})
	return id, err
}

func (h StoreHarness) make(t *testing.T) contracts.ContractID {
	t.Helper()
	id, err := h.drafted(h.Ctx, "fr")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// change acts on a stored contract.
func (h StoreHarness) change(id contracts.ContractID, act func(*contracts.Contract) error) error {
	return h.Store.Write(h.Ctx, func(tx contracts.Tx) error {
		c, err := tx.Contract(h.Ctx, id)
		if err == nil {
			err = act(c)
		}
		if err == nil {
			err = tx.Save(h.Ctx, c)
		}
		return err
	})
}

// hand writes a contract and sends it by a link whose token has the hash.
func (h StoreHarness) hand(id contracts.ContractID, hash string) error {
	return h.change(id, func(c *contracts.Contract) error {
		c.Written("contracts/x.pdf", contracts.HashText("x"), 1, epoch)
		return c.Send([]byte(hash), contracts.BuiltIn, 14*24*time.Hour, contracts.Witness{Actor: "Anna"}, epoch)
	})
}

func savedAndRead(t *testing.T, h StoreHarness) {
	id := h.make(t)
	if err := h.hand(id, "the hash of a token, 32 bytes..."); err != nil {
		t.Fatal(err)
	}
	s, err := h.Store.Find(h.Ctx, id)
	if err != nil || s.Status != contracts.Sent || s.Number != "C-2027-00001" || s.Stay.Guest.LastName != "Châtelain-Müller" {
		t.Fatalf("%+v, %v", s, err)
	}
	byLink, err := h.Store.FindByLink(h.Ctx, s.Signing.LinkHash)
	if err != nil || !reflect.DeepEqual(byLink, s) {
		t.Errorf("by its link it is another: %v\n%+v\n%+v", err, byLink, s)
	}
	of, err := h.Store.FindOf(h.Ctx, s.Reservation)
	if err != nil || len(of) != 1 || of[0].ID != id {
		t.Errorf("of its stay: %d, %v", len(of), err)
	}
	steps, err := h.Store.Evidence(h.Ctx, id)
	if err != nil || len(steps) != 2 || contracts.CheckEvidence(steps, s.Signing.LastHash) != nil {
		t.Errorf("%d steps, %v", len(steps), err)
	}
	for what, err := range map[string]error{
		"another business": second(h.Store.Find(h.Other, id)), "its link in another business": second(h.Store.FindByLink(h.Other, s.Signing.LinkHash)),
		"no link": second(h.Store.FindByLink(h.Ctx, nil)), "another link": second(h.Store.FindByLink(h.Ctx, []byte("another"))),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	if steps, err := h.Store.Evidence(h.Other, id); err != nil || len(steps) != 0 {
		t.Errorf("another business sees %d steps, %v", len(steps), err)
	}
}

func second[T any](_ T, err error) error { return err }

func noTrace(t *testing.T, h StoreHarness) {
	id, boom := h.make(t), errors.New("boom")
	err := h.Store.Write(h.Ctx, func(tx contracts.Tx) error {
		c, err := tx.Contract(h.Ctx, id)
		if err == nil {
			err = c.Void("a mistake", contracts.Witness{}, epoch)
		}
		_, _, numbered := tx.NextNumber(h.Ctx, 2027, ident.Raw{})
		if err := errors.Join(err, numbered, tx.Save(h.Ctx, c), tx.SaveSettings(h.Ctx, contracts.Settings{Days: 2}), tx.SaveText(h.Ctx, id, contracts.Text{Title: "x"})); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	s, err := h.Store.Find(h.Ctx, id)
	steps, unread := h.Store.Evidence(h.Ctx, id)
	settings, unset := h.Store.Settings(h.Ctx)
	text, unwritten := h.Store.Text(h.Ctx, id)
	if err := errors.Join(err, unread, unset, unwritten); err != nil || s.Status != contracts.Drafted || len(steps) != 0 || settings.Days != contracts.UsualSettings().Days || text.Title != "" {
		t.Errorf("%s, %d steps, %d days, %q: %v", s.Status, len(steps), settings.Days, text.Title, err)
	}
	next := h.make(t)
	if s, err := h.Store.Find(h.Ctx, next); err != nil || s.Number != "C-2027-00002" {
		t.Errorf("the number that was given back: %s, %v", s.Number, err)
	}
}

func numbersRace(t *testing.T, h StoreHarness) {
	const many = 20
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]bool{}
	for range many {
		wg.Go(func() {
			id, err := h.drafted(h.Ctx, "fr")
			s, unread := h.Store.Find(h.Ctx, id)
			if err := errors.Join(err, unread); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[s.Number] = true
		})
	}
	wg.Wait()
	for i := range many {
		if n := fmt.Sprintf("C-2027-%05d", i+1); !got[n] {
			t.Errorf("%s was not given", n)
		}
	}
	if id, err := h.drafted(h.Other, "fr"); err != nil {
		t.Error(err)
	} else if s, err := h.Store.Find(h.Other, id); err != nil || s.Number != "C-2027-00001" {
		t.Errorf("another business counts for itself: %s, %v", s.Number, err)
	}
}

func evidenceRace(t *testing.T, h StoreHarness) {
	id := h.make(t)
	if err := h.hand(id, "hash"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if err := h.change(id, func(c *contracts.Contract) error {
				c.Mailed(fmt.Sprint(i), "contract_to_sign", epoch)
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s, err := h.Store.Find(h.Ctx, id)
	steps, unread := h.Store.Evidence(h.Ctx, id)
	if err := errors.Join(err, unread, contracts.CheckEvidence(steps, s.Signing.LastHash)); err != nil || len(steps) != 12 {
		t.Errorf("%d steps, %v", len(steps), err)
	}
}

func oneVersion(t *testing.T, h StoreHarness) {
	id := h.make(t)
	s, err := h.Store.Find(h.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	err = h.Store.Write(h.Ctx, func(tx contracts.Tx) error {
		if c, err := tx.OfVersion(h.Ctx, s.Reservation, s.Stay.Version); err != nil || c.State().ID != id {
			t.Errorf("of its version: %v", err)
		}
		if _, err := tx.OfVersion(h.Ctx, s.Reservation, s.Stay.Version+1); !errors.Is(err, contracts.ErrUnknown) {
			t.Errorf("of a version that there is not: %v", err)
		}
		return tx.Save(h.Ctx, contracts.Draft(ident.Next[contracts.Contract](&ids), s.Stay, 77, 2, epoch))
	})
	if err == nil {
		t.Error("a second contract of one version was saved")
	}
}

func providerKeys(t *testing.T, h StoreHarness) {
	save := func(a contracts.ProviderAccount) error {
		if a.Hints == nil {
			a.Hints = contracts.ProviderKeys{}
		}
		return h.Store.Write(h.Ctx, func(tx contracts.Tx) error { return tx.SaveAccount(h.Ctx, a) })
	}
	if err := errors.Join(save(contracts.ProviderAccount{Provider: "yousign", Sealed: []byte("x"), Chosen: true}), save(contracts.ProviderAccount{Provider: "docusign", Chosen: true})); err != nil {
		t.Fatal(err)
	}
	all, err := h.Store.Accounts(h.Ctx)
	if err != nil || len(all) != 2 || all[0].Provider != "docusign" || !all[0].Chosen || all[1].Chosen || string(all[1].Sealed) != "x" {
		t.Fatalf("the one that was chosen last is the only one: %+v, %v", all, err)
	}
	if err := save(contracts.ProviderAccount{Provider: "docusign"}); !errors.Is(err, contracts.ErrStaleKeys) {
		t.Errorf("entered by somebody who saw none: %v", err)
	}
	if err := save(all[0]); err != nil {
		t.Error(err)
	}
	if err := save(all[0]); !errors.Is(err, contracts.ErrStaleKeys) {
		t.Errorf("saved over another's: %v", err)
	}
	if all, err := h.Store.Accounts(h.Other); err != nil || len(all) != 0 {
		t.Errorf("another business sees %d, %v", len(all), err)
	}
}

func templateVersions(t *testing.T, h StoreHarness) {
	k := contracts.TemplateKey{Kind: contracts.StayContract, Locale: "fr"}
	if ours, err := h.Store.Template(h.Ctx, k, 0); err != nil || ours.Version != 0 || ours.Source == "" {
		t.Errorf("ours: %+v, %v", ours, err)
	}
	add := func(version int, source string) error {
		return h.Store.Write(h.Ctx, func(tx contracts.Tx) error {
			return tx.AddTemplate(h.Ctx, contracts.Template{TemplateKey: k, Version: version, Source: source, By: "Anna", At: epoch})
		})
	}
	if err := errors.Join(add(1, "one"), add(2, "two")); err != nil {
		t.Fatal(err)
	}
	for _, version := range []int{2, 4} {
		if err := add(version, "late"); !errors.Is(err, contracts.ErrStaleTemplate) {
			t.Errorf("version %d: %v", version, err)
		}
	}
	for version, want := range map[int]string{0: "two", 1: "one", 2: "two"} {
		if got, err := h.Store.Template(h.Ctx, k, version); err != nil || got.Source != want || !got.At.Equal(epoch) {
			t.Errorf("version %d is %q, %v", version, got.Source, err)
		}
	}
	if _, err := h.Store.Template(h.Ctx, k, 9); !errors.Is(err, contracts.ErrUnknownTemplate) {
		t.Errorf("a version that there is not: %v", err)
	}
}

func noticesOnce(t *testing.T, h StoreHarness) {
	n := contracts.Notice{Provider: "yousign", ID: "1", Event: "signer.done", External: "x", State: contracts.NoticeWaiting, ReceivedAt: epoch}
	add := func(n contracts.Notice) (fresh bool) {
		if err := h.Store.Write(h.Ctx, func(tx contracts.Tx) (err error) {
			fresh, err = tx.AddNotice(h.Ctx, n)
			return err
		}); err != nil {
			t.Error(err)
		}
		return fresh
	}
	later := n
	later.ID, later.ReceivedAt = "0", epoch.Add(time.Minute)
	if !add(later) || !add(n) || add(n) {
		t.Error("each notice is kept once")
	}
	waiting, err := h.Store.WaitingNotices(h.Ctx)
	if err != nil || len(waiting) != 2 || waiting[0] != n {
		t.Fatalf("the oldest first: %+v, %v", waiting, err)
	}
	n.State, n.Tries = contracts.NoticeApplied, 3
	err = h.Store.Write(h.Ctx, func(tx contracts.Tx) error { return tx.MoveNotice(h.Ctx, n) })
	if waiting, unread := h.Store.WaitingNotices(h.Ctx); err != nil || unread != nil || len(waiting) != 1 || waiting[0].ID != "0" {
		t.Errorf("%+v, %v, %v", waiting, err, unread)
	}
}

func textsRace(t *testing.T, h StoreHarness) {
	day := period.MustDate("2027-03-14")
	count := func(ctx context.Context, number string, day period.Date) error {
		return h.Store.Write(ctx, func(tx contracts.Tx) error {
			return tx.CountText(ctx, contracts.TextCount{Day: day, Number: []byte(number), PerTenant: 7, PerNumber: 4})
		})
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	passed := map[string]int{}
	for i := range 20 {
		wg.Go(func() {
			number := string(rune('a' + i%2))
			if err := count(h.Ctx, number, day); err == nil {
				mu.Lock()
				passed[number]++
				mu.Unlock()
			} else if !errors.Is(err, contracts.ErrTexts) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if passed["a"] > 4 || passed["b"] > 4 || passed["a"]+passed["b"] != 7 {
		t.Errorf("%v of four each and seven in all", passed)
	}
	if err := errors.Join(count(h.Other, "a", day), count(h.Ctx, "a", day.AddDays(1))); err != nil {
		t.Errorf("another business, another day: %v", err)
	}
}

func pages(t *testing.T, h StoreHarness) {
	want := map[contracts.ContractID]bool{}
	for range 5 {
		want[h.make(t)] = true
	}
	next := paging.Request{Limit: 2}
	for more := true; more; {
		page, err := h.Store.Page(h.Ctx, contracts.Filter{Text: "  CHÂTELAIN", Status: contracts.Drafted, Kind: contracts.StayContract}, next)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Items {
			if !want[s.ID] {
				t.Errorf("%s is there twice", s.Number)
			}
			delete(want, s.ID)
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	if len(want) != 0 {
		t.Errorf("%d are on no page", len(want))
	}
	for what, f := range map[string]contracts.Filter{"words": {Text: "nobody of that name"}, "state": {Status: contracts.Voided}, "kind": {Kind: contracts.Mandate}} {
		if page, err := h.Store.Page(h.Ctx, f, paging.Request{}); err != nil || len(page.Items) != 0 {
			t.Errorf("%s: %d, %v", what, len(page.Items), err)
		}
	}
}

func settingsKept(t *testing.T, h StoreHarness) {
	if s, err := h.Store.Settings(h.Ctx); err != nil || !reflect.DeepEqual(s, contracts.UsualSettings()) {
		t.Errorf("%+v, %v", s, err)
	}
	mine := contracts.UsualSettings()
	mine.Days, mine.Identity, mine.TextPrefixes = 7, contracts.IdentityChoice, []string{"+33"}
	if err := h.Store.Write(h.Ctx, func(tx contracts.Tx) error { return tx.SaveSettings(h.Ctx, mine) }); err != nil {
		t.Fatal(err)
	}
	if s, err := h.Store.Settings(h.Ctx); err != nil || !reflect.DeepEqual(s, mine) {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := h.Store.Settings(h.Other); err != nil || s.Days != contracts.UsualSettings().Days {
		t.Errorf("another business has %+v, %v", s, err)
	}
}
