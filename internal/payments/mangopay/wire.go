package mangopay

import (
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// funds are an amount in minor units.
type funds struct {
	Currency string `json:"Currency"`
	Amount   int64  `json:"Amount"`
}

func fundsOf(a money.Amount) funds { return funds{string(a.Currency()), a.Minor()} }

func (f funds) amount() money.Amount { return money.New(f.Amount, money.Currency(f.Currency)) }

// transaction is a pay-in, a refund or another movement of money.
type transaction struct {
	ID        string `json:"Id"`
	Tag       string `json:"Tag"`
	Created   int64  `json:"CreationDate"`
	AuthorID  string `json:"AuthorId"`
	Debited   funds  `json:"DebitedFunds"`
	Credited  funds  `json:"CreditedFunds"`
	Status    string `json:"Status"` // CREATED, SUCCEEDED, FAILED
	Result    string `json:"ResultCode"`
	Type      string `json:"Type"`   // PAYIN, PAYOUT, TRANSFER
	Nature    string `json:"Nature"` // REGULAR, REFUND, REPUDIATION
	Initial   string `json:"InitialTransactionId"`
	Redirect  string `json:"RedirectURL"`
	To        string `json:"CreditedWalletId"`
	Execution int64  `json:"ExecutionDate"`
}

// user is a natural or legal user.
type user struct {
	ID string `json:"Id"`
}

// wallet is where money stands.
type wallet struct {
	ID       string   `json:"Id"`
	Owners   []string `json:"Owners"`
	Currency string   `json:"Currency"`
}

// platform is the account itself.
type platform struct {
	ID   string `json:"ClientId"`
	Name string `json:"Name"`
}

// dispute is money that a payer's bank wants back.
type dispute struct {
	ID      string `json:"Id"`
	Initial string `json:"InitialTransactionId"`
	Type    string `json:"DisputeType"` // CONTESTABLE, NOT_CONTESTABLE, RETRIEVAL
	Status  string `json:"Status"`
	Result  string `json:"ResultCode"` // WON, LOST, VOID
	Funds   funds  `json:"DisputedFunds"`
	Reason  struct {
		Type string `json:"DisputeReasonType"`
	} `json:"DisputeReason"`
}

// tagOf is what we write on their objects: the payment, and the refund of it.
func tagOf(p payments.PaymentID, r payments.RefundID) string {
	if r.IsZero() {
		return "comptoir " + p.String()
	}
	return "comptoir " + p.String() + " " + r.String()
}

// ownerOf reads what we wrote; zero: none of ours.
func ownerOf(tag string) (p payments.PaymentID, r payments.RefundID) {
	words := strings.Fields(tag)
	if len(words) < 2 || words[0] != "comptoir" {
		return p, r
	}
	p, _ = ident.Parse[payments.Payment](words[1]) // zero: none of ours
	if len(words) == 3 {
		r, _ = ident.Parse[payments.Refund](words[2])
	}
	return p, r
}

func moment(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// failures are result codes in the words that the pages have; another code is shown as it is
// (https://docs.mangopay.com/errors/codes).
var failures = map[string]string{
	"101001": "cancelled_by_payer", "101002": "expired", "101199": "card_declined", "101101": "card_declined", "101102": "insufficient_funds", "101103": "card_declined",
	"101111": "card_declined", "101105": "expired_card", "101301": "authentication_failed", "101302": "authentication_failed", "101303": "authentication_failed", "101304": "expired",
}

func failureOf(code string) string {
	if word, ok := failures[code]; ok {
		return word
	}
	return code
}
