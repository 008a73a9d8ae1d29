package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

type (
	widget   struct{}
	widgetID = ident.ID[widget]

	guest struct {
		Email    contact.Email `json:"email"`
		Name     string        `json:"name" minLength:"2" maxLength:"20"`
		Password string        `json:"password" minLength:"12"`
	}
	line struct {
		Label string       `json:"label"`
		Price money.Amount `json:"price"`
	}
	order struct {
		Widget  widgetID      `json:"widgetId"`
		Day     period.Date   `json:"day"`
		At      period.Clock  `json:"at,omitempty"`
		Share   money.Percent `json:"share,omitempty"`
		Adults  int           `json:"adults" minimum:"1" maximum:"9"`
		Mode    string        `json:"mode,omitempty" enum:"fast,slow"`
		Guest   guest         `json:"guest"`
		Lines   []line        `json:"lines,omitempty" maxItems:"3"`
		Comment string        `json:"comment,omitempty"`
	}
	orderInput  struct{ Body order }
	orderOutput struct {
		Location string `header:"Location"`
		Body     order
	}
	getInput struct {
		ID  widgetID    `path:"id"`
		Day period.Date `query:"day"`
		rest.PageParams
	}
	getOutput struct {
		ETag string `header:"ETag"`
		Body rest.List[line]
	}
	patchInput struct {
		ID widgetID `path:"id"`
		rest.IfMatch
		Body struct {
			Name string `json:"name"`
		}
	}
	patchOutput struct {
		ETag string `header:"ETag"`
	}
	uploadInput struct {
		RawBody huma.MultipartFormFiles[struct {
			Photo huma.FormFile `form:"photo" required:"true"`
			Title string        `form:"title" minLength:"2"`
		}]
	}
	uploadOutput struct {
		Body struct {
			Bytes int    `json:"bytes"`
			Title string `json:"title"`
		}
	}
)

var errTaken = fault.Define(fault.Conflict, "things.taken", "it is taken")

// server is an API with a few operations; reports collects what was reported as unexpected.
type server struct {
	*httptest.Server
	api    *rest.API
	tenant access.TenantID
	mu     sync.Mutex

	reports []string
	fail    error // what POST /api/things/fail returns
}

// copying hands a copy of the request on, as every middleware does that adds to its context.
func (s *server) copying(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.Actor{Kind: access.Person, Tenant: s.tenant, User: caller, Permissions: map[access.Permission]bool{"things.read": true, "things.write": true}})))
	})
}

var (
	ids    ident.Source
	caller = ident.Next[access.User](&ids)
)

func (s *server) report(_ context.Context, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports = append(s.reports, err.Error())
}

func newServer(t *testing.T, cfg rest.Config) *server {
	t.Helper()
	s := &server{tenant: ident.Next[access.Tenant](&ids)}
	cfg.Report = s.report
	cfg.Trace = func(context.Context) string { return "trace-1" }
	mux := http.NewServeMux()
	s.api = rest.New(mux, cfg)
	create := rest.Op("POST", "/api/things/orders", access.Public, "Order", "things")
	create.DefaultStatus = http.StatusCreated
	rest.Register(s.api.Huma, create, func(_ context.Context, in *orderInput) (*orderOutput, error) {
		return &orderOutput{Location: "/api/things/orders/1", Body: in.Body}, nil
	})
	rest.Register(s.api.Huma, rest.Op("GET", "/api/things/orders/{id}", "things.read", "Read", "things"),
		func(_ context.Context, in *getInput) (*getOutput, error) {
			page := paging.Page[string]{Items: []string{"a", "b"}, Next: "next"}
			if in.Limit == 1 {
				page = paging.Page[string]{}
			}
			return &getOutput{ETag: rest.ETag(7), Body: rest.ListOf(page, func(s string) line { return line{Label: s} })}, nil
		})
	rest.Register(s.api.Huma, rest.Op("PATCH", "/api/things/orders/{id}", "things.write", "Change", "things"),
		func(_ context.Context, in *patchInput) (*patchOutput, error) {
			v, given, err := in.Version()
			if err != nil {
				return nil, err
			}
			if given && v != 7 {
				return nil, rest.ErrStale
			}
			return &patchOutput{ETag: rest.ETag(8)}, nil
		})
	rest.Register(s.api.Huma, rest.Op("POST", "/api/things/fail", access.Public, "Fail", "things"),
		func(context.Context, *struct{}) (*struct{}, error) { return nil, s.fail })
	upload := rest.Op("POST", "/api/things/photos", access.Public, "Upload", "things")
	upload.MaxBodyBytes = 4 << 20
	rest.Register(s.api.Huma, upload, func(_ context.Context, in *uploadInput) (*uploadOutput, error) {
		out := &uploadOutput{}
		form := in.RawBody.Data()
		data, err := io.ReadAll(form.Photo)
		out.Body.Bytes, out.Body.Title = len(data), form.Title
		return out, err
	})
	s.Server = httptest.NewServer(s.copying(rest.Compress(mux)))
	t.Cleanup(s.Close)
	return s
}

func (s *server) do(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(raw)
}

func problemOf(t *testing.T, res *http.Response, body string) rest.Problem {
	t.Helper()
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("Content-Type %q, body %s", got, body)
	}
	var p rest.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if p.Status != res.StatusCode || p.Code == "" || p.Type != "urn:comptoir:problem:"+p.Code || p.Title == "" || p.TraceID != "trace-1" {
		t.Errorf("incomplete problem for status %d: %+v", res.StatusCode, p)
	}
	return p
}

const good = `{"widgetId":"01985a5e-6f00-7000-8000-000000000001","day":"2027-07-10","adults":2,
	"guest":{"email":"camille@example.com","name":"Camille","password":"correct horse battery"}}`

// with returns the good body with one piece replaced.
func with(old, new string) string {
	changed := strings.Replace(good, old, new, 1)
	if changed == good {
		panic("nothing replaced: " + old)
	}
	return changed
}

type breakThing struct{}

func (breakThing) Needs() access.Permission { return access.Public }

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
