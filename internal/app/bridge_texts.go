package app

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/notifications"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/web"
)

// staysTexts implements staysio.MailTexts with the notifications context, which is made after stays.
type staysTexts struct{ contexts *Contexts }

// MayEdit implements staysio.MailTexts.
func (staysTexts) MayEdit(ctx context.Context) bool {
	return access.From(ctx).May(notifications.PermEditTexts)
}

// List implements staysio.MailTexts.
func (b staysTexts) List(ctx context.Context) ([]staysio.MailText, error) {
	texts, err := b.contexts.Notifications.Texts(ctx, notifications.ListTexts{})
	if err != nil {
		return nil, err
	}
	out := make([]staysio.MailText, len(texts))
	for i, t := range texts {
		out[i] = staysio.MailText{Kind: string(t.Kind), Name: web.T(ctx, "portal.mails."+string(t.Kind)), Locale: t.Locale, Subject: t.Subject, Intro: t.Intro}
	}
	return out, nil
}

// Save implements staysio.MailTexts.
func (b staysTexts) Save(ctx context.Context, t staysio.MailText) error {
	_, err := b.contexts.Notifications.EditTexts(ctx, notifications.EditText{Text: notifications.Text{Kind: notifications.Kind(t.Kind), Locale: t.Locale, Subject: t.Subject, Intro: t.Intro}})
	return err
}
