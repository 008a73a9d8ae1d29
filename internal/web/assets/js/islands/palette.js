// The command palette: asks /desk/search?q= while somebody types, arrows choose, Enter opens.
let waiting, asked;

export function open(dialog) {
  if (dialog.open) return;
  const input = dialog.querySelector("[data-palette-input]");
  const hits = dialog.querySelector("[data-palette-hits]");
  if (!dialog.dataset.ready) {
    dialog.dataset.ready = "1";
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => ask(dialog, input.value, hits), 140); });
    dialog.addEventListener("keydown", (e) => keys(e, hits));
  }
  dialog.showModal();
  input.select();
}

async function ask(dialog, q, hits) {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(`${dialog.dataset.palette}?q=${encodeURIComponent(q)}`,
      { headers: { "HX-Request": "true", "HX-Target": "palette" }, signal: asked.signal });
    if (answer.ok) {
      const markup = await answer.text();
      const before = all(hits), chosen = before.find((a, i) => i > 0 && a.classList.contains("is-on"))?.href;
      hits.innerHTML = markup; // our own server's escaped markup
      hits.dataset.q = q;
      light(hits, Math.max(0, all(hits).findIndex((a) => a.href === chosen))); // what the arrows have chosen stays so when an answer comes late
    }
  } catch (e) {
    if (e.name !== "AbortError") throw e;
  }
}

const all = (hits) => [...hits.querySelectorAll("a")];

function light(hits, at) {
  all(hits).forEach((a, i) => { a.classList.toggle("is-on", i === at); if (i === at) a.scrollIntoView({ block: "nearest" }); });
}

function keys(e, hits) {
  const list = all(hits);
  const at = list.findIndex((a) => a.classList.contains("is-on"));
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    light(hits, (at + (e.key === "ArrowDown" ? 1 : -1) + list.length) % list.length);
  } else if (e.key === "Enter" && list[at]) {
    e.preventDefault();
    list[at].click();
  }
}
