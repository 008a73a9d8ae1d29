package clamscan_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"comptoir/internal/platform/scan"
	"comptoir/internal/platform/scan/clamscan"
)

// daemon starts ClamAV's own daemon with a database of one signature, and returns its address.
func daemon(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("clamd")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/clamd"); err != nil {
			t.Fatalf("this test needs clamd (Debian: clamav-daemon): %v", err)
		}
	}
	dir, err := os.MkdirTemp("", "clam")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	signature := "Comptoir.Test:0:*:" + hex.EncodeToString([]byte("MALICIOUS-FOR-THIS-TEST")) + "\n"
	config := fmt.Sprintf("DatabaseDirectory %s/db\nLocalSocket %s\nForeground yes\nStreamMaxLength 1M\nTemporaryDirectory %s\n", dir, socket, dir)
	if os.Getuid() == 0 {
		config += "User root\n"
	}
	for name, text := range map[string]string{"db/test.ndb": signature, "clamd.conf": config} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	cmd := exec.Command(program, "-c", filepath.Join(dir, "clamd.conf"))
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	for clamscan.New(socket).Check(t.Context()) != nil {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("clamd ended: %v\n%s", err, said.String())
		case <-time.After(20 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal("clamd does not answer")
		}
	}
	return socket
}

func TestRealDaemon(t *testing.T) {
	t.Parallel()
	c := clamscan.New(daemon(t))
	bad := bytes.Repeat([]byte("harmless "), 60000)
	copy(bad[len(bad)-40:], "MALICIOUS-FOR-THIS-TEST")
	for name, tt := range map[string]struct {
		content []byte
		want    error
	}{
		"nothing":                       {[]byte{}, nil},
		"clean":                         {[]byte("%PDF-1.7 a letter"), nil},
		"found at the end of chunks":    {bad, scan.ErrInfected},
		"more than the daemon looks at": {make([]byte, 2<<20), scan.ErrUnavailable},
	} {
		if err := c.Scan(t.Context(), tt.content); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Scan(ended, []byte("x")); !errors.Is(err, scan.ErrUnavailable) {
		t.Errorf("cancelled: %v", err)
	}
}

// A scanner that is away never makes a file clean.
func TestAway(t *testing.T) {
	t.Parallel()
	for _, address := range []string{filepath.Join(t.TempDir(), "nobody"), "127.0.0.1:1"} {
		c := clamscan.New(address)
		if err := c.Scan(t.Context(), []byte("x")); !errors.Is(err, scan.ErrUnavailable) {
			t.Errorf("%s: %v", address, err)
		}
		if err := c.Check(t.Context()); !errors.Is(err, scan.ErrUnavailable) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	test := append([]byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-`), []byte(`ANTIVIRUS-TEST-FILE!$H+H*`)...)
	if err := (scan.TestFileOnly{}).Scan(t.Context(), test); !errors.Is(err, scan.ErrInfected) {
		t.Errorf("EICAR's test file: %v", err)
	}
	if err := (scan.TestFileOnly{}).Scan(t.Context(), test[:60]); err != nil {
		t.Errorf("a part of it: %v", err)
	}
}
