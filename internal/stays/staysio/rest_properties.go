package staysio

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

// restProperties registers what staff do with properties. They are named by identifier under /api/stays/desk, since the
// public path names them by slug.
func (m *Module) restProperties(api *rest.API) {
	const tag, all, one = "stays", "/api/stays/desk/properties", "/api/stays/desk/properties/{id}"
	rest.Register(api.Huma, rest.Op("GET", all, stays.PermReadProperties, "List properties, drafts included", tag), m.restPropertyRows)
	create := rest.Op("POST", all, stays.PermManageProperties, "Create a property, as a draft", tag)
	create.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, create, m.restCreateProperty)
	rest.Register(api.Huma, rest.Op("GET", one, stays.PermReadProperties, "A property, whole", tag), m.restGetProperty)
	rest.Register(api.Huma, rest.Op("PUT", one, stays.PermManageProperties, "Edit a property", tag), m.restEditProperty)
	rest.Register(api.Huma, rest.Op("DELETE", one, stays.PermManageProperties, "Archive a property; its history stays", tag), m.restArchive)
	rest.Register(api.Huma, rest.Op("POST", one+"/publish", stays.PermManageProperties, "Let guests book it", tag), m.restPublish)
	rest.Register(api.Huma, rest.Op("POST", one+"/unpublish", stays.PermManageProperties, "Take it off the site", tag), m.restUnpublish)
	m.restRatePlan(api, one)
	photo := rest.Op("POST", one+"/photos", stays.PermManageProperties, "Add a photo (multipart, field photo)", tag)
	photo.DefaultStatus = http.StatusCreated
	photo.MaxBodyBytes = photoBytes
	rest.Register(api.Huma, photo, m.restAddPhoto)
	rest.Register(api.Huma, rest.Op("DELETE", one+"/photos/{photo}", stays.PermManageProperties, "Remove a photo", tag), m.restRemovePhoto)
	rest.Register(api.Huma, rest.Op("PUT", one+"/photos", stays.PermManageProperties, "Put the photos in order", tag), m.restArrange)
}

// photoBytes bounds the request that brings a photo.
const photoBytes = 32 << 20

type ownerWire struct {
	User access.UserID `json:"user,omitzero"`
	Name string        `json:"name,omitempty" maxLength:"120"`
}

// SheetFields is what staff edit of a property.
type SheetFields struct {
	Slug           string                `json:"slug,omitempty" maxLength:"80" doc:"Made from the name when empty."`
	Type           stays.PropertyType    `json:"type" enum:"house,villa,apartment,studio,cottage,chalet,manor,room"`
	Name           stays.Text            `json:"name"`
	Description    stays.Text            `json:"description,omitempty"`
	SEOTitle       stays.Text            `json:"seoTitle,omitempty"`
	SEODescription stays.Text            `json:"seoDescription,omitempty"`
	Capacity       int                   `json:"capacity" minimum:"1" maximum:"50"`
	Bedrooms       int                   `json:"bedrooms" minimum:"0" maximum:"50"`
	Beds           int                   `json:"beds" minimum:"0" maximum:"100"`
	Bathrooms      int                   `json:"bathrooms" minimum:"0" maximum:"50"`
	Surface        int                   `json:"surface,omitempty" minimum:"0" maximum:"100000"`
	MaxInfants     int                   `json:"maxInfants,omitempty" minimum:"0" maximum:"20"`
	MaxPets        int                   `json:"maxPets,omitempty" minimum:"0" maximum:"20"`
	Address        contact.PostalAddress `json:"address"`
	INSEE          string                `json:"insee,omitempty" maxLength:"5" doc:"Code of the French commune, for the tourist tax."`
	Position       positionWire          `json:"position"`
	Features       []stays.Feature       `json:"features,omitempty" maxItems:"60"`
	HouseRules     []stays.Text          `json:"houseRules,omitempty" maxItems:"30"`
	CheckIn        period.Clock          `json:"checkIn"`
	CheckOut       period.Clock          `json:"checkOut"`
	Zone           string                `json:"zone,omitempty" maxLength:"60" doc:"IANA; the agency's when empty."`
	Classification int                   `json:"classification,omitempty" minimum:"0" maximum:"5"`
	Registration   string                `json:"registration,omitempty" maxLength:"40"`
	Owner          ownerWire             `json:"owner,omitzero"`
	Policy         stays.PolicyCode      `json:"policy" maxLength:"40"`
}

func (w SheetFields) sheet() stays.Sheet {
	return stays.Sheet{Slug: w.Slug, Type: w.Type, Name: w.Name, Description: w.Description, SEO: stays.SEO{Title: w.SEOTitle, Description: w.SEODescription},
		Capacity: w.Capacity, Bedrooms: w.Bedrooms, Beds: w.Beds, Bathrooms: w.Bathrooms, Surface: w.Surface, MaxInfants: w.MaxInfants, MaxPets: w.MaxPets,
		Address: w.Address, INSEE: w.INSEE, Position: stays.Position(w.Position), Features: w.Features, HouseRules: w.HouseRules, CheckIn: w.CheckIn,
		CheckOut: w.CheckOut, Zone: w.Zone, Classification: w.Classification, Registration: w.Registration, Owner: stays.Owner{User: w.Owner.User, Name: w.Owner.Name}, Policy: w.Policy}
}

func sheetOf(s stays.PropertyState) SheetFields {
	return SheetFields{Slug: s.Slug, Type: s.Type, Name: s.Name, Description: s.Description, SEOTitle: s.SEO.Title, SEODescription: s.SEO.Description,
		Capacity: s.Capacity, Bedrooms: s.Bedrooms, Beds: s.Beds, Bathrooms: s.Bathrooms, Surface: s.Surface, MaxInfants: s.MaxInfants, MaxPets: s.MaxPets,
		Address: s.Address, INSEE: s.INSEE, Position: positionWire(s.Position), Features: s.Features, HouseRules: s.HouseRules, CheckIn: s.CheckIn,
		CheckOut: s.CheckOut, Zone: s.Zone, Classification: s.Classification, Registration: s.Registration, Owner: ownerWire{s.Owner.User, s.Owner.Name}, Policy: s.Policy}
}

type deskPropertyBody struct {
	ID      stays.PropertyID     `json:"id"`
	Version int                  `json:"version"`
	Status  stays.PropertyStatus `json:"status" enum:"draft,published,archived"`
	SheetFields
	Rates  stays.Rates `json:"rates"`
	Photos []photoWire `json:"photos"`
}

type deskPropertyOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"` // of what a POST has made
	Body     deskPropertyBody
}

// propertyPath is where the desk's property is in the API.
func propertyPath(id stays.PropertyID) string { return "/api/stays/desk/properties/" + id.String() }

// at says where what was made is.
func (o *deskPropertyOutput) at(path string) *deskPropertyOutput {
	o.Location = path
	return o
}

func propertyWire(s stays.PropertyState, err error) (*deskPropertyOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &deskPropertyOutput{ETag: rest.ETag(s.Version), Body: deskPropertyBody{ID: s.ID, Version: s.Version, Status: s.Status, SheetFields: sheetOf(s),
		Rates: s.Rates, Photos: make([]photoWire, len(s.Photos))}}
	for i, p := range s.Photos {
		out.Body.Photos[i] = photoWireOf(p)
	}
	return out, nil
}

type propertyRowsInput struct {
	rest.PageParams
	Status stays.PropertyStatus `query:"status" enum:"draft,published,archived"`
	Text   string               `query:"q" maxLength:"100"`
}

type propertyRowWire struct {
	ID       stays.PropertyID     `json:"id"`
	Slug     string               `json:"slug"`
	Name     stays.Text           `json:"name"`
	Status   stays.PropertyStatus `json:"status"`
	Type     stays.PropertyType   `json:"type"`
	City     string               `json:"city"`
	Capacity int                  `json:"capacity"`
	Nightly  money.Amount         `json:"nightly"`
	Owner    string               `json:"owner,omitempty"`
}

type propertyRowsOutput struct {
	Body rest.List[propertyRowWire]
}

func (m *Module) restPropertyRows(ctx context.Context, in *propertyRowsInput) (*propertyRowsOutput, error) {
	page, err := m.stays.ListProperties(ctx, stays.ListProperties{Query: stays.PropertyRowQuery{Status: in.Status, Text: in.Text, Page: in.Request()}})
	if err != nil {
		return nil, err
	}
	return &propertyRowsOutput{Body: rest.ListOf(page, func(r stays.PropertyRow) propertyRowWire {
		return propertyRowWire{r.ID, r.Slug, r.Name, r.Status, r.Type, r.City, r.Capacity, r.Nightly, r.Owner}
	})}, nil
}

type createPropertyInput struct {
	Body struct {
		SheetFields
		Rates stays.Rates `json:"rates"`
	}
}

func (m *Module) restCreateProperty(ctx context.Context, in *createPropertyInput) (*deskPropertyOutput, error) {
	made, err := m.stays.CreateProperty(ctx, stays.CreateProperty{Sheet: in.Body.sheet(), Rates: in.Body.Rates})
	out, err := propertyWire(made, err)
	if err != nil {
		return nil, err
	}
	return out.at(propertyPath(made.ID)), nil
}

// PropertyPath names a property.
type PropertyPath struct {
	ID stays.PropertyID `path:"id"`
}

// PropertyAct is the input of what staff do with one property.
type PropertyAct struct {
	PropertyPath
	rest.IfMatch
}

func (m *Module) restGetProperty(ctx context.Context, in *PropertyPath) (*deskPropertyOutput, error) {
	return propertyWire(m.stays.GetProperty(ctx, stays.GetProperty{ID: in.ID}))
}

type editPropertyInput struct {
	PropertyAct
	Body SheetFields
}

func (m *Module) restEditProperty(ctx context.Context, in *editPropertyInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return propertyWire(m.stays.EditProperty(ctx, stays.EditProperty{ID: in.ID, Version: version, Sheet: in.Body.sheet()}))
}

func (m *Module) restArchive(ctx context.Context, in *PropertyAct) (*struct{}, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	_, err = m.stays.ArchiveProperty(ctx, stays.ArchiveProperty{ID: in.ID, Version: version})
	return nil, err
}

func (m *Module) restPublish(ctx context.Context, in *PropertyAct) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return propertyWire(m.stays.PublishProperty(ctx, stays.PublishProperty{ID: in.ID, Version: version}))
}

func (m *Module) restUnpublish(ctx context.Context, in *PropertyAct) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return propertyWire(m.stays.UnpublishProperty(ctx, stays.UnpublishProperty{ID: in.ID, Version: version}))
}

type photoInput struct {
	PropertyPath
	RawBody huma.MultipartFormFiles[struct {
		Photo huma.FormFile `form:"photo" required:"true" doc:"JPEG, PNG, WebP or GIF."`
	}]
}

func (m *Module) restAddPhoto(ctx context.Context, in *photoInput) (*deskPropertyOutput, error) {
	file := in.RawBody.Data().Photo
	defer func() { _ = file.Close() }()
	state, err := m.addPhoto(ctx, in.ID, file, nil)
	out, err := propertyWire(state, err)
	if err != nil {
		return nil, err
	}
	return out.at(propertyPath(in.ID) + "/photos/" + newest(state.Photos, func(p stays.Photo) stays.PhotoID { return p.ID }).String()), nil
}

type photoID struct {
	PropertyPath
	Photo stays.PhotoID `path:"photo"`
}

func (m *Module) restRemovePhoto(ctx context.Context, in *photoID) (*deskPropertyOutput, error) {
	return propertyWire(m.removePhoto(ctx, in.ID, in.Photo))
}

type arrangeInput struct {
	PropertyPath
	Body struct {
		Order []stays.PhotoID `json:"order" maxItems:"100" doc:"Every photo, the cover first."`
	}
}

func (m *Module) restArrange(ctx context.Context, in *arrangeInput) (*deskPropertyOutput, error) {
	return propertyWire(m.stays.ArrangePhotos(ctx, stays.ArrangePhotos{ID: in.ID, Order: in.Body.Order}))
}
