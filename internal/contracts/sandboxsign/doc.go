// Package sandboxsign is a signature provider that needs no contract with anybody: it plays the company on the other side,
// with a page on which each party signs, refuses, or lets the time pass, and calls that are signed. What is signed there
// binds nobody, and says so on its face.
//
// It knows nothing of Comptoir but the port of gateways. Start with gateway.go; pages.go is the console.
package sandboxsign
