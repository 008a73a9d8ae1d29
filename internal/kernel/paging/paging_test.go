package paging_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

func TestSize(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{0: 25, -5: 25, 1: 1, 100: 100, 101: 100, 1 << 40: 100} {
		if got := (paging.Request{Limit: limit}).Size(); got != want {
			t.Errorf("%d is %d", limit, got)
		}
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	var s ident.Source
	id, day := s.Raw(), period.MustDate("2027-07-10")
	cursor := paging.Encode("day,id", day, id)
	var gotDay period.Date
	var gotID ident.Raw
	if ok, err := paging.Decode(cursor, "day,id", &gotDay, &gotID); !ok || err != nil || gotDay != day || gotID != id {
		t.Errorf("%v %v %v %v", ok, err, gotDay, gotID)
	}
	if ok, err := paging.Decode("", "day,id", &gotDay, &gotID); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	wrong := map[string]string{"another order": paging.Encode("name,id", day, id), "fewer keys": paging.Encode("day,id", day), "more keys": paging.Encode("day,id", day, id, 1),
		"other types": paging.Encode("day,id", 5, id), "no cursor": "abc", "no base64": "§§", "cut": cursor[:len(cursor)-3], "no JSON": base64.RawURLEncoding.EncodeToString([]byte("x"))}
	for name, c := range wrong {
		if ok, err := paging.Decode(c, "day,id", &gotDay, &gotID); ok || !errors.Is(err, paging.ErrCursor) {
			t.Errorf("%s: %v %v", name, ok, err)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	page := paging.Cut([]int{1, 2, 3}, 2, strconv.Itoa)
	if !slices.Equal(page.Items, []int{1, 2}) || page.Next != "2" {
		t.Errorf("%+v", page)
	}
	for _, rows := range [][]int{nil, {1}, {1, 2}} {
		if page := paging.Cut(rows, 2, strconv.Itoa); len(page.Items) != len(rows) || page.Next != "" {
			t.Errorf("%+v", page)
		}
	}
	if raw, err := json.Marshal(paging.Cut([]int{1}, 2, strconv.Itoa)); err != nil || string(raw) != `{"items":[1]}` {
		t.Errorf("%s %v", raw, err)
	}
}

// Following the cursors sees every row once, whatever the page's size.
func TestPagesCoverEverythingOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, size := rapid.IntRange(0, 60).Draw(t, "total"), rapid.IntRange(1, 12).Draw(t, "size")
		var seen []int
		for cursor := ""; ; {
			after := -1
			if _, err := paging.Decode(cursor, "n", &after); err != nil {
				t.Fatal(err)
			}
			var rows []int // as a reader would: those after the key, one more than asked for
			for n := after + 1; n < total && len(rows) <= size; n++ {
				rows = append(rows, n)
			}
			page := paging.Cut(rows, size, func(last int) string { return paging.Encode("n", last) })
			seen = append(seen, page.Items...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(seen) != total || !slices.IsSorted(seen) {
			t.Fatalf("%d rows by %d: %v", total, size, seen)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(paging.Encode("n,s", 5, "x"))
	f.Add("eyJvIjoibiJ9")
	f.Fuzz(func(t *testing.T, cursor string) {
		var n int
		var s string
		ok, err := paging.Decode(cursor, "n,s", &n, &s)
		if err != nil && (ok || !errors.Is(err, paging.ErrCursor)) {
			t.Fatalf("%v %v", ok, err)
		}
	})
}
