package web

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Download sends a file that is made on the spot. It is whole before the first byte leaves, so that what breaks off is an
// error page and not a file that looks complete. Nothing may run in it, and nobody keeps a copy on the way.
func (k *Kit) Download(w http.ResponseWriter, r *http.Request, media string, write func(io.Writer) (name string, err error)) {
	file, err := os.CreateTemp("", "comptoir-download-*")
	if err != nil {
		k.Error(w, r, err)
		return
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	name, err := write(file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		k.Error(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}
