package contractsio

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/web"
)

const (
	listPath     = "/desk/contracts"
	settingsPath = "/desk/settings/signature"
)

// deskPages registers what the staff see. The use cases refuse whoever may not.
func (m *Module) deskPages(mux *http.ServeMux) {
	m.templatePages(mux)
	m.providerPages(mux)
	m.certificatePages(mux)
	mux.HandleFunc("GET "+mandatePath, m.d.Web.Only(contracts.PermSend, m.mandatePage))
	mux.HandleFunc("POST "+mandatePath, m.d.Web.Only(contracts.PermSend, m.postMandate))
	mux.HandleFunc("GET "+listPath, m.deskList)
	mux.HandleFunc("GET "+listPath+"/{id}", m.deskContract)
	mux.HandleFunc("GET "+listPath+"/{id}/document", m.deskDocument)
	mux.HandleFunc("GET "+listPath+"/{id}/evidence", m.deskEvidence)
	mux.HandleFunc("POST "+listPath+"/{id}/send", m.postSend)
	mux.HandleFunc("POST "+listPath+"/{id}/remind", m.postRemind)
	mux.HandleFunc("POST "+listPath+"/{id}/sign", m.d.Web.Only(contracts.PermSign, m.postCountersign))
	mux.HandleFunc("POST "+listPath+"/{id}/void", m.d.Web.Only(contracts.PermSend, m.postVoid))
	mux.HandleFunc("GET "+settingsPath, m.settingsPage)
	mux.HandleFunc("POST "+settingsPath, m.d.Web.Only(contracts.PermSettings, m.postSettings))
}

// listView is the desk's list.
type listView struct {
	Form       *web.Form
	Items      []contracts.View
	Zone       *time.Location
	Prev, Next string
	MaySet     bool
	MayWrite   bool
	MaySend    bool
}

func (m *Module) listed(r *http.Request, f *web.Form) (listView, error) {
	ctx := r.Context()
	v := listView{Form: f, Zone: m.d.Zone(ctx), MaySet: access.From(ctx).May(contracts.PermSettings), MayWrite: access.From(ctx).May(contracts.PermTemplates), MaySend: access.From(ctx).May(contracts.PermSend)}
	filter := contracts.Filter{Text: f.Get("q")}
	if s := contracts.Status(f.Get("status")); slices.Contains(contracts.Statuses(), s) {
		filter.Status = s
	}
	page, err := m.contracts.List(ctx, contracts.ListContracts{Filter: filter, Page: paging.Request{Cursor: f.Get("cursor")}})
	v.Items = page.Items
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	return v, err
}

func (m *Module) deskList(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var v listView
	if err == nil {
		v, err = m.listed(r, f)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(r.Context(), "contracts.title")}, deskListBody(v))
}

// contractView is one contract at the desk.
type contractView struct {
	contracts.Detail
	Zone  *time.Location
	Form  *web.Form
	Actor access.Actor
	// Providers are the names of the companies at which contracts may be signed.
	Providers []string
}

// outside reports whether the contract is signed at a provider.
func (v contractView) outside() bool { return v.Provider != "" && v.Provider != contracts.BuiltIn }

func (v contractView) link(part string) string { return listPath + "/" + v.ID.String() + part }

func (m *Module) id(r *http.Request) (contracts.ContractID, error) {
	id, err := ident.Parse[contracts.Contract](r.PathValue("id"))
	if err != nil {
		return id, contracts.ErrUnknown
	}
	return id, nil
}

func (m *Module) deskContract(w http.ResponseWriter, r *http.Request) { m.showContract(w, r, nil) }

func (m *Module) showContract(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	id, err := m.id(r)
	v := contractView{Zone: m.d.Zone(ctx), Form: f, Actor: access.From(ctx), Providers: m.contracts.ProviderNames()}
	if err == nil {
		v.Detail, err = m.contracts.Get(ctx, contracts.GetContract{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	page := web.Page{Layout: web.Desk, Title: web.T(ctx, "contracts.named", "Number", v.Number)}
	if web.IsPart(r, "drawer") {
		m.d.Web.RenderDrawer(w, r, f.Status(), page, listPath, nil, deskContractBody(v))
		return
	}
	list, err := m.listed(r, &web.Form{Values: r.URL.Query()})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	page.Heading = web.T(ctx, "contracts.title")
	m.d.Web.RenderDrawer(w, r, f.Status(), page, listPath, deskListBody(list), deskContractBody(v))
}

func (m *Module) deskDocument(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	var doc contracts.Document
	if err == nil {
		doc, err = m.contracts.Open(r.Context(), contracts.OpenContract{ID: id, AsDrawn: r.URL.Query().Has("unsigned")})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	sendPDF(w, doc, "inline")
}

// after tells what has become of a click, and goes back to the contract.
func (m *Module) after(w http.ResponseWriter, r *http.Request, f *web.Form, id contracts.ContractID, err error, done string) {
	ctx := r.Context()
	tone, words := web.Positive, web.T(ctx, done)
	switch {
	case err == nil:
	case f != nil && f.Refused(ctx, err, nil):
		m.showContract(w, r, f)
		return
	case fault.KindOf(err) == fault.Conflict, fault.KindOf(err) == fault.Invalid, fault.KindOf(err) == fault.Gone:
		tone, words = web.Warning, web.FaultText(ctx, err)
	default:
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: tone, Text: words})
	m.d.Web.Redirect(w, r, listPath+"/"+id.String())
}

func (m *Module) postSend(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	if err == nil {
		_, err = m.contracts.Send(r.Context(), contracts.SendContract{ID: id})
	}
	m.after(w, r, nil, id, err, "contracts.did.send")
}

func (m *Module) postRemind(w http.ResponseWriter, r *http.Request) {
	id, err := m.id(r)
	if err == nil {
		_, err = m.contracts.Remind(r.Context(), contracts.RemindContract{ID: id})
	}
	m.after(w, r, nil, id, err, "contracts.did.remind")
}

func (m *Module) postCountersign(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	id, err := m.id(r)
	if err == nil {
		_, err = m.contracts.Countersign(r.Context(), contracts.CountersignContract{ID: id, Name: f.Get("name"), Drawing: f.Get("drawing"), Agent: r.UserAgent()})
	}
	m.after(w, r, f, id, err, "contracts.did.sign")
}

func (m *Module) postVoid(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	id, err := m.id(r)
	if err == nil {
		_, err = m.contracts.Void(r.Context(), contracts.VoidContract{ID: id, Reason: f.Get("reason")})
	}
	m.after(w, r, f, id, err, "contracts.did.void")
}

// tone is the colour of a state; its word stands beside it.
func tone(s contracts.Status) web.Tone {
	switch s {
	case contracts.Completed:
		return web.Positive
	case contracts.Sent, contracts.Viewed, contracts.Signed:
		return web.Info
	case contracts.Refused, contracts.Expired:
		return web.Danger
	}
	return web.Neutral
}

// stepEvents is the file of evidence as a timeline, the last first.
func stepEvents(ctx context.Context, v contractView) []web.Event {
	var out []web.Event
	for _, e := range slices.Backward(v.Evidence) {
		by := e.Actor
		if slices.ContainsFunc(v.Providers, func(name string) bool { return name == by }) {
			by = named(ctx, by)
		}
		if by == "signer" || by == "program" || by == "" {
			by = web.T(ctx, "contracts.by."+map[bool]string{true: "signer", false: "program"}[by == "signer"])
		}
		text := e.Data["to"]
		for _, key := range []string{"name", "reason", "event"} {
			if e.Data[key] != "" && text == "" {
				text = e.Data[key]
			}
		}
		text = reasonWords(ctx, text)
		if e.Step == contracts.StepTextFailed {
			text += " · " + textReason(ctx, e.Data["reason"])
		}
		if e.Address != "" {
			by += " · " + e.Address
		}
		out = append(out, web.Event{At: e.At.In(v.Zone), Title: web.T(ctx, "contracts.step."+string(e.Step)), Text: text, By: by, Icon: stepIcons[e.Step], Tone: stepTone(e.Step)})
	}
	return out
}

// reasonWords are the words of the program's own reasons; another one stands as somebody has written it.
func reasonWords(ctx context.Context, reason string) string {
	switch {
	case slices.Contains([]string{contracts.ReasonReplaced, contracts.ReasonCancelled, contracts.ReasonAtProvider}, reason):
		return web.T(ctx, "contracts.reason."+reason)
	case reason == "recalled":
		return web.T(ctx, "contracts.recalled")
	case reason == "not_placed":
		return web.T(ctx, "contracts.problem.title")
	case strings.HasPrefix(reason, "completed_after_"):
		return web.T(ctx, "contracts.contradicted")
	case strings.HasPrefix(reason, "contracts."):
		return web.T(ctx, problemKey(reason))
	}
	return reason
}

var stepIcons = map[contracts.Step]string{contracts.StepGenerated: "file-text", contracts.StepSent: "send", contracts.StepMailed: "mail", contracts.StepReminded: "alarm-clock",
	contracts.StepViewed: "eye", contracts.StepCodeAsked: "key-round", contracts.StepCodeWrong: "circle-alert", contracts.StepIdentified: "badge-check", contracts.StepConsented: "check",
	contracts.StepSigned: "pen", contracts.StepCountersign: "pen", contracts.StepRefused: "circle-x", contracts.StepExpired: "calendar-x", contracts.StepVoided: "ban",
	contracts.StepTexted: "phone", contracts.StepTextArrived: "phone", contracts.StepTextFailed: "circle-alert", contracts.StepSealed: "shield-check", contracts.StepProvider: "link"}

func stepTone(s contracts.Step) web.Tone {
	switch s {
	case contracts.StepSigned, contracts.StepCountersign, contracts.StepSealed, contracts.StepIdentified:
		return web.Positive
	case contracts.StepRefused, contracts.StepExpired, contracts.StepCodeWrong, contracts.StepTextFailed:
		return web.Danger
	}
	return web.Neutral
}
