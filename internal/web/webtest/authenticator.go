package webtest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator is a device of the browser's that keeps passkeys and says yes at once, as a telephone does under its
// owner's finger.
type Authenticator struct {
	b  *Tab
	id webauthn.AuthenticatorID
}

// Authenticator gives the browser such a device, built in.
func (b *Tab) Authenticator() *Authenticator {
	b.t.Helper()
	call(b, webauthn.Enable, webauthn.EnableParams{})
	got := call(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Ctap2version: webauthn.Ctap2versionCtap21, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	return &Authenticator{b, got.AuthenticatorID}
}

// Verifies says whether the device recognises its owner from now on.
func (a *Authenticator) Verifies(yes bool) {
	a.b.t.Helper()
	call(a.b, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: a.id, IsUserVerified: yes})
}

// Answers says whether somebody touches the device when it asks.
func (a *Authenticator) Answers(yes bool) {
	a.b.t.Helper()
	call(a.b, webauthn.SetAutomaticPresenceSimulation, webauthn.SetAutomaticPresenceSimulationParams{AuthenticatorID: a.id, Enabled: yes})
}

// Passkeys returns the passkeys on the device.
func (a *Authenticator) Passkeys() []*webauthn.Credential {
	a.b.t.Helper()
	return call(a.b, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: a.id}).Credentials
}

// Rewind sets the counter of signatures of a passkey back, as it stands on a copy of the device.
func (a *Authenticator) Rewind(c *webauthn.Credential) {
	a.b.t.Helper()
	call(a.b, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: a.id, CredentialID: c.CredentialID})
	call(a.b, cdp.Command[copiedPasskey, cdp.Empty]{Method: webauthn.CommandAddCredential}, copiedPasskey{a.id, map[string]any{
		"credentialId": c.CredentialID, "isResidentCredential": true, "rpId": c.RpID, "privateKey": c.PrivateKey, "userHandle": c.UserHandle, "signCount": 0}})
}

// copiedPasskey is WebAuthn.addCredential with the properties that every Chromium knows.
type copiedPasskey struct {
	AuthenticatorID webauthn.AuthenticatorID `json:"authenticatorId"`
	Credential      map[string]any           `json:"credential"`
}

func call[P, R any](b *Tab, cmd cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Call(ctx, cmd, params)
	if err != nil {
		b.t.Fatalf("webtest: %s: %v", cmd.Method, err)
	}
	return v
}
