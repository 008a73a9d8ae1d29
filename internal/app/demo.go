package app

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/config"
	"comptoir/internal/tenancy"
)

// The demonstration is made by use cases only, as people would: agencies are founded, properties entered, stays quoted,
// booked, paid by test card, changed, cancelled, slept. What differs is the time: each lane (demo_lane.go) has a clock of
// its own and moves it through the past, property by property, so that two years are over in half a minute.
//
// An agency stays suspended (demoLoading) until everything of it is there: half a demonstration is never served, and a
// load that was killed goes on at the next start, by comparing what is there with what should be.

// demoPassword is the password of every account of the demonstration.
const demoPassword = "comptoir-demo"

// demoLoading is why an agency is closed while its content is being made; it marks an unfinished load.
const demoLoading = "demo: loading"

// demoFounded is how many days before the day of the demonstration its agencies were founded. The day of a load that was
// interrupted is found again by it.
const demoFounded = 1096

// demoLoad says what to load; tests load less.
type demoLoad struct {
	agencies      []dataset.Agency
	width, height int // of the photos
	lanes         int
	recent        int // confirmed stays to come, the newest of each agency, that get contract and mails
	days          int // of the past; 0: all
}

// LoadDemo makes the demonstration's agencies, each once: one that is complete is left as its users have made it, one
// whose loading was interrupted is completed. The database must be up to date; nobody else may work on it meanwhile.
// Contracts and mails of the newest stays, and the sandbox's notifications, wait in the queue for the program to run.
// progress is told what happens, in a few words; nil is silence.
func LoadDemo(ctx context.Context, c config.Config, d *Database, o Options, progress func(string)) error {
	return demoLoad{agencies: dataset.Agencies(), width: 1200, height: 800, lanes: 2 * min(runtime.NumCPU(), 4), recent: 8}.run(ctx, c, d, o, progress)
}

func (l demoLoad) run(ctx context.Context, c config.Config, d *Database, o Options, progress func(string)) error {
	if progress == nil {
		progress = func(string) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	road, err := openRoad(ctx, c, d, o, l.lanes)
	if err != nil {
		return err
	}
	defer road.close()
	if err := foundFleet(ctx, road.lanes[0], o.Now()); err != nil {
		return fmt.Errorf("demo: the operator: %w", err)
	}
	missing, err := l.missing(ctx, road.lanes[0], o.Now())
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, a := range missing {
		progress(a.data.Name + ": accounts, settings, local taxes")
		if err := a.found(ctx, road.lanes[0]); err != nil {
			return fmt.Errorf("demo: %s: %w", a.data.Name, err)
		}
	}
	if err := l.fill(ctx, road, missing, progress); err != nil {
		return err
	}
	for _, a := range missing {
		if err := a.sign(ctx, road.lanes[0], road.ground.key); err != nil {
			return fmt.Errorf("demo: %s: %w", a.data.Name, err)
		}
		if err := a.open(ctx, road.lanes[0]); err != nil {
			return fmt.Errorf("demo: %s: %w", a.data.Name, err)
		}
	}
	return nil
}

// missing returns the agencies that are not there or not complete.
func (l demoLoad) missing(ctx context.Context, first *lane, now time.Time) ([]*demoAgency, error) {
	zone, err := time.LoadLocation(dataset.Zone)
	if err != nil {
		return nil, err
	}
	page, err := first.do.Tenancy.ListTenants(access.AsSystem(ctx, access.TenantID{}, "demo"), tenancy.ListTenants{Request: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		return nil, err
	}
	var missing []*demoAgency
	for _, data := range l.agencies {
		a := &demoAgency{data: data, zone: zone, today: period.DateOf(now, zone)}
		for _, t := range page.Items {
			if t.Slug == data.Slug {
				a.state, a.resumed = t, true
				a.today = period.DateOf(t.CreatedAt, zone).AddDays(demoFounded)
			}
		}
		if done, err := a.complete(ctx, first); err != nil {
			return nil, err
		} else if !done {
			missing = append(missing, a)
		}
	}
	return missing, nil
}

// fill makes the properties with their past, several at a time, then the newest stays, whose papers are wanted.
func (l demoLoad) fill(ctx context.Context, road *road, agencies []*demoAgency, progress func(string)) error {
	type task struct {
		agency   *demoAgency
		property dataset.Property
	}
	tasks := make(chan task)
	var done atomic.Int64
	all := 0
	for _, a := range agencies {
		a.plan(l.recent, l.days)
		all += len(a.data.Properties)
	}
	outer := ctx
	group, ctx := errgroup.WithContext(outer)
	group.Go(func() error {
		defer close(tasks)
		for _, a := range agencies {
			for _, p := range a.data.Properties {
				select {
				case tasks <- task{a, p}:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for _, on := range road.lanes {
		group.Go(func() error {
			for t := range tasks {
				if err := l.property(ctx, on, t.agency, t.property); err != nil {
					return fmt.Errorf("demo: %s: %w", t.property.Slug, err)
				}
				if n := int(done.Add(1)); n%max(1, all/4) == 0 || n == all {
					progress(fmt.Sprintf("%d of %d properties, with their photos and two years of stays", n, all))
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, a := range agencies {
		for _, w := range a.news {
			if err := road.news.live(outer, a, w); err != nil {
				return fmt.Errorf("demo: %s: stay %d: %w", a.data.Name, w.Number, err)
			}
		}
	}
	return nil
}

// property makes one property and lives its past.
func (l demoLoad) property(ctx context.Context, on *lane, a *demoAgency, p dataset.Property) error {
	if err := l.offer(ctx, on, a, p); err != nil {
		return err
	}
	for _, w := range a.past[p.Slug] {
		if err := on.live(ctx, a, w); err != nil {
			return fmt.Errorf("stay %d (%s): %w", w.Number, w.Outcome, err)
		}
	}
	return nil
}
