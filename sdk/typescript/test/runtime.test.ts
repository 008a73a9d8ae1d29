// How a request is made, against a server that is a function: retries, session, pages, refusals, giving up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Comptoir, ComptoirError, NotModified, SecondStep, metaOf, type ClientOptions } from "@comptoir/sdk";

type Server = (request: Request, nth: number) => Response | Promise<Response>;

function against(server: Server, options: Partial<ClientOptions> = {}): Comptoir {
  let nth = 0;
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input as string, init);
    return Promise.race([
      server(request, ++nth),
      new Promise<never>((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
    ]);
  };
  return new Comptoir({ address: "https://comptoir.example", tenant: "rivages", fetch: answer, ...options });
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers } });

const stay = { propertyId: "p", checkIn: "2027-07-10", checkOut: "2027-07-17", adults: 2 };

test("a refusal is typed", async () => {
  const client = against((r) => {
    assert.equal(r.headers.get("X-Comptoir-Tenant"), "rivages");
    assert.equal(r.headers.get("Authorization"), "Bearer word");
    return json({ code: "invalid", detail: "look", traceId: "abc", errors: [{ field: "adults", code: "minimum" }] }, 422);
  }, { token: "word" });
  await assert.rejects(client.stays.postQuotes(stay), (e) => e instanceof ComptoirError && e.status === 422 && e.code === "invalid" && e.traceId === "abc" && e.field("adults")?.code === "minimum");
});

test("a busy server is asked again with the same key, within patience", async () => {
  const keys: (string | null)[] = [];
  const client = against(async (r, nth) => {
    keys.push(r.headers.get("Idempotency-Key"), await r.text());
    if (nth === 1) return json({ code: "limit.exceeded" }, 429, { "Retry-After": "0" });
    if (nth === 2) return new Response("<html>", { status: 502 });
    if (nth === 3) return json({ id: "q" }, 201);
    return json({ code: "tenancy.suspended" }, 503, { "Retry-After": "3600" });
  });
  assert.equal((await client.stays.postQuotes(stay)).id, "q");
  assert.equal(new Set(keys).size, 2, "one key and one body");
  await assert.rejects(client.stays.postQuotes(stay, { idempotencyKey: "order 7" }), (e) => e instanceof ComptoirError && e.retryAfterMs === 3_600_000);
  assert.deepEqual(keys.slice(-2)[0], "order 7");
});

test("after a broken connection a PATCH is not tried again", async () => {
  let calls = 0;
  const client = against(() => {
    calls++;
    throw new TypeError("fetch failed");
  }, { retries: 1 });
  await assert.rejects(client.stays.patchManageByToken("t", {}), TypeError);
  assert.equal(calls, 1);
  await assert.rejects(client.stays.getSettings(), TypeError);
  assert.equal(calls, 3);
});

test("calls that are refused together renew the session once", async () => {
  let renewals = 0;
  const kept: (string | undefined)[] = [];
  const client = against(async (r) => {
    if (r.url.endsWith("/api/auth/refresh")) {
      renewals++;
      assert.equal(await r.text(), `{"refreshToken":"r1"}`);
      return json({ accessToken: "a2", refreshToken: "r2", expiresIn: 900 });
    }
    return r.headers.get("Authorization") === "Bearer a2" ? json({ email: "staff@rivages.example" }) : json({ code: "identity.invalid_token" }, 401);
  }, { session: { accessToken: "a1", refreshToken: "r1" }, onSession: (s) => kept.push(s.refreshToken) });
  const all = await Promise.all(Array.from({ length: 8 }, () => client.auth.getMe()));
  assert.ok(all.every((me) => me.email === "staff@rivages.example"));
  assert.deepEqual([renewals, kept], [1, ["r2"]]);
});

test("an account with a second factor gets no session for its password alone", async () => {
  const client = against(async (r) => {
    if (r.url.endsWith("/login")) return json({ challenge: "c", methods: ["code"], expiresIn: 300 }, 202);
    return json((await r.text()) === `{"challenge":"c","code":"123456"}` ? { accessToken: "a", refreshToken: "r", expiresIn: 900 } : {});
  });
  await assert.rejects(client.signIn("staff@rivages.example", "right"), (e) => e instanceof SecondStep && e.challenge === "c");
  await assert.rejects(client.secondStep("c", "000000"));
  assert.equal(client.session, undefined);
  assert.equal((await client.secondStep("c", "123456")).accessToken, "a");
});

test("pages follow the cursor, lists are written with commas", async () => {
  const asked: string[] = [];
  const client = against((r) => {
    asked.push(new URL(r.url).search);
    return json(asked.length === 1 ? { items: [{ id: "1" }, { id: "2" }], nextCursor: "b" } : { items: [{ id: "3" }] });
  });
  let ids = "";
  for await (const card of client.stays.getPropertiesAll({ features: ["wifi", "pool"] })) ids += card.id;
  assert.equal(ids, "123");
  assert.deepEqual(asked, ["?features=wifi%2Cpool", "?features=wifi%2Cpool&cursor=b"]);
});

test("ETags, forms, empty parameters", async () => {
  const client = against(async (r) => {
    if (r.headers.get("If-None-Match") === `"3"`) return new Response(null, { status: 304 });
    if (r.method === "POST") return json({ id: ((await r.formData()).get("photo") as File).size.toString() }, 201);
    return json({ id: "p" }, 200, { ETag: `"3"` });
  });
  const property = await client.stays.getDeskPropertiesById("p");
  const etag = metaOf(property)?.etag;
  assert.equal(etag, `"3"`);
  await assert.rejects(client.stays.getDeskPropertiesById("p", { ifNoneMatch: etag! }), NotModified);
  assert.equal((await client.stays.postDeskPropertiesByIdPhotos("p", { photo: new Blob(["blue"]) })).id, "4");
  assert.throws(() => client.stays.deleteBlocksById(""), TypeError);
});

test("a caller gives up, and time runs out", async () => {
  const client = against(() => new Promise<never>(() => {}), { retries: 0 });
  const stop = new AbortController();
  const call = client.stays.getSettings({ signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(call, /enough/);
  await assert.rejects(client.stays.getSettings({ timeoutMs: 5 }), { name: "TimeoutError" });
});
