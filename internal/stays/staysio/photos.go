package staysio

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/picture"
	"comptoir/internal/stays"
)

// photoURL is the address of a photo: in a width as WebP, or for 0 the one JPEG that everything can show.
func photoURL(p stays.Photo, width int) string {
	name := fallback
	if width > 0 {
		name = fmt.Sprintf("%d.webp", width)
	}
	return "/photos/" + p.ID.String() + "/" + name
}

// fallback is the name of a photo's JPEG, whatever its width.
const fallback = "photo.jpg"

func photoKey(tenant access.TenantID, id stays.PhotoID, name string) (blob.Key, error) {
	return blob.NewKey(tenant, "stays", "photos", id.String(), name)
}

// servePhoto gives one file of a photo. Its name never changes its content, so it may be kept for ever; whoever knows
// the identifier may see it.
func (m *Module) servePhoto(w http.ResponseWriter, r *http.Request) {
	id, err := ident.Parse[stays.Photo](r.PathValue("photo"))
	if err != nil {
		m.Web.Error(w, r, stays.ErrUnknownPhoto)
		return
	}
	key, err := photoKey(access.TenantOf(r.Context()), id, path.Base(r.PathValue("file")))
	if err == nil {
		err = m.Blobs.Serve(w, r, key, blob.ServeOptions{Cache: "public, max-age=31536000, immutable"})
	}
	if err != nil {
		m.Web.Error(w, r, err)
	}
}

// addPhoto stores a picture in all its widths, then adds it to the property. What was stored for a picture that the
// property refuses is removed again.
func (m *Module) addPhoto(ctx context.Context, property stays.PropertyID, content io.Reader, alt stays.Text) (stays.PropertyState, error) {
	result, err := picture.Process(ctx, content, picture.Upload())
	if err != nil {
		return stays.PropertyState{}, err
	}
	return m.keepPhoto(ctx, property, result, alt)
}

// AddPicture adds a picture that the program drew itself: the demonstration's.
func (m *Module) AddPicture(ctx context.Context, property stays.PropertyID, result picture.Result, alt stays.Text) error {
	_, err := m.keepPhoto(ctx, property, result, alt)
	return err
}

func (m *Module) keepPhoto(ctx context.Context, property stays.PropertyID, result picture.Result, alt stays.Text) (stays.PropertyState, error) {
	tenant, id := access.TenantOf(ctx), ident.Next[stays.Photo](m.IDs)
	var keys []blob.Key
	err := picture.Save(ctx, m.Blobs, result, func(name string) (blob.Key, error) {
		if path.Ext(name) == ".jpg" {
			name = fallback
		}
		key, err := photoKey(tenant, id, name)
		keys = append(keys, key)
		return key, err
	})
	if err != nil {
		return stays.PropertyState{}, err
	}
	photo := photoOf(id, tenant, result.Manifest, alt)
	state, err := m.stays.AddPhoto(ctx, stays.AddPhoto{ID: property, Photo: photo})
	if err != nil {
		_ = m.Blobs.Delete(context.WithoutCancel(ctx), keys...)
	}
	return state, err
}

func photoOf(id stays.PhotoID, tenant access.TenantID, f picture.Manifest, alt stays.Text) stays.Photo {
	var widths []int
	for _, v := range f.Variants {
		if v.Type == picture.WebP {
			widths = append(widths, v.Width)
		}
	}
	slices.Sort(widths)
	return stays.Photo{ID: id, Key: strings.Join([]string{tenant.String(), "stays", "photos", id.String()}, "/"), Width: f.Width, Height: f.Height,
		Widths: widths, Colour: f.Placeholder, Alt: alt}
}

// removePhoto takes a photo from the property, then its files.
func (m *Module) removePhoto(ctx context.Context, property stays.PropertyID, id stays.PhotoID) (stays.PropertyState, error) {
	state, err := m.stays.RemovePhoto(ctx, stays.RemovePhoto{ID: property, Photo: id})
	if err != nil {
		return state, err
	}
	prefix, err := blob.NewPrefix(access.TenantOf(ctx), "stays", "photos", id.String())
	if err != nil {
		return state, err
	}
	for info, err := range m.Blobs.List(ctx, prefix) {
		if err != nil {
			return state, err
		}
		if err := m.Blobs.Delete(ctx, info.Key); err != nil && fault.KindOf(err) != fault.NotFound {
			return state, err
		}
	}
	return state, nil
}
