package invoicingio

import (
	"bytes"
	"context"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/blob"
)

// Files keeps documents in the file store.
type Files struct{ Blobs *blob.Store }

const pdfType = "application/pdf"

// Put implements invoicing.Files.
func (f Files) Put(ctx context.Context, name string, content []byte) (string, error) {
	key, err := blob.NewKey(access.TenantOf(ctx), strings.Split(name, "/")...)
	if err != nil {
		return "", err
	}
	_, err = f.Blobs.Put(ctx, key, bytes.NewReader(content), blob.PutOptions{ContentType: pdfType, Accept: []string{pdfType}})
	return key.String(), err
}

// Read implements invoicing.Files.
func (f Files) Read(ctx context.Context, name string) ([]byte, error) {
	key, err := blob.ParseKey(access.TenantOf(ctx), name)
	if err != nil {
		return nil, err
	}
	content, _, err := f.Blobs.Read(ctx, key)
	return content, err
}
