// What every page needs: small helpers over markup that works without them. Islands are loaded only where they stand.
const body = document.body;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Menus: native <details>; close on Escape, on a click elsewhere, and when another opens. */
const closeMenus = (except) => $$("details[data-menu][open]").forEach((m) => { if (!except || !m.contains(except)) m.open = false; });
document.addEventListener("click", (e) => closeMenus(e.target));
document.addEventListener("keydown", (e) => {
  const menu = e.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (e.key === "Escape") {
    menu.open = false;
    $("summary", menu).focus();
  } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    const items = $$("a, button", menu);
    const at = items.indexOf(document.activeElement) + (e.key === "ArrowDown" ? 1 : -1);
    items[(at + items.length) % items.length]?.focus();
    e.preventDefault();
  }
});

/* Tabs: where they are wider than the screen, the one that is shown is in sight. */
$$(".tabs a[aria-current]").forEach((tab) => {
  const row = tab.closest(".tabs");
  if (row.scrollWidth > row.clientWidth) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
});

/* Toasts */
const holder = $("#toasts");
export function toast(text, tone = "") {
  const el = document.createElement("div");
  el.className = "toast toast-" + (tone || "neutral");
  el.dataset.toast = tone;
  const p = document.createElement("p");
  p.textContent = text;
  const close = document.createElement("button");
  close.className = "toast-close";
  close.type = "button";
  close.dataset.toastClose = "";
  close.ariaLabel = holder.dataset.close;
  close.textContent = "✕";
  el.append(p, close);
  holder.append(el);
  liveToast(el);
}
function liveToast(el) {
  $("[data-toast-close]", el)?.removeAttribute("hidden");
  if (el.dataset.toast === "danger" || el.dataset.toast === "warning") return;
  let left = setTimeout(() => el.remove(), 6000);
  const wait = () => clearTimeout(left);
  el.addEventListener("pointerenter", wait);
  el.addEventListener("focusin", wait);
  el.addEventListener("pointerleave", () => { left = setTimeout(() => el.remove(), 3000); });
}
$$("#toasts > .toast").forEach(liveToast);
addEventListener("toast", (e) => toast(e.detail.text, e.detail.tone)); // HX-Trigger of Kit.Error
document.addEventListener("htmx:responseError", (e) => {
  if (!(e.detail.xhr.getResponseHeader("HX-Trigger") || "").includes("toast")) toast(body.dataset.failed, "danger");
});
document.addEventListener("htmx:sendError", () => toast(body.dataset.offline, "danger"));

/* One listener for the clicks that markup asks for. */
document.addEventListener("click", (e) => {
  const el = e.target.closest?.("[data-toast-close], [data-opens], [data-reload], [data-step], [data-drawer-close]");
  if (!el) return;
  if ("toastClose" in el.dataset) el.closest(".toast").remove();
  else if ("reload" in el.dataset) location.reload();
  else if (el.dataset.opens) {
    const dialog = document.getElementById(el.dataset.opens);
    if (dialog?.showModal) { e.preventDefault(); dialog.showModal(); }
  } else if (el.dataset.step) step(el);
  else if ("drawerClose" in el.dataset) closeDrawer(e, el);
});
document.addEventListener("click", (e) => { if (e.target.matches?.("dialog:modal")) e.target.close(); }); // the backdrop

/* Steppers */
function step(button) {
  const input = $("input", button.parentElement);
  if (button.dataset.step > 0) input.stepUp(); else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
function stepLimits(input) {
  const value = Number(input.value);
  const [less, more] = $$("[data-step]", input.parentElement);
  if (!less) return;
  less.disabled = input.min !== "" && value <= Number(input.min);
  more.disabled = input.max !== "" && value >= Number(input.max);
}
document.addEventListener("input", (e) => { if (e.target.closest("[data-stepper]")) stepLimits(e.target); });

/* Theme: at once, and stored by the form's own address. */
document.addEventListener("submit", (e) => {
  const form = e.target.closest("[data-theme-switch]");
  if (!form || !e.submitter) return;
  e.preventDefault();
  const theme = e.submitter.value;
  if (theme === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = theme;
  $$("[data-theme-switch] button").forEach((b) => { b.ariaPressed = String(b.value === theme); });
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme }), headers: { Accept: "application/json" } });
});

/* A form is sent once. */
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { e.preventDefault(); return; }
  form.dataset.sent = "1";
  e.submitter?.classList.add("is-busy");
});
addEventListener("pageshow", (e) => {
  if (e.persisted) $$("form[data-sent]").forEach((f) => { delete f.dataset.sent; $$(".is-busy", f).forEach((b) => b.classList.remove("is-busy")); });
});
document.addEventListener("htmx:afterRequest", (e) => { // htmx sends by itself; the form may stay
  const form = e.target.closest?.("form");
  if (form) { delete form.dataset.sent; $$(".is-busy", form).forEach((b) => b.classList.remove("is-busy")); }
});

/* Tables: the box in the head ticks all. */
document.addEventListener("change", (e) => {
  if (!e.target.matches("[data-check-all]")) return;
  $$("tbody input[type=checkbox]", e.target.closest("table")).forEach((box) => { box.checked = e.target.checked; });
});

/* Drawer: focus goes in, Escape closes, and comes back to where it was. */
let opener;
document.addEventListener("click", (e) => { const a = e.target.closest?.("[data-drawer]"); if (a) opener = a; });
document.addEventListener("htmx:afterSwap", (e) => {
  wake(e.target);
  if (e.target.id === "drawer") $("#drawer-title")?.focus();
});
function closeDrawer(e, link) {
  if (e.ctrlKey || e.metaKey || !opener?.isConnected) return; // the link goes back by itself
  e.preventDefault();
  $("#drawer").replaceChildren();
  history.pushState(null, "", link.getAttribute("href"));
  opener.focus();
}
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !e.defaultPrevented && !$("dialog:modal")) $("#drawer [data-drawer-close]")?.click();
});
addEventListener("popstate", () => { if ($("#drawer")) location.reload(); });

/* Files */
document.addEventListener("change", (e) => { if (e.target.type === "file" && e.target.closest("[data-filedrop]")) listFiles(e.target); });
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (e) => {
    const zone = e.target.closest?.(".filedrop-zone");
    if (!zone) return;
    e.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") {
      const input = $("input[type=file]", zone);
      input.files = e.dataTransfer.files;
      listFiles(input);
    }
  });
}
function listFiles(input) {
  const drop = input.closest("[data-filedrop]");
  const most = Number(drop.dataset.max);
  const lang = document.documentElement.lang;
  $("ul", drop).replaceChildren(...[...input.files].map((f) => {
    const li = document.createElement("li");
    const size = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(f.size / 1e6);
    li.textContent = `${f.name} · ${size}`;
    if (most && f.size > most) { li.className = "is-bad"; li.textContent += " · " + drop.dataset.tooLarge; }
    return li;
  }));
}

/* Gallery: which photo is seen on a phone. */
function gallery(root) {
  const row = $(".gallery-row", root);
  const at = $("[data-gallery-at]", root);
  row.addEventListener("scroll", () => { at.textContent = String(1 + Math.round(Math.abs(row.scrollLeft) / row.clientWidth)); }, { passive: true });
}

/* Command palette: Ctrl K anywhere on the desk, or the search field of the top bar. */
const openPalette = () => import("./islands/palette.js").then((m) => m.open($("#palette")));
addEventListener("keydown", (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k" && $("#palette")) { e.preventDefault(); openPalette(); }
});
$("[data-palette-open]")?.addEventListener("pointerdown", (e) => { e.preventDefault(); openPalette(); });

/* Islands */
const islands = {
  daterange: () => import("./islands/daterange.js"),
  planner: () => import("./islands/planner.js"),
  map: () => import("./islands/map.js"),
  passkey: () => import("./islands/passkey.js"),
  drawing: () => import("./islands/drawing.js"),
};
function wake(root) {
  $$("[data-island]", root).concat(root.matches?.("[data-island]") ? [root] : []).forEach((el) => {
    if (el.dataset.awake) return;
    el.dataset.awake = "1";
    islands[el.dataset.island]?.().then((m) => m.default(el, { toast }));
  });
  $$("[data-stepper]", root).forEach((el) => {
    el.classList.add("is-awake");
    stepLimits($("input", el));
  });
  $$("[data-gallery]", root).forEach(gallery);
}
wake(document);

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
