package access_test

import (
	"errors"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

func TestMay(t *testing.T) {
	t.Parallel()
	const read, write access.Permission = "things.read", "things.write"
	granted := map[access.Permission]bool{read: true, write: false}
	tests := []struct {
		name                       string
		actor                      access.Actor
		public, mayRead, mayChange error
	}{
		{"nobody", access.Actor{}, nil, access.ErrSignIn, access.ErrSignIn},
		{"visitor", access.Actor{Kind: access.Anonymous, Permissions: granted}, nil, access.ErrSignIn, access.ErrSignIn},
		{"link", access.Actor{Kind: access.LinkKey, Permissions: granted}, nil, access.ErrSignIn, access.ErrSignIn},
		{"user", access.Actor{Kind: access.Person, Permissions: granted}, nil, nil, access.ErrForbidden},
		{"user without anything", access.Actor{Kind: access.Person}, nil, access.ErrForbidden, access.ErrForbidden},
		{"program", access.Actor{Kind: access.System}, nil, nil, nil},
		{"unknown kind", access.Actor{Kind: "root", Permissions: granted}, nil, access.ErrSignIn, access.ErrSignIn},
	}
	for _, tt := range tests {
		ctx := access.With(t.Context(), tt.actor)
		for p, want := range map[access.Permission]error{access.Public: tt.public, read: tt.mayRead, write: tt.mayChange} {
			if err := access.Authorize(ctx, p); !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%s and %s: %v, want %v", tt.name, p, err, want)
			}
			if tt.actor.May(p) != (want == nil) {
				t.Errorf("%s may %s: %v", tt.name, p, tt.actor.May(p))
			}
		}
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	if a := access.From(t.Context()); a.Kind != access.Anonymous || !access.TenantOf(t.Context()).IsZero() || !a.Tenant.IsZero() {
		t.Errorf("%+v", a)
	}
	tenant := ident.MustParse[access.Tenant]("01985a5e-6f00-7abc-8def-0123456789ab")
	ctx := access.AsSystem(t.Context(), tenant, "job:x")
	if a := access.From(ctx); a.Kind != access.System || a.Name != "job:x" || access.TenantOf(ctx) != tenant {
		t.Errorf("%+v", a)
	}
	// What is put on top stands; the program's powers do not shine through.
	visitor := access.With(ctx, access.Actor{Kind: access.Anonymous, Tenant: tenant})
	if err := access.Authorize(visitor, "things.read"); !errors.Is(err, access.ErrSignIn) {
		t.Error(err)
	}
}
