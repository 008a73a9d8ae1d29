package web

import (
	"errors"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// ErrUploadNotKept is the refusal of a file that could not be set aside: the disk is full.
var ErrUploadNotKept = fault.Define(fault.Unavailable, "upload_not_kept", "the file could not be kept; try again in a moment")

// uploadMemory is how much of an upload stays in memory; the rest waits in temporary files, which the server removes.
const uploadMemory = 4 << 20

// File is one file that somebody sent. Name is what they call it: a text to show, never a path; its type is found by
// looking into it.
type File struct {
	Name   string
	Size   int64
	header *multipart.FileHeader
}

// Open reads the file from its beginning.
func (f File) Open() (multipart.File, error) { return f.header.Open() }

// ReadUpload reads a multipart form with the files of one field, limit bytes in all. An empty choice is no file. The
// error is a fault that Kit.Error shows.
func ReadUpload(w http.ResponseWriter, r *http.Request, field string, limit int64) (*Form, []File, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return nil, nil, ErrFormBroken.Detailf("files are sent as multipart/form-data")
	}
	if r.ContentLength > limit {
		return nil, nil, ErrFormTooLarge.On(field, "too_large", "this is larger than accepted")
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := r.ParseMultipartForm(uploadMemory); err != nil { // #nosec G120 -- the body is bounded by http.MaxBytesReader
		if _, disk := errors.AsType[*fs.PathError](err); disk {
			return nil, nil, ErrUploadNotKept.Because(err)
		}
		return nil, nil, bodyFault(err)
	}
	f, err := checkedValues(r.MultipartForm.Value)
	if err != nil {
		return nil, nil, err
	}
	var files []File
	for _, h := range r.MultipartForm.File[field] {
		if !utf8.ValidString(h.Filename) {
			return nil, nil, ErrFormBroken.On(field, "encoding", "the file's name is not valid UTF-8")
		}
		if h.Filename != "" {
			files = append(files, File{Name: h.Filename, Size: h.Size, header: h})
		}
	}
	return f, files, nil
}
