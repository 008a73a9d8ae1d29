package docusign

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/contracts"
)

// Name is the provider's name in stored contracts and in the webhook's path.
const Name = "docusign"

// DocuSign's own addresses of signing in.
const (
	Production = "https://account.docusign.com"
	Demo       = "https://account-d.docusign.com"
)

// The names of the keys.
const (
	Environment    = "environment"
	IntegrationKey = "integration_key"
	UserID         = "user_id"
	AccountID      = "account_id"
	PrivateKey     = "private_key"
	HMACKey        = "hmac_key"
	Delivery       = "delivery"
)

// The values of Delivery: who writes to the signers. We always do; the provider may too.
const (
	ByUs       = "ours"
	ByProvider = "provider"
)

// Provider is DocuSign for the catalogue; client makes the calls, auth is DocuSign's own address of signing in when empty.
func Provider(httpClient *http.Client, auth string, now func() time.Time) contracts.Provider {
	kept := &sessions{}
	return contracts.Provider{Name: Name,
		Fields: []contracts.Field{{Name: Environment, Options: []string{"production", "demo"}}, {Name: IntegrationKey}, {Name: UserID}, {Name: AccountID, Optional: true},
			{Name: PrivateKey, Secret: true, Long: true}, {Name: HMACKey, Secret: true}, {Name: Delivery, Options: []string{ByUs, ByProvider}}},
		Test: func(k contracts.ProviderKeys) bool { return k[Environment] == "demo" },
		Open: func(k contracts.ProviderKeys) contracts.SignatureAccount { return open(httpClient, auth, k, now, kept) }}
}

// Gateway implements contracts.SignatureAccount.
type Gateway struct {
	http     *http.Client
	auth     string
	keys     contracts.ProviderKeys
	now      func() time.Time
	sessions *sessions
}

var _ contracts.SignatureAccount = (*Gateway)(nil)

// New makes a gateway of a business's keys, with a memory of its own for its sign-in.
func New(httpClient *http.Client, auth string, keys contracts.ProviderKeys, now func() time.Time) *Gateway {
	return open(httpClient, auth, keys, now, &sessions{})
}

func open(httpClient *http.Client, auth string, keys contracts.ProviderKeys, now func() time.Time, kept *sessions) *Gateway {
	own := Production
	if keys[Environment] == "demo" {
		own = Demo
	}
	return &Gateway{http: httpClient, auth: strings.TrimSuffix(cmp.Or(auth, own), "/"), keys: keys, now: now, sessions: kept}
}

// Name implements contracts.SignatureGateway.
func (*Gateway) Name() string { return Name }

// Check implements contracts.SignatureAccount.
func (g *Gateway) Check(ctx context.Context) (string, error) {
	g.sessions.forget(g.fingerprint()) // a consent that was taken back is found now
	s, err := g.open(ctx)
	return s.name, err
}

// contractField names the field of an envelope that holds our contract's identifier.
const contractField = "comptoir_contract"

// Place implements contracts.SignatureGateway.
func (g *Gateway) Place(ctx context.Context, r contracts.SignatureRequest) (string, error) {
	if known, err := g.known(ctx, r.Contract); err != nil || known != "" {
		return known, err
	}
	create := createWire{Subject: subject(r.Title, r.Number), Status: "sent", Transaction: r.Contract.String(),
		Documents:    []documentWire{{ID: "1", Name: r.Number + ".pdf", Extension: "pdf", Content: base64.StdEncoding.EncodeToString(r.PDF)}},
		CustomFields: customFields{Text: []textField{{Name: contractField, Value: r.Contract.String(), Show: "false"}}}}
	create.Notification.UseDefaults, create.Notification.Expirations.Enabled, create.Notification.Expirations.Warn = "false", "true", "0"
	create.Notification.Expirations.After = strconv.Itoa(1 + int(math.Ceil(r.ExpiresAt.Sub(r.PlacedAt).Hours()/24))) // whole days: ours ends before
	for i, p := range r.Parties {
		create.Recipients.Signers = append(create.Recipients.Signers, g.signer(i, p))
	}
	var made envelopeWire
	if err := g.api(ctx, http.MethodPost, "/envelopes", create, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", contracts.ErrGatewayAway
	}
	return made.ID, nil
}

// Find implements contracts.SignatureGateway.
func (g *Gateway) Find(ctx context.Context, contract contracts.ContractID) (string, error) {
	known, err := g.known(ctx, contract)
	if err == nil && known == "" {
		err = contracts.ErrUnknown
	}
	return known, err
}

// known finds the envelope of a contract: by its transaction, which DocuSign remembers for a week.
func (g *Gateway) known(ctx context.Context, contract contracts.ContractID) (string, error) {
	var found struct {
		Envelopes []envelopeWire `json:"envelopes"`
	}
	err := g.api(ctx, http.MethodGet, "/envelopes?"+url.Values{"transaction_ids": {contract.String()}}.Encode(), nil, &found)
	if err != nil && !errors.Is(err, contracts.ErrUnknown) {
		return "", err
	}
	i := slices.IndexFunc(found.Envelopes, func(e envelopeWire) bool {
		return e.ID != "" && e.Status != "" && (e.Transaction == "" || strings.EqualFold(e.Transaction, contract.String()))
	})
	if i < 0 {
		return "", nil
	}
	return found.Envelopes[i].ID, nil
}

func (g *Gateway) signer(i int, p contracts.SigningParty) signerWire {
	n := strconv.Itoa(i + 1)
	w := signerWire{ID: n, Order: n, Name: short(p.Name()), Email: p.Email.String()}
	if g.keys[Delivery] != ByProvider {
		w.ClientID = string(p.Party)
	}
	w.Tabs.SignHere = []tabWire{{Document: "1", Recipient: n, Page: strconv.Itoa(p.Place.Page), X: strconv.Itoa(p.Place.X), Y: strconv.Itoa(p.Place.Y)}}
	w.Notification.Language, _, _ = strings.Cut(cmp.Or(p.Locale, "en"), "-")
	return w
}

// short keeps a name within what a recipient's field holds.
func short(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), 100)])
}

// subject keeps a message's subject within its 100 characters.
func subject(title, number string) string { return short(number + " · " + title) }

func (g *Gateway) envelope(ctx context.Context, external string) (e envelopeWire, err error) {
	if external == "" { // it would ask for the list
		return e, contracts.ErrUnknown
	}
	err = g.api(ctx, http.MethodGet, path(external, "?include=recipients"), nil, &e)
	return e, err
}

func path(envelope, rest string) string { return "/envelopes/" + url.PathEscape(envelope) + rest }

// Link implements contracts.SignatureGateway: a page that opens once, within five minutes. The address of the signer was
// proved by the private link that went to it.
func (g *Gateway) Link(ctx context.Context, l contracts.LinkRequest) (string, error) {
	if g.keys[Delivery] == ByProvider {
		return "", contracts.ErrNoLink
	}
	var view struct {
		URL string `json:"url"`
	}
	err := g.api(ctx, http.MethodPost, path(l.External, "/views/recipient"), viewWire{Return: l.Return, Method: "Email", Email: l.Email.String(), Name: short(l.Name), ClientID: string(l.Party)}, &view)
	if errors.Is(err, contracts.ErrRefusedBy) || err == nil && view.URL == "" { // over, or not yet its turn
		return "", contracts.ErrNoLink.Because(err)
	}
	return view.URL, err
}

// Ask implements contracts.SignatureGateway.
func (g *Gateway) Ask(ctx context.Context, external string) (contracts.Report, error) {
	e, err := g.envelope(ctx, external)
	return e.report(), err
}

func (e envelopeWire) report() (out contracts.Report) {
	for i, to := range []*contracts.PartyReport{&out.Signer, &out.Agency} {
		at := slices.IndexFunc(e.Recipients.Signers, func(r recipientWire) bool { return r.ID == strconv.Itoa(i+1) })
		if at < 0 {
			continue
		}
		r := e.Recipients.Signers[at]
		to.Signed = r.Status == "completed"
		to.Viewed = to.Signed || r.DeliveredAt != nil || r.Status == "delivered"
		if to.Signed && r.SignedAt != nil {
			to.At = r.SignedAt.UTC()
		}
		if r.Status == "declined" {
			out.Reason = r.DeclinedReason
		}
	}
	switch e.Status {
	case "completed":
		out.Outcome = contracts.OutcomeCompleted
	case "declined":
		out.Outcome = contracts.OutcomeRefused
	case "voided", "deleted":
		out.Outcome = contracts.OutcomeWithdrawn
		if e.expired() {
			out.Outcome = contracts.OutcomeExpired
		}
	}
	return out
}

// expired tells a voided envelope whose time was over from one that somebody has voided.
func (e envelopeWire) expired() bool {
	return strings.HasPrefix(strings.ToLower(e.VoidedReason), "envelope has expired") || e.ExpireAt != nil && e.VoidedAt != nil && !e.VoidedAt.Before(*e.ExpireAt)
}

// Remind implements contracts.SignatureGateway.
func (g *Gateway) Remind(ctx context.Context, external string) error {
	if g.keys[Delivery] != ByProvider {
		return nil
	}
	return g.api(ctx, http.MethodPut, path(external, "?resend_envelope=true"), changeWire{}, nil)
}

// Withdraw implements contracts.SignatureGateway.
func (g *Gateway) Withdraw(ctx context.Context, external, reason string) (contracts.Report, error) {
	runes := []rune(cmp.Or(strings.TrimSpace(reason), "Voided"))
	err := g.api(ctx, http.MethodPut, path(external, ""), changeWire{Status: "voided", Reason: string(runes[:min(len(runes), 200)])}, nil)
	if err != nil && !errors.Is(err, contracts.ErrRefusedBy) { // what is over cannot be voided: the truth follows
		return contracts.Report{}, err
	}
	return g.Ask(ctx, external)
}

// Fetch implements contracts.SignatureGateway.
func (g *Gateway) Fetch(ctx context.Context, external string) (p contracts.Papers, err error) {
	e, err := g.envelope(ctx, external)
	if err != nil {
		return p, err
	}
	if e.Status != "completed" {
		return p, contracts.ErrState
	}
	if err := g.api(ctx, http.MethodGet, path(external, "/documents/combined"), nil, &p.Document); err != nil {
		return p, err
	}
	p.Sealed.Certificate = "DocuSign"
	return p, g.api(ctx, http.MethodGet, path(external, "/documents/certificate"), nil, &p.Proof)
}

// SignatureHeader carries the HMAC-SHA256 of the raw body in base64; while keys are changed, others are numbered on.
const SignatureHeader = "X-DocuSign-Signature-"

const mostSignatures = 10

// Verify implements contracts.SignatureGateway. A call has no identifier of its own: its event, what it is about and when
// it was made are one, and stay the same when it is delivered again.
func (g *Gateway) Verify(_ context.Context, m contracts.Message, _ time.Time) (contracts.Tidings, error) {
	if !g.genuine(m) {
		return contracts.Tidings{}, contracts.ErrSignature
	}
	var e eventWire
	if err := json.Unmarshal(m.Body, &e); err != nil || e.Event == "" {
		return contracts.Tidings{}, contracts.ErrBadMessage.Because(err)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{e.Event, e.Data.Envelope, e.Data.Recipient, e.Generated.UTC().Format(time.RFC3339Nano)}, "|")))
	return contracts.Tidings{ID: hex.EncodeToString(sum[:16]), Event: e.Event, External: e.Data.Envelope}, nil
}

func (g *Gateway) genuine(m contracts.Message) bool {
	if g.keys[HMACKey] == "" {
		return false
	}
	h := hmac.New(sha256.New, []byte(g.keys[HMACKey]))
	h.Write(m.Body)
	want := h.Sum(nil)
	for n := range mostSignatures {
		given := http.Header(m.Header).Get(SignatureHeader + strconv.Itoa(n+1))
		if got, err := base64.StdEncoding.Strict().DecodeString(given); err == nil && given != "" && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}
