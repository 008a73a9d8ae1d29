package security

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/test/program"
)

// rounds is how often each operation is called by each person.
var (
	rounds = flag.Int("rounds", map[bool]int{false: 6, true: 24}[long], "how often the fuzzer calls each operation as each person")
	seed   = flag.Uint64("seed", 20261121, "of the fuzzer's values")
)

// TestFuzz calls every operation with values made from its own description, honest, bent and hostile, as nobody, a guest
// and an administrator: no answer is a failure of the program, and every answer is what the description promises.
func TestFuzz(t *testing.T) {
	t.Parallel()
	target := running(t)
	things := Furnish(t, target, "rivages")
	people := map[string]*Visitor{"nobody": target.Visitor("rivages"), "guest": things.Person, "admin": things.Admin}
	var work sync.WaitGroup
	for who, visitor := range people {
		work.Go(func() {
			f := fuzzer{t: t, things: things, who: who, visitor: visitor, random: rand.New(rand.NewPCG(*seed, uint64(len(who))))}
			for n := range *rounds {
				for _, o := range target.Document.Operations {
					if ends(o) {
						continue
					}
					f.call(o, []float64{0, 0.02, 0.1, 0.4}[n%4])
				}
			}
			if f.taken < len(target.Document.Operations)/8 {
				t.Errorf("as %s only %d of %d calls were taken: the values are too bad to prove anything", who, f.taken, f.calls)
			}
			t.Logf("as %s: %d calls, %d taken", who, f.calls, f.taken)
		})
	}
	work.Wait()
}

// ends reports operations that end the fuzzer's own session; they have tests of their own.
func ends(o Operation) bool {
	return strings.HasSuffix(o.Path, "/logout") || o.Method == http.MethodDelete && strings.Contains(o.Path, "/sessions") || strings.HasSuffix(o.Path, "/deactivate") ||
		o.Name() == "PUT /api/identity/users/{id}/roles" || o.Path == "/api/auth/factor-policy"
}

type fuzzer struct {
	t            *testing.T
	things       *Things
	who          string
	visitor      *Visitor
	random       *rand.Rand
	calls, taken int
}

// call makes one request to an operation, the wilder the more hostile, and checks the answer.
func (f *fuzzer) call(o Operation, wild float64) {
	f.t.Helper()
	m := &Maker{Document: f.things.Document, Random: f.random, Wild: wild, Known: f.things.known}
	path, ok := f.things.Address(o.Path)
	if !ok || f.random.Float64() < wild {
		path = parameters.ReplaceAllStringFunc(o.Path, func(string) string { // an empty part would be another address
			return cmp.Or(url.PathEscape(fmt.Sprint(m.Value(map[string]any{"type": "string", "format": "uuid"}, ""))), "%20")
		})
	}
	query := url.Values{}
	var headers []string
	for _, p := range o.Parameters {
		if p.In == "path" || !p.Required && f.random.IntN(2) == 0 {
			continue
		}
		value := fmt.Sprint(m.Value(p.Schema, p.Name))
		switch {
		case p.In == "query":
			query.Set(p.Name, value)
		case p.In == "header" && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) && len(value) < 2000:
			headers = append(headers, p.Name, value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	var body any
	switch {
	case o.Body != nil:
		body = m.Value(o.Body, "")
	case strings.HasPrefix(o.BodyType, "multipart/"):
		body, headers = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\r\n--x--\r\n", append(headers, "Content-Type", "multipart/form-data; boundary=x")
	case o.BodyType != "":
		body, headers = fmt.Sprint(m.Value(map[string]any{"type": "string"}, "")), append(headers, "Content-Type", o.BodyType)
	}
	got, err := program.Send(f.visitor.client, f.visitor.Base, f.visitor.Slug, o.Method, path, body, append(f.own(), headers...)...)
	f.calls++
	if err != nil {
		f.t.Errorf("%s as %s: %v", o.Name(), f.who, err)
		return
	}
	if got.Status < 300 {
		f.taken++
	}
	if got.Status >= 500 && !slices.Contains([]int{http.StatusNotImplemented}, got.Status) {
		f.t.Errorf("%s as %s: %d %.300s\n%s\n%.1500s", o.Name(), f.who, got.Status, got.Raw, path, mustJSON(body))
		return
	}
	if err := f.things.Document.Check(o, got.Status, got.Header.Get("Content-Type"), got.Raw); err != nil {
		f.t.Errorf("%s as %s: %d %.300s\nis not what is promised: %v\n%s\n%.800s", o.Name(), f.who, got.Status, got.Raw, err, path, mustJSON(body))
	}
}

func (f *fuzzer) own() []string {
	n := f.visitor.calls.Add(1)
	own := []string{"X-Forwarded-For", fmt.Sprintf("100.%d.%d.%d", 64+n>>16&63, n>>8&255, n&255)}
	if f.visitor.Token != "" {
		own = append(own, "Authorization", "Bearer "+f.visitor.Token)
	}
	return own
}
