// Package security attacks the running program as a stranger, a customer and a rival would, and writes down what became
// of it. Everything goes over the network: it knows the API's own description (document.go), makes honest and hostile
// values from it (generate.go), and nothing of the inside, so that it can be pointed at any demonstration. It proves
// refusals; what the program should do is proven by the journeys of internal/app. Start with attacks_test.go; the table of
// threats is catalogue.go, and `make security` writes docs/security/results.md from it.
package security
