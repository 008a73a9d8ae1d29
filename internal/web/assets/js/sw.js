// Keeps hashed assets (they never change) and the offline page. No other page is kept: a price, a free night or a booking
// is never shown from a cache.
const NAME = "comptoir-1";

self.addEventListener("install", (e) => {
  e.waitUntil((async () => {
    const cache = await caches.open(NAME);
    const page = await fetch("/offline", { cache: "reload" });
    const html = await page.clone().text();
    await cache.put("/offline", page);
    const found = new Set([...html.matchAll(/\/assets\/[\w.-]+\.(?:css|js|woff2|svg)/g)].map((m) => m[0]));
    await Promise.all([...found].map((url) => cache.add(url).catch(() => {})));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const key of await caches.keys()) if (key !== NAME) await caches.delete(key);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    e.respondWith((async () => {
      const cache = await caches.open(NAME);
      const kept = await cache.match(e.request);
      if (kept) return kept;
      const fresh = await fetch(e.request);
      if (fresh.ok) {
        await cache.put(e.request, fresh.clone());
        const assets = (await cache.keys()).filter((r) => r.url.includes("/assets/")); // in the order they came
        await Promise.all(assets.slice(0, Math.max(0, assets.length - 60)).map((r) => cache.delete(r)));
      }
      return fresh;
    })());
  } else if (e.request.mode === "navigate") {
    e.respondWith(fetch(e.request).catch(async () => (await caches.match("/offline")) || Response.error()));
  }
});
