package identity

import (
	"context"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

type deviceTag struct{}

// DeviceID names a browser or a program that somebody has signed in with.
type DeviceID = ident.ID[deviceTag]

// purposeDevice is the purpose from which the secrets of devices are derived.
const purposeDevice = "device"

// Client is what the edge knows about the sender of a request beyond his network address (access.Actor.Address).
type Client struct {
	Device  string // the secret that this device was given at an earlier sign-in; "" when it has none
	Country string // ISO 3166 code that a trusted proxy names, or ""
}

type clientKey struct{}

// WithClient returns ctx with what the edge knows about the sender.
func WithClient(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// ClientOf returns what the edge said about the sender of the request.
func ClientOf(ctx context.Context) Client {
	c, _ := ctx.Value(clientKey{}).(Client)
	return c
}

// Device is a browser or a program that a person has signed in with.
type Device struct {
	ID        DeviceID
	User      access.UserID
	Agent     string
	FirstSeen time.Time
	SeenAt    time.Time
}

// device returns the identifier of the device that a request names, if we gave it: "<id>.<secret>", the secret derived
// from the identifier, so that nobody plants an identifier of his choice in somebody else's browser.
func (i *Identity) device(ctx context.Context) (DeviceID, bool) {
	name, secret, ok := strings.Cut(ClientOf(ctx).Device, ".")
	if !ok {
		return DeviceID{}, false
	}
	id, err := ident.Parse[deviceTag](name)
	if err != nil {
		return DeviceID{}, false
	}
	_, ok = i.d.Keys.Find(HashSecret(secret), purposeDevice, access.TenantOf(ctx), id.Raw())
	return id, ok
}

func (i *Identity) deviceSecret(ctx context.Context, id DeviceID) string {
	return id.String() + "." + i.d.Keys.Secret(purposeDevice, access.TenantOf(ctx), id.Raw())
}

// Agent is a device in words: what can be read from the User-Agent header, which its sender may have made up.
type Agent struct {
	Browser string // "Firefox"; "" when it says nothing that we know
	System  string // "Windows", "iPhone"; "" likewise
	Phone   bool
}

// agents are looked for in this order: most browsers claim to be several others as well.
var agents = []struct{ mark, name string }{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Vivaldi/", "Vivaldi"}, {"FxiOS/", "Firefox"},
	{"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Version/", "Safari"}, {"curl/", "curl"}, {"okhttp/", "okhttp"}, {"Go-http-client/", "Go"},
	{"python-requests/", "Python"}, {"PostmanRuntime/", "Postman"}}

var systems = []struct{ mark, name string }{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
	{"Mac OS X", "macOS"}, {"Linux", "Linux"}}

// ReadAgent reads a User-Agent header.
func ReadAgent(header string) Agent {
	var a Agent
	for _, b := range agents {
		if strings.Contains(header, b.mark) {
			a.Browser = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(header, s.mark) {
			a.System = s.name
			break
		}
	}
	a.Phone = a.System == "iPhone" || a.System == "Android" && strings.Contains(header, "Mobile")
	return a
}

// String is the device in a few words, "Firefox, Windows"; "" when nothing is known.
func (a Agent) String() string {
	return strings.Trim(a.Browser+", "+a.System, ", ")
}
