package event

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
