package ledger

import (
	"regexp"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Path names an account from the general to the particular: "psp:stripe:clearing", "guest:0199…". Its first word decides
// what the account is (Class). Stored data.
type Path string

// Side is the side on which an account's balance normally stands.
type Side int8

// The sides. A posting's amount is above zero when it debits, below zero when it credits.
const (
	Debit  Side = 1
	Credit Side = -1
)

// Pool says whose money an account is about. French law has an agency keep what it receives for others apart from its own
// (loi 70-9 Hoguet, art. 3; décret 72-678, art. 49 and 55).
type Pool int8

// The pools.
const (
	OwnMoney    Pool = iota // the agency's
	ClientMoney             // guests', owners', the communes': held, not earned
)

// Class is what all accounts of one first word (or first two) have in common.
type Class struct {
	Prefix  string // "guest", "tax:tourist"
	Side    Side
	Guarded bool // may not go below zero
	Pool    Pool
	Number  string // account of the plan comptable général, for the FEC
	Label   string // its French name
	Each    bool   // one auxiliary account for each last part (CompAuxNum of the FEC)
}

// chart is the plan of accounts; the longer prefix wins. Numbers are those of the plan comptable général (règlement ANC
// 2014-03) with sub-accounts as agencies use them; an accountant maps them to his own on import.
var chart = []Class{
	{"guest", Credit, false, ClientMoney, "411000", "Clients", true},
	{"guest:invoice", Debit, false, OwnMoney, "411000", "Clients", true},                               // customers of the agency's own invoices
	{"psp:card", Debit, false, OwnMoney, "511500", "Prestataires de paiement, fonds à recevoir", true}, // its own terminal
	{"psp", Debit, false, ClientMoney, "511500", "Prestataires de paiement, fonds à recevoir", true},
	{"till", Debit, true, ClientMoney, "531000", "Caisse, fonds de tiers", false},
	{"cheques", Debit, true, ClientMoney, "511200", "Chèques à encaisser", false},
	{"cheques:own", Debit, true, OwnMoney, "511200", "Chèques à encaisser", false}, // for its own invoices
	{"client-money", Debit, true, ClientMoney, "512100", "Banque, compte des fonds mandants", false},
	{"bank", Debit, false, OwnMoney, "512000", "Banque", true},
	{"transit", Debit, false, OwnMoney, "580000", "Virements internes", false},
	{"cash", Debit, true, OwnMoney, "530000", "Caisse", false},
	{"owner", Credit, false, ClientMoney, "467100", "Mandants propriétaires", true},
	{"security-deposits", Credit, true, ClientMoney, "165000", "Dépôts et cautionnements reçus", true},
	{"wallet", Credit, true, ClientMoney, "419800", "Porte-monnaie des clients", true},
	{"tax:tourist", Credit, false, ClientMoney, "447100", "Taxe de séjour à reverser", false},
	{"tax:vat", Credit, false, OwnMoney, "445710", "TVA collectée", false},
	{"tenant:revenue:commission", Credit, false, OwnMoney, "706100", "Honoraires de gestion locative", false},
	{"tenant:revenue:rent", Credit, false, OwnMoney, "706200", "Locations saisonnières", false},
	{"tenant:revenue:services", Credit, false, OwnMoney, "706300", "Prestations accessoires", false},
	{"tenant:revenue:cancellation", Credit, false, OwnMoney, "706400", "Indemnités d’annulation", false},
	{"tenant:revenue:damages", Credit, false, OwnMoney, "758800", "Indemnités pour dommages", false},
	{"tenant:revenue:discounts", Credit, false, OwnMoney, "709600", "Rabais et remises accordés après un séjour", false},
	{"tenant:revenue", Credit, false, OwnMoney, "706000", "Prestations de services", false},
	{"fees", Debit, false, OwnMoney, "627000", "Services bancaires et assimilés", true},
	{"charges:arrhes", Debit, false, OwnMoney, "658000", "Arrhes restituées au double", false},
	{"suspense", Debit, false, OwnMoney, "471000", "Compte d’attente", true},
}

// pathShape is up to eight words of small letters, digits and hyphens.
var pathShape = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}(:[a-z0-9][a-z0-9-]{0,63}){0,7}$`)

// maxPath is how long a path may be.
const maxPath = 200

// ErrUnknownAccount says that no account can have this path.
var ErrUnknownAccount = fault.Define(fault.Invalid, "ledger.unknown_account", "no account of the chart has this path")

// ClassOf returns the class of a path.
func ClassOf(p Path) (Class, error) {
	best := -1
	if len(p) <= maxPath && pathShape.MatchString(string(p)) {
		for i, c := range chart {
			if under(p, c.Prefix) && (best < 0 || len(c.Prefix) > len(chart[best].Prefix)) {
				best = i
			}
		}
	}
	if best < 0 {
		return Class{}, ErrUnknownAccount.Detailf("%q is no account of the chart", p)
	}
	return chart[best], nil
}

// Classes lists the chart.
func Classes() []Class { return append([]Class(nil), chart...) }

func under(p Path, prefix string) bool {
	rest, ok := strings.CutPrefix(string(p), prefix)
	return ok && (rest == "" || rest[0] == ':')
}

// Paths of the accounts that the program itself posts to.
const (
	VAT          Path = "tax:vat"
	TouristTax   Path = "tax:tourist"
	Commission   Path = "tenant:revenue:commission"
	OwnRent      Path = "tenant:revenue:rent"
	Services     Path = "tenant:revenue:services"
	Cancellation Path = "tenant:revenue:cancellation"
	Damages      Path = "tenant:revenue:damages"
	Discounts    Path = "tenant:revenue:discounts" // what the agency alone gives back
)

// GuestOf is the account of one booking: what we hold of its guest's money, or what he owes.
func GuestOf(subject string) Path { return Path("guest:" + subject) }

// DepositOf is what is held of the security deposit of a stay.
func DepositOf(subject string) Path { return Path("security-deposits:" + subject) }

// ClearingOf is where a payment lies: with the provider that has taken it for us and not paid it out yet; what somebody of
// the business received by hand, in the till, among the cheques, or at the bank.
func ClearingOf(provider string) Path {
	switch provider {
	case "cash":
		return "till"
	case "cheque":
		return "cheques"
	case "transfer":
		return "client-money"
	}
	return Path("psp:" + provider + ":clearing")
}

// PayableOf is what we owe an owner for one property.
func PayableOf(property string) Path { return Path("owner:" + property + ":payable") }
