// Package smtpmail is the mail port's driver for SMTP: a relay of the installation, or a provider's submission server.
//
// One connection per mail: mails are few, and a job that waits for its turn costs nothing. What the server says decides
// between "refused for good" and "try again" (see refusal). Start with Open.
package smtpmail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/platform/mail"

	"github.com/wneessen/go-mail/smtp"
)

// Protection of the connection.
const (
	StartTLS = "starttls" // begins in the clear, and nothing is sent unless it becomes TLS: port 587
	TLS      = "tls"      // from the first byte: port 465
	None     = "none"     // for a relay on this machine or a private network
)

// parting is how long the server has to say goodbye.
const parting = 2 * time.Second

// Config says where the server is and how to get in.
type Config struct {
	Addr     string // host:port
	Security string // StartTLS (the default), TLS or None
	User     string // empty: no authentication
	Password string
	Hello    string         // how this program names itself; "" is the machine's name
	Timeout  time.Duration  // for a whole mail; 0 is 30 s
	RootCAs  *x509.CertPool // nil: those of the system
}

// Driver implements mail.Driver.
type Driver struct {
	config Config
	host   string
	tls    *tls.Config
}

// Open checks the configuration; it does not connect, since a program must start while the mail server is away.
func Open(c Config) (*Driver, error) {
	host, portText, err := net.SplitHostPort(c.Addr)
	if err != nil || host == "" {
		return nil, errors.New("smtpmail: the address is not of the form host:port")
	}
	if port, err := strconv.Atoi(portText); err != nil || port < 1 || port > 65535 {
		return nil, errors.New("smtpmail: the port is not a number from 1 to 65535")
	}
	switch c.Security {
	case "":
		c.Security = StartTLS
	case StartTLS, TLS, None:
	default:
		return nil, errors.New("smtpmail: the protection is not starttls, tls or none")
	}
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Hello == "" {
		if c.Hello, err = os.Hostname(); err != nil {
			c.Hello = "localhost"
		}
	}
	return &Driver{config: c, host: host, tls: &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: c.RootCAs}}, nil
}

// Deliver implements mail.Driver.
func (d *Driver) Deliver(ctx context.Context, e mail.Envelope) error {
	return d.visit(ctx, func(c *smtp.Client) error { return transmit(c, e) })
}

// Check connects, gets in and leaves: for the doctor.
func (d *Driver) Check(ctx context.Context) error {
	return d.visit(ctx, func(*smtp.Client) error { return nil })
}

// visit connects, does something and leaves, within the time limit.
func (d *Driver) visit(ctx context.Context, do func(*smtp.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.config.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.config.Addr)
	if err != nil {
		return mail.ErrUnavailable.Because(err)
	}
	// The end of ctx closes the connection, so that whatever waits for the server returns. (The client's own Close
	// waits for the command that is under way.)
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }() // whatever was to be said was said
	c, err := d.enter(ctx, conn)
	if err == nil {
		err = do(c)
	} else {
		err = mail.ErrUnavailable.Because(err)
	}
	if ctx.Err() != nil && err != nil {
		return mail.ErrUnavailable.Because(errors.Join(ctx.Err(), err))
	}
	if c != nil {
		_ = conn.SetDeadline(time.Now().Add(parting))
		_ = c.Quit() // the mail is delivered or refused by now; how they part does not matter
	}
	return err
}

// enter greets, protects the connection and signs in.
func (d *Driver) enter(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	if d.config.Security == TLS {
		secure := tls.Client(conn, d.tls)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = secure
	}
	c, err := smtp.NewClient(conn, d.host)
	if err != nil {
		return nil, err
	}
	if err := c.Hello(d.config.Hello); err != nil {
		return nil, err
	}
	if d.config.Security == StartTLS {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return nil, errNoTLS
		}
		if err := c.StartTLS(d.tls); err != nil {
			return nil, err
		}
	}
	if d.config.User == "" {
		return c, nil
	}
	auth, err := d.auth(c)
	if err != nil {
		return nil, err
	}
	return c, c.Auth(auth)
}

var (
	errNoTLS  = errors.New("the server does not offer STARTTLS")
	errNoAuth = errors.New("the server offers no way to sign in that suits this connection")
)

// auth chooses how to sign in. Over an open line, only where the password is not told.
func (d *Driver) auth(c *smtp.Client) (smtp.Auth, error) {
	_, offered := c.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	open := d.config.Security == None
	user, password := d.config.User, d.config.Password
	switch {
	case slices.Contains(ways, "SCRAM-SHA-256"):
		return smtp.ScramSHA256Auth(user, password), nil
	case !open && slices.Contains(ways, "PLAIN"):
		return smtp.PlainAuth("", user, password, d.host, false), nil
	case !open && slices.Contains(ways, "LOGIN"):
		return smtp.LoginAuth(user, password, d.host, false), nil
	case slices.Contains(ways, "CRAM-MD5"):
		return smtp.CRAMMD5Auth(user, password), nil
	}
	return nil, errNoAuth
}

// transmit hands over one mail. A recipient who is refused ends it before anybody got anything.
func transmit(c *smtp.Client, e mail.Envelope) error {
	if err := c.Mail("<" + e.From + ">"); err != nil {
		return refusal(err)
	}
	for _, to := range e.To {
		if err := c.Rcpt("<" + to + ">"); err != nil {
			return refusal(err)
		}
	}
	w, err := c.Data()
	if err != nil {
		return refusal(err)
	}
	if _, err := w.Write(e.Raw); err != nil {
		return mail.ErrUnavailable.Because(err) // without the final dot the server forgets what it got
	}
	return refusal(w.Close())
}

// refusal tells what the server meant (RFC 5321, 4.2.1). 530 and 535 say that this program may not send at all, and 421
// or a broken connection that nobody can: the mail is not to blame and waits.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	answer, ok := errors.AsType[*textproto.Error](err)
	if !ok || answer.Code < 500 || answer.Code == 530 || answer.Code == 535 || answer.Code == 538 {
		return mail.ErrUnavailable.Because(err)
	}
	return mail.ErrRefused.Because(err)
}
