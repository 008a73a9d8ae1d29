// Package staysio connects stays to the world: PostgreSQL, the API, the public site and the desk, the events of
// payments, and the jobs that end holds. It decides nothing that the core decides.
//
// pg_*.go is the store, rest_*.go the API, page_*.go and .templ the pages, on_*.go what other contexts' events cause.
// Start with module.go.
package staysio
