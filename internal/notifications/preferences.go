package notifications

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// PermOwnPreferences is what everybody may decide about the messages that he is sent.
const PermOwnPreferences access.Permission = "notifications.own_preferences"

// Topic is a group of messages that a person decides about together; stored data.
type Topic string

// The topics.
const (
	TopicSecurity Topic = "security" // who gets into the account: not to be switched off, a thief would do that first
	TopicBookings Topic = "bookings" // the contract and what changes it: the law asks for them (Code de la consommation, L. 221-13)
	TopicData     Topic = "data"     // answers about one's own data (GDPR, article 12)
	TopicPayments Topic = "payments" // that money is on its way back
	TopicOffers   Topic = "offers"   // the business's own news: only with consent (Code des postes, L. 34-5)
)

// Topics lists them in the order of the page.
func Topics() []Topic {
	return []Topic{TopicSecurity, TopicBookings, TopicData, TopicPayments, TopicOffers}
}

// Channel is a way to reach a person; stored data.
type Channel string

// Email is the one channel that there is.
const Email Channel = "email"

// Channels lists them.
func Channels() []Channel { return []Channel{Email} }

// Optional reports whether a person may do without the messages of a topic.
func (t Topic) Optional() bool { return t == TopicPayments || t == TopicOffers }

// Topic is the topic of a kind.
func (k Kind) Topic() Topic {
	switch k {
	case RefundSent, PayoutSent:
		return TopicPayments
	case DataExportReady, ErasureScheduled, ErasureWithdrawn, PersonErased:
		return TopicData
	case BalanceDue, BalanceOverdue, StayHeld, StayConfirmed, StayChanged, StayCancelled, PaymentTooLate, AgencyBooked, AgencyChanged, AgencyCancelled, AgencyTooLate, AgencyRefundFailed, InvoiceSent, InvoiceReminder,
		ContractToSign, ContractReminder, ContractCompleted, AgencyContractSigned, AgencyContractRefused, AgencyContractExpired,
		CautionTaken, CautionBack, CautionOwner, AgencyCautionTaken, AgencyCautionBack, AgencyCautionLost,
		CardComing, CardRefusedRetry, CardRefusedLink, CardOwnerWanted, AgencyCardRefused, AgencyDisputed, AgencyDisputeWon, AgencyDisputeLost:
		return TopicBookings
	}
	return TopicSecurity
}

// Faults of preferences.
var (
	ErrFixed       = fault.Define(fault.Conflict, "notifications.always_sent", "these messages are always sent")
	ErrUnconfirmed = fault.Define(fault.Conflict, "notifications.confirm_address", "confirm your address first: preferences are those of an address")
	ErrUnsubscribe = fault.Define(fault.Gone, "notifications.link_expired", "this link leads nowhere any more")
)

// Preference is what a person decided, or what holds when he did not.
type Preference struct {
	Topic   Topic
	Channel Channel
	Wanted  bool
	Fixed   bool // not his to decide
}

// Choice is a stored decision about an address.
type Choice struct {
	To      contact.Email
	Topic   Topic
	Channel Channel
	Wanted  bool
	At      time.Time
}

// Consents keeps whether the actor agreed to the business's news, in a log that nobody changes.
type Consents interface {
	Offers(ctx context.Context) (bool, error)
	SetOffers(ctx context.Context, given bool) error
}

// OwnPreferences gives every topic by channel with what the actor decided.
type OwnPreferences struct{}

// Needs implements access.Guarded.
func (OwnPreferences) Needs() access.Permission { return PermOwnPreferences }

func (n *Notifications) preferences(ctx context.Context, _ OwnPreferences) ([]Preference, error) {
	to := contact.Email(access.From(ctx).Email)
	offers, err := n.d.Consents.Offers(ctx)
	if err != nil {
		return nil, err
	}
	var all []Preference
	for _, t := range Topics() {
		for _, c := range Channels() {
			p := Preference{Topic: t, Channel: c, Wanted: true, Fixed: !t.Optional()}
			switch {
			case t == TopicOffers:
				p.Wanted = offers
			case t.Optional():
				if p.Wanted, err = n.wanted(ctx, to, t, c); err != nil {
					return nil, err
				}
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// wanted reports whether messages of a topic may go to an address; yes until somebody said no.
func (n *Notifications) wanted(ctx context.Context, to contact.Email, t Topic, c Channel) (bool, error) {
	if !t.Optional() || to == "" {
		return true, nil
	}
	choices, err := n.d.Store.Choices(ctx, to)
	i := slices.IndexFunc(choices, func(x Choice) bool { return x.Topic == t && x.Channel == c })
	return i < 0 || choices[i].Wanted, err
}

// ChoosePreference decides about a topic on a channel.
type ChoosePreference struct {
	Topic   Topic
	Channel Channel
	Wanted  bool
}

// Needs implements access.Guarded.
func (ChoosePreference) Needs() access.Permission { return PermOwnPreferences }

func (n *Notifications) choose(ctx context.Context, c ChoosePreference) (none usecase.None, err error) {
	var check fault.Check
	check.That(slices.Contains(Topics(), c.Topic), "topic", "unknown_topic", "no such topic")
	check.That(slices.Contains(Channels(), c.Channel), "channel", "unknown_channel", "no such channel")
	if err := check.Err(); err != nil {
		return none, err
	}
	actor := access.From(ctx)
	switch {
	case !c.Topic.Optional() && !c.Wanted:
		return none, ErrFixed
	case !c.Topic.Optional():
		return none, nil
	case c.Topic == TopicOffers:
		return none, n.d.Consents.SetOffers(ctx, c.Wanted)
	case actor.Email == "":
		return none, ErrUnconfirmed
	}
	return none, n.d.Store.Choose(ctx, Choice{To: contact.Email(actor.Email), Topic: c.Topic, Channel: c.Channel, Wanted: c.Wanted, At: n.d.Now()})
}

// LookAtUnsubscribe tells what the link at the foot of a message would end. Whoever has the link may.
type LookAtUnsubscribe struct{ Token string }

// Needs implements access.Guarded.
func (LookAtUnsubscribe) Needs() access.Permission { return access.Public }

func (n *Notifications) lookAtUnsubscribe(ctx context.Context, q LookAtUnsubscribe) (Topic, error) {
	d, err := n.unsubscribed(ctx, q.Token)
	return d.Notice.Kind.Topic(), err
}

// Unsubscribe ends the messages of the topic of the one that held the link (RFC 8058: by one click, without signing in).
type Unsubscribe struct{ Token string }

// Needs implements access.Guarded.
func (Unsubscribe) Needs() access.Permission { return access.Public }

func (n *Notifications) unsubscribe(ctx context.Context, c Unsubscribe) (Topic, error) {
	d, err := n.unsubscribed(ctx, c.Token)
	if err != nil {
		return "", err
	}
	topic := d.Notice.Kind.Topic()
	return topic, n.d.Store.Choose(ctx, Choice{To: d.Notice.To, Topic: topic, Channel: Email, Wanted: false, At: n.d.Now()})
}

func (n *Notifications) unsubscribed(ctx context.Context, token string) (Delivery, error) {
	id, err := n.d.Links.Unsubscribed(ctx, token)
	if err != nil {
		return Delivery{}, err
	}
	d, err := n.d.Store.Find(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !d.Notice.Kind.Topic().Optional() {
		return Delivery{}, ErrUnsubscribe
	}
	return d, err
}

// ChoicesOf gives what was decided about an address: its part of a copy of somebody's data.
type ChoicesOf struct{ To contact.Email }

// Needs implements access.Guarded.
func (ChoicesOf) Needs() access.Permission { return PermProgram }

func (n *Notifications) choicesOf(ctx context.Context, q ChoicesOf) ([]Choice, error) {
	if q.To == "" {
		return nil, nil
	}
	return n.d.Store.Choices(ctx, q.To)
}
