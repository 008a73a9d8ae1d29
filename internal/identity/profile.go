package identity

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

// UpdateProfile changes what the actor says about himself. What is nil stays as it is; an empty telephone number or time
// zone is taken away.
type UpdateProfile struct {
	Name   *string
	Phone  *contact.Phone
	Locale *string
	Zone   *string // IANA name
}

// Needs implements access.Guarded.
func (UpdateProfile) Needs() access.Permission { return PermOwnAccount }

// over returns the profile with what the command changes in it.
func (c UpdateProfile) over(p Profile) Profile {
	for _, f := range []struct{ from, to *string }{{c.Name, &p.Name}, {(*string)(c.Phone), (*string)(&p.Phone)}, {c.Locale, &p.Locale}, {c.Zone, &p.Zone}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	return p
}

func (i *Identity) updateProfile(ctx context.Context, c UpdateProfile) (UserView, error) {
	return i.changeUser(ctx, find(access.From(ctx).User, ""), func(u *User) error {
		var check fault.Check
		p := c.over(Profile{Name: u.s.Name, Phone: u.s.Phone, Locale: u.s.Locale, Zone: u.s.Zone}).Check(&check)
		if err := check.Err(); err != nil {
			return err
		}
		u.Change(p, i.d.Now())
		return nil
	})
}

// ChangePhoto gives the actor another picture, by the name under which its files were stored; "" takes it away.
type ChangePhoto struct{ Photo string }

// Needs implements access.Guarded.
func (ChangePhoto) Needs() access.Permission { return PermOwnAccount }

// PhotoChanged is the account after a change of picture, and the name of the one before, whose files nobody needs any more.
type PhotoChanged struct {
	User   UserView
	Before string
}

func (i *Identity) changePhoto(ctx context.Context, c ChangePhoto) (PhotoChanged, error) {
	var out PhotoChanged
	v, err := i.changeUser(ctx, find(access.From(ctx).User, ""), func(u *User) error {
		out.Before = u.s.Photo
		u.s.Photo, u.s.UpdatedAt = c.Photo, i.d.Now()
		return nil
	})
	out.User = v
	return out, err
}
