package builtinsign

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"time"
)

// stampLimits bound one question to a time-stamp server.
const (
	stampTimeout = 20 * time.Second
	stampBytes   = 256 << 10
)

// relay passes one question to the time-stamp server on. The library asks by itself, without a limit of time or size; it
// is given an address on this machine that nobody can guess, and what stands behind it has both.
type relay struct {
	url  string
	stop func()
}

func startRelay(ctx context.Context, to string) (*relay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	path := "/" + rand.Text()
	client := &http.Client{Timeout: stampTimeout}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		question, err := http.NewRequestWithContext(ctx, http.MethodPost, to, http.MaxBytesReader(w, r.Body, stampBytes))
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
		_, _ = io.Copy(w, io.LimitReader(answer.Body, stampBytes)) // what is cut off does not verify
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: stampTimeout}
	go func() { _ = server.Serve(listener) }() // ends with stop
	return &relay{url: "http://" + listener.Addr().String() + path, stop: func() { _ = server.Close() }}, nil
}
