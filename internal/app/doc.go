// Package app puts the program together: it opens what the program stands on, makes every context with its adapters,
// lets them meet through small bridges, and runs the roles. It is the only package that knows all the others; nobody
// imports it but the command.
//
// It decides nothing about any business. Start with app.go (New), then contexts.go (who gets what), http.go (the way of
// a request) and bridge_*.go (one context's port, another's use case).
package app
