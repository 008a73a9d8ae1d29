// Command assetgen bundles the styles and scripts of internal/web into assets/dist, with the hash of its content in each
// file's name, and draws the icons. It runs by go generate; its test compares the committed bundles with their sources.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	files, err := bundle("assets")
	if err == nil {
		err = replace(filepath.Join("assets", "dist"), files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "assetgen:", err)
		os.Exit(1)
	}
}

// replace makes dir hold exactly files.
func replace(dir string, files map[string][]byte) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- a tool of the repository, on its own files
		return err
	}
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil { // #nosec G306 -- a tool of the repository, on its own files
			return err
		}
	}
	return nil
}

// hashed is the form of esbuild's names.
var hashed = regexp.MustCompile(`^(.+)-([A-Z2-7]{8})(\.[a-z0-9]+)$`)

// bundle returns every file of dist by its name, manifest.json among them.
func bundle(root string) (map[string][]byte, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: abs,
		EntryPoints:   []string{"js/app.js", "js/sw.js", "css/app.css", "css/desk.css", "css/leaflet.css"},
		Outdir:        "dist",
		EntryNames:    "[name]-[hash]", AssetNames: "[name]-[hash]", ChunkNames: "[name]-[hash]",
		Bundle: true, Splitting: true, Format: api.FormatESModule, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Target:        api.ES2022,
		Engines:       []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "121"}, {Name: api.EngineSafari, Version: "17.5"}},
		LegalComments: api.LegalCommentsNone,
		Loader:        map[string]api.Loader{".woff2": api.LoaderFile, ".png": api.LoaderDataURL},
		LogLevel:      api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("esbuild: %s", result.Errors[0].Text)
	}
	files := map[string][]byte{}
	for _, f := range result.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	for name, path := range map[string]string{"htmx.js": "vendor/htmx.min.js", "leaflet.js": "vendor/leaflet.js"} {
		body, err := os.ReadFile(filepath.Join(abs, path)) // #nosec G304 -- a tool of the repository, on its own files
		if err != nil {
			return nil, err
		}
		body = bytes.TrimSuffix(bytes.TrimSpace(body), []byte("//# sourceMappingURL=leaflet.js.map"))
		files[withHash(name, body)] = body
	}
	for name, body := range icons() {
		files[withHash(name, body)] = body
	}
	return files, addManifest(files)
}

func withHash(name string, body []byte) string {
	sum := sha256.Sum256(body)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + base32.StdEncoding.EncodeToString(sum[:])[:8] + ext
}

// addManifest adds the table from plain to hashed names; chunks have no name of their own and are left out.
func addManifest(files map[string][]byte) error {
	names := map[string]string{}
	for name := range files {
		m := hashed.FindStringSubmatch(name)
		if m == nil {
			return fmt.Errorf("no hash in %s", name)
		}
		if m[1] != "chunk" {
			names[m[1]+m[3]] = name
		}
	}
	raw, err := json.MarshalIndent(names, "", " ")
	if err != nil {
		return err
	}
	files["manifest.json"] = append(raw, '\n')
	return nil
}
