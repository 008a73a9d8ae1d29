// Package digest feeds a hash with parts that cannot run into each other: each has its length before it, so that "ab" and "c"
// are not "a" and "bc". It refuses to choose the hash. What it writes is stored in chains: it never changes. Start with Parts.
package digest

import (
	"encoding/binary"
	"hash"
	"strconv"
)

// Parts writes to a hash, which takes everything.
type Parts struct{ hash.Hash }

// Part writes bytes after their length.
func (w Parts) Part(b []byte) {
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(b))) // #nosec G115 -- a text of some hundred characters
	_, _ = w.Write(size[:])
	_, _ = w.Write(b)
}

// Texts writes texts, one part each.
func (w Parts) Texts(all ...string) {
	for _, s := range all {
		w.Part([]byte(s))
	}
}

// Numbers writes numbers as their decimal digits, one part each.
func (w Parts) Numbers(all ...int64) {
	for _, n := range all {
		w.Part(strconv.AppendInt(nil, n, 10))
	}
}
