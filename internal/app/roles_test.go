package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"comptoir/test/program"
)

// A process without pages can be supervised like any other, and gives nothing else away.
func TestWorkersAnswerForTheirHealthOnly(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"worker", "scheduler"} {
		p := program.Start(t, "COMPTOIR_ROLE="+role)
		for path, want := range map[string]int{"/health": 200, "/ready": 200, "/metrics": 200, "/": 404, "/api/openapi.json": 404, "/login": 404} {
			res, err := http.Get("http://127.0.0.1:" + p.Port + path)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if res.StatusCode != want || path == "/metrics" && !strings.Contains(string(body), "comptoir_") {
				t.Errorf("%s %s: %d %.200s", role, path, res.StatusCode, body)
			}
		}
	}
}

// A web process serves everybody and leaves the jobs to others.
func TestAWebProcessServesAndWorksNothingOff(t *testing.T) {
	t.Parallel()
	a := program.Start(t, "COMPTOIR_ROLE=web").Agency("rivages")
	for path, want := range map[string]int{"/health": 200, "/ready": 200, "/metrics": 200, "/": 200, "/api/openapi.json": 200, "/login": 200} {
		a.Must(want, "GET", path, nil)
	}
	a.Must(202, "POST", "/api/auth/password/forgot", m{"email": "staff@rivages.example"})
	var waiting, touched int
	if err := a.Admin().QueryRow(t.Context(), "select count(*) filter (where state = 'available'), count(*) filter (where attempt > 0) from jobs.river_job").Scan(&waiting, &touched); err != nil {
		t.Fatal(err)
	}
	if waiting == 0 || touched != 0 {
		t.Errorf("%d jobs wait, %d were touched", waiting, touched)
	}
}
