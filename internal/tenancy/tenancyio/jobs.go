package tenancyio

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/mail"
	"comptoir/internal/platform/pg"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// Jobs registers the exports, the mail of a signup, and the daily look at what time asks for.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a makeExport) error {
		_, err := m.MakeExport(ctx, tenancy.MakeExport{ID: tenancy.ExportID(a.Export)})
		return err
	}, jobs.Timeout(30*time.Minute), jobs.MaxAttempts(5))
	jobs.Handle(r, m.mailSignup)
	jobs.Handle(r, func(ctx context.Context, _ sweep) error {
		_, err := m.Sweep(ctx, tenancy.Sweep{})
		return err
	}, jobs.Timeout(30*time.Minute))
	jobs.Handle(r, m.sweepAll, jobs.ForOperator())
	jobs.Periodic(r, "tenancy.sweep", time.Hour, sweepAll{})
}

// sweepAll asks for a sweep of each business that may need one, each in a job of its own tenant.
func (m *Module) sweepAll(ctx context.Context, _ sweepAll) error {
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := m.ListTenants(ctx, tenancy.ListTenants{Request: next})
		if err != nil {
			return err
		}
		for _, s := range page.Items {
			if s.Status == tenancy.Erased {
				continue
			}
			err := m.d.DB.Write(access.AsSystem(ctx, s.ID, "tenancy.sweep"), func(ctx context.Context, tx pg.Tx) error {
				return m.d.Queue.Enqueue(ctx, tx, sweep{}, jobs.Unique("sweep"))
			})
			if err != nil {
				return err
			}
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return nil
}

// mailSignup writes to somebody who wants to open a business: the link that proves his address.
func (m *Module) mailSignup(ctx context.Context, a mailSignup) error {
	s, err := m.FindSignup(ctx, tenancy.FindSignup{ID: tenancy.SignupID(a.Signup)})
	if err != nil {
		return err
	}
	ctx = web.WithLocale(ctx, m.d.Web().Messages().Locale(s.Locale))
	link := m.Directory.Root() + "/start/" + m.keys.seal(purposeSignup, access.TenantOf(ctx), s.ID.Raw())
	return m.d.Mail.Send(ctx, mail.Message{Key: "tenancy/signup/" + s.ID.String(), From: m.d.From, To: []mail.Address{{Email: string(s.Email)}},
		Subject: web.T(ctx, "start.mail.subject"), Text: web.T(ctx, "start.mail.text", "Link", link)})
}
