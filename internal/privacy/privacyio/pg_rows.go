package privacyio

import (
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/pg"
	"comptoir/internal/privacy"
	"comptoir/internal/privacy/privacyio/privacydb"
)

func absent(err, as error) error {
	if pg.IsNoRows(err) {
		return as
	}
	return err
}

// userOf is a column: NULL where there is no account.
func userOf(id access.UserID) *access.UserID {
	if id.IsZero() {
		return nil
	}
	return &id
}

func personOf(id *access.UserID, email contact.Email) privacy.Person {
	p := privacy.Person{Email: email}
	if id != nil {
		p.User = *id
	}
	return p
}

func momentOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func requestOf(r privacydb.PrivacyRequest) privacy.RequestState {
	return privacy.RequestState{ID: r.ID, Kind: privacy.RequestKind(r.Kind), Status: privacy.RequestStatus(r.Status), Person: personOf(r.UserID, r.Email),
		Locale: r.Locale, ByStaff: r.ByStaff, Pseudonym: r.Pseudonym, AskedAt: r.AskedAt.UTC(), DueAt: r.DueAt.UTC(), DoneAt: timeOf(r.DoneAt),
		ExpiresAt: timeOf(r.ExpiresAt), Size: r.Size, Version: int(r.Version)}
}

func requestsOf(rows []privacydb.PrivacyRequest) []privacy.RequestState {
	all := make([]privacy.RequestState, len(rows))
	for i, r := range rows {
		all[i] = requestOf(r)
	}
	return all
}

func documentOf(r privacydb.PrivacyDocument) privacy.DocumentState {
	return privacy.DocumentState{ID: r.ID, User: r.UserID, Kind: r.Kind, Name: r.Name, Type: r.Type, Size: r.Size, AddedAt: r.AddedAt.UTC()}
}

func documentsOf(rows []privacydb.PrivacyDocument) []privacy.DocumentState {
	all := make([]privacy.DocumentState, len(rows))
	for i, r := range rows {
		all[i] = documentOf(r)
	}
	return all
}
