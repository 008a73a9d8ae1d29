package mangopay

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/payments"
)

// document is a paper that says who a user is. MangoPay takes the first verification on its own pages (idvSession), and documents
// for what it asks in addition; nobody else may keep them.
type document struct {
	ID      string `json:"Id"`
	UserID  string `json:"UserId"`
	Type    string `json:"Type"`
	Status  string `json:"Status"` // CREATED, VALIDATION_ASKED, VALIDATED, REFUSED, OUT_OF_DATE
	Created int64  `json:"CreationDate"`
	Refused string `json:"RefusedReasonType"`
}

// paperTypes are the kinds of papers that MangoPay takes.
var paperTypes = []string{payments.PaperIdentity, payments.PaperAddress, payments.PaperRegistration, payments.PaperArticles, payments.PaperShareholders}

// SendPaper implements payments.PayeeDriver: a document, its pages, and the word that it is whole. Cut anywhere, the same paper
// goes on where it stopped.
func (d *Driver) SendPaper(ctx context.Context, account string, p payments.PayeePaper) error {
	switch {
	case !identifiers.MatchString(account):
		return payments.ErrPayeeUnknown
	case !slices.Contains(paperTypes, p.Kind) || len(p.Pages) == 0:
		return payments.ErrNoPapers
	}
	sum := sha256.New()
	for _, page := range p.Pages {
		_, _ = sum.Write(page) // a hash never fails
	}
	key := "paper/" + account + "/" + p.Kind + "/" + hex.EncodeToString(sum.Sum(nil))
	var doc document
	if err := d.api.post(ctx, d.api.path("/users/%s/kyc/documents", account), key, map[string]any{"Type": strings.ToUpper(p.Kind), "Tag": "comptoir-payee"}, &doc); err != nil {
		return finalErr(err)
	}
	if !identifiers.MatchString(doc.ID) {
		return payments.ErrGatewayAway.Because(errors.New("mangopay: a document without a name"))
	}
	for i, page := range p.Pages {
		err := d.api.post(ctx, d.api.path("/users/%s/kyc/documents/%s/pages", account, doc.ID), key+"/"+strconv.Itoa(i), map[string]any{"File": base64.StdEncoding.EncodeToString(page)}, nil)
		if err != nil {
			return paperErr(err)
		}
	}
	_, err := d.api.call(ctx, http.MethodPut, d.api.path("/users/%s/kyc/documents/%s", account, doc.ID), "", map[string]any{"Status": "VALIDATION_ASKED"}, nil)
	if e := refusal(err); e != nil && e.Status == http.StatusBadRequest { // submitted before, by a call whose answer was lost
		if err := d.api.get(ctx, d.api.path("/kyc/documents/%s", doc.ID), &doc); err != nil {
			return away(err)
		}
		if doc.Status == "VALIDATION_ASKED" || doc.Status == "VALIDATED" {
			return nil
		}
	}
	return paperErr(err)
}

// paperErr says of a paper that MangoPay does not take that it is the paper's fault.
func paperErr(err error) error {
	if e := refusal(err); e != nil && e.Status == http.StatusBadRequest && !errors.Is(err, payments.ErrGatewayAway) {
		return payments.ErrPayeeData.Because(err).On("paper", "refused_by_provider", "the provider does not take this")
	}
	return finalErr(err)
}

// papers says how far the newest of each kind is, and the newest verification on MangoPay's pages.
func (d *Driver) papers(ctx context.Context, account string) (out []payments.PaperStanding, err error) {
	sessions, err := d.sessions(ctx, account)
	if err != nil {
		return nil, err
	}
	if len(sessions) > 0 {
		p, err := d.sessionStanding(ctx, sessions[0])
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	var all []document
	if err := d.api.get(ctx, d.api.path("/users/%s/kyc/documents?Per_Page=100&Sort=CreationDate:DESC", account), &all); err != nil {
		return nil, away(err)
	}
	slices.SortStableFunc(all, func(a, b document) int { return int(b.Created - a.Created) })
	for _, kind := range paperTypes {
		i := slices.IndexFunc(all, func(doc document) bool { return doc.Type == strings.ToUpper(kind) })
		if i >= 0 {
			out = append(out, payments.PaperStanding{Kind: kind, State: payments.PaperState(strings.ToLower(all[i].Status)), Reason: strings.ToLower(all[i].Refused)})
		}
	}
	return out, nil
}

var sessionStates = map[string]payments.PaperState{"PENDING": payments.PaperBegun, "REVIEW": payments.PaperWaiting, "VALIDATED": payments.PaperTaken, "REFUSED": payments.PaperRefused, "OUT_OF_DATE": payments.PaperOutdated,
	"EXPIRED": payments.PaperOutdated}

// sessionStanding reads a verification; why one was refused stands with its checks, which only it itself tells.
func (d *Driver) sessionStanding(ctx context.Context, s idvSession) (p payments.PaperStanding, err error) {
	p = payments.PaperStanding{Kind: payments.PaperSession, State: sessionStates[s.Status]}
	if s.Status != "REFUSED" || !identifiers.MatchString(s.ID) {
		return p, nil
	}
	if err := d.api.get(ctx, d.api.path("/identity-verifications/%s", s.ID), &s); err != nil {
		return p, away(err)
	}
	for _, c := range s.Checks {
		for _, r := range c.Reasons {
			if c.Status == "REFUSED" && p.Reason == "" {
				p.Reason = strings.ToLower(r.Type)
			}
		}
	}
	return p, nil
}
