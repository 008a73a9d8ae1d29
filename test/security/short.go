//go:build !long

package security

// long is whether there is time for every combination (`make security`, `make test-long`) or for a part of them (`make test`).
const long = false
