package stays

import (
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
)

const maxPhotos = 60

// AddPhoto adds a photo after the others.
func (p *Property) AddPhoto(photo Photo, now time.Time) error {
	var c fault.Check
	photo.Alt = checkText(&c, "alt", photo.Alt, 300)
	c.That(photo.Key != "", "key", "required", "the file is missing")
	c.That(photo.Width > 0 && photo.Height > 0, "width", "out_of_range", "the image has no size")
	c.That(len(p.s.Photos) < maxPhotos, "photo", "too_many", "at most 60 photos")
	if err := c.Err(); err != nil {
		return err
	}
	p.s.Photos = append(slices.Clip(p.s.Photos), photo)
	p.touch(now)
	return nil
}

// DescribePhoto sets a photo's alternative text.
func (p *Property) DescribePhoto(id PhotoID, alt Text, now time.Time) error {
	var c fault.Check
	alt = checkText(&c, "alt", alt, 300)
	if err := c.Err(); err != nil {
		return err
	}
	i := p.photo(id)
	if i < 0 {
		return ErrUnknownPhoto
	}
	p.s.Photos = slices.Clone(p.s.Photos)
	p.s.Photos[i].Alt = alt
	p.touch(now)
	return nil
}

// ArrangePhotos puts the photos into an order that names each exactly once.
func (p *Property) ArrangePhotos(order []PhotoID, now time.Time) error {
	arranged := make([]Photo, 0, len(order))
	for i, id := range order {
		at := p.photo(id)
		if at < 0 {
			return ErrUnknownPhoto
		}
		if slices.Contains(order[:i], id) {
			return fault.ErrInvalid.On("order", "repeated", "a photo is named twice")
		}
		arranged = append(arranged, p.s.Photos[at])
	}
	if len(arranged) != len(p.s.Photos) {
		return fault.ErrInvalid.On("order", "incomplete", "each photo must be named")
	}
	p.s.Photos = arranged
	p.touch(now)
	return nil
}

// RemovePhoto removes a photo; a published property keeps one at least.
func (p *Property) RemovePhoto(id PhotoID, settings Settings, now time.Time) error {
	i := p.photo(id)
	if i < 0 {
		return ErrUnknownPhoto
	}
	before := p.s
	p.s.Photos = slices.Delete(slices.Clone(p.s.Photos), i, i+1)
	return p.keepComplete(before, settings, now)
}

func (p *Property) photo(id PhotoID) int {
	return slices.IndexFunc(p.s.Photos, func(ph Photo) bool { return ph.ID == id })
}
