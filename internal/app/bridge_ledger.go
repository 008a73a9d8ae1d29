package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/trail"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// assembleLedger makes the books.
func (c *Contexts) assembleLedger(g *ground, kit *web.Kit, ids *ident.Source, observe usecase.Observer) {
	store := ledgerio.NewStore(g.db)
	where := placeOf(c.Tenancy.Directory)
	c.Ledger = ledger.New(ledger.Deps{Store: ledgerio.NewBatcher(store), Now: g.now, IDs: ids, Observer: observe, Zone: where})
	c.Bookkeeper = ledgerio.NewSealer(g.db, [][]byte{g.key}, trail.FileAnchor{Files: g.plain, Folder: ledgerio.AnchorFolder}, g.now)
	books := outbox.NewRouter()
	c.keepBooks(books)
	c.upkeep = &ledgerio.Upkeep{Sealer: c.Bookkeeper, Ledger: c.Ledger, Tenants: c.tenants, Report: g.obs.Report, IDs: ids,
		CatchUp: func(ctx context.Context) (int, error) { return books.CatchUp(ctx, g.db) }}
	store.Wrote = c.upkeep.Mark
	c.ledger = ledgerio.New(ledgerio.Deps{Ledger: c.Ledger, Sealer: c.Bookkeeper, Web: kit, Zone: where, Now: g.now, Key: func() string { return ids.Raw().String() }, Due: c.owedByCustomers, OwedBack: c.owedToGuests, Names: c.accountNames, Guests: c.guestNames, Refused: refusedBy(books, g), Business: func(ctx context.Context) (ledgerio.Business, error) {
		t, err := current(ctx, c.Tenancy.Directory)
		return ledgerio.Business{SIREN: t.Legal.SIREN, Currency: t.Currency}, err
	}})
}

// Refused facts: how far back they are looked for (a financial year), after how long a delivery counts as refused and not as
// on its way, and how many are shown.
const (
	refusedSince = 366 * 24 * time.Hour
	refusedAfter = 10 * time.Minute
	refusedShown = 20
)

// refusedBy lists what the books' consumers have not applied.
func refusedBy(books *outbox.Router, g *ground) func(context.Context) ([]ledgerio.Refused, error) {
	return func(ctx context.Context) ([]ledgerio.Refused, error) {
		now := g.now()
		all, err := books.Missing(ctx, g.db, now.Add(-refusedSince), now.Add(-refusedAfter), refusedShown)
		out := make([]ledgerio.Refused, len(all))
		for i, m := range all {
			var about struct {
				Reservation ident.Raw `json:"reservation"`
				Reference   string    `json:"reference"`
				Number      string    `json:"number"`
				Subject     ident.Raw `json:"subject"`
				SubjectKind string    `json:"subjectKind"`
			}
			if err := json.Unmarshal(m.Payload, &about); err != nil {
				return nil, err
			}
			out[i] = ledgerio.Refused{At: m.At, Fact: strings.TrimPrefix(m.Consumer, "ledger."), Piece: cmp.Or(about.Reference, about.Number)}
			if strings.HasPrefix(about.SubjectKind, "stays.") {
				about.Reservation, out[i].Piece = about.Subject, "" // a payment's reference is its provider's
			}
			if !about.Reservation.IsZero() {
				out[i].Href = "/desk/reservations/" + about.Reservation.String()
			}
		}
		return out, err
	}
}

// agreeFees has the fee of a mandate that both have signed be the commission of its property.
func (c *Contexts) agreeFees(r *outbox.Router) {
	where := placeOf(c.Tenancy.Directory)
	outbox.On(r, "ledger.mandate_signed", func(ctx context.Context, e event.ContractCompleted) error {
		if e.Kind != string(contracts.Mandate) {
			return nil
		}
		signed, err := c.Contracts.Get(asProgram(ctx, "ledger"), contracts.GetContract{ID: contracts.ContractID(e.Contract)})
		if err != nil {
			return err
		}
		rate, clear := ledger.ReadFee(signed.Signing.Terms["fee"])
		if !clear { // the desk enters what is agreed in other words
			return nil
		}
		_, err = c.Ledger.SetCommission(ctx, ledger.SetCommission{Agreement: ledger.Agreement{Property: e.Subject, From: period.DateOf(told(ctx), where(ctx)), Rate: rate, Source: e.Number}})
		return err
	})
}

// bookClaim books what was taken of a security deposit, and to whom it goes; or that it went back, from whom had it. What
// was taken before anybody was chosen still stands among the deposits, and goes back from there.
func (c *Contexts) bookClaim(ctx context.Context, claim ledger.Claim, reservation ident.Raw) error {
	ctx = asProgram(ctx, "ledger")
	v, err := c.Stays.GetReservation(ctx, stays.GetReservation{ID: stays.ReservationID(reservation)})
	if err != nil {
		return err
	}
	caution, err := c.Stays.ViewCaution(ctx, stays.ViewCaution{ID: v.ID})
	if err != nil {
		return err
	}
	if caution.For == stays.ForOwner {
		claim.Property = v.Property.String()
	}
	if claim.Refund == "" {
		hold, err := c.Ledger.OpenHold(ctx, claim.FindHold())
		if err != nil {
			return err
		}
		if !hold.IsZero() {
			_, err = c.Ledger.Capture(ctx, claim.Capture(hold))
			return err
		}
	}
	all := []ledger.PostTransaction{claim.Transaction(), claim.Award()}
	if claim.Refund != "" {
		held, err := c.Ledger.Balances(ctx, ledger.BalancesOf{Account: ledger.DepositOf(claim.Subject)})
		if err != nil {
			return err
		}
		slices.Reverse(all) // nothing stands among the deposits until it is taken back
		if slices.ContainsFunc(held, func(b ledger.Balance) bool {
			return b.Currency == claim.Amount.Currency() && b.Amount().Cmp(claim.Amount) >= 0
		}) {
			all = all[1:]
		}
	}
	_, err = c.Ledger.PostTogether(ctx, ledger.PostTogether{All: all})
	return err
}

// claimed is paid with the reservation itself as the subject, whatever of it was paid.
func claimed(ctx context.Context, f event.PaymentFacts) ledger.Fact {
	fact := paid(ctx, f)
	if f.SubjectKind == stays.SubjectCaution {
		fact.Subject = f.Subject.String()
	}
	return fact
}

// paid is what the books need of a payment.
func paid(ctx context.Context, f event.PaymentFacts) ledger.Fact {
	kind := ""
	if f.SubjectKind != stays.SubjectReservation {
		kind = strings.NewReplacer(".", "-", "_", "-").Replace(f.SubjectKind) + ":"
	}
	return ledger.Fact{Subject: kind + f.Subject.String(), Piece: cmp.Or(f.Reference, f.Payment.String()), At: told(ctx)}
}

func stayed(ctx context.Context, f event.StayFacts) ledger.Fact {
	return ledger.Fact{Subject: f.Reservation.String(), Piece: f.Reference, At: told(ctx)}
}

// told is when the event of ctx was published.
func told(ctx context.Context) time.Time {
	m, _ := outbox.MetaOf(ctx)
	return m.At
}

// BooksReport is what a verification of a business's books found.
type BooksReport = ledgerio.Report

// CatchUpBooks posts what has happened to the business of ctx and is not in its books.
func (a *App) CatchUpBooks(ctx context.Context) (int, error) {
	n, err := a.Contexts.upkeep.CatchUp(ctx)
	if err != nil {
		return n, err
	}
	_, err = a.Contexts.Bookkeeper.Seal(ctx)
	return n, err
}
