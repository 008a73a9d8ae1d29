package ledgerio

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"comptoir/internal/kernel/money"
	"comptoir/internal/ledger"
	"comptoir/internal/web"
)

type moneyView struct {
	ledger.Overview
	Due      money.Amount
	Bookings int          // that owe it
	Back     money.Amount // what guests are to be given back
	Backs    int
}

// months is how far back the page of the money looks.
const months = 12

func (m *Module) moneyPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	business, err := m.d.Business(ctx)
	var v moneyView
	if err == nil {
		v.Overview, err = m.d.Ledger.Overview(ctx, ledger.GetOverview{Months: months, Currency: business.Currency})
	}
	if err == nil && m.d.Due != nil {
		v.Due, v.Bookings, err = m.d.Due(ctx)
	}
	if err == nil && m.d.OwedBack != nil {
		v.Back, v.Backs, err = m.d.OwedBack(ctx)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, http.StatusOK, web.T(ctx, "ledger.money.title"), moneyPage(v))
}

// standing is what accounts of some classes have together.
func (v moneyView) standing(prefixes ...string) money.Amount {
	sum := v.Due.Sub(v.Due)
	for _, s := range v.Standing {
		for _, p := range prefixes {
			if s.Class.Prefix == p {
				sum = sum.Add(s.Amount)
			}
		}
	}
	return sum
}

// series is one figure of every month. A chart is a picture: its floats are lengths, the amounts stand beside them.
func (v moneyView) series(ctx context.Context, name string, of func(ledger.MonthFigures) money.Amount) web.Series {
	s := web.Series{Name: name}
	for _, month := range v.Months {
		a := of(month)
		s.Values = append(s.Values, float64(a.Minor())/math.Pow10(a.Currency().Digits()))
		s.Texts = append(s.Texts, web.Money(ctx, a))
	}
	return s
}

// axis writes the round numbers beside a chart short: "40 k".
func axis(ctx context.Context) func(float64) string {
	return func(v float64) string {
		if v >= 10_000 {
			return web.Decimal(ctx, v/1000, 0) + "\u202fk"
		}
		return web.Decimal(ctx, v, 0)
	}
}

func (v moneyView) labels(ctx context.Context) (out []string) {
	for _, month := range v.Months {
		y, m, _ := month.First.Date()
		out = append(out, web.MonthShort(ctx, y, m))
	}
	return out
}

// rows of the form of a manual entry.
const manualRows = 6

func (m *Module) manualPage(w http.ResponseWriter, r *http.Request) {
	m.showManual(w, r, web.FormOf("key", m.d.Key()))
}

func (m *Module) showManual(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	m.page(w, r, f.Status(), web.T(ctx, "ledger.manual.title"), manualPage(f))
}

// enter writes what a person has thought of.
func (m *Module) enter(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	business, err := m.d.Business(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	f.Need(ctx, "label")
	c := ledger.EnterManually{Key: f.Get("key"), ValueOn: f.Date(ctx, "valueOn"), Label: f.Get("label"), Piece: f.Get("piece"), PieceOn: f.Date(ctx, "pieceOn")}
	for i := range manualRows {
		n := strconv.Itoa(i + 1)
		account, debit, credit := f.Get("account"+n), f.Get("debit"+n), f.Get("credit"+n)
		if account == "" && debit == "" && credit == "" {
			continue
		}
		e := ledger.Entry{Account: ledger.Path(account), Amount: money.Zero(business.Currency)}
		if _, err := ledger.ClassOf(e.Account); err != nil {
			f.Fail("account"+n, web.FaultText(ctx, err))
		}
		switch {
		case debit != "" && credit == "":
			e.Amount = f.Amount(ctx, "debit"+n, business.Currency)
		case credit != "" && debit == "":
			e.Amount = f.Amount(ctx, "credit"+n, business.Currency).Neg()
		default:
			f.Fail("debit"+n, web.T(ctx, "ledger.manual.one_side"))
		}
		c.Postings = append(c.Postings, e)
	}
	if !f.OK() {
		m.showManual(w, r, f)
		return
	}
	done, err := m.d.Ledger.EnterManually(ctx, c)
	switch {
	case f.Refused(ctx, err, map[string]string{"postings": "account1", "key": "label"}):
		m.showManual(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "ledger.manual.done")})
		m.d.Web.Redirect(w, r, "/desk/ledger/transactions/"+done.ID.String())
	}
}
