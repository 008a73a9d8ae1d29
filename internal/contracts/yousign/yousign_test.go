package yousign_test

import (
	"errors"
	"net/http"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/contracts/yousign"
	"comptoir/internal/contracts/yousign/yousigntest"
)

func keys() contracts.ProviderKeys {
	return contracts.ProviderKeys{yousign.Environment: "sandbox", yousign.APIKey: yousigntest.Key, yousign.WebhookSecret: yousigntest.Secret}
}

func TestYousignConforms(t *testing.T) {
	t.Parallel()
	contractstest.GatewayConformance(t, func(t *testing.T) contractstest.GatewayHarness {
		server := yousigntest.New(t)
		return contractstest.GatewayHarness{Gateway: yousign.New(http.DefaultClient, server.URL, keys()), Ctx: t.Context(),
			Open:   func(t *testing.T, external string) { server.Open(t, external) },
			Sign:   func(t *testing.T, external string, p contracts.Party) { server.Sign(t, external, p) },
			Refuse: func(t *testing.T, external, reason string) { server.Refuse(t, external, reason) },
			Expire: func(t *testing.T, external string) { server.Expire(t, external) },
			Signed: func(_ *testing.T, external string) contracts.Message { return server.Event("signer.done", external) },
			Lose:   server.Lose, Away: server.Away}
	})
}

// However often the line is cut in the middle of placing, one request reaches the signers.
func TestOneRequestReachesTheSigners(t *testing.T) {
	t.Parallel()
	server := yousigntest.New(t)
	gateway := yousign.New(http.DefaultClient, server.URL, keys())
	r := contractstest.Request(t)
	for after := range 8 {
		server.Lose(after)
		_, _ = gateway.Place(t.Context(), r) // that the outcome is unknown is the point
	}
	server.Lose(-1)
	if _, err := gateway.Place(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if n := server.Ongoing(r.Contract.String()); n != 1 {
		t.Errorf("%d requests are on their way", n)
	}
}

// Names that nobody has, and a signer without a telephone although codes go by SMS: Yousign still takes them.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	server := yousigntest.New(t)
	k := keys()
	k[yousign.Identity] = "otp_sms"
	gateway := yousign.New(http.DefaultClient, server.URL, k)
	r := contractstest.Request(t)
	r.Title = "\u202e<script>_\n" + r.Title + r.Title + r.Title + r.Title
	r.Parties[0].FirstName, r.Parties[0].LastName, r.Parties[0].Phone, r.Parties[0].Locale = "", "O_Brien<\u202e", "", "pt-BR"
	if _, err := gateway.Place(t.Context(), r); err != nil {
		t.Error(err)
	}
}

// Where Yousign writes to the signers it is asked to write again; where we write it is not.
func TestReminders(t *testing.T) {
	t.Parallel()
	for delivery, want := range map[string]int{yousign.ByUs: 0, yousign.ByProvider: 1} {
		server := yousigntest.New(t)
		k := keys()
		k[yousign.Delivery] = delivery
		gateway := yousign.New(http.DefaultClient, server.URL, k)
		external, err := gateway.Place(t.Context(), contractstest.Request(t))
		if err == nil {
			err = gateway.Remind(t.Context(), external)
		}
		if got := server.Reminders(t, external); err != nil || got != want {
			t.Errorf("%s: %d reminders, %v", delivery, got, err)
		}
	}
}

func TestTheKeysAreChecked(t *testing.T) {
	t.Parallel()
	server := yousigntest.New(t)
	if name, err := yousign.New(http.DefaultClient, server.URL, keys()).Check(t.Context()); err != nil || name != "Rivages" {
		t.Errorf("%q, %v", name, err)
	}
	wrong := keys()
	wrong[yousign.APIKey] = "another"
	gateway := yousign.New(http.DefaultClient, server.URL, wrong)
	if _, err := gateway.Check(t.Context()); !errors.Is(err, contracts.ErrRefusedKeys) {
		t.Errorf("a wrong key: %v", err)
	}
	if _, err := gateway.Place(t.Context(), contractstest.Request(t)); !errors.Is(err, contracts.ErrRefusedKeys) {
		t.Errorf("placed with a wrong key: %v", err)
	}
	server.Away(true)
	if _, err := gateway.Check(t.Context()); !errors.Is(err, contracts.ErrGatewayAway) {
		t.Errorf("while away: %v", err)
	}
}
