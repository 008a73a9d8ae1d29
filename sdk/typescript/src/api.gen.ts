// Code generated from api/openapi.yaml by sdk/generate. DO NOT EDIT.

import { pages, segment, type CallOptions, type Transport } from "./runtime.js";

export interface AcceptInputBody {
  /** for a new account */
  name?: string;
  /** for a new account */
  password?: string;
  /** the last part of the mailed address */
  token: string;
}

export interface AcceptOutputBody {
  /** of the account that was opened; left out for who had one */
  session?: IdentitySessionBody;
  user: IdentityMemberBody;
}

export interface AcceptedOutputBody {
  /** always the same: whether the address has an account is said by mail only */
  status: "mail_sent";
}

export interface AdministratorStruct {
  email: string;
  name: string;
}

export interface ArrangeInputBody {
  /** Every photo, the cover first. */
  order: string[];
}

export interface AskForInputBody {
  email: string;
  kind: "export" | "erasure";
  locale?: "fr" | "en";
}

export interface AskInputBody {
  kind: "export" | "erasure";
}

export interface AskLinkInputBody {
  email: string;
  reference: string;
}

export interface AuditChangeWire {
  after?: unknown;
  before?: unknown;
  path: string;
}

export interface AuditEntryWire {
  action: string;
  actor: string;
  /** Network address. */
  address?: string;
  at: string;
  changes: AuditChangeWire[];
  entity: string;
  entityId: string;
  id: string;
  kind: "anonymous" | "user" | "link" | "system";
  trace?: string;
  useCase: string;
}

export interface AuditEntryWireList {
  items: AuditEntryWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface AuditSecurityWire {
  address?: string;
  agent?: string;
  at: string;
  detail?: Record<string, string>;
  id: string;
  kind: string;
  severity: "info" | "notice" | "warning" | "critical";
  /** Fingerprint of the account that it was about. */
  subject?: string;
  user?: string;
}

export interface AuditSecurityWireList {
  items: AuditSecurityWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingAccount {
  bank?: string;
  bic?: string;
  clients: boolean;
  closed?: boolean;
  holder: string;
  iban: string;
  id: string;
  mapping?: BankingMapping;
  name: string;
  version: number;
}

export interface BankingAccountBody {
  bank?: string;
  bic?: string;
  /** Holds other people's money: owners are paid from it. */
  clients?: boolean;
  closed?: boolean;
  holder: string;
  iban: string;
  name: string;
  /** That was looked at; none for a new account. */
  version?: number;
}

export interface BankingAccountList {
  items: BankingAccount[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingBatchWire {
  approvedBy?: string;
  executeOn: string;
  id: string;
  lines: BankingLineWire[];
  /** The payment provider that pays; absent: the bank. */
  method?: "stripe" | "mangopay";
  number: string;
  proposedBy: string;
  status: "proposed" | "approved" | "exported" | "executed" | "partly_returned" | "returned" | "cancelled";
  total: Money;
}

export interface BankingBatchWireList {
  items: BankingBatchWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingBusinessWire {
  kind: "company" | "sole_trader" | "organisation";
  name: string;
  /** In its country's register of companies: in France the SIREN. */
  number?: string;
}

export interface BankingCoordinatesWire {
  bic?: string;
  holder: string;
  iban: string;
}

export interface BankingDebtWire {
  label: string;
  owed: Money;
  payer: string;
  reference: string;
  subject: string;
  why?: "reference" | "name" | "amount";
}

export interface BankingDeclarationWire {
  /** Of the person, or of the business's headquarters. */
  address: PostalAddress;
  birthday: string;
  /** Absent: a person. Else the person is its legal representative. */
  business?: BankingBusinessWire;
  /** That of the account here when absent. */
  email?: string;
  firstName: string;
  lastName: string;
  /** ISO 3166-1 alpha-2 */
  nationality: string;
  /** ISO 3166-1 alpha-2 */
  residence: string;
  /** The payee has read the provider's terms and agrees. */
  termsAgreed: boolean;
}

export interface BankingDetailsWire {
  /** Masked. */
  account: string;
  changedAt?: string;
  /** End of the cooling time: no payout uses the details before. */
  usableAt?: string;
  /** 0: none is known. */
  version: number;
}

export interface BankingDueWire {
  details: BankingDetailsWire;
  due: Money;
  name: string;
  /** Why nothing can be paid now. */
  obstacle?: "nothing_due" | "no_details" | "cooling" | "other_currency";
  parts: BankingPart[];
  payee: string;
  /** In batches that are not in the books yet; not part of due. */
  promised: Money;
}

export interface BankingDueWireList {
  items: BankingDueWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingEnrolBody {
  carrier: "stripe" | "mangopay";
  /** Who is paid, for a provider that wants to be told (MangoPay). It is passed on and not kept. */
  declared?: BankingDeclarationWire;
}

export interface BankingEnrolmentWire {
  /** Its name at the provider. */
  account: string;
  /** What the provider still asks for, in its words. */
  asked?: string[];
  at: string;
  carrier: "stripe" | "mangopay";
  /** The newest of each kind. */
  papers?: BankingPaperWire[];
  payee: string;
  reason?: string;
  state: "onboarding" | "asked" | "ready" | "refused";
  /** The kinds of papers that the provider takes now. */
  takes?: string[];
}

export interface BankingEntryWire {
  account: string;
  /** Above zero came in, below zero went out. */
  amount: Money;
  automatic?: boolean;
  id: string;
  kind?: "payment" | "batch" | "return" | "provider" | "fees" | "own" | "ignored";
  label?: string;
  /** Of the other side. */
  name?: string;
  on: string;
  reference?: string;
  /** claimed: what was said of it is being entered. */
  status: "open" | "claimed" | "matched" | "posted" | "ignored";
  /** The booking that it paid. */
  subject?: string;
  text?: string;
}

export interface BankingEntryWireList {
  items: BankingEntryWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingLineOfWire {
  /** What he was owed then. */
  after: Money;
  /** Above zero: the owner is owed more. */
  amount: Money;
  label: string;
  on: string;
  piece?: string;
}

export interface BankingLineWire {
  /** Masked. */
  account: string;
  amount: Money;
  /** The books know what has moved. */
  booked: boolean;
  id: string;
  name: string;
  parts: BankingPart[];
  payee: string;
  reason?: string;
  /** EndToEndId: the bank carries it to the payee and back. */
  reference: string;
  status: "planned" | "executed" | "rejected" | "returned" | "removed";
  /** The name that the payee's bank gives. */
  suggested?: string;
  verification?: "match" | "close_match" | "no_match" | "not_available";
}

export interface BankingMapping {
  amount?: string;
  credit?: string;
  date: string;
  debit?: string;
  name?: string;
  reference?: string;
  text: string;
}

export interface BankingOwnWire {
  /** That stands there. */
  amount: Money;
  /** It is what the entry moved. */
  fits: boolean;
  place: "till" | "cheques" | "clients" | "own" | "tax";
}

export interface BankingPaperWire {
  kind: "identity_session" | "identity_proof" | "address_proof" | "registration_proof" | "articles_of_association" | "shareholder_declaration";
  /** Of a refusal, in the provider's words. */
  reason?: string;
  state: "created" | "validation_asked" | "validated" | "refused" | "out_of_date";
}

export interface BankingPart {
  amount: Money;
  name: string;
  property: string;
}

export interface BankingPayoutWire {
  /** Masked. */
  account: string;
  amount: Money;
  id: string;
  on: string;
  parts: BankingPart[];
  reference: string;
  status: "executed" | "returned";
}

export interface BankingPayoutWireList {
  items: BankingPayoutWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface BankingReasonBody {
  reason: string;
}

export interface BankingSettings {
  coolingHours: number;
  transferDays?: number;
  transferTo?: string;
}

export interface BankingStatementWire {
  lines: BankingLineOfWire[];
  name: string;
  owed: Money;
  property: string;
}

export interface BlockInputBody {
  from: string;
  kind: "owner_stay" | "maintenance" | "preparation" | "admin";
  note?: string;
  propertyId: string;
  /** The day after the last blocked night. */
  to: string;
}

export interface CancelledOutputBody {
  /** the change had been confirmed: the old address is back, every session is over, and a link to choose a new password was mailed */
  restored: boolean;
}

export interface CaptureInputBody {
  key: string;
  label: string;
  /** What is taken; everything when absent. */
  postings?: LedgerPostingWire[];
}

export interface CertificateInputBody {
  /** The file, in base64. */
  certificate: string;
  password?: string;
}

export interface CertificateOutputBody {
  brought: boolean;
  /** SHA-256, in hexadecimal. */
  fingerprint?: string;
  from?: string;
  issuer?: string;
  /** It is not valid now: the program's own seals. */
  over: boolean;
  subject?: string;
  until?: string;
}

export interface ChallengeInputBody {
  challenge: string;
}

export interface ChooseInputBody {
  wanted: boolean;
}

export interface ClaimInputBody {
  host: string;
}

export interface ClaimInputBody1 {
  /** At most what is held, or what the card was kept for. */
  amount: Money;
  /** Whose damage it was, and so to whom it goes. The property's owner where it has one, when absent. */
  for?: "owner" | "agency";
  /** The same key takes once. */
  key: string;
  /** What was damaged: the guest reads it. */
  reason: string;
}

export interface CodeInputBody {
  code: string;
}

export interface CommissionsOutputBody {
  items: LedgerCommissionWire[];
}

export interface ConfigureInputBody {
  branding?: TenancyBranding;
  defaultLanguage: "fr" | "en" | "ar";
  /** When it receives people, at its own place. */
  hours?: TenancyHours;
  languages: ("fr" | "en" | "ar")[];
  legal?: TenancyLegal;
  name: string;
  trades: ("stays" | "dining" | "shop" | "rewards")[];
  /** IANA name of the time zone. */
  zone: string;
}

export interface ConfigureInputBody1 {
  /** By the names of the provider's fields. */
  keys: Record<string, string>;
}

export interface ConfirmInputBody {
  /** the last part of the mailed address */
  token: string;
}

export interface ConsentInputBody {
  standing: boolean;
}

export interface ConsentInputBody1 {
  given: boolean;
}

export interface ContractsContractWire {
  /** Number of the signed contract that this addendum changes. */
  amends?: string;
  endedAt?: string;
  expiresAt?: string;
  generatedAt?: string;
  id: string;
  kind: "stay" | "mandate";
  number: string;
  /** The provider that it is on its way to. */
  placing?: string;
  /** Code of why the provider did not take it. */
  problem?: string;
  /** Where it is signed; builtin: on our own pages. */
  provider?: string;
  /** Of a refusal, or why it was taken back; replaced and cancelled are the program's own. */
  reason?: string;
  /** What it is about: the reservation, or the property of a mandate. */
  reservationId: string;
  /** 1, then one more for each change of the stay. */
  revision: number;
  sentAt?: string;
  /** Of the PDF, in hexadecimal. */
  sha256?: string;
  signer: ContractsSignerWire;
  /** Bytes of the PDF. */
  size?: number;
  status: "drafted" | "generated" | "sent" | "viewed" | "signed" | "completed" | "refused" | "expired" | "voided";
  title: string;
  waitsFor?: "signer" | "agency";
}

export interface ContractsContractWireList {
  items: ContractsContractWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface ContractsEvidence {
  actor?: string;
  address?: string;
  agent?: string;
  at: string;
  data?: Record<string, string>;
  document?: string;
  hash: string;
  previous?: string;
  seq: number;
  step: string;
}

export interface ContractsEvidenceFile {
  /** Of what was agreed: the reservation with its quote and policy. */
  agreedSha256: string;
  certificate?: string;
  contract: string;
  documentSha256: string;
  email: string;
  entries: ContractsEvidence[];
  method: string;
  number: string;
  reportedAt: string;
  sealedSha256?: string;
  signer: string;
  status: string;
  timestamped?: boolean;
  /** The chain was computed anew and ends where the contract says. */
  whole: boolean;
}

export interface ContractsFactWire {
  name: string;
  value: string;
}

export interface ContractsFieldWire {
  /** The value, or the end of a secret. */
  hint?: string;
  name: string;
  optional: boolean;
  options: string[];
  secret: boolean;
}

export interface ContractsProviderWire {
  /** What the provider calls the account. */
  account?: string;
  checkedAt?: string;
  /** New contracts are signed here. */
  chosen: boolean;
  /** Keys were entered, or none are needed. */
  configured: boolean;
  fields: ContractsFieldWire[];
  /** Code of the fault that the last test met. */
  problem?: string;
  provider: string;
  /** What is signed with the keys binds nobody. */
  test: boolean;
  /** It carries texts; no contract is signed there. */
  texts: boolean;
  /** The address to enter at the provider. */
  webhook?: string;
}

export interface ContractsProviderWireList {
  items: ContractsProviderWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface ContractsSectionWire {
  facts?: ContractsFactWire[];
  heading?: string;
  list?: string[];
  /** The itemised price stands here. */
  prices?: boolean;
  text?: string[];
}

export interface ContractsSettings {
  autoCountersign: boolean;
  autoSend: boolean;
  days: number;
  identity?: "mail" | "sms" | "choice";
  remindEvery: number;
  signatory?: string;
  signatoryEmail?: string;
  textPrefixes?: string[];
  textsADay?: number;
}

export interface ContractsSignerView {
  /** By which the last code went. */
  codeBy: "mail" | "sms";
  /** Where codes go by mail. */
  codeGoesTo: string;
  codeSent: boolean;
  /** The text that signing agrees to. */
  consent: string;
  expiresAt: string;
  /** Code of the fault for which it went by mail and not by text. */
  fallback?: string;
  identified: boolean;
  number: string;
  /** Where it is signed; builtin: here, otherwise by the passage to the provider. */
  provider: string;
  sha256: string;
  signer: string;
  status: "sent" | "viewed" | "signed" | "completed" | "refused" | "expired" | "voided";
  /** Where codes go by text. */
  textGoesTo?: string;
  title: string;
  /** By which a code may go, the preferred one first. */
  ways: ("mail" | "sms")[];
}

export interface ContractsSignerWire {
  email: string;
  name: string;
}

export interface ContractsTemplateWire {
  at?: string;
  by?: string;
  kind: "stay" | "mandate";
  locale: "fr" | "en";
  /** In the markup of templates: see the manual. */
  source: string;
  /** 0: ours, of a business that has written none. */
  version: number;
}

export interface ContractsTemplateWireList {
  items: ContractsTemplateWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface CountersignInputBody {
  /** Who signs; the caller's name when left out. */
  name?: string;
}

export interface CreateInputBody {
  /** Who is invited by mail to be its first administrator. */
  administrator?: AdministratorStruct;
  currency?: string;
  language?: "fr" | "en" | "ar";
  name: string;
  plan?: "discovery" | "starter" | "business" | "unlimited";
  slug: string;
  trades: ("stays" | "dining" | "shop" | "rewards")[];
  zone?: string;
}

export interface CreatePropertyInputBody {
  address: PostalAddress;
  bathrooms: number;
  bedrooms: number;
  beds: number;
  capacity: number;
  checkIn: string;
  checkOut: string;
  classification?: number;
  description?: Record<string, string>;
  features?: string[];
  houseRules?: Record<string, string>[];
  /** Code of the French commune, for the tourist tax. */
  insee?: string;
  maxInfants?: number;
  maxPets?: number;
  name: Record<string, string>;
  owner?: StaysOwnerWire;
  policy: string;
  position: StaysPositionWire;
  rates: StaysRates;
  registration?: string;
  seoDescription?: Record<string, string>;
  seoTitle?: Record<string, string>;
  /** Made from the name when empty. */
  slug?: string;
  surface?: number;
  type: "house" | "villa" | "apartment" | "studio" | "cottage" | "chalet" | "manor" | "room";
  /** IANA; the agency's when empty. */
  zone?: string;
}

export interface CreditInputBody {
  /** With VAT; absent, and no lines: all that is left. */
  amount?: Money;
  /** What is taken back, line by line; not together with an amount. */
  lines?: InvoicingCreditLineWire[];
  reason: string;
}

export interface DateRange {
  /** The first day. */
  from: string;
  /** The day after the last: the range is half-open. */
  to: string;
}

export interface DecideInputBody {
  agree: boolean;
}

export interface DeskCancelInputBody {
  /** The guest asked: the policy decides what he gets back. Otherwise everything goes back. */
  byGuest?: boolean;
  reason?: string;
}

export interface DifferencesOutputBody {
  /** Clients' money by the books. */
  held: Money;
  oldest?: string;
  /** Entries that are nothing yet. */
  open: number;
  sum: Money;
}

export interface EndInputBody {
  key: string;
  /** Why. */
  label: string;
}

export interface EnrolOutputBody {
  /** Opens once, and for minutes. */
  url: string;
}

export interface EnrolmentsOutputBody {
  items: BankingEnrolmentWire[];
}

export interface ExecuteInputBody {
  /** Today when empty. */
  on?: string;
}

export interface FactorsOutputBody {
  /** an authenticator application is set up */
  codes: boolean;
  /** until when you may do without */
  deadline?: string;
  passkeys: IdentityPasskeyBody[];
  /** how many are left */
  recoveryCodes: number;
  /** the business asks for a second factor */
  required: boolean;
}

export interface FinishProviderInputBody {
  /** as the provider sent it back */
  code?: string;
  /** as the provider sent it back instead of a code */
  error?: string;
  state: string;
  transaction: string;
}

export interface ForgotInputBody {
  email: string;
}

export interface HandBackInputBody {
  /** Out of what it was given back: the till, the payer's own cheque that was not banked, the bank account. Absent: as the money was received, or from the bank account when it is there by now. */
  by?: "cash" | "cheque" | "transfer";
  note?: string;
}

export interface HoldInputBody {
  expiresAt?: string;
  key: string;
  label: string;
  metadata?: Record<string, string>;
  piece?: string;
  postings: LedgerPostingWire[];
}

export interface IdentityApiSession {
  /** network address at sign-in */
  address: string;
  /** ISO 3166 code, where the installation's proxy names it */
  country?: string;
  /** the one that asks */
  current: boolean;
  /** what the browser or program says it is, in words; empty when it says nothing that is known */
  device: string;
  /** when it ends if nobody uses it */
  expiresAt: string;
  id: string;
  /** page: a browser; api: a program with refresh tokens */
  kind: "page" | "api";
  openedAt: string;
  /** last use, to ten minutes */
  seenAt: string;
}

export interface IdentityApiSessionList {
  items: IdentityApiSession[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface IdentityAskedBody {
  /** send it with the answer */
  challenge: string;
  /** seconds */
  expiresIn: number;
  /** for PublicKeyCredential.parseRequestOptionsFromJSON or parseCreationOptionsFromJSON */
  options: unknown;
}

export interface IdentityChallengeBody {
  /** send it with the second step to POST /api/auth/login/second */
  challenge: string;
  /** seconds that are left for it; five wrong answers end it earlier */
  expiresIn: number;
  /** the second steps that can be taken: code, recovery_code, passkey */
  methods: string[];
}

export interface IdentityInputBody {
  code: string;
}

export interface IdentityInvitationBody {
  createdAt: string;
  customRoles: string[];
  email: string;
  expiresAt: string;
  id: string;
  invitedBy?: string;
  locale: string;
  name: string;
  roles: string[];
}

export interface IdentityInvitationBodyList {
  items: IdentityInvitationBody[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface IdentityMatrixRow {
  /** it reaches only what is the person's own */
  own: boolean;
  permission: string;
  /** of the program, which have it */
  roles: string[];
}

export interface IdentityMemberBody {
  createdAt: string;
  /** roles that the business made */
  customRoles: string[];
  /** shut out: he cannot sign in */
  deactivated: boolean;
  email: string;
  emailConfirmed: boolean;
  id: string;
  locale: string;
  name: string;
  phone?: string;
  /** address of his picture at this host */
  photo?: string;
  /** the program's own roles, lowest first */
  roles: string[];
  zone?: string;
}

export interface IdentityMemberBodyList {
  items: IdentityMemberBody[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface IdentityOutputBody {
  /** To be sent with the signature. */
  session: string;
  until: string;
}

export interface IdentityPasskeyBody {
  /** its counter ran backwards: a copy may be in use */
  cloned: boolean;
  createdAt: string;
  /** where it works */
  host: string;
  id: string;
  name: string;
  synced: boolean;
  usedAt?: string;
}

export interface IdentityPolicyBody {
  graceDays: number;
  required: boolean;
  since?: string;
}

export interface IdentityProveBody {
  /** send it with the dangerous act: it says that you have just proved who you are; left out for a session of pages */
  accessToken?: string;
  /** seconds for which the access token is valid */
  expiresIn?: number;
  /** seconds for which dangerous acts are let through */
  freshFor: number;
}

export interface IdentityProviderBody {
  label: string;
  provider: string;
}

export interface IdentityRoleBody {
  id: string;
  name: string;
  permissions: string[];
  updatedAt: string;
  version: number;
}

export interface IdentityRoleFields {
  name: string;
  /** at most what you may do yourself */
  permissions: string[];
}

export interface IdentitySessionBody {
  /** send it as Authorization: Bearer … */
  accessToken: string;
  /** seconds for which the access token is valid */
  expiresIn: number;
  /** used once; used twice within ten seconds it gives the same answer, later it ends the session */
  refreshToken: string;
  tokenType: "Bearer";
  user: IdentityUserBody;
}

export interface IdentityStartedBody {
  /** show it to the person, in a browser */
  authorizationUrl: string;
  expiresAt: string;
  /** comes back to redirectUri; compare, and send it along */
  state: string;
  /** a secret that ties the answer to this caller; keep it, never show it */
  transaction: string;
}

export interface IdentityUserBody {
  createdAt: string;
  email: string;
  emailConfirmed: boolean;
  id: string;
  locale: string;
  name: string;
  phone?: string;
  /** address of the picture at this host, for the person and who may read the business's people */
  photo?: string;
  roles: string[];
  /** IANA name; the business's own when left out */
  zone?: string;
}

export interface ImportInputBody {
  account: string;
  /** The file, in base64. */
  content: string;
  /** Titles of the columns of a CSV that are not recognised; kept for the account. */
  mapping?: BankingMapping;
  name: string;
}

export interface ImportOutputBody {
  known: number;
  matched: number;
  new: number;
}

export interface InviteInputBody {
  customRoles?: string[];
  email: string;
  /** language of the mail; the business's own when left out */
  locale?: "fr" | "en" | "ar";
  name: string;
  roles: string[];
}

export interface InvoicingCreditLineWire {
  /** A part of the line's amount instead of a quantity, with VAT where the invoice's prices hold it. */
  amount?: Money;
  /** As on the invoice: the first is 1. */
  line: number;
  /** Absent, and no amount: what is left of the line. */
  quantity?: string;
}

export interface InvoicingCustomerWire {
  address: PostalAddress;
  /** Acts in its trade: late penalties apply. */
  business?: boolean;
  email?: string;
  name: string;
  siren?: string;
  vatNumber?: string;
}

export interface InvoicingGroupWire {
  net: Money;
  tax: InvoicingTaxWire;
  vat: Money;
}

export interface InvoicingItemWire {
  label: string;
  quantity: string;
  tax: InvoicingTaxWire;
  unitPrice: Money;
}

export interface InvoicingLineWire {
  /** With VAT where the prices hold it. */
  amount: Money;
  label: string;
  net: Money;
  quantity: string;
  tax: InvoicingTaxWire;
  unitPrice: Money;
}

export interface InvoicingPaperWire {
  corrects: InvoicingReferenceWire[];
  credited: Money;
  deposits: InvoicingReferenceWire[];
  /** When it was issued. */
  due: Money;
  /** Of the paper and the one before it in the business's chain, SHA-256 in hexadecimal. */
  hash: string;
  issuedAt: string;
  language: string;
  lines: InvoicingLineWire[];
  mentions: string[];
  /** When it was issued. */
  paidBefore: Money;
  paper: InvoicingRowWire;
  pricesIncludeVat: boolean;
  receivedSince: Money;
  subject?: string;
  subjectKind?: string;
  submission?: InvoicingSubmissionWire;
  vatBreakdown: InvoicingGroupWire[];
}

export interface InvoicingReferenceWire {
  amount?: Money;
  id: string;
  issuedOn: string;
  number: string;
}

export interface InvoicingRowWire {
  customer: string;
  dueOn: string;
  id: string;
  issuedOn: string;
  kind: "invoice" | "deposit" | "credit_note" | "receipt";
  /** Without VAT; below zero for a credit note. */
  net: Money;
  number: string;
  outstanding: Money;
  /** What the customer calls it: a booking's reference, an order number. */
  reference?: string;
  /** Sent so far, 0 to 3. */
  reminders: number;
  state: "open" | "overdue" | "paid" | "credited" | "issued";
  total: Money;
  vat: Money;
}

export interface InvoicingRowWireList {
  items: InvoicingRowWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface InvoicingStepWire {
  at: string;
  reason?: string;
  stage: string;
}

export interface InvoicingSubmissionWire {
  platform: string;
  reference?: string;
  stage: "waiting" | "deposited" | "rejected" | "made_available" | "taken" | "approved" | "refused" | "collected";
  steps: InvoicingStepWire[];
}

export interface InvoicingTaxWire {
  /** S: taxed at the rate. E: exempt for the reason. */
  category: "S" | "E";
  /** A percentage as a decimal of at most four places. */
  rate?: string;
  reason?: "furnished_letting" | "franchise" | "disbursement" | "indemnity" | "other";
}

export interface IssueInputBody {
  currency?: string;
  customer: InvoicingCustomerWire;
  dueDays?: number;
  kind?: "invoice" | "deposit";
  language?: "fr" | "en";
  lines: InvoicingItemWire[];
  note?: string;
  pricesIncludeVat?: boolean;
  reference?: string;
  servicePeriod?: PeriodStruct;
}

export interface KeyOutputBody {
  /** base32, to be typed */
  key: string;
  /** otpauth:// address, for a QR code */
  uri: string;
}

export interface KeysInputBody {
  /** By the names of the provider's fields. */
  keys: Record<string, string>;
}

export interface LeaveOutputBody {
  amount: Money;
  checkoutUrl: string;
  paymentId: string;
  way: "hold" | "card";
}

export interface LedgerBalanceWire {
  account: string;
  /** Less what holds would take. */
  available: Money;
  balance: Money;
  /** It may not go below zero. */
  guarded: boolean;
  /** On which the account normally stands. */
  side: "debit" | "credit";
}

export interface LedgerBalanceWireList {
  items: LedgerBalanceWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface LedgerCommissionWire {
  /** Of the rent, tax included. */
  commission: string;
  /** For stays that end on this day or later. */
  from: string;
  property: string;
  /** Where it was agreed: the number of the mandate. */
  source?: string;
}

export interface LedgerExerciseWire {
  day: number;
  month: number;
}

export interface LedgerLegWire {
  account: string;
  /** After it, above zero on the account's normal side. */
  balance: Money;
  credit?: Money;
  debit?: Money;
  heldCredit?: Money;
  /** By how much what a hold would debit has changed. */
  heldDebit?: Money;
}

export interface LedgerLineWire {
  bookedAt: string;
  label: string;
  piece?: string;
  posting: LedgerLegWire;
  transaction: string;
  valueOn: string;
}

export interface LedgerLineWireList {
  items: LedgerLineWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface LedgerPostingWire {
  account: string;
  credit?: Money;
  /** Either this or credit. */
  debit?: Money;
}

export interface LedgerTermsWire {
  /** Of the rent, tax included. */
  commission: string;
}

export interface LedgerTransactionWire {
  actor: string;
  bookedAt: string;
  bookedOn: string;
  expiresAt?: string;
  id: string;
  journal: "BQ" | "VE" | "OD";
  /** The same key is the same transaction. What clients of the API have entered has theirs after api/. */
  key: string;
  kind: "posted" | "pending" | "capture" | "void" | "reversal";
  label: string;
  metadata?: Record<string, string>;
  /** In the validated order of the books; absent for the seconds before. */
  number?: number;
  /** The hold that it ends, or what it reverses. */
  of?: string;
  piece?: string;
  postings: LedgerLegWire[];
  valueOn: string;
}

export interface LedgerTransactionWireList {
  items: LedgerTransactionWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface LedgerTrialLineWire {
  account: string;
  closing: Money;
  credits: Money;
  debits: Money;
  /** In the plan comptable général. */
  number: string;
  /** Debits less credits before the period. */
  opening: Money;
}

export interface LedgerTrialSumWire {
  balanced: boolean;
  /** What is held of other people's money. */
  clientAssets: Money;
  /** What is owed to them. */
  clientDebts: Money;
  credits: Money;
  debits: Money;
}

export interface LinkOutputBody {
  expiresAt: string;
  /** Opens the document for whoever has it. */
  url: string;
}

export interface LoginInputBody {
  email: string;
  password: string;
}

export interface LogoutInputBody {
  /** of the session to end; the caller's own when left out */
  refreshToken?: string;
}

export interface MandateInputBody {
  /** The address of the owner's account when left out. */
  email?: string;
  /** As it stands in the mandate. */
  fee: string;
  from?: string;
  locale?: "fr" | "en";
  /** The property's owner when left out. */
  owner?: string;
  /** Of the owner, so that he can have his code by text; as it is dialled where the property lies, or international. */
  phone?: string;
  propertyId: string;
  until?: string;
}

export interface MatchInputBody {
  /** Identifier of the booking. */
  subject: string;
}

export interface MatrixOutputBody {
  /** roles that the business made */
  custom: IdentityRoleBody[];
  matrix: IdentityMatrixRow[];
}

export interface Money {
  /** A decimal with at most as many decimals as the currency has. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

export interface MoveInputBody {
  checkIn?: string;
  checkOut?: string;
  /** The price stays as agreed. */
  keepPrice?: boolean;
  propertyId?: string;
}

export interface NewEmailInputBody {
  /** the address to use from now on; it is written to, and so is the old one */
  email: string;
}

export interface NotificationsPreferenceBody {
  channel: "email";
  /** always sent: not yours to switch off */
  fixed: boolean;
  topic: "security" | "bookings" | "data" | "payments" | "offers";
  wanted: boolean;
}

export interface OneEntryOutputBody {
  candidates: BankingDebtWire[];
  entry: BankingEntryWire;
  found: BankingDebtWire[];
  /** Places of the business's own that may be the other side, those that fit first. */
  own: BankingOwnWire[];
  /** Whose payout it seems to be. */
  provider?: string;
}

export interface OpenInputBody {
  currency?: string;
  language?: "fr" | "en" | "ar";
  name: string;
  password: string;
  person: string;
  slug: string;
  trades: ("stays" | "dining" | "shop" | "rewards")[];
  zone?: string;
}

export interface OperationsJobWire {
  attempt: number;
  dueAt: string;
  failures: number;
  id: number;
  kind: string;
  lastFailure?: string;
  maxAttempts: number;
  state: string;
  tenant?: string;
}

export interface OperationsJobWireList {
  items: OperationsJobWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface OriginsInputBody {
  /** Each as scheme://host[:port]; https, or http for localhost. An empty list closes the door. */
  origins: string[];
}

export interface OwedOutputBody {
  items: StaysOwedFields[];
}

export interface PaidInputBody {
  /** Absent: all that is owed. */
  amount?: Money;
  /** The same twice is one payment: the bank's reference, the cheque's number. */
  key: string;
  method: "transfer" | "cheque" | "cash" | "card" | "other";
  /** Absent: today. */
  receivedOn?: string;
}

export interface PassageOutputBody {
  /** To go to now: it may open once, and not for long. */
  address: string;
}

export interface PasskeyInputBody {
  challenge: string;
  name: string;
  passkey: unknown;
}

export interface PasskeyLoginInputBody {
  challenge: string;
  passkey: unknown;
}

export interface PasskeyNameInputBody {
  name: string;
}

export interface PaymentsDifferenceWire {
  foundAt: string;
  id: string;
  kind: "unknown_here" | "unknown_there" | "status" | "amount" | "refund";
  ours: string;
  payment?: string;
  provider: string;
  reference: string;
  theirs: string;
}

export interface PaymentsDifferenceWireList {
  items: PaymentsDifferenceWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PaymentsFieldWire {
  /** The value, or the end of a secret. */
  hint?: string;
  name: string;
  optional: boolean;
  options: string[];
  secret: boolean;
}

export interface PaymentsPaymentWire {
  amount: Money;
  capture?: "" | "pending" | "done" | "failed";
  /** What came in. */
  captured: Money;
  createdAt: string;
  description: string;
  /** open: the provider waits for evidence; under_review: the payer’s bank reads it. */
  dispute?: "" | "open" | "under_review" | "won" | "lost";
  failure?: string;
  heldUntil?: string;
  id: string;
  /** hold: the money is blocked and taken later; card: the card is kept and charged later; later: a card kept by an earlier payment was charged. */
  mode?: "" | "hold" | "card" | "later";
  payerName: string;
  provider: string;
  purpose: string;
  /** The provider's name of the payment. */
  reference?: string;
  refundable: Money;
  refunds: PaymentsRefundWire[];
  /** Where it stands, all told: its status, and what became of the money after a success. */
  standing: "requires_action" | "processing" | "authorized" | "succeeded" | "failed" | "cancelled" | "partly_captured" | "partly_refunded" | "refunded" | "disputed";
  status: "requires_action" | "processing" | "authorized" | "succeeded" | "failed" | "cancelled";
  subject: PaymentsSubjectWire;
  updatedAt: string;
}

export interface PaymentsPaymentWireList {
  items: PaymentsPaymentWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PaymentsProviderWire {
  /** What the provider calls the account. */
  account?: string;
  checkedAt?: string;
  /** Keys were entered. */
  configured: boolean;
  /** New payments are opened here. */
  default: boolean;
  enabled: boolean;
  fields: PaymentsFieldWire[];
  /** Code of the fault that the last test met. */
  problem?: string;
  provider: string;
  /** The keys move no real money. */
  test: boolean;
  /** The address to enter at the provider. */
  webhook?: string;
}

export interface PaymentsProviderWireList {
  items: PaymentsProviderWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PaymentsPublicWire {
  amount: Money;
  /** Why the last attempt was refused. */
  failure?: string;
  id: string;
  purpose: string;
  status: "requires_action" | "processing" | "authorized" | "succeeded" | "failed" | "cancelled";
}

export interface PaymentsRefundWire {
  amount: Money;
  at: string;
  failure?: string;
  id: string;
  reason: string;
  status: "pending" | "succeeded" | "failed";
}

export interface PaymentsSubjectWire {
  id: string;
  kind: string;
}

export interface PaymentsSumWire {
  /** What went back, or is on its way. */
  back: Money;
  count: number;
  /** What came in. */
  in: Money;
}

export interface PeriodStruct {
  from: string;
  to: string;
}

export interface PlanInputBody {
  /** Own figures where they differ from the plan's, by resource (users, properties, storage in bytes, mails a month); -1 is no limit. */
  limits?: Record<string, number>;
  plan: "discovery" | "starter" | "business" | "unlimited";
}

export interface PostInputBody {
  /** OD when absent. */
  journal?: "BQ" | "VE" | "OD";
  key: string;
  label: string;
  /** exchange_rate: what one unit of the foreign currency is worth in that of the books, as 0.9217; the FEC needs it. */
  metadata?: Record<string, string>;
  piece?: string;
  /** The day of the paper; the day of booking when absent. */
  pieceOn?: string;
  postings: LedgerPostingWire[];
  /** The day of booking when absent. */
  valueOn?: string;
}

export interface PostInputBody1 {
  /** own: between accounts of the business itself. */
  as: "batch" | "return" | "provider" | "fees" | "own" | "ignored";
  /** That the provider kept. */
  fee?: Money;
  note?: string;
  /** Of own: where the other side is; tax: the tourist tax, paid to the commune. */
  place?: "till" | "cheques" | "clients" | "own" | "tax";
  /** card: the business's own card terminal. */
  provider?: "stripe" | "paypal" | "mangopay" | "card" | "sandbox";
}

export interface PostalAddress {
  city: string;
  country: string;
  line1: string;
  line2?: string;
  postalCode: string;
  region?: string;
}

export interface PreferencesOutputBody {
  items: NotificationsPreferenceBody[];
}

export interface PreviewInputBody {
  source: string;
}

export interface PreviewOutputBody {
  sections: ContractsSectionWire[];
  title: string;
}

export interface PrivacyConsentWire {
  at: string;
  given: boolean;
  purpose: string;
  source: string;
  /** Which wording. */
  text: string;
}

export interface PrivacyConsentWireList {
  items: PrivacyConsentWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PrivacyDeskRequestWire {
  askedAt: string;
  /** Recorded by the business for a person without an account. */
  byStaff: boolean;
  doneAt?: string;
  /** When it is done: an export at once, an erasure after seven days in which it can be taken back. */
  dueAt: string;
  email: string;
  /** Until when the copy can be downloaded. */
  expiresAt?: string;
  id: string;
  kind: "export" | "erasure";
  /** Bytes of the copy. */
  size?: number;
  status: "asked" | "done" | "withdrawn" | "expired";
}

export interface PrivacyDeskRequestWireList {
  items: PrivacyDeskRequestWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PrivacyDocumentWire {
  addedAt: string;
  id: string;
  kind: "identity_card" | "passport" | "residence_permit" | "driving_licence" | "proof_of_address" | "insurance" | "bank_details" | "other";
  name: string;
  /** Bytes. */
  size: number;
  type: string;
}

export interface PrivacyDocumentWireList {
  items: PrivacyDocumentWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface PrivacyRequestWire {
  askedAt: string;
  doneAt?: string;
  /** When it is done: an export at once, an erasure after seven days in which it can be taken back. */
  dueAt: string;
  /** Until when the copy can be downloaded. */
  expiresAt?: string;
  id: string;
  kind: "export" | "erasure";
  /** Bytes of the copy. */
  size?: number;
  status: "asked" | "done" | "withdrawn" | "expired";
}

export interface PrivacyRequestWireList {
  items: PrivacyRequestWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface Problem {
  /** The stable code to compare with. */
  code: string;
  /** One sentence for people. */
  detail?: string;
  /** The refused inputs, when the refusal is about some. */
  errors?: ProblemField[];
  /** The HTTP status. */
  status: number;
  /** The kind of refusal in words. */
  title: string;
  /** Quote it to support: it finds the request in the logs. */
  traceId?: string;
  /** Names the refusal: the code as a URN. */
  type: string;
}

export interface ProblemField {
  /** The stable code to compare with. */
  code: string;
  /** Where: the path in the body, or the parameter's name. */
  field: string;
  /** One sentence for people. */
  message?: string;
}

export interface ProfileInputBody {
  /** language of mails and pages */
  locale?: "fr" | "en" | "ar";
  name?: string;
  /** empty: taken away */
  phone?: string;
  /** IANA name; empty: the business's own */
  zone?: string;
}

export interface ProposeInputBody {
  account: string;
  executeOn: string;
  key: string;
  /** The payment provider that pays; absent: the bank, by a SEPA file. */
  method?: "stripe" | "mangopay";
  /** Empty: everybody who can be paid. */
  payees?: string[];
}

export interface ProveInputBody {
  /** of POST /api/auth/prove/options; with passkey */
  challenge?: string;
  /** six digits of the application, or a recovery code */
  code?: string;
  passkey?: unknown;
  /** the caller's own; does not do for who has a second factor */
  password?: string;
}

export interface ProvidersOutputBody {
  items: IdentityProviderBody[];
}

export interface QuoteInputBody {
  adults: number;
  checkIn: string;
  checkOut: string;
  /** Minors who take a bed. */
  children?: number;
  /** Codes of the optional fees wanted. */
  extras?: string[];
  /** Under two; they do not count for the capacity. */
  infants?: number;
  pets?: number;
  propertyId: string;
}

export interface ReasonInputBody {
  reason: string;
}

export interface ReconciledOutputBody {
  /** Differences, known ones included. */
  found: number;
  /** Lines of the providers' statements. */
  movements: number;
  /** Payments compared. */
  payments: number;
}

export interface RecoveryOutputBody {
  /** shown this once; empty when the account has some already */
  recoveryCodes: string[];
}

export interface ReduceInputBody {
  /** What the guest still owes is let go first, the rest is sent back. */
  amount: Money;
  /** Who bears it; absent: owner and agency, each what he had of it. */
  bearer?: "agency" | "owner";
  reason: string;
}

export interface RefreshInputBody {
  refreshToken: string;
}

export interface RefundInputBody {
  amount: Money;
  /** The same key refunds once. */
  key: string;
  paymentId: string;
  reason: string;
}

export interface RefusalInputBody {
  reason?: string;
}

export interface RegisterInputBody {
  /** where the confirmation is sent */
  email: string;
  /** language of mails and pages; the business's own when left out */
  locale?: "fr" | "en" | "ar";
  name: string;
  /** 12 to 128 characters; not among the commonest, not holding your name or address */
  password: string;
  phone?: string;
}

export interface ReleaseInputBody {
  paymentId: string;
}

export interface ResetInputBody {
  password: string;
  /** the last part of the mailed address */
  token: string;
}

export interface ReturnInputBody {
  /** ISO 20022 reason of a return. */
  code: string;
  /** Today when empty. */
  on?: string;
}

export interface RolesInputBody {
  customRoles?: string[];
  /** all of them from now on; empty: a customer */
  roles: string[];
}

export interface SaveTemplateInputBody {
  /** The version that was edited; 412 when there is a newer one. */
  base: number;
  /** Empty: ours comes back, as a new version. */
  source: string;
}

export interface SecondInputBody {
  challenge: string;
  /** six digits of the application, or a recovery code */
  code?: string;
  /** the browser's PublicKeyCredential as JSON, in answer to POST /api/auth/login/second/options */
  passkey?: unknown;
}

export interface SetDetailsInputBody {
  bic?: string;
  holder: string;
  iban: string;
  /** Verified user of MangoPay; absent: as before. */
  mangopay?: string;
  /** Connected account of Stripe; absent: as before. */
  stripe?: string;
}

export interface SettleInputBody {
  /** Take over what the provider says. */
  adopt?: boolean;
  difference: string;
  /** Why nothing is wrong; needed unless adopt is set. */
  note?: string;
}

export interface SignatureInputBody {
  consent: boolean;
  /** Strokes on a field of 600 by 200, separated by a semicolon; their points by a space, as x,y. */
  drawing?: string;
  name: string;
  session: string;
}

export interface SlugOutputBody {
  /** Where the site would be, when the name is free. */
  address?: string;
  state: "free" | "taken" | "reserved" | "malformed";
}

export interface StartInputBody {
  email: string;
  locale?: "fr" | "en" | "ar";
}

export interface StartProviderInputBody {
  /** where the provider sends the browser back: at an origin that the business allows to call its API, and registered at the provider */
  redirectUri: string;
}

export interface StatementsOutputBody {
  items: BankingStatementWire[];
}

export interface StaysAdditionalTax {
  code: string;
  /** A percentage as a decimal of at most four places. */
  percent: string;
}

export interface StaysAddressWire {
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  line1: string;
  line2?: string;
  postalCode: string;
  region?: string;
}

export interface StaysBarWire {
  blockId?: string;
  expiresAt?: string;
  from: string;
  kind: "hold" | "reservation" | "change" | "block";
  label?: string;
  owed?: Money;
  reference?: string;
  reservationId?: string;
  status?: string;
  to: string;
}

export interface StaysBlockWire {
  by?: string;
  from: string;
  id: string;
  kind: string;
  note?: string;
  propertyId: string;
  to: string;
}

export interface StaysBoardBody {
  from: string;
  properties: StaysBoardRowWire[];
  to: string;
  today: string;
}

export interface StaysBoardRowWire {
  bars: StaysBarWire[];
  name: Record<string, string>;
  propertyId: string;
  slug: string;
}

export interface StaysBookBody {
  /** Must be true with a quoteId. */
  acceptTerms?: boolean;
  checkIn?: string;
  checkOut?: string;
  /** Staff only: without waiting for a payment. */
  confirmed?: boolean;
  extras?: string[];
  guest: StaysGuestWire;
  holdMinutes?: number;
  /** The guest agrees to the quote's keepCard: his card is kept and charged with what is due later. */
  keepCard?: boolean;
  note?: string;
  party?: StaysPartyFields;
  /** Staff only, instead of a quote. */
  propertyId?: string;
  quoteId?: string;
  /** Staff only: past minimum stays and arrival days. */
  relaxed?: boolean;
}

export interface StaysBookedBody {
  bookedAt: string;
  checkIn: string;
  checkOut: string;
  guestName: string;
  holdExpiresAt?: string;
  id: string;
  manageToken: string;
  /** The guest's private page. */
  manageUrl: string;
  /** What the guest still has to pay. */
  owed: Money;
  party: StaysPartyFields;
  /** Absent when nothing is to be paid now. */
  payment?: StaysPaymentWire;
  propertyId: string;
  propertyName: Record<string, string>;
  reference: string;
  source: "site" | "desk";
  status: "held" | "confirmed" | "checked_in" | "completed" | "expired" | "cancelled" | "no_show";
  total: Money;
}

export interface StaysCalendarBody {
  days: StaysDayWire[];
  propertyId: string;
}

export interface StaysCancellationWire {
  at: string;
  by: "guest" | "agency";
  kept: Money;
  reason?: string;
  refund: Money;
}

export interface StaysCancelledBody {
  kept: Money;
  paid: Money;
  refund: Money;
  reservation?: StaysReservationWire;
  status: "preview" | "cancelled";
  total: Money;
}

export interface StaysCardPriceWire {
  /** The rent by night, rounded. */
  nightly: Money;
  nights: number;
  /** Everything included: fees and taxes. */
  total: Money;
}

export interface StaysCardWire {
  bathrooms: number;
  bedrooms: number;
  capacity: number;
  city: string;
  features: string[];
  /** The lowest price of a night, when no dates were asked for. */
  from: Money;
  id: string;
  name: Record<string, string>;
  photo?: StaysPhotoWire;
  position: StaysPositionWire;
  /** The whole price of the dates asked for. */
  price?: StaysCardPriceWire;
  slug: string;
  /** Square metres. */
  surface?: number;
  type: string;
}

export interface StaysCautionWire {
  amount: Money;
  /** Given back by itself on this day. */
  endsOn: string;
  /** Files of the claim, oldest first. */
  evidence?: StaysEvidenceWire[];
  /** To whom what is taken goes: the property's owner, or the agency. */
  for?: "" | "owner" | "agency";
  heldUntil?: string;
  opensOn: string;
  reason?: string;
  /** open: the guest may leave it now; kept: held, or his card is kept; owner: his bank wants him. */
  status: "" | "soon" | "open" | "kept" | "taking" | "taken" | "owner" | "back";
  taken: Money;
  way?: "" | "hold" | "card";
}

export interface StaysChangeBody {
  adults?: number;
  checkIn?: string;
  checkOut?: string;
  children?: number;
  /** What the preview said; another difference is refused with 409. */
  expectedDifference?: Money;
  extras?: string[];
  infants?: number;
  pets?: number;
}

export interface StaysChangedBody {
  after: Money;
  /** The total as agreed. */
  before: Money;
  difference: Money;
  lines: StaysLineWire[];
  /** Before the change is made. */
  payNow: Money;
  payment?: StaysPaymentWire;
  refund: Money;
  reservation?: StaysReservationWire;
  status: "preview" | "changed" | "payment_required";
}

export interface StaysDayWire {
  arrival: boolean;
  /** The night that begins on this day may be sold. */
  available: boolean;
  date: string;
  departure: boolean;
  maxNights: number;
  /** Of a stay that arrives on this day. */
  minNights: number;
  price?: Money;
}

export interface StaysDeskPropertyBody {
  address: PostalAddress;
  bathrooms: number;
  bedrooms: number;
  beds: number;
  capacity: number;
  checkIn: string;
  checkOut: string;
  classification?: number;
  description?: Record<string, string>;
  features?: string[];
  houseRules?: Record<string, string>[];
  id: string;
  /** Code of the French commune, for the tourist tax. */
  insee?: string;
  maxInfants?: number;
  maxPets?: number;
  name: Record<string, string>;
  owner?: StaysOwnerWire;
  photos: StaysPhotoWire[];
  policy: string;
  position: StaysPositionWire;
  rates: StaysRates;
  registration?: string;
  seoDescription?: Record<string, string>;
  seoTitle?: Record<string, string>;
  /** Made from the name when empty. */
  slug?: string;
  status: "draft" | "published" | "archived";
  surface?: number;
  type: "house" | "villa" | "apartment" | "studio" | "cottage" | "chalet" | "manor" | "room";
  version: number;
  /** IANA; the agency's when empty. */
  zone?: string;
}

export interface StaysDue {
  amount: Money;
  on: string;
}

export interface StaysEntryWire {
  actor: string;
  amount?: Money;
  at: string;
  kind: string;
  name?: string;
  note?: string;
}

export interface StaysEvidenceWire {
  at: string;
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  type: "image/jpeg" | "application/pdf";
}

export interface StaysFeatureWire {
  code: string;
  label: Record<string, string>;
}

export interface StaysFee {
  amount: Money;
  code: string;
  fromNights?: number;
  id?: string;
  name?: Record<string, string>;
  optional?: boolean;
  per: string;
  taxable?: boolean;
  toNights?: number;
}

export interface StaysGrace {
  beforeHours: number;
  withinHours: number;
}

export interface StaysGuestWire {
  address?: StaysAddressWire;
  email: string;
  firstName: string;
  lastName: string;
  /** Of the mails and the contract. */
  locale?: "fr" | "en";
  /** International, or national where the address names a country. */
  phone?: string;
}

export interface StaysInstalment {
  booked?: boolean;
  days: number;
  /** A percentage as a decimal of at most four places. */
  percent: string;
}

export interface StaysKeptCardWire {
  agreedAt: string;
  /** What became of its last charge, when it was not accepted: asked for now; tried again on retryOn; the bank wants the guest; given up, the guest has a link. */
  attempt?: "" | "asked" | "refused" | "owner" | "given_up";
  endedAt?: string;
  /** Absent until the first payment has kept it. */
  name?: string;
  retryOn?: string;
  /** What the guest agreed to. */
  wording: string;
}

export interface StaysLengthTier {
  fromNights: number;
  /** A percentage as a decimal of at most four places. */
  percent: string;
}

export interface StaysLineWire {
  amount: Money;
  /** rent, discount, extra_guest, cleaning, linen, pet, …, tourist_tax. */
  code: string;
  label: string;
  quantity: number;
  /** Zero when the units differ, as nights do. */
  unitAmount: Money;
}

export interface StaysMonthDay {
  day: number;
  month: number;
}

export interface StaysMovedBody {
  difference: Money;
  reservation?: StaysReservationWire;
}

export interface StaysNightWire {
  amount: Money;
  date: string;
  /** Which rule set the price. */
  rule: string;
}

export interface StaysOwedFields {
  bookedAt: string;
  checkIn: string;
  checkOut: string;
  /** Arrhes owed a second time, by transfer: note them with arrhes-doubled. */
  doubleOpen: Money;
  guestName: string;
  holdExpiresAt?: string;
  id: string;
  /** What the guest still has to pay. */
  owed: Money;
  party: StaysPartyFields;
  propertyId: string;
  propertyName: Record<string, string>;
  reference: string;
  /** Asked for, not sent yet. */
  refundOpen: Money;
  since: string;
  source: "site" | "desk";
  status: "held" | "confirmed" | "checked_in" | "completed" | "expired" | "cancelled" | "no_show";
  total: Money;
}

export interface StaysOwnerWire {
  name?: string;
  user?: string;
}

export interface StaysPartWire {
  amount: Money;
  dueOn: string;
  left: Money;
  purpose: "deposit" | "total" | "instalment" | "balance";
  state: "paid" | "due" | "coming";
}

export interface StaysPartyFields {
  adults: number;
  /** Minors who take a bed. */
  children?: number;
  /** Under two; they do not count for the capacity. */
  infants?: number;
  pets?: number;
}

export interface StaysPaymentWire {
  amount: Money;
  /** Where the payer goes to pay. */
  checkoutUrl: string;
  id: string;
  status: string;
}

export interface StaysPhotoWire {
  alt: Record<string, string>;
  /** To paint before the photo is there. */
  colour: string;
  height: number;
  id: string;
  /** A JPEG. Beside it lie WebP files named by the widths: 640.webp. */
  url: string;
  width: number;
  widths: number[];
}

export interface StaysPinWire {
  amount: Money;
  position: StaysPositionWire;
  slug: string;
}

export interface StaysPolicy {
  code: string;
  grace?: StaysGrace;
  name: Record<string, string>;
  prepaid?: string;
  tiers: StaysTier[];
  version: number;
}

export interface StaysPolicyWire {
  code: string;
  name: Record<string, string>;
  /** What the law takes money for that is paid on booking; nothing: what it takes it for by itself. */
  prepaid?: "arrhes" | "acompte";
  /** The same in words, by language. */
  terms: Record<string, string[]>;
  tiers: StaysTierWire[];
  version: number;
}

export interface StaysPositionWire {
  lat: number;
  lon: number;
}

export interface StaysPropertyBody {
  bathrooms: number;
  bedrooms: number;
  beds: number;
  capacity: number;
  checkIn: string;
  checkOut: string;
  city: string;
  /** Stars; 0 for a property without classification. */
  classification: number;
  country: string;
  description: Record<string, string>;
  features: StaysFeatureWire[];
  from: Money;
  houseRules: Record<string, string>[];
  id: string;
  maxInfants: number;
  maxPets: number;
  name: Record<string, string>;
  photos: StaysPhotoWire[];
  policy: StaysPolicyWire;
  position: StaysPositionWire;
  postalCode: string;
  registration?: string;
  slug: string;
  surface?: number;
  type: string;
  /** IANA time zone of these times. */
  zone: string;
}

export interface StaysPropertyRowWire {
  capacity: number;
  city: string;
  id: string;
  name: Record<string, string>;
  nightly: Money;
  owner?: string;
  slug: string;
  status: string;
  type: string;
}

export interface StaysPropertyRowWireList {
  items: StaysPropertyRowWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface StaysQuoteWire {
  /** All that is due after the deposit. */
  balance: Money;
  balanceDueOn: string;
  checkIn: string;
  checkOut: string;
  /** Due when booking. */
  deposit: Money;
  expiresAt: string;
  id: string;
  /** What the guest agrees to when the quote is booked with keepCard. */
  keepCard?: string;
  /** The parts of the balance by day: instalments, and the rest. With the deposit they sum to the total. */
  later: StaysDue[];
  /** They sum to the total exactly. */
  lines: StaysLineWire[];
  nights: StaysNightWire[];
  party: StaysPartyFields;
  policy: StaysPolicyWire;
  propertyId: string;
  /** Not part of the total. */
  securityDeposit: Money;
  total: Money;
}

export interface StaysRates {
  arrivals?: string[];
  currency: string;
  departures?: string[];
  extraGuest?: Money;
  fees?: StaysFee[];
  horizonDays?: number;
  included?: number;
  lengthDiscounts?: StaysLengthTier[];
  maxNights?: number;
  minNights?: number;
  nightFloor?: Money;
  nightly: Money;
  noticeHours?: number;
  preparationDays?: number;
  /** A percentage as a decimal of at most four places. */
  salesTax?: string;
  seasons?: StaysSeason[];
  securityDeposit?: Money;
  spots?: StaysSpot[];
  unit?: string;
  weekend?: Money;
  weekendDays?: string[];
}

export interface StaysReservationWire {
  balance: Money;
  balanceDueOn: string;
  bookedAt: string;
  canCancel: boolean;
  canChange: boolean;
  cancellation?: StaysCancellationWire;
  /** The card that is kept for what is due later. */
  card?: StaysKeptCardWire;
  changePending: boolean;
  checkIn: string;
  checkOut: string;
  deposit: Money;
  guest: StaysGuestWire;
  guestName: string;
  holdExpiresAt?: string;
  id: string;
  lines: StaysLineWire[];
  note?: string;
  /** What the guest still has to pay. */
  owed: Money;
  paid: Money;
  party: StaysPartyFields;
  policy: StaysPolicyWire;
  propertyId: string;
  propertyName: Record<string, string>;
  propertySlug: string;
  reference: string;
  refunded: Money;
  /** What is due when, and how far it is paid; what comes in pays the earliest part first. */
  schedule: StaysPartWire[];
  source: "site" | "desk";
  status: "held" | "confirmed" | "checked_in" | "completed" | "expired" | "cancelled" | "no_show";
  timeline: StaysEntryWire[];
  total: Money;
  version: number;
}

export interface StaysRowFields {
  bookedAt: string;
  checkIn: string;
  checkOut: string;
  guestName: string;
  holdExpiresAt?: string;
  id: string;
  /** What the guest still has to pay. */
  owed: Money;
  party: StaysPartyFields;
  propertyId: string;
  propertyName: Record<string, string>;
  reference: string;
  source: "site" | "desk";
  status: "held" | "confirmed" | "checked_in" | "completed" | "expired" | "cancelled" | "no_show";
  total: Money;
}

export interface StaysRowFieldsList {
  items: StaysRowFields[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface StaysSearchBody {
  items: StaysCardWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
  /** All matches, for a map. */
  pins: StaysPinWire[];
  /** Matches on all pages. */
  total: number;
}

export interface StaysSeason {
  arrivals?: string[];
  dates?: DateRange;
  departures?: string[];
  first?: StaysMonthDay;
  id?: string;
  last?: StaysMonthDay;
  maxNights?: number;
  minNights?: number;
  name?: Record<string, string>;
  nightly?: Money;
  priority?: number;
  weekend?: Money;
}

export interface StaysSettings {
  balanceDays: number;
  currency: string;
  /** A percentage as a decimal of at most four places. */
  depositPercent: string;
  holdMinutes: number;
  instalments?: StaysInstalment[];
  legal: string;
  mailTexts: Record<string, Record<string, string>>;
  offered: string[];
  policies: StaysPolicy[];
  quoteMinutes: number;
  referencePrefix: string;
  updatedAt?: string;
  version: number;
  zone: string;
}

export interface StaysSheetFields {
  address: PostalAddress;
  bathrooms: number;
  bedrooms: number;
  beds: number;
  capacity: number;
  checkIn: string;
  checkOut: string;
  classification?: number;
  description?: Record<string, string>;
  features?: string[];
  houseRules?: Record<string, string>[];
  /** Code of the French commune, for the tourist tax. */
  insee?: string;
  maxInfants?: number;
  maxPets?: number;
  name: Record<string, string>;
  owner?: StaysOwnerWire;
  policy: string;
  position: StaysPositionWire;
  registration?: string;
  seoDescription?: Record<string, string>;
  seoTitle?: Record<string, string>;
  /** Made from the name when empty. */
  slug?: string;
  surface?: number;
  type: "house" | "villa" | "apartment" | "studio" | "cottage" | "chalet" | "manor" | "room";
  /** IANA; the agency's when empty. */
  zone?: string;
}

export interface StaysSpot {
  arrival?: string;
  closed?: boolean;
  date: string;
  departure?: string;
  minNights?: number;
  nightly?: Money;
}

export interface StaysTaxPeriod {
  first: StaysMonthDay;
  last: StaysMonthDay;
}

export interface StaysTaxRuleBody {
  additional?: StaysAdditionalTax[];
  cap?: Money;
  commune: string;
  /** Paid by the owner by capacity: guests pay nothing. */
  flat?: boolean;
  from: string;
  /** Of a rule that exists; a new one has none. */
  id?: string;
  insee: string;
  /** A percentage as a decimal of at most four places. */
  percent?: string;
  /** Of collection; none: all year. */
  periods?: StaysTaxPeriod[];
  /** Nights that cost less are exempt. */
  rentBelow?: Money;
  source?: string;
  tariffs?: Record<string, Money>;
  /** First day no longer in force. */
  until?: string;
  /** The one that was read, to replace a rule. */
  version?: number;
}

export interface StaysTaxRuleWire {
  additional?: StaysAdditionalTax[];
  cap?: Money;
  commune: string;
  /** Paid by the owner by capacity: guests pay nothing. */
  flat?: boolean;
  from: string;
  id: string;
  insee: string;
  /** A percentage as a decimal of at most four places. */
  percent?: string;
  /** Of collection; none: all year. */
  periods?: StaysTaxPeriod[];
  /** Nights that cost less are exempt. */
  rentBelow?: Money;
  source?: string;
  tariffs?: Record<string, Money>;
  /** First day no longer in force. */
  until?: string;
  version: number;
}

export interface StaysTaxRuleWireList {
  items: StaysTaxRuleWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface StaysTier {
  hours: number;
  keepNights: number;
  /** A percentage as a decimal of at most four places. */
  percent: string;
}

export interface StaysTierWire {
  /** Applies when at least this many hours are left before check-in, on the property's clock. */
  hoursBefore: number;
  /** Nights kept before the percentage applies. */
  keepNights?: number;
  /** Of what is given back. */
  percent: string;
}

export interface SumsOutputBody {
  /** One for each currency. */
  items: PaymentsSumWire[];
}

export interface SwitchInputBody {
  default: boolean;
  enabled: boolean;
}

export interface TakeInputBody {
  /** At most what is owed, and before the first day on which the balance may be taken at most the deposit. */
  amount: Money;
  /** The same key is the same money. */
  key: string;
  method: "cash" | "cheque" | "transfer";
  /** Number of the cheque, words of the transfer. */
  note?: string;
}

export interface TenancyBranding {
  accent?: string;
  font?: string;
  logo?: string;
  second?: string;
  tagline?: string;
}

export interface TenancyClaimWire {
  checkedAt?: string;
  /** What was found instead. */
  failure?: string;
  /** The file on the host that proves it as well. */
  filePath: string;
  host: string;
  /** The TXT record that proves it. */
  recordName: string;
  /** The record's content, or the file's. */
  recordText: string;
  state: "pending" | "verified" | "failed";
  verifiedAt?: string;
}

export interface TenancyClosure {
  from: string;
  reason?: string;
  to: string;
}

export interface TenancyDossierWire {
  /** Where its site is. */
  address: string;
  branding?: TenancyBranding;
  /** Hosts that it says are its own, proven or not. */
  claims: TenancyClaimWire[];
  createdAt: string;
  currency: string;
  defaultLanguage: "fr" | "en" | "ar";
  /** Its own hosts, proven. */
  domains: string[];
  /** When it is erased for good, unless it is resumed before. */
  eraseAt?: string;
  exports: TenancyExportWire[];
  /** When it receives people, at its own place. */
  hours?: TenancyHours;
  id: string;
  languages: ("fr" | "en" | "ar")[];
  legal?: TenancyLegal;
  name: string;
  /** Sites whose pages may call the API from a browser. */
  origins: string[];
  plan: "discovery" | "starter" | "business" | "unlimited";
  /** Why it is suspended, or to be deleted. */
  reason?: string;
  slug: string;
  status: "active" | "suspended" | "closing" | "erased";
  /** Whether the operator's people come in without being asked each time. */
  supportConsent: boolean;
  /** The operator's latest accesses to its desk. */
  supports: TenancySupportWire[];
  trades: ("stays" | "dining" | "shop" | "rewards")[];
  updatedAt: string;
  usage: TenancyUsageWire[];
  version: number;
  /** IANA name of the time zone. */
  zone: string;
}

export interface TenancyExportWire {
  askedAt: string;
  bytes?: number;
  expiresAt?: string;
  id: string;
  readyAt?: string;
  requestedBy: string;
  state: "queued" | "ready" | "expired";
}

export interface TenancyHours {
  closed?: TenancyClosure[];
  week?: TenancyOpening[];
}

export interface TenancyLegal {
  address?: PostalAddress;
  art?: string;
  capital?: Money;
  cardIssuedBy?: string;
  director?: string;
  email?: string;
  form?: string;
  guaranteeAmount?: Money;
  guarantor?: string;
  insurer?: string;
  mediator?: string;
  name?: string;
  nif?: string;
  nis?: string;
  /** E.164; a national number is understood where a country is known. */
  phone?: string;
  professionalCard?: string;
  rc?: string;
  rcs?: string;
  registrationOther?: string;
  siren?: string;
  siret?: string;
  vatNumber?: string;
}

export interface TenancyOpening {
  day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
  from: string;
  to: string;
}

export interface TenancySettingsWire {
  branding?: TenancyBranding;
  defaultLanguage: "fr" | "en" | "ar";
  /** When it receives people, at its own place. */
  hours?: TenancyHours;
  languages: ("fr" | "en" | "ar")[];
  legal?: TenancyLegal;
  name: string;
  /** IANA name of the time zone. */
  zone: string;
}

export interface TenancySupportWire {
  askedAt: string;
  decider?: string;
  endedAt?: string;
  endedBy?: string;
  endsAt?: string;
  enteredAt?: string;
  id: string;
  /** Who asked. */
  operator: string;
  reason: string;
  /** The standing consent let it in. */
  standing: boolean;
  state: "asked" | "granted" | "refused" | "knocking" | "inside" | "ended";
}

export interface TenancyTenantWire {
  /** Where its site is. */
  address: string;
  branding?: TenancyBranding;
  createdAt: string;
  currency: string;
  defaultLanguage: "fr" | "en" | "ar";
  /** Its own hosts, proven. */
  domains: string[];
  /** When it is erased for good, unless it is resumed before. */
  eraseAt?: string;
  /** When it receives people, at its own place. */
  hours?: TenancyHours;
  id: string;
  languages: ("fr" | "en" | "ar")[];
  legal?: TenancyLegal;
  name: string;
  /** Sites whose pages may call the API from a browser. */
  origins: string[];
  plan: "discovery" | "starter" | "business" | "unlimited";
  /** Why it is suspended, or to be deleted. */
  reason?: string;
  slug: string;
  status: "active" | "suspended" | "closing" | "erased";
  /** Whether the operator's people come in without being asked each time. */
  supportConsent: boolean;
  trades: ("stays" | "dining" | "shop" | "rewards")[];
  updatedAt: string;
  usage: TenancyUsageWire[];
  version: number;
  /** IANA name of the time zone. */
  zone: string;
}

export interface TenancyTenantWireList {
  items: TenancyTenantWire[];
  /** Ask for the next page with it; absent after the last. */
  nextCursor?: string;
}

export interface TenancyUsageWire {
  /** Missing where there is no limit. */
  limit?: number;
  resource: "users" | "properties" | "storage" | "mails";
  /** Persons, properties, bytes, or mails of the month. */
  used: number;
}

export interface TrialOutputBody {
  from?: string;
  lines: LedgerTrialLineWire[];
  /** One a currency. */
  sums: LedgerTrialSumWire[];
  to: string;
}

export interface UseLinkInputBody {
  /** the last part of the mailed address */
  token: string;
}

export interface VerifyInputBody {
  result: "match" | "close_match" | "no_match" | "not_available";
  suggested?: string;
}

export interface VoidInputBody {
  reason: string;
}

/** The parameters of GET /api/audit/entries. */
export interface AuditGetEntriesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  entity?: string;
  entityId?: string;
  user?: string;
  action?: string;
  /** Beginning of a name. */
  actor?: string;
  /** Somewhere in a name, address, action, object or value. */
  q?: string;
  from?: string;
  to?: string;
}

/** The parameters of GET /api/audit/security-events. */
export interface AuditGetSecurityEventsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  kind?: string;
  /** This one and graver. */
  severity?: "info" | "notice" | "warning" | "critical";
  user?: string;
  address?: string;
  from?: string;
  to?: string;
}

/** The calls under /api/audit. */
export class AuditService {
  constructor(private readonly transport: Transport) {}

  /**
   * What was done, by whom, before and after; newest first.
   * GET /api/audit/entries; permission audit.read_trail.
   */
  getEntries(query: AuditGetEntriesQuery = {}, options?: CallOptions): Promise<AuditEntryWireList> {
    return this.transport.json<AuditEntryWireList>({ method: "GET", path: `/api/audit/entries`, query }, options);
  }

  /** The items of all pages of getEntries; a page is asked for when the loop gets there. */
  getEntriesAll(query: AuditGetEntriesQuery = {}, options?: CallOptions): AsyncGenerator<AuditEntryWire, void, void> {
    return pages((cursor) => this.getEntries(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * What matters to security; newest first.
   * GET /api/audit/security-events; permission audit.read_security.
   */
  getSecurityEvents(query: AuditGetSecurityEventsQuery = {}, options?: CallOptions): Promise<AuditSecurityWireList> {
    return this.transport.json<AuditSecurityWireList>({ method: "GET", path: `/api/audit/security-events`, query }, options);
  }

  /** The items of all pages of getSecurityEvents; a page is asked for when the loop gets there. */
  getSecurityEventsAll(query: AuditGetSecurityEventsQuery = {}, options?: CallOptions): AsyncGenerator<AuditSecurityWire, void, void> {
    return pages((cursor) => this.getSecurityEvents(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }
}

/** The calls under /api/auth. */
export class AuthService {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask for another e-mail address.
   * The new address gets a link to confirm it, the old one a link to stop it, which works for seven days even after the change.
   * POST /api/auth/email; permission identity.own_account.
   */
  postEmail(body: NewEmailInputBody, options?: CallOptions): Promise<AcceptedOutputBody> {
    return this.transport.json<AcceptedOutputBody>({ method: "POST", path: `/api/auth/email`, json: body }, options);
  }

  /**
   * Stop or undo a change of address, with the link mailed to the old one.
   * POST /api/auth/email/cancel; permission public.
   */
  postEmailCancel(body: ConfirmInputBody, options?: CallOptions): Promise<CancelledOutputBody> {
    return this.transport.json<CancelledOutputBody>({ method: "POST", path: `/api/auth/email/cancel`, json: body }, options);
  }

  /**
   * Take the new address, with the link mailed to it.
   * POST /api/auth/email/change; permission public.
   */
  postEmailChange(body: ConfirmInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/auth/email/change`, json: body }, options);
  }

  /**
   * Confirm an e-mail address with a mailed link.
   * POST /api/auth/email/confirm; permission public.
   */
  postEmailConfirm(body: ConfirmInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/auth/email/confirm`, json: body }, options);
  }

  /**
   * What the business asks of its people.
   * GET /api/auth/factor-policy; permission identity.manage_factors.
   */
  getFactorPolicy(options?: CallOptions): Promise<IdentityPolicyBody> {
    return this.transport.json<IdentityPolicyBody>({ method: "GET", path: `/api/auth/factor-policy` }, options);
  }

  /**
   * Ask the people of the business for a second factor, or not.
   * PUT /api/auth/factor-policy; permission identity.manage_factors.
   */
  putFactorPolicy(body: IdentityPolicyBody, options?: CallOptions): Promise<IdentityPolicyBody> {
    return this.transport.json<IdentityPolicyBody>({ method: "PUT", path: `/api/auth/factor-policy`, json: body }, options);
  }

  /**
   * What proves that it is me, besides the password.
   * GET /api/auth/factors; permission identity.own_account.
   */
  getFactors(options?: CallOptions): Promise<FactorsOutputBody> {
    return this.transport.json<FactorsOutputBody>({ method: "GET", path: `/api/auth/factors` }, options);
  }

  /**
   * Remove the authenticator application.
   * DELETE /api/auth/factors/codes; permission identity.own_account.
   */
  deleteFactorsCodes(options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/factors/codes` }, options);
  }

  /**
   * Begin setting up an authenticator application.
   * POST /api/auth/factors/codes; permission identity.own_account.
   */
  postFactorsCodes(options?: CallOptions): Promise<KeyOutputBody> {
    return this.transport.json<KeyOutputBody>({ method: "POST", path: `/api/auth/factors/codes` }, options);
  }

  /**
   * Confirm the application with its first code.
   * POST /api/auth/factors/codes/confirm; permission identity.own_account.
   */
  postFactorsCodesConfirm(body: CodeInputBody, options?: CallOptions): Promise<RecoveryOutputBody> {
    return this.transport.json<RecoveryOutputBody>({ method: "POST", path: `/api/auth/factors/codes/confirm`, json: body }, options);
  }

  /**
   * Add a passkey.
   * POST /api/auth/factors/passkeys; permission identity.own_account.
   */
  postFactorsPasskeys(body: PasskeyInputBody, options?: CallOptions): Promise<RecoveryOutputBody> {
    return this.transport.json<RecoveryOutputBody>({ method: "POST", path: `/api/auth/factors/passkeys`, json: body }, options);
  }

  /**
   * Remove a passkey.
   * DELETE /api/auth/factors/passkeys/{id}; permission identity.own_account.
   */
  deleteFactorsPasskeysById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/factors/passkeys/${segment(id)}` }, options);
  }

  /**
   * Rename a passkey.
   * PUT /api/auth/factors/passkeys/{id}/name; permission identity.own_account.
   */
  putFactorsPasskeysByIdName(id: string, body: PasskeyNameInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "PUT", path: `/api/auth/factors/passkeys/${segment(id)}/name`, json: body }, options);
  }

  /**
   * Begin adding a passkey.
   * POST /api/auth/factors/passkeys/options; permission identity.own_account.
   */
  postFactorsPasskeysOptions(options?: CallOptions): Promise<IdentityAskedBody> {
    return this.transport.json<IdentityAskedBody>({ method: "POST", path: `/api/auth/factors/passkeys/options` }, options);
  }

  /**
   * Replace the recovery codes.
   * POST /api/auth/factors/recovery-codes; permission identity.own_account.
   */
  postFactorsRecoveryCodes(options?: CallOptions): Promise<RecoveryOutputBody> {
    return this.transport.json<RecoveryOutputBody>({ method: "POST", path: `/api/auth/factors/recovery-codes` }, options);
  }

  /**
   * Accept an invitation.
   * Without an account at the address a name and a password open one. Who has one sends his access token along: otherwise 409 `identity.invitation_needs_sign_in`.
   * POST /api/auth/invitation; permission public.
   */
  postInvitation(body: AcceptInputBody, options?: CallOptions): Promise<AcceptOutputBody> {
    return this.transport.json<AcceptOutputBody>({ method: "POST", path: `/api/auth/invitation`, json: body }, options);
  }

  /**
   * Ask for a link that signs in.
   * The link works once, for ten minutes. The answer is the same whether or not the address has an account.
   * POST /api/auth/link; permission public.
   */
  postLink(body: ForgotInputBody, options?: CallOptions): Promise<AcceptedOutputBody> {
    return this.transport.json<AcceptedOutputBody>({ method: "POST", path: `/api/auth/link`, json: body }, options);
  }

  /**
   * Sign in with a mailed link.
   * Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge and the ways to meet it. A wrong address and a wrong password have one answer, 401 `identity.bad_credentials`, whether or not the account exists or has a second factor.
   * POST /api/auth/link/use; permission public.
   */
  postLinkUse(body: UseLinkInputBody, options?: CallOptions): Promise<(IdentitySessionBody) | (IdentityChallengeBody)> {
    return this.transport.json<(IdentitySessionBody) | (IdentityChallengeBody)>({ method: "POST", path: `/api/auth/link/use`, json: body }, options);
  }

  /**
   * Sign in.
   * Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge and the ways to meet it. A wrong address and a wrong password have one answer, 401 `identity.bad_credentials`, whether or not the account exists or has a second factor.
   * POST /api/auth/login; permission public.
   */
  postLogin(body: LoginInputBody, options?: CallOptions): Promise<(IdentitySessionBody) | (IdentityChallengeBody)> {
    return this.transport.json<(IdentitySessionBody) | (IdentityChallengeBody)>({ method: "POST", path: `/api/auth/login`, json: body }, options);
  }

  /**
   * Sign in with a passkey alone.
   * POST /api/auth/login/passkey; permission public.
   */
  postLoginPasskey(body: PasskeyLoginInputBody, options?: CallOptions): Promise<IdentitySessionBody> {
    return this.transport.json<IdentitySessionBody>({ method: "POST", path: `/api/auth/login/passkey`, json: body }, options);
  }

  /**
   * Begin a sign-in with a passkey alone.
   * POST /api/auth/login/passkey/options; permission public.
   */
  postLoginPasskeyOptions(options?: CallOptions): Promise<IdentityAskedBody> {
    return this.transport.json<IdentityAskedBody>({ method: "POST", path: `/api/auth/login/passkey/options` }, options);
  }

  /**
   * Take the second step of a sign-in.
   * POST /api/auth/login/second; permission public.
   */
  postLoginSecond(body: SecondInputBody, options?: CallOptions): Promise<IdentitySessionBody> {
    return this.transport.json<IdentitySessionBody>({ method: "POST", path: `/api/auth/login/second`, json: body }, options);
  }

  /**
   * Ask for a passkey as the second step.
   * POST /api/auth/login/second/options; permission public.
   */
  postLoginSecondOptions(body: ChallengeInputBody, options?: CallOptions): Promise<IdentityAskedBody> {
    return this.transport.json<IdentityAskedBody>({ method: "POST", path: `/api/auth/login/second/options`, json: body }, options);
  }

  /**
   * End a session.
   * POST /api/auth/logout; permission public.
   */
  postLogout(body: LogoutInputBody | undefined, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/auth/logout`, json: body }, options);
  }

  /**
   * Who am I.
   * GET /api/auth/me; permission identity.own_account.
   */
  getMe(options?: CallOptions): Promise<IdentityUserBody> {
    return this.transport.json<IdentityUserBody>({ method: "GET", path: `/api/auth/me` }, options);
  }

  /**
   * Change my profile.
   * What is left out stays as it is. Address, password and factors have operations of their own, which ask for a fresh proof.
   * PATCH /api/auth/me; permission identity.own_account.
   */
  patchMe(body: ProfileInputBody, options?: CallOptions): Promise<IdentityUserBody> {
    return this.transport.json<IdentityUserBody>({ method: "PATCH", path: `/api/auth/me`, json: body }, options);
  }

  /**
   * Take my picture away.
   * DELETE /api/auth/me/photo; permission identity.own_account.
   */
  deleteMePhoto(options?: CallOptions): Promise<IdentityUserBody> {
    return this.transport.json<IdentityUserBody>({ method: "DELETE", path: `/api/auth/me/photo` }, options);
  }

  /**
   * Give myself a picture (multipart, field photo).
   * The picture is decoded within limits, turned upright, stripped of its metadata and made anew in small widths; what was sent is not kept.
   * PUT /api/auth/me/photo; permission identity.own_account.
   */
  putMePhoto(body: {
    /** JPEG, PNG, WebP or GIF. */
    photo: Blob;
  }, options?: CallOptions): Promise<IdentityUserBody> {
    return this.transport.json<IdentityUserBody>({ method: "PUT", path: `/api/auth/me/photo`, form: body }, options);
  }

  /**
   * Ask for a link that sets a new password.
   * POST /api/auth/password/forgot; permission public.
   */
  postPasswordForgot(body: ForgotInputBody, options?: CallOptions): Promise<AcceptedOutputBody> {
    return this.transport.json<AcceptedOutputBody>({ method: "POST", path: `/api/auth/password/forgot`, json: body }, options);
  }

  /**
   * Set a new password with a mailed link.
   * POST /api/auth/password/reset; permission public.
   */
  postPasswordReset(body: ResetInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/auth/password/reset`, json: body }, options);
  }

  /**
   * Prove again that it is you.
   * Dangerous acts (payouts, exports, role changes, deletions, changes of address, password and factors) answer 403 `identity.step_up_required` unless you have proved within ten minutes that you are yourself: by signing in, or here.
   * POST /api/auth/prove; permission identity.own_account.
   */
  postProve(body: ProveInputBody, options?: CallOptions): Promise<IdentityProveBody> {
    return this.transport.json<IdentityProveBody>({ method: "POST", path: `/api/auth/prove`, json: body }, options);
  }

  /**
   * Ask for a passkey to prove that it is you.
   * POST /api/auth/prove/options; permission identity.own_account.
   */
  postProveOptions(options?: CallOptions): Promise<IdentityAskedBody> {
    return this.transport.json<IdentityAskedBody>({ method: "POST", path: `/api/auth/prove/options` }, options);
  }

  /**
   * With whom people may sign in.
   * GET /api/auth/providers; permission public.
   */
  getProviders(options?: CallOptions): Promise<ProvidersOutputBody> {
    return this.transport.json<ProvidersOutputBody>({ method: "GET", path: `/api/auth/providers` }, options);
  }

  /**
   * End a sign-in with Google or Facebook.
   * Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge. Whoever has no account gets one, if the provider vouches for his address. An account that exists is not entered by its address alone: 409 `identity.link_first` asks its owner to sign in and to link the provider. Works once.
   * POST /api/auth/providers/{provider}/finish; permission public.
   */
  postProvidersByProviderFinish(provider: "google" | "facebook", body: FinishProviderInputBody, options?: CallOptions): Promise<(IdentitySessionBody) | (IdentityChallengeBody)> {
    return this.transport.json<(IdentitySessionBody) | (IdentityChallengeBody)>({ method: "POST", path: `/api/auth/providers/${segment(provider)}/finish`, json: body }, options);
  }

  /**
   * Unlink my account.
   * DELETE /api/auth/providers/{provider}/link; permission identity.own_account.
   */
  deleteProvidersByProviderLink(provider: "google" | "facebook", options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/providers/${segment(provider)}/link` }, options);
  }

  /**
   * Begin linking my account with the one at Google or Facebook.
   * As start, for somebody who is signed in and has just proved himself (see POST /api/auth/prove).
   * POST /api/auth/providers/{provider}/link; permission identity.own_account.
   */
  postProvidersByProviderLink(provider: "google" | "facebook", body: StartProviderInputBody, options?: CallOptions): Promise<IdentityStartedBody> {
    return this.transport.json<IdentityStartedBody>({ method: "POST", path: `/api/auth/providers/${segment(provider)}/link`, json: body }, options);
  }

  /**
   * End linking my account.
   * POST /api/auth/providers/{provider}/link/finish; permission identity.own_account.
   */
  postProvidersByProviderLinkFinish(provider: "google" | "facebook", body: FinishProviderInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/auth/providers/${segment(provider)}/link/finish`, json: body }, options);
  }

  /**
   * Begin a sign-in with Google or Facebook.
   * Open `authorizationUrl` in a browser. It comes back to `redirectUri` with `state` and `code`, or `error`: send them to finish within ten minutes, with `transaction`. The state, PKCE's verifier and the nonce are checked here.
   * POST /api/auth/providers/{provider}/start; permission public.
   */
  postProvidersByProviderStart(provider: "google" | "facebook", body: StartProviderInputBody, options?: CallOptions): Promise<IdentityStartedBody> {
    return this.transport.json<IdentityStartedBody>({ method: "POST", path: `/api/auth/providers/${segment(provider)}/start`, json: body }, options);
  }

  /**
   * Exchange a refresh token.
   * POST /api/auth/refresh; permission public.
   */
  postRefresh(body: RefreshInputBody, options?: CallOptions): Promise<IdentitySessionBody> {
    return this.transport.json<IdentitySessionBody>({ method: "POST", path: `/api/auth/refresh`, json: body }, options);
  }

  /**
   * Open an account.
   * POST /api/auth/register; permission public.
   */
  postRegister(body: RegisterInputBody, options?: CallOptions): Promise<AcceptedOutputBody> {
    return this.transport.json<AcceptedOutputBody>({ method: "POST", path: `/api/auth/register`, json: body }, options);
  }

  /**
   * End all your sessions but this one.
   * DELETE /api/auth/sessions; permission identity.own_account.
   */
  deleteSessions(options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/sessions` }, options);
  }

  /**
   * List your sessions.
   * GET /api/auth/sessions; permission identity.own_account.
   */
  getSessions(options?: CallOptions): Promise<IdentityApiSessionList> {
    return this.transport.json<IdentityApiSessionList>({ method: "GET", path: `/api/auth/sessions` }, options);
  }

  /**
   * End one of your sessions.
   * It ends at once: its access tokens are refused from the next call on, and its device counts as new.
   * DELETE /api/auth/sessions/{id}; permission identity.own_account.
   */
  deleteSessionsById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/sessions/${segment(id)}` }, options);
  }

  /**
   * Take every second factor off the account of somebody who has lost them.
   * DELETE /api/auth/users/{user}/factors; permission identity.manage_factors.
   */
  deleteUsersByUserFactors(user: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/auth/users/${segment(user)}/factors` }, options);
  }
}

/** The parameters of GET /api/banking/batches. */
export interface BankingGetBatchesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
}

/** The parameters of GET /api/banking/entries. */
export interface BankingGetEntriesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  status?: "open" | "claimed" | "matched" | "posted" | "ignored";
}

/** The parameters of GET /api/banking/entries/{id}. */
export interface BankingGetEntriesByIDQuery {
  /** Looks for bookings by reference or name as well. */
  q?: string;
}

/** The calls under /api/banking. */
export class BankingService {
  constructor(private readonly transport: Transport) {}

  /**
   * The business's bank accounts.
   * GET /api/banking/accounts; permission banking.read_payouts.
   */
  getAccounts(options?: CallOptions): Promise<BankingAccountList> {
    return this.transport.json<BankingAccountList>({ method: "GET", path: `/api/banking/accounts` }, options);
  }

  /**
   * Add a bank account.
   * POST /api/banking/accounts; permission banking.manage_settings.
   */
  postAccounts(body: BankingAccountBody, options?: CallOptions): Promise<BankingAccount> {
    return this.transport.json<BankingAccount>({ method: "POST", path: `/api/banking/accounts`, json: body }, options);
  }

  /**
   * Change a bank account.
   * PUT /api/banking/accounts/{id}; permission banking.manage_settings.
   */
  putAccountsById(id: string, body: BankingAccountBody, options?: CallOptions): Promise<BankingAccount> {
    return this.transport.json<BankingAccount>({ method: "PUT", path: `/api/banking/accounts/${segment(id)}`, json: body }, options);
  }

  /**
   * Batches of payouts, newest first.
   * GET /api/banking/batches; permission banking.read_payouts.
   */
  getBatches(query: BankingGetBatchesQuery = {}, options?: CallOptions): Promise<BankingBatchWireList> {
    return this.transport.json<BankingBatchWireList>({ method: "GET", path: `/api/banking/batches`, query }, options);
  }

  /** The items of all pages of getBatches; a page is asked for when the loop gets there. */
  getBatchesAll(query: BankingGetBatchesQuery = {}, options?: CallOptions): AsyncGenerator<BankingBatchWire, void, void> {
    return pages((cursor) => this.getBatches(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Propose a batch of payouts.
   * Of everything that is due and can be paid, or of the payees named. The same key is the same batch.
   * POST /api/banking/batches; permission banking.propose_payouts.
   */
  postBatches(body: ProposeInputBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches`, json: body }, options);
  }

  /**
   * One batch with its lines.
   * GET /api/banking/batches/{id}; permission banking.read_payouts.
   */
  getBatchesById(id: string, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "GET", path: `/api/banking/batches/${segment(id)}` }, options);
  }

  /**
   * Approve a batch that somebody else has proposed.
   * Needs a fresh proof (POST /api/auth/prove). Refused (409) to whoever proposed it.
   * POST /api/banking/batches/{id}/approve; permission banking.approve_payouts.
   */
  postBatchesByIdApprove(id: string, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/approve` }, options);
  }

  /**
   * Cancel a batch that the bank does not execute.
   * POST /api/banking/batches/{id}/cancel; permission banking.propose_payouts.
   */
  postBatchesByIdCancel(id: string, body: BankingReasonBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/cancel`, json: body }, options);
  }

  /**
   * Note that the bank has executed a batch.
   * POST /api/banking/batches/{id}/executed; permission banking.propose_payouts.
   */
  postBatchesByIdExecuted(id: string, body: ExecuteInputBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/executed`, json: body }, options);
  }

  /**
   * Make the file for the bank (pain.001.001.09).
   * Made again it is the same file, byte by byte. Needs a fresh proof.
   * POST /api/banking/batches/{id}/file; permission banking.propose_payouts.
   */
  postBatchesByIdFile(id: string, options?: CallOptions): Promise<string> {
    return this.transport.json<string>({ method: "POST", path: `/api/banking/batches/${segment(id)}/file` }, options);
  }

  /**
   * Note that the bank refused a line.
   * POST /api/banking/batches/{id}/lines/{line}/reject; permission banking.propose_payouts.
   */
  postBatchesByIdLinesByLineReject(id: string, line: string, body: BankingReasonBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/lines/${segment(line)}/reject`, json: body }, options);
  }

  /**
   * Take a line out of a batch.
   * POST /api/banking/batches/{id}/lines/{line}/remove; permission banking.propose_payouts.
   */
  postBatchesByIdLinesByLineRemove(id: string, line: string, body: BankingReasonBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/lines/${segment(line)}/remove`, json: body }, options);
  }

  /**
   * Note that the money of a line came back.
   * POST /api/banking/batches/{id}/lines/{line}/return; permission banking.propose_payouts.
   */
  postBatchesByIdLinesByLineReturn(id: string, line: string, body: ReturnInputBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/lines/${segment(line)}/return`, json: body }, options);
  }

  /**
   * Note the verification of a payee.
   * POST /api/banking/batches/{id}/lines/{line}/verification; permission banking.propose_payouts.
   */
  postBatchesByIdLinesByLineVerification(id: string, line: string, body: VerifyInputBody, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/lines/${segment(line)}/verification`, json: body }, options);
  }

  /**
   * Have an approved batch paid by its payment provider.
   * Sent again it is paid once. What becomes of each line, the provider says. Needs a fresh proof.
   * POST /api/banking/batches/{id}/send; permission banking.propose_payouts.
   */
  postBatchesByIdSend(id: string, options?: CallOptions): Promise<BankingBatchWire> {
    return this.transport.json<BankingBatchWire>({ method: "POST", path: `/api/banking/batches/${segment(id)}/send` }, options);
  }

  /**
   * What stands between the bank and the books.
   * GET /api/banking/differences; permission banking.reconcile.
   */
  getDifferences(options?: CallOptions): Promise<DifferencesOutputBody> {
    return this.transport.json<DifferencesOutputBody>({ method: "GET", path: `/api/banking/differences` }, options);
  }

  /**
   * Whom the business owes, and whether they can be paid.
   * GET /api/banking/due; permission banking.read_payouts.
   */
  getDue(options?: CallOptions): Promise<BankingDueWireList> {
    return this.transport.json<BankingDueWireList>({ method: "GET", path: `/api/banking/due` }, options);
  }

  /**
   * Owners' accounts with payment providers, and how far they are.
   * GET /api/banking/enrolments; permission banking.read_payouts.
   */
  getEnrolments(options?: CallOptions): Promise<EnrolmentsOutputBody> {
    return this.transport.json<EnrolmentsOutputBody>({ method: "GET", path: `/api/banking/enrolments` }, options);
  }

  /**
   * Entries of statements, newest first.
   * GET /api/banking/entries; permission banking.reconcile.
   */
  getEntries(query: BankingGetEntriesQuery = {}, options?: CallOptions): Promise<BankingEntryWireList> {
    return this.transport.json<BankingEntryWireList>({ method: "GET", path: `/api/banking/entries`, query }, options);
  }

  /** The items of all pages of getEntries; a page is asked for when the loop gets there. */
  getEntriesAll(query: BankingGetEntriesQuery = {}, options?: CallOptions): AsyncGenerator<BankingEntryWire, void, void> {
    return pages((cursor) => this.getEntries(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * One entry, with the debts that it may pay.
   * GET /api/banking/entries/{id}; permission banking.reconcile.
   */
  getEntriesById(id: string, query: BankingGetEntriesByIDQuery = {}, options?: CallOptions): Promise<OneEntryOutputBody> {
    return this.transport.json<OneEntryOutputBody>({ method: "GET", path: `/api/banking/entries/${segment(id)}`, query }, options);
  }

  /**
   * Say which booking an entry pays.
   * POST /api/banking/entries/{id}/match; permission banking.reconcile.
   */
  postEntriesByIdMatch(id: string, body: MatchInputBody, options?: CallOptions): Promise<BankingEntryWire> {
    return this.transport.json<BankingEntryWire>({ method: "POST", path: `/api/banking/entries/${segment(id)}/match`, json: body }, options);
  }

  /**
   * Say what an entry is that pays no booking.
   * POST /api/banking/entries/{id}/post; permission banking.reconcile.
   */
  postEntriesByIdPost(id: string, body: PostInputBody1, options?: CallOptions): Promise<BankingEntryWire> {
    return this.transport.json<BankingEntryWire>({ method: "POST", path: `/api/banking/entries/${segment(id)}/post`, json: body }, options);
  }

  /**
   * Open an entry again.
   * Its payment is given back, its posting reversed. Needs a fresh proof.
   * POST /api/banking/entries/{id}/undo; permission banking.reconcile.
   */
  postEntriesByIdUndo(id: string, options?: CallOptions): Promise<BankingEntryWire> {
    return this.transport.json<BankingEntryWire>({ method: "POST", path: `/api/banking/entries/${segment(id)}/undo` }, options);
  }

  /**
   * Where the owner who asks is paid, masked.
   * GET /api/banking/own/details; permission banking.own_payouts.
   */
  getOwnDetails(options?: CallOptions): Promise<BankingDetailsWire> {
    return this.transport.json<BankingDetailsWire>({ method: "GET", path: `/api/banking/own/details` }, options);
  }

  /**
   * Say where one wants to be paid.
   * PUT /api/banking/own/details; permission banking.own_payouts.
   */
  putOwnDetails(body: BankingCoordinatesWire, options?: CallOptions): Promise<BankingDetailsWire> {
    return this.transport.json<BankingDetailsWire>({ method: "PUT", path: `/api/banking/own/details`, json: body }, options);
  }

  /**
   * Accounts of the owner who asks with payment providers.
   * GET /api/banking/own/enrolments; permission banking.own_payouts.
   */
  getOwnEnrolments(options?: CallOptions): Promise<EnrolmentsOutputBody> {
    return this.transport.json<EnrolmentsOutputBody>({ method: "GET", path: `/api/banking/own/enrolments` }, options);
  }

  /**
   * Open an account with a payment provider, or go on: the answer is the provider's page.
   * POST /api/banking/own/enrolments; permission banking.own_payouts.
   */
  postOwnEnrolments(body: BankingEnrolBody, options?: CallOptions): Promise<EnrolOutputBody> {
    return this.transport.json<EnrolOutputBody>({ method: "POST", path: `/api/banking/own/enrolments`, json: body }, options);
  }

  /**
   * Pass a paper on that says who one is, to a provider that has asked for it.
   * It is passed on, and not kept.
   * POST /api/banking/own/papers; permission banking.own_payouts.
   */
  postOwnPapers(body: {
    carrier: string;
    /** One of the enrolment's takes. */
    kind: string;
    paper: Blob[];
  }, options?: CallOptions): Promise<BankingEnrolmentWire> {
    return this.transport.json<BankingEnrolmentWire>({ method: "POST", path: `/api/banking/own/papers`, form: body }, options);
  }

  /**
   * Transfers to the owner who asks, newest first.
   * GET /api/banking/own/payouts; permission banking.own_payouts.
   */
  getOwnPayouts(options?: CallOptions): Promise<BankingPayoutWireList> {
    return this.transport.json<BankingPayoutWireList>({ method: "GET", path: `/api/banking/own/payouts` }, options);
  }

  /**
   * What the owner who asks is owed and was paid, by property, newest first.
   * GET /api/banking/own/statements; permission banking.own_payouts.
   */
  getOwnStatements(options?: CallOptions): Promise<StatementsOutputBody> {
    return this.transport.json<StatementsOutputBody>({ method: "GET", path: `/api/banking/own/statements` }, options);
  }

  /**
   * Say where somebody is paid.
   * PUT /api/banking/payees/{payee}/details; permission banking.manage_details.
   */
  putPayeesByPayeeDetails(payee: string, body: SetDetailsInputBody, options?: CallOptions): Promise<BankingDetailsWire> {
    return this.transport.json<BankingDetailsWire>({ method: "PUT", path: `/api/banking/payees/${segment(payee)}/details`, json: body }, options);
  }

  /**
   * Open a payee's account with a payment provider, or go on: the answer is the provider's page.
   * POST /api/banking/payees/{payee}/enrolments; permission banking.manage_details.
   */
  postPayeesByPayeeEnrolments(payee: string, body: BankingEnrolBody, options?: CallOptions): Promise<EnrolOutputBody> {
    return this.transport.json<EnrolOutputBody>({ method: "POST", path: `/api/banking/payees/${segment(payee)}/enrolments`, json: body }, options);
  }

  /**
   * Pass a payee's paper on to a provider that has asked for it.
   * It is passed on, and not kept.
   * POST /api/banking/payees/{payee}/papers; permission banking.manage_details.
   */
  postPayeesByPayeePapers(payee: string, body: {
    carrier: string;
    /** One of the enrolment's takes. */
    kind: string;
    paper: Blob[];
  }, options?: CallOptions): Promise<BankingEnrolmentWire> {
    return this.transport.json<BankingEnrolmentWire>({ method: "POST", path: `/api/banking/payees/${segment(payee)}/papers`, form: body }, options);
  }

  /**
   * The business's choices about payouts.
   * GET /api/banking/settings; permission banking.read_payouts.
   */
  getSettings(options?: CallOptions): Promise<BankingSettings> {
    return this.transport.json<BankingSettings>({ method: "GET", path: `/api/banking/settings` }, options);
  }

  /**
   * Change them.
   * PUT /api/banking/settings; permission banking.manage_settings.
   */
  putSettings(body: BankingSettings, options?: CallOptions): Promise<BankingSettings> {
    return this.transport.json<BankingSettings>({ method: "PUT", path: `/api/banking/settings`, json: body }, options);
  }

  /**
   * Import a statement: camt.053 or CSV.
   * The same file brings nothing new. A transfer with the right reference and amount is matched at once.
   * POST /api/banking/statements; permission banking.reconcile.
   */
  postStatements(body: ImportInputBody, options?: CallOptions): Promise<ImportOutputBody> {
    return this.transport.json<ImportOutputBody>({ method: "POST", path: `/api/banking/statements`, json: body }, options);
  }
}

/** The calls under /api/business. */
export class BusinessService {
  constructor(private readonly transport: Transport) {}

  /**
   * The business: settings, plan, usage, domains, support, exports.
   * GET /api/business; permission tenancy.update_settings.
   */
  get(options?: CallOptions): Promise<TenancyDossierWire> {
    return this.transport.json<TenancyDossierWire>({ method: "GET", path: `/api/business` }, options);
  }

  /**
   * Name a domain of one's own.
   * POST /api/business/domains; permission tenancy.update_settings.
   */
  postDomains(body: ClaimInputBody, options?: CallOptions): Promise<TenancyClaimWire> {
    return this.transport.json<TenancyClaimWire>({ method: "POST", path: `/api/business/domains`, json: body }, options);
  }

  /**
   * Give a domain up.
   * DELETE /api/business/domains/{host}; permission tenancy.update_settings.
   */
  deleteDomainsByHost(host: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/business/domains/${segment(host)}` }, options);
  }

  /**
   * Look whether the domain publishes its proof.
   * POST /api/business/domains/{host}/verify; permission tenancy.update_settings.
   */
  postDomainsByHostVerify(host: string, options?: CallOptions): Promise<TenancyClaimWire> {
    return this.transport.json<TenancyClaimWire>({ method: "POST", path: `/api/business/domains/${segment(host)}/verify` }, options);
  }

  /**
   * Ask for an export of all data.
   * POST /api/business/exports; permission tenancy.export.
   */
  postExports(options?: CallOptions): Promise<TenancyExportWire> {
    return this.transport.json<TenancyExportWire>({ method: "POST", path: `/api/business/exports` }, options);
  }

  /**
   * Download an export.
   * GET /api/business/exports/{export}/file; permission tenancy.export.
   */
  getExportsByExportFile(export2: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/business/exports/${segment(export2)}/file` }, options);
  }

  /**
   * Name the sites whose pages may call the API from a browser.
   * PUT /api/business/origins; permission tenancy.update_settings.
   */
  putOrigins(body: OriginsInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "PUT", path: `/api/business/origins`, json: body }, options);
  }

  /**
   * Change what the business says about itself.
   * PUT /api/business/settings; permission tenancy.update_settings.
   */
  putSettings(body: TenancySettingsWire, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "PUT", path: `/api/business/settings`, json: body }, options);
  }

  /**
   * Let the operator's people in without being asked each time, or no longer.
   * PUT /api/business/support-consent; permission tenancy.update_settings.
   */
  putSupportConsent(body: ConsentInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "PUT", path: `/api/business/support-consent`, json: body }, options);
  }

  /**
   * Agree to a request of the support, or refuse it.
   * POST /api/business/supports/{support}/decision; permission tenancy.update_settings.
   */
  postSupportsBySupportDecision(support: string, body: DecideInputBody, options?: CallOptions): Promise<TenancySupportWire> {
    return this.transport.json<TenancySupportWire>({ method: "POST", path: `/api/business/supports/${segment(support)}/decision`, json: body }, options);
  }

  /**
   * Show the support the door.
   * POST /api/business/supports/{support}/end; permission tenancy.end_support.
   */
  postSupportsBySupportEnd(support: string, options?: CallOptions): Promise<TenancySupportWire> {
    return this.transport.json<TenancySupportWire>({ method: "POST", path: `/api/business/supports/${segment(support)}/end` }, options);
  }
}

/** The parameters of GET /api/contracts. */
export interface ContractsGetQuery {
  /** Only those of this reservation, the newest revision first. */
  reservation?: string;
  status?: "drafted" | "generated" | "sent" | "viewed" | "signed" | "completed" | "refused" | "expired" | "voided";
  /** Part of the number, the signer's name, the property's or the reservation's reference. */
  q?: string;
  /** Default: 25. */
  limit?: number;
  cursor?: string;
}

/** The parameters of GET /api/contracts/templates/{kind}/{locale}. */
export interface ContractsGetTemplatesByKindByLocaleQuery {
  /** 0: the one in use. */
  version?: number;
}

/** The calls under /api/contracts. */
export class ContractsService {
  constructor(private readonly transport: Transport) {}

  /**
   * List the contracts, or those of a reservation.
   * GET /api/contracts; permission contracts.read_contracts.
   */
  get(query: ContractsGetQuery = {}, options?: CallOptions): Promise<ContractsContractWireList> {
    return this.transport.json<ContractsContractWireList>({ method: "GET", path: `/api/contracts`, query }, options);
  }

  /** The items of all pages of get; a page is asked for when the loop gets there. */
  getAll(query: ContractsGetQuery = {}, options?: CallOptions): AsyncGenerator<ContractsContractWire, void, void> {
    return pages((cursor) => this.get(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Get a contract.
   * GET /api/contracts/{id}; permission contracts.read_contracts.
   */
  getById(id: string, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "GET", path: `/api/contracts/${segment(id)}` }, options);
  }

  /**
   * Sign a contract in the business's name.
   * POST /api/contracts/{id}/countersign; permission contracts.sign_contracts.
   */
  postByIdCountersign(id: string, body: CountersignInputBody, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/${segment(id)}/countersign`, json: body }, options);
  }

  /**
   * Download a contract as PDF, with its signatures once it is completed.
   * GET /api/contracts/{id}/document; permission contracts.read_contracts.
   */
  getByIdDocument(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/contracts/${segment(id)}/document` }, options);
  }

  /**
   * Get the file of evidence of a contract.
   * GET /api/contracts/{id}/evidence; permission contracts.read_contracts.
   */
  getByIdEvidence(id: string, options?: CallOptions): Promise<ContractsEvidenceFile> {
    return this.transport.json<ContractsEvidenceFile>({ method: "GET", path: `/api/contracts/${segment(id)}/evidence` }, options);
  }

  /**
   * Where the business signs a contract at the provider.
   * POST /api/contracts/{id}/passage; permission contracts.sign_contracts.
   */
  postByIdPassage(id: string, options?: CallOptions): Promise<PassageOutputBody> {
    return this.transport.json<PassageOutputBody>({ method: "POST", path: `/api/contracts/${segment(id)}/passage` }, options);
  }

  /**
   * Download the provider's own evidence as PDF.
   * GET /api/contracts/{id}/proof; permission contracts.read_contracts.
   */
  getByIdProof(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/contracts/${segment(id)}/proof` }, options);
  }

  /**
   * Send the link of a contract once more.
   * POST /api/contracts/{id}/remind; permission contracts.send_contracts.
   */
  postByIdRemind(id: string, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/${segment(id)}/remind` }, options);
  }

  /**
   * Send a contract to be signed.
   * POST /api/contracts/{id}/send; permission contracts.send_contracts.
   */
  postByIdSend(id: string, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/${segment(id)}/send` }, options);
  }

  /**
   * Ask the provider how far a contract is.
   * POST /api/contracts/{id}/sync; permission contracts.send_contracts.
   */
  postByIdSync(id: string, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/${segment(id)}/sync` }, options);
  }

  /**
   * Download a contract as it was sent, without signatures.
   * GET /api/contracts/{id}/unsigned; permission contracts.read_contracts.
   */
  getByIdUnsigned(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/contracts/${segment(id)}/unsigned` }, options);
  }

  /**
   * Take back a contract that is not completed.
   * POST /api/contracts/{id}/void; permission contracts.send_contracts.
   */
  postByIdVoid(id: string, body: VoidInputBody, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/${segment(id)}/void`, json: body }, options);
  }

  /**
   * Draw up the mandate of a property's owner.
   * POST /api/contracts/mandates; permission contracts.send_contracts.
   */
  postMandates(body: MandateInputBody, options?: CallOptions): Promise<ContractsContractWire> {
    return this.transport.json<ContractsContractWire>({ method: "POST", path: `/api/contracts/mandates`, json: body }, options);
  }

  /**
   * Where contracts may be signed, with what was entered for each.
   * GET /api/contracts/providers; permission contracts.manage_settings.
   */
  getProviders(options?: CallOptions): Promise<ContractsProviderWireList> {
    return this.transport.json<ContractsProviderWireList>({ method: "GET", path: `/api/contracts/providers` }, options);
  }

  /**
   * Have new contracts signed there.
   * POST /api/contracts/providers/{provider}/choice; permission contracts.manage_settings.
   */
  postProvidersByProviderChoice(provider: string, options?: CallOptions): Promise<ContractsProviderWire> {
    return this.transport.json<ContractsProviderWire>({ method: "POST", path: `/api/contracts/providers/${segment(provider)}/choice` }, options);
  }

  /**
   * Enter the keys of a signature provider.
   * The keys are kept encrypted and never shown again. A secret that is left out stays as it was.
   * PUT /api/contracts/providers/{provider}/keys; permission contracts.manage_settings.
   */
  putProvidersByProviderKeys(provider: string, body: KeysInputBody, options?: CallOptions): Promise<ContractsProviderWire> {
    return this.transport.json<ContractsProviderWire>({ method: "PUT", path: `/api/contracts/providers/${segment(provider)}/keys`, json: body }, options);
  }

  /**
   * Ask the provider whether the keys are good.
   * POST /api/contracts/providers/{provider}/test; permission contracts.manage_settings.
   */
  postProvidersByProviderTest(provider: string, options?: CallOptions): Promise<ContractsProviderWire> {
    return this.transport.json<ContractsProviderWire>({ method: "POST", path: `/api/contracts/providers/${segment(provider)}/test` }, options);
  }

  /**
   * Get how contracts are signed.
   * GET /api/contracts/settings; permission contracts.manage_settings.
   */
  getSettings(options?: CallOptions): Promise<ContractsSettings> {
    return this.transport.json<ContractsSettings>({ method: "GET", path: `/api/contracts/settings` }, options);
  }

  /**
   * Say how contracts are signed.
   * PUT /api/contracts/settings; permission contracts.manage_settings.
   */
  putSettings(body: ContractsSettings, options?: CallOptions): Promise<ContractsSettings> {
    return this.transport.json<ContractsSettings>({ method: "PUT", path: `/api/contracts/settings`, json: body }, options);
  }

  /**
   * The templates that contracts are written by.
   * GET /api/contracts/templates; permission contracts.manage_templates.
   */
  getTemplates(options?: CallOptions): Promise<ContractsTemplateWireList> {
    return this.transport.json<ContractsTemplateWireList>({ method: "GET", path: `/api/contracts/templates` }, options);
  }

  /**
   * A template, or an older version of it.
   * GET /api/contracts/templates/{kind}/{locale}; permission contracts.manage_templates.
   */
  getTemplatesByKindByLocale(kind: string, locale: string, query: ContractsGetTemplatesByKindByLocaleQuery = {}, options?: CallOptions): Promise<ContractsTemplateWire> {
    return this.transport.json<ContractsTemplateWire>({ method: "GET", path: `/api/contracts/templates/${segment(kind)}/${segment(locale)}`, query }, options);
  }

  /**
   * Save a version of a template.
   * PUT /api/contracts/templates/{kind}/{locale}; permission contracts.manage_templates.
   */
  putTemplatesByKindByLocale(kind: string, locale: string, body: SaveTemplateInputBody, options?: CallOptions): Promise<ContractsTemplateWire> {
    return this.transport.json<ContractsTemplateWire>({ method: "PUT", path: `/api/contracts/templates/${segment(kind)}/${segment(locale)}`, json: body }, options);
  }

  /**
   * What a template makes of an invented stay.
   * POST /api/contracts/templates/{kind}/{locale}/preview; permission contracts.manage_templates.
   */
  postTemplatesByKindByLocalePreview(kind: string, locale: string, body: PreviewInputBody, options?: CallOptions): Promise<PreviewOutputBody> {
    return this.transport.json<PreviewOutputBody>({ method: "POST", path: `/api/contracts/templates/${segment(kind)}/${segment(locale)}/preview`, json: body }, options);
  }

  /**
   * What a carrier of texts calls.
   * POST /api/contracts/texts/{carrier}/{reference}; permission public.
   */
  postTextsByCarrierByReference(carrier: string, reference: string, body: ArrayBuffer | Blob | string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/contracts/texts/${segment(carrier)}/${segment(reference)}`, raw: body, contentType: "application/octet-stream" }, options);
  }
}

/** The parameters of GET /api/identity/users. */
export interface IdentityGetUsersQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  /** only who has a role beyond that of a customer or a member */
  team?: boolean;
  /** in the name or the address */
  q?: string;
}

/** The calls under /api/identity. */
export class IdentityService {
  constructor(private readonly transport: Transport) {}

  /**
   * List open invitations.
   * GET /api/identity/invitations; permission identity.read_users.
   */
  getInvitations(options?: CallOptions): Promise<IdentityInvitationBodyList> {
    return this.transport.json<IdentityInvitationBodyList>({ method: "GET", path: `/api/identity/invitations` }, options);
  }

  /**
   * Invite somebody.
   * POST /api/identity/invitations; permission identity.create_user.
   */
  postInvitations(body: InviteInputBody, options?: CallOptions): Promise<IdentityInvitationBody> {
    return this.transport.json<IdentityInvitationBody>({ method: "POST", path: `/api/identity/invitations`, json: body }, options);
  }

  /**
   * Withdraw an invitation.
   * DELETE /api/identity/invitations/{id}; permission identity.create_user.
   */
  deleteInvitationsById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/identity/invitations/${segment(id)}` }, options);
  }

  /**
   * Send an invitation again, with a new link.
   * POST /api/identity/invitations/{id}/resend; permission identity.create_user.
   */
  postInvitationsByIdResend(id: string, options?: CallOptions): Promise<IdentityInvitationBody> {
    return this.transport.json<IdentityInvitationBody>({ method: "POST", path: `/api/identity/invitations/${segment(id)}/resend` }, options);
  }

  /**
   * See who may do what.
   * GET /api/identity/roles; permission identity.read_users.
   */
  getRoles(options?: CallOptions): Promise<MatrixOutputBody> {
    return this.transport.json<MatrixOutputBody>({ method: "GET", path: `/api/identity/roles` }, options);
  }

  /**
   * Make a role.
   * POST /api/identity/roles; permission identity.manage_roles.
   */
  postRoles(body: IdentityRoleFields, options?: CallOptions): Promise<IdentityRoleBody> {
    return this.transport.json<IdentityRoleBody>({ method: "POST", path: `/api/identity/roles`, json: body }, options);
  }

  /**
   * Remove a role of the business's own.
   * DELETE /api/identity/roles/{id}; permission identity.manage_roles.
   */
  deleteRolesById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/identity/roles/${segment(id)}` }, options);
  }

  /**
   * Change a role of the business's own.
   * PUT /api/identity/roles/{id}; permission identity.manage_roles.
   */
  putRolesById(id: string, body: IdentityRoleFields, options?: CallOptions): Promise<IdentityRoleBody> {
    return this.transport.json<IdentityRoleBody>({ method: "PUT", path: `/api/identity/roles/${segment(id)}`, json: body }, options);
  }

  /**
   * List people.
   * GET /api/identity/users; permission identity.read_users.
   */
  getUsers(query: IdentityGetUsersQuery = {}, options?: CallOptions): Promise<IdentityMemberBodyList> {
    return this.transport.json<IdentityMemberBodyList>({ method: "GET", path: `/api/identity/users`, query }, options);
  }

  /** The items of all pages of getUsers; a page is asked for when the loop gets there. */
  getUsersAll(query: IdentityGetUsersQuery = {}, options?: CallOptions): AsyncGenerator<IdentityMemberBody, void, void> {
    return pages((cursor) => this.getUsers(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * See a person.
   * GET /api/identity/users/{id}; permission identity.read_users.
   */
  getUsersById(id: string, options?: CallOptions): Promise<IdentityMemberBody> {
    return this.transport.json<IdentityMemberBody>({ method: "GET", path: `/api/identity/users/${segment(id)}` }, options);
  }

  /**
   * Shut a person out.
   * POST /api/identity/users/{id}/deactivate; permission identity.manage_users.
   */
  postUsersByIdDeactivate(id: string, options?: CallOptions): Promise<IdentityMemberBody> {
    return this.transport.json<IdentityMemberBody>({ method: "POST", path: `/api/identity/users/${segment(id)}/deactivate` }, options);
  }

  /**
   * See a person's picture.
   * Your own; that of others with the permission `identity.read_users`. The address changes with the picture.
   * GET /api/identity/users/{id}/photos/{photo}; permission identity.own_account.
   */
  getUsersByIdPhotosByPhoto(id: string, photo: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/identity/users/${segment(id)}/photos/${segment(photo)}` }, options);
  }

  /**
   * Let a person in again.
   * POST /api/identity/users/{id}/reactivate; permission identity.manage_users.
   */
  postUsersByIdReactivate(id: string, options?: CallOptions): Promise<IdentityMemberBody> {
    return this.transport.json<IdentityMemberBody>({ method: "POST", path: `/api/identity/users/${segment(id)}/reactivate` }, options);
  }

  /**
   * Replace a person's roles.
   * PUT /api/identity/users/{id}/roles; permission identity.grant_role.
   */
  putUsersByIdRoles(id: string, body: RolesInputBody, options?: CallOptions): Promise<IdentityMemberBody> {
    return this.transport.json<IdentityMemberBody>({ method: "PUT", path: `/api/identity/users/${segment(id)}/roles`, json: body }, options);
  }

  /**
   * Sign a person out everywhere.
   * DELETE /api/identity/users/{id}/sessions; permission identity.manage_users.
   */
  deleteUsersByIdSessions(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/identity/users/${segment(id)}/sessions` }, options);
  }
}

/** The parameters of GET /api/invoicing/invoices. */
export interface InvoicingGetInvoicesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  kind?: "invoice" | "deposit" | "credit_note" | "receipt";
  state?: "open" | "overdue" | "paid" | "credited";
  /** In the number, the customer's name or the reference. */
  q?: string;
  /** Issued from this day on. */
  from?: string;
  /** Issued until this day, it included. */
  to?: string;
}

/** The calls under /api/invoicing. */
export class InvoicingService {
  constructor(private readonly transport: Transport) {}

  /**
   * List issued invoices, deposit invoices, credit notes and receipts.
   * GET /api/invoicing/invoices; permission invoicing.read_invoices.
   */
  getInvoices(query: InvoicingGetInvoicesQuery = {}, options?: CallOptions): Promise<InvoicingRowWireList> {
    return this.transport.json<InvoicingRowWireList>({ method: "GET", path: `/api/invoicing/invoices`, query }, options);
  }

  /** The items of all pages of getInvoices; a page is asked for when the loop gets there. */
  getInvoicesAll(query: InvoicingGetInvoicesQuery = {}, options?: CallOptions): AsyncGenerator<InvoicingRowWire, void, void> {
    return pages((cursor) => this.getInvoices(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Issue an invoice.
   * POST /api/invoicing/invoices; permission invoicing.issue.
   */
  postInvoices(body: IssueInputBody, options?: CallOptions): Promise<InvoicingPaperWire> {
    return this.transport.json<InvoicingPaperWire>({ method: "POST", path: `/api/invoicing/invoices`, json: body }, options);
  }

  /**
   * Read an issued paper.
   * GET /api/invoicing/invoices/{id}; permission invoicing.read_invoices.
   */
  getInvoicesById(id: string, options?: CallOptions): Promise<InvoicingPaperWire> {
    return this.transport.json<InvoicingPaperWire>({ method: "GET", path: `/api/invoicing/invoices/${segment(id)}` }, options);
  }

  /**
   * Download an invoice as UN/CEFACT CII.
   * GET /api/invoicing/invoices/{id}/cii; permission invoicing.read_invoices.
   */
  getInvoicesByIdCii(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/invoicing/invoices/${segment(id)}/cii` }, options);
  }

  /**
   * Take an invoice back, whole or in part.
   * POST /api/invoicing/invoices/{id}/credit-notes; permission invoicing.credit.
   */
  postInvoicesByIdCreditNotes(id: string, body: CreditInputBody, options?: CallOptions): Promise<InvoicingPaperWire> {
    return this.transport.json<InvoicingPaperWire>({ method: "POST", path: `/api/invoicing/invoices/${segment(id)}/credit-notes`, json: body }, options);
  }

  /**
   * Download a paper as PDF with its Factur-X invoice.
   * GET /api/invoicing/invoices/{id}/document; permission invoicing.read_invoices.
   */
  getInvoicesByIdDocument(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/invoicing/invoices/${segment(id)}/document` }, options);
  }

  /**
   * Enter a payment that arrived.
   * POST /api/invoicing/invoices/{id}/payments; permission invoicing.issue.
   */
  postInvoicesByIdPayments(id: string, body: PaidInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/invoicing/invoices/${segment(id)}/payments`, json: body }, options);
  }

  /**
   * Submit an invoice to the platform.
   * POST /api/invoicing/invoices/{id}/submission; permission invoicing.issue.
   */
  postInvoicesByIdSubmission(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/invoicing/invoices/${segment(id)}/submission` }, options);
  }

  /**
   * Download an invoice as UBL 2.1.
   * GET /api/invoicing/invoices/{id}/ubl; permission invoicing.read_invoices.
   */
  getInvoicesByIdUbl(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/invoicing/invoices/${segment(id)}/ubl` }, options);
  }
}

/** The parameters of GET /api/ledger/accounts. */
export interface LedgerGetAccountsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  prefix?: string;
}

/** The parameters of GET /api/ledger/balances. */
export interface LedgerGetBalancesQuery {
  account: string;
  /** What had been booked by then. */
  asOf?: string;
  /** What has effect by the end of this day. */
  valueOn?: string;
}

/** The parameters of GET /api/ledger/commissions. */
export interface LedgerGetCommissionsQuery {
  /** All when absent. */
  property?: string;
}

/** The parameters of GET /api/ledger/exports/fec. */
export interface LedgerGetExportsFecQuery {
  year: number;
}

/** The parameters of GET /api/ledger/exports/fec/left-out. */
export interface LedgerGetExportsFecLeftOutQuery {
  year: number;
}

/** The parameters of GET /api/ledger/statement. */
export interface LedgerGetStatementQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  account: string;
  currency?: string;
  from?: string;
  /** Not included. */
  to?: string;
}

/** The parameters of GET /api/ledger/transactions. */
export interface LedgerGetTransactionsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  journal?: "BQ" | "VE" | "OD";
  from?: string;
  /** Included. */
  to?: string;
}

/** The parameters of GET /api/ledger/trial-balance. */
export interface LedgerGetTrialBalanceQuery {
  from?: string;
  /** Included; today when empty. */
  to?: string;
}

/** The calls under /api/ledger. */
export class LedgerService {
  constructor(private readonly transport: Transport) {}

  /**
   * Accounts with their balances, in the order of their paths.
   * GET /api/ledger/accounts; permission ledger.read_ledger.
   */
  getAccounts(query: LedgerGetAccountsQuery = {}, options?: CallOptions): Promise<LedgerBalanceWireList> {
    return this.transport.json<LedgerBalanceWireList>({ method: "GET", path: `/api/ledger/accounts`, query }, options);
  }

  /** The items of all pages of getAccounts; a page is asked for when the loop gets there. */
  getAccountsAll(query: LedgerGetAccountsQuery = {}, options?: CallOptions): AsyncGenerator<LedgerBalanceWire, void, void> {
    return pages((cursor) => this.getAccounts(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Balances of one account, now or as they were.
   * GET /api/ledger/balances; permission ledger.read_ledger.
   */
  getBalances(query: LedgerGetBalancesQuery, options?: CallOptions): Promise<LedgerBalanceWireList> {
    return this.transport.json<LedgerBalanceWireList>({ method: "GET", path: `/api/ledger/balances`, query }, options);
  }

  /**
   * What was agreed for properties, from which day.
   * GET /api/ledger/commissions; permission ledger.read_ledger.
   */
  getCommissions(query: LedgerGetCommissionsQuery = {}, options?: CallOptions): Promise<CommissionsOutputBody> {
    return this.transport.json<CommissionsOutputBody>({ method: "GET", path: `/api/ledger/commissions`, query }, options);
  }

  /**
   * Say what was agreed for a property from a day on; what was posted stays.
   * PUT /api/ledger/commissions; permission ledger.manage_settings.
   */
  putCommissions(body: LedgerCommissionWire, options?: CallOptions): Promise<LedgerCommissionWire> {
    return this.transport.json<LedgerCommissionWire>({ method: "PUT", path: `/api/ledger/commissions`, json: body }, options);
  }

  /**
   * The day on which the financial year begins.
   * GET /api/ledger/exercise; permission ledger.read_ledger.
   */
  getExercise(options?: CallOptions): Promise<LedgerExerciseWire> {
    return this.transport.json<LedgerExerciseWire>({ method: "GET", path: `/api/ledger/exercise` }, options);
  }

  /**
   * Change the day on which the financial year begins.
   * PUT /api/ledger/exercise; permission ledger.manage_settings.
   */
  putExercise(body: LedgerExerciseWire, options?: CallOptions): Promise<LedgerExerciseWire> {
    return this.transport.json<LedgerExerciseWire>({ method: "PUT", path: `/api/ledger/exercise`, json: body }, options);
  }

  /**
   * Fichier des écritures comptables of the financial year that ends in a year (article A47 A-1 of the LPF).
   * Text in UTF-8, tabs between the fields. Only validated entries are in it: what was posted is validated within seconds. It begins with the opening balances (journal AN). Postings in another currency are translated by the transaction's metadata exchange_rate; those without one are left out and listed at /api/ledger/exports/fec/left-out.
   * GET /api/ledger/exports/fec; permission ledger.export.
   */
  getExportsFec(query: LedgerGetExportsFecQuery, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/ledger/exports/fec`, query }, options);
  }

  /**
   * What the FEC of a year cannot hold: postings in another currency without a rate.
   * GET /api/ledger/exports/fec/left-out; permission ledger.read_ledger.
   */
  getExportsFecLeftOut(query: LedgerGetExportsFecLeftOutQuery, options?: CallOptions): Promise<LedgerTransactionWireList> {
    return this.transport.json<LedgerTransactionWireList>({ method: "GET", path: `/api/ledger/exports/fec/left-out`, query }, options);
  }

  /**
   * Hold money without moving it.
   * What is held counts against what an account has available.
   * POST /api/ledger/holds; permission ledger.post.
   */
  postHolds(body: HoldInputBody, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "POST", path: `/api/ledger/holds`, json: body }, options);
  }

  /**
   * Capture a hold, whole or in part.
   * A hold is captured once; what is not captured is let go.
   * POST /api/ledger/holds/{id}/capture; permission ledger.post.
   */
  postHoldsByIdCapture(id: string, body: CaptureInputBody, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "POST", path: `/api/ledger/holds/${segment(id)}/capture`, json: body }, options);
  }

  /**
   * Let a hold go.
   * POST /api/ledger/holds/{id}/void; permission ledger.post.
   */
  postHoldsByIdVoid(id: string, body: EndInputBody, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "POST", path: `/api/ledger/holds/${segment(id)}/void`, json: body }, options);
  }

  /**
   * Statement of one account, newest first, with the balance after each line.
   * GET /api/ledger/statement; permission ledger.read_ledger.
   */
  getStatement(query: LedgerGetStatementQuery, options?: CallOptions): Promise<LedgerLineWireList> {
    return this.transport.json<LedgerLineWireList>({ method: "GET", path: `/api/ledger/statement`, query }, options);
  }

  /** The items of all pages of getStatement; a page is asked for when the loop gets there. */
  getStatementAll(query: LedgerGetStatementQuery, options?: CallOptions): AsyncGenerator<LedgerLineWire, void, void> {
    return pages((cursor) => this.getStatement(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Commission by which stays are divided.
   * GET /api/ledger/terms; permission ledger.read_ledger.
   */
  getTerms(options?: CallOptions): Promise<LedgerTermsWire> {
    return this.transport.json<LedgerTermsWire>({ method: "GET", path: `/api/ledger/terms` }, options);
  }

  /**
   * Change the commission for stays that end from now on.
   * PUT /api/ledger/terms; permission ledger.manage_settings.
   */
  putTerms(body: LedgerTermsWire, options?: CallOptions): Promise<LedgerTermsWire> {
    return this.transport.json<LedgerTermsWire>({ method: "PUT", path: `/api/ledger/terms`, json: body }, options);
  }

  /**
   * Journal, newest first.
   * GET /api/ledger/transactions; permission ledger.read_ledger.
   */
  getTransactions(query: LedgerGetTransactionsQuery = {}, options?: CallOptions): Promise<LedgerTransactionWireList> {
    return this.transport.json<LedgerTransactionWireList>({ method: "GET", path: `/api/ledger/transactions`, query }, options);
  }

  /** The items of all pages of getTransactions; a page is asked for when the loop gets there. */
  getTransactionsAll(query: LedgerGetTransactionsQuery = {}, options?: CallOptions): AsyncGenerator<LedgerTransactionWire, void, void> {
    return pages((cursor) => this.getTransactions(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Enter a transaction.
   * Two postings or more, each with a debit or a credit, that sum to zero in each currency. The same key with the same content answers with the first transaction; with another content it is refused (409).
   * POST /api/ledger/transactions; permission ledger.post.
   */
  postTransactions(body: PostInputBody, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "POST", path: `/api/ledger/transactions`, json: body }, options);
  }

  /**
   * One transaction with its postings.
   * GET /api/ledger/transactions/{id}; permission ledger.read_ledger.
   */
  getTransactionsById(id: string, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "GET", path: `/api/ledger/transactions/${segment(id)}` }, options);
  }

  /**
   * Reverse a transaction.
   * Books are never changed: the mirror of the transaction is entered. A transaction is reversed once.
   * POST /api/ledger/transactions/{id}/reversal; permission ledger.post.
   */
  postTransactionsByIdReversal(id: string, body: EndInputBody, options?: CallOptions): Promise<LedgerTransactionWire> {
    return this.transport.json<LedgerTransactionWire>({ method: "POST", path: `/api/ledger/transactions/${segment(id)}/reversal`, json: body }, options);
  }

  /**
   * Trial balance of a period.
   * GET /api/ledger/trial-balance; permission ledger.read_ledger.
   */
  getTrialBalance(query: LedgerGetTrialBalanceQuery = {}, options?: CallOptions): Promise<TrialOutputBody> {
    return this.transport.json<TrialOutputBody>({ method: "GET", path: `/api/ledger/trial-balance`, query }, options);
  }
}

/** The calls under /api/notifications. */
export class NotificationsService {
  constructor(private readonly transport: Transport) {}

  /**
   * See which messages you are sent.
   * GET /api/notifications/preferences; permission notifications.own_preferences.
   */
  getPreferences(options?: CallOptions): Promise<PreferencesOutputBody> {
    return this.transport.json<PreferencesOutputBody>({ method: "GET", path: `/api/notifications/preferences` }, options);
  }

  /**
   * Decide about a topic on a channel.
   * `offers` is a consent: it is off until you give it, and each answer is kept in the log of your consents.
   * PUT /api/notifications/preferences/{topic}/{channel}; permission notifications.own_preferences.
   */
  putPreferencesByTopicByChannel(topic: "security" | "bookings" | "data" | "payments" | "offers", channel: "email", body: ChooseInputBody, options?: CallOptions): Promise<PreferencesOutputBody> {
    return this.transport.json<PreferencesOutputBody>({ method: "PUT", path: `/api/notifications/preferences/${segment(topic)}/${segment(channel)}`, json: body }, options);
  }
}

/** The parameters of GET /api/operations/jobs. */
export interface OperationsGetJobsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  /** Only those that failed. */
  failed?: boolean;
}

/** The calls under /api/operations. */
export class OperationsService {
  constructor(private readonly transport: Transport) {}

  /**
   * Background jobs, newest first.
   * GET /api/operations/jobs; permission operations.read_jobs.
   */
  getJobs(query: OperationsGetJobsQuery = {}, options?: CallOptions): Promise<OperationsJobWireList> {
    return this.transport.json<OperationsJobWireList>({ method: "GET", path: `/api/operations/jobs`, query }, options);
  }

  /** The items of all pages of getJobs; a page is asked for when the loop gets there. */
  getJobsAll(query: OperationsGetJobsQuery = {}, options?: CallOptions): AsyncGenerator<OperationsJobWire, void, void> {
    return pages((cursor) => this.getJobs(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Try a job again now.
   * POST /api/operations/jobs/{id}/retry; permission operations.read_jobs.
   */
  postJobsByIdRetry(id: number, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/operations/jobs/${segment(id)}/retry` }, options);
  }
}

/** The parameters of GET /api/operator/tenants. */
export interface OperatorGetTenantsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  /** In the short name, the name, or a host. */
  q?: string;
  status?: "active" | "suspended" | "closing" | "erased";
  plan?: "discovery" | "starter" | "business" | "unlimited";
}

/** The calls under /api/operator. */
export class OperatorService {
  constructor(private readonly transport: Transport) {}

  /**
   * List the businesses with what they use.
   * GET /api/operator/tenants; permission tenancy.list_tenants.
   */
  getTenants(query: OperatorGetTenantsQuery = {}, options?: CallOptions): Promise<TenancyTenantWireList> {
    return this.transport.json<TenancyTenantWireList>({ method: "GET", path: `/api/operator/tenants`, query }, options);
  }

  /** The items of all pages of getTenants; a page is asked for when the loop gets there. */
  getTenantsAll(query: OperatorGetTenantsQuery = {}, options?: CallOptions): AsyncGenerator<TenancyTenantWire, void, void> {
    return pages((cursor) => this.getTenants(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Make a business, and invite its administrator.
   * POST /api/operator/tenants; permission tenancy.create_tenant.
   */
  postTenants(body: CreateInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "POST", path: `/api/operator/tenants`, json: body }, options);
  }

  /**
   * One business.
   * GET /api/operator/tenants/{id}; permission tenancy.list_tenants.
   */
  getTenantsById(id: string, options?: CallOptions): Promise<TenancyDossierWire> {
    return this.transport.json<TenancyDossierWire>({ method: "GET", path: `/api/operator/tenants/${segment(id)}` }, options);
  }

  /**
   * Delete a business after thirty days of grace.
   * POST /api/operator/tenants/{id}/close; permission tenancy.manage_tenant.
   */
  postTenantsByIdClose(id: string, body: ReasonInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "POST", path: `/api/operator/tenants/${segment(id)}/close`, json: body }, options);
  }

  /**
   * Export all data of a business.
   * POST /api/operator/tenants/{id}/exports; permission tenancy.manage_tenant.
   */
  postTenantsByIdExports(id: string, options?: CallOptions): Promise<TenancyExportWire> {
    return this.transport.json<TenancyExportWire>({ method: "POST", path: `/api/operator/tenants/${segment(id)}/exports` }, options);
  }

  /**
   * Download an export of a business.
   * GET /api/operator/tenants/{id}/exports/{export}/file; permission tenancy.manage_tenant.
   */
  getTenantsByIdExportsByExportFile(id: string, export2: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/operator/tenants/${segment(id)}/exports/${segment(export2)}/file` }, options);
  }

  /**
   * Put a business on a plan.
   * PUT /api/operator/tenants/{id}/plan; permission tenancy.manage_tenant.
   */
  putTenantsByIdPlan(id: string, body: PlanInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "PUT", path: `/api/operator/tenants/${segment(id)}/plan`, json: body }, options);
  }

  /**
   * Open it again, also when it was to be deleted.
   * POST /api/operator/tenants/{id}/resume; permission tenancy.manage_tenant.
   */
  postTenantsByIdResume(id: string, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "POST", path: `/api/operator/tenants/${segment(id)}/resume` }, options);
  }

  /**
   * Configure a business that cannot help itself.
   * PUT /api/operator/tenants/{id}/settings; permission tenancy.manage_tenant.
   */
  putTenantsByIdSettings(id: string, body: ConfigureInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "PUT", path: `/api/operator/tenants/${segment(id)}/settings`, json: body }, options);
  }

  /**
   * Ask a business to let the support in.
   * POST /api/operator/tenants/{id}/supports; permission tenancy.give_support.
   */
  postTenantsByIdSupports(id: string, body: ReasonInputBody, options?: CallOptions): Promise<TenancySupportWire> {
    return this.transport.json<TenancySupportWire>({ method: "POST", path: `/api/operator/tenants/${segment(id)}/supports`, json: body }, options);
  }

  /**
   * Close a business to its visitors and staff.
   * POST /api/operator/tenants/{id}/suspend; permission tenancy.manage_tenant.
   */
  postTenantsByIdSuspend(id: string, body: ReasonInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "POST", path: `/api/operator/tenants/${segment(id)}/suspend`, json: body }, options);
  }
}

/** The parameters of GET /api/payments. */
export interface PaymentsGetQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  /** Where the payment stands, all told. */
  status?: "requires_action" | "processing" | "authorized" | "succeeded" | "failed" | "cancelled" | "partly_captured" | "partly_refunded" | "refunded" | "disputed";
  provider?: string;
  /** A part of the payer's name or e-mail address, of the booking's reference or of the provider's; or an amount: 350.00. */
  q?: string;
  /** Opened on this day or later, at the business's place. */
  from?: string;
  /** Opened on this day or earlier. */
  to?: string;
}

/** The parameters of GET /api/payments/sums. */
export interface PaymentsGetSumsQuery {
  status?: "requires_action" | "processing" | "authorized" | "succeeded" | "failed" | "cancelled" | "partly_captured" | "partly_refunded" | "refunded" | "disputed";
  provider?: string;
  q?: string;
  from?: string;
  to?: string;
}

/** The calls under /api/payments. */
export class PaymentsService {
  constructor(private readonly transport: Transport) {}

  /**
   * List payments, newest first.
   * GET /api/payments; permission payments.read_payments.
   */
  get(query: PaymentsGetQuery = {}, options?: CallOptions): Promise<PaymentsPaymentWireList> {
    return this.transport.json<PaymentsPaymentWireList>({ method: "GET", path: `/api/payments`, query }, options);
  }

  /** The items of all pages of get; a page is asked for when the loop gets there. */
  getAll(query: PaymentsGetQuery = {}, options?: CallOptions): AsyncGenerator<PaymentsPaymentWire, void, void> {
    return pages((cursor) => this.get(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * State of a payment.
   * GET /api/payments/{id}; permission public.
   */
  getById(id: string, options?: CallOptions): Promise<PaymentsPublicWire> {
    return this.transport.json<PaymentsPublicWire>({ method: "GET", path: `/api/payments/${segment(id)}` }, options);
  }

  /**
   * All of a payment, with its refunds.
   * GET /api/payments/{id}/details; permission payments.read_payments.
   */
  getByIdDetails(id: string, options?: CallOptions): Promise<PaymentsPaymentWire> {
    return this.transport.json<PaymentsPaymentWire>({ method: "GET", path: `/api/payments/${segment(id)}/details` }, options);
  }

  /**
   * Note that a refund was handed back.
   * For money that was taken in cash, by cheque or by transfer: its refunds are pending until somebody has handed them back.
   * POST /api/payments/{id}/refunds/{refund}/handed-back; permission payments.refund.
   */
  postByIdRefundsByRefundHandedBack(id: string, refund: string, body: HandBackInputBody, options?: CallOptions): Promise<PaymentsPaymentWire> {
    return this.transport.json<PaymentsPaymentWire>({ method: "POST", path: `/api/payments/${segment(id)}/refunds/${segment(refund)}/handed-back`, json: body }, options);
  }

  /**
   * Take held money, or charge a kept card, in whole or in part.
   * POST /api/payments/captures; permission payments.capture.
   */
  postCaptures(body: RefundInputBody, options?: CallOptions): Promise<PaymentsPaymentWire> {
    return this.transport.json<PaymentsPaymentWire>({ method: "POST", path: `/api/payments/captures`, json: body }, options);
  }

  /**
   * What the comparison with the providers found and nobody has settled.
   * GET /api/payments/differences; permission payments.read_payments.
   */
  getDifferences(options?: CallOptions): Promise<PaymentsDifferenceWireList> {
    return this.transport.json<PaymentsDifferenceWireList>({ method: "GET", path: `/api/payments/differences` }, options);
  }

  /**
   * Settle a difference: take over what the provider says, or note why nothing is wrong.
   * POST /api/payments/differences/settlements; permission payments.reconcile.
   */
  postDifferencesSettlements(body: SettleInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/payments/differences/settlements`, json: body }, options);
  }

  /**
   * The payment providers, with what was entered for each.
   * GET /api/payments/providers; permission payments.manage_providers.
   */
  getProviders(options?: CallOptions): Promise<PaymentsProviderWireList> {
    return this.transport.json<PaymentsProviderWireList>({ method: "GET", path: `/api/payments/providers` }, options);
  }

  /**
   * Switch a provider on or off, or make it the one that opens payments.
   * PUT /api/payments/providers/{provider}; permission payments.manage_providers.
   */
  putProvidersByProvider(provider: string, body: SwitchInputBody, options?: CallOptions): Promise<PaymentsProviderWire> {
    return this.transport.json<PaymentsProviderWire>({ method: "PUT", path: `/api/payments/providers/${segment(provider)}`, json: body }, options);
  }

  /**
   * Enter the keys of a provider.
   * The keys are kept encrypted and never shown again. A secret that is left out stays as it was.
   * PUT /api/payments/providers/{provider}/keys; permission payments.manage_providers.
   */
  putProvidersByProviderKeys(provider: string, body: ConfigureInputBody1, options?: CallOptions): Promise<PaymentsProviderWire> {
    return this.transport.json<PaymentsProviderWire>({ method: "PUT", path: `/api/payments/providers/${segment(provider)}/keys`, json: body }, options);
  }

  /**
   * Ask the provider whether the keys are good.
   * POST /api/payments/providers/{provider}/test; permission payments.manage_providers.
   */
  postProvidersByProviderTest(provider: string, options?: CallOptions): Promise<PaymentsProviderWire> {
    return this.transport.json<PaymentsProviderWire>({ method: "POST", path: `/api/payments/providers/${segment(provider)}/test` }, options);
  }

  /**
   * Compare with the providers now.
   * POST /api/payments/reconciliations; permission payments.reconcile.
   */
  postReconciliations(options?: CallOptions): Promise<ReconciledOutputBody> {
    return this.transport.json<ReconciledOutputBody>({ method: "POST", path: `/api/payments/reconciliations` }, options);
  }

  /**
   * Give part of a payment back.
   * POST /api/payments/refunds; permission payments.refund.
   */
  postRefunds(body: RefundInputBody, options?: CallOptions): Promise<PaymentsPaymentWire> {
    return this.transport.json<PaymentsPaymentWire>({ method: "POST", path: `/api/payments/refunds`, json: body }, options);
  }

  /**
   * Let held money go.
   * POST /api/payments/releases; permission payments.capture.
   */
  postReleases(body: ReleaseInputBody, options?: CallOptions): Promise<PaymentsPaymentWire> {
    return this.transport.json<PaymentsPaymentWire>({ method: "POST", path: `/api/payments/releases`, json: body }, options);
  }

  /**
   * Add up a list of payments.
   * GET /api/payments/sums; permission payments.read_payments.
   */
  getSums(query: PaymentsGetSumsQuery = {}, options?: CallOptions): Promise<SumsOutputBody> {
    return this.transport.json<SumsOutputBody>({ method: "GET", path: `/api/payments/sums`, query }, options);
  }

  /**
   * What a payment provider calls.
   * The raw body is signed by the provider; a call that is not, or that was signed more than five minutes ago, is refused with 401. The same notification delivered again is accepted and changes nothing.
   * POST /api/payments/webhooks/{provider}; permission public.
   */
  postWebhooksByProvider(provider: string, body: ArrayBuffer | Blob | string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/payments/webhooks/${segment(provider)}`, raw: body, contentType: "application/octet-stream" }, options);
  }
}

/** The parameters of GET /api/privacy/desk/requests. */
export interface PrivacyGetDeskRequestsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
}

/** The calls under /api/privacy. */
export class PrivacyService {
  constructor(private readonly transport: Transport) {}

  /**
   * Read the log of your consents.
   * GET /api/privacy/consents; permission privacy.own_data.
   */
  getConsents(options?: CallOptions): Promise<PrivacyConsentWireList> {
    return this.transport.json<PrivacyConsentWireList>({ method: "GET", path: `/api/privacy/consents` }, options);
  }

  /**
   * Give or withdraw a consent.
   * PUT /api/privacy/consents/{purpose}; permission privacy.own_data.
   */
  putConsentsByPurpose(purpose: "marketing_email", body: ConsentInputBody1, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "PUT", path: `/api/privacy/consents/${segment(purpose)}`, json: body }, options);
  }

  /**
   * List what was asked of the business.
   * GET /api/privacy/desk/requests; permission privacy.manage.
   */
  getDeskRequests(query: PrivacyGetDeskRequestsQuery = {}, options?: CallOptions): Promise<PrivacyDeskRequestWireList> {
    return this.transport.json<PrivacyDeskRequestWireList>({ method: "GET", path: `/api/privacy/desk/requests`, query }, options);
  }

  /** The items of all pages of getDeskRequests; a page is asked for when the loop gets there. */
  getDeskRequestsAll(query: PrivacyGetDeskRequestsQuery = {}, options?: CallOptions): AsyncGenerator<PrivacyDeskRequestWire, void, void> {
    return pages((cursor) => this.getDeskRequests(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Record the request of a person who wrote or called.
   * POST /api/privacy/desk/requests; permission privacy.manage.
   */
  postDeskRequests(body: AskForInputBody, options?: CallOptions): Promise<PrivacyDeskRequestWire> {
    return this.transport.json<PrivacyDeskRequestWire>({ method: "POST", path: `/api/privacy/desk/requests`, json: body }, options);
  }

  /**
   * List the documents in your safe.
   * GET /api/privacy/documents; permission privacy.own_data.
   */
  getDocuments(options?: CallOptions): Promise<PrivacyDocumentWireList> {
    return this.transport.json<PrivacyDocumentWireList>({ method: "GET", path: `/api/privacy/documents` }, options);
  }

  /**
   * Put a document into your safe.
   * POST /api/privacy/documents; permission privacy.own_data.
   */
  postDocuments(body: {
    file: Blob;
    kind: "identity_card" | "passport" | "residence_permit" | "driving_licence" | "proof_of_address" | "insurance" | "bank_details" | "other";
  }, options?: CallOptions): Promise<PrivacyDocumentWire> {
    return this.transport.json<PrivacyDocumentWire>({ method: "POST", path: `/api/privacy/documents`, form: body }, options);
  }

  /**
   * Remove a document.
   * DELETE /api/privacy/documents/{id}; permission privacy.own_data.
   */
  deleteDocumentsById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/privacy/documents/${segment(id)}` }, options);
  }

  /**
   * Make a private link to a document, good for ten minutes.
   * POST /api/privacy/documents/{id}/link; permission privacy.own_data.
   */
  postDocumentsByIdLink(id: string, options?: CallOptions): Promise<LinkOutputBody> {
    return this.transport.json<LinkOutputBody>({ method: "POST", path: `/api/privacy/documents/${segment(id)}/link` }, options);
  }

  /**
   * List what you asked about your data.
   * GET /api/privacy/requests; permission privacy.own_data.
   */
  getRequests(options?: CallOptions): Promise<PrivacyRequestWireList> {
    return this.transport.json<PrivacyRequestWireList>({ method: "GET", path: `/api/privacy/requests` }, options);
  }

  /**
   * Ask for a copy of your data, or for their erasure.
   * POST /api/privacy/requests; permission privacy.own_data.
   */
  postRequests(body: AskInputBody, options?: CallOptions): Promise<PrivacyRequestWire> {
    return this.transport.json<PrivacyRequestWire>({ method: "POST", path: `/api/privacy/requests`, json: body }, options);
  }

  /**
   * Take a request back.
   * DELETE /api/privacy/requests/{id}; permission privacy.own_data.
   */
  deleteRequestsById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/privacy/requests/${segment(id)}` }, options);
  }

  /**
   * Download the copy.
   * GET /api/privacy/requests/{id}/archive; permission privacy.own_data.
   */
  getRequestsByIdArchive(id: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/privacy/requests/${segment(id)}/archive` }, options);
  }
}

/** The calls under /api/signature. */
export class SignatureService {
  constructor(private readonly transport: Transport) {}

  /**
   * Seal with the certificate that the program makes again.
   * DELETE /api/signature/certificate; permission contracts.manage_settings.
   */
  deleteCertificate(options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/signature/certificate` }, options);
  }

  /**
   * The certificate that the business has brought to seal with.
   * GET /api/signature/certificate; permission contracts.manage_settings.
   */
  getCertificate(options?: CallOptions): Promise<CertificateOutputBody> {
    return this.transport.json<CertificateOutputBody>({ method: "GET", path: `/api/signature/certificate` }, options);
  }

  /**
   * Bring a certificate to seal with.
   * A PKCS #12 file, or PEM with the certificate, its private key and those above it. The key is kept encrypted and never shown.
   * PUT /api/signature/certificate; permission contracts.manage_settings.
   */
  putCertificate(body: CertificateInputBody, options?: CallOptions): Promise<CertificateOutputBody> {
    return this.transport.json<CertificateOutputBody>({ method: "PUT", path: `/api/signature/certificate`, json: body }, options);
  }

  /**
   * What a signature provider calls.
   * POST /api/signature/webhooks/{provider}; permission public.
   */
  postWebhooksByProvider(provider: string, body: ArrayBuffer | Blob | string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/signature/webhooks/${segment(provider)}`, raw: body, contentType: "application/octet-stream" }, options);
  }
}

/** The parameters of POST /api/signing/{token}/code. */
export interface SigningPostByTokenCodeQuery {
  /** What the signer wishes; it counts where the business offers it. */
  way?: "mail" | "sms";
}

/** The calls under /api/signing. */
export class SigningService {
  constructor(private readonly transport: Transport) {}

  /**
   * Look at a contract by its private link.
   * GET /api/signing/{token}; permission public.
   */
  getByToken(token: string, options?: CallOptions): Promise<ContractsSignerView> {
    return this.transport.json<ContractsSignerView>({ method: "GET", path: `/api/signing/${segment(token)}` }, options);
  }

  /**
   * Have a code sent to the signer by mail or by text.
   * POST /api/signing/{token}/code; permission public.
   */
  postByTokenCode(token: string, query: SigningPostByTokenCodeQuery = {}, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/signing/${segment(token)}/code`, query }, options);
  }

  /**
   * Download the document of a private link.
   * GET /api/signing/{token}/document; permission public.
   */
  getByTokenDocument(token: string, options?: CallOptions): Promise<Blob> {
    return this.transport.file({ method: "GET", path: `/api/signing/${segment(token)}/document` }, options);
  }

  /**
   * Prove by the code that it is the signer.
   * POST /api/signing/{token}/identity; permission public.
   */
  postByTokenIdentity(token: string, body: IdentityInputBody, options?: CallOptions): Promise<IdentityOutputBody> {
    return this.transport.json<IdentityOutputBody>({ method: "POST", path: `/api/signing/${segment(token)}/identity`, json: body }, options);
  }

  /**
   * Where the signer signs at the provider.
   * POST /api/signing/{token}/passage; permission public.
   */
  postByTokenPassage(token: string, options?: CallOptions): Promise<PassageOutputBody> {
    return this.transport.json<PassageOutputBody>({ method: "POST", path: `/api/signing/${segment(token)}/passage` }, options);
  }

  /**
   * Refuse the contract.
   * POST /api/signing/{token}/refusal; permission public.
   */
  postByTokenRefusal(token: string, body: RefusalInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/signing/${segment(token)}/refusal`, json: body }, options);
  }

  /**
   * Sign the contract.
   * POST /api/signing/{token}/signature; permission public.
   */
  postByTokenSignature(token: string, body: SignatureInputBody, options?: CallOptions): Promise<ContractsSignerView> {
    return this.transport.json<ContractsSignerView>({ method: "POST", path: `/api/signing/${segment(token)}/signature`, json: body }, options);
  }

  /**
   * Ask the provider whether the signer has signed.
   * POST /api/signing/{token}/sync; permission public.
   */
  postByTokenSync(token: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/signing/${segment(token)}/sync` }, options);
  }

  /**
   * Say that the signer has the contract before him.
   * POST /api/signing/{token}/viewed; permission public.
   */
  postByTokenViewed(token: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/signing/${segment(token)}/viewed` }, options);
  }
}

/** The calls under /api/start. */
export class StartService {
  constructor(private readonly transport: Transport) {}

  /**
   * Ask for a link by mail to open a business.
   * POST /api/start; permission public.
   */
  post(body: StartInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/start`, json: body }, options);
  }

  /**
   * Open the business, with the link's secret.
   * POST /api/start/{secret}; permission public.
   */
  postBySecret(secret: string, body: OpenInputBody, options?: CallOptions): Promise<TenancyTenantWire> {
    return this.transport.json<TenancyTenantWire>({ method: "POST", path: `/api/start/${segment(secret)}`, json: body }, options);
  }

  /**
   * Whether a short name is free.
   * GET /api/start/slugs/{slug}; permission public.
   */
  getSlugsBySlug(slug: string, options?: CallOptions): Promise<SlugOutputBody> {
    return this.transport.json<SlugOutputBody>({ method: "GET", path: `/api/start/slugs/${segment(slug)}` }, options);
  }
}

/** The parameters of GET /api/stays/desk/properties. */
export interface StaysGetDeskPropertiesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  status?: "draft" | "published" | "archived";
  q?: string;
}

/** The parameters of DELETE /api/stays/manage/{token}. */
export interface StaysDeleteManageByTokenQuery {
  preview?: boolean;
  reason?: string;
}

/** The parameters of PATCH /api/stays/manage/{token}. */
export interface StaysPatchManageByTokenQuery {
  preview?: boolean;
}

/** The parameters of GET /api/stays/planning. */
export interface StaysGetPlanningQuery {
  from: string;
  /** Not included; at most 400 days later. */
  to: string;
  q?: string;
}

/** The parameters of GET /api/stays/properties. */
export interface StaysGetPropertiesQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  checkIn?: string;
  checkOut?: string;
  adults?: number;
  children?: number;
  infants?: number;
  pets?: number;
  /** west,south,east,north in degrees. */
  bbox?: string;
  /** All of them, separated by commas. */
  features?: string[];
  types?: string[];
  bedrooms?: number;
  /** A decimal in the agency's currency: of the whole price with dates, else of the night. */
  minPrice?: string;
  maxPrice?: string;
  /** Default: EUR. */
  currency?: string;
  q?: string;
  /** Default: recommended. */
  sort?: "recommended" | "price" | "-price" | "capacity" | "name";
}

/** The parameters of GET /api/stays/properties/{slug}/calendar. */
export interface StaysGetPropertiesBySlugCalendarQuery {
  from: string;
  /** Not included; at most 400 days later. */
  to: string;
}

/** The parameters of GET /api/stays/reservations. */
export interface StaysGetReservationsQuery {
  /** How many items at most. Default: 25. */
  limit?: number;
  /** The nextCursor of the page before; empty for the first page. */
  cursor?: string;
  status?: ("held" | "confirmed" | "checked_in" | "completed" | "expired" | "cancelled" | "no_show")[];
  property?: string;
  /** With to: stays that have a night in the range. */
  from?: string;
  to?: string;
  /** Reference, name, e-mail address or property. */
  q?: string;
  /** Default: -booked. */
  order?: "arrival" | "-arrival" | "-booked";
}

/** The parameters of POST /api/stays/reservations/{id}/move. */
export interface StaysPostReservationsByIDMoveQuery {
  preview?: boolean;
}

/** The parameters of GET /api/stays/tax-rules. */
export interface StaysGetTaxRulesQuery {
  insee?: string;
}

/** The calls under /api/stays. */
export class StaysService {
  constructor(private readonly transport: Transport) {}

  /**
   * Keep days from being let.
   * POST /api/stays/blocks; permission stays.manage_blocks.
   */
  postBlocks(body: BlockInputBody, options?: CallOptions): Promise<StaysBlockWire> {
    return this.transport.json<StaysBlockWire>({ method: "POST", path: `/api/stays/blocks`, json: body }, options);
  }

  /**
   * Lift a block.
   * DELETE /api/stays/blocks/{id}; permission stays.manage_blocks.
   */
  deleteBlocksById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/stays/blocks/${segment(id)}` }, options);
  }

  /**
   * A block.
   * GET /api/stays/blocks/{id}; permission stays.read_planning.
   */
  getBlocksById(id: string, options?: CallOptions): Promise<StaysBlockWire> {
    return this.transport.json<StaysBlockWire>({ method: "GET", path: `/api/stays/blocks/${segment(id)}` }, options);
  }

  /**
   * List properties, drafts included.
   * GET /api/stays/desk/properties; permission stays.read_properties.
   */
  getDeskProperties(query: StaysGetDeskPropertiesQuery = {}, options?: CallOptions): Promise<StaysPropertyRowWireList> {
    return this.transport.json<StaysPropertyRowWireList>({ method: "GET", path: `/api/stays/desk/properties`, query }, options);
  }

  /** The items of all pages of getDeskProperties; a page is asked for when the loop gets there. */
  getDeskPropertiesAll(query: StaysGetDeskPropertiesQuery = {}, options?: CallOptions): AsyncGenerator<StaysPropertyRowWire, void, void> {
    return pages((cursor) => this.getDeskProperties(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Create a property, as a draft.
   * POST /api/stays/desk/properties; permission stays.manage_properties.
   */
  postDeskProperties(body: CreatePropertyInputBody, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties`, json: body }, options);
  }

  /**
   * Archive a property; its history stays.
   * DELETE /api/stays/desk/properties/{id}; permission stays.manage_properties.
   */
  deleteDeskPropertiesById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/stays/desk/properties/${segment(id)}` }, options);
  }

  /**
   * A property, whole.
   * GET /api/stays/desk/properties/{id}; permission stays.read_properties.
   */
  getDeskPropertiesById(id: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "GET", path: `/api/stays/desk/properties/${segment(id)}` }, options);
  }

  /**
   * Edit a property.
   * PUT /api/stays/desk/properties/{id}; permission stays.manage_properties.
   */
  putDeskPropertiesById(id: string, body: StaysSheetFields, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "PUT", path: `/api/stays/desk/properties/${segment(id)}`, json: body }, options);
  }

  /**
   * Add a fee.
   * POST /api/stays/desk/properties/{id}/fees; permission stays.manage_rates.
   */
  postDeskPropertiesByIdFees(id: string, body: StaysFee, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties/${segment(id)}/fees`, json: body }, options);
  }

  /**
   * Remove a fee.
   * DELETE /api/stays/desk/properties/{id}/fees/{fee}; permission stays.manage_rates.
   */
  deleteDeskPropertiesByIdFeesByFee(id: string, fee: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "DELETE", path: `/api/stays/desk/properties/${segment(id)}/fees/${segment(fee)}` }, options);
  }

  /**
   * A fee.
   * GET /api/stays/desk/properties/{id}/fees/{fee}; permission stays.read_properties.
   */
  getDeskPropertiesByIdFeesByFee(id: string, fee: string, options?: CallOptions): Promise<StaysFee> {
    return this.transport.json<StaysFee>({ method: "GET", path: `/api/stays/desk/properties/${segment(id)}/fees/${segment(fee)}` }, options);
  }

  /**
   * Replace a fee.
   * PUT /api/stays/desk/properties/{id}/fees/{fee}; permission stays.manage_rates.
   */
  putDeskPropertiesByIdFeesByFee(id: string, fee: string, body: StaysFee, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "PUT", path: `/api/stays/desk/properties/${segment(id)}/fees/${segment(fee)}`, json: body }, options);
  }

  /**
   * Add a photo (multipart, field photo).
   * POST /api/stays/desk/properties/{id}/photos; permission stays.manage_properties.
   */
  postDeskPropertiesByIdPhotos(id: string, body: {
    /** JPEG, PNG, WebP or GIF. */
    photo: Blob;
  }, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties/${segment(id)}/photos`, form: body }, options);
  }

  /**
   * Put the photos in order.
   * PUT /api/stays/desk/properties/{id}/photos; permission stays.manage_properties.
   */
  putDeskPropertiesByIdPhotos(id: string, body: ArrangeInputBody, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "PUT", path: `/api/stays/desk/properties/${segment(id)}/photos`, json: body }, options);
  }

  /**
   * Remove a photo.
   * DELETE /api/stays/desk/properties/{id}/photos/{photo}; permission stays.manage_properties.
   */
  deleteDeskPropertiesByIdPhotosByPhoto(id: string, photo: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "DELETE", path: `/api/stays/desk/properties/${segment(id)}/photos/${segment(photo)}` }, options);
  }

  /**
   * Let guests book it.
   * POST /api/stays/desk/properties/{id}/publish; permission stays.manage_properties.
   */
  postDeskPropertiesByIdPublish(id: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties/${segment(id)}/publish` }, options);
  }

  /**
   * Replace the whole rate plan.
   * PUT /api/stays/desk/properties/{id}/rates; permission stays.manage_rates.
   */
  putDeskPropertiesByIdRates(id: string, body: StaysRates, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "PUT", path: `/api/stays/desk/properties/${segment(id)}/rates`, json: body }, options);
  }

  /**
   * Add a season.
   * POST /api/stays/desk/properties/{id}/seasons; permission stays.manage_rates.
   */
  postDeskPropertiesByIdSeasons(id: string, body: StaysSeason, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties/${segment(id)}/seasons`, json: body }, options);
  }

  /**
   * Remove a season.
   * DELETE /api/stays/desk/properties/{id}/seasons/{season}; permission stays.manage_rates.
   */
  deleteDeskPropertiesByIdSeasonsBySeason(id: string, season: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "DELETE", path: `/api/stays/desk/properties/${segment(id)}/seasons/${segment(season)}` }, options);
  }

  /**
   * A season.
   * GET /api/stays/desk/properties/{id}/seasons/{season}; permission stays.read_properties.
   */
  getDeskPropertiesByIdSeasonsBySeason(id: string, season: string, options?: CallOptions): Promise<StaysSeason> {
    return this.transport.json<StaysSeason>({ method: "GET", path: `/api/stays/desk/properties/${segment(id)}/seasons/${segment(season)}` }, options);
  }

  /**
   * Replace a season.
   * PUT /api/stays/desk/properties/{id}/seasons/{season}; permission stays.manage_rates.
   */
  putDeskPropertiesByIdSeasonsBySeason(id: string, season: string, body: StaysSeason, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "PUT", path: `/api/stays/desk/properties/${segment(id)}/seasons/${segment(season)}`, json: body }, options);
  }

  /**
   * Take it off the site.
   * POST /api/stays/desk/properties/{id}/unpublish; permission stays.manage_properties.
   */
  postDeskPropertiesByIdUnpublish(id: string, options?: CallOptions): Promise<StaysDeskPropertyBody> {
    return this.transport.json<StaysDeskPropertyBody>({ method: "POST", path: `/api/stays/desk/properties/${segment(id)}/unpublish` }, options);
  }

  /**
   * Cancel; with preview, only say what would be given back.
   * DELETE /api/stays/manage/{token}; permission public.
   */
  deleteManageByToken(token: string, query: StaysDeleteManageByTokenQuery = {}, options?: CallOptions): Promise<StaysCancelledBody> {
    return this.transport.json<StaysCancelledBody>({ method: "DELETE", path: `/api/stays/manage/${segment(token)}`, query }, options);
  }

  /**
   * A reservation by its private link.
   * GET /api/stays/manage/{token}; permission public.
   */
  getManageByToken(token: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "GET", path: `/api/stays/manage/${segment(token)}` }, options);
  }

  /**
   * Change dates or party; with preview, only say what it would cost.
   * PATCH /api/stays/manage/{token}; permission public.
   */
  patchManageByToken(token: string, body: StaysChangeBody, query: StaysPatchManageByTokenQuery = {}, options?: CallOptions): Promise<StaysChangedBody> {
    return this.transport.json<StaysChangedBody>({ method: "PATCH", path: `/api/stays/manage/${segment(token)}`, json: body, query }, options);
  }

  /**
   * Take the kept card back; what is due later is then asked for by mail.
   * DELETE /api/stays/manage/{token}/card; permission public.
   */
  deleteManageByTokenCard(token: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/stays/manage/${segment(token)}/card` }, options);
  }

  /**
   * Open the page on which the guest leaves his security deposit.
   * POST /api/stays/manage/{token}/caution; permission public.
   */
  postManageByTokenCaution(token: string, options?: CallOptions): Promise<LeaveOutputBody> {
    return this.transport.json<LeaveOutputBody>({ method: "POST", path: `/api/stays/manage/${segment(token)}/caution` }, options);
  }

  /**
   * Open the payment of what is due next.
   * POST /api/stays/manage/{token}/payment; permission public.
   */
  postManageByTokenPayment(token: string, options?: CallOptions): Promise<StaysPaymentWire> {
    return this.transport.json<StaysPaymentWire>({ method: "POST", path: `/api/stays/manage/${segment(token)}/payment` }, options);
  }

  /**
   * Have the private link of a booking sent to its guest; the answer never says whether there is one.
   * POST /api/stays/manage/links; permission public.
   */
  postManageLinks(body: AskLinkInputBody, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "POST", path: `/api/stays/manage/links`, json: body }, options);
  }

  /**
   * What the agency owes to guests: refunds under way, and arrhes a second time where it withdrew; the oldest first.
   * GET /api/stays/owed-back; permission stays.read_reservations.
   */
  getOwedBack(options?: CallOptions): Promise<OwedOutputBody> {
    return this.transport.json<OwedOutputBody>({ method: "GET", path: `/api/stays/owed-back` }, options);
  }

  /**
   * Properties by days, with what occupies them.
   * GET /api/stays/planning; permission stays.read_planning.
   */
  getPlanning(query: StaysGetPlanningQuery, options?: CallOptions): Promise<StaysBoardBody> {
    return this.transport.json<StaysBoardBody>({ method: "GET", path: `/api/stays/planning`, query }, options);
  }

  /**
   * Search properties; with dates, those that are free, each with its whole price.
   * GET /api/stays/properties; permission public.
   */
  getProperties(query: StaysGetPropertiesQuery = {}, options?: CallOptions): Promise<StaysSearchBody> {
    return this.transport.json<StaysSearchBody>({ method: "GET", path: `/api/stays/properties`, query }, options);
  }

  /** The items of all pages of getProperties; a page is asked for when the loop gets there. */
  getPropertiesAll(query: StaysGetPropertiesQuery = {}, options?: CallOptions): AsyncGenerator<StaysCardWire, void, void> {
    return pages((cursor) => this.getProperties(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * A published property.
   * GET /api/stays/properties/{slug}; permission public.
   */
  getPropertiesBySlug(slug: string, options?: CallOptions): Promise<StaysPropertyBody> {
    return this.transport.json<StaysPropertyBody>({ method: "GET", path: `/api/stays/properties/${segment(slug)}` }, options);
  }

  /**
   * Free days, prices and restrictions of a property.
   * GET /api/stays/properties/{slug}/calendar; permission public.
   */
  getPropertiesBySlugCalendar(slug: string, query: StaysGetPropertiesBySlugCalendarQuery, options?: CallOptions): Promise<StaysCalendarBody> {
    return this.transport.json<StaysCalendarBody>({ method: "GET", path: `/api/stays/properties/${segment(slug)}/calendar`, query }, options);
  }

  /**
   * Price a stay, itemised; the quote can be booked for 30 minutes.
   * POST /api/stays/quotes; permission public.
   */
  postQuotes(body: QuoteInputBody, options?: CallOptions): Promise<StaysQuoteWire> {
    return this.transport.json<StaysQuoteWire>({ method: "POST", path: `/api/stays/quotes`, json: body }, options);
  }

  /**
   * List reservations.
   * GET /api/stays/reservations; permission stays.read_reservations.
   */
  getReservations(query: StaysGetReservationsQuery = {}, options?: CallOptions): Promise<StaysRowFieldsList> {
    return this.transport.json<StaysRowFieldsList>({ method: "GET", path: `/api/stays/reservations`, query }, options);
  }

  /** The items of all pages of getReservations; a page is asked for when the loop gets there. */
  getReservationsAll(query: StaysGetReservationsQuery = {}, options?: CallOptions): AsyncGenerator<StaysRowFields, void, void> {
    return pages((cursor) => this.getReservations(cursor === undefined ? query : { ...query, cursor }, options), query.cursor);
  }

  /**
   * Book a quote; staff also by property and dates.
   * With a quoteId, anybody books the quote: the dates are held for fifteen minutes and a payment is opened. Repeating the call with the same quote and guest gives the same reservation. Without a quoteId, staff (stays.book_for_guest) book for a caller, held or confirmed at once.
   * POST /api/stays/reservations; permission public.
   */
  postReservations(body: StaysBookBody, options?: CallOptions): Promise<StaysBookedBody> {
    return this.transport.json<StaysBookedBody>({ method: "POST", path: `/api/stays/reservations`, json: body }, options);
  }

  /**
   * A reservation, with its timeline.
   * GET /api/stays/reservations/{id}; permission stays.read_reservations.
   */
  getReservationsById(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "GET", path: `/api/stays/reservations/${segment(id)}` }, options);
  }

  /**
   * The agency has paid what it owed the guest for having withdrawn.
   * POST /api/stays/reservations/{id}/arrhes-doubled; permission stays.cancel_reservation.
   */
  postReservationsByIdArrhesDoubled(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/arrhes-doubled` }, options);
  }

  /**
   * Cancel, for the guest (policy) or for the agency (everything back).
   * POST /api/stays/reservations/{id}/cancel; permission stays.cancel_reservation.
   */
  postReservationsByIdCancel(id: string, body: DeskCancelInputBody, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/cancel`, json: body }, options);
  }

  /**
   * Where the security deposit of a reservation stands.
   * GET /api/stays/reservations/{id}/caution; permission stays.read_reservations.
   */
  getReservationsByIdCaution(id: string, options?: CallOptions): Promise<StaysCautionWire> {
    return this.transport.json<StaysCautionWire>({ method: "GET", path: `/api/stays/reservations/${segment(id)}/caution` }, options);
  }

  /**
   * Take from a security deposit, once; the rest is let go.
   * POST /api/stays/reservations/{id}/caution; permission stays.take_caution.
   */
  postReservationsByIdCaution(id: string, body: ClaimInputBody1, options?: CallOptions): Promise<StaysCautionWire> {
    return this.transport.json<StaysCautionWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/caution`, json: body }, options);
  }

  /**
   * Add a file that shows what is claimed (multipart, field file).
   * POST /api/stays/reservations/{id}/caution/evidence; permission stays.take_caution.
   */
  postReservationsByIdCautionEvidence(id: string, body: {
    /** A photo (JPEG, PNG, WebP) or a PDF of at most 10 MB. */
    file: Blob;
  }, options?: CallOptions): Promise<StaysEvidenceWire> {
    return this.transport.json<StaysEvidenceWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/caution/evidence`, form: body }, options);
  }

  /**
   * Give a security deposit back, all of it.
   * POST /api/stays/reservations/{id}/caution/return; permission stays.take_caution.
   */
  postReservationsByIdCautionReturn(id: string, options?: CallOptions): Promise<StaysCautionWire> {
    return this.transport.json<StaysCautionWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/caution/return` }, options);
  }

  /**
   * The guest has arrived.
   * POST /api/stays/reservations/{id}/check-in; permission stays.run_stay.
   */
  postReservationsByIdCheckIn(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/check-in` }, options);
  }

  /**
   * The guest has left.
   * POST /api/stays/reservations/{id}/complete; permission stays.run_stay.
   */
  postReservationsByIdComplete(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/complete` }, options);
  }

  /**
   * Confirm a hold without waiting for its payment.
   * POST /api/stays/reservations/{id}/confirm; permission stays.confirm_reservation.
   */
  postReservationsByIdConfirm(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/confirm` }, options);
  }

  /**
   * Give money back once a stay has ended; price, invoices and books are less by it.
   * POST /api/stays/reservations/{id}/give-back; permission stays.cancel_reservation.
   */
  postReservationsByIdGiveBack(id: string, body: ReduceInputBody, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/give-back`, json: body }, options);
  }

  /**
   * Send the guest a new private link; the one before ends.
   * POST /api/stays/reservations/{id}/link; permission stays.renew_link.
   */
  postReservationsByIdLink(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/link` }, options);
  }

  /**
   * Move to other dates or another property.
   * POST /api/stays/reservations/{id}/move; permission stays.move_reservation.
   */
  postReservationsByIdMove(id: string, body: MoveInputBody, query: StaysPostReservationsByIDMoveQuery = {}, options?: CallOptions): Promise<StaysMovedBody> {
    return this.transport.json<StaysMovedBody>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/move`, json: body, query }, options);
  }

  /**
   * The guest never came.
   * POST /api/stays/reservations/{id}/no-show; permission stays.run_stay.
   */
  postReservationsByIdNoShow(id: string, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/no-show` }, options);
  }

  /**
   * Note money that the agency has received.
   * POST /api/stays/reservations/{id}/payments; permission stays.take_payment.
   */
  postReservationsByIdPayments(id: string, body: TakeInputBody, options?: CallOptions): Promise<StaysReservationWire> {
    return this.transport.json<StaysReservationWire>({ method: "POST", path: `/api/stays/reservations/${segment(id)}/payments`, json: body }, options);
  }

  /**
   * The agency's choices: deposit, balance, policies.
   * GET /api/stays/settings; permission stays.read_settings.
   */
  getSettings(options?: CallOptions): Promise<StaysSettings> {
    return this.transport.json<StaysSettings>({ method: "GET", path: `/api/stays/settings` }, options);
  }

  /**
   * Change them.
   * PUT /api/stays/settings; permission stays.manage_settings.
   */
  putSettings(body: StaysSettings, options?: CallOptions): Promise<StaysSettings> {
    return this.transport.json<StaysSettings>({ method: "PUT", path: `/api/stays/settings`, json: body }, options);
  }

  /**
   * Tourist-tax rules, of all communes or of one.
   * GET /api/stays/tax-rules; permission stays.read_settings.
   */
  getTaxRules(query: StaysGetTaxRulesQuery = {}, options?: CallOptions): Promise<StaysTaxRuleWireList> {
    return this.transport.json<StaysTaxRuleWireList>({ method: "GET", path: `/api/stays/tax-rules`, query }, options);
  }

  /**
   * Add a rule.
   * POST /api/stays/tax-rules; permission stays.manage_settings.
   */
  postTaxRules(body: StaysTaxRuleBody, options?: CallOptions): Promise<StaysTaxRuleWire> {
    return this.transport.json<StaysTaxRuleWire>({ method: "POST", path: `/api/stays/tax-rules`, json: body }, options);
  }

  /**
   * Remove a rule.
   * DELETE /api/stays/tax-rules/{id}; permission stays.manage_settings.
   */
  deleteTaxRulesById(id: string, options?: CallOptions): Promise<void> {
    return this.transport.none({ method: "DELETE", path: `/api/stays/tax-rules/${segment(id)}` }, options);
  }

  /**
   * A rule.
   * GET /api/stays/tax-rules/{id}; permission stays.read_settings.
   */
  getTaxRulesById(id: string, options?: CallOptions): Promise<StaysTaxRuleWire> {
    return this.transport.json<StaysTaxRuleWire>({ method: "GET", path: `/api/stays/tax-rules/${segment(id)}` }, options);
  }

  /**
   * Replace a rule.
   * PUT /api/stays/tax-rules/{id}; permission stays.manage_settings.
   */
  putTaxRulesById(id: string, body: StaysTaxRuleBody, options?: CallOptions): Promise<StaysTaxRuleWire> {
    return this.transport.json<StaysTaxRuleWire>({ method: "PUT", path: `/api/stays/tax-rules/${segment(id)}`, json: body }, options);
  }
}

/** The parts of the API, by the first word of their paths. */
export class Services {
  readonly audit: AuditService;
  readonly auth: AuthService;
  readonly banking: BankingService;
  readonly business: BusinessService;
  readonly contracts: ContractsService;
  readonly identity: IdentityService;
  readonly invoicing: InvoicingService;
  readonly ledger: LedgerService;
  readonly notifications: NotificationsService;
  readonly operations: OperationsService;
  readonly operator: OperatorService;
  readonly payments: PaymentsService;
  readonly privacy: PrivacyService;
  readonly signature: SignatureService;
  readonly signing: SigningService;
  readonly start: StartService;
  readonly stays: StaysService;

  constructor(transport: Transport) {
    this.audit = new AuditService(transport);
    this.auth = new AuthService(transport);
    this.banking = new BankingService(transport);
    this.business = new BusinessService(transport);
    this.contracts = new ContractsService(transport);
    this.identity = new IdentityService(transport);
    this.invoicing = new InvoicingService(transport);
    this.ledger = new LedgerService(transport);
    this.notifications = new NotificationsService(transport);
    this.operations = new OperationsService(transport);
    this.operator = new OperatorService(transport);
    this.payments = new PaymentsService(transport);
    this.privacy = new PrivacyService(transport);
    this.signature = new SignatureService(transport);
    this.signing = new SigningService(transport);
    this.start = new StartService(transport);
    this.stays = new StaysService(transport);
  }
}
