package identityio

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/picture"
	"comptoir/internal/platform/rest"
)

type profileInput struct {
	Body struct {
		Name   *string        `json:"name,omitempty" maxLength:"200" example:"Anne Le Goff"`
		Phone  *contact.Phone `json:"phone,omitempty" maxLength:"40" example:"+33612345678" doc:"empty: taken away"`
		Locale *string        `json:"locale,omitempty" enum:"fr,en,ar" doc:"language of mails and pages"`
		Zone   *string        `json:"zone,omitempty" maxLength:"60" example:"Europe/Paris" doc:"IANA name; empty: the business's own"`
	}
}

type ownPhotoInput struct {
	RawBody huma.MultipartFormFiles[struct {
		Photo huma.FormFile `form:"photo" required:"true" doc:"JPEG, PNG, WebP or GIF."`
	}]
}

type photoInput struct {
	ID    access.UserID      `path:"id"`
	Photo ident.ID[photoTag] `path:"photo"`
}

// restProfile registers the API of what a person says about himself.
func (m *Module) restProfile(api *rest.API) {
	edit := rest.Op("PATCH", "/api/auth/me", identity.PermOwnAccount, "Change my profile", "auth")
	edit.Description = "What is left out stays as it is. Address, password and factors have operations of their own, which ask for a fresh proof."
	rest.Register(api.Huma, edit, m.restEditMe)
	put := rest.Op("PUT", "/api/auth/me/photo", identity.PermOwnAccount, "Give myself a picture (multipart, field photo)", "auth")
	put.Description = "The picture is decoded within limits, turned upright, stripped of its metadata and made anew in small widths; what was sent is not kept."
	put.MaxBodyBytes = photoBytes
	rest.Register(api.Huma, put, m.restPutPhoto)
	remove := rest.Op("DELETE", "/api/auth/me/photo", identity.PermOwnAccount, "Take my picture away", "auth")
	remove.DefaultStatus = 200
	rest.Register(api.Huma, remove, m.restRemovePhoto)
	see := rest.Op("GET", "/api/identity/users/{id}/photos/{photo}", identity.PermOwnAccount, "See a person's picture", "identity")
	see.Description = "Your own; that of others with the permission `identity.read_users`. The address changes with the picture."
	see.Responses = map[string]*huma.Response{"200": {Description: "The picture.",
		Content: map[string]*huma.MediaType{picture.JPEG: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	rest.Register(api.Huma, see, m.restPhoto)
}

func (m *Module) restEditMe(ctx context.Context, in *profileInput) (*meOutput, error) {
	b := in.Body
	return meWire(m.UpdateProfile(ctx, identity.UpdateProfile{Name: b.Name, Phone: b.Phone, Locale: b.Locale, Zone: b.Zone}))
}

func (m *Module) restPutPhoto(ctx context.Context, in *ownPhotoInput) (*meOutput, error) {
	file := in.RawBody.Data().Photo
	defer func() { _ = file.Close() }()
	return meWire(m.putPhoto(ctx, file))
}

func (m *Module) restRemovePhoto(ctx context.Context, _ *struct{}) (*meOutput, error) {
	return meWire(m.removePhoto(ctx))
}

func meWire(v identity.UserView, err error) (*meOutput, error) {
	if err != nil {
		return nil, err
	}
	return &meOutput{CacheControl: "no-store", Body: userWire(v)}, nil
}

// restPhoto gives a picture to whose it is and to who may read the business's people; to others there is none.
func (m *Module) restPhoto(ctx context.Context, in *photoInput) (*huma.StreamResponse, error) {
	if err := access.Authorize(ctx, identity.PermOwnAccount); err != nil {
		return nil, err
	}
	if actor := access.From(ctx); in.ID != actor.User && !actor.May(identity.PermReadUsers) {
		return nil, identity.ErrUnknownUser
	}
	content, err := m.openPhoto(ctx, in.ID, in.Photo.String())
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { _ = content.Close() }()
		c.SetHeader("Content-Type", picture.JPEG)
		c.SetHeader("Cache-Control", "private, max-age=31536000, immutable")
		_, _ = io.Copy(c.BodyWriter(), content) // the client has left
	}}, nil
}
