package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ReportPath is where browsers tell what the content security policy made them refuse.
const ReportPath = "/csp-report"

// The bounds of one telling: its bytes, and how many reports of a batch are looked at.
const (
	reportBytes = 64 << 10
	reportBatch = 20
)

// Violation is what one report says, without anything of a person: of an own address the route is left, of another's its
// origin; queries, samples of scripts, referrers and the policy itself are dropped.
type Violation struct {
	Directive string // one of the policy's, or "other"
	Blocked   string // a word ("inline", "eval", "data"…), a route here, or an origin
	Kind      string // "inline", "eval", "own", "foreign", "extension" or "other": few enough for a figure's label
	Page      string // the route on which it happened
	Source    string // where the script or style stands that did it, as Blocked; "" unknown
	Line      int
}

// The refusals of ReadViolations.
var (
	ErrReportType  = errors.New("web: a report is application/csp-report or application/reports+json")
	ErrReportLarge = errors.New("web: the report is too large")
	ErrReport      = errors.New("web: the report cannot be read")
)

// directives are those that a report may name; anything else is "other", so that strangers invent no labels.
var directives = []string{"default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr",
	"img-src", "font-src", "connect-src", "media-src", "object-src", "frame-src", "child-src", "worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors"}

// oldReport is the body of report-uri (CSP level 2, section 4.4).
type oldReport struct {
	Report struct {
		Document  string `json:"document-uri"`
		Violated  string `json:"violated-directive"`
		Effective string `json:"effective-directive"`
		Blocked   string `json:"blocked-uri"`
		Source    string `json:"source-file"`
		Line      int    `json:"line-number"`
	} `json:"csp-report"`
}

// newReport is one element of the body of report-to (Reporting API; CSP level 3, section 5.3).
type newReport struct {
	Type string `json:"type"`
	Body struct {
		Document  string `json:"documentURL"`
		Effective string `json:"effectiveDirective"`
		Blocked   string `json:"blockedURL"`
		Source    string `json:"sourceFile"`
		Line      int    `json:"lineNumber"`
	} `json:"body"`
}

// ReadViolations reads what a browser tells of the pages at this host. route names the route of a path here.
func ReadViolations(w http.ResponseWriter, r *http.Request, route func(path string) string) ([]Violation, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/csp-report" && kind != "application/reports+json" {
		return nil, ErrReportType
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, reportBytes))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, ErrReportLarge
	}
	if err != nil {
		return nil, ErrReport
	}
	p := pruner{r.Host, route}
	if kind == "application/csp-report" {
		var one oldReport
		if json.Unmarshal(raw, &one) != nil || one.Report.Document == "" {
			return nil, ErrReport
		}
		directive, _, _ := strings.Cut(one.Report.Violated, " ") // older browsers give the directive with its list
		if one.Report.Effective != "" {
			directive = one.Report.Effective
		}
		return []Violation{p.violation(directive, one.Report.Blocked, one.Report.Document, one.Report.Source, one.Report.Line)}, nil
	}
	var batch []newReport
	if json.Unmarshal(raw, &batch) != nil {
		return nil, ErrReport
	}
	var found []Violation
	for _, one := range batch[:min(len(batch), reportBatch)] {
		if one.Type == "csp-violation" {
			found = append(found, p.violation(one.Body.Effective, one.Body.Blocked, one.Body.Document, one.Body.Source, one.Body.Line))
		}
	}
	return found, nil
}

// pruner takes out of addresses what could tell of a person.
type pruner struct {
	host  string
	route func(path string) string
}

func (p pruner) violation(directive, blocked, page, source string, line int) Violation {
	v := Violation{Directive: "other", Line: min(max(line, 0), 1_000_000)}
	if slices.Contains(directives, directive) {
		v.Directive = directive
	}
	v.Blocked, v.Kind = p.prune(blocked)
	v.Page, _ = p.prune(page)
	if source != "" {
		var by string
		if v.Source, by = p.prune(source); by == "extension" {
			v.Kind = by
		}
	}
	return v
}

// prune shortens an address and says whose it is.
func (p pruner) prune(address string) (short, kind string) {
	switch address {
	case "inline", "self", "":
		return "inline", "inline"
	case "eval", "wasm-eval":
		return address, "eval"
	case "data", "blob", "about", "filesystem", "trusted-types-policy", "trusted-types-sink":
		return address, "other"
	}
	u, err := url.Parse(address)
	if err != nil {
		return "other", "other"
	}
	switch scheme := strings.ToLower(u.Scheme); {
	case strings.HasSuffix(scheme, "-extension"):
		return "extension", "extension"
	case scheme != "http" && scheme != "https" && scheme != "ws" && scheme != "wss":
		return "other", "other"
	case strings.EqualFold(u.Host, p.host):
		return p.route(u.Path), "own"
	case !plainHost(u.Hostname()):
		return "other", "other"
	default:
		return scheme + "://" + strings.ToLower(u.Host), "foreign"
	}
}

// plainHost accepts what can be a machine's name, so that nothing else is stored as one.
func plainHost(h string) bool {
	if _, err := netip.ParseAddr(h); err == nil {
		return true
	}
	return h != "" && len(h) <= 253 && !strings.ContainsFunc(h, func(c rune) bool {
		return c != '.' && c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
}
