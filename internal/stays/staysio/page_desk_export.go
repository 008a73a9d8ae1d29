package staysio

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/platform/spreadsheet"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// exportReservations gives the list under the filters of the address as a table for a spreadsheet: days as ISO 8601, amounts
// in the decimals of their currency.
func (m *Module) exportReservations(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	m.Web.Download(w, r, "text/csv; charset=utf-8", func(file io.Writer) (string, error) {
		table := spreadsheet.New(file, spreadsheet.Comma, strings.Split("reference,status,source,property,guest,email,check_in,check_out,nights,adults,children,infants,pets,currency,total,owed,balance_due_on,booked_at", ",")...)
		_, err := m.stays.ExportReservations(ctx, stays.ExportReservations{Query: stayQuery(ctx, f), Each: func(row stays.ReservationRow) {
			_ = table.Row(exportLine(row, web.Lang(ctx))...) // Close tells
		}})
		if err != nil {
			return "", err
		}
		return "reservations.csv", table.Close()
	})
}

func exportLine(r stays.ReservationRow, lang string) []string {
	due := ""
	if !r.BalanceDueOn.IsZero() {
		due = r.BalanceDueOn.String()
	}
	return []string{r.Reference, string(r.Status), r.Source, r.PropertyName.In(lang), r.GuestName, r.GuestEmail.String(), r.Stay.From.String(), r.Stay.To.String(),
		strconv.Itoa(r.Stay.Nights()), strconv.Itoa(r.Party.Adults), strconv.Itoa(r.Party.Children), strconv.Itoa(r.Party.Infants), strconv.Itoa(r.Party.Pets),
		string(r.Total.Currency()), r.Total.Decimal(), r.Owed.Decimal(), due, r.BookedAt.UTC().Format(time.RFC3339)}
}
