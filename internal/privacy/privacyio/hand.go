package privacyio

import (
	"bytes"
	"mime"
)

func newReader(content []byte) *bytes.Reader { return bytes.NewReader(content) }

// attachment names a file by RFC 6266; mime writes names beyond ASCII as RFC 8187 asks.
func attachment(disposition, name string) string {
	if v := mime.FormatMediaType(disposition, map[string]string{"filename": name}); v != "" {
		return v
	}
	return disposition
}
