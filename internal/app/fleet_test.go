package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/tenantdata"
	"comptoir/internal/tenancy"
	"comptoir/test/program"
)

// onOwn starts the program on a database that the test looks into.
func onOwn(t *testing.T, environ ...string) (*program.Program, *pg.DB) {
	t.Helper()
	db := pgtest.Own(t, app.Lines()...)
	return program.StartOn(t, pgtest.Of(t, db), environ...), db
}

func operatorOf(t *testing.T) context.Context {
	return access.AsSystem(t.Context(), access.TenantID{}, "test")
}

// allow puts a business on a plan with figures of its own.
func allow(t *testing.T, a *program.Agency, l tenancy.Limits) {
	t.Helper()
	if _, err := a.App.Contexts.Tenancy.SetPlan(operatorOf(t), tenancy.SetPlan{Tenant: a.State.ID, Plan: tenancy.Business, Limits: l}); err != nil {
		t.Fatal(err)
	}
}

// What a plan allows is allowed to those who come together as to those who come after each other: no more.
func TestAPlanHoldsUnderARush(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages") // two people work there
	admin := a.As("admin")
	allow(t, a, tenancy.Limits{tenancy.Properties: 2, tenancy.Users: 3})
	var rush sync.WaitGroup
	made, said := make([]int, 8), make([]string, 8)
	for i := range made {
		rush.Go(func() {
			got := admin.Call("POST", "/api/stays/desk/properties", program.Sheet(fmt.Sprintf("maison-%d", i)))
			made[i], said[i] = got.Status, string(got.Raw)
		})
	}
	rush.Wait()
	slices.Sort(made)
	if !slices.Equal(made, []int{201, 201, 409, 409, 409, 409, 409, 409}) {
		t.Errorf("properties: %v", made)
	}
	if all := strings.Join(said, ""); strings.Count(all, `"tenancy.limit_reached"`) != 6 || !strings.Contains(all, "the plan allows 2 properties") {
		t.Errorf("refusals do not say the figure: %s", all)
	}
	ctx := access.AsSystem(t.Context(), a.State.ID, "test")
	hire := func(name string, role identity.Role) error {
		_, err := p.App.Contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: name + "@rivages.example", Password: program.Password, Confirmed: true,
			Roles: []identity.Role{role}, Profile: identity.Profile{Name: name, Locale: "fr"}})
		return err
	}
	hired := make([]error, 6)
	for i := range hired {
		rush.Go(func() { hired[i] = hire(fmt.Sprintf("staff%d", i), identity.Staff) })
	}
	rush.Wait()
	taken := 0
	for _, err := range hired {
		if err == nil {
			taken++
		} else if !errors.Is(err, access.ErrLimit) {
			t.Errorf("hired: %v", err)
		}
	}
	if taken != 1 {
		t.Errorf("%d of 6 were hired where one place was left", taken)
	}
	if err := hire("guest", identity.Customer); err != nil {
		t.Errorf("a guest is not of the team: %v", err)
	}
	// Who works there already goes on working when the plan shrinks.
	allow(t, a, tenancy.Limits{tenancy.Users: 1})
	p.App.Contexts.Tenancy.Directory.Forget()
	a.As("staff")
}

// Files and mails are metered where they are stored and sent.
func TestFilesAndMailsAreMetered(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	used := func() tenancy.Usage {
		t.Helper()
		d, err := p.App.Contexts.Tenancy.InspectTenant(operatorOf(t), tenancy.InspectTenant{Tenant: a.State.ID})
		if err != nil {
			t.Fatal(err)
		}
		return d.Usage
	}
	before := used()
	if before.Storage == 0 || before.Properties != 1 || before.Users != 2 {
		t.Errorf("%+v", before)
	}
	allow(t, a, tenancy.Limits{tenancy.Storage: before.Storage + 10})
	if got := admin.Photo(home); got.Status != 409 || !strings.Contains(string(got.Raw), "tenancy.limit_reached") {
		t.Errorf("a photo without room: %d %s", got.Status, got.Raw)
	}
	if now := used(); now.Storage != before.Storage {
		t.Errorf("a refused photo left %d bytes", now.Storage-before.Storage)
	}
	ctx := access.AsSystem(t.Context(), a.State.ID, "test")
	allow(t, a, tenancy.Limits{tenancy.Mails: used().Mails + 3})
	var rush sync.WaitGroup
	refused := make([]error, 12)
	for i := range refused {
		rush.Go(func() {
			_, refused[i] = p.App.Contexts.Tenancy.Meter(ctx, tenancy.Meter{Resource: tenancy.Mails, Amount: 1})
		})
	}
	rush.Wait()
	sent := 0
	for _, err := range refused {
		if err == nil {
			sent++
		} else if !errors.Is(err, access.ErrLimit) {
			t.Error(err)
		}
	}
	if sent != 3 {
		t.Errorf("%d mails where three were allowed", sent)
	}
	if _, err := p.App.Contexts.Tenancy.Meter(ctx, tenancy.Meter{Resource: tenancy.Mails, Amount: 1, Urgent: true}); err != nil {
		t.Errorf("the mail that lets somebody into his account: %v", err)
	}
}

var secretName = regexp.MustCompile(`hash|secret|token|password|passkey|cipher|otp|recovery|credential|private|_key$|^key$`)

// harmless are columns that look like secrets by their names and are none.
var harmless = []string{"tenancy.claim.token", "identity.account.password_changed_at", // published by its owner; a date
	"notifications.delivery.key", "payments.payment.key", "payments.payment.capture_key", "payments.refund.key", "banking.batch.key", "contracts.evidence.hash", // keys against doing a thing twice
	"invoicing.chain.hash", "invoicing.draft.key", "invoicing.paper.key", "invoicing.paper.hash", // keys against doing a thing twice; the chain of papers, which proves them
	"audit.alert.key", "audit.checkpoint.hash", "audit.seal.hash", "ledger.transaction.key", "ledger.transaction.hash", "ledger.checkpoint.hash", "ledger.seal.hash"} // the seals of the trail, which prove it

// A column that is added tomorrow and looks like a secret does not leave with an export unless somebody has said that it may.
func TestNoSecretLeaves(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, app.Lines()...)
	ctx, _ := pgtest.Tenant(t)
	rules := app.ExportRules()
	tables, err := tenantdata.Tables(ctx, db.Read(ctx))
	if err != nil || len(tables) < 20 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	all := map[string]bool{}
	for _, table := range tables {
		for _, c := range table.Columns {
			all[table.Name+"."+c] = true
		}
		for _, c := range rules.Leaving(table) {
			if name := table.Name + "." + c; secretName.MatchString(c) && !slices.Contains(harmless, name) {
				t.Errorf("%s leaves with an export: name it in exportSecrets, or in harmless", name)
			}
		}
	}
	for _, name := range append(rules.Columns, harmless...) {
		if !all[name] {
			t.Errorf("there is no column %s any more", name)
		}
	}
}

// An export holds everything of the business and nothing of another's.
func TestAnExportIsWholeAndOnesOwn(t *testing.T) {
	t.Parallel()
	p, db := onOwn(t)
	a, b := p.Agency("rivages"), p.Agency("cimes")
	a.As("admin").Property("ty-mor")
	b.As("admin").Property("chalet")
	var out bytes.Buffer
	if err := p.App.ExportTenant(access.AsSystem(t.Context(), a.State.ID, "test"), &out); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	admin := pgtest.Admin(t, db)
	files, tables := 0, 0
	for _, f := range z.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(b.State.ID.String())) || bytes.Contains(raw, []byte("argon2id")) {
			t.Errorf("%s holds another's row or a password's hash", f.Name)
		}
		if strings.HasPrefix(f.Name, "files/") {
			files++
		}
		name, isTable := strings.CutPrefix(f.Name, "tables/")
		if !isTable {
			continue
		}
		tables++
		name = strings.TrimSuffix(name, ".jsonl")
		var rows int
		if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM "+name+" WHERE tenant_id = $1", a.State.ID).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSuffix(raw, []byte("\n")), []byte("\n"))
		if len(raw) == 0 {
			lines = nil
		}
		if len(lines) != rows && !sealings.MatchString(name) {
			t.Errorf("%s: %d of %d rows", name, len(lines), rows)
		}
		for _, line := range lines {
			if !json.Valid(line) {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
	if files == 0 || tables < 15 {
		t.Errorf("%d files, %d tables", files, tables)
	}
}

// A business whose time has come is erased whole, with its files, and another one is not touched; before that it is not.
func TestErasure(t *testing.T) {
	t.Parallel()
	p, db := onOwn(t)
	a, b := p.Agency("rivages"), p.Agency("cimes")
	for _, x := range []*program.Agency{a, b} {
		stay := book(x, x.As("admin").Property("maison"), 40, 44, "nora")
		stay.Pay(stay.payment, good)
		stay.Becomes(stay.token, "confirmed")
	}
	tenants, admin := p.App.Contexts.Tenancy, pgtest.Admin(t, db)
	system := access.AsSystem(t.Context(), a.State.ID, "test")
	if _, err := tenants.CloseTenant(operatorOf(t), tenancy.CloseTenant{Tenant: a.State.ID, Reason: "contract ended"}); err != nil {
		t.Fatal(err)
	}
	p.App.Contexts.Tenancy.Directory.Forget()
	if got := a.Call("GET", "/api/stays/properties", nil); got.Status != 410 {
		t.Errorf("a closed business answers %d", got.Status)
	}
	before := rowsOf(t, db, a.State.ID)
	if _, err := tenants.Sweep(system, tenancy.Sweep{}); err != nil {
		t.Fatal(err)
	}
	if now := rowsOf(t, db, a.State.ID); now["stays.reservation"] != before["stays.reservation"] || before["stays.reservation"] == 0 {
		t.Fatalf("erased before its time: %v", now)
	}
	err := db.Write(system, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "SELECT tenancy.erase()")
		return err
	})
	if err == nil {
		t.Error("the database lets a business be erased before its time")
	}
	if _, err := admin.Exec(t.Context(), "UPDATE tenancy.tenant SET erase_at = now() - interval '1 minute' WHERE id = $1", a.State.ID); err != nil {
		t.Fatal(err)
	}
	others := rowsOf(t, db, b.State.ID)
	if _, err := tenants.Sweep(system, tenancy.Sweep{}); err != nil {
		t.Fatal(err)
	}
	for table, n := range rowsOf(t, db, a.State.ID) {
		trace := table == "audit.entry" || table == "outbox.event" || table == "audit.pending" // of the erasure itself
		if n > 0 && (!trace || n > 3) {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	for table, n := range rowsOf(t, db, b.State.ID) {
		waiting := table == "audit.pending" || table == "ledger.unsealed" // which a job takes away when it has sealed them
		if n < others[table] && !waiting {
			t.Errorf("%s of another business had %d rows and has %d", table, others[table], n)
		}
	}
	p.App.Contexts.Tenancy.Directory.Forget()
	buried, err := tenants.Directory.ByKey(t.Context(), "rivages")
	if err != nil || buried.Status != tenancy.Erased || buried.Name != "rivages" || buried.Legal.Name != "" {
		t.Errorf("%+v %v", buried, err)
	}
	if _, err := tenants.ResumeTenant(operatorOf(t), tenancy.ResumeTenant{Tenant: a.State.ID}); !errors.Is(err, tenancy.ErrErased) {
		t.Errorf("resumed after the end: %v", err)
	}
	b.Must(200, "GET", "/api/stays/properties", nil)
}

// sealings are the tables that jobs write to, or empty, by themselves when they seal and verify: they change while one looks.
var sealings = regexp.MustCompile(`^(audit|ledger)\.(pending|unsealed|seal|checkpoint|verification)$|^audit\.entry$`)

// rowsOf counts a tenant's rows in every table.
func rowsOf(t *testing.T, db *pg.DB, id access.TenantID) map[string]int {
	t.Helper()
	admin := pgtest.Admin(t, db)
	tables, err := admin.Query(t.Context(), `SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relkind = 'r'`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	out := map[string]int{}
	for _, name := range names {
		var n int
		if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM "+name+" WHERE tenant_id = $1", id).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[name] = n
	}
	return out
}

// The operator's commands have power in the operator's house only, whatever role somebody was given elsewhere.
func TestTheConsoleIsTheOperatorsAlone(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	house, err := p.App.Contexts.Tenancy.FoundOperator(operatorOf(t), tenancy.FoundOperator{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.App.Contexts.Identity.GrantRole(access.AsSystem(t.Context(), a.State.ID, "test"), identity.GrantRole{Email: "admin@rivages.example", Role: identity.PlatformAdministrator})
	if !errors.Is(err, identity.ErrRole) {
		t.Errorf("platform_administrator was given in a business: %v", err)
	}
	powers := identity.PermissionsOf([]identity.Role{identity.PlatformAdministrator})
	person := func(tenant access.TenantID, fresh bool) context.Context {
		return access.With(t.Context(), access.Actor{Kind: access.Person, Tenant: tenant, User: access.UserID{1}, Name: "Sam", Permissions: powers, Fresh: fresh})
	}
	if _, err := p.App.Contexts.Tenancy.SurveyTenants(person(a.State.ID, true), tenancy.SurveyTenants{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a business's person surveys the fleet: %v", err)
	}
	page, err := p.App.Contexts.Tenancy.SurveyTenants(person(house.ID, false), tenancy.SurveyTenants{Query: tenancy.TenantQuery{Text: "IVAG"}})
	if err != nil || len(page.Items) != 1 || page.Items[0].State.Slug != "rivages" || page.Items[0].Usage.Users != 2 {
		t.Errorf("%+v %v", page, err)
	}
	if _, err := p.App.Contexts.Tenancy.SuspendTenant(person(house.ID, false), tenancy.SuspendTenant{Tenant: a.State.ID, Reason: "x"}); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("suspended without a fresh proof: %v", err)
	}
	if _, err := p.App.Contexts.Tenancy.SuspendTenant(operatorOf(t), tenancy.SuspendTenant{Tenant: house.ID, Reason: "x"}); !errors.Is(err, tenancy.ErrOperator) {
		t.Errorf("the operator's own house: %v", err)
	}
}
