package contractsio

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
)

// Keys derives links, codes and sessions from the installation's key by HMAC-SHA256: nothing that opens a contract is
// stored, and whoever reads the database can make none of them. It implements contracts.Keys.
type Keys struct{ Key []byte }

func (k Keys) derive(purpose string, tenant access.TenantID, id contracts.ContractID, number int) []byte {
	h := hmac.New(sha256.New, k.Key)
	h.Write([]byte(purpose + "|" + tenant.String() + "|" + id.String() + "|" + strconv.Itoa(number)))
	return h.Sum(nil)
}

// Link implements contracts.Keys: 192 bits.
func (k Keys) Link(tenant access.TenantID, id contracts.ContractID, number int) string {
	return base64.RawURLEncoding.EncodeToString(k.derive("contracts link", tenant, id, number)[:24])
}

// Code implements contracts.Keys. The remainder of 64 bits prefers no number by more than 2⁻⁴⁴.
func (k Keys) Code(tenant access.TenantID, id contracts.ContractID, challenge int) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(k.derive("contracts code", tenant, id, challenge))%1_000_000)
}

// Session implements contracts.Keys.
func (k Keys) Session(tenant access.TenantID, id contracts.ContractID, challenge int) string {
	return base64.RawURLEncoding.EncodeToString(k.derive("contracts session", tenant, id, challenge)[:24])
}

// Number implements contracts.Keys.
func (k Keys) Number(tenant access.TenantID, number contact.Phone) []byte {
	h := hmac.New(sha256.New, k.Key)
	h.Write([]byte("contracts number|" + tenant.String() + "|" + number.String()))
	return h.Sum(nil)
}

// Hash implements contracts.Keys.
func (Keys) Hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
