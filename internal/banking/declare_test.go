package banking_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

func declared() banking.Declaration {
	return banking.Declaration{First: " Maëlle ", Last: "Le  Bihan", Birthday: period.MustDate("1980-02-29"), Nationality: "fr", Residence: "FR", TermsAgreed: true,
		Address: contact.PostalAddress{Line1: "1 rue du Port", PostalCode: "29000", City: "Quimper", Country: "fr"}}
}

// A carrier that wants to be told opens an account only for somebody who was declared whole, of age, agrees, and has said where his
// bank is; what is wrong is named by its field.
func TestADeclarationIsWhole(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	w.Enrollers.Declares = true
	enrol := func(d *banking.Declaration) error {
		_, err := w.Enrol(w.Maker(t), banking.Enrol{Payee: w.Maelle.Raw(), Carrier: banking.CarrierStripe, Declared: d})
		return err
	}
	if err := enrol(nil); !errors.Is(err, banking.ErrDeclare) {
		t.Errorf("nothing declared: %v", err)
	}
	ok := declared()
	if err := enrol(&ok); !errors.Is(err, banking.ErrDetailsFirst) {
		t.Errorf("no bank account: %v", err)
	}
	w.Payable(t)
	eighteen := w.Clock.Now()
	for field, change := range map[string]func(d *banking.Declaration){
		"firstName": func(d *banking.Declaration) { d.First = "  " },
		"lastName":  func(d *banking.Declaration) { d.Last = strings.Repeat("x", 101) },
		"birthday": func(d *banking.Declaration) {
			d.Birthday = period.DateOf(eighteen, time.UTC).AddMonths(-12 * 18).AddDays(1)
		},
		"nationality": func(d *banking.Declaration) { d.Nationality = "FRA" },
		"residence":   func(d *banking.Declaration) { d.Residence = "" },
		"email":       func(d *banking.Declaration) { d.Email = "nobody" },
		"postalCode":  func(d *banking.Declaration) { d.Address.PostalCode = "2900" },
		"terms":       func(d *banking.Declaration) { d.TermsAgreed = false },
		"business": func(d *banking.Declaration) {
			d.Business = &banking.Business{Kind: banking.Company, Number: "732829320"}
		},
		"businessKind": func(d *banking.Declaration) {
			d.Business = &banking.Business{Kind: "gang", Name: "X", Number: "732829320"}
		},
		"number": func(d *banking.Declaration) {
			d.Business = &banking.Business{Kind: banking.Company, Name: "X", Number: "73282932"}
		},
	} {
		d := declared()
		change(&d)
		err := enrol(&d)
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Path != field {
			t.Errorf("%s: %v %v", field, err, fields)
		}
	}
	d := declared()
	d.Birthday = period.DateOf(eighteen, time.UTC).AddMonths(-12 * 18) // today
	d.Business = &banking.Business{Kind: banking.Organisation, Name: "Les amis du port"}
	if err := enrol(&d); err != nil {
		t.Errorf("an association without a number: %v", err)
	}
	if err := enrol(nil); err != nil {
		t.Errorf("going on: %v", err)
	}
}

// A paper goes to the carrier only while it is asked for, and only if it can be one.
func TestAPaperIsPassedOn(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	page := []byte("%PDF-1.7" + strings.Repeat("x", 2000))
	send := func(kind string, pages ...[]byte) error {
		_, err := w.SendPaper(w.Maker(t), banking.SendPaper{Payee: w.Maelle.Raw(), Carrier: banking.CarrierStripe, Paper: banking.Paper{Kind: kind, Pages: pages}})
		return err
	}
	if err := send("identity_proof", page); !errors.Is(err, banking.ErrNoEnrolment) {
		t.Errorf("no account: %v", err)
	}
	if _, err := w.Enrol(w.Maker(t), banking.Enrol{Payee: w.Maelle.Raw(), Carrier: banking.CarrierStripe}); err != nil {
		t.Fatal(err)
	}
	w.Enrollers.Told = banking.Standing{State: banking.Onboarding, Takes: []string{"identity_proof"}}
	if _, err := w.FollowEnrolments(w.System(t), banking.FollowEnrolments{}); err != nil {
		t.Fatal(err)
	}
	for name, pages := range map[string][][]byte{"none": nil, "six": slices.Repeat([][]byte{page}, 6), "tiny": {page[:100]}, "a program": {append([]byte("MZ"), page...)}} {
		if err := send("identity_proof", pages...); !errors.Is(err, banking.ErrPaper) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := send("articles_of_association", page); !errors.Is(err, banking.ErrPaperKind) {
		t.Errorf("not asked for: %v", err)
	}
	w.Enrollers.Told.Papers = []banking.PaperStanding{{Kind: "identity_proof", State: "validation_asked"}}
	if err := send("identity_proof", page); err != nil || len(w.Enrollers.Papers) != 1 {
		t.Errorf("%v, %d passed on", err, len(w.Enrollers.Papers))
	}
	if got, err := w.Enrolments(w.Maker(t), banking.ListEnrolments{}); err != nil || len(got) != 1 || len(got[0].Papers) != 1 {
		t.Errorf("%+v %v", got, err)
	}
}
