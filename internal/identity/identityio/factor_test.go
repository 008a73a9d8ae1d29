package identityio_test

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/limit"
	"comptoir/internal/web/webtest"
)

// The codes of RFC 6238, appendix B (SHA-1; of the eight digits there, the last six), with one step of tolerance.
func TestCodesOfTheRFC(t *testing.T) {
	t.Parallel()
	key := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))
	var c identityio.OneTimeCodes
	for at, code := range map[int64]string{1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		for off, good := range map[int64]bool{0: true, 30: true, -30: true, 60: false, -60: false} {
			step, fits := c.Step(key, code, time.Unix(at+off, 0))
			if fits != good || fits && step != at/30 {
				t.Errorf("%s at %d%+d: step %d, %t", code, at, off, step, fits)
			}
		}
	}
	if step, fits := c.Step(key, "287082", time.Unix(59, 0)); !fits || step != 1 {
		t.Errorf("the first: step %d, %t", step, fits)
	}
	for _, bad := range []string{"", "28708", "2870822", "28708a", "٢٨٧٠٨٢"} {
		if _, fits := c.Step(key, bad, time.Unix(59, 0)); fits {
			t.Errorf("%q fits", bad)
		}
	}
	if a, _ := c.NewKey(); len(a) != 32 {
		t.Errorf("a key of %d signs", len(a))
	}
}

type challenge struct {
	Challenge string
	Methods   []string
	ExpiresIn int
}

func decoded[T any](t *testing.T, a answer, status int) (out T) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%d %s, want %d", a.StatusCode, a.body, status)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// codes sets an application up over the API and returns its key and the recovery codes.
func (s *site) codes(token string) (string, []string) {
	s.t.Helper()
	k := decoded[struct{ Key, URI string }](s.t, s.api("POST", "/api/auth/factors/codes", nil, token), 201)
	u, err := url.Parse(k.URI)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("secret") != k.Key {
		s.t.Errorf("%q %v", k.URI, err)
	}
	s.api("POST", "/api/auth/factors/codes/confirm", map[string]string{"code": "000000"}, token).want(s.t, "a wrong first code", 422, "identity.wrong_code")
	out := decoded[struct{ RecoveryCodes []string }](s.t, s.api("POST", "/api/auth/factors/codes/confirm", map[string]string{"code": s.code(k.Key)}, token), 200)
	s.now.Advance(time.Minute)
	return k.Key, out.RecoveryCodes
}

func (s *site) code(key string) string {
	s.t.Helper()
	c, err := totp.GenerateCode(key, s.now.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *site) challenged(email string) challenge {
	s.t.Helper()
	a := s.api("POST", "/api/auth/login", map[string]string{"email": email, "password": identitytest.Password}, "")
	if strings.Contains(a.body, "accessToken") || a.Header.Get("Cache-Control") != "no-store" {
		s.t.Errorf("%s", a.body)
	}
	return decoded[challenge](s.t, a, 202)
}

func TestAPISecondStep(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	in := s.login("alice@example.com")
	key, recovery := s.codes(in.AccessToken)
	if len(recovery) != 10 {
		t.Fatal(recovery)
	}
	second := func(c challenge, code string) answer {
		return s.api("POST", "/api/auth/login/second", map[string]string{"challenge": c.Challenge, "code": code}, "")
	}
	c := s.challenged("alice@example.com")
	if strings.Join(c.Methods, " ") != "code recovery_code" || c.ExpiresIn < 290 || c.ExpiresIn > 300 {
		t.Errorf("%+v", c)
	}
	second(c, "000000").want(t, "a wrong code", 422, "identity.wrong_code")
	code := s.code(key)
	out := s.session(second(c, code), 200)
	if out.User.Email != "alice@example.com" || out.AccessToken == "" {
		t.Errorf("%+v", out)
	}
	second(c, s.code(key)).want(t, "the challenge again", 401, "identity.challenge_ended")
	second(s.challenged("alice@example.com"), code).want(t, "the code again", 422, "identity.wrong_code")
	second(challenge{Challenge: "unknown"}, code).want(t, "an unknown challenge", 401, "identity.challenge_ended")
	s.session(second(s.challenged("alice@example.com"), recovery[0]), 200)
	f := decoded[struct {
		Codes         bool
		RecoveryCodes int
	}](t, s.api("GET", "/api/auth/factors", nil, out.AccessToken), 200)
	if !f.Codes || f.RecoveryCodes != 9 {
		t.Errorf("%+v", f)
	}
	for email, password := range map[string]string{"alice@example.com": "wrong wrong wrong", "nobody@example.com": identitytest.Password} {
		s.api("POST", "/api/auth/login", map[string]string{"email": email, "password": password}, "").want(t, email, 401, "identity.bad_credentials")
	}
	if a := s.api("DELETE", "/api/auth/factors/codes", nil, out.AccessToken); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.login("alice@example.com")
}

// The same code sent eight times at once opens one session.
func TestParallelCodes(t *testing.T) {
	t.Parallel()
	wide := identityio.StandardLimits()
	wide.SignInAccount = identityio.Ladder{limit.PerMinute(1000)}
	s := newSite(t, func(d *identityio.Deps) { d.Limits = wide })
	s.user(s.a, "alice@example.com")
	key, _ := s.codes(s.login("alice@example.com").AccessToken)
	challenges := make([]challenge, 8)
	for n := range challenges {
		challenges[n] = s.challenged("alice@example.com")
	}
	code, statuses := s.code(key), make([]int, len(challenges))
	var wg sync.WaitGroup
	for n, c := range challenges {
		wg.Go(func() {
			statuses[n] = s.api("POST", "/api/auth/login/second", map[string]string{"challenge": c.Challenge, "code": code}, "").StatusCode
		})
	}
	wg.Wait()
	opened := 0
	for _, status := range statuses {
		if status == 200 {
			opened++
		} else if status != 422 {
			t.Errorf("%d", status)
		}
	}
	if opened != 1 {
		t.Errorf("one code opened %d sessions: %v", opened, statuses)
	}
}

// New challenges are no new attempts.
func TestSecondStepsAreLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	s.codes(s.login("alice@example.com").AccessToken)
	c := s.challenged("alice@example.com")
	for range 4 {
		s.api("POST", "/api/auth/login/second", map[string]string{"challenge": c.Challenge, "code": "000000"}, "").want(t, "wrong", 422, "identity.wrong_code")
	}
	c = s.challenged("alice@example.com")
	s.api("POST", "/api/auth/login/second", map[string]string{"challenge": c.Challenge, "code": "000000"}, "").want(t, "the fifth", 422, "identity.wrong_code")
	s.api("POST", "/api/auth/login/second", map[string]string{"challenge": c.Challenge, "code": "000000"}, "").want(t, "the sixth", 429, "limit.exceeded")
}

// The second step on the pages belongs to the browser that began, works by keyboard alone and without scripts.
func TestPageSecondStep(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	c := s.client()
	s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password)
	a := s.post(c, "http://a.test/account/security/codes/start")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/account/security/codes" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	a = s.get(c, "http://a.test/account/security/codes")
	page := webtest.HTML(t, a.body)
	key := strings.ToUpper(strings.ReplaceAll(page.In("code.key").Text(), " ", ""))
	if src := page.In("img.qr").Attr("src"); !strings.HasPrefix(src, "data:image/png;base64,") || len(key) != 32 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%.40s %q", src, key)
	}
	a = s.post(c, "http://a.test/account/security/codes", "code", "123")
	if a.StatusCode != 422 || webtest.HTML(t, a.body).In("[aria-invalid=true]").Len() != 1 {
		t.Errorf("%d", a.StatusCode)
	}
	a = s.post(c, "http://a.test/account/security/codes", "code", s.code(key))
	page = webtest.HTML(t, a.body)
	page.In("ol.keys li").Count(10)
	if file := page.In("a[download]").Attr("href"); !strings.HasPrefix(file, "data:text/plain") || !strings.Contains(file, page.In("ol.keys li").At(0).Text()) {
		t.Errorf("%.80s", file)
	}
	if a = s.get(c, "http://a.test/account/security/codes"); a.StatusCode != 303 {
		t.Errorf("the key is shown after it was confirmed: %d", a.StatusCode)
	}
	s.now.Advance(time.Minute)

	c = s.client()
	a = s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password, "next", "/desk?day=1")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/login/second?next=%2Fdesk%3Fday%3D1" || cookie(a, "session") != nil {
		t.Fatalf("%d %q", a.StatusCode, a.Header.Get("Location"))
	}
	k := cookie(a, "ceremony")
	if k == nil || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode {
		t.Errorf("%+v", k)
	}
	form := webtest.HTML(t, s.get(c, "http://a.test/login/second?next=%2Fdesk%3Fday%3D1").body)
	form.In("input[name=code][autocomplete=one-time-code]").One()
	if a = s.post(c, "http://a.test/login/second", "code", "000000", "next", "/desk?day=1"); a.StatusCode != 422 || cookie(a, "session") != nil {
		t.Errorf("a wrong code: %d", a.StatusCode)
	}
	if a = s.post(s.client(), "http://a.test/login/second", "code", s.code(key)); a.StatusCode != 303 || a.Header.Get("Location") != "/login" {
		t.Errorf("another browser: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	a = s.post(c, "http://a.test/login/second", "code", s.code(key), "next", "/desk?day=1")
	if a.StatusCode != 303 || a.Header.Get("Location") != "/desk?day=1" || cookie(a, "session") == nil || cookie(a, "ceremony").MaxAge >= 0 {
		t.Errorf("%d %q %v", a.StatusCode, a.Header.Get("Location"), a.Cookies())
	}
}

// Staff whom the business asks for a second factor reach their account and nothing else, on the pages and by the API.
func TestStaffMustSetUpAFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	s.user(s.a, "clerk@example.com", identity.Staff)
	boss := s.login("boss@example.com")
	a := s.api("PUT", "/api/auth/factor-policy", map[string]any{"required": true, "graceDays": 31}, boss.AccessToken)
	if a.StatusCode != 422 {
		t.Errorf("%d", a.StatusCode)
	}
	a = s.api("PUT", "/api/auth/factor-policy", map[string]any{"required": true, "graceDays": 0}, boss.AccessToken)
	if a.StatusCode != 200 || a.Header.Get("ETag") == "" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	clerk := s.login("clerk@example.com")
	s.api("GET", "/api/auth/factor-policy", nil, clerk.AccessToken).want(t, "the API", 403, "identity.second_factor_required")
	c := s.client()
	s.post(c, "http://a.test/login", "email", "clerk@example.com", "password", identitytest.Password)
	if a := s.get(c, "http://a.test/desk"); a.StatusCode != 303 || a.Header.Get("Location") != "/account/security" {
		t.Errorf("the desk: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
	page := webtest.HTML(t, s.get(c, "http://a.test/account/security").body)
	page.In(".notice-warning").One()
	s.codes(clerk.AccessToken)
	if a := s.get(c, "http://a.test/desk"); a.StatusCode != 200 {
		t.Errorf("set up: %d", a.StatusCode)
	}
	next := s.session(s.api("POST", "/api/auth/refresh", map[string]string{"refreshToken": clerk.RefreshToken}, ""), 200)
	s.api("GET", "/api/auth/factor-policy", nil, next.AccessToken).want(t, "the API, set up", 403, "forbidden")
	s.api("DELETE", "/api/auth/factors/codes", nil, next.AccessToken).want(t, "taken off again", 409, "identity.factor_needed")
}

// A copy of the database opens nothing: neither the keys of applications nor recovery codes stand in it.
func TestFactorsAtRest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	key, recovery := s.codes(s.login("alice@example.com").AccessToken)
	var all string
	ctx := access.AsSystem(context.Background(), s.a, "test")
	row := s.db.Read(ctx).QueryRow(ctx, "SELECT (SELECT string_agg(encode(secret, 'escape'), ' ') FROM identity.authenticator) || (SELECT string_agg(encode(hash, 'escape'), ' ') FROM identity.recovery_code)")
	if err := row.Scan(&all); err != nil || all == "" {
		t.Fatal(err)
	}
	for _, secret := range append(recovery, key, strings.ReplaceAll(recovery[0], "-", "")) {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in the database", secret)
		}
	}
}
