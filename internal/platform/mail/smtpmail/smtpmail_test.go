package smtpmail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/platform/mail"
	"comptoir/internal/platform/mail/smtpmail"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is a mail server on the loopback interface that refuses what it is told to refuse.
type server struct {
	refuse   map[string]error // by step: "mail", "rcpt:address", "data"
	password string           // required when set
	hang     chan struct{}    // Data waits for it when set

	mu   sync.Mutex
	got  []mail.Envelope
	seen int // times that Data was called
}

type session struct {
	s      *server
	env    mail.Envelope
	inside bool
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

func (s *session) Reset()        { s.env = mail.Envelope{} }
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string {
	if s.s.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "comptoir" || password != s.s.password {
			return smtp.ErrAuthFailed
		}
		s.inside = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.s.password != "" && !s.inside {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.env.From = from
	return s.s.refuse["mail"]
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.env.To = append(s.env.To, to)
	return s.s.refuse["rcpt:"+to]
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.s.mu.Lock()
	s.s.seen++
	s.s.mu.Unlock()
	if s.s.hang != nil {
		<-s.s.hang
	}
	if err := s.s.refuse["data"]; err != nil {
		return err
	}
	s.env.Raw = raw
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.got = append(s.s.got, s.env)
	return nil
}

func (s *server) mails() []mail.Envelope {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// start serves on a free port; secure is how the server expects the connection.
func start(t testing.TB, s *server, secure string, certificate *tls.Certificate) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	srv := smtp.NewServer(s)
	srv.AllowInsecureAuth = true
	srv.EnableSMTPUTF8 = true
	srv.ErrorLog = silent{}
	if certificate != nil {
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}
	}
	if secure == smtpmail.TLS {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // ends when it is closed
	}()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return address
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// certificate makes a certificate for 127.0.0.1 and a pool that trusts it.
func certificate(t testing.TB) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func open(t testing.TB, c smtpmail.Config) *smtpmail.Driver {
	t.Helper()
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	c.Hello = "comptoir.test"
	d, err := smtpmail.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func message() mail.Message {
	return mail.Message{
		Key: "k", From: mail.Address{Name: "Rivages", Email: "contact@rivages.example"}, Subject: "Séjour confirmé, à bientôt",
		To: []mail.Address{{Email: "a@guest.example"}, {Email: "b@guest.example"}}, Text: "Bonjour,\n.\n..\nà bientôt", HTML: "<p>Bonjour</p>",
	}
}

func TestDeliversUnderEveryProtection(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for _, security := range []string{smtpmail.None, smtpmail.StartTLS, smtpmail.TLS} {
		s := &server{password: "secret"}
		if security == smtpmail.None {
			s.password = "" // and no password goes over an open line
		}
		c := smtpmail.Config{Addr: start(t, s, security, cert), Security: security, RootCAs: pool}
		if s.password != "" {
			c.User, c.Password = "comptoir", s.password
		}
		d := open(t, c)
		if err := d.Check(t.Context()); err != nil {
			t.Errorf("%s: check: %v", security, err)
		}
		e, err := mail.Render(message())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Deliver(t.Context(), e); err != nil {
			t.Errorf("%s: %v", security, err)
			continue
		}
		got := s.mails()
		if len(got) != 1 || got[0].From != e.From || !slices.Equal(got[0].To, e.To) || string(got[0].Raw) != string(e.Raw) {
			t.Errorf("%s: what arrived differs from what was sent: %+v", security, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	code := func(c int) error { return &smtp.SMTPError{Code: c, EnhancedCode: smtp.NoEnhancedCode, Message: "No"} }
	for name, test := range map[string]struct {
		refuse map[string]error
		want   error
	}{
		"sender refused":             {map[string]error{"mail": code(550)}, mail.ErrRefused},
		"sender too busy":            {map[string]error{"mail": code(451)}, mail.ErrUnavailable},
		"authentication asked for":   {map[string]error{"mail": code(530)}, mail.ErrUnavailable},
		"first recipient unknown":    {map[string]error{"rcpt:a@guest.example": code(550)}, mail.ErrRefused},
		"second recipient unknown":   {map[string]error{"rcpt:b@guest.example": code(550)}, mail.ErrRefused},
		"second recipient greylists": {map[string]error{"rcpt:b@guest.example": code(450)}, mail.ErrUnavailable},
		"content refused":            {map[string]error{"data": code(554)}, mail.ErrRefused},
		"content later":              {map[string]error{"data": code(452)}, mail.ErrUnavailable},
	} {
		s := &server{refuse: test.refuse}
		sender := mail.New(open(t, smtpmail.Config{Addr: start(t, s, smtpmail.None, nil), Security: smtpmail.None}), nil, nil)
		if err := sender.Send(t.Context(), message()); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if n := len(s.mails()); n != 0 {
			t.Errorf("%s: somebody got it all the same", name)
		}
	}
}

func TestConnectionsThatMustNotBeTrusted(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for name, test := range map[string]struct {
		server *tls.Certificate
		how    string
		config smtpmail.Config
	}{
		"a stranger's certificate":       {cert, smtpmail.TLS, smtpmail.Config{Security: smtpmail.TLS}},
		"a stranger's, with STARTTLS":    {cert, smtpmail.StartTLS, smtpmail.Config{}},
		"a server without TLS":           {nil, smtpmail.None, smtpmail.Config{RootCAs: pool}},
		"a wrong password":               {cert, smtpmail.TLS, smtpmail.Config{Security: smtpmail.TLS, RootCAs: pool, User: "comptoir", Password: "wrong"}},
		"a password over an open line":   {nil, smtpmail.None, smtpmail.Config{Security: smtpmail.None, User: "comptoir", Password: "secret"}},
		"a server that asks for a proof": {cert, smtpmail.TLS, smtpmail.Config{Security: smtpmail.TLS, RootCAs: pool}},
	} {
		s := &server{}
		if strings.Contains(name, "password") || strings.Contains(name, "proof") {
			s.password = "secret"
		}
		test.config.Addr = start(t, s, test.how, test.server)
		sender := mail.New(open(t, test.config), nil, nil)
		err := sender.Send(t.Context(), message())
		if !errors.Is(err, mail.ErrUnavailable) || len(s.mails()) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := dead.Addr().String()
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	mute, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	stuck := start(t, &server{hang: hang}, smtpmail.None, nil)
	for name, address := range map[string]string{"nobody there": gone, "mute": mute.Addr().String(), "stuck in the middle": stuck} {
		sender := mail.New(open(t, smtpmail.Config{Addr: address, Security: smtpmail.None, Timeout: 300 * time.Millisecond}), nil, nil)
		began := time.Now()
		if err := sender.Send(t.Context(), message()); !errors.Is(err, mail.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
	// The end of the caller's context ends the waiting too.
	ctx, cancel := context.WithCancel(t.Context())
	s := &server{hang: hang}
	sender := mail.New(open(t, smtpmail.Config{Addr: start(t, s, smtpmail.None, nil), Security: smtpmail.None, Timeout: time.Minute}), nil, nil)
	result := make(chan error)
	go func() { result <- sender.Send(ctx, message()) }()
	for {
		s.mu.Lock()
		waiting := s.seen > 0
		s.mu.Unlock()
		if waiting {
			break
		}
	}
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestOpenRefusesBadConfigurations(t *testing.T) {
	t.Parallel()
	for _, c := range []smtpmail.Config{
		{}, {Addr: "mail.example.com"}, {Addr: ":25"}, {Addr: "mail.example.com:0"}, {Addr: "mail.example.com:smtp"},
		{Addr: "mail.example.com:25", Security: "ssl"},
	} {
		if _, err := smtpmail.Open(c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}
