package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBundlesAreCurrent fails when a source under assets was changed and go generate was not run.
func TestBundlesAreCurrent(t *testing.T) {
	t.Parallel()
	want, err := bundle(filepath.Join("..", "assets"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "assets", "dist")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(body, want[e.Name()]) {
			t.Errorf("%s differs: run go generate ./internal/web", e.Name())
		}
	}
	if names := slices.Sorted(maps.Keys(want)); !slices.Equal(names, have) {
		t.Errorf("dist holds %v, want %v: run go generate ./internal/web", have, names)
	}
}

// TestTheMarkIsOneMark compares the icon with the mark that the layouts draw.
func TestTheMarkIsOneMark(t *testing.T) {
	t.Parallel()
	layout, err := os.ReadFile(filepath.Join("..", "layout.templ"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"M7 17.5h18v2.6H7z", "M9 21.2h14V25H9z", "M16 6.6a6.2 6.2 0 0 1 6.2 6.2v1.6H9.8v-1.6A6.2 6.2 0 0 1 16 6.6z"} {
		if !strings.Contains(markSVG, path) || !strings.Contains(string(layout), path) {
			t.Errorf("the mark %s is not in the icon and in the layout alike", path)
		}
	}
}
