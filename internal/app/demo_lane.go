package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/rest"
)

// road is what the loading of a demonstration stands on: one ground, and lanes beside each other.
type road struct {
	ground  *ground
	lanes   []*lane
	news    *lane // whose events reach contracts and notifications
	drawing chan struct{}
}

// lane is the program without its doors, with a clock of its own. It runs no jobs and, but for the news, nobody listens
// to its events: whoever drives it calls at the right time what jobs and consumers would call.
type lane struct {
	clock   *clock.Settable
	do      *Contexts
	drawing chan struct{} // slots for pictures being made, shared by all lanes
}

func openRoad(ctx context.Context, c config.Config, d *Database, o Options, lanes int) (*road, error) {
	c.OTLPEndpoint = ""       // nobody looks at the spans of a past that never was
	c.SlowQuery = time.Minute // on a machine that is busy drawing, all of them are
	c.DatabaseMaxConns = max(c.DatabaseMaxConns, lanes+2)
	quick, err := relaxed(c, d)
	if err != nil {
		return nil, err
	}
	watch := obs.New(c.Obs(o.Version))
	g, err := openGround(ctx, c, watch, quick, o.Now)
	if err != nil {
		return nil, err
	}
	r := &road{ground: g, drawing: make(chan struct{}, 2)}
	for range lanes {
		l, err := r.open(o, watch, false)
		if err != nil {
			return nil, errors.Join(err, g.Close())
		}
		r.lanes = append(r.lanes, l)
	}
	if r.news, err = r.open(o, watch, true); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return r, nil
}

// relaxed returns the database by an address whose transactions are not awaited on disk. After a power cut the last
// moments of the load may be missing, all of them and in order: the next start makes them again.
func relaxed(c config.Config, d *Database) (*Database, error) {
	if c.DatabasePgBouncer {
		return d, nil
	}
	u, err := url.Parse(d.AppURL)
	if err != nil {
		return nil, errors.New("the database's address cannot be read")
	}
	q := u.Query()
	q.Set("synchronous_commit", "off")
	u.RawQuery = q.Encode()
	quick := *d
	quick.AppURL = u.String()
	return &quick, nil
}

// open puts one lane together.
func (r *road) open(o Options, watch *obs.Obs, news bool) (*lane, error) {
	l := &lane{clock: clock.NewSettable(o.Now()), drawing: r.drawing}
	g := *r.ground
	g.now, g.close = l.clock.Now, nil
	a := &App{ground: &g, Obs: watch, Registry: jobs.NewRegistry(), Router: outbox.NewRouter(), API: rest.New(http.NewServeMux(), rest.Config{})}
	o.History = true
	var err error
	// The queue's clock is the real one: what a past wants done at its own time is due at once, not that long from now.
	if a.Jobs, err = jobs.New(g.db, jobs.Config{Registry: a.Registry, Now: o.Now, Logger: watch.Logger}); err != nil {
		return nil, err
	}
	if a.Contexts, a.Web, err = assemble(a, o, http.NewServeMux()); err != nil {
		return nil, err
	}
	l.do = a.Contexts
	if news {
		l.do.contracts.Subscribe(a.Router)
		l.do.notifications.Subscribe(a.Router)
		a.Router.Jobs(a.Registry, g.db)
	}
	for _, context := range []interface{ Jobs(*jobs.Registry) }{l.do.Tenancy, l.do.Identity, l.do.stays, l.do.payments, l.do.contracts, l.do.notifications, l.do.banking} {
		context.Jobs(a.Registry)
	}
	l.do.Sandbox.RegisterJobs(a.Registry)
	return l, nil
}

func (r *road) close() { _ = r.ground.Close() }

// program lets the program itself act for an agency.
func program(ctx context.Context, a *demoAgency, name string) context.Context {
	return access.AsSystem(ctx, a.state.ID, name)
}

// visitor lets somebody act who is not signed in.
func visitor(ctx context.Context, a *demoAgency) context.Context {
	return access.With(ctx, access.Actor{Kind: access.Anonymous, Tenant: a.state.ID})
}

// holder lets somebody act who has a management link.
func holder(ctx context.Context, a *demoAgency) context.Context {
	return access.With(ctx, access.Actor{Kind: access.LinkKey, Tenant: a.state.ID})
}
