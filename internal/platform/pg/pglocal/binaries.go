package pglocal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version with what the schema uses: views with security_invoker.
const oldest = 15

// places are where packages put the programs of one major version.
var places = []string{
	"/usr/lib/postgresql/*/bin",            // Debian, Ubuntu
	"/usr/pgsql-*/bin",                     // the PostgreSQL project's RPMs
	"/usr/libexec/postgresql*",             // Alpine
	"/opt/homebrew/opt/postgresql@*/bin",   // macOS, Arm
	"/usr/local/opt/postgresql@*/bin",      // macOS, Intel
	"/Library/PostgreSQL/*/bin",            // EDB's installer
	"/usr/local/pgsql/bin",                 // built from source
	"/Applications/Postgres.app/*/*/*/bin", // Postgres.app
}

// candidate is a folder with PostgreSQL's programs.
type candidate struct {
	dir   string
	major int
}

// binaries returns the folder of the programs for this cluster: the configured one, the machine's newest, or fetched
// ones. A cluster that exists needs its own major version.
func binaries(ctx context.Context, cfg Config, a account) (string, error) {
	want, err := majorOf(filepath.Join(cfg.Dir, "data"))
	if err != nil {
		return "", err
	}
	if cfg.BinDir != "" {
		major, err := inspect(ctx, cfg.BinDir)
		if err != nil {
			return "", err
		}
		if want != 0 && want != major {
			return "", fmt.Errorf("the cluster was made by PostgreSQL %d, and %s has PostgreSQL %d", want, cfg.BinDir, major)
		}
		return cfg.BinDir, nil
	}
	found := discover(ctx)
	if err := ctx.Err(); err != nil { // nothing was found because nobody waits for it any more
		return "", err
	}
	if dir := choose(found, want); dir != "" {
		return dir, nil
	}
	if want != 0 && len(found) > 0 {
		return "", fmt.Errorf("the cluster was made by PostgreSQL %d, which this machine does not have any more (it has %s): "+
			"install it, or move the data with its pg_dump", want, describe(found))
	}
	if cfg.NoFetch {
		return "", fmt.Errorf("this machine has no PostgreSQL %d or newer: install one, or name a database by its URL", oldest)
	}
	return fetch(ctx, cfg, a, want)
}

func describe(found []candidate) string {
	var all []string
	for _, c := range found {
		all = append(all, strconv.Itoa(c.major))
	}
	return strings.Join(all, ", ")
}

// choose returns the folder of major version want, or of the newest one when want is 0.
func choose(found []candidate, want int) string {
	best := candidate{}
	for _, c := range found {
		if (want == 0 || c.major == want) && c.major > best.major {
			best = c
		}
	}
	return best.dir
}

// discover lists the usable PostgreSQL folders of the machine.
func discover(ctx context.Context) []candidate {
	var dirs []string
	for _, pattern := range places {
		matches, _ := filepath.Glob(pattern) // the patterns are constants and well formed
		dirs = append(dirs, matches...)
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil { // a link's neighbours are not PostgreSQL's
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	slices.Sort(dirs)
	var found []candidate
	for _, dir := range slices.Compact(dirs) {
		if major, err := inspect(ctx, dir); err == nil {
			found = append(found, candidate{dir: dir, major: major})
		}
	}
	return found
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect returns the major version of the programs in dir; an error says why they are of no use.
func inspect(ctx context.Context, dir string) (int, error) {
	for _, name := range []string{"postgres", "initdb"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return 0, fmt.Errorf("no usable PostgreSQL: %w", err)
		}
		if info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm()&0o111 == 0 {
			return 0, fmt.Errorf("no usable PostgreSQL: %s is no program", filepath.Join(dir, name))
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output() // #nosec G204 -- a program of PostgreSQL, where the operator has it
	if err != nil {
		return 0, fmt.Errorf("no usable PostgreSQL in %s: %w", dir, err)
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("no usable PostgreSQL in %s: it calls itself %q", dir, out)
	}
	major, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0, err
	}
	if major < oldest {
		return 0, fmt.Errorf("PostgreSQL %d in %s is too old: %d or newer is needed", major, dir, oldest)
	}
	return major, nil
}

// majorOf returns the major version that made the cluster, 0 when there is none yet.
func majorOf(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION")) // #nosec G304 -- a path of the operator or of the program itself
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("the cluster's version: %w", err)
	}
	return major, nil
}
