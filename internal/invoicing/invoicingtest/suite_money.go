package invoicingtest

import (
	"context"
	"errors"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/ident"
)

// A movement may be counted by several papers, each its part; a regime is fixed once; drafts are found by what they are about.
func movements(t *testing.T, b bench) {
	first, second := b.issued(t, Draft()), b.issued(t, Draft())
	stay := invoicing.Subject{Kind: invoicing.SubjectStay, ID: ids.Raw()}
	day := b.Today()
	draft := invoicing.StoredDraft{ID: ident.Next[invoicing.Paper](&ids), Draft: Draft(), Key: "stay/x/invoice", UpdatedAt: Epoch}
	draft.Draft.Subject = stay
	err := b.change(func(ctx context.Context, tx invoicing.Tx) error {
		for _, m := range []invoicing.Movement{{ID: "a", Subject: stay, Amount: Eur(1000), On: day, Method: "cash"}, {ID: "b", Subject: stay, Amount: Eur(-300), On: day.AddDays(1), Method: "cash"}, {ID: "c", Amount: Eur(1), On: day, Method: "cash"}} {
			for again := range 2 {
				if fresh, err := tx.Movement(ctx, m); err != nil || fresh != (again == 0) {
					t.Errorf("%s: fresh %t, %v", m.ID, fresh, err)
				}
			}
		}
		for range 2 {
			if err := tx.Apply(ctx, "a", first, Eur(200)); err != nil {
				return err
			}
		}
		if err := errors.Join(tx.Apply(ctx, "a", second, Eur(500)), tx.Apply(ctx, "b", second, Eur(-300)), tx.SaveDraft(ctx, draft)); err != nil {
			return err
		}
		all, err := tx.Movements(ctx, stay)
		if err != nil || len(all) != 2 || all[0].Amount != Eur(1000) || all[0].Loose != Eur(100) || !all[1].Loose.IsZero() {
			t.Errorf("%+v %v", all, err)
		}
		if r, err := tx.Regime(ctx, stay); err != nil || r != "" {
			t.Errorf("%q is fixed: %v", r, err)
		}
		for _, r := range []invoicing.Regime{invoicing.RegimeHotel, invoicing.RegimeNormal} {
			if fixed, err := tx.FixRegime(ctx, stay, r, day); err != nil || fixed != invoicing.RegimeHotel {
				t.Errorf("%q is fixed: %v", fixed, err)
			}
		}
		if r, err := tx.Regime(ctx, stay); err != nil || r != invoicing.RegimeHotel {
			t.Errorf("%q is fixed: %v", r, err)
		}
		about, err := tx.DraftsAbout(ctx, stay)
		if none, failed := tx.DraftsAbout(ctx, invoicing.Subject{Kind: invoicing.SubjectStay, ID: ids.Raw()}); err != nil || failed != nil || len(about) != 1 || about[0].ID != draft.ID || len(none) != 0 {
			t.Errorf("%+v %+v %v %v", about, none, err, failed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if one, two := b.paper(t, first).Movements, b.paper(t, second).Movements; len(one) != 1 || one[0].Amount != Eur(400) || len(two) != 2 || two[0].Amount != Eur(500) || two[1].Amount != Eur(-300) {
		t.Errorf("%+v %+v", one, two)
	}
}
