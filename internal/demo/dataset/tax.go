package dataset

import "comptoir/internal/kernel/period"

// TaxRule is a commune's tourist tax for guests (au réel). Tariffs are by person and night for stars 1 to 5; what is not classified
// pays Percent hundredths of a percent of the night's price by occupant, up to Cap, the highest tariff adopted.
type TaxRule struct {
	INSEE      string
	Commune    string
	From       period.Date
	Tariffs    map[int]Cents // by stars
	Palace     Cents
	Percent    int64 // hundredths of a percent: 300 is 3 %
	Cap        Cents
	Department bool // the département's additional 10 %
	// Published is true where the values stand in the official file of tourist taxes (DELTA, as fetched for the project's research:
	// rental.md §6.2). All others are plausible values of the demo, within the national bounds of 2026, and Source says so.
	Published bool
	Source    string
}

// The national bounds of 2026, in cents: floor and ceiling of each category (DELTA 2.5.0, rental.md §5.4), and of the percentage.
var (
	TariffBounds  = map[int][2]Cents{5: {70, 360}, 4: {70, 260}, 3: {50, 170}, 2: {30, 100}, 1: {20, 80}}
	PalaceBounds  = [2]Cents{70, 490}
	PercentBounds = [2]int64{100, 500}
)

// taxFrom is when the demo's rules begin: before its first night. What is published is the current file; the demo applies it to its
// earlier nights too.
var taxFrom = period.On(2024, 1, 1)

const (
	publishedFile = "Fichier national des taxes de séjour (DELTA), CC Faucigny-Glières, SIREN 200000172"
	inventedFile  = "Valeurs de démonstration, dans les bornes nationales de 2026 ; ce ne sont pas les tarifs adoptés par la commune"
)

// faucigny is the row of CC Faucigny-Glières, as published.
func faucigny(insee, commune string) TaxRule {
	return TaxRule{
		INSEE: insee, Commune: commune, From: taxFrom, Palace: 460, Cap: 460, Percent: 300,
		Tariffs:   map[int]Cents{5: 330, 4: 250, 3: 160, 2: 100, 1: 80},
		Published: true, Source: publishedFile,
	}
}

// level is a set of invented tariffs.
type level struct {
	palace, five, four, three, two, one Cents
	percent                             int64
}

var (
	resort  = level{430, 310, 240, 150, 90, 80, 500} // famous places
	seaside = level{400, 290, 220, 140, 90, 70, 500}
	town    = level{350, 260, 190, 120, 80, 60, 400}
	village = level{280, 210, 160, 100, 70, 50, 300}
)

// invented makes a rule of the demo.
func invented(insee, commune string, l level, department bool) TaxRule {
	return TaxRule{
		INSEE: insee, Commune: commune, From: taxFrom, Palace: l.palace, Cap: l.palace, Percent: l.percent, Department: department,
		Tariffs: map[int]Cents{5: l.five, 4: l.four, 3: l.three, 2: l.two, 1: l.one}, Source: inventedFile,
	}
}
