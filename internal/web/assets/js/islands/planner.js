// Moves, stretches and creates bars on the calendar of resources, by pointer and by keyboard. The server decides: a bar is
// put where it was dropped, the change is posted, and it goes back when it is refused, with the reason in words.
const addDays = (s, n) => new Date(Date.parse(s + "T00:00:00Z") + n * 864e5).toISOString().slice(0, 10);
const between = (a, b) => Math.round((Date.parse(b) - Date.parse(a)) / 864e5);

export default function planner(root, { toast }) {
  const set = root.dataset;
  const days = Number(set.days);
  const rtl = document.documentElement.dir === "rtl";
  const say = (text) => { root.querySelector("[data-say]").textContent = text; };
  const rows = () => [...root.querySelectorAll("[data-resource]")];
  const width = () => root.querySelector("[data-cells]").getBoundingClientRect().width / days;
  const scroller = root.querySelector(".planner-scroll");

  const today = root.querySelector(".pl-days .is-today");
  if (today) scroller.scrollLeft = (rtl ? -1 : 1) * Math.max(0, Math.abs(today.offsetLeft) - root.querySelector(".pl-name").offsetWidth - 2 * today.offsetWidth);

  const state = (bar) => ({ row: bar.closest("[data-resource]"), from: bar.dataset.from, to: bar.dataset.to });

  function place(bar, s) {
    const start = Math.max(1, 2 * between(set.start, s.from) + 2);
    const end = Math.min(2 * days + 1, 2 * between(set.start, s.to) + 2);
    bar.style.gridColumn = `${start} / ${Math.max(end, start + 1)}`;
    bar.dataset.from = s.from;
    bar.dataset.to = s.to;
    const bars = s.row.querySelector(".pl-bars");
    if (bar.parentElement !== bars) bars.append(bar);
  }

  async function commit(bar, was) {
    const now = state(bar);
    if (now.row === was.row && now.from === was.from && now.to === was.to) return;
    root.classList.add("is-busy");
    let text = set.sayFailed;
    try {
      const answer = await fetch(bar.dataset.move, {
        method: "POST",
        headers: { "HX-Request": "true", "HX-Target": root.id },
        body: new URLSearchParams({ resource: now.row.dataset.resource, from: now.from, to: now.to }),
      });
      if (answer.ok) {
        const question = answer.headers.get("HX-Redirect"); // nothing was moved yet: that page asks first
        if (question) {
          place(bar, was);
          open(question);
          return;
        }
        say(set.sayMoved);
        reload();
        return;
      }
      text = JSON.parse(answer.headers.get("HX-Trigger") || "{}").toast?.text || text;
    } catch { /* the network is gone: the bar goes back */ } finally {
      root.classList.remove("is-busy");
    }
    place(bar, was);
    say(text);
    toast(text, "danger");
  }

  // The calendar is asked for again, so that it shows what the server knows and not what we believe.
  async function reload() {
    if (!set.reload || !window.htmx) { location.reload(); return; }
    const { scrollLeft, scrollTop } = scroller;
    await window.htmx.ajax("GET", set.reload, { target: root, select: "#" + root.id, swap: "outerHTML" });
    const fresh = document.querySelector(`#${CSS.escape(root.id)} .planner-scroll`);
    if (fresh) Object.assign(fresh, { scrollLeft, scrollTop });
  }

  const dayAt = (cells, x) => {
    const box = cells.getBoundingClientRect();
    return Math.floor((rtl ? box.right - x : x - box.left) / width());
  };
  const rowAt = (y) => rows().find((r) => { const b = r.getBoundingClientRect(); return y >= b.top && y < b.bottom; });

  /* Pointer */
  root.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || e.pointerType === "touch") return; // a finger scrolls; it moves a bar by the form in its detail
    const bar = e.target.closest("[data-bar]");
    if (bar?.dataset.move) drag(e, bar);
    else if (!bar && set.create) {
      const cells = e.target.closest("[data-cells]");
      if (cells) draw(e, cells);
    }
  });

  function follow(e, el, onMove, onEnd) {
    el.setPointerCapture(e.pointerId);
    const end = (ev) => {
      el.removeEventListener("pointermove", onMove);
      el.removeEventListener("pointerup", end);
      el.removeEventListener("pointercancel", end);
      onEnd(ev);
    };
    el.addEventListener("pointermove", onMove);
    el.addEventListener("pointerup", end);
    el.addEventListener("pointercancel", end);
  }

  function drag(e, bar) {
    const was = state(bar);
    const stretch = !!e.target.closest("[data-grip]");
    let moved = false;
    const x0 = e.clientX + scroller.scrollLeft;
    follow(e, bar, (ev) => {
      const n = Math.round(((ev.clientX + scroller.scrollLeft - x0) * (rtl ? -1 : 1)) / width());
      const row = stretch ? was.row : rowAt(ev.clientY) || was.row;
      if (!moved && Math.abs(ev.clientX - e.clientX) + Math.abs(ev.clientY - e.clientY) < 5) return;
      moved = true;
      bar.classList.add("is-taken");
      const to = addDays(was.to, n);
      if (stretch) { if (to > was.from) place(bar, { ...was, to }); } else place(bar, { row, from: addDays(was.from, n), to });
    }, (ev) => {
      bar.classList.remove("is-taken");
      if (!moved) return;
      bar.addEventListener("click", stop, { capture: true, once: true }); // a drag is no click
      setTimeout(() => bar.removeEventListener("click", stop, { capture: true }), 0);
      if (ev.type === "pointercancel") place(bar, was); else commit(bar, was);
    });
  }
  const stop = (e) => { e.preventDefault(); e.stopImmediatePropagation(); };
  root.addEventListener("dragstart", (e) => { if (e.target.closest("[data-bar]")) e.preventDefault(); });

  function draw(e, cells) {
    const row = cells.closest("[data-resource]");
    const start = dayAt(cells, e.clientX);
    const ghost = document.createElement("div");
    ghost.className = "bar is-new";
    let end = start;
    follow(e, cells, (ev) => {
      end = Math.max(start, Math.min(days - 1, dayAt(cells, ev.clientX)));
      if (end > start && !ghost.isConnected) row.querySelector(".pl-bars").append(ghost);
      ghost.style.gridColumn = `${2 * start + 2} / ${2 * end + 2}`;
    }, (ev) => {
      ghost.remove();
      if (ev.type === "pointercancel" || end <= start) return;
      go(row.dataset.resource, addDays(set.start, start), addDays(set.start, end));
    });
  }

  function go(resource, from, to) {
    open(`${set.create}${set.create.includes("?") ? "&" : "?"}${new URLSearchParams({ resource, from, to })}`);
  }

  function open(url) {
    if (window.htmx && document.getElementById("drawer")) {
      window.htmx.ajax("GET", url, { target: "#drawer", swap: "innerHTML" }).then(() => history.pushState(null, "", url));
    } else location.href = url;
  }

  /* Keyboard: M takes a bar up. */
  let taken, before;
  root.addEventListener("keydown", (e) => {
    const bar = e.target.closest("[data-bar]");
    if (!bar) return;
    if (!taken) {
      if (e.key.toLowerCase() === "m" && bar.dataset.move && !e.ctrlKey && !e.metaKey) {
        e.preventDefault();
        [taken, before] = [bar, state(bar)];
        bar.classList.add("is-taken");
        say(set.sayTaken);
      }
      return;
    }
    const s = state(taken);
    const n = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[e.key];
    if (n && e.shiftKey) { if (addDays(s.to, n) > s.from) place(taken, { ...s, to: addDays(s.to, n) }); }
    else if (n) place(taken, { ...s, from: addDays(s.from, n), to: addDays(s.to, n) });
    else if (e.key === "ArrowUp" || e.key === "ArrowDown") {
      const all = rows();
      const row = all[all.indexOf(s.row) + (e.key === "ArrowDown" ? 1 : -1)];
      if (row) place(taken, { ...s, row });
    } else if (e.key === "Enter") drop(false);
    else if (e.key === "Escape" || e.key === "Tab") drop(true);
    else return;
    if (e.key !== "Tab") e.preventDefault();
    if (taken) { taken.focus(); say(`${taken.dataset.from} – ${taken.dataset.to}`); }
  });
  function drop(leave) {
    const bar = taken;
    taken = undefined;
    bar.classList.remove("is-taken");
    if (leave) { place(bar, before); say(set.sayLeft); } else commit(bar, before);
    bar.focus();
  }
}
