package ledgerio

import (
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
)

type postingWire struct {
	Account ledger.Path  `json:"account" example:"psp:stripe:clearing" maxLength:"200"`
	Debit   money.Amount `json:"debit,omitzero" doc:"Either this or credit."`
	Credit  money.Amount `json:"credit,omitzero"`
}

// entriesOf reads postings; one with both sides or none is a posting of zero, which the core refuses by name.
func entriesOf(all []postingWire) []ledger.Entry {
	var out []ledger.Entry
	for _, p := range all {
		e := ledger.Entry{Account: p.Account}
		switch {
		case p.Credit.IsZero() && !p.Debit.IsNegative():
			e.Amount = p.Debit
		case p.Debit.IsZero() && !p.Credit.IsNegative():
			e.Amount = p.Credit.Neg()
		}
		out = append(out, e)
	}
	return out
}

type legWire struct {
	Account    ledger.Path  `json:"account"`
	Debit      money.Amount `json:"debit,omitzero"`
	Credit     money.Amount `json:"credit,omitzero"`
	HeldDebit  money.Amount `json:"heldDebit,omitzero" doc:"By how much what a hold would debit has changed."`
	HeldCredit money.Amount `json:"heldCredit,omitzero"`
	Balance    money.Amount `json:"balance" doc:"After it, above zero on the account's normal side."`
}

func legOf(l ledger.Leg) legWire {
	c := l.Amount.Currency()
	w := legWire{Account: l.Account, Balance: normal(l.Account, money.New(l.After, c))}
	switch {
	case l.Amount.IsPositive():
		w.Debit = l.Amount
	case l.Amount.IsNegative():
		w.Credit = l.Amount.Neg()
	}
	if l.HeldDebit != 0 {
		w.HeldDebit = money.New(l.HeldDebit, c)
	}
	if l.HeldCredit != 0 {
		w.HeldCredit = money.New(l.HeldCredit, c)
	}
	return w
}

// normal turns debits less credits to the account's normal side.
func normal(p ledger.Path, a money.Amount) money.Amount {
	if class, err := ledger.ClassOf(p); err == nil && class.Side == ledger.Credit {
		return a.Neg()
	}
	return a
}

type transactionWire struct {
	ID        ledger.TransactionID  `json:"id"`
	Number    int64                 `json:"number,omitempty" doc:"In the validated order of the books; absent for the seconds before."`
	Kind      ledger.Kind           `json:"kind" enum:"posted,pending,capture,void,reversal"`
	Of        *ledger.TransactionID `json:"of,omitempty" doc:"The hold that it ends, or what it reverses."`
	Journal   ledger.Journal        `json:"journal" enum:"BQ,VE,OD"`
	BookedAt  time.Time             `json:"bookedAt"`
	BookedOn  period.Date           `json:"bookedOn"`
	ValueOn   period.Date           `json:"valueOn"`
	Label     string                `json:"label"`
	Piece     string                `json:"piece,omitempty"`
	Actor     string                `json:"actor"`
	Key       string                `json:"key" doc:"The same key is the same transaction. What clients of the API have entered has theirs after api/."`
	Metadata  map[string]string     `json:"metadata,omitempty"`
	ExpiresAt *time.Time            `json:"expiresAt,omitempty"`
	Postings  []legWire             `json:"postings"`
}

func wireOf(t ledger.Transaction) transactionWire {
	w := transactionWire{ID: t.ID, Number: t.Number, Kind: t.Kind, Journal: t.Journal, BookedAt: t.BookedAt, BookedOn: t.BookedOn, ValueOn: t.ValueOn,
		Label: t.Label, Piece: t.Piece, Actor: t.Actor, Key: t.Key, Metadata: t.Metadata, Postings: []legWire{}}
	if !t.Of.IsZero() {
		w.Of = &t.Of
	}
	if !t.ExpiresAt.IsZero() {
		w.ExpiresAt = &t.ExpiresAt
	}
	for _, l := range t.Legs {
		w.Postings = append(w.Postings, legOf(l))
	}
	return w
}

type balanceWire struct {
	Account   ledger.Path  `json:"account"`
	Side      string       `json:"side" enum:"debit,credit" doc:"On which the account normally stands."`
	Guarded   bool         `json:"guarded" doc:"It may not go below zero."`
	Balance   money.Amount `json:"balance"`
	Available money.Amount `json:"available" doc:"Less what holds would take."`
}

func balanceOf(b ledger.Balance) balanceWire {
	w := balanceWire{Account: b.Account, Side: "credit", Guarded: b.Guarded, Balance: b.Amount(), Available: b.Available()}
	if b.Side == ledger.Debit {
		w.Side = "debit"
	}
	return w
}
