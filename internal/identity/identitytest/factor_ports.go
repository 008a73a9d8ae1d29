package identitytest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"sync/atomic"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// Codes are one-time codes that a test can read: CodeAt.
type Codes struct{}

var counter atomic.Int64

// NewKey implements identity.OneTimeCodes.
func (Codes) NewKey() (string, error) { return fmt.Sprintf("KEY%d", counter.Add(1)), nil }

// CodeAt is the code of a key at a moment.
func CodeAt(key string, now time.Time) string { return codeOf(key, now.Unix()/30) }

func codeOf(key string, step int64) string {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s/%d", key, step)
	return fmt.Sprintf("%06d", h.Sum32()%1_000_000)
}

// Step implements identity.OneTimeCodes.
func (Codes) Step(key, code string, now time.Time) (int64, bool) {
	for step := now.Unix()/30 - 1; step <= now.Unix()/30+1; step++ {
		if code == codeOf(key, step) {
			return step, true
		}
	}
	return 0, false
}

// Envelope seals by writing tenant and purpose in front.
type Envelope struct{}

// Seal implements identity.Secrets.
func (Envelope) Seal(ctx context.Context, purpose string, plain []byte) ([]byte, error) {
	return append([]byte(access.TenantOf(ctx).String()+"|"+purpose+"|"), plain...), nil
}

// Open implements identity.Secrets.
func (Envelope) Open(ctx context.Context, purpose string, sealed []byte) ([]byte, error) {
	plain, ok := bytes.CutPrefix(sealed, []byte(access.TenantOf(ctx).String()+"|"+purpose+"|"))
	if !ok {
		return nil, errors.New("sealed for somebody else")
	}
	return plain, nil
}

// Bytes are different at each call, and no secret.
func Bytes(n int) []byte {
	h := fnv.New128a()
	fmt.Fprint(h, counter.Add(1))
	b := h.Sum(nil)
	for len(b) < n {
		b = append(b, b...)
	}
	return b[:n]
}

// Device plays a person's authenticator: a credential and a counter.
type Device struct {
	Credential []byte
	User       access.UserID
	Counter    uint32
}

type deviceAnswer struct {
	Credential []byte
	User       access.UserID
	Counter    uint32
	Challenge  string
	Host       string
}

// Answer is what the device answers to options, at a host.
func (d *Device) Answer(host string, options []byte) []byte {
	d.Counter++
	raw, err := json.Marshal(deviceAnswer{d.Credential, d.User, d.Counter, string(options), host})
	if err != nil {
		panic(err)
	}
	return raw
}

// Ceremonies plays WebAuthn with Devices. It implements identity.Passkeys.
type Ceremonies struct{}

func ceremony() ([]byte, []byte, error) {
	c := []byte(fmt.Sprintf("challenge %d", counter.Add(1)))
	return c, c, nil
}

// Create implements identity.Passkeys.
func (Ceremonies) Create(identity.Site, identity.UserState, []identity.PasskeyState) ([]byte, []byte, error) {
	return ceremony()
}

// Ask implements identity.Passkeys.
func (Ceremonies) Ask(identity.Site, identity.UserState, []identity.PasskeyState) ([]byte, []byte, error) {
	return ceremony()
}

func read(site identity.Site, state, answer []byte) (a deviceAnswer, err error) {
	if json.Unmarshal(answer, &a) != nil || state != nil && a.Challenge != string(state) || state != nil && a.Host != site.Host {
		return a, identity.ErrPasskey
	}
	return a, nil
}

// Created implements identity.Passkeys.
func (Ceremonies) Created(site identity.Site, _ identity.UserState, state, answer []byte) (identity.PasskeyState, error) {
	a, err := read(site, state, answer)
	return identity.PasskeyState{Credential: a.Credential, PublicKey: []byte("public"), AAGUID: make([]byte, 16), Counter: a.Counter, Transports: []string{"internal"}}, err
}

// Credential implements identity.Passkeys.
func (Ceremonies) Credential(answer []byte) ([]byte, access.UserID, error) {
	a, err := read(identity.Site{}, nil, answer)
	return a.Credential, a.User, err
}

// Answered implements identity.Passkeys.
func (Ceremonies) Answered(site identity.Site, _ identity.UserState, p identity.PasskeyState, state, answer []byte) (identity.PasskeyState, bool, error) {
	a, err := read(site, state, answer)
	if err != nil {
		return p, false, err
	}
	cloned := a.Counter <= p.Counter
	p.Counter = max(p.Counter, a.Counter)
	return p, cloned, nil
}

// Site is where the tests' browsers are.
var Site = identity.Site{Host: "a.test", Origin: "https://a.test", Name: "A"}
