package rest

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"comptoir/internal/kernel/fault"
)

// locate finds which field of a body made its decoding fail. The schema was satisfied, so it is a value object that
// refuses: an amount with more decimals than its currency has, a currency that does not exist. encoding/json passes
// such an error on without saying where.
func locate(into any, data []byte, err error) *fault.Error {
	refusal := *fault.ErrInvalid
	refusal.Fields = refusedIn(reflect.TypeOf(into), data, "")
	if len(refusal.Fields) == 0 {
		refusal.Fields = []fault.Field{asField("", err)}
	}
	return &refusal
}

func asField(path string, err error) fault.Field {
	if f := fault.FieldsOf(err); len(f) > 0 {
		return fault.Field{Path: strings.TrimPrefix(path+"."+f[0].Path, "."), Code: f[0].Code, Message: f[0].Message}
	}
	if fault.KindOf(err) == fault.Invalid {
		return fault.Field{Path: path, Code: fault.CodeOf(err), Message: "this value cannot be read"}
	}
	return fault.Field{Path: path, Code: "wrong_type", Message: "this value is of another type"}
}

var (
	jsonReader = reflect.TypeFor[json.Unmarshaler]()
	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// refusedIn decodes the parts of data one by one into the parts of t.
func refusedIn(t reflect.Type, data []byte, path string) []fault.Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if string(data) == "null" {
		return nil
	}
	reads := reflect.PointerTo(t).Implements(jsonReader) || reflect.PointerTo(t).Implements(textReader)
	switch {
	case t.Kind() == reflect.Struct && !reads:
		var parts map[string]json.RawMessage
		if json.Unmarshal(data, &parts) != nil {
			return []fault.Field{{Path: path, Code: "wrong_type", Message: "an object is needed"}}
		}
		return refusedFields(t, parts, path)
	case t.Kind() == reflect.Slice && !reads:
		var parts []json.RawMessage
		if json.Unmarshal(data, &parts) == nil {
			var all []fault.Field
			for i, part := range parts {
				all = append(all, refusedIn(t.Elem(), part, path+"["+strconv.Itoa(i)+"]")...)
			}
			return all
		}
	}
	if err := json.Unmarshal(data, reflect.New(t).Interface()); err != nil {
		return []fault.Field{asField(path, err)}
	}
	return nil
}

func refusedFields(t reflect.Type, parts map[string]json.RawMessage, path string) []fault.Field {
	var all []fault.Field
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if part, ok := parts[name]; ok {
			all = append(all, refusedIn(f.Type, part, strings.TrimPrefix(path+"."+name, "."))...)
		}
	}
	return all
}
