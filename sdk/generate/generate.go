// Package generate writes the clients of the API, in Go and TypeScript, from the OpenAPI document: types of what is sent
// and answered, and one method an operation. How a request is made (retries, sessions, errors) is written by hand in the
// clients, and this package refuses to know it; it knows no trade either. What the document leaves open (a value of any
// shape) is any in Go and unknown in TypeScript. Start with Files.
package generate

// Header is the first line of what is generated.
const header = "// Code generated from api/openapi.yaml by sdk/generate. DO NOT EDIT.\n"

// Files returns the generated files by their path from the root of the repository. The same document gives the same bytes.
func Files(openapi []byte) (map[string][]byte, error) {
	d, err := read(openapi)
	if err != nil {
		return nil, err
	}
	calls, err := d.calls()
	if err != nil {
		return nil, err
	}
	goTypes, goCalls, err := goClient(d, calls)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"sdk/go/types.gen.go":           goTypes,
		"sdk/go/calls.gen.go":           goCalls,
		"sdk/typescript/src/api.gen.ts": typeScript(d, calls),
	}, nil
}
