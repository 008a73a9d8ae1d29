package bankingtest

import (
	"fmt"
	"strings"
)

// Movement is an entry of a statement to be written.
type Movement struct {
	Ref, Amount, Sign, EndToEnd, Reference, Text, Name, Return string
}

// CAMT writes a statement of the account IBANFrance in version "02" or "08", booked on a day.
func CAMT(version, day string, all ...Movement) string {
	var b strings.Builder
	party := func(who, name string) string {
		if version == "08" {
			name = "<Pty><Nm>" + name + "</Nm></Pty>"
		} else {
			name = "<Nm>" + name + "</Nm>"
		}
		return "<" + who + ">" + name + "</" + who + ">"
	}
	status := "BOOK"
	if version == "08" {
		status = "<Cd>BOOK</Cd>"
	}
	for _, m := range all {
		who := "Dbtr"
		if m.Sign == "DBIT" {
			who = "Cdtr"
		}
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts>%s</Sts><BookgDt><Dt>%s</Dt></BookgDt><ValDt><Dt>%s</Dt></ValDt><AcctSvcrRef>%s</AcctSvcrRef><BkTxCd/>`, m.Amount, m.Sign, status, day, day, m.Ref)
		fmt.Fprintf(&b, `<NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs><RltdPties>%s</RltdPties><RmtInf><Ustrd>%s</Ustrd><Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>`, m.EndToEnd, party(who, m.Name), m.Text, m.Reference)
		if m.Return != "" {
			fmt.Fprintf(&b, `<RtrInf><Rsn><Cd>%s</Cd></Rsn></RtrInf>`, m.Return)
		}
		b.WriteString(`</TxDtls></NtryDtls></Ntry>`)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.` + version + `"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>` +
		strings.ReplaceAll(IBANFrance, " ", "") + `</IBAN></Id></Acct>` + b.String() + `</Stmt></BkToCstmrStmt></Document>`
}
