// Package contracts draws up the written contract of a stay: it numbers it, composes its text in the guest's language
// from what was agreed, and keeps the document with its hash.
//
// A written contract with the price and a description of the premises is mandatory in France (Code du tourisme, art.
// L324-2). The package decides no price and no policy: it prints what the reservation froze. It says how far a contract is
// on its way to be signed, here or at a provider, and calls nobody itself: see the port in gateway.go. Start with
// contract.go, then text.go and signing.go.
package contracts
