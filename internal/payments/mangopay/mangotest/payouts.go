package mangotest

import (
	"net/http"
	"slices"
)

// Owner makes a user whom MangoPay has verified, or not yet, with a bank account.
func (s *Server) Owner(verified bool, iban string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	level := "LIGHT"
	if verified {
		level = "REGULAR"
	}
	u := s.add("user", "user", object{"PersonType": "NATURAL", "KYCLevel": level})
	s.add("bankaccount", "bankacc", object{"UserId": u["Id"], "IBAN": iban, "Active": true, "Type": "IBAN"})
	return u["Id"].(string)
}

// Fund says what lies in the business's wallet, in cents. Nothing said: enough.
func (s *Server) Fund(cents int64) { s.mu.Lock(); defer s.mu.Unlock(); s.funds = &cents }

// Balance is what lies in the business's wallet, once Fund has said how much.
func (s *Server) Balance() int64 { s.mu.Lock(); defer s.mu.Unlock(); return *s.funds }

// Payouts lists the payouts that were made, by identifier.
func (s *Server) Payouts() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if s.objects[id]["kind"] == "payout" {
			all = append(all, id)
		}
	}
	return all
}

// Settle says what the bank did with a payout: "SUCCEEDED", "FAILED".
func (s *Server) Settle(id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["Status"], s.objects[id]["ResultCode"] = status, map[string]string{"SUCCEEDED": "000000", "FAILED": "121004"}[status]
}

// Return has a bank send a payout back; the answer is the refund's name.
func (s *Server) Return(payout string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add("refund", "refund", object{"Status": "SUCCEEDED", "ResultCode": "000000", "Type": "PAYOUT", "Nature": "REFUND", "InitialTransactionId": payout, "wallet": s.objects[payout]["wallet"]})["Id"].(string)
}

// banking answers what goes out of the platform.
func (s *Server) banking(method string, words []string, body object) (any, *refused, bool) {
	what := method + " " + words[0]
	switch {
	case what == "GET users" && len(words) == 3 && words[2] == "bankaccounts":
		found := []object{}
		for _, id := range s.order {
			if o := s.objects[id]; o["kind"] == "bankaccount" && o["UserId"] == words[1] {
				found = append(found, o)
			}
		}
		return found, nil, true
	case (what == "GET payouts" || what == "GET payins") && len(words) == 3 && words[2] == "refunds":
		found := []object{}
		for _, id := range s.order {
			if o := s.objects[id]; o["kind"] == "refund" && o["InitialTransactionId"] == words[1] {
				found = append(found, o)
			}
		}
		return found, nil, true
	case what == "POST wallets":
		return s.add("wallet", "wlt", object{"Owners": body["Owners"], "Currency": body["Currency"], "Tag": body["Tag"]}), nil, true
	case what == "POST transfers" && len(words) == 1:
		made, refusal := s.move(body)
		return made, refusal, true
	case what == "POST transfers" && len(words) == 3 && words[2] == "refunds":
		t, ok := s.objects[words[1]]
		if !ok || t["back"] == true {
			return nil, wrong("TransferId", "Nothing is left to refund."), true
		}
		t["back"] = true
		if s.funds != nil {
			*s.funds += cents(t["DebitedFunds"])
		}
		return s.add("refund", "refund", object{"Tag": body["Tag"], "Status": "SUCCEEDED", "ResultCode": "000000", "Type": "TRANSFER", "Nature": "REFUND", "InitialTransactionId": words[1], "DebitedFunds": t["DebitedFunds"], "wallet": Wallet}), nil, true
	case method == http.MethodPost && slices.Equal(words, []string{"payouts", "bankwire"}):
		made, refusal := s.payout(body)
		return made, refusal, true
	}
	return nil, nil, false
}

func (s *Server) move(body object) (object, *refused) {
	switch {
	case body["DebitedWalletId"] != Wallet || s.objects[text(body["CreditedWalletId"])]["kind"] != "wallet":
		return nil, wrong("CreditedWalletId", "The wallet does not exist.")
	case s.funds != nil && cents(body["DebitedFunds"]) > *s.funds: // MangoPay makes it, and has it fail
		return s.add("transfer", "xfer", object{"Tag": body["Tag"], "AuthorId": body["AuthorId"], "DebitedFunds": body["DebitedFunds"], "Status": "FAILED", "ResultCode": "001001", "Type": "TRANSFER", "Nature": "REGULAR",
			"wallet": Wallet, "CreditedWalletId": body["CreditedWalletId"]}), nil
	}
	if s.funds != nil {
		*s.funds -= cents(body["DebitedFunds"])
	}
	return s.add("transfer", "xfer", object{"Tag": body["Tag"], "AuthorId": body["AuthorId"], "DebitedFunds": body["DebitedFunds"], "Status": "SUCCEEDED", "ResultCode": "000000", "Type": "TRANSFER", "Nature": "REGULAR",
		"wallet": Wallet, "CreditedWalletId": body["CreditedWalletId"]}), nil
}

func (s *Server) payout(body object) (object, *refused) {
	if s.objects[text(body["AuthorId"])]["KYCLevel"] != "REGULAR" {
		return nil, &refused{http.StatusBadRequest, "user_kyc_required", map[string]string{"AuthorId": "The user is not verified."}}
	}
	if s.objects[text(body["BankAccountId"])]["UserId"] != body["AuthorId"] {
		return nil, wrong("BankAccountId", "The account is not the author's.")
	}
	return s.add("payout", "payout", object{"Tag": body["Tag"], "AuthorId": body["AuthorId"], "DebitedFunds": body["DebitedFunds"], "Status": "CREATED", "ResultCode": nil, "Type": "PAYOUT", "Nature": "REGULAR",
		"wallet": body["DebitedWalletId"], "BankWireRef": body["BankWireRef"]}), nil
}
