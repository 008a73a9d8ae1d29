package stays

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// DefaultSettings are an agency's before it chooses: the French reading of the notaries.
func DefaultSettings() Settings {
	return Settings{
		Currency: money.EUR, Zone: "Europe/Paris", ReferencePrefix: "RES", Legal: Agency, DepositPercent: money.Pct(25),
		BalanceDays: 30, HoldMinutes: 15, QuoteMinutes: 30,
		Offered: []PolicyCode{Flexible, Moderate, Firm, Strict},
	}
}

// PolicyFor returns the policy that a code stands for now: the agency's version, else the standard one; also one that is
// no longer offered, for the properties that have it. ErrPolicyNotOffered when there is none.
func (s Settings) PolicyFor(code PolicyCode) (Policy, error) {
	for _, p := range s.AllPolicies() {
		if p.Code == code {
			return p, nil
		}
	}
	return Policy{}, ErrPolicyNotOffered
}

// Offers reports whether a property may be given the policy.
func (s Settings) Offers(code PolicyCode) bool { return slices.Contains(s.Offered, code) }

// AllPolicies returns the agency's policies and the standard ones that it has not rewritten.
func (s Settings) AllPolicies() []Policy {
	all := slices.Clone(s.Policies)
	for _, p := range StandardPolicies() {
		if !slices.ContainsFunc(s.Policies, func(own Policy) bool { return own.Code == p.Code }) {
			all = append(all, p)
		}
	}
	return all
}

// WithPolicy returns the settings with a policy put in, in the place of the one of its code or as a new one, and where it
// stands. Its version is not the caller's affair: EditSettings gives the next one when the terms differ.
func (s Settings) WithPolicy(p Policy, offered bool) (Settings, int) {
	s.Policies, s.Offered = slices.Clone(s.Policies), slices.Clone(s.Offered)
	at := slices.IndexFunc(s.Policies, func(x Policy) bool { return x.Code == p.Code })
	if at < 0 {
		at, s.Policies = len(s.Policies), append(s.Policies, p)
	} else {
		s.Policies[at] = p
	}
	s.Offered = slices.DeleteFunc(s.Offered, func(c PolicyCode) bool { return c == p.Code })
	if offered {
		s.Offered = append(s.Offered, p.Code)
	}
	return s, at
}

func (s Settings) hold() time.Duration {
	if s.HoldMinutes <= 0 {
		return 15 * time.Minute
	}
	return time.Duration(s.HoldMinutes) * time.Minute
}

func (s Settings) quoteFor() time.Duration {
	if s.QuoteMinutes <= 0 {
		return quoteLifetime
	}
	return time.Duration(s.QuoteMinutes) * time.Minute
}

var (
	prefixForm = regexp.MustCompile(`^[A-Z0-9]{2,6}$`)
	policyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)
)

// MailTexts that an agency may write itself, by code; anything else is refused.
var MailTexts = []string{"confirmation", "change", "cancellation", "arrival", "departure", "signature"}

// Check returns the settings tidied, or fault.ErrInvalid naming the fields that are wrong.
func (s Settings) Check() (Settings, error) {
	var c fault.Check
	c.That(s.Currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	_, err := place(s.Zone)
	c.That(s.Zone != "" && err == nil, "zone", "unknown_zone", "this is not a time zone of the IANA database")
	c.That(prefixForm.MatchString(s.ReferencePrefix), "referencePrefix", "malformed", "two to six capital letters or digits")
	c.That(slices.Contains([]LegalProfile{Agency, AgencyStrict, OwnerDirect}, s.Legal), "legal", "unknown_profile", "no such legal profile")
	s.checkSchedule(&c)
	c.That(s.HoldMinutes >= 5 && s.HoldMinutes <= 24*60, "holdMinutes", "out_of_range", "between 5 minutes and a day")
	c.That(s.QuoteMinutes >= 5 && s.QuoteMinutes <= 7*24*60, "quoteMinutes", "out_of_range", "between 5 minutes and a week")
	s.Policies = s.checkPolicies(&c)
	c.That(len(s.Offered) > 0, "offered", "required", "offer at least one cancellation policy")
	for i, code := range s.Offered {
		known := slices.ContainsFunc(s.AllPolicies(), func(p Policy) bool { return p.Code == code })
		c.That(known, fmt.Sprintf("offered.%d", i), "unknown_policy", "no such cancellation policy")
	}
	texts := make(map[string]Text, len(s.MailTexts))
	for code, t := range s.MailTexts {
		c.That(slices.Contains(MailTexts, code), "mailTexts."+code, "unknown_text", "no such text")
		if t = checkText(&c, "mailTexts."+code, t, 4000); !t.IsEmpty() {
			texts[code] = t
		}
	}
	s.MailTexts = texts
	return s, c.Err()
}

// checkSchedule holds deposit and balance to the limits of the legal profile.
func (s Settings) checkSchedule(c *fault.Check) {
	c.That(s.DepositPercent >= 0 && s.DepositPercent <= money.Pct(100), "depositPercent", "out_of_range", "between 0 and 100")
	c.That(s.BalanceDays >= 0 && s.BalanceDays <= 365, "balanceDays", "out_of_range", "between 0 and 365")
	s.checkInstalments(c)
	switch s.Legal {
	case OwnerDirect:
	case Agency:
		c.That(s.DepositPercent <= money.Pct(25), "depositPercent", "above_legal_limit", "at most 25 % of the rent (décret 72-678, art. 68)")
		c.That(s.BalanceDays <= 31, "balanceDays", "above_legal_limit", "the balance is due at the earliest a month before")
	case AgencyStrict:
		c.That(s.DepositPercent <= money.Pct(25), "depositPercent", "above_legal_limit", "at most 25 % of the rent (décret 72-678, art. 68)")
		c.That(s.BalanceDays == 0, "balanceDays", "above_legal_limit", "the balance is due when the keys are handed over")
	}
}

func (s Settings) checkPolicies(c *fault.Check) []Policy {
	out := make([]Policy, 0, len(s.Policies))
	seen := map[PolicyCode]bool{}
	c.That(len(s.Policies) <= 20, "policies", "too_many", "at most 20 policies")
	for i, p := range s.Policies {
		path := fmt.Sprintf("policies.%d.", i)
		c.That(policyForm.MatchString(string(p.Code)), path+"code", "malformed", "small letters, digits and underscores")
		c.That(!seen[p.Code], path+"code", "taken", "two policies have this code")
		seen[p.Code] = true
		p.Name = checkText(c, path+"name", p.Name, 80)
		c.That(!p.Name.IsEmpty(), path+"name", "required", "the policy needs a name")
		c.That(slices.Contains(Prepayments(), p.Prepaid), path+"prepaid", "unknown", "arrhes, acompte or nothing")
		c.That(len(p.Tiers) >= 1 && len(p.Tiers) <= 6, path+"tiers", "out_of_range", "between one and six tiers")
		for j, t := range p.Tiers {
			at := fmt.Sprintf("%stiers.%d", path, j)
			c.That(t.Percent >= 0 && t.Percent <= money.Pct(100), at+".percent", "out_of_range", "between 0 and 100")
			c.That(t.Hours >= 0 && t.Hours <= 8760, at+".hours", "out_of_range", "between 0 and a year")
			c.That(t.KeepNights >= 0 && t.KeepNights <= 30, at+".keepNights", "out_of_range", "between 0 and 30")
			c.That(j == 0 || t.Hours < p.Tiers[j-1].Hours, at+".hours", "not_in_order", "tiers run from the earliest cancellation to the latest")
		}
		if g := p.Grace; g != nil {
			c.That(g.WithinHours > 0 && g.WithinHours <= 720 && g.BeforeHours >= 0 && g.BeforeHours <= 8760, path+"grace", "out_of_range", "hours are missing")
		}
		out = append(out, p)
	}
	return out
}

// renumber gives each policy that differs from its predecessor the next version, so that a frozen version always means
// the same tiers.
func (s Settings) renumber(before Settings) Settings {
	old := map[PolicyCode]Policy{}
	for _, p := range before.AllPolicies() {
		old[p.Code] = p
	}
	for i, p := range s.Policies {
		was, known := old[p.Code]
		p.Version = was.Version
		if !known || !p.sameTerms(was) {
			p.Version++
		}
		s.Policies[i] = p
	}
	return s
}

func (p Policy) sameTerms(other Policy) bool {
	graces := p.Grace == nil && other.Grace == nil || p.Grace != nil && other.Grace != nil && *p.Grace == *other.Grace
	return graces && p.Prepaid == other.Prepaid && slices.Equal(p.Tiers, other.Tiers)
}

// saved stamps settings that replace others; ErrStale when they were edited from an older version.
func (s Settings) saved(before Settings, now time.Time) (Settings, error) {
	if s.Version != before.Version {
		return Settings{}, ErrStale
	}
	for _, old := range before.Policies {
		if !slices.ContainsFunc(s.Policies, func(p Policy) bool { return p.Code == old.Code }) {
			return Settings{}, fault.ErrInvalid.On("policies", "in_use", "a policy is not deleted, only no longer offered: "+string(old.Code))
		}
	}
	s = s.renumber(before)
	s.Version, s.UpdatedAt = before.Version+1, now
	return s, nil
}
