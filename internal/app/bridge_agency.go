package app

import (
	"cmp"
	"context"
	"net/mail"
	"strconv"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/notifications"
	"comptoir/internal/notifications/notificationsio"
	mailer "comptoir/internal/platform/mail"
	"comptoir/internal/privacy"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
)

// site returns the public address of the tenant of ctx; the installation's own where there is none.
func site(d *tenancyio.Directory) func(context.Context) string {
	return func(ctx context.Context) string {
		t, err := current(ctx, d)
		if err != nil {
			return d.Root()
		}
		return d.Address(t)
	}
}

// current returns the business for which ctx acts: the request's, or the job's.
func current(ctx context.Context, d *tenancyio.Directory) (tenancy.State, error) {
	if t, ok := tenancy.From(ctx); ok {
		return t, nil
	}
	return d.ByID(ctx, access.TenantOf(ctx))
}

// contractAgency implements contracts.AgencySource.
type contractAgency struct{ directory *tenancyio.Directory }

// Agency implements contracts.AgencySource.
func (a contractAgency) Agency(ctx context.Context) (contracts.Agency, error) {
	t, err := current(ctx, a.directory)
	return contracts.Agency{Name: t.Name, LegalName: cmp.Or(t.Legal.Name, t.Name), LegalForm: t.Legal.Form, Registration: t.Legal.SIRET,
		VATNumber: t.Legal.VATNumber, Card: t.Legal.ProfessionalCard, Address: t.Legal.Address, Phone: t.Legal.Phone, Email: t.Legal.Email}, err
}

// noticeAgency implements notifications.AgencySource.
type noticeAgency struct{ directory *tenancyio.Directory }

const ownAccent = "#0F5C4C"

// Agency implements notifications.AgencySource.
func (a noticeAgency) Agency(ctx context.Context) (notifications.Agency, error) {
	t, err := current(ctx, a.directory)
	if err != nil {
		return notifications.Agency{}, err
	}
	return notifications.Agency{Name: t.Name, Email: t.Legal.Email, Phone: t.Legal.Phone, Address: t.Legal.Address, Locale: t.Default, Zone: t.Zone,
		Site: a.directory.Address(t), Accent: cmp.Or(t.Branding.Accent, ownAccent)}, nil
}

// tickets makes the paths of the pages to which identity's mails lead.
type tickets interface {
	Link(ctx context.Context, ticket ident.Raw) (string, error)
}

// noticeLinks implements notifications.Links.
type noticeLinks struct {
	site    func(context.Context) string
	stays   *stays.Stays
	tickets tickets
	ends    notificationsio.Unsubscribing
	papers  *contracts.Contracts
}

// Unsubscribe implements notifications.Links.
func (l noticeLinks) Unsubscribe(ctx context.Context, delivery notifications.DeliveryID) (string, error) {
	return l.site(ctx) + l.ends.Path(ctx, delivery), nil
}

// Unsubscribed implements notifications.Links.
func (l noticeLinks) Unsubscribed(ctx context.Context, token string) (notifications.DeliveryID, error) {
	return l.ends.Read(ctx, token)
}

// noticeConsents implements notifications.Consents by the log of consents.
type noticeConsents struct{ contexts *Contexts }

// Offers implements notifications.Consents.
func (c noticeConsents) Offers(ctx context.Context) (bool, error) {
	log, err := c.contexts.Privacy.Consents(ctx, privacy.OwnConsents{})
	return privacy.Chosen(log)[privacy.PurposeMarketing], err
}

// SetOffers implements notifications.Consents.
func (c noticeConsents) SetOffers(ctx context.Context, given bool) error {
	_, err := c.contexts.Privacy.Consent(ctx, privacy.GiveConsent{Purpose: privacy.PurposeMarketing, Given: given})
	return err
}

// Sign implements notifications.Links.
func (l noticeLinks) Sign(ctx context.Context, contract ident.Raw) (string, error) {
	inv, err := l.papers.Invitation(asProgram(ctx, "notifications"), contracts.InvitationOf{Contract: contracts.ContractID(contract)})
	return l.site(ctx) + "/sign/" + inv.Token, err
}

// Code implements notifications.Links.
func (l noticeLinks) Code(ctx context.Context, contract ident.Raw, challenge string) (string, error) {
	n, err := strconv.Atoi(challenge)
	if err != nil || n < 1 {
		return "", contracts.ErrNothingToSend
	}
	inv, err := l.papers.Invitation(asProgram(ctx, "notifications"), contracts.InvitationOf{Contract: contracts.ContractID(contract), Challenge: n})
	return inv.Code, err
}

// Manage implements notifications.Links.
func (l noticeLinks) Manage(ctx context.Context, reservation ident.Raw) (string, error) {
	token, err := l.stays.ManageLink(asProgram(ctx, "notifications"), stays.ManageLink{ID: stays.ReservationID(reservation)})
	if err != nil {
		return "", err
	}
	return l.site(ctx) + "/manage/" + token, nil
}

// Desk implements notifications.Links.
func (l noticeLinks) Desk(ctx context.Context, reservation ident.Raw) (string, error) {
	return l.site(ctx) + "/desk/reservations/" + reservation.String(), nil
}

// Confirm implements notifications.Links.
func (l noticeLinks) Confirm(ctx context.Context, ticket ident.Raw) (string, error) {
	return l.ticket(ctx, ticket)
}

// Reset implements notifications.Links.
func (l noticeLinks) Reset(ctx context.Context, ticket ident.Raw) (string, error) {
	return l.ticket(ctx, ticket)
}

// Ticket implements notifications.Links.
func (l noticeLinks) Ticket(ctx context.Context, ticket ident.Raw) (string, error) {
	return l.ticket(ctx, ticket)
}

func (l noticeLinks) ticket(ctx context.Context, ticket ident.Raw) (string, error) {
	path, err := l.tickets.Link(ctx, ticket)
	return l.site(ctx) + path, err
}

// noticeMailer implements notifications.Mailer: the business's name over the installation's address, so that mail
// servers accept it, and answers go to the business.
type noticeMailer struct {
	mail *mailer.Sender
	from string
}

// Send implements notifications.Mailer.
func (n noticeMailer) Send(ctx context.Context, m notifications.Message) error {
	sender, err := mail.ParseAddress(n.from)
	if err != nil {
		return err
	}
	text, html, err := notificationsio.Layout(m.Content)
	if err != nil {
		return err
	}
	out := mailer.Message{Key: access.TenantOf(ctx).String() + "/" + m.Key, From: mailer.Address{Name: m.From, Email: sender.Address},
		ReplyTo: mailer.Address{Name: m.From, Email: m.ReplyTo.String()}, To: []mailer.Address{{Name: m.ToName, Email: m.To.String()}},
		Subject: m.Content.Subject, Text: text, HTML: html, Headers: map[string]string{"Auto-Submitted": "auto-generated"}}
	if m.Unsubscribe != "" { // RFC 8058: mail programs show a button of their own
		out.Headers["List-Unsubscribe"], out.Headers["List-Unsubscribe-Post"] = "<"+m.Unsubscribe+">", "List-Unsubscribe=One-Click"
	}
	if m.ReplyTo == "" {
		out.ReplyTo = mailer.Address{}
	}
	for _, f := range m.Attachments {
		out.Attachments = append(out.Attachments, mailer.Attachment{Name: f.Name, ContentType: f.Type, Content: f.Content})
	}
	return n.mail.Send(ctx, out)
}

// noticeStays implements notificationsio.Stays.
type noticeStays struct{ stays *stays.Stays }

// Stay implements notificationsio.Stays.
func (b noticeStays) Stay(ctx context.Context, reservation ident.Raw) (event.StayFacts, error) {
	v, err := b.stays.GetReservation(asProgram(ctx, "notifications"), stays.GetReservation{ID: stays.ReservationID(reservation)})
	if err != nil {
		return event.StayFacts{}, err
	}
	return v.Facts(), nil
}
