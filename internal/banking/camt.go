package banking

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Bounds of a file.
const (
	MaxStatement = 10 << 20
	maxEntries   = 20_000
	maxDepth     = 40
)

// camt are the versions of the bank's statement that are read: the 2009 one, which most banks still send, and the 2019 one.
var camt = map[string]bool{"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02": true, "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08": true}

type camtAmount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}

type camtDay struct {
	Day    string `xml:"Dt"`
	Moment string `xml:"DtTm"`
}

// camtParty is a party in either version: the name stands in it, or in a Pty of its own.
type camtParty struct {
	Name  string `xml:"Nm"`
	Inner string `xml:"Pty>Nm"`
}

func (p camtParty) name() string {
	if p.Inner != "" {
		return p.Inner
	}
	return p.Name
}

type camtDetails struct {
	EndToEnd   string     `xml:"Refs>EndToEndId"`
	BankRef    string     `xml:"Refs>AcctSvcrRef"`
	Amount     camtAmount `xml:"Amt"`
	Amount02   camtAmount `xml:"AmtDtls>TxAmt>Amt"`
	Debtor     camtParty  `xml:"RltdPties>Dbtr"`
	DebtorIBAN string     `xml:"RltdPties>DbtrAcct>Id>IBAN"`
	Creditor   camtParty  `xml:"RltdPties>Cdtr"`
	CreditIBAN string     `xml:"RltdPties>CdtrAcct>Id>IBAN"`
	Text       []string   `xml:"RmtInf>Ustrd"`
	Reference  []string   `xml:"RmtInf>Strd>CdtrRefInf>Ref"`
	Return     string     `xml:"RtrInf>Rsn>Cd"`
}

type camtStatus struct {
	Text string `xml:",chardata"`
	Code string `xml:"Cd"`
}

type camtEntry struct {
	Ref      string        `xml:"NtryRef"`
	Amount   camtAmount    `xml:"Amt"`
	Sign     string        `xml:"CdtDbtInd"`
	Status   camtStatus    `xml:"Sts"`
	Booked   camtDay       `xml:"BookgDt"`
	Value    camtDay       `xml:"ValDt"`
	BankRef  string        `xml:"AcctSvcrRef"`
	Details  []camtDetails `xml:"NtryDtls>TxDtls"`
	MoreText string        `xml:"AddtlNtryInf"`
}

type camtStatement struct {
	IBAN    string      `xml:"Acct>Id>IBAN"`
	Entries []camtEntry `xml:"Ntry"`
}

type camtDocument struct {
	XMLName    xml.Name        `xml:"Document"`
	Statements []camtStatement `xml:"BkToCstmrStmt>Stmt"`
}

// ParseCAMT reads a statement camt.053 of an account. It refuses what declares a document type (no entity is ever expanded,
// no file ever fetched), another account's statement, another currency than the euro, and amounts that are no amounts.
func ParseCAMT(content []byte, of bank.IBAN) ([]Raw, error) {
	if err := guardXML(content); err != nil {
		return nil, err
	}
	var doc camtDocument
	if err := xml.Unmarshal(content, &doc); err != nil {
		return nil, ErrStatement.On("file", "statement_malformed_xml", "the file is no XML of a statement").Because(err)
	}
	if !camt[doc.XMLName.Space] {
		return nil, refused("unknown_version", "camt.053.001.02 and camt.053.001.08 are read")
	}
	if len(doc.Statements) == 0 {
		return nil, refused("empty", "there is no statement in the file")
	}
	var out []Raw
	for _, s := range doc.Statements {
		if bank.Compact(s.IBAN) != string(of) {
			return nil, ErrOther.On("file", "statement_other_account", "the statement is of another account")
		}
		for i, e := range s.Entries {
			if code := strings.TrimSpace(e.Status.Code + e.Status.Text); code != "" && code != "BOOK" {
				continue // announced, not booked
			}
			raws, err := e.raws(i + 1)
			if err != nil {
				return nil, err
			}
			if out = append(out, raws...); len(out) > maxEntries {
				return nil, refused("too_many", "more than %d entries", maxEntries)
			}
		}
	}
	return out, nil
}

// guardXML walks through the file before anything of it is kept.
func guardXML(content []byte) error {
	d := xml.NewDecoder(bytes.NewReader(content))
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrStatement.On("file", "statement_malformed_xml", "the file is no whole XML").Because(err)
		}
		switch token.(type) {
		case xml.Directive:
			return refused("document_type", "a statement declares no document type")
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return refused("too_deep", "elements are nested too deep")
			}
		case xml.EndElement:
			depth--
		}
	}
}

// raws are the entry, or the transactions of which a collective one is made when they have amounts that sum to it.
func (e camtEntry) raws(n int) ([]Raw, error) {
	whole, err := e.amount(e.Amount, n)
	if err != nil {
		return nil, err
	}
	on, err := e.Booked.date(n, "BookgDt")
	if err != nil {
		return nil, err
	}
	value, err := e.Value.date(n, "ValDt")
	if err != nil {
		return nil, err
	}
	if on.IsZero() {
		on = value
	}
	if on.IsZero() {
		return nil, refused("no_date", "entry %d has no date", n)
	}
	base := Raw{On: on, Value: value, Amount: whole, BankRef: line(firstOf(e.BankRef, e.Ref), 70), Text: line(e.MoreText, 300)}
	if len(e.Details) == 0 {
		return []Raw{base}, nil
	}
	parts, sum := make([]Raw, 0, len(e.Details)), money.Zero(money.EUR)
	for _, d := range e.Details {
		r := d.raw(base, whole.IsPositive())
		given := d.Amount
		if given.Value == "" {
			given = d.Amount02
		}
		if given.Value == "" {
			parts = nil
			break
		}
		if r.Amount, err = e.amount(given, n); err != nil {
			return nil, err
		}
		parts, sum = append(parts, r), sum.Add(r.Amount)
	}
	if len(parts) > 1 && sum.Cmp(whole) == 0 {
		return parts, nil
	}
	one := e.Details[0].raw(base, whole.IsPositive())
	one.BankRef = base.BankRef
	return []Raw{one}, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}

func (d camtDetails) raw(base Raw, in bool) Raw {
	r := base
	r.BankRef = line(firstOf(d.BankRef, base.BankRef), 70)
	if e2e := strings.TrimSpace(d.EndToEnd); e2e != "NOTPROVIDED" {
		r.EndToEnd = line(e2e, 35)
	}
	r.Reference, r.Return = line(strings.Join(d.Reference, " "), 70), line(d.Return, 4)
	if text := strings.Join(d.Text, " "); text != "" {
		r.Text = line(text, 300)
	}
	name, iban := d.Creditor.name(), d.CreditIBAN
	if in {
		name, iban = d.Debtor.name(), d.DebtorIBAN
	}
	r.Name, r.Account = line(name, 140), bank.IBAN(bank.Compact(iban)).Masked()
	return r
}

// line makes one line of at most n characters of a text, without what controls.
func line(text string, n int) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\u00a0' }), " ")
	if utf8.RuneCountInString(text) > n {
		text = string([]rune(text)[:n])
	}
	return text
}

func (d camtDay) date(n int, what string) (period.Date, error) {
	text := firstOf(d.Day, d.Moment)
	if text == "" {
		return period.Date{}, nil
	}
	if len(text) > 10 {
		text = text[:10]
	}
	on, err := period.ParseDate(text)
	if err != nil {
		return on, refused("malformed_date", "entry %d: %s is no date", n, what)
	}
	return on, nil
}

func (e camtEntry) amount(a camtAmount, n int) (money.Amount, error) {
	if a.Currency != string(money.EUR) {
		return money.Amount{}, refused("other_currency", "entry %d is in %q: accounts are kept in euros", n, line(a.Currency, 10))
	}
	out, err := money.Parse(strings.TrimSpace(a.Value), money.EUR)
	if err != nil || out.IsNegative() || out.Minor() > maxAmount {
		return money.Amount{}, refused("malformed_amount", "entry %d: %q is no amount", n, line(a.Value, 40))
	}
	switch e.Sign {
	case "CRDT":
		return out, nil
	case "DBIT":
		return out.Neg(), nil
	}
	return money.Amount{}, refused("no_side", "entry %d is neither a credit nor a debit", n)
}

// maxAmount is more than an entry of a statement can have, in cents.
const maxAmount = 100_000_000_000
