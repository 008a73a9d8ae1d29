package invoicing

import (
	"strings"

	"comptoir/internal/kernel/money"
)

// words are a mention in the languages of papers. French law is quoted in French first: the English paper names the article.
type words struct{ fr, en string }

func (w words) in(language string) string {
	if language == "en" {
		return w.en
	}
	return w.fr
}

// exemptions are the mentions of the articles by which no VAT is charged (CGI, annexe II, article 242 nonies A, I, 12°).
var exemptions = map[Reason]words{
	FurnishedLetting: {"Location meublée exonérée de TVA, article 261 D, 4° du CGI", "Furnished letting exempt from VAT, article 261 D, 4° of the French CGI"},
	Franchise:        {"TVA non applicable, article 293 B du CGI", "VAT not applicable, article 293 B of the French CGI"},
	Disbursement:     {"Taxe de séjour collectée pour la commune, hors TVA, article 267, II, 2° du CGI", "Tourist tax collected for the commune, outside VAT, article 267, II, 2° of the French CGI"},
	Indemnity:        {"Arrhes conservées après dédit : indemnité hors du champ de la TVA (CJCE, 18 juillet 2007, C-277/05)", "Earnest money kept after a withdrawal: an indemnity outside VAT (ECJ, 18 July 2007, C-277/05)"},
	OtherExemption:   {"Opération non soumise à la TVA", "Not subject to VAT"},
}

// ExemptionText is what stands on a paper for reasons of exemption.
func ExemptionText(language, other string, reasons []Reason) string {
	var all []string
	for _, r := range reasons {
		if r == OtherExemption && other != "" {
			all = append(all, other)
			continue
		}
		all = append(all, exemptions[r].in(language))
	}
	return strings.Join(all, " ; ")
}

var (
	lateWords     = words{"Pénalités de retard : {rate} (Code de commerce, article L441-10).", "Late payment penalties: {rate} (French Commercial Code, article L441-10)."}
	fortyWords    = words{"Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 € (Code de commerce, article D441-5).", "Fixed compensation for recovery costs in case of late payment: €40 (French Commercial Code, article D441-5)."}
	lateRate      = words{"trois fois le taux d’intérêt légal", "three times the French legal interest rate"}
	noDiscount    = words{"Pas d’escompte pour paiement anticipé.", "No discount for early payment."}
	depositWords  = words{"Facture d’acompte : la prestation n’a pas encore eu lieu ; la facture finale déduira cette somme.", "Deposit invoice: the service has not been supplied yet; the final invoice will deduct this sum."}
	onDebits      = words{"Option pour le paiement de la taxe d’après les débits.", "VAT is due on invoicing (option for debits)."}
	receiptWords  = words{"Reçu d’un paiement : ce document n’est pas une facture.", "Receipt of a payment: this document is not an invoice."}
	mediatorWords = words{"Médiateur de la consommation : {mediator}", "Consumer mediator: {mediator}"}
)

// Mention is a sentence on a paper, with its subject in the code list UNTDID 4451 (BT-21), by which French platforms find
// what the law asks for.
type Mention struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The subjects of mentions.
const (
	noteGeneral   = "AAI"
	notePenalties = "PMD"
	noteForty     = "PMT"
	noteDiscount  = "AAB"
)

// mentions lists the sentences that the law or the business wants on a paper. Penalties and the forty euros are for
// customers who act in their trade only (L441-9 and L441-10 of the Code de commerce).
func mentions(p Paper, s Settings) []Mention {
	out := []Mention{}
	said := func(code, text string) {
		if text != "" {
			out = append(out, Mention{code, text})
		}
	}
	add := func(text string) { said(noteGeneral, text) }
	if p.Kind == Receipt {
		add(receiptWords.in(p.Language))
		add(s.Text(p.Language))
		return out
	}
	if p.Kind == Deposit {
		add(depositWords.in(p.Language))
	}
	for _, g := range p.Groups {
		if g.Tax.Category == Exempt {
			add(ExemptionText(p.Language, s.OtherExemption, g.Reasons) + ".")
		}
	}
	if s.OnDebits && p.VAT.IsPositive() {
		add(onDebits.in(p.Language))
	}
	if p.Customer.Business && p.Kind != CreditNote {
		rate := s.LateRate
		if rate == "" {
			rate = lateRate.in(p.Language)
		}
		said(notePenalties, strings.ReplaceAll(lateWords.in(p.Language), "{rate}", rate))
		said(noteForty, fortyWords.in(p.Language))
		said(noteDiscount, noDiscount.in(p.Language))
	}
	if !p.Customer.Business && s.Mediator != "" {
		add(strings.ReplaceAll(mediatorWords.in(p.Language), "{mediator}", s.Mediator))
	}
	add(s.Text(p.Language))
	return out
}

// kindWords name the kinds on paper.
var kindWords = map[Kind]words{Invoice: {"Facture", "Invoice"}, Deposit: {"Facture d’acompte", "Deposit invoice"}, CreditNote: {"Avoir", "Credit note"}, Receipt: {"Reçu", "Receipt"}}

// Title is what a paper is called: "Facture F-2027-00042".
func (p Paper) Title() string { return kindWords[p.Kind].in(p.Language) + " " + p.Number }

// Signed is the paper's total as it counts: a credit note below zero.
func (p Paper) Signed() money.Amount {
	if p.Kind == CreditNote {
		return p.Total.Neg()
	}
	return p.Total
}
