package webtest

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// SameKeys fails the test when the languages of an area's texts do not have the same keys, or a text is empty, or the two
// name different values ({{.Name}}).
func SameKeys(t testing.TB, files fs.FS) {
	t.Helper()
	langs := map[string]map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		parts := strings.Split(path.Base(name), ".")
		lang := parts[len(parts)-2]
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		var tree map[string]any
		if err := json.Unmarshal(raw, &tree); err != nil {
			t.Errorf("webtest: %s: %v", name, err)
			return nil
		}
		if langs[lang] == nil {
			langs[lang] = map[string]string{}
		}
		flatten("", tree, langs[lang])
		return nil
	})
	if err != nil {
		t.Fatalf("webtest: %v", err)
	}
	if len(langs) < 2 {
		t.Fatalf("webtest: texts in %d language(s) only", len(langs))
	}
	names := slices.Sorted(maps.Keys(langs))
	for _, a := range names {
		for _, b := range names {
			compare(t, a, b, langs[a], langs[b])
		}
	}
}

func compare(t testing.TB, a, b string, x, y map[string]string) {
	t.Helper()
	for key, text := range x {
		other, ok := y[key]
		switch {
		case strings.TrimSpace(text) == "":
			t.Errorf("webtest: %s: %s is empty", a, key)
		case !ok:
			t.Errorf("webtest: %s has %s, %s has not", a, key, b)
		case !slices.Equal(values(text), values(other)) && !plural(key):
			t.Errorf("webtest: %s: %s and %s name different values: %q, %q", key, a, b, text, other)
		}
	}
}

func plural(key string) bool {
	return strings.HasSuffix(key, ".one") || strings.HasSuffix(key, ".other")
}

func flatten(prefix string, tree map[string]any, out map[string]string) {
	for k, v := range tree {
		key := strings.TrimPrefix(prefix+"."+k, ".")
		switch v := v.(type) {
		case string:
			out[key] = v
		case map[string]any:
			flatten(key, v, out)
		}
	}
}

// values lists the {{.Name}}s of a text, sorted.
func values(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, "{{") {
		if name, _, ok := strings.Cut(part, "}}"); ok {
			out = append(out, strings.TrimSpace(name))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
