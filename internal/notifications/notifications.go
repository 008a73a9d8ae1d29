package notifications

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermReadDeliveries access.Permission = "notifications.read_messages"
	PermEditTexts      access.Permission = "notifications.manage_templates"
	PermProgram        access.Permission = "notifications.program"
)

// Notifications is the table of contents of this context.
type Notifications struct {
	Notify    usecase.Func[Notify, usecase.None]
	Send      usecase.Func[SendDelivery, usecase.None]
	List      usecase.Func[ListDeliveries, paging.Page[Delivery]]
	Texts     usecase.Func[ListTexts, []Text]
	EditTexts usecase.Func[EditText, usecase.None]
	Forget    usecase.Func[ForgetRecipient, usecase.None]

	ChoicesOf         usecase.Func[ChoicesOf, []Choice]
	Preferences       usecase.Func[OwnPreferences, []Preference]
	Choose            usecase.Func[ChoosePreference, usecase.None]
	LookAtUnsubscribe usecase.Func[LookAtUnsubscribe, Topic]
	Unsubscribe       usecase.Func[Unsubscribe, Topic]

	d Deps
}

// Deps is what notifications needs.
type Deps struct {
	Store    Store
	Mailer   Mailer
	Files    Files
	Agency   AgencySource
	Links    Links
	Consents Consents
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
	Quota    Quota                                       // nil: as many mails as there are
	Sent     func(ctx context.Context, d Delivery) error // told of each message that the mail server has taken, more than once perhaps; nil: nobody
}

// Quota bounds how many mails the business of ctx sends.
type Quota interface {
	// Take counts one mail. It returns access.ErrLimit when there were too many; an urgent one is counted and never refused.
	Take(ctx context.Context, urgent bool) error
	// GiveBack takes one back that was not sent after all.
	GiveBack(ctx context.Context) error
}

// New makes the use cases.
func New(d Deps) *Notifications {
	n := &Notifications{d: d}
	n.Notify = usecase.New(d.Observer, "notifications.notify", n.notify)
	n.Send = usecase.New(d.Observer, "notifications.send", n.send)
	n.List = usecase.New(d.Observer, "notifications.list", n.list)
	n.Forget = usecase.New(d.Observer, "notifications.forget_recipient", n.forget)
	n.ChoicesOf = usecase.New(d.Observer, "notifications.choices_of", n.choicesOf)
	n.Preferences = usecase.New(d.Observer, "notifications.own_preferences", n.preferences)
	n.Choose = usecase.New(d.Observer, "notifications.choose_preference", n.choose)
	n.LookAtUnsubscribe = usecase.New(d.Observer, "notifications.look_at_unsubscribe", n.lookAtUnsubscribe)
	n.Unsubscribe = usecase.New(d.Observer, "notifications.unsubscribe", n.unsubscribe)
	n.Texts = usecase.New(d.Observer, "notifications.texts", n.texts)
	n.EditTexts = usecase.New(d.Observer, "notifications.edit_text", n.editText)
	return n
}

// Store keeps deliveries and a business's own texts.
type Store interface {
	// Queue stores deliveries and a job for each, in one transaction; those whose key is known are left out.
	Queue(ctx context.Context, deliveries []Delivery) error
	Find(ctx context.Context, id DeliveryID) (Delivery, error) // ErrUnknown
	// Settle records what became of a queued delivery.
	Settle(ctx context.Context, d Delivery) error
	Page(ctx context.Context, f Filter, p paging.Request) (paging.Page[Delivery], error)
	// Choices returns what was decided about an address; Choose keeps a decision in the place of the one before.
	Choices(ctx context.Context, to contact.Email) ([]Choice, error)
	Choose(ctx context.Context, c Choice) error
	// Forget removes the messages to an address and the choices about it, and the guest with that address from what others were told of his stay.
	Forget(ctx context.Context, to contact.Email) error
	Texts(ctx context.Context) ([]Text, error)
	SaveText(ctx context.Context, t Text) error
}

// Filter narrows the log; zero fields do not.
type Filter struct {
	Status Status
	To     contact.Email
}

// Mailer sends one message. Sending the same Key again sends the same message: mail servers and readers recognise it.
// It returns fault.Invalid when the message is refused for good, any other error when it may be tried again.
type Mailer interface {
	Send(ctx context.Context, m Message) error
}

// Message is a composed mail.
type Message struct {
	Key         string
	From        string // display name
	ReplyTo     contact.Email
	To          contact.Email
	ToName      string
	Content     Content
	Attachments []File
	Unsubscribe string // address that ends messages of this topic by one POST (RFC 8058); "": they are always sent
}

// File is an attached file.
type File struct {
	Name    string
	Type    string
	Content []byte
}

// Files opens stored documents.
type Files interface {
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// AgencySource tells in whose name the tenant of ctx writes.
type AgencySource interface {
	Agency(ctx context.Context) (Agency, error)
}

// Links makes the private links that a message carries; they are computed, never stored.
type Links interface {
	Manage(ctx context.Context, reservation ident.Raw) (string, error)
	Desk(ctx context.Context, reservation ident.Raw) (string, error)
	Confirm(ctx context.Context, ticket ident.Raw) (string, error)
	Reset(ctx context.Context, ticket ident.Raw) (string, error)
	// Ticket is the page of any other ticket of an account. A fault of kind Gone when it leads nowhere any more.
	Ticket(ctx context.Context, ticket ident.Raw) (string, error)
	// Sign is the page on which the signer reads and signs a contract; Code the challenge that he asked for. A fault of kind
	// Gone when the contract does not wait for it any more.
	Sign(ctx context.Context, contract ident.Raw) (string, error)
	Code(ctx context.Context, contract ident.Raw, challenge string) (string, error)
	// Unsubscribe is the page that ends messages like a delivery; Unsubscribed reads the last part of its address.
	// ErrUnsubscribe.
	Unsubscribe(ctx context.Context, delivery DeliveryID) (string, error)
	Unsubscribed(ctx context.Context, token string) (DeliveryID, error)
}

// Notify queues messages.
type Notify struct{ Notices []Notice }

// Needs implements access.Guarded.
func (Notify) Needs() access.Permission { return PermProgram }

func (n *Notifications) notify(ctx context.Context, in Notify) (usecase.None, error) {
	deliveries := make([]Delivery, 0, len(in.Notices))
	for _, notice := range in.Notices {
		if notice.To == "" { // a booking by telephone may have no address
			continue
		}
		if wanted, err := n.wanted(ctx, notice.To, notice.Kind.Topic(), Email); err != nil {
			return usecase.None{}, err
		} else if !wanted {
			continue
		}
		deliveries = append(deliveries, Delivery{ID: ident.Next[Delivery](n.d.IDs), Notice: notice, Status: Queued, CreatedAt: n.d.Now()})
	}
	return usecase.None{}, n.d.Store.Queue(ctx, deliveries)
}

// SendDelivery composes a queued message and sends it; a job calls it until it is settled.
type SendDelivery struct{ ID DeliveryID }

// Needs implements access.Guarded.
func (SendDelivery) Needs() access.Permission { return PermProgram }

func (n *Notifications) send(ctx context.Context, in SendDelivery) (none usecase.None, err error) {
	d, err := n.d.Store.Find(ctx, in.ID)
	if err != nil || d.Status != Queued {
		if err == nil && d.Status == Sent { // told before, unless the program ended between the two
			err = n.tell(ctx, d)
		}
		return none, err
	}
	message, err := n.message(ctx, d)
	switch fault.KindOf(err) {
	case fault.Gone, fault.NotFound: // the link ended, or the thing it is about went away: waiting will not bring it back
		d.Status, d.Failure = Failed, fault.CodeOf(err)
		return none, n.d.Store.Settle(ctx, d)
	}
	if err != nil {
		return none, err
	}
	d.Subject = message.Content.Subject
	switch err := n.post(ctx, d.Notice, message); {
	case errors.Is(err, access.ErrLimit):
		d.Status, d.Failure = Failed, fault.CodeOf(err)
	case err == nil:
		d.Status, d.SentAt = Sent, n.d.Now()
		if d.Notice.Kind == PersonErased { // the last trace of the address is the log of this very message
			return none, n.d.Store.Forget(ctx, d.Notice.To)
		}
	case fault.KindOf(err) == fault.Invalid:
		d.Status, d.Failure = Failed, fault.CodeOf(err)
	default:
		return none, err
	}
	if err := n.d.Store.Settle(ctx, d); err != nil || d.Status != Sent {
		return none, err
	}
	return none, n.tell(ctx, d)
}

// tell says to whoever wants to know that a message is on its way.
func (n *Notifications) tell(ctx context.Context, d Delivery) error {
	if n.d.Sent == nil {
		return nil
	}
	return n.d.Sent(ctx, d)
}

// post sends a message that the business's plan has room for; one that the mail server does not take is not counted.
func (n *Notifications) post(ctx context.Context, notice Notice, m Message) error {
	if n.d.Quota == nil {
		return n.d.Mailer.Send(ctx, m)
	}
	if err := n.d.Quota.Take(ctx, notice.Kind.urgent()); err != nil {
		return err
	}
	err := n.d.Mailer.Send(ctx, m)
	if err != nil {
		err = errors.Join(err, n.d.Quota.GiveBack(ctx))
	}
	return err
}

func (n *Notifications) message(ctx context.Context, d Delivery) (Message, error) {
	notice := d.Notice
	agency, err := n.d.Agency.Agency(ctx)
	if err != nil {
		return Message{}, err
	}
	texts, err := n.d.Store.Texts(ctx)
	if err != nil {
		return Message{}, err
	}
	link, err := n.link(ctx, notice, agency)
	if err != nil {
		return Message{}, err
	}
	if notice.Kind == ContractCode {
		code, err := n.d.Links.Code(ctx, notice.Contract, notice.Words["challenge"])
		if err != nil {
			return Message{}, err
		}
		notice.Words = maps.Clone(notice.Words) // the stored notice never holds it
		notice.Words["code"] = code
	}
	content := Compose(notice, agency, link, texts)
	m := Message{Key: notice.Key, From: agency.Name, ReplyTo: agency.Email, To: notice.To, ToName: notice.Name, Content: content}
	if notice.Kind.Topic().Optional() {
		if m.Unsubscribe, err = n.d.Links.Unsubscribe(ctx, d.ID); err != nil {
			return Message{}, err
		}
		m.Content.Unsubscribe = &Action{Label: labels[content.Language]["unsubscribe"], URL: m.Unsubscribe}
	}
	if notice.Attachment != nil {
		switch file, err := n.open(ctx, *notice.Attachment); {
		case err == nil:
			m.Attachments = append(m.Attachments, file)
		case fault.KindOf(err) == fault.NotFound: // replaced or erased meanwhile: what the message says counts, and its link leads to the papers
		default:
			return Message{}, err
		}
	}
	if notice.Calendar && notice.Stay != nil {
		m.Attachments = append(m.Attachments, Invitation(*notice.Stay, agency, content.Language))
	}
	return m, nil
}

func (n *Notifications) open(ctx context.Context, a Attachment) (File, error) {
	r, err := n.d.Files.Open(ctx, a.File)
	if err != nil {
		return File{}, err
	}
	defer func() { _ = r.Close() }()
	content, err := io.ReadAll(r)
	return File{Name: a.Name, Type: a.Type, Content: content}, err
}

func (n *Notifications) link(ctx context.Context, notice Notice, agency Agency) (string, error) {
	switch {
	case notice.Kind == ConfirmEmail:
		return n.d.Links.Confirm(ctx, notice.Ticket)
	case notice.Kind == ResetPassword:
		return n.d.Links.Reset(ctx, notice.Ticket)
	case !notice.Ticket.IsZero():
		return n.d.Links.Ticket(ctx, notice.Ticket)
	case !notice.Contract.IsZero() && strings.HasPrefix(string(notice.Kind), "agency_"):
		return agency.Site + "/desk/contracts/" + notice.Contract.String(), nil
	case notice.Kind == ContractCode:
		return "", nil
	case !notice.Contract.IsZero():
		return n.d.Links.Sign(ctx, notice.Contract)
	case slices.Contains(AccessKinds(), notice.Kind):
		return agency.Site + "/account/security", nil
	case pages[notice.Kind] != "":
		return agency.Site + pages[notice.Kind], nil
	case notice.Stay == nil:
		return "", nil
	case strings.HasPrefix(string(notice.Kind), "agency_"):
		return n.d.Links.Desk(ctx, notice.Stay.Reservation)
	}
	return n.d.Links.Manage(ctx, notice.Stay.Reservation)
}

// ListDeliveries gives the log, newest first.
type ListDeliveries struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListDeliveries) Needs() access.Permission { return PermReadDeliveries }

func (n *Notifications) list(ctx context.Context, q ListDeliveries) (paging.Page[Delivery], error) {
	return n.d.Store.Page(ctx, q.Filter, q.Page)
}

// ForgetRecipient removes what was written to somebody (GDPR article 17): no law makes a business keep its mails.
type ForgetRecipient struct{ To contact.Email }

// Needs implements access.Guarded.
func (ForgetRecipient) Needs() access.Permission { return PermProgram }

func (n *Notifications) forget(ctx context.Context, c ForgetRecipient) (usecase.None, error) {
	if c.To == "" {
		return usecase.None{}, nil
	}
	return usecase.None{}, n.d.Store.Forget(ctx, c.To)
}

// ListTexts gives every text that a business may word itself, in French and English, with ours where it has not.
type ListTexts struct{}

// Needs implements access.Guarded.
func (ListTexts) Needs() access.Permission { return PermEditTexts }

func (n *Notifications) texts(ctx context.Context, _ ListTexts) ([]Text, error) {
	own, err := n.d.Store.Texts(ctx)
	if err != nil {
		return nil, err
	}
	var all []Text
	for _, kind := range Editable() {
		for _, locale := range []string{"fr", "en"} {
			all = append(all, wording(kind, locale, own))
		}
	}
	return all, nil
}

// EditText words a message; empty parts give ours back.
type EditText struct{ Text Text }

// Needs implements access.Guarded.
func (EditText) Needs() access.Permission { return PermEditTexts }

func (n *Notifications) editText(ctx context.Context, c EditText) (usecase.None, error) {
	t := c.Text
	t.Subject, t.Intro = strings.TrimSpace(t.Subject), strings.TrimSpace(t.Intro)
	var check fault.Check
	check.That(slices.Contains(Editable(), t.Kind), "kind", "unknown_kind", "no such message")
	check.That(t.Locale == "fr" || t.Locale == "en", "locale", "unknown_locale", "fr or en")
	check.That(utf8.RuneCountInString(t.Subject) <= 120 && !strings.ContainsAny(t.Subject, "\r\n"), "subject", "too_long", "one line of at most 120 characters")
	check.That(utf8.RuneCountInString(t.Intro) <= 2000, "intro", "too_long", "at most 2,000 characters")
	for _, field := range []struct{ path, text string }{{"subject", t.Subject}, {"intro", t.Intro}} {
		if word, ok := unknownPlaceholder(field.text); ok {
			check.Fail(field.path, "unknown_placeholder", "{"+word+"} is not a word that can be filled in")
		}
	}
	if err := check.Err(); err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, n.d.Store.SaveText(ctx, t)
}
