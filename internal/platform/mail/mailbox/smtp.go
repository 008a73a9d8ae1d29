package mailbox

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"comptoir/internal/platform/mail"

	"github.com/emersion/go-smtp"
)

// errNotLocal: the server asks nobody for a password, and must not be reached from elsewhere.
var errNotLocal = errors.New("mailbox: the catching mail server listens on this machine only")

// ServeSMTP takes mail for anybody from other programs of this machine until ctx ends. It closes the listener, which
// must be on the loopback interface or a Unix socket.
func (m *Mailbox) ServeSMTP(ctx context.Context, l net.Listener) error {
	if a, ok := l.Addr().(*net.TCPAddr); ok && !a.IP.IsLoopback() {
		return errors.Join(errNotLocal, l.Close())
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{ctx: ctx, box: m}, nil
	}))
	server.Domain = "mailbox.localhost"
	server.MaxMessageBytes = mail.MaxBytes
	server.MaxRecipients = 100
	server.EnableSMTPUTF8 = true
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	err := server.Serve(l)
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// session is one connection: it collects an envelope and delivers it.
type session struct {
	ctx context.Context
	box *Mailbox
	env mail.Envelope
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.env = mail.Envelope{} }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }

// Mail implements smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.env = mail.Envelope{From: from}
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.env.To = append(s.env.To, to)
	return nil
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.env.Raw = raw
	if err := s.box.Deliver(s.ctx, s.env); err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "The mail could not be stored"}
	}
	return nil
}
