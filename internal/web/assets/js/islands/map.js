// Lights a pin with its card and the card with its pin. With the reader's consent it loads Leaflet and the tiles, and moves
// our own pins onto them; without, the pins stay where the server placed them on a plain ground.
export default async function map(root) {
  const set = root.dataset;
  const pins = [...root.querySelectorAll("[data-pin]")];
  for (const pin of pins) {
    const card = document.getElementById(pin.dataset.pin);
    const light = (on) => () => { pin.classList.toggle("is-lit", on); card?.classList.toggle("is-lit", on); };
    for (const el of [pin, card]) {
      el?.addEventListener("pointerenter", light(true));
      el?.addEventListener("pointerleave", light(false));
      el?.addEventListener("focusin", light(true));
      el?.addEventListener("focusout", light(false));
    }
  }
  if (!set.tiles || !set.leaflet) return;
  await Promise.all([load("script", { src: set.leaflet }), load("link", { rel: "stylesheet", href: set.leafletCss })]);
  tiles(root, set, pins);
}

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const el = Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed });
    document.head.append(el);
  });
}

function tiles(root, set, pins) {
  const { L } = window;
  const ground = root.querySelector("[data-map-ground]");
  const areas = [...ground.querySelectorAll(".map-area")];
  const [w, s, e, n] = set.box.split(",").map(Number);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const m = L.map(ground, { zoomSnap: 0.5, zoomAnimation: !still, fadeAnimation: !still, scrollWheelZoom: true });
  m.attributionControl.setPrefix("Leaflet");
  L.tileLayer(set.tiles, { attribution: set.credit, maxZoom: 18 }).addTo(m);
  m.fitBounds([[s, w], [n, e]], { animate: false });
  for (const pin of pins) {
    pin.removeAttribute("style");
    const icon = L.divIcon({ html: pin, className: "", iconSize: [0, 0] });
    L.marker([pin.dataset.lat, pin.dataset.lng], { icon, keyboard: false, interactive: false }).addTo(m).getElement().style.pointerEvents = "auto";
  }
  for (const a of areas) {
    a.remove();
    const colour = getComputedStyle(root).getPropertyValue("--accent");
    L.circle([a.dataset.lat, a.dataset.lng], { radius: 700, color: colour, weight: 1.5, fillOpacity: 0.15 }).addTo(m);
  }
  const form = set.form && document.getElementById(set.form);
  if (!form) return;
  let byHand = false;
  m.on("dragstart zoomstart", () => { byHand = true; });
  m.on("moveend", () => {
    if (!byHand) return;
    byHand = false;
    const box = form.elements.namedItem("bbox");
    if (!box) return;
    box.value = m.getBounds().toBBoxString().split(",").map((x) => Number(x).toFixed(5)).join(",");
    form.requestSubmit();
  });
}
