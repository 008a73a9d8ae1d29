package paymentsio

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/platform/spreadsheet"
	"comptoir/internal/web"
)

// exportAddress is where the list under the filter of a form is had as a file.
func exportAddress(f *web.Form) string { return paymentsTab + "/export?" + filterWords(f) }

// filterWords is the filter of a form as an address says it.
func filterWords(f *web.Form) string {
	q := url.Values{}
	for _, name := range []string{"q", "status", "provider", "from", "to"} {
		if value := f.Get(name); value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// exportPayments gives the list under its filter as a table for a spreadsheet: moments as ISO 8601, amounts in the decimals of
// their currency. A filter that cannot be read leads back to the list, which says what is wrong.
func (m *Module) exportPayments(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	wanted := m.filter(ctx, f)
	if !f.OK() { // without its filter the file would hold everybody
		m.d.Web.Redirect(w, r, paymentsTab+"?"+filterWords(f))
		return
	}
	m.d.Web.Download(w, r, "text/csv; charset=utf-8", func(file io.Writer) (string, error) {
		table := spreadsheet.New(file, spreadsheet.Comma, strings.Split("opened_at,payer,email,purpose,description,provider,reference,standing,currency,amount,captured,given_back,payment", ",")...)
		_, err := m.payments.Export(ctx, payments.ExportPayments{Filter: wanted, Each: func(v payments.View) {
			_ = table.Row(exportLine(v)...) // Close tells
		}})
		if err != nil {
			return "", err
		}
		return "payments.csv", table.Close()
	})
}

func exportLine(v payments.View) []string {
	back := money.Zero(v.Amount.Currency())
	for _, r := range v.Refunds {
		if r.Status != payments.RefundFailed {
			back = back.Add(r.Amount)
		}
	}
	return []string{v.CreatedAt.UTC().Format(time.RFC3339), v.Payer.Name, v.Payer.Email.String(), v.Purpose, v.Description, v.Provider, v.Reference, string(v.Standing),
		string(v.Amount.Currency()), v.Amount.Decimal(), v.Captured.Decimal(), back.Decimal(), v.ID.String()}
}
