package app_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglocal"
	"comptoir/internal/platform/pgtest"
	"comptoir/test/program"
)

// The database goes away and comes back while people book, once as it should and once as it should not. Meanwhile
// requests fail and say that it is not their fault; afterwards the same program works again, and what it had confirmed
// is there, once.
func TestDatabaseRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	cluster, err := pglocal.Start(t.Context(), pglocal.Config{Dir: pgtest.Dir(t), NoFetch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := pg.Migrate(t.Context(), cluster.OwnerURL(), app.Lines()); err != nil {
		t.Fatal(err)
	}
	p := program.StartOn(t, pgtest.Database{AppURL: cluster.AppURL(), OwnerURL: cluster.OwnerURL(), AdminURL: cluster.AdminURL()}, "COMPTOIR_LOG_LEVEL=error")
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	l := &visitors{t: t, a: a, home: home, kept: map[string]string{}, end: make(chan struct{}), booked: make(chan struct{})}
	for i := range 4 {
		l.all.Go(func() { l.visit(i) })
	}
	for _, breakDown := range []func() error{
		func() error { return cluster.Restart(t.Context()) },
		func() error { cluster.Crash(); return cluster.Restart(t.Context()) },
	} {
		l.wait(4)
		if err := breakDown(); err != nil {
			t.Fatal(err)
		}
	}
	l.wait(4)
	close(l.end)
	l.all.Wait()
	p.Eventually("it is ready again", func() bool { return ready(p) == http.StatusOK })
	for token, status := range l.kept {
		if got := a.Managed(token).Text("status"); got != status {
			t.Errorf("a stay that was %s is %s", status, got)
		}
	}
	if len(l.kept) < 12 {
		t.Errorf("only %d stays were booked", len(l.kept))
	}
	t.Logf("%d stays, %d requests refused for want of a database", len(l.kept), l.refused)
}

func ready(p *program.Program) int {
	res, err := http.Get("http://127.0.0.1:" + p.Port + "/ready")
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// visitors look and book without end.
type visitors struct {
	t       *testing.T
	a       *program.Agency
	home    string
	all     sync.WaitGroup
	end     chan struct{}
	booked  chan struct{}
	mu      sync.Mutex
	kept    map[string]string // management token → status
	refused int
}

// try makes one call; ok when it was answered as it should be in good times. In bad ones the only excuse is 503, as a
// problem that says when to come again.
func (l *visitors) try(want int, method, path string, body any) (program.Answer, bool) {
	got, err := l.a.Try(method, path, body)
	switch {
	case err != nil:
		l.t.Errorf("%s %s: the connection broke: %v", method, path, err)
	case got.Status == want:
		return got, true
	case got.Status == http.StatusConflict: // somebody else's dates
	case got.Status == http.StatusServiceUnavailable && got.Header.Get("Retry-After") != "" && strings.Contains(string(got.Raw), `"code"`):
		l.mu.Lock()
		l.refused++
		l.mu.Unlock()
	default:
		l.t.Errorf("%s %s: %d %.300s", method, path, got.Status, got.Raw)
	}
	return got, false
}

func (l *visitors) visit(me int) {
	for n := 0; ; n++ {
		select {
		case <-l.end:
			return
		default:
		}
		from := 5 + (me*70+n*2)%340
		l.try(200, "GET", "/api/stays/properties?checkIn="+l.a.Day(from)+"&checkOut="+l.a.Day(from+2)+"&adults=2", nil)
		quote, ok := l.try(201, "POST", "/api/stays/quotes", m{"propertyId": l.home, "checkIn": l.a.Day(from), "checkOut": l.a.Day(from + 2), "adults": 2})
		if !ok {
			continue
		}
		stay, ok := l.try(201, "POST", "/api/stays/reservations", m{"quoteId": quote.At("id"), "guest": program.Guest(fmt.Sprintf("g%d-%d", me, n)), "acceptTerms": true})
		if !ok {
			continue
		}
		l.mu.Lock()
		l.kept[stay.Text("manageToken")] = stay.Text("status")
		l.mu.Unlock()
		select {
		case l.booked <- struct{}{}:
		case <-time.After(time.Millisecond):
		}
	}
}

func (l *visitors) wait(n int) {
	l.t.Helper()
	patience := time.After(60 * time.Second)
	for range n {
		select {
		case <-l.booked:
		case <-patience:
			l.t.Fatal("nobody can book any more")
		}
	}
}

// The payer's line is cut after the provider took his money and before his browser is sent back. Whatever he does then,
// he has paid once, and sees it.
func TestLineCutBetweenPaymentAndReturn(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	stay := book(a, home, 30, 33, "nora")
	body := `{"number":"4242424242424242","expiry":"12/34","cvc":"123"}`
	c, err := net.Dial("tcp", "127.0.0.1:"+p.Port)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(c, "POST /sandbox/payments/%s/pay HTTP/1.1\r\nHost: %s.localhost:%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", stay.payment, a.Slug, p.Port, len(body), body)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil { // he is gone before the answer
		t.Fatal(err)
	}
	a.Becomes(stay.token, "confirmed")
	if got := a.Call("GET", "/manage/"+stay.token+"/return", nil); got.Status >= 400 {
		t.Errorf("back by the link of the provider's page: %d", got.Status)
	}
	again := a.Call("POST", "/sandbox/payments/"+stay.payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"})
	if again.Status == 200 && again.Text("status") != "paid" {
		t.Errorf("paid again: %d %s", again.Status, again.Raw)
	}
	now := a.Managed(stay.token)
	if now.Text("paid.amount") != stay.answer.Text("payment.amount.amount") {
		t.Errorf("paid %s", now.Raw)
	}
	var paid int
	if err := p.Admin().QueryRow(t.Context(), "select count(*) from payments.payment where status = 'succeeded'").Scan(&paid); err != nil || paid != 1 {
		t.Errorf("%d payments (%v)", paid, err)
	}
	moneyAgrees(t, p, access.AsSystem(t.Context(), a.State.ID, "test"), "sandbox", 1)
}

// No room for a photo: whoever sends it is told so, nothing half is kept, and it works as soon as there is room again.
func TestNoRoomForAPhoto(t *testing.T) {
	t.Parallel()
	var full atomic.Bool
	store := s3mem.New()
	if err := store.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	room := gofakes3.New(store).Server()
	disk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if full.Load() && r.Method == http.MethodPut {
			w.WriteHeader(http.StatusInsufficientStorage)
			_, _ = io.WriteString(w, "<Error><Code>InsufficientCapacity</Code><Message>no room</Message></Error>")
			return
		}
		room.ServeHTTP(w, r)
	}))
	t.Cleanup(disk.Close)
	p := program.Start(t, "COMPTOIR_S3_ENDPOINT="+disk.URL, "COMPTOIR_S3_BUCKET=files", "COMPTOIR_S3_ACCESS_KEY=a", "COMPTOIR_S3_SECRET_KEY=b")
	admin := p.Agency("rivages").As("admin")
	home := admin.Must(201, "POST", "/api/stays/desk/properties", program.Sheet("ty-mor")).Text("id")
	full.Store(true)
	got := admin.Photo(home)
	if got.Status != http.StatusServiceUnavailable && got.Status != http.StatusInsufficientStorage || got.Text("code") == "" || got.Header.Get("Retry-After") == "" {
		t.Errorf("with a full disk: %d %s", got.Status, got.Raw)
	}
	if now := admin.Must(200, "GET", "/api/stays/desk/properties/"+home, nil); now.Len("photos") != 0 {
		t.Errorf("half a photo: %s", now.Raw)
	}
	full.Store(false)
	if got := admin.Photo(home); got.Status != http.StatusCreated {
		t.Errorf("with room again: %d %s", got.Status, got.Raw)
	}
	admin.Must(200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
}
