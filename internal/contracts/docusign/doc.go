// Package docusign is the gateway of DocuSign (eSignature REST API v2.1): an envelope with the document, its recipients in
// their order and their tabs, sent at once; the pages on which they sign; reminders, voiding, the signed document and the
// certificate of completion; Connect's webhooks by X-DocuSign-Signature-1.
//
// It speaks the HTTP API itself and keeps nothing but an access token for its hour: an envelope bears our contract's
// identifier as transaction and in a field, by which it is found again after a call whose outcome is unknown. It knows no
// tenant: it is made of the keys of one. Start with gateway.go; token.go holds the sign-in, wire.go the shapes.
package docusign
