package blob

import (
	"mime"
	"net/http"
)

// ServeOptions say how a file is shown. The zero value shows it inline where that is safe, and has it asked for anew
// each time (answered by 304 when unchanged).
type ServeOptions struct {
	Download string // file name: save instead of show
	Cache    string // Cache-Control; "" is "private, no-cache"; content that never changes: "public, max-age=31536000, immutable"
}

// inline are the types that browsers show without running anything. Everything else is saved: an uploaded page or
// drawing must not run as a page of ours.
var inline = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"application/pdf": true, "text/plain": true,
}

// Serve answers a GET or HEAD with a file: ranges, ETag, If-None-Match, and headers under which it cannot run. It writes
// nothing when it returns an error (ErrNotFound, ErrUnavailable), which the caller renders. Whether the visitor may see
// the file was decided before.
func (s *Store) Serve(w http.ResponseWriter, r *http.Request, key Key, o ServeOptions) error {
	content, info, err := s.Open(r.Context(), key)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	h := w.Header()
	h.Set("Content-Type", info.ContentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+info.SHA256+`"`)
	h.Set("Cache-Control", "private, no-cache")
	if o.Cache != "" {
		h.Set("Cache-Control", o.Cache)
	}
	disposition, name := "inline", key.Name()
	if o.Download != "" {
		disposition, name = "attachment", o.Download
	} else if !inline[base(info.ContentType)] {
		disposition = "attachment"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	if base(info.ContentType) != "application/pdf" { // a sandbox keeps browsers' PDF viewers from starting
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	}
	http.ServeContent(w, r, "", info.ModTime, content)
	return nil
}
