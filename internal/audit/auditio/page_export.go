package auditio

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/platform/spreadsheet"
)

// exportPage gives the entries of a filter as a file.
func (m *Module) exportPage(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
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
	kind := "text/csv; charset=utf-8"
	if format == "jsonl" {
		kind = "application/jsonl"
	}
	m.d.Web.Download(w, r, kind, func(file io.Writer) (string, error) {
		write, done := writerOf(format, file)
		_, err := m.audit.Export(r.Context(), audit.ExportTrail{Filter: filter, Format: format, Each: write})
		if err == nil {
			err = done()
		}
		return "audit." + format, err
	})
}

// writerOf returns what writes one entry, and what ends the file.
func writerOf(format string, file io.Writer) (write func(audit.Entry) error, done func() error) {
	if format == "jsonl" {
		e := json.NewEncoder(file)
		return func(entry audit.Entry) error { return e.Encode(wireOf(entry)) }, func() error { return nil }
	}
	table := spreadsheet.New(file, spreadsheet.Comma, "at", "kind", "actor", "address", "useCase", "action", "entity", "entityId", "changes", "id")
	return func(e audit.Entry) error {
		return table.Row(e.At.UTC().Format(time.RFC3339Nano), string(e.Kind), e.Actor, e.Address, e.UseCase, e.Action, e.Entity, e.EntityID.String(), changesText(e.Changes), e.ID.String())
	}, table.Close
}

func changesText(changes []audit.Change) string {
	var parts []string
	for _, c := range changes {
		parts = append(parts, c.Path+": "+text(c.Before)+" → "+text(c.After))
	}
	return strings.Join(parts, "; ")
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
