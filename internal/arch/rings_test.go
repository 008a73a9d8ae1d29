package arch

import (
	"slices"
	"strings"
	"testing"
)

// ring is the place of a package in the architecture.
type ring string

const (
	kernel   ring = "kernel"
	events   ring = "event"
	core     ring = "core"
	fake     ring = "core's test package" // staystest
	adapter  ring = "adapters"            // staysio, and drivers of a port such as sandboxpay
	platform ring = "platform"
	web      ring = "web"
	portal   ring = "portal"
	example  ring = "demo" // the demonstration's data: no context, only facts
	program  ring = "app"
	laws     ring = "arch"
	command  ring = "command"
	journeys ring = "test"
	clients  ring = "sdk" // what customers use, and its generator
)

// place returns the ring of a package (path without "internal/") and, for the rings of a context, whose it is.
func place(pkg string) (r ring, context string) {
	first, rest, _ := strings.Cut(pkg, "/")
	switch first {
	case "kernel", "event", "platform", "web", "portal", "demo", "app", "arch", "cmd", "test", "sdk":
		return map[string]ring{"kernel": kernel, "event": events, "platform": platform, "web": web, "portal": portal, "demo": example, "app": program,
			"arch": laws, "cmd": command, "test": journeys, "sdk": clients}[first], ""
	}
	switch rest {
	case "":
		return core, first
	case first + "test":
		return fake, first
	}
	return adapter, first
}

// allowed is the table of architecture.md §2. A context's rings see their own context only.
var allowed = map[ring][]ring{
	kernel:   {kernel},
	events:   {kernel},
	core:     {kernel, events},
	fake:     {kernel, events, core, fake},
	adapter:  {kernel, events, platform, web, core, adapter},
	platform: {kernel, events, platform, web},
	web:      {kernel, events, platform, web},
	portal:   {kernel, core, platform, web},
	example:  {kernel, example},
	program:  {kernel, events, core, adapter, platform, web, portal, example, program},
	command:  {kernel, core, platform, program, command},
	laws:     {kernel, events, core, adapter, platform, program},
	journeys: {kernel, events, core, platform, web, program, journeys},
	clients:  {}, // nothing internal: a customer has it without the product
}

// tests may use more: their own context's fakes and adapters, and the servers of platform and web that exist for tests.
var allowedInTests = map[ring][]ring{
	kernel:  {kernel},
	events:  {kernel, events},
	core:    {kernel, events, core, fake},
	fake:    {kernel, events, core, fake},
	adapter: {kernel, events, platform, web, core, adapter, fake},
	portal:  {kernel, core, fake, platform, web, portal},
	program: {kernel, events, core, adapter, fake, platform, web, portal, example, program},
}

func TestRings(t *testing.T) {
	t.Parallel()
	edges := 0
	for _, f := range tree(t) {
		own, context := place(f.pkg)
		may := allowed[own]
		if more, ok := allowedInTests[own]; f.test && ok {
			may = more
		}
		for _, path := range f.imports() {
			pkg, ours := strings.CutPrefix(path, "~")
			if !ours {
				continue
			}
			edges++
			theirs, other := place(pkg)
			switch {
			case !slices.Contains(may, theirs):
				t.Errorf("%s: %s may not import %s (%s)", f.path, own, pkg, theirs)
			case context != "" && other != "" && context != other:
				t.Errorf("%s: the context %s imports the context %s: contexts meet in event and in app", f.path, context, other)
			}
		}
	}
	if edges < 500 {
		t.Errorf("only %d imports looked at", edges)
	}
}

// An adapter's file says by its name what it talks to.
func TestAdaptersByPrefix(t *testing.T) {
	t.Parallel()
	rules := []struct {
		library  string
		prefixes []string
	}{
		{"github.com/jackc/pgx/v5", []string{"pg_"}},
		{"github.com/danielgtaylor/huma/v2", []string{"rest_", "module"}},
		{"github.com/a-h/templ", []string{"page", "module"}},
	}
	// The driver of the sandbox plays a provider with a store of its own; it is no adapter of a context's store.
	except := map[string]bool{"payments/sandboxpay": true}
	for _, f := range tree(t) {
		if r, context := place(f.pkg); r != adapter || f.test || f.generated || f.pkg != context+"/"+context+"io" || except[f.pkg] {
			continue
		}
		for _, rule := range rules {
			for _, path := range f.imports() {
				if path != rule.library && !strings.HasPrefix(path, rule.library+"/") {
					continue
				}
				if !slices.ContainsFunc(rule.prefixes, func(p string) bool { return strings.HasPrefix(f.name, p) }) {
					t.Errorf("%s imports %s: only files named %v* do", f.path, path, rule.prefixes)
				}
			}
		}
	}
}
