package notificationsio

import (
	"embed"
	"net/http"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/notifications"
	"comptoir/internal/web"
)

// Texts are the words of the pages, for web.Config.Messages.
//
//go:embed locales/*.json
var Texts embed.FS

const ownAddress = "/account/notifications"

// Pages registers the pages: one's own preferences, and the end of a message's link.
func (m *Module) Pages(mux *http.ServeMux, kit *web.Kit) {
	p := pages{m.notifications, kit}
	mux.HandleFunc("GET /account/notifications", p.own)
	mux.HandleFunc("POST /account/notifications", p.choose)
	mux.HandleFunc("GET /unsubscribe/{token}", p.ask)
	mux.HandleFunc("POST /unsubscribe/{token}", p.end)
}

type pages struct {
	notifications *notifications.Notifications
	web           *web.Kit
}

func (p pages) own(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := p.notifications.Preferences(ctx, notifications.OwnPreferences{})
	if err != nil {
		p.web.Error(w, r, err)
		return
	}
	p.web.Render(w, r, http.StatusOK, web.Page{Layout: web.Account, Title: web.T(ctx, "notices.title")}, preferencesPage(all))
}

func field(x notifications.Preference) string { return string(x.Topic) + "-" + string(x.Channel) }

// choose decides what changed, and nothing that stayed: a consent is logged when it is given or taken back.
func (p pages) choose(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := p.notifications.Preferences(ctx, notifications.OwnPreferences{})
	var f *web.Form
	if err == nil {
		f, err = web.ReadForm(w, r)
	}
	for _, x := range all {
		if err == nil && !x.Fixed && f.Checked(field(x)) != x.Wanted {
			_, err = p.notifications.Choose(ctx, notifications.ChoosePreference{Topic: x.Topic, Channel: x.Channel, Wanted: !x.Wanted})
		}
	}
	switch {
	case fault.KindOf(err) == fault.Conflict:
		p.web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
	case err != nil:
		p.web.Error(w, r, err)
		return
	default:
		p.web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "notices.saved")})
	}
	p.web.Redirect(w, r, ownAddress)
}

// ask shows what the link would end, with one button: programs that look into mails open every address in them.
func (p pages) ask(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	topic, err := p.notifications.LookAtUnsubscribe(r.Context(), notifications.LookAtUnsubscribe{Token: token})
	p.answer(w, r, err, unsubscribePage(topic, token))
}

// end is the button, and the one click of a mail program (RFC 8058), which sends no cookie and reads no page.
func (p pages) end(w http.ResponseWriter, r *http.Request) {
	topic, err := p.notifications.Unsubscribe(r.Context(), notifications.Unsubscribe{Token: r.PathValue("token")})
	p.answer(w, r, err, unsubscribedPage(topic))
}

func (p pages) answer(w http.ResponseWriter, r *http.Request, err error, body templ.Component) {
	if err != nil {
		p.web.Error(w, r, err)
		return
	}
	p.web.Render(w, r, http.StatusOK, web.Page{Layout: web.Bare, Title: web.T(r.Context(), "notices.unsubscribe.title"), NoIndex: true}, body)
}
