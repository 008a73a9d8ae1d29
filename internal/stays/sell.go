package stays

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
)

// terms say under which conditions a stay is sold.
type terms struct {
	relaxed, begun bool      // as in Acceptance
	holder         ident.Raw // whose own days are not in the way
}

// sell prices a stay of a property that was loaded with everything that selling takes: it must be accepted, free for
// the holder, and priced. The quote has identifier, dates and the hash of its rules.
func (s *Stays) sell(sale Sale, req StayRequest, t terms) (Quote, error) {
	now, offer := s.d.Now(), sale.Property.Offer()
	req.Extras = slices.Compact(slices.Sorted(slices.Values(req.Extras)))
	accept := Acceptance{Offer: offer, Settings: sale.Settings, Request: req, Now: now, Relaxed: t.relaxed, Begun: t.begun}
	if err := accept.Accepts(); err != nil {
		return Quote{}, err
	}
	if err := offer.free(req.Stay, others(sale.Busy, t.holder)); err != nil {
		return Quote{}, err
	}
	where, err := place(offer.Zone)
	if err != nil {
		return Quote{}, err
	}
	policy, err := sale.Settings.PolicyFor(offer.Policy)
	if err != nil {
		return Quote{}, err
	}
	pricing := Pricing{
		Offer: offer, Tax: sale.Tax, Settings: sale.Settings, Policy: policy, Request: req, Today: period.DateOf(now, where),
	}
	q, err := Price(pricing)
	if err != nil {
		return Quote{}, err
	}
	q.ID, q.MadeAt, q.ExpiresAt = ident.Next[Quote](s.d.IDs), now, now.Add(sale.Settings.quoteFor())
	q.RuleSet = pricing.ruleSet()
	return q, nil
}

// ruleSet returns a hash of every rule that Price sees: two quotes with the same one were made under the same rules.
func (p Pricing) ruleSet() string {
	seen := struct {
		Rates          Rates
		Classification int
		Type           PropertyType
		Tax            []TaxRule
		Deposit        string
		BalanceDays    int
		Policy         Policy
		Instalments    []Instalment `json:",omitempty"`
	}{p.Offer.Rates, p.Offer.Classification, p.Offer.Type, p.Tax, p.Settings.DepositPercent.String(), p.Settings.BalanceDays, p.Policy, p.Settings.Instalments}
	raw, err := json.Marshal(seen)
	if err != nil {
		panic(fmt.Sprintf("stays: rules cannot be encoded: %v", err)) // they are plain data
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// query returns the query for a property named by identifier or slug.
func (in MakeQuote) query(now time.Time) (SaleQuery, error) {
	var c fault.Check
	stay := period.Range{From: in.CheckIn, To: in.CheckOut}
	c.That(!in.Property.IsZero() || in.Slug != "", "propertyId", "required", "which property?")
	checkRange(&c, stay, "checkIn", "checkOut")
	return SaleQuery{ID: in.Property, Slug: in.Slug, Days: around(stay), Now: now}, c.Err()
}

// around widens a stay by the longest preparation, so that every occupancy that could be in its way is read.
func around(stay period.Range) period.Range {
	if stay.IsEmpty() {
		return period.Range{}
	}
	return period.Range{From: stay.From, To: stay.To.AddDays(7)}
}

func (s *Stays) makeQuote(ctx context.Context, in MakeQuote) (Quote, error) {
	q, err := s.priceStay(ctx, PriceStay(in))
	if err != nil {
		return Quote{}, err
	}
	return q, s.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveQuote(ctx, q) })
}

func (s *Stays) priceStay(ctx context.Context, in PriceStay) (Quote, error) {
	query, err := MakeQuote(in).query(s.d.Now())
	if err != nil {
		return Quote{}, err
	}
	sale, err := s.d.Store.Sale(ctx, query)
	if err != nil {
		return Quote{}, err
	}
	if sale.Property.Status != Published {
		return Quote{}, ErrUnknownProperty
	}
	req := StayRequest{Stay: period.Range{From: in.CheckIn, To: in.CheckOut}, Party: in.Party, Extras: in.Extras}
	return s.sell(sale, req, terms{})
}

func (s *Stays) viewQuote(ctx context.Context, in ViewQuote) (Quote, error) {
	q, err := s.d.Store.Quote(ctx, in.ID)
	if err != nil {
		return Quote{}, err
	}
	if q.Expired(s.d.Now()) {
		return Quote{}, ErrQuoteExpired
	}
	return q, nil
}

func (s *Stays) quoteByPhone(ctx context.Context, in QuoteByPhone) (Quote, error) {
	query, err := MakeQuote{Property: in.Property, CheckIn: in.CheckIn, CheckOut: in.CheckOut}.query(s.d.Now())
	if err != nil {
		return Quote{}, err
	}
	sale, err := s.d.Store.Sale(ctx, query)
	if err != nil {
		return Quote{}, err
	}
	if sale.Property.Status == Archived {
		return Quote{}, ErrNotBookable
	}
	req := StayRequest{Stay: period.Range{From: in.CheckIn, To: in.CheckOut}, Party: in.Party, Extras: in.Extras}
	return s.sell(sale, req, terms{relaxed: in.Relaxed})
}
