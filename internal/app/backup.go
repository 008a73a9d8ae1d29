package app

import (
	"context"
	"errors"
	"time"

	"filippo.io/age"

	"comptoir/internal/platform/backup"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/trail"
)

// programs is where PostgreSQL's programs of the embedded server are; "" for a server of somebody else's.
func (d *Database) programs() string {
	if d.cluster == nil {
		return ""
	}
	return d.cluster.BinDir()
}

// Backup writes a back-up of the database and the files below a folder (backup.Create).
func (d *Database) Backup(ctx context.Context, c config.Config, below string, to []age.Recipient, version string, now time.Time) (dir string, m backup.Manifest, err error) {
	if d.BackupURL == "" {
		return "", m, errors.New("back-ups need COMPTOIR_DATABASE_BACKUP_URL, the address for a role that may read every row")
	}
	key, err := c.Key()
	if err != nil {
		return "", m, err
	}
	files, closing, err := openFileStore(c)
	if err != nil {
		return "", m, err
	}
	defer func() { err = errors.Join(err, closing()) }()
	return backup.Create(ctx, below, to, backup.Source{Database: d.BackupURL, Programs: d.programs(), Files: files, Early: trail.IsAnchor, Program: version, Key: key}, now)
}

// Restore brings a back-up back into an empty database and an empty file store (backup.Restore).
func (d *Database) Restore(ctx context.Context, c config.Config, dir string, with []age.Identity) (m backup.Manifest, err error) {
	if d.OwnerURL == "" {
		return m, errors.New("restoring needs COMPTOIR_DATABASE_OWNER_URL, the address for the role that owns the tables")
	}
	key, err := c.Key()
	if err != nil {
		return m, err
	}
	files, closing, err := openFileStore(c)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, closing()) }()
	return backup.Restore(ctx, dir, with, backup.Target{Database: d.OwnerURL, Programs: d.programs(), Files: files, Key: key})
}
