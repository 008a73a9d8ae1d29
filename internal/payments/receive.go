package payments

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// ReceiveWebhook is a call of a provider. Anybody may make it: the signature decides whether it is believed.
type ReceiveWebhook struct {
	Provider string
	Message  Message
}

// Needs implements access.Guarded.
func (ReceiveWebhook) Needs() access.Permission { return access.Public }

// Webhook is a genuine notification that could not be applied: of a payment that is not known here, or not yet. It is
// kept whole, encrypted, and tried again.
type Webhook struct {
	Provider     string
	Notification string // the provider's identifier
	Kind         NotificationKind
	Payment      PaymentID // zero: nothing of ours was written on it
	Sealed       []byte    // the message
	State        WebhookState
	Tries        int
	ReceivedAt   time.Time
}

// WebhookState is what became of a kept notification.
type WebhookState string

// The states of a kept notification.
const (
	WebhookWaiting WebhookState = "waiting"
	WebhookApplied WebhookState = "applied"
	WebhookGivenUp WebhookState = "given_up" // a person must look
	WebhookSettled WebhookState = "settled"  // a person has looked
)

// webhookPatience is for how long a notification of an unknown payment is tried again: longer than any provider itself
// delivers again (Stripe: three days).
const webhookPatience = 7 * 24 * time.Hour

func (p *Payments) receive(ctx context.Context, c ReceiveWebhook) (none usecase.None, err error) {
	n, err := p.read(ctx, c.Provider, c.Message, p.now())
	if err != nil || n.Kind == NotifyNothing {
		return none, err
	}
	if n.Kind == NotifyPayout || n.Kind == NotifyPayee || n.Kind == NotifyPayoutLost {
		return none, p.aboutPayees(ctx, c.Provider, n)
	}
	err = p.apply(ctx, c.Provider, n)
	if !errors.Is(err, ErrUnknown) {
		return none, err
	}
	w := Webhook{Provider: c.Provider, Notification: n.ID, Kind: n.Kind, Payment: n.PaymentID, State: WebhookWaiting, ReceivedAt: p.now()}
	raw, err := json.Marshal(c.Message)
	if err != nil {
		return none, err
	}
	if w.Sealed, err = p.vault.Seal(ctx, webhookName(w), raw); err != nil {
		return none, err
	}
	return none, p.store.Write(ctx, func(tx Tx) error { return tx.Keep(ctx, w) })
}

func webhookName(w Webhook) string { return "payments.webhook." + w.Provider + "." + w.Notification }

// read believes a message that the provider signed, and asks the provider where the message only says that something
// happened.
func (p *Payments) read(ctx context.Context, provider string, m Message, at time.Time) (Notification, error) {
	driver, err := p.of(ctx, provider)
	if err != nil {
		return Notification{}, err
	}
	n, err := driver.Verify(ctx, m, at)
	if err != nil || n.Kind != NotifyLook {
		return n, err
	}
	s, err := p.store.Find(ctx, n.PaymentID)
	if err != nil || s.Reference == "" {
		return n, nil // apply says that it is not known, or not yet
	}
	if s.Status == Cancelled { // asking may fetch money that nobody wants any more
		return Notification{}, nil
	}
	if n.Reference == "" {
		n.Reference = s.Reference
	}
	truth, err := driver.Ask(ctx, n.Reference)
	if err == nil && s.forgotten(truth) {
		return Notification{}, nil
	}
	truth.ID, truth.PaymentID = n.ID, cmp.Or(truth.PaymentID, n.PaymentID) // what is gone at the provider names nobody
	return truth, err
}

func (p *Payments) apply(ctx context.Context, provider string, n Notification) error {
	return p.store.Write(ctx, func(tx Tx) error {
		fresh, err := tx.Remember(ctx, provider, n.ID)
		if err != nil || !fresh {
			return err
		}
		payment, err := tx.Payment(ctx, n.PaymentID)
		if err != nil {
			return err
		}
		if payment.s.Provider != provider || n.Kind == NotifyLook {
			return ErrUnknown
		}
		payment.Learn(n, p.now())
		return tx.Save(ctx, payment)
	})
}

// ReplayWebhooks tries the kept notifications again.
type ReplayWebhooks struct{}

// Needs implements access.Guarded.
func (ReplayWebhooks) Needs() access.Permission { return PermReconcile }

// Replayed counts what became of them.
type Replayed struct{ Applied, Waiting, GivenUp int }

func (p *Payments) replay(ctx context.Context, _ ReplayWebhooks) (done Replayed, err error) {
	kept, err := p.store.WaitingWebhooks(ctx)
	if err != nil {
		return done, err
	}
	away := map[string]bool{} // they are asked again at the next run; the others are not kept waiting
	for _, w := range kept {
		if away[w.Provider] {
			done.Waiting++
			continue
		}
		w.Tries++
		switch err := p.again(ctx, w); {
		case err == nil:
			w.State = WebhookApplied
			done.Applied++
		case fault.KindOf(err) == fault.Unavailable:
			away[w.Provider] = true
			done.Waiting++
			continue
		case p.now().Sub(w.ReceivedAt) > webhookPatience:
			w.State = WebhookGivenUp
			done.GivenUp++
		default:
			done.Waiting++
		}
		if w.State == WebhookApplied {
			w.Sealed = nil
		}
		if err := p.store.Write(ctx, func(tx Tx) error { return tx.MoveWebhook(ctx, w) }); err != nil {
			return done, err
		}
	}
	return done, nil
}

// again reads a kept message as of the moment at which it came: its signature is judged by that clock.
func (p *Payments) again(ctx context.Context, w Webhook) error {
	raw, err := p.vault.Open(ctx, webhookName(w), w.Sealed)
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal(raw, &m); err != nil {
		return err
	}
	n, err := p.read(ctx, w.Provider, m, w.ReceivedAt)
	if err != nil || n.Kind == NotifyNothing {
		return err
	}
	return p.apply(ctx, w.Provider, n)
}

// ListWebhooks shows the notifications that wait or were given up.
type ListWebhooks struct{}

// Needs implements access.Guarded.
func (ListWebhooks) Needs() access.Permission { return PermReadPayments }

func (p *Payments) listWebhooks(ctx context.Context, _ ListWebhooks) ([]Webhook, error) {
	return p.store.KeptWebhooks(ctx)
}

// DismissWebhook says that a person has looked at a notification that was given up, and that nothing is to be done.
type DismissWebhook struct{ Provider, Notification string }

// Needs implements access.Guarded.
func (DismissWebhook) Needs() access.Permission { return PermReconcile }

func (p *Payments) dismiss(ctx context.Context, c DismissWebhook) (none usecase.None, err error) {
	kept, err := p.store.KeptWebhooks(ctx)
	if err != nil {
		return none, err
	}
	i := slices.IndexFunc(kept, func(w Webhook) bool {
		return w.Provider == c.Provider && w.Notification == c.Notification && w.State == WebhookGivenUp
	})
	if i < 0 {
		return none, ErrUnknown
	}
	kept[i].State, kept[i].Sealed = WebhookSettled, nil
	return none, p.store.Write(ctx, func(tx Tx) error { return tx.MoveWebhook(ctx, kept[i]) })
}

// SyncPayment asks the provider what became of a payment: the payer is back before the webhook, or the network was cut.
type SyncPayment struct{ ID PaymentID }

// Needs implements access.Guarded: it tells no more than LookAtPayment does.
func (SyncPayment) Needs() access.Permission { return access.Public }

func (p *Payments) sync(ctx context.Context, c SyncPayment) (PublicView, error) {
	s, err := p.store.Find(ctx, c.ID)
	if err != nil || s.Reference == "" || s.Status == Succeeded || s.Status == Cancelled {
		return publicOf(s), err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return PublicView{}, err
	}
	n, err := driver.Ask(ctx, s.Reference)
	if err != nil || n.Kind == NotifyNothing || s.forgotten(n) {
		return publicOf(s), err
	}
	if err := p.learn(ctx, c.ID, n); err != nil {
		return PublicView{}, err
	}
	s, err = p.store.Find(ctx, c.ID)
	return publicOf(s), err
}
