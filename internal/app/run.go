package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
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
	server := &http.Server{Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	failed := make(chan error, 1)
	if l != nil {
		go func() { failed <- server.Serve(l) }()
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
