package sandboxsms

import (
	"embed"
	"net/http"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/sms"
	"comptoir/internal/platform/sms/sandboxsms/sandboxsmsdb"
	"comptoir/internal/web"
)

// Texts are the words of the page.
//
//go:embed locales/*.json
var Texts embed.FS

// Path is where the telephones are shown.
const Path = "/sandbox/texts"

// Pages registers the page that shows what was sent, as the telephones would. It is of a demonstration: it shows everything to
// everybody, codes too.
func (s *Sandbox) Pages(mux *http.ServeMux, kit *web.Kit) {
	h := console{s, kit}
	mux.HandleFunc("GET "+Path, h.show)
	mux.HandleFunc("POST "+Path, h.decide)
}

type console struct {
	*Sandbox
	web *web.Kit
}

// shown is a text as the page shows it.
type shown struct {
	sandboxsmsdb.SandboxsmsMessage
	sms.Size
	At time.Time
}

func (h console) show(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	rows, err := h.q.NewestMessages(ctx, h.d.DB.Read(ctx), access.TenantOf(ctx))
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	all, zone := make([]shown, len(rows)), h.d.Zone(ctx)
	for i, row := range rows {
		all[i] = shown{row, sms.Measure(row.Body), row.SentAt.In(zone)}
	}
	w.Header().Set("Cache-Control", "no-store")
	h.web.Render(w, r, http.StatusOK, web.Page{Layout: web.Bare, Title: web.T(ctx, "sandboxsms.title"), NoIndex: true}, textsPage(all))
}

func (h console) decide(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = h.Decide(r.Context(), f.Get("reference"), sms.Fate(f.Get("fate")))
	}
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	h.web.Redirect(w, r, Path)
}
