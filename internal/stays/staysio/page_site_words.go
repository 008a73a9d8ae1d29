package staysio

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/phone"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// picture turns a stored photo into one for a page. sizes says how wide it is shown.
func pictureOf(ctx context.Context, p stays.Photo, sizes string, eager bool) web.Photo {
	photo := web.Photo{Src: photoURL(p, 0), Sizes: sizes, Alt: p.Alt.In(web.Lang(ctx)), Width: p.Width, Height: p.Height, Colour: p.Colour, Eager: eager}
	var set []string
	for _, w := range p.Widths {
		set = append(set, photoURL(p, w)+" "+strconv.Itoa(w)+"w")
	}
	photo.WebP = strings.Join(set, ", ")
	return photo
}

const cardSizes = "(min-width: 62rem) 22rem, (min-width: 40rem) 45vw, 92vw"

// foundCard shows a found property: its facts, and its whole price where dates were named.
func foundCard(ctx context.Context, c stays.PropertyCard, q url.Values, eager bool) web.CardProps {
	p := web.CardProps{
		ID: "p-" + c.Slug, Href: hrefOf(c.Slug, q), Title: c.Name.In(web.Lang(ctx)), Eyebrow: c.Offer.Type.Label().In(web.Lang(ctx)) + " · " + c.City,
		Meta: sizeOf(ctx, c.Offer.Capacity, c.Bedrooms, c.Surface),
	}
	if c.Cover != nil {
		photo := pictureOf(ctx, *c.Cover, cardSizes, eager)
		p.Photo = &photo
	}
	switch {
	case c.Price != nil:
		p.Price = web.Price(c.Price.Total, web.N(ctx, "site.price.nights_all_in", c.Price.Nights))
	case !c.From.IsZero():
		p.Price = fromPrice(c.From)
	}
	return p
}

func hrefOf(slug string, q url.Values) string {
	path := "/stays/" + url.PathEscape(slug)
	if e := q.Encode(); e != "" {
		path += "?" + e
	}
	return path
}

// sizeOf says how big a property is, in three short facts.
func sizeOf(ctx context.Context, capacity, bedrooms, surface int) []string {
	facts := []string{web.N(ctx, "site.size.guests", capacity)}
	if bedrooms > 0 {
		facts = append(facts, web.N(ctx, "site.size.bedrooms", bedrooms))
	}
	if surface > 0 {
		facts = append(facts, web.T(ctx, "site.size.surface", "Surface", web.Number(ctx, surface)))
	}
	return facts
}

// partyWords writes "2 adultes, 1 enfant".
func partyWords(ctx context.Context, p stays.Party) string {
	words := []string{web.N(ctx, "site.party.adults", p.Adults)}
	for _, n := range []struct {
		key   string
		count int
	}{{"children", p.Children}, {"infants", p.Infants}, {"pets", p.Pets}} {
		if n.count > 0 {
			words = append(words, web.N(ctx, "site.party."+n.key, n.count))
		}
	}
	return strings.Join(words, ", ")
}

// priceLines writes a quote's lines as the price box shows them.
func priceLines(ctx context.Context, q stays.Quote) []web.PriceLine {
	lines := make([]web.PriceLine, 0, len(q.Lines))
	for _, l := range q.Lines {
		line := web.PriceLine{Label: l.Label(web.Lang(ctx)), Amount: l.Amount}
		switch {
		case l.Code == stays.LineRent && !l.Unit.IsZero():
			line.Detail = web.N(ctx, "site.price.nights", l.Quantity) + " × " + web.Money(ctx, l.Unit)
		case l.Code == stays.LineRent:
			line.Detail = web.N(ctx, "site.price.nights", l.Quantity)
		case l.Quantity > 1 && !l.Unit.IsZero():
			line.Detail = web.Number(ctx, l.Quantity) + " × " + web.Money(ctx, l.Unit)
		}
		lines = append(lines, line)
	}
	return lines
}

// laterLines says how the total is paid; nothing when it is paid at once.
func laterLines(ctx context.Context, q stays.Quote) []web.PriceLine {
	if q.Balance.IsZero() {
		return nil
	}
	lines := []web.PriceLine{{Label: web.T(ctx, "site.price.deposit"), Amount: q.Deposit}}
	later := q.Later()
	for i, part := range later {
		label := "site.price.instalment"
		if i == len(later)-1 {
			label = "site.price.balance"
		}
		lines = append(lines, web.PriceLine{Label: web.T(ctx, label), Detail: web.T(ctx, "site.price.balance_on", "Date", web.Date(ctx, part.On)), Amount: part.Amount})
	}
	return lines
}

// phoneWords writes a number as the reader does: a French one without its country for readers of French.
func phoneWords(ctx context.Context, p contact.Phone) string {
	if web.Lang(ctx) == "fr" {
		return phone.Format(p, "FR")
	}
	return phone.Format(p, "")
}

// shorten cuts a text at a word for search engines and cards.
func shorten(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len([]rune(text)) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.–") + "…"
}
