package jobs

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
)

// EachTenant does something in every business that tenants names, as the program under the name of what it does. One that
// fails does not keep the others from it; the failures come back joined.
func EachTenant(ctx context.Context, tenants func(context.Context) ([]access.TenantID, error), as string, do func(context.Context) error) error {
	all, err := tenants(ctx)
	failures := []error{err}
	for _, t := range all {
		failures = append(failures, do(access.AsSystem(ctx, t, as)))
	}
	return errors.Join(failures...)
}
