package privacyio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/scan"
	"comptoir/internal/privacy"
)

// Files keeps copies and documents in the file store. It implements privacy.Files.
type Files struct {
	Blobs  *blob.Store // documents, which count as what the business stores
	Papers *blob.Store // copies: a full plan does not take from a person his right to one
}

func (f Files) of(name string) *blob.Store {
	if strings.HasPrefix(name, privacy.ExportFolder) {
		return f.Papers
	}
	return f.Blobs
}

func key(ctx context.Context, name string) (blob.Key, error) {
	return blob.NewKey(access.TenantOf(ctx), strings.Split(name, "/")...)
}

// Put implements privacy.Files.
func (f Files) Put(ctx context.Context, name, contentType string, content []byte) error {
	k, err := key(ctx, name)
	if err != nil {
		return err
	}
	_, err = f.of(name).Put(ctx, k, bytes.NewReader(content), blob.PutOptions{ContentType: contentType})
	return err
}

// Open implements privacy.Files.
func (f Files) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	k, err := key(ctx, name)
	if err != nil {
		return nil, err
	}
	content, _, err := f.of(name).Open(ctx, k)
	return content, err
}

// Delete implements privacy.Files.
func (f Files) Delete(ctx context.Context, name string) error {
	k, err := key(ctx, name)
	if err != nil {
		return err
	}
	if err := f.of(name).Delete(ctx, k); err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	return nil
}

// Scanner asks the platform's virus scanner. It implements privacy.Scanner.
type Scanner struct{ Driver scan.Driver }

// Scan implements privacy.Scanner.
func (s Scanner) Scan(ctx context.Context, content []byte) error {
	switch err := s.Driver.Scan(ctx, content); {
	case err == nil:
		return nil
	case errors.Is(err, scan.ErrInfected):
		return privacy.ErrInfected.On("file", "infected", "malicious software was found in this file").Because(err)
	default:
		return privacy.ErrNotScanned.Because(err)
	}
}
