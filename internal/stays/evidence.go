package stays

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// Evidence is a file that shows what a claim on a security deposit is about: a photo of the damage, the bill of its repair.
// The guest sees it. What is in it is kept by whoever keeps files; here stands what it is.
type Evidence struct {
	ID     EvidenceID `json:"id"`
	Claim  ident.Raw  `json:"claim"` // the payment that the claim is taken from
	Name   string     `json:"name"`
	Type   string     `json:"type"` // EvidencePicture or EvidencePaper
	Size   int64      `json:"size"` // bytes
	SHA256 string     `json:"sha256"`
	At     time.Time  `json:"at"`
	By     string     `json:"by,omitempty"` // who added it
}

// EvidenceID names a file of evidence.
type EvidenceID = ident.ID[Evidence]

// The types of evidence.
const (
	EvidencePicture = "image/jpeg"
	EvidencePaper   = "application/pdf"
)

// MaxEvidence is how many files a reservation may have.
const MaxEvidence = 12

// limitation is how long a claim may be brought before a court, and so its evidence is kept: five years (Code civil,
// article 2224).
const limitation = 5

// Faults of evidence.
var (
	ErrUnknownEvidence = fault.Define(fault.NotFound, "stays.unknown_evidence", "there is no such file")
	ErrTooMuchEvidence = fault.Define(fault.Conflict, "stays.too_much_evidence", "at most 12 files for a stay")
)

// FileName is what it is called when somebody saves it: the stem of what was sent, and the ending of what it is.
func (e Evidence) FileName() string {
	stem := strings.TrimSuffix(e.Name, path.Ext(e.Name))
	if stem == "" {
		stem = "evidence"
	}
	return stem + e.Ending()
}

// Ending is of what it is, whatever it was called.
func (e Evidence) Ending() string {
	if e.Type == EvidencePaper {
		return ".pdf"
	}
	return ".jpg"
}

// evidenceName keeps of a name what can be shown and saved: no folders, no characters that control, at most 80.
func evidenceName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Trim(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*;%`, r) {
			return -1
		}
		return r
	}, name), " .")
	for utf8.RuneCountInString(name) > 80 {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	return name
}

// AddEvidence notes files whose content is kept already, for the claim that is being made or was made. The same content
// twice is one file. It answers with the files as they stand, those that were known among them.
type AddEvidence struct {
	ID    ReservationID
	Files []Evidence // ID, Name, Type, Size, SHA256
}

// Needs implements access.Guarded.
func (AddEvidence) Needs() access.Permission { return PermTakeCaution }

func (s *Stays) addEvidence(ctx context.Context, in AddEvidence) (out []Evidence, err error) {
	c, err := s.viewCaution(ctx, ViewCaution{ID: in.ID})
	if err != nil {
		return nil, err
	}
	if !c.Claimable() {
		return nil, ErrCautionTaken
	}
	err = s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		if err := r.AddEvidence(c.Payment, in.Files, byOf(ctx, s.d.Now())); err != nil {
			return err
		}
		out = slices.Clone(r.s.Evidence)
		return tx.SaveReservation(ctx, r)
	})
	return out, err
}

// Claimable reports whether evidence can be added: something is kept that may be claimed, or was claimed.
func (c Caution) Claimable() bool {
	return slices.Contains([]CautionStatus{CautionKept, CautionTaking, CautionTaken, CautionOwner}, c.Status)
}

// Shown reports whether the guest is shown the evidence: once there is a claim.
func (c Caution) Shown() bool { return c.Claimable() && c.Status != CautionKept }

// AddEvidence notes files for a claim.
func (r *Reservation) AddEvidence(claim ident.Raw, files []Evidence, by By) error {
	all := slices.Clone(r.s.Evidence)
	added := 0
	for _, f := range files {
		if slices.ContainsFunc(all, func(k Evidence) bool { return k.SHA256 == f.SHA256 && k.Claim == claim }) {
			continue
		}
		f.Claim, f.Name, f.At, f.By = claim, evidenceName(f.Name), by.At, by.Name
		all, added = append(all, f), added+1
	}
	if len(all) > MaxEvidence {
		return ErrTooMuchEvidence
	}
	if added == 0 {
		return nil
	}
	r.s.Evidence = all
	r.happened(by, TimelineEntry{Kind: "evidence_added"})
	return nil
}

// DropEvidence takes files away again whose claim was not made. Those of a claim stay.
type DropEvidence struct {
	ID    ReservationID
	Files []EvidenceID
}

// Needs implements access.Guarded.
func (DropEvidence) Needs() access.Permission { return PermTakeCaution }

func (s *Stays) dropEvidence(ctx context.Context, in DropEvidence) (usecase.None, error) {
	c, err := s.viewCaution(ctx, ViewCaution{ID: in.ID})
	if err != nil {
		return usecase.None{}, err
	}
	if c.Shown() {
		return usecase.None{}, ErrCautionTaken
	}
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		r.dropEvidence(byOf(ctx, s.d.Now()), func(e Evidence) bool { return slices.Contains(in.Files, e.ID) })
		return tx.SaveReservation(ctx, r)
	})
}

func (r *Reservation) dropEvidence(by By, which func(Evidence) bool) (gone []Evidence) {
	return r.removeEvidence(by, "evidence_dropped", which)
}

func (r *Reservation) removeEvidence(by By, why string, which func(Evidence) bool) (gone []Evidence) {
	var left []Evidence
	for _, e := range r.s.Evidence {
		if which(e) {
			gone = append(gone, e)
		} else {
			left = append(left, e)
		}
	}
	if len(gone) > 0 {
		r.s.Evidence = left
		r.happened(by, TimelineEntry{Kind: why})
	}
	return gone
}

// FindEvidence asks the desk's question for one file.
type FindEvidence struct {
	ID       ReservationID
	Evidence EvidenceID
}

// Needs implements access.Guarded.
func (FindEvidence) Needs() access.Permission { return PermReadReservations }

func (s *Stays) findEvidence(ctx context.Context, in FindEvidence) (Evidence, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return Evidence{}, err
	}
	return state.evidence(in.Evidence)
}

func (s ReservationState) evidence(id EvidenceID) (Evidence, error) {
	i := slices.IndexFunc(s.Evidence, func(e Evidence) bool { return e.ID == id })
	if i < 0 {
		return Evidence{}, ErrUnknownEvidence
	}
	return s.Evidence[i], nil
}

// ManagedEvidence asks the guest's question, by his link; MyEvidence by his account. Both see nothing before the claim.
type ManagedEvidence struct {
	Token    string
	Evidence EvidenceID
}

// Needs implements access.Guarded.
func (ManagedEvidence) Needs() access.Permission { return access.Public }

// FoundEvidence is a file with the reservation that it belongs to.
type FoundEvidence struct {
	Evidence
	Reservation ReservationID
}

func (s *Stays) managedEvidence(ctx context.Context, in ManagedEvidence) (FoundEvidence, error) {
	state, err := s.managed(ctx, in.Token)
	if err != nil {
		return FoundEvidence{}, err
	}
	return s.shownEvidence(ctx, state, in.Evidence)
}

// MyEvidence asks for a file of a booking of the account that asks.
type MyEvidence struct {
	ID       ReservationID
	Evidence EvidenceID
}

// Needs implements access.Guarded.
func (MyEvidence) Needs() access.Permission { return PermOwnReservations }

func (s *Stays) myEvidence(ctx context.Context, in MyEvidence) (FoundEvidence, error) {
	state, err := s.ownState(ctx, in.ID)
	if err != nil {
		return FoundEvidence{}, err
	}
	return s.shownEvidence(ctx, state, in.Evidence)
}

func (s *Stays) shownEvidence(ctx context.Context, state ReservationState, id EvidenceID) (FoundEvidence, error) {
	e, err := state.evidence(id)
	if err != nil {
		return FoundEvidence{}, err
	}
	c, err := s.caution(ctx, state)
	if err == nil && !c.Shown() {
		err = ErrUnknownEvidence
	}
	return FoundEvidence{e, state.ID}, err
}

// ForgetEvidence takes away the evidence of a guest who wants to be forgotten, and answers which files go. What proves a
// claim is kept until the claim can no longer be brought (GDPR article 17(3)(e); Code civil, article 2224), without the
// names that its files were given.
type ForgetEvidence struct{ ID ReservationID }

// Needs implements access.Guarded.
func (ForgetEvidence) Needs() access.Permission { return PermSystem }

func (s *Stays) forgetEvidence(ctx context.Context, in ForgetEvidence) (gone []Evidence, err error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil || len(state.Evidence) == 0 {
		return nil, err
	}
	c, err := s.caution(ctx, state)
	if err != nil {
		return nil, err
	}
	kept := c.Shown() && s.dayAt(state).Before(limitOf(state.Stay.To))
	err = s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		by := byOf(ctx, s.d.Now())
		if kept {
			r.nameEvidence(by)
		} else {
			gone = r.dropEvidence(by, func(Evidence) bool { return true })
		}
		return tx.SaveReservation(ctx, r)
	})
	return gone, err
}

// nameEvidence gives files names that say nothing.
func (r *Reservation) nameEvidence(by By) {
	all := slices.Clone(r.s.Evidence)
	for i := range all {
		all[i].Name = fmt.Sprintf("evidence-%d%s", i+1, all[i].Ending())
	}
	if !slices.Equal(all, r.s.Evidence) {
		r.s.Evidence = all
		r.happened(by, TimelineEntry{Kind: "guest_forgotten"})
	}
}

// wireEvidence wires what concerns evidence.
func (s *Stays) wireEvidence() {
	d := s.d
	s.AddEvidence = usecase.New(d.Observer, "stays.add_evidence", s.addEvidence)
	s.SendPayLink = usecase.New(d.Observer, "stays.send_pay_link", s.sendPayLink)
	s.DropEvidence = usecase.New(d.Observer, "stays.drop_evidence", s.dropEvidence)
	s.FindEvidence = usecase.New(d.Observer, "stays.find_evidence", s.findEvidence)
	s.ManagedEvidence = usecase.New(d.Observer, "stays.managed_evidence", s.managedEvidence)
	s.MyEvidence = usecase.New(d.Observer, "stays.my_evidence", s.myEvidence)
	s.OldEvidence = usecase.New(d.Observer, "stays.old_evidence", s.oldEvidence)
	s.DropOldEvidence = usecase.New(d.Observer, "stays.drop_old_evidence", s.dropOldEvidence)
	s.ForgetEvidence = usecase.New(d.Observer, "stays.forget_evidence", s.forgetEvidence)
}
