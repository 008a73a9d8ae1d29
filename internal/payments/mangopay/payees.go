package mangopay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/payments"
)

var _ payments.PayeeDriver = (*Driver)(nil)

// pending is where somebody confirms by two factors that he wants what was asked for him (directive (EU) 2015/2366, article 97).
type pending struct {
	URL string `json:"RedirectUrl"`
}

// address is a postal address in MangoPay's words.
type address struct {
	Line1      string `json:"AddressLine1"`
	Line2      string `json:"AddressLine2,omitempty"`
	City       string `json:"City"`
	Region     string `json:"Region,omitempty"`
	PostalCode string `json:"PostalCode"`
	Country    string `json:"Country"`
}

func addressOf(a contact.PostalAddress) address {
	return address{a.Line1, a.Line2, a.City, a.Region, a.PostalCode, a.Country}
}

// owner is a user of the category OWNER: one who may be paid out.
type owner struct {
	ID           string   `json:"Id"`
	PersonType   string   `json:"PersonType"` // NATURAL, LEGAL
	Status       string   `json:"UserStatus"` // PENDING_USER_ACTION, ACTIVE, CLOSED
	KYC          string   `json:"KYCLevel"`   // LIGHT, REGULAR
	FirstName    string   `json:"FirstName"`
	LastName     string   `json:"LastName"`
	Name         string   `json:"Name"`
	Address      address  `json:"Address"`
	Headquarters address  `json:"HeadquartersAddress"`
	Pending      *pending `json:"PendingUserAction"`
}

func (o owner) legal() bool { return o.PersonType == "LEGAL" }

// PayeeAsks implements payments.PayeeDriver: MangoPay opens an account for somebody who was declared to it.
func (*Driver) PayeeAsks() payments.PayeeAsks { return payments.PayeeAsks{Declaration: true} }

// legalKinds are the kinds of businesses in MangoPay's words.
var legalKinds = map[string]string{payments.BusinessCompany: "BUSINESS", payments.BusinessSoleTrader: "SOLETRADER", payments.BusinessOrganisation: "ORGANIZATION"}

// declared are the names of what was declared, by MangoPay's.
var declared = map[string]string{"FirstName": "firstName", "LastName": "lastName", "Birthday": "birthday", "Nationality": "nationality", "CountryOfResidence": "residence", "Email": "email",
	"AddressLine1": "line1", "PostalCode": "postalCode", "City": "city", "Country": "country", "Region": "line1", "Name": "business", "CompanyNumber": "number", "LegalPersonType": "businessKind", "IBAN": "iban"}

// dataErr names the fields of what was declared and is not taken.
func dataErr(err error) error {
	e := refusal(err)
	if e == nil || errors.Is(err, payments.ErrGatewayAway) || e.Status != http.StatusBadRequest {
		return finalErr(err)
	}
	out := payments.ErrPayeeData.Because(err)
	for name := range e.Errors {
		words := strings.Split(name, ".")
		if field := declared[words[len(words)-1]]; field != "" {
			out = out.On(field, "refused_by_provider", "the provider does not take this")
		}
	}
	return out
}

// OpenPayee implements payments.PayeeDriver with a user of the category OWNER, natural or legal, by the calls that ask him to
// confirm by two factors: the older ones are refused since December 2025. The same declaration is the same user for a day, for as
// long as MangoPay remembers keys.
func (d *Driver) OpenPayee(ctx context.Context, r payments.PayeeRequest) (string, error) {
	c := r.Declared
	if c == nil {
		return "", payments.ErrPayeeData
	}
	person := map[string]any{"FirstName": c.FirstName, "LastName": c.LastName, "Email": r.Email, "Birthday": c.Birthday.UTC().Unix(), "Nationality": c.Nationality, "CountryOfResidence": c.Country}
	path, body := "/sca/users/natural", person
	if c.Business == nil {
		body["Address"] = addressOf(c.Address)
	} else {
		path = "/sca/users/legal"
		body = map[string]any{"LegalPersonType": legalKinds[c.Business.Kind], "Name": c.Business.Name, "Email": r.Email, "HeadquartersAddress": addressOf(c.Address), "LegalRepresentative": person}
		if c.Business.Number != "" {
			body["CompanyNumber"] = c.Business.Number
		}
	}
	body["UserCategory"], body["TermsAndConditionsAccepted"], body["Tag"] = "OWNER", true, "comptoir-payee "+r.Key
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	var made owner
	if err := d.api.post(ctx, d.api.path("%s", path), "payee/"+r.Key+"/"+hex.EncodeToString(sum[:]), body, &made); err != nil {
		return "", dataErr(err)
	}
	if !identifiers.MatchString(made.ID) {
		return "", payments.ErrGatewayAway.Because(errors.New("mangopay: a user without a name"))
	}
	return made.ID, nil
}

// owner reads a payee; ErrPayeeUnknown: he is none of this platform.
func (d *Driver) owner(ctx context.Context, account string) (o owner, err error) {
	if !identifiers.MatchString(account) {
		return o, payments.ErrPayeeUnknown
	}
	found, err := d.fetch(ctx, &o, "/sca/users/%s", account)
	if err == nil && !found {
		err = payments.ErrPayeeUnknown
	}
	return o, err
}

// PayeePage implements payments.PayeeDriver with what comes next of: the confirmation of the account by two factors, that of where
// he is paid, and the verification of who he is. Each is MangoPay's own page.
func (d *Driver) PayeePage(ctx context.Context, a payments.PayeeAccount, back, _ string) (string, error) {
	o, err := d.owner(ctx, a.ID)
	if err != nil {
		return "", err
	}
	if o.Status == "PENDING_USER_ACTION" {
		var asked struct {
			Pending pending `json:"PendingUserAction"`
		}
		if _, err := d.api.call(ctx, http.MethodPost, d.api.path("/sca/users/%s/enrollment", a.ID), "", map[string]any{}, &asked); err != nil {
			return "", finalErr(err)
		}
		return confirming(asked.Pending.URL, back)
	}
	all, err := d.recipients(ctx, a.ID)
	if err != nil {
		return "", err
	}
	if one := newest(all, a.IBAN); a.IBAN != "" && (one == nil || one.Status != "ACTIVE") {
		if one != nil && one.Status == "PENDING" && one.Pending != nil {
			return confirming(one.Pending.URL, back)
		}
		return d.register(ctx, o, a, len(all), back)
	}
	if o.KYC == "REGULAR" {
		return back, nil
	}
	return d.session(ctx, a.ID, back)
}

// confirming is MangoPay's page with the way back.
func confirming(page, back string) (string, error) {
	u, err := url.Parse(page)
	if err != nil || page == "" {
		return "", payments.ErrGatewayAway.Because(errors.New("mangopay: no page to confirm on"))
	}
	q := u.Query()
	q.Set("returnUrl", back)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// session is the page on which MangoPay verifies who somebody is: the one that is open, or a new one.
func (d *Driver) session(ctx context.Context, account, back string) (string, error) {
	all, err := d.sessions(ctx, account)
	if err != nil {
		return "", err
	}
	for _, s := range all {
		if s.Status == "PENDING" && s.Hosted != "" {
			return s.Hosted, nil
		}
		if s.Status == "REVIEW" {
			return back, nil
		}
	}
	var made idvSession
	err = d.api.post(ctx, d.api.path("/users/%s/identity-verifications", account), "verification/"+account+"/"+strconv.Itoa(len(all)), map[string]any{"ReturnUrl": short(back), "Tag": "comptoir-payee"}, &made)
	if err != nil {
		return "", finalErr(err)
	}
	if made.Hosted == "" {
		return "", payments.ErrGatewayAway.Because(errors.New("mangopay: a verification without a page"))
	}
	return made.Hosted, nil
}

// mostReturn is how long an address may be to which a verification leads back.
const mostReturn = 50

// short is the way back, or the site's front door where MangoPay has no room for it.
func short(back string) string {
	u, err := url.Parse(back)
	if err != nil || len(back) <= mostReturn {
		return back
	}
	return u.Scheme + "://" + u.Host + "/"
}

// idvSession is a verification of who somebody is, on MangoPay's pages.
type idvSession struct {
	ID      string `json:"Id"`
	UserID  string `json:"UserId"`
	Status  string `json:"Status"` // PENDING, REVIEW, VALIDATED, REFUSED, OUT_OF_DATE, EXPIRED
	Hosted  string `json:"HostedUrl"`
	Created int64  `json:"CreationDate"`
	Checks  []struct {
		Status  string `json:"CheckStatus"`
		Reasons []struct {
			Type string `json:"Type"`
		} `json:"Reasons"`
	} `json:"Checks"`
}

// sessions lists them, the newest first.
func (d *Driver) sessions(ctx context.Context, account string) (all []idvSession, err error) {
	err = d.api.get(ctx, d.api.path("/users/%s/identity-verifications?Per_Page=100&Sort=CreationDate:DESC", account), &all)
	slices.SortStableFunc(all, func(a, b idvSession) int { return int(b.Created - a.Created) })
	return all, away(err)
}

// AskPayee implements payments.PayeeDriver. He can be paid once he is verified, has confirmed his account, and has one to be paid
// to.
func (d *Driver) AskPayee(ctx context.Context, a payments.PayeeAccount) (s payments.PayeeStanding, err error) {
	o, err := d.owner(ctx, a.ID)
	if err != nil {
		return s, err
	}
	if o.Status == "CLOSED" {
		return payments.PayeeStanding{State: payments.PayeeRefused, Reason: "account_closed"}, nil
	}
	if o.Status == "PENDING_USER_ACTION" {
		s.Asked = append(s.Asked, "sca_enrollment")
	}
	to, err := d.bankAccount(ctx, a.ID, a.IBAN)
	if err != nil {
		return s, err
	}
	if to == "" {
		s.Asked = append(s.Asked, "external_account")
	}
	if s.Papers, err = d.papers(ctx, a.ID); err != nil {
		return s, err
	}
	looked, refused := false, false
	for _, p := range s.Papers {
		looked = looked || p.State == payments.PaperWaiting
		refused = refused || p.State == payments.PaperRefused || p.State == payments.PaperOutdated
	}
	if o.KYC != "REGULAR" {
		s.Takes = []string{payments.PaperIdentity, payments.PaperAddress}
		if o.legal() {
			s.Takes = []string{payments.PaperIdentity, payments.PaperRegistration, payments.PaperArticles, payments.PaperShareholders}
		}
		if !looked {
			s.Asked = append(s.Asked, "identity_verification")
		}
	}
	switch {
	case len(s.Asked) == 0 && o.KYC == "REGULAR":
		s.State = payments.PayeeReady
	case refused && !looked:
		s.State = payments.PayeeAsked
	default:
		s.State = payments.PayeeOnboarding
	}
	return s, nil
}

// Recall implements payments.PayeeDriver: what a bank did not take is brought back by AskPayout, and nothing lies with payees.
func (*Driver) Recall(context.Context, string, string) ([]string, error) { return nil, nil }

// aboutPayee reads a hook about somebody who is paid: whatever it says, how far he is will be asked.
func (d *Driver) aboutPayee(ctx context.Context, event, id string) (n payments.Notification, err error) {
	user := id
	for prefix, format := range map[string]string{"KYC_": "/kyc/documents/%s", "IDENTITY_VERIFICATION_": "/identity-verifications/%s", "RECIPIENT_": "/recipients/%s"} {
		if !strings.HasPrefix(event, prefix) {
			continue
		}
		var of struct {
			User string `json:"UserId"`
		}
		found, err := d.fetch(ctx, &of, format, id)
		if err != nil || !found || !identifiers.MatchString(of.User) {
			return n, err
		}
		user = of.User
	}
	return payments.Notification{Kind: payments.NotifyPayee, Account: user}, nil
}

// payeeEvents begin the names of the events that are about somebody who is paid.
var payeeEvents = []string{"KYC_", "IDENTITY_VERIFICATION_", "RECIPIENT_", "USER_", "SCA_ENROLLMENT_"}

func ofPayees(event string) bool {
	return slices.ContainsFunc(payeeEvents, func(p string) bool { return strings.HasPrefix(event, p) })
}
