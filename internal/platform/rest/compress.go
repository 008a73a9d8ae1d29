package rest

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressFrom is the size in bytes from which compressing pays: below, the answer fits a packet anyway.
const compressFrom = 1024

// Compress gives answers of text types in gzip to clients that accept it, with Vary: Accept-Encoding. Small answers,
// pictures and what is compressed already pass as they are. It belongs outside of the whole program's handler, once.
func Compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(compressFrom), gzhttp.CompressionLevel(5), gzhttp.EnableZstd(false))
	if err != nil {
		panic(err) // constant options
	}
	return wrap(next)
}
