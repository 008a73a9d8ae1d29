package banking

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/text"
	"comptoir/internal/kernel/usecase"
)

// Enroller is a carrier that opens accounts for payees.
type Enroller struct {
	Carrier string
	// Declares says that it is told who the payee is, and where his bank account is, before it opens an account; one that
	// does not declare asks all on its own pages.
	Declares bool
}

// Enrolled is an account of a payee with a carrier, and where he has his bank account.
type Enrolled struct {
	Carrier, Account string
	Holder           string
	IBAN             bank.IBAN // "": he has not said it
}

// Declaration is who a payee says that he is. It is told to the carrier, and never kept.
type Declaration struct {
	Business    *Business // nil: a person; else the person is its legal representative
	First, Last string
	Birthday    period.Date
	Nationality string // ISO 3166-1 alpha-2
	Residence   string
	Email       string
	Address     contact.PostalAddress // of the person, or of the business's headquarters
	TermsAgreed bool                  // the payee has read the carrier's terms and agrees
}

// Business is a company or an association that is paid.
type Business struct {
	Kind   BusinessKind
	Name   string
	Number string // in its country's register of companies: in France the SIREN
}

// BusinessKind is what a business is before the law.
type BusinessKind string

// The kinds.
const (
	Company      BusinessKind = "company"
	SoleTrader   BusinessKind = "sole_trader"
	Organisation BusinessKind = "organisation" // an association, a foundation
)

var (
	countryShape = regexp.MustCompile(`^[A-Z]{2}$`)
	numberShape  = regexp.MustCompile(`^[A-Z0-9]{4,20}$`)
	sirenShape   = regexp.MustCompile(`^\d{9}$`)
)

// adult is the age from which somebody can hold an account by himself (Code civil, article 414).
const adult = 18

// checked returns the declaration trimmed, or its wrong fields.
func (d Declaration) checked(today period.Date) (Declaration, contact.Email, error) {
	var c fault.Check
	name := func(at *string, path string) {
		*at = strings.Join(strings.Fields(*at), " ")
		c.That(*at != "", path, "required", "this is needed")
		c.That(utf8.RuneCountInString(*at) <= 100 && text.OneLine(*at), path, "too_long", "at most 100 characters, on one line")
	}
	country := func(at *string, path string) {
		*at = strings.ToUpper(strings.TrimSpace(*at))
		c.That(countryShape.MatchString(*at), path, "malformed", "a country by its two letters")
	}
	name(&d.First, "firstName")
	name(&d.Last, "lastName")
	country(&d.Nationality, "nationality")
	country(&d.Residence, "residence")
	c.That(!d.Birthday.IsZero() && !d.Birthday.AddMonths(12*adult).After(today) && d.Birthday.AddMonths(12*130).After(today), "birthday", "not_of_age", "the day of birth of somebody of age is needed")
	email, err := contact.ParseEmail(d.Email)
	c.Take("email", err)
	d.Address, err = d.Address.Check()
	c.Take("", err)
	if d.Business != nil {
		b := *d.Business
		name(&b.Name, "business")
		c.That(b.Kind == Company || b.Kind == SoleTrader || b.Kind == Organisation, "businessKind", "required", "company, sole trader or organisation")
		b.Number = strings.ToUpper(strings.Join(strings.Fields(b.Number), ""))
		ok := numberShape.MatchString(b.Number) && (d.Address.Country != "FR" || sirenShape.MatchString(b.Number))
		c.That(ok || b.Number == "" && b.Kind == Organisation, "number", "malformed", "the number in the register of companies: in France nine digits (SIREN)")
		d.Business = &b
	}
	c.That(d.TermsAgreed, "terms", "required", "the provider opens an account only for somebody who agrees to its terms")
	return d, email, c.Err()
}

// PaperStanding is how far a paper is that says who a payee is.
type PaperStanding struct {
	Kind   string `json:"kind"`
	State  string `json:"state"`            // created, validation_asked, validated, refused, out_of_date
	Reason string `json:"reason,omitempty"` // of a refusal, in the carrier's words
}

// Paper is a paper that says who a payee is. It is passed on to the carrier, and never kept.
type Paper struct {
	Kind  string // one of Enrolment.Takes
	Pages [][]byte
}

// The most that is passed on.
const (
	MostPages = 5
	MostPage  = 10 << 20
)

// Faults of declarations and papers.
var (
	ErrDeclare      = fault.Define(fault.Conflict, "banking.declaration_needed", "the provider wants to know first who is paid")
	ErrDetailsFirst = fault.Define(fault.Conflict, "banking.details_first", "enter the bank account first to which the payouts go")
	ErrPaper        = fault.Define(fault.Invalid, "banking.paper", "between one and five files: photos (JPEG, PNG) or PDF, of 1 KB to 10 MB each")
	ErrPaperKind    = fault.Define(fault.Conflict, "banking.paper_not_asked", "the provider does not ask for this paper")
)

// pageShapes begin the files that are taken: JPEG, PNG, PDF.
var pageShapes = []string{"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "%PDF-"}

func (p Paper) check() error {
	if len(p.Pages) == 0 || len(p.Pages) > MostPages {
		return ErrPaper.On("paper", "required", "between one and five files")
	}
	for _, page := range p.Pages {
		known := false
		for _, shape := range pageShapes {
			known = known || strings.HasPrefix(string(page[:min(len(page), 8)]), shape)
		}
		if !known || len(page) < 1<<10 || len(page) > MostPage {
			return ErrPaper.On("paper", "unaccepted_file", "a photo (JPEG, PNG) or a PDF, of 1 KB to 10 MB")
		}
	}
	return nil
}

// SendPaper passes a paper on to a carrier that has asked for it.
type SendPaper struct {
	Payee   Payee
	Carrier string
	Paper   Paper
}

// Needs implements access.Guarded.
func (SendPaper) Needs() access.Permission { return PermDetails }

// SendOwnPaper does it for the owner who asks.
type SendOwnPaper struct {
	Carrier string
	Paper   Paper
}

// Needs implements access.Guarded.
func (SendOwnPaper) Needs() access.Permission { return PermOwn }

func (b *Banking) sendOwnPaper(ctx context.Context, c SendOwnPaper) (Enrolment, error) {
	return b.sendPaper(ctx, SendPaper{Payee: access.From(ctx).User.Raw(), Carrier: c.Carrier, Paper: c.Paper})
}

func (b *Banking) sendPaper(ctx context.Context, c SendPaper) (Enrolment, error) {
	if err := c.Paper.check(); err != nil {
		return Enrolment{}, err
	}
	if _, err := b.enrols(ctx, c.Carrier); err != nil {
		return Enrolment{}, err
	}
	e, err := b.d.Store.Enrolment(ctx, c.Carrier, c.Payee)
	if err != nil {
		return e, err
	}
	if e.State == Barred {
		return e, ErrBarred
	}
	if !e.takes(c.Paper.Kind) {
		return e, ErrPaperKind
	}
	at, err := b.enrolled(ctx, e)
	if err != nil {
		return e, err
	}
	if err := b.d.Enrollers.Paper(ctx, at, c.Paper); err != nil {
		return e, err
	}
	if err := b.look(ctx, e); err != nil { // it is there all the same, and the hourly look finds it
		return e, err
	}
	return b.d.Store.Enrolment(ctx, c.Carrier, c.Payee)
}

func (e Enrolment) takes(kind string) bool {
	for _, k := range e.Takes {
		if k == kind {
			return true
		}
	}
	return false
}

// enrolled says of an account where its payee has his bank account.
func (b *Banking) enrolled(ctx context.Context, e Enrolment) (Enrolled, error) {
	out := Enrolled{Carrier: e.Carrier, Account: e.Account}
	d, err := b.d.Store.Details(ctx, e.Payee)
	if errors.Is(err, ErrNoDetails) || err == nil && len(d.Sealed) == 0 {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	to, err := b.open(ctx, d)
	out.Holder, out.IBAN = to.Holder, to.IBAN
	return out, err
}

// papers wires what concerns papers.
func (b *Banking) papers() {
	b.SendPaper = usecase.New(b.d.Observer, "banking.send_paper", b.sendPaper)
	b.SendOwnPaper = usecase.New(b.d.Observer, "banking.send_own_paper", b.sendOwnPaper)
}
