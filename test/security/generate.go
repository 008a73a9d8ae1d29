package security

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Maker makes values from schemas: as the document wants them, or hostile ones, the more the wilder it is. The same
// seed makes the same values.
type Maker struct {
	Document *Document
	Random   *rand.Rand
	Wild     float64                     // share of values that are hostile, 0 to 1
	Known    func(field string) []string // values of a field that exist on the server; may be nil
}

// hostile are values that programs fall over: wrong kinds, limits of kinds, and texts that are code for somebody.
var hostile = []any{
	nil, true, 0, -1, 1, 1.5, 2147483648, int64(9223372036854775807), 1e308, -1e308, []any{}, map[string]any{}, []any{nil}, map[string]any{"": nil},
	"", " ", "\x00", "a\x00b", "\u202e\u200b\ufeff", strings.Repeat("é", 300), strings.Repeat("x", 20_000), "'", "\\", "%", "_", "NaN", "-0", "1e999", "null", "0x10",
	"9999-12-31", "0000-01-01", "-0001-02-30", "2026-02-30", "2026-13-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999+14:00",
	"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "999999999999999.9999", "-999999999999999.9999", "0.00001",
	"' OR 1=1 --", "{{.}}${7*7}#{7*7}<%=7*7%>", "a\r\nX-Evil: 1", "../../../../etc/passwd", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\U0001f480\U0001f469\u200d\U0001f467",
}

// Value makes a value for a schema; field is the name under which it stands.
func (m *Maker) Value(s map[string]any, field string) any { return m.value(s, field, 0) }

func (m *Maker) value(s map[string]any, field string, depth int) any {
	s = m.Document.follow(s)
	if m.Random.Float64() < m.Wild {
		return hostile[m.Random.IntN(len(hostile))]
	}
	for _, of := range []string{"oneOf", "anyOf", "allOf"} {
		if choices, ok := s[of].([]any); ok && len(choices) > 0 {
			return m.value(object(choices[m.Random.IntN(len(choices))]), field, depth+1)
		}
	}
	if known := m.known(field); len(known) > 0 && m.Random.IntN(10) > 0 {
		return known[m.Random.IntN(len(known))]
	}
	if enum, ok := s["enum"].([]any); ok && len(enum) > 0 {
		return enum[m.Random.IntN(len(enum))]
	}
	switch kind(s) {
	case "object":
		return m.object(s, depth)
	case "array":
		items := []any{}
		for range m.Random.IntN(3) {
			items = append(items, m.value(object(s["items"]), field, depth+1))
		}
		return items
	case "integer":
		return m.integer(s)
	case "number":
		return float64(m.integer(s)) / 2
	case "boolean":
		return m.Random.IntN(2) == 0
	default:
		return m.text(s)
	}
}

func (m *Maker) known(field string) []string {
	if m.Known == nil {
		return nil
	}
	return m.Known(field)
}

func kind(s map[string]any) string {
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		for _, k := range t {
			if k != "null" {
				return fmt.Sprint(k)
			}
		}
	}
	if s["properties"] != nil {
		return "object"
	}
	return "string"
}

func (m *Maker) object(s map[string]any, depth int) map[string]any {
	required, _ := s["required"].([]any)
	out := map[string]any{}
	properties := object(s["properties"])
	for _, name := range slices.Sorted(maps.Keys(properties)) { // sorted: the same seed, the same values
		if slices.Contains(required, any(name)) || depth < 6 && m.Random.IntN(2) == 0 {
			out[name] = m.value(object(properties[name]), name, depth+1)
		}
	}
	if more := object(s["additionalProperties"]); len(more) > 0 && depth < 6 {
		for _, key := range []string{"fr", "en"} {
			out[key] = m.value(more, key, depth+1)
		}
	}
	if m.Random.Float64() < m.Wild {
		out["tenantId"] = "00000000-0000-0000-0000-000000000000"
	}
	return out
}

func (m *Maker) integer(s map[string]any) int64 {
	low, high := int64(0), int64(20)
	if v, ok := s["minimum"].(float64); ok {
		low, high = int64(v), int64(v)+20
	}
	if v, ok := s["maximum"].(float64); ok {
		high = int64(v)
	}
	if m.Random.IntN(4) == 0 { // at the limits
		return []int64{low, high}[m.Random.IntN(2)]
	}
	return low + m.Random.Int64N(max(high-low, 0)+1)
}

func (m *Maker) text(s map[string]any) string {
	format, _ := s["format"].(string)
	switch format {
	case "uuid":
		return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", m.Random.Uint32(), m.Random.IntN(1<<16), m.Random.IntN(1<<12), m.Random.IntN(1<<12), m.Random.Int64N(1<<48))
	case "date":
		return time.Now().AddDate(0, 0, m.Random.IntN(400)-20).Format(time.DateOnly)
	case "date-time":
		return time.Now().Add(time.Duration(m.Random.IntN(1000)-500) * time.Hour).UTC().Format(time.RFC3339)
	case "email":
		return fmt.Sprintf("fuzz%d@guest.example", m.Random.IntN(50))
	}
	if pattern, ok := s["pattern"].(string); ok {
		for _, fit := range []string{"120.50", "EUR", "16:00", "12.5", "fr"} {
			if matches(pattern, fit) {
				return fit
			}
		}
	}
	if examples, ok := s["examples"].([]any); ok && len(examples) > 0 {
		return fmt.Sprint(examples[m.Random.IntN(len(examples))])
	}
	return []string{"house", "EUR", "cleaning", "stay", "flexible", "Une maison", "monday", "35288", "fr"}[m.Random.IntN(9)]
}

func matches(pattern, text string) bool {
	ok, err := regexp.MatchString(pattern, text)
	return err == nil && ok
}
