package invoicing_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

var eur = invoicingtest.Eur

// taxes are what a line may bear in France.
var taxes = []invoicing.Tax{invoicing.TaxedAt(money.Pct(20)), invoicing.TaxedAt(money.Pct(10)), invoicing.TaxedAt(55_000), invoicing.TaxedAt(21_000),
	invoicing.ExemptFor(invoicing.FurnishedLetting), invoicing.ExemptFor(invoicing.Disbursement)}

func items(t *rapid.T) []invoicing.Item {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) invoicing.Item {
		return invoicing.Item{Label: "x", Quantity: invoicing.Quantity(rapid.Int64Range(1, 50_000).Draw(t, "quantity")), Unit: eur(rapid.Int64Range(-20_000, 200_000).Draw(t, "unit")), Tax: rapid.SampledFrom(taxes).Draw(t, "tax")}
	}), 1, 30).Draw(t, "items")
}

// The rules of EN 16931 about sums hold for whatever lines, with VAT in the prices and without: BR-CO-10 and BR-CO-13 (the
// lines sum to the net total), BR-S-08 and BR-E-08 (those of a group to its base), BR-CO-14, BR-CO-15, and BR-CO-17, to the
// cent without VAT in the prices and within one with it. What the customer was told is what he pays.
func TestTotalsReconcile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all, inclusive := items(t), rapid.Bool().Draw(t, "inclusive")
		got := invoicing.Compute(all, inclusive, money.EUR)
		net, vat, told := eur(0), eur(0), eur(0)
		for _, l := range got.Lines {
			net, told = net.Add(l.Net), told.Add(l.Amount)
			exact := l.Unit.Exact().MulInt(int64(l.Quantity)).DivInt(int64(invoicing.One)).Round()
			if l.Amount != exact {
				t.Fatalf("line %s × %s is %s", l.Quantity, l.Unit, l.Amount)
			}
		}
		if net != got.Net || got.Net.Add(got.VAT) != got.Total {
			t.Fatalf("lines %s, net %s, VAT %s, total %s", net, got.Net, got.VAT, got.Total)
		}
		if inclusive && told != got.Total {
			t.Fatalf("told %s, asked for %s", told, got.Total)
		}
		for _, g := range got.Groups {
			base := eur(0)
			for _, l := range got.Lines {
				if l.Tax.Category == g.Tax.Category && l.Tax.Rate == g.Tax.Rate {
					base = base.Add(l.Net)
				}
			}
			off := g.VAT.Sub(g.Net.Exact().Of(g.Tax.Rate).Round()).Minor()
			if base != g.Net || off < -1 || off > 1 || !inclusive && off != 0 {
				t.Fatalf("group %+v: base %s, VAT %s off by %d", g.Tax, base, g.VAT, off)
			}
			if g.Tax.Category == invoicing.Exempt && (!g.VAT.IsZero() || len(g.Reasons) == 0) {
				t.Fatalf("exempt: %+v", g)
			}
			vat = vat.Add(g.VAT)
		}
		if vat != got.VAT {
			t.Fatalf("groups sum to %s of %s", vat, got.VAT)
		}
	})
}

// Published figures: the tax office's own example of VAT within (BOI-TVA-LIQ-10: 20 % of a price with VAT is 16.667 % of it),
// and prices that no rounding can hit exactly.
func TestVATWithin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ price, rate, net, vat int64 }{
		{12000, 20, 10000, 2000}, {10000, 20, 8333, 1667}, {3, 20, 2, 1}, {9990, 10, 9082, 908}, {1, 20, 1, 0}, {-12000, 20, -10000, -2000},
	} {
		got := invoicing.Compute([]invoicing.Item{{Label: "x", Quantity: invoicing.One, Unit: eur(tt.price), Tax: invoicing.TaxedAt(money.Pct(tt.rate))}}, true, money.EUR)
		if got.Net != eur(tt.net) || got.VAT != eur(tt.vat) {
			t.Errorf("%d at %d %%: %s + %s, want %d + %d", tt.price, tt.rate, got.Net, got.VAT, tt.net, tt.vat)
		}
	}
}

func TestQuantities(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"7": "7", "1,5": "1.5", "0.250": "0.25", " 12.005 ": "12.005", "1000000": "1000000"} {
		if q, err := invoicing.ParseQuantity(text); err != nil || q.String() != want {
			t.Errorf("%q: %s %v", text, q, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "1.0005", "1e3", "1000001", "1 000", "NaN", "١"} {
		if q, err := invoicing.ParseQuantity(text); err == nil {
			t.Errorf("%q is %s", text, q)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		q := invoicing.Quantity(rapid.Int64Range(1, 1_000_000_000).Draw(t, "q"))
		if back, err := invoicing.ParseQuantity(q.String()); err != nil || back != q {
			t.Fatalf("%s: %s %v", q, back, err)
		}
	})
}

// The rates are those of the law on the day: 19.6 % until the end of 2013, 17 % in Algeria until the end of 2016.
func TestRatesByCountryAndDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		country, day string
		want         []string
	}{
		{"FR", "2013-12-31", []string{"19.6", "7", "5.5", "2.1"}}, {"FR", "2014-01-01", []string{"20", "10", "5.5", "2.1"}}, {"FR", "2027-06-01", []string{"20", "10", "5.5", "2.1"}},
		{"DZ", "2016-12-31", []string{"17", "7"}}, {"DZ", "2017-01-01", []string{"19", "9"}}, {"XX", "2027-01-01", nil},
	} {
		var got []string
		for _, r := range invoicing.RatesOn(tt.country, period.MustDate(tt.day)) {
			got = append(got, r.Rate.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.country, tt.day, got, tt.want)
		}
	}
}

func TestRegimes(t *testing.T) {
	t.Parallel()
	day := period.MustDate("2027-06-01")
	for _, tt := range []struct {
		regime        invoicing.Regime
		code, country string
		want          invoicing.Tax
	}{
		{invoicing.RegimeLetting, "rent", "FR", invoicing.ExemptFor(invoicing.FurnishedLetting)}, {invoicing.RegimeLetting, "discount", "FR", invoicing.ExemptFor(invoicing.FurnishedLetting)},
		{invoicing.RegimeLetting, "cleaning", "FR", invoicing.TaxedAt(money.Pct(20))}, {invoicing.RegimeHotel, "rent", "FR", invoicing.TaxedAt(money.Pct(10))},
		{invoicing.RegimeHotel, "parking", "FR", invoicing.TaxedAt(money.Pct(20))}, {invoicing.RegimeFranchise, "cleaning", "FR", invoicing.ExemptFor(invoicing.Franchise)},
		{invoicing.RegimeFranchise, "tourist_tax", "FR", invoicing.ExemptFor(invoicing.Disbursement)}, {invoicing.RegimeNormal, "rent", "DZ", invoicing.TaxedAt(money.Pct(19))},
		{invoicing.RegimeHotel, "rent", "DZ", invoicing.TaxedAt(money.Pct(9))}, {invoicing.RegimeNormal, "rent", "XX", invoicing.ExemptFor(invoicing.Franchise)},
	} {
		if got := tt.regime.TaxOf(tt.code, tt.country, day); got != tt.want {
			t.Errorf("%s %s %s: %+v, want %+v", tt.regime, tt.code, tt.country, got, tt.want)
		}
	}
}

func TestDraftsAreChecked(t *testing.T) {
	t.Parallel()
	day := period.MustDate("2027-06-01")
	for want, change := range map[string]func(*invoicing.Draft){
		"customer.name":     func(d *invoicing.Draft) { d.Customer.Name = " " },
		"customer.address":  func(d *invoicing.Draft) { d.Customer.Address.City = "" },
		"customer.siren":    func(d *invoicing.Draft) { d.Customer.SIREN = "12" },
		"lines":             func(d *invoicing.Draft) { d.Items = nil },
		"lines.0.label":     func(d *invoicing.Draft) { d.Items[0].Label = "a\x00b" },
		"lines.1.tax":       func(d *invoicing.Draft) { d.Items[1].Tax = invoicing.TaxedAt(money.Pct(19)) },
		"lines.2.unitPrice": func(d *invoicing.Draft) { d.Items[2].Unit = money.New(1, "USD") },
		"lines.3.quantity":  func(d *invoicing.Draft) { d.Items[3].Quantity = 0 },
		"lines.4.tax":       func(d *invoicing.Draft) { d.Items[4].Tax.Reason = "" },
		"lines.0.unitPrice": func(d *invoicing.Draft) { d.Items[0].Unit = eur(1 << 60) },
		"dueDays":           func(d *invoicing.Draft) { d.DueDays = 366 },
		"currency":          func(d *invoicing.Draft) { d.Currency = "EURO" },
		"kind":              func(d *invoicing.Draft) { d.Kind = "gift" },
		"supplied":          func(d *invoicing.Draft) { d.Supplied.To = d.Supplied.From },
	} {
		d := invoicingtest.Draft()
		change(&d)
		_, err := d.Check("FR", day)
		if err == nil || !slices.ContainsFunc(fields(err), func(path string) bool { return path == want || len(path) > len(want) && path[:len(want)] == want }) {
			t.Errorf("%s: %v", want, err)
		}
	}
	below := invoicingtest.Draft()
	below.Items[0].Unit = eur(-1)
	if _, err := below.Check("FR", day); err == nil {
		t.Error("an invoice below zero")
	}
	if _, err := invoicingtest.Draft().Check("FR", day); err != nil {
		t.Error(err)
	}
}

// What is typed as an account is kept as its number, in the settings as everywhere.
func TestAccountOfTheBusiness(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ iban, bic, want, wrong string }{
		{"fr76 3000 6000 0112 3456 7890 189", "agrifrpp", "FR7630006000011234567890189", ""}, {"", "", "", ""}, {"  ", " ", "", ""},
		{"FR7630006000011234567890188", "", "", "iban"}, {"FR76é", "", "", "iban"}, {"DE89370400440532013000", "AGRI", "DE89370400440532013000", "bic"},
	} {
		s := invoicing.StandardSettings()
		s.IBAN, s.BIC = bank.IBAN(tt.iban), bank.BIC(tt.bic)
		got, err := s.Check()
		if tt.wrong != "" && !slices.Contains(fields(err), tt.wrong) || tt.wrong == "" && (err != nil || string(got.IBAN) != tt.want) {
			t.Errorf("%q %q: %q %v", tt.iban, tt.bic, got.IBAN, err)
		}
	}
}

func fields(err error) (paths []string) {
	for _, f := range fault.FieldsOf(err) {
		paths = append(paths, f.Path)
	}
	return paths
}
