package bench

import (
	"fmt"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/test/program"
)

// BenchmarkFootprint: what the delivered program takes of a machine, alone in its process: its size, the time to its first
// answer, its memory idle and under two hundred clients, and the bytes of every public page.
func BenchmarkFootprint(b *testing.B) {
	binary := program.Build(b)
	size, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	p := program.Start(b)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	many(b, p, admin, home, 49)
	link := a.Book(a.Quote(home, 300, 303), "nora").Text("manageToken")
	p.Stop()
	for b.Loop() {
		fmt.Printf("| %-52s | %8.1f MB |\n", "the program's file", float64(size.Size())/1e6)
		starts(b, p, binary)
		running := p.Serve(binary)
		a.Must(200, "GET", "/", nil)
		fmt.Printf("| %-52s | %8.1f MiB |\n", "memory (RSS), idle, after its first page", memory(b, running.PID, "VmRSS"))
		perSecond := crowd(b, a)
		fmt.Printf("| %-52s | %8.1f MiB | most %8.1f MiB | %6.0f answers/s |\n", "memory (RSS) under 200 clients", memory(b, running.PID, "VmRSS"), memory(b, running.PID, "VmHWM"), perSecond)
		pages(a, link)
		running.Stop()
	}
}

// starts measures from the start of the process to its first 200: on a PostgreSQL that is there, and with one of its own.
func starts(b *testing.B, p *program.Program, binary string) {
	var took []time.Duration
	for range 5 {
		running := p.Serve(binary)
		took = append(took, running.Took)
		running.Stop()
	}
	slices.Sort(took)
	fmt.Printf("| %-52s | %8.0f ms |\n", "start to first 200, the database is there", took[2].Seconds()*1e3)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	alone := program.RunAlone(b, binary, port)
	for _, what := range []string{"start to first 200, making its own PostgreSQL", "start to first 200, with its own PostgreSQL"} {
		running := alone()
		fmt.Printf("| %-52s | %8.0f ms |\n", what, running.Took.Seconds()*1e3)
		running.Stop()
	}
}

// crowd has 200 clients look around for five seconds and returns how many answers they got a second.
func crowd(b *testing.B, a *program.Agency) float64 {
	const long = 5 * time.Second
	paths := []string{"/", "/stays", "/stays/ty-mor", "/api/stays/properties", "/stays?checkIn=" + a.Day(60) + "&checkOut=" + a.Day(67) + "&adults=2"}
	var done atomic.Int64
	var all sync.WaitGroup
	end := time.Now().Add(long)
	for client := range 200 {
		all.Go(func() {
			for n := client; time.Now().Before(end); n++ {
				got, err := a.Try("GET", paths[n%len(paths)], nil)
				if err != nil || got.Status != 200 {
					b.Errorf("%s: %d %v", paths[n%len(paths)], got.Status, err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / long.Seconds()
}

// memory reads a figure of a process, in MiB (proc(5), status).
func memory(b *testing.B, pid int, name string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kib / 1024
		}
	}
	b.Fatalf("no %s", name)
	return 0
}

// needed finds what a page loads of ours: its style sheets and scripts, which a browser then keeps for ever.
var needed = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+\.(?:css|js))"`)

func pages(a *program.Agency, link string) {
	stay := "checkIn=" + a.Day(30) + "&checkOut=" + a.Day(33) + "&adults=2"
	assets := map[string]bool{}
	for _, page := range [][2]string{
		{"home", "/"}, {"search", "/stays"}, {"search with dates", "/stays?" + stay}, {"property", "/stays/ty-mor"}, {"property's photos", "/stays/ty-mor/photos"},
		{"booking", "/book?property=ty-mor&" + stay}, {"private link", "/manage/" + link}, {"sign in", "/login"}, {"register", "/register"},
		{"forgotten password", "/password/forgot"}, {"about", "/about"}, {"offline", "/offline"}, {"not found", "/nothing-here"},
	} {
		plain := a.Call("GET", page[1], nil, "Accept-Encoding", "identity")
		if to := plain.Header.Get("Location"); to != "" { // the booking's price is kept first
			page[1] = to
			plain = a.Call("GET", page[1], nil, "Accept-Encoding", "identity")
		}
		small := a.Call("GET", page[1], nil, "Accept-Encoding", "gzip")
		fmt.Printf("| %-52s | plain %7d B | gzip %7d B | answered %d |\n", "page: "+page[0], len(plain.Raw), len(small.Raw), plain.Status)
		for _, found := range needed.FindAllSubmatch(plain.Raw, -1) {
			assets[string(found[1])] = true
		}
	}
	plain, small := 0, 0
	for path := range assets {
		plain += len(a.Must(200, "GET", path, nil, "Accept-Encoding", "identity").Raw)
		small += len(a.Must(200, "GET", path, nil, "Accept-Encoding", "gzip").Raw)
	}
	fmt.Printf("| %-52s | plain %7d B | gzip %7d B | %d files |\n", "styles and scripts of all these pages, once", plain, small, len(assets))
}
