package staystest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

func uniqueNames(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	_, err := w.CreateProperty(w.Desk, stays.CreateProperty{Sheet: Sheet(), Rates: Rates()})
	Code(t, err, "stays.slug_taken")
	Field(t, err, "slug", "taken")
	other := Sheet()
	other.Slug = "next-door"
	next, err := w.CreateProperty(w.Desk, stays.CreateProperty{Sheet: other, Rates: Rates()})
	Must(t, next, err)
	other.Slug = p.Slug
	_, err = w.EditProperty(w.Desk, stays.EditProperty{ID: next.ID, Sheet: other})
	Code(t, err, "stays.slug_taken")

	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	Must(t, q, err)
	var reference string
	Must(t, 0, saveEdited(w, q, func(s *stays.ReservationState) { reference = s.Reference }))
	q2, err := w.Ask(p, "2027-06-10", "2027-06-14") // other days: only the name is in the way
	Must(t, q2, err)
	Code(t, saveEdited(w, q2, func(s *stays.ReservationState) { s.Reference = reference }), "stays.reference_taken")
	Code(t, saveEdited(w, q2, func(s *stays.ReservationState) { s.QuoteID = q.ID }), "stays.quote_used")
}

// saveEdited saves a reservation of a quote, edited.
func saveEdited(w *World, q stays.Quote, edit func(*stays.ReservationState)) error {
	return w.write(w.Ctx, func(ctx context.Context, tx stays.Tx) error {
		r, err := hold(tx, w, q)
		if err != nil {
			return err
		}
		s := r.State()
		edit(&s)
		s.Version = 0
		again := stays.RestoreReservation(s)
		again.SetNote("…", stays.By{Kind: access.System, At: w.Clock.Now()})
		return tx.SaveReservation(ctx, again)
	})
}

func settingsAndRules(t *testing.T, h Harness) {
	w := h.world(t)
	s := stays.DefaultSettings()
	s.ReferencePrefix, s.MailTexts = "RIV", map[string]stays.Text{"signature": stays.FrEn("L’équipe", "The team")}
	s.Policies = []stays.Policy{{Code: "dancerents", Name: stays.FrEn("Stricte", "Strict"), Tiers: []stays.Tier{{Hours: 720, Percent: Percent("100")}, {Percent: Percent("12.5")}}}}
	s.Offered = append(s.Offered, "dancerents")
	saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	if Must(t, saved, err); saved.Version != 1 || saved.Policies[0].Version != 1 {
		t.Fatalf("saved as version %d, policy %d", saved.Version, saved.Policies[0].Version)
	}
	read, err := w.Store.ReadSettings(w.Desk)
	same(t, "settings", Must(t, read, err), saved)
	_, err = w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	Code(t, err, "stays.stale")
	// Two edits at once: the store refuses the second, whatever the core has seen.
	err = w.write(w.Desk, func(ctx context.Context, tx stays.Tx) error { return tx.SaveSettings(ctx, saved) })
	Code(t, err, "stays.stale")

	later, former := TaxRule(), TaxRule()
	later.From = period.MustDate("2028-01-01")
	paris := TaxRule()
	paris.INSEE, paris.Commune = "75056", "Paris"
	var ids []stays.TaxRuleID
	for _, r := range []stays.TaxRule{later, paris, former} {
		r, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: r})
		ids = append(ids, Must(t, r, err).ID)
	}
	order := func(insee string) []stays.TaxRuleID {
		rules, err := w.Store.TaxRules(w.Desk, insee)
		var out []stays.TaxRuleID
		for _, r := range Must(t, rules, err) {
			out = append(out, r.ID)
		}
		return out
	}
	same(t, "rules of a commune", order(SaintMalo), []stays.TaxRuleID{ids[2], ids[0]})
	same(t, "all rules", order(""), []stays.TaxRuleID{ids[2], ids[0], ids[1]})
	rule, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: func() stays.TaxRule { r := later; r.ID, r.Version, r.Source = ids[0], 1, "council"; return r }()})
	if Must(t, rule, err); rule.Version != 2 {
		t.Fatalf("the rule has version %d", rule.Version)
	}
	_, err = w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: func() stays.TaxRule { r := later; r.ID, r.Version = ids[0], 1; return r }()})
	Code(t, err, "stays.stale")
	Must(t, 0, second(w.RemoveTaxRule(w.Desk, stays.RemoveTaxRule{ID: ids[0]})))
	same(t, "rules of a commune", order(SaintMalo), []stays.TaxRuleID{ids[2]})
}

func searchFinds(t *testing.T, h Harness) {
	w := h.world(t)
	make := func(slug string, edit func(*stays.CreateProperty)) stays.PropertyState {
		return w.Property(func(in *stays.CreateProperty) {
			in.Sheet.Slug, in.Sheet.Name = slug, stays.FrEn(slug, slug)
			edit(in)
		})
	}
	make("granite", func(in *stays.CreateProperty) {})
	make("sail", func(in *stays.CreateProperty) {
		in.Sheet.Capacity, in.Sheet.Type, in.Sheet.Bedrooms, in.Sheet.MaxPets = 2, stays.Studio, 0, 0
		in.Sheet.Features = []stays.Feature{"wifi", "sea_view"}
	})
	far := make("far", func(in *stays.CreateProperty) {
		in.Sheet.Address.City, in.Sheet.Address.PostalCode, in.Sheet.INSEE = "Quimper", "29000", "29232"
		in.Sheet.Position, in.Rates.PreparationDays = stays.Position{Lat: 47.996, Lon: -4.102}, 1
	})
	make("east", func(in *stays.CreateProperty) { in.Sheet.Position = stays.Position{Lat: 0.5, Lon: 179.5} })
	draft := Sheet()
	draft.Slug = "draft"
	Must(t, 0, second(w.CreateProperty(w.Desk, stays.CreateProperty{Sheet: draft})))
	w.Book(far, "2027-05-10", "2027-05-14")
	rule, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: TaxRule()})
	Must(t, rule, err)

	for _, c := range []struct {
		name  string
		query stays.ListingQuery
		want  []string
	}{
		{"all that are published", stays.ListingQuery{}, []string{"granite", "sail", "far", "east"}},
		{"capacity", stays.ListingQuery{Guests: 3}, []string{"granite", "far", "east"}},
		{"bedrooms", stays.ListingQuery{Bedrooms: 1}, []string{"granite", "far", "east"}},
		{"pets", stays.ListingQuery{Pets: 1}, []string{"granite", "far", "east"}},
		{"infants", stays.ListingQuery{Infants: 3}, nil},
		{"type", stays.ListingQuery{Types: []stays.PropertyType{stays.Studio, stays.Villa}}, []string{"sail"}},
		{"every feature", stays.ListingQuery{Features: []stays.Feature{"wifi", "sea_view"}}, []string{"sail"}},
		{"box", stays.ListingQuery{Box: &stays.Box{West: -2.1, South: 48.6, East: -2.0, North: 48.7}}, []string{"granite", "sail"}},
		{"box across the date line", stays.ListingQuery{Box: &stays.Box{West: 179, South: 0, East: -179, North: 1}}, []string{"east"}},
		{"town", stays.ListingQuery{Text: "QUIMPER"}, []string{"far"}},
		{"every word", stays.ListingQuery{Text: "sail malo"}, []string{"sail"}},
		{"words that are nowhere", stays.ListingQuery{Text: "100% _"}, nil},
		{"description", stays.ListingQuery{Text: "sillon far"}, []string{"far"}},
		{"taken", stays.ListingQuery{Stay: period.Between("2027-05-13", "2027-05-16")}, []string{"granite", "sail", "east"}},
		{"being prepared", stays.ListingQuery{Stay: period.Between("2027-05-14", "2027-05-16")}, []string{"granite", "sail", "east"}},
		{"no time to prepare", stays.ListingQuery{Stay: period.Between("2027-05-08", "2027-05-10")}, []string{"granite", "sail", "east"}},
		{"free again", stays.ListingQuery{Stay: period.Between("2027-05-15", "2027-05-16")}, []string{"granite", "sail", "far", "east"}},
	} {
		c.query.Now = w.Clock.Now()
		found, err := w.Store.Listings(w.Ctx, c.query)
		Must(t, found, err)
		var slugs []string
		for _, l := range found.Items {
			slugs = append(slugs, l.Slug)
		}
		same(t, c.name, slugs, c.want)
		if c.name == "type" {
			state, err := w.Store.Sale(w.Ctx, stays.SaleQuery{Slug: "sail", Now: w.Clock.Now()})
			same(t, "offer", found.Items[0].Offer, Must(t, state, err).Property.Offer())
			if len(found.Tax) != 1 || found.Items[0].PhotoCount != 1 || found.Items[0].Cover == nil {
				t.Fatalf("a listing lacks what pricing and showing it need: %+v, %d rules", found.Items[0], len(found.Tax))
			}
		}
	}
	// An expired hold is in nobody's way.
	near := w.Hold(far, "2027-06-10", "2027-06-14")
	w.Clock.Set(near.Reservation.HoldUntil)
	found, err := w.Store.Listings(w.Ctx, stays.ListingQuery{Stay: period.Between("2027-06-11", "2027-06-12"), Now: w.Clock.Now()})
	if Must(t, found, err); len(found.Items) != 4 {
		t.Fatalf("%d properties are free, want 4", len(found.Items))
	}
}

func propertyList(t *testing.T, h Harness) {
	w := h.world(t)
	owner := ident.Next[access.User](w.IDs)
	for i, name := range []string{"Delta", "alpha", "Charlie", "bravo"} {
		w.Property(func(in *stays.CreateProperty) {
			in.Sheet.Slug, in.Sheet.Name = fmt.Sprintf("p%d", i), stays.FrEn(name, name)
			if i%2 == 0 {
				in.Sheet.Owner.User = owner
			}
		})
	}
	rows, err := w.Store.PropertyRows(w.Desk, stays.PropertyRowQuery{Text: "delta"})
	if Must(t, rows, err); len(rows.Items) != 1 || rows.Items[0].Nightly != EUR("100") || rows.Items[0].Owner != "Anne Le Goff" || rows.Items[0].City != "Saint-Malo" {
		t.Fatalf("the row is %+v", rows.Items)
	}
	Must(t, 0, second(w.ArchiveProperty(w.Desk, stays.ArchiveProperty{ID: rows.Items[0].ID})))
	names := func(q stays.PropertyRowQuery) []string {
		var out []string
		for {
			page, err := w.Store.PropertyRows(w.Desk, q)
			for _, r := range Must(t, page, err).Items {
				out = append(out, r.Name.In("fr"))
			}
			if q.Page.Cursor = page.Next; page.Next == "" {
				return out
			}
		}
	}
	same(t, "in order, in pages", names(stays.PropertyRowQuery{Page: paging.Request{Limit: 1}}), []string{"alpha", "bravo", "Charlie"})
	same(t, "archived", names(stays.PropertyRowQuery{Status: stays.Archived}), []string{"Delta"})
	same(t, "of an owner", names(stays.PropertyRowQuery{Owner: owner}), []string{"Charlie"})
}

func reservationList(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	other := w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug = "next-door" })
	late := w.Book(p, "2027-05-20", "2027-05-24")
	early := w.Book(p, "2027-05-10", "2027-05-14")
	held := w.Hold(other, "2027-05-10", "2027-05-12").Reservation
	q, err := w.Ask(other, "2027-07-01", "2027-07-03")
	Must(t, q, err)
	guest := Guest()
	guest.Email, guest.LastName = "zoe@example.com", "O'Hara"
	mine, err := w.BookStay(w.Account, stays.BookStay{Quote: q.ID, Guest: guest, AcceptTerms: true})
	Must(t, mine, err)

	w.Pay(early.ID, stays.PaymentView{ID: w.IDs.Raw(), Amount: w.See(early.ID).Owed}, stays.PurposeBalance)
	early = w.See(early.ID)
	owing := []string{"held", "late", "mine"}
	name := map[stays.ReservationID]string{late.ID: "late", early.ID: "early", held.ID: "held", mine.Reservation.ID: "mine"}
	for _, c := range []struct {
		name  string
		query stays.ReservationQuery
		want  []string
	}{
		{"newest first", stays.ReservationQuery{}, []string{"mine", "held", "early", "late"}},
		{"by arrival", stays.ReservationQuery{Order: "arrival"}, []string{"early", "held", "late", "mine"}},
		{"by arrival, last first", stays.ReservationQuery{Order: "-arrival"}, []string{"mine", "late", "held", "early"}},
		{"status", stays.ReservationQuery{Statuses: []stays.Status{stays.Confirmed, stays.CheckedIn}}, []string{"early", "late"}},
		{"property", stays.ReservationQuery{Property: other.ID}, []string{"mine", "held"}},
		{"owing", stays.ReservationQuery{Owing: true, Order: "arrival"}, owing},
		{"arriving", stays.ReservationQuery{Arriving: period.Between("2027-05-10", "2027-05-20")}, []string{"held", "early"}},
		{"staying", stays.ReservationQuery{Staying: period.Between("2027-05-12", "2027-05-21")}, []string{"early", "late"}},
		{"reference", stays.ReservationQuery{Text: late.Reference}, []string{"late"}},
		{"name", stays.ReservationQuery{Text: "o'hara"}, []string{"mine"}},
		{"e-mail", stays.ReservationQuery{Text: "zoe@"}, []string{"mine"}},
		{"account or e-mail", stays.ReservationQuery{User: access.From(w.Account).User, Email: "nora@example.com"}, []string{"mine", "held", "early", "late"}},
		{"account", stays.ReservationQuery{User: access.From(w.Account).User}, []string{"mine"}},
		{"e-mail address", stays.ReservationQuery{Email: "nora@example.com"}, []string{"held", "early", "late"}},
	} {
		for limit := range 2 {
			q := c.query
			if q.Page.Limit = limit; q.Order == "" {
				q.Order = "-booked"
			}
			var got []string
			for {
				page, err := w.Store.ReservationRows(w.Desk, q)
				for _, r := range Must(t, page, err).Items {
					got = append(got, name[r.ID])
				}
				if q.Page.Cursor = page.Next; page.Next == "" {
					break
				}
			}
			same(t, fmt.Sprintf("%s, %d a page", c.name, limit), got, c.want)
		}
	}
	rows, err := w.Store.ReservationRows(w.Desk, stays.ReservationQuery{Order: "arrival"})
	same(t, "row", Must(t, rows, err).Items[0], early.Row())
	_, err = w.Store.ReservationRows(w.Desk, stays.ReservationQuery{Order: "arrival", Page: paging.Request{Cursor: "nonsense"}})
	Code(t, err, "bad_cursor")
}

func board(t *testing.T, h Harness) {
	w := h.world(t)
	owner := ident.Next[access.User](w.IDs)
	b := w.Property(func(in *stays.CreateProperty) {
		in.Sheet.Slug, in.Sheet.Name, in.Sheet.Owner.User = "b", stays.FrEn("Bravo", "Bravo"), owner
		in.Rates.PreparationDays = 1
	})
	a := w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug, in.Sheet.Name = "a", stays.FrEn("Alpha", "Alpha") })
	r := w.Book(b, "2027-05-10", "2027-05-14")
	held := w.Hold(a, "2027-05-30", "2027-06-02")
	block, err := w.block(b, "2027-05-01", "2027-05-03")
	Must(t, block, err)
	days := period.Between("2027-05-02", "2027-06-01")
	rows, err := w.Store.BoardRows(w.Desk, stays.BoardQuery{Days: days, Now: w.Clock.Now()})
	if Must(t, rows, err); len(rows) != 2 || rows[0].Slug != "a" || len(rows[0].Bars) != 1 || len(rows[1].Bars) != 2 {
		t.Fatalf("the board is %+v", rows)
	}
	same(t, "hold", rows[0].Bars[0], stays.Bar{
		Kind: stays.OccHold, Days: held.Reservation.Stay, Holder: held.Reservation.ID.Raw(), Reservation: held.Reservation.ID, Version: 1,
		Reference: held.Reservation.Reference, Label: "Nora Petit", Status: stays.Held, Guests: 2, Owed: held.Reservation.Quote.Total,
		ExpiresAt: held.Reservation.HoldUntil,
	})
	same(t, "block", rows[1].Bars[0], stays.Bar{
		Kind: stays.OccBlock, Days: block.Days, Holder: block.ID.Raw(), Block: block.ID, Version: 1, Label: "boiler", BlockKind: stays.Maintenance,
	})
	if bar := rows[1].Bars[1]; bar.Days != r.Stay || bar.Owed != r.Owed || bar.Status != stays.Confirmed || bar.Version != r.Version {
		t.Fatalf("the bar is %+v: its preparation is not the stay", bar)
	}
	rows, err = w.Store.BoardRows(w.Desk, stays.BoardQuery{Days: period.Between("2027-05-14", "2027-05-20"), Owner: owner, Now: w.Clock.Now()})
	if Must(t, rows, err); len(rows) != 1 || len(rows[0].Bars) != 0 {
		t.Fatalf("the owner's board is %+v", rows)
	}
	w.Clock.Advance(15 * time.Minute)
	rows, err = w.Store.BoardRows(w.Desk, stays.BoardQuery{Days: days, Text: "alpha", Now: w.Clock.Now()})
	if Must(t, rows, err); len(rows) != 1 || len(rows[0].Bars) != 0 {
		t.Fatalf("an expired hold is on the board: %+v", rows)
	}
}

func activeRows(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	there := w.Book(p, "2027-05-08", "2027-05-10")
	arriving := w.Book(p, "2027-05-10", "2027-05-12")
	owing := w.Book(p, "2027-06-01", "2027-06-04") // its balance is due on 2 May
	future := w.Book(p, "2027-08-01", "2027-08-04")
	gone := w.Book(p, "2027-08-10", "2027-08-14")
	Must(t, 0, second(w.CancelReservation(w.Desk, stays.CancelReservation{ID: gone.ID}))) // its refund is open, and arrhes are owed twice
	w.Clock.Set(time.Date(2027, 5, 10, 8, 0, 0, 0, time.UTC))
	Must(t, 0, second(w.CheckIn(w.Desk, stays.CheckIn{ID: there.ID})))
	held := w.Hold(p, "2027-09-01", "2027-09-03").Reservation
	day := period.MustDate("2027-05-10")
	ids := func() []stays.ReservationID {
		rows, err := w.Store.ActiveRows(w.Desk, day)
		var out []stays.ReservationID
		for _, r := range Must(t, rows, err) {
			out = append(out, r.ID)
		}
		return out
	}
	want := []stays.ReservationID{there.ID, arriving.ID, owing.ID, gone.ID, held.ID}
	same(t, "the day's reservations", ids(), want)
	if slices.Contains(ids(), future.ID) {
		t.Fatal("a far stay is the day's business")
	}
	Must(t, 0, second(w.Complete(w.Desk, stays.Complete{ID: there.ID})))
	same(t, "when one has left", ids(), want)
	day = day.AddDays(1)
	same(t, "on the next day", ids(), want[1:])
}
