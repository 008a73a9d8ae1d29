package staysio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// weekDays are the days of the week as rates write them, from Monday.
var weekDays = []stays.Weekday{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// tierRows is how many length discounts the form has room for.
const tierRows = 4

// typed writes an amount as somebody would type it, nothing for zero: not stated.
func typed(ctx context.Context, a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	s := a.Decimal()
	if web.Lang(ctx) == "fr" {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s
}

// typedPercent is typed for a percentage.
func typedPercent(ctx context.Context, p money.Percent) string {
	if p == 0 {
		return ""
	}
	s := strings.TrimSuffix(p.String(), "%")
	if web.Lang(ctx) == "fr" {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return strings.TrimSpace(s)
}

func rateForm(ctx context.Context, r stays.Rates) *web.Form {
	f := web.FormOf("unit", string(r.Unit), "nightly", typed(ctx, r.Nightly), "weekend", typed(ctx, r.Weekend), "included", some(r.Included), "extraGuest", typed(ctx, r.ExtraGuest),
		"minNights", some(r.MinNights), "maxNights", some(r.MaxNights), "noticeHours", some(r.NoticeHours), "horizonDays", some(r.HorizonDays), "preparationDays", some(r.PreparationDays),
		"nightFloor", typed(ctx, r.NightFloor), "salesTax", typedPercent(ctx, r.SalesTax), "securityDeposit", typed(ctx, r.SecurityDeposit))
	addDays(f, "weekendDays", r.WeekendDays)
	addDays(f, "arrivals", r.Arrivals)
	addDays(f, "departures", r.Departures)
	for i, t := range r.LengthDiscounts {
		f.Values.Set(fmt.Sprintf("tier%dNights", i), strconv.Itoa(t.FromNights))
		f.Values.Set(fmt.Sprintf("tier%dPercent", i), typedPercent(ctx, t.Percent))
	}
	return f
}

func addDays(f *web.Form, name string, days []stays.Weekday) {
	for _, d := range days {
		f.Values.Add(name, string(d))
	}
}

func readDays(f *web.Form, name string) []stays.Weekday {
	var out []stays.Weekday
	for _, d := range f.All(name) {
		out = append(out, stays.Weekday(d))
	}
	return out
}

// readRates reads the defaults; seasons, days and fees have forms of their own.
func readRates(ctx context.Context, f *web.Form, old stays.Rates, c money.Currency) stays.Rates {
	r := old
	r.Currency = c
	r.Seasons, r.Spots, r.Fees = nil, nil, nil // nil: as they are
	r.Unit = stays.RateUnit(f.Get("unit"))
	for name, a := range map[string]*money.Amount{"nightly": &r.Nightly, "weekend": &r.Weekend, "extraGuest": &r.ExtraGuest, "nightFloor": &r.NightFloor, "securityDeposit": &r.SecurityDeposit} {
		*a = f.Amount(ctx, name, c)
	}
	for name, n := range map[string]*int{"included": &r.Included, "minNights": &r.MinNights, "maxNights": &r.MaxNights, "noticeHours": &r.NoticeHours, "horizonDays": &r.HorizonDays, "preparationDays": &r.PreparationDays} {
		*n = f.Int(ctx, name)
	}
	r.WeekendDays, r.Arrivals, r.Departures = readDays(f, "weekendDays"), readDays(f, "arrivals"), readDays(f, "departures")
	r.SalesTax = f.Percent(ctx, "salesTax")
	r.LengthDiscounts = nil
	for i := range max(tierRows, len(old.LengthDiscounts)+1) {
		tier := stays.LengthTier{FromNights: f.Int(ctx, fmt.Sprintf("tier%dNights", i)), Percent: f.Percent(ctx, fmt.Sprintf("tier%dPercent", i))}
		if tier != (stays.LengthTier{}) {
			r.LengthDiscounts = append(r.LengthDiscounts, tier)
		}
	}
	return r
}

// rateFields are the form's names of the rates' fields that differ.
var rateFields = func() map[string]string {
	names := map[string]string{}
	for i := range 10 {
		names[fmt.Sprintf("lengthDiscounts.%d.fromNights", i)] = fmt.Sprintf("tier%dNights", i)
		names[fmt.Sprintf("lengthDiscounts.%d.percent", i)] = fmt.Sprintf("tier%dPercent", i)
	}
	return names
}()

// currency is what the property is priced in; the agency's until it has a price.
func (v propertyView) currency() money.Currency {
	if v.Rates.Currency != "" {
		return v.Rates.Currency
	}
	return v.Settings.Currency
}

func (m *Module) deskRates(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "/rates")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = rateForm(r.Context(), v.Rates)
	m.showPropertyTab(w, r, http.StatusOK, v, ratesTab(v))
}

func (m *Module) postRates(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	m.editing(w, r, "/rates", rateFields, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		rates := readRates(ctx, f, v.Rates, v.currency())
		if !f.OK() {
			return nil
		}
		_, err := m.stays.EditRates(ctx, stays.EditRates{ID: v.ID, Version: version, Rates: rates})
		return err
	}, ratesTab)
}

// deskSeasons shows the seasons, the days with a rule of their own, and the form of one season.
func (m *Module) deskSeasons(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "/seasons")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = &web.Form{}
	for _, s := range v.Rates.Seasons {
		if s.ID.String() == r.URL.Query().Get("season") {
			v.Form, v.Part = seasonForm(r.Context(), s), s.ID.String()
		}
	}
	m.showPropertyTab(w, r, http.StatusOK, v, seasonsTab(v))
}

func seasonForm(ctx context.Context, s stays.Season) *web.Form {
	f := web.FormOf("season", s.ID.String(), "nameFr", s.Name["fr"], "nameEn", s.Name["en"], "when", "yearly", "nightly", typed(ctx, s.Nightly), "weekend", typed(ctx, s.Weekend),
		"minNights", some(s.MinNights), "maxNights", some(s.MaxNights), "priority", some(s.Priority))
	if s.Recurring() {
		f.Values.Set("firstDay", strconv.Itoa(s.First.Day))
		f.Values.Set("firstMonth", strconv.Itoa(s.First.Month))
		f.Values.Set("lastDay", strconv.Itoa(s.Last.Day))
		f.Values.Set("lastMonth", strconv.Itoa(s.Last.Month))
	} else {
		f.Values.Set("when", "once")
		f.Values.Set("from", s.Dates.From.String())
		f.Values.Set("to", s.Dates.To.String())
	}
	addDays(f, "arrivals", s.Arrivals)
	addDays(f, "departures", s.Departures)
	return f
}

func readSeason(ctx context.Context, f *web.Form, old stays.Season, c money.Currency) stays.Season {
	s := stays.Season{ID: old.ID, Name: bothLanguages(f, "name", old.Name), Nightly: f.Amount(ctx, "nightly", c), Weekend: f.Amount(ctx, "weekend", c),
		MinNights: f.Int(ctx, "minNights"), MaxNights: f.Int(ctx, "maxNights"), Priority: f.Int(ctx, "priority"), Arrivals: readDays(f, "arrivals"), Departures: readDays(f, "departures")}
	if f.Get("when") == "once" {
		f.Need(ctx, "from", "to")
		s.Dates = period.Range{From: f.Date(ctx, "from"), To: f.Date(ctx, "to")}
		return s
	}
	f.Need(ctx, "firstDay", "lastDay")
	s.First = stays.MonthDay{Month: f.Int(ctx, "firstMonth"), Day: f.Int(ctx, "firstDay")}
	s.Last = stays.MonthDay{Month: f.Int(ctx, "lastMonth"), Day: f.Int(ctx, "lastDay")}
	return s
}

// seasonFields maps the refusals of the season at a place in the list to its form.
func seasonFields(i int) map[string]string {
	at := func(name string) string { return fmt.Sprintf("seasons.%d.%s", i, name) }
	return map[string]string{at("name"): "nameFr", at("name.fr"): "nameFr", at("name.en"): "nameEn", at("first"): "firstDay", at("dates"): "to", at("nightly"): "nightly", at("weekend"): "weekend",
		at("minNights"): "minNights", at("maxNights"): "maxNights", at("priority"): "priority", at("arrivals"): "arrivals", at("departures"): "departures"}
}

func (m *Module) postSeason(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	names := map[string]string{}
	m.editing(w, r, "/seasons", names, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		var old stays.Season
		i := len(v.Rates.Seasons)
		if f.Get("season") != "" {
			if i = slices.IndexFunc(v.Rates.Seasons, func(s stays.Season) bool { return s.ID.String() == f.Get("season") }); i < 0 {
				return stays.ErrUnknownRate
			}
			old = v.Rates.Seasons[i]
		}
		for path, name := range seasonFields(i) {
			names[path] = name
		}
		season := readSeason(ctx, f, old, v.currency())
		if !f.OK() {
			return nil
		}
		_, err := m.stays.PutSeason(ctx, stays.PutSeason{ID: v.ID, Version: version, Season: season})
		return err
	}, func(v propertyView) formBody {
		v.Part = v.Form.Get("season")
		return seasonsTab(v)
	})
}

// removing takes a part of a property away; one that is gone already is what was asked for.
func removing[T any](m *Module, w http.ResponseWriter, r *http.Request, part string, unknown error, run func(property stays.PropertyID, id ident.ID[T]) error) {
	property, err := idOf[stays.Property](r, stays.ErrUnknownProperty)
	var id ident.ID[T]
	if err == nil {
		if id, err = ident.Parse[T](r.PathValue("part")); err != nil {
			err = unknown
		}
	}
	if err == nil {
		if err = run(property, id); errors.Is(err, unknown) {
			err = nil
		}
	}
	m.tried(w, r, err, "desk.done.removed", "/desk/properties/"+property.String()+part)
}

func (m *Module) postRemoveSeason(w http.ResponseWriter, r *http.Request) {
	removing(m, w, r, "/seasons", stays.ErrUnknownRate, func(p stays.PropertyID, id stays.SeasonID) error {
		_, err := m.stays.RemoveSeason(r.Context(), stays.RemoveSeason{ID: p, Season: id})
		return err
	})
}

// postSpots sets or clears the rule of some days.
func (m *Module) postSpots(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	m.editing(w, r, "/seasons", map[string]string{"from": "spotFrom", "to": "spotTo"}, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		f.Need(ctx, "spotFrom", "spotTo")
		set := stays.SetSpots{ID: v.ID, Version: version, Days: period.Range{From: f.Date(ctx, "spotFrom"), To: f.Date(ctx, "spotTo")}, Clear: f.Get("do") == "clear",
			Rule: stays.Spot{Nightly: f.Amount(ctx, "spotNightly", v.currency()), MinNights: f.Int(ctx, "spotMinNights"), Closed: f.Checked("spotClosed")}}
		if !f.OK() {
			return nil
		}
		_, err := m.stays.SetSpots(ctx, set)
		return err
	}, seasonsTab)
}

func (m *Module) deskFees(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "/fees")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = &web.Form{}
	for _, fee := range v.Rates.Fees {
		if fee.ID.String() == r.URL.Query().Get("fee") {
			v.Form, v.Part = feeForm(r.Context(), fee), fee.ID.String()
		}
	}
	m.showPropertyTab(w, r, http.StatusOK, v, feesTab(v))
}

func feeForm(ctx context.Context, fee stays.Fee) *web.Form {
	f := web.FormOf("fee", fee.ID.String(), "code", fee.Code, "nameFr", fee.Name["fr"], "nameEn", fee.Name["en"], "amount", typed(ctx, fee.Amount), "per", string(fee.Per),
		"fromNights", some(fee.FromNights), "toNights", some(fee.ToNights))
	if fee.Optional {
		f.Values.Set("optional", "1")
	}
	if fee.Taxable {
		f.Values.Set("taxable", "1")
	}
	return f
}

func (m *Module) postFee(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	names := map[string]string{}
	m.editing(w, r, "/fees", names, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		var old stays.Fee
		i := len(v.Rates.Fees)
		if f.Get("fee") != "" {
			if i = slices.IndexFunc(v.Rates.Fees, func(x stays.Fee) bool { return x.ID.String() == f.Get("fee") }); i < 0 {
				return stays.ErrUnknownRate
			}
			old = v.Rates.Fees[i]
		}
		for _, name := range []string{"code", "amount", "per", "toNights"} {
			names[fmt.Sprintf("fees.%d.%s", i, name)] = name
		}
		fee := stays.Fee{ID: old.ID, Code: f.Get("code"), Name: bothLanguages(f, "name", old.Name), Amount: f.Amount(ctx, "amount", v.currency()), Per: stays.FeePer(f.Get("per")),
			Optional: f.Checked("optional"), Taxable: f.Checked("taxable"), FromNights: f.Int(ctx, "fromNights"), ToNights: f.Int(ctx, "toNights")}
		if !f.OK() {
			return nil
		}
		_, err := m.stays.PutFee(ctx, stays.PutFee{ID: v.ID, Version: version, Fee: fee})
		return err
	}, func(v propertyView) formBody {
		v.Part = v.Form.Get("fee")
		return feesTab(v)
	})
}

func (m *Module) postRemoveFee(w http.ResponseWriter, r *http.Request) {
	removing(m, w, r, "/fees", stays.ErrUnknownRate, func(p stays.PropertyID, id stays.FeeID) error {
		_, err := m.stays.RemoveFee(r.Context(), stays.RemoveFee{ID: p, Fee: id})
		return err
	})
}
