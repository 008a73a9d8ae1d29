package rest

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Money is an amount as it goes over the wire: {"amount":"123.45","currency":"EUR"}. It is the kernel's own type, which
// reads and writes itself; the name is for the readers of wire types.
type Money = money.Amount

// The schemas of the kernel's values. The kernel does not know huma, so each value has a stand-in here that only
// describes it.
type (
	amountSchema struct {
		Amount   string `json:"amount" pattern:"^-?\\d{1,15}(\\.\\d{1,4})?$" example:"123.45" doc:"A decimal with at most as many decimals as the currency has."`
		Currency string `json:"currency" pattern:"^[A-Z]{3}$" example:"EUR" doc:"ISO 4217."`
	}
	rangeSchema struct {
		From period.Date `json:"from" doc:"The first day."`
		To   period.Date `json:"to" doc:"The day after the last: the range is half-open."`
	}
	dateSchema    struct{}
	clockSchema   struct{}
	percentSchema struct{}
	emailSchema   struct{}
	phoneSchema   struct{}
	idSchema      struct{}
)

// Schema implements huma.SchemaProvider.
func (dateSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2027-07-10"}}
}

// Schema implements huma.SchemaProvider.
func (clockSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^([01]\d|2[0-3]):[0-5]\d$`, Examples: []any{"15:00"}}
}

// Schema implements huma.SchemaProvider.
func (percentSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?\d{1,6}(\.\d{1,4})?$`, Examples: []any{"4.4"},
		Description: "A percentage as a decimal of at most four places."}
}

// Schema implements huma.SchemaProvider.
func (emailSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "email", MaxLength: ptr(254), Examples: []any{"camille@example.com"}}
}

// Schema implements huma.SchemaProvider.
func (phoneSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, MaxLength: ptr(40), Examples: []any{"+33299001234"},
		Description: "E.164; a national number is understood where a country is known."}
}

// Schema implements huma.SchemaProvider.
func (idSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "uuid", Examples: []any{"01985a5e-6f00-7000-8000-000000000000"}}
}

func newRegistry() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", schemaName)
	for t, stand := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[money.Amount]():  reflect.TypeFor[amountSchema](),
		reflect.TypeFor[money.Percent](): reflect.TypeFor[percentSchema](),
		reflect.TypeFor[period.Range]():  reflect.TypeFor[rangeSchema](),
		reflect.TypeFor[period.Date]():   reflect.TypeFor[dateSchema](),
		reflect.TypeFor[period.Clock]():  reflect.TypeFor[clockSchema](),
		reflect.TypeFor[contact.Email](): reflect.TypeFor[emailSchema](),
		reflect.TypeFor[contact.Phone](): reflect.TypeFor[phoneSchema](),
		reflect.TypeFor[ident.Raw]():     reflect.TypeFor[idSchema](),
	} {
		r.RegisterTypeAlias(t, stand)
	}
	return r
}

const identPackage = "comptoir/internal/kernel/ident"

// aliasIDs registers the schema of every typed identifier found in the types: ident.ID[Property] and
// ident.ID[Reservation] are different Go types, so they cannot be listed beforehand.
func aliasIDs(r huma.Registry, types ...reflect.Type) {
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		if t.PkgPath() == identPackage && strings.HasPrefix(t.Name(), "ID[") {
			r.RegisterTypeAlias(t, reflect.TypeFor[idSchema]())
			return
		}
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(t.Elem())
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				if f := t.Field(i); f.IsExported() {
					walk(f.Type)
				}
			}
		}
	}
	for _, t := range types {
		walk(t)
	}
}

var schemaNames = map[reflect.Type]string{
	reflect.TypeFor[amountSchema](): "Money", reflect.TypeFor[rangeSchema](): "DateRange",
}

// schemaName names a schema after its type, with the context in front: two contexts may both have an "Item", and the
// document must tell staysio.Quote and shopio.Quote apart. List[staysio.Card] becomes StaysCardList.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name, ok := schemaNames[t]; ok {
		return name
	}
	if inner, ok := strings.CutPrefix(t.Name(), "List["); ok && t.PkgPath() == restPackage {
		inner = strings.TrimSuffix(inner, "]")
		pkg, name, _ := cutLast(inner, ".")
		name, _, _ = strings.Cut(name, "·") // reflect numbers the types that are declared in functions
		return prefixed(contextOf(pkg), title(name)) + "List"
	}
	name := title(huma.DefaultSchemaNamer(t, hint))
	return prefixed(contextOf(t.PkgPath()), name)
}

const restPackage = "comptoir/internal/platform/rest"

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// contextOf returns "Stays" for comptoir/internal/stays and comptoir/internal/stays/staysio, "" for what no context owns.
func contextOf(pkg string) string {
	rest, ok := strings.CutPrefix(pkg, "comptoir/internal/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	switch name {
	case "kernel", "event", "platform", "web", "app":
		return ""
	}
	return title(name)
}

func title(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func prefixed(prefix, name string) string {
	if strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}
