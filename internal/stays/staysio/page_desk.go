package staysio

import "net/http"

// deskPages registers what staff see.
func (m *Module) deskPages(mux *http.ServeMux) {}
