package staysio

import (
	"encoding/csv"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// maxExport bounds the lines of one file: more is for the API, page by page.
const maxExport = 50_000

// exportReservations gives the list under the filters of the address as a table for a spreadsheet: UTF-8 with its mark,
// days as ISO 8601, amounts in the decimals of their currency, and no text that a spreadsheet would run. The file is
// written whole before anything is sent, so that a failure is an error page and never half a table.
func (m *Module) exportReservations(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	file, err := os.CreateTemp("", "reservations-*.csv")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	_, err = file.WriteString("\ufeff")
	table := csv.NewWriter(file)
	table.UseCRLF = true
	if err == nil {
		err = table.Write(strings.Split("reference,status,source,property,guest,email,check_in,check_out,nights,adults,children,infants,pets,currency,total,owed,balance_due_on,booked_at", ","))
	}
	query := stayQuery(ctx, f)
	query.Page = paging.Request{Limit: paging.MaxLimit}
	for lines := 0; err == nil && lines < maxExport; {
		var page paging.Page[stays.ReservationRow]
		if page, err = m.stays.ListReservations(ctx, stays.ListReservations{Query: query}); err != nil {
			break
		}
		for _, row := range page.Items {
			if err = table.Write(exportLine(row, web.Lang(ctx))); err != nil {
				break
			}
		}
		lines += len(page.Items)
		if query.Page.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if table.Flush(); err == nil {
		err = table.Error()
	}
	if err == nil {
		_, err = file.Seek(0, 0)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="reservations.csv"`)
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}

func exportLine(r stays.ReservationRow, lang string) []string {
	due := ""
	if !r.BalanceDueOn.IsZero() {
		due = r.BalanceDueOn.String()
	}
	line := []string{r.Reference, string(r.Status), r.Source, r.PropertyName.In(lang), r.GuestName, r.GuestEmail.String(), r.Stay.From.String(), r.Stay.To.String(),
		strconv.Itoa(r.Stay.Nights()), strconv.Itoa(r.Party.Adults), strconv.Itoa(r.Party.Children), strconv.Itoa(r.Party.Infants), strconv.Itoa(r.Party.Pets),
		string(r.Total.Currency()), r.Total.Decimal(), r.Owed.Decimal(), due, r.BookedAt.UTC().Format(time.RFC3339)}
	for i := range line[:6] { // what people have typed
		line[i] = inert(line[i])
	}
	return line
}

// inert puts an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
