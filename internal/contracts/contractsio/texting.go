package contractsio

import (
	"context"
	"strconv"
	"strings"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/sms"
)

// Carrier is a carrier of texts as contracts know one. It implements contracts.Carrier.
type Carrier struct {
	Sender *sms.Sender
	// Site is the public address of the business of ctx, at which the carrier tells what became of a text.
	Site func(ctx context.Context) string
}

const fatePath = "/api/contracts/texts"

// Name implements contracts.Carrier.
func (c Carrier) Name() string { return c.Sender.Name() }

// Check implements contracts.Carrier.
func (c Carrier) Check(ctx context.Context) (string, error) {
	name, err := c.Sender.Check(ctx)
	return name, gatewayFault(err)
}

// gatewayFault says a carrier's fault in the words of contracts, where they have some.
func gatewayFault(err error) error {
	switch fault.CodeOf(err) {
	case fault.CodeOf(sms.ErrKeys):
		return contracts.ErrRefusedKeys.Because(err)
	case fault.CodeOf(sms.ErrUnavailable):
		return contracts.ErrCarrierAway.Because(err)
	case fault.CodeOf(sms.ErrForged):
		return contracts.ErrSignature.Because(err)
	}
	return err
}

// Carry implements contracts.Carrier.
func (c Carrier) Carry(ctx context.Context, m contracts.TextMessage) (contracts.Carried, error) {
	sent, err := c.Sender.Send(ctx, sms.Message{Reference: m.Reference, To: m.To, Text: m.Text, Life: m.Life, TriedAt: m.TriedAt,
		Callback: c.Site(ctx) + fatePath + "/" + c.Name() + "/" + m.Reference})
	return contracts.Carried{ID: sent.ID, Segments: sent.Segments, Encoding: string(sent.Encoding)}, gatewayFault(err)
}

// Verify implements contracts.Carrier.
func (c Carrier) Verify(ctx context.Context, address string, m contracts.Message) (contracts.Fate, error) {
	n, err := c.Sender.Verify(ctx, address, m.Header, m.Body)
	return contracts.Fate{ID: n.ID, Delivered: n.Fate == sms.Delivered, Lost: n.Why}, gatewayFault(err)
}

// TextFate takes a carrier's call about the text of that reference.
func (m *Module) TextFate(ctx context.Context, carrier, reference string, call contracts.Message) error {
	id, challenge, _ := strings.Cut(reference, ".")
	contract, err := ident.Parse[contracts.Contract](id)
	if err != nil {
		return contracts.ErrUnknown
	}
	number, err := strconv.Atoi(challenge)
	if err != nil {
		return contracts.ErrUnknown
	}
	_, err = m.contracts.Fate(ctx, contracts.ReceiveFate{Carrier: carrier, Contract: contract, Challenge: number, Address: m.site(ctx) + fatePath + "/" + carrier + "/" + reference, Message: call})
	return err
}
