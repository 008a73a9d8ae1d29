package blob_test

import (
	"errors"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/blobtest"

	"pgregory.net/rapid"
)

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	tenant := blobtest.Tenant()
	for _, parts := range [][]string{
		nil, {""}, {"."}, {".."}, {"...txt"}, {"x"}, {"x."}, {".x"}, {"a..b"}, {"a b.txt"}, {"A.txt"}, {"é.txt"}, {"x.txt\x00"}, {"x\\y.txt"},
		{"..", "x.txt"}, {"a.b", "x.txt"}, {"", "x.txt"}, {"a", "", "x.txt"}, {"a/b", "x.txt"}, {"a", "b/../../x.txt"}, {"%2e%2e", "x.txt"},
		{strings.Repeat("x", 200) + ".txt"}, strings.Split(strings.Repeat("abcdefgh ", 100)+"x.txt", " "),
	} {
		if k, err := blob.NewKey(tenant, parts...); !errors.Is(err, blob.ErrBadKey) {
			t.Errorf("%q became the key %q", parts, k)
		}
	}
	if _, err := blob.NewKey(access.TenantID{}, "x.txt"); !errors.Is(err, blob.ErrBadKey) {
		t.Errorf("no tenant: %v", err)
	}
	other := blobtest.Tenant()
	for _, text := range []string{
		"", "/", "x.txt", tenant.String(), tenant.String() + "/", tenant.String() + "//x.txt", "/" + tenant.String() + "/x.txt",
		other.String() + "/x.txt", tenant.String() + "/../" + other.String() + "/x.txt", strings.ToUpper(tenant.String()) + "/x.txt",
	} {
		if k, err := blob.ParseKey(tenant, text); !errors.Is(err, blob.ErrBadKey) {
			t.Errorf("%q became the key %q", text, k)
		}
	}
}

// Whatever parses is what was written, belongs to the tenant and stays below it.
func TestKeysParseBack(t *testing.T) {
	t.Parallel()
	tenant := blobtest.Tenant()
	rapid.Check(t, func(r *rapid.T) {
		text := tenant.String() + "/" + rapid.StringMatching(`([a-z0-9_./-]{0,8}/){0,3}[a-z0-9_./-]{0,12}`).Draw(r, "rest")
		k, err := blob.ParseKey(tenant, text)
		if err != nil {
			return
		}
		if k.String() != text || k.Tenant() != tenant || strings.Contains(text, "..") || strings.Contains(text, "//") ||
			strings.Contains(strings.TrimSuffix(text, k.Name()), ".") {
			r.Fatalf("%q became %q of %v", text, k, k.Tenant())
		}
	})
}
