package app

import (
	"context"
	"io"
	"net/http"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/seal"
	"comptoir/internal/web"
)

// App is the whole program, put together and not yet running.
type App struct {
	ground   *ground
	Contexts *Contexts
	API      *rest.API
	Web      *web.Kit
	Jobs     *jobs.Client
	Router   *outbox.Router
	Registry *jobs.Registry
	Handler  http.Handler
	Obs      *obs.Obs
	witness  access.Witness
}

// Options change what is unusual: tests and the loading of the demonstration.
type Options struct {
	Version string
	Now     func() time.Time // the program's clock; time.Now when nil
	Hook    string           // where the sandbox delivers its notifications; made of the configuration when ""
	Mute    bool             // no mails and no contracts: for the loading of a past
	Alone   bool             // no other process works on the database
	History bool             // a past is being loaded: what is written of it is dated by Now
	Log     io.Writer        // where the log goes; standard error when nil
	Witness access.Witness   // is told of every question about a permission that a request raises; nil: nobody
}

// New puts the program together on a database whose schema is up to date. Nothing runs until Run; Close lets go.
func New(ctx context.Context, c config.Config, d *Database, o Options) (*App, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	watching := c.Obs(o.Version)
	watching.Output = o.Log
	watch := obs.New(watching)
	g, err := openGround(ctx, c, watch, d, o.Now)
	if err != nil {
		return nil, err
	}
	a := &App{ground: g, Obs: watch, witness: o.Witness, Registry: jobs.NewRegistry(), Router: outbox.NewRouter()}
	if err := a.assemble(o); err != nil {
		_ = g.Close()
		return nil, err
	}
	return a, nil
}

// Seal is what encrypts for the businesses, for the commands that turn its keys.
func (a *App) Seal() *seal.Box { return a.ground.seal }

func (a *App) assemble(o Options) (err error) {
	g := a.ground
	a.Jobs, err = jobs.New(g.db, jobs.Config{Registry: a.Registry, Role: roleOf(g.cfg.Role), Now: g.now, Logger: g.obs.Logger, Tracer: g.obs.Tracer,
		PollOnly: g.cfg.DatabasePgBouncer, Grace: g.cfg.ShutdownTimeout, Workers: max(2, g.cfg.DatabaseMaxConns-6), QueueWorkers: map[string]int{"mail": 2}, Alone: o.Alone,
		OnDone: g.obs.JobDone, OnGone: func(kind string, state jobs.State, _ error) { g.obs.JobGone(kind, string(state)) }})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	a.API = rest.New(mux, rest.Config{Version: o.Version, Trace: obs.TraceID, Report: g.obs.Report, AllowOrigin: a.admits,
		Description: apiDescription, Idempotency: rest.NewIdempotency(g.db, g.now, g.key)})
	if a.Contexts, a.Web, err = assemble(a, o, mux); err != nil {
		return err
	}
	a.Contexts.mount(a, mux)
	a.Router.Jobs(a.Registry, g.db)
	a.Handler = a.edge(mux)
	return nil
}

const apiDescription = `Everything that the pages do, a program can do too. The business is named by the host
(rivages.example) or by the header X-Comptoir-Tenant. Amounts are decimals with their currency, dates are YYYY-MM-DD,
lists are cut by cursors, refusals are problem details (RFC 9457) with a stable code.`

func roleOf(name string) jobs.Role {
	switch name {
	case "web":
		return 0
	case "worker":
		return jobs.Work
	case "scheduler":
		return jobs.Lead
	}
	return jobs.Work | jobs.Lead
}

// Close lets go of everything that New opened.
func (a *App) Close() error { return a.ground.Close() }
