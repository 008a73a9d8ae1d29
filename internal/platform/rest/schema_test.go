package rest

import (
	"reflect"
	"testing"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Two contexts may both have an Item: the context's name stands in front, once.
func TestSchemaNames(t *testing.T) {
	t.Parallel()
	for pkg, want := range map[string]string{
		"comptoir/internal/stays": "Stays", "comptoir/internal/stays/staysio": "Stays", "comptoir/internal/payments/sandboxpay": "Payments",
		"comptoir/internal/kernel/contact": "", "comptoir/internal/platform/rest": "", "comptoir/internal/event": "", "time": "", "": "",
	} {
		if got := contextOf(pkg); got != want {
			t.Errorf("%s belongs to %q, want %q", pkg, got, want)
		}
	}
	for _, tt := range []struct{ prefix, name, want string }{{"Stays", "Quote", "StaysQuote"}, {"Stays", "StaysQuote", "StaysQuote"}, {"", "Money", "Money"}} {
		if got := prefixed(tt.prefix, tt.name); got != tt.want {
			t.Errorf("%s %s is %s", tt.prefix, tt.name, got)
		}
	}
	type item struct{}
	for _, tt := range []struct {
		of         reflect.Type
		hint, want string
	}{
		{reflect.TypeFor[contact.PostalAddress](), "", "PostalAddress"}, {reflect.TypeFor[*Problem](), "", "Problem"}, {reflect.TypeFor[List[item]](), "", "ItemList"},
		{reflect.TypeFor[amountSchema](), "", "Money"}, {reflect.TypeFor[struct{ A int }](), "getThingsResponse", "GetThingsResponse"},
	} {
		if got := schemaName(tt.of, tt.hint); got != tt.want {
			t.Errorf("%v is called %s, want %s", tt.of, got, tt.want)
		}
	}
}

// The kernel's values are described where they stand, also behind pointers and in lists.
func TestKernelValuesHaveSchemas(t *testing.T) {
	t.Parallel()
	r := newRegistry()
	for of, want := range map[reflect.Type]string{
		reflect.TypeFor[period.Date](): "date", reflect.TypeFor[*period.Date](): "date", reflect.TypeFor[contact.Email](): "email",
	} {
		if s := r.Schema(of, true, ""); s.Type != "string" || s.Format != want {
			t.Errorf("%v is %s %s", of, s.Type, s.Format)
		}
	}
	if s := r.Schema(reflect.TypeFor[[]money.Amount](), true, ""); s.Items.Ref != "#/components/schemas/Money" {
		t.Errorf("%+v", s.Items)
	}
	if s := r.Schema(reflect.TypeFor[contact.Phone](), true, ""); s.MaxLength == nil || s.Type != "string" {
		t.Errorf("%+v", s)
	}
	if s := r.Schema(reflect.TypeFor[period.Range](), true, ""); s.Ref != "#/components/schemas/DateRange" {
		t.Errorf("%+v", s)
	}
}
