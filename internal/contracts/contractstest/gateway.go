package contractstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/ident"
)

// PDF is a document as short as one can be: enough for a gateway that looks at its beginning.
var PDF = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n")

// GatewayHarness is a gateway with a company behind it that the suite can steer.
type GatewayHarness struct {
	Gateway contracts.SignatureGateway
	Ctx     context.Context
	Request func(t *testing.T) contracts.SignatureRequest // one that was never placed; nil: Request
	Open    func(t *testing.T, external string)           // as the signer who reads
	Sign    func(t *testing.T, external string, p contracts.Party)
	Refuse  func(t *testing.T, external, reason string)
	Expire  func(t *testing.T, external string) // its time passes
	// Signed is a genuine call about a request; nil: the gateway never calls.
	Signed func(t *testing.T, external string) contracts.Message
	// Lose has the answer to one order lost after the work was done, so many orders from now; Away has the company not answer
	// at all; nil: there is no line that could be cut.
	Lose func(after int)
	Away func(bool)
}

// Request asks two parties for their signatures.
func Request(*testing.T) contracts.SignatureRequest {
	now := time.Now().UTC().Truncate(time.Second)
	return contracts.SignatureRequest{Contract: ident.Next[contracts.Contract](&ids), Number: "C-2027-00042", Title: "Ty Mor, 10 juillet 2027 – 17 juillet 2027", PDF: PDF, PlacedAt: now, ExpiresAt: now.AddDate(0, 0, 14),
		Parties: []contracts.SigningParty{
			{Party: contracts.TheSigner, FirstName: "Éloïse", LastName: "Châtelain-Müller", Email: "eloise@example.org", Phone: "+33612345678", Locale: "fr", Place: contracts.Place{Page: 1, X: 300, Y: 600, Width: 230, Height: 68}},
			{Party: contracts.TheAgency, FirstName: "Anna", LastName: "Le Bris", Email: "anna@rivages.example", Locale: "fr", Place: contracts.Place{Page: 1, X: 50, Y: 600, Width: 230, Height: 68}}}}
}

// GatewayConformance is what every contracts.SignatureGateway must do.
func GatewayConformance(t *testing.T, open func(t *testing.T) GatewayHarness) {
	for name, test := range map[string]func(*testing.T, GatewayHarness){
		"placed twice it is one request":                 placedOnce,
		"each signs in turn, then there are papers":      signedInTurn,
		"a refusal is told with its reason":              refusedThere,
		"what was withdrawn cannot be signed":            withdrawn,
		"what is signed cannot be withdrawn":             tooLate,
		"the end of its time is told":                    expiredThere,
		"a cut line hides nothing and doubles nothing":   cut,
		"only genuine calls are believed":                verified,
		"what was never placed is unknown, and no fault": neverPlaced,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if h.Request == nil {
				h.Request = Request
			}
			test(t, h)
		})
	}
}

func placed(t *testing.T, h GatewayHarness) string {
	t.Helper()
	external, err := h.Gateway.Place(h.Ctx, h.Request(t))
	if err != nil || external == "" {
		t.Fatalf("placed: %q, %v", external, err)
	}
	return external
}

func ask(t *testing.T, h GatewayHarness, external string) contracts.Report {
	t.Helper()
	r, err := h.Gateway.Ask(h.Ctx, external)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func placedOnce(t *testing.T, h GatewayHarness) {
	r := h.Request(t)
	first, err := h.Gateway.Place(h.Ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := h.Gateway.Find(h.Ctx, r.Contract); err != nil || found != first {
		t.Errorf("found by its contract: %q, first %q: %v", found, first, err)
	}
	if again, err := h.Gateway.Place(h.Ctx, r); err != nil || again != first {
		t.Errorf("again: %q, first %q: %v", again, first, err)
	}
	if got := ask(t, h, first); got != (contracts.Report{}) {
		t.Errorf("nobody has done anything: %+v", got)
	}
	if _, err := h.Gateway.Fetch(h.Ctx, first); !errors.Is(err, contracts.ErrState) {
		t.Errorf("papers before anybody signed: %v", err)
	}
	if err := h.Gateway.Remind(h.Ctx, first); err != nil {
		t.Errorf("reminded: %v", err)
	}
}

func link(h GatewayHarness, external string, p contracts.Party) (string, error) {
	r := Request(nil)
	who := r.Parties[0]
	if p == contracts.TheAgency {
		who = r.Parties[1]
	}
	return h.Gateway.Link(h.Ctx, contracts.LinkRequest{External: external, Party: p, Name: who.Name(), Email: who.Email, Return: "https://rivages.example/sign/x"})
}

func signedInTurn(t *testing.T, h GatewayHarness) {
	external := placed(t, h)
	if to, err := link(h, external, contracts.TheSigner); err != nil || to == "" {
		t.Errorf("the signer's link: %q, %v", to, err)
	}
	if to, err := link(h, external, contracts.TheAgency); !errors.Is(err, contracts.ErrNoLink) {
		t.Errorf("the business's link before its turn: %q, %v", to, err)
	}
	h.Open(t, external)
	if got := ask(t, h, external); !got.Signer.Viewed || got.Signer.Signed || got.Outcome != contracts.OutcomeOpen {
		t.Errorf("opened: %+v", got)
	}
	h.Sign(t, external, contracts.TheSigner)
	if got := ask(t, h, external); !got.Signer.Signed || got.Signer.At.IsZero() || got.Agency.Signed || got.Outcome != contracts.OutcomeOpen {
		t.Errorf("signed by one: %+v", got)
	}
	if to, err := link(h, external, contracts.TheAgency); err != nil || to == "" {
		t.Errorf("the business's link: %q, %v", to, err)
	}
	h.Sign(t, external, contracts.TheAgency)
	if got := ask(t, h, external); !got.Agency.Signed || got.Outcome != contracts.OutcomeCompleted {
		t.Errorf("signed by all: %+v", got)
	}
	papers, err := h.Gateway.Fetch(h.Ctx, external)
	if err != nil || !bytes.HasPrefix(papers.Document, []byte("%PDF-")) || papers.Proof != nil && !bytes.HasPrefix(papers.Proof, []byte("%PDF-")) || papers.Sealed.Certificate == "" {
		t.Errorf("papers: %d and %d bytes, %q, %v", len(papers.Document), len(papers.Proof), papers.Sealed.Certificate, err)
	}
}

func refusedThere(t *testing.T, h GatewayHarness) {
	external := placed(t, h)
	h.Refuse(t, external, "Le prix a changé.")
	if got := ask(t, h, external); got.Outcome != contracts.OutcomeRefused || got.Reason != "Le prix a changé." {
		t.Errorf("refused: %+v", got)
	}
	if got, err := h.Gateway.Withdraw(h.Ctx, external, "cancelled"); err != nil || got.Outcome != contracts.OutcomeRefused {
		t.Errorf("withdrawn after: %+v, %v", got, err)
	}
}

func withdrawn(t *testing.T, h GatewayHarness) {
	external := placed(t, h)
	for range 2 {
		if got, err := h.Gateway.Withdraw(h.Ctx, external, "cancelled"); err != nil || got.Outcome != contracts.OutcomeWithdrawn {
			t.Errorf("withdrawn: %+v, %v", got, err)
		}
	}
	if to, err := link(h, external, contracts.TheSigner); !errors.Is(err, contracts.ErrNoLink) {
		t.Errorf("a link to what was withdrawn: %q, %v", to, err)
	}
}

func tooLate(t *testing.T, h GatewayHarness) {
	external := placed(t, h)
	h.Open(t, external)
	h.Sign(t, external, contracts.TheSigner)
	h.Sign(t, external, contracts.TheAgency)
	if got, err := h.Gateway.Withdraw(h.Ctx, external, "cancelled"); err != nil || got.Outcome != contracts.OutcomeCompleted {
		t.Errorf("withdrawn after all had signed: %+v, %v", got, err)
	}
}

func expiredThere(t *testing.T, h GatewayHarness) {
	external := placed(t, h)
	h.Expire(t, external)
	if got := ask(t, h, external); got.Outcome != contracts.OutcomeExpired {
		t.Errorf("expired: %+v", got)
	}
}

// cut: a line that is cut after the work was done has an unknown outcome; the same call again finds it out.
func cut(t *testing.T, h GatewayHarness) {
	if h.Lose == nil {
		return
	}
	r := h.Request(t)
	h.Away(true)
	if _, err := h.Gateway.Place(h.Ctx, r); !errors.Is(err, contracts.ErrGatewayAway) {
		t.Errorf("placed while away: %v", err)
	}
	h.Away(false)
	var external string
	for after := range 8 { // each order of the sequence is lost once
		h.Lose(after)
		got, err := h.Gateway.Place(h.Ctx, r)
		if err != nil && !errors.Is(err, contracts.ErrGatewayAway) {
			t.Fatalf("placed without an answer: %v", err)
		}
		if err == nil {
			external = got
		}
		if found, err := h.Gateway.Find(h.Ctx, r.Contract); err == nil && external != "" && found != external || err != nil && !errors.Is(err, contracts.ErrUnknown) && !errors.Is(err, contracts.ErrGatewayAway) {
			t.Errorf("found after a lost answer: %q and %q, %v", found, external, err)
		}
	}
	h.Lose(-1)
	got, err := h.Gateway.Place(h.Ctx, r)
	if err != nil || external != "" && got != external {
		t.Fatalf("placed at last: %q and %q, %v", external, got, err)
	}
	h.Open(t, got)
	h.Sign(t, got, contracts.TheSigner)
	if !ask(t, h, got).Signer.Signed {
		t.Error("the request that was found is not the one that is signed")
	}
}

func neverPlaced(t *testing.T, h GatewayHarness) {
	if found, err := h.Gateway.Find(h.Ctx, ident.Next[contracts.Contract](&ids)); !errors.Is(err, contracts.ErrUnknown) {
		t.Errorf("the request of another contract: %q, %v", found, err)
	}
	for _, external := range []string{"nothing-of-ours", "../../users", "", ident.Next[contracts.Contract](&ids).String()} {
		if _, err := h.Gateway.Ask(h.Ctx, external); !errors.Is(err, contracts.ErrUnknown) {
			t.Errorf("%q: %v", external, err)
		}
	}
}

func verified(t *testing.T, h GatewayHarness) {
	refused := func(what string, m contracts.Message) {
		t.Helper()
		if _, err := h.Gateway.Verify(h.Ctx, m, time.Now()); !errors.Is(err, contracts.ErrSignature) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if h.Signed == nil {
		refused("nobody calls", contracts.Message{Body: []byte("{}")})
		return
	}
	external := placed(t, h)
	m := h.Signed(t, external)
	first, err := h.Gateway.Verify(h.Ctx, m, time.Now())
	if err != nil || first.ID == "" || first.External != external {
		t.Fatalf("a genuine one: %+v, %v", first, err)
	}
	if again, err := h.Gateway.Verify(h.Ctx, m, time.Now().AddDate(0, 0, 2)); err != nil || again != first {
		t.Errorf("delivered again two days later: %+v, %v", again, err)
	}
	for i := range m.Body {
		body := bytes.Clone(m.Body)
		body[i] ^= 1
		refused("a bit of the body flipped", contracts.Message{Header: m.Header, Body: body})
	}
	for name, values := range m.Header {
		for i := range values[0] {
			header, value := http.Header(m.Header).Clone(), []byte(values[0])
			value[i] ^= 1
			header[name] = []string{string(value)}
			refused("a bit of the signature flipped: "+string(value), contracts.Message{Header: header, Body: m.Body})
		}
	}
	var parsed any
	if err := json.Unmarshal(m.Body, &parsed); err != nil {
		t.Fatal(err)
	}
	rewritten, _ := json.MarshalIndent(parsed, "", " ")
	refused("the same JSON written anew", contracts.Message{Header: m.Header, Body: rewritten})
	refused("no signature", contracts.Message{Body: m.Body})
}
