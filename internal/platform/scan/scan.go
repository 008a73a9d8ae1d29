// Package scan asks whether a file contains malicious software. One port, with a driver for ClamAV's daemon (clamscan)
// and a built-in one that knows the industry's test file and nothing else, so that the way of a refusal can be walked
// on a machine without a scanner.
//
// It refuses to know whose file it is and what happens to it: a caller keeps nothing that was not found clean, also when
// the scanner does not answer. Start with Driver.
package scan

import (
	"bytes"
	"context"

	"comptoir/internal/kernel/fault"
)

// Faults.
var (
	ErrInfected    = fault.Define(fault.Invalid, "scan.infected", "the file contains malicious software")
	ErrUnavailable = fault.Define(fault.Unavailable, "scan.unavailable", "the virus scanner does not answer")
)

// Driver looks through a file. It returns nil for a clean one, ErrInfected, or ErrUnavailable when it cannot tell.
type Driver interface {
	// Name says which scanner it is, for `comptoir doctor`.
	Name() string
	// Scan looks through the whole content.
	Scan(ctx context.Context, content []byte) error
	// Check says whether the scanner answers.
	Check(ctx context.Context) error
}

// TestFileOnly is the built-in driver: it finds EICAR's anti-malware test file and cannot find anything else.
type TestFileOnly struct{}

// eicar is the test file as published by EICAR, in two parts: whole, it would have this program's own source and binary
// taken for it.
var eicar = append([]byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS`), []byte(`-TEST-FILE!$H+H*`)...)

// Name implements Driver.
func (TestFileOnly) Name() string { return "none (finds EICAR's test file only)" }

// Scan implements Driver.
func (TestFileOnly) Scan(_ context.Context, content []byte) error {
	if bytes.Contains(content, eicar) {
		return ErrInfected.Detailf("EICAR's test file")
	}
	return nil
}

// Check implements Driver.
func (TestFileOnly) Check(context.Context) error { return nil }
