package stays

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

func (s *Stays) listProperties(ctx context.Context, in ListProperties) (paging.Page[PropertyRow], error) {
	q := in.Query
	var c fault.Check
	c.That(q.Status == "" || q.Status == Draft || q.Status == Published || q.Status == Archived, "status", "unknown_status", "draft, published or archived")
	q.Text = checkSearch(&c, q.Text)
	if err := c.Err(); err != nil {
		return paging.Page[PropertyRow]{}, err
	}
	return s.d.Store.PropertyRows(ctx, q)
}

func (s *Stays) getProperty(ctx context.Context, in GetProperty) (PropertyState, error) {
	return s.d.Store.PropertyState(ctx, in.ID)
}

func (s *Stays) createProperty(ctx context.Context, in CreateProperty) (PropertyState, error) {
	var state PropertyState
	limit, limited, err := s.room(ctx)
	if err != nil {
		return state, err
	}
	known, err := s.knowsOwner(ctx, in.Sheet.Owner)
	if err == nil {
		err = s.addsOwnVAT(ctx, in.Rates, "rates.salesTax")
	}
	if err != nil {
		return state, err
	}
	err = s.write(ctx, func(tx Tx) error {
		if limited {
			if err := checkRoom(ctx, tx, limit); err != nil {
				return err
			}
		}
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		sheet, rates, err := s.checkProperty(in, settings, known)
		if err != nil {
			return err
		}
		p := NewProperty(ident.Next[Property](s.d.IDs), sheet, rates, s.d.Now())
		state = p.State()
		return tx.SaveProperty(ctx, p)
	})
	return state, err
}

func (s *Stays) checkProperty(in CreateProperty, settings Settings, knownOwner bool) (Sheet, Rates, error) {
	var c fault.Check
	c.That(knownOwner, "owner.user", "unknown_owner", "no owner of the agency has this account")
	sheet := in.Sheet
	if sheet.Zone == "" {
		sheet.Zone = settings.Zone
	}
	sheet, err := sheet.Check()
	c.Take("", err)
	c.That(sheet.Policy == "" || settings.Offers(sheet.Policy), "policy", "unknown_policy", "the agency does not offer this policy")
	rates := s.identify(in.Rates)
	if rates.Currency == "" {
		rates.Currency = settings.Currency
	}
	rates, err = rates.Check()
	c.Take("rates", err)
	c.That(rates.Currency == settings.Currency, "rates.currency", "wrong_currency", "the agency's currency is "+string(settings.Currency))
	return sheet, rates, c.Err()
}

// identify gives an identifier to each season and fee that has none.
func (s *Stays) identify(r Rates) Rates {
	r.Seasons, r.Fees = slices.Clone(r.Seasons), slices.Clone(r.Fees)
	for i := range r.Seasons {
		if r.Seasons[i].ID.IsZero() {
			r.Seasons[i].ID = ident.Next[Season](s.d.IDs)
		}
	}
	for i := range r.Fees {
		if r.Fees[i].ID.IsZero() {
			r.Fees[i].ID = ident.Next[Fee](s.d.IDs)
		}
	}
	return r
}

// onProperty loads a property at the version that was edited, acts and saves.
func (s *Stays) onProperty(ctx context.Context, id PropertyID, version int, act func(*Property, Settings, time.Time) error) (PropertyState, error) {
	var state PropertyState
	err := s.write(ctx, func(tx Tx) error {
		p, err := tx.Property(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != p.State().Version {
			return ErrStale
		}
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		if err := act(p, settings, s.d.Now()); err != nil {
			return err
		}
		state = p.State()
		return tx.SaveProperty(ctx, p)
	})
	return state, err
}

func (s *Stays) editProperty(ctx context.Context, in EditProperty) (PropertyState, error) {
	known, err := s.knowsOwner(ctx, in.Sheet.Owner)
	if err != nil {
		return PropertyState{}, err
	}
	settled := true
	if s.d.Settled != nil {
		if settled, err = s.d.Settled(ctx, in.ID); err != nil {
			return PropertyState{}, err
		}
	}
	return s.onProperty(ctx, in.ID, in.Version, func(p *Property, settings Settings, now time.Time) error {
		var c fault.Check
		sheet := in.Sheet
		if sheet.Zone == "" {
			sheet.Zone = p.State().Zone
		}
		sheet, err := sheet.Check()
		c.Take("", err)
		c.That(known || sheet.Owner.User == p.State().Owner.User, "owner.user", "unknown_owner", "no owner of the agency has this account")
		c.That(settled || sheet.Owner.is(p.State().Owner), "owner.user", "not_settled", "money is open with the owner until now: pay it, or settle it in the books, first")
		kept := sheet.Policy == p.State().Policy
		c.That(kept || settings.Offers(sheet.Policy), "policy", "unknown_policy", "the agency does not offer this policy")
		if err := c.Err(); err != nil {
			return err
		}
		return p.Edit(sheet, settings, now)
	})
}

func (s *Stays) publishProperty(ctx context.Context, in PublishProperty) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, in.Version, (*Property).Publish)
}

func (s *Stays) unpublishProperty(ctx context.Context, in UnpublishProperty) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, in.Version, func(p *Property, _ Settings, now time.Time) error {
		p.Withdraw(Draft, now)
		return nil
	})
}

func (s *Stays) archiveProperty(ctx context.Context, in ArchiveProperty) (PropertyState, error) {
	var state PropertyState
	err := s.write(ctx, func(tx Tx) error {
		p, err := tx.Property(ctx, in.ID)
		if err != nil {
			return err
		}
		if in.Version != 0 && in.Version != p.State().Version {
			return ErrStale
		}
		where, err := place(p.State().Zone)
		if err != nil {
			return err
		}
		future, err := tx.HasFutureReservations(ctx, in.ID, period.DateOf(s.d.Now(), where))
		if err != nil {
			return err
		}
		if future {
			return ErrPropertyHasFuture
		}
		p.Withdraw(Archived, s.d.Now())
		state = p.State()
		return tx.SaveProperty(ctx, p)
	})
	return state, err
}

func (s *Stays) addPhoto(ctx context.Context, in AddPhoto) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, 0, func(p *Property, _ Settings, now time.Time) error {
		photo := in.Photo
		if photo.ID.IsZero() {
			photo.ID = ident.Next[Photo](s.d.IDs)
		}
		return p.AddPhoto(photo, now)
	})
}

func (s *Stays) editPhoto(ctx context.Context, in EditPhoto) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, 0, func(p *Property, _ Settings, now time.Time) error {
		return p.DescribePhoto(in.Photo, in.Alt, now)
	})
}

func (s *Stays) arrangePhotos(ctx context.Context, in ArrangePhotos) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, 0, func(p *Property, _ Settings, now time.Time) error {
		return p.ArrangePhotos(in.Order, now)
	})
}

func (s *Stays) removePhoto(ctx context.Context, in RemovePhoto) (PropertyState, error) {
	return s.onProperty(ctx, in.ID, 0, func(p *Property, settings Settings, now time.Time) error {
		return p.RemovePhoto(in.Photo, settings, now)
	})
}

// price replaces the rates of a property by what edit makes of a copy.
func (s *Stays) price(ctx context.Context, id PropertyID, version int, edit func(Rates) (Rates, error)) (PropertyState, error) {
	return s.onProperty(ctx, id, version, func(p *Property, settings Settings, now time.Time) error {
		rates := p.State().Rates
		rates.Seasons, rates.Spots, rates.Fees = slices.Clone(rates.Seasons), slices.Clone(rates.Spots), slices.Clone(rates.Fees)
		rates, err := edit(rates)
		if err != nil {
			return err
		}
		var c fault.Check
		rates, err = s.identify(rates).Check()
		c.Take("", err)
		c.That(rates.Currency == settings.Currency, "currency", "wrong_currency", "the agency's currency is "+string(settings.Currency))
		if err := c.Err(); err != nil {
			return err
		}
		return p.SetRates(rates, settings, now)
	})
}

// SetRates replaces the rates, which were checked. Bookings keep what they froze.
func (p *Property) SetRates(r Rates, settings Settings, now time.Time) error {
	before := p.s
	p.s.Rates = r
	return p.keepComplete(before, settings, now)
}

func (s *Stays) editRates(ctx context.Context, in EditRates) (PropertyState, error) {
	if err := s.addsOwnVAT(ctx, in.Rates, "salesTax"); err != nil {
		return PropertyState{}, err
	}
	return s.price(ctx, in.ID, in.Version, func(old Rates) (Rates, error) {
		r := in.Rates
		if r.Currency == "" {
			r.Currency = old.Currency
		}
		if r.Seasons == nil {
			r.Seasons = old.Seasons
		}
		if r.Spots == nil {
			r.Spots = old.Spots
		}
		if r.Fees == nil {
			r.Fees = old.Fees
		}
		return r, nil
	})
}

func (s *Stays) putSeason(ctx context.Context, in PutSeason) (PropertyState, error) {
	return s.price(ctx, in.ID, in.Version, func(r Rates) (Rates, error) {
		i := slices.IndexFunc(r.Seasons, func(x Season) bool { return x.ID == in.Season.ID })
		switch {
		case in.Season.ID.IsZero():
			r.Seasons = append(r.Seasons, in.Season)
		case i < 0:
			return r, ErrUnknownRate
		default:
			r.Seasons[i] = in.Season
		}
		return r, nil
	})
}

func (s *Stays) removeSeason(ctx context.Context, in RemoveSeason) (PropertyState, error) {
	return s.price(ctx, in.ID, 0, func(r Rates) (Rates, error) {
		n := len(r.Seasons)
		r.Seasons = slices.DeleteFunc(r.Seasons, func(x Season) bool { return x.ID == in.Season })
		return r, found(len(r.Seasons) < n)
	})
}

func (s *Stays) putFee(ctx context.Context, in PutFee) (PropertyState, error) {
	return s.price(ctx, in.ID, in.Version, func(r Rates) (Rates, error) {
		i := slices.IndexFunc(r.Fees, func(x Fee) bool { return x.ID == in.Fee.ID })
		switch {
		case in.Fee.ID.IsZero():
			r.Fees = append(r.Fees, in.Fee)
		case i < 0:
			return r, ErrUnknownRate
		default:
			r.Fees[i] = in.Fee
		}
		return r, nil
	})
}

func (s *Stays) removeFee(ctx context.Context, in RemoveFee) (PropertyState, error) {
	return s.price(ctx, in.ID, 0, func(r Rates) (Rates, error) {
		n := len(r.Fees)
		r.Fees = slices.DeleteFunc(r.Fees, func(x Fee) bool { return x.ID == in.Fee })
		return r, found(len(r.Fees) < n)
	})
}

func found(ok bool) error {
	if ok {
		return nil
	}
	return ErrUnknownRate
}

func (s *Stays) setSpots(ctx context.Context, in SetSpots) (PropertyState, error) {
	var c fault.Check
	if checkRange(&c, in.Days, "from", "to") {
		c.That(in.Days.Nights() <= maxCalendarDays, "to", "too_long", "at most 400 days")
	}
	if err := c.Err(); err != nil {
		return PropertyState{}, err
	}
	return s.price(ctx, in.ID, in.Version, func(r Rates) (Rates, error) {
		r.Spots = slices.DeleteFunc(r.Spots, func(x Spot) bool { return in.Days.Contains(x.Date) })
		if !in.Clear {
			for d := range in.Days.Days() {
				spot := in.Rule
				spot.Date = d
				r.Spots = append(r.Spots, spot)
			}
		}
		return r, nil
	})
}
