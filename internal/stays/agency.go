package stays

import (
	"context"
	"fmt"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

func (s *Stays) getSettings(ctx context.Context, _ GetSettings) (Settings, error) {
	return s.d.Store.ReadSettings(ctx)
}

func (s *Stays) editSettings(ctx context.Context, in EditSettings) (Settings, error) {
	next, err := in.Settings.Check()
	if err != nil {
		return Settings{}, err
	}
	var saved Settings
	err = s.write(ctx, func(tx Tx) error {
		before, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		if saved, err = next.saved(before, s.d.Now()); err != nil {
			return err
		}
		return tx.SaveSettings(ctx, saved)
	})
	return saved, err
}

func (s *Stays) listTaxRules(ctx context.Context, in ListTaxRules) ([]TaxRule, error) {
	return s.d.Store.TaxRules(ctx, in.INSEE)
}

func (s *Stays) putTaxRule(ctx context.Context, in PutTaxRule) (TaxRule, error) {
	rule, err := in.Rule.Check()
	if err != nil {
		return TaxRule{}, err
	}
	isNew := rule.ID.IsZero()
	if isNew {
		rule.ID, rule.Version = ident.Next[TaxRule](s.d.IDs), 0
	}
	rule.Version++
	err = s.write(ctx, func(tx Tx) error {
		if !isNew {
			before, err := tx.TaxRule(ctx, rule.ID)
			if err != nil {
				return err
			}
			if before.Version != rule.Version-1 {
				return ErrStale
			}
		}
		return tx.SaveTaxRule(ctx, rule)
	})
	return rule, err
}

func (s *Stays) removeTaxRule(ctx context.Context, in RemoveTaxRule) (usecase.None, error) {
	return usecase.None{}, s.write(ctx, func(tx Tx) error { return tx.RemoveTaxRule(ctx, in.ID) })
}

// Classified are the categories that have a tariff.
var Classified = []TaxCategory{Palace, FiveStars, FourStars, ThreeStars, TwoStars, OneStar, CampingUpper, CampingLower}

// needed are the categories without which a property of ours could not be taxed.
var needed = []TaxCategory{FiveStars, FourStars, ThreeStars, TwoStars, OneStar}

// Check returns the rule tidied, or fault.ErrInvalid naming what is wrong.
func (r TaxRule) Check() (TaxRule, error) {
	var c fault.Check
	c.That(inseeForm.MatchString(r.INSEE), "insee", "malformed", "five characters, as INSEE writes the commune")
	r.Commune = checkLine(&c, "commune", r.Commune, true, 120)
	r.Source = checkLine(&c, "source", r.Source, false, 300)
	c.That(!r.From.IsZero(), "from", "required", "since when is it in force?")
	c.That(r.Until.IsZero() || r.From.Before(r.Until), "until", "reversed_dates", "the last day must come after the first")
	c.That(len(r.Periods) <= 6, "periods", "too_many", "at most six periods")
	for i, p := range r.Periods {
		c.That(p.First.exists() && p.Last.exists(), fmt.Sprintf("periods.%d", i), "malformed", "days of the year")
	}
	currency := r.currency()
	amount := func(path string, a money.Amount) {
		c.That(a.IsZero() || a.Currency() == currency, path, "wrong_currency", "one currency in a rule")
		c.That(!a.IsNegative() && a.Minor() <= maxRate, path, "out_of_range", "this amount is not possible")
	}
	for _, category := range Classified {
		amount("tariffs."+string(category), r.Tariffs[category])
	}
	for _, category := range needed {
		_, there := r.Tariffs[category]
		c.That(r.Flat || there, "tariffs."+string(category), "required", "a tariff is missing")
	}
	for category := range r.Tariffs {
		c.That(known(classifiedNames, string(category)), "tariffs", "unknown_category", "no such category")
	}
	amount("cap", r.Cap)
	amount("rentBelow", r.RentBelow)
	c.That(r.Percent >= 0 && r.Percent <= money.Pct(5), "percent", "out_of_range", "between 1 and 5 for what is not classified")
	c.That(r.Flat || r.Percent >= money.Pct(1), "percent", "out_of_range", "between 1 and 5 for what is not classified")
	c.That(len(r.Additional) <= maxAdditional, "additional", "too_many", "at most six additional taxes")
	for i, a := range r.Additional {
		path := fmt.Sprintf("additional.%d", i)
		c.That(known(AdditionalTaxes, a.Code), path+".code", "unknown_tax", "no such additional tax")
		c.That(a.Percent > 0 && a.Percent <= money.Pct(300), path+".percent", "out_of_range", "between 0 and 300")
	}
	return r, c.Err()
}

var classifiedNames = func() []Named {
	var names []Named
	for _, c := range Classified {
		names = append(names, Named{Code: string(c)})
	}
	return names
}()

// AdditionalTaxes are the shares of others in the tourist tax (CGCT L3333-1, L2531-17 ff., L4332-4).
var AdditionalTaxes = []Named{
	{"departement", FrEn("Taxe additionnelle départementale", "Département’s additional tax"), ""},
	{"sgp", FrEn("Société des grands projets", "Société des grands projets"), ""},
	{"lgv", FrEn("Lignes à grande vitesse", "High-speed lines"), ""},
	{"idfm", FrEn("Île-de-France Mobilités", "Île-de-France Mobilités"), ""},
}
