package usecase_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

const permOrder access.Permission = "things.order"

type order struct{ N int }

func (order) Needs() access.Permission { return permOrder }

type look struct{}

func (look) Needs() access.Permission { return access.Public }

// pay is dangerous above ten.
type pay struct{ N int }

func (pay) Needs() access.Permission { return permOrder }

func (p pay) Proof() access.Proof {
	if p.N > 0 && p.N <= 10 {
		return access.SessionProof
	}
	return access.FreshProof
}

type key struct{}

// witness remembers what it is told.
type witness struct {
	begun []string
	calls []usecase.Call
	names []string
}

func (w *witness) Begin(ctx context.Context, name string) context.Context {
	w.begun = append(w.begun, name)
	return context.WithValue(ctx, key{}, "span")
}

func (w *witness) End(ctx context.Context, c usecase.Call) {
	w.calls = append(w.calls, c)
	w.names = append(w.names, usecase.Name(ctx))
}

var errTaken = fault.Define(fault.Conflict, "things.taken", "")

func TestUseCase(t *testing.T) {
	t.Parallel()
	may := access.Actor{Kind: access.Person, Permissions: map[access.Permission]bool{permOrder: true}}
	tests := []struct {
		name  string
		actor access.Actor
		err   error // of the body
		want  error
		kind  fault.Kind
		ran   bool
	}{
		{"allowed", may, nil, nil, 0, true},
		{"refused by the body", may, errTaken, errTaken, fault.Conflict, true},
		{"broken", may, errors.New("boom"), nil, fault.Internal, true},
		{"visitor", access.Actor{}, nil, access.ErrSignIn, fault.Unauthenticated, false},
		{"without permission", access.Actor{Kind: access.Person}, nil, access.ErrForbidden, fault.Forbidden, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, ran := &witness{}, false
			run := usecase.New(w, "things.order", func(ctx context.Context, in order) (int, error) {
				ran = true
				if usecase.Name(ctx) != "things.order" || ctx.Value(key{}) != "span" {
					t.Error("the body has neither name nor span")
				}
				return in.N * 2, tt.err
			})
			got, err := run(access.With(t.Context(), tt.actor), order{21})
			if ran != tt.ran || tt.want != nil && !errors.Is(err, tt.want) || tt.err == nil && tt.want == nil && (err != nil || got != 42) {
				t.Errorf("ran %v, %d, %v", ran, got, err)
			}
			if len(w.begun) != 1 || len(w.calls) != 1 || w.names[0] != "things.order" {
				t.Fatalf("%+v", w)
			}
			if c := w.calls[0]; c.Name != "things.order" || c.Permission != permOrder || !errors.Is(c.Err, err) || c.Err != nil && c.Kind != tt.kind || c.Took < 0 {
				t.Errorf("%+v", c)
			}
		})
	}
}

// A panic goes on to the edge, and the observer does not take it for a success.
func TestPanicIsNoSuccess(t *testing.T) {
	t.Parallel()
	w := &witness{}
	run := usecase.New(w, "things.panic", func(context.Context, look) (usecase.None, error) { panic("boom") })
	defer func() {
		if cause := recover(); cause != "boom" {
			t.Errorf("recovered %v", cause)
		}
		if len(w.calls) != 1 || !errors.Is(w.calls[0].Err, usecase.ErrPanicked) || w.calls[0].Kind != fault.Internal {
			t.Errorf("%+v", w.calls)
		}
	}()
	_, _ = run(t.Context(), look{})
}

func TestRegistered(t *testing.T) {
	t.Parallel()
	usecase.New(usecase.Silent{}, "things.listed", func(context.Context, order) (int, error) { return 0, nil })
	all := usecase.Registered()
	if all["things.listed"] != permOrder {
		t.Errorf("%v", all)
	}
	all["things.listed"] = "changed"
	if usecase.Registered()["things.listed"] != permOrder {
		t.Error("the list can be changed from outside")
	}
	if usecase.Name(t.Context()) != "" {
		t.Error("a use case out of nothing")
	}
}

// A dangerous act asks a person, and only a person, for a fresh proof; the permission is asked for first.
func TestDangerousActs(t *testing.T) {
	t.Parallel()
	may := map[access.Permission]bool{permOrder: true}
	run := usecase.New(usecase.Silent{}, "things.pay", func(_ context.Context, in pay) (int, error) { return in.N, nil })
	for name, c := range map[string]struct {
		actor access.Actor
		n     int
		want  error
	}{
		"proved":                 {access.Actor{Kind: access.Person, Permissions: may, Fresh: true}, 11, nil},
		"not proved":             {access.Actor{Kind: access.Person, Permissions: may}, 11, access.ErrStepUp},
		"not proved, little":     {access.Actor{Kind: access.Person, Permissions: may}, 10, nil},
		"not allowed":            {access.Actor{Kind: access.Person}, 11, access.ErrForbidden},
		"proved and not allowed": {access.Actor{Kind: access.Person, Fresh: true}, 11, access.ErrForbidden},
		"nobody, marked fresh":   {access.Actor{Fresh: true}, 11, access.ErrSignIn},
		"the program":            {access.Actor{Kind: access.System}, 11, nil},
	} {
		if got, err := run(access.With(t.Context(), c.actor), pay{c.n}); !errors.Is(err, c.want) || c.want == nil && (err != nil || got != c.n) || c.want != nil && got != 0 {
			t.Errorf("%s: %d, %v, want %v", name, got, err, c.want)
		}
	}
	usecase.New(usecase.Silent{}, "things.looked", func(context.Context, look) (int, error) { return 0, nil })
	if all := usecase.Dangerous(); !slices.Contains(all, "things.pay") || slices.Contains(all, "things.looked") {
		t.Errorf("%v", all)
	}
}
