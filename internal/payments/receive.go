package payments

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// ReceiveWebhook is a call of a provider. Anybody may make it: the signature decides whether it is believed.
type ReceiveWebhook struct {
	Provider string
	Message  Message
}

// Needs implements access.Guarded.
func (ReceiveWebhook) Needs() access.Permission { return access.Public }

func (p *Payments) receive(ctx context.Context, c ReceiveWebhook) (none usecase.None, err error) {
	driver, err := p.of(c.Provider)
	if err != nil {
		return none, err
	}
	n, err := driver.Verify(ctx, c.Message, p.now())
	if err != nil || n.Kind == NotifyNothing {
		return none, err
	}
	return none, p.store.Write(ctx, func(tx Tx) error {
		fresh, err := tx.Remember(ctx, c.Provider, n.ID)
		if err != nil || !fresh {
			return err
		}
		payment, err := tx.Payment(ctx, n.PaymentID)
		if err != nil {
			return err
		}
		payment.Learn(n, p.now())
		return tx.Save(ctx, payment)
	})
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
	driver, err := p.of(s.Provider)
	if err != nil {
		return PublicView{}, err
	}
	n, err := driver.Ask(ctx, s.Reference)
	if err != nil || n.Kind == NotifyNothing {
		return publicOf(s), err
	}
	if err := p.learn(ctx, c.ID, n); err != nil {
		return PublicView{}, err
	}
	s, err = p.store.Find(ctx, c.ID)
	return publicOf(s), err
}
