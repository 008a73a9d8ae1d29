package stays

import (
	"slices"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Pricing is everything that a price depends on.
type Pricing struct {
	Offer    Offer
	Tax      []TaxRule // those of other communes are not read
	Settings Settings
	Policy   Policy
	Request  StayRequest
	Today    period.Date // at the property: for what is due when
}

// Price computes a quote: a pure function, without identifier and dates of its own. Lines are rent, discount, additional
// guests, fees, sales tax, tourist tax; each is computed exactly and rounded once, half up; the total is their sum. The
// order in which rules were entered never matters. Errors: ErrNoPrice, ErrNoTariff, ErrCurrencyMix. It does not ask
// whether the stay is accepted (Accepts does) nor whether it is free.
func Price(p Pricing) (Quote, error) {
	r, nights := p.Offer.Rates, p.Request.Stay.Nights()
	q := Quote{
		Property: p.Offer.ID, PropertyVersion: p.Offer.Version, Stay: p.Request.Stay, Party: p.Request.Party,
		Extras: slices.Clone(p.Request.Extras), Policy: p.Policy, SecurityDeposit: money.Zero(r.Currency).Add(r.SecurityDeposit),
	}
	priced, rent, err := q.priceNights(r)
	if err != nil {
		return Quote{}, err
	}
	discount := r.lengthDiscount(priced, nights)
	guests := p.Request.Party.Guests()
	extras := 0
	if r.Included > 0 {
		extras = max(0, guests-r.Included)
	}

	q.add(LineRent, nights, uniform(q.Nights), rent)
	if discount > 0 {
		cut := rent.Exact().Of(discount).Round().Neg()
		q.add(LineDiscount, 1, cut, cut)
	}
	if extras > 0 && r.ExtraGuest.IsPositive() {
		q.add(LineExtraGuest, extras*nights, r.ExtraGuest, r.ExtraGuest.Times(extras*nights))
	}
	q.addFees(r.Fees, p.Request, nights)
	q.addSalesTax(r)
	for i := range priced {
		net := priced[i].Price.Of(money.Pct(100) - discount)
		priced[i].Price = net.Add(r.ExtraGuest.Exact().MulInt(int64(extras)))
	}
	if err := q.addTouristTax(p, priced); err != nil {
		return Quote{}, err
	}
	q.total()
	p.Settings.schedule(&q, p.Today)
	return q, nil
}

func (q *Quote) add(code string, quantity int, unit, amount money.Amount) {
	q.Lines = append(q.Lines, Line{Code: code, Quantity: quantity, Unit: unit, Amount: amount})
}

func (q *Quote) total() {
	q.Total = money.Zero(q.SecurityDeposit.Currency())
	for _, l := range q.Lines {
		q.Total = q.Total.Add(l.Amount)
	}
}

// priceNights fills the table of nights and returns each night's exact price and their sum, rounded once. Where a night
// is the seventh of a week, the table's amounts are differences of rounded sums, so that they add up to the rent.
func (q *Quote) priceNights(r Rates) ([]PricedNight, money.Amount, error) {
	x := newRuler(r, q.Stay)
	n := q.Stay.Nights()
	q.Nights = make([]Night, 0, n)
	priced := make([]PricedNight, 0, n)
	rent, exact := money.Zero(r.Currency), money.Zero(r.Currency).Exact()
	for d := range q.Stay.Days() {
		amount, rule, season, err := x.price(d)
		if err != nil {
			return nil, rent, err
		}
		if amount.Currency() != r.Currency {
			return nil, rent, ErrCurrencyMix
		}
		night := amount.Exact()
		if r.Unit == PerWeek {
			night = night.DivInt(7)
			exact = exact.Add(night)
			upTo := exact.Round()
			amount, rent = upTo.Sub(rent), upTo
		} else {
			rent = rent.Add(amount)
		}
		priced = append(priced, PricedNight{d, night})
		q.Nights = append(q.Nights, Night{Date: d, Amount: amount, Rule: rule, Season: season})
	}
	return priced, rent, nil
}

// uniform returns the price of a night when all cost the same, else zero.
func uniform(nights []Night) money.Amount {
	for _, n := range nights[1:] {
		if n.Amount != nights[0].Amount {
			return money.Zero(n.Amount.Currency())
		}
	}
	return nights[0].Amount
}

// lengthDiscount returns the best tier that a stay of so many nights earns and that leaves every night at NightFloor or
// above.
func (r Rates) lengthDiscount(nights []PricedNight, n int) money.Percent {
	var best money.Percent
	for _, t := range r.LengthDiscounts {
		if n >= t.FromNights && t.Percent > best && r.keepsFloor(nights, t.Percent) {
			best = t.Percent
		}
	}
	return best
}

func (r Rates) keepsFloor(nights []PricedNight, p money.Percent) bool {
	if !r.NightFloor.IsPositive() {
		return true
	}
	floor := r.NightFloor.Exact()
	return !slices.ContainsFunc(nights, func(n PricedNight) bool { return n.Price.Of(money.Pct(100)-p).Cmp(floor) < 0 })
}

// addFees adds a line for each fee that applies, in the order of FeeCodes.
func (q *Quote) addFees(fees []Fee, req StayRequest, nights int) {
	sorted := slices.SortedFunc(slices.Values(fees), func(a, b Fee) int {
		if d := slices.Index(FeeCodes, a.Code) - slices.Index(FeeCodes, b.Code); d != 0 {
			return d
		}
		return a.ID.Compare(b.ID)
	})
	for _, f := range sorted {
		times := f.times(req.Party, nights)
		if times == 0 || nights < f.FromNights || f.ToNights > 0 && nights > f.ToNights || f.Amount.IsZero() ||
			f.Optional && !slices.Contains(req.Extras, f.Code) {
			continue
		}
		q.Lines = append(q.Lines, Line{
			Code: f.Code, Name: f.Name, Quantity: times, Unit: f.Amount, Amount: f.Amount.Times(times), Taxed: f.Taxable,
		})
	}
}

// addSalesTax adds the tax on rent and taxable fees, where the rates have one.
func (q *Quote) addSalesTax(r Rates) {
	if r.SalesTax == 0 {
		return
	}
	base := money.Zero(r.Currency)
	for i, l := range q.Lines {
		if l.Taxed = l.Taxed || !isFee(l.Code); l.Taxed {
			base = base.Add(l.Amount)
		}
		q.Lines[i] = l
	}
	tax := base.Exact().Of(r.SalesTax).Round()
	q.add(LineSalesTax, 1, tax, tax)
}

func (f Fee) times(p Party, nights int) int {
	switch f.Per {
	case PerStay:
		return 1
	case PerStayNight:
		return nights
	case PerGuest:
		return p.Guests()
	case PerGuestNight:
		return p.Guests() * nights
	case PerPet:
		return p.Pets
	case PerPetNight:
		return p.Pets * nights
	}
	return 0
}

func (q *Quote) addTouristTax(p Pricing, nights []PricedNight) error {
	for _, rule := range p.Tax {
		if rule.INSEE == p.Offer.INSEE && rule.currency() != "" && rule.currency() != p.Offer.Rates.Currency {
			return ErrCurrencyMix
		}
	}
	party := p.Request.Party
	levy, err := TouristTax(p.Tax, p.Offer.INSEE, p.Offer.TaxCategory(), party.Occupants(), party.Children+party.Infants, nights)
	if err != nil || !levy.Applies {
		return err
	}
	persons, unit := 0, levy.Nights[0].PerPerson
	for _, n := range levy.Nights {
		persons += n.Persons
		if n.PerPerson != levy.Nights[0].PerPerson {
			unit = money.Zero(unit.Currency())
		}
	}
	q.TaxedNights = levy.Nights
	q.add(LineTouristTax, persons, unit, money.Zero(p.Offer.Rates.Currency).Add(levy.Amount))
	return nil
}

func (r TaxRule) currency() money.Currency {
	for _, a := range r.Tariffs {
		if a.Currency() != "" {
			return a.Currency()
		}
	}
	return r.Cap.Currency()
}

// quoteLifetime is how long a quote stands when the settings do not say.
const quoteLifetime = 30 * time.Minute
