package privacy

import (
	"bytes"
	"context"
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

// Limits of the safe.
const (
	MaxDocument  = 10 << 20 // bytes of one
	MaxDocuments = 20       // of one person
)

// Document is the phantom type of a document's identifier.
type Document struct{}

// DocumentID names a document.
type DocumentID = ident.ID[Document]

// DocumentKinds lists what a person may keep.
func DocumentKinds() []string {
	return []string{"identity_card", "passport", "residence_permit", "driving_licence", "proof_of_address", "insurance", "bank_details", "other"}
}

// DocumentState is everything that is stored of a document; its bytes lie sealed in the file store.
type DocumentState struct {
	ID      DocumentID
	User    access.UserID
	Kind    string
	Name    string // as its owner called it: a text to show, never a path
	Type    string
	Size    int64
	AddedAt time.Time
}

// extensions are the accepted types with the ending of a file name.
var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}

// typeOf looks into a file; "" when it is nothing that is accepted. What it is called counts for nothing.
func typeOf(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(content) > 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// fileName keeps the part of a name that can be shown and saved: no folders, no control or direction characters, at
// most 100 characters, and the ending of what the file really is.
func fileName(name, kind string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*;%`, r) {
			return -1
		}
		return r
	}, name)
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		name = name[:dot]
	}
	name = strings.Trim(name, " .")
	for utf8.RuneCountInString(name) > 100 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name == "" {
		name = "document"
	}
	return name + extensions[kind]
}

func documentName(id DocumentID) string { return "privacy/documents/" + id.String() + ".sealed" }

// AddDocument puts a document into the actor's safe.
type AddDocument struct {
	Kind    string
	Name    string
	Content []byte
}

// Needs implements access.Guarded.
func (AddDocument) Needs() access.Permission { return PermOwnData }

func (p *Privacy) addDocument(ctx context.Context, c AddDocument) (DocumentState, error) {
	kind := typeOf(c.Content)
	var check fault.Check
	check.That(slices.Contains(DocumentKinds(), c.Kind), "kind", "unknown_kind", "say what the document is")
	check.That(len(c.Content) > 0, "file", "required", "choose a file")
	check.That(len(c.Content) <= MaxDocument, "file", "too_large", "at most 10 MB")
	check.That(len(c.Content) == 0 || kind != "", "file", "unaccepted_file", "a PDF, JPEG, PNG or WebP file")
	if err := check.Err(); err != nil {
		return DocumentState{}, err
	}
	if err := p.d.Scanner.Scan(ctx, c.Content); err != nil {
		return DocumentState{}, err
	}
	d := DocumentState{ID: ident.Next[Document](p.d.IDs), User: access.From(ctx).User, Kind: c.Kind, Name: fileName(c.Name, kind), Type: kind,
		Size: int64(len(c.Content)), AddedAt: p.d.Now()}
	if err := p.keep(ctx, documentName(d.ID), c.Content); err != nil {
		return DocumentState{}, err
	}
	err := p.d.Store.Write(ctx, func(tx Tx) error { return tx.AddDocument(ctx, d, MaxDocuments) })
	if err != nil { // a file without its row would stay for ever
		_ = p.d.Files.Delete(context.WithoutCancel(ctx), documentName(d.ID))
		return DocumentState{}, err
	}
	return d, nil
}

// RemoveDocument takes a document out of the actor's safe.
type RemoveDocument struct{ ID DocumentID }

// Needs implements access.Guarded.
func (RemoveDocument) Needs() access.Permission { return PermOwnData }

func (p *Privacy) removeDocument(ctx context.Context, c RemoveDocument) (none usecase.None, err error) {
	if _, err := p.mine(ctx, c.ID, false); err != nil {
		return none, err
	}
	if err := p.d.Store.Write(ctx, func(tx Tx) error { return tx.RemoveDocument(ctx, c.ID) }); err != nil {
		return none, err
	}
	return none, p.d.Files.Delete(ctx, documentName(c.ID))
}

// mine returns a document of the actor, or of anybody if staff who may read documents ask.
func (p *Privacy) mine(ctx context.Context, id DocumentID, staff bool) (DocumentState, error) {
	d, err := p.d.Store.Document(ctx, id)
	if err != nil {
		return d, err
	}
	if a := access.From(ctx); d.User != a.User && !(staff && a.May(PermReadDocuments)) {
		return DocumentState{}, ErrUnknownDocument
	}
	return d, nil
}

// OwnDocuments lists the actor's safe, newest first.
type OwnDocuments struct{}

// Needs implements access.Guarded.
func (OwnDocuments) Needs() access.Permission { return PermOwnData }

func (p *Privacy) documents(ctx context.Context, _ OwnDocuments) ([]DocumentState, error) {
	return p.d.Store.DocumentsOf(ctx, access.From(ctx).User)
}

// DocumentsOf lists somebody's safe for staff who must see his papers.
type DocumentsOf struct{ User access.UserID }

// Needs implements access.Guarded.
func (DocumentsOf) Needs() access.Permission { return PermReadDocuments }

func (p *Privacy) documentsOf(ctx context.Context, q DocumentsOf) ([]DocumentState, error) {
	return p.d.Store.DocumentsOf(ctx, q.User)
}

// Link is a private link to a document.
type Link struct {
	Token string
	Until time.Time
}

// LinkDocument makes a link to a document that opens it for LinkLife without signing in: for an <img>, a viewer, a
// colleague beside one.
type LinkDocument struct{ ID DocumentID }

// Needs implements access.Guarded.
func (LinkDocument) Needs() access.Permission { return PermOwnData }

func (p *Privacy) linkDocument(ctx context.Context, c LinkDocument) (Link, error) {
	d, err := p.mine(ctx, c.ID, true)
	if err != nil {
		return Link{}, err
	}
	until := p.d.Now().Add(LinkLife)
	return Link{Token: p.d.Links.Sign(ctx, d.ID, until), Until: until}, nil
}

// OpenDocument opens a document by a private link: whoever has it, while it lives.
type OpenDocument struct{ Token string }

// Needs implements access.Guarded.
func (OpenDocument) Needs() access.Permission { return access.Public }

func (p *Privacy) openDocument(ctx context.Context, c OpenDocument) (Paper, error) {
	id, err := p.d.Links.Verify(ctx, c.Token, p.d.Now())
	if err != nil {
		return Paper{}, err
	}
	d, err := p.d.Store.Document(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	content, err := p.fetch(ctx, documentName(d.ID))
	if fault.KindOf(err) == fault.NotFound {
		err = ErrUnknownDocument
	}
	return Paper{Name: d.Name, Type: d.Type, Content: content}, err
}
