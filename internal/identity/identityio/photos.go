package identityio

import (
	"bytes"
	"context"
	"io"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/picture"
)

// photoWidth is how wide a person's picture is kept, in pixels: for the head of a page on the finest screen.
const photoWidth = 320

// photoFile is the one file of a picture.
const photoFile = "photo.jpg"

type photoTag struct{}

// PhotoPath is the address of a person's picture, "" when he has none. It changes with the picture, so that what is
// there may be kept for ever.
func PhotoPath(user access.UserID, photo string) string {
	if photo == "" {
		return ""
	}
	return "/api/identity/users/" + user.String() + "/photos/" + photo
}

func photoFolder(user access.UserID, more ...string) []string {
	return append([]string{"identity", "photos", user.String()}, more...)
}

// photoBytes bounds what is sent with a picture: the picture itself and what a form adds to it.
const photoBytes = picture.MaxBytes + 64<<10

// putPhoto gives the actor the picture that he sent. The file is stored before the account names them, and that of the
// picture before is removed after it no longer does: whatever fails in between leaves a picture that is whole.
func (m *Module) putPhoto(ctx context.Context, content io.Reader) (identity.UserView, error) {
	if err := access.Authorize(ctx, identity.PermOwnAccount); err != nil { // before the work of decoding
		return identity.UserView{}, err
	}
	result, err := picture.Process(ctx, content, picture.Options{Widths: []int{photoWidth}, Quality: 80, JPEGWidth: photoWidth, JPEGQuality: 85})
	if err != nil {
		return identity.UserView{}, err
	}
	user, photo := access.From(ctx).User, ident.Next[photoTag](m.d.IDs).String()
	key, err := photoKey(ctx, user, photo)
	if err == nil {
		jpeg := result.Files[len(result.Files)-1] // the WebP files before it are for pictures that many look at
		_, err = m.d.Blobs.Put(ctx, key, bytes.NewReader(jpeg), blob.PutOptions{ContentType: picture.JPEG})
	}
	if err != nil {
		return identity.UserView{}, err
	}
	changed, err := m.ChangePhoto(ctx, identity.ChangePhoto{Photo: photo})
	if err != nil {
		_ = m.dropPhotos(context.WithoutCancel(ctx), user, photo)
		return identity.UserView{}, err
	}
	return changed.User, m.dropBefore(ctx, changed)
}

// removePhoto takes the actor's picture away.
func (m *Module) removePhoto(ctx context.Context) (identity.UserView, error) {
	changed, err := m.ChangePhoto(ctx, identity.ChangePhoto{})
	if err != nil {
		return identity.UserView{}, err
	}
	return changed.User, m.dropBefore(ctx, changed)
}

func (m *Module) dropBefore(ctx context.Context, c identity.PhotoChanged) error {
	if c.Before == "" {
		return nil
	}
	return m.dropPhotos(ctx, c.User.ID, c.Before)
}

// dropPhotos removes the files of a picture; of all pictures of a person when none is named.
func (m *Module) dropPhotos(ctx context.Context, user access.UserID, photo ...string) error {
	prefix, err := blob.NewPrefix(access.TenantOf(ctx), photoFolder(user, photo...)...)
	if err != nil {
		return err
	}
	for info, err := range m.d.Blobs.List(ctx, prefix) {
		if err != nil {
			return err
		}
		if err := m.d.Blobs.Delete(ctx, info.Key); err != nil {
			return err
		}
	}
	return nil
}

// ForgetPhotos removes every picture of a person (GDPR article 17).
func (m *Module) ForgetPhotos(ctx context.Context, user access.UserID) error {
	return m.dropPhotos(ctx, user)
}

// OpenPhoto opens a person's picture for a copy of his data; blob.ErrNotFound when he has none.
func (m *Module) OpenPhoto(ctx context.Context, u identity.UserView) (io.ReadCloser, error) {
	if u.Photo == "" {
		return nil, blob.ErrNotFound
	}
	return m.openPhoto(ctx, u.ID, u.Photo)
}

func (m *Module) openPhoto(ctx context.Context, user access.UserID, photo string) (io.ReadCloser, error) {
	key, err := photoKey(ctx, user, photo)
	if err != nil {
		return nil, err
	}
	content, _, err := m.d.Blobs.Open(ctx, key)
	return content, err
}

func photoKey(ctx context.Context, user access.UserID, photo string) (blob.Key, error) {
	return blob.NewKey(access.TenantOf(ctx), photoFolder(user, photo, photoFile)...)
}
