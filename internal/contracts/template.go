package contracts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

// TemplateKey names a template: one for each kind of contract and language.
type TemplateKey struct {
	Kind   Kind
	Locale string
}

// TemplateKeys lists every template that there is.
func TemplateKeys() []TemplateKey {
	return []TemplateKey{{StayContract, "fr"}, {StayContract, "en"}, {Mandate, "fr"}, {Mandate, "en"}}
}

// Template is one version of a template. Versions are kept: a contract names the one that it was made from.
type Template struct {
	TemplateKey
	Version int // 0: ours
	Source  string
	By      string
	At      time.Time
}

// OwnTemplate is ours, of a business that has written none.
func OwnTemplate(k TemplateKey) Template { return Template{TemplateKey: k, Source: defaults[k]} }

// Faults of templates.
var (
	ErrUnknownTemplate = fault.Define(fault.NotFound, "contracts.unknown_template", "no such template")
	ErrStaleTemplate   = fault.Define(fault.Stale, "contracts.stale_template", "somebody has saved a newer version meanwhile")
)

// variables of every kind (false), and lists (true).
var (
	common = []string{"number", "made_on", "agency.name", "agency.legal_name", "agency.address", "agency.registration", "agency.vat", "agency.card", "agency.phone", "agency.email",
		"property.name", "property.type", "property.address", "property.surface", "property.capacity", "property.rooms", "property.registration", "property.owner"}
	ofStay = []string{"reference", "revised", "amends", "guest.name", "guest.address", "guest.phone", "guest.email", "stay.arrival", "stay.departure", "stay.check_in", "stay.check_out",
		"stay.nights", "stay.party", "stay.online", "price.total", "price.deposit_name", "price.deposit", "price.balance", "price.balance_due", "price.paid", "price.left", "price.caution", "policy.name"}
	ofMandate = []string{"owner.name", "owner.address", "owner.phone", "owner.email", "mandate.from", "mandate.until", "mandate.fee"}
	lists     = []string{"policy.terms", "property.rules", "property.equipment", "price.instalments"}
	mandatory = map[Kind][]string{StayContract: {"prices", "property.address"}, Mandate: {"property.address", "mandate.fee"}}
)

// Variables lists what may stand in a template of a kind, in the order in which people look for it; true: it is a list.
func Variables(k Kind) (names []string, known map[string]bool) {
	known = map[string]bool{}
	names = append(slices.Clone(common), ofStay...)
	if k == Mandate {
		names = append(slices.Clone(common), ofMandate...)
	} else {
		for _, l := range lists {
			known[l] = true
		}
		names = append(names, lists...)
	}
	for _, n := range names {
		known[n] = known[n] || false
	}
	return names, known
}

// Check understands a template and refuses one that leaves out what the law wants in such a contract.
func (t Template) Check() (Markup, error) {
	_, known := Variables(t.Kind)
	m, err := ParseTemplate(t.Source, known)
	if err != nil {
		return m, err
	}
	for _, name := range mandatory[t.Kind] {
		if !m.Prints(name) {
			return m, ErrTemplate.Detailf("{{%s}} is missing", name).On("source", "missing_statement", "{{"+name+"}} is missing: the law wants it in such a contract")
		}
	}
	return m, nil
}

// values are what the variables stand for in one contract.
func values(s ContractState, a Agency) Values {
	w, language := wordsIn(s.Stay.Guest.Locale)
	stay, p, g := s.Stay, s.Stay.Property, s.Stay.Guest
	v := Values{Words: map[string]string{"number": s.Number, "made_on": w.date(period.On(s.DraftedAt.Date()), language),
		"agency.name": a.Name, "agency.legal_name": strings.TrimSpace(a.LegalName + " " + a.LegalForm), "agency.address": strings.Join(a.Address.Lines(), ", "),
		"agency.registration": a.Registration, "agency.vat": a.VATNumber, "agency.card": a.Card, "agency.phone": a.Phone.String(), "agency.email": a.Email.String(),
		"property.name": p.Name, "property.type": kindOfProperty(p.Type, language), "property.address": strings.Join(p.Address.Lines(), ", "), "property.surface": count(p.Surface),
		"property.capacity": count(p.Capacity), "property.rooms": rooms(p, w), "property.registration": p.Registration, "property.owner": p.OwnerName}}
	person := "guest"
	if s.Kind == Mandate {
		person = "owner"
		for name, words := range s.Signing.Terms {
			v.Words["mandate."+name] = words
		}
	} else {
		stayValues(s, w, language, v.Words)
		v.Lists = map[string][]string{"policy.terms": stay.Policy.Text, "property.rules": p.Rules, "property.equipment": p.Equipment}
		for _, part := range stay.Instalments {
			v.Lists["price.instalments"] = append(v.Lists["price.instalments"], fmt.Sprintf(w.part, part.Amount.Format(language), w.date(part.On, language)))
		}
		v.Prices = prices(s, w, language)
	}
	v.Words[person+".name"], v.Words[person+".address"] = s.Signer().Name, strings.Join(g.Address.Lines(), ", ")
	v.Words[person+".phone"], v.Words[person+".email"] = g.Phone.String(), g.Email.String()
	return v
}

func stayValues(s ContractState, w words, language string, to map[string]string) {
	stay := s.Stay
	to["reference"], to["amends"], to["policy.name"] = stay.Reference, s.Signing.Amends, stay.Policy.Name
	to["stay.arrival"], to["stay.departure"] = w.date(stay.Stay.From, language), w.date(stay.Stay.To, language)
	to["stay.check_in"], to["stay.check_out"] = stay.Property.CheckIn.String(), stay.Property.CheckOut.String()
	to["stay.nights"], to["stay.party"] = fmt.Sprint(stay.Stay.Nights()), party(stay, w)
	to["price.total"], to["price.deposit"] = stay.Total.Format(language), stay.Deposit.Format(language)
	to["price.paid"], to["price.left"] = stay.Paid.Format(language), left(stay.Total, stay.Paid).Format(language)
	to["price.deposit_name"] = w.arrhes // what is not said to be an acompte is arrhes (Code de la consommation, art. L214-1)
	if stay.Policy.Prepaid == "acompte" {
		to["price.deposit_name"] = w.acompte
	}
	if stay.Source == "site" {
		to["stay.online"] = w.yes
	}
	balance := stay.Balance
	for _, part := range stay.Instalments {
		balance = balance.Sub(part.Amount)
	}
	if balance.IsPositive() {
		to["price.balance"] = balance.Format(language)
		if !stay.BalanceDue.IsZero() {
			to["price.balance_due"] = w.date(stay.BalanceDue, language)
		}
	}
	if stay.Caution.IsPositive() {
		to["price.caution"] = stay.Caution.Format(language)
	}
	if s.Revision > 1 {
		to["revised"] = fmt.Sprint(s.Revision)
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// rooms is the short description of the premises.
func rooms(p event.StayProperty, w words) string {
	var all []string
	for _, r := range []struct {
		n    int
		word string
	}{{p.Bedrooms, w.bedrooms}, {p.Beds, w.beds}, {p.Bathrooms, w.bathrooms}} {
		if r.n > 0 {
			all = append(all, counted(r.n, r.word))
		}
	}
	return strings.Join(all, ", ")
}

// GetTemplate gives the template in use, or an older version of it.
type GetTemplate struct {
	TemplateKey
	Version int // 0: the one in use
}

// Needs implements access.Guarded.
func (GetTemplate) Needs() access.Permission { return PermTemplates }

func (c *Contracts) template(ctx context.Context, q GetTemplate) (Template, error) {
	if _, known := defaults[q.TemplateKey]; !known {
		return Template{}, ErrUnknownTemplate
	}
	return c.d.Store.Template(ctx, q.TemplateKey, q.Version)
}

// ListTemplates gives every template in use.
type ListTemplates struct{}

// Needs implements access.Guarded.
func (ListTemplates) Needs() access.Permission { return PermTemplates }

func (c *Contracts) templates(ctx context.Context, _ ListTemplates) ([]Template, error) {
	var all []Template
	for _, k := range TemplateKeys() {
		t, err := c.d.Store.Template(ctx, k, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// SaveTemplate keeps a new version. An empty source goes back to ours.
type SaveTemplate struct {
	TemplateKey
	Source string
	Base   int // the version that was edited
}

// Needs implements access.Guarded.
func (SaveTemplate) Needs() access.Permission { return PermTemplates }

func (c *Contracts) saveTemplate(ctx context.Context, in SaveTemplate) (saved Template, err error) {
	if _, known := defaults[in.TemplateKey]; !known {
		return saved, ErrUnknownTemplate
	}
	if strings.TrimSpace(in.Source) == "" {
		in.Source = defaults[in.TemplateKey]
	}
	saved = Template{TemplateKey: in.TemplateKey, Version: in.Base + 1, Source: strings.ReplaceAll(in.Source, "\r\n", "\n"), By: access.From(ctx).Name, At: c.d.Now()}
	if _, err := saved.Check(); err != nil {
		return saved, err
	}
	return saved, c.d.Store.Write(ctx, func(tx Tx) error { return tx.AddTemplate(ctx, saved) })
}

// PreviewTemplate shows what a template makes of a stay that everybody can imagine.
type PreviewTemplate struct {
	TemplateKey
	Source string
}

// Needs implements access.Guarded.
func (PreviewTemplate) Needs() access.Permission { return PermTemplates }

func (c *Contracts) preview(ctx context.Context, q PreviewTemplate) (Text, error) {
	if _, known := defaults[q.TemplateKey]; !known {
		return Text{}, ErrUnknownTemplate
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return Text{}, err
	}
	return Compose(Sample(q.TemplateKey, c.d.Now()), agency, Template{TemplateKey: q.TemplateKey, Source: q.Source})
}
