package contractsio

import (
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/rest"
)

type contractWire struct {
	ID            contracts.ContractID `json:"id"`
	Number        string               `json:"number" example:"C-2026-00042"`
	ReservationID ident.Raw            `json:"reservationId"`
	Revision      int                  `json:"revision" doc:"1, then one more for each change of the stay."`
	Status        contracts.Status     `json:"status" enum:"drafted,generated"`
	SHA256        string               `json:"sha256,omitempty" doc:"Of the PDF, in hexadecimal."`
	Size          int64                `json:"size,omitempty" doc:"Bytes of the PDF."`
	GeneratedAt   *time.Time           `json:"generatedAt,omitempty"`
}

func wireOf(v contracts.View) contractWire {
	w := contractWire{ID: v.ID, Number: v.Number, ReservationID: v.Reservation, Revision: v.Revision, Status: v.Status, SHA256: v.SHA256, Size: v.Size}
	if !v.GeneratedAt.IsZero() {
		w.GeneratedAt = &v.GeneratedAt
	}
	return w
}

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/contracts", contracts.PermRead, "List the contracts of a reservation", "contracts"), m.restList)
	op := rest.Op("GET", "/api/contracts/{id}/document", contracts.PermRead, "Download a contract as PDF", "contracts")
	op.Responses = map[string]*huma.Response{"200": {Description: "The document.",
		Content: map[string]*huma.MediaType{pdfType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	rest.Register(api.Huma, op, m.restDocument)
}

type listInput struct {
	Reservation ident.Raw `query:"reservation" required:"true"`
}

type listOutput struct{ Body rest.List[contractWire] }

func (m *Module) restList(ctx context.Context, in *listInput) (*listOutput, error) {
	views, err := m.contracts.Of(ctx, contracts.ContractsOf{Reservation: in.Reservation})
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: rest.List[contractWire]{Items: make([]contractWire, len(views))}}
	for i, v := range views {
		out.Body.Items[i] = wireOf(v)
	}
	return out, nil
}

type documentInput struct {
	ID contracts.ContractID `path:"id"`
}

func (m *Module) restDocument(ctx context.Context, in *documentInput) (*huma.StreamResponse, error) {
	doc, err := m.contracts.Open(ctx, contracts.OpenContract{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { _ = doc.Content.Close() }()
		c.SetHeader("Content-Type", pdfType)
		c.SetHeader("Content-Disposition", `attachment; filename="`+doc.Number+`.pdf"`)
		_, _ = io.Copy(c.BodyWriter(), doc.Content) // the client has left
	}}, nil
}
