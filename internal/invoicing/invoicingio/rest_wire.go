package invoicingio

import (
	"context"
	"strconv"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// ErrNoInvoice is returned for a receipt that is asked for as an invoice's data.
var ErrNoInvoice = fault.Define(fault.Conflict, "invoicing.no_invoice", "a receipt is no invoice: it is a PDF only")

// file is a paper in one of its forms.
type file struct {
	name, media string
	content     []byte
}

// file makes a paper's document, UBL or CII.
func (m *Module) file(ctx context.Context, id invoicing.PaperID, form string) (file, error) {
	if form == "document" {
		d, err := m.d.Invoicing.Document(ctx, invoicing.OpenDocument{ID: id})
		return file{d.Number + ".pdf", pdfType, d.Content}, err
	}
	v, err := m.d.Invoicing.Paper(ctx, invoicing.GetPaper{ID: id})
	switch {
	case err != nil:
		return file{}, err
	case v.Kind == invoicing.Receipt:
		return file{}, ErrNoInvoice
	case form == "ubl":
		return file{v.Number + ".ubl.xml", xmlType, UBL(v.Stored.Paper)}, nil
	}
	return file{v.Number + ".cii.xml", xmlType, CII(v.Stored.Paper)}, nil
}

func linePath(i int) string { return "lines." + strconv.Itoa(i) + "." }

type lineWire struct {
	Label     string       `json:"label"`
	Quantity  string       `json:"quantity"`
	UnitPrice money.Amount `json:"unitPrice"`
	Tax       taxWire      `json:"tax"`
	Amount    money.Amount `json:"amount" doc:"With VAT where the prices hold it."`
	Net       money.Amount `json:"net"`
}

type groupWire struct {
	Tax taxWire      `json:"tax"`
	Net money.Amount `json:"net"`
	VAT money.Amount `json:"vat"`
}

type referenceWire struct {
	ID       invoicing.PaperID `json:"id"`
	Number   string            `json:"number"`
	IssuedOn period.Date       `json:"issuedOn"`
	Amount   money.Amount      `json:"amount,omitzero"`
}

type paperWire struct {
	Paper       rowWire         `json:"paper"`
	IssuedAt    time.Time       `json:"issuedAt"`
	Language    string          `json:"language"`
	Inclusive   bool            `json:"pricesIncludeVat"`
	Lines       []lineWire      `json:"lines"`
	Groups      []groupWire     `json:"vatBreakdown"`
	Paid        money.Amount    `json:"paidBefore" doc:"When it was issued."`
	Due         money.Amount    `json:"due" doc:"When it was issued."`
	Received    money.Amount    `json:"receivedSince"`
	Credited    money.Amount    `json:"credited"`
	Deducted    []referenceWire `json:"deposits"`
	Corrects    []referenceWire `json:"corrects"`
	Mentions    []string        `json:"mentions"`
	SubjectKind string          `json:"subjectKind,omitempty" example:"stays.reservation"`
	Subject     *ident.Raw      `json:"subject,omitempty"`
	Submission  *submissionWire `json:"submission,omitempty"`
	Hash        string          `json:"hash" doc:"Of the paper and the one before it in the business's chain, SHA-256 in hexadecimal."`
}

type submissionWire struct {
	Platform  string          `json:"platform"`
	Reference string          `json:"reference,omitempty"`
	Stage     invoicing.Stage `json:"stage" enum:"waiting,deposited,rejected,made_available,taken,approved,refused,collected"`
	Steps     []stepWire      `json:"steps"`
}

type stepWire struct {
	Stage  invoicing.Stage `json:"stage"`
	At     time.Time       `json:"at"`
	Reason string          `json:"reason,omitempty"`
}

func submissionOf(s *invoicing.Submission) *submissionWire {
	if s == nil {
		return nil
	}
	w := &submissionWire{Platform: s.Platform, Reference: s.Reference, Stage: s.Stage, Steps: []stepWire{}}
	for _, step := range s.Steps {
		w.Steps = append(w.Steps, stepWire(step))
	}
	return w
}

func wireOfTax(t invoicing.Tax) taxWire {
	return taxWire{Category: t.Category, Rate: t.Rate, Reason: t.Reason}
}

func wireOf(v invoicing.View) paperWire {
	w := paperWire{Paper: rowOf(invoicing.RowOf(v.Stored, v.IssuedOn)), IssuedAt: v.IssuedAt, Language: v.Language, Inclusive: v.Inclusive, Lines: []lineWire{}, Groups: []groupWire{}, Paid: v.Paid, Due: v.Due,
		Received: v.Received, Credited: v.Credited, Deducted: referencesOf(v.Deducted), Corrects: referencesOf(v.Of), Mentions: []string{}, SubjectKind: v.Subject.Kind, Submission: submissionOf(v.Submitted), Hash: v.Hash}
	w.Paper.State = v.State
	if !v.Subject.ID.IsZero() {
		w.Subject = &v.Subject.ID
	}
	for _, l := range v.Lines {
		w.Lines = append(w.Lines, lineWire{Label: l.Label, Quantity: l.Quantity.String(), UnitPrice: l.Unit, Tax: wireOfTax(l.Tax), Amount: l.Amount, Net: l.Net})
	}
	for _, g := range v.Groups {
		w.Groups = append(w.Groups, groupWire{Tax: wireOfTax(g.Tax), Net: g.Net, VAT: g.VAT})
	}
	for _, m := range v.Mentions {
		w.Mentions = append(w.Mentions, m.Text)
	}
	return w
}

func referencesOf(all []invoicing.Reference) []referenceWire {
	out := []referenceWire{}
	for _, r := range all {
		out = append(out, referenceWire{ID: r.ID, Number: r.Number, IssuedOn: r.IssuedOn, Amount: r.Amount})
	}
	return out
}
