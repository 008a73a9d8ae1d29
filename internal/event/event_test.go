package event_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

var update = flag.Bool("update", false, "write the golden events anew: only for events that were never published")

// fill gives every field a value that differs from the zero value, the same at each run. depth tells two fields of one
// type apart.
func fill(v reflect.Value, name string, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2027, 7, 10, 15, 0, *n, 123456000, time.UTC)))
		return
	case ident.Raw:
		v.Set(reflect.ValueOf(ident.Raw{0x01, 0x98, 0x5a, 0x5e, 0x6f, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, byte(*n)}))
		return
	case money.Amount:
		v.Set(reflect.ValueOf(money.New(int64(10000+*n), money.EUR)))
		return
	case period.Date:
		v.Set(reflect.ValueOf(period.MustDate("2027-07-10").AddDays(*n)))
		return
	case period.Clock:
		v.Set(reflect.ValueOf(period.At(15, *n%60)))
		return
	case contact.Email:
		v.SetString(fmt.Sprintf("person%d@example.com", *n))
		return
	case contact.Phone:
		v.SetString(fmt.Sprintf("+332990012%02d", *n%100))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fill(v.Field(i), f.Name, n)
			}
		}
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), 2, 2)
		for i := range 2 {
			fill(s.Index(i), name, n)
		}
		v.Set(s)
	case reflect.String:
		v.SetString(fmt.Sprintf("%s %d", strings.ToLower(name), *n))
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, n)
	default:
		panic("event: no sample for " + v.Type().String())
	}
}

func sample(e event.Event) reflect.Value {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	n := 0
	fill(v, "", &n)
	return v
}

func golden(name string) string { return filepath.Join("testdata", name+".json") }

// The goldens are what consumers, webhooks and stored rows rely on. A new event gets one (-update); an old one never
// changes: a new meaning is a new version with a new type.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, e := range event.All() {
		t.Run(e.EventName(), func(t *testing.T) {
			t.Parallel()
			v := sample(e)
			got, err := json.MarshalIndent(v.Interface(), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden(e.EventName()), got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden(e.EventName()))
			if err != nil {
				t.Fatalf("a new event needs a golden: go test ./internal/event -update (%v)", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the shape of a published event has changed; make it a new version instead\ngot  %s\nwant %s", got, want)
			}
			// What was stored once is read without loss, and nothing in it is unknown.
			back := reflect.New(reflect.TypeOf(e))
			d := json.NewDecoder(bytes.NewReader(want))
			d.DisallowUnknownFields()
			if err := d.Decode(back.Interface()); err != nil {
				t.Fatalf("the golden is no longer read: %v", err)
			}
			if !reflect.DeepEqual(back.Elem().Interface(), v.Interface()) {
				t.Errorf("read as %+v\nwant    %+v", back.Elem().Interface(), v.Interface())
			}
		})
	}
}

// An old JSON without the newer fields must still be read, and one with fields of tomorrow as well.
func TestOldAndNewerJSONIsRead(t *testing.T) {
	t.Parallel()
	for _, e := range event.All() {
		v := reflect.New(reflect.TypeOf(e))
		for _, text := range []string{`{}`, `{"fieldOfTomorrow":{"a":[1]}}`} {
			if err := json.Unmarshal([]byte(text), v.Interface()); err != nil {
				t.Errorf("%s: %s: %v", e.EventName(), text, err)
			}
		}
	}
}

func TestNamesAreVersionedAndUnique(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]*$`)
	seen := map[string]reflect.Type{}
	for _, e := range event.All() {
		if !shape.MatchString(e.EventName()) {
			t.Errorf("%T is called %q", e, e.EventName())
		}
		if other := seen[e.EventName()]; other != nil {
			t.Errorf("%T and %s are both called %q", e, other, e.EventName())
		}
		seen[e.EventName()] = reflect.TypeOf(e)
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if seen[strings.TrimSuffix(f.Name(), ".json")] == nil {
			t.Errorf("%s was published once and has no event any more", f.Name())
		}
	}
}

// Every type of this package that is an event is in All: a forgotten one could not be decoded.
func TestAllListsEveryEvent(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, e := range event.All() {
		listed[reflect.TypeOf(e).Name()] = true
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Name.Name != "EventName" || f.Recv == nil {
				continue
			}
			found++
			if name := f.Recv.List[0].Type.(*ast.Ident).Name; !listed[name] {
				t.Errorf("%s is not in All", name)
			}
		}
	}
	if found != len(event.All()) {
		t.Errorf("%d events declared, %d listed", found, len(event.All()))
	}
}

// Facts travel through queues, logs and webhooks: they hold no way in. Links are made from tickets when a mail is
// written.
func TestFactsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	banned := regexp.MustCompile(`(?i)(token|password|secret|manageurl|apikey|cvc|cardnumber)`)
	for _, e := range event.All() {
		raw, err := json.Marshal(sample(e).Interface())
		if err != nil {
			t.Fatal(err)
		}
		var fields any
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		for _, name := range names(fields) {
			if banned.MatchString(name) {
				t.Errorf("%s has the field %q", e.EventName(), name)
			}
		}
	}
}

// names lists the names of all objects within a JSON value.
func names(v any) []string {
	var all []string
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			all = append(append(all, name), names(inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, names(inner)...)
		}
	}
	return all
}
