package app_test

import (
	"strings"
	"testing"
	"time"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// thumb is a guest with a telephone in one hand: it counts what he does.
type thumb struct {
	*webtest.Tab
	t    *testing.T
	taps int
	keys int
}

// tap touches what leads on; it must be large enough to hit and need no more than so many screens of scrolling.
func (h *thumb) tap(css string, screens float64) {
	h.t.Helper()
	h.taps++
	if size := webtest.Eval[float64](h.Tab, `(() => { const r = (document.querySelector("`+css+`").labels?.[0] ?? document.querySelector("`+css+`")).getBoundingClientRect(); return Math.min(r.width, r.height) })()`); size < 44 {
		h.t.Errorf("%s is %.0f px small", css, size)
	}
	if far := webtest.Eval[float64](h.Tab, `(document.querySelector("`+css+`").getBoundingClientRect().bottom - innerHeight) / innerHeight`); far > screens {
		h.t.Errorf("%s is %.1f screens away", css, far)
	}
}

// A guest signs on his telephone, from the link in his mail to the end: five taps, the six digits of the code, and nothing else is
// typed: the field for the code has the keyboard and is filled from the message, the name is there. Each step fits its screen.
func TestSigningOnAPhone(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	_, link := toSign(a, admin, admin.Property("ty-mor"), 30, "nora")
	h := &thumb{Tab: webtest.Browser(t), t: t}
	h.Size(390, 844)
	began := time.Now()

	h.taps++ // in the mail
	h.Go("http://rivages.localhost:" + p.Port + link + "?lang=fr")
	wellMade(t, h.Tab, "reading")
	const ask = "form[action$='/code'] button"
	h.tap(ask, 0)
	h.Follow(ask)
	h.Wait("[name=code]")
	wellMade(t, h.Tab, "the code")
	if got := webtest.Eval[string](h.Tab, `(() => { const f = document.querySelector("[name=code]"); return [f === document.activeElement, f.inputMode, f.autocomplete, parseFloat(getComputedStyle(f).fontSize) >= 16].join() })()`); got != "true,numeric,one-time-code,true" {
		t.Errorf("the field for the code: focused, keyboard, filled in, not zoomed: %s", got)
	}
	code := mailed(a, "nora@guest.example", "Votre code", `\b\d{6}\b`)
	h.Type(code)
	h.keys += len(code)
	const confirm = "form[action$='/identity'] button"
	h.tap(confirm, 0)
	h.Follow(confirm)
	h.Wait("[name=consent]")
	wellMade(t, h.Tab, "signing")
	if name := webtest.Eval[string](h.Tab, `[...document.querySelectorAll("form[action$='/signature'] [required]")].filter(f => f.type === "checkbox" ? !f.checked : !f.value).map(f => f.name).join()`); name != "consent" {
		t.Errorf("still asked for: %s", name)
	}
	h.tap("[name=consent]", 0.5)
	h.Click("[name=consent]")
	const sign = "form[action$='/signature'] button.btn-primary"
	h.tap(sign, 0.5)
	h.Follow(sign)
	h.Until(`document.querySelector("main").textContent.includes("Signé par Nora")`)
	wellMade(t, h.Tab, "the end")
	if !strings.Contains(h.Text("main"), "Consulter") && webtest.Eval[int](h.Tab, `document.querySelectorAll("a[href$='/document']").length`) != 1 {
		t.Error("the signed contract is not there to be read")
	}
	if h.taps > 5 || h.keys != 6 {
		t.Errorf("%d taps and %d keys", h.taps, h.keys)
	}
	t.Logf("%d taps, %d keys, %s", h.taps, h.keys, time.Since(began).Round(10*time.Millisecond))
	if errs := h.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}
}
