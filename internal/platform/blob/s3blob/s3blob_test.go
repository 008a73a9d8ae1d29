package s3blob_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/blobtest"
	"comptoir/internal/platform/blob/s3blob"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// serve starts a server of the S3 protocol on the loopback interface.
func serve(t testing.TB) *httptest.Server {
	server := httptest.NewServer(gofakes3.New(s3mem.New(), gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(server.Close)
	return server
}

func open(t testing.TB, endpoint, prefix string) *s3blob.Driver {
	t.Helper()
	d, err := s3blob.Open(s3blob.Config{Endpoint: endpoint, Region: "eu-west-3", Bucket: "files", AccessKey: "key", SecretKey: "secret", Prefix: prefix})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "shared/bucket/"} {
		t.Run("prefix "+prefix, func(t *testing.T) {
			t.Parallel()
			d := open(t, serve(t).URL, prefix)
			if err := d.EnsureBucket(t.Context(), "eu-west-3"); err != nil {
				t.Fatal(err)
			}
			blobtest.Run(t, func(testing.TB) blob.Driver { return d })
		})
	}
}

func TestOpenRefusesBadConfigurations(t *testing.T) {
	t.Parallel()
	for _, c := range []s3blob.Config{
		{}, {Endpoint: "s3.example.com", Bucket: "b"}, {Endpoint: "ftp://s3.example.com", Bucket: "b"},
		{Endpoint: "https://s3.example.com"}, {Endpoint: "https://s3.example.com/path", Bucket: "b"},
		{Endpoint: "https://s3.example.com", Bucket: "b", Prefix: "no-slash"}, {Endpoint: "https://s3.example.com", Bucket: "b", Prefix: "/x/"},
	} {
		if _, err := s3blob.Open(c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	address := server.URL
	server.Close()
	s := blob.New(open(t, address, ""), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	key := blob.MustKey(blobtest.Tenant(), "x.txt")
	if _, err := s.Put(ctx, key, strings.NewReader("x"), blob.PutOptions{}); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("put: %v", err)
	}
	if _, err := s.Stat(ctx, key); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("stat: %v", err)
	}
	if err := s.Check(ctx); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("check: %v", err)
	}
}

func TestCheckMissesABucketThatIsNotThere(t *testing.T) {
	t.Parallel()
	if err := blob.New(open(t, serve(t).URL, ""), nil).Check(t.Context()); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("check: %v", err)
	}
}

// No temporary file of an upload is left behind.
func TestSpoolsAreRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := open(t, serve(t).URL, "")
	if err := d.EnsureBucket(t.Context(), "eu-west-3"); err != nil {
		t.Fatal(err)
	}
	s := blob.New(d, nil)
	large := strings.Repeat("x", 3<<20)
	key := blob.MustKey(blobtest.Tenant(), "x.txt")
	if _, err := s.Put(t.Context(), key, strings.NewReader(large), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), key, strings.NewReader(large), blob.PutOptions{MaxBytes: 2 << 20}); !errors.Is(err, blob.ErrTooLarge) {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
