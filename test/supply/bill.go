package supply

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The parts of CycloneDX 1.6 (ECMA-424) that a bill of this program needs, under the standard's own names.
type (
	bill struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Serial       string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp string    `json:"timestamp,omitempty"`
		Component component `json:"component"`
	}
	component struct {
		Type     string     `json:"type"`
		Ref      string     `json:"bom-ref"`
		Name     string     `json:"name"`
		Version  string     `json:"version,omitempty"`
		Purl     string     `json:"purl,omitempty"`
		Hashes   []digest   `json:"hashes,omitempty"`
		Licences []licence  `json:"licenses,omitempty"`
		Facts    []property `json:"properties,omitempty"`
	}
	digest struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	licence struct {
		Licence struct {
			ID   string `json:"id,omitempty"`
			Name string `json:"name,omitempty"` // of one that SPDX does not list
		} `json:"license"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn,omitempty"`
	}
)

// Bill writes the bill of materials of a built program as CycloneDX JSON. What the program itself says it is made of
// must be what the parts are (version is the one it was given at the link): a program built from other sources is an error. The same program gives the same bill.
func Bill(root, program, version string, parts []Part) ([]byte, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	built := map[string]string{}
	for _, m := range info.Deps {
		if m.Replace == nil {
			built[m.Path] = m.Version
		}
	}
	content, err := os.ReadFile(program) //nolint:gosec // the program that the caller built
	if err != nil {
		return nil, err
	}
	own := sha256.Sum256(content)
	self := component{Type: "application", Ref: "comptoir", Name: "comptoir", Version: version, Hashes: []digest{{"SHA-256", hex.EncodeToString(own[:])}}}
	made := bill{Format: "CycloneDX", Spec: "1.6", Serial: serial(own[:]), Version: 1, Metadata: metadata{Component: self}}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			made.Metadata.Timestamp = s.Value
		}
		if slices.Contains([]string{"GOOS", "GOARCH", "CGO_ENABLED", "-tags", "vcs.revision"}, s.Key) {
			made.Metadata.Component.Facts = append(made.Metadata.Component.Facts, property{"comptoir:build:" + s.Key, s.Value})
		}
	}
	all := dependency{Ref: self.Ref}
	parts = slices.Clone(parts)
	for i := range parts {
		p := &parts[i]
		if p.Kind == "module" && built[p.Name] != p.Version {
			return nil, fmt.Errorf("supply: %s holds %s %q, but it is %s here: build it anew", program, p.Name, built[p.Name], p.Version)
		}
		delete(built, p.Name)
		if p.Kind == "library" {
			p.Version = strings.TrimPrefix(info.GoVersion, "go")
		}
		c, err := p.component(root)
		if err != nil {
			return nil, err
		}
		made.Components = append(made.Components, c)
		all.On = append(all.On, c.Ref)
	}
	if len(built) > 0 {
		return nil, fmt.Errorf("supply: %s holds what is not linked from here: %v", program, built)
	}
	made.Dependencies = append([]dependency{all}, between(parts)...)
	return json.MarshalIndent(made, "", "  ")
}

// between says which part needs which.
func between(parts []Part) []dependency {
	refs := map[string]string{}
	for _, p := range parts {
		refs[p.Name] = p.ref()
	}
	var all []dependency
	for _, p := range parts {
		d := dependency{Ref: p.ref()}
		for _, name := range p.Uses {
			d.On = append(d.On, refs[name])
		}
		all = append(all, d)
	}
	return all
}

func (p Part) ref() string {
	if p.Kind == "file" {
		return "file:" + p.Name
	}
	return "pkg:golang/" + p.Name + "@" + p.Version
}

func (p Part) component(root string) (component, error) {
	c := component{Type: "library", Ref: p.ref(), Name: p.Name, Version: p.Version}
	for _, id := range p.Licences {
		var l licence
		if l.Licence.ID = id; id == publicDomain {
			l.Licence.ID, l.Licence.Name = "", id
		}
		c.Licences = append(c.Licences, l)
	}
	if p.Kind != "file" {
		c.Purl = c.Ref
	}
	if sum, ok := strings.CutPrefix(p.Sum, "h1:"); ok { // the digest of the module's zip, as the checksum database has it
		raw, err := base64.StdEncoding.DecodeString(sum)
		if err != nil {
			return c, err
		}
		c.Hashes = []digest{{"SHA-256", hex.EncodeToString(raw)}}
	}
	for _, name := range p.Files {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil && !strings.HasSuffix(name, "/") {
			return c, err
		}
		if err == nil {
			sum := sha256.Sum256(content)
			c.Facts = append(c.Facts, property{"comptoir:sha256:" + name, hex.EncodeToString(sum[:])})
		}
	}
	return c, nil
}

// serial is a UUID made from the program's digest, by RFC 9562's version 8: whose content is ours to say.
func serial(sum []byte) string {
	b := slices.Clone(sum[:16])
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
