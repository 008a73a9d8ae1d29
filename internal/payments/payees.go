package payments

import (
	"context"
	"errors"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// PayeeDriver is a driver of a provider that opens accounts for the people whom the business pays. What the law wants to know of
// them (directive (EU) 2015/849), the provider asks them on its own pages, or has it declared by PayeeRequest.Declared.
type PayeeDriver interface {
	PayoutDriver
	// PayeeAsks says what has to be told before an account is opened.
	PayeeAsks() PayeeAsks
	// OpenPayee opens an account. Key is the idempotency key, and is written on it. ErrPayeeData: the provider does not take what
	// was declared, with the fields.
	OpenPayee(ctx context.Context, r PayeeRequest) (account string, err error)
	// PayeePage returns the provider's page on which the payee goes on; it opens once, and for minutes. Back is where he is
	// sent afterwards, again where when the page has ended. Back itself: nothing is to be done now.
	PayeePage(ctx context.Context, a PayeeAccount, back, again string) (string, error)
	// AskPayee returns what the provider knows of an account now, or ErrPayeeUnknown.
	AskPayee(ctx context.Context, a PayeeAccount) (PayeeStanding, error)
	// SendPaper passes a paper on that says who a payee is. ErrNoPapers: the provider asks for them on its own pages.
	SendPaper(ctx context.Context, account string, p PayeePaper) error
	// Recall takes back to the business what lies on a payee's account because his bank did not take it, and names our payouts
	// whose money came back. Asked again, it takes nothing twice and names the same.
	Recall(ctx context.Context, account, payout string) ([]string, error)
}

// PayeeRequest asks for an account.
type PayeeRequest struct {
	Key     string
	Name    string
	Email   string
	Country string // ISO 3166-1 alpha-2
	// Declared is what the provider wants to be told; nil where it asks itself.
	Declared *PayeeDeclaration
}

// PayeeAsks is what a provider has to be told about somebody before it opens an account for him.
type PayeeAsks struct {
	Declaration bool // PayeeRequest.Declared is needed, and where he has his bank account
}

// PayeeDeclaration is who somebody says that he is. It is passed on, and never kept.
type PayeeDeclaration struct {
	Business             *PayeeBusiness // nil: a person; else the person is its legal representative
	FirstName, LastName  string
	Birthday             period.Date
	Nationality, Country string                // ISO 3166-1 alpha-2; Country is that of his residence
	Address              contact.PostalAddress // of the person, or of the business's headquarters
}

// PayeeBusiness is a company or an association that is paid.
type PayeeBusiness struct {
	Kind   string // BusinessCompany, …
	Name   string
	Number string // in the country's register of companies
}

// The kinds of businesses.
const (
	BusinessCompany      = "company"
	BusinessSoleTrader   = "sole_trader"
	BusinessOrganisation = "organisation"
)

// PayeeAccount is an account with a provider, and where its payee has his bank account.
type PayeeAccount struct {
	ID     string
	Holder string
	IBAN   string // "": not known
}

// PayeePaper is a paper that says who somebody is. It is passed on, and never kept.
type PayeePaper struct {
	Kind  string // one of PayeeStanding.Takes
	Pages [][]byte
}

// The kinds of papers. Stored data.
const (
	PaperIdentity     = "identity_proof"
	PaperAddress      = "address_proof"
	PaperRegistration = "registration_proof"
	PaperArticles     = "articles_of_association"
	PaperShareholders = "shareholder_declaration"
	PaperSession      = "identity_session" // a verification on the provider's pages; it is not sent
)

// PaperState is what a provider says of one of them.
type PaperState string

// The states of a paper. Stored data.
const (
	PaperBegun    PaperState = "created"
	PaperWaiting  PaperState = "validation_asked"
	PaperTaken    PaperState = "validated"
	PaperRefused  PaperState = "refused"
	PaperOutdated PaperState = "out_of_date"
)

// PaperStanding is how far the newest paper of a kind is.
type PaperStanding struct {
	Kind   string     `json:"kind"`
	State  PaperState `json:"state"`
	Reason string     `json:"reason,omitempty"` // of a refusal, in the provider's words
}

// Faults of accounts that are opened by declaration.
var (
	ErrPayeeData = fault.Define(fault.Invalid, "payments.payee_data", "the provider does not take what was declared")
	ErrNoPapers  = fault.Define(fault.Conflict, "payments.no_papers", "this provider takes no papers from us")
)

// PayeeState says how far an account is.
type PayeeState string

// The states.
const (
	PayeeOnboarding PayeeState = "onboarding"
	PayeeAsked      PayeeState = "asked"
	PayeeReady      PayeeState = "ready"
	PayeeRefused    PayeeState = "refused"
)

// PayeeStanding is what a provider says of an account.
type PayeeStanding struct {
	State  PayeeState
	Asked  []string // what is still asked for, in the provider's words
	Reason string   // of a refusal, in the provider's words
	Papers []PaperStanding
	Takes  []string // the kinds of papers that may be sent now
}

// Notifications about payees: what they are is asked for, so that a late or repeated one says nothing wrong.
const (
	NotifyPayee      NotificationKind = "payee"       // something changed about Notification.Account
	NotifyPayoutLost NotificationKind = "payout.lost" // the payee's bank did not take Notification.Reference; it lies on Account
)

// ListPayeeProviders asks which of the providers that are in use open accounts for payees.
type ListPayeeProviders struct{}

// Needs implements access.Guarded.
func (ListPayeeProviders) Needs() access.Permission { return PermProgram }

// PayeeProvider is one of them.
type PayeeProvider struct {
	Name string
	Asks PayeeAsks
}

func (p *Payments) payeeProviders(ctx context.Context, _ ListPayeeProviders) (out []PayeeProvider, err error) {
	all, err := p.payoutProviders(ctx, ListPayoutProviders{})
	for _, name := range all {
		if kind, _ := p.known(name); kind.Open != nil {
			if d, ok := kind.Open(Keys{}).(PayeeDriver); ok {
				out = append(out, PayeeProvider{name, d.PayeeAsks()})
			}
		}
	}
	return slices.Clip(out), err
}

func (p *Payments) payees(ctx context.Context, provider string) (PayeeDriver, error) {
	d, err := p.of(ctx, provider)
	if err != nil {
		return nil, err
	}
	out, ok := d.(PayeeDriver)
	if !ok {
		return nil, ErrNoPayouts
	}
	return out, nil
}

// OpenPayee has a provider open an account for somebody.
type OpenPayee struct {
	Provider string
	Request  PayeeRequest
}

// Needs implements access.Guarded.
func (OpenPayee) Needs() access.Permission { return PermProgram }

func (p *Payments) openPayee(ctx context.Context, c OpenPayee) (string, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return "", err
	}
	return d.OpenPayee(ctx, c.Request)
}

// PayeePage asks for the provider's page on which a payee goes on.
type PayeePage struct {
	Provider    string
	Account     PayeeAccount
	Back, Again string
}

// Needs implements access.Guarded.
func (PayeePage) Needs() access.Permission { return PermProgram }

func (p *Payments) payeePage(ctx context.Context, c PayeePage) (string, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return "", err
	}
	return d.PayeePage(ctx, c.Account, c.Back, c.Again)
}

// AskPayee asks a provider how far an account is.
type AskPayee struct {
	Provider string
	Account  PayeeAccount
}

// Needs implements access.Guarded.
func (AskPayee) Needs() access.Permission { return PermProgram }

func (p *Payments) askPayee(ctx context.Context, c AskPayee) (PayeeStanding, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return PayeeStanding{}, err
	}
	return d.AskPayee(ctx, c.Account)
}

// SendPayeePaper passes a paper on to a provider.
type SendPayeePaper struct {
	Provider, Account string
	Paper             PayeePaper
}

// Needs implements access.Guarded.
func (SendPayeePaper) Needs() access.Permission { return PermProgram }

func (p *Payments) sendPayeePaper(ctx context.Context, c SendPayeePaper) (none usecase.None, err error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return none, err
	}
	return none, d.SendPaper(ctx, c.Account, c.Paper)
}

// aboutPayees handles what a provider tells of payees and of what they were paid.
func (p *Payments) aboutPayees(ctx context.Context, provider string, n Notification) error {
	switch n.Kind {
	case NotifyPayout:
		if p.payout == nil {
			return nil
		}
		return p.payout(ctx, n.Reference)
	case NotifyPayee:
		if p.payee == nil {
			return nil
		}
		return p.payee(ctx, provider, n.Account)
	}
	d, err := p.payees(ctx, provider)
	if err != nil {
		return err
	}
	back, err := d.Recall(ctx, n.Account, n.Reference)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range back {
		if p.payout != nil {
			failed = append(failed, p.payout(ctx, id))
		}
	}
	if p.payee != nil { // the provider may ask for another bank account now
		failed = append(failed, p.payee(ctx, provider, n.Account))
	}
	return errors.Join(failed...)
}

// payeeCases wires what concerns payees.
func (p *Payments) payeeCases(o usecase.Observer) {
	p.PayeeProviders = usecase.New(o, "payments.payee_providers", p.payeeProviders)
	p.OpenPayee = usecase.New(o, "payments.open_payee", p.openPayee)
	p.PayeePage = usecase.New(o, "payments.payee_page", p.payeePage)
	p.AskPayee = usecase.New(o, "payments.ask_payee", p.askPayee)
	p.SendPayeePaper = usecase.New(o, "payments.send_payee_paper", p.sendPayeePaper)
}
