// Package clamscan is the driver of platform/scan for ClamAV's daemon, over TCP or a Unix socket, by the command
// INSTREAM of clamd(8): nothing is written to a disk that both would have to see.
//
// It refuses to know what a find means. Start with New.
package clamscan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"strings"
	"time"

	"comptoir/internal/platform/scan"
)

// patience is how long one scan may take; clamd's own limit on a file is two minutes.
const patience = 30 * time.Second

// Clam asks one daemon.
type Clam struct{ network, address string }

// New names a daemon: "127.0.0.1:3310", or the path of its socket.
func New(address string) *Clam {
	if strings.HasPrefix(address, "/") {
		return &Clam{"unix", address}
	}
	return &Clam{"tcp", address}
}

// Name implements scan.Driver.
func (*Clam) Name() string { return "ClamAV" }

// Scan implements scan.Driver.
func (c *Clam) Scan(ctx context.Context, content []byte) error {
	answer, err := c.ask(ctx, "INSTREAM", content)
	switch found, infected := strings.CutSuffix(answer, " FOUND"); {
	case err != nil:
		return scan.ErrUnavailable.Because(err)
	case infected:
		return scan.ErrInfected.Detailf("%s", strings.TrimPrefix(found, "stream: "))
	case answer == "stream: OK":
		return nil
	}
	return scan.ErrUnavailable.Because(errors.New("clamd: " + answer)) // its limit on sizes, a broken database
}

// Check implements scan.Driver.
func (c *Clam) Check(ctx context.Context) error {
	answer, err := c.ask(ctx, "PING", nil)
	if err == nil && answer != "PONG" {
		err = errors.New("clamd: " + answer)
	}
	if err != nil {
		return scan.ErrUnavailable.Because(err)
	}
	return nil
}

// ask sends one command in the z-form, whose answer ends with a zero byte.
func (c *Clam) ask(ctx context.Context, command string, content []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := conn.Write(append([]byte("z"+command), 0)); err != nil {
		return "", err
	}
	if content != nil {
		// clamd may refuse and answer before everything is sent: then its words count, not the broken pipe.
		_ = send(conn, content)
	}
	answer, err := bufio.NewReader(conn).ReadString(0)
	return strings.TrimSuffix(answer, "\x00"), err
}

// send writes the content as chunks, each after its length in four bytes, big end first; a length of zero ends it.
func send(conn net.Conn, content []byte) error {
	const chunk = 256 << 10
	for len(content) > 0 {
		part := content[:min(chunk, len(content))]
		content = content[len(part):]
		if _, err := conn.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))); err != nil { // #nosec G115 -- a part of some kilobytes
			return err
		}
		if _, err := conn.Write(part); err != nil {
			return err
		}
	}
	_, err := conn.Write(make([]byte, 4))
	return err
}
