package staysio_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
	"comptoir/internal/web/webtest"
)

// The file holds what the list shows under its filters, whole, and nothing that a spreadsheet would run.
func TestTheListAsAFile(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	p := s.a.Property()
	guest := staystest.Guest()
	guest.FirstName, guest.LastName = `=HYPERLINK("http://x")`, "Kérou"
	q, err := s.a.Ask(p, "2027-05-08", "2027-05-15")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.a.BookStay(s.a.Ctx, stays.BookStay{Quote: q.ID, Guest: guest, AcceptTerms: true}); err != nil {
		t.Fatal(err)
	}
	s.a.Book(p, "2027-06-05", "2027-06-12")
	list := webtest.HTML(t, g.get("/desk/reservations?status=held", 200).body)
	href := list.In(`a[href^="/desk/reservations/export"]`).One().Attr("href")
	rows := func(href string) [][]string {
		body, marked := strings.CutPrefix(g.get(href, 200).body, "\ufeff")
		if !marked {
			t.Error("the file does not say that it is UTF-8")
		}
		all, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := g.send("GET", href, nil); got.status != http.StatusSeeOther {
		t.Errorf("the list leaves without a fresh proof: %d", got.status)
	}
	s.who.Fresh = true
	held := rows(href)
	if len(held) != 2 || held[1][1] != "held" {
		t.Fatalf("the filter is lost: %v", held)
	}
	line := map[string]string{}
	for i, name := range held[0] {
		line[name] = held[1][i]
	}
	if line["guest"] != `'=HYPERLINK("http://x") Kérou` || line["check_in"] != "2027-05-08" || line["nights"] != "7" || line["currency"] != "EUR" || line["total"] != q.Total.Decimal() {
		t.Errorf("%v", line)
	}
	if all := rows("/desk/reservations/export"); len(all) != 3 {
		t.Errorf("%d lines of 3", len(all))
	}
	s.who = access.Actor{}
	if got := g.send("GET", "/desk/reservations/export", nil); got.status == 200 {
		t.Error("a visitor has the list")
	}
}
