package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/privacy"
	"comptoir/internal/privacy/privacytest"
)

func TestMemConforms(t *testing.T) {
	t.Parallel()
	privacytest.StoreConformance(t, func(t *testing.T) privacytest.StoreHarness {
		m := privacytest.NewMem()
		return privacytest.StoreHarness{Store: m, Ctx: t.Context(), Published: m.Published}
	})
}

// world is privacy over memory, with a clock that the test moves.
type world struct {
	*privacy.Privacy
	store  *privacytest.Mem
	disk   *privacytest.Disk
	holder *holder
	now    time.Time
	scan   error
	ids    ident.Source
	tenant access.TenantID
}

// holder is a context with one note about everybody.
type holder struct {
	obstacles []string
	erased    []string
	fail      error
}

func (*holder) Name() string { return "notes" }

func (*holder) Export(_ context.Context, p privacy.Person, add func(privacy.Part) error) error {
	return add(privacy.Part{Name: "note.txt", Content: strings.NewReader("about " + string(p.Email))})
}

func (h *holder) Obstacles(context.Context, privacy.Person) ([]string, error) {
	return h.obstacles, nil
}

func (h *holder) Erase(_ context.Context, p privacy.Person, pseudonym string) error {
	h.erased = append(h.erased, string(p.Email)+" "+pseudonym)
	return h.fail
}

type links struct{ id privacy.DocumentID }

func (l *links) Sign(_ context.Context, id privacy.DocumentID, until time.Time) string {
	l.id = id
	return until.Format(time.RFC3339)
}

func (l *links) Verify(_ context.Context, token string, now time.Time) (privacy.DocumentID, error) {
	if until, err := time.Parse(time.RFC3339, token); err != nil || !now.Before(until) {
		return privacy.DocumentID{}, privacy.ErrLink
	}
	return l.id, nil
}

func (w *world) Scan(context.Context, []byte) error { return w.scan }

type archive struct{ w *zip.Writer }

func (a archive) Add(name string, part privacy.Part, _ time.Time) error {
	w, err := a.w.Create(name)
	if err == nil && part.Content != nil {
		_, err = io.Copy(w, part.Content)
	}
	return err
}

func (a archive) Close() error { return a.w.Close() }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{store: privacytest.NewMem(), disk: &privacytest.Disk{}, holder: &holder{}, now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}
	w.tenant = ident.Next[access.Tenant](&w.ids)
	w.Privacy = privacy.New(privacy.Deps{Store: w.store, Holders: []privacy.Holder{w.holder}, Files: w.disk, Vault: privacytest.Vault{}, Scanner: w, Links: &links{},
		Pack: func(out io.Writer) privacy.Packer { return archive{zip.NewWriter(out)} }, Now: func() time.Time { return w.now }, IDs: &w.ids, Observer: usecase.Silent{}})
	return w
}

// person is a context in which somebody acts who has just proved himself.
func (w *world) person(t *testing.T, email string, permissions ...access.Permission) context.Context {
	granted := map[access.Permission]bool{privacy.PermOwnData: true}
	for _, p := range permissions {
		granted[p] = true
	}
	return access.With(t.Context(), access.Actor{Kind: access.Person, Tenant: w.tenant, User: ident.Next[access.User](&w.ids), Email: email, Locale: "fr", Permissions: granted, Fresh: true})
}

func (w *world) program(t *testing.T) context.Context {
	return access.AsSystem(t.Context(), w.tenant, "job")
}

func (w *world) asks(t *testing.T, ctx context.Context, k privacy.RequestKind) privacy.RequestState {
	t.Helper()
	s, err := w.Ask(ctx, privacy.Ask{Kind: k})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) works(t *testing.T, id privacy.RequestID) {
	t.Helper()
	if _, err := w.Work(w.program(t), privacy.Work{ID: id}); err != nil {
		t.Fatal(err)
	}
}

func TestACopyIsMadeFetchedAndForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, eve := w.person(t, "ada@example.org"), w.person(t, "eve@example.org", privacy.PermManage)
	if _, err := w.AddDocument(ada, privacy.AddDocument{Kind: "passport", Name: "p.pdf", Content: []byte("%PDF-1.7 mine")}); err != nil {
		t.Fatal(err)
	}
	s := w.asks(t, ada, privacy.Export)
	if again := w.asks(t, ada, privacy.Export); again.ID != s.ID {
		t.Error("asked twice, made twice")
	}
	if _, err := w.OpenExport(ada, privacy.OpenExport{ID: s.ID}); !errors.Is(err, privacy.ErrExportNotReady) {
		t.Errorf("before: %v", err)
	}
	w.works(t, s.ID)
	w.works(t, s.ID) // the job runs again
	paper, err := w.OpenExport(ada, privacy.OpenExport{ID: s.ID})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(paper.Content), int64(len(paper.Content)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, "notes/note.txt") || !slices.Contains(names, "LISEZMOI-README.txt") || !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "privacy/documents/") && strings.HasSuffix(n, ".pdf") }) {
		t.Errorf("files %q", names)
	}
	if _, err := w.OpenExport(eve, privacy.OpenExport{ID: s.ID}); !errors.Is(err, privacy.ErrUnknownRequest) {
		t.Errorf("somebody else, even one who manages requests: %v", err)
	}
	w.now = w.now.Add(privacy.ExportLife)
	if _, err := w.OpenExport(ada, privacy.OpenExport{ID: s.ID}); !errors.Is(err, privacy.ErrExportGone) {
		t.Errorf("after its time: %v", err)
	}
	planned := w.store.Planned()
	if last := planned[len(planned)-1]; last.ID != s.ID || !last.At.Equal(w.now) {
		t.Errorf("planned %+v", planned)
	}
	w.works(t, s.ID)
	if names := w.disk.Names(); len(names) != 1 || !strings.HasPrefix(names[0], "privacy/documents/") {
		t.Errorf("files left: %q", names)
	}
	if got, _ := w.store.Request(t.Context(), s.ID); got.Status != privacy.Expired {
		t.Errorf("state %s", got.Status)
	}
}

func TestErasureWaitsAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person(t, "ada@example.org")
	w.holder.obstacles = []string{"stay_to_come"}
	if _, err := w.Ask(ada, privacy.Ask{Kind: privacy.Erasure}); !errors.Is(err, privacy.ErrMustWait) || !strings.Contains(err.Error(), "stay_to_come") {
		t.Errorf("with a stay to come: %v", err)
	}
	w.holder.obstacles = []string{"works_here"}
	if _, err := w.Ask(ada, privacy.Ask{Kind: privacy.Erasure}); !errors.Is(err, privacy.ErrStaffKeepsOn) {
		t.Errorf("of the team: %v", err)
	}
	w.holder.obstacles = nil
	if _, err := w.Ask(w.person(t, ""), privacy.Ask{Kind: privacy.Erasure}); !errors.Is(err, privacy.ErrUnconfirmed) {
		t.Errorf("without an address: %v", err)
	}
	s := w.asks(t, ada, privacy.Erasure)
	if want := w.now.Add(privacy.ErasureDelay); !s.DueAt.Equal(want) || !w.store.Planned()[0].At.Equal(want) {
		t.Errorf("due %s, planned %+v", s.DueAt, w.store.Planned())
	}
	if _, err := w.Withdraw(w.person(t, "eve@example.org"), privacy.Withdraw{ID: s.ID}); !errors.Is(err, privacy.ErrUnknownRequest) {
		t.Errorf("somebody else takes it back: %v", err)
	}
	if _, err := w.Withdraw(ada, privacy.Withdraw{ID: s.ID}); err != nil {
		t.Fatal(err)
	}
	w.works(t, s.ID) // the job that was planned
	if len(w.holder.erased) != 0 {
		t.Errorf("erased all the same: %q", w.holder.erased)
	}
	if _, err := w.Withdraw(ada, privacy.Withdraw{ID: s.ID}); !errors.Is(err, privacy.ErrDoneAlready) {
		t.Errorf("twice: %v", err)
	}
}

// Killed in the middle, an erasure goes on; a stay booked meanwhile makes it wait; at the end nobody knows the address.
func TestErasureGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person(t, "ada@example.org")
	if _, err := w.AddDocument(ada, privacy.AddDocument{Kind: "passport", Content: []byte("%PDF-1.7 mine")}); err != nil {
		t.Fatal(err)
	}
	s := w.asks(t, ada, privacy.Erasure)
	w.now = s.DueAt
	w.holder.obstacles = []string{"stay_to_come"}
	w.works(t, s.ID)
	planned := w.store.Planned()
	if last := planned[len(planned)-1]; !last.At.Equal(w.now.Add(24*time.Hour)) || len(w.holder.erased) != 0 {
		t.Fatalf("planned %+v, erased %q", planned, w.holder.erased)
	}
	w.holder.obstacles = nil
	w.holder.fail = errors.New("the database is away")
	if _, err := w.Work(w.program(t), privacy.Work{ID: s.ID}); !errors.Is(err, w.holder.fail) {
		t.Fatal(err)
	}
	w.holder.fail = nil
	w.works(t, s.ID)
	w.works(t, s.ID)
	if want := "ada@example.org " + s.Pseudonym; len(w.holder.erased) != 2 || w.holder.erased[1] != want {
		t.Errorf("erased %q, want %q", w.holder.erased, want)
	}
	if names := w.disk.Names(); len(names) != 0 {
		t.Errorf("files left: %q", names)
	}
	got, _ := w.store.Request(t.Context(), s.ID)
	if got.Status != privacy.Done || strings.Contains(string(got.Person.Email), "ada") || !got.Person.User.IsZero() {
		t.Errorf("%+v", got)
	}
	told := 0
	for _, e := range w.store.Published() {
		if e, ok := e.(event.PersonErased); ok && e.Email == "ada@example.org" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

func TestDangerousAsksNeedAProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := access.From(w.person(t, "ada@example.org", privacy.PermManage))
	a.Fresh = false
	stolen := access.With(t.Context(), a)
	_, ask := w.Ask(stolen, privacy.Ask{Kind: privacy.Export})
	_, askFor := w.AskFor(stolen, privacy.AskFor{Kind: privacy.Erasure, Email: "x@example.org"})
	_, open := w.OpenExport(stolen, privacy.OpenExport{})
	for what, err := range map[string]error{"ask": ask, "ask for": askFor, "fetch": open} {
		if !errors.Is(err, access.ErrStepUp) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTheSafeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person(t, "ada@example.org")
	good := privacy.AddDocument{Kind: "passport", Name: "p.pdf", Content: []byte("%PDF-1.7")}
	for name, tt := range map[string]struct {
		change func(*privacy.AddDocument)
		scan   error
		disk   error
		code   string
		field  string
	}{
		"nothing": {change: func(c *privacy.AddDocument) { c.Content = nil }, code: "invalid", field: "file"},
		"too much": {change: func(c *privacy.AddDocument) {
			c.Content = append([]byte("%PDF-"), make([]byte, privacy.MaxDocument)...)
		}, code: "invalid", field: "file"},
		"a program":         {change: func(c *privacy.AddDocument) { c.Content = []byte("MZ\x90\x00") }, code: "invalid", field: "file"},
		"a page":            {change: func(c *privacy.AddDocument) { c.Content = []byte("<html><script>") }, code: "invalid", field: "file"},
		"an image of words": {change: func(c *privacy.AddDocument) { c.Content = []byte("<svg onload=alert(1)>") }, code: "invalid", field: "file"},
		"an unknown kind":   {change: func(c *privacy.AddDocument) { c.Kind = "love_letter" }, code: "invalid", field: "kind"},
		"infected":          {scan: privacy.ErrInfected, code: "privacy.infected"},
		"no scanner":        {scan: privacy.ErrNotScanned, code: "privacy.not_scanned"},
	} {
		c := good
		if tt.change != nil {
			tt.change(&c)
		}
		w.scan = tt.scan
		_, err := w.AddDocument(ada, c)
		if fault.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		if f := fault.FieldsOf(err); tt.field != "" && (len(f) != 1 || f[0].Path != tt.field) {
			t.Errorf("%s: fields %+v", name, f)
		}
	}
	w.scan = nil
	w.disk.Break = errors.New("the disk is full")
	if _, err := w.AddDocument(ada, good); !errors.Is(err, w.disk.Break) {
		t.Errorf("disk full: %v", err)
	}
	w.disk.Break = nil
	if docs, _ := w.Documents(ada, privacy.OwnDocuments{}); len(docs) != 0 || len(w.disk.Names()) != 0 {
		t.Errorf("left: %+v, %q", docs, w.disk.Names())
	}
	for range privacy.MaxDocuments {
		if _, err := w.AddDocument(ada, good); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.AddDocument(ada, good); !errors.Is(err, privacy.ErrTooManyDocuments) || len(w.disk.Names()) != privacy.MaxDocuments {
		t.Errorf("one more: %v, %d files", err, len(w.disk.Names()))
	}
}

func TestPrivateLinksAndOthersDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, eve, staff := w.person(t, "ada@example.org"), w.person(t, "eve@example.org"), w.person(t, "staff@example.org", privacy.PermReadDocuments)
	d, err := w.AddDocument(ada, privacy.AddDocument{Kind: "passport", Name: `C:\scans\..\passe<port>.exe`, Content: []byte("\x89PNG\r\n\x1a\n...")})
	if err != nil || d.Name != "passeport.png" {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := w.LinkDocument(eve, privacy.LinkDocument{ID: d.ID}); !errors.Is(err, privacy.ErrUnknownDocument) {
		t.Errorf("somebody else: %v", err)
	}
	if _, err := w.RemoveDocument(staff, privacy.RemoveDocument{ID: d.ID}); !errors.Is(err, privacy.ErrUnknownDocument) {
		t.Errorf("staff remove: %v", err)
	}
	link, err := w.LinkDocument(staff, privacy.LinkDocument{ID: d.ID})
	if err != nil {
		t.Fatal(err)
	}
	visitor := access.With(t.Context(), access.Actor{Kind: access.Anonymous, Tenant: w.tenant})
	if paper, err := w.OpenDocument(visitor, privacy.OpenDocument{Token: link.Token}); err != nil || paper.Type != "image/png" || !bytes.HasPrefix(paper.Content, []byte("\x89PNG")) {
		t.Errorf("%+v, %v", paper, err)
	}
	w.now = link.Until
	if _, err := w.OpenDocument(visitor, privacy.OpenDocument{Token: link.Token}); !errors.Is(err, privacy.ErrLink) {
		t.Errorf("after ten minutes: %v", err)
	}
}

// Whatever a file is called, its name can be shown and saved, and says what the file is.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person(t, "ada@example.org")
	rapid.Check(t, func(t *rapid.T) {
		d, err := w.AddDocument(ada, privacy.AddDocument{Kind: "other", Name: rapid.String().Draw(t, "name"), Content: []byte("%PDF-1.7")})
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(d.Name, "/\\\x00\r\n\"<>") || !strings.HasSuffix(d.Name, ".pdf") || len(d.Name) < 5 || len([]rune(d.Name)) > 104 {
			t.Fatalf("name %q", d.Name)
		}
		if _, err := w.RemoveDocument(ada, privacy.RemoveDocument{ID: d.ID}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheNewestConsentCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person(t, "ada@example.org")
	for _, given := range []bool{true, false, true, false} {
		if _, err := w.Consent(ada, privacy.GiveConsent{Purpose: privacy.PurposeMarketing, Given: given}); err != nil {
			t.Fatal(err)
		}
	}
	log, err := w.Consents(ada, privacy.OwnConsents{})
	if err != nil || len(log) != 4 || privacy.Chosen(log)[privacy.PurposeMarketing] {
		t.Errorf("%+v, %v", log, err)
	}
	if _, err := w.Consent(ada, privacy.GiveConsent{Purpose: privacy.PurposeTerms, Given: false}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("terms taken back: %v", err)
	}
}
