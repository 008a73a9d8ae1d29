package web

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.json
var ownMessages embed.FS

// Messages are every area's texts in every language. Each area embeds `locales/<area>.<lang>.json` (nested objects;
// keys are joined by dots; a plural is an object with "one" and "other") and hands the file system to Config.Messages.
type Messages struct {
	bundle *i18n.Bundle
	langs  []string
	match  language.Matcher
}

// LoadMessages reads web's own texts and every *.json of the areas. A key said twice in one language is an error.
func LoadMessages(langs []string, areas ...fs.FS) (*Messages, error) {
	if len(langs) == 0 {
		langs = []string{"fr", "en"}
	}
	tags := make([]language.Tag, len(langs))
	for i, l := range langs {
		t, err := language.Parse(l)
		if err != nil {
			return nil, fmt.Errorf("web: language %q: %w", l, err)
		}
		tags[i] = t
	}
	m := &Messages{bundle: i18n.NewBundle(tags[0]), langs: langs, match: language.NewMatcher(tags)}
	m.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	seen := map[string]string{}
	for _, area := range append([]fs.FS{ownMessages}, areas...) {
		if err := m.load(area, seen); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *Messages) load(area fs.FS, seen map[string]string) error {
	return fs.WalkDir(area, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		text, err := fs.ReadFile(area, name)
		if err != nil {
			return err
		}
		file, err := m.bundle.ParseMessageFileBytes(text, path.Base(name))
		if err != nil {
			return fmt.Errorf("web: messages %s: %w", name, err)
		}
		for _, msg := range file.Messages {
			id := file.Tag.String() + " " + msg.ID
			if other, twice := seen[id]; twice {
				return fmt.Errorf("web: message %s is in %s and in %s", id, other, name)
			}
			seen[id] = name
		}
		return nil
	})
}

// Locale is one reader's language; it travels in the context and makes T, N, Date and Money speak it.
type Locale struct {
	Lang string // "fr"
	Dir  string // "ltr" or "rtl"
	loc  *i18n.Localizer
}

// Locale returns the reader for lang, or for the first language when lang is not spoken here.
func (m *Messages) Locale(lang string) *Locale {
	if !slices.Contains(m.langs, lang) {
		lang = m.langs[0]
	}
	dir := "ltr"
	if lang == "ar" || lang == "he" || lang == "fa" {
		dir = "rtl"
	}
	return &Locale{Lang: lang, Dir: dir, loc: i18n.NewLocalizer(m.bundle, lang, m.langs[0])}
}

type localeKey struct{}

// WithLocale returns a context in which T, N, Date and Money speak l's language. Kit.Middleware does it for pages;
// jobs that write mails do it themselves.
func WithLocale(ctx context.Context, l *Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

var fallback = sync.OnceValue(func() *Locale {
	m, err := LoadMessages(nil)
	if err != nil {
		panic(err) // our own embedded files: a test catches it
	}
	return m.Locale("fr")
})

// LocaleOf returns the context's locale; French with web's own texts when none was set.
func LocaleOf(ctx context.Context) *Locale {
	if l, ok := ctx.Value(localeKey{}).(*Locale); ok {
		return l
	}
	return fallback()
}

// Lang returns the reader's language: "fr".
func Lang(ctx context.Context) string { return LocaleOf(ctx).Lang }

// T returns the text of key in the reader's language. args are name, value pairs for {{.Name}} in the text.
// A missing text shows as ⟦key⟧, which webtest refuses.
func T(ctx context.Context, key string, args ...any) string {
	return LocaleOf(ctx).say(&i18n.LocalizeConfig{MessageID: key, TemplateData: pairs(args)})
}

// N is T for a text with a plural; {{.Count}} is n, formatted.
func N(ctx context.Context, key string, n int, args ...any) string {
	l := LocaleOf(ctx)
	data := pairs(args)
	if data == nil {
		data = map[string]any{}
	}
	data["Count"] = formatInt(l.Lang, int64(n))
	if s, err := l.loc.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: n}); err == nil {
		return s
	}
	// CLDR has rarer forms ("many": a million in French) that read like "other", and that the files need not repeat.
	return l.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: 2})
}

// Has reports whether key has a text in the reader's language (or in the first one).
func Has(ctx context.Context, key string) bool {
	loc := LocaleOf(ctx).loc
	if _, err := loc.Localize(&i18n.LocalizeConfig{MessageID: key}); err == nil {
		return true
	}
	_, err := loc.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 1}) // a text with plural forms only
	return err == nil
}

func (l *Locale) say(c *i18n.LocalizeConfig) string {
	s, err := l.loc.Localize(c)
	if s == "" && err != nil {
		return "⟦" + c.MessageID + "⟧"
	}
	return s
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			m[name] = args[i+1]
		}
	}
	return m
}

// choose finds the reader's language: ?lang=, the stored choice, Accept-Language, then the tenant's own.
func (m *Messages) choose(r *http.Request, tenantDefault string) (lang string, asked bool) {
	if q := r.URL.Query().Get("lang"); slices.Contains(m.langs, q) {
		return q, true
	}
	if chosen := Cookie(r, langCookie); slices.Contains(m.langs, chosen) {
		return chosen, false
	}
	if accepted := r.Header.Get("Accept-Language"); accepted != "" {
		tags, _, err := language.ParseAcceptLanguage(accepted)
		if err == nil && len(tags) > 0 {
			if _, i, sure := m.match.Match(tags...); sure != language.No {
				return m.langs[i], false
			}
		}
	}
	if slices.Contains(m.langs, tenantDefault) {
		return tenantDefault, false
	}
	return m.langs[0], false
}

func languageName(lang string) string {
	switch strings.ToLower(lang) {
	case "fr":
		return "Français"
	case "en":
		return "English"
	case "ar":
		return "العربية"
	}
	return lang
}
