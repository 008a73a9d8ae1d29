package app_test

import (
	"fmt"
	"strings"
	"testing"

	"comptoir/test/program"
)

// Whoever guesses private links is found although he is stopped after a few: the page says so, and the figures count it.
func TestGuessingOfLinksIsSeen(t *testing.T) {
	t.Parallel()
	p := program.Start(t, standard...)
	a := p.Agency("rivages")
	for i := range 40 {
		a.Call("GET", fmt.Sprintf("/manage/%032d", i), nil, "X-Forwarded-For", "198.51.100.77")
	}
	admin := a.As("admin")
	events := ""
	p.Eventually("the guesses are noted", func() bool {
		events = string(admin.Must(200, "GET", "/api/audit/security-events?kind=absent&address=198.51.100.77&limit=100", nil).Raw)
		return strings.Count(events, `"kind":"absent"`) == 40
	})
	if strings.Contains(events, "00000000000000000000000000000001") {
		t.Error("a link that was tried stands in the log")
	}
	p.Eventually("there is an alert", func() bool {
		var rule, key string
		err := p.Admin().QueryRow(t.Context(), `SELECT rule, key FROM audit.alert`).Scan(&rule, &key)
		return err == nil && rule == "enumeration" && key == "198.51.100.77"
	})
}
