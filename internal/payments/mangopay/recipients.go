package mangopay

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/payments"
)

// recipient is an account at a bank to which a user may be paid, and which he has confirmed by two factors. It takes the place of
// the bank accounts of before: those that were made after April 2026 are not paid to (MangoPay's error 121018).
type recipient struct {
	ID      string   `json:"Id"`
	Status  string   `json:"Status"` // PENDING, ACTIVE, CANCELED, DEACTIVATED
	Created int64    `json:"CreationDate"`
	Pending *pending `json:"PendingUserAction"`
	Local   map[string]struct {
		IBAN string `json:"IBAN"`
	} `json:"LocalBankTransfer"`
	International *struct {
		IBAN string `json:"IBAN"`
	} `json:"InternationalBankTransfer"`
}

func (r recipient) iban() string {
	for _, l := range r.Local {
		if l.IBAN != "" {
			return l.IBAN
		}
	}
	if r.International != nil {
		return r.International.IBAN
	}
	return ""
}

// recipients lists those of a user, each with its number, which the list itself does not tell.
func (d *Driver) recipients(ctx context.Context, user string) (out []recipient, err error) {
	var all []recipient
	if err := d.api.get(ctx, d.api.path("/users/%s/recipients?per_page=100", url.PathEscape(user)), &all); err != nil {
		if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
			return nil, nil // nobody of this platform
		}
		return nil, err
	}
	for _, r := range all {
		if !identifiers.MatchString(r.ID) {
			continue
		}
		var whole recipient
		if r.Status == "ACTIVE" || r.Status == "PENDING" {
			if err := d.api.get(ctx, d.api.path("/recipients/%s", r.ID), &whole); err != nil {
				return nil, away(err)
			}
			r = whole
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b recipient) int { return int(b.Created - a.Created) })
	return out, nil
}

// newest finds what can be said of a number: that it is confirmed, before that it waits.
func newest(all []recipient, iban string) (found *recipient) {
	for i := range all {
		if all[i].iban() != iban || all[i].Status != "ACTIVE" && all[i].Status != "PENDING" {
			continue
		}
		if found == nil || found.Status != "ACTIVE" && all[i].Status == "ACTIVE" {
			found = &all[i]
		}
	}
	return found
}

// register names a new account to be paid to, and answers the page on which its owner confirms it. known counts those of before:
// one that was given up is made anew, and a lost answer makes none twice.
func (d *Driver) register(ctx context.Context, o owner, a payments.PayeeAccount, known int, back string) (string, error) {
	body := map[string]any{"DisplayName": displayName(a), "PayoutMethodType": "LocalBankTransfer", "Currency": "EUR", "Country": a.IBAN[:2], "RecipientScope": "PAYOUT", "Tag": "comptoir-payee",
		"LocalBankTransfer": map[string]any{"EUR": map[string]any{"IBAN": a.IBAN}}}
	if o.legal() {
		body["RecipientType"], body["BusinessRecipient"] = "Business", map[string]any{"BusinessName": o.Name, "Address": o.Headquarters}
	} else {
		body["RecipientType"], body["IndividualRecipient"] = "Individual", map[string]any{"FirstName": o.FirstName, "LastName": o.LastName, "Address": o.Address}
	}
	var made recipient
	if err := d.api.post(ctx, d.api.path("/users/%s/recipients", a.ID), "recipient/"+a.ID+"/"+a.IBAN+"/"+strconv.Itoa(known), body, &made); err != nil {
		return "", dataErr(err)
	}
	if made.Pending == nil { // confirmed at once, as MangoPay's sandbox does on request
		return back, nil
	}
	return confirming(made.Pending.URL, back)
}

// displayName is what the account is called: 50 characters at most, without those that MangoPay does not take.
func displayName(a payments.PayeeAccount) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("&,'/", r) {
			return ' '
		}
		return r
	}, a.Holder)
	return cut(name+" "+a.IBAN[max(0, len(a.IBAN)-4):], 50)
}

// bankAccount finds the payee's account with an IBAN, which he has confirmed; "": he has none with MangoPay. An account of before
// the recipients serves as long as MangoPay pays to it.
func (d *Driver) bankAccount(ctx context.Context, user, iban string) (string, error) {
	if iban == "" {
		return "", nil
	}
	known, err := d.recipients(ctx, user)
	if err != nil {
		return "", err
	}
	if one := newest(known, iban); one != nil && one.Status == "ACTIVE" {
		return one.ID, nil
	}
	var all []bankAccount
	if err := d.api.get(ctx, d.api.path("/users/%s/bankaccounts?Per_Page=100", url.PathEscape(user)), &all); err != nil {
		if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
			return "", nil
		}
		return "", err
	}
	for _, a := range all {
		if a.Active && a.IBAN == iban {
			return a.ID, nil
		}
	}
	return "", nil
}
