package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// stage is a kit with the few pages that the islands talk to, and what they sent.
type stage struct {
	*httptest.Server
	mu     sync.Mutex
	moves  []url.Values
	tiles  int
	refuse bool
}

func (s *stage) last() url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.moves) == 0 {
		return nil
	}
	return s.moves[len(s.moves)-1]
}

var errTaken = fault.Define(fault.Conflict, "no_page", "x") // a code that has words

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{}
	tiles := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		s.tiles++
		s.mu.Unlock()
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#cde"/></svg>`)
	}))
	h := site(t, web.Config{MapTiles: tiles.URL + "/{z}/{x}/{y}.png", MapCredit: "tuiles d’essai"}, map[string]func(*web.Kit, http.ResponseWriter, *http.Request){
		"POST /design/move": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			f, err := web.ReadForm(w, r)
			if err != nil {
				k.Error(w, r, err)
				return
			}
			s.mu.Lock()
			s.moves = append(s.moves, f.Values)
			refuse := s.refuse
			s.mu.Unlock()
			if refuse {
				k.Error(w, r, errTaken)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		},
		"GET /desk/search": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query().Get("q")
			hits := []web.Hit{{Label: "RV-2041", Hint: q, Href: "/design?frame=desk&found=1", Icon: "book-open", Group: "Réservations"},
				{Label: "Maud Le Gall", Href: "/design?frame=desk&found=2", Icon: "user", Group: "Clients"}}
			if web.IsPart(r, "palette") {
				k.Part(w, r, http.StatusOK, web.Hits(q, hits))
				return
			}
			k.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: "Recherche"}, web.Hits(q, hits))
		},
		"GET /calendar": func(_ *web.Kit, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"days":[{"date":"2027-04-16","available":false},{"date":"2027-04-20","available":true,"price":{"amount":"128.00","currency":"EUR"},"minNights":3}]}`)
		},
		"GET /list": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			f, err := web.ReadForm(w, r)
			if err != nil {
				k.Error(w, r, err)
				return
			}
			k.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: "Liste"}, filteredList(f))
		},
		"GET /book": func(k *web.Kit, w http.ResponseWriter, r *http.Request) {
			today := web.FormOf("from", "2027-04-14").Date(r.Context(), "from")
			k.Render(w, r, http.StatusOK, web.Page{Title: "Dates"}, web.DateRange(web.DateRangeProps{Min: today, CalendarURL: "/calendar"}))
		},
	})
	s.Server = httptest.NewServer(h)
	t.Cleanup(func() { s.Close(); tiles.Close() })
	return s
}

// TestEveryPageOfTheLivingPageIsRight opens every frame on a phone in the dark and on a desk in the light, in both
// languages: no rule of accessibility is broken, nothing overflows, nothing is written to the console.
func TestEveryPageOfTheLivingPageIsRight(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	for _, frame := range []string{"", "search", "property", "desk", "desk&open=1", "account", "login"} {
		for _, view := range []struct {
			width  int64
			scheme string
			lang   string
		}{{390, "dark", "fr"}, {1280, "light", "en"}} {
			b.Media("prefers-color-scheme", view.scheme)
			b.Size(view.width, 844)
			b.Go(s.URL + "/design?lang=" + view.lang + "&frame=" + frame)
			b.Until("document.querySelectorAll('[data-island]:not([data-awake])').length === 0")
			b.NoViolations()
			if over := webtest.Eval[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
				t.Errorf("%s at %d: %d pixels too wide", frame, view.width, over)
			}
			if t.Failed() {
				t.Fatalf("frame %q at %d, %s, %s", frame, view.width, view.scheme, view.lang)
			}
		}
	}
	if e := b.ConsoleErrors(); len(e) > 0 {
		t.Errorf("console: %v", e)
	}
}

// TestTheStayIsChosenByKeyboard walks the calendar of dates with keys only.
func TestTheStayIsChosenByKeyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Go(s.URL + "/book?lang=fr")
	b.Wait(".daterange.is-awake")
	b.Eval(`document.querySelector("[name=checkIn]").focus()`)
	b.Key("Alt+ArrowDown") // Enter opens it too; the driver's Enter would also reach the day that gets the focus
	b.Wait(".dr-panel .month")
	b.Until(`document.querySelector('[data-date="2027-04-20"] .day-price')`)
	if at := webtest.Eval[string](b, "document.activeElement.dataset.date"); at != "2027-04-14" {
		t.Fatalf("focus begins on %q", at)
	}
	b.NoViolations()
	for _, step := range []struct{ key, want string }{{"ArrowLeft", "2027-04-14"}, {"ArrowRight", "2027-04-15"}, {"ArrowDown", "2027-04-22"}, {"Home", "2027-04-19"},
		{"End", "2027-04-25"}, {"PageDown", "2027-05-25"}, {"Shift+PageDown", "2028-05-25"}, {"Shift+PageUp", "2027-05-25"}, {"PageUp", "2027-04-25"}, {"ArrowUp", "2027-04-18"}, {"ArrowRight", "2027-04-19"}, {"ArrowRight", "2027-04-20"}} {
		b.Key(step.key)
		if at := webtest.Eval[string](b, "document.activeElement.dataset.date"); at != step.want {
			t.Fatalf("%s leads to %s, want %s", step.key, at, step.want)
		}
	}
	b.Key("Enter") // arrival on the 20th
	b.Key("ArrowRight")
	b.Key("Enter") // one night is refused: three at least
	b.Until(`document.querySelector("[data-say]").textContent.includes("3 nuits")`)
	b.Key("ArrowRight")
	b.Key("ArrowRight")
	b.Key("Enter")
	b.Until(`document.querySelector("[name=checkOut]").value === "2027-04-23"`)
	if got := webtest.Eval[string](b, `document.querySelector("[name=checkIn]").value + " " + document.activeElement.name + " " + document.querySelector(".dr-panel").hidden`); got != "2027-04-20 checkOut true" {
		t.Errorf("at the end: %s", got)
	}
	if got := b.Text(".dr-shown"); got != "mar. 20 avr." {
		t.Errorf("shown: %q", got)
	}
	b.Key("Alt+ArrowDown")
	b.Until(`!document.querySelector(".dr-panel").hidden`)
	b.Key("Escape")
	b.Until(`document.querySelector(".dr-panel").hidden`)
	b.Eval(`document.querySelector("[name=checkIn]").click()`)
	b.Eval(`document.querySelector('[data-date="2027-04-16"]').click()`) // a day that is not free
	if got := webtest.Eval[string](b, `document.querySelector("[name=checkIn]").value`); got != "2027-04-20" {
		t.Errorf("a closed day was taken: %s", got)
	}
}

// TestAReservationIsMovedByKeyboardAndByPointer, and goes back when the server refuses.
func TestAReservationIsMovedByKeyboardAndByPointer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Size(1400, 900)
	b.Go(s.URL + "/design?frame=desk&lang=fr")
	b.Until(`document.querySelector("#planner[data-awake]")`)
	const bar = `[data-bar="b0-2"]`
	dates := func() string {
		return webtest.Eval[string](b, `(e => e.dataset.from + "/" + e.dataset.to)(document.querySelector('`+bar+`'))`)
	}
	before := dates()
	b.Eval(`document.querySelector('` + bar + `').focus()`)
	for _, key := range []string{"m", "ArrowRight", "ArrowRight", "Shift+ArrowLeft", "ArrowDown", "Escape"} {
		b.Key(key)
	}
	if dates() != before || s.last() != nil {
		t.Fatalf("Escape does not leave it: %s, %v", dates(), s.last())
	}
	for _, key := range []string{"m", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowDown", "Enter"} {
		b.Key(key)
	}
	b.Until(`document.querySelector('` + bar + `')?.dataset.from === "` + before[:10] + `"`) // the calendar was asked for again
	got := s.last()
	if got.Get("resource") != "r1" || got.Get("from") == before[:10] || len(got.Get("to")) != 10 {
		t.Errorf("posted by keyboard: %v, was %s", got, before)
	}

	s.mu.Lock()
	s.refuse = true
	s.mu.Unlock()
	b.Until(`document.querySelector("#planner[data-awake]")`)
	drag := func(dx, dy int, grip bool) {
		b.Eval(fmt.Sprintf(`(() => { const bar = document.querySelector('%s'), box = bar.getBoundingClientRect();
			const at = %v ? bar.querySelector("[data-grip]") : bar, x = %v ? box.right - 4 : box.left + 20, y = box.top + 10;
			const fire = (type, x, y, el) => el.dispatchEvent(new PointerEvent(type, {bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", button: 0, clientX: x, clientY: y}));
			bar.setPointerCapture = () => {};
			fire("pointerdown", x, y, at); fire("pointermove", x + %d, y + %d, bar); fire("pointermove", x + %d, y + %d, bar); fire("pointerup", x + %d, y + %d, bar); })()`,
			bar, grip, grip, dx/2, dy/2, dx, dy, dx, dy))
	}
	drag(84, 0, false) // two days
	b.Wait(".toast-danger")
	if s.last().Get("resource") != "r0" || dates() != before {
		t.Errorf("after a refusal: %v, shown %s, was %s", s.last(), dates(), before)
	}
	if text := b.Text(".toast-danger"); !strings.Contains(text, "adresse") {
		t.Errorf("the reason is not shown: %q", text)
	}
	drag(42, 0, true) // one night more
	b.Until(`document.querySelectorAll(".toast-danger").length === 2`)
	if s.last().Get("from") != before[:10] || s.last().Get("to") == before[11:] {
		t.Errorf("stretched: %v, was %s", s.last(), before)
	}
}

// TestTheDeskOpensThingsInPlace: drawer with its address, Escape, the palette by Ctrl K, a menu, the theme.
func TestTheDeskOpensThingsInPlace(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Go(s.URL + "/design?frame=desk&lang=fr")
	b.Until(`document.querySelector("#planner[data-awake]") && window.htmx`)
	b.Click(".table .row-link")
	b.Wait("#drawer .drawer-panel")
	b.Until(`location.search.includes("open=1") && document.activeElement.id === "drawer-title"`)
	b.NoViolations()
	b.Key("Escape")
	b.Gone("#drawer .drawer-panel")
	if at := webtest.Eval[string](b, "document.activeElement.className + location.search"); at != "row-link?frame=desk" {
		t.Errorf("after Escape: %s", at)
	}
	b.Key("Control+k")
	b.Wait("#palette[open]")
	b.Type("legall")
	b.Wait(`#palette [data-q="legall"] .palette-hit`)
	b.Key("ArrowDown")
	b.Until(`document.querySelectorAll(".palette-hit")[1].classList.contains("is-on")`)
	b.NoViolations()
	b.Key("Enter")
	b.Until(`location.search.includes("found=2")`)
	b.Until(`document.readyState === "complete" && document.querySelector("#planner[data-awake]")`)
	b.Click(".user-btn")
	b.Wait(".menu-user")
	b.NoViolations()
	b.Key("Escape")
	b.Gone("details[data-menu][open]")
	b.Click(`.rail [name="theme"][value="dark"]`)
	b.Until(`document.documentElement.dataset.theme === "dark"`)
	b.Go(s.URL + "/design?lang=fr")
	b.Wait(`html[data-theme="dark"]`)
	b.Click("[data-opens=ask]")
	b.Wait("#ask:modal")
	b.NoViolations()
	b.Key("Escape")
	b.Gone("#ask[open]")
	if e := b.ConsoleErrors(); len(e) > 0 {
		t.Errorf("console: %v", e)
	}
}

// filteredList is a form that refreshes a list, and forty rows that hold what was asked for.
func filteredList(f *web.Form) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		form := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return web.Field(web.FieldProps{Form: f, Name: "q", Label: "Rechercher", Type: "search"}).Render(ctx, w)
		})
		if _, err := io.WriteString(w, `<form id="filter" method="get" action="/list"`); err != nil {
			return err
		}
		if err := templ.RenderAttributes(ctx, w, web.LiveFilter("/list", "#list")); err != nil {
			return err
		}
		if _, err := io.WriteString(w, ">"); err != nil {
			return err
		}
		if err := form.Render(ctx, w); err != nil {
			return err
		}
		rows := make([]web.TableRow, 40)
		for i := range rows {
			rows[i] = web.TableRow{Cells: []templ.Component{web.Text(fmt.Sprintf("ligne %d %s", i, f.Get("q")))}}
		}
		if _, err := io.WriteString(w, "</form>"); err != nil {
			return err
		}
		return web.Table(web.TableProps{ID: "list", Caption: "Liste", Columns: []web.Column{{Label: "Nom"}}, Rows: rows}).Render(ctx, w)
	})
}

// TestAListIsFilteredWhileOneTypes keeps the address in step, and its head stays in sight.
func TestAListIsFilteredWhileOneTypes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Go(s.URL + "/list?lang=fr")
	b.Until("window.htmx")
	b.Eval(`window.kept = true; document.querySelector("#f-q").focus()`)
	b.Type("riou")
	b.Until(`document.querySelector("#list td").textContent.includes("ligne 0 riou") && location.search === "?q=riou" && window.kept`)
	if at := webtest.Eval[string](b, "document.activeElement.name"); at != "q" {
		t.Errorf("the focus went to %q", at)
	}
	below := webtest.Eval[float64](b, `(() => { const s = document.querySelector("#list .table-scroll"); s.scrollTop = 500;
		return document.querySelector("#list th").getBoundingClientRect().top - s.getBoundingClientRect().top })()`)
	if below < 0 || below > 2 {
		t.Errorf("the head stands %v pixels from the top of its list", below)
	}
	b.NoViolations()
}

// TestNothingJumps measures the layout shifts of the public pages while they load, fonts and islands included.
func TestNothingJumps(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	for _, frame := range []string{"property", "search"} {
		for _, width := range []int64{390, 1280} {
			b.Size(width, 844)
			b.Go(s.URL + "/design?lang=fr&frame=" + frame)
			b.Until("document.querySelectorAll('[data-island]:not([data-awake])').length === 0 && document.fonts.status === 'loaded'")
			shift := webtest.Eval[float64](b, `new Promise(done => { let sum = 0; new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value })).observe({type: "layout-shift", buffered: true});
				requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50))) })`)
			if shift > 0.02 {
				t.Errorf("%s at %d shifts by %.3f, 0.02 allowed", frame, width, shift)
			}
			t.Logf("%s at %d: %.4f", frame, width, shift)
		}
	}
}

// TestTilesWaitForConsent: no request to another host before the reader agreed; then our pins stand on the map.
func TestTilesWaitForConsent(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Go(s.URL + "/design?frame=search&lang=fr")
	b.Until(`document.querySelector("#map[data-awake]")`)
	if n := webtest.Eval[int](b, `performance.getEntriesByType("resource").filter(e => !e.name.startsWith(location.origin) && !e.name.startsWith("data:")).length`); n != 0 || s.tiles != 0 {
		t.Errorf("%d requests went elsewhere, %d tiles", n, s.tiles)
	}
	if n := webtest.Eval[int](b, `document.querySelectorAll("#map .pin").length`); n != 6 {
		t.Errorf("%d pins", n)
	}
	b.Follow(".map-consent button")
	b.Wait("#map .leaflet-tile-loaded")
	b.Until(`document.querySelectorAll("#map .leaflet-marker-pane .pin").length === 6`)
	b.NoViolations()
	inside := webtest.Eval[bool](b, `(() => { const m = document.querySelector("#map").getBoundingClientRect(); return [...document.querySelectorAll("#map .pin")].every(p => { const r = p.getBoundingClientRect(); return r.left >= m.left && r.right <= m.right && r.top >= m.top && r.bottom <= m.bottom }) })()`)
	if !inside {
		t.Error("a pin stands outside the map")
	}
	if e := b.ConsoleErrors(); len(e) > 0 {
		t.Errorf("console: %v", e)
	}
}

// TestTheServiceWorkerKeepsOnlyTheOfflinePage: with the network gone a page becomes the offline page.
func TestTheServiceWorkerKeepsOnlyTheOfflinePage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.Go(s.URL + "/design?lang=fr")
	b.Until(`navigator.serviceWorker.controller`)
	kept := webtest.Eval[[]string](b, `caches.open("comptoir-1").then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname).filter(p => !p.startsWith("/assets/")))`)
	if len(kept) != 1 || kept[0] != "/offline" {
		t.Errorf("kept: %v", kept)
	}
	s.CloseClientConnections()
	s.Listener.Close()
	b.Go(s.URL + "/design?frame=property")
	b.Wait(".error-page")
	if text := b.Text("h1"); text != "Vous êtes hors ligne" {
		t.Errorf("offline: %q", text)
	}
}

// TestPagesWorkWithoutJavaScript: menus open, the drawer's link leads to its page, the theme's form is posted.
func TestPagesWorkWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := webtest.Browser(t)
	b.NoJavaScript()
	b.Go(s.URL + "/design?frame=desk&lang=fr")
	b.Click(".user-btn")
	b.Wait(".menu-user")
	b.Click(".table .row-link")
	b.Wait("#drawer .drawer-panel")
	b.Click("[data-drawer-close]")
	b.WaitGone("#drawer .drawer-panel")
	b.Click(`.rail [name="theme"][value="dark"]`)
	b.Wait(`html[data-theme="dark"]`)
	b.Go(s.URL + "/book?lang=fr")
	b.Wait(`input[type="date"][name="checkIn"]`)
}
