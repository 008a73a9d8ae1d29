package staysio

import (
	"context"
	"net/http"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

func (m *Module) restDesk(api *rest.API) {
	const tag, one = "stays", "/api/stays/reservations/{id}"
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/reservations", stays.PermReadReservations, "List reservations", tag), m.restList)
	rest.Register(api.Huma, rest.Op("GET", one, stays.PermReadReservations, "A reservation, with its timeline", tag), m.restGet)
	rest.Register(api.Huma, rest.Op("POST", one+"/confirm", stays.PermConfirmReservation, "Confirm a hold without waiting for its payment", tag), m.restConfirm)
	rest.Register(api.Huma, rest.Op("GET", one+"/caution", stays.PermReadReservations, "Where the security deposit of a reservation stands", tag), m.restCaution)
	rest.Register(api.Huma, rest.Op("POST", one+"/caution", stays.PermTakeCaution, "Take from a security deposit, once; the rest is let go", tag), m.restClaim)
	proof := rest.Op("POST", one+"/caution/evidence", stays.PermTakeCaution, "Add a file that shows what is claimed (multipart, field file)", tag)
	proof.DefaultStatus, proof.MaxBodyBytes = http.StatusCreated, photoBytes
	rest.Register(api.Huma, proof, m.restEvidence)
	rest.Register(api.Huma, rest.Op("POST", one+"/caution/return", stays.PermTakeCaution, "Give a security deposit back, all of it", tag), m.restGiveBack)
	take := rest.Op("POST", one+"/payments", stays.PermTakePayment, "Note money that the agency has received", tag)
	take.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, take, m.restTake)
	rest.Register(api.Huma, rest.Op("POST", one+"/cancel", stays.PermCancelReservation, "Cancel, for the guest (policy) or for the agency (everything back)", tag), m.restDeskCancel)
	rest.Register(api.Huma, rest.Op("POST", one+"/give-back", stays.PermCancelReservation, "Give money back once a stay has ended; price, invoices and books are less by it", tag), m.restReduce)
	rest.Register(api.Huma, rest.Op("POST", one+"/arrhes-doubled", stays.PermCancelReservation, "The agency has paid what it owed the guest for having withdrawn", tag), m.restDouble)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/owed-back", stays.PermReadReservations, "What the agency owes to guests: refunds under way, and arrhes a second time where it withdrew; the oldest first", tag), m.restOwedBack)
	rest.Register(api.Huma, rest.Op("POST", one+"/check-in", stays.PermRunStay, "The guest has arrived", tag), m.restCheckIn)
	rest.Register(api.Huma, rest.Op("POST", one+"/complete", stays.PermRunStay, "The guest has left", tag), m.restComplete)
	rest.Register(api.Huma, rest.Op("POST", one+"/no-show", stays.PermRunStay, "The guest never came", tag), m.restNoShow)
	rest.Register(api.Huma, rest.Op("POST", one+"/move", stays.PermMoveReservation, "Move to other dates or another property", tag), m.restMove)
	rest.Register(api.Huma, rest.Op("POST", one+"/link", stays.PermRenewLink, "Send the guest a new private link; the one before ends", tag), m.restRenewLink)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/planning", stays.PermReadPlanning, "Properties by days, with what occupies them", tag), m.restPlanning)
	block := rest.Op("POST", "/api/stays/blocks", stays.PermManageBlocks, "Keep days from being let", tag)
	block.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, block, m.restBlock)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/blocks/{id}", stays.PermReadPlanning, "A block", tag), m.restViewBlock)
	rest.Register(api.Huma, rest.Op("DELETE", "/api/stays/blocks/{id}", stays.PermManageBlocks, "Lift a block", tag), m.restUnblock)
}

type listInput struct {
	rest.PageParams
	Status   []stays.Status   `query:"status" enum:"held,confirmed,checked_in,completed,expired,cancelled,no_show"`
	Property stays.PropertyID `query:"property"`
	From     period.Date      `query:"from" doc:"With to: stays that have a night in the range."`
	To       period.Date      `query:"to"`
	Text     string           `query:"q" maxLength:"100" doc:"Reference, name, e-mail address or property."`
	Order    string           `query:"order" enum:"arrival,-arrival,-booked" default:"-booked"`
}

type rowsOutput struct{ Body rest.List[RowFields] }

func (m *Module) restList(ctx context.Context, in *listInput) (*rowsOutput, error) {
	page, err := m.stays.ListReservations(ctx, stays.ListReservations{Query: stays.ReservationQuery{Statuses: in.Status, Property: in.Property,
		Staying: period.Range{From: in.From, To: in.To}, Text: in.Text, Order: in.Order, Page: in.Request()}})
	if err != nil {
		return nil, err
	}
	return &rowsOutput{Body: rest.ListOf(page, rowOf)}, nil
}

// IDInput names a reservation.
type IDInput struct {
	ID stays.ReservationID `path:"id"`
}

// Act is the input of what staff do with one reservation; If-Match refuses to act on what was changed meanwhile.
type Act struct {
	IDInput
	rest.IfMatch
}

func (a Act) version() (int, error) {
	v, _, err := a.Version()
	return v, err
}

func (m *Module) restGet(ctx context.Context, in *IDInput) (*reservationOutput, error) {
	return forDesk(m.stays.GetReservation(ctx, stays.GetReservation{ID: in.ID}))
}

func (m *Module) restConfirm(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.ConfirmReservation(ctx, stays.ConfirmReservation{ID: in.ID, Version: version}))
}

func (m *Module) restRenewLink(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.RenewLink(ctx, stays.RenewLink{ID: in.ID, Version: version}))
}

type takeInput struct {
	IDInput
	Body struct {
		Method string       `json:"method" enum:"cash,cheque,transfer"`
		Amount money.Amount `json:"amount" doc:"At most what is owed, and before the first day on which the balance may be taken at most the deposit."`
		Note   string       `json:"note,omitempty" maxLength:"80" example:"Chèque 4711" doc:"Number of the cheque, words of the transfer."`
		Key    string       `json:"key" minLength:"1" maxLength:"100" doc:"The same key is the same money."`
	}
}

func (m *Module) restTake(ctx context.Context, in *takeInput) (*reservationOutput, error) {
	return forDesk(m.stays.TakePayment(ctx, stays.TakePayment{ID: in.ID, Method: in.Body.Method, Amount: in.Body.Amount, Note: in.Body.Note, Key: in.Body.Key}))
}

type deskCancelInput struct {
	Act
	Body struct {
		ByGuest bool   `json:"byGuest,omitempty" doc:"The guest asked: the policy decides what he gets back. Otherwise everything goes back."`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (m *Module) restDouble(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.PayDouble(ctx, stays.PayDouble{ID: in.ID, Version: version}))
}

type owedFields struct {
	RowFields
	RefundOpen money.Amount `json:"refundOpen" doc:"Asked for, not sent yet."`
	DoubleOpen money.Amount `json:"doubleOpen" doc:"Arrhes owed a second time, by transfer: note them with arrhes-doubled."`
	Since      time.Time    `json:"since"`
}

type owedOutput struct {
	Body struct {
		Items []owedFields `json:"items"`
	}
}

func (m *Module) restOwedBack(ctx context.Context, _ *struct{}) (*owedOutput, error) {
	rows, err := m.stays.ListOwedBack(ctx, stays.ListOwedBack{})
	if err != nil {
		return nil, err
	}
	out := &owedOutput{}
	out.Body.Items = []owedFields{}
	for _, r := range rows {
		out.Body.Items = append(out.Body.Items, owedFields{rowOf(r), r.RefundOpen, r.DoubleOpen, r.OpenSince})
	}
	return out, nil
}

type reduceInput struct {
	Act
	Body struct {
		Amount money.Amount `json:"amount" doc:"What the guest still owes is let go first, the rest is sent back."`
		Bearer string       `json:"bearer,omitempty" enum:"agency,owner" doc:"Who bears it; absent: owner and agency, each what he had of it."`
		Reason string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (m *Module) restReduce(ctx context.Context, in *reduceInput) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.GiveBack(ctx, stays.GiveBack{ID: in.ID, Version: version, Amount: in.Body.Amount, Bearer: stays.Bearer(in.Body.Bearer), Reason: in.Body.Reason}))
}

func (m *Module) restDeskCancel(ctx context.Context, in *deskCancelInput) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.CancelReservation(ctx, stays.CancelReservation{ID: in.ID, Version: version, ByGuest: in.Body.ByGuest, Reason: in.Body.Reason}))
}

func (m *Module) restCheckIn(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.CheckIn(ctx, stays.CheckIn{ID: in.ID, Version: version}))
}

func (m *Module) restComplete(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.Complete(ctx, stays.Complete{ID: in.ID, Version: version}))
}

func (m *Module) restNoShow(ctx context.Context, in *Act) (*reservationOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return forDesk(m.stays.MarkNoShow(ctx, stays.MarkNoShow{ID: in.ID, Version: version}))
}

type moveInput struct {
	Act
	Preview bool `query:"preview"`
	Body    struct {
		PropertyID stays.PropertyID `json:"propertyId,omitzero"`
		CheckIn    period.Date      `json:"checkIn,omitzero"`
		CheckOut   period.Date      `json:"checkOut,omitzero"`
		KeepPrice  bool             `json:"keepPrice,omitempty" doc:"The price stays as agreed."`
	}
}

type movedBody struct {
	Difference  money.Amount     `json:"difference"`
	Reservation *reservationWire `json:"reservation,omitempty"`
}

type movedOutput struct{ Body movedBody }

func (m *Module) restMove(ctx context.Context, in *moveInput) (*movedOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	move := stays.Move{ID: in.ID, Version: version, Property: in.Body.PropertyID, Change: stays.Change{CheckIn: in.Body.CheckIn, CheckOut: in.Body.CheckOut}, KeepPrice: in.Body.KeepPrice}
	p, err := m.stays.PreviewMove(ctx, stays.PreviewMove{Move: move})
	if err != nil {
		return nil, err
	}
	out := &movedOutput{Body: movedBody{Difference: p.Difference.Add(money.Zero(p.Quote.Total.Currency()))}}
	if in.Preview {
		return out, nil
	}
	v, err := m.stays.MoveReservation(ctx, stays.MoveReservation{Move: move})
	if err != nil {
		return nil, err
	}
	w := reservationOf(v, "fr", true)
	out.Body.Reservation = &w
	return out, nil
}

type planningInput struct {
	From period.Date `query:"from" required:"true"`
	To   period.Date `query:"to" required:"true" doc:"Not included; at most 400 days later."`
	Text string      `query:"q" maxLength:"100"`
}

type barWire struct {
	Kind          stays.OccupancyKind  `json:"kind" enum:"hold,reservation,change,block"`
	From          period.Date          `json:"from"`
	To            period.Date          `json:"to"`
	ReservationID *stays.ReservationID `json:"reservationId,omitempty"`
	BlockID       *stays.BlockID       `json:"blockId,omitempty"`
	Reference     string               `json:"reference,omitempty"`
	Label         string               `json:"label,omitempty"`
	Status        stays.Status         `json:"status,omitempty"`
	Owed          *money.Amount        `json:"owed,omitempty"`
	ExpiresAt     *time.Time           `json:"expiresAt,omitempty"`
}

type boardRowWire struct {
	PropertyID stays.PropertyID `json:"propertyId"`
	Slug       string           `json:"slug"`
	Name       stays.Text       `json:"name"`
	Bars       []barWire        `json:"bars"`
}

type boardBody struct {
	From       period.Date    `json:"from"`
	To         period.Date    `json:"to"`
	Today      period.Date    `json:"today"`
	Properties []boardRowWire `json:"properties"`
}

type boardOutput struct{ Body boardBody }

func (m *Module) restPlanning(ctx context.Context, in *planningInput) (*boardOutput, error) {
	b, err := m.stays.PlanningBoard(ctx, stays.PlanningBoard{Days: period.Range{From: in.From, To: in.To}, Text: in.Text})
	if err != nil {
		return nil, err
	}
	out := &boardOutput{Body: boardBody{From: b.Days.From, To: b.Days.To, Today: b.Today, Properties: make([]boardRowWire, len(b.Properties))}}
	for i, p := range b.Properties {
		row := boardRowWire{PropertyID: p.ID, Slug: p.Slug, Name: p.Name, Bars: make([]barWire, len(p.Bars))}
		for j, bar := range p.Bars {
			w := barWire{Kind: bar.Kind, From: bar.Days.From, To: bar.Days.To, Reference: bar.Reference, Label: bar.Label, Status: bar.Status, ExpiresAt: timeOrNil(bar.ExpiresAt)}
			if bar.Kind == stays.OccBlock {
				w.BlockID = &bar.Block
			} else {
				w.ReservationID, w.Owed = &bar.Reservation, &bar.Owed
			}
			row.Bars[j] = w
		}
		out.Body.Properties[i] = row
	}
	return out, nil
}

type blockInput struct {
	Body struct {
		PropertyID stays.PropertyID `json:"propertyId"`
		From       period.Date      `json:"from"`
		To         period.Date      `json:"to" doc:"The day after the last blocked night."`
		Kind       stays.BlockKind  `json:"kind" enum:"owner_stay,maintenance,preparation,admin"`
		Note       string           `json:"note,omitempty" maxLength:"500"`
	}
}

type blockWire struct {
	ID         stays.BlockID    `json:"id"`
	PropertyID stays.PropertyID `json:"propertyId"`
	From       period.Date      `json:"from"`
	To         period.Date      `json:"to"`
	Kind       stays.BlockKind  `json:"kind"`
	Note       string           `json:"note,omitempty"`
	By         string           `json:"by,omitempty"`
}

type blockOutput struct {
	Location string `header:"Location"`
	Body     blockWire
}

func blockWireOf(b stays.BlockState) blockWire {
	return blockWire{ID: b.ID, PropertyID: b.Property, From: b.Days.From, To: b.Days.To, Kind: b.Kind, Note: b.Note, By: b.By}
}

func (m *Module) restViewBlock(ctx context.Context, in *unblockInput) (*blockOutput, error) {
	b, err := m.stays.ViewBlock(ctx, stays.ViewBlock{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &blockOutput{Body: blockWireOf(b)}, nil
}

func (m *Module) restBlock(ctx context.Context, in *blockInput) (*blockOutput, error) {
	b, err := m.stays.AddBlock(ctx, stays.AddBlock{Property: in.Body.PropertyID, From: in.Body.From, To: in.Body.To, Kind: in.Body.Kind, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &blockOutput{Location: "/api/stays/blocks/" + b.ID.String(), Body: blockWireOf(b)}, nil
}

type unblockInput struct {
	ID stays.BlockID `path:"id"`
}

func (m *Module) restUnblock(ctx context.Context, in *unblockInput) (*struct{}, error) {
	_, err := m.stays.RemoveBlock(ctx, stays.RemoveBlock{ID: in.ID})
	return nil, err
}
