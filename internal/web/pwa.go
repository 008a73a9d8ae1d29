package web

import (
	"encoding/json"
	"net/http"
	"strings"
)

// manifest describes the host as an installable application in the tenant's name and colours.
func (k *Kit) manifest(w http.ResponseWriter, r *http.Request) {
	b := k.brand(r)
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	short := b.Name
	if runes := []rune(short); len(runes) > 12 {
		short = strings.TrimSpace(string(runes[:12]))
	}
	doc := map[string]any{
		"id": "/", "name": b.Name, "short_name": short, "start_url": b.Home, "scope": "/", "display": "standalone",
		"lang": Lang(r.Context()), "dir": LocaleOf(r.Context()).Dir, "background_color": "#FBFAF7", "theme_color": "#FBFAF7",
		"icons": []icon{
			{k.Asset("icon-192.png"), "192x192", "image/png", ""},
			{k.Asset("icon-512.png"), "512x512", "image/png", ""},
			{k.Asset("icon-maskable-512.png"), "512x512", "image/png", "maskable"},
		},
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	_ = json.NewEncoder(w).Encode(doc)
}

func (k *Kit) favicon(w http.ResponseWriter, r *http.Request) {
	if f, ok := k.assets.files[k.assets.names["icon-32.png"]]; ok {
		f.serve(w, r, "public, max-age=86400")
		return
	}
	http.NotFound(w, r)
}

// serviceWorker serves the worker from the root, so that its scope is the whole host. It keeps hashed assets and the
// offline page, and no other page: a price or a booking is never shown from a cache.
func (k *Kit) serviceWorker(w http.ResponseWriter, r *http.Request) {
	f, ok := k.assets.files[k.assets.names["sw.js"]]
	if !ok {
		http.NotFound(w, r)
		return
	}
	f.serve(w, r, "no-cache")
}

func (k *Kit) offline(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	k.Render(w, r, http.StatusOK, Page{Layout: Bare, Title: T(ctx, "web.offline.title"), NoIndex: true}, offlineBody())
}
