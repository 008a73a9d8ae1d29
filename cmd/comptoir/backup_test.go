package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/platform/pgtest"
	"comptoir/test/program"
)

// vault is one run of `comptoir backup` after the other against a program that works.
type vault struct {
	t        *testing.T
	from     *program.Program
	to       pgtest.Database
	data     string // of the installation that is restored
	folder   string
	public   string
	identity string // file
}

// run runs the program with a data folder, which is a flag, and with secrets, which are the environment's.
func (v *vault) run(where place, args ...string) (int, string) {
	v.t.Helper()
	var out bytes.Buffer
	code := run(append(args, "--data", where.data, "--log-level", "error"), append([]string{"COMPTOIR_SECRET_KEY=" + program.Key}, where.secrets...), &out, &out)
	return code, out.String()
}

// place is an installation.
type place struct {
	data    string
	secrets []string
}

func (v *vault) source() place {
	return place{v.from.Data, []string{"COMPTOIR_DATABASE_URL=" + v.from.Address.AppURL, "COMPTOIR_DATABASE_BACKUP_URL=" + v.from.Address.AdminURL}}
}

func (v *vault) target() place {
	return place{v.data, []string{"COMPTOIR_DATABASE_URL=" + v.to.AppURL, "COMPTOIR_DATABASE_OWNER_URL=" + v.to.OwnerURL}}
}

// A business works; its installation is backed up, lost, and comes back as it was: every row, every file, trail and books
// unbroken. Nobody reads the back-up without the private key, and one that was touched is not restored.
func TestABackupComesBack(t *testing.T) {
	t.Parallel()
	v := &vault{t: t, from: program.Start(t), to: pgtest.Empty(t), data: t.TempDir(), folder: filepath.Join(t.TempDir(), "back-ups")}
	a := v.from.Agency("rivages")
	eur := program.M{"amount": "12.50", "currency": "EUR"}
	a.As("admin").Must(201, "POST", "/api/ledger/transactions", program.M{"key": "1", "label": "Frais", "postings": []program.M{{"account": "fees:bank", "debit": eur}, {"account": "bank:main", "credit": eur}}})
	a.As("admin").Must(202, "POST", "/api/business/exports", nil)
	a.Eventually("a file is stored", func() bool {
		return slices.ContainsFunc(slices.Collect(maps.Keys(files(t, v.from.Data))), func(path string) bool { return strings.Contains(path, "/exports/") })
	})
	_, keys := v.run(v.target(), "backup", "key")
	v.public, v.identity = regexp.MustCompile(`age1[0-9a-z]+`).FindString(keys), filepath.Join(t.TempDir(), "identity")
	if err := os.WriteFile(v.identity, []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
	made := v.make()
	v.readsNothing(made)
	v.refuses(made)

	if code, said := v.run(v.target(), "backup", "verify", made, "--identity", v.identity); code != 0 || !strings.Contains(said, "whole") {
		t.Fatalf("verify: %d %s", code, said)
	}
	if code, said := v.run(v.target(), "backup", "restore", made, "--identity", v.identity); code != 0 || !strings.Contains(said, "restored") {
		t.Fatalf("restore: %d %s", code, said)
	} else {
		t.Log(said)
	}
	if code, said := v.run(v.target(), "backup", "restore", made, "--identity", v.identity); code != 1 || !strings.Contains(said, "there is something already") {
		t.Errorf("restored over what is there: %d %s", code, said)
	}
	before, after := rows(t, v.from.Address), rows(t, v.to)
	for table, n := range before { // the program went on working meanwhile: what waited is done, and the trail has grown
		if waits := []string{"audit.pending", "ledger.unsealed"}; slices.Contains(waits, table) || strings.HasPrefix(table, "jobs.") {
			continue
		}
		if got, there := after[table]; !there || got > n || got == 0 && n > 0 && !strings.HasPrefix(table, "audit.") && !strings.HasPrefix(table, "ledger.") {
			t.Errorf("%s has %d rows, there were %d", table, got, n)
		}
	}
	if n := after["ledger.posting"]; n != 2 {
		t.Errorf("%d postings came back", n)
	}
	if before, after := files(t, v.from.Data), files(t, v.data); len(after) == 0 || !contains(before, after) {
		t.Errorf("files: %v, there were %v", after, before)
	}
	for _, records := range []string{"ledger", "audit", "invoices"} {
		if code, said := v.run(v.target(), records, "verify", "--tenant", "rivages"); code != 0 || !strings.Contains(said, "whole") {
			t.Errorf("%s verify: %d %s", records, code, said)
		}
	}
	if code, said := v.run(v.target(), "tenant", "list"); code != 0 || !strings.Contains(said, "rivages") {
		t.Errorf("tenant list: %d %s", code, said)
	}
}

// make makes a back-up and returns its folder.
func (v *vault) make() string {
	v.t.Helper()
	if code, said := v.run(v.source(), "backup", "create", v.folder); code == 0 {
		v.t.Errorf("a back-up that nobody can read: %s", said)
	}
	if code, said := v.run(v.source(), "backup", "create", v.folder, "--backup-keys", "age1nobody"); code != 1 || !strings.Contains(said, "no public key") {
		v.t.Errorf("a key that is none: %d %s", code, said)
	}
	if code, said := v.run(place{v.from.Data, v.source().secrets[:1]}, "backup", "create", v.folder, "--backup-keys", v.public); code != 1 || !strings.Contains(said, "COMPTOIR_DATABASE_BACKUP_URL") {
		v.t.Errorf("without a role that sees everything: %d %s", code, said)
	}
	code, said := v.run(v.source(), "backup", "create", v.folder, "--backup-keys", v.public)
	if code != 0 {
		v.t.Fatalf("create: %d %s", code, said)
	}
	all, err := os.ReadDir(v.folder)
	if err != nil || len(all) != 1 {
		v.t.Fatalf("a failed attempt left something: %v %v", all, err)
	}
	return filepath.Join(v.folder, all[0].Name())
}

// readsNothing looks for what the back-up holds in what lies on the disk.
func (v *vault) readsNothing(made string) {
	v.t.Helper()
	for _, name := range []string{"database.age", "files.age", "manifest.json"} {
		raw, err := os.ReadFile(filepath.Join(made, name))
		if err != nil {
			v.t.Fatal(err)
		}
		for _, secret := range []string{"rivages", "PGDMP", "fees:bank", "ustar", program.Key} {
			if bytes.Contains(raw, []byte(secret)) {
				v.t.Errorf("%s tells %q", name, secret)
			}
		}
		if info, err := os.Stat(filepath.Join(made, name)); err != nil || info.Mode().Perm() != 0o600 {
			v.t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// refuses touches a copy of the back-up in every way; none is restored, and the database stays empty.
func (v *vault) refuses(made string) {
	v.t.Helper()
	_, other := v.run(v.target(), "backup", "key")
	stranger := filepath.Join(v.t.TempDir(), "stranger")
	if err := os.WriteFile(stranger, []byte(other), 0o600); err != nil {
		v.t.Fatal(err)
	}
	if code, said := v.run(v.target(), "backup", "restore", made, "--identity", stranger); code != 1 || !strings.Contains(said, "does not open") {
		v.t.Errorf("a stranger's key: %d %s", code, said)
	}
	for what, change := range map[string]func(dir string) error{
		"a changed byte": func(dir string) error {
			path := filepath.Join(dir, "database.age")
			raw, err := os.ReadFile(path)
			if err == nil {
				raw[len(raw)/2] ^= 1
				err = os.WriteFile(path, raw, 0o600)
			}
			return err
		},
		"a cut": func(dir string) error {
			info, err := os.Stat(filepath.Join(dir, "files.age"))
			if err == nil {
				err = os.Truncate(filepath.Join(dir, "files.age"), info.Size()-1)
			}
			return err
		},
		"a part that is gone": func(dir string) error { return os.Remove(filepath.Join(dir, "files.age")) },
		"a changed manifest": func(dir string) error {
			raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "manifest.json"), bytes.Replace(raw, []byte(`"files": `), []byte(`"files": 1`), 1), 0o600)
			}
			return err
		},
	} {
		dir := v.t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(made)); err != nil {
			v.t.Fatal(err)
		}
		if err := change(dir); err != nil {
			v.t.Fatal(err)
		}
		for _, act := range []string{"verify", "restore"} {
			if code, said := v.run(v.target(), "backup", act, dir, "--identity", v.identity); code != 1 {
				v.t.Errorf("%s, %s: %d %s", what, act, code, said)
			}
		}
	}
	if n := len(rows(v.t, v.to)); n != 0 {
		v.t.Errorf("a refused back-up left %d tables", n)
	}
	if left := files(v.t, v.data); len(left) != 0 {
		v.t.Errorf("a refused back-up left %v", left)
	}
}

// contains reports whether every file that came back is one that is there, but for the ends of chains, which have moved on.
func contains(all, some map[string]string) bool {
	for path, content := range some {
		if all[path] != content && !strings.HasSuffix(path, "/anchor.json") {
			return false
		}
	}
	return true
}

// rows counts every table.
func rows(t *testing.T, d pgtest.Database) map[string]int {
	t.Helper()
	conn := pgtest.Connect(t, d.AdminURL)
	names, err := conn.Query(t.Context(), `SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(names, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]int{}
	for _, table := range tables {
		var n int
		if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		all[table] = n
	}
	return all
}

// files are the stored files of a data folder, with what identifies their content.
func files(t *testing.T, data string) map[string]string {
	t.Helper()
	store, err := fileblob.Open(filepath.Join(data, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close() //nolint:errcheck // only read
	all := map[string]string{}
	for entry, err := range store.List(context.WithoutCancel(t.Context()), "") {
		if err != nil {
			t.Fatal(err)
		}
		meta, err := store.Stat(t.Context(), entry.Path)
		if err != nil {
			t.Fatal(err)
		}
		all[entry.Path] = meta.ContentType + " " + meta.SHA256
	}
	return all
}
