// The client of Comptoir's API. Start with `new Comptoir({ address, tenant })`.
import { Services } from "./api.gen.js";
import { Transport, type CallOptions, type ClientOptions, type Session } from "./runtime.js";

export * from "./api.gen.js";
export { ComptoirError, NotModified, SecondStep, metaOf } from "./runtime.js";
export type { CallOptions, ClientOptions, FieldError, Meta, Session } from "./runtime.js";

/** Calls the API for one business as one person, or as a visitor. */
export class Comptoir extends Services {
  private readonly line: Transport;

  constructor(options: ClientOptions) {
    const line = new Transport(options);
    super(line);
    this.line = line;
  }

  /** The session of the moment. */
  get session(): Session | undefined {
    return this.line.session;
  }

  /** Goes on with another session, such as one that a second factor opened. */
  set session(session: Session | undefined) {
    this.line.session = session;
  }

  /** Opens a session; the calls that follow are made with it, and it is renewed when it runs out. Throws SecondStep for an account with a second factor. */
  signIn(email: string, password: string, options?: CallOptions): Promise<Session> {
    return this.line.open({ method: "POST", path: "/api/auth/login", json: { email, password } }, options);
  }

  /** Ends a sign-in with the code of an authenticator application, or a recovery code. */
  secondStep(challenge: string, code: string, options?: CallOptions): Promise<Session> {
    return this.line.open({ method: "POST", path: "/api/auth/login/second", json: { challenge, code } }, options);
  }

  /** Ends the session on the server and here. */
  async signOut(options?: CallOptions): Promise<void> {
    const refreshToken = this.line.session?.refreshToken;
    await this.line.none({ method: "POST", path: "/api/auth/logout", json: refreshToken === undefined ? {} : { refreshToken } }, options);
    this.line.session = undefined;
  }
}
