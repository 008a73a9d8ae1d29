package contracts

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// ReceiveNotice is a call of a provider. Anybody may make it: the signature decides whether it is believed.
type ReceiveNotice struct {
	Provider string
	Message  Message
}

// Needs implements access.Guarded.
func (ReceiveNotice) Needs() access.Permission { return access.Public }

// Notice is what is kept of a genuine call: that something happened to a request. What happened is asked for, so that the
// order in which calls come, and how often, means nothing.
type Notice struct {
	Provider   string
	ID         string
	Event      string
	External   string
	State      NoticeState
	Tries      int
	ReceivedAt time.Time
}

// NoticeState is what became of a notice.
type NoticeState string

// The states of a notice: one of a request that is not known here, or not yet, waits.
const (
	NoticeWaiting NoticeState = "waiting"
	NoticeApplied NoticeState = "applied"
	NoticeGivenUp NoticeState = "given_up"
)

// noticePatience is for how long a notice of an unknown request waits: longer than the providers deliver again.
const noticePatience = 7 * 24 * time.Hour

func (c *Contracts) receive(ctx context.Context, in ReceiveNotice) (none usecase.None, err error) {
	gateway, err := c.account(ctx, in.Provider)
	if err != nil {
		return none, err
	}
	now := c.d.Now()
	t, err := gateway.Verify(ctx, in.Message, now)
	if err != nil || t.External == "" {
		return none, err
	}
	n := Notice{Provider: in.Provider, ID: t.ID, Event: t.Event, External: t.External, ReceivedAt: now}
	return none, c.d.Store.Write(ctx, func(tx Tx) error {
		n.State = NoticeWaiting
		id, err := c.syncOf(ctx, tx, n)
		if err == nil {
			n.State = NoticeApplied
		} else if !errors.Is(err, ErrUnknown) {
			return err
		}
		fresh, err := tx.AddNotice(ctx, n)
		if err != nil || !fresh || n.State == NoticeWaiting {
			return err
		}
		return tx.SyncLater(ctx, id)
	})
}

// syncOf finds the contract of a notice.
func (c *Contracts) syncOf(ctx context.Context, tx Tx, n Notice) (ContractID, error) {
	contract, err := tx.ByExternal(ctx, n.External)
	if err != nil {
		return ContractID{}, err
	}
	if contract.s.Signing.Provider != n.Provider {
		return ContractID{}, ErrUnknown
	}
	return contract.s.ID, nil
}

// ReplayNotices tries the notices that wait again; a job calls it.
type ReplayNotices struct{}

// Needs implements access.Guarded.
func (ReplayNotices) Needs() access.Permission { return PermProgram }

// Replayed counts what became of them.
type Replayed struct{ Applied, Waiting, GivenUp int }

func (c *Contracts) replay(ctx context.Context, _ ReplayNotices) (done Replayed, err error) {
	waiting, err := c.d.Store.WaitingNotices(ctx)
	for _, n := range waiting {
		if err != nil {
			return done, err
		}
		err = c.d.Store.Write(ctx, func(tx Tx) error {
			n.Tries++
			id, err := c.syncOf(ctx, tx, n)
			switch {
			case err == nil:
				n.State = NoticeApplied
				err = tx.SyncLater(ctx, id)
			case errors.Is(err, ErrUnknown) && c.d.Now().Sub(n.ReceivedAt) > noticePatience:
				n.State, err = NoticeGivenUp, nil
			case errors.Is(err, ErrUnknown):
				err = nil
			}
			if err != nil {
				return err
			}
			return tx.MoveNotice(ctx, n)
		})
		switch n.State {
		case NoticeApplied:
			done.Applied++
		case NoticeGivenUp:
			done.GivenUp++
		default:
			done.Waiting++
		}
	}
	return done, err
}
