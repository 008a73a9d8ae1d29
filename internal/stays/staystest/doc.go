// Package staystest is what tests of stays stand on: a store in memory (Mem), a world in which use cases run on it with a
// clock that the test turns (World), builders of things worth booking, and the suite that every store must pass
// (StoreConformance).
//
// It knows no database. Start with NewWorld for rules, with StoreConformance for a store.
package staystest
