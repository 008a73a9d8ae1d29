// Package usecase gives every command and query of the program the same way: authorize, run, observe.
//
// It knows no context, logs nothing and counts nothing itself: an Observer, given at wiring, does. A command without a
// declared permission does not compile. Start with New.
package usecase

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Func is a use case: fields of a context's struct are of this type, so that the struct is its table of contents.
type Func[In access.Guarded, Out any] func(context.Context, In) (Out, error)

// None is the result of a command that gives nothing back.
type None struct{}

// Call is one run of a use case, as an Observer sees it. The input is not in it: it may hold personal data.
type Call struct {
	Name       string // "stays.cancel_reservation"
	Permission access.Permission
	Took       time.Duration
	Err        error
	Kind       fault.Kind // meaningful when Err is not nil
}

// Observer is told of each run: before (it may open a span in the context it returns) and after.
type Observer interface {
	Begin(ctx context.Context, name string) context.Context
	End(ctx context.Context, call Call)
}

// ErrPanicked is what an Observer sees of a run that panicked.
var ErrPanicked = fault.Define(fault.Internal, "panicked", "the use case panicked")

// Silent observes nothing; for tests and tools.
type Silent struct{}

// Begin returns ctx.
func (Silent) Begin(ctx context.Context, _ string) context.Context { return ctx }

// End does nothing.
func (Silent) End(context.Context, Call) {}

// New makes a use case: it refuses actors without the permission that In declares, and persons without the fresh proof
// that In may ask for (access.Proving); it runs body under the name, and tells obs. The name is stored in the context for the audit trail (see Name).
func New[In access.Guarded, Out any](obs Observer, name string, body func(context.Context, In) (Out, error)) Func[In, Out] {
	var zero In
	register(name, zero)
	return func(ctx context.Context, in In) (out Out, err error) {
		began := time.Now()
		ctx = obs.Begin(context.WithValue(ctx, nameKey{}, name), name)
		ended := false
		defer func() {
			if !ended {
				err = ErrPanicked // the panic itself goes on to the edge, which logs it
			}
			call := Call{Name: name, Permission: in.Needs(), Took: time.Since(began), Err: err}
			if err != nil {
				call.Kind = fault.KindOf(err)
			}
			obs.End(ctx, call)
		}()
		if err = access.Authorize(ctx, in.Needs()); err == nil {
			err = access.Prove(ctx, in)
		}
		if err == nil {
			out, err = body(ctx, in)
		}
		ended = true
		return out, err
	}
}

type nameKey struct{}

// Name returns the use case that runs in ctx, "" outside of any.
func Name(ctx context.Context) string {
	name, _ := ctx.Value(nameKey{}).(string)
	return name
}

var (
	registered   = map[string]access.Permission{}
	dangerous    = map[string]bool{}
	registeredMu sync.Mutex
)

func register(name string, zero access.Guarded) {
	registeredMu.Lock()
	defer registeredMu.Unlock()
	registered[name] = zero.Needs()
	if p, asks := zero.(access.Proving); asks && p.Proof() == access.FreshProof {
		dangerous[name] = true
	}
}

// Registered returns every use case made so far in this process with its permission: the role matrix is compared with it.
func Registered() map[string]access.Permission {
	registeredMu.Lock()
	defer registeredMu.Unlock()
	return maps.Clone(registered)
}

// Dangerous returns, sorted, the use cases made so far whose empty command asks for a fresh proof. A command that asks
// only sometimes asks when it is empty.
func Dangerous() []string {
	registeredMu.Lock()
	defer registeredMu.Unlock()
	return slices.Sorted(maps.Keys(dangerous))
}
