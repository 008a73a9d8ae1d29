package stays

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// Sorts are the orders of a search.
var Sorts = []string{"recommended", "price", "-price", "capacity", "name"}

func (in SearchProperties) query(now time.Time) (ListingQuery, error) {
	var c fault.Check
	stay := period.Range{From: in.CheckIn, To: in.CheckOut}
	if !in.CheckIn.IsZero() || !in.CheckOut.IsZero() {
		checkRange(&c, stay, "checkIn", "checkOut")
		c.That(in.Party.Adults > 0, "adults", "required", "how many adults?")
	}
	checkCounts(&c, in.Party)
	c.That(in.Bedrooms >= 0 && in.Bedrooms <= 50, "bedrooms", "out_of_range", "between 0 and 50")
	c.That(!in.MinPrice.IsNegative(), "minPrice", "out_of_range", "a price is not below zero")
	c.That(!in.MaxPrice.IsNegative(), "maxPrice", "out_of_range", "a price is not below zero")
	c.That(in.Sort == "" || slices.Contains(Sorts, in.Sort), "sort", "unknown_order", strings.Join(Sorts, ", "))
	for _, f := range in.Features {
		c.That(f.Known(), "features", "unknown_feature", "no such feature: "+string(f))
	}
	for _, t := range in.Types {
		c.That(known(PropertyTypes, string(t)), "types", "unknown_type", "no such type")
	}
	if b := in.Box; b != nil {
		sound := b.South <= b.North && b.South >= -90 && b.North <= 90 && b.West >= -180 && b.East <= 180
		c.That(sound, "bbox", "out_of_range", "west, south, east, north in degrees")
	}
	text := checkSearch(&c, in.Text)
	return ListingQuery{
		Stay: stay, Guests: in.Party.Guests(), Infants: in.Party.Infants, Pets: in.Party.Pets, Box: in.Box,
		Features: in.Features, Types: in.Types, Bedrooms: in.Bedrooms, Text: text, Now: now,
	}, c.Err()
}

// searchProperties lets storage find what is free and fits, then prices each and cuts the page: a price is a sum of
// rules that no index knows, and a tenant's properties are hundreds.
func (s *Stays) searchProperties(ctx context.Context, in SearchProperties) (SearchResult, error) {
	now := s.d.Now()
	query, err := in.query(now)
	if err != nil {
		return SearchResult{}, err
	}
	found, err := s.d.Store.Listings(ctx, query)
	if err != nil {
		return SearchResult{}, err
	}
	if err := in.checkPrices(found.Settings); err != nil {
		return SearchResult{}, err
	}
	if !query.Stay.IsEmpty() {
		if err := in.possible(found.Settings, query.Stay, now); err != nil {
			return SearchResult{}, err
		}
	}
	taxes := byCommune(found.Tax)
	cards := make([]PropertyCard, 0, len(found.Items))
	for _, l := range found.Items {
		card := PropertyCard{Listing: l, From: l.Offer.Rates.lowest()}
		if !query.Stay.IsEmpty() {
			if card.Price, err = in.price(l, taxes[l.Offer.INSEE], found.Settings, query.Stay, now); err != nil {
				return SearchResult{}, err
			}
			if card.Price == nil {
				continue
			}
		}
		if in.affordable(card.Amount()) {
			cards = append(cards, card)
		}
	}
	return in.page(cards)
}

// possible refuses dates that no property could take, so that a search says why it finds nothing.
func (in SearchProperties) possible(s Settings, stay period.Range, now time.Time) error {
	any := Offer{Zone: s.Zone, Capacity: maxPersons, MaxInfants: maxPersons, MaxPets: maxPersons}
	return Acceptance{Offer: any, Settings: s, Request: StayRequest{Stay: stay, Party: in.Party}, Now: now}.Accepts()
}

// price returns the whole price of the stay in a property, nil when the property does not take such a stay.
func (in SearchProperties) price(l Listing, tax []TaxRule, s Settings, stay period.Range, now time.Time) (*CardPrice, error) {
	req := StayRequest{Stay: stay, Party: in.Party}
	err := Acceptance{Offer: l.Offer, Settings: s, Request: req, Now: now}.Accepts()
	var q Quote
	if err == nil {
		q, err = Price(Pricing{Offer: l.Offer, Tax: tax, Settings: s, Request: req, Today: period.DateOf(now, time.UTC)})
	}
	switch {
	case err == nil:
		nights := stay.Nights()
		return &CardPrice{Nights: nights, Total: q.Total, Nightly: q.Rent().Exact().DivInt(int64(nights)).Round()}, nil
	case fault.KindOf(err) == fault.Invalid, errors.Is(err, ErrNoPrice), errors.Is(err, ErrNoTariff), errors.Is(err, ErrCurrencyMix):
		return nil, nil
	}
	return nil, err
}

func (in SearchProperties) checkPrices(s Settings) error {
	var c fault.Check
	c.That(in.MinPrice.IsZero() || in.MinPrice.Currency() == s.Currency, "minPrice", "wrong_currency", "prices are in "+string(s.Currency))
	c.That(in.MaxPrice.IsZero() || in.MaxPrice.Currency() == s.Currency, "maxPrice", "wrong_currency", "prices are in "+string(s.Currency))
	return c.Err()
}

// affordable reports whether an amount lies within the limits; one in another currency does not.
func (in SearchProperties) affordable(a money.Amount) bool {
	if in.MinPrice.IsZero() && in.MaxPrice.IsZero() {
		return true
	}
	for _, limit := range []money.Amount{in.MinPrice, in.MaxPrice} {
		if !limit.IsZero() && limit.Currency() != a.Currency() {
			return false
		}
	}
	return (in.MinPrice.IsZero() || a.Cmp(in.MinPrice) >= 0) && (in.MaxPrice.IsZero() || a.Cmp(in.MaxPrice) <= 0)
}

// rank is a card's place in an order: by number, then words, then identifier.
type rank struct {
	number int64
	words  string
	id     PropertyID
}

func (a rank) compare(b rank) int {
	return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.words, b.words), a.id.Compare(b.id))
}

func (in SearchProperties) rank(c PropertyCard) rank {
	r := rank{id: c.Offer.ID}
	switch in.Sort {
	case "price":
		r.number = c.Amount().Minor()
	case "-price":
		r.number = -c.Amount().Minor()
	case "capacity":
		r.number = -int64(c.Offer.Capacity)
	case "name":
		r.words = strings.ToLower(c.Name.In("fr"))
	default: // those that show themselves: photos first, then stars
		r.number = -int64(min(c.PhotoCount, 5)*10 + c.Offer.Classification)
	}
	return r
}

func (in SearchProperties) page(cards []PropertyCard) (SearchResult, error) {
	slices.SortFunc(cards, func(a, b PropertyCard) int { return in.rank(a).compare(in.rank(b)) })
	out := SearchResult{Total: len(cards), Pins: make([]Pin, 0, len(cards))}
	for _, c := range cards {
		if !c.Position.IsZero() {
			out.Pins = append(out.Pins, Pin{Property: c.Offer.ID, Slug: c.Slug, Position: c.Position, Amount: c.Amount()})
		}
	}
	order := "search:" + cmp.Or(in.Sort, "recommended")
	var after rank
	more, err := paging.Decode(in.Page.Cursor, order, &after.number, &after.words, &after.id)
	if err != nil {
		return SearchResult{}, err
	}
	if more {
		cards = slices.DeleteFunc(cards, func(c PropertyCard) bool { return in.rank(c).compare(after) <= 0 })
	}
	cut := paging.Cut(cards, in.Page.Size(), func(last PropertyCard) string {
		r := in.rank(last)
		return paging.Encode(order, r.number, r.words, r.id)
	})
	out.Items, out.Next = cut.Items, cut.Next
	return out, nil
}

func byCommune(rules []TaxRule) map[string][]TaxRule {
	m := make(map[string][]TaxRule)
	for _, r := range rules {
		m[r.INSEE] = append(m[r.INSEE], r)
	}
	return m
}
