package yousign

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"comptoir/internal/contracts"
)

// Name is the provider's name in stored contracts and in the webhook's path.
const Name = "yousign"

// The names of the keys.
const (
	APIKey        = "api_key"
	Environment   = "environment"
	WebhookSecret = "webhook_secret"
	Identity      = "identity"
	Delivery      = "delivery"
)

// The values of Delivery: who writes to the signers. We always do; the provider may too.
const (
	ByUs       = "ours"
	ByProvider = "provider"
)

// Provider is Yousign for the catalogue; client makes the calls, address is Yousign's own when empty.
func Provider(httpClient *http.Client, address string) contracts.Provider {
	return contracts.Provider{Name: Name,
		Fields: []contracts.Field{{Name: Environment, Options: []string{"production", "sandbox"}}, {Name: APIKey, Secret: true}, {Name: WebhookSecret, Secret: true},
			{Name: Identity, Options: []string{"otp_email", "otp_sms", "no_otp"}}, {Name: Delivery, Options: []string{ByUs, ByProvider}}},
		Test: func(k contracts.ProviderKeys) bool { return k[Environment] == "sandbox" },
		Open: func(k contracts.ProviderKeys) contracts.SignatureAccount { return New(httpClient, address, k) }}
}

// Gateway implements contracts.SignatureAccount.
type Gateway struct {
	api    client
	keys   contracts.ProviderKeys
	secret []byte // of the webhooks
}

var _ contracts.SignatureAccount = (*Gateway)(nil)

// New makes a gateway of a business's keys.
func New(httpClient *http.Client, address string, keys contracts.ProviderKeys) *Gateway {
	own := Production
	if keys[Environment] == "sandbox" {
		own = Sandbox
	}
	return &Gateway{api: client{httpClient, strings.TrimSuffix(cmp.Or(address, own), "/"), keys[APIKey]}, keys: keys, secret: []byte(keys[WebhookSecret])}
}

// Name implements contracts.SignatureGateway.
func (*Gateway) Name() string { return Name }

// Check implements contracts.SignatureAccount.
func (g *Gateway) Check(ctx context.Context) (string, error) {
	var spaces listWire[struct {
		Name string `json:"name"`
	}]
	if err := g.api.call(ctx, http.MethodGet, "/workspaces?limit=1", nil, &spaces); err != nil {
		return "", err
	}
	if len(spaces.Data) == 0 {
		return Name, nil
	}
	return spaces.Data[0].Name, nil
}

// Place implements contracts.SignatureGateway. A request of this contract that was left unfinished is taken away and made
// anew; one that is on its way, or over, is the request.
func (g *Gateway) Place(ctx context.Context, r contracts.SignatureRequest) (string, error) {
	known, err := g.known(ctx, r.Contract.String())
	if err != nil || known != "" {
		return known, err
	}
	create := createWire{Name: clean(r.Number+" · "+r.Title, 128), Delivery: "none", Timezone: "Europe/Paris", Expiration: lastDay(r.ExpiresAt), ExternalID: r.Contract.String(),
		Ordered: true, Decline: true, AuditTrail: language(r.Parties[0].Locale)}
	if g.keys[Delivery] == ByProvider {
		create.Delivery = "email"
	}
	var made requestWire
	if err := g.api.call(ctx, http.MethodPost, "/signature_requests", create, &made); err != nil {
		return "", err
	}
	document, err := g.upload(ctx, made.ID, r)
	if err != nil {
		return "", err
	}
	for _, p := range r.Parties {
		if err := g.api.call(ctx, http.MethodPost, path(made.ID, "signers"), g.signer(p, document), nil); err != nil {
			return "", err
		}
	}
	return made.ID, g.api.call(ctx, http.MethodPost, path(made.ID, "activate"), nil, nil)
}

// Find implements contracts.SignatureGateway.
func (g *Gateway) Find(ctx context.Context, contract contracts.ContractID) (string, error) {
	known, err := g.known(ctx, contract.String())
	if err == nil && known == "" {
		err = contracts.ErrUnknown
	}
	return known, err
}

// known finds the request of a contract.
func (g *Gateway) known(ctx context.Context, contract string) (string, error) {
	var found listWire[requestWire]
	if err := g.api.call(ctx, http.MethodGet, "/signature_requests?"+url.Values{"external_id[eq]": {contract}, "limit": {"100"}}.Encode(), nil, &found); err != nil {
		return "", err
	}
	for _, r := range found.Data {
		switch {
		case r.ExternalID != contract || r.Status == "deleted":
		case r.Status == "draft": // a call of ours was cut off in the middle
			if err := g.api.call(ctx, http.MethodDelete, path(r.ID, ""), nil, nil); err != nil && !refused(err) {
				return "", err
			}
		default:
			return r.ID, nil
		}
	}
	return "", nil
}

func (g *Gateway) upload(ctx context.Context, request string, r contracts.SignatureRequest) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + r.Number + `.pdf"`}, "Content-Type": {"application/pdf"}})
	if err == nil {
		_, err = part.Write(r.PDF)
	}
	if err == nil {
		err = form.WriteField("nature", "signable_document")
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return "", err
	}
	raw, err := g.api.raw(ctx, http.MethodPost, path(request, "documents"), form.FormDataContentType(), &body)
	if err != nil {
		return "", err
	}
	var d named
	if err := json.Unmarshal(raw, &d); err != nil || d.ID == "" {
		return "", contracts.ErrGatewayAway.Because(err)
	}
	return d.ID, nil
}

func (g *Gateway) signer(p contracts.SigningParty, document string) addSignerWire {
	w := addSignerWire{Level: "electronic_signature", Mode: cmp.Or(g.keys[Identity], "otp_email"),
		Fields: []fieldWire{{Document: document, Type: "signature", Page: p.Place.Page, X: p.Place.X, Y: p.Place.Y, Width: max(p.Place.Width, 85), Height: max(p.Place.Height, 37)}}}
	if w.Mode == "otp_sms" && p.Phone == "" { // a code must reach the signer
		w.Mode = "otp_email"
	}
	w.Info.FirstName, w.Info.LastName = clean(cmp.Or(p.FirstName, p.LastName), 255), clean(p.LastName, 255)
	w.Info.Email, w.Info.Phone, w.Info.Locale = p.Email.String(), p.Phone.String(), language(p.Locale)
	return w
}

// clean is a name as Yousign takes it: letters, marks, spaces, hyphens, apostrophes, points, digits, within a length.
func clean(name string, most int) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" -'’.,·–°()", r):
			return r
		}
		return ' '
	}, name)
	runes := []rune(strings.Join(strings.Fields(kept), " "))
	return string(runes[:min(len(runes), most)])
}

// language is one that Yousign writes in.
func language(locale string) string {
	code, _, _ := strings.Cut(locale, "-")
	if slices.Contains([]string{"fr", "en", "de", "it", "nl", "es", "pl"}, code) {
		return code
	}
	return "en"
}

// lastDay is the day of a moment in Paris's time or later: Yousign ends requests at the end of a day, ours ends before.
func lastDay(at time.Time) string { return at.UTC().Add(24 * time.Hour).Format(time.DateOnly) }

func path(request, rest string) string {
	p := "/signature_requests/" + url.PathEscape(request)
	if rest != "" {
		p += "/" + rest
	}
	return p
}

// request fetches a request and its signers, the signer first.
func (g *Gateway) request(ctx context.Context, external string) (r requestWire, err error) {
	if external == "" { // it would ask for the list
		return r, contracts.ErrUnknown
	}
	if err := g.api.call(ctx, http.MethodGet, path(external, ""), nil, &r); err != nil {
		return r, err
	}
	for i, s := range r.Signers { // the list says no more than how far each is
		if err := g.api.call(ctx, http.MethodGet, path(external, "signers/"+url.PathEscape(s.ID)), nil, &r.Signers[i]); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r requestWire) party(p contracts.Party) (signerWire, bool) {
	i := 0
	if p == contracts.TheAgency {
		i = 1
	}
	if i >= len(r.Signers) {
		return signerWire{}, false
	}
	return r.Signers[i], true
}

// Link implements contracts.SignatureGateway.
func (g *Gateway) Link(ctx context.Context, l contracts.LinkRequest) (string, error) {
	r, err := g.request(ctx, l.External)
	if err != nil {
		return "", err
	}
	s, ok := r.party(l.Party)
	if !ok || r.Status != "ongoing" || s.Link == "" || s.Status == "signed" {
		return "", contracts.ErrNoLink
	}
	return s.Link, nil
}

// Ask implements contracts.SignatureGateway.
func (g *Gateway) Ask(ctx context.Context, external string) (contracts.Report, error) {
	r, err := g.request(ctx, external)
	if err != nil {
		return contracts.Report{}, err
	}
	return r.report(), nil
}

func (r requestWire) report() (out contracts.Report) {
	for p, to := range map[contracts.Party]*contracts.PartyReport{contracts.TheSigner: &out.Signer, contracts.TheAgency: &out.Agency} {
		s, ok := r.party(p)
		if !ok {
			continue
		}
		to.Signed = s.Status == "signed"
		to.Viewed = slices.Contains([]string{"processing", "consent_given", "verified", "signed", "declined"}, s.Status)
		if to.Signed && s.SignedAt != nil {
			to.At = s.SignedAt.UTC()
		}
	}
	switch r.Status {
	case "done":
		out.Outcome = contracts.OutcomeCompleted
	case "declined", "rejected":
		out.Outcome = contracts.OutcomeRefused
		if r.DeclineInfo != nil {
			out.Reason = r.DeclineInfo.Reason
		}
	case "expired":
		out.Outcome = contracts.OutcomeExpired
	case "canceled", "deleted":
		out.Outcome = contracts.OutcomeWithdrawn
	}
	return out
}

// Remind implements contracts.SignatureGateway.
func (g *Gateway) Remind(ctx context.Context, external string) error {
	if g.keys[Delivery] != ByProvider {
		return nil
	}
	r, err := g.request(ctx, external)
	if err != nil {
		return err
	}
	for _, s := range r.Signers {
		if s.Status == "notified" || s.Status == "processing" {
			if err := g.api.call(ctx, http.MethodPost, path(external, "signers/"+url.PathEscape(s.ID)+"/send_reminder"), nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// Withdraw implements contracts.SignatureGateway.
func (g *Gateway) Withdraw(ctx context.Context, external, reason string) (contracts.Report, error) {
	err := g.api.call(ctx, http.MethodPost, path(external, "cancel"), cancelWire{Reason: "contractualization_aborted", Note: clean(reason, 200)}, nil)
	if err != nil && !refused(err) { // what is over cannot be cancelled: the truth follows
		return contracts.Report{}, err
	}
	return g.Ask(ctx, external)
}

// Fetch implements contracts.SignatureGateway.
func (g *Gateway) Fetch(ctx context.Context, external string) (p contracts.Papers, err error) {
	r, err := g.request(ctx, external)
	if err != nil {
		return p, err
	}
	if r.Status != "done" {
		return p, contracts.ErrState
	}
	if p.Document, err = g.api.raw(ctx, http.MethodGet, path(external, "documents/download?version=completed&archive=false"), "", nil); err != nil {
		return p, err
	}
	p.Proof, err = g.api.raw(ctx, http.MethodGet, path(external, "audit_trails/download?merge=true"), "", nil)
	p.Sealed.Certificate = "Yousign"
	return p, err
}

// SignatureHeader carries "sha256=<hex>": HMAC-SHA256 over the raw body.
const SignatureHeader = "X-Yousign-Signature-256"

// Verify implements contracts.SignatureGateway.
func (g *Gateway) Verify(_ context.Context, m contracts.Message, _ time.Time) (contracts.Tidings, error) {
	given, tagged := strings.CutPrefix(http.Header(m.Header).Get(SignatureHeader), "sha256=")
	got, err := hex.DecodeString(given)
	if err != nil || !tagged || len(g.secret) == 0 {
		return contracts.Tidings{}, contracts.ErrSignature
	}
	h := hmac.New(sha256.New, g.secret)
	h.Write(m.Body)
	if !hmac.Equal(got, h.Sum(nil)) {
		return contracts.Tidings{}, contracts.ErrSignature
	}
	var e eventWire
	if err := json.Unmarshal(m.Body, &e); err != nil || e.ID == "" || e.Name == "" {
		return contracts.Tidings{}, contracts.ErrBadMessage.Because(err)
	}
	t := contracts.Tidings{ID: e.ID, Event: e.Name}
	if e.Data.Request != nil {
		t.External = e.Data.Request.ID
	}
	return t, nil
}
