package invoicing_test

import (
	"testing"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
)

// A stay of 1051.60 with a deposit of 315.48, as it goes wrong most easily.
func TestHistoriesThatWereInvoicedWrongly(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		live  func(t *testing.T, h *history)
		asked int64
	}{
		{"a deposit that went back in part is not subtracted twice", func(t *testing.T, h *history) {
			h.pays(eur(31548))
			h.refunds(eur(5000))
			h.pays(eur(78612))
			h.told(t)
			h.ended(t)
		}, 0},
		{"a deposit invoice that waited as a draft is counted once", func(t *testing.T, h *history) {
			h.Become(nobody())
			h.pays(eur(31548))
			h.told(t)
			h.Become(invoicingtest.Identity())
			h.issued(t, false)
			h.ended(t)
		}, 73612},
		{"a deposit invoice that still waits when the stay ends is not issued beside the invoice", func(t *testing.T, h *history) {
			h.Become(nobody())
			h.pays(eur(31548))
			h.told(t)
			h.Become(invoicingtest.Identity())
			h.ended(t)
			h.issued(t, false)
		}, 73612},
		{"deposit and invoice wait, the invoice is issued first", func(t *testing.T, h *history) { h.wait(t, false) }, 0},
		{"deposit and invoice wait, the deposit invoice is issued first", func(t *testing.T, h *history) { h.wait(t, true) }, 0},
		{"one payment settles two invoices", func(t *testing.T, h *history) {
			h.set(t, func(s *invoicing.Settings) { s.When = invoicing.AtBooking })
			h.agreed(t)
			h.pays(eur(31548))
			h.told(t)
			h.costs(t, eur(115160))
			h.pays(eur(83612))
			h.told(t)
			v := h.papers(t)
			if last := v[len(v)-1]; last.Total != eur(10000) || len(last.Movements) != 1 || last.Movements[0].Amount != eur(10000) || len(v[0].Movements) != 2 {
				t.Errorf("%+v and %+v", v[0].Movements, last.Movements)
			}
		}, 0},
		{"what an invoice no longer needs pays the next one", func(t *testing.T, h *history) {
			h.set(t, func(s *invoicing.Settings) { s.When = invoicing.AtBooking })
			h.agreed(t)
			h.pays(eur(105160))
			h.told(t)
			h.costs(t, eur(95160))
			h.costs(t, eur(100160))
		}, 0},
		{"money that went back while the price stayed is owed again", func(t *testing.T, h *history) {
			h.set(t, func(s *invoicing.Settings) { s.When = invoicing.AtBooking })
			h.agreed(t)
			h.pays(eur(105160))
			h.refunds(eur(5000))
			h.told(t)
			h.ended(t)
		}, 5000},
		{"a change of the regime does not tax a past stay again", func(t *testing.T, h *history) {
			h.ended(t)
			h.set(t, func(s *invoicing.Settings) { s.Regime = invoicing.RegimeHotel })
			h.gives(t, eur(5000))
			h.told(t)
			if v := h.papers(t); len(v) != 2 || v[1].Total != eur(5000) {
				t.Errorf("%d papers, the last of %s", len(v), v[len(v)-1].Total)
			}
		}, 100160},
		{"given back before there was an invoice", func(t *testing.T, h *history) {
			h.Become(nobody())
			h.ended(t)
			h.gives(t, eur(5000))
			h.told(t)
			h.Become(invoicingtest.Identity())
			h.issued(t, false)
			if v := h.papers(t); len(v) != 1 || v[0].Total != eur(100160) {
				t.Errorf("%d papers, the first of %s", len(v), v[0].Total)
			}
		}, 100160},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := begin(t)
			tt.live(t, h)
			h.check(t)
			asked := eur(0)
			for _, v := range h.papers(t) {
				asked = asked.Add(v.Outstanding())
			}
			if asked != eur(tt.asked) {
				t.Errorf("the papers ask for %s, want %s", asked, eur(tt.asked))
			}
			h.remind(t)
		})
	}
}

// wait has deposit invoice and invoice wait for the business to say who it is, and money come in between.
func (h *history) wait(t *testing.T, last bool) {
	h.Become(nobody())
	h.pays(eur(31548))
	h.told(t)
	h.Pass(time.Hour)
	h.ended(t)
	h.pays(eur(73612))
	h.told(t)
	h.Become(invoicingtest.Identity())
	h.issued(t, last)
}
