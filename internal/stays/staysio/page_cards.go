package staysio

import (
	"net/http"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// cardsView are the cards that are kept for the stays of who is signed in.
type cardsView struct{ Cards []stays.KeptCard }

func (m *Module) pageCards(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	cards, err := m.stays.MyCards(ctx, stays.MyCards{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Account, Title: web.T(ctx, "cards.title")}, cardsPage(cardsView{cards}))
}

// postRemoveMyCard takes a card of the account back.
func (m *Module) postRemoveMyCard(w http.ResponseWriter, r *http.Request) {
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.RemoveMyCard(r.Context(), stays.RemoveMyCard{ID: id})
	}
	m.cardRemoved(w, r, err, "/account/cards")
}

// postRemoveCard takes back the card of a stay, by its link.
func (m *Module) postRemoveCard(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	_, err := m.stays.RemoveManagedCard(r.Context(), stays.RemoveManagedCard{Token: token})
	if err != nil && fault.KindOf(err) != fault.Conflict && m.lostLink(w, r, err) {
		return
	}
	m.cardRemoved(w, r, err, "/manage/"+token)
}

// cardRemoved goes back and says what happened; a card that is gone already is what was asked for.
func (m *Module) cardRemoved(w http.ResponseWriter, r *http.Request, err error, back string) {
	ctx := r.Context()
	switch {
	case err == nil, fault.CodeOf(err) == "stays.no_card":
		m.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "cards.removed")})
	case fault.KindOf(err) == fault.Conflict:
		m.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
	default:
		m.Web.Error(w, r, err)
		return
	}
	m.Web.Redirect(w, r, back)
}

// chargedOn is the day on which the kept card is charged next.
func chargedOn(v manageView) period.Date {
	if a := v.Attempt; a.State == stays.AttemptRefused && a.DueOn == v.Next.On {
		return a.NextOn
	}
	return v.Next.On
}
