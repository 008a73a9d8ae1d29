package privacyio

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/privacy"
)

// Links signs private links: the document, the second until which it opens, and an HMAC-SHA256 over both and the
// business, so that a link of one business opens nothing at another. It implements privacy.Links.
type Links struct{ Key []byte }

const macSize = 32

func (l Links) mac(ctx context.Context, text []byte) []byte {
	h := hmac.New(sha256.New, l.Key)
	h.Write([]byte("privacy document link|" + access.TenantOf(ctx).String() + "|"))
	h.Write(text)
	return h.Sum(nil)
}

// Sign implements privacy.Links.
func (l Links) Sign(ctx context.Context, document privacy.DocumentID, until time.Time) string {
	raw := document.Raw()
	text := binary.BigEndian.AppendUint64(bytes.Clone(raw[:]), uint64(until.Unix())) // #nosec G115 -- seconds, after 1970
	return base64.RawURLEncoding.EncodeToString(append(text, l.mac(ctx, text)...))
}

// Verify implements privacy.Links.
func (l Links) Verify(ctx context.Context, token string, now time.Time) (privacy.DocumentID, error) {
	all, err := base64.RawURLEncoding.Strict().DecodeString(token)
	var raw ident.Raw
	if err != nil || len(all) != len(raw)+8+macSize {
		return privacy.DocumentID{}, privacy.ErrLink
	}
	text := all[:len(raw)+8]
	if !hmac.Equal(l.mac(ctx, text), all[len(text):]) || now.Unix() >= int64(binary.BigEndian.Uint64(text[len(raw):])) { // #nosec G115 -- seconds, after 1970
		return privacy.DocumentID{}, privacy.ErrLink
	}
	copy(raw[:], text)
	return privacy.DocumentID(raw), nil
}
