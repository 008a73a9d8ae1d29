package staysio

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

// restRatePlan registers prices, seasons and fees below a property.
func (m *Module) restRatePlan(api *rest.API, one string) {
	const tag, season, fee = "stays", "/seasons/{season}", "/fees/{fee}"
	rest.Register(api.Huma, rest.Op("PUT", one+"/rates", stays.PermManageRates, "Replace the whole rate plan", tag), m.restRates)
	rest.Register(api.Huma, made(rest.Op("POST", one+"/seasons", stays.PermManageRates, "Add a season", tag)), m.restAddSeason)
	rest.Register(api.Huma, rest.Op("GET", one+season, stays.PermReadProperties, "A season", tag), m.restSeason)
	rest.Register(api.Huma, rest.Op("PUT", one+season, stays.PermManageRates, "Replace a season", tag), m.restPutSeason)
	rest.Register(api.Huma, rest.Op("DELETE", one+season, stays.PermManageRates, "Remove a season", tag), m.restRemoveSeason)
	rest.Register(api.Huma, made(rest.Op("POST", one+"/fees", stays.PermManageRates, "Add a fee", tag)), m.restAddFee)
	rest.Register(api.Huma, rest.Op("GET", one+fee, stays.PermReadProperties, "A fee", tag), m.restFee)
	rest.Register(api.Huma, rest.Op("PUT", one+fee, stays.PermManageRates, "Replace a fee", tag), m.restPutFee)
	rest.Register(api.Huma, rest.Op("DELETE", one+fee, stays.PermManageRates, "Remove a fee", tag), m.restRemoveFee)
}

// made is an operation that answers 201, with the address of what it has made.
func made(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

// errOwnID refuses the identifier of what is yet to be made: who means to replace uses PUT.
func errOwnID() error {
	return fault.ErrInvalid.On("id", "not_allowed", "identifiers are given by the program; to replace, PUT to the address of the thing")
}

// newest returns the identifier that was made last: identifiers of version 7 are in the order of their making.
func newest[T any, K any](all []T, id func(T) ident.ID[K]) ident.ID[K] {
	last := slices.MaxFunc(all, func(a, b T) int {
		x, y := id(a).Raw(), id(b).Raw()
		return slices.Compare(x[:], y[:])
	})
	return id(last)
}

type ratesInput struct {
	PropertyAct
	Body stays.Rates
}

func (m *Module) restRates(ctx context.Context, in *ratesInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	return propertyWire(m.stays.EditRates(ctx, stays.EditRates{ID: in.ID, Version: version, Rates: in.Body}))
}

type seasonInput struct {
	PropertyAct
	Body stays.Season
}

type seasonPutInput struct {
	PropertyAct
	Season stays.SeasonID `path:"season"`
	Body   stays.Season
}

type seasonID struct {
	PropertyPath
	Season stays.SeasonID `path:"season"`
}

type seasonOutput struct {
	ETag string `header:"ETag"`
	Body stays.Season
}

func (m *Module) restAddSeason(ctx context.Context, in *seasonInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	if !in.Body.ID.IsZero() {
		return nil, errOwnID()
	}
	state, err := m.stays.PutSeason(ctx, stays.PutSeason{ID: in.ID, Version: version, Season: in.Body})
	out, err := propertyWire(state, err)
	if err != nil {
		return nil, err
	}
	return out.at(propertyPath(in.ID) + "/seasons/" + newest(state.Rates.Seasons, func(x stays.Season) stays.SeasonID { return x.ID }).String()), nil
}

func (m *Module) restSeason(ctx context.Context, in *seasonID) (*seasonOutput, error) {
	p, err := m.stays.GetProperty(ctx, stays.GetProperty{ID: in.ID})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.Rates.Seasons, func(x stays.Season) bool { return x.ID == in.Season })
	if i < 0 {
		return nil, stays.ErrUnknownRate
	}
	return &seasonOutput{ETag: rest.ETag(p.Version), Body: p.Rates.Seasons[i]}, nil
}

func (m *Module) restPutSeason(ctx context.Context, in *seasonPutInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	in.Body.ID = in.Season
	return propertyWire(m.stays.PutSeason(ctx, stays.PutSeason{ID: in.ID, Version: version, Season: in.Body}))
}

func (m *Module) restRemoveSeason(ctx context.Context, in *seasonID) (*deskPropertyOutput, error) {
	return propertyWire(m.stays.RemoveSeason(ctx, stays.RemoveSeason{ID: in.ID, Season: in.Season}))
}

type feeInput struct {
	PropertyAct
	Body stays.Fee
}

type feePutInput struct {
	PropertyAct
	Fee  stays.FeeID `path:"fee"`
	Body stays.Fee
}

type feeID struct {
	PropertyPath
	Fee stays.FeeID `path:"fee"`
}

type feeOutput struct {
	ETag string `header:"ETag"`
	Body stays.Fee
}

func (m *Module) restAddFee(ctx context.Context, in *feeInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	if !in.Body.ID.IsZero() {
		return nil, errOwnID()
	}
	state, err := m.stays.PutFee(ctx, stays.PutFee{ID: in.ID, Version: version, Fee: in.Body})
	out, err := propertyWire(state, err)
	if err != nil {
		return nil, err
	}
	return out.at(propertyPath(in.ID) + "/fees/" + newest(state.Rates.Fees, func(x stays.Fee) stays.FeeID { return x.ID }).String()), nil
}

func (m *Module) restFee(ctx context.Context, in *feeID) (*feeOutput, error) {
	p, err := m.stays.GetProperty(ctx, stays.GetProperty{ID: in.ID})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.Rates.Fees, func(x stays.Fee) bool { return x.ID == in.Fee })
	if i < 0 {
		return nil, stays.ErrUnknownRate
	}
	return &feeOutput{ETag: rest.ETag(p.Version), Body: p.Rates.Fees[i]}, nil
}

func (m *Module) restPutFee(ctx context.Context, in *feePutInput) (*deskPropertyOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	in.Body.ID = in.Fee
	return propertyWire(m.stays.PutFee(ctx, stays.PutFee{ID: in.ID, Version: version, Fee: in.Body}))
}

func (m *Module) restRemoveFee(ctx context.Context, in *feeID) (*deskPropertyOutput, error) {
	return propertyWire(m.stays.RemoveFee(ctx, stays.RemoveFee{ID: in.ID, Fee: in.Fee}))
}
