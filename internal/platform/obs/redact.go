package obs

import (
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// Redacted stands in a log where a personal or secret value was.
const Redacted = "[redacted]"

// Secret is a text that is never written: not by a logger, not by fmt, not as JSON. Only Reveal gives it away.
type Secret string

// Reveal returns the secret, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return Redacted
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return fmt.Sprintf("obs.Secret(%q)", s.String()) }

// MarshalText hides the secret from JSON and its kin.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// PersonName is a person's name on its way to a log: it is hidden there. Names are plain texts elsewhere; wrap one when
// an attribute needs it for development.
type PersonName string

// LogValue implements slog.LogValuer.
func (PersonName) LogValue() slog.Value { return slog.StringValue(Redacted) }

// personal lists the types whose values never reach a log, however deep they stand. The function says what stands there
// instead; nil means Redacted.
var personal = map[reflect.Type]func(reflect.Value) any{
	reflect.TypeFor[contact.Email]():         nil,
	reflect.TypeFor[contact.Phone]():         nil,
	reflect.TypeFor[contact.PostalAddress](): nil,
	reflect.TypeFor[Secret]():                nil,
	reflect.TypeFor[PersonName]():            nil,
	reflect.TypeFor[event.StayGuest]():       nil,
	reflect.TypeFor[event.UserFacts](): func(v reflect.Value) any {
		return map[string]any{"user": v.Interface().(event.UserFacts).User.String()}
	},
	reflect.TypeFor[access.Actor](): func(v reflect.Value) any {
		a := v.Interface().(access.Actor)
		return map[string]any{"kind": string(a.Kind), "user": a.User.String()}
	},
}

// redactAttr returns the attribute with every personal value in it replaced.
func redactAttr(a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindAny:
		return slog.Any(a.Key, redact(a.Value.Any()))
	case slog.KindString:
		return slog.String(a.Key, scrub(a.Value.String()))
	}
	return a
}

func redact(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case error:
		return scrub(v.Error()) // the words of drivers may quote a row
	case time.Time, time.Duration, json.RawMessage:
		return v
	}
	rv := reflect.ValueOf(v)
	if !hides(rv.Type()) {
		return v
	}
	return walk(rv, 0)
}

// hiding remembers, per type, whether a personal value may stand inside.
var hiding sync.Map

func hides(t reflect.Type) bool {
	if known, ok := hiding.Load(t); ok {
		return known.(bool)
	}
	found := search(t, map[reflect.Type]bool{})
	hiding.Store(t, found)
	return found
}

func search(t reflect.Type, seen map[reflect.Type]bool) bool {
	if _, ok := personal[t]; ok {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return true // whatever it holds is looked at then
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return search(t.Elem(), seen)
	case reflect.Map:
		return search(t.Key(), seen) || search(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); (f.IsExported() || f.Anonymous) && search(f.Type, seen) {
				return true
			}
		}
	}
	return false
}

// walk rebuilds a value that may hold personal ones, as plain maps and lists.
func walk(v reflect.Value, depth int) any {
	const tooDeep = 12 // a cycle, or something that does not belong into a log
	if !v.IsValid() || depth > tooDeep {
		return nil
	}
	if instead, ok := personal[v.Type()]; ok {
		switch {
		case v.IsZero():
			return nil
		case instead != nil:
			return instead(v)
		}
		return Redacted
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if v.CanInterface() {
			if err, ok := v.Interface().(error); ok {
				return scrub(err.Error())
			}
		}
		return walk(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		if !hides(v.Type().Elem()) {
			return plain(v)
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = walk(v.Index(i), depth+1)
		}
		return list
	case reflect.Map:
		m := make(map[string]any, v.Len())
		for key, value := range v.Seq2() {
			m[fmt.Sprint(walk(key, depth+1))] = walk(value, depth+1)
		}
		return m
	case reflect.Struct:
		if !hides(v.Type()) {
			return plain(v)
		}
		m := map[string]any{}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				m[f.Name] = walk(v.Field(i), depth+1)
			}
		}
		return m
	}
	return plain(v)
}

func plain(v reflect.Value) any {
	if !v.CanInterface() {
		return nil
	}
	switch x := v.Interface().(type) {
	case error:
		return scrub(x.Error())
	case json.Marshaler, encoding.TextMarshaler:
		return x
	case string:
		return scrub(x)
	default:
		return x
	}
}

var (
	mailShape  = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(\.[\p{L}\d-]+)+`)
	phoneShape = regexp.MustCompile(`\+[1-9]\d{7,14}\b`)
)

// scrub takes e-mail addresses and international telephone numbers out of a text: the second net, for what others
// (drivers, servers) put into their messages.
func scrub(text string) string {
	if len(text) < 6 {
		return text
	}
	at, plus := false, false
	for i := range len(text) {
		at = at || text[i] == '@'
		plus = plus || text[i] == '+'
	}
	if at {
		text = mailShape.ReplaceAllString(text, Redacted)
	}
	if plus {
		text = phoneShape.ReplaceAllString(text, Redacted)
	}
	return text
}
