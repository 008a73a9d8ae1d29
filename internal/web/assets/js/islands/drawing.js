// A field to draw a signature on, with a finger, a pen or a mouse. The strokes go as numbers into the hidden input
// ("x,y x,y;x,y …", on a field of data-width by data-height); the typed name beside it is a signature by itself, so that
// nobody has to draw.
export default function drawing(el) {
  const canvas = el.querySelector("canvas");
  const input = el.querySelector("input[type=hidden]");
  const width = Number(el.dataset.width), height = Number(el.dataset.height);
  const pen = canvas.getContext("2d");
  if (!pen || !window.PointerEvent) return; // it stays hidden, and the name is typed
  let strokes = input.value.split(";").filter(Boolean).map((s) => s.split(" ").map((p) => p.split(",").map(Number)));
  let stroke = null;

  function paint() {
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const s of strokes) {
      pen.beginPath();
      s.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (s.length === 1) pen.lineTo(s[0][0] + 0.1, s[0][1]);
      pen.stroke();
    }
  }
  const write = () => { input.value = strokes.map((s) => s.map((p) => p.join(",")).join(" ")).join(";"); };
  const clamp = (n, max) => Math.max(0, Math.min(max, Math.round(n)));
  const at = (e) => {
    const box = canvas.getBoundingClientRect();
    return [clamp(((e.clientX - box.left) / box.width) * width, width), clamp(((e.clientY - box.top) / box.height) * height, height)];
  };
  const points = () => strokes.reduce((n, s) => n + s.length, 0);

  canvas.addEventListener("pointerdown", (e) => {
    if (strokes.length >= 60 || points() >= 2900) return;
    e.preventDefault();
    canvas.setPointerCapture(e.pointerId);
    strokes.push((stroke = [at(e)]));
    paint();
  });
  canvas.addEventListener("pointermove", (e) => {
    if (!stroke || points() >= 2900) return;
    const p = at(e), last = stroke[stroke.length - 1];
    if (Math.abs(p[0] - last[0]) + Math.abs(p[1] - last[1]) < 2) return;
    stroke.push(p);
    paint();
  });
  const end = () => { if (stroke) { stroke = null; write(); } };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  el.querySelector("[data-wipe]").addEventListener("click", () => {
    strokes = [];
    write();
    paint();
  });
  el.hidden = false;
  paint();
}
