package payments

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermReadPayments access.Permission = "payments.read_payments"
	PermRefund       access.Permission = "payments.refund"
	PermCapture      access.Permission = "payments.capture"
	PermProviders    access.Permission = "payments.manage_providers"
	PermReconcile    access.Permission = "payments.reconcile"
	PermProgram      access.Permission = "payments.program" // what only the program itself does
)

// Payments is the table of contents of this context.
type Payments struct {
	Open            usecase.Func[OpenPayment, View]
	PayoutProviders usecase.Func[ListPayoutProviders, []string]
	CheckPayee      usecase.Func[CheckPayee, usecase.None]
	PayOut          usecase.Func[PayOut, Payout]
	AskPayout       usecase.Func[AskPayout, Payout]
	PayeeProviders  usecase.Func[ListPayeeProviders, []PayeeProvider]
	OpenPayee       usecase.Func[OpenPayee, string]
	PayeePage       usecase.Func[PayeePage, string]
	AskPayee        usecase.Func[AskPayee, PayeeStanding]
	SendPayeePaper  usecase.Func[SendPayeePaper, usecase.None]
	Take            usecase.Func[TakePayment, View]
	HandBack        usecase.Func[HandBack, View]
	Forget          usecase.Func[ForgetPayer, usecase.None]
	OfPayer         usecase.Func[PaymentsOfPayer, []View]
	Close           usecase.Func[ClosePayments, usecase.None]
	Abandon         usecase.Func[Abandon, usecase.None]
	Receive         usecase.Func[ReceiveWebhook, usecase.None]
	Sync            usecase.Func[SyncPayment, PublicView]
	GiveBack        usecase.Func[GiveBack, usecase.None]
	Refund          usecase.Func[RefundPayment, View]
	SendRefund      usecase.Func[SendRefund, usecase.None]
	Look            usecase.Func[LookAtPayment, PublicView]
	Capture         usecase.Func[CapturePayment, View]
	SendCapture     usecase.Func[SendCapture, usecase.None]
	Release         usecase.Func[ReleasePayment, View]
	PaysOnline      usecase.Func[PaysOnline, bool]
	KeepsCards      usecase.Func[KeepsCards, bool]
	ChargeLater     usecase.Func[ChargeLater, View]
	ForgetCard      usecase.Func[ForgetCard, usecase.None]
	Replay          usecase.Func[ReplayWebhooks, Replayed]
	Webhooks        usecase.Func[ListWebhooks, []Webhook]
	Dismiss         usecase.Func[DismissWebhook, usecase.None]
	Reconcile       usecase.Func[Reconcile, Reconciled]
	Differences     usecase.Func[ListDifferences, []Difference]
	Unfinished      usecase.Func[ListUnfinished, []View]
	Adopt           usecase.Func[AdoptDifference, usecase.None]
	Settle          usecase.Func[SettleDifference, usecase.None]
	Providers       usecase.Func[ListProviders, []ProviderView]
	Configure       usecase.Func[ConfigureProvider, ProviderView]
	Switch          usecase.Func[SwitchProvider, ProviderView]
	Test            usecase.Func[TestProvider, ProviderView]
	Story           usecase.Func[StoryOf, []Step]
	Get             usecase.Func[GetPayment, View]
	List            usecase.Func[ListPayments, paging.Page[View]]
	Sum             usecase.Func[SumPayments, []Sum]
	Export          usecase.Func[ExportPayments, int]
	OfSubject       usecase.Func[PaymentsOfSubject, []View]
	store           Store
	play            string // the driver that only plays a provider, for a business that has chosen none; "" outside of a demonstration
	drivers         map[string]Driver
	catalogue       []Provider
	byTrade         []string
	vault           Vault
	now             func() time.Time
	ids             *ident.Source
	payout          func(context.Context, string) error
	payee           func(ctx context.Context, provider, account string) error
}

// Deps is what payments needs.
type Deps struct {
	Store     Store
	Play      Driver     // plays a provider for businesses that have chosen none: of demonstrations and tests; nil: they take no payments online
	Catalogue []Provider // those for which a business enters keys of its own
	ByTrade   []string   // the kinds of subjects of which only their trade takes and lets go what is held
	Vault     Vault      // keeps the keys and the notifications
	Now       func() time.Time
	IDs       *ident.Source
	Observer  usecase.Observer
	// Payout is told of news of a payout that somebody asked for by PayOut, by the identifier that he gave it; nil: nobody pays out.
	Payout func(ctx context.Context, id string) error
	// Payee is told that something changed about the account of somebody whom the business pays; nil: nobody has such accounts.
	Payee func(ctx context.Context, provider, account string) error
}

// New makes the use cases.
func New(d Deps) *Payments {
	p := &Payments{store: d.Store, drivers: map[string]Driver{}, catalogue: d.Catalogue, byTrade: d.ByTrade, vault: d.Vault, now: d.Now, ids: d.IDs, payout: d.Payout, payee: d.Payee}
	if d.Play != nil {
		p.play = d.Play.Name()
		p.drivers[p.play] = d.Play
	}
	for _, m := range Methods() {
		p.drivers[string(m)] = hand{m}
	}
	p.Open = usecase.New(d.Observer, "payments.open", p.open)
	p.PayoutProviders = usecase.New(d.Observer, "payments.payout_providers", p.payoutProviders)
	p.CheckPayee = usecase.New(d.Observer, "payments.check_payee", p.checkPayee)
	p.PayOut = usecase.New(d.Observer, "payments.pay_out", p.payOut)
	p.AskPayout = usecase.New(d.Observer, "payments.ask_payout", p.askPayout)
	p.payeeCases(d.Observer)
	p.Take = usecase.New(d.Observer, "payments.take", p.take)
	p.HandBack = usecase.New(d.Observer, "payments.hand_back", p.handBack)
	p.Close = usecase.New(d.Observer, "payments.close", p.close)
	p.Forget = usecase.New(d.Observer, "payments.forget_payer", p.forget)
	p.OfPayer = usecase.New(d.Observer, "payments.of_payer", p.ofPayer)
	p.Abandon = usecase.New(d.Observer, "payments.abandon", p.abandon)
	p.Receive = usecase.New(d.Observer, "payments.receive_webhook", p.receive)
	p.Sync = usecase.New(d.Observer, "payments.sync", p.sync)
	p.GiveBack = usecase.New(d.Observer, "payments.give_back", p.giveBack)
	p.Refund = usecase.New(d.Observer, "payments.refund", p.refund)
	p.SendRefund = usecase.New(d.Observer, "payments.send_refund", p.sendRefund)
	p.Look = usecase.New(d.Observer, "payments.look", p.look)
	p.Capture = usecase.New(d.Observer, "payments.capture", p.capture)
	p.SendCapture = usecase.New(d.Observer, "payments.send_capture", p.sendCapture)
	p.Release = usecase.New(d.Observer, "payments.release", p.release)
	p.PaysOnline = usecase.New(d.Observer, "payments.pays_online", p.paysOnline)
	p.KeepsCards = usecase.New(d.Observer, "payments.keeps_cards", p.keepsCards)
	p.ChargeLater = usecase.New(d.Observer, "payments.charge_later", p.chargeLater)
	p.ForgetCard = usecase.New(d.Observer, "payments.forget_card", p.forgetCard)
	p.Replay = usecase.New(d.Observer, "payments.replay_webhooks", p.replay)
	p.Webhooks = usecase.New(d.Observer, "payments.list_webhooks", p.listWebhooks)
	p.Reconcile = usecase.New(d.Observer, "payments.reconcile", p.reconcile)
	p.Unfinished = usecase.New(d.Observer, "payments.list_unfinished", p.listUnfinished)
	p.Dismiss = usecase.New(d.Observer, "payments.dismiss_webhook", p.dismiss)
	p.Differences = usecase.New(d.Observer, "payments.list_differences", p.differences)
	p.Adopt = usecase.New(d.Observer, "payments.adopt_difference", p.adopt)
	p.Settle = usecase.New(d.Observer, "payments.settle_difference", p.settle)
	p.Providers = usecase.New(d.Observer, "payments.list_providers", p.providers)
	p.Configure = usecase.New(d.Observer, "payments.configure_provider", p.configure)
	p.Switch = usecase.New(d.Observer, "payments.switch_provider", p.switchProvider)
	p.Test = usecase.New(d.Observer, "payments.test_provider", p.test)
	p.Story = usecase.New(d.Observer, "payments.story", p.story)
	p.Get = usecase.New(d.Observer, "payments.get", p.get)
	p.List = usecase.New(d.Observer, "payments.list", p.list)
	p.Sum = usecase.New(d.Observer, "payments.sum", p.sum)
	p.Export = usecase.New(d.Observer, "payments.export", p.export)
	p.OfSubject = usecase.New(d.Observer, "payments.of_subject", p.ofSubject)
	return p
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Reader
}

// Tx loads for update and saves. Save also appends the events that the payment recorded, and the audit entry.
type Tx interface {
	Payment(ctx context.Context, id PaymentID) (*Payment, error)               // ErrUnknown
	PaymentByKey(ctx context.Context, key string) (*Payment, error)            // ErrUnknown
	PaymentsOf(ctx context.Context, subject Subject) ([]*Payment, error)       // newest first, locked
	LockSubject(ctx context.Context, subject Subject) error                    // until the end: whoever else locks it waits
	Save(ctx context.Context, p *Payment) error                                // ErrKeyReused, ErrStale
	Remember(ctx context.Context, provider, notification string) (bool, error) // false: already known
	SendLater(ctx context.Context, payment PaymentID, refund RefundID) error   // a job will call SendRefund
	SendAgain(ctx context.Context, payment PaymentID, refund RefundID) error   // the same, unless one is waiting
	CaptureLater(ctx context.Context, payment PaymentID) error                 // a job will call SendCapture
	CaptureAgain(ctx context.Context, payment PaymentID) error                 // the same, unless one is waiting
	Keep(ctx context.Context, w Webhook) error                                 // a notification that could not be applied; the same one once
	MoveWebhook(ctx context.Context, w Webhook) error                          //
	Account(ctx context.Context, provider string) (ProviderAccount, error)     // locked; a new one where there is none
	SaveAccount(ctx context.Context, a ProviderAccount) error                  // ErrStale
	PutDifference(ctx context.Context, d Difference) error                     // found, or changed; the same one stays one
	Difference(ctx context.Context, id DifferenceID) (Difference, error)       // locked; ErrUnknown
	CloseLater(ctx context.Context, c ClosePayments, at time.Time) error       // a job will call Close
	ForgetPayer(ctx context.Context, email contact.Email, as Payer) error      //
	Publish(ctx context.Context, events ...event.Event) error
}

// Reader answers queries.
type Reader interface {
	Find(ctx context.Context, id PaymentID) (PaymentState, error) // ErrUnknown
	FindOf(ctx context.Context, subject Subject) ([]PaymentState, error)
	FindOfPayer(ctx context.Context, email contact.Email) ([]PaymentState, error)
	Story(ctx context.Context, id PaymentID) ([]Step, error) // oldest first
	Accounts(ctx context.Context) ([]ProviderAccount, error)
	KeptWebhooks(ctx context.Context) ([]Webhook, error)                                      // those that wait or were given up, oldest first, at most 200
	WaitingWebhooks(ctx context.Context) ([]Webhook, error)                                   // those that are tried again, oldest first, at most 200
	Unfinished(ctx context.Context, before time.Time) ([]PaymentState, error)                 // with a refund or a capture that was promised before then, at most 200
	OpenDifferences(ctx context.Context) ([]Difference, error)                                // newest first, at most 200
	Between(ctx context.Context, provider string, from, to time.Time) ([]PaymentState, error) // opened in a window, or changed in it
	Page(ctx context.Context, f Filter, p paging.Request) (paging.Page[PaymentState], error)
	Sum(ctx context.Context, f Filter) ([]Sum, error) // by currency
}

// Filter narrows a list; zero fields do not.
type Filter struct {
	Status   Status // a Status or a Standing
	Provider string
	Subject  Subject
	Text     string    // a part of the payer's name or address, of the booking's reference or of the provider's; or an amount: "350,00"
	From     time.Time // opened since
	To       time.Time // opened before
}
