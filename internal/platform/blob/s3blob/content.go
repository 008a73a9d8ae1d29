package s3blob

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"comptoir/internal/platform/blob"

	"github.com/minio/minio-go/v7"
)

// errReplaced is the cause when a file was replaced between two requests for parts of it.
var errReplaced = errors.New("the file was replaced while it was read")

// content reads a stored file. What Open began is one answer of the server, so its description and its bytes belong
// together; only a seek to another place asks again, for the rest of that same version. (The client's own Object asks
// twice from the start and may mix two versions.)
type content struct {
	ctx  context.Context // of Open: it bounds the reading as well
	d    *Driver
	name string
	size int64
	etag string // of the version that was opened

	at     int64         // where the reader is
	body   io.ReadCloser // nil until it is asked for
	bodyAt int64         // where the body is
	closed bool
}

// fetch asks for the file from a place on.
func (c *content) fetch(from int64) (minio.ObjectInfo, error) {
	o := minio.GetObjectOptions{}
	if c.etag != "" {
		if err := errors.Join(o.SetRange(from, 0), o.SetMatchETag(c.etag)); err != nil {
			return minio.ObjectInfo{}, err
		}
	}
	core := minio.Core{Client: c.d.client}
	body, info, _, err := core.GetObject(c.ctx, c.d.bucket, c.name, o)
	if err != nil {
		return minio.ObjectInfo{}, outage(err)
	}
	if c.etag != "" && info.ETag != c.etag { // a server that ignores If-Match
		return minio.ObjectInfo{}, errors.Join(blob.ErrUnavailable.Because(errReplaced), body.Close())
	}
	c.body, c.bodyAt = body, from
	return info, nil
}

// Read implements io.Reader.
func (c *content) Read(p []byte) (int, error) {
	switch {
	case c.closed:
		return 0, fs.ErrClosed
	case c.at >= c.size:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	if c.body == nil || c.bodyAt != c.at {
		c.drop()
		if _, err := c.fetch(c.at); err != nil {
			return 0, err
		}
	}
	n, err := c.body.Read(p)
	c.at += int64(n)
	c.bodyAt = c.at
	switch {
	case errors.Is(err, io.EOF) && c.at < c.size: // the connection broke: the next Read asks for the rest
		c.drop()
		if n == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		return n, nil
	case err != nil && !errors.Is(err, io.EOF):
		return n, outage(err)
	}
	return n, err
}

// Seek implements io.Seeker; it asks for nothing.
func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, fs.ErrInvalid
	}
	c.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (c *content) Close() error {
	c.closed = true
	c.drop()
	return nil
}

func (c *content) drop() {
	if c.body != nil {
		_ = c.body.Close() // what was read is good; a broken connection does not close well
		c.body = nil
	}
}
