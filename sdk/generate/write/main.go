// Command write generates the clients of the API from api/openapi.yaml, or with -check says which of the committed files
// differ. Run it in the root of the repository.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"

	"comptoir/sdk/generate"
)

func main() {
	check := flag.Bool("check", false, "compare and write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool) error {
	text, err := os.ReadFile("api/openapi.yaml")
	if err != nil {
		return err
	}
	files, err := generate.Files(text)
	if err != nil {
		return err
	}
	differ := 0
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if !check {
			if err := os.WriteFile(path, files[path], 0o644); err != nil {
				return err
			}
		} else if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, files[path]) {
			fmt.Fprintf(os.Stderr, "%s differs from api/openapi.yaml: make gen\n", path)
			differ++
		}
	}
	if differ > 0 {
		return fmt.Errorf("%d generated files of the clients are old", differ)
	}
	return nil
}
