// Package yousign is the gateway of Yousign (API v3): a signature request with the document, its signers in their order and
// their fields, activated at once; the links by which they sign; reminders, cancellation, the signed document and the
// audit trail; webhooks by X-Yousign-Signature-256.
//
// It speaks the HTTP API itself and keeps nothing: a request bears our contract's identifier as external_id, by which it is
// found again after a call whose outcome is unknown. It knows no tenant: it is made of the keys of one. Start with
// gateway.go; wire.go holds the shapes, client.go the errors.
package yousign
