// Package stays takes reservations for properties let by the night. It decides whether days are free, what a stay costs,
// and what a cancellation gives back.
//
// It charges no card, writes no contract and sends no mail: ports.go says what it asks of others, package event what it
// tells them. It reads no clock and makes no randomness: Deps brings both. Double booking is refused twice: in words
// here, and in stone by the store, whose occupancies of different holders may not overlap (occupancy.go).
//
// Start with stays.go (every use case), then reservation.go (the state machine), quote.go and price.go (money), and
// staystest, whose conformance suite says what a store must do.
package stays
