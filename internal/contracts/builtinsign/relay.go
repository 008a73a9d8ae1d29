package builtinsign

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"time"
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

// relay passes one question to the time-stamp server on. The library asks by itself, without a limit of time or size; it
// is given an address on this machine that nobody can guess, and what stands behind it has both.
type relay struct {
	url  string
	stop func()
}

func startRelay(ctx context.Context, client Caller, to string) (*relay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	path := "/" + rand.Text()
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		question, err := http.NewRequestWithContext(ctx, http.MethodPost, to, http.MaxBytesReader(w, r.Body, StampBytes))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		question.Header.Set("Content-Type", "application/timestamp-query")
		answer, err := client.Do(question)
		if err != nil {
			http.Error(w, "the time-stamp server does not answer", http.StatusBadGateway)
			return
		}
		defer func() { _ = answer.Body.Close() }()
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, io.LimitReader(answer.Body, StampBytes)) // what is cut off does not verify
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: StampTimeout}
	go func() { _ = server.Serve(listener) }() // ends with stop
	return &relay{url: "http://" + listener.Addr().String() + path, stop: func() { _ = server.Close() }}, nil
}
