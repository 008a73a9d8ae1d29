package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"filippo.io/age"

	"comptoir/internal/app"
	"comptoir/internal/platform/backup"
)

type backupCommand struct {
	Key     backupKey     `cmd:"" help:"Make a pair of keys: the public one encrypts back-ups, the private one restores them and must not stay on this machine."`
	Create  backupCreate  `cmd:"" help:"Write an encrypted back-up of database and files, while the program works."`
	Verify  backupVerify  `cmd:"" help:"Read a back-up to its end, without restoring it."`
	Restore backupRestore `cmd:"" help:"Restore a back-up into an empty database and an empty file store."`
}

type backupKey struct{}

// Run implements the command.
func (backupKey) Run(e *env) error {
	pair, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "# public key, for COMPTOIR_BACKUP_KEYS: %s\n# private key: keep it off this machine, with the secret key of the installation\n%s\n", pair.Recipient(), pair)
	return err
}

type backupCreate struct {
	To   string `arg:"" help:"Folder below which the back-up gets a folder of its own, named by its moment (UTC)."`
	Keep int    `default:"30" help:"Days after which older back-ups in the folder are removed; the newest always stays. 0 keeps all."`
}

// Run implements the command.
func (b backupCreate) Run(e *env) error {
	var to []age.Recipient
	for _, text := range e.config.BackupKeys {
		r, err := age.ParseX25519Recipient(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("%q is no public key: %w", text, err)
		}
		to = append(to, r)
	}
	d, err := app.OpenForBackup(e.ctx, e.config, slog.Default())
	if err != nil {
		return err
	}
	now := time.Now()
	dir, m, err := d.Backup(e.ctx, e.config, b.To, to, version, now)
	if err = errors.Join(err, d.Close(context.WithoutCancel(e.ctx))); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.out, "%s: %s\n", dir, describe(m)); err != nil || b.Keep <= 0 {
		return err
	}
	gone, err := backup.Prune(b.To, time.Duration(b.Keep)*24*time.Hour, now)
	for _, name := range gone {
		_, _ = fmt.Fprintf(e.out, "removed %s\n", name)
	}
	return err
}

func describe(m backup.Manifest) string {
	bytes := int64(0)
	for _, p := range m.Parts {
		bytes += p.Bytes
	}
	return fmt.Sprintf("made %s by comptoir %s, %d files, %.1f MB encrypted", m.MadeAt.Format(time.RFC3339), m.Program, m.Files, float64(bytes)/1e6)
}

type backupVerify struct {
	Folder   string `arg:"" help:"Folder of one back-up."`
	Identity string `required:"" help:"File with the private key, or - for the standard input."`
}

// Run implements the command.
func (b backupVerify) Run(e *env) error {
	with, err := identities(b.Identity)
	if err != nil {
		return err
	}
	key, err := e.config.Key()
	if err != nil {
		return err
	}
	m, err := backup.Verify(e.ctx, b.Folder, with, "", key)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "whole: %s\n", describe(m))
	return err
}

type backupRestore struct {
	Folder   string `arg:"" help:"Folder of one back-up."`
	Identity string `required:"" help:"File with the private key, or - for the standard input."`
}

// Run implements the command.
func (b backupRestore) Run(e *env) error {
	with, err := identities(b.Identity)
	if err != nil {
		return err
	}
	return withDatabase(e, func(d *app.Database) error {
		m, err := d.Restore(e.ctx, e.config, b.Folder, with)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "restored: %s\n", describe(m))
		return err
	})
}

// identities reads the private keys of a file, or of the standard input.
func identities(path string) (all []age.Identity, err error) {
	in := os.Stdin
	if path != "-" {
		if in, err = os.Open(path); err != nil { // #nosec G304 -- the operator's own file
			return nil, err
		}
		defer func() { err = errors.Join(err, in.Close()) }()
	}
	return age.ParseIdentities(in)
}
