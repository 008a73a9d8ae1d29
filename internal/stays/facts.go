package stays

import (
	"comptoir/internal/event"
	"comptoir/internal/kernel/money"
)

// Facts returns the reservation as events tell it, in its guest's language.
func (s ReservationState) Facts() event.StayFacts {
	locale, q := s.Guest.Locale, s.Quote
	var instalments []event.DuePart
	for _, part := range q.Instalments {
		instalments = append(instalments, event.DuePart{Amount: part.Amount, On: part.On})
	}
	return event.StayFacts{
		Reservation: s.ID.Raw(), Reference: s.Reference, Version: s.Version, Status: string(s.Status), Source: s.Source,
		Property: s.Booked.Facts(s.Property, locale),
		Guest: event.StayGuest{
			FirstName: s.Guest.FirstName, LastName: s.Guest.LastName, Email: s.Guest.Email, Phone: s.Guest.Phone,
			Address: s.Guest.Address, Locale: locale,
		},
		Stay: s.Stay, Adults: s.Party.Adults, Children: s.Party.Children, Infants: s.Party.Infants, Pets: s.Party.Pets,
		Lines: q.PriceLines(locale), Total: q.Total, Deposit: q.Deposit, Balance: q.Balance, BalanceDue: q.BalanceDueOn,
		Paid: money.Zero(q.Total.Currency()).Add(s.NetPaid()), Waived: s.Waived, Caution: q.SecurityDeposit,
		Policy: event.CancellationTerms{
			Code: string(q.Policy.Code), Version: q.Policy.Version, Name: q.Policy.Name.In(locale), Text: q.Policy.Sentences(locale), Prepaid: string(q.Policy.Prepaid),
		},
		Instalments: instalments, BookedAt: s.BookedAt,
	}
}

// Facts are the property as others are told of it, in a language.
func (b Snapshot) Facts(id PropertyID, locale string) event.StayProperty {
	rules := make([]string, len(b.HouseRules))
	for i, r := range b.HouseRules {
		rules[i] = r.In(locale)
	}
	var equipment []string
	for _, one := range b.Features {
		equipment = append(equipment, one.Label().In(locale))
	}
	return event.StayProperty{
		ID: id.Raw(), Slug: b.Slug, Name: b.Name.In(locale), Type: string(b.Type), Address: b.Address,
		Registration: b.Registration, Surface: b.Surface, Capacity: b.Capacity, Bedrooms: b.Bedrooms, Beds: b.Beds, Bathrooms: b.Bathrooms, CheckIn: b.CheckIn, CheckOut: b.CheckOut,
		Zone: b.Zone, Rules: rules, Equipment: equipment, OwnerName: b.OwnerName,
	}
}
