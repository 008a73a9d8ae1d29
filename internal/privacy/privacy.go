// Package privacy gives people their rights over what a business knows of them: a copy of everything (GDPR articles 15
// and 20), erasure (article 17), a log of what they consented to (article 7), and a safe for the papers they must show.
//
// It refuses to know what the other contexts keep: each of them is a Holder, which hands over its part and erases what
// the law does not make it keep. It decides who may ask, when an erasure must wait, how long a copy can be fetched, and
// which files are taken in. Start with Privacy, then request.go and document.go.
package privacy

import (
	"context"
	"io"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermOwnData       access.Permission = "privacy.own_data"       // what everybody may do with what is his
	PermReadDocuments access.Permission = "privacy.read_documents" // see the papers of others
	PermManage        access.Permission = "privacy.manage"         // answer the requests of people without an account
	PermProgram       access.Permission = "privacy.program"
)

// How long things take and live.
const (
	ErasureDelay = 7 * 24 * time.Hour  // between the wish and the deed, so that it can be taken back
	ExportLife   = 7 * 24 * time.Hour  // a copy can be fetched
	AnswerWithin = 30 * 24 * time.Hour // article 12(3): one month
	LinkLife     = 10 * time.Minute    // a private link to a document
)

// Privacy is the table of contents of this context.
type Privacy struct {
	Ask            usecase.Func[Ask, RequestState]
	AskFor         usecase.Func[AskFor, RequestState]
	Withdraw       usecase.Func[Withdraw, usecase.None]
	Work           usecase.Func[Work, usecase.None]
	OpenExport     usecase.Func[OpenExport, Paper]
	Requests       usecase.Func[OwnRequests, []RequestState]
	AllRequests    usecase.Func[AllRequests, paging.Page[RequestState]]
	AddDocument    usecase.Func[AddDocument, DocumentState]
	RemoveDocument usecase.Func[RemoveDocument, usecase.None]
	Documents      usecase.Func[OwnDocuments, []DocumentState]
	DocumentsOf    usecase.Func[DocumentsOf, []DocumentState]
	LinkDocument   usecase.Func[LinkDocument, Link]
	OpenDocument   usecase.Func[OpenDocument, Paper]
	Consent        usecase.Func[GiveConsent, usecase.None]
	RecordConsent  usecase.Func[RecordConsent, usecase.None]
	Consents       usecase.Func[OwnConsents, []Consent]
	d              Deps
}

// Deps is what privacy needs.
type Deps struct {
	Store    Store
	Holders  []Holder
	Files    Files
	Vault    Vault
	Scanner  Scanner
	Links    Links
	Pack     func(w io.Writer) Packer
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
}

// New makes the use cases.
func New(d Deps) *Privacy {
	p := &Privacy{d: d}
	p.Ask = usecase.New(d.Observer, "privacy.ask", p.ask)
	p.AskFor = usecase.New(d.Observer, "privacy.ask_for", p.askFor)
	p.Withdraw = usecase.New(d.Observer, "privacy.withdraw", p.withdraw)
	p.Work = usecase.New(d.Observer, "privacy.work", p.work)
	p.OpenExport = usecase.New(d.Observer, "privacy.open_export", p.openExport)
	p.Requests = usecase.New(d.Observer, "privacy.requests", p.requests)
	p.AllRequests = usecase.New(d.Observer, "privacy.all_requests", p.allRequests)
	p.AddDocument = usecase.New(d.Observer, "privacy.add_document", p.addDocument)
	p.RemoveDocument = usecase.New(d.Observer, "privacy.remove_document", p.removeDocument)
	p.Documents = usecase.New(d.Observer, "privacy.documents", p.documents)
	p.DocumentsOf = usecase.New(d.Observer, "privacy.documents_of", p.documentsOf)
	p.LinkDocument = usecase.New(d.Observer, "privacy.link_document", p.linkDocument)
	p.OpenDocument = usecase.New(d.Observer, "privacy.open_document", p.openDocument)
	p.Consent = usecase.New(d.Observer, "privacy.consent", p.consent)
	p.RecordConsent = usecase.New(d.Observer, "privacy.record_consent", p.recordConsent)
	p.Consents = usecase.New(d.Observer, "privacy.consents", p.consents)
	return p
}

// Person is somebody of whom data are held: by his account, by his confirmed address, or by both.
type Person struct {
	User  access.UserID // zero: no account
	Email contact.Email // "": the account's address is not confirmed, so nothing is his by the address
}

// Holder is a context that keeps data of people.
type Holder interface {
	// Name is the folder of its part in a copy: "stays".
	Name() string
	// Export hands over what it keeps of the person.
	Export(ctx context.Context, p Person, add func(Part) error) error
	// Obstacles says, in stable codes, why the person cannot be erased now: "stay_to_come".
	Obstacles(ctx context.Context, p Person) ([]string, error)
	// Erase forgets the person: what the law makes the business keep is put under the pseudonym. It may run again.
	Erase(ctx context.Context, p Person, pseudonym string) error
}

// Part is one file of a copy.
type Part struct {
	Name    string // "reservations.json"
	Value   any    // written as JSON, or
	Content io.Reader
}

// Packer writes the files of a copy, one after the other.
type Packer interface {
	Add(name string, part Part, at time.Time) error
	Close() error
}

// Files keeps files outside of the database.
type Files interface {
	Put(ctx context.Context, name, contentType string, content []byte) error
	Open(ctx context.Context, name string) (io.ReadCloser, error) // a fault of kind NotFound when it is gone
	Delete(ctx context.Context, name string) error                // no error when it is gone
}

// Vault encrypts what is stored; a sealed text opens for its tenant and name only.
type Vault interface {
	Seal(ctx context.Context, name string, content []byte) ([]byte, error)
	Open(ctx context.Context, name string, sealed []byte) ([]byte, error)
}

// Scanner looks for malicious software. It returns ErrInfected, or ErrNotScanned when it cannot tell now.
type Scanner interface {
	Scan(ctx context.Context, content []byte) error
}

// Links signs the private links to documents.
type Links interface {
	Sign(ctx context.Context, document DocumentID, until time.Time) string
	Verify(ctx context.Context, token string, now time.Time) (DocumentID, error) // ErrLink
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Request(ctx context.Context, id RequestID) (RequestState, error) // ErrUnknownRequest
	RequestsOf(ctx context.Context, p Person) ([]RequestState, error)
	RequestPage(ctx context.Context, r paging.Request) (paging.Page[RequestState], error)
	Document(ctx context.Context, id DocumentID) (DocumentState, error) // ErrUnknownDocument
	DocumentsOf(ctx context.Context, user access.UserID) ([]DocumentState, error)
	Consents(ctx context.Context, p Person) ([]Consent, error) // newest first
}

// Tx loads for update and saves. Saving a request appends the events that it recorded, and the audit entry.
type Tx interface {
	Request(ctx context.Context, id RequestID) (*Request, error)         // locked; ErrUnknownRequest
	Open(ctx context.Context, p Person, k RequestKind) (*Request, error) // one that is not finished; ErrUnknownRequest
	SaveRequest(ctx context.Context, r *Request) error                   // ErrAlreadyAsked, ErrStale
	WorkLater(ctx context.Context, id RequestID, at time.Time) error     // a job will call Work
	AddDocument(ctx context.Context, d DocumentState, atMost int) error  // ErrTooManyDocuments
	RemoveDocument(ctx context.Context, id DocumentID) error             //
	AddConsent(ctx context.Context, c Consent) error                     //
	ForgetPerson(ctx context.Context, p Person, pseudonym string) error  // documents go, consents and finished requests stay under the pseudonym
	Publish(ctx context.Context, events ...event.Event) error
}
