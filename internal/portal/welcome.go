package portal

import (
	"context"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// welcomeStep is one step of a new business's way to its first guest.
type welcomeStep struct {
	Key  string // of its words
	Done bool
	Href string
	Post string // instead of Href: a button that does it
	Do   string // value of the button "do"
}

// Welcome guides a new business to its first published property: what is done is read from what is there.
func (p *Portal) Welcome(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, some := tenancy.From(ctx)
	if !some || t.IsOperator() {
		p.Web.NotFound(w, r)
		return
	}
	if err := access.Authorize(ctx, tenancy.PermUpdateSettings); err != nil {
		p.Web.Error(w, r, err)
		return
	}
	steps, err := p.welcomeSteps(ctx, t)
	if err != nil {
		p.Web.Error(w, r, err)
		return
	}
	p.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(ctx, "portal.welcome.title")}, welcome(steps, p.Address(t)))
}

func (p *Portal) welcomeSteps(ctx context.Context, t tenancy.State) ([]welcomeStep, error) {
	rows, err := p.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Page: paging.Request{Limit: 1}}})
	if err != nil {
		return nil, err
	}
	published, err := p.Stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Status: stays.Published, Page: paging.Request{Limit: 1}}})
	if err != nil {
		return nil, err
	}
	identity := welcomeStep{Key: "identity", Href: "/desk/business", Done: t.Legal.Name != "" && !t.Legal.Address.IsZero()}
	property := welcomeStep{Key: "property", Href: "/desk/properties/quick", Done: len(rows.Items) > 0}
	rates := welcomeStep{Key: "rates", Href: "/desk/properties/quick"}
	publish := welcomeStep{Key: "publish", Href: "/desk/properties/quick", Done: len(published.Items) > 0}
	if len(rows.Items) > 0 {
		first, err := p.Stays.GetProperty(ctx, stays.GetProperty{ID: rows.Items[0].ID})
		if err != nil {
			return nil, err
		}
		at := "/desk/properties/" + first.ID.String()
		rates.Href, rates.Done = at+"/rates", first.Rates.Nightly.IsPositive()
		property.Href, publish.Href, publish.Post, publish.Do = at, at, at+"/status", "publish"
	}
	payment := welcomeStep{Key: "payment", Href: "/desk/settings/payments"}
	if payment.Done, err = p.PaysOnline(ctx); err != nil {
		return nil, err
	}
	site := welcomeStep{Key: "site", Href: p.Address(t) + "/stays", Done: publish.Done}
	return []welcomeStep{identity, property, rates, payment, publish, site}, nil
}
