package notificationsio

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/notifications"
)

// Unsubscribing signs the links at the foot of messages: the delivery, and an HMAC-SHA256 over it and the business. There
// is no address in them, and they end with the delivery.
type Unsubscribing struct{ Key []byte }

const macSize = 16

func (u Unsubscribing) mac(ctx context.Context, id ident.Raw) []byte {
	h := hmac.New(sha256.New, u.Key)
	h.Write([]byte("unsubscribe|" + access.TenantOf(ctx).String() + "|"))
	h.Write(id[:])
	return h.Sum(nil)[:macSize]
}

// Path is the page that ends messages like a delivery.
func (u Unsubscribing) Path(ctx context.Context, id notifications.DeliveryID) string {
	raw := id.Raw()
	return "/unsubscribe/" + base64.RawURLEncoding.EncodeToString(append(raw[:], u.mac(ctx, raw)...))
}

// Read returns the delivery of the last part of a Path. ErrUnsubscribe.
func (u Unsubscribing) Read(ctx context.Context, token string) (notifications.DeliveryID, error) {
	all, err := base64.RawURLEncoding.Strict().DecodeString(token)
	var raw ident.Raw
	if err != nil || len(all) != len(raw)+macSize {
		return notifications.DeliveryID{}, notifications.ErrUnsubscribe
	}
	copy(raw[:], all)
	if !hmac.Equal(u.mac(ctx, raw), all[len(raw):]) {
		return notifications.DeliveryID{}, notifications.ErrUnsubscribe
	}
	return notifications.DeliveryID(raw), nil
}
