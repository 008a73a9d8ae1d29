// How a request is made: session, retries, refusals, pages. The methods and types of the API are generated (api.gen.ts).
// It needs fetch, which browsers and Node (18 and later) have, and no package.

/** One refused input. */
export interface FieldError {
  /** "guest.email", or a parameter's name. */
  field: string;
  code: string;
  message?: string;
}

/**
 * A refusal of the server: its problem details (RFC 9457). `code` and the fields' codes are stable, compare with them;
 * `title`, `detail` and messages are English and for people. A network failure is no ComptoirError.
 */
export class ComptoirError extends Error {
  readonly status: number;
  /** "stays.period_taken"; "http.502" when what answered was not Comptoir. */
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** Quote it to support. */
  readonly traceId: string | undefined;
  readonly fields: readonly FieldError[];
  /** What the server asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly headers: Headers;

  constructor(status: number, problem: { code?: string; title?: string; detail?: string; traceId?: string; errors?: FieldError[] }, headers: Headers) {
    const code = problem.code ?? `http.${status}`;
    super(`${status} ${code}${problem.detail ? `: ${problem.detail}` : ""}${(problem.errors ?? []).map((f) => `; ${f.field}: ${f.code}`).join("")}`);
    this.name = "ComptoirError";
    this.status = status;
    this.code = code;
    this.title = problem.title ?? "";
    this.detail = problem.detail;
    this.traceId = problem.traceId;
    this.fields = problem.errors ?? [];
    this.headers = headers;
    this.retryAfterMs = retryAfter(headers.get("Retry-After"));
  }

  /** The refusal of one input. */
  field(name: string): FieldError | undefined {
    return this.fields.find((f) => f.field === name);
  }
}

/** The answer to a call with ifNoneMatch when the thing has not changed. */
export class NotModified extends Error {}

/**
 * What signIn throws for an account with a second factor, when the password was right. Ask the person for a code and go on
 * with secondStep; a passkey goes through auth.postLoginSecond.
 */
export class SecondStep extends Error {
  /** `challenge` is a secret; `methods` are "code", "recovery_code", "passkey". */
  constructor(readonly challenge: string, readonly methods: readonly string[], readonly expiresIn: number) {
    super(`a second step is asked for: ${methods.join(", ")}`);
    this.name = "SecondStep";
  }
}

/** What signing in gives. It is a secret. */
export interface Session {
  accessToken: string;
  refreshToken?: string | undefined;
}

export interface ClientOptions {
  /** Such as https://rivages.example. */
  address: string;
  /** The business (slug or id), where the address is not its own host. */
  tenant?: string;
  /** A bearer token. */
  token?: string;
  /** A session that was kept; it is renewed when it has run out. */
  session?: Session;
  /** Is told each new session, to keep it: a refresh token is used once. */
  onSession?: (session: Session) => void;
  /** Another way to a fresh token; it runs once at a time. */
  refresh?: (stale: string | undefined) => Promise<string>;
  /** How long one attempt may take, in milliseconds; 60 000 unless told. */
  timeoutMs?: number;
  /** How often a call is tried again; 3 unless told. */
  retries?: number;
  /** How long it waits for that at most, in milliseconds; 60 000 unless told. A server that asks for more is not waited for. */
  longestWaitMs?: number;
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  /** A key of the caller's own for a POST; without it every call gets one that its retries keep. */
  idempotencyKey?: string;
  /** The ETag that was read (metaOf); a stale one is refused with the status 412. */
  ifMatch?: string;
  /** Ask for a thing only if it changed; otherwise NotModified is thrown. */
  ifNoneMatch?: string;
  /** Texts in a language such as "fr". */
  language?: string;
  headers?: Record<string, string>;
}

/** What an answer says beside its body. */
export interface Meta {
  status: number;
  etag: string | undefined;
  headers: Headers;
}

const metas = new WeakMap<object, Meta>();

/** The status, ETag and headers that came with an answer. */
export function metaOf(answer: object): Meta | undefined {
  return metas.get(answer);
}

/** One operation with what is sent. */
export interface Call {
  method: string;
  path: string;
  query?: object;
  json?: unknown;
  form?: object;
  raw?: BodyInit;
  contentType?: string;
  anonymous?: boolean;
}

/** Writes a value as one segment of a path; an empty one would address something else. */
export function segment(value: unknown): string {
  const text = encodeURIComponent(String(value));
  if (text === "" || text === "." || text === "..") throw new TypeError("a parameter of the path is empty");
  return text;
}

/** Goes from page to page. */
export async function* pages<T>(ask: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string }>, first?: string): AsyncGenerator<T, void, void> {
  for (let cursor = first; ; ) {
    const page = await ask(cursor);
    yield* page.items;
    if (!page.nextCursor) return;
    if (page.nextCursor === cursor) throw new Error("the page after this one is this one");
    cursor = page.nextCursor;
  }
}

function retryAfter(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Waits, unless the caller gives up. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Makes the calls of the generated methods. */
export class Transport {
  private readonly base: string;
  private readonly fetch: typeof fetch;
  private renewing: Promise<void> | undefined;
  session: Session | undefined;

  constructor(private readonly options: ClientOptions) {
    const address = new URL(options.address);
    if (!/^https?:$/.test(address.protocol) || address.search !== "" || address.username !== "") throw new TypeError("an address such as https://rivages.example is needed");
    this.base = address.href.replace(/\/+$/, "");
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.session = options.session ?? (options.token === undefined ? undefined : { accessToken: options.token });
  }

  /** A call whose answer is JSON. */
  async json<T>(call: Call, options?: CallOptions): Promise<T> {
    return this.send(call, options, async (response) => {
      if (response.status === 204) return undefined as T;
      const answer = (await response.json()) as T;
      if (typeof answer === "object" && answer !== null) {
        metas.set(answer, { status: response.status, etag: response.headers.get("ETag") ?? undefined, headers: response.headers });
      }
      return answer;
    });
  }

  /** A call whose answer has no body. */
  async none(call: Call, options?: CallOptions): Promise<void> {
    await this.send(call, options, (response) => response.arrayBuffer());
  }

  /** A call whose answer is a document. */
  async file(call: Call, options?: CallOptions): Promise<Blob> {
    return this.send(call, options, (response) => response.blob());
  }

  /** Opens a session with a call that answers with tokens. */
  async open(call: Call, options?: CallOptions): Promise<Session> {
    type Answer = Partial<Session> & { challenge?: string; methods?: string[]; expiresIn?: number };
    const { accessToken, refreshToken, challenge, methods, expiresIn } = (await this.json<Answer | undefined>({ ...call, anonymous: true }, options)) ?? {};
    if (challenge !== undefined) throw new SecondStep(challenge, methods ?? [], expiresIn ?? 0);
    if (!accessToken) throw new Error("the answer holds no token");
    this.session = { accessToken, refreshToken };
    this.options.onSession?.(this.session);
    return this.session;
  }

  /** Tries a call until it succeeds, is refused for good, or patience ends. */
  private async send<T>(call: Call, options: CallOptions = {}, read: (response: Response) => Promise<T>): Promise<T> {
    const headers = this.headers(call, options);
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const token = call.anonymous ? undefined : this.session?.accessToken;
      try {
        return await this.once(call, options, headers, token, read);
      } catch (failure) {
        if (options.signal?.aborted) throw failure;
        if (failure instanceof ComptoirError && failure.status === 401 && !renewed && this.renewable(call)) {
          renewed = true;
          attempt--;
          await this.renew(token);
          continue;
        }
        const wait = this.patience(call, failure, attempt);
        if (wait === undefined) throw failure;
        await pause(wait, options.signal);
      }
    }
  }

  private headers(call: Call, options: CallOptions): Headers {
    const headers = new Headers(options.headers);
    const set = (name: string, value: string | undefined): void => {
      if (value !== undefined && !headers.has(name)) headers.set(name, value);
    };
    set("X-Comptoir-Tenant", this.options.tenant);
    set("Accept-Language", options.language);
    set("If-Match", options.ifMatch);
    set("If-None-Match", options.ifNoneMatch);
    if (call.method === "POST") set("Idempotency-Key", options.idempotencyKey ?? randomKey());
    if (call.json !== undefined) set("Content-Type", "application/json");
    else if (call.raw !== undefined) set("Content-Type", call.contentType);
    return headers;
  }

  /** One attempt; its time ends with the reading of the answer. */
  private async once<T>(call: Call, options: CallOptions, headers: Headers, token: string | undefined, read: (response: Response) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const give = (): void => stop.abort(options.signal?.reason);
    if (options.signal?.aborted) give();
    options.signal?.addEventListener("abort", give, { once: true });
    const ms = options.timeoutMs ?? this.options.timeoutMs ?? 60_000;
    const timer = setTimeout(() => stop.abort(new DOMException(`no answer within ${ms} ms`, "TimeoutError")), ms);
    try {
      const sent = new Headers(headers);
      if (token !== undefined) sent.set("Authorization", `Bearer ${token}`);
      const response = await this.fetch(this.base + call.path + search(call.query), { method: call.method, headers: sent, body: content(call), signal: stop.signal });
      if (response.status === 304) throw new NotModified();
      if (response.ok) return await read(response);
      const problem = /json$/.test((response.headers.get("Content-Type") ?? "").split(";")[0]!.trim()) ? await response.json().catch(() => ({})) : {};
      throw new ComptoirError(response.status, problem as object, response.headers);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", give);
    }
  }

  private renewable(call: Call): boolean {
    if (call.anonymous || (call.path.startsWith("/api/auth/") && call.method !== "GET")) return false;
    return this.options.refresh !== undefined || this.session?.refreshToken !== undefined;
  }

  /** Replaces a token that was refused. Of several calls that were refused together one renews, the others wait for it. */
  private async renew(stale: string | undefined): Promise<void> {
    if (this.session?.accessToken !== stale) return;
    this.renewing ??= this.fresh(stale).finally(() => (this.renewing = undefined));
    await this.renewing;
  }

  private async fresh(stale: string | undefined): Promise<void> {
    if (this.options.refresh) {
      this.session = { ...this.session, accessToken: await this.options.refresh(stale) };
    } else {
      await this.open({ method: "POST", path: "/api/auth/refresh", json: { refreshToken: this.session?.refreshToken } });
    }
  }

  /**
   * How long to wait before a failed call is tried again; undefined when it is not. A server that is busy (429, 503) has
   * not done it; after a broken connection nobody knows, so that only what may be done twice is: a PATCH is not. A POST
   * may, its key sees to it. 409 with a delay is the key's own "the first one is still at work".
   */
  private patience(call: Call, failure: unknown, attempt: number): number | undefined {
    if (attempt > (this.options.retries ?? 3) || failure instanceof NotModified) return undefined;
    let asked = 0;
    if (failure instanceof ComptoirError) {
      asked = failure.retryAfterMs ?? 0;
      const busy = failure.status === 429 || failure.status === 503 || (failure.status === 409 && asked > 0 && call.method === "POST");
      const unknown = (failure.status === 502 || failure.status === 504) && call.method !== "PATCH";
      if (!busy && !unknown) return undefined;
    } else if (call.method === "PATCH" || failure instanceof SyntaxError) {
      return undefined;
    }
    if (asked > (this.options.longestWaitMs ?? 60_000)) return undefined;
    const step = Math.min(250 * 2 ** (attempt - 1), 8000);
    return asked > 0 ? asked + Math.random() * step : step / 2 + (Math.random() * step) / 2;
  }
}

/** 128 random bits. The key must be unique and is no secret: Node 18, which hides its generator, may do with less. */
function randomKey(): string {
  const bytes = new Uint8Array(16);
  const generator = (globalThis as { crypto?: Crypto }).crypto;
  if (generator) generator.getRandomValues(bytes);
  else bytes.forEach((_, i) => (bytes[i] = Math.floor(Math.random() * 256)));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** The query; lists are written with commas, as the API reads them. */
function search(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    parameters.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function content(call: Call): BodyInit | null {
  if (call.json !== undefined) return JSON.stringify(call.json);
  if (call.form === undefined) return call.raw ?? null;
  const form = new FormData();
  for (const [name, value] of Object.entries(call.form)) {
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part instanceof Blob) form.append(name, part, "name" in part ? String(part.name) : "file");
      else if (part !== undefined && part !== null) form.append(name, String(part));
    }
  }
  return form;
}
