package event

import "comptoir/internal/kernel/money"

// Nature says what a line of a price stands for: whose the money is, and with what it is taxed. Books and papers ask for it
// here, so that a line can never be rent in one and a service in the other.
type Nature string

// The natures. Their words are stored nowhere.
const (
	Rent       Nature = "rent"        // the price of the nights and what changes it: the owner's, where there is one
	Service    Nature = "service"     // what the agency does beside it
	TouristTax Nature = "tourist_tax" // the commune's (CGCT, article L2333-33)
)

// natures are the lines that are no services. What a policy keeps of a stay that was made shorter is the price of nights that
// were reserved, and so rent. A tax that is added to the price ("sales_tax") is none of its own here: Inclusive takes it up.
var natures = map[string]Nature{
	"rent": Rent, "discount": Rent, "extra_guest": Rent, "kept_by_policy": Rent, "sales_tax": Rent, "tourist_tax": TouristTax,
}

// NatureOf tells the nature of a line by its code. Fees have codes of their own, which are all services.
func NatureOf(code string) Nature {
	if n, ok := natures[code]; ok {
		return n
	}
	return Service
}

// Inclusive gives a price whose tax stands in a line of its own ("sales_tax") as a price that holds it: each line that was
// taxed bears its share, to the cent, so that the lines sum to the same total. How much of a line is VAT is then said by one
// rule, that of the business's regime, whatever way its prices were entered. What was not taken up by fees is the rent's.
func Inclusive(lines []PriceLine) []PriceLine {
	var tax, base money.Amount
	for _, l := range lines {
		switch {
		case l.Code == "sales_tax":
			tax = tax.Add(l.Amount)
		case l.Taxed:
			base = base.Add(l.Amount)
		}
	}
	if tax.IsZero() {
		return lines
	}
	out, rent := make([]PriceLine, 0, len(lines)), -1
	for _, l := range lines {
		switch {
		case l.Code == "sales_tax":
			continue
		case l.Taxed && NatureOf(l.Code) == Service && base.IsPositive():
			share := tax.Exact().MulInt(l.Amount.Minor()).DivInt(base.Minor()).Round()
			l.Amount, tax, base = l.Amount.Add(share), tax.Sub(share), base.Sub(l.Amount)
		case l.Code == "rent":
			rent = len(out)
		}
		out = append(out, l)
	}
	if rent < 0 {
		return append(out, PriceLine{Code: "rent", Unit: tax, Amount: tax})
	}
	out[rent].Amount = out[rent].Amount.Add(tax)
	return out
}
