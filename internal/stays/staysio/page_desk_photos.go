package staysio

import (
	"net/http"
	"slices"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// uploadBytes bounds one form of photos: a dozen from a camera.
const uploadBytes = 96 << 20

func (m *Module) deskPhotos(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "/photos")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = &web.Form{}
	m.showPropertyTab(w, r, http.StatusOK, v, photosTab(v))
}

// postPhotos adds the pictures that were sent. What is no picture is named; the others stay.
func (m *Module) postPhotos(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, err := m.propertyOf(r, "/photos")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	f, files, err := web.ReadUpload(w, r, "photos", uploadBytes)
	v.Form = f
	if err != nil {
		v.Form = &web.Form{}
		m.saved(w, r, v.Form, err, nil, "", "", func(status int) { m.showPropertyTab(w, r, status, v, photosTab(v)) })
		return
	}
	if len(files) == 0 {
		f.Fail("photos", web.T(ctx, "web.form.required"))
	}
	added := 0
	for _, file := range files {
		if err := m.takePhoto(r, v.ID, file); err == nil {
			added++
		} else if k := fault.KindOf(err); k == fault.Invalid || k == fault.TooLarge || k == fault.Malformed || k == fault.Conflict {
			f.Fail("photos", web.T(ctx, "desk.photos.refused", "Name", file.Name, "Why", web.FaultText(ctx, err)))
		} else {
			m.Web.Error(w, r, err)
			return
		}
	}
	if f.OK() {
		m.said(w, r, web.Positive, web.N(ctx, "desk.photos.added", added), v.link("/photos"))
		return
	}
	if v, err = m.propertyOf(r, "/photos"); err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = f
	m.showPropertyTab(w, r, f.Status(), v, photosTab(v))
}

func (m *Module) takePhoto(r *http.Request, id stays.PropertyID, file web.File) error {
	content, err := file.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	_, err = m.addPhoto(r.Context(), id, content, nil)
	return err
}

// tried answers a button: done, or why not, on the page where it stands.
func (m *Module) tried(w http.ResponseWriter, r *http.Request, err error, done, to string) {
	ctx := r.Context()
	switch k := fault.KindOf(err); {
	case err == nil:
		m.said(w, r, web.Positive, web.T(ctx, done), to)
	case k == fault.Conflict || k == fault.Stale || k == fault.Invalid || k == fault.Gone:
		m.said(w, r, web.Warning, web.FaultText(ctx, err), to)
	default:
		m.Web.Error(w, r, err)
	}
}

// postPhoto sets the words of a photo, or moves it: do is "text", "up", "down" or "first".
func (m *Module) postPhoto(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var v propertyView
	if err == nil {
		v, err = m.propertyOf(r, "/photos")
	}
	var id stays.PhotoID
	if err == nil {
		if id, err = ident.Parse[stays.Photo](r.PathValue("part")); err != nil {
			err = stays.ErrUnknownPhoto
		}
	}
	i := slices.IndexFunc(v.Photos, func(p stays.Photo) bool { return p.ID == id })
	if err == nil && i < 0 {
		err = stays.ErrUnknownPhoto
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	if f.Get("do") == "text" {
		_, err = m.stays.EditPhoto(ctx, stays.EditPhoto{ID: v.ID, Photo: id, Alt: bothLanguages(f, "alt", v.Photos[i].Alt)})
	} else {
		_, err = m.stays.ArrangePhotos(ctx, stays.ArrangePhotos{ID: v.ID, Order: moved(v.Photos, i, f.Get("do"))})
	}
	m.tried(w, r, err, "desk.done.saved", v.link("/photos")+"#photo-"+id.String())
}

// moved is the order of the photos after one of them was moved.
func moved(photos []stays.Photo, i int, way string) []stays.PhotoID {
	order := make([]stays.PhotoID, len(photos))
	for k, p := range photos {
		order[k] = p.ID
	}
	to := map[string]int{"up": i - 1, "down": i + 1, "first": 0}
	k, known := to[way]
	if !known || k < 0 || k >= len(order) {
		return order
	}
	id := order[i]
	return slices.Insert(slices.Delete(order, i, i+1), k, id)
}

func (m *Module) postRemovePhoto(w http.ResponseWriter, r *http.Request) {
	removing(m, w, r, "/photos", stays.ErrUnknownPhoto, func(p stays.PropertyID, id stays.PhotoID) error {
		_, err := m.removePhoto(r.Context(), p, id)
		return err
	})
}
