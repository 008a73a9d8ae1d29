//go:build !linux

package pglocal

import "syscall"

// processAttributes makes a child in a process group of its own. This system does not tell a child of its parent's
// death: when we are killed, the server lives on until our next start, which ends it (see clearStale).
func processAttributes(c *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: c, Setpgid: true}
}
