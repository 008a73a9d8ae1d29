package web

import (
	"net/http"
)

// Design is the living page of the design system: every component with its states.
func (k *Kit) Design() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.Render(w, r, http.StatusOK, Page{Layout: Site, Title: "Design", NoIndex: true}, Text("design"))
	})
}
