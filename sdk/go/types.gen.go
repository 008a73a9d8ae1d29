// Code generated from api/openapi.yaml by sdk/generate. DO NOT EDIT.

package comptoir

import (
	"net/url"
	"time"
)

// AcceptInputBody is a value of the API.
type AcceptInputBody struct {
	// for a new account
	Name *string `json:"name,omitzero"`
	// for a new account
	Password *string `json:"password,omitzero"`
	// the last part of the mailed address
	Token string `json:"token"`
}

// AcceptOutputBody is a value of the API.
type AcceptOutputBody struct {
	// of the account that was opened; left out for who had one
	Session *IdentitySessionBody `json:"session,omitzero"`
	User    IdentityMemberBody   `json:"user"`
}

// AcceptedOutputBody is a value of the API.
type AcceptedOutputBody struct {
	// always the same: whether the address has an account is said by mail only
	Status AcceptedOutputBodyStatus `json:"status"`
}

// AdministratorStruct is a value of the API.
type AdministratorStruct struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// ArrangeInputBody is a value of the API.
type ArrangeInputBody struct {
	// Every photo, the cover first.
	Order []string `json:"order"`
}

// AskForInputBody is a value of the API.
type AskForInputBody struct {
	Email  string                 `json:"email"`
	Kind   AskForInputBodyKind    `json:"kind"`
	Locale *AskForInputBodyLocale `json:"locale,omitzero"`
}

// AskInputBody is a value of the API.
type AskInputBody struct {
	Kind AskInputBodyKind `json:"kind"`
}

// AskLinkInputBody is a value of the API.
type AskLinkInputBody struct {
	Email     string `json:"email"`
	Reference string `json:"reference"`
}

// AuditChangeWire is a value of the API.
type AuditChangeWire struct {
	After  any    `json:"after,omitzero"`
	Before any    `json:"before,omitzero"`
	Path   string `json:"path"`
}

// AuditEntryWire is a value of the API.
type AuditEntryWire struct {
	Action string `json:"action"`
	Actor  string `json:"actor"`
	// Network address.
	Address  *string            `json:"address,omitzero"`
	At       time.Time          `json:"at"`
	Changes  []AuditChangeWire  `json:"changes"`
	Entity   string             `json:"entity"`
	EntityID string             `json:"entityId"`
	ID       string             `json:"id"`
	Kind     AuditEntryWireKind `json:"kind"`
	Trace    *string            `json:"trace,omitzero"`
	UseCase  string             `json:"useCase"`
}

// AuditEntryWireList is a value of the API.
type AuditEntryWireList struct {
	Items []AuditEntryWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// AuditSecurityWire is a value of the API.
type AuditSecurityWire struct {
	Address  *string                   `json:"address,omitzero"`
	Agent    *string                   `json:"agent,omitzero"`
	At       time.Time                 `json:"at"`
	Detail   map[string]string         `json:"detail,omitzero"`
	ID       string                    `json:"id"`
	Kind     string                    `json:"kind"`
	Severity AuditSecurityWireSeverity `json:"severity"`
	// Fingerprint of the account that it was about.
	Subject *string `json:"subject,omitzero"`
	User    *string `json:"user,omitzero"`
}

// AuditSecurityWireList is a value of the API.
type AuditSecurityWireList struct {
	Items []AuditSecurityWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingAccount is a value of the API.
type BankingAccount struct {
	Bank    *string         `json:"bank,omitzero"`
	BIC     *string         `json:"bic,omitzero"`
	Clients bool            `json:"clients"`
	Closed  *bool           `json:"closed,omitzero"`
	Holder  string          `json:"holder"`
	IBAN    string          `json:"iban"`
	ID      string          `json:"id"`
	Mapping *BankingMapping `json:"mapping,omitzero"`
	Name    string          `json:"name"`
	Version int64           `json:"version"`
}

// BankingAccountBody is a value of the API.
type BankingAccountBody struct {
	Bank *string `json:"bank,omitzero"`
	BIC  *string `json:"bic,omitzero"`
	// Holds other people's money: owners are paid from it.
	Clients *bool  `json:"clients,omitzero"`
	Closed  *bool  `json:"closed,omitzero"`
	Holder  string `json:"holder"`
	IBAN    string `json:"iban"`
	Name    string `json:"name"`
	// That was looked at; none for a new account.
	Version *int64 `json:"version,omitzero"`
}

// BankingAccountList is a value of the API.
type BankingAccountList struct {
	Items []BankingAccount `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingBatchWire is a value of the API.
type BankingBatchWire struct {
	ApprovedBy *string           `json:"approvedBy,omitzero"`
	ExecuteOn  Date              `json:"executeOn"`
	ID         string            `json:"id"`
	Lines      []BankingLineWire `json:"lines"`
	// The payment provider that pays; absent: the bank.
	Method     *BankingBatchWireMethod `json:"method,omitzero"`
	Number     string                  `json:"number"`
	ProposedBy string                  `json:"proposedBy"`
	Status     BankingBatchWireStatus  `json:"status"`
	Total      Money                   `json:"total"`
}

// BankingBatchWireList is a value of the API.
type BankingBatchWireList struct {
	Items []BankingBatchWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingBusinessWire is a value of the API.
type BankingBusinessWire struct {
	Kind BankingBusinessWireKind `json:"kind"`
	Name string                  `json:"name"`
	// In its country's register of companies: in France the SIREN.
	Number *string `json:"number,omitzero"`
}

// BankingCoordinatesWire is a value of the API.
type BankingCoordinatesWire struct {
	BIC    *string `json:"bic,omitzero"`
	Holder string  `json:"holder"`
	IBAN   string  `json:"iban"`
}

// BankingDebtWire is a value of the API.
type BankingDebtWire struct {
	Label     string              `json:"label"`
	Owed      Money               `json:"owed"`
	Payer     string              `json:"payer"`
	Reference string              `json:"reference"`
	Subject   string              `json:"subject"`
	Why       *BankingDebtWireWhy `json:"why,omitzero"`
}

// BankingDeclarationWire is a value of the API.
type BankingDeclarationWire struct {
	// Of the person, or of the business's headquarters.
	Address  PostalAddress `json:"address"`
	Birthday Date          `json:"birthday"`
	// Absent: a person. Else the person is its legal representative.
	Business *BankingBusinessWire `json:"business,omitzero"`
	// That of the account here when absent.
	Email     *string `json:"email,omitzero"`
	FirstName string  `json:"firstName"`
	LastName  string  `json:"lastName"`
	// ISO 3166-1 alpha-2
	Nationality string `json:"nationality"`
	// ISO 3166-1 alpha-2
	Residence string `json:"residence"`
	// The payee has read the provider's terms and agrees.
	TermsAgreed bool `json:"termsAgreed"`
}

// BankingDetailsWire is a value of the API.
type BankingDetailsWire struct {
	// Masked.
	Account   string     `json:"account"`
	ChangedAt *time.Time `json:"changedAt,omitzero"`
	// End of the cooling time: no payout uses the details before.
	UsableAt *time.Time `json:"usableAt,omitzero"`
	// 0: none is known.
	Version int64 `json:"version"`
}

// BankingDueWire is a value of the API.
type BankingDueWire struct {
	Details BankingDetailsWire `json:"details"`
	Due     Money              `json:"due"`
	Name    string             `json:"name"`
	// Why nothing can be paid now.
	Obstacle *BankingDueWireObstacle `json:"obstacle,omitzero"`
	Parts    []BankingPart           `json:"parts"`
	Payee    string                  `json:"payee"`
	// In batches that are not in the books yet; not part of due.
	Promised Money `json:"promised"`
}

// BankingDueWireList is a value of the API.
type BankingDueWireList struct {
	Items []BankingDueWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingEnrolBody is a value of the API.
type BankingEnrolBody struct {
	Carrier BankingEnrolBodyCarrier `json:"carrier"`
	// Who is paid, for a provider that wants to be told (MangoPay). It is passed on and not kept.
	Declared *BankingDeclarationWire `json:"declared,omitzero"`
}

// BankingEnrolmentWire is a value of the API.
type BankingEnrolmentWire struct {
	// Its name at the provider.
	Account string `json:"account"`
	// What the provider still asks for, in its words.
	Asked   []string                    `json:"asked,omitzero"`
	At      time.Time                   `json:"at"`
	Carrier BankingEnrolmentWireCarrier `json:"carrier"`
	// The newest of each kind.
	Papers []BankingPaperWire        `json:"papers,omitzero"`
	Payee  string                    `json:"payee"`
	Reason *string                   `json:"reason,omitzero"`
	State  BankingEnrolmentWireState `json:"state"`
	// The kinds of papers that the provider takes now.
	Takes []string `json:"takes,omitzero"`
}

// BankingEntryWire is a value of the API.
type BankingEntryWire struct {
	Account string `json:"account"`
	// Above zero came in, below zero went out.
	Amount    Money                 `json:"amount"`
	Automatic *bool                 `json:"automatic,omitzero"`
	ID        string                `json:"id"`
	Kind      *BankingEntryWireKind `json:"kind,omitzero"`
	Label     *string               `json:"label,omitzero"`
	// Of the other side.
	Name      *string `json:"name,omitzero"`
	On        Date    `json:"on"`
	Reference *string `json:"reference,omitzero"`
	// claimed: what was said of it is being entered.
	Status BankingEntryWireStatus `json:"status"`
	// The booking that it paid.
	Subject *string `json:"subject,omitzero"`
	Text    *string `json:"text,omitzero"`
}

// BankingEntryWireList is a value of the API.
type BankingEntryWireList struct {
	Items []BankingEntryWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingLineOfWire is a value of the API.
type BankingLineOfWire struct {
	// What he was owed then.
	After Money `json:"after"`
	// Above zero: the owner is owed more.
	Amount Money   `json:"amount"`
	Label  string  `json:"label"`
	On     Date    `json:"on"`
	Piece  *string `json:"piece,omitzero"`
}

// BankingLineWire is a value of the API.
type BankingLineWire struct {
	// Masked.
	Account string `json:"account"`
	Amount  Money  `json:"amount"`
	// The books know what has moved.
	Booked bool          `json:"booked"`
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Parts  []BankingPart `json:"parts"`
	Payee  string        `json:"payee"`
	Reason *string       `json:"reason,omitzero"`
	// EndToEndId: the bank carries it to the payee and back.
	Reference string                `json:"reference"`
	Status    BankingLineWireStatus `json:"status"`
	// The name that the payee's bank gives.
	Suggested    *string                      `json:"suggested,omitzero"`
	Verification *BankingLineWireVerification `json:"verification,omitzero"`
}

// BankingMapping is a value of the API.
type BankingMapping struct {
	Amount    *string `json:"amount,omitzero"`
	Credit    *string `json:"credit,omitzero"`
	Date      string  `json:"date"`
	Debit     *string `json:"debit,omitzero"`
	Name      *string `json:"name,omitzero"`
	Reference *string `json:"reference,omitzero"`
	Text      string  `json:"text"`
}

// BankingOwnWire is a value of the API.
type BankingOwnWire struct {
	// That stands there.
	Amount Money `json:"amount"`
	// It is what the entry moved.
	Fits  bool                `json:"fits"`
	Place BankingOwnWirePlace `json:"place"`
}

// BankingPaperWire is a value of the API.
type BankingPaperWire struct {
	Kind BankingPaperWireKind `json:"kind"`
	// Of a refusal, in the provider's words.
	Reason *string               `json:"reason,omitzero"`
	State  BankingPaperWireState `json:"state"`
}

// BankingPart is a value of the API.
type BankingPart struct {
	Amount   Money  `json:"amount"`
	Name     string `json:"name"`
	Property string `json:"property"`
}

// BankingPayoutWire is a value of the API.
type BankingPayoutWire struct {
	// Masked.
	Account   string                  `json:"account"`
	Amount    Money                   `json:"amount"`
	ID        string                  `json:"id"`
	On        Date                    `json:"on"`
	Parts     []BankingPart           `json:"parts"`
	Reference string                  `json:"reference"`
	Status    BankingPayoutWireStatus `json:"status"`
}

// BankingPayoutWireList is a value of the API.
type BankingPayoutWireList struct {
	Items []BankingPayoutWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// BankingReasonBody is a value of the API.
type BankingReasonBody struct {
	Reason string `json:"reason"`
}

// BankingSettings is a value of the API.
type BankingSettings struct {
	CoolingHours int64   `json:"coolingHours"`
	TransferDays *int64  `json:"transferDays,omitzero"`
	TransferTo   *string `json:"transferTo,omitzero"`
}

// BankingStatementWire is a value of the API.
type BankingStatementWire struct {
	Lines    []BankingLineOfWire `json:"lines"`
	Name     string              `json:"name"`
	Owed     Money               `json:"owed"`
	Property string              `json:"property"`
}

// BlockInputBody is a value of the API.
type BlockInputBody struct {
	From       Date               `json:"from"`
	Kind       BlockInputBodyKind `json:"kind"`
	Note       *string            `json:"note,omitzero"`
	PropertyID string             `json:"propertyId"`
	// The day after the last blocked night.
	To Date `json:"to"`
}

// CancelledOutputBody is a value of the API.
type CancelledOutputBody struct {
	// the change had been confirmed: the old address is back, every session is over, and a link to choose a new password was mailed
	Restored bool `json:"restored"`
}

// CaptureInputBody is a value of the API.
type CaptureInputBody struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	// What is taken; everything when absent.
	Postings []LedgerPostingWire `json:"postings,omitzero"`
}

// CertificateInputBody is a value of the API.
type CertificateInputBody struct {
	// The file, in base64.
	Certificate string  `json:"certificate"`
	Password    *string `json:"password,omitzero"`
}

// CertificateOutputBody is a value of the API.
type CertificateOutputBody struct {
	Brought bool `json:"brought"`
	// SHA-256, in hexadecimal.
	Fingerprint *string    `json:"fingerprint,omitzero"`
	From        *time.Time `json:"from,omitzero"`
	Issuer      *string    `json:"issuer,omitzero"`
	// It is not valid now: the program's own seals.
	Over    bool       `json:"over"`
	Subject *string    `json:"subject,omitzero"`
	Until   *time.Time `json:"until,omitzero"`
}

// ChallengeInputBody is a value of the API.
type ChallengeInputBody struct {
	Challenge string `json:"challenge"`
}

// ChooseInputBody is a value of the API.
type ChooseInputBody struct {
	Wanted bool `json:"wanted"`
}

// ClaimInputBody is a value of the API.
type ClaimInputBody struct {
	Host string `json:"host"`
}

// ClaimInputBody1 is a value of the API.
type ClaimInputBody1 struct {
	// At most what is held, or what the card was kept for.
	Amount Money `json:"amount"`
	// Whose damage it was, and so to whom it goes. The property's owner where it has one, when absent.
	For *ClaimInputBody1For `json:"for,omitzero"`
	// The same key takes once.
	Key string `json:"key"`
	// What was damaged: the guest reads it.
	Reason string `json:"reason"`
}

// CodeInputBody is a value of the API.
type CodeInputBody struct {
	Code string `json:"code"`
}

// CommissionsOutputBody is a value of the API.
type CommissionsOutputBody struct {
	Items []LedgerCommissionWire `json:"items"`
}

// ConfigureInputBody is a value of the API.
type ConfigureInputBody struct {
	Branding        *TenancyBranding                  `json:"branding,omitzero"`
	DefaultLanguage ConfigureInputBodyDefaultLanguage `json:"defaultLanguage"`
	// When it receives people, at its own place.
	Hours     *TenancyHours                     `json:"hours,omitzero"`
	Languages []ConfigureInputBodyLanguagesItem `json:"languages"`
	Legal     *TenancyLegal                     `json:"legal,omitzero"`
	Name      string                            `json:"name"`
	Trades    []ConfigureInputBodyTradesItem    `json:"trades"`
	// IANA name of the time zone.
	Zone string `json:"zone"`
}

// ConfigureInputBody1 is a value of the API.
type ConfigureInputBody1 struct {
	// By the names of the provider's fields.
	Keys map[string]string `json:"keys"`
}

// ConfirmInputBody is a value of the API.
type ConfirmInputBody struct {
	// the last part of the mailed address
	Token string `json:"token"`
}

// ConsentInputBody is a value of the API.
type ConsentInputBody struct {
	Standing bool `json:"standing"`
}

// ConsentInputBody1 is a value of the API.
type ConsentInputBody1 struct {
	Given bool `json:"given"`
}

// ContractsContractWire is a value of the API.
type ContractsContractWire struct {
	// Number of the signed contract that this addendum changes.
	Amends      *string                   `json:"amends,omitzero"`
	EndedAt     *time.Time                `json:"endedAt,omitzero"`
	ExpiresAt   *time.Time                `json:"expiresAt,omitzero"`
	GeneratedAt *time.Time                `json:"generatedAt,omitzero"`
	ID          string                    `json:"id"`
	Kind        ContractsContractWireKind `json:"kind"`
	Number      string                    `json:"number"`
	// The provider that it is on its way to.
	Placing *string `json:"placing,omitzero"`
	// Code of why the provider did not take it.
	Problem *string `json:"problem,omitzero"`
	// Where it is signed; builtin: on our own pages.
	Provider *string `json:"provider,omitzero"`
	// Of a refusal, or why it was taken back; replaced and cancelled are the program's own.
	Reason *string `json:"reason,omitzero"`
	// What it is about: the reservation, or the property of a mandate.
	ReservationID string `json:"reservationId"`
	// 1, then one more for each change of the stay.
	Revision int64      `json:"revision"`
	SentAt   *time.Time `json:"sentAt,omitzero"`
	// Of the PDF, in hexadecimal.
	Sha256 *string             `json:"sha256,omitzero"`
	Signer ContractsSignerWire `json:"signer"`
	// Bytes of the PDF.
	Size     *int64                         `json:"size,omitzero"`
	Status   ContractsContractWireStatus    `json:"status"`
	Title    string                         `json:"title"`
	WaitsFor *ContractsContractWireWaitsFor `json:"waitsFor,omitzero"`
}

// ContractsContractWireList is a value of the API.
type ContractsContractWireList struct {
	Items []ContractsContractWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// ContractsEvidence is a value of the API.
type ContractsEvidence struct {
	Actor    *string           `json:"actor,omitzero"`
	Address  *string           `json:"address,omitzero"`
	Agent    *string           `json:"agent,omitzero"`
	At       time.Time         `json:"at"`
	Data     map[string]string `json:"data,omitzero"`
	Document *string           `json:"document,omitzero"`
	Hash     string            `json:"hash"`
	Previous *string           `json:"previous,omitzero"`
	Seq      int64             `json:"seq"`
	Step     string            `json:"step"`
}

// ContractsEvidenceFile is a value of the API.
type ContractsEvidenceFile struct {
	// Of what was agreed: the reservation with its quote and policy.
	AgreedSha256   string              `json:"agreedSha256"`
	Certificate    *string             `json:"certificate,omitzero"`
	Contract       string              `json:"contract"`
	DocumentSha256 string              `json:"documentSha256"`
	Email          string              `json:"email"`
	Entries        []ContractsEvidence `json:"entries"`
	Method         string              `json:"method"`
	Number         string              `json:"number"`
	ReportedAt     time.Time           `json:"reportedAt"`
	SealedSha256   *string             `json:"sealedSha256,omitzero"`
	Signer         string              `json:"signer"`
	Status         string              `json:"status"`
	Timestamped    *bool               `json:"timestamped,omitzero"`
	// The chain was computed anew and ends where the contract says.
	Whole bool `json:"whole"`
}

// ContractsFactWire is a value of the API.
type ContractsFactWire struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ContractsFieldWire is a value of the API.
type ContractsFieldWire struct {
	// The value, or the end of a secret.
	Hint     *string  `json:"hint,omitzero"`
	Name     string   `json:"name"`
	Optional bool     `json:"optional"`
	Options  []string `json:"options"`
	Secret   bool     `json:"secret"`
}

// ContractsProviderWire is a value of the API.
type ContractsProviderWire struct {
	// What the provider calls the account.
	Account   *string    `json:"account,omitzero"`
	CheckedAt *time.Time `json:"checkedAt,omitzero"`
	// New contracts are signed here.
	Chosen bool `json:"chosen"`
	// Keys were entered, or none are needed.
	Configured bool                 `json:"configured"`
	Fields     []ContractsFieldWire `json:"fields"`
	// Code of the fault that the last test met.
	Problem  *string `json:"problem,omitzero"`
	Provider string  `json:"provider"`
	// What is signed with the keys binds nobody.
	Test bool `json:"test"`
	// It carries texts; no contract is signed there.
	Texts bool `json:"texts"`
	// The address to enter at the provider.
	Webhook *string `json:"webhook,omitzero"`
}

// ContractsProviderWireList is a value of the API.
type ContractsProviderWireList struct {
	Items []ContractsProviderWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// ContractsSectionWire is a value of the API.
type ContractsSectionWire struct {
	Facts   []ContractsFactWire `json:"facts,omitzero"`
	Heading *string             `json:"heading,omitzero"`
	List    []string            `json:"list,omitzero"`
	// The itemised price stands here.
	Prices *bool    `json:"prices,omitzero"`
	Text   []string `json:"text,omitzero"`
}

// ContractsSettings is a value of the API.
type ContractsSettings struct {
	AutoCountersign bool                       `json:"autoCountersign"`
	AutoSend        bool                       `json:"autoSend"`
	Days            int64                      `json:"days"`
	Identity        *ContractsSettingsIdentity `json:"identity,omitzero"`
	RemindEvery     int64                      `json:"remindEvery"`
	Signatory       *string                    `json:"signatory,omitzero"`
	SignatoryEmail  *string                    `json:"signatoryEmail,omitzero"`
	TextPrefixes    []string                   `json:"textPrefixes,omitzero"`
	TextsAday       *int64                     `json:"textsADay,omitzero"`
}

// ContractsSignerView is a value of the API.
type ContractsSignerView struct {
	// By which the last code went.
	CodeBy ContractsSignerViewCodeBy `json:"codeBy"`
	// Where codes go by mail.
	CodeGoesTo string `json:"codeGoesTo"`
	CodeSent   bool   `json:"codeSent"`
	// The text that signing agrees to.
	Consent   string    `json:"consent"`
	ExpiresAt time.Time `json:"expiresAt"`
	// Code of the fault for which it went by mail and not by text.
	Fallback   *string `json:"fallback,omitzero"`
	Identified bool    `json:"identified"`
	Number     string  `json:"number"`
	// Where it is signed; builtin: here, otherwise by the passage to the provider.
	Provider string                    `json:"provider"`
	Sha256   string                    `json:"sha256"`
	Signer   string                    `json:"signer"`
	Status   ContractsSignerViewStatus `json:"status"`
	// Where codes go by text.
	TextGoesTo *string `json:"textGoesTo,omitzero"`
	Title      string  `json:"title"`
	// By which a code may go, the preferred one first.
	Ways []ContractsSignerViewWaysItem `json:"ways"`
}

// ContractsSignerWire is a value of the API.
type ContractsSignerWire struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// ContractsTemplateWire is a value of the API.
type ContractsTemplateWire struct {
	At     *time.Time                  `json:"at,omitzero"`
	By     *string                     `json:"by,omitzero"`
	Kind   ContractsTemplateWireKind   `json:"kind"`
	Locale ContractsTemplateWireLocale `json:"locale"`
	// In the markup of templates: see the manual.
	Source string `json:"source"`
	// 0: ours, of a business that has written none.
	Version int64 `json:"version"`
}

// ContractsTemplateWireList is a value of the API.
type ContractsTemplateWireList struct {
	Items []ContractsTemplateWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// CountersignInputBody is a value of the API.
type CountersignInputBody struct {
	// Who signs; the caller's name when left out.
	Name *string `json:"name,omitzero"`
}

// CreateInputBody is a value of the API.
type CreateInputBody struct {
	// Who is invited by mail to be its first administrator.
	Administrator *AdministratorStruct        `json:"administrator,omitzero"`
	Currency      *string                     `json:"currency,omitzero"`
	Language      *CreateInputBodyLanguage    `json:"language,omitzero"`
	Name          string                      `json:"name"`
	Plan          *CreateInputBodyPlan        `json:"plan,omitzero"`
	Slug          string                      `json:"slug"`
	Trades        []CreateInputBodyTradesItem `json:"trades"`
	Zone          *string                     `json:"zone,omitzero"`
}

// CreatePropertyInputBody is a value of the API.
type CreatePropertyInputBody struct {
	Address        PostalAddress       `json:"address"`
	Bathrooms      int64               `json:"bathrooms"`
	Bedrooms       int64               `json:"bedrooms"`
	Beds           int64               `json:"beds"`
	Capacity       int64               `json:"capacity"`
	CheckIn        string              `json:"checkIn"`
	CheckOut       string              `json:"checkOut"`
	Classification *int64              `json:"classification,omitzero"`
	Description    map[string]string   `json:"description,omitzero"`
	Features       []string            `json:"features,omitzero"`
	HouseRules     []map[string]string `json:"houseRules,omitzero"`
	// Code of the French commune, for the tourist tax.
	Insee          *string           `json:"insee,omitzero"`
	MaxInfants     *int64            `json:"maxInfants,omitzero"`
	MaxPets        *int64            `json:"maxPets,omitzero"`
	Name           map[string]string `json:"name"`
	Owner          *StaysOwnerWire   `json:"owner,omitzero"`
	Policy         string            `json:"policy"`
	Position       StaysPositionWire `json:"position"`
	Rates          StaysRates        `json:"rates"`
	Registration   *string           `json:"registration,omitzero"`
	SeoDescription map[string]string `json:"seoDescription,omitzero"`
	SeoTitle       map[string]string `json:"seoTitle,omitzero"`
	// Made from the name when empty.
	Slug    *string                     `json:"slug,omitzero"`
	Surface *int64                      `json:"surface,omitzero"`
	Type    CreatePropertyInputBodyType `json:"type"`
	// IANA; the agency's when empty.
	Zone *string `json:"zone,omitzero"`
}

// CreditInputBody is a value of the API.
type CreditInputBody struct {
	// With VAT; absent, and no lines: all that is left.
	Amount *Money `json:"amount,omitzero"`
	// What is taken back, line by line; not together with an amount.
	Lines  []InvoicingCreditLineWire `json:"lines,omitzero"`
	Reason string                    `json:"reason"`
}

// DateRange is a value of the API.
type DateRange struct {
	// The first day.
	From Date `json:"from"`
	// The day after the last: the range is half-open.
	To Date `json:"to"`
}

// DecideInputBody is a value of the API.
type DecideInputBody struct {
	Agree bool `json:"agree"`
}

// DeskCancelInputBody is a value of the API.
type DeskCancelInputBody struct {
	// The guest asked: the policy decides what he gets back. Otherwise everything goes back.
	ByGuest *bool   `json:"byGuest,omitzero"`
	Reason  *string `json:"reason,omitzero"`
}

// DifferencesOutputBody is a value of the API.
type DifferencesOutputBody struct {
	// Clients' money by the books.
	Held   Money `json:"held"`
	Oldest *Date `json:"oldest,omitzero"`
	// Entries that are nothing yet.
	Open int64 `json:"open"`
	Sum  Money `json:"sum"`
}

// EndInputBody is a value of the API.
type EndInputBody struct {
	Key string `json:"key"`
	// Why.
	Label string `json:"label"`
}

// EnrolOutputBody is a value of the API.
type EnrolOutputBody struct {
	// Opens once, and for minutes.
	URL string `json:"url"`
}

// EnrolmentsOutputBody is a value of the API.
type EnrolmentsOutputBody struct {
	Items []BankingEnrolmentWire `json:"items"`
}

// ExecuteInputBody is a value of the API.
type ExecuteInputBody struct {
	// Today when empty.
	On *Date `json:"on,omitzero"`
}

// FactorsOutputBody is a value of the API.
type FactorsOutputBody struct {
	// an authenticator application is set up
	Codes bool `json:"codes"`
	// until when you may do without
	Deadline *time.Time            `json:"deadline,omitzero"`
	Passkeys []IdentityPasskeyBody `json:"passkeys"`
	// how many are left
	RecoveryCodes int64 `json:"recoveryCodes"`
	// the business asks for a second factor
	Required bool `json:"required"`
}

// FinishProviderInputBody is a value of the API.
type FinishProviderInputBody struct {
	// as the provider sent it back
	Code *string `json:"code,omitzero"`
	// as the provider sent it back instead of a code
	Error       *string `json:"error,omitzero"`
	State       string  `json:"state"`
	Transaction string  `json:"transaction"`
}

// ForgotInputBody is a value of the API.
type ForgotInputBody struct {
	Email string `json:"email"`
}

// HandBackInputBody is a value of the API.
type HandBackInputBody struct {
	// Out of what it was given back: the till, the payer's own cheque that was not banked, the bank account. Absent: as the money was received, or from the bank account when it is there by now.
	By   *HandBackInputBodyBy `json:"by,omitzero"`
	Note *string              `json:"note,omitzero"`
}

// HoldInputBody is a value of the API.
type HoldInputBody struct {
	ExpiresAt *time.Time          `json:"expiresAt,omitzero"`
	Key       string              `json:"key"`
	Label     string              `json:"label"`
	Metadata  map[string]string   `json:"metadata,omitzero"`
	Piece     *string             `json:"piece,omitzero"`
	Postings  []LedgerPostingWire `json:"postings"`
}

// IdentityApiSession is a value of the API.
type IdentityApiSession struct {
	// network address at sign-in
	Address string `json:"address"`
	// ISO 3166 code, where the installation's proxy names it
	Country *string `json:"country,omitzero"`
	// the one that asks
	Current bool `json:"current"`
	// what the browser or program says it is, in words; empty when it says nothing that is known
	Device string `json:"device"`
	// when it ends if nobody uses it
	ExpiresAt time.Time `json:"expiresAt"`
	ID        string    `json:"id"`
	// page: a browser; api: a program with refresh tokens
	Kind     IdentityApiSessionKind `json:"kind"`
	OpenedAt time.Time              `json:"openedAt"`
	// last use, to ten minutes
	SeenAt time.Time `json:"seenAt"`
}

// IdentityApiSessionList is a value of the API.
type IdentityApiSessionList struct {
	Items []IdentityApiSession `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// IdentityAskedBody is a value of the API.
type IdentityAskedBody struct {
	// send it with the answer
	Challenge string `json:"challenge"`
	// seconds
	ExpiresIn int64 `json:"expiresIn"`
	// for PublicKeyCredential.parseRequestOptionsFromJSON or parseCreationOptionsFromJSON
	Options any `json:"options"`
}

// IdentityChallengeBody is a value of the API.
type IdentityChallengeBody struct {
	// send it with the second step to POST /api/auth/login/second
	Challenge string `json:"challenge"`
	// seconds that are left for it; five wrong answers end it earlier
	ExpiresIn int64 `json:"expiresIn"`
	// the second steps that can be taken: code, recovery_code, passkey
	Methods []string `json:"methods"`
}

// IdentityInputBody is a value of the API.
type IdentityInputBody struct {
	Code string `json:"code"`
}

// IdentityInvitationBody is a value of the API.
type IdentityInvitationBody struct {
	CreatedAt   time.Time `json:"createdAt"`
	CustomRoles []string  `json:"customRoles"`
	Email       string    `json:"email"`
	ExpiresAt   time.Time `json:"expiresAt"`
	ID          string    `json:"id"`
	InvitedBy   *string   `json:"invitedBy,omitzero"`
	Locale      string    `json:"locale"`
	Name        string    `json:"name"`
	Roles       []string  `json:"roles"`
}

// IdentityInvitationBodyList is a value of the API.
type IdentityInvitationBodyList struct {
	Items []IdentityInvitationBody `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// IdentityMatrixRow is a value of the API.
type IdentityMatrixRow struct {
	// it reaches only what is the person's own
	Own        bool   `json:"own"`
	Permission string `json:"permission"`
	// of the program, which have it
	Roles []string `json:"roles"`
}

// IdentityMemberBody is a value of the API.
type IdentityMemberBody struct {
	CreatedAt time.Time `json:"createdAt"`
	// roles that the business made
	CustomRoles []string `json:"customRoles"`
	// shut out: he cannot sign in
	Deactivated    bool    `json:"deactivated"`
	Email          string  `json:"email"`
	EmailConfirmed bool    `json:"emailConfirmed"`
	ID             string  `json:"id"`
	Locale         string  `json:"locale"`
	Name           string  `json:"name"`
	Phone          *string `json:"phone,omitzero"`
	// address of his picture at this host
	Photo *string `json:"photo,omitzero"`
	// the program's own roles, lowest first
	Roles []string `json:"roles"`
	Zone  *string  `json:"zone,omitzero"`
}

// IdentityMemberBodyList is a value of the API.
type IdentityMemberBodyList struct {
	Items []IdentityMemberBody `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// IdentityOutputBody is a value of the API.
type IdentityOutputBody struct {
	// To be sent with the signature.
	Session string    `json:"session"`
	Until   time.Time `json:"until"`
}

// IdentityPasskeyBody is a value of the API.
type IdentityPasskeyBody struct {
	// its counter ran backwards: a copy may be in use
	Cloned    bool      `json:"cloned"`
	CreatedAt time.Time `json:"createdAt"`
	// where it works
	Host   string     `json:"host"`
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Synced bool       `json:"synced"`
	UsedAt *time.Time `json:"usedAt,omitzero"`
}

// IdentityPolicyBody is a value of the API.
type IdentityPolicyBody struct {
	GraceDays int64      `json:"graceDays"`
	Required  bool       `json:"required"`
	Since     *time.Time `json:"since,omitzero"`
}

// IdentityProveBody is a value of the API.
type IdentityProveBody struct {
	// send it with the dangerous act: it says that you have just proved who you are; left out for a session of pages
	AccessToken *string `json:"accessToken,omitzero"`
	// seconds for which the access token is valid
	ExpiresIn *int64 `json:"expiresIn,omitzero"`
	// seconds for which dangerous acts are let through
	FreshFor int64 `json:"freshFor"`
}

// IdentityProviderBody is a value of the API.
type IdentityProviderBody struct {
	Label    string `json:"label"`
	Provider string `json:"provider"`
}

// IdentityRoleBody is a value of the API.
type IdentityRoleBody struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Permissions []string  `json:"permissions"`
	UpdatedAt   time.Time `json:"updatedAt"`
	Version     int64     `json:"version"`
}

// IdentityRoleFields is a value of the API.
type IdentityRoleFields struct {
	Name string `json:"name"`
	// at most what you may do yourself
	Permissions []string `json:"permissions"`
}

// IdentitySessionBody is a value of the API.
type IdentitySessionBody struct {
	// send it as Authorization: Bearer …
	AccessToken string `json:"accessToken"`
	// seconds for which the access token is valid
	ExpiresIn int64 `json:"expiresIn"`
	// used once; used twice within ten seconds it gives the same answer, later it ends the session
	RefreshToken string                       `json:"refreshToken"`
	TokenType    IdentitySessionBodyTokenType `json:"tokenType"`
	User         IdentityUserBody             `json:"user"`
}

// IdentityStartedBody is a value of the API.
type IdentityStartedBody struct {
	// show it to the person, in a browser
	AuthorizationURL string    `json:"authorizationUrl"`
	ExpiresAt        time.Time `json:"expiresAt"`
	// comes back to redirectUri; compare, and send it along
	State string `json:"state"`
	// a secret that ties the answer to this caller; keep it, never show it
	Transaction string `json:"transaction"`
}

// IdentityUserBody is a value of the API.
type IdentityUserBody struct {
	CreatedAt      time.Time `json:"createdAt"`
	Email          string    `json:"email"`
	EmailConfirmed bool      `json:"emailConfirmed"`
	ID             string    `json:"id"`
	Locale         string    `json:"locale"`
	Name           string    `json:"name"`
	Phone          *string   `json:"phone,omitzero"`
	// address of the picture at this host, for the person and who may read the business's people
	Photo *string  `json:"photo,omitzero"`
	Roles []string `json:"roles"`
	// IANA name; the business's own when left out
	Zone *string `json:"zone,omitzero"`
}

// ImportInputBody is a value of the API.
type ImportInputBody struct {
	Account string `json:"account"`
	// The file, in base64.
	Content string `json:"content"`
	// Titles of the columns of a CSV that are not recognised; kept for the account.
	Mapping *BankingMapping `json:"mapping,omitzero"`
	Name    string          `json:"name"`
}

// ImportOutputBody is a value of the API.
type ImportOutputBody struct {
	Known   int64 `json:"known"`
	Matched int64 `json:"matched"`
	New     int64 `json:"new"`
}

// InviteInputBody is a value of the API.
type InviteInputBody struct {
	CustomRoles []string `json:"customRoles,omitzero"`
	Email       string   `json:"email"`
	// language of the mail; the business's own when left out
	Locale *InviteInputBodyLocale `json:"locale,omitzero"`
	Name   string                 `json:"name"`
	Roles  []string               `json:"roles"`
}

// InvoicingCreditLineWire is a value of the API.
type InvoicingCreditLineWire struct {
	// A part of the line's amount instead of a quantity, with VAT where the invoice's prices hold it.
	Amount *Money `json:"amount,omitzero"`
	// As on the invoice: the first is 1.
	Line int64 `json:"line"`
	// Absent, and no amount: what is left of the line.
	Quantity *string `json:"quantity,omitzero"`
}

// InvoicingCustomerWire is a value of the API.
type InvoicingCustomerWire struct {
	Address PostalAddress `json:"address"`
	// Acts in its trade: late penalties apply.
	Business  *bool   `json:"business,omitzero"`
	Email     *string `json:"email,omitzero"`
	Name      string  `json:"name"`
	Siren     *string `json:"siren,omitzero"`
	VATNumber *string `json:"vatNumber,omitzero"`
}

// InvoicingGroupWire is a value of the API.
type InvoicingGroupWire struct {
	Net Money            `json:"net"`
	Tax InvoicingTaxWire `json:"tax"`
	VAT Money            `json:"vat"`
}

// InvoicingItemWire is a value of the API.
type InvoicingItemWire struct {
	Label     string           `json:"label"`
	Quantity  string           `json:"quantity"`
	Tax       InvoicingTaxWire `json:"tax"`
	UnitPrice Money            `json:"unitPrice"`
}

// InvoicingLineWire is a value of the API.
type InvoicingLineWire struct {
	// With VAT where the prices hold it.
	Amount    Money            `json:"amount"`
	Label     string           `json:"label"`
	Net       Money            `json:"net"`
	Quantity  string           `json:"quantity"`
	Tax       InvoicingTaxWire `json:"tax"`
	UnitPrice Money            `json:"unitPrice"`
}

// InvoicingPaperWire is a value of the API.
type InvoicingPaperWire struct {
	Corrects []InvoicingReferenceWire `json:"corrects"`
	Credited Money                    `json:"credited"`
	Deposits []InvoicingReferenceWire `json:"deposits"`
	// When it was issued.
	Due Money `json:"due"`
	// Of the paper and the one before it in the business's chain, SHA-256 in hexadecimal.
	Hash     string              `json:"hash"`
	IssuedAt time.Time           `json:"issuedAt"`
	Language string              `json:"language"`
	Lines    []InvoicingLineWire `json:"lines"`
	Mentions []string            `json:"mentions"`
	// When it was issued.
	PaidBefore       Money                    `json:"paidBefore"`
	Paper            InvoicingRowWire         `json:"paper"`
	PricesIncludeVAT bool                     `json:"pricesIncludeVat"`
	ReceivedSince    Money                    `json:"receivedSince"`
	Subject          *string                  `json:"subject,omitzero"`
	SubjectKind      *string                  `json:"subjectKind,omitzero"`
	Submission       *InvoicingSubmissionWire `json:"submission,omitzero"`
	VATBreakdown     []InvoicingGroupWire     `json:"vatBreakdown"`
}

// InvoicingReferenceWire is a value of the API.
type InvoicingReferenceWire struct {
	Amount   *Money `json:"amount,omitzero"`
	ID       string `json:"id"`
	IssuedOn Date   `json:"issuedOn"`
	Number   string `json:"number"`
}

// InvoicingRowWire is a value of the API.
type InvoicingRowWire struct {
	Customer string               `json:"customer"`
	DueOn    Date                 `json:"dueOn"`
	ID       string               `json:"id"`
	IssuedOn Date                 `json:"issuedOn"`
	Kind     InvoicingRowWireKind `json:"kind"`
	// Without VAT; below zero for a credit note.
	Net         Money  `json:"net"`
	Number      string `json:"number"`
	Outstanding Money  `json:"outstanding"`
	// What the customer calls it: a booking's reference, an order number.
	Reference *string `json:"reference,omitzero"`
	// Sent so far, 0 to 3.
	Reminders int64                 `json:"reminders"`
	State     InvoicingRowWireState `json:"state"`
	Total     Money                 `json:"total"`
	VAT       Money                 `json:"vat"`
}

// InvoicingRowWireList is a value of the API.
type InvoicingRowWireList struct {
	Items []InvoicingRowWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// InvoicingStepWire is a value of the API.
type InvoicingStepWire struct {
	At     time.Time `json:"at"`
	Reason *string   `json:"reason,omitzero"`
	Stage  string    `json:"stage"`
}

// InvoicingSubmissionWire is a value of the API.
type InvoicingSubmissionWire struct {
	Platform  string                       `json:"platform"`
	Reference *string                      `json:"reference,omitzero"`
	Stage     InvoicingSubmissionWireStage `json:"stage"`
	Steps     []InvoicingStepWire          `json:"steps"`
}

// InvoicingTaxWire is a value of the API.
type InvoicingTaxWire struct {
	// S: taxed at the rate. E: exempt for the reason.
	Category InvoicingTaxWireCategory `json:"category"`
	// A percentage as a decimal of at most four places.
	Rate   *string                 `json:"rate,omitzero"`
	Reason *InvoicingTaxWireReason `json:"reason,omitzero"`
}

// IssueInputBody is a value of the API.
type IssueInputBody struct {
	Currency         *string                 `json:"currency,omitzero"`
	Customer         InvoicingCustomerWire   `json:"customer"`
	DueDays          *int64                  `json:"dueDays,omitzero"`
	Kind             *IssueInputBodyKind     `json:"kind,omitzero"`
	Language         *IssueInputBodyLanguage `json:"language,omitzero"`
	Lines            []InvoicingItemWire     `json:"lines"`
	Note             *string                 `json:"note,omitzero"`
	PricesIncludeVAT *bool                   `json:"pricesIncludeVat,omitzero"`
	Reference        *string                 `json:"reference,omitzero"`
	ServicePeriod    *PeriodStruct           `json:"servicePeriod,omitzero"`
}

// KeyOutputBody is a value of the API.
type KeyOutputBody struct {
	// base32, to be typed
	Key string `json:"key"`
	// otpauth:// address, for a QR code
	Uri string `json:"uri"`
}

// KeysInputBody is a value of the API.
type KeysInputBody struct {
	// By the names of the provider's fields.
	Keys map[string]string `json:"keys"`
}

// LeaveOutputBody is a value of the API.
type LeaveOutputBody struct {
	Amount      Money              `json:"amount"`
	CheckoutURL string             `json:"checkoutUrl"`
	PaymentID   string             `json:"paymentId"`
	Way         LeaveOutputBodyWay `json:"way"`
}

// LedgerBalanceWire is a value of the API.
type LedgerBalanceWire struct {
	Account string `json:"account"`
	// Less what holds would take.
	Available Money `json:"available"`
	Balance   Money `json:"balance"`
	// It may not go below zero.
	Guarded bool `json:"guarded"`
	// On which the account normally stands.
	Side LedgerBalanceWireSide `json:"side"`
}

// LedgerBalanceWireList is a value of the API.
type LedgerBalanceWireList struct {
	Items []LedgerBalanceWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// LedgerCommissionWire is a value of the API.
type LedgerCommissionWire struct {
	// Of the rent, tax included.
	Commission string `json:"commission"`
	// For stays that end on this day or later.
	From     Date   `json:"from"`
	Property string `json:"property"`
	// Where it was agreed: the number of the mandate.
	Source *string `json:"source,omitzero"`
}

// LedgerExerciseWire is a value of the API.
type LedgerExerciseWire struct {
	Day   int64 `json:"day"`
	Month int64 `json:"month"`
}

// LedgerLegWire is a value of the API.
type LedgerLegWire struct {
	Account string `json:"account"`
	// After it, above zero on the account's normal side.
	Balance    Money  `json:"balance"`
	Credit     *Money `json:"credit,omitzero"`
	Debit      *Money `json:"debit,omitzero"`
	HeldCredit *Money `json:"heldCredit,omitzero"`
	// By how much what a hold would debit has changed.
	HeldDebit *Money `json:"heldDebit,omitzero"`
}

// LedgerLineWire is a value of the API.
type LedgerLineWire struct {
	BookedAt    time.Time     `json:"bookedAt"`
	Label       string        `json:"label"`
	Piece       *string       `json:"piece,omitzero"`
	Posting     LedgerLegWire `json:"posting"`
	Transaction string        `json:"transaction"`
	ValueOn     Date          `json:"valueOn"`
}

// LedgerLineWireList is a value of the API.
type LedgerLineWireList struct {
	Items []LedgerLineWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// LedgerPostingWire is a value of the API.
type LedgerPostingWire struct {
	Account string `json:"account"`
	Credit  *Money `json:"credit,omitzero"`
	// Either this or credit.
	Debit *Money `json:"debit,omitzero"`
}

// LedgerTermsWire is a value of the API.
type LedgerTermsWire struct {
	// Of the rent, tax included.
	Commission string `json:"commission"`
}

// LedgerTransactionWire is a value of the API.
type LedgerTransactionWire struct {
	Actor     string                       `json:"actor"`
	BookedAt  time.Time                    `json:"bookedAt"`
	BookedOn  Date                         `json:"bookedOn"`
	ExpiresAt *time.Time                   `json:"expiresAt,omitzero"`
	ID        string                       `json:"id"`
	Journal   LedgerTransactionWireJournal `json:"journal"`
	// The same key is the same transaction. What clients of the API have entered has theirs after api/.
	Key      string                    `json:"key"`
	Kind     LedgerTransactionWireKind `json:"kind"`
	Label    string                    `json:"label"`
	Metadata map[string]string         `json:"metadata,omitzero"`
	// In the validated order of the books; absent for the seconds before.
	Number *int64 `json:"number,omitzero"`
	// The hold that it ends, or what it reverses.
	Of       *string         `json:"of,omitzero"`
	Piece    *string         `json:"piece,omitzero"`
	Postings []LedgerLegWire `json:"postings"`
	ValueOn  Date            `json:"valueOn"`
}

// LedgerTransactionWireList is a value of the API.
type LedgerTransactionWireList struct {
	Items []LedgerTransactionWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// LedgerTrialLineWire is a value of the API.
type LedgerTrialLineWire struct {
	Account string `json:"account"`
	Closing Money  `json:"closing"`
	Credits Money  `json:"credits"`
	Debits  Money  `json:"debits"`
	// In the plan comptable général.
	Number string `json:"number"`
	// Debits less credits before the period.
	Opening Money `json:"opening"`
}

// LedgerTrialSumWire is a value of the API.
type LedgerTrialSumWire struct {
	Balanced bool `json:"balanced"`
	// What is held of other people's money.
	ClientAssets Money `json:"clientAssets"`
	// What is owed to them.
	ClientDebts Money `json:"clientDebts"`
	Credits     Money `json:"credits"`
	Debits      Money `json:"debits"`
}

// LinkOutputBody is a value of the API.
type LinkOutputBody struct {
	ExpiresAt time.Time `json:"expiresAt"`
	// Opens the document for whoever has it.
	URL string `json:"url"`
}

// LoginInputBody is a value of the API.
type LoginInputBody struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// LogoutInputBody is a value of the API.
type LogoutInputBody struct {
	// of the session to end; the caller's own when left out
	RefreshToken *string `json:"refreshToken,omitzero"`
}

// MandateInputBody is a value of the API.
type MandateInputBody struct {
	// The address of the owner's account when left out.
	Email *string `json:"email,omitzero"`
	// As it stands in the mandate.
	Fee    string                  `json:"fee"`
	From   *Date                   `json:"from,omitzero"`
	Locale *MandateInputBodyLocale `json:"locale,omitzero"`
	// The property's owner when left out.
	Owner *string `json:"owner,omitzero"`
	// Of the owner, so that he can have his code by text; as it is dialled where the property lies, or international.
	Phone      *string `json:"phone,omitzero"`
	PropertyID string  `json:"propertyId"`
	Until      *Date   `json:"until,omitzero"`
}

// MatchInputBody is a value of the API.
type MatchInputBody struct {
	// Identifier of the booking.
	Subject string `json:"subject"`
}

// MatrixOutputBody is a value of the API.
type MatrixOutputBody struct {
	// roles that the business made
	Custom []IdentityRoleBody  `json:"custom"`
	Matrix []IdentityMatrixRow `json:"matrix"`
}

// Money is a value of the API.
type Money struct {
	// A decimal with at most as many decimals as the currency has.
	Amount string `json:"amount"`
	// ISO 4217.
	Currency string `json:"currency"`
}

// MoveInputBody is a value of the API.
type MoveInputBody struct {
	CheckIn  *Date `json:"checkIn,omitzero"`
	CheckOut *Date `json:"checkOut,omitzero"`
	// The price stays as agreed.
	KeepPrice  *bool   `json:"keepPrice,omitzero"`
	PropertyID *string `json:"propertyId,omitzero"`
}

// NewEmailInputBody is a value of the API.
type NewEmailInputBody struct {
	// the address to use from now on; it is written to, and so is the old one
	Email string `json:"email"`
}

// NotificationsPreferenceBody is a value of the API.
type NotificationsPreferenceBody struct {
	Channel NotificationsPreferenceBodyChannel `json:"channel"`
	// always sent: not yours to switch off
	Fixed  bool                             `json:"fixed"`
	Topic  NotificationsPreferenceBodyTopic `json:"topic"`
	Wanted bool                             `json:"wanted"`
}

// OneEntryOutputBody is a value of the API.
type OneEntryOutputBody struct {
	Candidates []BankingDebtWire `json:"candidates"`
	Entry      BankingEntryWire  `json:"entry"`
	Found      []BankingDebtWire `json:"found"`
	// Places of the business's own that may be the other side, those that fit first.
	Own []BankingOwnWire `json:"own"`
	// Whose payout it seems to be.
	Provider *string `json:"provider,omitzero"`
}

// OpenInputBody is a value of the API.
type OpenInputBody struct {
	Currency *string                   `json:"currency,omitzero"`
	Language *OpenInputBodyLanguage    `json:"language,omitzero"`
	Name     string                    `json:"name"`
	Password string                    `json:"password"`
	Person   string                    `json:"person"`
	Slug     string                    `json:"slug"`
	Trades   []OpenInputBodyTradesItem `json:"trades"`
	Zone     *string                   `json:"zone,omitzero"`
}

// OperationsJobWire is a value of the API.
type OperationsJobWire struct {
	Attempt     int64     `json:"attempt"`
	DueAt       time.Time `json:"dueAt"`
	Failures    int64     `json:"failures"`
	ID          int64     `json:"id"`
	Kind        string    `json:"kind"`
	LastFailure *string   `json:"lastFailure,omitzero"`
	MaxAttempts int64     `json:"maxAttempts"`
	State       string    `json:"state"`
	Tenant      *string   `json:"tenant,omitzero"`
}

// OperationsJobWireList is a value of the API.
type OperationsJobWireList struct {
	Items []OperationsJobWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// OriginsInputBody is a value of the API.
type OriginsInputBody struct {
	// Each as scheme://host[:port]; https, or http for localhost. An empty list closes the door.
	Origins []string `json:"origins"`
}

// OwedOutputBody is a value of the API.
type OwedOutputBody struct {
	Items []StaysOwedFields `json:"items"`
}

// PaidInputBody is a value of the API.
type PaidInputBody struct {
	// Absent: all that is owed.
	Amount *Money `json:"amount,omitzero"`
	// The same twice is one payment: the bank's reference, the cheque's number.
	Key    string              `json:"key"`
	Method PaidInputBodyMethod `json:"method"`
	// Absent: today.
	ReceivedOn *Date `json:"receivedOn,omitzero"`
}

// PassageOutputBody is a value of the API.
type PassageOutputBody struct {
	// To go to now: it may open once, and not for long.
	Address string `json:"address"`
}

// PasskeyInputBody is a value of the API.
type PasskeyInputBody struct {
	Challenge string `json:"challenge"`
	Name      string `json:"name"`
	Passkey   any    `json:"passkey"`
}

// PasskeyLoginInputBody is a value of the API.
type PasskeyLoginInputBody struct {
	Challenge string `json:"challenge"`
	Passkey   any    `json:"passkey"`
}

// PasskeyNameInputBody is a value of the API.
type PasskeyNameInputBody struct {
	Name string `json:"name"`
}

// PaymentsDifferenceWire is a value of the API.
type PaymentsDifferenceWire struct {
	FoundAt   time.Time                  `json:"foundAt"`
	ID        string                     `json:"id"`
	Kind      PaymentsDifferenceWireKind `json:"kind"`
	Ours      string                     `json:"ours"`
	Payment   *string                    `json:"payment,omitzero"`
	Provider  string                     `json:"provider"`
	Reference string                     `json:"reference"`
	Theirs    string                     `json:"theirs"`
}

// PaymentsDifferenceWireList is a value of the API.
type PaymentsDifferenceWireList struct {
	Items []PaymentsDifferenceWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PaymentsFieldWire is a value of the API.
type PaymentsFieldWire struct {
	// The value, or the end of a secret.
	Hint     *string  `json:"hint,omitzero"`
	Name     string   `json:"name"`
	Optional bool     `json:"optional"`
	Options  []string `json:"options"`
	Secret   bool     `json:"secret"`
}

// PaymentsPaymentWire is a value of the API.
type PaymentsPaymentWire struct {
	Amount  Money                       `json:"amount"`
	Capture *PaymentsPaymentWireCapture `json:"capture,omitzero"`
	// What came in.
	Captured    Money     `json:"captured"`
	CreatedAt   time.Time `json:"createdAt"`
	Description string    `json:"description"`
	// open: the provider waits for evidence; under_review: the payer’s bank reads it.
	Dispute   *PaymentsPaymentWireDispute `json:"dispute,omitzero"`
	Failure   *string                     `json:"failure,omitzero"`
	HeldUntil *time.Time                  `json:"heldUntil,omitzero"`
	ID        string                      `json:"id"`
	// hold: the money is blocked and taken later; card: the card is kept and charged later; later: a card kept by an earlier payment was charged.
	Mode      *PaymentsPaymentWireMode `json:"mode,omitzero"`
	PayerName string                   `json:"payerName"`
	Provider  string                   `json:"provider"`
	Purpose   string                   `json:"purpose"`
	// The provider's name of the payment.
	Reference  *string              `json:"reference,omitzero"`
	Refundable Money                `json:"refundable"`
	Refunds    []PaymentsRefundWire `json:"refunds"`
	// Where it stands, all told: its status, and what became of the money after a success.
	Standing  PaymentsPaymentWireStanding `json:"standing"`
	Status    PaymentsPaymentWireStatus   `json:"status"`
	Subject   PaymentsSubjectWire         `json:"subject"`
	UpdatedAt time.Time                   `json:"updatedAt"`
}

// PaymentsPaymentWireList is a value of the API.
type PaymentsPaymentWireList struct {
	Items []PaymentsPaymentWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PaymentsProviderWire is a value of the API.
type PaymentsProviderWire struct {
	// What the provider calls the account.
	Account   *string    `json:"account,omitzero"`
	CheckedAt *time.Time `json:"checkedAt,omitzero"`
	// Keys were entered.
	Configured bool `json:"configured"`
	// New payments are opened here.
	Default bool                `json:"default"`
	Enabled bool                `json:"enabled"`
	Fields  []PaymentsFieldWire `json:"fields"`
	// Code of the fault that the last test met.
	Problem  *string `json:"problem,omitzero"`
	Provider string  `json:"provider"`
	// The keys move no real money.
	Test bool `json:"test"`
	// The address to enter at the provider.
	Webhook *string `json:"webhook,omitzero"`
}

// PaymentsProviderWireList is a value of the API.
type PaymentsProviderWireList struct {
	Items []PaymentsProviderWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PaymentsPublicWire is a value of the API.
type PaymentsPublicWire struct {
	Amount Money `json:"amount"`
	// Why the last attempt was refused.
	Failure *string                  `json:"failure,omitzero"`
	ID      string                   `json:"id"`
	Purpose string                   `json:"purpose"`
	Status  PaymentsPublicWireStatus `json:"status"`
}

// PaymentsRefundWire is a value of the API.
type PaymentsRefundWire struct {
	Amount  Money                    `json:"amount"`
	At      time.Time                `json:"at"`
	Failure *string                  `json:"failure,omitzero"`
	ID      string                   `json:"id"`
	Reason  string                   `json:"reason"`
	Status  PaymentsRefundWireStatus `json:"status"`
}

// PaymentsSubjectWire is a value of the API.
type PaymentsSubjectWire struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

// PaymentsSumWire is a value of the API.
type PaymentsSumWire struct {
	// What went back, or is on its way.
	Back  Money `json:"back"`
	Count int64 `json:"count"`
	// What came in.
	In Money `json:"in"`
}

// PeriodStruct is a value of the API.
type PeriodStruct struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// PlanInputBody is a value of the API.
type PlanInputBody struct {
	// Own figures where they differ from the plan's, by resource (users, properties, storage in bytes, mails a month); -1 is no limit.
	Limits map[string]int64  `json:"limits,omitzero"`
	Plan   PlanInputBodyPlan `json:"plan"`
}

// PostInputBody is a value of the API.
type PostInputBody struct {
	// OD when absent.
	Journal *PostInputBodyJournal `json:"journal,omitzero"`
	Key     string                `json:"key"`
	Label   string                `json:"label"`
	// exchange_rate: what one unit of the foreign currency is worth in that of the books, as 0.9217; the FEC needs it.
	Metadata map[string]string `json:"metadata,omitzero"`
	Piece    *string           `json:"piece,omitzero"`
	// The day of the paper; the day of booking when absent.
	PieceOn  *Date               `json:"pieceOn,omitzero"`
	Postings []LedgerPostingWire `json:"postings"`
	// The day of booking when absent.
	ValueOn *Date `json:"valueOn,omitzero"`
}

// PostInputBody1 is a value of the API.
type PostInputBody1 struct {
	// own: between accounts of the business itself.
	As PostInputBody1As `json:"as"`
	// That the provider kept.
	Fee  *Money  `json:"fee,omitzero"`
	Note *string `json:"note,omitzero"`
	// Of own: where the other side is; tax: the tourist tax, paid to the commune.
	Place *PostInputBody1Place `json:"place,omitzero"`
	// card: the business's own card terminal.
	Provider *PostInputBody1Provider `json:"provider,omitzero"`
}

// PostalAddress is a value of the API.
type PostalAddress struct {
	City       string  `json:"city"`
	Country    string  `json:"country"`
	Line1      string  `json:"line1"`
	Line2      *string `json:"line2,omitzero"`
	PostalCode string  `json:"postalCode"`
	Region     *string `json:"region,omitzero"`
}

// PreferencesOutputBody is a value of the API.
type PreferencesOutputBody struct {
	Items []NotificationsPreferenceBody `json:"items"`
}

// PreviewInputBody is a value of the API.
type PreviewInputBody struct {
	Source string `json:"source"`
}

// PreviewOutputBody is a value of the API.
type PreviewOutputBody struct {
	Sections []ContractsSectionWire `json:"sections"`
	Title    string                 `json:"title"`
}

// PrivacyConsentWire is a value of the API.
type PrivacyConsentWire struct {
	At      time.Time `json:"at"`
	Given   bool      `json:"given"`
	Purpose string    `json:"purpose"`
	Source  string    `json:"source"`
	// Which wording.
	Text string `json:"text"`
}

// PrivacyConsentWireList is a value of the API.
type PrivacyConsentWireList struct {
	Items []PrivacyConsentWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PrivacyDeskRequestWire is a value of the API.
type PrivacyDeskRequestWire struct {
	AskedAt time.Time `json:"askedAt"`
	// Recorded by the business for a person without an account.
	ByStaff bool       `json:"byStaff"`
	DoneAt  *time.Time `json:"doneAt,omitzero"`
	// When it is done: an export at once, an erasure after seven days in which it can be taken back.
	DueAt time.Time `json:"dueAt"`
	Email string    `json:"email"`
	// Until when the copy can be downloaded.
	ExpiresAt *time.Time                 `json:"expiresAt,omitzero"`
	ID        string                     `json:"id"`
	Kind      PrivacyDeskRequestWireKind `json:"kind"`
	// Bytes of the copy.
	Size   *int64                       `json:"size,omitzero"`
	Status PrivacyDeskRequestWireStatus `json:"status"`
}

// PrivacyDeskRequestWireList is a value of the API.
type PrivacyDeskRequestWireList struct {
	Items []PrivacyDeskRequestWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PrivacyDocumentWire is a value of the API.
type PrivacyDocumentWire struct {
	AddedAt time.Time               `json:"addedAt"`
	ID      string                  `json:"id"`
	Kind    PrivacyDocumentWireKind `json:"kind"`
	Name    string                  `json:"name"`
	// Bytes.
	Size int64  `json:"size"`
	Type string `json:"type"`
}

// PrivacyDocumentWireList is a value of the API.
type PrivacyDocumentWireList struct {
	Items []PrivacyDocumentWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// PrivacyRequestWire is a value of the API.
type PrivacyRequestWire struct {
	AskedAt time.Time  `json:"askedAt"`
	DoneAt  *time.Time `json:"doneAt,omitzero"`
	// When it is done: an export at once, an erasure after seven days in which it can be taken back.
	DueAt time.Time `json:"dueAt"`
	// Until when the copy can be downloaded.
	ExpiresAt *time.Time             `json:"expiresAt,omitzero"`
	ID        string                 `json:"id"`
	Kind      PrivacyRequestWireKind `json:"kind"`
	// Bytes of the copy.
	Size   *int64                   `json:"size,omitzero"`
	Status PrivacyRequestWireStatus `json:"status"`
}

// PrivacyRequestWireList is a value of the API.
type PrivacyRequestWireList struct {
	Items []PrivacyRequestWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// Problem is a value of the API.
type Problem struct {
	// The stable code to compare with.
	Code string `json:"code"`
	// One sentence for people.
	Detail *string `json:"detail,omitzero"`
	// The refused inputs, when the refusal is about some.
	Errors []ProblemField `json:"errors,omitzero"`
	// The HTTP status.
	Status int64 `json:"status"`
	// The kind of refusal in words.
	Title string `json:"title"`
	// Quote it to support: it finds the request in the logs.
	TraceID *string `json:"traceId,omitzero"`
	// Names the refusal: the code as a URN.
	Type string `json:"type"`
}

// ProblemField is a value of the API.
type ProblemField struct {
	// The stable code to compare with.
	Code string `json:"code"`
	// Where: the path in the body, or the parameter's name.
	Field string `json:"field"`
	// One sentence for people.
	Message *string `json:"message,omitzero"`
}

// ProfileInputBody is a value of the API.
type ProfileInputBody struct {
	// language of mails and pages
	Locale *ProfileInputBodyLocale `json:"locale,omitzero"`
	Name   *string                 `json:"name,omitzero"`
	// empty: taken away
	Phone *string `json:"phone,omitzero"`
	// IANA name; empty: the business's own
	Zone *string `json:"zone,omitzero"`
}

// ProposeInputBody is a value of the API.
type ProposeInputBody struct {
	Account   string `json:"account"`
	ExecuteOn Date   `json:"executeOn"`
	Key       string `json:"key"`
	// The payment provider that pays; absent: the bank, by a SEPA file.
	Method *ProposeInputBodyMethod `json:"method,omitzero"`
	// Empty: everybody who can be paid.
	Payees []string `json:"payees,omitzero"`
}

// ProveInputBody is a value of the API.
type ProveInputBody struct {
	// of POST /api/auth/prove/options; with passkey
	Challenge *string `json:"challenge,omitzero"`
	// six digits of the application, or a recovery code
	Code    *string `json:"code,omitzero"`
	Passkey any     `json:"passkey,omitzero"`
	// the caller's own; does not do for who has a second factor
	Password *string `json:"password,omitzero"`
}

// ProvidersOutputBody is a value of the API.
type ProvidersOutputBody struct {
	Items []IdentityProviderBody `json:"items"`
}

// QuoteInputBody is a value of the API.
type QuoteInputBody struct {
	Adults   int64 `json:"adults"`
	CheckIn  Date  `json:"checkIn"`
	CheckOut Date  `json:"checkOut"`
	// Minors who take a bed.
	Children *int64 `json:"children,omitzero"`
	// Codes of the optional fees wanted.
	Extras []string `json:"extras,omitzero"`
	// Under two; they do not count for the capacity.
	Infants    *int64 `json:"infants,omitzero"`
	Pets       *int64 `json:"pets,omitzero"`
	PropertyID string `json:"propertyId"`
}

// ReasonInputBody is a value of the API.
type ReasonInputBody struct {
	Reason string `json:"reason"`
}

// ReconciledOutputBody is a value of the API.
type ReconciledOutputBody struct {
	// Differences, known ones included.
	Found int64 `json:"found"`
	// Lines of the providers' statements.
	Movements int64 `json:"movements"`
	// Payments compared.
	Payments int64 `json:"payments"`
}

// RecoveryOutputBody is a value of the API.
type RecoveryOutputBody struct {
	// shown this once; empty when the account has some already
	RecoveryCodes []string `json:"recoveryCodes"`
}

// ReduceInputBody is a value of the API.
type ReduceInputBody struct {
	// What the guest still owes is let go first, the rest is sent back.
	Amount Money `json:"amount"`
	// Who bears it; absent: owner and agency, each what he had of it.
	Bearer *ReduceInputBodyBearer `json:"bearer,omitzero"`
	Reason string                 `json:"reason"`
}

// RefreshInputBody is a value of the API.
type RefreshInputBody struct {
	RefreshToken string `json:"refreshToken"`
}

// RefundInputBody is a value of the API.
type RefundInputBody struct {
	Amount Money `json:"amount"`
	// The same key refunds once.
	Key       string `json:"key"`
	PaymentID string `json:"paymentId"`
	Reason    string `json:"reason"`
}

// RefusalInputBody is a value of the API.
type RefusalInputBody struct {
	Reason *string `json:"reason,omitzero"`
}

// RegisterInputBody is a value of the API.
type RegisterInputBody struct {
	// where the confirmation is sent
	Email string `json:"email"`
	// language of mails and pages; the business's own when left out
	Locale *RegisterInputBodyLocale `json:"locale,omitzero"`
	Name   string                   `json:"name"`
	// 12 to 128 characters; not among the commonest, not holding your name or address
	Password string  `json:"password"`
	Phone    *string `json:"phone,omitzero"`
}

// ReleaseInputBody is a value of the API.
type ReleaseInputBody struct {
	PaymentID string `json:"paymentId"`
}

// ResetInputBody is a value of the API.
type ResetInputBody struct {
	Password string `json:"password"`
	// the last part of the mailed address
	Token string `json:"token"`
}

// ReturnInputBody is a value of the API.
type ReturnInputBody struct {
	// ISO 20022 reason of a return.
	Code string `json:"code"`
	// Today when empty.
	On *Date `json:"on,omitzero"`
}

// RolesInputBody is a value of the API.
type RolesInputBody struct {
	CustomRoles []string `json:"customRoles,omitzero"`
	// all of them from now on; empty: a customer
	Roles []string `json:"roles"`
}

// SaveTemplateInputBody is a value of the API.
type SaveTemplateInputBody struct {
	// The version that was edited; 412 when there is a newer one.
	Base int64 `json:"base"`
	// Empty: ours comes back, as a new version.
	Source string `json:"source"`
}

// SecondInputBody is a value of the API.
type SecondInputBody struct {
	Challenge string `json:"challenge"`
	// six digits of the application, or a recovery code
	Code *string `json:"code,omitzero"`
	// the browser's PublicKeyCredential as JSON, in answer to POST /api/auth/login/second/options
	Passkey any `json:"passkey,omitzero"`
}

// SetDetailsInputBody is a value of the API.
type SetDetailsInputBody struct {
	BIC    *string `json:"bic,omitzero"`
	Holder string  `json:"holder"`
	IBAN   string  `json:"iban"`
	// Verified user of MangoPay; absent: as before.
	Mangopay *string `json:"mangopay,omitzero"`
	// Connected account of Stripe; absent: as before.
	Stripe *string `json:"stripe,omitzero"`
}

// SettleInputBody is a value of the API.
type SettleInputBody struct {
	// Take over what the provider says.
	Adopt      *bool  `json:"adopt,omitzero"`
	Difference string `json:"difference"`
	// Why nothing is wrong; needed unless adopt is set.
	Note *string `json:"note,omitzero"`
}

// SignatureInputBody is a value of the API.
type SignatureInputBody struct {
	Consent bool `json:"consent"`
	// Strokes on a field of 600 by 200, separated by a semicolon; their points by a space, as x,y.
	Drawing *string `json:"drawing,omitzero"`
	Name    string  `json:"name"`
	Session string  `json:"session"`
}

// SlugOutputBody is a value of the API.
type SlugOutputBody struct {
	// Where the site would be, when the name is free.
	Address *string             `json:"address,omitzero"`
	State   SlugOutputBodyState `json:"state"`
}

// StartInputBody is a value of the API.
type StartInputBody struct {
	Email  string                `json:"email"`
	Locale *StartInputBodyLocale `json:"locale,omitzero"`
}

// StartProviderInputBody is a value of the API.
type StartProviderInputBody struct {
	// where the provider sends the browser back: at an origin that the business allows to call its API, and registered at the provider
	RedirectUri string `json:"redirectUri"`
}

// StatementsOutputBody is a value of the API.
type StatementsOutputBody struct {
	Items []BankingStatementWire `json:"items"`
}

// StaysAdditionalTax is a value of the API.
type StaysAdditionalTax struct {
	Code string `json:"code"`
	// A percentage as a decimal of at most four places.
	Percent string `json:"percent"`
}

// StaysAddressWire is a value of the API.
type StaysAddressWire struct {
	City string `json:"city"`
	// ISO 3166-1 alpha-2.
	Country    string  `json:"country"`
	Line1      string  `json:"line1"`
	Line2      *string `json:"line2,omitzero"`
	PostalCode string  `json:"postalCode"`
	Region     *string `json:"region,omitzero"`
}

// StaysBarWire is a value of the API.
type StaysBarWire struct {
	BlockID       *string          `json:"blockId,omitzero"`
	ExpiresAt     *time.Time       `json:"expiresAt,omitzero"`
	From          Date             `json:"from"`
	Kind          StaysBarWireKind `json:"kind"`
	Label         *string          `json:"label,omitzero"`
	Owed          *Money           `json:"owed,omitzero"`
	Reference     *string          `json:"reference,omitzero"`
	ReservationID *string          `json:"reservationId,omitzero"`
	Status        *string          `json:"status,omitzero"`
	To            Date             `json:"to"`
}

// StaysBlockWire is a value of the API.
type StaysBlockWire struct {
	By         *string `json:"by,omitzero"`
	From       Date    `json:"from"`
	ID         string  `json:"id"`
	Kind       string  `json:"kind"`
	Note       *string `json:"note,omitzero"`
	PropertyID string  `json:"propertyId"`
	To         Date    `json:"to"`
}

// StaysBoardBody is a value of the API.
type StaysBoardBody struct {
	From       Date                `json:"from"`
	Properties []StaysBoardRowWire `json:"properties"`
	To         Date                `json:"to"`
	Today      Date                `json:"today"`
}

// StaysBoardRowWire is a value of the API.
type StaysBoardRowWire struct {
	Bars       []StaysBarWire    `json:"bars"`
	Name       map[string]string `json:"name"`
	PropertyID string            `json:"propertyId"`
	Slug       string            `json:"slug"`
}

// StaysBookBody is a value of the API.
type StaysBookBody struct {
	// Must be true with a quoteId.
	AcceptTerms *bool `json:"acceptTerms,omitzero"`
	CheckIn     *Date `json:"checkIn,omitzero"`
	CheckOut    *Date `json:"checkOut,omitzero"`
	// Staff only: without waiting for a payment.
	Confirmed   *bool          `json:"confirmed,omitzero"`
	Extras      []string       `json:"extras,omitzero"`
	Guest       StaysGuestWire `json:"guest"`
	HoldMinutes *int64         `json:"holdMinutes,omitzero"`
	// The guest agrees to the quote's keepCard: his card is kept and charged with what is due later.
	KeepCard *bool             `json:"keepCard,omitzero"`
	Note     *string           `json:"note,omitzero"`
	Party    *StaysPartyFields `json:"party,omitzero"`
	// Staff only, instead of a quote.
	PropertyID *string `json:"propertyId,omitzero"`
	QuoteID    *string `json:"quoteId,omitzero"`
	// Staff only: past minimum stays and arrival days.
	Relaxed *bool `json:"relaxed,omitzero"`
}

// StaysBookedBody is a value of the API.
type StaysBookedBody struct {
	BookedAt      time.Time  `json:"bookedAt"`
	CheckIn       Date       `json:"checkIn"`
	CheckOut      Date       `json:"checkOut"`
	GuestName     string     `json:"guestName"`
	HoldExpiresAt *time.Time `json:"holdExpiresAt,omitzero"`
	ID            string     `json:"id"`
	ManageToken   string     `json:"manageToken"`
	// The guest's private page.
	ManageURL string `json:"manageUrl"`
	// What the guest still has to pay.
	Owed  Money            `json:"owed"`
	Party StaysPartyFields `json:"party"`
	// Absent when nothing is to be paid now.
	Payment      *StaysPaymentWire     `json:"payment,omitzero"`
	PropertyID   string                `json:"propertyId"`
	PropertyName map[string]string     `json:"propertyName"`
	Reference    string                `json:"reference"`
	Source       StaysBookedBodySource `json:"source"`
	Status       StaysBookedBodyStatus `json:"status"`
	Total        Money                 `json:"total"`
}

// StaysCalendarBody is a value of the API.
type StaysCalendarBody struct {
	Days       []StaysDayWire `json:"days"`
	PropertyID string         `json:"propertyId"`
}

// StaysCancellationWire is a value of the API.
type StaysCancellationWire struct {
	At     time.Time               `json:"at"`
	By     StaysCancellationWireBy `json:"by"`
	Kept   Money                   `json:"kept"`
	Reason *string                 `json:"reason,omitzero"`
	Refund Money                   `json:"refund"`
}

// StaysCancelledBody is a value of the API.
type StaysCancelledBody struct {
	Kept        Money                    `json:"kept"`
	Paid        Money                    `json:"paid"`
	Refund      Money                    `json:"refund"`
	Reservation *StaysReservationWire    `json:"reservation,omitzero"`
	Status      StaysCancelledBodyStatus `json:"status"`
	Total       Money                    `json:"total"`
}

// StaysCardPriceWire is a value of the API.
type StaysCardPriceWire struct {
	// The rent by night, rounded.
	Nightly Money `json:"nightly"`
	Nights  int64 `json:"nights"`
	// Everything included: fees and taxes.
	Total Money `json:"total"`
}

// StaysCardWire is a value of the API.
type StaysCardWire struct {
	Bathrooms int64    `json:"bathrooms"`
	Bedrooms  int64    `json:"bedrooms"`
	Capacity  int64    `json:"capacity"`
	City      string   `json:"city"`
	Features  []string `json:"features"`
	// The lowest price of a night, when no dates were asked for.
	From     Money             `json:"from"`
	ID       string            `json:"id"`
	Name     map[string]string `json:"name"`
	Photo    *StaysPhotoWire   `json:"photo,omitzero"`
	Position StaysPositionWire `json:"position"`
	// The whole price of the dates asked for.
	Price *StaysCardPriceWire `json:"price,omitzero"`
	Slug  string              `json:"slug"`
	// Square metres.
	Surface *int64 `json:"surface,omitzero"`
	Type    string `json:"type"`
}

// StaysCautionWire is a value of the API.
type StaysCautionWire struct {
	Amount Money `json:"amount"`
	// Given back by itself on this day.
	EndsOn Date `json:"endsOn"`
	// Files of the claim, oldest first.
	Evidence []StaysEvidenceWire `json:"evidence,omitzero"`
	// To whom what is taken goes: the property's owner, or the agency.
	For       *StaysCautionWireFor `json:"for,omitzero"`
	HeldUntil *time.Time           `json:"heldUntil,omitzero"`
	OpensOn   Date                 `json:"opensOn"`
	Reason    *string              `json:"reason,omitzero"`
	// open: the guest may leave it now; kept: held, or his card is kept; owner: his bank wants him.
	Status StaysCautionWireStatus `json:"status"`
	Taken  Money                  `json:"taken"`
	Way    *StaysCautionWireWay   `json:"way,omitzero"`
}

// StaysChangeBody is a value of the API.
type StaysChangeBody struct {
	Adults   *int64 `json:"adults,omitzero"`
	CheckIn  *Date  `json:"checkIn,omitzero"`
	CheckOut *Date  `json:"checkOut,omitzero"`
	Children *int64 `json:"children,omitzero"`
	// What the preview said; another difference is refused with 409.
	ExpectedDifference *Money   `json:"expectedDifference,omitzero"`
	Extras             []string `json:"extras,omitzero"`
	Infants            *int64   `json:"infants,omitzero"`
	Pets               *int64   `json:"pets,omitzero"`
}

// StaysChangedBody is a value of the API.
type StaysChangedBody struct {
	After Money `json:"after"`
	// The total as agreed.
	Before     Money           `json:"before"`
	Difference Money           `json:"difference"`
	Lines      []StaysLineWire `json:"lines"`
	// Before the change is made.
	PayNow      Money                  `json:"payNow"`
	Payment     *StaysPaymentWire      `json:"payment,omitzero"`
	Refund      Money                  `json:"refund"`
	Reservation *StaysReservationWire  `json:"reservation,omitzero"`
	Status      StaysChangedBodyStatus `json:"status"`
}

// StaysDayWire is a value of the API.
type StaysDayWire struct {
	Arrival bool `json:"arrival"`
	// The night that begins on this day may be sold.
	Available bool  `json:"available"`
	Date      Date  `json:"date"`
	Departure bool  `json:"departure"`
	MaxNights int64 `json:"maxNights"`
	// Of a stay that arrives on this day.
	MinNights int64  `json:"minNights"`
	Price     *Money `json:"price,omitzero"`
}

// StaysDeskPropertyBody is a value of the API.
type StaysDeskPropertyBody struct {
	Address        PostalAddress       `json:"address"`
	Bathrooms      int64               `json:"bathrooms"`
	Bedrooms       int64               `json:"bedrooms"`
	Beds           int64               `json:"beds"`
	Capacity       int64               `json:"capacity"`
	CheckIn        string              `json:"checkIn"`
	CheckOut       string              `json:"checkOut"`
	Classification *int64              `json:"classification,omitzero"`
	Description    map[string]string   `json:"description,omitzero"`
	Features       []string            `json:"features,omitzero"`
	HouseRules     []map[string]string `json:"houseRules,omitzero"`
	ID             string              `json:"id"`
	// Code of the French commune, for the tourist tax.
	Insee          *string           `json:"insee,omitzero"`
	MaxInfants     *int64            `json:"maxInfants,omitzero"`
	MaxPets        *int64            `json:"maxPets,omitzero"`
	Name           map[string]string `json:"name"`
	Owner          *StaysOwnerWire   `json:"owner,omitzero"`
	Photos         []StaysPhotoWire  `json:"photos"`
	Policy         string            `json:"policy"`
	Position       StaysPositionWire `json:"position"`
	Rates          StaysRates        `json:"rates"`
	Registration   *string           `json:"registration,omitzero"`
	SeoDescription map[string]string `json:"seoDescription,omitzero"`
	SeoTitle       map[string]string `json:"seoTitle,omitzero"`
	// Made from the name when empty.
	Slug    *string                     `json:"slug,omitzero"`
	Status  StaysDeskPropertyBodyStatus `json:"status"`
	Surface *int64                      `json:"surface,omitzero"`
	Type    StaysDeskPropertyBodyType   `json:"type"`
	Version int64                       `json:"version"`
	// IANA; the agency's when empty.
	Zone *string `json:"zone,omitzero"`
}

// StaysDue is a value of the API.
type StaysDue struct {
	Amount Money `json:"amount"`
	On     Date  `json:"on"`
}

// StaysEntryWire is a value of the API.
type StaysEntryWire struct {
	Actor  string    `json:"actor"`
	Amount *Money    `json:"amount,omitzero"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Name   *string   `json:"name,omitzero"`
	Note   *string   `json:"note,omitzero"`
}

// StaysEvidenceWire is a value of the API.
type StaysEvidenceWire struct {
	At   time.Time `json:"at"`
	ID   string    `json:"id"`
	Name string    `json:"name"`
	// Bytes.
	Size int64                 `json:"size"`
	Type StaysEvidenceWireType `json:"type"`
}

// StaysFeatureWire is a value of the API.
type StaysFeatureWire struct {
	Code  string            `json:"code"`
	Label map[string]string `json:"label"`
}

// StaysFee is a value of the API.
type StaysFee struct {
	Amount     Money             `json:"amount"`
	Code       string            `json:"code"`
	FromNights *int64            `json:"fromNights,omitzero"`
	ID         *string           `json:"id,omitzero"`
	Name       map[string]string `json:"name,omitzero"`
	Optional   *bool             `json:"optional,omitzero"`
	Per        string            `json:"per"`
	Taxable    *bool             `json:"taxable,omitzero"`
	ToNights   *int64            `json:"toNights,omitzero"`
}

// StaysGrace is a value of the API.
type StaysGrace struct {
	BeforeHours int64 `json:"beforeHours"`
	WithinHours int64 `json:"withinHours"`
}

// StaysGuestWire is a value of the API.
type StaysGuestWire struct {
	Address   *StaysAddressWire `json:"address,omitzero"`
	Email     string            `json:"email"`
	FirstName string            `json:"firstName"`
	LastName  string            `json:"lastName"`
	// Of the mails and the contract.
	Locale *StaysGuestWireLocale `json:"locale,omitzero"`
	// International, or national where the address names a country.
	Phone *string `json:"phone,omitzero"`
}

// StaysInstalment is a value of the API.
type StaysInstalment struct {
	Booked *bool `json:"booked,omitzero"`
	Days   int64 `json:"days"`
	// A percentage as a decimal of at most four places.
	Percent string `json:"percent"`
}

// StaysKeptCardWire is a value of the API.
type StaysKeptCardWire struct {
	AgreedAt time.Time `json:"agreedAt"`
	// What became of its last charge, when it was not accepted: asked for now; tried again on retryOn; the bank wants the guest; given up, the guest has a link.
	Attempt *StaysKeptCardWireAttempt `json:"attempt,omitzero"`
	EndedAt *time.Time                `json:"endedAt,omitzero"`
	// Absent until the first payment has kept it.
	Name    *string `json:"name,omitzero"`
	RetryOn *Date   `json:"retryOn,omitzero"`
	// What the guest agreed to.
	Wording string `json:"wording"`
}

// StaysLengthTier is a value of the API.
type StaysLengthTier struct {
	FromNights int64 `json:"fromNights"`
	// A percentage as a decimal of at most four places.
	Percent string `json:"percent"`
}

// StaysLineWire is a value of the API.
type StaysLineWire struct {
	Amount Money `json:"amount"`
	// rent, discount, extra_guest, cleaning, linen, pet, …, tourist_tax.
	Code     string `json:"code"`
	Label    string `json:"label"`
	Quantity int64  `json:"quantity"`
	// Zero when the units differ, as nights do.
	UnitAmount Money `json:"unitAmount"`
}

// StaysMonthDay is a value of the API.
type StaysMonthDay struct {
	Day   int64 `json:"day"`
	Month int64 `json:"month"`
}

// StaysMovedBody is a value of the API.
type StaysMovedBody struct {
	Difference  Money                 `json:"difference"`
	Reservation *StaysReservationWire `json:"reservation,omitzero"`
}

// StaysNightWire is a value of the API.
type StaysNightWire struct {
	Amount Money `json:"amount"`
	Date   Date  `json:"date"`
	// Which rule set the price.
	Rule string `json:"rule"`
}

// StaysOwedFields is a value of the API.
type StaysOwedFields struct {
	BookedAt time.Time `json:"bookedAt"`
	CheckIn  Date      `json:"checkIn"`
	CheckOut Date      `json:"checkOut"`
	// Arrhes owed a second time, by transfer: note them with arrhes-doubled.
	DoubleOpen    Money      `json:"doubleOpen"`
	GuestName     string     `json:"guestName"`
	HoldExpiresAt *time.Time `json:"holdExpiresAt,omitzero"`
	ID            string     `json:"id"`
	// What the guest still has to pay.
	Owed         Money             `json:"owed"`
	Party        StaysPartyFields  `json:"party"`
	PropertyID   string            `json:"propertyId"`
	PropertyName map[string]string `json:"propertyName"`
	Reference    string            `json:"reference"`
	// Asked for, not sent yet.
	RefundOpen Money                 `json:"refundOpen"`
	Since      time.Time             `json:"since"`
	Source     StaysOwedFieldsSource `json:"source"`
	Status     StaysOwedFieldsStatus `json:"status"`
	Total      Money                 `json:"total"`
}

// StaysOwnerWire is a value of the API.
type StaysOwnerWire struct {
	Name *string `json:"name,omitzero"`
	User *string `json:"user,omitzero"`
}

// StaysPartWire is a value of the API.
type StaysPartWire struct {
	Amount  Money                `json:"amount"`
	DueOn   Date                 `json:"dueOn"`
	Left    Money                `json:"left"`
	Purpose StaysPartWirePurpose `json:"purpose"`
	State   StaysPartWireState   `json:"state"`
}

// StaysPartyFields is a value of the API.
type StaysPartyFields struct {
	Adults int64 `json:"adults"`
	// Minors who take a bed.
	Children *int64 `json:"children,omitzero"`
	// Under two; they do not count for the capacity.
	Infants *int64 `json:"infants,omitzero"`
	Pets    *int64 `json:"pets,omitzero"`
}

// StaysPaymentWire is a value of the API.
type StaysPaymentWire struct {
	Amount Money `json:"amount"`
	// Where the payer goes to pay.
	CheckoutURL string `json:"checkoutUrl"`
	ID          string `json:"id"`
	Status      string `json:"status"`
}

// StaysPhotoWire is a value of the API.
type StaysPhotoWire struct {
	Alt map[string]string `json:"alt"`
	// To paint before the photo is there.
	Colour string `json:"colour"`
	Height int64  `json:"height"`
	ID     string `json:"id"`
	// A JPEG. Beside it lie WebP files named by the widths: 640.webp.
	URL    string  `json:"url"`
	Width  int64   `json:"width"`
	Widths []int64 `json:"widths"`
}

// StaysPinWire is a value of the API.
type StaysPinWire struct {
	Amount   Money             `json:"amount"`
	Position StaysPositionWire `json:"position"`
	Slug     string            `json:"slug"`
}

// StaysPolicy is a value of the API.
type StaysPolicy struct {
	Code    string            `json:"code"`
	Grace   *StaysGrace       `json:"grace,omitzero"`
	Name    map[string]string `json:"name"`
	Prepaid *string           `json:"prepaid,omitzero"`
	Tiers   []StaysTier       `json:"tiers"`
	Version int64             `json:"version"`
}

// StaysPolicyWire is a value of the API.
type StaysPolicyWire struct {
	Code string            `json:"code"`
	Name map[string]string `json:"name"`
	// What the law takes money for that is paid on booking; nothing: what it takes it for by itself.
	Prepaid *StaysPolicyWirePrepaid `json:"prepaid,omitzero"`
	// The same in words, by language.
	Terms   map[string][]string `json:"terms"`
	Tiers   []StaysTierWire     `json:"tiers"`
	Version int64               `json:"version"`
}

// StaysPositionWire is a value of the API.
type StaysPositionWire struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// StaysPropertyBody is a value of the API.
type StaysPropertyBody struct {
	Bathrooms int64  `json:"bathrooms"`
	Bedrooms  int64  `json:"bedrooms"`
	Beds      int64  `json:"beds"`
	Capacity  int64  `json:"capacity"`
	CheckIn   string `json:"checkIn"`
	CheckOut  string `json:"checkOut"`
	City      string `json:"city"`
	// Stars; 0 for a property without classification.
	Classification int64               `json:"classification"`
	Country        string              `json:"country"`
	Description    map[string]string   `json:"description"`
	Features       []StaysFeatureWire  `json:"features"`
	From           Money               `json:"from"`
	HouseRules     []map[string]string `json:"houseRules"`
	ID             string              `json:"id"`
	MaxInfants     int64               `json:"maxInfants"`
	MaxPets        int64               `json:"maxPets"`
	Name           map[string]string   `json:"name"`
	Photos         []StaysPhotoWire    `json:"photos"`
	Policy         StaysPolicyWire     `json:"policy"`
	Position       StaysPositionWire   `json:"position"`
	PostalCode     string              `json:"postalCode"`
	Registration   *string             `json:"registration,omitzero"`
	Slug           string              `json:"slug"`
	Surface        *int64              `json:"surface,omitzero"`
	Type           string              `json:"type"`
	// IANA time zone of these times.
	Zone string `json:"zone"`
}

// StaysPropertyRowWire is a value of the API.
type StaysPropertyRowWire struct {
	Capacity int64             `json:"capacity"`
	City     string            `json:"city"`
	ID       string            `json:"id"`
	Name     map[string]string `json:"name"`
	Nightly  Money             `json:"nightly"`
	Owner    *string           `json:"owner,omitzero"`
	Slug     string            `json:"slug"`
	Status   string            `json:"status"`
	Type     string            `json:"type"`
}

// StaysPropertyRowWireList is a value of the API.
type StaysPropertyRowWireList struct {
	Items []StaysPropertyRowWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// StaysQuoteWire is a value of the API.
type StaysQuoteWire struct {
	// All that is due after the deposit.
	Balance      Money `json:"balance"`
	BalanceDueOn Date  `json:"balanceDueOn"`
	CheckIn      Date  `json:"checkIn"`
	CheckOut     Date  `json:"checkOut"`
	// Due when booking.
	Deposit   Money     `json:"deposit"`
	ExpiresAt time.Time `json:"expiresAt"`
	ID        string    `json:"id"`
	// What the guest agrees to when the quote is booked with keepCard.
	KeepCard *string `json:"keepCard,omitzero"`
	// The parts of the balance by day: instalments, and the rest. With the deposit they sum to the total.
	Later []StaysDue `json:"later"`
	// They sum to the total exactly.
	Lines      []StaysLineWire  `json:"lines"`
	Nights     []StaysNightWire `json:"nights"`
	Party      StaysPartyFields `json:"party"`
	Policy     StaysPolicyWire  `json:"policy"`
	PropertyID string           `json:"propertyId"`
	// Not part of the total.
	SecurityDeposit Money `json:"securityDeposit"`
	Total           Money `json:"total"`
}

// StaysRates is a value of the API.
type StaysRates struct {
	Arrivals        []string          `json:"arrivals,omitzero"`
	Currency        string            `json:"currency"`
	Departures      []string          `json:"departures,omitzero"`
	ExtraGuest      *Money            `json:"extraGuest,omitzero"`
	Fees            []StaysFee        `json:"fees,omitzero"`
	HorizonDays     *int64            `json:"horizonDays,omitzero"`
	Included        *int64            `json:"included,omitzero"`
	LengthDiscounts []StaysLengthTier `json:"lengthDiscounts,omitzero"`
	MaxNights       *int64            `json:"maxNights,omitzero"`
	MinNights       *int64            `json:"minNights,omitzero"`
	NightFloor      *Money            `json:"nightFloor,omitzero"`
	Nightly         Money             `json:"nightly"`
	NoticeHours     *int64            `json:"noticeHours,omitzero"`
	PreparationDays *int64            `json:"preparationDays,omitzero"`
	// A percentage as a decimal of at most four places.
	SalesTax        *string       `json:"salesTax,omitzero"`
	Seasons         []StaysSeason `json:"seasons,omitzero"`
	SecurityDeposit *Money        `json:"securityDeposit,omitzero"`
	Spots           []StaysSpot   `json:"spots,omitzero"`
	Unit            *string       `json:"unit,omitzero"`
	Weekend         *Money        `json:"weekend,omitzero"`
	WeekendDays     []string      `json:"weekendDays,omitzero"`
}

// StaysReservationWire is a value of the API.
type StaysReservationWire struct {
	Balance      Money                  `json:"balance"`
	BalanceDueOn Date                   `json:"balanceDueOn"`
	BookedAt     time.Time              `json:"bookedAt"`
	CanCancel    bool                   `json:"canCancel"`
	CanChange    bool                   `json:"canChange"`
	Cancellation *StaysCancellationWire `json:"cancellation,omitzero"`
	// The card that is kept for what is due later.
	Card          *StaysKeptCardWire `json:"card,omitzero"`
	ChangePending bool               `json:"changePending"`
	CheckIn       Date               `json:"checkIn"`
	CheckOut      Date               `json:"checkOut"`
	Deposit       Money              `json:"deposit"`
	Guest         StaysGuestWire     `json:"guest"`
	GuestName     string             `json:"guestName"`
	HoldExpiresAt *time.Time         `json:"holdExpiresAt,omitzero"`
	ID            string             `json:"id"`
	Lines         []StaysLineWire    `json:"lines"`
	Note          *string            `json:"note,omitzero"`
	// What the guest still has to pay.
	Owed         Money             `json:"owed"`
	Paid         Money             `json:"paid"`
	Party        StaysPartyFields  `json:"party"`
	Policy       StaysPolicyWire   `json:"policy"`
	PropertyID   string            `json:"propertyId"`
	PropertyName map[string]string `json:"propertyName"`
	PropertySlug string            `json:"propertySlug"`
	Reference    string            `json:"reference"`
	Refunded     Money             `json:"refunded"`
	// What is due when, and how far it is paid; what comes in pays the earliest part first.
	Schedule []StaysPartWire            `json:"schedule"`
	Source   StaysReservationWireSource `json:"source"`
	Status   StaysReservationWireStatus `json:"status"`
	Timeline []StaysEntryWire           `json:"timeline"`
	Total    Money                      `json:"total"`
	Version  int64                      `json:"version"`
}

// StaysRowFields is a value of the API.
type StaysRowFields struct {
	BookedAt      time.Time  `json:"bookedAt"`
	CheckIn       Date       `json:"checkIn"`
	CheckOut      Date       `json:"checkOut"`
	GuestName     string     `json:"guestName"`
	HoldExpiresAt *time.Time `json:"holdExpiresAt,omitzero"`
	ID            string     `json:"id"`
	// What the guest still has to pay.
	Owed         Money                `json:"owed"`
	Party        StaysPartyFields     `json:"party"`
	PropertyID   string               `json:"propertyId"`
	PropertyName map[string]string    `json:"propertyName"`
	Reference    string               `json:"reference"`
	Source       StaysRowFieldsSource `json:"source"`
	Status       StaysRowFieldsStatus `json:"status"`
	Total        Money                `json:"total"`
}

// StaysRowFieldsList is a value of the API.
type StaysRowFieldsList struct {
	Items []StaysRowFields `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// StaysSearchBody is a value of the API.
type StaysSearchBody struct {
	Items []StaysCardWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
	// All matches, for a map.
	Pins []StaysPinWire `json:"pins"`
	// Matches on all pages.
	Total int64 `json:"total"`
}

// StaysSeason is a value of the API.
type StaysSeason struct {
	Arrivals   []string          `json:"arrivals,omitzero"`
	Dates      *DateRange        `json:"dates,omitzero"`
	Departures []string          `json:"departures,omitzero"`
	First      *StaysMonthDay    `json:"first,omitzero"`
	ID         *string           `json:"id,omitzero"`
	Last       *StaysMonthDay    `json:"last,omitzero"`
	MaxNights  *int64            `json:"maxNights,omitzero"`
	MinNights  *int64            `json:"minNights,omitzero"`
	Name       map[string]string `json:"name,omitzero"`
	Nightly    *Money            `json:"nightly,omitzero"`
	Priority   *int64            `json:"priority,omitzero"`
	Weekend    *Money            `json:"weekend,omitzero"`
}

// StaysSettings is a value of the API.
type StaysSettings struct {
	BalanceDays int64  `json:"balanceDays"`
	Currency    string `json:"currency"`
	// A percentage as a decimal of at most four places.
	DepositPercent  string                       `json:"depositPercent"`
	HoldMinutes     int64                        `json:"holdMinutes"`
	Instalments     []StaysInstalment            `json:"instalments,omitzero"`
	Legal           string                       `json:"legal"`
	MailTexts       map[string]map[string]string `json:"mailTexts"`
	Offered         []string                     `json:"offered"`
	Policies        []StaysPolicy                `json:"policies"`
	QuoteMinutes    int64                        `json:"quoteMinutes"`
	ReferencePrefix string                       `json:"referencePrefix"`
	UpdatedAt       *time.Time                   `json:"updatedAt,omitzero"`
	Version         int64                        `json:"version"`
	Zone            string                       `json:"zone"`
}

// StaysSheetFields is a value of the API.
type StaysSheetFields struct {
	Address        PostalAddress       `json:"address"`
	Bathrooms      int64               `json:"bathrooms"`
	Bedrooms       int64               `json:"bedrooms"`
	Beds           int64               `json:"beds"`
	Capacity       int64               `json:"capacity"`
	CheckIn        string              `json:"checkIn"`
	CheckOut       string              `json:"checkOut"`
	Classification *int64              `json:"classification,omitzero"`
	Description    map[string]string   `json:"description,omitzero"`
	Features       []string            `json:"features,omitzero"`
	HouseRules     []map[string]string `json:"houseRules,omitzero"`
	// Code of the French commune, for the tourist tax.
	Insee          *string           `json:"insee,omitzero"`
	MaxInfants     *int64            `json:"maxInfants,omitzero"`
	MaxPets        *int64            `json:"maxPets,omitzero"`
	Name           map[string]string `json:"name"`
	Owner          *StaysOwnerWire   `json:"owner,omitzero"`
	Policy         string            `json:"policy"`
	Position       StaysPositionWire `json:"position"`
	Registration   *string           `json:"registration,omitzero"`
	SeoDescription map[string]string `json:"seoDescription,omitzero"`
	SeoTitle       map[string]string `json:"seoTitle,omitzero"`
	// Made from the name when empty.
	Slug    *string              `json:"slug,omitzero"`
	Surface *int64               `json:"surface,omitzero"`
	Type    StaysSheetFieldsType `json:"type"`
	// IANA; the agency's when empty.
	Zone *string `json:"zone,omitzero"`
}

// StaysSpot is a value of the API.
type StaysSpot struct {
	Arrival   *string `json:"arrival,omitzero"`
	Closed    *bool   `json:"closed,omitzero"`
	Date      Date    `json:"date"`
	Departure *string `json:"departure,omitzero"`
	MinNights *int64  `json:"minNights,omitzero"`
	Nightly   *Money  `json:"nightly,omitzero"`
}

// StaysTaxPeriod is a value of the API.
type StaysTaxPeriod struct {
	First StaysMonthDay `json:"first"`
	Last  StaysMonthDay `json:"last"`
}

// StaysTaxRuleBody is a value of the API.
type StaysTaxRuleBody struct {
	Additional []StaysAdditionalTax `json:"additional,omitzero"`
	Cap        *Money               `json:"cap,omitzero"`
	Commune    string               `json:"commune"`
	// Paid by the owner by capacity: guests pay nothing.
	Flat *bool `json:"flat,omitzero"`
	From Date  `json:"from"`
	// Of a rule that exists; a new one has none.
	ID    *string `json:"id,omitzero"`
	Insee string  `json:"insee"`
	// A percentage as a decimal of at most four places.
	Percent *string `json:"percent,omitzero"`
	// Of collection; none: all year.
	Periods []StaysTaxPeriod `json:"periods,omitzero"`
	// Nights that cost less are exempt.
	RentBelow *Money           `json:"rentBelow,omitzero"`
	Source    *string          `json:"source,omitzero"`
	Tariffs   map[string]Money `json:"tariffs,omitzero"`
	// First day no longer in force.
	Until *Date `json:"until,omitzero"`
	// The one that was read, to replace a rule.
	Version *int64 `json:"version,omitzero"`
}

// StaysTaxRuleWire is a value of the API.
type StaysTaxRuleWire struct {
	Additional []StaysAdditionalTax `json:"additional,omitzero"`
	Cap        *Money               `json:"cap,omitzero"`
	Commune    string               `json:"commune"`
	// Paid by the owner by capacity: guests pay nothing.
	Flat  *bool  `json:"flat,omitzero"`
	From  Date   `json:"from"`
	ID    string `json:"id"`
	Insee string `json:"insee"`
	// A percentage as a decimal of at most four places.
	Percent *string `json:"percent,omitzero"`
	// Of collection; none: all year.
	Periods []StaysTaxPeriod `json:"periods,omitzero"`
	// Nights that cost less are exempt.
	RentBelow *Money           `json:"rentBelow,omitzero"`
	Source    *string          `json:"source,omitzero"`
	Tariffs   map[string]Money `json:"tariffs,omitzero"`
	// First day no longer in force.
	Until   *Date `json:"until,omitzero"`
	Version int64 `json:"version"`
}

// StaysTaxRuleWireList is a value of the API.
type StaysTaxRuleWireList struct {
	Items []StaysTaxRuleWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// StaysTier is a value of the API.
type StaysTier struct {
	Hours      int64 `json:"hours"`
	KeepNights int64 `json:"keepNights"`
	// A percentage as a decimal of at most four places.
	Percent string `json:"percent"`
}

// StaysTierWire is a value of the API.
type StaysTierWire struct {
	// Applies when at least this many hours are left before check-in, on the property's clock.
	HoursBefore int64 `json:"hoursBefore"`
	// Nights kept before the percentage applies.
	KeepNights *int64 `json:"keepNights,omitzero"`
	// Of what is given back.
	Percent string `json:"percent"`
}

// SumsOutputBody is a value of the API.
type SumsOutputBody struct {
	// One for each currency.
	Items []PaymentsSumWire `json:"items"`
}

// SwitchInputBody is a value of the API.
type SwitchInputBody struct {
	Default bool `json:"default"`
	Enabled bool `json:"enabled"`
}

// TakeInputBody is a value of the API.
type TakeInputBody struct {
	// At most what is owed, and before the first day on which the balance may be taken at most the deposit.
	Amount Money `json:"amount"`
	// The same key is the same money.
	Key    string              `json:"key"`
	Method TakeInputBodyMethod `json:"method"`
	// Number of the cheque, words of the transfer.
	Note *string `json:"note,omitzero"`
}

// TenancyBranding is a value of the API.
type TenancyBranding struct {
	Accent  *string `json:"accent,omitzero"`
	Font    *string `json:"font,omitzero"`
	Logo    *string `json:"logo,omitzero"`
	Second  *string `json:"second,omitzero"`
	Tagline *string `json:"tagline,omitzero"`
}

// TenancyClaimWire is a value of the API.
type TenancyClaimWire struct {
	CheckedAt *time.Time `json:"checkedAt,omitzero"`
	// What was found instead.
	Failure *string `json:"failure,omitzero"`
	// The file on the host that proves it as well.
	FilePath string `json:"filePath"`
	Host     string `json:"host"`
	// The TXT record that proves it.
	RecordName string `json:"recordName"`
	// The record's content, or the file's.
	RecordText string                `json:"recordText"`
	State      TenancyClaimWireState `json:"state"`
	VerifiedAt *time.Time            `json:"verifiedAt,omitzero"`
}

// TenancyClosure is a value of the API.
type TenancyClosure struct {
	From   Date    `json:"from"`
	Reason *string `json:"reason,omitzero"`
	To     Date    `json:"to"`
}

// TenancyDossierWire is a value of the API.
type TenancyDossierWire struct {
	// Where its site is.
	Address  string           `json:"address"`
	Branding *TenancyBranding `json:"branding,omitzero"`
	// Hosts that it says are its own, proven or not.
	Claims          []TenancyClaimWire                `json:"claims"`
	CreatedAt       time.Time                         `json:"createdAt"`
	Currency        string                            `json:"currency"`
	DefaultLanguage TenancyDossierWireDefaultLanguage `json:"defaultLanguage"`
	// Its own hosts, proven.
	Domains []string `json:"domains"`
	// When it is erased for good, unless it is resumed before.
	EraseAt *time.Time          `json:"eraseAt,omitzero"`
	Exports []TenancyExportWire `json:"exports"`
	// When it receives people, at its own place.
	Hours     *TenancyHours                     `json:"hours,omitzero"`
	ID        string                            `json:"id"`
	Languages []TenancyDossierWireLanguagesItem `json:"languages"`
	Legal     *TenancyLegal                     `json:"legal,omitzero"`
	Name      string                            `json:"name"`
	// Sites whose pages may call the API from a browser.
	Origins []string               `json:"origins"`
	Plan    TenancyDossierWirePlan `json:"plan"`
	// Why it is suspended, or to be deleted.
	Reason *string                  `json:"reason,omitzero"`
	Slug   string                   `json:"slug"`
	Status TenancyDossierWireStatus `json:"status"`
	// Whether the operator's people come in without being asked each time.
	SupportConsent bool `json:"supportConsent"`
	// The operator's latest accesses to its desk.
	Supports  []TenancySupportWire           `json:"supports"`
	Trades    []TenancyDossierWireTradesItem `json:"trades"`
	UpdatedAt time.Time                      `json:"updatedAt"`
	Usage     []TenancyUsageWire             `json:"usage"`
	Version   int64                          `json:"version"`
	// IANA name of the time zone.
	Zone string `json:"zone"`
}

// TenancyExportWire is a value of the API.
type TenancyExportWire struct {
	AskedAt     time.Time              `json:"askedAt"`
	Bytes       *int64                 `json:"bytes,omitzero"`
	ExpiresAt   *time.Time             `json:"expiresAt,omitzero"`
	ID          string                 `json:"id"`
	ReadyAt     *time.Time             `json:"readyAt,omitzero"`
	RequestedBy string                 `json:"requestedBy"`
	State       TenancyExportWireState `json:"state"`
}

// TenancyHours is a value of the API.
type TenancyHours struct {
	Closed []TenancyClosure `json:"closed,omitzero"`
	Week   []TenancyOpening `json:"week,omitzero"`
}

// TenancyLegal is a value of the API.
type TenancyLegal struct {
	Address         *PostalAddress `json:"address,omitzero"`
	Art             *string        `json:"art,omitzero"`
	Capital         *Money         `json:"capital,omitzero"`
	CardIssuedBy    *string        `json:"cardIssuedBy,omitzero"`
	Director        *string        `json:"director,omitzero"`
	Email           *string        `json:"email,omitzero"`
	Form            *string        `json:"form,omitzero"`
	GuaranteeAmount *Money         `json:"guaranteeAmount,omitzero"`
	Guarantor       *string        `json:"guarantor,omitzero"`
	Insurer         *string        `json:"insurer,omitzero"`
	Mediator        *string        `json:"mediator,omitzero"`
	Name            *string        `json:"name,omitzero"`
	Nif             *string        `json:"nif,omitzero"`
	Nis             *string        `json:"nis,omitzero"`
	// E.164; a national number is understood where a country is known.
	Phone             *string `json:"phone,omitzero"`
	ProfessionalCard  *string `json:"professionalCard,omitzero"`
	Rc                *string `json:"rc,omitzero"`
	Rcs               *string `json:"rcs,omitzero"`
	RegistrationOther *string `json:"registrationOther,omitzero"`
	Siren             *string `json:"siren,omitzero"`
	Siret             *string `json:"siret,omitzero"`
	VATNumber         *string `json:"vatNumber,omitzero"`
}

// TenancyOpening is a value of the API.
type TenancyOpening struct {
	Day  TenancyOpeningDay `json:"day"`
	From string            `json:"from"`
	To   string            `json:"to"`
}

// TenancySettingsWire is a value of the API.
type TenancySettingsWire struct {
	Branding        *TenancyBranding                   `json:"branding,omitzero"`
	DefaultLanguage TenancySettingsWireDefaultLanguage `json:"defaultLanguage"`
	// When it receives people, at its own place.
	Hours     *TenancyHours                      `json:"hours,omitzero"`
	Languages []TenancySettingsWireLanguagesItem `json:"languages"`
	Legal     *TenancyLegal                      `json:"legal,omitzero"`
	Name      string                             `json:"name"`
	// IANA name of the time zone.
	Zone string `json:"zone"`
}

// TenancySupportWire is a value of the API.
type TenancySupportWire struct {
	AskedAt   time.Time  `json:"askedAt"`
	Decider   *string    `json:"decider,omitzero"`
	EndedAt   *time.Time `json:"endedAt,omitzero"`
	EndedBy   *string    `json:"endedBy,omitzero"`
	EndsAt    *time.Time `json:"endsAt,omitzero"`
	EnteredAt *time.Time `json:"enteredAt,omitzero"`
	ID        string     `json:"id"`
	// Who asked.
	Operator string `json:"operator"`
	Reason   string `json:"reason"`
	// The standing consent let it in.
	Standing bool                    `json:"standing"`
	State    TenancySupportWireState `json:"state"`
}

// TenancyTenantWire is a value of the API.
type TenancyTenantWire struct {
	// Where its site is.
	Address         string                           `json:"address"`
	Branding        *TenancyBranding                 `json:"branding,omitzero"`
	CreatedAt       time.Time                        `json:"createdAt"`
	Currency        string                           `json:"currency"`
	DefaultLanguage TenancyTenantWireDefaultLanguage `json:"defaultLanguage"`
	// Its own hosts, proven.
	Domains []string `json:"domains"`
	// When it is erased for good, unless it is resumed before.
	EraseAt *time.Time `json:"eraseAt,omitzero"`
	// When it receives people, at its own place.
	Hours     *TenancyHours                    `json:"hours,omitzero"`
	ID        string                           `json:"id"`
	Languages []TenancyTenantWireLanguagesItem `json:"languages"`
	Legal     *TenancyLegal                    `json:"legal,omitzero"`
	Name      string                           `json:"name"`
	// Sites whose pages may call the API from a browser.
	Origins []string              `json:"origins"`
	Plan    TenancyTenantWirePlan `json:"plan"`
	// Why it is suspended, or to be deleted.
	Reason *string                 `json:"reason,omitzero"`
	Slug   string                  `json:"slug"`
	Status TenancyTenantWireStatus `json:"status"`
	// Whether the operator's people come in without being asked each time.
	SupportConsent bool                          `json:"supportConsent"`
	Trades         []TenancyTenantWireTradesItem `json:"trades"`
	UpdatedAt      time.Time                     `json:"updatedAt"`
	Usage          []TenancyUsageWire            `json:"usage"`
	Version        int64                         `json:"version"`
	// IANA name of the time zone.
	Zone string `json:"zone"`
}

// TenancyTenantWireList is a value of the API.
type TenancyTenantWireList struct {
	Items []TenancyTenantWire `json:"items"`
	// Ask for the next page with it; absent after the last.
	NextCursor *string `json:"nextCursor,omitzero"`
}

// TenancyUsageWire is a value of the API.
type TenancyUsageWire struct {
	// Missing where there is no limit.
	Limit    *int64                   `json:"limit,omitzero"`
	Resource TenancyUsageWireResource `json:"resource"`
	// Persons, properties, bytes, or mails of the month.
	Used int64 `json:"used"`
}

// TrialOutputBody is a value of the API.
type TrialOutputBody struct {
	From  *Date                 `json:"from,omitzero"`
	Lines []LedgerTrialLineWire `json:"lines"`
	// One a currency.
	Sums []LedgerTrialSumWire `json:"sums"`
	To   Date                 `json:"to"`
}

// UseLinkInputBody is a value of the API.
type UseLinkInputBody struct {
	// the last part of the mailed address
	Token string `json:"token"`
}

// VerifyInputBody is a value of the API.
type VerifyInputBody struct {
	Result    VerifyInputBodyResult `json:"result"`
	Suggested *string               `json:"suggested,omitzero"`
}

// VoidInputBody is a value of the API.
type VoidInputBody struct {
	Reason string `json:"reason"`
}

// AcceptedOutputBodyStatus is always the same: whether the address has an account is said by mail only
type AcceptedOutputBodyStatus string

const (
	AcceptedOutputBodyStatusMailSent AcceptedOutputBodyStatus = "mail_sent"
)

// AskForInputBodyKind is a value of the API.
type AskForInputBodyKind string

const (
	AskForInputBodyKindExport  AskForInputBodyKind = "export"
	AskForInputBodyKindErasure AskForInputBodyKind = "erasure"
)

// AskForInputBodyLocale is a value of the API.
type AskForInputBodyLocale string

const (
	AskForInputBodyLocaleFr AskForInputBodyLocale = "fr"
	AskForInputBodyLocaleEn AskForInputBodyLocale = "en"
)

// AskInputBodyKind is a value of the API.
type AskInputBodyKind string

const (
	AskInputBodyKindExport  AskInputBodyKind = "export"
	AskInputBodyKindErasure AskInputBodyKind = "erasure"
)

// AuditEntryWireKind is a value of the API.
type AuditEntryWireKind string

const (
	AuditEntryWireKindAnonymous AuditEntryWireKind = "anonymous"
	AuditEntryWireKindUser      AuditEntryWireKind = "user"
	AuditEntryWireKindLink      AuditEntryWireKind = "link"
	AuditEntryWireKindSystem    AuditEntryWireKind = "system"
)

// AuditSecurityWireSeverity is a value of the API.
type AuditSecurityWireSeverity string

const (
	AuditSecurityWireSeverityInfo     AuditSecurityWireSeverity = "info"
	AuditSecurityWireSeverityNotice   AuditSecurityWireSeverity = "notice"
	AuditSecurityWireSeverityWarning  AuditSecurityWireSeverity = "warning"
	AuditSecurityWireSeverityCritical AuditSecurityWireSeverity = "critical"
)

// BankingBatchWireMethod is The payment provider that pays; absent: the bank.
type BankingBatchWireMethod string

const (
	BankingBatchWireMethodStripe   BankingBatchWireMethod = "stripe"
	BankingBatchWireMethodMangopay BankingBatchWireMethod = "mangopay"
)

// BankingBatchWireStatus is a value of the API.
type BankingBatchWireStatus string

const (
	BankingBatchWireStatusProposed       BankingBatchWireStatus = "proposed"
	BankingBatchWireStatusApproved       BankingBatchWireStatus = "approved"
	BankingBatchWireStatusExported       BankingBatchWireStatus = "exported"
	BankingBatchWireStatusExecuted       BankingBatchWireStatus = "executed"
	BankingBatchWireStatusPartlyReturned BankingBatchWireStatus = "partly_returned"
	BankingBatchWireStatusReturned       BankingBatchWireStatus = "returned"
	BankingBatchWireStatusCancelled      BankingBatchWireStatus = "cancelled"
)

// BankingBusinessWireKind is a value of the API.
type BankingBusinessWireKind string

const (
	BankingBusinessWireKindCompany      BankingBusinessWireKind = "company"
	BankingBusinessWireKindSoleTrader   BankingBusinessWireKind = "sole_trader"
	BankingBusinessWireKindOrganisation BankingBusinessWireKind = "organisation"
)

// BankingDebtWireWhy is a value of the API.
type BankingDebtWireWhy string

const (
	BankingDebtWireWhyReference BankingDebtWireWhy = "reference"
	BankingDebtWireWhyName      BankingDebtWireWhy = "name"
	BankingDebtWireWhyAmount    BankingDebtWireWhy = "amount"
)

// BankingDueWireObstacle is Why nothing can be paid now.
type BankingDueWireObstacle string

const (
	BankingDueWireObstacleNothingDue    BankingDueWireObstacle = "nothing_due"
	BankingDueWireObstacleNoDetails     BankingDueWireObstacle = "no_details"
	BankingDueWireObstacleCooling       BankingDueWireObstacle = "cooling"
	BankingDueWireObstacleOtherCurrency BankingDueWireObstacle = "other_currency"
)

// BankingEnrolBodyCarrier is a value of the API.
type BankingEnrolBodyCarrier string

const (
	BankingEnrolBodyCarrierStripe   BankingEnrolBodyCarrier = "stripe"
	BankingEnrolBodyCarrierMangopay BankingEnrolBodyCarrier = "mangopay"
)

// BankingEnrolmentWireCarrier is a value of the API.
type BankingEnrolmentWireCarrier string

const (
	BankingEnrolmentWireCarrierStripe   BankingEnrolmentWireCarrier = "stripe"
	BankingEnrolmentWireCarrierMangopay BankingEnrolmentWireCarrier = "mangopay"
)

// BankingEnrolmentWireState is a value of the API.
type BankingEnrolmentWireState string

const (
	BankingEnrolmentWireStateOnboarding BankingEnrolmentWireState = "onboarding"
	BankingEnrolmentWireStateAsked      BankingEnrolmentWireState = "asked"
	BankingEnrolmentWireStateReady      BankingEnrolmentWireState = "ready"
	BankingEnrolmentWireStateRefused    BankingEnrolmentWireState = "refused"
)

// BankingEntryWireKind is a value of the API.
type BankingEntryWireKind string

const (
	BankingEntryWireKindPayment  BankingEntryWireKind = "payment"
	BankingEntryWireKindBatch    BankingEntryWireKind = "batch"
	BankingEntryWireKindReturn   BankingEntryWireKind = "return"
	BankingEntryWireKindProvider BankingEntryWireKind = "provider"
	BankingEntryWireKindFees     BankingEntryWireKind = "fees"
	BankingEntryWireKindOwn      BankingEntryWireKind = "own"
	BankingEntryWireKindIgnored  BankingEntryWireKind = "ignored"
)

// BankingEntryWireStatus is claimed: what was said of it is being entered.
type BankingEntryWireStatus string

const (
	BankingEntryWireStatusOpen    BankingEntryWireStatus = "open"
	BankingEntryWireStatusClaimed BankingEntryWireStatus = "claimed"
	BankingEntryWireStatusMatched BankingEntryWireStatus = "matched"
	BankingEntryWireStatusPosted  BankingEntryWireStatus = "posted"
	BankingEntryWireStatusIgnored BankingEntryWireStatus = "ignored"
)

// BankingLineWireStatus is a value of the API.
type BankingLineWireStatus string

const (
	BankingLineWireStatusPlanned  BankingLineWireStatus = "planned"
	BankingLineWireStatusExecuted BankingLineWireStatus = "executed"
	BankingLineWireStatusRejected BankingLineWireStatus = "rejected"
	BankingLineWireStatusReturned BankingLineWireStatus = "returned"
	BankingLineWireStatusRemoved  BankingLineWireStatus = "removed"
)

// BankingLineWireVerification is a value of the API.
type BankingLineWireVerification string

const (
	BankingLineWireVerificationMatch        BankingLineWireVerification = "match"
	BankingLineWireVerificationCloseMatch   BankingLineWireVerification = "close_match"
	BankingLineWireVerificationNoMatch      BankingLineWireVerification = "no_match"
	BankingLineWireVerificationNotAvailable BankingLineWireVerification = "not_available"
)

// BankingOwnWirePlace is a value of the API.
type BankingOwnWirePlace string

const (
	BankingOwnWirePlaceTill    BankingOwnWirePlace = "till"
	BankingOwnWirePlaceCheques BankingOwnWirePlace = "cheques"
	BankingOwnWirePlaceClients BankingOwnWirePlace = "clients"
	BankingOwnWirePlaceOwn     BankingOwnWirePlace = "own"
	BankingOwnWirePlaceTax     BankingOwnWirePlace = "tax"
)

// BankingPaperWireKind is a value of the API.
type BankingPaperWireKind string

const (
	BankingPaperWireKindIdentitySession        BankingPaperWireKind = "identity_session"
	BankingPaperWireKindIdentityProof          BankingPaperWireKind = "identity_proof"
	BankingPaperWireKindAddressProof           BankingPaperWireKind = "address_proof"
	BankingPaperWireKindRegistrationProof      BankingPaperWireKind = "registration_proof"
	BankingPaperWireKindArticlesOfAssociation  BankingPaperWireKind = "articles_of_association"
	BankingPaperWireKindShareholderDeclaration BankingPaperWireKind = "shareholder_declaration"
)

// BankingPaperWireState is a value of the API.
type BankingPaperWireState string

const (
	BankingPaperWireStateCreated         BankingPaperWireState = "created"
	BankingPaperWireStateValidationAsked BankingPaperWireState = "validation_asked"
	BankingPaperWireStateValidated       BankingPaperWireState = "validated"
	BankingPaperWireStateRefused         BankingPaperWireState = "refused"
	BankingPaperWireStateOutOfDate       BankingPaperWireState = "out_of_date"
)

// BankingPayoutWireStatus is a value of the API.
type BankingPayoutWireStatus string

const (
	BankingPayoutWireStatusExecuted BankingPayoutWireStatus = "executed"
	BankingPayoutWireStatusReturned BankingPayoutWireStatus = "returned"
)

// BlockInputBodyKind is a value of the API.
type BlockInputBodyKind string

const (
	BlockInputBodyKindOwnerStay   BlockInputBodyKind = "owner_stay"
	BlockInputBodyKindMaintenance BlockInputBodyKind = "maintenance"
	BlockInputBodyKindPreparation BlockInputBodyKind = "preparation"
	BlockInputBodyKindAdmin       BlockInputBodyKind = "admin"
)

// ClaimInputBody1For is Whose damage it was, and so to whom it goes. The property's owner where it has one, when absent.
type ClaimInputBody1For string

const (
	ClaimInputBody1ForOwner  ClaimInputBody1For = "owner"
	ClaimInputBody1ForAgency ClaimInputBody1For = "agency"
)

// ConfigureInputBodyDefaultLanguage is a value of the API.
type ConfigureInputBodyDefaultLanguage string

const (
	ConfigureInputBodyDefaultLanguageFr ConfigureInputBodyDefaultLanguage = "fr"
	ConfigureInputBodyDefaultLanguageEn ConfigureInputBodyDefaultLanguage = "en"
	ConfigureInputBodyDefaultLanguageAr ConfigureInputBodyDefaultLanguage = "ar"
)

// ConfigureInputBodyLanguagesItem is a value of the API.
type ConfigureInputBodyLanguagesItem string

const (
	ConfigureInputBodyLanguagesItemFr ConfigureInputBodyLanguagesItem = "fr"
	ConfigureInputBodyLanguagesItemEn ConfigureInputBodyLanguagesItem = "en"
	ConfigureInputBodyLanguagesItemAr ConfigureInputBodyLanguagesItem = "ar"
)

// ConfigureInputBodyTradesItem is a value of the API.
type ConfigureInputBodyTradesItem string

const (
	ConfigureInputBodyTradesItemStays   ConfigureInputBodyTradesItem = "stays"
	ConfigureInputBodyTradesItemDining  ConfigureInputBodyTradesItem = "dining"
	ConfigureInputBodyTradesItemShop    ConfigureInputBodyTradesItem = "shop"
	ConfigureInputBodyTradesItemRewards ConfigureInputBodyTradesItem = "rewards"
)

// ContractsContractWireKind is a value of the API.
type ContractsContractWireKind string

const (
	ContractsContractWireKindStay    ContractsContractWireKind = "stay"
	ContractsContractWireKindMandate ContractsContractWireKind = "mandate"
)

// ContractsContractWireStatus is a value of the API.
type ContractsContractWireStatus string

const (
	ContractsContractWireStatusDrafted   ContractsContractWireStatus = "drafted"
	ContractsContractWireStatusGenerated ContractsContractWireStatus = "generated"
	ContractsContractWireStatusSent      ContractsContractWireStatus = "sent"
	ContractsContractWireStatusViewed    ContractsContractWireStatus = "viewed"
	ContractsContractWireStatusSigned    ContractsContractWireStatus = "signed"
	ContractsContractWireStatusCompleted ContractsContractWireStatus = "completed"
	ContractsContractWireStatusRefused   ContractsContractWireStatus = "refused"
	ContractsContractWireStatusExpired   ContractsContractWireStatus = "expired"
	ContractsContractWireStatusVoided    ContractsContractWireStatus = "voided"
)

// ContractsContractWireWaitsFor is a value of the API.
type ContractsContractWireWaitsFor string

const (
	ContractsContractWireWaitsForSigner ContractsContractWireWaitsFor = "signer"
	ContractsContractWireWaitsForAgency ContractsContractWireWaitsFor = "agency"
)

// ContractsSettingsIdentity is a value of the API.
type ContractsSettingsIdentity string

const (
	ContractsSettingsIdentityMail   ContractsSettingsIdentity = "mail"
	ContractsSettingsIdentitySMS    ContractsSettingsIdentity = "sms"
	ContractsSettingsIdentityChoice ContractsSettingsIdentity = "choice"
)

// ContractsSignerViewCodeBy is By which the last code went.
type ContractsSignerViewCodeBy string

const (
	ContractsSignerViewCodeByMail ContractsSignerViewCodeBy = "mail"
	ContractsSignerViewCodeBySMS  ContractsSignerViewCodeBy = "sms"
)

// ContractsSignerViewStatus is a value of the API.
type ContractsSignerViewStatus string

const (
	ContractsSignerViewStatusSent      ContractsSignerViewStatus = "sent"
	ContractsSignerViewStatusViewed    ContractsSignerViewStatus = "viewed"
	ContractsSignerViewStatusSigned    ContractsSignerViewStatus = "signed"
	ContractsSignerViewStatusCompleted ContractsSignerViewStatus = "completed"
	ContractsSignerViewStatusRefused   ContractsSignerViewStatus = "refused"
	ContractsSignerViewStatusExpired   ContractsSignerViewStatus = "expired"
	ContractsSignerViewStatusVoided    ContractsSignerViewStatus = "voided"
)

// ContractsSignerViewWaysItem is a value of the API.
type ContractsSignerViewWaysItem string

const (
	ContractsSignerViewWaysItemMail ContractsSignerViewWaysItem = "mail"
	ContractsSignerViewWaysItemSMS  ContractsSignerViewWaysItem = "sms"
)

// ContractsTemplateWireKind is a value of the API.
type ContractsTemplateWireKind string

const (
	ContractsTemplateWireKindStay    ContractsTemplateWireKind = "stay"
	ContractsTemplateWireKindMandate ContractsTemplateWireKind = "mandate"
)

// ContractsTemplateWireLocale is a value of the API.
type ContractsTemplateWireLocale string

const (
	ContractsTemplateWireLocaleFr ContractsTemplateWireLocale = "fr"
	ContractsTemplateWireLocaleEn ContractsTemplateWireLocale = "en"
)

// CreateInputBodyLanguage is a value of the API.
type CreateInputBodyLanguage string

const (
	CreateInputBodyLanguageFr CreateInputBodyLanguage = "fr"
	CreateInputBodyLanguageEn CreateInputBodyLanguage = "en"
	CreateInputBodyLanguageAr CreateInputBodyLanguage = "ar"
)

// CreateInputBodyPlan is a value of the API.
type CreateInputBodyPlan string

const (
	CreateInputBodyPlanDiscovery CreateInputBodyPlan = "discovery"
	CreateInputBodyPlanStarter   CreateInputBodyPlan = "starter"
	CreateInputBodyPlanBusiness  CreateInputBodyPlan = "business"
	CreateInputBodyPlanUnlimited CreateInputBodyPlan = "unlimited"
)

// CreateInputBodyTradesItem is a value of the API.
type CreateInputBodyTradesItem string

const (
	CreateInputBodyTradesItemStays   CreateInputBodyTradesItem = "stays"
	CreateInputBodyTradesItemDining  CreateInputBodyTradesItem = "dining"
	CreateInputBodyTradesItemShop    CreateInputBodyTradesItem = "shop"
	CreateInputBodyTradesItemRewards CreateInputBodyTradesItem = "rewards"
)

// CreatePropertyInputBodyType is a value of the API.
type CreatePropertyInputBodyType string

const (
	CreatePropertyInputBodyTypeHouse     CreatePropertyInputBodyType = "house"
	CreatePropertyInputBodyTypeVilla     CreatePropertyInputBodyType = "villa"
	CreatePropertyInputBodyTypeApartment CreatePropertyInputBodyType = "apartment"
	CreatePropertyInputBodyTypeStudio    CreatePropertyInputBodyType = "studio"
	CreatePropertyInputBodyTypeCottage   CreatePropertyInputBodyType = "cottage"
	CreatePropertyInputBodyTypeChalet    CreatePropertyInputBodyType = "chalet"
	CreatePropertyInputBodyTypeManor     CreatePropertyInputBodyType = "manor"
	CreatePropertyInputBodyTypeRoom      CreatePropertyInputBodyType = "room"
)

// HandBackInputBodyBy is Out of what it was given back: the till, the payer's own cheque that was not banked, the bank account. Absent: as the money was received, or from the bank account when it is there by now.
type HandBackInputBodyBy string

const (
	HandBackInputBodyByCash     HandBackInputBodyBy = "cash"
	HandBackInputBodyByCheque   HandBackInputBodyBy = "cheque"
	HandBackInputBodyByTransfer HandBackInputBodyBy = "transfer"
)

// IdentityApiSessionKind is page: a browser; api: a program with refresh tokens
type IdentityApiSessionKind string

const (
	IdentityApiSessionKindPage IdentityApiSessionKind = "page"
	IdentityApiSessionKindAPI  IdentityApiSessionKind = "api"
)

// IdentitySessionBodyTokenType is a value of the API.
type IdentitySessionBodyTokenType string

const (
	IdentitySessionBodyTokenTypeBearer IdentitySessionBodyTokenType = "Bearer"
)

// InviteInputBodyLocale is language of the mail; the business's own when left out
type InviteInputBodyLocale string

const (
	InviteInputBodyLocaleFr InviteInputBodyLocale = "fr"
	InviteInputBodyLocaleEn InviteInputBodyLocale = "en"
	InviteInputBodyLocaleAr InviteInputBodyLocale = "ar"
)

// InvoicingRowWireKind is a value of the API.
type InvoicingRowWireKind string

const (
	InvoicingRowWireKindInvoice    InvoicingRowWireKind = "invoice"
	InvoicingRowWireKindDeposit    InvoicingRowWireKind = "deposit"
	InvoicingRowWireKindCreditNote InvoicingRowWireKind = "credit_note"
	InvoicingRowWireKindReceipt    InvoicingRowWireKind = "receipt"
)

// InvoicingRowWireState is a value of the API.
type InvoicingRowWireState string

const (
	InvoicingRowWireStateOpen     InvoicingRowWireState = "open"
	InvoicingRowWireStateOverdue  InvoicingRowWireState = "overdue"
	InvoicingRowWireStatePaid     InvoicingRowWireState = "paid"
	InvoicingRowWireStateCredited InvoicingRowWireState = "credited"
	InvoicingRowWireStateIssued   InvoicingRowWireState = "issued"
)

// InvoicingSubmissionWireStage is a value of the API.
type InvoicingSubmissionWireStage string

const (
	InvoicingSubmissionWireStageWaiting       InvoicingSubmissionWireStage = "waiting"
	InvoicingSubmissionWireStageDeposited     InvoicingSubmissionWireStage = "deposited"
	InvoicingSubmissionWireStageRejected      InvoicingSubmissionWireStage = "rejected"
	InvoicingSubmissionWireStageMadeAvailable InvoicingSubmissionWireStage = "made_available"
	InvoicingSubmissionWireStageTaken         InvoicingSubmissionWireStage = "taken"
	InvoicingSubmissionWireStageApproved      InvoicingSubmissionWireStage = "approved"
	InvoicingSubmissionWireStageRefused       InvoicingSubmissionWireStage = "refused"
	InvoicingSubmissionWireStageCollected     InvoicingSubmissionWireStage = "collected"
)

// InvoicingTaxWireCategory is S: taxed at the rate. E: exempt for the reason.
type InvoicingTaxWireCategory string

const (
	InvoicingTaxWireCategoryS InvoicingTaxWireCategory = "S"
	InvoicingTaxWireCategoryE InvoicingTaxWireCategory = "E"
)

// InvoicingTaxWireReason is a value of the API.
type InvoicingTaxWireReason string

const (
	InvoicingTaxWireReasonFurnishedLetting InvoicingTaxWireReason = "furnished_letting"
	InvoicingTaxWireReasonFranchise        InvoicingTaxWireReason = "franchise"
	InvoicingTaxWireReasonDisbursement     InvoicingTaxWireReason = "disbursement"
	InvoicingTaxWireReasonIndemnity        InvoicingTaxWireReason = "indemnity"
	InvoicingTaxWireReasonOther            InvoicingTaxWireReason = "other"
)

// IssueInputBodyKind is a value of the API.
type IssueInputBodyKind string

const (
	IssueInputBodyKindInvoice IssueInputBodyKind = "invoice"
	IssueInputBodyKindDeposit IssueInputBodyKind = "deposit"
)

// IssueInputBodyLanguage is a value of the API.
type IssueInputBodyLanguage string

const (
	IssueInputBodyLanguageFr IssueInputBodyLanguage = "fr"
	IssueInputBodyLanguageEn IssueInputBodyLanguage = "en"
)

// LeaveOutputBodyWay is a value of the API.
type LeaveOutputBodyWay string

const (
	LeaveOutputBodyWayHold LeaveOutputBodyWay = "hold"
	LeaveOutputBodyWayCard LeaveOutputBodyWay = "card"
)

// LedgerBalanceWireSide is On which the account normally stands.
type LedgerBalanceWireSide string

const (
	LedgerBalanceWireSideDebit  LedgerBalanceWireSide = "debit"
	LedgerBalanceWireSideCredit LedgerBalanceWireSide = "credit"
)

// LedgerTransactionWireJournal is a value of the API.
type LedgerTransactionWireJournal string

const (
	LedgerTransactionWireJournalBq LedgerTransactionWireJournal = "BQ"
	LedgerTransactionWireJournalVe LedgerTransactionWireJournal = "VE"
	LedgerTransactionWireJournalOd LedgerTransactionWireJournal = "OD"
)

// LedgerTransactionWireKind is a value of the API.
type LedgerTransactionWireKind string

const (
	LedgerTransactionWireKindPosted   LedgerTransactionWireKind = "posted"
	LedgerTransactionWireKindPending  LedgerTransactionWireKind = "pending"
	LedgerTransactionWireKindCapture  LedgerTransactionWireKind = "capture"
	LedgerTransactionWireKindVoid     LedgerTransactionWireKind = "void"
	LedgerTransactionWireKindReversal LedgerTransactionWireKind = "reversal"
)

// MandateInputBodyLocale is a value of the API.
type MandateInputBodyLocale string

const (
	MandateInputBodyLocaleFr MandateInputBodyLocale = "fr"
	MandateInputBodyLocaleEn MandateInputBodyLocale = "en"
)

// NotificationsPreferenceBodyChannel is a value of the API.
type NotificationsPreferenceBodyChannel string

const (
	NotificationsPreferenceBodyChannelEmail NotificationsPreferenceBodyChannel = "email"
)

// NotificationsPreferenceBodyTopic is a value of the API.
type NotificationsPreferenceBodyTopic string

const (
	NotificationsPreferenceBodyTopicSecurity NotificationsPreferenceBodyTopic = "security"
	NotificationsPreferenceBodyTopicBookings NotificationsPreferenceBodyTopic = "bookings"
	NotificationsPreferenceBodyTopicData     NotificationsPreferenceBodyTopic = "data"
	NotificationsPreferenceBodyTopicPayments NotificationsPreferenceBodyTopic = "payments"
	NotificationsPreferenceBodyTopicOffers   NotificationsPreferenceBodyTopic = "offers"
)

// OpenInputBodyLanguage is a value of the API.
type OpenInputBodyLanguage string

const (
	OpenInputBodyLanguageFr OpenInputBodyLanguage = "fr"
	OpenInputBodyLanguageEn OpenInputBodyLanguage = "en"
	OpenInputBodyLanguageAr OpenInputBodyLanguage = "ar"
)

// OpenInputBodyTradesItem is a value of the API.
type OpenInputBodyTradesItem string

const (
	OpenInputBodyTradesItemStays   OpenInputBodyTradesItem = "stays"
	OpenInputBodyTradesItemDining  OpenInputBodyTradesItem = "dining"
	OpenInputBodyTradesItemShop    OpenInputBodyTradesItem = "shop"
	OpenInputBodyTradesItemRewards OpenInputBodyTradesItem = "rewards"
)

// PaidInputBodyMethod is a value of the API.
type PaidInputBodyMethod string

const (
	PaidInputBodyMethodTransfer PaidInputBodyMethod = "transfer"
	PaidInputBodyMethodCheque   PaidInputBodyMethod = "cheque"
	PaidInputBodyMethodCash     PaidInputBodyMethod = "cash"
	PaidInputBodyMethodCard     PaidInputBodyMethod = "card"
	PaidInputBodyMethodOther    PaidInputBodyMethod = "other"
)

// PaymentsDifferenceWireKind is a value of the API.
type PaymentsDifferenceWireKind string

const (
	PaymentsDifferenceWireKindUnknownHere  PaymentsDifferenceWireKind = "unknown_here"
	PaymentsDifferenceWireKindUnknownThere PaymentsDifferenceWireKind = "unknown_there"
	PaymentsDifferenceWireKindStatus       PaymentsDifferenceWireKind = "status"
	PaymentsDifferenceWireKindAmount       PaymentsDifferenceWireKind = "amount"
	PaymentsDifferenceWireKindRefund       PaymentsDifferenceWireKind = "refund"
)

// PaymentsPaymentWireCapture is a value of the API.
type PaymentsPaymentWireCapture string

const (
	PaymentsPaymentWireCaptureN       PaymentsPaymentWireCapture = ""
	PaymentsPaymentWireCapturePending PaymentsPaymentWireCapture = "pending"
	PaymentsPaymentWireCaptureDone    PaymentsPaymentWireCapture = "done"
	PaymentsPaymentWireCaptureFailed  PaymentsPaymentWireCapture = "failed"
)

// PaymentsPaymentWireDispute is open: the provider waits for evidence; under_review: the payer’s bank reads it.
type PaymentsPaymentWireDispute string

const (
	PaymentsPaymentWireDisputeN           PaymentsPaymentWireDispute = ""
	PaymentsPaymentWireDisputeOpen        PaymentsPaymentWireDispute = "open"
	PaymentsPaymentWireDisputeUnderReview PaymentsPaymentWireDispute = "under_review"
	PaymentsPaymentWireDisputeWon         PaymentsPaymentWireDispute = "won"
	PaymentsPaymentWireDisputeLost        PaymentsPaymentWireDispute = "lost"
)

// PaymentsPaymentWireMode is hold: the money is blocked and taken later; card: the card is kept and charged later; later: a card kept by an earlier payment was charged.
type PaymentsPaymentWireMode string

const (
	PaymentsPaymentWireModeN     PaymentsPaymentWireMode = ""
	PaymentsPaymentWireModeHold  PaymentsPaymentWireMode = "hold"
	PaymentsPaymentWireModeCard  PaymentsPaymentWireMode = "card"
	PaymentsPaymentWireModeLater PaymentsPaymentWireMode = "later"
)

// PaymentsPaymentWireStanding is Where it stands, all told: its status, and what became of the money after a success.
type PaymentsPaymentWireStanding string

const (
	PaymentsPaymentWireStandingRequiresAction PaymentsPaymentWireStanding = "requires_action"
	PaymentsPaymentWireStandingProcessing     PaymentsPaymentWireStanding = "processing"
	PaymentsPaymentWireStandingAuthorized     PaymentsPaymentWireStanding = "authorized"
	PaymentsPaymentWireStandingSucceeded      PaymentsPaymentWireStanding = "succeeded"
	PaymentsPaymentWireStandingFailed         PaymentsPaymentWireStanding = "failed"
	PaymentsPaymentWireStandingCancelled      PaymentsPaymentWireStanding = "cancelled"
	PaymentsPaymentWireStandingPartlyCaptured PaymentsPaymentWireStanding = "partly_captured"
	PaymentsPaymentWireStandingPartlyRefunded PaymentsPaymentWireStanding = "partly_refunded"
	PaymentsPaymentWireStandingRefunded       PaymentsPaymentWireStanding = "refunded"
	PaymentsPaymentWireStandingDisputed       PaymentsPaymentWireStanding = "disputed"
)

// PaymentsPaymentWireStatus is a value of the API.
type PaymentsPaymentWireStatus string

const (
	PaymentsPaymentWireStatusRequiresAction PaymentsPaymentWireStatus = "requires_action"
	PaymentsPaymentWireStatusProcessing     PaymentsPaymentWireStatus = "processing"
	PaymentsPaymentWireStatusAuthorized     PaymentsPaymentWireStatus = "authorized"
	PaymentsPaymentWireStatusSucceeded      PaymentsPaymentWireStatus = "succeeded"
	PaymentsPaymentWireStatusFailed         PaymentsPaymentWireStatus = "failed"
	PaymentsPaymentWireStatusCancelled      PaymentsPaymentWireStatus = "cancelled"
)

// PaymentsPublicWireStatus is a value of the API.
type PaymentsPublicWireStatus string

const (
	PaymentsPublicWireStatusRequiresAction PaymentsPublicWireStatus = "requires_action"
	PaymentsPublicWireStatusProcessing     PaymentsPublicWireStatus = "processing"
	PaymentsPublicWireStatusAuthorized     PaymentsPublicWireStatus = "authorized"
	PaymentsPublicWireStatusSucceeded      PaymentsPublicWireStatus = "succeeded"
	PaymentsPublicWireStatusFailed         PaymentsPublicWireStatus = "failed"
	PaymentsPublicWireStatusCancelled      PaymentsPublicWireStatus = "cancelled"
)

// PaymentsRefundWireStatus is a value of the API.
type PaymentsRefundWireStatus string

const (
	PaymentsRefundWireStatusPending   PaymentsRefundWireStatus = "pending"
	PaymentsRefundWireStatusSucceeded PaymentsRefundWireStatus = "succeeded"
	PaymentsRefundWireStatusFailed    PaymentsRefundWireStatus = "failed"
)

// PlanInputBodyPlan is a value of the API.
type PlanInputBodyPlan string

const (
	PlanInputBodyPlanDiscovery PlanInputBodyPlan = "discovery"
	PlanInputBodyPlanStarter   PlanInputBodyPlan = "starter"
	PlanInputBodyPlanBusiness  PlanInputBodyPlan = "business"
	PlanInputBodyPlanUnlimited PlanInputBodyPlan = "unlimited"
)

// PostInputBodyJournal is OD when absent.
type PostInputBodyJournal string

const (
	PostInputBodyJournalBq PostInputBodyJournal = "BQ"
	PostInputBodyJournalVe PostInputBodyJournal = "VE"
	PostInputBodyJournalOd PostInputBodyJournal = "OD"
)

// PostInputBody1As is own: between accounts of the business itself.
type PostInputBody1As string

const (
	PostInputBody1AsBatch    PostInputBody1As = "batch"
	PostInputBody1AsReturn   PostInputBody1As = "return"
	PostInputBody1AsProvider PostInputBody1As = "provider"
	PostInputBody1AsFees     PostInputBody1As = "fees"
	PostInputBody1AsOwn      PostInputBody1As = "own"
	PostInputBody1AsIgnored  PostInputBody1As = "ignored"
)

// PostInputBody1Place is Of own: where the other side is; tax: the tourist tax, paid to the commune.
type PostInputBody1Place string

const (
	PostInputBody1PlaceTill    PostInputBody1Place = "till"
	PostInputBody1PlaceCheques PostInputBody1Place = "cheques"
	PostInputBody1PlaceClients PostInputBody1Place = "clients"
	PostInputBody1PlaceOwn     PostInputBody1Place = "own"
	PostInputBody1PlaceTax     PostInputBody1Place = "tax"
)

// PostInputBody1Provider is card: the business's own card terminal.
type PostInputBody1Provider string

const (
	PostInputBody1ProviderStripe   PostInputBody1Provider = "stripe"
	PostInputBody1ProviderPaypal   PostInputBody1Provider = "paypal"
	PostInputBody1ProviderMangopay PostInputBody1Provider = "mangopay"
	PostInputBody1ProviderCard     PostInputBody1Provider = "card"
	PostInputBody1ProviderSandbox  PostInputBody1Provider = "sandbox"
)

// PrivacyDeskRequestWireKind is a value of the API.
type PrivacyDeskRequestWireKind string

const (
	PrivacyDeskRequestWireKindExport  PrivacyDeskRequestWireKind = "export"
	PrivacyDeskRequestWireKindErasure PrivacyDeskRequestWireKind = "erasure"
)

// PrivacyDeskRequestWireStatus is a value of the API.
type PrivacyDeskRequestWireStatus string

const (
	PrivacyDeskRequestWireStatusAsked     PrivacyDeskRequestWireStatus = "asked"
	PrivacyDeskRequestWireStatusDone      PrivacyDeskRequestWireStatus = "done"
	PrivacyDeskRequestWireStatusWithdrawn PrivacyDeskRequestWireStatus = "withdrawn"
	PrivacyDeskRequestWireStatusExpired   PrivacyDeskRequestWireStatus = "expired"
)

// PrivacyDocumentWireKind is a value of the API.
type PrivacyDocumentWireKind string

const (
	PrivacyDocumentWireKindIdentityCard    PrivacyDocumentWireKind = "identity_card"
	PrivacyDocumentWireKindPassport        PrivacyDocumentWireKind = "passport"
	PrivacyDocumentWireKindResidencePermit PrivacyDocumentWireKind = "residence_permit"
	PrivacyDocumentWireKindDrivingLicence  PrivacyDocumentWireKind = "driving_licence"
	PrivacyDocumentWireKindProofOfAddress  PrivacyDocumentWireKind = "proof_of_address"
	PrivacyDocumentWireKindInsurance       PrivacyDocumentWireKind = "insurance"
	PrivacyDocumentWireKindBankDetails     PrivacyDocumentWireKind = "bank_details"
	PrivacyDocumentWireKindOther           PrivacyDocumentWireKind = "other"
)

// PrivacyRequestWireKind is a value of the API.
type PrivacyRequestWireKind string

const (
	PrivacyRequestWireKindExport  PrivacyRequestWireKind = "export"
	PrivacyRequestWireKindErasure PrivacyRequestWireKind = "erasure"
)

// PrivacyRequestWireStatus is a value of the API.
type PrivacyRequestWireStatus string

const (
	PrivacyRequestWireStatusAsked     PrivacyRequestWireStatus = "asked"
	PrivacyRequestWireStatusDone      PrivacyRequestWireStatus = "done"
	PrivacyRequestWireStatusWithdrawn PrivacyRequestWireStatus = "withdrawn"
	PrivacyRequestWireStatusExpired   PrivacyRequestWireStatus = "expired"
)

// ProfileInputBodyLocale is language of mails and pages
type ProfileInputBodyLocale string

const (
	ProfileInputBodyLocaleFr ProfileInputBodyLocale = "fr"
	ProfileInputBodyLocaleEn ProfileInputBodyLocale = "en"
	ProfileInputBodyLocaleAr ProfileInputBodyLocale = "ar"
)

// ProposeInputBodyMethod is The payment provider that pays; absent: the bank, by a SEPA file.
type ProposeInputBodyMethod string

const (
	ProposeInputBodyMethodStripe   ProposeInputBodyMethod = "stripe"
	ProposeInputBodyMethodMangopay ProposeInputBodyMethod = "mangopay"
)

// ReduceInputBodyBearer is Who bears it; absent: owner and agency, each what he had of it.
type ReduceInputBodyBearer string

const (
	ReduceInputBodyBearerAgency ReduceInputBodyBearer = "agency"
	ReduceInputBodyBearerOwner  ReduceInputBodyBearer = "owner"
)

// RegisterInputBodyLocale is language of mails and pages; the business's own when left out
type RegisterInputBodyLocale string

const (
	RegisterInputBodyLocaleFr RegisterInputBodyLocale = "fr"
	RegisterInputBodyLocaleEn RegisterInputBodyLocale = "en"
	RegisterInputBodyLocaleAr RegisterInputBodyLocale = "ar"
)

// SlugOutputBodyState is a value of the API.
type SlugOutputBodyState string

const (
	SlugOutputBodyStateFree      SlugOutputBodyState = "free"
	SlugOutputBodyStateTaken     SlugOutputBodyState = "taken"
	SlugOutputBodyStateReserved  SlugOutputBodyState = "reserved"
	SlugOutputBodyStateMalformed SlugOutputBodyState = "malformed"
)

// StartInputBodyLocale is a value of the API.
type StartInputBodyLocale string

const (
	StartInputBodyLocaleFr StartInputBodyLocale = "fr"
	StartInputBodyLocaleEn StartInputBodyLocale = "en"
	StartInputBodyLocaleAr StartInputBodyLocale = "ar"
)

// StaysBarWireKind is a value of the API.
type StaysBarWireKind string

const (
	StaysBarWireKindHold        StaysBarWireKind = "hold"
	StaysBarWireKindReservation StaysBarWireKind = "reservation"
	StaysBarWireKindChange      StaysBarWireKind = "change"
	StaysBarWireKindBlock       StaysBarWireKind = "block"
)

// StaysBookedBodySource is a value of the API.
type StaysBookedBodySource string

const (
	StaysBookedBodySourceSite StaysBookedBodySource = "site"
	StaysBookedBodySourceDesk StaysBookedBodySource = "desk"
)

// StaysBookedBodyStatus is a value of the API.
type StaysBookedBodyStatus string

const (
	StaysBookedBodyStatusHeld      StaysBookedBodyStatus = "held"
	StaysBookedBodyStatusConfirmed StaysBookedBodyStatus = "confirmed"
	StaysBookedBodyStatusCheckedIn StaysBookedBodyStatus = "checked_in"
	StaysBookedBodyStatusCompleted StaysBookedBodyStatus = "completed"
	StaysBookedBodyStatusExpired   StaysBookedBodyStatus = "expired"
	StaysBookedBodyStatusCancelled StaysBookedBodyStatus = "cancelled"
	StaysBookedBodyStatusNoShow    StaysBookedBodyStatus = "no_show"
)

// StaysCancellationWireBy is a value of the API.
type StaysCancellationWireBy string

const (
	StaysCancellationWireByGuest  StaysCancellationWireBy = "guest"
	StaysCancellationWireByAgency StaysCancellationWireBy = "agency"
)

// StaysCancelledBodyStatus is a value of the API.
type StaysCancelledBodyStatus string

const (
	StaysCancelledBodyStatusPreview   StaysCancelledBodyStatus = "preview"
	StaysCancelledBodyStatusCancelled StaysCancelledBodyStatus = "cancelled"
)

// StaysCautionWireFor is To whom what is taken goes: the property's owner, or the agency.
type StaysCautionWireFor string

const (
	StaysCautionWireForN      StaysCautionWireFor = ""
	StaysCautionWireForOwner  StaysCautionWireFor = "owner"
	StaysCautionWireForAgency StaysCautionWireFor = "agency"
)

// StaysCautionWireStatus is open: the guest may leave it now; kept: held, or his card is kept; owner: his bank wants him.
type StaysCautionWireStatus string

const (
	StaysCautionWireStatusN      StaysCautionWireStatus = ""
	StaysCautionWireStatusSoon   StaysCautionWireStatus = "soon"
	StaysCautionWireStatusOpen   StaysCautionWireStatus = "open"
	StaysCautionWireStatusKept   StaysCautionWireStatus = "kept"
	StaysCautionWireStatusTaking StaysCautionWireStatus = "taking"
	StaysCautionWireStatusTaken  StaysCautionWireStatus = "taken"
	StaysCautionWireStatusOwner  StaysCautionWireStatus = "owner"
	StaysCautionWireStatusBack   StaysCautionWireStatus = "back"
)

// StaysCautionWireWay is a value of the API.
type StaysCautionWireWay string

const (
	StaysCautionWireWayN    StaysCautionWireWay = ""
	StaysCautionWireWayHold StaysCautionWireWay = "hold"
	StaysCautionWireWayCard StaysCautionWireWay = "card"
)

// StaysChangedBodyStatus is a value of the API.
type StaysChangedBodyStatus string

const (
	StaysChangedBodyStatusPreview         StaysChangedBodyStatus = "preview"
	StaysChangedBodyStatusChanged         StaysChangedBodyStatus = "changed"
	StaysChangedBodyStatusPaymentRequired StaysChangedBodyStatus = "payment_required"
)

// StaysDeskPropertyBodyStatus is a value of the API.
type StaysDeskPropertyBodyStatus string

const (
	StaysDeskPropertyBodyStatusDraft     StaysDeskPropertyBodyStatus = "draft"
	StaysDeskPropertyBodyStatusPublished StaysDeskPropertyBodyStatus = "published"
	StaysDeskPropertyBodyStatusArchived  StaysDeskPropertyBodyStatus = "archived"
)

// StaysDeskPropertyBodyType is a value of the API.
type StaysDeskPropertyBodyType string

const (
	StaysDeskPropertyBodyTypeHouse     StaysDeskPropertyBodyType = "house"
	StaysDeskPropertyBodyTypeVilla     StaysDeskPropertyBodyType = "villa"
	StaysDeskPropertyBodyTypeApartment StaysDeskPropertyBodyType = "apartment"
	StaysDeskPropertyBodyTypeStudio    StaysDeskPropertyBodyType = "studio"
	StaysDeskPropertyBodyTypeCottage   StaysDeskPropertyBodyType = "cottage"
	StaysDeskPropertyBodyTypeChalet    StaysDeskPropertyBodyType = "chalet"
	StaysDeskPropertyBodyTypeManor     StaysDeskPropertyBodyType = "manor"
	StaysDeskPropertyBodyTypeRoom      StaysDeskPropertyBodyType = "room"
)

// StaysEvidenceWireType is a value of the API.
type StaysEvidenceWireType string

const (
	StaysEvidenceWireTypeImageJpeg      StaysEvidenceWireType = "image/jpeg"
	StaysEvidenceWireTypeApplicationPDF StaysEvidenceWireType = "application/pdf"
)

// StaysGuestWireLocale is Of the mails and the contract.
type StaysGuestWireLocale string

const (
	StaysGuestWireLocaleFr StaysGuestWireLocale = "fr"
	StaysGuestWireLocaleEn StaysGuestWireLocale = "en"
)

// StaysKeptCardWireAttempt is What became of its last charge, when it was not accepted: asked for now; tried again on retryOn; the bank wants the guest; given up, the guest has a link.
type StaysKeptCardWireAttempt string

const (
	StaysKeptCardWireAttemptN       StaysKeptCardWireAttempt = ""
	StaysKeptCardWireAttemptAsked   StaysKeptCardWireAttempt = "asked"
	StaysKeptCardWireAttemptRefused StaysKeptCardWireAttempt = "refused"
	StaysKeptCardWireAttemptOwner   StaysKeptCardWireAttempt = "owner"
	StaysKeptCardWireAttemptGivenUp StaysKeptCardWireAttempt = "given_up"
)

// StaysOwedFieldsSource is a value of the API.
type StaysOwedFieldsSource string

const (
	StaysOwedFieldsSourceSite StaysOwedFieldsSource = "site"
	StaysOwedFieldsSourceDesk StaysOwedFieldsSource = "desk"
)

// StaysOwedFieldsStatus is a value of the API.
type StaysOwedFieldsStatus string

const (
	StaysOwedFieldsStatusHeld      StaysOwedFieldsStatus = "held"
	StaysOwedFieldsStatusConfirmed StaysOwedFieldsStatus = "confirmed"
	StaysOwedFieldsStatusCheckedIn StaysOwedFieldsStatus = "checked_in"
	StaysOwedFieldsStatusCompleted StaysOwedFieldsStatus = "completed"
	StaysOwedFieldsStatusExpired   StaysOwedFieldsStatus = "expired"
	StaysOwedFieldsStatusCancelled StaysOwedFieldsStatus = "cancelled"
	StaysOwedFieldsStatusNoShow    StaysOwedFieldsStatus = "no_show"
)

// StaysPartWirePurpose is a value of the API.
type StaysPartWirePurpose string

const (
	StaysPartWirePurposeDeposit    StaysPartWirePurpose = "deposit"
	StaysPartWirePurposeTotal      StaysPartWirePurpose = "total"
	StaysPartWirePurposeInstalment StaysPartWirePurpose = "instalment"
	StaysPartWirePurposeBalance    StaysPartWirePurpose = "balance"
)

// StaysPartWireState is a value of the API.
type StaysPartWireState string

const (
	StaysPartWireStatePaid   StaysPartWireState = "paid"
	StaysPartWireStateDue    StaysPartWireState = "due"
	StaysPartWireStateComing StaysPartWireState = "coming"
)

// StaysPolicyWirePrepaid is What the law takes money for that is paid on booking; nothing: what it takes it for by itself.
type StaysPolicyWirePrepaid string

const (
	StaysPolicyWirePrepaidArrhes  StaysPolicyWirePrepaid = "arrhes"
	StaysPolicyWirePrepaidAcompte StaysPolicyWirePrepaid = "acompte"
)

// StaysReservationWireSource is a value of the API.
type StaysReservationWireSource string

const (
	StaysReservationWireSourceSite StaysReservationWireSource = "site"
	StaysReservationWireSourceDesk StaysReservationWireSource = "desk"
)

// StaysReservationWireStatus is a value of the API.
type StaysReservationWireStatus string

const (
	StaysReservationWireStatusHeld      StaysReservationWireStatus = "held"
	StaysReservationWireStatusConfirmed StaysReservationWireStatus = "confirmed"
	StaysReservationWireStatusCheckedIn StaysReservationWireStatus = "checked_in"
	StaysReservationWireStatusCompleted StaysReservationWireStatus = "completed"
	StaysReservationWireStatusExpired   StaysReservationWireStatus = "expired"
	StaysReservationWireStatusCancelled StaysReservationWireStatus = "cancelled"
	StaysReservationWireStatusNoShow    StaysReservationWireStatus = "no_show"
)

// StaysRowFieldsSource is a value of the API.
type StaysRowFieldsSource string

const (
	StaysRowFieldsSourceSite StaysRowFieldsSource = "site"
	StaysRowFieldsSourceDesk StaysRowFieldsSource = "desk"
)

// StaysRowFieldsStatus is a value of the API.
type StaysRowFieldsStatus string

const (
	StaysRowFieldsStatusHeld      StaysRowFieldsStatus = "held"
	StaysRowFieldsStatusConfirmed StaysRowFieldsStatus = "confirmed"
	StaysRowFieldsStatusCheckedIn StaysRowFieldsStatus = "checked_in"
	StaysRowFieldsStatusCompleted StaysRowFieldsStatus = "completed"
	StaysRowFieldsStatusExpired   StaysRowFieldsStatus = "expired"
	StaysRowFieldsStatusCancelled StaysRowFieldsStatus = "cancelled"
	StaysRowFieldsStatusNoShow    StaysRowFieldsStatus = "no_show"
)

// StaysSheetFieldsType is a value of the API.
type StaysSheetFieldsType string

const (
	StaysSheetFieldsTypeHouse     StaysSheetFieldsType = "house"
	StaysSheetFieldsTypeVilla     StaysSheetFieldsType = "villa"
	StaysSheetFieldsTypeApartment StaysSheetFieldsType = "apartment"
	StaysSheetFieldsTypeStudio    StaysSheetFieldsType = "studio"
	StaysSheetFieldsTypeCottage   StaysSheetFieldsType = "cottage"
	StaysSheetFieldsTypeChalet    StaysSheetFieldsType = "chalet"
	StaysSheetFieldsTypeManor     StaysSheetFieldsType = "manor"
	StaysSheetFieldsTypeRoom      StaysSheetFieldsType = "room"
)

// TakeInputBodyMethod is a value of the API.
type TakeInputBodyMethod string

const (
	TakeInputBodyMethodCash     TakeInputBodyMethod = "cash"
	TakeInputBodyMethodCheque   TakeInputBodyMethod = "cheque"
	TakeInputBodyMethodTransfer TakeInputBodyMethod = "transfer"
)

// TenancyClaimWireState is a value of the API.
type TenancyClaimWireState string

const (
	TenancyClaimWireStatePending  TenancyClaimWireState = "pending"
	TenancyClaimWireStateVerified TenancyClaimWireState = "verified"
	TenancyClaimWireStateFailed   TenancyClaimWireState = "failed"
)

// TenancyDossierWireDefaultLanguage is a value of the API.
type TenancyDossierWireDefaultLanguage string

const (
	TenancyDossierWireDefaultLanguageFr TenancyDossierWireDefaultLanguage = "fr"
	TenancyDossierWireDefaultLanguageEn TenancyDossierWireDefaultLanguage = "en"
	TenancyDossierWireDefaultLanguageAr TenancyDossierWireDefaultLanguage = "ar"
)

// TenancyDossierWireLanguagesItem is a value of the API.
type TenancyDossierWireLanguagesItem string

const (
	TenancyDossierWireLanguagesItemFr TenancyDossierWireLanguagesItem = "fr"
	TenancyDossierWireLanguagesItemEn TenancyDossierWireLanguagesItem = "en"
	TenancyDossierWireLanguagesItemAr TenancyDossierWireLanguagesItem = "ar"
)

// TenancyDossierWirePlan is a value of the API.
type TenancyDossierWirePlan string

const (
	TenancyDossierWirePlanDiscovery TenancyDossierWirePlan = "discovery"
	TenancyDossierWirePlanStarter   TenancyDossierWirePlan = "starter"
	TenancyDossierWirePlanBusiness  TenancyDossierWirePlan = "business"
	TenancyDossierWirePlanUnlimited TenancyDossierWirePlan = "unlimited"
)

// TenancyDossierWireStatus is a value of the API.
type TenancyDossierWireStatus string

const (
	TenancyDossierWireStatusActive    TenancyDossierWireStatus = "active"
	TenancyDossierWireStatusSuspended TenancyDossierWireStatus = "suspended"
	TenancyDossierWireStatusClosing   TenancyDossierWireStatus = "closing"
	TenancyDossierWireStatusErased    TenancyDossierWireStatus = "erased"
)

// TenancyDossierWireTradesItem is a value of the API.
type TenancyDossierWireTradesItem string

const (
	TenancyDossierWireTradesItemStays   TenancyDossierWireTradesItem = "stays"
	TenancyDossierWireTradesItemDining  TenancyDossierWireTradesItem = "dining"
	TenancyDossierWireTradesItemShop    TenancyDossierWireTradesItem = "shop"
	TenancyDossierWireTradesItemRewards TenancyDossierWireTradesItem = "rewards"
)

// TenancyExportWireState is a value of the API.
type TenancyExportWireState string

const (
	TenancyExportWireStateQueued  TenancyExportWireState = "queued"
	TenancyExportWireStateReady   TenancyExportWireState = "ready"
	TenancyExportWireStateExpired TenancyExportWireState = "expired"
)

// TenancyOpeningDay is a value of the API.
type TenancyOpeningDay string

const (
	TenancyOpeningDayMonday    TenancyOpeningDay = "monday"
	TenancyOpeningDayTuesday   TenancyOpeningDay = "tuesday"
	TenancyOpeningDayWednesday TenancyOpeningDay = "wednesday"
	TenancyOpeningDayThursday  TenancyOpeningDay = "thursday"
	TenancyOpeningDayFriday    TenancyOpeningDay = "friday"
	TenancyOpeningDaySaturday  TenancyOpeningDay = "saturday"
	TenancyOpeningDaySunday    TenancyOpeningDay = "sunday"
)

// TenancySettingsWireDefaultLanguage is a value of the API.
type TenancySettingsWireDefaultLanguage string

const (
	TenancySettingsWireDefaultLanguageFr TenancySettingsWireDefaultLanguage = "fr"
	TenancySettingsWireDefaultLanguageEn TenancySettingsWireDefaultLanguage = "en"
	TenancySettingsWireDefaultLanguageAr TenancySettingsWireDefaultLanguage = "ar"
)

// TenancySettingsWireLanguagesItem is a value of the API.
type TenancySettingsWireLanguagesItem string

const (
	TenancySettingsWireLanguagesItemFr TenancySettingsWireLanguagesItem = "fr"
	TenancySettingsWireLanguagesItemEn TenancySettingsWireLanguagesItem = "en"
	TenancySettingsWireLanguagesItemAr TenancySettingsWireLanguagesItem = "ar"
)

// TenancySupportWireState is a value of the API.
type TenancySupportWireState string

const (
	TenancySupportWireStateAsked    TenancySupportWireState = "asked"
	TenancySupportWireStateGranted  TenancySupportWireState = "granted"
	TenancySupportWireStateRefused  TenancySupportWireState = "refused"
	TenancySupportWireStateKnocking TenancySupportWireState = "knocking"
	TenancySupportWireStateInside   TenancySupportWireState = "inside"
	TenancySupportWireStateEnded    TenancySupportWireState = "ended"
)

// TenancyTenantWireDefaultLanguage is a value of the API.
type TenancyTenantWireDefaultLanguage string

const (
	TenancyTenantWireDefaultLanguageFr TenancyTenantWireDefaultLanguage = "fr"
	TenancyTenantWireDefaultLanguageEn TenancyTenantWireDefaultLanguage = "en"
	TenancyTenantWireDefaultLanguageAr TenancyTenantWireDefaultLanguage = "ar"
)

// TenancyTenantWireLanguagesItem is a value of the API.
type TenancyTenantWireLanguagesItem string

const (
	TenancyTenantWireLanguagesItemFr TenancyTenantWireLanguagesItem = "fr"
	TenancyTenantWireLanguagesItemEn TenancyTenantWireLanguagesItem = "en"
	TenancyTenantWireLanguagesItemAr TenancyTenantWireLanguagesItem = "ar"
)

// TenancyTenantWirePlan is a value of the API.
type TenancyTenantWirePlan string

const (
	TenancyTenantWirePlanDiscovery TenancyTenantWirePlan = "discovery"
	TenancyTenantWirePlanStarter   TenancyTenantWirePlan = "starter"
	TenancyTenantWirePlanBusiness  TenancyTenantWirePlan = "business"
	TenancyTenantWirePlanUnlimited TenancyTenantWirePlan = "unlimited"
)

// TenancyTenantWireStatus is a value of the API.
type TenancyTenantWireStatus string

const (
	TenancyTenantWireStatusActive    TenancyTenantWireStatus = "active"
	TenancyTenantWireStatusSuspended TenancyTenantWireStatus = "suspended"
	TenancyTenantWireStatusClosing   TenancyTenantWireStatus = "closing"
	TenancyTenantWireStatusErased    TenancyTenantWireStatus = "erased"
)

// TenancyTenantWireTradesItem is a value of the API.
type TenancyTenantWireTradesItem string

const (
	TenancyTenantWireTradesItemStays   TenancyTenantWireTradesItem = "stays"
	TenancyTenantWireTradesItemDining  TenancyTenantWireTradesItem = "dining"
	TenancyTenantWireTradesItemShop    TenancyTenantWireTradesItem = "shop"
	TenancyTenantWireTradesItemRewards TenancyTenantWireTradesItem = "rewards"
)

// TenancyUsageWireResource is a value of the API.
type TenancyUsageWireResource string

const (
	TenancyUsageWireResourceUsers      TenancyUsageWireResource = "users"
	TenancyUsageWireResourceProperties TenancyUsageWireResource = "properties"
	TenancyUsageWireResourceStorage    TenancyUsageWireResource = "storage"
	TenancyUsageWireResourceMails      TenancyUsageWireResource = "mails"
)

// VerifyInputBodyResult is a value of the API.
type VerifyInputBodyResult string

const (
	VerifyInputBodyResultMatch        VerifyInputBodyResult = "match"
	VerifyInputBodyResultCloseMatch   VerifyInputBodyResult = "close_match"
	VerifyInputBodyResultNoMatch      VerifyInputBodyResult = "no_match"
	VerifyInputBodyResultNotAvailable VerifyInputBodyResult = "not_available"
)

// AuditGetEntriesQuery are the parameters of GET /api/audit/entries.
type AuditGetEntriesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor   string
	Entity   string
	EntityID string
	User     string
	Action   string
	// Beginning of a name.
	Actor string
	// Somewhere in a name, address, action, object or value.
	Q    string
	From time.Time
	To   time.Time
}

func (q AuditGetEntriesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "entity", q.Entity)
	put(v, "entityId", q.EntityID)
	put(v, "user", q.User)
	put(v, "action", q.Action)
	put(v, "actor", q.Actor)
	put(v, "q", q.Q)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// AuditGetSecurityEventsQuerySeverity is This one and graver.
type AuditGetSecurityEventsQuerySeverity string

const (
	AuditGetSecurityEventsQuerySeverityInfo     AuditGetSecurityEventsQuerySeverity = "info"
	AuditGetSecurityEventsQuerySeverityNotice   AuditGetSecurityEventsQuerySeverity = "notice"
	AuditGetSecurityEventsQuerySeverityWarning  AuditGetSecurityEventsQuerySeverity = "warning"
	AuditGetSecurityEventsQuerySeverityCritical AuditGetSecurityEventsQuerySeverity = "critical"
)

// AuditGetSecurityEventsQuery are the parameters of GET /api/audit/security-events.
type AuditGetSecurityEventsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	Kind   string
	// This one and graver.
	Severity AuditGetSecurityEventsQuerySeverity
	User     string
	Address  string
	From     time.Time
	To       time.Time
}

func (q AuditGetSecurityEventsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "kind", q.Kind)
	put(v, "severity", q.Severity)
	put(v, "user", q.User)
	put(v, "address", q.Address)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// AuthPostLinkUseAnswer is the answer to POST /api/auth/link/use: one of its bodies, by the status.
type AuthPostLinkUseAnswer struct {
	Status   int
	OK       *IdentitySessionBody   // 200
	Accepted *IdentityChallengeBody // 202
}

func (a *AuthPostLinkUseAnswer) of(status int) any {
	a.Status = status
	switch status {
	case 200:
		a.OK = new(IdentitySessionBody)
		return a.OK
	case 202:
		a.Accepted = new(IdentityChallengeBody)
		return a.Accepted
	}
	return nil
}

// AuthPostLoginAnswer is the answer to POST /api/auth/login: one of its bodies, by the status.
type AuthPostLoginAnswer struct {
	Status   int
	OK       *IdentitySessionBody   // 200
	Accepted *IdentityChallengeBody // 202
}

func (a *AuthPostLoginAnswer) of(status int) any {
	a.Status = status
	switch status {
	case 200:
		a.OK = new(IdentitySessionBody)
		return a.OK
	case 202:
		a.Accepted = new(IdentityChallengeBody)
		return a.Accepted
	}
	return nil
}

// AuthPutMePhotoForm are the parts of a form.
type AuthPutMePhotoForm struct {
	// JPEG, PNG, WebP or GIF.
	Photo Upload
}

func (f AuthPutMePhotoForm) parts() *form {
	out := &form{}
	out.file("photo", f.Photo)
	return out
}

// AuthPostProvidersByProviderFinishProvider is a value of the API.
type AuthPostProvidersByProviderFinishProvider string

const (
	AuthPostProvidersByProviderFinishProviderGoogle   AuthPostProvidersByProviderFinishProvider = "google"
	AuthPostProvidersByProviderFinishProviderFacebook AuthPostProvidersByProviderFinishProvider = "facebook"
)

// AuthPostProvidersByProviderFinishAnswer is the answer to POST /api/auth/providers/{provider}/finish: one of its bodies, by the status.
type AuthPostProvidersByProviderFinishAnswer struct {
	Status   int
	OK       *IdentitySessionBody   // 200
	Accepted *IdentityChallengeBody // 202
}

func (a *AuthPostProvidersByProviderFinishAnswer) of(status int) any {
	a.Status = status
	switch status {
	case 200:
		a.OK = new(IdentitySessionBody)
		return a.OK
	case 202:
		a.Accepted = new(IdentityChallengeBody)
		return a.Accepted
	}
	return nil
}

// AuthDeleteProvidersByProviderLinkProvider is a value of the API.
type AuthDeleteProvidersByProviderLinkProvider string

const (
	AuthDeleteProvidersByProviderLinkProviderGoogle   AuthDeleteProvidersByProviderLinkProvider = "google"
	AuthDeleteProvidersByProviderLinkProviderFacebook AuthDeleteProvidersByProviderLinkProvider = "facebook"
)

// AuthPostProvidersByProviderLinkProvider is a value of the API.
type AuthPostProvidersByProviderLinkProvider string

const (
	AuthPostProvidersByProviderLinkProviderGoogle   AuthPostProvidersByProviderLinkProvider = "google"
	AuthPostProvidersByProviderLinkProviderFacebook AuthPostProvidersByProviderLinkProvider = "facebook"
)

// AuthPostProvidersByProviderLinkFinishProvider is a value of the API.
type AuthPostProvidersByProviderLinkFinishProvider string

const (
	AuthPostProvidersByProviderLinkFinishProviderGoogle   AuthPostProvidersByProviderLinkFinishProvider = "google"
	AuthPostProvidersByProviderLinkFinishProviderFacebook AuthPostProvidersByProviderLinkFinishProvider = "facebook"
)

// AuthPostProvidersByProviderStartProvider is a value of the API.
type AuthPostProvidersByProviderStartProvider string

const (
	AuthPostProvidersByProviderStartProviderGoogle   AuthPostProvidersByProviderStartProvider = "google"
	AuthPostProvidersByProviderStartProviderFacebook AuthPostProvidersByProviderStartProvider = "facebook"
)

// BankingGetBatchesQuery are the parameters of GET /api/banking/batches.
type BankingGetBatchesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
}

func (q BankingGetBatchesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	return v
}

// BankingGetEntriesQueryStatus is a value of the API.
type BankingGetEntriesQueryStatus string

const (
	BankingGetEntriesQueryStatusOpen    BankingGetEntriesQueryStatus = "open"
	BankingGetEntriesQueryStatusClaimed BankingGetEntriesQueryStatus = "claimed"
	BankingGetEntriesQueryStatusMatched BankingGetEntriesQueryStatus = "matched"
	BankingGetEntriesQueryStatusPosted  BankingGetEntriesQueryStatus = "posted"
	BankingGetEntriesQueryStatusIgnored BankingGetEntriesQueryStatus = "ignored"
)

// BankingGetEntriesQuery are the parameters of GET /api/banking/entries.
type BankingGetEntriesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	Status BankingGetEntriesQueryStatus
}

func (q BankingGetEntriesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "status", q.Status)
	return v
}

// BankingGetEntriesByIDQuery are the parameters of GET /api/banking/entries/{id}.
type BankingGetEntriesByIDQuery struct {
	// Looks for bookings by reference or name as well.
	Q string
}

func (q BankingGetEntriesByIDQuery) values() url.Values {
	v := url.Values{}
	put(v, "q", q.Q)
	return v
}

// BankingPostOwnPapersForm are the parts of a form.
type BankingPostOwnPapersForm struct {
	Carrier string
	// One of the enrolment's takes.
	Kind  string
	Paper []Upload
}

func (f BankingPostOwnPapersForm) parts() *form {
	out := &form{}
	out.text("carrier", f.Carrier)
	out.text("kind", f.Kind)
	out.files("paper", f.Paper)
	return out
}

// BankingPostPayeesByPayeePapersForm are the parts of a form.
type BankingPostPayeesByPayeePapersForm struct {
	Carrier string
	// One of the enrolment's takes.
	Kind  string
	Paper []Upload
}

func (f BankingPostPayeesByPayeePapersForm) parts() *form {
	out := &form{}
	out.text("carrier", f.Carrier)
	out.text("kind", f.Kind)
	out.files("paper", f.Paper)
	return out
}

// ContractsGetQueryStatus is a value of the API.
type ContractsGetQueryStatus string

const (
	ContractsGetQueryStatusDrafted   ContractsGetQueryStatus = "drafted"
	ContractsGetQueryStatusGenerated ContractsGetQueryStatus = "generated"
	ContractsGetQueryStatusSent      ContractsGetQueryStatus = "sent"
	ContractsGetQueryStatusViewed    ContractsGetQueryStatus = "viewed"
	ContractsGetQueryStatusSigned    ContractsGetQueryStatus = "signed"
	ContractsGetQueryStatusCompleted ContractsGetQueryStatus = "completed"
	ContractsGetQueryStatusRefused   ContractsGetQueryStatus = "refused"
	ContractsGetQueryStatusExpired   ContractsGetQueryStatus = "expired"
	ContractsGetQueryStatusVoided    ContractsGetQueryStatus = "voided"
)

// ContractsGetQuery are the parameters of GET /api/contracts.
type ContractsGetQuery struct {
	// Only those of this reservation, the newest revision first.
	Reservation string
	Status      ContractsGetQueryStatus
	// Part of the number, the signer's name, the property's or the reservation's reference.
	Q string
	// Default: 25.
	Limit  int64
	Cursor string
}

func (q ContractsGetQuery) values() url.Values {
	v := url.Values{}
	put(v, "reservation", q.Reservation)
	put(v, "status", q.Status)
	put(v, "q", q.Q)
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	return v
}

// ContractsGetTemplatesByKindByLocaleQuery are the parameters of GET /api/contracts/templates/{kind}/{locale}.
type ContractsGetTemplatesByKindByLocaleQuery struct {
	// 0: the one in use.
	Version int64
}

func (q ContractsGetTemplatesByKindByLocaleQuery) values() url.Values {
	v := url.Values{}
	put(v, "version", q.Version)
	return v
}

// IdentityGetUsersQuery are the parameters of GET /api/identity/users.
type IdentityGetUsersQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	// only who has a role beyond that of a customer or a member
	Team bool
	// in the name or the address
	Q string
}

func (q IdentityGetUsersQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "team", q.Team)
	put(v, "q", q.Q)
	return v
}

// InvoicingGetInvoicesQueryKind is a value of the API.
type InvoicingGetInvoicesQueryKind string

const (
	InvoicingGetInvoicesQueryKindInvoice    InvoicingGetInvoicesQueryKind = "invoice"
	InvoicingGetInvoicesQueryKindDeposit    InvoicingGetInvoicesQueryKind = "deposit"
	InvoicingGetInvoicesQueryKindCreditNote InvoicingGetInvoicesQueryKind = "credit_note"
	InvoicingGetInvoicesQueryKindReceipt    InvoicingGetInvoicesQueryKind = "receipt"
)

// InvoicingGetInvoicesQueryState is a value of the API.
type InvoicingGetInvoicesQueryState string

const (
	InvoicingGetInvoicesQueryStateOpen     InvoicingGetInvoicesQueryState = "open"
	InvoicingGetInvoicesQueryStateOverdue  InvoicingGetInvoicesQueryState = "overdue"
	InvoicingGetInvoicesQueryStatePaid     InvoicingGetInvoicesQueryState = "paid"
	InvoicingGetInvoicesQueryStateCredited InvoicingGetInvoicesQueryState = "credited"
)

// InvoicingGetInvoicesQuery are the parameters of GET /api/invoicing/invoices.
type InvoicingGetInvoicesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	Kind   InvoicingGetInvoicesQueryKind
	State  InvoicingGetInvoicesQueryState
	// In the number, the customer's name or the reference.
	Q string
	// Issued from this day on.
	From Date
	// Issued until this day, it included.
	To Date
}

func (q InvoicingGetInvoicesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "kind", q.Kind)
	put(v, "state", q.State)
	put(v, "q", q.Q)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// LedgerGetAccountsQuery are the parameters of GET /api/ledger/accounts.
type LedgerGetAccountsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	Prefix string
}

func (q LedgerGetAccountsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "prefix", q.Prefix)
	return v
}

// LedgerGetBalancesQuery are the parameters of GET /api/ledger/balances.
type LedgerGetBalancesQuery struct {
	Account string
	// What had been booked by then.
	AsOf time.Time
	// What has effect by the end of this day.
	ValueOn Date
}

func (q LedgerGetBalancesQuery) values() url.Values {
	v := url.Values{}
	putAlways(v, "account", q.Account)
	put(v, "asOf", q.AsOf)
	put(v, "valueOn", q.ValueOn)
	return v
}

// LedgerGetCommissionsQuery are the parameters of GET /api/ledger/commissions.
type LedgerGetCommissionsQuery struct {
	// All when absent.
	Property string
}

func (q LedgerGetCommissionsQuery) values() url.Values {
	v := url.Values{}
	put(v, "property", q.Property)
	return v
}

// LedgerGetExportsFecQuery are the parameters of GET /api/ledger/exports/fec.
type LedgerGetExportsFecQuery struct {
	Year int64
}

func (q LedgerGetExportsFecQuery) values() url.Values {
	v := url.Values{}
	putAlways(v, "year", q.Year)
	return v
}

// LedgerGetExportsFecLeftOutQuery are the parameters of GET /api/ledger/exports/fec/left-out.
type LedgerGetExportsFecLeftOutQuery struct {
	Year int64
}

func (q LedgerGetExportsFecLeftOutQuery) values() url.Values {
	v := url.Values{}
	putAlways(v, "year", q.Year)
	return v
}

// LedgerGetStatementQuery are the parameters of GET /api/ledger/statement.
type LedgerGetStatementQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor   string
	Account  string
	Currency string
	From     time.Time
	// Not included.
	To time.Time
}

func (q LedgerGetStatementQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	putAlways(v, "account", q.Account)
	put(v, "currency", q.Currency)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// LedgerGetTransactionsQueryJournal is a value of the API.
type LedgerGetTransactionsQueryJournal string

const (
	LedgerGetTransactionsQueryJournalBq LedgerGetTransactionsQueryJournal = "BQ"
	LedgerGetTransactionsQueryJournalVe LedgerGetTransactionsQueryJournal = "VE"
	LedgerGetTransactionsQueryJournalOd LedgerGetTransactionsQueryJournal = "OD"
)

// LedgerGetTransactionsQuery are the parameters of GET /api/ledger/transactions.
type LedgerGetTransactionsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor  string
	Journal LedgerGetTransactionsQueryJournal
	From    Date
	// Included.
	To Date
}

func (q LedgerGetTransactionsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "journal", q.Journal)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// LedgerGetTrialBalanceQuery are the parameters of GET /api/ledger/trial-balance.
type LedgerGetTrialBalanceQuery struct {
	From Date
	// Included; today when empty.
	To Date
}

func (q LedgerGetTrialBalanceQuery) values() url.Values {
	v := url.Values{}
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// NotificationsPutPreferencesByTopicByChannelTopic is a value of the API.
type NotificationsPutPreferencesByTopicByChannelTopic string

const (
	NotificationsPutPreferencesByTopicByChannelTopicSecurity NotificationsPutPreferencesByTopicByChannelTopic = "security"
	NotificationsPutPreferencesByTopicByChannelTopicBookings NotificationsPutPreferencesByTopicByChannelTopic = "bookings"
	NotificationsPutPreferencesByTopicByChannelTopicData     NotificationsPutPreferencesByTopicByChannelTopic = "data"
	NotificationsPutPreferencesByTopicByChannelTopicPayments NotificationsPutPreferencesByTopicByChannelTopic = "payments"
	NotificationsPutPreferencesByTopicByChannelTopicOffers   NotificationsPutPreferencesByTopicByChannelTopic = "offers"
)

// NotificationsPutPreferencesByTopicByChannelChannel is a value of the API.
type NotificationsPutPreferencesByTopicByChannelChannel string

const (
	NotificationsPutPreferencesByTopicByChannelChannelEmail NotificationsPutPreferencesByTopicByChannelChannel = "email"
)

// OperationsGetJobsQuery are the parameters of GET /api/operations/jobs.
type OperationsGetJobsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	// Only those that failed.
	Failed bool
}

func (q OperationsGetJobsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "failed", q.Failed)
	return v
}

// OperatorGetTenantsQueryStatus is a value of the API.
type OperatorGetTenantsQueryStatus string

const (
	OperatorGetTenantsQueryStatusActive    OperatorGetTenantsQueryStatus = "active"
	OperatorGetTenantsQueryStatusSuspended OperatorGetTenantsQueryStatus = "suspended"
	OperatorGetTenantsQueryStatusClosing   OperatorGetTenantsQueryStatus = "closing"
	OperatorGetTenantsQueryStatusErased    OperatorGetTenantsQueryStatus = "erased"
)

// OperatorGetTenantsQueryPlan is a value of the API.
type OperatorGetTenantsQueryPlan string

const (
	OperatorGetTenantsQueryPlanDiscovery OperatorGetTenantsQueryPlan = "discovery"
	OperatorGetTenantsQueryPlanStarter   OperatorGetTenantsQueryPlan = "starter"
	OperatorGetTenantsQueryPlanBusiness  OperatorGetTenantsQueryPlan = "business"
	OperatorGetTenantsQueryPlanUnlimited OperatorGetTenantsQueryPlan = "unlimited"
)

// OperatorGetTenantsQuery are the parameters of GET /api/operator/tenants.
type OperatorGetTenantsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	// In the short name, the name, or a host.
	Q      string
	Status OperatorGetTenantsQueryStatus
	Plan   OperatorGetTenantsQueryPlan
}

func (q OperatorGetTenantsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "q", q.Q)
	put(v, "status", q.Status)
	put(v, "plan", q.Plan)
	return v
}

// PaymentsGetQueryStatus is Where the payment stands, all told.
type PaymentsGetQueryStatus string

const (
	PaymentsGetQueryStatusRequiresAction PaymentsGetQueryStatus = "requires_action"
	PaymentsGetQueryStatusProcessing     PaymentsGetQueryStatus = "processing"
	PaymentsGetQueryStatusAuthorized     PaymentsGetQueryStatus = "authorized"
	PaymentsGetQueryStatusSucceeded      PaymentsGetQueryStatus = "succeeded"
	PaymentsGetQueryStatusFailed         PaymentsGetQueryStatus = "failed"
	PaymentsGetQueryStatusCancelled      PaymentsGetQueryStatus = "cancelled"
	PaymentsGetQueryStatusPartlyCaptured PaymentsGetQueryStatus = "partly_captured"
	PaymentsGetQueryStatusPartlyRefunded PaymentsGetQueryStatus = "partly_refunded"
	PaymentsGetQueryStatusRefunded       PaymentsGetQueryStatus = "refunded"
	PaymentsGetQueryStatusDisputed       PaymentsGetQueryStatus = "disputed"
)

// PaymentsGetQuery are the parameters of GET /api/payments.
type PaymentsGetQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	// Where the payment stands, all told.
	Status   PaymentsGetQueryStatus
	Provider string
	// A part of the payer's name or e-mail address, of the booking's reference or of the provider's; or an amount: 350.00.
	Q string
	// Opened on this day or later, at the business's place.
	From Date
	// Opened on this day or earlier.
	To Date
}

func (q PaymentsGetQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "status", q.Status)
	put(v, "provider", q.Provider)
	put(v, "q", q.Q)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// PaymentsGetSumsQueryStatus is a value of the API.
type PaymentsGetSumsQueryStatus string

const (
	PaymentsGetSumsQueryStatusRequiresAction PaymentsGetSumsQueryStatus = "requires_action"
	PaymentsGetSumsQueryStatusProcessing     PaymentsGetSumsQueryStatus = "processing"
	PaymentsGetSumsQueryStatusAuthorized     PaymentsGetSumsQueryStatus = "authorized"
	PaymentsGetSumsQueryStatusSucceeded      PaymentsGetSumsQueryStatus = "succeeded"
	PaymentsGetSumsQueryStatusFailed         PaymentsGetSumsQueryStatus = "failed"
	PaymentsGetSumsQueryStatusCancelled      PaymentsGetSumsQueryStatus = "cancelled"
	PaymentsGetSumsQueryStatusPartlyCaptured PaymentsGetSumsQueryStatus = "partly_captured"
	PaymentsGetSumsQueryStatusPartlyRefunded PaymentsGetSumsQueryStatus = "partly_refunded"
	PaymentsGetSumsQueryStatusRefunded       PaymentsGetSumsQueryStatus = "refunded"
	PaymentsGetSumsQueryStatusDisputed       PaymentsGetSumsQueryStatus = "disputed"
)

// PaymentsGetSumsQuery are the parameters of GET /api/payments/sums.
type PaymentsGetSumsQuery struct {
	Status   PaymentsGetSumsQueryStatus
	Provider string
	Q        string
	From     Date
	To       Date
}

func (q PaymentsGetSumsQuery) values() url.Values {
	v := url.Values{}
	put(v, "status", q.Status)
	put(v, "provider", q.Provider)
	put(v, "q", q.Q)
	put(v, "from", q.From)
	put(v, "to", q.To)
	return v
}

// PrivacyPutConsentsByPurposePurpose is a value of the API.
type PrivacyPutConsentsByPurposePurpose string

const (
	PrivacyPutConsentsByPurposePurposeMarketingEmail PrivacyPutConsentsByPurposePurpose = "marketing_email"
)

// PrivacyGetDeskRequestsQuery are the parameters of GET /api/privacy/desk/requests.
type PrivacyGetDeskRequestsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
}

func (q PrivacyGetDeskRequestsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	return v
}

// PrivacyPostDocumentsForm are the parts of a form.
type PrivacyPostDocumentsForm struct {
	File Upload
	Kind string
}

func (f PrivacyPostDocumentsForm) parts() *form {
	out := &form{}
	out.file("file", f.File)
	out.text("kind", f.Kind)
	return out
}

// SigningPostByTokenCodeQueryWay is What the signer wishes; it counts where the business offers it.
type SigningPostByTokenCodeQueryWay string

const (
	SigningPostByTokenCodeQueryWayMail SigningPostByTokenCodeQueryWay = "mail"
	SigningPostByTokenCodeQueryWaySMS  SigningPostByTokenCodeQueryWay = "sms"
)

// SigningPostByTokenCodeQuery are the parameters of POST /api/signing/{token}/code.
type SigningPostByTokenCodeQuery struct {
	// What the signer wishes; it counts where the business offers it.
	Way SigningPostByTokenCodeQueryWay
}

func (q SigningPostByTokenCodeQuery) values() url.Values {
	v := url.Values{}
	put(v, "way", q.Way)
	return v
}

// StaysGetDeskPropertiesQueryStatus is a value of the API.
type StaysGetDeskPropertiesQueryStatus string

const (
	StaysGetDeskPropertiesQueryStatusDraft     StaysGetDeskPropertiesQueryStatus = "draft"
	StaysGetDeskPropertiesQueryStatusPublished StaysGetDeskPropertiesQueryStatus = "published"
	StaysGetDeskPropertiesQueryStatusArchived  StaysGetDeskPropertiesQueryStatus = "archived"
)

// StaysGetDeskPropertiesQuery are the parameters of GET /api/stays/desk/properties.
type StaysGetDeskPropertiesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor string
	Status StaysGetDeskPropertiesQueryStatus
	Q      string
}

func (q StaysGetDeskPropertiesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "status", q.Status)
	put(v, "q", q.Q)
	return v
}

// StaysPostDeskPropertiesByIDPhotosForm are the parts of a form.
type StaysPostDeskPropertiesByIDPhotosForm struct {
	// JPEG, PNG, WebP or GIF.
	Photo Upload
}

func (f StaysPostDeskPropertiesByIDPhotosForm) parts() *form {
	out := &form{}
	out.file("photo", f.Photo)
	return out
}

// StaysDeleteManageByTokenQuery are the parameters of DELETE /api/stays/manage/{token}.
type StaysDeleteManageByTokenQuery struct {
	Preview bool
	Reason  string
}

func (q StaysDeleteManageByTokenQuery) values() url.Values {
	v := url.Values{}
	put(v, "preview", q.Preview)
	put(v, "reason", q.Reason)
	return v
}

// StaysPatchManageByTokenQuery are the parameters of PATCH /api/stays/manage/{token}.
type StaysPatchManageByTokenQuery struct {
	Preview bool
}

func (q StaysPatchManageByTokenQuery) values() url.Values {
	v := url.Values{}
	put(v, "preview", q.Preview)
	return v
}

// StaysGetPlanningQuery are the parameters of GET /api/stays/planning.
type StaysGetPlanningQuery struct {
	From Date
	// Not included; at most 400 days later.
	To Date
	Q  string
}

func (q StaysGetPlanningQuery) values() url.Values {
	v := url.Values{}
	putAlways(v, "from", q.From)
	putAlways(v, "to", q.To)
	put(v, "q", q.Q)
	return v
}

// StaysGetPropertiesQuerySort is a value of the API.
type StaysGetPropertiesQuerySort string

const (
	StaysGetPropertiesQuerySortRecommended     StaysGetPropertiesQuerySort = "recommended"
	StaysGetPropertiesQuerySortPrice           StaysGetPropertiesQuerySort = "price"
	StaysGetPropertiesQuerySortPriceDescending StaysGetPropertiesQuerySort = "-price"
	StaysGetPropertiesQuerySortCapacity        StaysGetPropertiesQuerySort = "capacity"
	StaysGetPropertiesQuerySortName            StaysGetPropertiesQuerySort = "name"
)

// StaysGetPropertiesQuery are the parameters of GET /api/stays/properties.
type StaysGetPropertiesQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor   string
	CheckIn  Date
	CheckOut Date
	Adults   int64
	Children int64
	Infants  int64
	Pets     int64
	// west,south,east,north in degrees.
	Bbox string
	// All of them, separated by commas.
	Features []string
	Types    []string
	Bedrooms int64
	// A decimal in the agency's currency: of the whole price with dates, else of the night.
	MinPrice string
	MaxPrice string
	// Default: EUR.
	Currency string
	Q        string
	// Default: recommended.
	Sort StaysGetPropertiesQuerySort
}

func (q StaysGetPropertiesQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	put(v, "checkIn", q.CheckIn)
	put(v, "checkOut", q.CheckOut)
	put(v, "adults", q.Adults)
	put(v, "children", q.Children)
	put(v, "infants", q.Infants)
	put(v, "pets", q.Pets)
	put(v, "bbox", q.Bbox)
	putList(v, "features", q.Features)
	putList(v, "types", q.Types)
	put(v, "bedrooms", q.Bedrooms)
	put(v, "minPrice", q.MinPrice)
	put(v, "maxPrice", q.MaxPrice)
	put(v, "currency", q.Currency)
	put(v, "q", q.Q)
	put(v, "sort", q.Sort)
	return v
}

// StaysGetPropertiesBySlugCalendarQuery are the parameters of GET /api/stays/properties/{slug}/calendar.
type StaysGetPropertiesBySlugCalendarQuery struct {
	From Date
	// Not included; at most 400 days later.
	To Date
}

func (q StaysGetPropertiesBySlugCalendarQuery) values() url.Values {
	v := url.Values{}
	putAlways(v, "from", q.From)
	putAlways(v, "to", q.To)
	return v
}

// StaysGetReservationsQueryStatusItem is a value of the API.
type StaysGetReservationsQueryStatusItem string

const (
	StaysGetReservationsQueryStatusItemHeld      StaysGetReservationsQueryStatusItem = "held"
	StaysGetReservationsQueryStatusItemConfirmed StaysGetReservationsQueryStatusItem = "confirmed"
	StaysGetReservationsQueryStatusItemCheckedIn StaysGetReservationsQueryStatusItem = "checked_in"
	StaysGetReservationsQueryStatusItemCompleted StaysGetReservationsQueryStatusItem = "completed"
	StaysGetReservationsQueryStatusItemExpired   StaysGetReservationsQueryStatusItem = "expired"
	StaysGetReservationsQueryStatusItemCancelled StaysGetReservationsQueryStatusItem = "cancelled"
	StaysGetReservationsQueryStatusItemNoShow    StaysGetReservationsQueryStatusItem = "no_show"
)

// StaysGetReservationsQueryOrder is a value of the API.
type StaysGetReservationsQueryOrder string

const (
	StaysGetReservationsQueryOrderArrival           StaysGetReservationsQueryOrder = "arrival"
	StaysGetReservationsQueryOrderArrivalDescending StaysGetReservationsQueryOrder = "-arrival"
	StaysGetReservationsQueryOrderBookedDescending  StaysGetReservationsQueryOrder = "-booked"
)

// StaysGetReservationsQuery are the parameters of GET /api/stays/reservations.
type StaysGetReservationsQuery struct {
	// How many items at most. Default: 25.
	Limit int64
	// The nextCursor of the page before; empty for the first page.
	Cursor   string
	Status   []StaysGetReservationsQueryStatusItem
	Property string
	// With to: stays that have a night in the range.
	From Date
	To   Date
	// Reference, name, e-mail address or property.
	Q string
	// Default: -booked.
	Order StaysGetReservationsQueryOrder
}

func (q StaysGetReservationsQuery) values() url.Values {
	v := url.Values{}
	put(v, "limit", q.Limit)
	put(v, "cursor", q.Cursor)
	putList(v, "status", q.Status)
	put(v, "property", q.Property)
	put(v, "from", q.From)
	put(v, "to", q.To)
	put(v, "q", q.Q)
	put(v, "order", q.Order)
	return v
}

// StaysPostReservationsByIDCautionEvidenceForm are the parts of a form.
type StaysPostReservationsByIDCautionEvidenceForm struct {
	// A photo (JPEG, PNG, WebP) or a PDF of at most 10 MB.
	File Upload
}

func (f StaysPostReservationsByIDCautionEvidenceForm) parts() *form {
	out := &form{}
	out.file("file", f.File)
	return out
}

// StaysPostReservationsByIDMoveQuery are the parameters of POST /api/stays/reservations/{id}/move.
type StaysPostReservationsByIDMoveQuery struct {
	Preview bool
}

func (q StaysPostReservationsByIDMoveQuery) values() url.Values {
	v := url.Values{}
	put(v, "preview", q.Preview)
	return v
}

// StaysGetTaxRulesQuery are the parameters of GET /api/stays/tax-rules.
type StaysGetTaxRulesQuery struct {
	Insee string
}

func (q StaysGetTaxRulesQuery) values() url.Values {
	v := url.Values{}
	put(v, "insee", q.Insee)
	return v
}
