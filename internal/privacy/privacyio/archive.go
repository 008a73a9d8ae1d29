package privacyio

import (
	"archive/zip"
	"encoding/json"
	"io"
	"time"

	"comptoir/internal/privacy"
)

// Zip writes a copy as a ZIP archive. It implements privacy.Packer.
type Zip struct{ w *zip.Writer }

// NewZip starts an archive.
func NewZip(w io.Writer) privacy.Packer { return &Zip{zip.NewWriter(w)} }

// Add implements privacy.Packer.
func (z *Zip) Add(name string, part privacy.Part, at time.Time) error {
	w, err := z.w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC()})
	if err != nil {
		return err
	}
	if part.Content != nil {
		_, err = io.Copy(w, part.Content)
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(part.Value)
}

// Close implements privacy.Packer.
func (z *Zip) Close() error { return z.w.Close() }
