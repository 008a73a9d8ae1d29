package notifications_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/notifications"
)

// post is everything around one queued delivery: the store, the mailer, the files, the agency and its links.
type post struct {
	notifications.Store
	notifications.Links
	delivery      notifications.Delivery
	sent          []notifications.Message
	file, confirm error
}

func (p *post) Find(context.Context, notifications.DeliveryID) (notifications.Delivery, error) {
	return p.delivery, nil
}

func (p *post) Settle(_ context.Context, d notifications.Delivery) error {
	p.delivery = d
	return nil
}

func (p *post) Texts(context.Context) ([]notifications.Text, error) { return nil, nil }

func (p *post) Send(_ context.Context, m notifications.Message) error {
	p.sent = append(p.sent, m)
	return nil
}

func (p *post) Open(context.Context, string) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader([]byte("%PDF"))), p.file
}

func (p *post) Agency(context.Context) (notifications.Agency, error) { return agency(), nil }

func (p *post) Manage(context.Context, ident.Raw) (string, error) {
	return "https://rivages.example/m", nil
}

func (p *post) Confirm(context.Context, ident.Raw) (string, error) {
	return "https://rivages.example/c", p.confirm
}

// A message never waits for what will not come back, and never goes without what may.
func TestSendDoesNotWaitForWhatIsGone(t *testing.T) {
	t.Parallel()
	var (
		gone  = fault.Define(fault.NotFound, "test.gone", "gone")
		ended = fault.Define(fault.Gone, "test.ended", "ended")
		away  = errors.New("the file store is away")
	)
	for name, tt := range map[string]struct {
		kind          notifications.Kind
		file, confirm error
		err           error
		status        notifications.Status
		failure       string
		attached      int
	}{
		"all is there":          {notifications.StayConfirmed, nil, nil, nil, notifications.Sent, "", 1},
		"the paper is gone":     {notifications.StayConfirmed, gone, nil, nil, notifications.Sent, "", 0},
		"the paper may be back": {notifications.StayConfirmed, away, nil, away, notifications.Queued, "", 0},
		"the link ended":        {notifications.ConfirmEmail, nil, ended, nil, notifications.Failed, "test.ended", 0},
	} {
		p := &post{file: tt.file, confirm: tt.confirm}
		p.delivery = notifications.Delivery{Notice: notice(tt.kind, "fr"), Status: notifications.Queued}
		if tt.kind == notifications.StayConfirmed {
			p.delivery.Notice.Attachment = &notifications.Attachment{File: "f", Name: "contrat.pdf", Type: "application/pdf"}
		}
		n := notifications.New(notifications.Deps{Store: p, Mailer: p, Files: p, Agency: p, Links: p, Now: func() time.Time { return time.Unix(0, 0) }, Observer: usecase.Silent{}})
		_, err := n.Send(system(t), notifications.SendDelivery{})
		if !errors.Is(err, tt.err) || err != nil && tt.err == nil || p.delivery.Status != tt.status || p.delivery.Failure != tt.failure {
			t.Errorf("%s: %v, %s %q", name, err, p.delivery.Status, p.delivery.Failure)
		}
		if sent := tt.status == notifications.Sent; sent != (len(p.sent) == 1) || sent && len(p.sent[0].Attachments) != tt.attached {
			t.Errorf("%s: sent %+v", name, p.sent)
		}
	}
}
