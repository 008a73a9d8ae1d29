package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"comptoir/internal/platform/obs"
)

// keySize is the length of the secret key in bytes: the strength of HMAC-SHA256.
const keySize = 32

func decodeKey(text string) ([]byte, error) {
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if key, err := e.DecodeString(text); err == nil && len(key) == keySize {
			return key, nil
		}
	}
	return nil, fmt.Errorf("must be %d bytes in base64", keySize)
}

// Key returns the secret key. When the configuration has none, it is the one that was made at the first start and is
// kept in the data folder, readable by the program's user alone.
func (c Config) Key() ([]byte, error) {
	if c.SecretKey != "" {
		return decodeKey(c.SecretKey.Reveal())
	}
	path := filepath.Join(c.Data, "secret.key")
	for range 2 {
		raw, err := os.ReadFile(path) // #nosec G304 -- a path of the operator or of the program itself
		if err == nil {
			key, err := decodeKey(strings.TrimSpace(string(raw)))
			if err != nil {
				return nil, fmt.Errorf("config: secret.key in COMPTOIR_DATA %w", err)
			}
			return key, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("config: the key in COMPTOIR_DATA cannot be read: %w", bare(err))
		}
		if err := makeKey(path); err != nil {
			return nil, fmt.Errorf("config: no key can be kept in COMPTOIR_DATA: %w", bare(err))
		}
	}
	return nil, errors.New("config: the key in COMPTOIR_DATA vanishes")
}

// AccessTokenKeys returns the keys of access tokens, the one that signs first; nil when they are derived from Key.
func (c Config) AccessTokenKeys() ([][]byte, error) { return decodeKeys(c.TokenKeys) }

// Encryption returns the keys of COMPTOIR_ENCRYPTION_KEYS, the one in use first; none when it is empty.
func (c Config) Encryption() ([][]byte, error) { return decodeKeys(c.EncryptionKeys) }

func decodeKeys(list obs.Secret) ([][]byte, error) {
	var keys [][]byte
	for text := range strings.FieldsFuncSeq(list.Reveal(), func(r rune) bool { return r == ',' || r == '\n' || r == ' ' }) {
		key, err := decodeKey(text)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// makeKey writes a new key next to path and links it there: of two programs that start at once, one wins and both read
// the winner's.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- to be walked through by the database's own user; what is inside is closed
		return err
	}
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // the link remains, the temporary name goes
	if _, err := file.WriteString(base64.StdEncoding.EncodeToString(key) + "\n"); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func level(name string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(name)) != nil {
		return slog.LevelInfo // refused by check before
	}
	return l
}

// Key is one row of the documentation of the configuration.
type Key struct {
	Variable string // COMPTOIR_ADDR
	Flag     string // --addr; "" for secrets, which have none
	Group    string
	Default  string
	Help     string
	Secret   bool // may also be given as Variable_FILE
}

// Docs lists every key, for `comptoir help config` and the documentation.
func Docs() []Key {
	var c Config
	var keys []Key
	for _, f := range fields(&c) {
		k := Key{Variable: f.Tag.Get("env"), Group: f.Tag.Get("group"), Default: f.Tag.Get("default"), Help: f.Tag.Get("help"), Secret: isSecret(f)}
		if name := f.Tag.Get("name"); name != "" {
			k.Flag = "--" + name
		}
		keys = append(keys, k)
	}
	return keys
}

// Markdown returns the table of Docs: the golden docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nMade of `internal/platform/config` by its test; do not edit. A variable that is not listed here stops the program.\n" +
		"Flags win over variables, variables over defaults. Secrets have no flag; each may be given in a file named by the\n" +
		"variable with `_FILE` behind its name, as container platforms mount them.\n")
	group := ""
	for _, k := range Docs() {
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(&b, "\n## %s\n\n| variable | flag | default | meaning |\n|---|---|---|---|\n", group)
		}
		flag, standard := "", ""
		if k.Flag != "" {
			flag = "`" + k.Flag + "`"
		}
		if k.Default != "" {
			standard = "`" + k.Default + "`"
		}
		name := "`" + k.Variable + "`"
		if k.Secret {
			name += " or `" + k.Variable + "_FILE`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, flag, standard, k.Help)
	}
	return b.String()
}
