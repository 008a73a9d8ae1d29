package invoicingio

import (
	"bytes"
	"encoding/xml"
	"strings"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// node is an element of a document whose prefixes the root declares. encoding/xml writes no prefixes, and the readers of
// invoices look for them.
type node struct {
	name  string
	attrs []string // name, value, …
	text  string
	kids  []*node
}

// el makes an element; nil children are left out, so that what is optional needs no branch.
func el(name string, kids ...*node) *node {
	n := &node{name: name}
	for _, k := range kids {
		if k != nil {
			n.kids = append(n.kids, k)
		}
	}
	return n
}

// leaf makes an element with a text; nil without one.
func leaf(name, text string, attrs ...string) *node {
	if text == "" {
		return nil
	}
	return &node{name: name, text: text, attrs: attrs}
}

// some makes an element unless it would be empty.
func some(name string, kids ...*node) *node {
	if n := el(name, kids...); len(n.kids) > 0 {
		return n
	}
	return nil
}

// add appends children.
func (n *node) add(kids ...*node) { n.kids = append(n.kids, el("", kids...).kids...) }

func (n *node) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	n.write(&b, 0)
	return b.Bytes()
}

func (n *node) write(b *bytes.Buffer, depth int) {
	indent := strings.Repeat("  ", depth)
	b.WriteString(indent + "<" + n.name)
	for i := 0; i+1 < len(n.attrs); i += 2 {
		b.WriteString(" " + n.attrs[i] + `="`)
		_ = xml.EscapeText(b, []byte(n.attrs[i+1])) // into memory
		b.WriteString(`"`)
	}
	b.WriteString(">")
	if len(n.kids) == 0 {
		_ = xml.EscapeText(b, []byte(n.text)) // into memory
	} else {
		b.WriteString("\n")
		for _, k := range n.kids {
			k.write(b, depth+1)
		}
		b.WriteString(indent)
	}
	b.WriteString("</" + n.name + ">\n")
}

// typeCodes are the kinds in UNCL 1001 (BT-3). A receipt is no invoice.
var typeCodes = map[invoicing.Kind]string{invoicing.Invoice: "380", invoicing.Deposit: "386", invoicing.CreditNote: "381"}

// guideline is the specification that both syntaxes follow (BT-24).
const guideline = "urn:cen.eu:en16931:2017"

// process is the French invoicing framework (BT-23, cadre de facturation): services, S1; already paid, S2; final after a
// deposit, S4.
func process(p invoicing.Paper) string {
	switch {
	case p.Kind == invoicing.Invoice && len(p.Deducted) > 0:
		return "S4"
	case p.Kind != invoicing.CreditNote && !p.Due.IsPositive():
		return "S2"
	}
	return "S1"
}

// priced is a line's price without VAT as EN 16931 wants it: never below zero (BR-27), times the quantity exactly the line's
// amount. What does not divide has the quantity as its base (BT-149).
type priced struct{ price, base, quantity string }

func priceOf(l invoicing.Line) priced {
	q, net := int64(l.Quantity), l.Net.Minor()
	out := priced{quantity: l.Quantity.String(), base: "1"}
	if net < 0 {
		out.quantity, net = "-"+out.quantity, -net
	}
	c := l.Net.Currency()
	if net*int64(invoicing.One)%q == 0 {
		out.price = money.New(net*int64(invoicing.One)/q, c).Decimal()
		return out
	}
	out.price, out.base = money.New(net, c).Decimal(), l.Quantity.String()
	return out
}

// vatex are the exemptions in the code list VATEX (BT-121); one code for one reason only.
var vatex = map[invoicing.Reason]string{invoicing.Franchise: "VATEX-FR-FRANCHISE", invoicing.Disbursement: "VATEX-EU-79-C"}

func exemption(p invoicing.Paper, g invoicing.Group) (text, code string) {
	if g.Tax.Category != invoicing.Exempt {
		return "", ""
	}
	text = invoicing.ExemptionText(p.Language, "", g.Reasons)
	if len(g.Reasons) == 1 {
		code = vatex[g.Reasons[0]]
	}
	return text, code
}

// registration is a party's number in its register and the register's code in ISO 6523 (0002: Sirene).
func registration(p invoicing.Party) (id, scheme string) {
	switch {
	case p.SIREN != "":
		return p.SIREN, "0002"
	case p.SIRET != "":
		return p.SIRET[:9], "0002"
	}
	return p.Register, ""
}

// taxNumber is a party's number for VAT: its own (VA), else the register's (FC), since what is exempt is said by somebody.
func taxNumber(p invoicing.Party) (id, scheme string) {
	if p.VATNumber != "" {
		return p.VATNumber, "VA"
	}
	id, _ = registration(p)
	return id, "FC"
}

// stayed is the period of the service; one day where none was said.
func stayed(p invoicing.Paper) (from, to period.Date) {
	if p.Supplied.From.IsZero() {
		return p.IssuedOn, p.IssuedOn
	}
	return p.Supplied.From, p.Supplied.To
}

// means is how the money comes (UNTDID 4461): a credit transfer where an account is named, else as agreed.
func means(p invoicing.Paper) string {
	if p.Accounts.IBAN != "" {
		return "58"
	}
	return "1"
}
