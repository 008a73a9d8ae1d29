package staysio

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

type cautionWire struct {
	Status    stays.CautionStatus `json:"status" enum:",soon,open,kept,taking,taken,owner,back" doc:"open: the guest may leave it now; kept: held, or his card is kept; owner: his bank wants him."`
	Way       stays.CautionWay    `json:"way,omitempty" enum:",hold,card"`
	Amount    money.Amount        `json:"amount"`
	Taken     money.Amount        `json:"taken"`
	Reason    string              `json:"reason,omitempty"`
	For       stays.Beneficiary   `json:"for,omitempty" enum:",owner,agency" doc:"To whom what is taken goes: the property's owner, or the agency."`
	OpensOn   period.Date         `json:"opensOn"`
	EndsOn    period.Date         `json:"endsOn" doc:"Given back by itself on this day."`
	HeldUntil time.Time           `json:"heldUntil,omitzero"`
	Evidence  []evidenceWire      `json:"evidence,omitempty" doc:"Files of the claim, oldest first."`
}

type evidenceWire struct {
	ID   stays.EvidenceID `json:"id"`
	Name string           `json:"name"`
	Type string           `json:"type" enum:"image/jpeg,application/pdf"`
	Size int64            `json:"size" doc:"Bytes."`
	At   time.Time        `json:"at"`
}

type cautionOutput struct{ Body cautionWire }

func cautionOut(c stays.Caution, err error) (*cautionOutput, error) {
	if err != nil {
		return nil, err
	}
	if c.Amount.Currency() == "" {
		c.Amount = money.Zero(c.Taken.Currency())
	}
	return &cautionOutput{cautionWire{Status: c.Status, Way: c.Way, Amount: c.Amount, Taken: c.Taken, Reason: c.Reason, For: c.For, OpensOn: c.OpensOn, EndsOn: c.EndsOn, HeldUntil: c.HeldUntil}}, nil
}

type cautionPath struct {
	ID stays.ReservationID `path:"id"`
}

func (m *Module) restCaution(ctx context.Context, in *cautionPath) (*cautionOutput, error) {
	v, err := m.stays.GetReservation(ctx, stays.GetReservation{ID: in.ID})
	if err != nil {
		return nil, err
	}
	out, err := cautionOut(m.stays.ViewCaution(ctx, stays.ViewCaution{ID: in.ID}))
	if err == nil {
		for _, e := range v.Evidence {
			out.Body.Evidence = append(out.Body.Evidence, evidenceWire{e.ID, e.FileName(), e.Type, e.Size, e.At})
		}
	}
	return out, err
}

type evidenceForm struct {
	File huma.FormFile `form:"file" required:"true" doc:"A photo (JPEG, PNG, WebP) or a PDF of at most 10 MB."`
}

type evidenceInput struct {
	ID      stays.ReservationID `path:"id"`
	RawBody huma.MultipartFormFiles[evidenceForm]
}

type evidenceOutput struct{ Body evidenceWire }

// restEvidence keeps one file for the claim that is about to be made, or was made.
func (m *Module) restEvidence(ctx context.Context, in *evidenceInput) (*evidenceOutput, error) {
	file := in.RawBody.Data().File
	kept, bad, err := m.keepEvidence(ctx, in.ID, []sent{{file.Filename, func() (io.ReadCloser, error) { return file, nil }}})
	switch {
	case err != nil:
		return nil, err
	case bad != nil:
		return nil, fieldFault(bad.err)
	case len(kept) == 0:
		return nil, errEvidenceKnown
	}
	e := kept[0]
	return &evidenceOutput{evidenceWire{e.ID, e.FileName(), e.Type, e.Size, m.now()}}, nil
}

// errEvidenceKnown says that this very file is there already.
var errEvidenceKnown = fault.Define(fault.Conflict, "stays.evidence_known", "this file is there already")

// fieldFault names the field that brought a file which is not taken.
func fieldFault(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	return f.On("file", "unaccepted_file", f.Error())
}

type claimInput struct {
	ID   stays.ReservationID `path:"id"`
	Body struct {
		Amount money.Amount `json:"amount" doc:"At most what is held, or what the card was kept for."`
		Reason string       `json:"reason" minLength:"3" maxLength:"200" doc:"What was damaged: the guest reads it."`
		For    string       `json:"for,omitempty" enum:"owner,agency" doc:"Whose damage it was, and so to whom it goes. The property's owner where it has one, when absent."`
		Key    string       `json:"key" minLength:"1" maxLength:"100" doc:"The same key takes once."`
	}
}

func (m *Module) restClaim(ctx context.Context, in *claimInput) (*cautionOutput, error) {
	return cautionOut(m.stays.TakeCaution(ctx, stays.TakeCaution{ID: in.ID, Amount: in.Body.Amount, Reason: in.Body.Reason, For: stays.Beneficiary(in.Body.For), Key: in.Body.Key}))
}

func (m *Module) restGiveBack(ctx context.Context, in *cautionPath) (*cautionOutput, error) {
	return cautionOut(m.stays.ReturnCaution(ctx, stays.ReturnCaution{ID: in.ID}))
}

type leaveOutput struct {
	Body struct {
		PaymentID   ident.Raw        `json:"paymentId"`
		Way         stays.CautionWay `json:"way" enum:"hold,card"`
		Amount      money.Amount     `json:"amount"`
		CheckoutURL string           `json:"checkoutUrl" format:"uri"`
	}
}

func (m *Module) restLeaveCaution(ctx context.Context, in *TokenInput) (*leaveOutput, error) {
	c, err := m.stays.LeaveCaution(ctx, stays.LeaveCaution{Token: in.Token})
	if err != nil {
		return nil, err
	}
	out := &leaveOutput{}
	out.Body.PaymentID, out.Body.Way, out.Body.Amount, out.Body.CheckoutURL = c.Payment, c.Way, c.Amount, c.CheckoutURL
	if c.Owed.IsPositive() {
		out.Body.Amount = c.Owed
	}
	return out, nil
}
