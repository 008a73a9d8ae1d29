package app

import (
	"context"
	"strings"
	"time"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/picture"
	"comptoir/internal/stays"
)

// offer enters a property, shows it, publishes it and blocks its days; what is there already is left.
func (l demoLoad) offer(ctx context.Context, on *lane, a *demoAgency, p dataset.Property) error {
	entered := period.Moment{Date: a.today.AddDays(30 - demoFounded), Clock: period.At(10, 0)}.In(a.zone)
	on.clock.Set(entered)
	staff := a.as(ctx, "manager")
	id, err := a.enter(staff, on, p)
	if err != nil {
		return err
	}
	now, err := on.do.Stays.GetProperty(staff, stays.GetProperty{ID: id})
	if err != nil {
		return err
	}
	for _, photo := range p.Photos()[min(len(now.Photos), len(p.Scenes)):] {
		on.clock.Advance(time.Minute)
		if err := l.show(staff, on, id, photo); err != nil {
			return err
		}
	}
	if now.Status != stays.Published {
		if _, err := on.do.Stays.PublishProperty(staff, stays.PublishProperty{ID: id}); err != nil {
			return err
		}
	}
	return a.block(staff, on, p.Slug, id)
}

// enter creates the property unless it is there.
func (a *demoAgency) enter(ctx context.Context, on *lane, p dataset.Property) (stays.PropertyID, error) {
	a.mu.Lock()
	id, there := a.properties[p.Slug]
	a.mu.Unlock()
	if there {
		return id, nil
	}
	made, err := on.do.Stays.CreateProperty(ctx, stays.CreateProperty{Sheet: a.sheet(p), Rates: ratesOf(p.Rates)})
	if err != nil {
		return stays.PropertyID{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.properties[p.Slug] = made.ID
	return made.ID, nil
}

func (a *demoAgency) sheet(p dataset.Property) stays.Sheet {
	s := stays.Sheet{Slug: p.Slug, Type: stays.PropertyType(p.Type), Name: words(p.Name),
		Description: stays.FrEn(p.Summary.FR+"\n\n"+p.Description.FR, p.Summary.EN+"\n\n"+p.Description.EN), SEO: stays.SEO{Description: words(p.Summary)},
		Capacity: p.Capacity, Bedrooms: p.Bedrooms, Beds: p.Beds, Bathrooms: p.Bathrooms, Surface: p.Surface, MaxInfants: p.MaxInfants, MaxPets: p.MaxPets,
		Address: address(p.Address), INSEE: p.INSEE, Position: stays.Position{Lat: p.Lat, Lon: p.Lon}, CheckIn: p.CheckIn, CheckOut: p.CheckOut, Zone: dataset.Zone,
		Classification: p.Stars, Registration: p.Registration, Owner: a.owner(p.Owner), Policy: stays.PolicyCode(p.Policy)}
	for _, f := range p.Features {
		s.Features = append(s.Features, stays.Feature(f))
	}
	for _, r := range p.HouseRules {
		s.HouseRules = append(s.HouseRules, words(r))
	}
	return s
}

// owner names a property's owner; the agency's first one has the account owner@.
func (a *demoAgency) owner(reference string) stays.Owner {
	for i, o := range a.data.Owners {
		if o.Reference == reference {
			owner := stays.Owner{Name: o.Name()}
			if i == 0 {
				owner.User = a.users["owner"].ID
			}
			return owner
		}
	}
	return stays.Owner{}
}

func ratesOf(r dataset.Rates) stays.Rates {
	out := stays.Rates{Currency: money.EUR, Unit: stays.PerNight, Nightly: euros(r.Nightly), Weekend: euros(r.Weekend), WeekendDays: []stays.Weekday{"fri", "sat"},
		Included: r.Included, ExtraGuest: euros(r.ExtraGuest), MinNights: r.MinNights, PreparationDays: r.PreparationDays, SecurityDeposit: euros(r.SecurityDeposit)}
	for _, s := range r.Seasons {
		season := stays.Season{Name: words(s.Name), Dates: s.Dates, Nightly: euros(s.Nightly), Weekend: euros(s.Weekend), MinNights: s.MinNights}
		if s.Recurring() {
			season.First = stays.MonthDay{Month: int(s.First.Month), Day: s.First.Day}
			season.Last = stays.MonthDay{Month: int(s.Last.Month), Day: s.Last.Day}
		}
		for _, d := range s.Arrivals {
			season.Arrivals = append(season.Arrivals, stays.Weekday(strings.ToLower(d.String()[:3])))
		}
		out.Seasons = append(out.Seasons, season)
	}
	for _, d := range r.LengthDiscounts {
		out.LengthDiscounts = append(out.LengthDiscounts, stays.LengthTier{FromNights: d.FromNights, Percent: money.Pct(int64(d.Percent))})
	}
	for _, f := range r.Fees {
		out.Fees = append(out.Fees, stays.Fee{Code: f.Code, Amount: euros(f.Amount), Per: stays.FeePer(f.Per), Optional: f.Optional})
	}
	return out
}

// show draws a photo and adds it. Drawing takes a whole core, so only a few are drawn at a time, and not for nothing when
// the program is told to stop.
func (l demoLoad) show(ctx context.Context, on *lane, id stays.PropertyID, p dataset.Photo) error {
	select {
	case on.drawing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	result, err := picture.FromImage(ctx, drawing.Draw(p.Scene, p.Seed, l.width, l.height), picture.Draft())
	<-on.drawing
	if err != nil {
		return err
	}
	return on.do.stays.AddPicture(ctx, id, result, words(p.Alt))
}

// block enters the owners' stays and the works of a property.
func (a *demoAgency) block(ctx context.Context, on *lane, slug string, id stays.PropertyID) error {
	for _, b := range dataset.Blocks(a.data, a.today) {
		if b.Property != slug {
			continue
		}
		on.clock.Set(b.MadeAt)
		there, err := a.blocked(ctx, on, id, b)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if _, err := on.do.Stays.AddBlock(ctx, stays.AddBlock{Property: id, From: b.From, To: b.To, Kind: stays.BlockKind(b.Kind), Note: b.Note}); err != nil {
			return err
		}
	}
	return nil
}

// blocked reports whether an interrupted load has entered the block.
func (a *demoAgency) blocked(ctx context.Context, on *lane, id stays.PropertyID, b dataset.BlockWish) (bool, error) {
	if !a.resumed {
		return false, nil
	}
	board, err := on.do.Stays.PlanningBoard(ctx, stays.PlanningBoard{Days: period.Range{From: b.From, To: b.To}})
	if err != nil {
		return false, err
	}
	for _, p := range board.Properties {
		for _, bar := range p.Bars {
			if p.ID == id && !bar.Block.IsZero() && bar.Days == (period.Range{From: b.From, To: b.To}) {
				return true, nil
			}
		}
	}
	return false, nil
}
