// Package redisconn opens the one pool of connections to Redis (or Valkey) that the cache, the rate limits and the
// fan-out share, with time limits fit for a helper that every request asks and that none may wait for.
//
// It refuses to know what is kept in Redis. What it adds to the client is a circuit breaker: when Redis is cut off, the
// first calls fail after Timeout and the following ones at once, one call in every Pause tries again, and when that one
// succeeds everything is as before, without a restart. Start with Open.
package redisconn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"comptoir/internal/kernel/fault"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Limits of patience. A Redis beside the program answers in less than a millisecond; at a quarter of a second it is ill.
const (
	Timeout = 250 * time.Millisecond // dialling, reading and writing, each
	Pause   = 500 * time.Millisecond // between two attempts while the breaker is open
	Strikes = 3                      // failures in a row that open the breaker
)

// ErrUnavailable says that Redis does not answer; the cause says how it failed.
var ErrUnavailable = fault.Define(fault.Unavailable, "redis.unavailable", "the shared memory of the servers does not answer")

// errOpen is the cause while the breaker is open.
var errOpen = errors.New("redis failed a moment ago and is not asked again yet")

// Open prepares a pool for an address such as redis://:password@host:6379/0, rediss://… (TLS) or unix:///path/to.sock.
// It does not connect: a program must start while Redis is away. Query parameters of the address override the settings
// (see redis.ParseURL); the error is about the address only, and does not repeat it, since it may hold a password.
func Open(address string) (*redis.Client, error) {
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("redisconn: not an address of the form redis://user:password@host:6379/0, rediss://… or unix:///path")
	}
	orElse := func(d *time.Duration, standard time.Duration) {
		if *d == 0 {
			*d = standard
		}
	}
	orElse(&o.DialTimeout, Timeout)
	orElse(&o.ReadTimeout, Timeout)
	orElse(&o.WriteTimeout, Timeout)
	orElse(&o.PoolTimeout, Timeout)
	o.ContextTimeoutEnabled = true // a caller's deadline also ends the waiting for an answer
	if o.MaxRetries == 0 {
		o.MaxRetries = 1 // enough for a pooled connection that died with the previous server
	}
	o.DialerRetries = 1
	o.DisableIdentity = true // Redis 7.0 answers CLIENT SETINFO with an error
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	quieten()
	c := redis.NewClient(o)
	c.AddHook(&breaker{now: time.Now})
	return c, nil
}

// Fault turns a client's error into ErrUnavailable, leaves nil, redis.Nil and a caller's own cancellation as they are.
func Fault(err error) error {
	switch {
	case err == nil, errors.Is(err, redis.Nil), errors.Is(err, context.Canceled):
		return err
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return ErrUnavailable.Because(err)
}

// breaker is a redis.Hook around every command. (The client's own Limiter option will not do: the handshake of a new
// connection passes through it too, and would be refused inside the very attempt that was let through.)
type breaker struct {
	now     func() time.Time
	mu      sync.Mutex
	strikes int
	until   time.Time // no attempt before, once strikes reached Strikes
}

// admitted marks the context of a command that was let through, so that its handshake and retries are as well.
type admitted struct{}

// DialHook leaves dialling alone: the command that needed the connection is counted.
func (b *breaker) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook guards single commands.
func (b *breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return b.guard(ctx, []redis.Cmder{cmd}, func(ctx context.Context) error { return next(ctx, cmd) })
	}
}

// ProcessPipelineHook guards pipelines and transactions.
func (b *breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return b.guard(ctx, cmds, func(ctx context.Context) error { return next(ctx, cmds) })
	}
}

func (b *breaker) guard(ctx context.Context, cmds []redis.Cmder, run func(context.Context) error) error {
	if ctx.Value(admitted{}) != nil {
		return run(ctx)
	}
	if err := b.allow(); err != nil {
		for _, cmd := range cmds {
			cmd.SetErr(err)
		}
		return err
	}
	err := run(context.WithValue(ctx, admitted{}, true))
	b.report(err)
	return err
}

// allow returns nil when a command may be tried.
func (b *breaker) allow() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.strikes < Strikes {
		return nil
	}
	now := b.now()
	if now.Before(b.until) {
		return ErrUnavailable.Because(errOpen)
	}
	b.until = now.Add(Pause) // this caller tries; the others wait for what it finds
	return nil
}

// report counts what happened. An answer of Redis is a success even when it is an error, and a caller who left says
// nothing about Redis.
func (b *breaker) report(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var answered redis.Error
	switch {
	case err == nil, errors.As(err, &answered):
		b.strikes = 0
	case errors.Is(err, context.Canceled):
	default:
		b.strikes++
		if b.strikes >= Strikes {
			b.until = b.now().Add(Pause)
		}
	}
}

// quieten sends the client's own remarks, which it prints on standard error, to the log at level debug: whoever called
// gets the error and is the one to log it.
var quieten = sync.OnceFunc(func() { redis.SetLogger(remarks{}) })

type remarks struct{}

// Printf implements the client's logger.
func (remarks) Printf(ctx context.Context, format string, args ...any) {
	slog.DebugContext(ctx, "redis client", slog.String("remark", fmt.Sprintf(format, args...)))
}
