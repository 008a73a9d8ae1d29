package staysio

import (
	"embed"
	"net/http"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Pages registers the public site, the pages by private link, the account's and the desk's.
func (m *Module) Pages(mux *http.ServeMux) {
	m.sitePages(mux)
	m.deskPages(mux)
}
