package identityio

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// WebAuthn runs the ceremonies of passkeys: discoverable credentials, the person verified by the device, no attestation
// (which would say what device he has). It implements identity.Passkeys.
type WebAuthn struct{}

var _ identity.Passkeys = WebAuthn{}

// maxAnswer bounds what a browser may answer, in bytes.
const maxAnswer = 64 << 10

func relying(site identity.Site) (*webauthn.WebAuthn, error) {
	required := true
	w, err := webauthn.New(&webauthn.Config{RPID: site.Host, RPDisplayName: site.Name, RPOrigins: []string{site.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &required,
			UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, identity.ErrPasskey.Because(err) // an IP address has no passkeys
	}
	return w, nil
}

// holder is a person with some of his passkeys.
type holder struct {
	user identity.UserState
	keys []identity.PasskeyState
}

func (h holder) WebAuthnID() []byte          { return h.user.ID[:] }
func (h holder) WebAuthnName() string        { return string(h.user.Email) }
func (h holder) WebAuthnDisplayName() string { return h.user.Name }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.keys))
	for n, p := range h.keys {
		all[n] = webauthn.Credential{ID: p.Credential, PublicKey: p.PublicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.Synced, BackupState: p.BackedUp},
			Authenticator: webauthn.Authenticator{AAGUID: p.AAGUID, SignCount: p.Counter}}
		for _, t := range p.Transports {
			all[n].Transport = append(all[n].Transport, protocol.AuthenticatorTransport(t))
		}
	}
	return all
}

func both(options any, session *webauthn.SessionData, err error) ([]byte, []byte, error) {
	if err != nil {
		return nil, nil, err
	}
	o, err1 := json.Marshal(options)
	s, err2 := json.Marshal(session)
	return o, s, errors.Join(err1, err2)
}

// Create implements identity.Passkeys.
func (WebAuthn) Create(site identity.Site, u identity.UserState, known []identity.PasskeyState) (options, state []byte, err error) {
	w, err := relying(site)
	if err != nil {
		return nil, nil, err
	}
	h := holder{u, known}
	creation, session, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, nil, err
	}
	return both(creation.Response, session, nil)
}

// Created implements identity.Passkeys.
func (WebAuthn) Created(site identity.Site, u identity.UserState, state, answer []byte) (p identity.PasskeyState, err error) {
	w, session, err := resume(site, state, answer)
	if err != nil {
		return p, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return p, identity.ErrPasskey.Because(err)
	}
	c, err := w.CreateCredential(holder{user: u}, session, parsed)
	if err != nil {
		return p, identity.ErrPasskey.Because(err)
	}
	p = identity.PasskeyState{Credential: c.ID, PublicKey: c.PublicKey, AAGUID: c.Authenticator.AAGUID, Counter: c.Authenticator.SignCount,
		Synced: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState}
	if len(p.Credential) < 16 || len(p.Credential) > 1023 {
		return p, identity.ErrPasskey
	}
	for _, t := range c.Transport {
		if len(t) <= 20 && len(p.Transports) < 8 {
			p.Transports = append(p.Transports, string(t))
		}
	}
	return p, nil
}

// Ask implements identity.Passkeys.
func (WebAuthn) Ask(site identity.Site, u identity.UserState, known []identity.PasskeyState) (options, state []byte, err error) {
	w, err := relying(site)
	if err != nil {
		return nil, nil, err
	}
	if len(known) == 0 {
		assertion, session, err := w.BeginDiscoverableLogin()
		if err != nil {
			return nil, nil, err
		}
		return both(assertion.Response, session, nil)
	}
	assertion, session, err := w.BeginLogin(holder{u, known})
	if err != nil {
		return nil, nil, err
	}
	return both(assertion.Response, session, nil)
}

// Credential implements identity.Passkeys. The handle is missing in the answers of some older keys: then it is zero.
func (WebAuthn) Credential(answer []byte) ([]byte, access.UserID, error) {
	var user access.UserID
	if len(answer) > maxAnswer {
		return nil, user, identity.ErrPasskey
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, user, identity.ErrPasskey.Because(err)
	}
	if h := parsed.Response.UserHandle; len(h) == len(user) {
		user = access.UserID(h)
	} else if len(h) > 0 {
		return nil, user, identity.ErrPasskey
	}
	return parsed.RawID, user, nil
}

// Answered implements identity.Passkeys.
func (WebAuthn) Answered(site identity.Site, u identity.UserState, p identity.PasskeyState, state, answer []byte) (identity.PasskeyState, bool, error) {
	w, session, err := resume(site, state, answer)
	if err != nil {
		return p, false, err
	}
	asked := len(session.AllowedCredentialIDs) == 0
	for _, id := range session.AllowedCredentialIDs {
		asked = asked || bytes.Equal(id, p.Credential)
	}
	if !asked {
		return p, false, identity.ErrPasskey
	}
	// The library wants all passkeys that were asked for; the one that answers is enough once it is among them.
	session.AllowedCredentialIDs, session.UserID = [][]byte{p.Credential}, u.ID[:]
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return p, false, identity.ErrPasskey.Because(err)
	}
	c, err := w.ValidateLogin(holder{u, []identity.PasskeyState{p}}, session, parsed)
	if err != nil {
		return p, false, identity.ErrPasskey.Because(err)
	}
	p.Counter, p.BackedUp = c.Authenticator.SignCount, c.Flags.BackupState
	return p, c.Authenticator.CloneWarning, nil
}

func resume(site identity.Site, state, answer []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var session webauthn.SessionData
	if len(answer) == 0 || len(answer) > maxAnswer {
		return nil, session, identity.ErrPasskey
	}
	if err := json.Unmarshal(state, &session); err != nil {
		return nil, session, err
	}
	if session.RelyingPartyID != site.Host {
		return nil, session, identity.ErrPasskey // begun at another address of the business
	}
	w, err := relying(site)
	return w, session, err
}
