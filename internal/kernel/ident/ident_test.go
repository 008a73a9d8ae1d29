package ident_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

type (
	property    struct{}
	reservation struct{}
)

func TestShapeOfVersion7(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, 7, 10, 15, 0, 0, 123_000_000, time.UTC)
	s := ident.Source{Now: func() time.Time { return at }}
	id := ident.Next[property](&s)
	if id[6]>>4 != 7 || id[8]>>6 != 2 {
		t.Errorf("version %d, variant %b of %s", id[6]>>4, id[8]>>6, id)
	}
	var ms int64
	for _, b := range id[:6] {
		ms = ms<<8 | int64(b)
	}
	if ms != at.UnixMilli() {
		t.Errorf("born at %d, want %d", ms, at.UnixMilli())
	}
	if id.IsZero() || !(ident.ID[property]{}).IsZero() || id.Raw().IsZero() || !(ident.Raw{}).IsZero() {
		t.Error("zero")
	}
}

// Many goroutines draw from one source: all identifiers differ, and each goroutine sees its own increase.
func TestStrictlyIncreasingUnderConcurrency(t *testing.T) {
	t.Parallel()
	var s ident.Source
	const workers, each = 8, 5000
	all := make([][]ident.Raw, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for range each {
				all[w] = append(all[w], s.Raw())
			}
		})
	}
	wait.Wait()
	seen := make(map[ident.Raw]bool, workers*each)
	for _, ids := range all {
		if !slices.IsSortedFunc(ids, func(a, b ident.Raw) int { return bytes.Compare(a[:], b[:]) }) {
			t.Error("not increasing")
		}
		for _, id := range ids {
			if seen[id] {
				t.Fatalf("%s twice", id)
			}
			seen[id] = true
		}
	}
}

// Within a millisecond, past 4096 of them, and when the clock is set back, identifiers go on increasing.
func TestIncreasesWhateverTheClockDoes(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_800_000_000_000)
	s := ident.Source{Now: func() time.Time { return now }, Rand: zeros{}}
	last := ident.Next[property](&s)
	for i := range 10_000 {
		if i == 6000 {
			now = now.Add(-time.Hour)
		}
		next := ident.Next[property](&s)
		if last.Compare(next) >= 0 {
			t.Fatalf("%d: %s after %s", i, next, last)
		}
		if next[6]>>4 != 7 || next[8]>>6 != 2 {
			t.Fatalf("%s is no UUIDv7", next)
		}
		last = next
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestParse(t *testing.T) {
	t.Parallel()
	const text = "01985a5e-6f00-7abc-8def-0123456789ab"
	for _, good := range []string{text, "01985A5E-6F00-7ABC-8DEF-0123456789AB"} {
		id, err := ident.Parse[property](good)
		if err != nil || id.String() != text {
			t.Errorf("%s is %s, %v", good, id, err)
		}
	}
	for _, bad := range []string{"", "01985a5e6f007abc8def0123456789ab", "{" + text + "}", "urn:uuid:" + text, text + "0", text[:35], "01985a5e-6f00-7abc-8def-0123456789ag",
		"01985a5e-6f00-7abc-8def0-123456789ab", "0198é5e-6f00-7abc-8def-0123456789ab", " " + text[1:]} {
		id, err := ident.Parse[property](bad)
		if !errors.Is(err, ident.ErrMalformed) || fault.KindOf(err) != fault.Invalid || !id.IsZero() {
			t.Errorf("%q is %s, %v", bad, id, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParse accepts nonsense")
		}
	}()
	ident.MustParse[property]("nonsense")
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	var s ident.Source
	type wire struct {
		ID  ident.ID[property]          `json:"id"`
		Raw ident.Raw                   `json:"raw"`
		Map map[ident.ID[property]]int  `json:"map"`
		Opt *ident.ID[reservation]      `json:"opt"`
		Z   ident.ID[reservation]       `json:"z"`
		L   []ident.ID[reservation]     `json:"l"`
		Om  ident.ID[reservation]       `json:"om,omitzero"`
		N   map[string]ident.ID[wireID] `json:"n"`
	}
	rapid.Check(t, func(t *rapid.T) {
		id := ident.Next[property](&s)
		in := wire{ID: id, Raw: s.Raw(), Map: map[ident.ID[property]]int{id: 1}, L: []ident.ID[reservation]{ident.Next[reservation](&s)}}
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out wire
		if err := json.Unmarshal(raw, &out); err != nil || out.ID != in.ID || out.Raw != in.Raw || out.Map[id] != 1 || out.L[0] != in.L[0] || out.Opt != nil || !out.Z.IsZero() {
			t.Fatalf("%s %v", raw, err)
		}
		stored, err := id.Value()
		if err != nil || stored != id.String() {
			t.Fatalf("%v %v", stored, err)
		}
		for _, src := range []any{id.String(), []byte(id.String()), id[:], [16]byte(id)} {
			var back ident.ID[property]
			var untyped ident.Raw
			if err := back.Scan(src); err != nil || back != id {
				t.Fatalf("%T: %v %v", src, back, err)
			}
			if err := untyped.Scan(src); err != nil || untyped != id.Raw() {
				t.Fatalf("%T: %v %v", src, untyped, err)
			}
		}
	})
}

type wireID struct{}

func TestZeroIsNull(t *testing.T) {
	t.Parallel()
	var id ident.ID[property]
	if v, err := id.Value(); v != nil || err != nil {
		t.Errorf("%v %v", v, err)
	}
	if v, err := (ident.Raw{}).Value(); v != nil || err != nil {
		t.Errorf("%v %v", v, err)
	}
	id = ident.MustParse[property]("01985a5e-6f00-7abc-8def-0123456789ab")
	if err := id.Scan(nil); err != nil || !id.IsZero() {
		t.Errorf("%v %v", id, err)
	}
	if err := id.Scan(42); err == nil {
		t.Error("a number is an identifier")
	}
	if raw, err := json.Marshal(ident.ID[property]{}); err != nil || string(raw) != `""` {
		t.Errorf("%s %v", raw, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("01985a5e-6f00-7abc-8def-0123456789ab")
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ident.ParseRaw(text)
		if err != nil {
			if !errors.Is(err, ident.ErrMalformed) || !id.IsZero() {
				t.Fatalf("%v %v", id, err)
			}
			return
		}
		if again, err := ident.ParseRaw(id.String()); err != nil || again != id {
			t.Fatalf("%q is %v, and that is %v", text, id, again)
		}
	})
}
