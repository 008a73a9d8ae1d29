package banking

import (
	"cmp"
	"context"
	"encoding/xml"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/money"
)

// File is a file for the bank.
type File struct {
	Name    string
	Type    string
	Content []byte
}

// ExportBatch makes the file by which the bank is asked. Asked for again it is the same file, byte by byte: the bank
// refuses it as a duplicate.
type ExportBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (ExportBatch) Needs() access.Permission { return PermPropose }

// Proof implements access.Proving: the file holds every payee's IBAN.
func (ExportBatch) Proof() access.Proof { return access.FreshProof }

func (b *Banking) export(ctx context.Context, c ExportBatch) (File, error) {
	s, err := b.on(ctx, c.ID, func(tx Tx, batch *Batch) error {
		if err := batch.byHand(); err != nil {
			return err
		}
		if err := batch.Export(b.by(ctx)); err != nil || !batch.Changed() {
			return err
		}
		return unchanged(ctx, tx, batch)
	})
	if err != nil {
		return File{}, err
	}
	from, err := b.account(ctx, s.Account)
	if err != nil {
		return File{}, err
	}
	to := map[LineID]Coordinates{}
	for _, l := range s.Lines {
		if l.Status == LineRemoved {
			continue
		}
		d, err := b.d.Store.DetailsAt(ctx, l.Payee, l.Details)
		if err != nil {
			return File{}, err
		}
		if to[l.ID], err = b.open(ctx, d); err != nil {
			return File{}, err
		}
	}
	content, err := Pain001(s, from, to)
	return File{Name: s.Number + ".xml", Type: "application/xml", Content: content}, err
}

// Pain001 writes a customer credit transfer initiation, pain.001.001.09, as the SEPA implementation guidelines want it
// (EPC132-08, 2023 rulebook): one payment information, service level SEPA, charges shared, amounts in euros. What was rejected
// since stays in the file, which is the one that the bank has.
func Pain001(s BatchState, from Account, to map[LineID]Coordinates) ([]byte, error) {
	name := basic(from.Holder, 70)
	info := painInfo{ID: s.Number, Method: "TRF", Booking: true, Level: "SEPA", On: s.ExecuteOn.String(), Debtor: name, Account: painAccount{IBAN: string(from.IBAN)},
		Agent: agentOf(from.BIC), Bearer: "SLEV"}
	sum := money.Zero(money.EUR)
	for _, l := range s.Lines {
		c, ok := to[l.ID]
		if !ok {
			continue
		}
		t := painTransfer{Instruction: l.EndToEnd, EndToEnd: l.EndToEnd, Amount: painAmount{Currency: string(l.Amount.Currency()), Value: l.Amount.Decimal()},
			Creditor: basic(c.Holder, 70), Account: painAccount{IBAN: string(c.IBAN)}, Remittance: basic(cmp.Or(from.Holder, from.Name)+" "+s.Number, 140)}
		if c.BIC != "" {
			a := agentOf(c.BIC)
			t.Agent = &a
		}
		info.Transfers, sum = append(info.Transfers, t), sum.Add(l.Amount)
	}
	info.Count, info.Sum = len(info.Transfers), sum.Decimal()
	made := s.Proposed.At
	if s.Exported != nil {
		made = s.Exported.At
	}
	doc := painDocument{NS: "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", Header: painHeader{ID: s.Number, Created: made.UTC().Truncate(time.Second).Format("2006-01-02T15:04:05Z"),
		Count: info.Count, Sum: info.Sum, Initiator: name}, Info: info}
	out, err := xml.MarshalIndent(doc, "", "  ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}

func agentOf(b bank.BIC) painAgent {
	if b == "" {
		return painAgent{Other: &painOther{ID: "NOTPROVIDED"}}
	}
	return painAgent{BIC: string(b)}
}

type painDocument struct {
	XMLName xml.Name   `xml:"Document"`
	NS      string     `xml:"xmlns,attr"`
	Header  painHeader `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Info    painInfo   `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type painHeader struct {
	ID        string `xml:"MsgId"`
	Created   string `xml:"CreDtTm"`
	Count     int    `xml:"NbOfTxs"`
	Sum       string `xml:"CtrlSum"`
	Initiator string `xml:"InitgPty>Nm"`
}

type painInfo struct {
	ID        string         `xml:"PmtInfId"`
	Method    string         `xml:"PmtMtd"`
	Booking   bool           `xml:"BtchBookg"`
	Count     int            `xml:"NbOfTxs"`
	Sum       string         `xml:"CtrlSum"`
	Level     string         `xml:"PmtTpInf>SvcLvl>Cd"`
	On        string         `xml:"ReqdExctnDt>Dt"`
	Debtor    string         `xml:"Dbtr>Nm"`
	Account   painAccount    `xml:"DbtrAcct"`
	Agent     painAgent      `xml:"DbtrAgt"`
	Bearer    string         `xml:"ChrgBr"`
	Transfers []painTransfer `xml:"CdtTrfTxInf"`
}

type painAccount struct {
	IBAN string `xml:"Id>IBAN"`
}

type painAgent struct {
	BIC   string     `xml:"FinInstnId>BICFI,omitempty"`
	Other *painOther `xml:"FinInstnId>Othr,omitempty"`
}

type painOther struct {
	ID string `xml:"Id"`
}

type painTransfer struct {
	Instruction string      `xml:"PmtId>InstrId"`
	EndToEnd    string      `xml:"PmtId>EndToEndId"`
	Amount      painAmount  `xml:"Amt>InstdAmt"`
	Agent       *painAgent  `xml:"CdtrAgt,omitempty"`
	Creditor    string      `xml:"Cdtr>Nm"`
	Account     painAccount `xml:"CdtrAcct"`
	Remittance  string      `xml:"RmtInf>Ustrd"`
}

type painAmount struct {
	Currency string `xml:"Ccy,attr"`
	Value    string `xml:",chardata"`
}
