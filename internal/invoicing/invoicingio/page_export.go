package invoicingio

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/web"
)

// mostDocuments bounds a ZIP that is made while somebody waits: a document that no job has made yet takes 30 ms.
const mostDocuments = 2000

// ErrTooMany says that the period holds too many documents for one file.
var ErrTooMany = fault.Define(fault.Conflict, "invoicing.too_many_documents", "at most 2000 documents a file: choose a shorter period")

// queryOf writes the fields that are set, for another address with the same filter.
func queryOf(f *web.Form, names ...string) string {
	q := url.Values{}
	for _, name := range names {
		if value := f.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// harmless puts an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

func comma(a money.Amount) string { return strings.ReplaceAll(a.Decimal(), ".", ",") }

// exportCSV writes the list under its filter.
func (m *Module) exportCSV(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.form(w, r)
	if !ok {
		return
	}
	m.download(w, r, "text/csv; charset=utf-8", "factures.csv", func(out io.Writer) error {
		_, _ = io.WriteString(out, "\ufeff") // by which spreadsheets know UTF-8; the writer keeps the first error
		c := csv.NewWriter(out)
		c.Comma = ';'
		_ = c.Write([]string{"numero", "type", "date", "echeance", "client", "reference", "ht", "tva", "ttc", "reste_du", "devise", "etat", "relances"})
		_, err := m.d.Invoicing.Export(ctx, invoicing.ExportPapers{Filter: filter(ctx, f), Each: func(row invoicing.Row, _ []byte) error {
			return c.Write([]string{row.Number, string(row.Kind), row.IssuedOn.String(), row.DueOn.String(), harmless(row.Customer), harmless(row.Order), comma(row.Net), comma(row.VAT), comma(row.Total),
				comma(row.Outstanding), string(row.Total.Currency()), string(row.State), fmt.Sprint(row.Level)})
		}})
		c.Flush()
		if err == nil {
			err = c.Error()
		}
		return err
	})
}

// exportZIP packs the documents of the list under its filter.
func (m *Module) exportZIP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.form(w, r)
	if !ok {
		return
	}
	wanted := filter(ctx, f)
	sums, err := m.d.Invoicing.Sums(ctx, invoicing.SumPapers{Filter: wanted})
	count := 0
	for _, s := range sums {
		count += s.Count
	}
	if err == nil && count > mostDocuments {
		err = ErrTooMany
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.download(w, r, "application/zip", "factures.zip", func(out io.Writer) error {
		z := zip.NewWriter(out)
		_, err := m.d.Invoicing.Export(ctx, invoicing.ExportPapers{Filter: wanted, Documents: true, Each: func(row invoicing.Row, document []byte) error {
			entry, err := z.CreateHeader(&zip.FileHeader{Name: row.Number + ".pdf", Method: zip.Store, Modified: row.IssuedOn.UTC()}) // packed already
			if err == nil {
				_, err = entry.Write(document)
			}
			return err
		}})
		if err != nil {
			return err
		}
		return z.Close()
	})
}

// download sends what write makes: it is whole before the first byte leaves, so that what breaks off is an error and not a
// file that looks complete.
func (m *Module) download(w http.ResponseWriter, r *http.Request, media, name string, write func(io.Writer) error) {
	file, err := os.CreateTemp("", "comptoir-invoices-*")
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	err = write(file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}
