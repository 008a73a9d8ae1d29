package trail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/blob"
)

// FileAnchor keeps how far each business's chain goes among the files: another system than the database, in production a
// bucket that the database's administrators cannot write to.
type FileAnchor struct {
	Files  *blob.Store
	Folder string // of the business's files, one for each kind of chain
}

const anchorFile = "anchor.json"

// IsAnchor reports whether a path among the files is that of a FileAnchor.
func IsAnchor(path string) bool { return strings.HasSuffix(path, "/"+anchorFile) }

func (a FileAnchor) key(tenant access.TenantID) blob.Key {
	return blob.MustKey(tenant, a.Folder, anchorFile)
}

// Load implements Anchor.
func (a FileAnchor) Load(ctx context.Context, tenant access.TenantID) (h Head, err error) {
	raw, _, err := a.Files.Read(ctx, a.key(tenant))
	if errors.Is(err, blob.ErrNotFound) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal(raw, &h)
}

// Store implements Anchor.
func (a FileAnchor) Store(ctx context.Context, tenant access.TenantID, h Head) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = a.Files.Put(ctx, a.key(tenant), bytes.NewReader(raw), blob.PutOptions{ContentType: "application/json"})
	return err
}
