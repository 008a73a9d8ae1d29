package sandboxsign

import (
	"embed"
	"net/http"

	"comptoir/internal/contracts"
	"comptoir/internal/web"
)

// Texts are the words of the console.
//
//go:embed locales/*.json
var Texts embed.FS

// Pages registers the console: the page on which a party signs.
func (s *Sandbox) Pages(mux *http.ServeMux, kit *web.Kit) {
	h := console{s, kit}
	mux.HandleFunc("GET /sandbox/sign/{reference}", h.show)
	mux.HandleFunc("POST /sandbox/sign/{reference}", h.act)
}

type console struct {
	*Sandbox
	web *web.Kit
}

// signView is a request as its parties see it.
type signView struct {
	request
	Turn int
}

func (v signView) link() string { return "/sandbox/sign/" + v.Reference }

func (h console) show(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	found, err := h.find(ctx, r.PathValue("reference"))
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	page := web.Page{Layout: web.Bare, Title: web.T(ctx, "sandboxsign.title", "Number", found.Number), NoIndex: true}
	h.web.Render(w, r, http.StatusOK, page, signPage(signView{found, found.turn()}))
}

func (h console) act(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = h.Act(r.Context(), r.PathValue("reference"), f.Get("do"), f.Get("reason"))
	}
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	h.web.Redirect(w, r, "/sandbox/sign/"+r.PathValue("reference"))
}

// partyKey names a party.
func partyKey(p contracts.Party) string { return "sandboxsign.party." + string(p) }
