package auditio

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/web"
)

// exportPage gives the entries of a filter as a file. They are collected before the first byte is sent: an export that
// breaks off is an error and not a file that looks complete.
func (m *Module) exportPage(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	format := r.PathValue("format")
	if format != "csv" && format != "jsonl" {
		m.d.Web.NotFound(w, r)
		return
	}
	filter := m.filterOf(r.Context(), f)
	if !f.OK() {
		m.d.Web.Redirect(w, r, "/desk/audit?"+queryOf(f, filterNames))
		return
	}
	file, err := os.CreateTemp("", "comptoir-audit-*")
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	write, done := writerOf(format, file)
	_, err = m.audit.Export(r.Context(), audit.ExportTrail{Filter: filter, Format: format, Each: write})
	if err == nil {
		err = done()
	}
	if err == nil {
		_, err = file.Seek(0, 0)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	kind := "text/csv; charset=utf-8"
	if format == "jsonl" {
		kind = "application/jsonl"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="audit.`+format+`"`)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// writerOf returns what writes one entry, and what ends the file.
func writerOf(format string, file *os.File) (write func(audit.Entry) error, done func() error) {
	if format == "jsonl" {
		e := json.NewEncoder(file)
		return func(entry audit.Entry) error { return e.Encode(wireOf(entry)) }, func() error { return nil }
	}
	c := csv.NewWriter(file)
	head := c.Write([]string{"at", "kind", "actor", "address", "useCase", "action", "entity", "entityId", "changes", "id"})
	return func(e audit.Entry) error {
			if head != nil {
				return head
			}
			row := []string{e.At.UTC().Format(time.RFC3339Nano), string(e.Kind), e.Actor, e.Address, e.UseCase, e.Action, e.Entity, e.EntityID.String(), changesText(e.Changes), e.ID.String()}
			for i := range row {
				row[i] = harmless(row[i])
			}
			return c.Write(row)
		}, func() error {
			c.Flush()
			return c.Error()
		}
}

func changesText(changes []audit.Change) string {
	var parts []string
	for _, c := range changes {
		parts = append(parts, c.Path+": "+text(c.Before)+" → "+text(c.After))
	}
	return strings.Join(parts, "; ")
}

// harmless puts an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// text is a JSON value as a person reads it; "–" where there is none.
func text(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "–"
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
