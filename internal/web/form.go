package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// maxForm is how many bytes a form without files may have.
const maxForm = 256 << 10

// Faults of forms.
var (
	ErrFormTooLarge = fault.Define(fault.TooLarge, "form_too_large", "the form is larger than accepted")
	ErrFormBroken   = fault.Define(fault.Malformed, "form_broken", "the form cannot be read")
)

// Form holds what somebody typed and what is wrong with it, so that a refused form comes back with nothing lost.
// The zero value is an empty form without errors; a nil *Form may be read.
type Form struct {
	Values  url.Values
	errors  map[string]string
	Summary string // what is wrong with the whole, shown above the form
}

// FormOf makes a form that shows values, for editing what exists: FormOf("name", p.Name, "capacity", "4").
func FormOf(pairs ...string) *Form {
	f := &Form{Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// Form reads the request's fields as ReadForm does, or answers what is wrong with them and says false.
func (k *Kit) Form(w http.ResponseWriter, r *http.Request) (*Form, bool) {
	f, err := ReadForm(w, r)
	if err != nil {
		k.Error(w, r, err)
	}
	return f, err == nil
}

// ReadForm reads a posted form (or a GET's query) with limits of size and count, and refuses broken UTF-8 and NUL.
// The error is a fault that Kit.Error shows. Files are read with ReadUpload.
func ReadForm(w http.ResponseWriter, r *http.Request) (*Form, error) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return checkedForm(r.URL.RawQuery)
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.ContentLength != 0 {
		return nil, ErrFormBroken.Because(err)
	}
	switch kind {
	case "application/x-www-form-urlencoded", "":
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
		if err != nil {
			return nil, bodyFault(err)
		}
		return checkedForm(string(body))
	case "multipart/form-data":
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseMultipartForm(maxForm); err != nil { // #nosec G120 -- the body is bounded by http.MaxBytesReader
			return nil, bodyFault(err)
		}
		return checkedValues(r.MultipartForm.Value)
	}
	return nil, ErrFormBroken.Detailf("forms are sent as application/x-www-form-urlencoded or multipart/form-data")
}

func bodyFault(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return ErrFormTooLarge
	}
	return ErrFormBroken.Because(err)
}

func checkedForm(query string) (*Form, error) {
	v, err := url.ParseQuery(query)
	if err != nil {
		return nil, ErrFormBroken.Because(err)
	}
	return checkedValues(v)
}

func checkedValues(v url.Values) (*Form, error) {
	if len(v) > 1000 {
		return nil, ErrFormTooLarge
	}
	for name, all := range v {
		for _, s := range append(all, name) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				return nil, ErrFormBroken.On(strings.ToValidUTF8(name, "?"), "encoding", "this text is not valid UTF-8")
			}
		}
	}
	return &Form{Values: v}, nil
}

// Get returns the trimmed value of a field, "" when it was not sent.
func (f *Form) Get(name string) string {
	if f == nil {
		return ""
	}
	return strings.TrimSpace(f.Values.Get(name))
}

// All returns every value of a field: the ticked boxes of a group.
func (f *Form) All(name string) []string {
	if f == nil {
		return nil
	}
	return f.Values[name]
}

// Has reports whether a field was sent at all.
func (f *Form) Has(name string) bool { return f != nil && f.Values.Has(name) }

// Is reports whether a field was sent with value among its values (a ticked box, a chosen option).
func (f *Form) Is(name, value string) bool {
	for _, v := range f.All(name) {
		if v == value {
			return true
		}
	}
	return false
}

// Checked reports whether a single box was ticked.
func (f *Form) Checked(name string) bool {
	switch f.Get(name) {
	case "", "0", "false", "off":
		return false
	}
	return true
}

// Int reads a whole number. A missing one is zero; one that cannot be read fails the field and is zero.
func (f *Form) Int(ctx context.Context, name string) int {
	s := f.Get(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > 1<<31 || n < -1<<31 {
		f.Fail(name, T(ctx, "web.form.number"))
		return 0
	}
	return n
}

// Date reads a civil date YYYY-MM-DD. A missing one is the zero date; a wrong one fails the field.
func (f *Form) Date(ctx context.Context, name string) period.Date {
	s := f.Get(name)
	if s == "" {
		return period.Date{}
	}
	d, err := period.ParseDate(s)
	if err != nil {
		f.Fail(name, T(ctx, "web.form.date"))
	}
	return d
}

// Clock reads a time of day HH:MM. A missing one is midnight; a wrong one fails the field.
func (f *Form) Clock(ctx context.Context, name string) period.Clock {
	s := f.Get(name)
	if s == "" {
		return 0
	}
	c, err := period.ParseClock(s)
	if err != nil {
		f.Fail(name, T(ctx, "web.form.time"))
	}
	return c
}

// Amount reads an amount typed by a person: "1 234,50", "1234.5" and "12 €" are understood. A missing one is zero.
func (f *Form) Amount(ctx context.Context, name string, c money.Currency) money.Amount {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", "−", "-", ",", ".").Replace(f.Get(name))
	if s == "" {
		return money.Zero(c)
	}
	a, err := money.Parse(s, c)
	if err != nil {
		f.Fail(name, T(ctx, "web.form.amount"))
		return money.Zero(c)
	}
	return a
}

// Percent reads a percentage: "4,4". A missing one is zero.
func (f *Form) Percent(ctx context.Context, name string) money.Percent {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "%", "", ",", ".").Replace(f.Get(name))
	if s == "" {
		return 0
	}
	p, err := money.ParsePercent(s)
	if err != nil {
		f.Fail(name, T(ctx, "web.form.number"))
	}
	return p
}

// Need fails every named field that is empty.
func (f *Form) Need(ctx context.Context, names ...string) {
	for _, n := range names {
		if f.Get(n) == "" {
			f.Fail(n, T(ctx, "web.form.required"))
		}
	}
}

// Fail says what is wrong with a field; the first word on a field stays.
func (f *Form) Fail(name, message string) {
	if f.errors == nil {
		f.errors = map[string]string{}
	}
	if _, said := f.errors[name]; !said {
		f.errors[name] = message
	}
}

// Error returns what is wrong with a field, "" when nothing is.
func (f *Form) Error(name string) string {
	if f == nil {
		return ""
	}
	return f.errors[name]
}

// OK reports whether nothing was found wrong.
func (f *Form) OK() bool { return f == nil || len(f.errors) == 0 && f.Summary == "" }

// Refused takes a use case's refusal into the form: true when it is the user's to mend (invalid, conflict, gone,
// limited …), and the handler shows the form again with Status; false when err must go to Kit.Error.
// names maps a fault's path to the form's field where they differ ("guest.email" → "email").
func (f *Form) Refused(ctx context.Context, err error, names map[string]string) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Gone, fault.Stale, fault.Limited, fault.Malformed:
	default:
		return false
	}
	fields := fault.FieldsOf(err)
	for _, fd := range fields {
		name := fd.Path
		if to, ok := names[name]; ok {
			name = to
		}
		f.Fail(name, fieldText(ctx, fault.CodeOf(err), fd))
	}
	f.Summary = FaultText(ctx, err)
	return true
}

// fieldText finds the words for a refused field: "fault.<code>.<field code>", "fault.field.<field code>", the fault's own.
func fieldText(ctx context.Context, code string, fd fault.Field) string {
	for _, key := range []string{"fault." + code + "." + fd.Code, "fault.field." + fd.Code, "fault." + fd.Code} {
		if Has(ctx, key) {
			return T(ctx, key)
		}
	}
	if fd.Message != "" {
		return fd.Message
	}
	return T(ctx, "web.form.invalid")
}

// FieldText returns the words for one refused field of an error.
func FieldText(ctx context.Context, err error, fd fault.Field) string {
	return fieldText(ctx, fault.CodeOf(err), fd)
}

// limitText is the figure of a plan's limit as a person reads it.
func limitText(ctx context.Context, fd fault.Field) string {
	n, err := strconv.ParseInt(fd.Message, 10, 64)
	switch {
	case err != nil:
		return fd.Message
	case fd.Path == "storage":
		return Bytes(ctx, n)
	}
	return Number(ctx, int(n))
}

// FaultText returns the words for an error's code in the reader's language: the text "fault.<code>" of the area that
// declares it, else the kind's own general words. It never shows a cause.
func FaultText(ctx context.Context, err error) string {
	key := "fault." + fault.CodeOf(err)
	if fields := fault.FieldsOf(err); fault.CodeOf(err) == access.ErrLimit.Code && len(fields) > 0 {
		return T(ctx, key+"_of."+fields[0].Path, "Limit", limitText(ctx, fields[0]))
	}
	if Has(ctx, key) {
		return T(ctx, key)
	}
	return T(ctx, "web.error."+strconv.Itoa(StatusOf(err))+".text")
}

// Status is the answer to a form shown again: 422, or the status of the refusal.
func (f *Form) Status() int {
	if f.OK() {
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}
