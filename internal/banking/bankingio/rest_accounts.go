package bankingio

import (
	"context"

	"comptoir/internal/banking"
	"comptoir/internal/platform/rest"
)

type accountsOutput struct{ Body rest.List[banking.Account] }

func (m *Module) restAccounts(ctx context.Context, _ *struct{}) (*accountsOutput, error) {
	all, err := m.banking.Accounts(ctx, banking.ListAccounts{})
	if err != nil {
		return nil, err
	}
	return &accountsOutput{rest.List[banking.Account]{Items: append([]banking.Account{}, all...)}}, nil
}

type accountBody struct {
	Holder  string `json:"holder" maxLength:"140" example:"Agence Rivages"`
	IBAN    string `json:"iban" maxLength:"60" example:"FR76 3000 6000 0112 3456 7890 189"`
	BIC     string `json:"bic,omitempty" maxLength:"20" example:"AGRIFRPP"`
	Version int    `json:"version,omitempty" doc:"That was looked at; none for a new account."`
	Name    string `json:"name" maxLength:"60" example:"Compte mandants"`
	Bank    string `json:"bank,omitempty" maxLength:"60"`
	Clients bool   `json:"clients,omitempty" doc:"Holds other people's money: owners are paid from it."`
	Closed  bool   `json:"closed,omitempty"`
}

type accountOutput struct{ Body banking.Account }

func (m *Module) put(ctx context.Context, id banking.AccountID, b accountBody) (*accountOutput, error) {
	a, err := m.banking.PutAccount(ctx, banking.PutAccount{ID: id, Version: b.Version, Name: b.Name, Holder: b.Holder, IBAN: b.IBAN, BIC: b.BIC, Bank: b.Bank, Clients: b.Clients, Closed: b.Closed})
	if err != nil {
		return nil, err
	}
	return &accountOutput{a}, nil
}

type addAccountInput struct{ Body accountBody }

func (m *Module) restAddAccount(ctx context.Context, in *addAccountInput) (*accountOutput, error) {
	return m.put(ctx, banking.AccountID{}, in.Body)
}

type putAccountInput struct {
	ID   banking.AccountID `path:"id"`
	Body accountBody
}

func (m *Module) restPutAccount(ctx context.Context, in *putAccountInput) (*accountOutput, error) {
	return m.put(ctx, in.ID, in.Body)
}

type settingsOutput struct{ Body banking.Settings }

func (m *Module) restSettings(ctx context.Context, _ *struct{}) (*settingsOutput, error) {
	s, err := m.banking.Settings(ctx, banking.GetSettings{})
	return &settingsOutput{s}, err
}

type settingsInput struct{ Body banking.Settings }

func (m *Module) restSetSettings(ctx context.Context, in *settingsInput) (*settingsOutput, error) {
	s, err := m.banking.SetSettings(ctx, banking.SetSettings{Settings: in.Body})
	if err != nil {
		return nil, err
	}
	return &settingsOutput{s}, nil
}
