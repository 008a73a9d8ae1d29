package stays

import "comptoir/internal/kernel/period"

// Scheduled is the quote with its schedule under some settings.
func Scheduled(s Settings, q Quote, today period.Date) Quote {
	s.schedule(&q, today)
	return q
}

// DueOf is what is to be paid next.
func DueOf(s ReservationState, today period.Date) Part { return s.due(today) }
