package arch

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"comptoir/internal/platform/config"
)

// The files of deploy are read here for what needs no container engine: that they speak of what exists.

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func exists(path string) bool {
	_, err := os.Stat(filepath.Join(root, path))
	return err == nil
}

func matches(pattern, in string) (all []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(in, -1) {
		all = append(all, m[1])
	}
	return all
}

// The image is built of what is there: the right Go, every folder that the program is made of, and no root.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	file, mod := text(t, "deploy/Dockerfile"), text(t, "go.mod")
	want := matches(`(?m)^go (\d+\.\d+)`, mod)[0]
	if got := matches(`(?m)^FROM golang:(\d+\.\d+)-`, file); len(got) != 1 || got[0] != want {
		t.Errorf("the image is built with Go %v, go.mod asks for %s", got, want)
	}
	var copied []string
	for _, line := range matches(`(?m)^COPY ([^-\n].*)$`, file) {
		words := strings.Fields(line)
		copied = append(copied, words[:len(words)-1]...)
	}
	for _, path := range copied {
		if !exists(path) {
			t.Errorf("COPY %s: there is no such thing", path)
		}
	}
	for _, folder := range matches(`(?m)^replace \S+ => \./(\S+)$`, mod) {
		if !slices.Contains(copied, folder+"/go.mod") {
			t.Errorf("go mod download needs %s/go.mod, which is not copied before it", folder)
		}
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-tags", "nodynamic", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./cmd/comptoir")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		if own, ok := strings.CutPrefix(path, module); ok && !slices.Contains(copied, strings.SplitN(own, "/", 2)[0]) {
			t.Errorf("the program is made of %s, which is not copied", path)
		}
	}
	if !strings.Contains(file, "-tags "+matches(`(?m)^TAGS\s*:= (\S+)`, text(t, "Makefile"))[0]+" ") {
		t.Error("the image is built with other tags than make build")
	}
	if user := matches(`(?m)^USER (\d+)`, file); len(user) != 1 || user[0] == "0" {
		t.Errorf("the program runs as %v", user)
	}
	known(t, "deploy/Dockerfile", matches(`\b(COMPTOIR_[A-Z0-9_]+)=`, file))
}

// known says which variables the program has never heard of.
func known(t *testing.T, where string, variables []string) {
	t.Helper()
	if len(variables) == 0 {
		t.Errorf("%s sets nothing", where)
	}
	keys := map[string]bool{}
	for _, k := range config.Docs() {
		keys[k.Variable] = true
		keys[k.Variable+"_FILE"] = k.Secret
	}
	for _, v := range variables {
		if !keys[v] {
			t.Errorf("%s: the program knows no %s", where, v)
		}
	}
}

// compose is what is read of a Compose file.
type compose struct {
	Services map[string]service               `yaml:"services"`
	Volumes  map[string]any                   `yaml:"volumes"`
	Networks map[string]any                   `yaml:"networks"`
	Secrets  map[string]struct{ File string } `yaml:"secrets"`
}

type service struct {
	Image       string            `yaml:"image"`
	Command     any               `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	Secrets     []string          `yaml:"secrets"`
	Volumes     []string          `yaml:"volumes"`
	Networks    []string          `yaml:"networks"`
	DependsOn   map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Healthcheck map[string]any `yaml:"healthcheck"`
	ReadOnly    bool           `yaml:"read_only"`
	CapDrop     []string       `yaml:"cap_drop"`
	Build       *struct {
		Context    string `yaml:"context"`
		Dockerfile string `yaml:"dockerfile"`
	} `yaml:"build"`
}

func readCompose(t *testing.T, path string) compose {
	t.Helper()
	var c compose
	if err := yaml.Unmarshal([]byte(text(t, path)), &c); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return c
}

// What a service speaks of is declared, and its files are there.
func TestComposeFilesSpeakOfWhatExists(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"deploy/compose.dev.yaml", "deploy/compose.production.yaml"} {
		c := readCompose(t, path)
		if len(c.Services) < 5 {
			t.Fatalf("%s: only %d services", path, len(c.Services))
		}
		for name, s := range c.Services {
			at := path + ": " + name
			if s.Image == "" {
				t.Errorf("%s has no image", at)
			}
			for other, on := range s.DependsOn {
				o, ok := c.Services[other]
				if !ok || on.Condition == "service_healthy" && o.Healthcheck == nil {
					t.Errorf("%s waits for %s to be %s, which cannot be", at, other, on.Condition)
				}
			}
			for _, v := range s.Volumes {
				source, _, _ := strings.Cut(v, ":")
				if _, declared := c.Volumes[source]; !declared && !(strings.HasPrefix(source, "./") && exists("deploy/"+source)) {
					t.Errorf("%s mounts %s", at, source)
				}
			}
			for _, n := range s.Networks {
				if _, ok := c.Networks[n]; !ok {
					t.Errorf("%s is in the network %s", at, n)
				}
			}
			for _, secret := range s.Secrets {
				if c.Secrets[secret].File != "./secrets/"+secret {
					t.Errorf("%s is given the secret %s", at, secret)
				}
			}
			if s.Build != nil && !exists(filepath.Join("deploy", s.Build.Context, s.Build.Dockerfile)) {
				t.Errorf("%s is built of %v", at, s.Build)
			}
		}
	}
	production := readCompose(t, "deploy/compose.production.yaml")
	for _, target := range matches(`"([a-z]+):8080"`, text(t, "deploy/prometheus.yml")) {
		if _, ok := production.Services[target]; !ok {
			t.Errorf("Prometheus asks %s, which is no service", target)
		}
	}
}

// The environment of each process in production, with secrets in its files, is a configuration that the program accepts.
func TestComposeConfiguresTheProgram(t *testing.T) {
	t.Parallel()
	given := map[string]string{"COMPTOIR_BASE_DOMAIN": "comptoir.example", "COMPTOIR_TRUSTED_PROXIES": "10.0.0.0/8", "COMPTOIR_SMTP_ADDR": "mail.example:587",
		"COMPTOIR_SMTP_USER": "comptoir", "COMPTOIR_MAIL_FROM": "Comptoir <comptoir@comptoir.example>"}
	secrets := map[string]string{"database_url": "postgres://comptoir_app:x@postgres:5432/comptoir", "database_owner_url": "postgres://comptoir_owner:x@postgres:5432/comptoir",
		"secret_key": "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUI=", "smtp_password": "x", "redis_url": "redis://:x@redis:6379/0",
		"database_backup_url": "postgres://comptoir_backup:x@postgres:5432/comptoir"}
	folder := t.TempDir()
	for name, value := range secrets {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	variable := regexp.MustCompile(`\$\{(\w+)(?::[-?][^}]*)?\}`)
	processes := 0
	for name, s := range readCompose(t, "deploy/compose.production.yaml").Services {
		if !slices.ContainsFunc(slices.Sorted(maps.Keys(s.Environment)), func(k string) bool { return strings.HasPrefix(k, "COMPTOIR_") }) {
			continue
		}
		processes++
		known(t, name, slices.Sorted(maps.Keys(s.Environment)))
		var environ []string
		for key, value := range s.Environment {
			value = variable.ReplaceAllStringFunc(value, func(v string) string { return given[variable.FindStringSubmatch(v)[1]] })
			if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
				if !slices.Contains(s.Secrets, secret) {
					t.Errorf("%s reads the secret %s, which it is not given", name, secret)
				}
				value = filepath.Join(folder, secret)
			}
			environ = append(environ, key+"="+value)
		}
		if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") {
			t.Errorf("%s may write its own program or keeps capabilities", name)
		}
		command, _ := s.Command.([]any)
		if len(command) == 3 && command[0] == "serve" && command[1] == "--role" {
			environ = append(environ, "COMPTOIR_ROLE="+command[2].(string))
		} else if !(len(command) == 2 && command[0] == "migrate") && !(len(command) == 3 && command[0] == "backup") {
			t.Errorf("%s runs %v", name, command)
		}
		if _, err := config.Load(environ); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if processes != 5 {
		t.Errorf("%d processes of the program", processes)
	}
	var environ []string
	for _, line := range matches(`(?m)^(COMPTOIR_[A-Z0-9_]+=.*)$`, text(t, "deploy/dev.env")) {
		environ = append(environ, strings.ReplaceAll(line, "'", ""))
	}
	if _, err := config.Load(environ); err != nil || len(environ) < 8 {
		t.Errorf("dev.env: %v", err)
	}
}

// Workflows run commands that are there.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, ".github/workflows/*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v %v", files, err)
	}
	targets, comment := matches(`(?m)^([a-z-]+):`, text(t, "Makefile")), regexp.MustCompile(`(?m)^\s*#.*$`)
	for _, path := range append(files, filepath.Join(root, ".ci/run")) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		commands := comment.ReplaceAllString(string(content), "")
		if filepath.Ext(path) == ".yml" {
			var w struct {
				Jobs map[string]struct {
					RunsOn string           `yaml:"runs-on"`
					Steps  []map[string]any `yaml:"steps"`
				} `yaml:"jobs"`
			}
			if err := yaml.Unmarshal(content, &w); err != nil || len(w.Jobs) == 0 {
				t.Fatalf("%s: %v", path, err)
			}
			for name, job := range w.Jobs {
				if job.RunsOn == "" || len(job.Steps) == 0 {
					t.Errorf("%s: the job %s does nothing", path, name)
				}
			}
		}
		for _, target := range matches(`\bmake (?:--\S+ )*([a-z-]+)`, commands) {
			if !slices.Contains(targets, target) {
				t.Errorf("%s: make %s", path, target)
			}
		}
		for _, named := range matches(`(?:bash|-f) ([\w./-]+)`, commands) {
			if !exists(named) {
				t.Errorf("%s names %s, which is not there", path, named)
			}
		}
	}
}
