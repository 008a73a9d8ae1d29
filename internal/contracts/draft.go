package contracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// ReasonReplaced is the reason of contracts whose stay has changed before they were completed.
const ReasonReplaced = "replaced"

// ReasonCancelled is the reason of contracts whose stay was cancelled before they were completed.
const ReasonCancelled = "cancelled"

// DraftContract numbers the contract of a stay as agreed in one version of its reservation.
type DraftContract struct{ Stay event.StayFacts }

// Needs implements access.Guarded.
func (DraftContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) draftFor(ctx context.Context, in DraftContract) (id ContractID, err error) {
	err = c.d.Store.Write(ctx, func(tx Tx) error {
		known, err := tx.OfVersion(ctx, in.Stay.Reservation, in.Stay.Version)
		if err == nil {
			id = known.s.ID
			return nil
		}
		if !errors.Is(err, ErrUnknown) {
			return err
		}
		now := c.d.Now()
		seq, revision, err := tx.NextNumber(ctx, now.Year(), in.Stay.Reservation)
		if err != nil {
			return err
		}
		contract := Draft(ident.Next[Contract](c.d.IDs), in.Stay, seq, revision, now)
		if err := c.replace(ctx, tx, contract); err != nil {
			return err
		}
		id = contract.s.ID
		if err := tx.Save(ctx, contract); err != nil {
			return err
		}
		return tx.GenerateLater(ctx, id)
	})
	return id, err
}

// replace takes back what an older revision has under way, and makes the new one an addendum to what is signed.
func (c *Contracts) replace(ctx context.Context, tx Tx, contract *Contract) error {
	older, err := tx.OfSubject(ctx, contract.s.Reservation)
	if err != nil {
		return err
	}
	for _, old := range older {
		switch {
		case old.s.Stay.Version > contract.s.Stay.Version: // events come in no order: this is the older one
			continue
		case old.s.Status == Completed || old.s.AllSigned():
			if contract.s.Signing.Amends == "" { // the newest that is signed
				contract.s.Signing.Amends = old.s.Number
			}
		case !old.s.Status.Ended():
			contract.s.Signing.SendAtOnce = contract.s.Signing.SendAtOnce || !old.s.Signing.SentAt.IsZero()
			if err := old.Void(ReasonReplaced, Witness{Actor: "program"}, c.d.Now()); err != nil {
				return err
			}
			if err := c.ended(ctx, tx, old); err != nil {
				return err
			}
			if err := tx.Save(ctx, old); err != nil {
				return err
			}
		}
	}
	if contract.s.Signing.Amends != "" {
		contract.s.Signing.SendAtOnce = true // what was signed is changed by what is signed
	}
	return nil
}

// GenerateContract writes a drafted contract; a job calls it until it has succeeded.
type GenerateContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (GenerateContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) generate(ctx context.Context, in GenerateContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || s.Status != Drafted {
		return none, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return none, err
	}
	template, err := c.d.Store.Template(ctx, s.templateKey(), 0)
	if err != nil {
		return none, err
	}
	text, err := Compose(s, agency, template)
	if err != nil {
		return none, err
	}
	pdf, err := c.d.Printer.Print(text)
	if err != nil {
		return none, err
	}
	key, err := c.d.Files.Put(ctx, s.fileName(), pdf)
	if err != nil {
		return none, err
	}
	sum := sha256.Sum256(pdf)
	return none, c.d.Store.Write(ctx, func(tx Tx) error {
		contract, err := tx.Contract(ctx, in.ID)
		if err != nil || contract.s.Status != Drafted { // voided meanwhile, or written by another worker
			return err
		}
		contract.s.Signing.Template = template.Version
		contract.Written(key, hex.EncodeToString(sum[:]), int64(len(pdf)), c.d.Now())
		if err := tx.SaveText(ctx, in.ID, text); err != nil {
			return err
		}
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		if settings.AutoSend || contract.s.Signing.SendAtOnce {
			if err := c.hand(ctx, tx, contract, settings, Witness{Actor: "program"}); err != nil && !errors.Is(err, ErrNoAddress) {
				return err
			}
		}
		return tx.Save(ctx, contract)
	})
}

// hand sends a contract to be signed where the business has its contracts signed.
func (c *Contracts) hand(ctx context.Context, tx Tx, contract *Contract, s Settings, w Witness) error {
	provider, err := c.chosen(ctx, tx)
	if err != nil {
		return err
	}
	if provider == BuiltIn {
		return c.sendAs(ctx, tx, contract, s, BuiltIn, w)
	}
	again := contract.s.Signing.Placing != ""
	if err := contract.HandOver(provider); err != nil {
		return err
	}
	return tx.PlaceLater(ctx, contract.s.ID, again)
}

// sendAs sends a contract by a new private link and has it followed.
func (c *Contracts) sendAs(ctx context.Context, tx Tx, contract *Contract, s Settings, provider string, w Witness) error {
	now, number := c.d.Now(), contract.s.Signing.Link+1
	token := c.d.Keys.Link(access.TenantOf(ctx), contract.s.ID, number)
	if err := contract.Send(c.d.Keys.Hash(token), provider, s.life(), w, now); err != nil {
		return err
	}
	contract.s.Signing.Link = number
	return c.followNext(ctx, tx, contract, s)
}
