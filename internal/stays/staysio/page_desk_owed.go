package staysio

import (
	"context"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// owedPath lies among payments, where the desk looks for money.
const owedPath = "/desk/payments/owed"

// owedView is what the agency owes to guests.
type owedView struct {
	Doubles, Refunds []stays.ReservationRow
	Actor            access.Actor
}

// deskOwed lists the money that must go back to guests.
func (m *Module) deskOwed(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	rows, err := m.stays.ListOwedBack(ctx, stays.ListOwedBack{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := owedView{Actor: access.From(ctx)}
	for _, row := range rows {
		if row.DoubleOpen.IsPositive() {
			v.Doubles = append(v.Doubles, row)
		}
		if row.RefundOpen.IsPositive() {
			v.Refunds = append(v.Refunds, row)
		}
	}
	m.Web.Render(w, r, http.StatusOK, deskPage(ctx, "desk.owed_back.title"), owedPage(v))
}

// sumsOf adds up what is owed, each currency by itself.
func sumsOf(ctx context.Context, rows []stays.ReservationRow, of func(stays.ReservationRow) money.Amount) (words string) {
	sums := map[money.Currency]money.Amount{}
	var order []money.Currency
	for _, r := range rows {
		a := of(r)
		if _, known := sums[a.Currency()]; !known {
			order = append(order, a.Currency())
		}
		sums[a.Currency()] = sums[a.Currency()].Add(a)
	}
	for i, c := range order {
		if i > 0 {
			words += " + "
		}
		words += web.Money(ctx, sums[c])
	}
	return words
}

func doubleOf(r stays.ReservationRow) money.Amount { return r.DoubleOpen }
func refundOf(r stays.ReservationRow) money.Amount { return r.RefundOpen }
