package identityio

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever is asked for, a browser that follows what safeNext lets through stays on the host: also one that reads
// backslashes as slashes and drops tabs and line ends, as the URL standard says it must.
func TestSafeNextStaysHere(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://here.example/login")
	if err != nil {
		t.Fatal(err)
	}
	pieces := []string{"/", "//", "\\", "\t", "\n", "\r", "evil.example", "@", ":", "https:", "javascript:", "%2f", "%5c", "%09", "?", "#", "..", ".", "a", " ", "\x00", "é", "login"}
	rapid.Check(t, func(t *rapid.T) {
		next := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "pieces"), "")
		got := safeNext(next)
		if got == "" {
			return
		}
		as := strings.NewReplacer("\t", "", "\n", "", "\r", "", "\\", "/").Replace(strings.TrimSpace(got))
		to, err := base.Parse(as)
		if err != nil || to.Host != base.Host || to.Scheme != base.Scheme || strings.HasPrefix(as, "//") {
			t.Fatalf("%q leads to %v (%v)", next, to, err)
		}
	})
}
