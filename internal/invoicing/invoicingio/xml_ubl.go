package invoicingio

import (
	"strconv"
	"strings"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
)

// UBL writes a paper as a UBL 2.1 invoice or credit note (ISO/IEC 19845) after EN 16931.
func UBL(p invoicing.Paper) []byte {
	name, line, quantity, code := "Invoice", "cac:InvoiceLine", "cbc:InvoicedQuantity", "cbc:InvoiceTypeCode"
	if p.Kind == invoicing.CreditNote {
		name, line, quantity, code = "CreditNote", "cac:CreditNoteLine", "cbc:CreditedQuantity", "cbc:CreditNoteTypeCode"
	}
	root := el(name, leaf("cbc:CustomizationID", guideline), leaf("cbc:ProfileID", process(p)), leaf("cbc:ID", p.Number), leaf("cbc:IssueDate", p.IssuedOn.String()))
	const oasis = "urn:oasis:names:specification:ubl:schema:xsd:"
	root.attrs = []string{"xmlns", oasis + name + "-2", "xmlns:cac", oasis + "CommonAggregateComponents-2", "xmlns:cbc", oasis + "CommonBasicComponents-2"}
	if p.Kind != invoicing.CreditNote { // a credit note says it with its payment means
		root.add(leaf("cbc:DueDate", p.DueOn.String()))
	}
	root.add(leaf(code, typeCodes[p.Kind]), leaf("cbc:Note", notes(p)), leaf("cbc:DocumentCurrencyCode", p.Currency))
	from, to := stayed(p)
	if !p.Supplied.From.IsZero() {
		root.add(el("cac:InvoicePeriod", leaf("cbc:StartDate", from.String()), leaf("cbc:EndDate", to.String())))
	}
	root.add(some("cac:OrderReference", leaf("cbc:ID", p.Order)))
	for _, ref := range append(append([]invoicing.Reference{}, p.Of...), p.Deducted...) {
		root.add(el("cac:BillingReference", el("cac:InvoiceDocumentReference", leaf("cbc:ID", ref.Number), leaf("cbc:IssueDate", ref.IssuedOn.String()))))
	}
	payment := el("cac:PaymentMeans", leaf("cbc:PaymentMeansCode", means(p)))
	if p.Kind == invoicing.CreditNote {
		payment.add(leaf("cbc:PaymentDueDate", p.DueOn.String()))
	}
	payment.add(some("cac:PayeeFinancialAccount", leaf("cbc:ID", string(p.Accounts.IBAN)), some("cac:FinancialInstitutionBranch", leaf("cbc:ID", string(p.Accounts.BIC)))))
	root.add(el("cac:AccountingSupplierParty", ublParty(p.Seller, true)), el("cac:AccountingCustomerParty", ublParty(p.Customer, false)),
		el("cac:Delivery", leaf("cbc:ActualDeliveryDate", from.String())), payment)
	ublTotals(root, p)
	for i, l := range p.Lines {
		price := priceOf(l)
		root.add(el(line, leaf("cbc:ID", strconv.Itoa(i+1)), leaf(quantity, price.quantity, "unitCode", "C62"), amount("cbc:LineExtensionAmount", l.Net),
			el("cac:Item", leaf("cbc:Name", l.Label), el("cac:ClassifiedTaxCategory", leaf("cbc:ID", string(l.Tax.Category)), leaf("cbc:Percent", l.Tax.Rate.String()), scheme())),
			el("cac:Price", leaf("cbc:PriceAmount", price.price, "currencyID", p.Currency), leaf("cbc:BaseQuantity", price.base, "unitCode", "C62"))))
	}
	return root.bytes()
}

func amount(name string, a money.Amount) *node {
	return leaf(name, a.Decimal(), "currencyID", string(a.Currency()))
}

func scheme() *node { return el("cac:TaxScheme", leaf("cbc:ID", "VAT")) }

// notes puts all that is said in words into the one note that EN 16931 has in UBL, each with its subject as #code# (BT-21).
func notes(p invoicing.Paper) string {
	var parts []string
	for _, m := range p.Mentions {
		parts = append(parts, "#"+m.Code+"#"+m.Text)
	}
	for _, extra := range []string{p.Note, p.Reason} {
		if extra != "" {
			parts = append(parts, "#AAI#"+extra)
		}
	}
	return strings.Join(parts, "\n")
}

func ublTotals(root *node, p invoicing.Paper) {
	tax := el("cac:TaxTotal", amount("cbc:TaxAmount", p.VAT))
	for _, g := range p.Groups {
		text, code := exemption(p, g)
		tax.add(el("cac:TaxSubtotal", amount("cbc:TaxableAmount", g.Net), amount("cbc:TaxAmount", g.VAT), el("cac:TaxCategory", leaf("cbc:ID", string(g.Tax.Category)), leaf("cbc:Percent", g.Tax.Rate.String()),
			leaf("cbc:TaxExemptionReasonCode", code), leaf("cbc:TaxExemptionReason", text), scheme())))
	}
	root.add(tax, el("cac:LegalMonetaryTotal", amount("cbc:LineExtensionAmount", p.Net), amount("cbc:TaxExclusiveAmount", p.Net), amount("cbc:TaxInclusiveAmount", p.Total),
		amount("cbc:PrepaidAmount", p.Paid), amount("cbc:PayableAmount", p.Due)))
}

func ublParty(p invoicing.Party, seller bool) *node {
	id, kind := registration(p)
	legal := leaf("cbc:CompanyID", id)
	if legal != nil && kind != "" {
		legal.attrs = []string{"schemeID", kind}
	}
	if p.SIREN == "" && p.SIRET == "" && !seller {
		legal = nil
	}
	n := el("cac:Party", leaf("cbc:EndpointID", p.Email.String(), "schemeID", "EM"), ublAddress(p.Address))
	if p.VATNumber != "" {
		n.add(el("cac:PartyTaxScheme", leaf("cbc:CompanyID", p.VATNumber), scheme()))
	} else if number, _ := taxNumber(p); seller && number != "" {
		n.add(el("cac:PartyTaxScheme", leaf("cbc:CompanyID", number), el("cac:TaxScheme", leaf("cbc:ID", "LOC")))) // BT-32
	}
	form := ""
	if seller {
		form = describe(p)
	}
	n.add(el("cac:PartyLegalEntity", leaf("cbc:RegistrationName", p.Name), legal, leaf("cbc:CompanyLegalForm", form)))
	if seller {
		n.add(some("cac:Contact", leaf("cbc:Name", contactName(p)), leaf("cbc:Telephone", p.Phone.String()), leaf("cbc:ElectronicMail", p.Email.String())))
	}
	return el("cac:Party", n.kids...)
}

func ublAddress(a contact.PostalAddress) *node {
	return el("cac:PostalAddress", leaf("cbc:StreetName", a.Line1), leaf("cbc:AdditionalStreetName", a.Line2), leaf("cbc:CityName", a.City), leaf("cbc:PostalZone", a.PostalCode),
		leaf("cbc:CountrySubentity", a.Region), el("cac:Country", leaf("cbc:IdentificationCode", a.Country)))
}
