// Package supply says what the program is made of that others wrote: the Go modules that are linked into it, the standard
// library, and the scripts, styles, fonts and pictures that it carries. From that come the list of licences
// (docs/security/licences.csv), their texts, and the bill of materials (CycloneDX) of a built program. It refuses to know
// what is only used to build or to test. Start with Parts; `make supply-chain` and `make sbom` use it by the command in write.
package supply

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// Part is something of others in the program.
type Part struct {
	Kind     string   // "module", "library" (the language's own) or "file"
	Name     string   // github.com/jackc/pgx/v5, or htmx
	Version  string   // v5.12.0
	Licences []string // SPDX identifiers of all texts that it comes with: all of them are kept
	Texts    []string // the files of these texts
	Sum      string   // of a module, as go.sum has it: h1:…
	Files    []string // of a file: where it lies in this repository
	Uses     []string // names of parts that it needs; of modules alone
}

// Allowed are the licences that a product which is sold may carry inside: permissive ones; MPL 2.0 (the queue, whose
// files we do not change, so that its terms are met by naming where they come from); and the fonts' own.
var Allowed = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", publicDomain, "MIT", "MPL-2.0", "OFL-1.1", "Unlicense", "Zlib"}

// publicDomain is how SPDX lets one write what is nobody's any more.
const publicDomain = "LicenseRef-Public-Domain"

// judged are texts that no list knows and that somebody has read, by their SHA-256.
var judged = map[string]string{
	"5c640056d513f276d56635af7a0bed81cb7eac02a31b6e56d40c416557a8d8ce": publicDomain, // github.com/xi2/xz: "has been put into the public domain"
}

// Program is the package whose parts are listed, on the system for which it is delivered.
const Program = "./cmd/comptoir"

// Parts lists everything, sorted by kind and name; root is the folder of this repository.
func Parts(root string) ([]Part, error) {
	modules, err := modules(root)
	if err != nil {
		return nil, err
	}
	language, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	all := append(modules, Part{Kind: "library", Name: "std", Version: strings.TrimPrefix(runtime.Version(), "go"), Texts: texts(strings.TrimSpace(string(language)))})
	for _, p := range carried {
		p.Texts = slices.Clone(p.Texts)
		for i, text := range p.Texts {
			p.Texts[i] = filepath.Join(root, text)
		}
		all = append(all, p)
	}
	for i := range all {
		if err := all[i].read(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Part) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
	return all, nil
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Module     *struct {
		Path, Version, Dir, Sum string
		Main                    bool
		Replace                 *struct{ Path string }
	}
}

// modules asks the go command what is linked, as the program is built for delivery, and which module needs which.
func modules(root string) ([]Part, error) {
	c := exec.Command("go", "list", "-tags", "nodynamic", "-deps", "-json=ImportPath,Imports,Module", Program)
	c.Dir, c.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=-mod=readonly")
	said := &bytes.Buffer{}
	c.Stderr = said
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, said)
	}
	of, found, needs := map[string]string{}, map[string]Part{}, map[string]map[string]bool{}
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Module == nil || p.Module.Main || p.Module.Replace != nil { // the language's own, or ours
			continue
		}
		packages = append(packages, p)
		of[p.ImportPath] = p.Module.Path
		found[p.Module.Path] = Part{Kind: "module", Name: p.Module.Path, Version: p.Module.Version, Sum: p.Module.Sum, Texts: texts(p.Module.Dir)}
		needs[p.Module.Path] = map[string]bool{}
	}
	for _, p := range packages {
		for _, i := range p.Imports {
			if to := of[i]; to != "" && to != p.Module.Path {
				needs[p.Module.Path][to] = true
			}
		}
	}
	all := make([]Part, 0, len(found))
	for name, p := range found {
		p.Uses = slices.Sorted(maps.Keys(needs[name]))
		all = append(all, p)
	}
	return all, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([-._].*)?$`)

// texts are the files of a folder that hold licences.
func texts(dir string) []string {
	var all []string
	entries, _ := os.ReadDir(dir) // an absent folder has none, and Parts says so
	for _, e := range entries {
		if !e.IsDir() && licenceFile.MatchString(e.Name()) {
			all = append(all, filepath.Join(dir, e.Name()))
		}
	}
	return all
}

// certain is the share of a text, in percent, that must be a known licence; the rest are names, years and titles.
const certain = 50

// read recognises the licences of a part by their texts.
func (p *Part) read() error {
	found := map[string]bool{}
	for _, name := range p.Texts {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if id, ok := judged[fmt.Sprintf("%x", sha256.Sum256(text))]; ok {
			found[id] = true
			continue
		}
		cover := licensecheck.Scan(text)
		if cover.Percent < certain {
			return fmt.Errorf("supply: %s %s: %s is no licence that is known (%.0f %%)", p.Name, p.Version, filepath.Base(name), cover.Percent)
		}
		for _, m := range cover.Match {
			found[m.ID] = true
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("supply: %s %s comes without a licence", p.Name, p.Version)
	}
	p.Licences = slices.Sorted(maps.Keys(found))
	return nil
}

// List writes the parts with their licences as CSV.
func List(parts []Part) []byte {
	var out bytes.Buffer
	out.WriteString("kind,name,version,licences\n")
	for _, p := range parts {
		version := p.Version
		if p.Kind == "library" {
			version = "" // as the machine has it: the bill of materials of a built program says which
		}
		fmt.Fprintf(&out, "%s,%s,%s,%s\n", p.Kind, p.Name, version, strings.Join(p.Licences, " AND "))
	}
	return out.Bytes()
}

// Texts writes all licences in full, as those who pass the program on must pass them on.
func Texts(parts []Part) ([]byte, error) {
	var out bytes.Buffer
	for _, p := range parts {
		for _, name := range p.Texts {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&out, "=== %s %s (%s)\n\n%s\n\n", p.Name, p.Version, strings.Join(p.Licences, " AND "), bytes.TrimSpace(text))
		}
	}
	return out.Bytes(), nil
}
