package obs

import (
	"cmp"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
)

// instruments are the metrics of the technique; their names are a contract with dashboards and alerts.
type instruments struct {
	requests        *prometheus.CounterVec   // method, route, status
	latency         *prometheus.HistogramVec // method, route
	inFlight        prometheus.Gauge
	panics          prometheus.Counter
	errors          *prometheus.CounterVec   // code: errors that were reported (bugs and broken dependencies)
	usecases        *prometheus.HistogramVec // usecase, outcome
	sql             *prometheus.HistogramVec // query
	sqlErrors       *prometheus.CounterVec   // query, state
	jobs            *prometheus.HistogramVec // kind, outcome
	jobsGone        *prometheus.CounterVec   // kind, state: jobs that were given up
	cache           *prometheus.CounterVec   // cache, outcome
	businessEvents  *prometheus.CounterVec   // event, tenant
	businessAmounts *prometheus.CounterVec   // event, tenant, currency, direction
	build           *prometheus.GaugeVec     // version
}

func newInstruments(r prometheus.Registerer) *instruments {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "comptoir_" + name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "comptoir_" + name, Help: help, Buckets: buckets}, labels)
		r.MustRegister(h)
		return h
	}
	fast := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}
	slow := []float64{.01, .05, .1, .5, 1, 5, 15, 60, 300}
	m := &instruments{
		requests:        counter("http_requests_total", "Requests answered.", "method", "route", "status"),
		latency:         histogram("http_request_duration_seconds", "Time until a request was answered.", fast, "method", "route"),
		errors:          counter("errors_total", "Errors reported: bugs and broken dependencies.", "code"),
		usecases:        histogram("usecase_duration_seconds", "Time that a command or query took.", fast, "usecase", "outcome"),
		sql:             histogram("sql_duration_seconds", "Time that a statement took, by its name.", fast, "query"),
		sqlErrors:       counter("sql_errors_total", "Statements that failed, by name and SQLSTATE.", "query", "state"),
		jobs:            histogram("job_duration_seconds", "Time that an attempt of a job took.", slow, "kind", "outcome"),
		jobsGone:        counter("jobs_gone_total", "Jobs given up: out of attempts, or told never to try again.", "kind", "state"),
		cache:           counter("cache_total", "Look-ups in a cache.", "cache", "outcome"),
		businessEvents:  counter("business_events_total", "What happened to the business: reservations, payments, …", "event", "tenant"),
		businessAmounts: counter("business_amount_total", "Money that moved, in units of the currency.", "event", "tenant", "currency", "direction"),
		build:           prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "comptoir_build_info", Help: "Always 1; the version is the label."}, []string{"version"}),
		inFlight:        prometheus.NewGauge(prometheus.GaugeOpts{Name: "comptoir_http_requests_in_flight", Help: "Requests being answered."}),
		panics:          prometheus.NewCounter(prometheus.CounterOpts{Name: "comptoir_panics_total", Help: "Panics caught at the edge."}),
	}
	r.MustRegister(m.build, m.inFlight, m.panics)
	return m
}

// Cache counts a look-up in a cache by name.
func (o *Obs) Cache(name string, hit bool) {
	outcome := "miss"
	if hit {
		outcome = "hit"
	}
	o.m.cache.WithLabelValues(name, outcome).Inc()
}

// Business counts what happens to the businesses: the figures that a manager understands.
type Business struct{ events, amounts *prometheus.CounterVec }

// Count counts one event of a tenant ("reservation_confirmed", "payment_succeeded") and adds its amount, in units of
// the currency; a zero amount counts the event alone. Money that leaves has a negative amount and is counted apart.
func (b *Business) Count(name string, tenant access.TenantID, amount money.Amount) {
	b.events.WithLabelValues(name, tenant.String()).Inc()
	if amount.IsZero() {
		return
	}
	direction := "in"
	if amount.IsNegative() {
		direction, amount = "out", amount.Neg()
	}
	units := float64(amount.Minor())
	for range amount.Currency().Digits() {
		units /= 10
	}
	b.amounts.WithLabelValues(name, tenant.String(), cmp.Or(string(amount.Currency()), "none"), direction).Add(units)
}
