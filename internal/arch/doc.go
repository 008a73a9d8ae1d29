// Package arch holds the laws of the architecture as tests: who may import whom, what a core may not touch, that every
// use case and route stands in the matrix of roles, that every table keeps its tenants apart, and that what is generated,
// stored or published equals its golden file.
//
// It contains no code that runs in the program and decides nothing; a law that is in the way is changed here, in the
// open, with an ADR. Start with rings_test.go, then purity_test.go (cores), shape_test.go (comments, sizes),
// database_test.go (schema and tenants) and api_test.go (routes and the OpenAPI document).
package arch
