package sandboxpay

import (
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/fault"
)

// Card is what a payer types on the hosted page.
type Card struct {
	Number string // digits, with or without spaces
	Expiry string // MM/YY
	CVC    string // three or four digits
}

// Behaviour is what happens to a payment by a test card.
type Behaviour struct {
	Failure   string        // the attempt is refused with this code; "" accepts
	Challenge bool          // the bank asks the payer to prove himself first (3-D Secure)
	Delay     time.Duration // the webhook comes this much later
	Times     int           // the webhook is delivered this many times
	Early     bool          // the webhook arrives before the payer is sent back
}

// TestCard is a number with its behaviour, as the hosted page lists them.
type TestCard struct {
	Number string
	Key    string // of the message that describes it
	Behaviour
}

// ownerCard is kept like any other, but its bank wants its owner when it is charged while he is away.
const ownerCard = "4000002500003155"

// Cards that are accepted, and refused when they are charged later: always, or each first time of two.
const (
	brokeCard  = "4000000000000341"
	fitfulCard = "4000000000010043"
)

// TestCards lists every card that the sandbox knows; any other valid number is accepted like the first.
func TestCards() []TestCard {
	return []TestCard{
		{"4242424242424242", "success", Behaviour{Times: 1}},
		{"4000000000000002", "declined", Behaviour{Failure: "card_declined", Times: 1}},
		{"4000000000009995", "insufficient", Behaviour{Failure: "insufficient_funds", Times: 1}},
		{"4000000000000069", "expired", Behaviour{Failure: "expired_card", Times: 1}},
		{"4000002760003184", "challenge", Behaviour{Challenge: true, Times: 1}},
		{ownerCard, "owner", Behaviour{Challenge: true, Times: 1}},
		{brokeCard, "broke", Behaviour{Times: 1}},
		{fitfulCard, "fitful", Behaviour{Times: 1}},
		{"4000000000010019", "late", Behaviour{Delay: 45 * time.Second, Times: 1}},
		{"4000000000010027", "twice", Behaviour{Times: 2}},
		{"4000000000010035", "early", Behaviour{Times: 1, Early: true}},
	}
}

func behaviourOf(number string) Behaviour {
	for _, c := range TestCards() {
		if c.Number == number {
			return c.Behaviour
		}
	}
	return Behaviour{Times: 1}
}

// check returns the card with a bare number, or the fields that are wrong. Nothing of the number is in the message.
func (c Card) check(now time.Time) (Card, error) {
	c.Number = strings.NewReplacer(" ", "", "-", "").Replace(c.Number)
	var check fault.Check
	check.That(luhn(c.Number), "number", "malformed_card", "this is not a card number")
	check.That(inFuture(strings.TrimSpace(c.Expiry), now), "expiry", "expired_card", "a month in the future is needed, as MM/YY")
	check.That((len(c.CVC) == 3 || len(c.CVC) == 4) && digits(c.CVC), "cvc", "malformed_cvc", "three or four digits are needed")
	return c, check.Err()
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// luhn checks a card number's length and check digit (ISO/IEC 7812-1).
func luhn(number string) bool {
	if len(number) < 12 || len(number) > 19 || !digits(number) {
		return false
	}
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func inFuture(expiry string, now time.Time) bool {
	m, y, ok := strings.Cut(expiry, "/")
	month, errM := strconv.Atoi(strings.TrimSpace(m))
	year, errY := strconv.Atoi(strings.TrimSpace(y))
	if !ok || errM != nil || errY != nil || month < 1 || month > 12 || year < 0 {
		return false
	}
	if year < 100 {
		year += 2000
	}
	return year < 2100 && time.Date(year, time.Month(month)+1, 1, 0, 0, 0, 0, time.UTC).After(now)
}
