package builtinsign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"github.com/digitorus/timestamp"
)

// StampTimeout and StampBytes bound one question to a time-stamp server and its answer.
const (
	StampTimeout = 20 * time.Second
	StampBytes   = 256 << 10
)

// Caller asks another server; the program's one way out is one.
type Caller interface {
	Do(r *http.Request) (*http.Response, error)
}

var errStamp = errors.New("the answer is about something else")

// stamp asks the configured server for a time-stamp of a signature (RFC 3161), and takes an answer only to this question.
func (s *Sealer) stamp(ctx context.Context, signature []byte) ([]byte, error) {
	sum := sha256.Sum256(signature)
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return nil, err
	}
	question, err := (&timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Nonce: nonce, Certificates: true}).Marshal()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.TimestampURL, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	answer, err := s.cfg.Client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d", answer.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, StampBytes)) // what is cut off does not parse
	if err != nil {
		return nil, err
	}
	token, err := timestamp.ParseResponse(body) // checks the server's own signature
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(token.HashedMessage, sum[:]) || token.Nonce == nil || token.Nonce.Cmp(nonce) != 0 {
		return nil, errStamp
	}
	return token.RawToken, nil
}
