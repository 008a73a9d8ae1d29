package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/md5" // #nosec G501 -- the identifier of a file (ISO 32000-1, 14.4), not a secret
	_ "embed"    // the colour profile
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// sRGB is the colour profile of the International Color Consortium, by which a PDF/A says what its colours are.
//
//go:embed icc/sRGB2014.icc
var sRGB []byte

// Attachment is the file that goes with an archived document: the same facts for a machine (ISO 19005-3, annex E).
type Attachment struct {
	Name         string // "factur-x.xml"
	Description  string
	Relationship string // "Alternative": says the same; "Data", "Source", "Supplement"
	Type         string // MIME
	Content      []byte
	// Schema is more of XMP about it: an extension schema and its properties, as rdf:Description elements.
	Schema string
}

// Archive ends the document as PDF/A-3b (ISO 19005-3, level B): colours by a profile, fonts embedded, the same facts about
// the document in XMP as in its dictionary, an identifier, and at most one attached file.
func (s *Sheet) Archive(a *Attachment) ([]byte, error) {
	s.pdf.AddOutputIntent(fpdf.OutputIntentType{SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB IEC61966-2.1", Info: "sRGB2014", ICCProfile: sRGB})
	schema := ""
	if a != nil {
		schema = a.Schema
	}
	s.pdf.SetXmpMetadata(s.options.xmp(schema))
	raw, err := s.Bytes()
	if err != nil {
		return nil, err
	}
	return attach(raw, a, s.options.Made)
}

// xmp describes the document (ISO 16684-1).
func (o Options) xmp(schema string) []byte {
	made := o.Made.UTC().Format("2006-01-02T15:04:05+00:00")
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
	b.WriteString(`<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>` + "\n")
	fmt.Fprintf(&b, `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language></rdf:Description>`+"\n", escaped(o.Title), escaped(o.Author), escaped(o.Language))
	b.WriteString(`<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>Comptoir</pdf:Producer></rdf:Description>` + "\n")
	fmt.Fprintf(&b, `<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate></rdf:Description>`+"\n", made, made)
	b.WriteString(schema)
	b.WriteString("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return b.Bytes()
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

var (
	trailerShape = regexp.MustCompile(`(?s)trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\s*$`)
	errShape     = errors.New("paper: the written document does not end as expected")
)

// attach adds to a written document, as an incremental update (ISO 32000-1, 7.5.6), what the writer cannot say: the
// associated file and the identifier.
func attach(raw []byte, a *Attachment, made time.Time) ([]byte, error) {
	m := trailerShape.FindSubmatch(raw)
	if m == nil {
		return nil, errShape
	}
	size, _ := strconv.Atoi(string(m[1])) // digits, by the expression
	head := []byte("\n" + string(m[2]) + " 0 obj\n<<")
	at := bytes.LastIndex(raw, head)
	if at < 0 {
		return nil, errShape
	}
	catalog := raw[at+len(head):]
	catalog = catalog[:bytes.LastIndex(catalog, []byte("\nxref"))]
	catalog = bytes.TrimSuffix(bytes.TrimSpace(catalog), []byte("endobj"))
	catalog = bytes.TrimSuffix(bytes.TrimSpace(catalog), []byte(">>"))
	names := bytes.Index(catalog, []byte("/Names <<"))
	if names < 0 {
		return nil, errShape
	}
	u := update{size: size}
	u.b.Write(bytes.TrimRight(raw, "\n"))
	u.b.WriteString("\n")
	more := ""
	if a != nil {
		file := u.object(0, a.stream(made))
		spec := u.object(0, fmt.Sprintf("<< /Type /Filespec /F (%s) /UF (%s) /Desc (%s) /AFRelationship /%s /EF << /F %d 0 R /UF %d 0 R >> >>", a.Name, a.Name, literal(a.Description), a.Relationship, file, file))
		more = fmt.Sprintf("/Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >>\n/AF [%d 0 R]\n", a.Name, spec, spec)
	}
	root, _ := strconv.Atoi(string(m[2]))
	u.object(root, "<<"+string(catalog[:names])+more+">>")
	return u.end(string(m[2]), string(m[3]), string(m[4]), raw), nil
}

// literal keeps a description within the characters that need no escape in a PDF string.
func literal(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '(' || r == ')' || r == '\\' {
			return '-'
		}
		return r
	}, s)
}

func (a *Attachment) stream(made time.Time) string {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(a.Content) // into memory
	_ = z.Close()
	return fmt.Sprintf("<< /Type /EmbeddedFile /Subtype /%s /Filter /FlateDecode /Length %d /Params << /Size %d /ModDate (D:%s+00'00') >> >>\nstream\n%s\nendstream",
		strings.ReplaceAll(a.Type, "/", "#2F"), packed.Len(), len(a.Content), made.UTC().Format("20060102150405"), packed.String())
}

// update is an incremental update being written.
type update struct {
	b       bytes.Buffer
	size    int // objects so far, the free one included
	entries []entry
}

type entry struct{ number, at int }

// object writes a new object (number 0) or a new version of one, and returns its number.
func (u *update) object(number int, body string) int {
	if number == 0 {
		number = u.size
		u.size++
	}
	u.entries = append(u.entries, entry{number, u.b.Len()})
	fmt.Fprintf(&u.b, "%d 0 obj\n%s\nendobj\n", number, body)
	return number
}

func (u *update) end(root, info, previous string, raw []byte) []byte {
	at := u.b.Len()
	u.b.WriteString("xref\n")
	for _, e := range u.entries {
		fmt.Fprintf(&u.b, "%d 1\n%010d 00000 n \n", e.number, e.at)
	}
	id := md5.Sum(raw) // #nosec G401 -- see the import
	fmt.Fprintf(&u.b, "trailer\n<<\n/Size %d\n/Root %s 0 R\n/Info %s 0 R\n/Prev %s\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n", u.size, root, info, previous, id, id, at)
	return u.b.Bytes()
}
