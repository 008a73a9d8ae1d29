// Package sandboxsms plays a carrier of texts and the telephones behind it, for a demonstration: every text is kept and a page
// shows it, and says whether it arrived. Calls are signed and verified as a carrier's are.
//
// It refuses to know what texts are for. Start with Sandbox; pages.go is the page.
package sandboxsms

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/sms"
	"comptoir/internal/platform/sms/sandboxsms/sandboxsmsdb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the sandbox's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "sandboxsms", Files: files}
}

// Name is the driver's.
const Name = "sandboxtext"

// header holds the signature of a call.
const header = "Sandbox-Signature"

// fixed is how the numbers end at which no text arrives, as those of a landline.
const fixed = "0009"

// errUnknown is returned for a text that there is not, or whose fate is known.
var errUnknown = fault.Define(fault.NotFound, "sms.unknown_text", "there is no such text on its way")

// Deps is what the sandbox needs.
type Deps struct {
	DB     *pg.DB
	Now    func() time.Time
	Secret []byte // signs the calls
	// Zone is where a person reads moments.
	Zone func(ctx context.Context) *time.Location
	// Tell delivers a call about a text to whoever sent it.
	Tell func(ctx context.Context, reference string, header map[string][]string, body []byte) error
}

// Sandbox implements sms.Driver.
type Sandbox struct {
	d Deps
	q *sandboxsmsdb.Queries
}

// New makes the sandbox.
func New(d Deps) *Sandbox { return &Sandbox{d, sandboxsmsdb.New()} }

// Name implements sms.Driver.
func (*Sandbox) Name() string { return Name }

// Send implements sms.Driver.
func (s *Sandbox) Send(ctx context.Context, m sms.Message) (string, error) {
	if strings.HasSuffix(m.To.String(), fixed) {
		return "", sms.ErrNumber
	}
	return m.Reference, s.d.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return s.q.AddMessage(ctx, tx, sandboxsmsdb.AddMessageParams{TenantID: access.TenantOf(ctx), Reference: m.Reference, Recipient: m.To.String(), Body: m.Text, SentAt: s.d.Now()})
	})
}

// Check implements sms.Driver.
func (*Sandbox) Check(context.Context) (string, error) { return "Sandbox", nil }

// call is what the sandbox says of a text.
type call struct {
	Reference string   `json:"reference"`
	Fate      sms.Fate `json:"fate"`
}

func (s *Sandbox) sign(body []byte) string {
	h := hmac.New(sha256.New, s.d.Secret)
	h.Write([]byte("sandboxsms"))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// Verify implements sms.Driver.
func (s *Sandbox) Verify(_ context.Context, _ string, h map[string][]string, body []byte) (sms.News, error) {
	var c call
	if !hmac.Equal([]byte(http.Header(h).Get(header)), []byte(s.sign(body))) || json.Unmarshal(body, &c) != nil {
		return sms.News{}, sms.ErrForged
	}
	n := sms.News{ID: c.Reference, Fate: c.Fate}
	if c.Fate == sms.Lost {
		n.Why = sms.ErrNumber
	}
	return n, nil
}

// Decide says what becomes of a text, once, and tells whoever sent it.
func (s *Sandbox) Decide(ctx context.Context, reference string, fate sms.Fate) error {
	if fate != sms.Delivered && fate != sms.Lost {
		return fault.ErrInvalid.On("fate", "unknown", "delivered or lost")
	}
	err := s.d.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		rows, err := s.q.MoveMessage(ctx, tx, sandboxsmsdb.MoveMessageParams{TenantID: access.TenantOf(ctx), Reference: reference, Fate: string(fate)})
		if err == nil && rows == 0 {
			err = errUnknown
		}
		return err
	})
	if err != nil {
		return err
	}
	body, err := json.Marshal(call{reference, fate})
	if err != nil {
		return err
	}
	return s.d.Tell(ctx, reference, map[string][]string{header: {s.sign(body)}}, body)
}
