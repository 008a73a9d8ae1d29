package stripetest

import (
	"net/http"
	"net/url"
	"strings"
)

// Connect makes a connected account, whose owner has done what Stripe asks, or not yet.
func (s *Server) Connect(ready bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	transfers := "active"
	if !ready {
		transfers = "inactive"
	}
	return s.add("acct", "account", object{"payouts_enabled": ready, "capabilities": object{"transfers": transfers}})["id"].(string)
}

// Fund says how much Stripe holds for the platform, in cents. Nothing said: enough.
func (s *Server) Fund(cents int64) { s.mu.Lock(); defer s.mu.Unlock(); s.funds = &cents }

// Reverse takes a transfer back, as the platform may on Stripe's own pages.
func (s *Server) Reverse(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["reversed"], s.objects[id]["amount_reversed"] = true, s.objects[id]["amount"]
}

// Transfers lists the transfers that were made, by identifier.
func (s *Server) Transfers() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if s.objects[id]["object"] == "transfer" {
			all = append(all, id)
		}
	}
	return all
}

func (s *Server) transfer(f url.Values) (object, *refusal) {
	to, ok := s.objects[f.Get("destination")]
	switch {
	case !ok || !strings.HasPrefix(f.Get("destination"), "acct_"):
		return nil, &refusal{status: http.StatusBadRequest, kind: "invalid_request_error", code: "resource_missing", text: "No such destination"}
	case to["payouts_enabled"] != true:
		return nil, invalid("insufficient_capabilities_for_transfer", "Your destination account needs the transfers capability")
	case s.funds != nil && number(f, "amount") > *s.funds:
		return nil, invalid("balance_insufficient", "You have insufficient available funds in your Stripe account.")
	}
	if s.funds != nil {
		*s.funds -= number(f, "amount")
	}
	return s.add("tr", "transfer", object{"amount": number(f, "amount"), "amount_reversed": int64(0), "reversed": false, "currency": f.Get("currency"), "destination": f.Get("destination"),
		"transfer_group": f.Get("transfer_group"), "metadata": sub(f, "metadata")}), nil
}
