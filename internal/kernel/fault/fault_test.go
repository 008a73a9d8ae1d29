package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"comptoir/internal/kernel/fault"
)

var errTaken = fault.Define(fault.Conflict, "things.taken", "it is taken")

func TestIdentityIsTheCode(t *testing.T) {
	t.Parallel()
	other := fault.Define(fault.Conflict, "things.other", "it is taken")
	for name, err := range map[string]error{
		"itself": errTaken, "with a cause": errTaken.Because(io.EOF), "with other words": errTaken.Detailf("taken by %d", 3),
		"with a field": errTaken.On("day", "taken", "x"), "wrapped": fmt.Errorf("saving: %w", errTaken), "joined": errors.Join(io.EOF, errTaken.Because(io.EOF)),
	} {
		if !errors.Is(err, errTaken) || errors.Is(err, other) || fault.KindOf(err) != fault.Conflict || fault.CodeOf(err) != "things.taken" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if errors.Is(errTaken.Because(io.EOF), io.EOF) != true || errors.Is(errTaken, io.EOF) {
		t.Error("the cause is not found, or out of nothing")
	}
	if fault.KindOf(io.EOF) != fault.Internal || fault.CodeOf(io.EOF) != "internal" || fault.FieldsOf(io.EOF) != nil {
		t.Error("a foreign error is a refusal")
	}
}

// Sentinels are shared by the whole program: what is added to one must not stay on it.
func TestSentinelsAreNeverChanged(t *testing.T) {
	t.Parallel()
	first := errTaken.On("a", "x", "")
	second := first.On("b", "y", "")
	third := first.On("c", "z", "")
	_ = errTaken.Because(io.EOF)
	_ = errTaken.Detailf("else")
	if len(errTaken.Fields) != 0 || errTaken.Unwrap() != nil || errTaken.Detail != "it is taken" {
		t.Errorf("%+v", errTaken)
	}
	if len(first.Fields) != 1 || second.Fields[1].Path != "b" || third.Fields[1].Path != "c" {
		t.Errorf("%+v %+v %+v", first, second, third)
	}
	var c fault.Check
	c.Fail("a", "x", "")
	_ = c.Err()
	if len(fault.ErrInvalid.Fields) != 0 {
		t.Error("ErrInvalid was filled")
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	got := errTaken.On("a", "x", "").On("b", "y", "").Because(io.EOF).Error()
	if want := "things.taken: it is taken (a x, b y): EOF"; got != want {
		t.Errorf("%q", got)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		if seen[k.String()] || k != fault.Internal && k.String() == "internal" {
			t.Errorf("%d is %s", k, k)
		}
		seen[k.String()] = true
	}
	if fault.Kind(-1).String() != "internal" || fault.Kind(99).String() != "internal" {
		t.Error("unknown kinds")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	var c fault.Check
	c.That(true, "fine", "x", "")
	c.Take("none", nil)
	if c.Err() != nil {
		t.Fatal(c.Err())
	}
	c.That(false, "name", "required", "a name is needed")
	c.Take("guest", fault.ErrInvalid.On("email", "malformed", "no @").On("", "odd", ""))
	c.Take("", fault.ErrInvalid.On("phone", "malformed", ""))
	c.Take("day", errTaken)
	c.Take("file", io.EOF)
	err := c.Err()
	want := []fault.Field{{"name", "required", "a name is needed"}, {"guest.email", "malformed", "no @"}, {"guest", "odd", ""}, {"phone", "malformed", ""},
		{"day", "things.taken", "it is taken"}, {"file", "invalid", "EOF"}}
	got := fault.FieldsOf(err)
	if !errors.Is(err, fault.ErrInvalid) || fault.KindOf(err) != fault.Invalid || len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
