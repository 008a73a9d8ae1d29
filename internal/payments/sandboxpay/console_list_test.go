package sandboxpay

import "testing"

// Every payment is on one page of the console, whatever number an address bears.
func TestTheConsoleIsPaged(t *testing.T) {
	t.Parallel()
	all := make([]Driven, 23)
	for i := range all {
		all[i].Card = string(rune('a' + i))
	}
	for _, tt := range []struct {
		of          int
		from        int
		first, last string
		prev, older string
	}{{23, 0, "a", "j", "", ConsolePath + "?from=10"}, {23, -5, "a", "j", "", ConsolePath + "?from=10"}, {23, 10, "k", "t", ConsolePath, ConsolePath + "?from=20"}, {23, 14, "k", "t", ConsolePath, ConsolePath + "?from=20"},
		{23, 20, "u", "w", ConsolePath, ""}, {23, 1 << 40, "u", "w", ConsolePath, ""}, {10, 10, "a", "j", "", ""}, {0, 3, "", "", "", ""}} {
		var v consoleView
		v.page(all[:tt.of], tt.from)
		first, last := "", ""
		if len(v.All) > 0 {
			first, last = v.All[0].Card, v.All[len(v.All)-1].Card
		}
		if first != tt.first || last != tt.last || v.Prev != tt.prev || v.Older != tt.older {
			t.Errorf("%d from %d: %s to %s, %q %q", tt.of, tt.from, first, last, v.Prev, v.Older)
		}
	}
}
