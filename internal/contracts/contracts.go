package contracts

import (
	"context"
	"io"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermRead      access.Permission = "contracts.read_contracts"
	PermSend      access.Permission = "contracts.send_contracts" // send, remind, take back
	PermSign      access.Permission = "contracts.sign_contracts" // in the business's name
	PermSettings  access.Permission = "contracts.manage_settings"
	PermTemplates access.Permission = "contracts.manage_templates"
	PermProgram   access.Permission = "contracts.program"
)

// Contracts is the table of contents of this context.
type Contracts struct {
	DraftFor usecase.Func[DraftContract, ContractID]
	Generate usecase.Func[GenerateContract, usecase.None]
	Of       usecase.Func[ContractsOf, []View]
	List     usecase.Func[ListContracts, paging.Page[View]]
	Get      usecase.Func[GetContract, Detail]
	Open     usecase.Func[OpenContract, Document]
	Report   usecase.Func[ReportEvidence, []byte]

	Send        usecase.Func[SendContract, View]
	Remind      usecase.Func[RemindContract, View]
	Void        usecase.Func[VoidContract, View]
	VoidOf      usecase.Func[VoidContractsOf, usecase.None]
	Countersign usecase.Func[CountersignContract, View]
	Seal        usecase.Func[SealContract, usecase.None]
	Follow      usecase.Func[FollowContract, usecase.None]
	RecordMail  usecase.Func[RecordMail, usecase.None]
	Invitation  usecase.Func[InvitationOf, Invitation]

	Look     usecase.Func[LookAtContract, SignerView]
	ReadLink usecase.Func[ReadByLink, Document]
	View     usecase.Func[ViewContract, usecase.None]
	AskCode  usecase.Func[AskCode, usecase.None]
	TextCode usecase.Func[TextCode, usecase.None]
	Fate     usecase.Func[ReceiveFate, usecase.None]
	Identify usecase.Func[IdentifySigner, Session]
	Sign     usecase.Func[SignContract, SignerView]
	Refuse   usecase.Func[RefuseContract, usecase.None]

	Settings     usecase.Func[GetSettings, Settings]
	SaveSettings usecase.Func[SaveSettings, usecase.None]

	Templates    usecase.Func[ListTemplates, []Template]
	Template     usecase.Func[GetTemplate, Template]
	SaveTemplate usecase.Func[SaveTemplate, Template]
	Preview      usecase.Func[PreviewTemplate, Text]
	DraftMandate usecase.Func[DraftMandate, ContractID]

	Place      usecase.Func[PlaceContract, usecase.None]
	Withdraw   usecase.Func[WithdrawContract, usecase.None]
	Recall     usecase.Func[RecallContract, usecase.None]
	Nudge      usecase.Func[NudgeContract, usecase.None]
	Sync       usecase.Func[SyncContract, View]
	SyncByLink usecase.Func[SyncByLink, usecase.None]
	Pass       usecase.Func[PassToProvider, Passage]
	PassAgency usecase.Func[PassAgency, Passage]
	OpenProof  usecase.Func[OpenProof, Document]
	Receive    usecase.Func[ReceiveNotice, usecase.None]
	Replay     usecase.Func[ReplayNotices, Replayed]

	Providers usecase.Func[ListProviders, []ProviderView]
	Configure usecase.Func[ConfigureProvider, ProviderView]
	Choose    usecase.Func[ChooseProvider, ProviderView]
	Test      usecase.Func[TestProvider, ProviderView]

	Certificate usecase.Func[GetCertificate, OwnCertificate]
	Bring       usecase.Func[BringCertificate, OwnCertificate]
	Drop        usecase.Func[DropCertificate, usecase.None]
	d           Deps
}

// Deps is what contracts needs.
type Deps struct {
	Store   Store
	Printer Printer
	Files   Files
	Sealer  Sealer
	Keys    Keys
	// Providers are the companies at which contracts may be signed, or that carry texts, Vault keeps their keys.
	Providers []Provider
	Vault     Vault
	// Certificates keeps what businesses bring to seal with.
	Certificates Certificates
	// Carrier takes the texts of businesses that have no carrier of their own; nil: they send none. Mobile says whether a text
	// can be expected to arrive at a number; nil: at any.
	Carrier  Carrier
	Mobile   func(contact.Phone) bool
	Agency   AgencySource
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
}

// New makes the use cases.
func New(d Deps) *Contracts {
	c := &Contracts{d: d}
	c.DraftFor = usecase.New(d.Observer, "contracts.draft", c.draftFor)
	c.Generate = usecase.New(d.Observer, "contracts.generate", c.generate)
	c.Of = usecase.New(d.Observer, "contracts.of", c.of)
	c.List = usecase.New(d.Observer, "contracts.list", c.list)
	c.Get = usecase.New(d.Observer, "contracts.get", c.get)
	c.Open = usecase.New(d.Observer, "contracts.open", c.open)
	c.Report = usecase.New(d.Observer, "contracts.report_evidence", c.report)
	c.Send = usecase.New(d.Observer, "contracts.send", c.send)
	c.Remind = usecase.New(d.Observer, "contracts.remind", c.remind)
	c.Void = usecase.New(d.Observer, "contracts.void", c.void)
	c.VoidOf = usecase.New(d.Observer, "contracts.void_of", c.voidOf)
	c.Countersign = usecase.New(d.Observer, "contracts.countersign", c.countersign)
	c.Seal = usecase.New(d.Observer, "contracts.seal", c.seal)
	c.Follow = usecase.New(d.Observer, "contracts.follow", c.follow)
	c.RecordMail = usecase.New(d.Observer, "contracts.record_mail", c.recordMail)
	c.Invitation = usecase.New(d.Observer, "contracts.invitation", c.invitation)
	c.Look = usecase.New(d.Observer, "contracts.look", c.look)
	c.ReadLink = usecase.New(d.Observer, "contracts.read_link", c.readLink)
	c.View = usecase.New(d.Observer, "contracts.view", c.view)
	c.AskCode = usecase.New(d.Observer, "contracts.ask_code", c.askCode)
	c.TextCode = usecase.New(d.Observer, "contracts.text_code", c.textCode)
	c.Fate = usecase.New(d.Observer, "contracts.receive_fate", c.receiveFate)
	c.Identify = usecase.New(d.Observer, "contracts.identify", c.identify)
	c.Sign = usecase.New(d.Observer, "contracts.sign", c.sign)
	c.Refuse = usecase.New(d.Observer, "contracts.refuse", c.refuse)
	c.Settings = usecase.New(d.Observer, "contracts.settings", c.settings)
	c.SaveSettings = usecase.New(d.Observer, "contracts.save_settings", c.saveSettings)
	c.Templates = usecase.New(d.Observer, "contracts.templates", c.templates)
	c.Template = usecase.New(d.Observer, "contracts.template", c.template)
	c.SaveTemplate = usecase.New(d.Observer, "contracts.save_template", c.saveTemplate)
	c.Preview = usecase.New(d.Observer, "contracts.preview_template", c.preview)
	c.DraftMandate = usecase.New(d.Observer, "contracts.draft_mandate", c.draftMandate)
	c.outside()
	return c
}

// outside makes what concerns providers.
func (c *Contracts) outside() {
	o := c.d.Observer
	c.Place = usecase.New(o, "contracts.place", c.place)
	c.Withdraw = usecase.New(o, "contracts.withdraw", c.withdraw)
	c.Recall = usecase.New(o, "contracts.recall", c.recall)
	c.Nudge = usecase.New(o, "contracts.nudge", c.nudge)
	c.Sync = usecase.New(o, "contracts.sync", c.sync)
	c.SyncByLink = usecase.New(o, "contracts.sync_by_link", c.syncByLink)
	c.Pass = usecase.New(o, "contracts.pass_to_provider", c.pass)
	c.PassAgency = usecase.New(o, "contracts.pass_agency", c.passAgency)
	c.OpenProof = usecase.New(o, "contracts.open_proof", c.openProof)
	c.Receive = usecase.New(o, "contracts.receive_notice", c.receive)
	c.Replay = usecase.New(o, "contracts.replay_notices", c.replay)
	c.Providers = usecase.New(o, "contracts.providers", c.providers)
	c.Configure = usecase.New(o, "contracts.configure_provider", c.configure)
	c.Choose = usecase.New(o, "contracts.choose_provider", c.choose)
	c.Test = usecase.New(o, "contracts.test_provider", c.test)
	c.Certificate = usecase.New(o, "contracts.certificate", c.certificate)
	c.Bring = usecase.New(o, "contracts.bring_certificate", c.bring)
	c.Drop = usecase.New(o, "contracts.drop_certificate", c.drop)
}

// Store is atomic: Write runs fn in one transaction and may run it again.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Find(ctx context.Context, id ContractID) (ContractState, error)         // ErrUnknown
	FindByLink(ctx context.Context, hash []byte) (ContractState, error)     // ErrLink
	FindOf(ctx context.Context, subject ident.Raw) ([]ContractState, error) // the newest revision first
	Page(ctx context.Context, f Filter, p paging.Request) (paging.Page[ContractState], error)
	Evidence(ctx context.Context, id ContractID) ([]Evidence, error)
	// Text is what was printed; the zero Text for a contract written before texts were kept.
	Text(ctx context.Context, id ContractID) (Text, error)
	// Template is the newest version, or that one; ours where the business has written none. ErrUnknownTemplate.
	Template(ctx context.Context, k TemplateKey, version int) (Template, error)
	Settings(ctx context.Context) (Settings, error) // the usual ones where nothing was chosen
	Accounts(ctx context.Context) ([]ProviderAccount, error)
	WaitingNotices(ctx context.Context) ([]Notice, error) // the oldest first
}

// Tx loads for update and saves. What it loads is locked until the end.
type Tx interface {
	Contract(ctx context.Context, id ContractID) (*Contract, error)                                     // ErrUnknown
	ByLink(ctx context.Context, hash []byte) (*Contract, error)                                         // ErrLink
	OfVersion(ctx context.Context, reservation ident.Raw, version int) (*Contract, error)               // ErrUnknown
	OfSubject(ctx context.Context, subject ident.Raw) ([]*Contract, error)                              // the newest revision first
	NextNumber(ctx context.Context, year int, reservation ident.Raw) (seq int, revision int, err error) // locked until the end
	// Save stores the contract, publishes its events and adds its evidence.
	Save(ctx context.Context, c *Contract) error
	SaveText(ctx context.Context, id ContractID, t Text) error
	Settings(ctx context.Context) (Settings, error)
	SaveSettings(ctx context.Context, s Settings) error
	AddTemplate(ctx context.Context, t Template) error // ErrStaleTemplate when that version is there
	GenerateLater(ctx context.Context, id ContractID) error
	SealLater(ctx context.Context, id ContractID) error
	// FollowLater has the contract looked at when a reminder is due, or its time is over.
	FollowLater(ctx context.Context, id ContractID, at time.Time) error

	// TextLater has the code of a challenge sent by text.
	TextLater(ctx context.Context, id ContractID, challenge int) error
	// CountText counts a text where neither the business's nor the number's count of the day is full; ErrTexts.
	CountText(ctx context.Context, t TextCount) error

	ByExternal(ctx context.Context, external string) (*Contract, error) // ErrUnknown
	// PlaceLater has a contract handed over; again: unless that is under way.
	PlaceLater(ctx context.Context, id ContractID, again bool) error
	WithdrawLater(ctx context.Context, id ContractID) error
	// RecallLater has the provider asked for the request of a contract that was taken back on its way there.
	RecallLater(ctx context.Context, id ContractID, at time.Time) error
	NudgeLater(ctx context.Context, id ContractID) error
	SyncLater(ctx context.Context, id ContractID) error
	Accounts(ctx context.Context) ([]ProviderAccount, error)
	Account(ctx context.Context, provider string) (ProviderAccount, error) // version 0 when there is none
	// SaveAccount stores keys; one that is chosen is the only one. ErrStaleKeys when the version is not the stored one.
	SaveAccount(ctx context.Context, a ProviderAccount) error
	// AddNotice keeps a notice; false: the same one is here.
	AddNotice(ctx context.Context, n Notice) (fresh bool, err error)
	MoveNotice(ctx context.Context, n Notice) error
}

// Filter narrows the list; zero fields do not.
type Filter struct {
	Status Status
	Kind   Kind
	Text   string // part of the number, the guest's name, the property's or the reservation's reference
}

// Printer makes PDFs of composed texts.
type Printer interface {
	Print(Text) ([]byte, error)
	// Places are where the business and the signer sign on what Print makes, in that order.
	Places(Text) ([2]Place, error)
	// PrintProof lays out the pages that say who signed, when and how.
	PrintProof(Proof) ([]byte, error)
}

// Sealer joins the pages with the signatures to a contract and seals the whole with a certificate.
type Sealer interface {
	Seal(ctx context.Context, d Draftable) (Sealed, error)
}

// Draftable is what is to be sealed.
type Draftable struct {
	Contract []byte // as it was sent, byte for byte
	Proof    []byte
	Evidence []byte // the file of evidence as JSON, attached
	Name     string // of the business, in whose name the seal is
	Reason   string // why, as readers of PDFs show it
	At       time.Time
}

// Sealed is a sealed document.
type Sealed struct {
	PDF         []byte
	Certificate string // its subject
	Fingerprint string // SHA-256 of the certificate, in hexadecimal
	Timestamp   string // who stamped the time (RFC 3161), "" without
	Timestamped bool
}

// Keys derives secrets from a key of the installation, so that none is stored.
type Keys interface {
	// Link is the token of a contract's private link of that number.
	Link(tenant access.TenantID, id ContractID, number int) string
	// Code is the challenge of that number: six digits.
	Code(tenant access.TenantID, id ContractID, challenge int) string
	// Session is what the browser holds in which that challenge was met.
	Session(tenant access.TenantID, id ContractID, challenge int) string
	// Number is a hash of a telephone number that only the installation can make.
	Number(tenant access.TenantID, number contact.Phone) []byte
	// Hash is the SHA-256 of a token.
	Hash(token string) []byte
}

// Files keeps documents; putting the same bytes twice is one document.
type Files interface {
	Put(ctx context.Context, name string, content []byte) (key string, err error)
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// AgencySource tells who lets.
type AgencySource interface {
	Agency(ctx context.Context) (Agency, error)
}

// witness is who acts in ctx, with what his browser says of itself.
func witness(ctx context.Context, agent string) Witness {
	a := access.From(ctx)
	w := Witness{Actor: a.Name, Address: a.Address, Agent: agent}
	if a.Kind == access.Anonymous || a.Kind == access.LinkKey {
		w.Actor = "signer"
	}
	return w
}
