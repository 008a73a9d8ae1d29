package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// afterStay sets the clock to noon of a day so many days after the departure of 15 May 2027.
func afterStay(w *staystest.World, days int) {
	w.Clock.Set(time.Date(2027, 5, 15, 12, 0, 0, 0, time.UTC).AddDate(0, 0, days))
}

func opens(w *staystest.World, token string, want bool) {
	w.Helper()
	_, err := w.ViewManaged(w.Ctx, stays.ViewManaged{Token: token})
	if want && err != nil {
		w.Errorf("the link opens nothing: %v", err)
	}
	if !want {
		staystest.Code(w, err, "stays.unknown_link")
	}
}

// A link ends 90 days after the stay or its cancellation, and then leads nowhere by any way, as one that never was.
func TestALinkEnds(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := w.Book(p, "2027-05-08", "2027-05-15")
	off := w.Book(p, "2027-06-05", "2027-06-12")
	afterStay(w, -30)
	_, err := w.CancelManaged(w.Ctx, stays.CancelManaged{Token: off.ManageToken})
	if err != nil {
		t.Fatal(err)
	}
	afterStay(w, 60)
	opens(w, off.ManageToken, true)
	afterStay(w, 61)
	opens(w, off.ManageToken, false)
	afterStay(w, 90)
	opens(w, r.ManageToken, true)
	afterStay(w, 91)
	opens(w, r.ManageToken, false)
	for name, err := range map[string]error{
		"pay":     refusal(w.StartPayment(w.Ctx, stays.StartPayment{Token: r.ManageToken})),
		"preview": refusal(w.PreviewCancel(w.Ctx, stays.PreviewCancel{Token: r.ManageToken})),
		"cancel":  refusal(w.CancelManaged(w.Ctx, stays.CancelManaged{Token: r.ManageToken})),
		"change":  refusal(w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken})),
	} {
		t.Log(name)
		staystest.Code(t, err, "stays.unknown_link")
	}
	if v := w.See(r.ID); !v.LinkEnded {
		t.Error("the desk is not told that the link has ended")
	}
}

func TestTheDeskRevokesALink(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-08", "2027-05-15")
	if _, err := w.RenewLink(w.Ctx, stays.RenewLink{ID: r.ID}); err == nil {
		t.Error("a visitor made a new link")
	}
	_, err := w.RenewLink(w.Desk, stays.RenewLink{ID: r.ID, Version: r.Version + 7})
	staystest.Code(t, err, "stays.stale")
	v, err := w.RenewLink(w.Desk, stays.RenewLink{ID: r.ID})
	if err != nil {
		t.Fatal(err)
	}
	opens(w, r.ManageToken, false)
	opens(w, v.ManageToken, true)
	if e := staystest.Last[event.ManageLinkAsked](w); e.Reference != r.Reference || e.Guest.Email != r.Guest.Email {
		t.Errorf("the guest is not told: %+v", e)
	}
}

// Whoever asks for a link learns nothing, and only the guest's own mailbox gets it.
func TestALostLinkIsSentToItsGuestOnly(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	mem := w.Store.(*staystest.Mem)
	r := w.Book(w.Property(), "2027-05-08", "2027-05-15")
	ask := func(reference, email string) {
		t.Helper()
		before := len(mem.LinksAsked(w.Ctx))
		if _, err := w.AskLink(w.Ctx, stays.AskLink{Reference: reference, Email: email}); err != nil {
			t.Fatalf("asking tells something: %v", err)
		}
		asked := mem.LinksAsked(w.Ctx)
		if len(asked) != before+1 {
			t.Fatalf("%d jobs wait", len(asked)-before)
		}
		if _, err := w.SendLink(w.System, asked[before]); err != nil {
			t.Fatal(err)
		}
	}
	const sent = "stays.manage_link_asked.v1"
	email := r.Guest.Email.String()
	ask("RES-222222", email)
	ask(r.Reference, "somebody@else.example")
	if w.Count(sent) != 0 {
		t.Fatal("a link was sent to a stranger")
	}
	ask(r.Reference, email)
	ask(r.Reference, email)
	if w.Count(sent) != 1 {
		t.Fatalf("sent %d times within ten minutes", w.Count(sent))
	}
	opens(w, r.ManageToken, true) // a stranger who asks does not end the guest's link
	afterStay(w, 120)
	ask(" "+r.Reference+" ", email)
	opens(w, r.ManageToken, false) // the mails of old stay dead
	opens(w, w.See(r.ID).ManageToken, true)
	afterStay(w, 151)
	opens(w, w.See(r.ID).ManageToken, false)
	if w.Count(sent) != 2 {
		t.Errorf("sent %d times", w.Count(sent))
	}
	_, err := w.AskLink(w.Ctx, stays.AskLink{Reference: "", Email: "nobody"})
	staystest.Field(t, err, "reference", "required")
	staystest.Field(t, err, "email", "malformed")
	if _, err := w.SendLink(w.Desk, stays.SendLink{}); err == nil {
		t.Error("a person ran the program's own work")
	}
}

func refusal[T any](_ T, err error) error { return err }
