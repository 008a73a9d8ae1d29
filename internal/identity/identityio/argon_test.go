package identityio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
)

var cheap = identityio.Cost{Memory: 64, Passes: 1, Threads: 1}

func TestArgon(t *testing.T) {
	t.Parallel()
	ctx, a := t.Context(), identityio.NewArgon(cheap)
	hash, err := a.Hash(ctx, "une phrase")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(hash, err)
	}
	again, err := a.Hash(ctx, "une phrase")
	if err != nil || again == hash {
		t.Error("two hashes without a salt of their own")
	}
	// A test vector of the reference implementation (P-H-C/phc-winner-argon2, test.c): "password", "somesalt".
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	old, err := identityio.NewArgon(identityio.Cost{Memory: 32, Passes: 1, Threads: 1}).Hash(ctx, "une phrase")
	if err != nil {
		t.Fatal(err)
	}
	weak, err := bcrypt.GenerateFromPassword([]byte("une phrase"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		hash, password string
		fits, outdated bool
	}{
		"right":                {hash, "une phrase", true, false},
		"wrong":                {hash, "une phrase ", false, false},
		"empty password":       {hash, "", false, false},
		"nobody":               {"", "", false, false},
		"reference":            {reference, "password", true, true},
		"reference, wrong":     {reference, "Password", false, true},
		"other cost":           {old, "une phrase", true, true},
		"weak bcrypt":          {string(weak), "une phrase", false, true},
		"garbage":              {"$argon2id$v=19$m=64,t=1,p=1$!!$!!", "une phrase", false, false},
		"a ruinous memory":     {"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "x", false, false},
		"a ruinous time":       {"$argon2id$v=19$m=64,t=4294967295,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "x", false, false},
		"no lane":              {"$argon2id$v=19$m=64,t=1,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "x", false, false},
		"a hash that is short": {"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$", "", false, false},
	} {
		fits, outdated, err := a.Verify(ctx, c.hash, c.password)
		if err != nil || fits != c.fits || c.fits && outdated != c.outdated {
			t.Errorf("%s: fits %t, outdated %t, %v", name, fits, outdated, err)
		}
	}
}

func TestImportedBcrypt(t *testing.T) {
	t.Parallel()
	hash, err := bcrypt.GenerateFromPassword([]byte("une phrase"), 12)
	if err != nil {
		t.Fatal(err)
	}
	a := identityio.NewArgon(cheap)
	if fits, outdated, err := a.Verify(t.Context(), string(hash), "une phrase"); !fits || !outdated || err != nil {
		t.Errorf("%t %t %v", fits, outdated, err)
	}
	if fits, _, err := a.Verify(t.Context(), string(hash), "une autre"); fits || err != nil {
		t.Errorf("%t %v", fits, err)
	}
}

// A wave of sign-ins beyond what may wait is refused and does not queue up for ever; nobody hangs, and the places are
// given back.
func TestArgonWave(t *testing.T) {
	t.Parallel()
	a := identityio.NewArgon(identityio.Cost{Memory: 1024, Passes: 1, Threads: 1})
	var wg sync.WaitGroup
	var mu sync.Mutex
	outcomes := map[string]int{}
	for range 2000 {
		wg.Go(func() {
			_, _, err := a.Verify(context.Background(), "", "x")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, identity.ErrBusy):
				outcomes["busy"]++
			case err != nil:
				outcomes[fmt.Sprint(err)]++
			default:
				outcomes["done"]++
			}
		})
	}
	wg.Wait()
	if outcomes["busy"]+outcomes["done"] != 2000 || outcomes["done"] == 0 {
		t.Errorf("%v", outcomes)
	}
	if _, err := a.Hash(t.Context(), "afterwards"); err != nil {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10_000 { // a place may be free: then it is taken, else the caller's end is seen
		if _, _, err := a.Verify(gone, "", "x"); errors.Is(err, identity.ErrBusy) {
			t.Fatal("places were lost")
		} else if err != nil {
			break
		}
	}
}
