// Package localfanout is the fan-out's driver in the process: one replica tells itself.
//
// It reaches no other replica; an installation with several uses redisfanout. Start with New.
package localfanout

import (
	"context"
	"slices"

	"comptoir/internal/platform/fanout"
)

// Driver implements fanout.Driver.
type Driver struct{ sink fanout.Sink }

// New returns a driver.
func New() *Driver { return &Driver{} }

// Start implements fanout.Driver.
func (d *Driver) Start(sink fanout.Sink) { d.sink = sink }

// Publish implements fanout.Driver.
func (d *Driver) Publish(ctx context.Context, topic string, payload []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.sink.Deliver(topic, slices.Clone(payload)) // the publisher may use its buffer again
	return nil
}

// Listen implements fanout.Driver: everything is heard already.
func (d *Driver) Listen(ctx context.Context, _ string) error { return ctx.Err() }

// Unlisten implements fanout.Driver.
func (d *Driver) Unlisten(string) {}

// Close implements fanout.Driver.
func (d *Driver) Close() error { return nil }
