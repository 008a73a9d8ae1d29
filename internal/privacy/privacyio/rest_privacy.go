package privacyio

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/platform/rest"
	"comptoir/internal/privacy"
)

const tag = "privacy"

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/privacy/requests", privacy.PermOwnData, "List what you asked about your data", tag), m.restRequests)
	op := rest.Op("POST", "/api/privacy/requests", privacy.PermOwnData, "Ask for a copy of your data, or for their erasure", tag)
	op.DefaultStatus = http.StatusAccepted
	rest.Register(api.Huma, op, m.restAsk)
	op = rest.Op("DELETE", "/api/privacy/requests/{id}", privacy.PermOwnData, "Take a request back", tag)
	op.DefaultStatus = http.StatusNoContent
	rest.Register(api.Huma, op, m.restWithdraw)
	op = rest.Op("GET", "/api/privacy/requests/{id}/archive", privacy.PermOwnData, "Download the copy", tag)
	op.Responses = fileAnswer("application/zip", "The copy, as a ZIP archive.")
	rest.Register(api.Huma, op, m.restArchive)
	rest.Register(api.Huma, rest.Op("GET", "/api/privacy/desk/requests", privacy.PermManage, "List what was asked of the business", tag), m.restAll)
	op = rest.Op("POST", "/api/privacy/desk/requests", privacy.PermManage, "Record the request of a person who wrote or called", tag)
	op.DefaultStatus = http.StatusAccepted
	rest.Register(api.Huma, op, m.restAskFor)

	rest.Register(api.Huma, rest.Op("GET", "/api/privacy/documents", privacy.PermOwnData, "List the documents in your safe", tag), m.restDocuments)
	op = rest.Op("POST", "/api/privacy/documents", privacy.PermOwnData, "Put a document into your safe", tag)
	op.DefaultStatus, op.MaxBodyBytes = http.StatusCreated, privacy.MaxDocument+64<<10
	rest.Register(api.Huma, op, m.restAddDocument)
	op = rest.Op("DELETE", "/api/privacy/documents/{id}", privacy.PermOwnData, "Remove a document", tag)
	op.DefaultStatus = http.StatusNoContent
	rest.Register(api.Huma, op, m.restRemoveDocument)
	op = rest.Op("POST", "/api/privacy/documents/{id}/link", privacy.PermOwnData, "Make a private link to a document, good for ten minutes", tag)
	op.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, op, m.restLink)

	rest.Register(api.Huma, rest.Op("GET", "/api/privacy/consents", privacy.PermOwnData, "Read the log of your consents", tag), m.restConsents)
	op = rest.Op("PUT", "/api/privacy/consents/{purpose}", privacy.PermOwnData, "Give or withdraw a consent", tag)
	op.DefaultStatus = http.StatusNoContent
	rest.Register(api.Huma, op, m.restConsent)
}

func fileAnswer(kind, what string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: what,
		Content: map[string]*huma.MediaType{kind: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
}

// RequestWire is a request as the API shows it; exported because the API takes over the fields of exported parts only.
type RequestWire struct {
	ID        privacy.RequestID     `json:"id"`
	Kind      privacy.RequestKind   `json:"kind" enum:"export,erasure"`
	Status    privacy.RequestStatus `json:"status" enum:"asked,done,withdrawn,expired"`
	AskedAt   time.Time             `json:"askedAt"`
	DueAt     time.Time             `json:"dueAt" doc:"When it is done: an export at once, an erasure after seven days in which it can be taken back."`
	DoneAt    *time.Time            `json:"doneAt,omitempty"`
	ExpiresAt *time.Time            `json:"expiresAt,omitempty" doc:"Until when the copy can be downloaded."`
	Size      int64                 `json:"size,omitempty" doc:"Bytes of the copy."`
}

type deskRequestWire struct {
	RequestWire
	Email   string `json:"email" example:"nora@example.org"`
	ByStaff bool   `json:"byStaff" doc:"Recorded by the business for a person without an account."`
}

func wireOf(s privacy.RequestState) RequestWire {
	return RequestWire{ID: s.ID, Kind: s.Kind, Status: s.Status, AskedAt: s.AskedAt, DueAt: s.DueAt, DoneAt: momentOf(s.DoneAt), ExpiresAt: momentOf(s.ExpiresAt), Size: s.Size}
}

func deskWireOf(s privacy.RequestState) deskRequestWire {
	return deskRequestWire{RequestWire: wireOf(s), Email: string(s.Person.Email), ByStaff: s.ByStaff}
}

type requestsOutput struct{ Body rest.List[RequestWire] }

func (m *Module) restRequests(ctx context.Context, _ *struct{}) (*requestsOutput, error) {
	all, err := m.privacy.Requests(ctx, privacy.OwnRequests{})
	if err != nil {
		return nil, err
	}
	out := &requestsOutput{Body: rest.List[RequestWire]{Items: make([]RequestWire, len(all))}}
	for i, s := range all {
		out.Body.Items[i] = wireOf(s)
	}
	return out, nil
}

type askInput struct {
	Body struct {
		Kind privacy.RequestKind `json:"kind" enum:"export,erasure"`
	}
}

type requestOutput struct{ Body RequestWire }

func (m *Module) restAsk(ctx context.Context, in *askInput) (*requestOutput, error) {
	s, err := m.privacy.Ask(ctx, privacy.Ask{Kind: in.Body.Kind})
	if err != nil {
		return nil, err
	}
	return &requestOutput{wireOf(s)}, nil
}

type requestInput struct {
	ID privacy.RequestID `path:"id"`
}

func (m *Module) restWithdraw(ctx context.Context, in *requestInput) (*struct{}, error) {
	_, err := m.privacy.Withdraw(ctx, privacy.Withdraw{ID: in.ID})
	return nil, err
}

func (m *Module) restArchive(ctx context.Context, in *requestInput) (*huma.StreamResponse, error) {
	paper, err := m.privacy.OpenExport(ctx, privacy.OpenExport{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", paper.Type)
		c.SetHeader("Content-Disposition", attachment("attachment", paper.Name))
		c.SetHeader("Cache-Control", "private, no-store")
		_, _ = c.BodyWriter().Write(paper.Content) // the client has left
	}}, nil
}

type allInput struct{ rest.PageParams }

type allOutput struct{ Body rest.List[deskRequestWire] }

func (m *Module) restAll(ctx context.Context, in *allInput) (*allOutput, error) {
	page, err := m.privacy.AllRequests(ctx, privacy.AllRequests{Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &allOutput{rest.ListOf(page, deskWireOf)}, nil
}

type askForInput struct {
	Body struct {
		Kind   privacy.RequestKind `json:"kind" enum:"export,erasure"`
		Email  string              `json:"email" maxLength:"254" example:"nora@example.org"`
		Locale string              `json:"locale,omitempty" enum:"fr,en" default:"fr"`
	}
}

type deskOutput struct{ Body deskRequestWire }

func (m *Module) restAskFor(ctx context.Context, in *askForInput) (*deskOutput, error) {
	s, err := m.privacy.AskFor(ctx, privacy.AskFor{Kind: in.Body.Kind, Email: in.Body.Email, Locale: in.Body.Locale})
	if err != nil {
		return nil, err
	}
	return &deskOutput{deskWireOf(s)}, nil
}

type documentWire struct {
	ID      privacy.DocumentID `json:"id"`
	Kind    string             `json:"kind" enum:"identity_card,passport,residence_permit,driving_licence,proof_of_address,insurance,bank_details,other"`
	Name    string             `json:"name" example:"carte.pdf"`
	Type    string             `json:"type" example:"application/pdf"`
	Size    int64              `json:"size" doc:"Bytes."`
	AddedAt time.Time          `json:"addedAt"`
}

func documentWireOf(d privacy.DocumentState) documentWire {
	return documentWire{ID: d.ID, Kind: d.Kind, Name: d.Name, Type: d.Type, Size: d.Size, AddedAt: d.AddedAt}
}

type documentsOutput struct{ Body rest.List[documentWire] }

func (m *Module) restDocuments(ctx context.Context, _ *struct{}) (*documentsOutput, error) {
	all, err := m.privacy.Documents(ctx, privacy.OwnDocuments{})
	if err != nil {
		return nil, err
	}
	out := &documentsOutput{Body: rest.List[documentWire]{Items: make([]documentWire, len(all))}}
	for i, d := range all {
		out.Body.Items[i] = documentWireOf(d)
	}
	return out, nil
}

type documentForm struct {
	File huma.FormFile `form:"file" required:"true"`
	Kind string        `form:"kind" required:"true" enum:"identity_card,passport,residence_permit,driving_licence,proof_of_address,insurance,bank_details,other"`
}

type addDocumentInput struct {
	RawBody huma.MultipartFormFiles[documentForm]
}

type documentOutput struct{ Body documentWire }

func (m *Module) restAddDocument(ctx context.Context, in *addDocumentInput) (*documentOutput, error) {
	form := in.RawBody.Data()
	content, err := io.ReadAll(io.LimitReader(form.File, privacy.MaxDocument+1))
	if err != nil {
		return nil, err
	}
	d, err := m.privacy.AddDocument(ctx, privacy.AddDocument{Kind: form.Kind, Name: form.File.Filename, Content: content})
	if err != nil {
		return nil, err
	}
	return &documentOutput{documentWireOf(d)}, nil
}

type documentInput struct {
	ID privacy.DocumentID `path:"id"`
}

func (m *Module) restRemoveDocument(ctx context.Context, in *documentInput) (*struct{}, error) {
	_, err := m.privacy.RemoveDocument(ctx, privacy.RemoveDocument{ID: in.ID})
	return nil, err
}

type linkOutput struct {
	Body struct {
		URL       string    `json:"url" doc:"Opens the document for whoever has it." example:"https://rivages.example/documents/…"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
}

func (m *Module) restLink(ctx context.Context, in *documentInput) (*linkOutput, error) {
	link, err := m.privacy.LinkDocument(ctx, privacy.LinkDocument{ID: in.ID})
	if err != nil {
		return nil, err
	}
	out := &linkOutput{}
	out.Body.URL, out.Body.ExpiresAt = m.d.Site(ctx)+"/documents/"+link.Token, link.Until
	return out, nil
}

type consentWire struct {
	Purpose string    `json:"purpose" example:"marketing_email"`
	Given   bool      `json:"given"`
	Text    string    `json:"text" doc:"Which wording."`
	Source  string    `json:"source" example:"account"`
	At      time.Time `json:"at"`
}

type consentsOutput struct{ Body rest.List[consentWire] }

func (m *Module) restConsents(ctx context.Context, _ *struct{}) (*consentsOutput, error) {
	all, err := m.privacy.Consents(ctx, privacy.OwnConsents{})
	if err != nil {
		return nil, err
	}
	out := &consentsOutput{Body: rest.List[consentWire]{Items: make([]consentWire, len(all))}}
	for i, c := range all {
		out.Body.Items[i] = consentWire{Purpose: c.Purpose, Given: c.Given, Text: c.Text, Source: c.Source, At: c.At}
	}
	return out, nil
}

type consentInput struct {
	Purpose string `path:"purpose" enum:"marketing_email"`
	Body    struct {
		Given bool `json:"given"`
	}
}

func (m *Module) restConsent(ctx context.Context, in *consentInput) (*struct{}, error) {
	_, err := m.privacy.Consent(ctx, privacy.GiveConsent{Purpose: in.Purpose, Given: in.Body.Given})
	return nil, err
}
