package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Change is one value that differs between before and after.
type Change struct {
	Path   string          `json:"path"`             // "guest.email", "lines.0.amount"
	Before json.RawMessage `json:"before,omitempty"` // empty when it was not there
	After  json.RawMessage `json:"after,omitempty"`  // empty when it is not there any more
}

// Changes returns what differs between before and after, value by value, in the order of the paths: what a person wants
// to see of an entry.
func (r Recorded) Changes() ([]Change, error) {
	before, after := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if err := flatten(before, "", r.Before); err != nil {
		return nil, fmt.Errorf("trail: entry %s: %w", r.ID, err)
	}
	if err := flatten(after, "", r.After); err != nil {
		return nil, fmt.Errorf("trail: entry %s: %w", r.ID, err)
	}
	all := maps.Clone(before)
	maps.Copy(all, after)
	var changes []Change
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(before[path], after[path]) {
			changes = append(changes, Change{Path: path, Before: before[path], After: after[path]})
		}
	}
	return changes, nil
}

// flatten collects the values in a JSON text that are neither objects nor arrays with something in them.
func flatten(into map[string]json.RawMessage, path string, raw json.RawMessage) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return nil
	}
	var parts []string
	values := map[string]json.RawMessage{}
	switch raw[0] {
	case '{':
		if err := json.Unmarshal(raw, &values); err != nil {
			return err
		}
		parts = slices.Collect(maps.Keys(values))
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		for i, v := range list {
			parts = append(parts, strconv.Itoa(i))
			values[parts[i]] = v
		}
	}
	if len(parts) == 0 {
		into[path] = raw
		return nil
	}
	for _, part := range parts {
		deeper := part
		if path != "" {
			deeper = path + "." + part
		}
		if err := flatten(into, deeper, values[part]); err != nil {
			return err
		}
	}
	return nil
}
