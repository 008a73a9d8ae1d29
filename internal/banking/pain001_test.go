package banking_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
)

// rule is what the schema says of one element: its children in their order ("?" optional, "+" one or more), or the form of
// its text.
type rule struct {
	children string
	text     string
}

// pain are the elements of pain.001.001.09 that our file has, with their order and facets as in the schema of ISO 20022 and
// the narrower ones of EPC132-08 where it is narrower (Max70Text names, the basic character set, BICFI without lower case).
var pain = map[string]rule{
	"Document":         {children: "CstmrCdtTrfInitn"},
	"CstmrCdtTrfInitn": {children: "GrpHdr PmtInf+"},
	"GrpHdr":           {children: "MsgId CreDtTm NbOfTxs CtrlSum? InitgPty"},
	"PmtInf":           {children: "PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr? CdtTrfTxInf+"},
	"PmtTpInf":         {children: "SvcLvl"},
	"SvcLvl":           {children: "Cd"},
	"ReqdExctnDt":      {children: "Dt"},
	"InitgPty":         {children: "Nm"},
	"Dbtr":             {children: "Nm"},
	"Cdtr":             {children: "Nm"},
	"DbtrAcct":         {children: "Id"},
	"CdtrAcct":         {children: "Id"},
	"DbtrAcct/Id":      {children: "IBAN"},
	"CdtrAcct/Id":      {children: "IBAN"},
	"DbtrAgt":          {children: "FinInstnId"},
	"CdtrAgt":          {children: "FinInstnId"},
	"FinInstnId":       {children: "BICFI? Othr?"},
	"Othr":             {children: "Id"},
	"CdtTrfTxInf":      {children: "PmtId Amt CdtrAgt? Cdtr CdtrAcct RmtInf?"},
	"PmtId":            {children: "InstrId? EndToEndId"},
	"Amt":              {children: "InstdAmt"},
	"RmtInf":           {children: "Ustrd"},
	"MsgId":            {text: `[A-Za-z0-9+?/:().,' -]{1,35}`},
	"PmtInfId":         {text: `[A-Za-z0-9+?/:().,' -]{1,35}`},
	"InstrId":          {text: `[A-Za-z0-9+?/:().,' -]{1,35}`},
	"EndToEndId":       {text: `[A-Za-z0-9+?/:().,' -]{1,35}`},
	"CreDtTm":          {text: `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`},
	"NbOfTxs":          {text: `[0-9]{1,15}`},
	"CtrlSum":          {text: `[0-9]{1,15}\.[0-9]{2}`},
	"Nm":               {text: `[A-Za-z0-9+?/:().,' -]{1,70}`},
	"PmtMtd":           {text: `TRF`},
	"BtchBookg":        {text: `true|false`},
	"SvcLvl/Cd":        {text: `SEPA`},
	"Dt":               {text: `\d{4}-\d\d-\d\d`},
	"ChrgBr":           {text: `SLEV`},
	"IBAN":             {text: `[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}`},
	"BICFI":            {text: `[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?`},
	"Othr/Id":          {text: `NOTPROVIDED`},
	"InstdAmt":         {text: `[0-9]{1,9}\.[0-9]{2}`},
	"Ustrd":            {text: `[A-Za-z0-9+?/:().,' -]{1,140}`},
}

// check compares a file with the rules and returns what is wrong.
func check(content []byte) (wrong []string) {
	d := xml.NewDecoder(strings.NewReader(string(content)))
	type level struct {
		name, text string
		children   []string
	}
	var stack []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return wrong
		}
		if err != nil {
			return append(wrong, err.Error())
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Space != "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09" {
				wrong = append(wrong, e.Name.Local+" is not of the namespace")
			}
			if e.Name.Local == "InstdAmt" && (len(e.Attr) != 1 || e.Attr[0].Value != "EUR") {
				wrong = append(wrong, "an amount without its currency")
			}
			if n := len(stack); n > 0 {
				stack[n-1].children = append(stack[n-1].children, e.Name.Local)
			}
			stack = append(stack, level{name: e.Name.Local})
		case xml.CharData:
			if n := len(stack); n > 0 {
				stack[n-1].text += string(e)
			}
		case xml.EndElement:
			l := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			r, known := pain[l.name]
			if len(stack) > 0 {
				if narrow, ok := pain[stack[len(stack)-1].name+"/"+l.name]; ok {
					r, known = narrow, true
				}
			}
			switch {
			case !known:
				wrong = append(wrong, "the schema has no "+l.name+" here")
			case r.text != "" && !regexp.MustCompile("^(?:"+r.text+")$").MatchString(l.text):
				wrong = append(wrong, fmt.Sprintf("%s: %q", l.name, l.text))
			case r.children != "" && !ordered(r.children, l.children):
				wrong = append(wrong, fmt.Sprintf("%s has %v", l.name, l.children))
			}
		}
	}
}

// ordered reports whether children stand as a rule says.
func ordered(rule string, children []string) bool {
	var form strings.Builder
	for _, word := range strings.Fields(rule) {
		name := strings.TrimRight(word, "?+")
		form.WriteString("(?:" + name + " )" + strings.TrimPrefix(word, name))
	}
	return regexp.MustCompile("^" + form.String() + "$").MatchString(strings.Join(append(children, ""), " "))
}

// The file has the form that the schema wants, also with names that no bank takes as they are.
func TestTheFileForTheBank(t *testing.T) {
	t.Parallel()
	for _, holder := range []string{"Maëlle Le Bihan", "SCI L’Été & Fils — «Ker»", "//évil//<x>&amp;//", "李小龙", strings.Repeat("Éa ", 23), "a/b//c///d/"} {
		w := bankingtest.NewWorld(t)
		w.Payable(t)
		w.Books.Earn(w.TyMor, 123456)
		w.Books.Earn(w.Moulin, 1)
		if _, err := w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.Moulin, Holder: holder, IBAN: bankingtest.IBANBelgium}); err != nil {
			t.Fatalf("%q: %v", holder, err)
		}
		w.Clock.Pass(100 * 3600e9)
		b := w.Proposed(t, "1")
		if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
			t.Fatal(err)
		}
		f, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID})
		if err != nil {
			t.Fatal(err)
		}
		if wrong := check(f.Content); len(wrong) > 0 {
			t.Errorf("%q: %v\n%s", holder, wrong, f.Content)
		}
		for what, want := range map[string]int{"<NbOfTxs>2</NbOfTxs>": 2, "<CtrlSum>1234.57</CtrlSum>": 2, ">1234.56</InstdAmt>": 1, "<IBAN>DE89370400440532013000</IBAN>": 1, "<BICFI>AGRIFRPP</BICFI>": 1} {
			if n := strings.Count(string(f.Content), what); n != want {
				t.Errorf("%q: %s stands %d times\n%s", holder, what, n, f.Content)
			}
		}
	}
	if wrong := check([]byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><PmtInf/><GrpHdr/></CstmrCdtTrfInitn></Document>`)); len(wrong) < 3 {
		t.Errorf("the check finds nothing: %v", wrong)
	}
}
