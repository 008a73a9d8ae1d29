package webtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed axe.min.js
var axeScript string

// patience is how long one step of a test may take on a slow machine.
const patience = 30 * time.Second

// Tab is one browser with one tab, closed when the test ends. Every step that fails ends the test.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	mu     sync.Mutex
	errors []string
}

// Browser starts a browser of its own: no history, no cookie, and no way to any host but this machine's.
func Browser(t testing.TB) *Tab {
	t.Helper()
	path := findChromium(t)
	dir := filepath.Join(t.TempDir(), "profile")
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("lang", "fr-FR"),
		chromedp.Flag("disable-features", "OptimizationHints,MediaRouter,Translate,AutofillServerCommunication"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, closeTab := chromedp.NewContext(alloc)
	b := &Tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil && ctx.Err() == nil {
			t.Logf("webtest: closing the browser: %v", err)
		}
		closeTab()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("webtest: the browser does not start: %v", err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" || m.Type == "assert" {
				b.mu.Lock()
				b.errors = append(b.errors, m.String()+" "+m.URL)
				b.mu.Unlock()
			}
		}
	}()
	b.Size(1280, 800)
	return b
}

func findChromium(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("COMPTOIR_TEST_BROWSER"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("webtest: no browser found: install chromium (apt-get install chromium), or set COMPTOIR_TEST_BROWSER")
	return ""
}

// Do runs chromedp's own actions, for what has no method here.
func (b *Tab) Do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("webtest: %s: %v", what, err)
	}
}

// Go opens an address and waits until it is loaded.
func (b *Tab) Go(url string) {
	b.t.Helper()
	b.Do("opening "+url, chromedp.Navigate(url))
}

// Wait waits until an element is visible.
func (b *Tab) Wait(css string) {
	b.t.Helper()
	b.Do("waiting for "+css, chromedp.WaitVisible(chromedp.CSS(css)))
}

// Gone waits until no element matches.
func (b *Tab) Gone(css string) {
	b.t.Helper()
	b.Until(fmt.Sprintf("!document.querySelector(%q)", css))
}

// Until waits until a JavaScript expression is true, across navigations.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	var last error
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if ok && err == nil {
			return
		}
		if err != nil && ctx.Err() == nil {
			last = err // the page is on its way out, or the expression throws until the page is there
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("webtest: waited in vain until %s (last error: %v)", expression, last)
		case <-again.C:
		}
	}
}

// Click clicks the first visible element that matches.
func (b *Tab) Click(css string) {
	b.t.Helper()
	b.Do("clicking "+css, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// Follow clicks, and waits until the page that the click leads to is loaded.
func (b *Tab) Follow(css string) {
	b.t.Helper()
	b.Eval("void(window.__here = true)")
	b.Click(css)
	b.Until("!window.__here && document.readyState === 'complete'")
}

// Fill empties a field and types text; a date is set as YYYY-MM-DD.
func (b *Tab) Fill(css, text string) {
	b.t.Helper()
	js := fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return ""; e.focus();
		if (["date","time","month","number","color","range"].includes(e.type) || e.tagName === "SELECT") {
			e.value = %q; e.dispatchEvent(new Event("input",{bubbles:true})); e.dispatchEvent(new Event("change",{bubbles:true})); return "set" }
		e.value = ""; return "type" })()`, css, text)
	switch mode := Eval[string](b, js); mode {
	case "type":
		b.Do("typing into "+css, chromedp.SendKeys(chromedp.CSS(css), text))
	case "set":
	default:
		b.t.Fatalf("webtest: no field %s", css)
	}
}

// Key presses a key by its name ("Enter", "ArrowDown", "Tab", "Escape", or a character), with "Shift+", "Control+" or
// "Alt+" before it.
func (b *Tab) Key(name string) {
	b.t.Helper()
	keys := map[string]string{"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp,
		"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
		"Space": " "}
	var opts []chromedp.KeyOption
	parts := strings.Split(name, "+")
	for _, mod := range parts[:len(parts)-1] {
		switch mod {
		case "Shift":
			opts = append(opts, chromedp.KeyModifiers(8))
		case "Control":
			opts = append(opts, chromedp.KeyModifiers(2))
		case "Alt":
			opts = append(opts, chromedp.KeyModifiers(1))
		}
	}
	key := parts[len(parts)-1]
	if k, ok := keys[key]; ok {
		key = k
	}
	b.Do("pressing "+name, chromedp.KeyEvent(key, opts...))
}

// Text returns the visible text of the first element that matches, with white space made single.
func (b *Tab) Text(css string) string {
	b.t.Helper()
	return squeeze(Eval[string](b, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", css)))
}

// URL returns the address of the page.
func (b *Tab) URL() string { b.t.Helper(); return Eval[string](b, "location.href") }

// Eval runs JavaScript for its effect.
func (b *Tab) Eval(js string) { b.t.Helper(); _ = Eval[any](b, js+"; null") }

// Eval runs a JavaScript expression, waits for its promise, and returns its value.
func Eval[T any](b *Tab, js string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("webtest: %s: %v", shorten(js), err)
	}
	return v
}

// Size sets the window's width and height in CSS pixels; below 600 it is a telephone with a touch screen.
func (b *Tab) Size(width, height int64) {
	b.t.Helper()
	var opts []chromedp.EmulateViewportOption
	if width < 600 {
		opts = append(opts, chromedp.EmulateMobile)
	}
	b.Do("resizing", chromedp.EmulateViewport(width, height, opts...))
}

// Media sets what the reader's system prefers: "prefers-color-scheme" to "dark", "prefers-reduced-motion" to "reduce".
func (b *Tab) Media(feature, value string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
	if err != nil {
		b.t.Fatalf("webtest: media %s: %v", feature, err)
	}
}

// Shot returns a PNG of the whole page at a width and height of the window.
func (b *Tab) Shot(width, height int64) []byte {
	b.t.Helper()
	b.Size(width, height)
	_ = Eval[bool](b, "document.fonts.ready.then(() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(() => d(true)))))")
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("webtest: screenshot: %v", err)
	}
	return png
}

// Violation is one rule that axe found broken.
type Violation struct {
	ID, Impact, Help string
	Targets          []string
}

// Axe runs the accessibility rules of WCAG 2.2 A and AA and axe's best practices on the page.
func (b *Tab) Axe() []Violation {
	b.t.Helper()
	b.Eval(axeScript)
	raw := Eval[string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => (
		{ID: v.id, Impact: v.impact, Help: v.help, Targets: v.nodes.map(n => n.target.join(" ") + " " + (n.failureSummary || "").split("\n").slice(1, 2).join(""))}))))`)
	var out []Violation
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		b.t.Fatalf("webtest: axe: %v", err)
	}
	return out
}

// NoViolations fails the test for every broken rule.
func (b *Tab) NoViolations() {
	b.t.Helper()
	for _, v := range b.Axe() {
		b.t.Errorf("webtest: axe: %s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Targets[:min(6, len(v.Targets))], "\n\t"))
	}
}

// ConsoleErrors returns what the page wrote to the console as errors so far, uncaught exceptions among them.
func (b *Tab) ConsoleErrors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.errors...)
}

// NoJavaScript makes the pages that are opened from now on run no script. Only Go, Click, Wait and WaitGone work then.
func (b *Tab) NoJavaScript() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		b.t.Fatalf("webtest: %v", err)
	}
}

// WaitGone waits until no element matches, without running a script in the page.
func (b *Tab) WaitGone(css string) {
	b.t.Helper()
	b.Do("waiting until "+css+" is gone", chromedp.WaitNotPresent(chromedp.CSS(css)))
}

// Type types text into the focused field as a person does.
func (b *Tab) Type(text string) {
	b.t.Helper()
	b.Do("typing", chromedp.KeyEvent(text))
}
