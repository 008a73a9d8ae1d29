package contractsio_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// signing is a contract that lies before its signer, and what the signer holds.
type signing struct {
	*contracts.Contracts
	db      *pg.DB
	desk    context.Context
	visitor context.Context
	id      contracts.ContractID
	token   string
}

var keys = contractsio.Keys{Key: []byte("key")}

func newSigning(t *testing.T) signing {
	t.Helper()
	c, _, _, db, ctx := world(t, 0)
	id, err := c.DraftFor(ctx, contracts.DraftContract{Stay: contractstest.Stay("fr")})
	if err == nil {
		_, err = c.Generate(ctx, contracts.GenerateContract{ID: id})
	}
	if err == nil {
		_, err = c.Send(ctx, contracts.SendContract{ID: id})
	}
	if err != nil {
		t.Fatal(err)
	}
	tenant := access.TenantOf(ctx)
	return signing{c, db, ctx, access.With(ctx, access.Actor{Kind: access.Anonymous, Tenant: tenant, Address: "203.0.113.7"}), id, keys.Link(tenant, id, 1)}
}

// identify asks for a code and types it.
func (s signing) identify(t *testing.T) contracts.Session {
	t.Helper()
	if _, err := s.AskCode(s.visitor, contracts.AskCode{Token: s.token}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: keys.Code(access.TenantOf(s.desk), s.id, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (s signing) sign(session string) error {
	_, err := s.Sign(s.visitor, contracts.SignContract{Token: s.token, Session: session, Name: "Éloïse", Consent: true})
	return err
}

// Twenty wrong codes at once are counted one by one: the right one is worth nothing after five.
func TestWrongCodesAreCountedUnderARace(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	if _, err := s.AskCode(s.visitor, contracts.AskCode{Token: s.token}); err != nil {
		t.Fatal(err)
	}
	right := keys.Code(access.TenantOf(s.desk), s.id, 1)
	wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, right)
	var wg sync.WaitGroup
	var mu sync.Mutex
	said := map[string]int{}
	for range 20 {
		wg.Go(func() {
			_, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: wrong})
			mu.Lock()
			said[fault.CodeOf(err)]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if said["contracts.wrong_code"] != 5 || said["contracts.code_over"] != 15 {
		t.Errorf("%v", said)
	}
	if _, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: right}); !errors.Is(err, contracts.ErrCodeOver) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	d, err := s.Get(s.desk, contracts.GetContract{ID: s.id})
	if err != nil || d.Broken {
		t.Errorf("the evidence: %v", err)
	}
}

// The signer clicks twice, refuses in another tab, and the desk takes the contract back, all at once: one thing happens.
func TestSignaturesRace(t *testing.T) {
	t.Parallel()
	for range 4 {
		s := newSigning(t)
		session := s.identify(t).Secret
		var wg sync.WaitGroup
		var signed, again, refused, voided error
		wg.Go(func() { signed = s.sign(session) })
		wg.Go(func() { again = s.sign(session) })
		wg.Go(func() { _, refused = s.Refuse(s.visitor, contracts.RefuseContract{Token: s.token}) })
		wg.Go(func() { _, voided = s.Void(s.desk, contracts.VoidContract{ID: s.id, Reason: "test"}) })
		wg.Wait()
		d, err := s.Get(s.desk, contracts.GetContract{ID: s.id})
		if err != nil || d.Broken {
			t.Fatalf("the evidence: %v", err)
		}
		steps := map[contracts.Step]int{}
		for _, e := range d.Evidence {
			steps[e.Step]++
		}
		if (signed == nil) != (again == nil) {
			t.Errorf("a double click: %v and %v", signed, again)
		}
		if steps[contracts.StepSigned] > 1 || steps[contracts.StepRefused]+steps[contracts.StepVoided] > 1 || (refused == nil) == (signed == nil) && refused == nil {
			t.Errorf("%v: signed %v, refused %v, voided %v", steps, signed, refused, voided)
		}
	}
}

// A link opens its own business's contract only, a wrong or replaced one opens nothing, and a stranger's session signs nothing.
func TestTheWrongHands(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	other, tenant := pgtest.Tenant(t)
	stranger := access.With(other, access.Actor{Kind: access.Anonymous, Tenant: tenant})
	for what, err := range map[string]error{
		"another business": func() error { _, err := s.Look(stranger, contracts.LookAtContract{Token: s.token}); return err }(),
		"a guessed link":   func() error { _, err := s.Look(s.visitor, contracts.LookAtContract{Token: s.token + "x"}); return err }(),
		"no link":          func() error { _, err := s.Look(s.visitor, contracts.LookAtContract{}); return err }(),
	} {
		if !errors.Is(err, contracts.ErrLink) {
			t.Errorf("%s: %v", what, err)
		}
	}
	session := s.identify(t).Secret
	for what, secret := range map[string]string{"nobody": "", "a guess": "AAAA", "the code of another challenge": keys.Session(access.TenantOf(s.desk), s.id, 2)} {
		if err := s.sign(secret); !errors.Is(err, contracts.ErrIdentity) {
			t.Errorf("%s signs: %v", what, err)
		}
	}
	if _, err := s.Sign(s.visitor, contracts.SignContract{Token: s.token, Session: session, Name: "Éloïse"}); fault.CodeOf(err) != "invalid" {
		t.Errorf("signed without consent: %v", err)
	}
	for _, p := range []func() error{
		func() error { _, err := s.Send(s.visitor, contracts.SendContract{ID: s.id}); return err },
		func() error {
			_, err := s.Countersign(s.visitor, contracts.CountersignContract{ID: s.id, Name: "x"})
			return err
		},
		func() error { _, err := s.Get(s.visitor, contracts.GetContract{ID: s.id}); return err },
	} {
		if err := p(); !errors.Is(err, access.ErrSignIn) {
			t.Errorf("a visitor at the desk: %v", err)
		}
	}
}

// The evidence cannot be rewritten, not even by the program's own role.
func TestEvidenceIsWrittenOnce(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	for _, sql := range []string{"UPDATE contracts.evidence SET actor = 'x' WHERE tenant_id = $1", "DELETE FROM contracts.evidence WHERE tenant_id = $1"} {
		err := s.db.Write(s.desk, func(ctx context.Context, tx pg.Tx) error {
			_, err := tx.Exec(ctx, sql, access.TenantOf(ctx))
			return err
		})
		if err == nil {
			t.Errorf("%s was done", sql)
		}
	}
}

// A changed stay: what waits is replaced, what is signed gets an addendum that is sent by itself.
func TestAChangedStay(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	first, err := s.Get(s.desk, contracts.GetContract{ID: s.id})
	if err != nil {
		t.Fatal(err)
	}
	stay := contractstest.Stay("fr")
	stay.Reservation, stay.Version = first.Reservation, 3
	change := func() contracts.Detail {
		t.Helper()
		id, err := s.DraftFor(s.desk, contracts.DraftContract{Stay: stay})
		if err == nil {
			_, err = s.Generate(s.desk, contracts.GenerateContract{ID: id})
		}
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Get(s.desk, contracts.GetContract{ID: id})
		if err != nil {
			t.Fatal(err)
		}
		stay.Version++
		return d
	}
	second := change()
	if second.Status != contracts.Sent || second.Amends != "" {
		t.Errorf("the second: %+v", second.View)
	}
	if first, _ = s.Get(s.desk, contracts.GetContract{ID: s.id}); first.Status != contracts.Voided || first.Reason != contracts.ReasonReplaced {
		t.Errorf("the first: %+v", first.View)
	}
	if _, err := s.AskCode(s.visitor, contracts.AskCode{Token: s.token}); !errors.Is(err, contracts.ErrEnded) {
		t.Errorf("the link of a replaced contract: %v", err)
	}
	s.id, s.token = second.ID, keys.Link(access.TenantOf(s.desk), second.ID, 1)
	if err := s.sign(s.identify(t).Secret); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Countersign(s.desk, contracts.CountersignContract{ID: s.id, Name: "Anna"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seal(s.desk, contracts.SealContract{ID: s.id}); err != nil {
		t.Fatal(err)
	}
	third := change()
	if third.Status != contracts.Sent || third.Amends != second.Number {
		t.Errorf("the addendum: %+v", third.View)
	}
	s.cancelled(t, stay)
}

// cancelled: the stay does not take place; what nobody has completed is taken back, what is completed stays.
func (s signing) cancelled(t *testing.T, stay event.StayFacts) {
	t.Helper()
	if _, err := s.VoidOf(s.desk, contracts.VoidContractsOf{Subject: stay.Reservation, Reason: contracts.ReasonCancelled}); err != nil {
		t.Fatal(err)
	}
	page, err := s.List(s.desk, contracts.ListContracts{Page: paging.Request{Limit: 2}})
	if err != nil || len(page.Items) != 2 || page.Next == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	rest, err := s.List(s.desk, contracts.ListContracts{Page: paging.Request{Limit: 2, Cursor: page.Next}})
	if err != nil || len(rest.Items) != 1 {
		t.Errorf("%+v, %v", rest, err)
	}
	kept := 0
	for _, v := range append(page.Items, rest.Items...) {
		if v.Status == contracts.Completed {
			kept++
		} else if v.Status != contracts.Voided {
			t.Errorf("%s is %s after the cancellation", v.Number, v.Status)
		}
	}
	if kept != 1 {
		t.Errorf("%d completed contracts", kept)
	}
}

// A seal whose job was given up is made again when the contract is next looked at, and the contract is looked at every day
// until it is sealed.
func TestASealThatWasGivenUpIsMade(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	if err := s.sign(s.identify(t).Secret); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Countersign(s.desk, contracts.CountersignContract{ID: s.id, Name: "Anna"}); err != nil || v.Status != contracts.Signed {
		t.Fatalf("%s, %v", v.Status, err)
	}
	waiting := func(kind string) (n int) {
		t.Helper()
		err := s.db.Write(s.desk, func(ctx context.Context, tx pg.Tx) error {
			return tx.QueryRow(ctx, "SELECT count(*) FROM jobs.river_job WHERE kind = $1 AND state IN ('available', 'scheduled')", kind).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	err := s.db.Write(s.desk, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE jobs.river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'contracts.seal'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	looks := waiting("contracts.follow")
	if _, err := s.Follow(s.desk, contracts.FollowContract{ID: s.id}); err != nil {
		t.Fatal(err)
	}
	if waiting("contracts.seal") != 1 || waiting("contracts.follow") != looks+1 {
		t.Errorf("%d seals and %d more looks are planned", waiting("contracts.seal"), waiting("contracts.follow")-looks)
	}
	if _, err := s.Seal(s.desk, contracts.SealContract{ID: s.id}); err != nil {
		t.Fatal(err)
	}
	looks = waiting("contracts.follow")
	if _, err := s.Follow(s.desk, contracts.FollowContract{ID: s.id}); err != nil || waiting("contracts.follow") != looks {
		t.Errorf("a sealed contract is looked at again: %v", err)
	}
}
