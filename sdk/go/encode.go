package comptoir

//lint:file-ignore U1000 which of these the generated code calls depends on the document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// body encodes what is sent, once for all attempts.
func (k *call) body() ([]byte, error) {
	switch {
	case k.json != nil:
		k.contentType = "application/json"
		return json.Marshal(k.json)
	case k.form != nil:
		w := multipart.NewWriter(&k.form.Buffer)
		for _, part := range k.form.parts {
			if err := part(w); err != nil {
				return nil, err
			}
		}
		k.contentType = w.FormDataContentType()
		err := w.Close()
		return k.form.Bytes(), err
	}
	return k.raw, nil
}

// form is a multipart body.
type form struct {
	bytes.Buffer
	parts []func(*multipart.Writer) error
}

func (f *form) text(name, value string) {
	if value != "" {
		f.parts = append(f.parts, func(w *multipart.Writer) error { return w.WriteField(name, value) })
	}
}

func (f *form) file(name string, u Upload) {
	if u.Data == nil && u.Name == "" {
		return
	}
	f.parts = append(f.parts, func(w *multipart.Writer) error {
		h := textproto.MIMEHeader{}
		file := strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(u.Name)
		if file == "" {
			file = "file" // without a name it would be a text
		}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, name, file))
		kind := u.ContentType
		if kind == "" {
			kind = "application/octet-stream"
		}
		h.Set("Content-Type", kind)
		part, err := w.CreatePart(h)
		if err == nil {
			_, err = part.Write(u.Data)
		}
		return err
	})
}

func (f *form) files(name string, all []Upload) {
	for _, u := range all {
		f.file(name, u)
	}
}

// segment writes a value as one segment of a path.
func segment(v any) string { return url.PathEscape(text(v)) }

// text writes a parameter: no exponent in numbers, instants as RFC 3339.
func text(v any) string {
	switch x := v.(type) {
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

func put[T comparable](v url.Values, name string, x T) {
	var zero T
	if x != zero {
		v.Set(name, text(x))
	}
}

func putAlways[T any](v url.Values, name string, x T) { v.Set(name, text(x)) }

func putGiven[T any](v url.Values, name string, x *T) {
	if x != nil {
		v.Set(name, text(*x))
	}
}

func putEach[T any](v url.Values, name string, list []T) {
	for _, x := range list {
		v.Add(name, text(x))
	}
}

func putList[T any](v url.Values, name string, list []T) {
	if len(list) == 0 {
		return
	}
	all := make([]string, len(list))
	for i, x := range list {
		all[i] = text(x)
	}
	v.Set(name, strings.Join(all, ","))
}

// given is the body of a call that may have none: an absent one is not sent.
func given(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer || r.Kind() == reflect.Slice || r.Kind() == reflect.Map {
		if r.IsNil() {
			return nil
		}
	}
	return v
}
