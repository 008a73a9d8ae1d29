package staysio

import (
	"context"
	"slices"
	"strings"

	"github.com/maypok86/otter/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio/staysdb"
)

// card is what lists show of a property and prices need beside its rates.
type card struct {
	Type           stays.PropertyType `json:"type"`
	Name           stays.Text         `json:"name"`
	City           string             `json:"city"`
	INSEE          string             `json:"insee"`
	Position       stays.Position     `json:"position"`
	Capacity       int                `json:"capacity"`
	MaxInfants     int                `json:"maxInfants"`
	MaxPets        int                `json:"maxPets"`
	Bedrooms       int                `json:"bedrooms"`
	Beds           int                `json:"beds"`
	Bathrooms      int                `json:"bathrooms"`
	Surface        int                `json:"surface"`
	Features       []stays.Feature    `json:"features"`
	Cover          *stays.Photo       `json:"cover,omitempty"`
	PhotoCount     int                `json:"photoCount"`
	Classification int                `json:"classification"`
	CheckIn        period.Clock       `json:"checkIn"`
	Zone           string             `json:"zone"`
	Policy         stays.PolicyCode   `json:"policy"`
	Owner          string             `json:"owner"`
}

func cardOf(s stays.PropertyState) card {
	c := card{Type: s.Type, Name: s.Name, City: s.Address.City, INSEE: s.INSEE, Position: s.Position, Capacity: s.Capacity, MaxInfants: s.MaxInfants,
		MaxPets: s.MaxPets, Bedrooms: s.Bedrooms, Beds: s.Beds, Bathrooms: s.Bathrooms, Surface: s.Surface, Features: s.Features,
		PhotoCount: len(s.Photos), Classification: s.Classification, CheckIn: s.CheckIn, Zone: s.Zone, Policy: s.Policy, Owner: s.Owner.Name}
	if len(s.Photos) > 0 {
		c.Cover = &s.Photos[0]
	}
	return c
}

func propertyOf(row staysdb.StaysProperty) (stays.PropertyState, error) {
	s, err := decode[stays.PropertyState](row.Sheet, "property")
	if err != nil {
		return s, err
	}
	s.Rates, err = decode[stays.Rates](row.Rates, "rate plan")
	s.Version = int(row.Version)
	return s, err
}

// PropertyState implements stays.Reader.
func (s *Store) PropertyState(ctx context.Context, id stays.PropertyID) (stays.PropertyState, error) {
	row, err := s.q.FindProperty(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return stays.PropertyState{}, missing(err, stays.ErrUnknownProperty)
	}
	return propertyOf(row)
}

// CountProperties implements stays.Reader.
func (s *Store) CountProperties(ctx context.Context) (int, error) {
	n, err := s.q.CountProperties(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	return int(n), err
}

// PropertyCount implements stays.Tx.
func (t *storeTx) PropertyCount(ctx context.Context) (int, error) {
	if err := t.q.WaitForRoom(ctx, t.tx, "stays.property "+t.tenant.String()); err != nil {
		return 0, err
	}
	n, err := t.q.CountProperties(ctx, t.tx, t.tenant)
	return int(n), err
}

// Sale implements stays.Reader.
func (s *Store) Sale(ctx context.Context, q stays.SaleQuery) (stays.Sale, error) {
	return s.sale(ctx, s.db.Read(ctx), q)
}

// Sale implements stays.Tx.
func (t *storeTx) Sale(ctx context.Context, q stays.SaleQuery) (stays.Sale, error) {
	return t.sale(ctx, t.tx, q)
}

func (s *Store) sale(ctx context.Context, db pg.Querier, q stays.SaleQuery) (sale stays.Sale, err error) {
	tenant := access.TenantOf(ctx)
	var row staysdb.StaysProperty
	if q.ID.IsZero() {
		row, err = s.q.FindPropertyBySlug(ctx, db, tenant, q.Slug)
	} else {
		row, err = s.q.FindProperty(ctx, db, tenant, q.ID)
	}
	if err != nil {
		return sale, missing(err, stays.ErrUnknownProperty)
	}
	if sale.Property, err = propertyOf(row); err != nil {
		return sale, err
	}
	if insee := sale.Property.INSEE; insee != "" {
		if sale.Tax, err = s.taxRules(ctx, db, tenant, insee); err != nil {
			return sale, err
		}
	}
	if sale.Settings, err = s.settings(ctx, db, tenant); err != nil || q.Days.IsEmpty() {
		return sale, err
	}
	sale.Busy, err = s.busy(ctx, db, staysdb.BusyParams{TenantID: tenant, PropertyID: row.ID, First: q.Days.From, Last: q.Days.To, Now: q.Now})
	return sale, err
}

func (s *Store) busy(ctx context.Context, db pg.Querier, arg staysdb.BusyParams) ([]stays.Occupancy, error) {
	rows, err := s.q.Busy(ctx, db, arg)
	if err != nil {
		return nil, err
	}
	all := make([]stays.Occupancy, len(rows))
	for i, r := range rows {
		all[i] = stays.Occupancy{Property: r.PropertyID, Holder: r.HolderID, Kind: stays.OccupancyKind(r.Kind),
			Days: period.Range{From: r.Starts, To: r.Ends}, ExpiresAt: timeOrZero(r.ExpiresAt)}
	}
	return all, nil
}

// Busy implements stays.Tx.
func (t *storeTx) Busy(ctx context.Context, q stays.BusyQuery) ([]stays.Occupancy, error) {
	all, err := t.busy(ctx, t.tx, staysdb.BusyParams{TenantID: t.tenant, PropertyID: q.Property, First: q.Days.From, Last: q.Days.To, Now: q.Now})
	return slices.DeleteFunc(all, func(o stays.Occupancy) bool { return o.Holder == q.Except }), err
}

// Property implements stays.Tx.
func (t *storeTx) Property(ctx context.Context, id stays.PropertyID) (*stays.Property, error) {
	row, err := t.q.LockProperty(ctx, t.tx, t.tenant, id)
	if err != nil {
		return nil, missing(err, stays.ErrUnknownProperty)
	}
	state, err := propertyOf(row)
	if err != nil {
		return nil, err
	}
	t.loaded[id.Raw()] = state
	return stays.RestoreProperty(state), nil
}

// SaveProperty implements stays.Tx.
func (t *storeTx) SaveProperty(ctx context.Context, p *stays.Property) error {
	if !p.Changed() {
		return nil
	}
	s := p.State()
	sheet := s
	sheet.Rates = stays.Rates{}
	arg := staysdb.InsertPropertyParams{TenantID: t.tenant, ID: s.ID, Version: pg.Int(s.Version), Slug: s.Slug, Status: string(s.Status), Type: string(s.Type),
		SortName: fold(s.Name.In("fr")), Capacity: pg.Int(s.Capacity), Bedrooms: pg.Int(s.Bedrooms), MaxInfants: pg.Int(s.MaxInfants), MaxPets: pg.Int(s.MaxPets),
		PreparationDays: pg.Int(s.Rates.PreparationDays), Insee: s.INSEE, Lat: s.Position.Lat, Lon: s.Position.Lon, Features: texts(s.Features),
		Search: searchable(s), OwnerUser: s.Owner.User, Card: encode(cardOf(s)), Rates: encode(s.Rates), Sheet: encode(sheet), CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt}
	err := t.putProperty(ctx, arg)
	if pg.IsUnique(err, "property_slug") {
		return stays.ErrSlugTaken.Because(err)
	}
	if err != nil {
		return err
	}
	return t.finish(ctx, "stays.property", s.ID.Raw(), s, p.TakeEvents())
}

func (t *storeTx) putProperty(ctx context.Context, a staysdb.InsertPropertyParams) error {
	if a.Version == 1 {
		return t.q.InsertProperty(ctx, t.tx, a)
	}
	rows, err := t.q.UpdateProperty(ctx, t.tx, staysdb.UpdatePropertyParams{TenantID: a.TenantID, ID: a.ID, Version: a.Version, Was: a.Version - 1, Slug: a.Slug,
		Status: a.Status, Type: a.Type, SortName: a.SortName, Capacity: a.Capacity, Bedrooms: a.Bedrooms, MaxInfants: a.MaxInfants, MaxPets: a.MaxPets,
		PreparationDays: a.PreparationDays, Insee: a.Insee, Lat: a.Lat, Lon: a.Lon, Features: a.Features, Search: a.Search, OwnerUser: a.OwnerUser,
		Card: a.Card, Rates: a.Rates, Sheet: a.Sheet, UpdatedAt: a.UpdatedAt})
	return stale(rows, err)
}

func stale(rows int64, err error) error {
	if err == nil && rows == 0 {
		return stays.ErrStale
	}
	return err
}

func searchable(s stays.PropertyState) string {
	parts := []string{s.Address.City, s.Address.PostalCode, s.Slug}
	for _, text := range []stays.Text{s.Name, s.Description} {
		for _, language := range stays.Languages {
			parts = append(parts, text[language])
		}
	}
	return fold(strings.Join(parts, " "))
}

// Listings implements stays.Reader.
func (s *Store) Listings(ctx context.Context, q stays.ListingQuery) (out stays.Listings, err error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	arg := staysdb.ListingsParams{TenantID: tenant, Guests: pg.Int(q.Guests), Infants: pg.Int(q.Infants), Pets: pg.Int(q.Pets), Bedrooms: pg.Int(q.Bedrooms),
		Types: texts(q.Types), Features: texts(q.Features), Words: words(q.Text), Dated: !q.Stay.IsEmpty(), CheckIn: q.Stay.From, CheckOut: q.Stay.To, Now: q.Now}
	if q.Box != nil {
		arg.Boxed, arg.South, arg.North, arg.West, arg.East = true, q.Box.South, q.Box.North, q.Box.West, q.Box.East
	}
	rows, err := s.q.Listings(ctx, db, arg)
	if err != nil {
		return out, err
	}
	communes := map[string]bool{}
	out.Items = make([]stays.Listing, len(rows))
	for i, row := range rows {
		if out.Items[i], err = s.listing(tenant, row); err != nil {
			return out, err
		}
		communes[out.Items[i].Offer.INSEE] = true
	}
	codes := make([]string, 0, len(communes))
	for c := range communes {
		codes = append(codes, c)
	}
	raw, err := s.q.TaxRulesOf(ctx, db, tenant, codes)
	if err != nil {
		return out, err
	}
	if out.Tax, err = decodeAll[stays.TaxRule](raw, "tax rule"); err != nil {
		return out, err
	}
	out.Settings, err = s.settings(ctx, db, tenant)
	return out, err
}

// shown names one version of a property, whose listing never changes.
type shown struct {
	tenant  access.TenantID
	id      stays.PropertyID
	version int32
}

// keptListings bounds the listings that are kept decoded, to some tens of megabytes: decoding them was half of a search.
const keptListings = 5000

func newListings() *otter.Cache[shown, stays.Listing] {
	return otter.Must(&otter.Options[shown, stays.Listing]{MaximumSize: keptListings})
}

// listing decodes a row, unless it has done so before. What it returns is shared: nobody may write into it.
func (s *Store) listing(tenant access.TenantID, row staysdb.ListingsRow) (stays.Listing, error) {
	key := shown{tenant, row.ID, row.Version}
	if l, ok := s.listings.GetIfPresent(key); ok {
		return l, nil
	}
	l, err := listingOf(row)
	if err == nil {
		s.listings.Set(key, l)
	}
	return l, err
}

func listingOf(row staysdb.ListingsRow) (stays.Listing, error) {
	c, err := decode[card](row.Card, "property card")
	if err != nil {
		return stays.Listing{}, err
	}
	rates, err := decode[stays.Rates](row.Rates, "rate plan")
	return stays.Listing{
		Offer: stays.Offer{ID: row.ID, Version: int(row.Version), Type: c.Type, Capacity: c.Capacity, MaxInfants: c.MaxInfants, MaxPets: c.MaxPets, INSEE: c.INSEE,
			Classification: c.Classification, CheckIn: c.CheckIn, Zone: c.Zone, Policy: c.Policy, Rates: rates},
		Slug: row.Slug, Name: c.Name, City: c.City, Position: c.Position, Bedrooms: c.Bedrooms, Beds: c.Beds, Bathrooms: c.Bathrooms, Surface: c.Surface,
		Features: c.Features, Cover: c.Cover, PhotoCount: c.PhotoCount, UpdatedAt: row.UpdatedAt.UTC()}, err
}

const byName = "name,id"

// PropertyRows implements stays.Reader.
func (s *Store) PropertyRows(ctx context.Context, q stays.PropertyRowQuery) (page paging.Page[stays.PropertyRow], err error) {
	arg := staysdb.PropertyRowsParams{TenantID: access.TenantOf(ctx), Status: string(q.Status), Owned: !q.Owner.IsZero(), Owner: q.Owner.Raw(),
		Words: words(q.Text), Size: pg.Int(q.Page.Size() + 1)}
	if arg.After, err = paging.Decode(q.Page.Cursor, byName, &arg.AfterName, &arg.AfterID); err != nil {
		return page, err
	}
	rows, err := s.q.PropertyRows(ctx, s.db.Read(ctx), arg)
	if err != nil {
		return page, err
	}
	cut := paging.Cut(rows, q.Page.Size(), func(last staysdb.PropertyRowsRow) string { return paging.Encode(byName, last.SortName, last.ID) })
	page.Next, page.Items = cut.Next, make([]stays.PropertyRow, len(cut.Items))
	for i, r := range cut.Items {
		c, err := decode[card](r.Card, "property card")
		if err != nil {
			return page, err
		}
		rates, err := decode[stays.Rates](r.Rates, "rate plan")
		if err != nil {
			return page, err
		}
		page.Items[i] = stays.PropertyRow{ID: r.ID, Slug: r.Slug, Name: c.Name, Status: stays.PropertyStatus(r.Status), Type: c.Type, City: c.City, Capacity: c.Capacity,
			Bedrooms: c.Bedrooms, Nightly: rates.Nightly, Owner: c.Owner, OwnerUser: r.OwnerUser, Cover: c.Cover, UpdatedAt: r.UpdatedAt.UTC()}
	}
	return page, nil
}
