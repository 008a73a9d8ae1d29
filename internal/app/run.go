package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"comptoir/internal/platform/gate"
)

// Run works until ctx ends: it serves l (nil: nobody can ask anything) and runs the jobs of its role, then lets both
// finish within the time that the configuration gives.
func (a *App) Run(ctx context.Context, l net.Listener) error {
	if roleOf(a.ground.cfg.Role) != 0 { // a web process only adds to the queue
		if err := a.Jobs.Start(ctx); err != nil {
			return err
		}
	}
	stop := a.background()
	server := a.server(ctx)
	failed := make(chan error, 1)
	if l != nil {
		go func() { failed <- server.Serve(a.gate(l)) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("the server stopped: %w", err)
	}
	a.Obs.Health.Drain()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.ground.cfg.ShutdownTimeout)
	defer cancel()
	// Jobs first: some of them call this very server, as the sandbox does that plays a provider.
	err = errors.Join(err, a.Jobs.Stop(grace))
	if l != nil {
		err = errors.Join(err, server.Shutdown(grace))
	}
	stop()
	return errors.Join(err, a.Obs.Shutdown(grace))
}

// server bounds how long a client may take for anything. It speaks HTTP/1 only: the proxy that ends TLS speaks HTTP/2
// to the world, and what is peculiar to that, as streams opened and reset by the thousand, ends there.
func (a *App) server(ctx context.Context) *http.Server {
	c := a.ground.cfg
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Server{Handler: a.Handler, ReadHeaderTimeout: c.HeaderTimeout, ReadTimeout: c.ReadTimeout, WriteTimeout: c.WriteTimeout, IdleTimeout: c.IdleTimeout,
		MaxHeaderBytes: c.MaxHeaderBytes, Protocols: &protocols, BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
}

// gate bounds the connections on l.
func (a *App) gate(l net.Listener) net.Listener {
	c, trusted := a.ground.cfg, believed(a.ground.cfg)
	g := gate.New(l, gate.Config{Total: c.MaxConnections, PerAddress: c.MaxConnectionsAddress, Exempt: trusted.holds})
	if err := g.Measure(a.Obs.Metrics); err != nil {
		a.Obs.Report(context.Background(), err)
	}
	return g
}

// background does what goes on beside requests and jobs; the function it returns ends that, after both have ended.
func (a *App) background() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done, written, booked := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		a.Contexts.sealing.Run(ctx)
	}()
	go func() {
		defer close(written)
		a.Contexts.recorder.Run(ctx)
	}()
	go func() {
		defer close(booked)
		a.Contexts.upkeep.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
		<-booked
		<-written
	}
}
