package docusign_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/contracts/docusign"
	"comptoir/internal/contracts/docusign/docusigntest"
)

func keys() contracts.ProviderKeys {
	return contracts.ProviderKeys{docusign.Environment: "demo", docusign.IntegrationKey: docusigntest.Integration, docusign.UserID: docusigntest.User,
		docusign.PrivateKey: docusigntest.PrivateKey(), docusign.HMACKey: docusigntest.Secret}
}

func TestDocuSignConforms(t *testing.T) {
	t.Parallel()
	contractstest.GatewayConformance(t, func(t *testing.T) contractstest.GatewayHarness {
		server := docusigntest.New(t)
		return contractstest.GatewayHarness{Gateway: docusign.New(http.DefaultClient, server.URL, keys(), time.Now), Ctx: t.Context(),
			Open:   func(t *testing.T, external string) { server.Open(t, external) },
			Sign:   func(t *testing.T, external string, p contracts.Party) { server.Sign(t, external, p) },
			Refuse: func(t *testing.T, external, reason string) { server.Refuse(t, external, reason) },
			Expire: func(t *testing.T, external string) { server.Expire(t, external) },
			Signed: func(_ *testing.T, external string) contracts.Message {
				return server.Event("recipient-completed", external)
			},
			Lose: server.Lose, Away: server.Away}
	})
}

// However often the line is cut, one envelope is made.
func TestOneEnvelopeIsMade(t *testing.T) {
	t.Parallel()
	server := docusigntest.New(t)
	gateway := docusign.New(http.DefaultClient, server.URL, keys(), time.Now)
	r := contractstest.Request(t)
	for range 3 {
		server.Lose(0)
		_, _ = gateway.Place(t.Context(), r) // that the outcome is unknown is the point
	}
	if n := server.Envelopes(r.Contract.String()); n != 1 {
		t.Errorf("%d envelopes", n)
	}
}

// The sign-in: a wrong key, no consent, another account are the keys' fault; a token that was taken back is made anew.
func TestTheSignIn(t *testing.T) {
	t.Parallel()
	server := docusigntest.New(t)
	check := func(change func(contracts.ProviderKeys)) error {
		k := keys()
		change(k)
		_, err := docusign.New(http.DefaultClient, server.URL, k, time.Now).Check(t.Context())
		return err
	}
	for what, change := range map[string]func(contracts.ProviderKeys){
		"another integration": func(k contracts.ProviderKeys) { k[docusign.IntegrationKey] = docusigntest.User },
		"no key":              func(k contracts.ProviderKeys) { k[docusign.PrivateKey] = "-----BEGIN RSA PRIVATE KEY-----" },
		"another account":     func(k contracts.ProviderKeys) { k[docusign.AccountID] = docusigntest.User },
	} {
		if err := check(change); !errors.Is(err, contracts.ErrRefusedKeys) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := check(func(k contracts.ProviderKeys) { k[docusign.AccountID] = docusigntest.Account }); err != nil {
		t.Error(err)
	}
	gateway := docusign.New(http.DefaultClient, server.URL, keys(), time.Now)
	external, err := gateway.Place(t.Context(), contractstest.Request(t))
	if err != nil {
		t.Fatal(err)
	}
	server.Revoke()
	if _, err := gateway.Ask(t.Context(), external); err != nil {
		t.Errorf("after the token was taken back: %v", err)
	}
	server.Consent(false)
	if _, err := gateway.Check(t.Context()); !errors.Is(err, contracts.ErrRefusedKeys) {
		t.Errorf("without consent: %v", err)
	}
	server.Away(true)
	if _, err := gateway.Check(t.Context()); !errors.Is(err, contracts.ErrGatewayAway) {
		t.Errorf("while away: %v", err)
	}
}

// Names that nobody has, far too long, that turn a text round or speak JSON: DocuSign still takes them, once.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	server := docusigntest.New(t)
	gateway := docusign.New(http.DefaultClient, server.URL, keys(), time.Now)
	for _, name := range []string{"\u202eevil\u202c", "a\x00b\x07", strings.Repeat("Llanfairpwllgwyngyll", 60), `","status":"completed","x":"`, "عبد الله", "🏴‍☠️", "<b>&amp;</b>"} {
		r := contractstest.Request(t)
		r.Title, r.Parties[0].FirstName, r.Parties[0].LastName = name+r.Title, name, name
		external, err := gateway.Place(t.Context(), r)
		if err != nil {
			t.Errorf("%.20q: %v", name, err)
			continue
		}
		if report, err := gateway.Ask(t.Context(), external); err != nil || report.Outcome != "" || report.Signer.Signed || server.Envelopes(r.Contract.String()) != 1 {
			t.Errorf("%.20q: %+v %v", name, report, err)
		}
	}
}
