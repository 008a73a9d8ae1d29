package invoicingio

import (
	"strconv"
	"strings"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/period"
)

// CII writes a paper as a cross-industry invoice of UN/CEFACT (D16B) after EN 16931, which is what a Factur-X document holds.
// Comments name the business terms of EN 16931.
func CII(p invoicing.Paper) []byte {
	root := el("rsm:CrossIndustryInvoice",
		el("rsm:ExchangedDocumentContext",
			el("ram:BusinessProcessSpecifiedDocumentContextParameter", leaf("ram:ID", process(p))), // BT-23
			el("ram:GuidelineSpecifiedDocumentContextParameter", leaf("ram:ID", guideline))),       // BT-24
		ciiDocument(p),
		ciiTransaction(p))
	const un = "urn:un:unece:uncefact:data:standard:"
	root.attrs = []string{"xmlns:rsm", un + "CrossIndustryInvoice:100", "xmlns:ram", un + "ReusableAggregateBusinessInformationEntity:100",
		"xmlns:qdt", un + "QualifiedDataType:100", "xmlns:udt", un + "UnqualifiedDataType:100"}
	return root.bytes()
}

func ciiDate(name string, d period.Date) *node {
	return el(name, leaf("udt:DateTimeString", strings.ReplaceAll(d.String(), "-", ""), "format", "102"))
}

func ciiDocument(p invoicing.Paper) *node {
	d := el("rsm:ExchangedDocument",
		leaf("ram:ID", p.Number),                 // BT-1
		leaf("ram:TypeCode", typeCodes[p.Kind]),  // BT-3
		ciiDate("ram:IssueDateTime", p.IssuedOn)) // BT-2
	note := func(code, text string) {
		d.add(some("ram:IncludedNote", leaf("ram:Content", text), leaf("ram:SubjectCode", code))) // BT-22, BT-21
	}
	for _, m := range p.Mentions {
		note(m.Code, m.Text)
	}
	if p.Note != "" {
		note("AAI", p.Note)
	}
	if p.Reason != "" {
		note("ACD", p.Reason)
	}
	return d
}

func ciiTransaction(p invoicing.Paper) *node {
	t := el("rsm:SupplyChainTradeTransaction")
	for i, l := range p.Lines {
		t.add(ciiLine(i+1, l))
	}
	from, _ := stayed(p)
	t.add(el("ram:ApplicableHeaderTradeAgreement",
		ciiParty("ram:SellerTradeParty", p.Seller, true),
		ciiParty("ram:BuyerTradeParty", p.Customer, false),
		some("ram:BuyerOrderReferencedDocument", leaf("ram:IssuerAssignedID", p.Order))), // BT-13
		el("ram:ApplicableHeaderTradeDelivery",
			el("ram:ActualDeliverySupplyChainEvent", ciiDate("ram:OccurrenceDateTime", from))), // BT-72
		ciiSettlement(p))
	return t
}

func ciiLine(n int, l invoicing.Line) *node {
	price := priceOf(l)
	return el("ram:IncludedSupplyChainTradeLineItem",
		el("ram:AssociatedDocumentLineDocument", leaf("ram:LineID", strconv.Itoa(n))), // BT-126
		el("ram:SpecifiedTradeProduct", leaf("ram:Name", l.Label)),                    // BT-153
		el("ram:SpecifiedLineTradeAgreement", el("ram:NetPriceProductTradePrice",
			leaf("ram:ChargeAmount", price.price),                      // BT-146
			leaf("ram:BasisQuantity", price.base, "unitCode", "C62"))), // BT-149
		el("ram:SpecifiedLineTradeDelivery", leaf("ram:BilledQuantity", price.quantity, "unitCode", "C62")), // BT-129
		el("ram:SpecifiedLineTradeSettlement",
			el("ram:ApplicableTradeTax", leaf("ram:TypeCode", "VAT"), leaf("ram:CategoryCode", string(l.Tax.Category)), leaf("ram:RateApplicablePercent", l.Tax.Rate.String())), // BT-151, BT-152
			el("ram:SpecifiedTradeSettlementLineMonetarySummation", leaf("ram:LineTotalAmount", l.Net.Decimal()))))                                                              // BT-131
}

func ciiParty(name string, p invoicing.Party, seller bool) *node {
	id, scheme := registration(p)
	legal := leaf("ram:ID", id)
	if legal != nil && scheme != "" {
		legal.attrs = []string{"schemeID", scheme}
	}
	if p.SIREN == "" && p.SIRET == "" && !seller {
		legal = nil
	}
	n := el(name, leaf("ram:Name", p.Name)) // BT-27, BT-44
	if seller {
		n.add(leaf("ram:Description", describe(p))) // BT-33
	}
	n.add(some("ram:SpecifiedLegalOrganization", legal)) // BT-30, BT-47
	if seller {
		n.add(some("ram:DefinedTradeContact", leaf("ram:DepartmentName", contactName(p)),
			some("ram:TelephoneUniversalCommunication", leaf("ram:CompleteNumber", p.Phone.String())),
			some("ram:EmailURIUniversalCommunication", leaf("ram:URIID", p.Email.String())))) // BG-6
	}
	n.add(ciiAddress(p.Address), some("ram:URIUniversalCommunication", leaf("ram:URIID", p.Email.String(), "schemeID", "EM"))) // BT-34, BT-49
	number, kind := p.VATNumber, "VA"
	if seller {
		number, kind = taxNumber(p)
	}
	n.add(some("ram:SpecifiedTaxRegistration", leaf("ram:ID", number, "schemeID", kind))) // BT-31, BT-32, BT-48
	return n
}

// contactName stands only with something to reach.
func contactName(p invoicing.Party) string {
	if p.Phone == "" && p.Email == "" {
		return ""
	}
	return p.Name
}

// describe is what the law wants said of the seller beside its numbers: form, capital, register (Code de commerce, R123-238).
func describe(p invoicing.Party) string {
	var parts []string
	if p.Form != "" {
		parts = append(parts, p.Form)
	}
	if p.Capital.IsPositive() {
		parts = append(parts, "capital "+p.Capital.String())
	}
	if p.Register != "" {
		parts = append(parts, p.Register)
	}
	return strings.Join(parts, ", ")
}

func ciiAddress(a contact.PostalAddress) *node {
	return some("ram:PostalTradeAddress", leaf("ram:PostcodeCode", a.PostalCode), leaf("ram:LineOne", a.Line1), leaf("ram:LineTwo", a.Line2), leaf("ram:CityName", a.City),
		leaf("ram:CountryID", a.Country), leaf("ram:CountrySubDivisionName", a.Region))
}

func ciiSettlement(p invoicing.Paper) *node {
	n := el("ram:ApplicableHeaderTradeSettlement",
		leaf("ram:InvoiceCurrencyCode", p.Currency), // BT-5
		el("ram:SpecifiedTradeSettlementPaymentMeans", leaf("ram:TypeCode", means(p)), // BT-81
			some("ram:PayeePartyCreditorFinancialAccount", leaf("ram:IBANID", string(p.Accounts.IBAN))),        // BT-84
			some("ram:PayeeSpecifiedCreditorFinancialInstitution", leaf("ram:BICID", string(p.Accounts.BIC))))) // BT-86
	for _, g := range p.Groups {
		text, code := exemption(p, g)
		n.add(el("ram:ApplicableTradeTax", leaf("ram:CalculatedAmount", g.VAT.Decimal()), leaf("ram:TypeCode", "VAT"), leaf("ram:ExemptionReason", text), leaf("ram:BasisAmount", g.Net.Decimal()),
			leaf("ram:CategoryCode", string(g.Tax.Category)), leaf("ram:ExemptionReasonCode", code), leaf("ram:RateApplicablePercent", g.Tax.Rate.String()))) // BG-23
	}
	from, to := stayed(p)
	if !p.Supplied.From.IsZero() {
		n.add(el("ram:BillingSpecifiedPeriod", ciiDate("ram:StartDateTime", from), ciiDate("ram:EndDateTime", to))) // BG-14
	}
	n.add(el("ram:SpecifiedTradePaymentTerms", ciiDate("ram:DueDateDateTime", p.DueOn)), // BT-9
		el("ram:SpecifiedTradeSettlementHeaderMonetarySummation",
			leaf("ram:LineTotalAmount", p.Net.Decimal()),                          // BT-106
			leaf("ram:TaxBasisTotalAmount", p.Net.Decimal()),                      // BT-109
			leaf("ram:TaxTotalAmount", p.VAT.Decimal(), "currencyID", p.Currency), // BT-110
			leaf("ram:GrandTotalAmount", p.Total.Decimal()),                       // BT-112
			leaf("ram:TotalPrepaidAmount", p.Paid.Decimal()),                      // BT-113
			leaf("ram:DuePayableAmount", p.Due.Decimal())))                        // BT-115
	for _, ref := range append(append([]invoicing.Reference{}, p.Of...), p.Deducted...) {
		n.add(el("ram:InvoiceReferencedDocument", leaf("ram:IssuerAssignedID", ref.Number), // BT-25
			el("ram:FormattedIssueDateTime", leaf("qdt:DateTimeString", strings.ReplaceAll(ref.IssuedOn.String(), "-", ""), "format", "102")))) // BT-26
	}
	return n
}
