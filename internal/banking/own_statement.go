package banking

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// StatementLine is one thing that an owner is owed, or has been paid, as the books say it.
type StatementLine struct {
	On     period.Date
	Label  string
	Piece  string       // reference of the booking or the transfer
	Amount money.Amount // above zero: he is owed more
	After  money.Amount // what he was owed then
}

// PropertyStatement is what the business and the owner of a property owe each other.
type PropertyStatement struct {
	Property ident.Raw
	Name     string
	Owed     money.Amount // now
	Lines    []StatementLine
}

// OwnStatements asks for those of the owner who asks, one a property, by the properties' names as they are kept.
type OwnStatements struct{}

// Needs implements access.Guarded.
func (OwnStatements) Needs() access.Permission { return PermOwn }

// statementLines is how many lines of each property an owner sees.
const statementLines = 50

func (b *Banking) ownStatements(ctx context.Context, _ OwnStatements) (out []PropertyStatement, err error) {
	user := access.From(ctx).User
	mandates, err := b.d.Mandates(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range mandates {
		if user.IsZero() || m.User != user {
			continue
		}
		s := PropertyStatement{Property: m.Property, Name: m.Name, Owed: money.Zero(money.EUR)}
		if s.Lines, err = b.d.Books.Statement(ctx, m.Property, statementLines); err != nil {
			return nil, err
		}
		if len(s.Lines) > 0 {
			s.Owed = s.Lines[0].After
		}
		out = append(out, s)
	}
	return out, nil
}
