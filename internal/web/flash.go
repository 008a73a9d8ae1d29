package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// Tone says how a message is meant; it picks a colour and an icon, and the words carry the same meaning.
type Tone string

// The tones. The zero value is Neutral.
const (
	Neutral  Tone = ""
	Info     Tone = "info"
	Positive Tone = "positive"
	Warning  Tone = "warning"
	Danger   Tone = "danger"
)

// Flash is one message shown on the next page, once.
type Flash struct {
	Tone Tone   `json:"t,omitempty"`
	Text string `json:"x"`
	Undo string `json:"u,omitempty"` // address to post to for taking it back
}

const (
	flashCookie = "flash"
	maxFlashes  = 4
	maxFlash    = 3000 // bytes of cookie
)

// Flash keeps a message for the next page (60 seconds at most). The cookie is plain: it says only what its own reader is
// shown, escaped.
func (k *Kit) Flash(w http.ResponseWriter, r *http.Request, f Flash) {
	waiting := append(readFlashes(r), f)
	if len(waiting) > maxFlashes {
		waiting = waiting[len(waiting)-maxFlashes:]
	}
	raw, err := json.Marshal(waiting)
	if err != nil || base64.RawURLEncoding.EncodedLen(len(raw)) > maxFlash {
		return // a message too long for a cookie is no message
	}
	http.SetCookie(w, k.cookie(r, flashCookie, base64.RawURLEncoding.EncodeToString(raw), 60))
}

func readFlashes(r *http.Request) []Flash {
	c, err := r.Cookie(cookieName(r, flashCookie))
	if err != nil || len(c.Value) > maxFlash {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	var out []Flash
	if json.Unmarshal(raw, &out) != nil || len(out) > maxFlashes {
		return nil
	}
	for i := range out {
		if out[i].Undo != "" && !localPath(out[i].Undo) {
			out[i].Undo = ""
		}
	}
	return out
}

// takeFlashes returns the waiting messages and forgets them.
func (k *Kit) takeFlashes(w http.ResponseWriter, r *http.Request) []Flash {
	out := readFlashes(r)
	if len(out) > 0 {
		http.SetCookie(w, k.cookie(r, flashCookie, "", -1))
	}
	return out
}

// cookieName is a cookie's name on the wire: over TLS with the prefix under which browsers take it from this host alone,
// so that no other host of the domain can put its own in its place.
func cookieName(r *http.Request, name string) string {
	if overTLS(r) {
		return "__Host-" + name
	}
	return name
}

// cookie makes one of our small cookies: for this host, never readable by scripts, not sent across sites except when a
// person follows a link.
func (k *Kit) cookie(r *http.Request, name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: cookieName(r, name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: overTLS(r), // #nosec G124 -- Secure under TLS; without it a browser would not keep the cookie
		SameSite: http.SameSiteLaxMode}
}
