package staysio

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// blockView is the form of a block, new or not.
type blockView struct {
	Form       *web.Form
	Block      stays.BlockState // zero for a new one
	Properties []web.Option
	MayEdit    bool
}

func (v blockView) isNew() bool { return v.Block.ID.IsZero() }

// action is where the form goes.
func (v blockView) action() string {
	if v.isNew() {
		return "/desk/blocks/new"
	}
	return "/desk/blocks/" + v.Block.ID.String()
}

// blockKinds are the reasons for a block, the most common first.
var blockKinds = []stays.BlockKind{stays.OwnerStay, stays.Maintenance, stays.Preparation, stays.Administrative}

func (m *Module) deskNewBlock(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = access.Authorize(r.Context(), stays.PermManageBlocks)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	if f.Has("resource") {
		f.Values.Set("property", f.Get("resource"))
	}
	m.showBlock(w, r, http.StatusOK, blockView{Form: f, MayEdit: true})
}

func (m *Module) showBlock(w http.ResponseWriter, r *http.Request, status int, v blockView) {
	ctx := r.Context()
	properties, err := m.propertyChoices(ctx)
	if err != nil && fault.KindOf(err) != fault.Forbidden {
		m.Web.Error(w, r, err)
		return
	}
	v.Properties = properties
	key := "desk.block.title"
	if v.isNew() {
		key = "desk.block.new"
	}
	m.deskForm(w, r, status, deskPage(ctx, key), "/desk/calendar", blockPage(v))
}

// deskForm shows a form in the drawer when it was asked for there, else as a page of its own.
func (m *Module) deskForm(w http.ResponseWriter, r *http.Request, status int, page web.Page, back string, body formBody) {
	if web.IsPart(r, "drawer") {
		m.Web.RenderDrawer(w, r, status, page, backTo(r, back), nil, body)
		return
	}
	m.Web.Render(w, r, status, page, formPage(body))
}

func (m *Module) postNewBlock(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	add := stays.AddBlock{Property: chosenProperty(ctx, f), From: f.Date(ctx, "from"), To: f.Date(ctx, "to"), Kind: stays.BlockKind(f.Get("kind")), Note: f.Get("note")}
	f.Need(ctx, "property", "from", "to")
	var err error
	if f.OK() {
		_, err = m.stays.AddBlock(ctx, add)
		if err != nil && m.blockedAlready(ctx, add) {
			err = nil // the same form, sent twice
		}
	} else {
		err = access.Authorize(ctx, stays.PermManageBlocks)
	}
	m.saved(w, r, f, err, nil, "desk.block.added", "/desk/calendar?from="+add.From.AddDays(-7).String(), func(status int) {
		m.showBlock(w, r, status, blockView{Form: f, MayEdit: true})
	})
}

// chosenProperty reads the select of properties; what it does not offer fails the field.
func chosenProperty(ctx context.Context, f *web.Form) stays.PropertyID {
	id, err := ident.Parse[stays.Property](f.Get("property"))
	if err != nil && f.Get("property") != "" {
		f.Fail("property", web.T(ctx, "fault.stays.unknown_property"))
	}
	return id
}

// blockedAlready reports whether a block of exactly this property, kind and these days stands.
func (m *Module) blockedAlready(ctx context.Context, add stays.AddBlock) bool {
	if add.From.IsZero() {
		return false
	}
	board, err := m.stays.PlanningBoard(ctx, stays.PlanningBoard{Days: period.Range{From: add.From, To: add.From.AddDays(1)}})
	if err != nil {
		return false
	}
	for _, p := range board.Properties {
		if p.ID == add.Property && slices.ContainsFunc(p.Bars, func(b stays.Bar) bool {
			return b.Kind == stays.OccBlock && b.BlockKind == add.Kind && b.Days == period.Range{From: add.From, To: add.To} && b.Label == add.Note
		}) {
			return true
		}
	}
	return false
}

// blockAt loads the block of the path.
func (m *Module) blockAt(r *http.Request) (blockView, error) {
	ctx := r.Context()
	id, err := idOf[stays.Block](r, stays.ErrUnknownBlock)
	if err != nil {
		return blockView{}, err
	}
	b, err := m.stays.ViewBlock(ctx, stays.ViewBlock{ID: id})
	if err != nil {
		return blockView{}, err
	}
	return blockView{Block: b, MayEdit: access.From(ctx).May(stays.PermManageBlocks),
		Form: web.FormOf("property", b.Property.String(), "from", b.Days.From.String(), "to", b.Days.To.String(), "kind", string(b.Kind), "note", b.Note,
			"version", strconv.Itoa(b.Version))}, nil
}

func (m *Module) deskBlock(w http.ResponseWriter, r *http.Request) {
	v, err := m.blockAt(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showBlock(w, r, http.StatusOK, v)
}

func (m *Module) postBlock(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var v blockView
	if err == nil {
		v, err = m.blockAt(r)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	note := f.Get("note")
	move := stays.MoveBlock{ID: v.Block.ID, Version: f.Int(ctx, "version"), Property: chosenProperty(ctx, f), From: f.Date(ctx, "from"), To: f.Date(ctx, "to"), Kind: stays.BlockKind(f.Get("kind")), Note: &note}
	f.Need(ctx, "from", "to")
	if f.OK() {
		_, err = m.stays.MoveBlock(ctx, move)
	}
	m.saved(w, r, f, err, nil, "desk.block.saved", "/desk/calendar?from="+move.From.AddDays(-7).String(), func(status int) {
		v.Form = f
		m.showBlock(w, r, status, v)
	})
}

func (m *Module) postRemoveBlock(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := idOf[stays.Block](r, stays.ErrUnknownBlock)
	if err == nil {
		_, err = m.stays.RemoveBlock(ctx, stays.RemoveBlock{ID: id})
	}
	if err != nil && fault.KindOf(err) != fault.NotFound { // gone already is what was asked for
		m.Web.Error(w, r, err)
		return
	}
	m.said(w, r, web.Positive, web.T(ctx, "desk.block.removed"), "/desk/calendar")
}
