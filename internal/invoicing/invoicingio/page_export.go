package invoicingio

import (
	"archive/zip"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/spreadsheet"
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

// exportCSV writes the list under its filter.
func (m *Module) exportCSV(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	m.d.Web.Download(w, r, "text/csv; charset=utf-8", func(out io.Writer) (string, error) {
		table, decimal := spreadsheet.New(out, spreadsheet.Semicolon, "numero", "type", "date", "echeance", "client", "reference", "ht", "tva", "ttc", "reste_du", "devise", "etat", "relances"), spreadsheet.Decimal
		_, err := m.d.Invoicing.Export(ctx, invoicing.ExportPapers{Filter: filter(ctx, f), Each: func(row invoicing.Row, _ []byte) error {
			return table.Row(row.Number, string(row.Kind), row.IssuedOn.String(), row.DueOn.String(), row.Customer, row.Order, decimal(row.Net), decimal(row.VAT), decimal(row.Total),
				decimal(row.Outstanding), string(row.Total.Currency()), string(row.State), strconv.Itoa(row.Level))
		}})
		return "factures.csv", errors.Join(err, table.Close())
	})
}

// exportZIP packs the documents of the list under its filter.
func (m *Module) exportZIP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
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
	m.d.Web.Download(w, r, "application/zip", func(out io.Writer) (string, error) {
		z := zip.NewWriter(out)
		_, err := m.d.Invoicing.Export(ctx, invoicing.ExportPapers{Filter: wanted, Documents: true, Each: func(row invoicing.Row, document []byte) error {
			entry, err := z.CreateHeader(&zip.FileHeader{Name: row.Number + ".pdf", Method: zip.Store, Modified: row.IssuedOn.UTC()}) // packed already
			if err == nil {
				_, err = entry.Write(document)
			}
			return err
		}})
		return "factures.zip", errors.Join(err, z.Close())
	})
}
