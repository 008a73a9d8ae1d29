package contractsio_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

type agency struct{}

func (agency) Agency(context.Context) (contracts.Agency, error) { return contractstest.Agency(), nil }

// stamp is a sealer that seals nothing.
type stamp struct{}

func (stamp) Seal(_ context.Context, d contracts.Draftable) (contracts.Sealed, error) {
	return contracts.Sealed{PDF: append(d.Contract, d.Proof...), Certificate: "CN=test"}, nil
}

// moody is a file store that fails the first times.
type moody struct {
	contractsio.Files
	fails atomic.Int32
}

func (m *moody) Put(ctx context.Context, name string, content []byte) (string, error) {
	if m.fails.Add(-1) >= 0 {
		return "", errors.New("the disk is full")
	}
	return m.Files.Put(ctx, name, content)
}

func world(t *testing.T, fails int32, more ...func(*contracts.Deps)) (*contracts.Contracts, *contractsio.Store, *jobs.Client, *pg.DB, context.Context) {
	t.Helper()
	db := pgtest.Own(t, jobs.Line(), outbox.Line(), trail.Line(), contractsio.Line())
	reg, ids := jobs.NewRegistry(), &ident.Source{}
	queue := jobstest.New(t, db, jobs.Config{Registry: reg})
	store := contractsio.NewStore(db, outbox.New(queue, outbox.NewRouter(), time.Now, ids), queue)
	driver, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = driver.Close() })
	files := &moody{Files: contractsio.Files{Blobs: blob.New(driver, nil)}}
	files.fails.Store(fails)
	d := contracts.Deps{Store: store, Printer: contractsio.Printer{}, Files: files, Agency: agency{}, Sealer: stamp{}, Keys: contractsio.Keys{Key: []byte("key")},
		Now: func() time.Time { return time.Date(2027, 3, 14, 9, 0, 0, 0, time.UTC) }, IDs: ids, Observer: usecase.Silent{}}
	for _, change := range more {
		change(&d)
	}
	c := contracts.New(d)
	contractsio.New(contractsio.Deps{Contracts: c}).Jobs(reg)
	ctx, _ := pgtest.Tenant(t)
	return c, store, queue, db, ctx
}

// running is a use case in which the suite saves: the trail says by which one something was changed.
var running = usecase.New(usecase.Silent{}, "contracts.test_store", func(ctx context.Context, _ contracts.FollowContract) (context.Context, error) { return ctx, nil })

func inside(t *testing.T) context.Context {
	t.Helper()
	ctx, _ := pgtest.Tenant(t)
	ctx, err := running(ctx, contracts.FollowContract{})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, jobs.Line(), outbox.Line(), trail.Line(), contractsio.Line())
	queue := jobstest.New(t, db, jobs.Config{Registry: jobs.NewRegistry()})
	store := contractsio.NewStore(db, outbox.New(queue, outbox.NewRouter(), time.Now, &ident.Source{}), queue)
	contractstest.StoreConformance(t, func(t *testing.T) contractstest.StoreHarness {
		return contractstest.StoreHarness{Store: store, Ctx: inside(t), Other: inside(t)}
	})
}

// The disk is full twice: the job tries again, and the contract is written once, whole, with its hash and its event.
func TestWrittenAfterTheDiskWasFull(t *testing.T) {
	t.Parallel()
	c, store, queue, db, ctx := world(t, 2)
	stay := contractstest.Stay("fr")
	id, err := c.DraftFor(ctx, contracts.DraftContract{Stay: stay})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Generate(ctx, contracts.GenerateContract{ID: id}); err == nil { // the first failure, seen
		t.Fatal("written on a full disk")
	}
	if s, err := store.Find(ctx, id); err != nil || s.Status != contracts.Drafted || s.File != "" {
		t.Fatalf("half written: %+v, %v", s, err)
	}
	jobstest.Run(t, queue)
	jobstest.Settle(t, ctx, queue)
	s, err := store.Find(ctx, id)
	if err != nil || s.Status != contracts.Generated || len(s.SHA256) != 64 {
		t.Fatalf("%+v, %v", s, err)
	}
	doc, err := c.Open(ctx, contracts.OpenContract{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(doc.Content)
	_ = doc.Content.Close()
	if err != nil || int64(len(content)) != s.Size || string(content[:5]) != "%PDF-" {
		t.Errorf("%d bytes of %d, %v", len(content), s.Size, err)
	}
	stay.Version++
	second, err := c.DraftFor(ctx, contracts.DraftContract{Stay: stay})
	if err != nil {
		t.Fatal(err)
	}
	jobstest.Settle(t, ctx, queue)
	if s, err := store.Find(ctx, second); err != nil || s.Revision != 2 || s.Number != "C-2027-00002" || s.Status != contracts.Generated {
		t.Errorf("the changed stay: %+v, %v", s, err)
	}
	var n int
	if err := db.Read(ctx).QueryRow(ctx, "SELECT count(*) FROM outbox.event WHERE tenant_id = $1", access.TenantOf(ctx)).Scan(&n); err != nil || n != 3 { // written twice, and the first replaced
		t.Errorf("%d events of 3, %v", n, err)
	}
	other, _ := pgtest.Tenant(t)
	if _, err := c.Open(other, contracts.OpenContract{ID: id}); !errors.Is(err, contracts.ErrUnknown) {
		t.Errorf("another agency opens it: %v", err)
	}
}

func TestMigrationsAndCatalogue(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, contractsio.Line())
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, contractsio.Line())))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s", v.Rule, v.Object, v.Detail)
	}
}
