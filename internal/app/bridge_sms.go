package app

import (
	"context"
	"net/http"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/egress"
	"comptoir/internal/platform/phone"
	"comptoir/internal/platform/sms"
	"comptoir/internal/platform/sms/sandboxsms"
	"comptoir/internal/platform/sms/twiliosms"
)

// carriers are the companies that businesses may have carry their texts, and who carries those of the others: the
// installation's account at Twilio, else in the demonstration the sandbox, else nobody. mobile says at which numbers a text can
// arrive; the demonstration's are invented, and its telephones take texts at each.
func (c *Contexts) carriers(g *ground, where func(context.Context) string) (all []contracts.Provider, own contracts.Carrier, mobile func(contact.Phone) bool) {
	client := textClient(g)
	all = []contracts.Provider{{Name: twiliosms.Name, Fields: []contracts.Field{{Name: "account_sid"}, {Name: "auth_token", Secret: true}, {Name: "sender"}}, Test: func(contracts.ProviderKeys) bool { return false },
		Carry: func(k contracts.ProviderKeys) contracts.Carrier {
			return contractsio.Carrier{Site: where, Sender: sms.New(twiliosms.New(twiliosms.Config{Client: client, URL: g.cfg.TwilioURL, Account: k["account_sid"], Token: k["auth_token"], Sender: k["sender"]}))}
		}}}
	if g.cfg.TwilioAccount != "" {
		return all, contractsio.Carrier{Site: where, Sender: installationTwilio(g)}, phone.Mobile
	}
	if !g.cfg.Demo {
		return all, nil, phone.Mobile
	}
	c.texts = sandboxsms.New(sandboxsms.Deps{DB: g.db, Now: g.now, Zone: clockOf(c.Tenancy.Directory), Secret: g.key, Tell: func(ctx context.Context, reference string, header map[string][]string, body []byte) error {
		return c.contracts.TextFate(ctx, sandboxsms.Name, reference, contracts.Message{Header: header, Body: body})
	}})
	return all, contractsio.Carrier{Site: where, Sender: sms.New(c.texts)}, nil
}

func installationTwilio(g *ground) *sms.Sender {
	return sms.New(twiliosms.New(twiliosms.Config{Client: textClient(g), URL: g.cfg.TwilioURL, Account: g.cfg.TwilioAccount, Token: g.cfg.TwilioToken.Reveal(), Sender: g.cfg.TwilioSender}))
}

func textClient(g *ground) *http.Client {
	return egress.New(egress.Config{Allow: g.cfg.EgressAllow, Timeout: 15 * time.Second, MaxBytes: 1 << 20})
}
