package pglocal

import "syscall"

// processAttributes makes a child that is asked to shut down (fast: roll back, write, end) when we die, however we die.
// It gets a process group of its own, so that a Ctrl-C at the terminal reaches us alone and we stop it in order.
func processAttributes(c *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: c, Setpgid: true, Pdeathsig: syscall.SIGINT}
}
