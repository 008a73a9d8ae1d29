package invoicing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// PaperID names an issued paper, and the draft that it was.
type PaperID = ident.ID[Paper]

// Kind is what sort of paper it is. It is stored data.
type Kind string

// The kinds, with their codes in UNCL 1001 (BT-3); a receipt is no invoice and has none.
const (
	Invoice    Kind = "invoice"     // facture, 380
	Deposit    Kind = "deposit"     // facture d’acompte, 386
	CreditNote Kind = "credit_note" // avoir, 381
	Receipt    Kind = "receipt"     // reçu
)

// Kinds lists the kinds in the order in which they are shown.
func Kinds() []Kind { return []Kind{Invoice, Deposit, CreditNote, Receipt} }

// Party is one of the two whom a paper names.
type Party struct {
	Name      string                `json:"name"`
	Form      string                `json:"form,omitempty"`     // "SARL"
	Capital   money.Amount          `json:"capital,omitzero"`   // of the business that issues
	Business  bool                  `json:"business,omitempty"` // acts in its trade: penalties and the 40 € apply (Code de commerce, L441-10)
	SIREN     string                `json:"siren,omitempty"`
	SIRET     string                `json:"siret,omitempty"`
	VATNumber string                `json:"vatNumber,omitempty"`
	Register  string                `json:"register,omitempty"` // "RCS Rennes 732 829 320", or another country's numbers
	Card      string                `json:"card,omitempty"`     // carte professionnelle
	Address   contact.PostalAddress `json:"address,omitzero"`
	Email     contact.Email         `json:"email,omitempty"`
	Phone     contact.Phone         `json:"phone,omitempty"`
}

// Reference is another paper that this one corrects, or whose money it deducts.
type Reference struct {
	ID       PaperID      `json:"id"`
	Number   string       `json:"number"`
	Kind     Kind         `json:"kind"`
	IssuedOn period.Date  `json:"issuedOn"`
	Amount   money.Amount `json:"amount,omitzero"` // that is deducted, with its parts
	Net      money.Amount `json:"net,omitzero"`
	VAT      money.Amount `json:"vat,omitzero"`
}

// Subject is what a paper is about: a trade's own word and identifier. The zero value: about nothing the program knows.
type Subject struct {
	Kind string    `json:"kind,omitempty"` // "stays.reservation"
	ID   ident.Raw `json:"id,omitzero"`
}

// Draft is a paper before it is issued: everything that a person decides about it.
type Draft struct {
	Kind      Kind         `json:"kind"`
	Language  string       `json:"language"` // of the reader: "fr" or "en"
	Currency  string       `json:"currency"`
	Inclusive bool         `json:"inclusive"` // the prices hold the VAT
	Customer  Party        `json:"customer"`
	Items     []Item       `json:"items"`
	Supplied  period.Range `json:"supplied,omitzero"` // [from, to) of the service; zero: on the day of issue
	Deducted  []Reference  `json:"deducted,omitempty"`
	Of        []Reference  `json:"of,omitempty"`      // what a credit note corrects
	Paid      money.Amount `json:"paid,omitzero"`     // what has been paid already, deducted papers included
	Reason    string       `json:"reason,omitempty"`  // of a credit note
	Order     string       `json:"order,omitempty"`   // what the customer calls it: a booking's reference, an order number
	Note      string       `json:"note,omitempty"`    // to the reader
	DueDays   int          `json:"dueDays,omitempty"` // 0: the business's own
	Method    string       `json:"method,omitempty"`  // of a receipt: how the money came
	Subject   Subject      `json:"subject,omitzero"`
	// Exact is what a credit note of a rest, or a supplement, takes over as it is, so that a paper and its credit notes sum to
	// nothing, and the papers of a stay to what the books post.
	Exact []Group `json:"exact,omitempty"`
}

// Limits of a paper.
const (
	maxItems  = 200
	maxMinor  = 1_000_000_000_000 // ten milliards: sums of a paper stay far from what an int64 holds
	maxText   = 2000
	maxLabel  = 300
	maxName   = 160
	maxDue    = 365
	reasonMax = 300
)

// Faults of papers.
var (
	ErrUnknown      = fault.Define(fault.NotFound, "invoicing.unknown_paper", "there is no such invoice")
	ErrStale        = fault.Define(fault.Stale, "invoicing.stale", "the draft was changed meanwhile; look at it again")
	ErrNotReady     = fault.Define(fault.Conflict, "invoicing.not_ready", "the document is being made; try again in a moment")
	ErrNoSeller     = fault.Define(fault.Conflict, "invoicing.incomplete_business", "an invoice must name the business: enter its legal name, address and number first")
	ErrTooMuch      = fault.Define(fault.Conflict, "invoicing.credits_too_much", "credit notes may not exceed the invoice")
	ErrNoCredit     = fault.Define(fault.Conflict, "invoicing.not_creditable", "only invoices are credited")
	ErrNotOpen      = fault.Define(fault.Conflict, "invoicing.not_open", "no more than what is owed can be paid")
	ErrCreditAtStay = fault.Define(fault.Conflict, "invoicing.credit_at_stay", "this paper is about a stay: give money back, change or cancel with the booking, from which its credit note follows")
	ErrPaidAtStay   = fault.Define(fault.Conflict, "invoicing.paid_at_stay", "this paper is about a stay: enter the payment with the booking, which tells invoices and books")
	ErrBelowZero    = fault.Define(fault.Invalid, "invoicing.below_zero", "an invoice below zero is a credit note")
)

// Check returns the draft trimmed, or the fields that are wrong. It checks what can be said of a draft alone; what the
// law asks of both parties is asked when it is issued.
func (d Draft) Check(country string, day period.Date) (Draft, error) {
	var c fault.Check
	c.That(slices.Contains(Kinds(), d.Kind), "kind", "unknown", "invoice, deposit, credit_note or receipt")
	c.That(d.Language == "fr" || d.Language == "en", "language", "unknown_language", "fr or en")
	currency := money.Currency(d.Currency)
	c.That(currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	c.That(len(d.Items) > 0, "lines", "required", "write one line at least")
	c.That(len(d.Items) <= maxItems, "lines", "too_many", "at most 200 lines")
	c.That(d.DueDays >= 0 && d.DueDays <= maxDue, "dueDays", "out_of_range", "0 to 365 days")
	c.That(d.Supplied == period.Range{} || !d.Supplied.IsEmpty(), "supplied", "reversed_dates", "the end is after the beginning")
	d.Customer = checkCustomer(&c, d.Customer)
	d.Note, d.Order = text(&c, "note", d.Note, maxText), line(&c, "order", d.Order, maxName)
	d.Reason = text(&c, "reason", d.Reason, reasonMax)
	if err := c.Err(); err != nil {
		return d, err
	}
	d.Items = slices.Clone(d.Items)
	for i := range d.Items {
		d.Items[i] = checkItem(&c, fmt.Sprintf("lines.%d.", i), d.Items[i], currency, country, day)
	}
	if err := c.Err(); err != nil {
		return d, err
	}
	t := d.Totals()
	if t.Total.IsNegative() || slices.ContainsFunc(t.Groups, func(g Group) bool { return g.Total().IsNegative() }) {
		return d, ErrBelowZero.On("lines", "below_zero", "the lines of one rate sum to less than nothing")
	}
	return d, nil
}

// Totals computes the draft as it stands.
func (d Draft) Totals() Totals {
	t := Compute(d.Items, d.Inclusive, money.Currency(d.Currency))
	if d.Exact != nil {
		t.takeOver(d.Exact, d.Inclusive)
	}
	return t
}

// takeOver replaces the computed VAT of groups by given figures for the same sum in the price mode.
func (t *Totals) takeOver(exact []Group, inclusive bool) {
	t.Net, t.VAT = money.Zero(t.Net.Currency()), money.Zero(t.Net.Currency())
	for i := range t.Groups {
		for _, g := range exact {
			same := g.Net == t.Groups[i].Net
			if inclusive {
				same = g.Total() == t.Groups[i].Total()
			}
			if g.Tax.key() == t.Groups[i].Tax.key() && same {
				t.Groups[i].Net, t.Groups[i].VAT = g.Net, g.VAT
				spread(t.Lines, t.Groups[i], inclusive)
			}
		}
		t.Net, t.VAT = t.Net.Add(t.Groups[i].Net), t.VAT.Add(t.Groups[i].VAT)
	}
	t.Total = t.Net.Add(t.VAT)
}

func checkItem(c *fault.Check, path string, i Item, currency money.Currency, country string, day period.Date) Item {
	i.Label = line(c, path+"label", i.Label, maxLabel)
	c.That(i.Label != "", path+"label", "required", "say what it is")
	c.That(i.Quantity > 0 && i.Quantity <= maxQuantity, path+"quantity", "out_of_range", "more than nothing, a million at most")
	c.That(i.Unit.Currency() == currency || i.Unit.IsZero(), path+"unitPrice", "other_currency", "one currency a paper")
	if i.Unit.IsZero() {
		i.Unit = money.Zero(currency)
	}
	if size(i.Unit).Minor() > maxMinor || i.amountTooLarge() {
		c.Fail(path+"unitPrice", "out_of_range", "too large")
	}
	switch i.Tax.Category {
	case Standard:
		c.That(permitted(country, day, i.Tax.Rate), path+"tax", "unknown_rate", "not a rate of the country on that day")
		i.Tax.Reason = ""
	case Exempt:
		i.Tax.Rate = 0
		known := []Reason{FurnishedLetting, Franchise, Disbursement, Indemnity, OtherExemption}
		c.That(slices.Contains(known, i.Tax.Reason), path+"tax", "required", "why no VAT is charged")
	default:
		c.Fail(path+"tax", "unknown", "S or E")
	}
	return i
}

func (i Item) amountTooLarge() bool {
	return size(i.Unit).Minor() > 0 && int64(i.Quantity)/int64(One) > maxMinor/size(i.Unit).Minor()
}

func checkCustomer(c *fault.Check, p Party) Party {
	p.Name = line(c, "customer.name", p.Name, maxName)
	c.That(p.Name != "", "customer.name", "required", "name the customer")
	p.VATNumber, p.SIREN = compact(p.VATNumber), compact(p.SIREN)
	c.That(len(p.VATNumber) <= 15, "customer.vatNumber", "malformed", "at most 15 characters")
	c.That(p.SIREN == "" || len(p.SIREN) == 9 && digits(p.SIREN), "customer.siren", "malformed", "nine digits")
	if p.Email != "" {
		email, err := contact.ParseEmail(p.Email.String())
		c.Take("customer.email", err)
		p.Email = email
	}
	if p.Business {
		address, err := p.Address.Check()
		c.Take("customer.address", err)
		p.Address = address
		return p
	}
	// A private person's address is often known in part only, and is printed as far as it is.
	for path, s := range map[string]*string{"line1": &p.Address.Line1, "line2": &p.Address.Line2, "postalCode": &p.Address.PostalCode, "city": &p.Address.City, "region": &p.Address.Region} {
		*s = line(c, "customer.address."+path, *s, 120)
	}
	p.Address.Country = strings.ToUpper(strings.TrimSpace(p.Address.Country))
	country := p.Address.Country
	c.That(len(country) == 2 && country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' && country[1] <= 'Z', "customer.address.country", "malformed_country", "two letters, as in FR")
	return p
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || r == '-' {
			return -1
		}
		return r
	}, s))
}

// line trims one line of text.
func line(c *fault.Check, path, s string, most int) string {
	s = strings.TrimSpace(s)
	c.That(utf8.RuneCountInString(s) <= most, path, "too_long", fmt.Sprintf("at most %d characters", most))
	c.That(utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl), path, "malformed", "one line of text")
	return s
}

// text trims several lines of text.
func text(c *fault.Check, path, s string, most int) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	c.That(utf8.RuneCountInString(s) <= most, path, "too_long", fmt.Sprintf("at most %d characters", most))
	c.That(utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }), path, "malformed", "text without control characters")
	return s
}

// Paper is a paper as it was issued: everything that stands on it. It is stored as bytes, chained, and never changed.
type Paper struct {
	ID       PaperID     `json:"id"`
	Kind     Kind        `json:"kind"`
	Series   string      `json:"series"`
	Year     int         `json:"year"`
	Seq      int         `json:"seq"`    // 1, 2, 3, … of the series and year
	Number   string      `json:"number"` // "F-2027-00042"
	IssuedOn period.Date `json:"issuedOn"`
	DueOn    period.Date `json:"dueOn"`
	IssuedAt time.Time   `json:"issuedAt"`

	Language  string       `json:"language"`
	Currency  string       `json:"currency"`
	Inclusive bool         `json:"inclusive"`
	Seller    Party        `json:"seller"`
	Customer  Party        `json:"customer"`
	Supplied  period.Range `json:"supplied,omitzero"`
	Totals
	Paid     money.Amount `json:"paid"` // before it was issued (BT-113)
	Due      money.Amount `json:"due"`  // when it was issued (BT-115)
	Deducted []Reference  `json:"deducted,omitempty"`
	Of       []Reference  `json:"of,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Order    string       `json:"order,omitempty"`
	Note     string       `json:"note,omitempty"`
	Method   string       `json:"method,omitempty"`
	Subject  Subject      `json:"subject,omitzero"`
	Accounts Accounts     `json:"accounts,omitzero"`
	Mentions []Mention    `json:"mentions"`
}

// Counted is what the paper adds to the turnover and its VAT. What a final invoice deducts was counted by the deposit
// invoice; a receipt counts nothing.
func (p Paper) Counted() (net, vat money.Amount) {
	net, vat = p.Net, p.VAT
	for _, d := range p.Deducted {
		net, vat = net.Sub(d.Net), vat.Sub(d.VAT)
	}
	switch p.Kind {
	case CreditNote:
		return net.Neg(), vat.Neg()
	case Receipt:
		return money.Zero(net.Currency()), money.Zero(vat.Currency())
	}
	return net, vat
}

// Accounts is where the business wants to be paid.
type Accounts struct {
	IBAN bank.IBAN `json:"iban,omitempty"`
	BIC  bank.BIC  `json:"bic,omitempty"`
}

// Bytes is what is stored and chained.
func (p Paper) Bytes() ([]byte, error) { return json.Marshal(p) }

// ParsePaper reads stored bytes.
func ParsePaper(raw []byte) (p Paper, err error) {
	if err = json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("invoicing: a stored paper cannot be read: %w", err)
	}
	return p, nil
}

// Link is a paper's hash: that of the paper before it in the business's chain, and of its own bytes. PostgreSQL computes
// it again when the paper is written.
func Link(previous string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(previous))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// numbered formats a number; five digits keep the order of a year in any list.
func numbered(series string, year, seq int) string {
	return fmt.Sprintf("%s-%d-%05d", series, year, seq)
}

// issue makes a paper of a checked draft; number and day are those of the series.
func issue(id PaperID, d Draft, seller Party, s Settings, seq int, day period.Date, now time.Time) Paper {
	p := Paper{ID: id, Kind: d.Kind, Series: s.SeriesOf(d.Kind), Year: yearOf(day), Seq: seq, IssuedOn: day, IssuedAt: now.UTC(), Language: d.Language, Currency: d.Currency,
		Inclusive: d.Inclusive, Seller: seller, Customer: d.Customer, Supplied: d.Supplied, Totals: d.Totals(), Paid: money.Zero(money.Currency(d.Currency)).Add(d.Paid),
		Deducted: d.Deducted, Of: d.Of, Reason: d.Reason, Order: d.Order, Note: d.Note, Method: d.Method, Subject: d.Subject, Accounts: Accounts{IBAN: s.IBAN, BIC: s.BIC}}
	p.Number = numbered(p.Series, p.Year, seq)
	p.Due = p.Total.Sub(p.Paid)
	p.DueOn = day.AddDays(cmp.Or(d.DueDays, s.TermDays))
	if !p.Due.IsPositive() || d.Kind == CreditNote {
		p.DueOn = day
	}
	p.Mentions = mentions(p, s)
	return p
}

func yearOf(d period.Date) int {
	y, _, _ := d.Date()
	return y
}

// checkSeller tells whether the business can be named as the law asks (CGI, annexe II, article 242 nonies A, I, 1° to 3°).
func checkSeller(p Party) error {
	err := ErrNoSeller
	if p.Name == "" {
		err = err.On("legal.name", "required", "the name as registered")
	}
	if p.Address.IsZero() {
		err = err.On("legal.address", "required", "the address")
	}
	if p.SIREN == "" && p.VATNumber == "" && p.Register == "" {
		err = err.On("legal.siren", "required", "the SIREN or another register's number")
	}
	if len(err.Fields) > 0 {
		return err
	}
	return nil
}
