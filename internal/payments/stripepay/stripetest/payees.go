package stripetest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"comptoir/internal/payments"
)

// ConnectSecret signs what is told of connected accounts: Stripe has a webhook of its own for them.
const ConnectSecret = "whsec_comptoirconnect"

// openAccount makes an Express account whose owner has told nothing yet.
func (s *Server) openAccount(f url.Values) (object, *refusal) {
	if f.Get("type") != "express" || len(f.Get("country")) != 2 || f.Get("capabilities[transfers][requested]") != "true" {
		return nil, invalid("parameter_invalid", "You must request the transfers capability.")
	}
	return s.add("acct", "account", object{"type": "express", "email": f.Get("email"), "metadata": sub(f, "metadata"), "charges_enabled": false, "payouts_enabled": false, "details_submitted": false,
		"capabilities": object{"transfers": "inactive"}, "requirements": object{"currently_due": []string{"individual.first_name", "external_account", "tos_acceptance.date"}, "past_due": []string{}, "disabled_reason": "requirements.past_due"}}), nil
}

// link is a page of Stripe's on which the owner of an account goes on.
func (s *Server) link(f url.Values) (object, *refusal) {
	if _, ok := s.objects[f.Get("account")]; !ok || f.Get("type") != "account_onboarding" || f.Get("return_url") == "" || f.Get("refresh_url") == "" {
		return nil, invalid("parameter_missing", "No such account, or an address is missing")
	}
	s.n++
	s.calls["account_link"]++
	return object{"object": "account_link", "created": s.Now().Unix(), "expires_at": s.Now().Add(5 * time.Minute).Unix(), "url": fmt.Sprintf("%s/setup/e/%s/%d", s.URL, f.Get("account"), s.n)}, nil
}

// Opened lists the connected accounts that were opened by the API.
func (s *Server) Opened() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if s.objects[id]["object"] == "account" {
			all = append(all, id)
		}
	}
	return all
}

// Onboard says how far the owner of an account is: "checked" (Stripe looks at what he told), "asked", "ready" or "refused".
func (s *Server) Onboard(account, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[account]
	due, disabled := []string{}, any(nil)
	switch to {
	case "asked":
		due, disabled = []string{"individual.verification.document"}, "requirements.past_due"
	case "checked":
		disabled = "requirements.pending_verification"
	case "refused":
		disabled = "rejected.fraud"
	}
	o["details_submitted"], o["payouts_enabled"], o["charges_enabled"] = true, to == "ready", to == "ready"
	o["capabilities"] = object{"transfers": map[bool]string{true: "active", false: "inactive"}[to == "ready"]}
	o["requirements"] = object{"currently_due": due, "past_due": []string{}, "disabled_reason": disabled}
}

// PayOn pays what transfers brought to a connected account on to its owner's bank, which takes it or does not: "paid", "failed",
// "canceled".
func (s *Server) PayOn(account, status string, transfers ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.add("po", "payout", object{"status": status, "of": account})
	for _, t := range transfers {
		s.n++
		s.add("txn", "balance_transaction", object{"payout": p["id"], "of": account, "type": "payment", "source": object{"id": fmt.Sprintf("py_%024d", s.n), "object": "charge", "source_transfer": t}})
	}
	s.add("txn", "balance_transaction", object{"payout": p["id"], "of": account, "type": "payout", "source": object{"id": p["id"], "object": "payout"}})
	return p["id"].(string)
}

// connect answers what concerns connected accounts.
func (s *Server) connect(method string, path []string, f url.Values, as string) (object, *refusal, bool) {
	switch what := method + " " + path[1]; {
	case what == "POST accounts" && len(path) == 2:
		o, refused := s.openAccount(f)
		return o, refused, true
	case what == "POST account_links":
		o, refused := s.link(f)
		return o, refused, true
	case what == "GET balance_transactions" && len(path) == 2, what == "GET payouts" && len(path) == 3:
		if len(path) == 3 {
			if o, ok := s.objects[path[2]]; ok && o["of"] == as {
				return o, nil, true
			}
			return nil, missing, true
		}
		found := []object{}
		for _, id := range slices.Backward(s.order) {
			if o := s.objects[id]; o["object"] == "balance_transaction" && o["payout"] == f.Get("payout") && o["of"] == as {
				found = append(found, o)
			}
		}
		return object{"object": "list", "data": found, "has_more": false}, nil, true
	case what == "POST transfers" && len(path) == 4 && path[3] == "reversals":
		t, ok := s.objects[path[2]]
		if !ok || t["reversed"] == true {
			return nil, invalid("", "This transfer is already fully reversed."), true
		}
		t["reversed"], t["amount_reversed"] = true, t["amount"]
		if s.funds != nil {
			*s.funds += t["amount"].(int64)
		}
		s.calls["reversal"]++
		return object{"id": "trr_" + strings.TrimPrefix(path[2], "tr_"), "object": "transfer_reversal", "transfer": path[2]}, nil, true
	}
	return nil, nil, false
}

// AccountEvent is a signed webhook of a connected account.
func (s *Server) AccountEvent(kind, account, id string, at time.Time) payments.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	body, _ := json.Marshal(object{"id": fmt.Sprintf("evt_%024d", s.n), "object": "event", "type": kind, "created": at.Unix(), "account": account, "livemode": false, "api_version": "2024-06-20",
		"data": object{"object": s.objects[id]}})
	return SignedBy(ConnectSecret, body, at)
}
