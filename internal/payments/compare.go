package payments

import (
	"cmp"
	"slices"
	"time"
)

// settling is for how long the two sides may differ without anything being wrong: notifications are on their way. A
// provider whose statement is later than that says so; see Late.
const settling = 15 * time.Minute

// comparison is a window of a provider's statement beside what is stored here.
type comparison struct {
	provider string
	from, to time.Time
	settling time.Duration
	found    []Difference
}

// compare is the rule: each payment opened in the window, and each movement, has its counterpart of the same state and
// amount; so has each refund and each dispute of the window, however old its payment is.
func compare(c comparison, ours []PaymentState, theirs []Movement) []Difference {
	byID := map[PaymentID]PaymentState{}
	for _, s := range ours {
		byID[s.ID] = s
	}
	said, back := map[PaymentID]bool{}, map[PaymentID][]Movement{}
	for _, m := range theirs {
		s, known := byID[m.PaymentID]
		switch {
		case m.Kind == NotifyRefundSucceeded && known:
			back[s.ID] = append(back[s.ID], m)
		case m.disputes():
			if known && !c.young(m.At) {
				c.dispute(s, m)
			}
		case known:
			said[s.ID] = true
			if !c.young(m.At) {
				c.payment(s, m)
			}
		case c.young(m.At):
		case m.Kind == NotifyRefundSucceeded:
			c.add(m.Reference, PaymentID{}, DiffUnknownHere, "", m.Amount.Neg().String())
		case m.Kind == NotifySucceeded:
			c.add(m.Reference, PaymentID{}, DiffUnknownHere, "", m.Amount.String())
		}
	}
	for _, s := range ours {
		if c.young(s.UpdatedAt) {
			continue
		}
		if !s.CreatedAt.Before(c.from) && s.Status == Succeeded && !said[s.ID] {
			c.add(s.Reference, s.ID, DiffUnknownThere, s.Captured.String(), "")
			continue
		}
		c.refunds(s, back[s.ID])
	}
	slices.SortStableFunc(c.found, func(a, b Difference) int { return cmp.Compare(a.Reference, b.Reference) })
	return c.found
}

func (c *comparison) young(at time.Time) bool { return c.to.Sub(at) < c.settling }

func (c *comparison) add(reference string, id PaymentID, kind DifferenceKind, ours, theirs string) {
	c.found = append(c.found, Difference{Provider: c.provider, Reference: reference, Payment: id, Kind: kind, Ours: ours, Theirs: theirs})
}

func (c *comparison) payment(s PaymentState, m Movement) {
	took := m.Kind == NotifySucceeded
	switch {
	case took != (s.Status == Succeeded), m.Kind == NotifyAuthorized && s.Status != Authorized:
		c.add(m.Reference, s.ID, DiffStatus, string(s.Status), string(m.Kind))
	case took && (m.Amount.Currency() != s.Captured.Currency() || m.Amount.Cmp(s.Captured) != 0):
		c.add(m.Reference, s.ID, DiffAmount, s.Captured.String(), m.Amount.String())
	}
}

// refunds compares the refunds of one payment with those of the window: one by one, because a refund made on the
// provider's own pages is as real as one of ours.
func (c *comparison) refunds(s PaymentState, theirs []Movement) {
	listed := map[RefundID]bool{}
	for _, m := range theirs {
		i := s.refundLike(m)
		switch {
		case i < 0 && !c.young(m.At):
			c.add(m.Reference, s.ID, DiffRefund, "", m.Amount.String())
		case i < 0:
		case s.Refunds[i].Status != RefundSucceeded && !c.young(m.At):
			listed[s.Refunds[i].ID] = true
			c.add(m.Reference, s.ID, DiffRefund, string(s.Refunds[i].Status), m.Amount.String())
		default:
			listed[s.Refunds[i].ID] = true
			if s.Refunds[i].Amount != m.Amount {
				c.add(m.Reference, s.ID, DiffRefund, s.Refunds[i].Amount.String(), m.Amount.String())
			}
		}
	}
	for _, r := range s.Refunds {
		if r.Status == RefundSucceeded && !listed[r.ID] && !r.At.Before(c.from) && !c.young(r.At) {
			c.add(cmp.Or(r.Reference, s.Reference), s.ID, DiffRefund, r.Amount.String(), "")
		}
	}
}

// refundLike finds the refund that a movement is; -1: none of ours.
func (s PaymentState) refundLike(m Movement) int {
	return slices.IndexFunc(s.Refunds, func(r Refund) bool {
		return r.ID == m.Refund || m.Reference != "" && r.Reference == m.Reference
	})
}

// withdrawn picks from the open differences those that a comparison has looked at again and no longer finds: everything about
// a payment that was opened in the window lies in the window. What is not known here, and what is too young to tell, stays.
func (c *comparison) withdrawn(open []Difference, ours []PaymentState) (gone []Difference) {
	looked := map[PaymentID]bool{}
	for _, s := range ours {
		looked[s.ID] = !s.CreatedAt.Before(c.from) && !c.young(s.UpdatedAt)
	}
	for _, d := range open {
		switch d.Kind {
		case DiffUnknownThere, DiffStatus, DiffAmount, DiffRefund, DiffDispute:
			if d.Provider == c.provider && looked[d.Payment] && !slices.ContainsFunc(c.found, d.same) {
				gone = append(gone, d)
			}
		}
	}
	return gone
}

// same reports whether two comparisons found the same.
func (d Difference) same(other Difference) bool {
	return d.Provider == other.Provider && d.Reference == other.Reference && d.Kind == other.Kind && d.Ours == other.Ours && d.Theirs == other.Theirs
}

func (m Movement) disputes() bool {
	return m.Kind == NotifyDisputed || m.Kind == NotifyDisputeWon || m.Kind == NotifyDisputeLost
}

// dispute compares with the last dispute of a payment, the only one that is kept.
func (c *comparison) dispute(s PaymentState, m Movement) {
	same := s.Dispute.Reference == m.Reference
	switch {
	case m.Unnamed && (s.Dispute.Running() || s.Dispute.Status == DisputeLost || s.Dispute.Status != DisputeNone && !m.At.After(s.UpdatedAt)):
		return // the one that is known; of one that was won, what moves later is another
	case same && m.Kind == NotifyDisputed && s.Dispute.Status != "",
		same && m.Kind == NotifyDisputeWon && s.Dispute.Status == DisputeWon,
		same && m.Kind == NotifyDisputeLost && s.Dispute.Status == DisputeLost,
		!same && !m.Unnamed && s.Dispute.Reference > m.Reference:
		return
	}
	ours := ""
	if same {
		ours = string(s.Dispute.Status)
	}
	c.add(m.Reference, s.ID, DiffDispute, ours, string(m.Kind)+" "+m.Amount.String())
}
