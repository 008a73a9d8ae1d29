// Package s3blob is the file store's driver for the S3 protocol: AWS, MinIO, OVHcloud, Scaleway and their like.
//
// A body is read to its end (into memory, or a temporary file when it is larger) before anything is sent, so that an
// upload has a known length and hash, can be repeated, and is never a part of a file. Start with Open.
package s3blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"comptoir/internal/platform/blob"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	inMemory   = 1 << 20           // bytes of a body that need no temporary file
	shaField   = "Comptoir-Sha256" // x-amz-meta-comptoir-sha256
	maxRetries = 3
)

// Config says where the bucket is.
type Config struct {
	Endpoint  string // https://s3.eu-west-3.amazonaws.com; http:// only for a machine beside this one
	Region    string
	Bucket    string
	AccessKey string
	SecretKey string
	Prefix    string // put before every key, for a bucket that is shared; "" or "something/"
}

// Driver implements blob.Driver.
type Driver struct {
	client *minio.Client
	bucket string
	prefix string
}

// Open prepares the client; it does not connect, since a program must start while the store is away (see Check).
func Open(c Config) (*Driver, error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("s3blob: the endpoint is not of the form https://host[:port]")
	}
	if c.Bucket == "" {
		return nil, errors.New("s3blob: no bucket is named")
	}
	if c.Prefix != "" && (!strings.HasSuffix(c.Prefix, "/") || strings.HasPrefix(c.Prefix, "/")) {
		return nil, errors.New(`s3blob: the prefix must end with "/" and not begin with it`)
	}
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:      credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure:     u.Scheme == "https",
		Region:     c.Region,
		MaxRetries: maxRetries,
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 20 * time.Second,
			DisableCompression: true, // a stored file that is compressed must come back as it is
		},
	})
	if err != nil {
		return nil, err
	}
	return &Driver{client: client, bucket: c.Bucket, prefix: c.Prefix}, nil
}

// EnsureBucket makes the bucket when there is none, for the demo and tests; in production it is made beforehand.
func (d *Driver) EnsureBucket(ctx context.Context, region string) error {
	exists, err := d.client.BucketExists(ctx, d.bucket)
	if err != nil || exists {
		return outage(err)
	}
	return outage(d.client.MakeBucket(ctx, d.bucket, minio.MakeBucketOptions{Region: region}))
}

// Put implements blob.Driver.
func (d *Driver) Put(ctx context.Context, path string, body *blob.Body) error {
	content, done, err := spool(body)
	if err != nil {
		return err
	}
	defer done()
	m := body.Meta()
	_, err = d.client.PutObject(ctx, d.bucket, d.prefix+path, content, m.Size, minio.PutObjectOptions{
		ContentType: m.ContentType, UserMetadata: map[string]string{shaField: m.SHA256},
		// The client signs a plain HTTP body in chunks, and sends an empty one without the length that S3 requires.
		DisableContentSha256: m.Size == 0,
	})
	return outage(err)
}

// spool reads a body to its end and returns it for as many readings as are needed.
func spool(body io.Reader) (content io.ReadSeeker, done func(), err error) {
	var small bytes.Buffer
	_, err = io.CopyN(&small, body, inMemory)
	if errors.Is(err, io.EOF) {
		return bytes.NewReader(small.Bytes()), func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := os.CreateTemp("", "upload")
	if err != nil {
		return nil, nil, full(err)
	}
	done = func() {
		_ = f.Close() // it is only read; nothing can be lost
		_ = os.Remove(f.Name())
	}
	if _, err = io.Copy(f, io.MultiReader(&small, body)); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, full(err)
	}
	return f, done, nil
}

// Open implements blob.Driver.
func (d *Driver) Open(ctx context.Context, path string) (blob.Content, blob.Meta, error) {
	c := &content{ctx: ctx, d: d, name: d.prefix + path}
	info, err := c.fetch(0)
	if err != nil {
		return nil, blob.Meta{}, err
	}
	c.size, c.etag = info.Size, info.ETag
	return c, metaOf(info), nil
}

// Stat implements blob.Driver.
func (d *Driver) Stat(ctx context.Context, path string) (blob.Meta, error) {
	info, err := d.client.StatObject(ctx, d.bucket, d.prefix+path, minio.StatObjectOptions{})
	if err != nil {
		return blob.Meta{}, outage(err)
	}
	return metaOf(info), nil
}

func metaOf(info minio.ObjectInfo) blob.Meta {
	sum := info.UserMetadata[shaField]
	if sum == "" {
		sum = info.Metadata.Get("X-Amz-Meta-" + shaField)
	}
	return blob.Meta{Size: info.Size, ContentType: info.ContentType, SHA256: sum, ModTime: info.LastModified}
}

// Delete implements blob.Driver.
func (d *Driver) Delete(ctx context.Context, path string) error {
	err := outage(d.client.RemoveObject(ctx, d.bucket, d.prefix+path, minio.RemoveObjectOptions{}))
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// List implements blob.Driver.
func (d *Driver) List(ctx context.Context, prefix string) iter.Seq2[blob.Entry, error] {
	return func(yield func(blob.Entry, error) bool) {
		for o := range d.client.ListObjectsIter(ctx, d.bucket, minio.ListObjectsOptions{Prefix: d.prefix + prefix, Recursive: true}) {
			if o.Err != nil {
				yield(blob.Entry{}, outage(o.Err))
				return
			}
			e := blob.Entry{Path: strings.TrimPrefix(o.Key, d.prefix), Meta: blob.Meta{Size: o.Size, ModTime: o.LastModified}}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Check implements blob.Driver.
func (d *Driver) Check(ctx context.Context) error {
	exists, err := d.client.BucketExists(ctx, d.bucket)
	if err != nil {
		return outage(err)
	}
	if !exists {
		return blob.ErrUnavailable.Because(errors.New("the bucket does not exist"))
	}
	return nil
}

// outage gives the server's answers their names.
func outage(err error) error {
	if err == nil {
		return nil
	}
	switch answer := minio.ToErrorResponse(err); answer.Code {
	case minio.NoSuchKey, "NotFound":
		return blob.ErrNotFound
	case "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded":
		return blob.ErrNoSpace.Because(err)
	case minio.EntityTooLarge:
		return blob.ErrTooLarge
	}
	return blob.ErrUnavailable.Because(err)
}

// full names the errors of a machine without room for a temporary file.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return blob.ErrNoSpace.Because(err)
	}
	return err
}
