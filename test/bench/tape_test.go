package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"comptoir/internal/platform/pgtest"
)

// tape stands between the program and the database and records, while it is on, what the program asks: the statements
// with their parameters, in the flights in which they were sent. Played back by a bare connection, they cost what the
// same work costs at least.
type tape struct {
	mu      sync.Mutex
	on      bool
	flights [][]said
}

// said is one statement as it went over the wire.
type said struct {
	sql     string
	simple  bool // a simple query: begin, commit
	oids    []uint32
	formats []int16
	params  [][]byte
	results []int16
}

// insert puts a tape before a database and returns the address that leads through it.
func insert(b testing.TB, d pgtest.Database) (*tape, pgtest.Database) {
	b.Helper()
	address, err := url.Parse(d.AppURL)
	if err != nil {
		b.Fatal(err)
	}
	server := filepath.Join(address.Query().Get("host"), ".s.PGSQL.5432")
	dir, err := os.MkdirTemp("", "tape")
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = l.Close()
		_ = os.RemoveAll(dir)
	})
	t := &tape{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go t.carry(c, server)
		}
	}()
	address.Host, address.RawQuery = "", url.Values{"host": {dir}}.Encode()
	d.AppURL = address.String()
	return t, d
}

// carry takes one connection's bytes to and fro.
func (t *tape) carry(client net.Conn, server string) {
	defer func() { _ = client.Close() }()
	s, err := net.Dial("unix", server)
	if err != nil {
		return
	}
	defer func() { _ = s.Close() }()
	go func() {
		_, _ = io.Copy(client, s)
		_ = client.Close()
	}()
	t.listen(bufio.NewReaderSize(client, 64<<10), s)
}

// listen reads the client's messages (PostgreSQL's protocol 3.0: a type, a length, a body; the first has no type).
func (t *tape) listen(r *bufio.Reader, server io.Writer) {
	prepared := map[string]*pgproto3.Parse{}
	var flight []said
	for first := true; ; first = false {
		head := 5
		if first {
			head = 4
		}
		message := make([]byte, head)
		if _, err := io.ReadFull(r, message); err != nil {
			return
		}
		message = append(message, make([]byte, binary.BigEndian.Uint32(message[head-4:])-4)...)
		if _, err := io.ReadFull(r, message[head:]); err != nil {
			return
		}
		if _, err := server.Write(message); err != nil {
			return
		}
		if first {
			continue
		}
		switch body := message[head:]; message[0] {
		case 'P':
			p := &pgproto3.Parse{}
			if p.Decode(body) == nil {
				prepared[p.Name] = p
			}
		case 'B':
			bind := &pgproto3.Bind{}
			if p := prepared[statementOf(bind, body)]; p != nil {
				flight = append(flight, said{sql: p.Query, oids: p.ParameterOIDs, formats: bind.ParameterFormatCodes, params: bind.Parameters, results: bind.ResultFormatCodes})
			}
		case 'Q':
			t.record([]said{{sql: strings.TrimRight(string(body), "\x00"), simple: true}})
		case 'S':
			t.record(flight)
			flight = nil
		}
	}
}

func statementOf(b *pgproto3.Bind, body []byte) string {
	if b.Decode(body) != nil {
		return "\x00"
	}
	return b.PreparedStatement
}

func (t *tape) record(flight []said) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.on && len(flight) > 0 {
		t.flights = append(t.flights, flight)
	}
}

// background is what the program asks on its own, whoever calls it.
var background = regexp.MustCompile(`(?i)river_(leader|queue|client|notification)|pg_notify|^\s*(LISTEN|UPDATE jobs)`)

// taped runs act and returns what it asked of the database.
func (t *tape) taped(act func()) [][]said {
	t.mu.Lock()
	t.on, t.flights = true, nil
	t.mu.Unlock()
	act()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on = false
	var out [][]said
	for _, flight := range t.flights {
		if !background.MatchString(flight[0].sql) {
			out = append(out, flight)
		}
	}
	return out
}

// player plays a recording on a connection of its own, each flight in one round trip, as a program could that does
// nothing else.
type player struct {
	conn  *pgconn.PgConn
	names map[string]string
}

func newPlayer(ctx context.Context, address string) (*player, error) {
	conn, err := pgconn.Connect(ctx, address)
	return &player{conn, map[string]string{}}, err
}

// play sends every flight and waits for its answers.
func (p *player) play(ctx context.Context, flights [][]said) error {
	for _, flight := range flights {
		pipe := p.conn.StartPipeline(ctx)
		for _, s := range flight {
			name, err := p.prepared(ctx, pipe, s)
			if err != nil {
				return err
			}
			pipe.SendQueryPrepared(name, s.params, s.formats, s.results)
		}
		if err := pipe.Sync(); err != nil {
			return err
		}
		if err := drain(pipe); err != nil {
			return fmt.Errorf("%w: %.200s", err, flight[0].sql)
		}
		if err := pipe.Close(); err != nil {
			return err
		}
	}
	return nil
}

func drain(pipe *pgconn.Pipeline) error {
	for {
		got, err := pipe.GetResults()
		if err != nil {
			return err
		}
		switch r := got.(type) {
		case nil:
			return nil
		case *pgconn.ResultReader:
			for r.NextRow() {
			}
			if _, err := r.Close(); err != nil {
				return err
			}
		}
	}
}

// prepared names a statement that the player's connection knows, as the program's do after a while.
func (p *player) prepared(_ context.Context, pipe *pgconn.Pipeline, s said) (string, error) {
	key := s.sql + fmt.Sprint(s.oids)
	name, ok := p.names[key]
	if !ok {
		name = fmt.Sprintf("s%d", len(p.names))
		p.names[key] = name
		pipe.SendPrepare(name, s.sql, s.oids)
	}
	return name, nil
}
