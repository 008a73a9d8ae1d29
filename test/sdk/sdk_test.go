// Package sdk runs the clients of the API, Go and TypeScript, against the whole program: a guest's way from the search to
// the cancelling, staff whose session has run out, and the examples of their manuals. What a client does by itself when
// the server is busy or gone is tested beside it.
package sdk

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	comptoir "comptoir/sdk/go"
	"comptoir/test/program"
)

// agency is a business with two homes at 100 a night and 60 of cleaning; address is the program's.
func agency(t *testing.T) (guest *program.Agency, address string) {
	t.Helper()
	p := program.Start(t)
	guest = p.Agency("rivages")
	admin := guest.As("admin")
	admin.Property("ty-mor")
	admin.Property("ty-glas")
	return guest, "http://127.0.0.1:" + p.Port
}

func TestGo(t *testing.T) {
	t.Parallel()
	a, address := agency(t)
	client := func(options ...comptoir.Option) *comptoir.Client {
		c, err := comptoir.New(address, append(options, comptoir.WithTenant("rivages"))...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ctx, guest := t.Context(), client()
	from, to := comptoir.Date(a.Day(60)), comptoir.Date(a.Day(67))
	var homes []comptoir.StaysCardWire
	for home, err := range guest.Stays.GetPropertiesAll(ctx, comptoir.StaysGetPropertiesQuery{CheckIn: from, CheckOut: to, Adults: 2, Limit: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		homes = append(homes, home)
	}
	if len(homes) != 2 {
		t.Fatalf("%d homes on pages of one", len(homes))
	}
	wish := comptoir.QuoteInputBody{PropertyID: homes[0].ID, CheckIn: from, CheckOut: to, Adults: 2}
	quote, err := guest.Stays.PostQuotes(ctx, wish)
	if err != nil || quote.Total.Amount != "760.00" {
		t.Fatalf("%v %v", quote, err)
	}
	wish.Adults = 99
	_, err = guest.Stays.PostQuotes(ctx, wish)
	if e, ok := comptoir.AsError(err); !ok || e.Status != http.StatusUnprocessableEntity || len(e.Fields) == 0 {
		t.Errorf("ninety-nine adults: %v", err)
	}
	booking := comptoir.StaysBookBody{QuoteID: &quote.ID, AcceptTerms: comptoir.Ptr(true), Guest: comptoir.StaysGuestWire{FirstName: "Nora", LastName: "Petit", Email: "go@guest.example",
		Phone: comptoir.Ptr("+33612345678"), Address: &comptoir.StaysAddressWire{Line1: "3 rue Haute", PostalCode: "75011", City: "Paris", Country: "FR"}}}
	booked, err := guest.Stays.PostReservations(ctx, booking, comptoir.IdempotencyKey(quote.ID))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := guest.Stays.PostReservations(ctx, booking, comptoir.IdempotencyKey(quote.ID)); err != nil || again.ID != booked.ID {
		t.Errorf("the same key: %v %v", again, err)
	}
	wish.Adults = 2
	if _, err := guest.Stays.PostQuotes(ctx, wish); !comptoir.IsCode(err, "stays.period_taken") {
		t.Errorf("the dates are offered again: %v", err)
	}
	a.Pay(booked.Payment.ID, "4242 4242 4242 4242")
	a.Eventually("the stay is confirmed", func() bool {
		managed, err := guest.Stays.GetManageByToken(ctx, booked.ManageToken)
		return err == nil && managed.Status == "confirmed"
	})
	desk(t, client(), booked.ID)
	gone, err := guest.Stays.DeleteManageByToken(ctx, booked.ManageToken, comptoir.StaysDeleteManageByTokenQuery{Reason: "a change of mind"})
	if err != nil || gone.Status != "cancelled" || gone.Refund.Amount != gone.Paid.Amount {
		t.Errorf("%v %v", gone, err)
	}
}

// desk: staff go on with a session whose access token has run out, and change nothing that has changed meanwhile.
func desk(t *testing.T, staff *comptoir.Client, reservation string) {
	t.Helper()
	ctx := t.Context()
	session, err := staff.SignIn(ctx, "staff@rivages.example", program.Password)
	if err != nil {
		t.Fatal(err)
	}
	session.AccessToken = "run out"
	staff.Use(session)
	var meta comptoir.Meta
	seen, err := staff.Stays.GetReservationsByID(ctx, reservation, comptoir.Capture(&meta))
	if err != nil || seen.Guest.Email != "go@guest.example" || meta.ETag == "" || staff.Session().RefreshToken == session.RefreshToken {
		t.Fatalf("%v %v %+v", seen, err, meta)
	}
	if _, err := staff.Stays.GetReservationsByID(ctx, reservation, comptoir.IfNoneMatch(meta.ETag)); err != comptoir.ErrNotModified {
		t.Errorf("nothing has changed, and yet %v", err)
	}
	_, err = staff.Stays.PostReservationsByIDCheckIn(ctx, reservation, comptoir.IfMatch(`"999"`))
	if e, ok := comptoir.AsError(err); !ok || e.Status != http.StatusPreconditionFailed {
		t.Errorf("a stale change: %v", err)
	}
	if err := staff.SignOut(ctx); err != nil {
		t.Error(err)
	}
	if _, err := staff.Stays.GetReservationsByID(ctx, reservation); err == nil {
		t.Error("signed out, and yet everything is seen")
	}
}

const root = "../../sdk/"

// The packages that the compiler needs come from npm, pinned by package-lock.json.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	a, address := agency(t)
	folder, err := filepath.Abs(root + "typescript")
	if err != nil {
		t.Fatal(err)
	}
	environ := append(os.Environ(), "COMPTOIR_URL="+address, "COMPTOIR_TENANT="+a.Slug, "COMPTOIR_PASSWORD="+program.Password)
	run := func(command ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), command[0], command[1:]...)
		c.Dir, c.Env = folder, environ
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
		}
		return string(out)
	}
	if !installed(folder) {
		run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	}
	const tsc = "node_modules/typescript/bin/tsc"
	run("node", tsc, "-p", "tsconfig.json")
	run("node", tsc, "-p", "tsconfig.test.json")
	run("node", "--test", "build/test/runtime.test.js", "build/test/journey.test.js")
	if out := run("node", "build/example.js"); !strings.HasSuffix(out, " 760.00 EUR\n") {
		t.Errorf("the example of the manual says %q", out)
	}
}

// installed says whether the folder has the packages of its lock file.
func installed(folder string) bool {
	var want, have struct {
		Packages map[string]struct{ Version string }
	}
	for file, into := range map[string]any{"package-lock.json": &want, "node_modules/.package-lock.json": &have} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil || json.Unmarshal(text, into) != nil {
			return false
		}
	}
	for name, p := range want.Packages {
		if name != "" && have.Packages[name] != p {
			return false
		}
	}
	return true
}

// The example of each manual is the program that is run here.
func TestExamples(t *testing.T) {
	t.Parallel()
	for manual, file := range map[string]string{"go/README.md": "go/example/main.go", "typescript/README.md": "typescript/example.ts"} {
		text, err := os.ReadFile(root + manual)
		if err != nil {
			t.Fatal(err)
		}
		example, err := os.ReadFile(root + file)
		if err != nil {
			t.Fatal(err)
		}
		if _, code, ok := bytes.Cut(example, []byte("package main\n\n")); ok {
			example = code
		}
		if !bytes.Contains(text, example) {
			t.Errorf("%s does not hold %s", manual, file)
		}
	}
	a, address := agency(t)
	c := exec.CommandContext(t.Context(), "go", "run", "comptoir/sdk/go/example")
	c.Dir, c.Env = root, append(os.Environ(), "COMPTOIR_URL="+address, "COMPTOIR_TENANT="+a.Slug)
	if out, err := c.CombinedOutput(); err != nil || !bytes.HasSuffix(out, []byte(" 760.00 EUR\n")) {
		t.Errorf("%v %s", err, out)
	}
}
