package bankingtest

import (
	"context"
	"fmt"
	"sync"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/fault"
)

// Carriers is a payment provider in memory: it pays each line once, whatever it is asked, and does what a test says.
type Carriers struct {
	mu    sync.Mutex
	known map[banking.LineID]banking.Carried
	sent  map[banking.LineID]banking.Order
	// Down has it answer nothing; Lose has it pay, and its answer be lost.
	Down, Lose bool
	// Next is what becomes of what is asked next.
	Next banking.Carried
}

// ErrAway is what a provider says that is away.
var ErrAway = fault.Define(fault.Unavailable, "test.carrier_away", "the provider is away")

// List implements banking.Carriers.
func (c *Carriers) List(context.Context) ([]string, error) {
	return []string{banking.CarrierMangoPay, banking.CarrierStripe}, nil
}

// Check implements banking.Carriers: accounts that end in "new" are not ready.
func (c *Carriers) Check(_ context.Context, _, account string) error {
	if len(account) > 3 && account[len(account)-3:] == "new" {
		return banking.ErrNotReady
	}
	return nil
}

// Send implements banking.Carriers.
func (c *Carriers) Send(_ context.Context, o banking.Order) (banking.Carried, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Down {
		return banking.Carried{}, ErrAway
	}
	told, known := c.known[o.Line]
	if !known {
		told = c.Next
		if told.State == "" {
			told.State = banking.CarriedPending
		}
		told.Reference = fmt.Sprintf("po_%d", len(c.known)+1)
		c.known[o.Line], c.sent[o.Line] = told, o
	}
	if c.Lose {
		return banking.Carried{}, ErrAway
	}
	return told, nil
}

// Ask implements banking.Carriers.
func (c *Carriers) Ask(_ context.Context, _, reference string) (banking.Carried, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, told := range c.known {
		if told.Reference == reference && !c.Down {
			return told, nil
		}
	}
	return banking.Carried{}, ErrAway
}

// Tell says what became of a line.
func (c *Carriers) Tell(line banking.LineID, state banking.Carriage, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	told := c.known[line]
	told.State, told.Reason = state, reason
	c.known[line] = told
}

// Sent are the orders that were paid or are on their way.
func (c *Carriers) Sent() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sent)
}
