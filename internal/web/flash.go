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
	SetCookie(w, r, flashCookie, base64.RawURLEncoding.EncodeToString(raw), 60, http.SameSiteLaxMode)
}

func readFlashes(r *http.Request) []Flash {
	raw, err := base64.RawURLEncoding.DecodeString(Cookie(r, flashCookie))
	if err != nil || len(raw) == 0 {
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
		SetCookie(w, r, flashCookie, "", 0, http.SameSiteLaxMode)
	}
	return out
}
