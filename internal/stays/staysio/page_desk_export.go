package staysio

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/spreadsheet"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// maxExport bounds the lines of one file: more is for the API, page by page.
const maxExport = 50_000

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
		query := stayQuery(ctx, f)
		query.Page = paging.Request{Limit: paging.MaxLimit}
		for lines := 0; lines < maxExport; {
			page, err := m.stays.ListReservations(ctx, stays.ListReservations{Query: query})
			if err != nil {
				return "", err
			}
			for _, row := range page.Items {
				_ = table.Row(exportLine(row, web.Lang(ctx))...) // Close tells
			}
			lines += len(page.Items)
			if query.Page.Cursor = page.Next; page.Next == "" {
				break
			}
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
