// Turns two date inputs into a calendar of two months with prices. The inputs stay: they hold the values, take typing, and
// serve alone where this script does not run. Keys: arrows, Home, End, PageUp, PageDown (Shift: a year), Enter, Escape.
const iso = (d) => d.toISOString().slice(0, 10);
const day = (s) => (s ? new Date(s + "T00:00:00Z") : null);
const plus = (d, n) => new Date(d.getTime() + n * 864e5);
const monthOf = (d, n = 0) => new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + n, 1));

export default function daterange(root) {
  const set = root.dataset;
  const lang = document.documentElement.lang;
  const [from, to] = [set.from, set.to].map((n) => root.querySelector(`[name="${n}"]`));
  const min = day(set.min) || day(iso(new Date()));
  const max = day(set.max);
  const first = lang === "ar" ? 6 : 1; // first day of the week
  const known = new Map(); // date → {available, price, minNights, arrival, departure}
  const asked = new Set();
  let shown = monthOf(day(from.value) || min);
  let focus = day(from.value) || min;
  let picking = from; // which end the next choice sets
  let panel;

  const fmt = {
    month: new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" }),
    full: new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
    weekday: new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" }),
  };
  const price = (p) => new Intl.NumberFormat(lang, { style: "currency", currency: p.currency, maximumFractionDigits: 0 }).format(p.amount);

  async function know(month) {
    if (!set.calendar || asked.has(iso(month))) return;
    asked.add(iso(month));
    const join = set.calendar.includes("?") ? "&" : "?";
    const answer = await fetch(`${set.calendar}${join}from=${iso(month)}&to=${iso(monthOf(month, 2))}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return; // the server refuses a wrong choice anyway
    for (const d of (await answer.json()).days || []) known.set(d.date, d);
    if (panel && !panel.hidden) draw();
  }

  function refused(d) {
    if (d < min || (max && d > max)) return true;
    const k = known.get(iso(d));
    if (picking === to && from.value) {
      const start = day(from.value);
      if (d <= start) return false; // begins anew there
      for (let n = start; n < d; n = plus(n, 1)) if (known.get(iso(n))?.available === false) return true;
      return k?.departure === false;
    }
    return k?.available === false || k?.arrival === false;
  }

  function choose(d) {
    if (refused(d)) return;
    const start = day(from.value);
    if (picking === to && start && d > start) {
      const nights = known.get(from.value)?.minNights || 1;
      if ((d - start) / 864e5 < nights) { say(set.minNights.replace("%n", nights)); return; }
      write(to, iso(d));
      picking = from;
      close(true);
      return;
    }
    write(from, iso(d));
    write(to, "");
    picking = to;
    focus = d;
    draw(true);
  }

  function write(input, value) {
    if (input.value === value) return;
    input.value = value;
    show1(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const say = (text) => { panel.querySelector("[data-say]").textContent = text; };

  function grid(month) {
    const table = document.createElement("table");
    table.className = "month";
    table.setAttribute("role", "grid");
    const caption = table.createCaption();
    const name = fmt.month.format(month);
    caption.textContent = name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
    const head = table.createTHead().insertRow();
    for (let i = 0; i < 7; i++) {
      const th = document.createElement("th");
      th.scope = "col";
      th.textContent = fmt.weekday.format(new Date(Date.UTC(2024, 0, 7 + first + i))).replace(".", "");
      head.append(th);
    }
    const rows = table.createTBody();
    let row;
    for (let d = month; d.getUTCMonth() === month.getUTCMonth(); d = plus(d, 1)) {
      const at = (d.getUTCDay() - first + 7) % 7;
      if (!row || at === 0) {
        row = rows.insertRow();
        for (let i = 0; i < (d.getUTCDate() === 1 ? at : 0); i++) row.insertCell();
      }
      row.append(cell(d));
    }
    return table;
  }

  function cell(d) {
    const key = iso(d);
    const k = known.get(key);
    const off = refused(d);
    const td = document.createElement("td");
    td.className = "day";
    if (d < min) td.classList.add("is-past");
    else if (k?.available === false) td.classList.add("is-closed");
    if (key === from.value || key === to.value) td.classList.add("is-chosen");
    else if (from.value && to.value && key > from.value && key < to.value) td.classList.add("is-between");
    const b = document.createElement("button");
    b.type = "button";
    b.dataset.date = key;
    b.tabIndex = key === iso(focus) ? 0 : -1;
    b.setAttribute("aria-pressed", String(td.classList.contains("is-chosen")));
    if (off) b.setAttribute("aria-disabled", "true");
    const add = (cls, text) => {
      const span = document.createElement("span");
      span.className = cls;
      span.textContent = text;
      b.append(span);
      return span;
    };
    add("day-n", d.getUTCDate()).ariaHidden = "true";
    add("sr-only", fmt.full.format(d) + (off ? ", " + set.closed : ""));
    if (!off && k?.price) add("day-price", price(k.price));
    td.append(b);
    return td;
  }

  function draw(grab) {
    const months = panel.querySelector(".dr-months");
    grab ||= months.contains(document.activeElement); // drawing again, as when prices arrive, must not lose the focus
    months.replaceChildren(grid(shown), grid(monthOf(shown, 1)));
    panel.querySelector("[data-go='-1']").disabled = shown <= monthOf(min);
    if (!months.querySelector('[tabindex="0"]')) months.querySelector("button").tabIndex = 0;
    if (grab) months.querySelector(`[data-date="${iso(focus)}"]`)?.focus();
  }

  function build() {
    panel = document.createElement("div");
    panel.className = "dr-panel";
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.ariaLabel = set.title;
    const button = (label, text, cls, go) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "btn btn-ghost btn-small " + cls;
      b.ariaLabel = label;
      b.textContent = text;
      b.addEventListener("click", go);
      return b;
    };
    const move = (n) => () => { shown = monthOf(shown, n); know(shown); draw(); };
    const head = document.createElement("div");
    head.className = "dr-head";
    const prev = button(set.prev, "‹", "btn-icon", move(-1));
    prev.dataset.go = "-1";
    const live = document.createElement("p");
    live.dataset.say = "";
    live.className = "hint";
    live.setAttribute("role", "status");
    head.append(prev, live, button(set.next, "›", "btn-icon", move(1)));
    const months = document.createElement("div");
    months.className = "dr-months";
    const foot = document.createElement("div");
    foot.className = "dr-foot";
    foot.append(
      button(set.clear, set.clear, "", () => { write(from, ""); write(to, ""); picking = from; draw(); }),
      button(set.done, set.done, "", () => close(true)),
    );
    panel.append(head, months, foot);
    root.append(panel);
    months.addEventListener("click", (e) => { const b = e.target.closest("[data-date]"); if (b) { say(""); choose(day(b.dataset.date)); } });
    panel.addEventListener("keydown", keys);
  }

  function keys(e) {
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); close(true); return; }
    if (!e.target.dataset.date) return;
    const d = day(e.target.dataset.date);
    const back = document.documentElement.dir === "rtl" ? 1 : -1;
    const column = (d.getUTCDay() - first + 7) % 7;
    const months = (n) => { const t = monthOf(d, n); return plus(t, Math.min(d.getUTCDate(), plus(monthOf(t, 1), -1).getUTCDate()) - 1); };
    const next = {
      ArrowLeft: () => plus(d, back), ArrowRight: () => plus(d, -back), ArrowUp: () => plus(d, -7), ArrowDown: () => plus(d, 7),
      Home: () => plus(d, -column), End: () => plus(d, 6 - column),
      PageUp: () => months(e.shiftKey ? -12 : -1), PageDown: () => months(e.shiftKey ? 12 : 1),
    }[e.key]?.();
    if (!next) return;
    e.preventDefault();
    focus = next < min ? min : max && next > max ? max : next;
    if (focus < shown || focus >= monthOf(shown, 2) || (innerWidth < 768 && focus >= monthOf(shown, 1))) { shown = monthOf(focus); know(shown); }
    draw(true);
  }

  function show(input) {
    if (!panel) build();
    picking = input === to && from.value ? to : from;
    focus = day(picking.value) || day(from.value) || min;
    shown = monthOf(focus);
    panel.hidden = false;
    know(shown);
    draw(true);
    document.addEventListener("pointerdown", outside);
  }

  function close(back) {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.removeEventListener("pointerdown", outside);
    if (back) { quiet = true; (to.value ? to : from).focus(); quiet = false; }
  }
  let quiet = false;
  const outside = (e) => { if (!root.contains(e.target)) close(false); };
  root.addEventListener("focusout", (e) => { if (panel && !panel.hidden && e.relatedTarget && !root.contains(e.relatedTarget)) close(false); });

  // The reader sees "sam. 17 avr."; the input below holds 2027-04-17, and shows itself while somebody types into it.
  const words = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  function show1(input) {
    const shown = input.parentElement.querySelector(".dr-shown");
    shown.textContent = input.value ? words.format(day(input.value)) : set.empty;
    shown.classList.toggle("is-empty", !input.value);
  }
  root.classList.add("is-awake");

  for (const input of [from, to]) {
    const shown = document.createElement("span");
    shown.className = "dr-shown";
    shown.ariaHidden = "true";
    input.parentElement.append(shown);
    show1(input);
    input.addEventListener("change", () => show1(input));
    input.addEventListener("blur", () => input.parentElement.classList.remove("is-typing"));
    input.addEventListener("keydown", (e) => { if (/^[0-9]$/.test(e.key)) { close(false); input.parentElement.classList.add("is-typing"); } });
    input.addEventListener("click", (e) => { e.preventDefault(); if (!quiet) show(input); });
    input.addEventListener("keydown", (e) => {
      if ((e.key === "ArrowDown" && e.altKey) || e.key === "Enter" || e.key === " ") { e.preventDefault(); show(input); }
    });
  }
}
