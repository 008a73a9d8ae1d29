package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

const (
	// insistence is how often the leader proposes the present slot of a periodic job: one proposal can fail with the
	// database, and the next slot may be a day away. Repeated proposals are dropped by their key.
	insistence = time.Minute
	// earliness is how much before its time River may propose a slot, with a margin.
	earliness = 250 * time.Millisecond
)

// periodic makes River's periodic job: one job per slot of time, kept single by its key in every state, so that every
// leader can propose the present slot at any time.
func (c *Client) periodic(p period) *river.PeriodicJob {
	slots := slots(p.every)
	return river.NewPeriodicJob(slots, func() (river.JobArgs, *river.InsertOpts) {
		slot := slots.due(time.Now()).Format(time.RFC3339)
		job, err := c.params(context.Background(), Job{Args: p.args, Options: []Option{Unique(p.name + "|" + slot)}})
		if err != nil {
			c.cfg.Logger.Error("periodic job cannot be made", "name", p.name, "error", err)
			return nil, nil
		}
		job.InsertOpts.UniqueOpts.ByState = everyState
		return job.Args, job.InsertOpts
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// slots is a schedule of equal slots that are aligned to midnight UTC.
type slots time.Duration

// current returns the beginning of the slot in which now lies.
func (s slots) current(now time.Time) time.Time { return now.UTC().Truncate(time.Duration(s)) }

// due returns the beginning of the slot that a proposal made now means.
func (s slots) due(now time.Time) time.Time { return s.current(now.Add(earliness)) }

// Next implements river.PeriodicSchedule: when to propose a slot after now.
func (s slots) Next(now time.Time) time.Time {
	next, again := s.current(now).Add(time.Duration(s)), slots(insistence).current(now).Add(insistence)
	if again.Before(next) {
		return again
	}
	return next
}
