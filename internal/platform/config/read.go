package config

import (
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/platform/obs"
)

type field struct {
	reflect.StructField
	value reflect.Value
}

// fields lists the keys of c, in their order.
func fields(c *Config) []field {
	v := reflect.ValueOf(c).Elem()
	all := make([]field, 0, v.NumField())
	for i := range v.NumField() {
		all = append(all, field{v.Type().Field(i), v.Field(i)})
	}
	return all
}

func isSecret(f field) bool { return f.Type == reflect.TypeFor[obs.Secret]() }

// lookup finds a variable; one that is empty is as good as absent, as compose files and units write it.
func lookup(environ []string, key string) (string, bool) {
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); name == key && value != "" {
			return value, true
		}
	}
	return "", false
}

// maxSecret bounds a file that is read as a secret: a key or a password, not a picture named by mistake.
const maxSecret = 64 << 10

// readSecret fills in a secret from its variable or from the file that COMPTOIR_X_FILE names (as container platforms
// mount secrets); the end of the last line is not part of it.
func readSecret(f field, environ []string) error {
	key := f.Tag.Get("env")
	value, direct := lookup(environ, key)
	path, filed := lookup(environ, key+"_FILE")
	switch {
	case direct && filed:
		return fmt.Errorf("is given twice, also as %s_FILE", key)
	case direct:
		f.value.SetString(value)
	case filed:
		info, err := os.Stat(path)
		if err == nil && (info.IsDir() || info.Size() > maxSecret) {
			err = errors.New("not a file with a secret")
		}
		if err != nil {
			return fmt.Errorf("cannot be read from the file of %s_FILE: %w", key, bare(err))
		}
		raw, err := os.ReadFile(path) // #nosec G304 -- a path of the operator or of the program itself
		if err != nil {
			return fmt.Errorf("cannot be read from the file of %s_FILE: %w", key, bare(err))
		}
		f.value.SetString(strings.TrimRight(string(raw), "\r\n"))
	}
	return nil
}

// bare drops the path: the key says which file it is.
func bare(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}

// set reads a text into a field. The error says what is expected, not what was there.
func set(v reflect.Value, text string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if u.UnmarshalText([]byte(text)) != nil {
			return errors.New("has the wrong form")
		}
		return nil
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(text)
		if err != nil {
			return errors.New("must be a duration such as 15m or 250ms")
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("must be true or false")
		}
		v.SetBool(b)
	case v.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return errors.New("must be a whole number")
		}
		v.SetInt(int64(n))
	case v.Kind() == reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return errors.New("must be a number")
		}
		v.SetFloat(n)
	case v.Kind() == reflect.Slice:
		return setList(v, text)
	default:
		panic("config: no reader for " + v.Type().String()) // a mistake in the struct, found by the first test
	}
	return nil
}

func setList(v reflect.Value, text string) error {
	list := reflect.MakeSlice(v.Type(), 0, 0)
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if err := set(item, part); err != nil {
			return fmt.Errorf("must be a list separated by commas, and one of its parts %w", err)
		}
		list = reflect.Append(list, item)
	}
	v.Set(list)
	return nil
}
