package invoicing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Quantity is how much of something, in thousandths: 7 nights are 7000.
type Quantity int64

// One is the quantity of what is not counted.
const One Quantity = 1000

// maxQuantity is a million of something.
const maxQuantity = 1_000_000 * One

// ErrQuantity is returned for a text that is no quantity of at most three decimals.
var ErrQuantity = fault.Define(fault.Invalid, "malformed_quantity", "a number of at most three decimals")

// ParseQuantity reads "7", "1,5" or "0.25"; nothing and less than nothing is none.
func ParseQuantity(text string) (Quantity, error) {
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), ".")
	if len(decimals) > 3 || len(whole) > 9 || whole == "" {
		return 0, ErrQuantity
	}
	n, err := strconv.ParseUint(whole+decimals+strings.Repeat("0", 3-len(decimals)), 10, 63)
	if err != nil || n == 0 || Quantity(n) > maxQuantity {
		return 0, ErrQuantity
	}
	return Quantity(n), nil
}

// String writes the shortest decimal with a point.
func (q Quantity) String() string {
	sign := ""
	if q < 0 {
		sign, q = "-", -q
	}
	text := strconv.FormatInt(int64(q/One), 10)
	if rest := q % One; rest != 0 {
		digits := strconv.FormatInt(int64(One+rest), 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return sign + text
}

// MarshalText writes String.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what String writes.
func (q *Quantity) UnmarshalText(text []byte) error {
	v, err := ParseQuantity(strings.TrimPrefix(string(text), "-"))
	if strings.HasPrefix(string(text), "-") {
		v = -v
	}
	*q = v
	return err
}

// Item is a line as somebody wrote it: a unit price, with VAT in it or without as the whole paper's prices are.
type Item struct {
	Code     string       `json:"code,omitempty"` // of a stay's price; "" for what was typed
	Label    string       `json:"label"`
	Quantity Quantity     `json:"quantity"`
	Unit     money.Amount `json:"unitPrice"` // below zero for a reduction
	Tax      Tax          `json:"tax"`
	Of       *Taken       `json:"of,omitempty"` // of a credit note: what it takes back
}

// amount is the line in the paper's price mode: one rounding point, half up.
func (i Item) amount() money.Amount {
	return i.Unit.Exact().MulInt(int64(i.Quantity)).DivInt(int64(One)).Round()
}

// Line is a line with its amount without VAT: what EN 16931 calls an invoice line (BG-25).
type Line struct {
	Item
	Amount money.Amount `json:"amount"` // in the price mode, as the reader multiplies
	Net    money.Amount `json:"net"`    // without VAT (BT-131)
}

// Group is the VAT of everything that is taxed alike (BG-23).
type Group struct {
	Tax     Tax          `json:"tax"`               // the first reason
	Reasons []Reason     `json:"reasons,omitempty"` // every reason, sorted
	Net     money.Amount `json:"net"`               // BT-116
	VAT     money.Amount `json:"vat"`               // BT-117
}

// Total is the group with its VAT.
func (g Group) Total() money.Amount { return g.Net.Add(g.VAT) }

// Totals are the sums of a paper. Net + VAT = Total always, the lines' Net sum to Net and the groups' VAT to VAT
// (BR-CO-10, BR-CO-13, BR-CO-14, BR-CO-15).
type Totals struct {
	Lines  []Line       `json:"lines"`
	Groups []Group      `json:"groups"`
	Net    money.Amount `json:"net"`   // BT-109
	VAT    money.Amount `json:"vat"`   // BT-110
	Total  money.Amount `json:"total"` // BT-112
}

// Compute totals the items of a paper. Two rounding points are declared, both half up:
//
//   - each line, quantity × unit price;
//   - the VAT of each group. Without VAT in the prices it is the group's sum × rate, as BR-CO-17 has it. With VAT in the
//     prices what the customer was told to pay may not change: the VAT is the part of the group's sum that is VAT,
//     sum × rate ÷ (100 % + rate), and the rest is the base. The base × rate then differs from the VAT by less than a
//     cent, within what the official rules allow (BR-CO-17's tolerance).
//
// With VAT in the prices a line's net amount is rounded as well, and the cents by which the lines miss the base go to the
// largest lines, so that the lines sum to it.
func Compute(items []Item, inclusive bool, c money.Currency) Totals {
	t := Totals{Lines: make([]Line, len(items)), Net: money.Zero(c), VAT: money.Zero(c), Total: money.Zero(c)}
	at := map[taxKey]int{}
	sums := []money.Amount{}
	for i, item := range items {
		t.Lines[i] = Line{Item: item, Amount: item.amount()}
		g, ok := at[item.Tax.key()]
		if !ok {
			g = len(t.Groups)
			at[item.Tax.key()] = g
			t.Groups, sums = append(t.Groups, Group{Tax: item.Tax}), append(sums, money.Zero(c))
		}
		if r := item.Tax.Reason; r != "" && !slices.Contains(t.Groups[g].Reasons, r) {
			t.Groups[g].Reasons = append(t.Groups[g].Reasons, r)
		}
		sums[g] = sums[g].Add(t.Lines[i].Amount)
	}
	for g := range t.Groups {
		group := &t.Groups[g]
		slices.Sort(group.Reasons)
		if inclusive {
			group.VAT = vatWithin(sums[g], group.Tax.Rate)
			group.Net = sums[g].Sub(group.VAT)
		} else {
			group.Net = sums[g]
			group.VAT = sums[g].Exact().Of(group.Tax.Rate).Round()
		}
		spread(t.Lines, *group, inclusive)
		t.Net, t.VAT = t.Net.Add(group.Net), t.VAT.Add(group.VAT)
	}
	slices.SortStableFunc(t.Groups, func(a, b Group) int { return cmp.Compare(b.Tax.Rate, a.Tax.Rate) })
	t.Total = t.Net.Add(t.VAT)
	return t
}

// hundred is 100 % in the unit of money.Percent.
const hundred = 1_000_000

// vatWithin is the part of an amount that is VAT.
func vatWithin(a money.Amount, rate money.Percent) money.Amount {
	return a.Exact().Of(rate).MulInt(hundred).DivInt(hundred + int64(rate)).Round()
}

// spread gives each line of a group its net amount.
func spread(lines []Line, g Group, inclusive bool) {
	missing := g.Net
	var mine []int
	for i := range lines {
		if lines[i].Tax.key() != g.Tax.key() {
			continue
		}
		lines[i].Net = lines[i].Amount
		if inclusive {
			lines[i].Net = lines[i].Amount.Sub(vatWithin(lines[i].Amount, g.Tax.Rate))
		}
		missing = missing.Sub(lines[i].Net)
		mine = append(mine, i)
	}
	slices.SortStableFunc(mine, func(a, b int) int { return -size(lines[a].Amount).Cmp(size(lines[b].Amount)) })
	for n := 0; !missing.IsZero(); n++ { // fewer cents than lines: each was rounded by half a cent at most
		cent := money.New(1, missing.Currency())
		if missing.IsNegative() {
			cent = cent.Neg()
		}
		at := mine[n%len(mine)]
		lines[at].Net, missing = lines[at].Net.Add(cent), missing.Sub(cent)
	}
}

func size(a money.Amount) money.Amount {
	if a.IsNegative() {
		return a.Neg()
	}
	return a
}

// share divides an amount over groups in proportion to their totals, to the cent: what each is reduced by when a part of
// a paper is paid or credited. Groups of no positive total get nothing.
func share(groups []Group, a money.Amount) []money.Amount {
	weights := make([]int64, len(groups))
	var sum int64
	for i, g := range groups {
		weights[i] = max(g.Total().Minor(), 0)
		sum += weights[i]
	}
	if sum == 0 {
		weights[0] = 1
	}
	return a.Split(weights...)
}
