package tenancy

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// Permissions of tenancy.
const (
	PermCreateTenant   access.Permission = "tenancy.create_tenant"
	PermListTenants    access.Permission = "tenancy.list_tenants"
	PermManageTenant   access.Permission = "tenancy.manage_tenant" // configure, plan, suspend, resume, delete, hosts
	PermUpdateSettings access.Permission = "tenancy.update_settings"
	PermExport         access.Permission = "tenancy.export"
	PermSupport        access.Permission = "tenancy.give_support" // of the operator's people
	PermEndSupport     access.Permission = "tenancy.end_support"
	PermProgram        access.Permission = "tenancy.program"
)

// Tenancy is the context's table of contents.
type Tenancy struct {
	CreateTenant    usecase.Func[CreateTenant, State]
	ListTenants     usecase.Func[ListTenants, paging.Page[State]]
	GetTenant       usecase.Func[GetTenant, State]
	UpdateSettings  usecase.Func[UpdateSettings, State]
	SetDomains      usecase.Func[SetDomains, State]
	AllowOrigins    usecase.Func[AllowOrigins, State]
	SuspendTenant   usecase.Func[SuspendTenant, State]
	ResumeTenant    usecase.Func[ResumeTenant, State]
	CloseTenant     usecase.Func[CloseTenant, State]
	ConfigureTenant usecase.Func[ConfigureTenant, State]
	SetPlan         usecase.Func[SetPlan, State]
	ResolveHost     usecase.Func[ResolveHost, State]

	FoundOperator usecase.Func[FoundOperator, State]
	InspectTenant usecase.Func[InspectTenant, Dossier]
	SurveyTenants usecase.Func[SurveyTenants, paging.Page[Surveyed]]
	Inside        usecase.Func[Inside, Dossier]

	AskLimit usecase.Func[AskLimit, Room]
	Meter    usecase.Func[Meter, usecase.None]

	ClaimDomain  usecase.Func[ClaimDomain, Claim]
	VerifyDomain usecase.Func[VerifyDomain, Claim]
	DropDomain   usecase.Func[DropDomain, usecase.None]

	AskSupport     usecase.Func[AskSupport, Support]
	DecideSupport  usecase.Func[DecideSupport, Support]
	ConsentSupport usecase.Func[ConsentSupport, State]
	KnockSupport   usecase.Func[KnockSupport, Support]
	EnterSupport   usecase.Func[EnterSupport, Support]
	EndSupport     usecase.Func[EndSupport, Support]
	FindSupport    usecase.Func[FindSupport, Support]

	RequestExport usecase.Func[RequestExport, Export]
	MakeExport    usecase.Func[MakeExport, usecase.None]
	FetchExport   usecase.Func[FetchExport, Export]
	Sweep         usecase.Func[Sweep, usecase.None]

	StartSignup  usecase.Func[StartSignup, usecase.None]
	FindSignup   usecase.Func[FindSignup, Signup]
	FinishSignup usecase.Func[FinishSignup, State]
	CheckSlug    usecase.Func[CheckSlug, SlugState]

	store   Store
	now     func() time.Time
	ids     *ident.Source
	counts  Counts
	proofs  Proofs
	vault   Vault
	people  People
	bases   []string
	signups bool
}

// Counts tells how many people work in the desk of the business for which ctx acts, and how many properties it has.
type Counts func(ctx context.Context) (users, properties int64, err error)

// Deps is what tenancy needs.
type Deps struct {
	Store   Store
	Now     func() time.Time
	IDs     *ident.Source
	Observe usecase.Observer
	Counts  Counts   // nil: usage says nothing of people and properties
	Proofs  Proofs   // of domains
	Vault   Vault    // of exports and erasures
	People  People   // of signing up
	Bases   []string // the installation's own domains, which no business can claim
	Signups bool     // whether anybody may open a business
}

// New makes the use cases.
func New(d Deps) *Tenancy {
	t := &Tenancy{store: d.Store, now: d.Now, ids: d.IDs, counts: d.Counts, proofs: d.Proofs, vault: d.Vault, people: d.People, bases: d.Bases, signups: d.Signups}
	t.directory(d.Observe)
	t.AskLimit = usecase.New(d.Observe, "tenancy.ask_limit", t.askLimit)
	t.Meter = usecase.New(d.Observe, "tenancy.meter", t.meter)
	t.ClaimDomain = usecase.New(d.Observe, "tenancy.claim_domain", t.claimDomain)
	t.VerifyDomain = usecase.New(d.Observe, "tenancy.verify_domain", t.verifyDomain)
	t.DropDomain = usecase.New(d.Observe, "tenancy.drop_domain", t.dropDomain)
	t.AskSupport = usecase.New(d.Observe, "tenancy.ask_support", t.askSupport)
	t.DecideSupport = usecase.New(d.Observe, "tenancy.decide_support", t.decideSupport)
	t.ConsentSupport = usecase.New(d.Observe, "tenancy.consent_support", t.consentSupport)
	t.KnockSupport = usecase.New(d.Observe, "tenancy.knock_support", t.knockSupport)
	t.EnterSupport = usecase.New(d.Observe, "tenancy.enter_support", t.enterSupport)
	t.EndSupport = usecase.New(d.Observe, "tenancy.end_support", t.endSupport)
	t.FindSupport = usecase.New(d.Observe, "tenancy.find_support", t.findSupport)
	t.RequestExport = usecase.New(d.Observe, "tenancy.request_export", t.requestExport)
	t.MakeExport = usecase.New(d.Observe, "tenancy.make_export", t.makeExport)
	t.FetchExport = usecase.New(d.Observe, "tenancy.fetch_export", t.fetchExport)
	t.Sweep = usecase.New(d.Observe, "tenancy.sweep", t.sweep)
	t.StartSignup = usecase.New(d.Observe, "tenancy.start_signup", t.startSignup)
	t.FindSignup = usecase.New(d.Observe, "tenancy.find_signup", t.findSignup)
	t.FinishSignup = usecase.New(d.Observe, "tenancy.finish_signup", t.finishSignup)
	t.CheckSlug = usecase.New(d.Observe, "tenancy.check_slug", t.checkSlug)
	return t
}

// directory makes the use cases about the businesses themselves.
func (t *Tenancy) directory(obs usecase.Observer) {
	t.CreateTenant = usecase.New(obs, "tenancy.create_tenant", t.create)
	t.ListTenants = usecase.New(obs, "tenancy.list_tenants", t.list)
	t.GetTenant = usecase.New(obs, "tenancy.get_tenant", t.get)
	t.UpdateSettings = usecase.New(obs, "tenancy.update_settings", t.updateSettings)
	t.SetDomains = usecase.New(obs, "tenancy.set_domains", t.setDomains)
	t.AllowOrigins = usecase.New(obs, "tenancy.allow_origins", t.allowOrigins)
	t.SuspendTenant = usecase.New(obs, "tenancy.suspend_tenant", t.suspend)
	t.ResumeTenant = usecase.New(obs, "tenancy.resume_tenant", t.resume)
	t.CloseTenant = usecase.New(obs, "tenancy.close_tenant", t.closeTenant)
	t.ConfigureTenant = usecase.New(obs, "tenancy.configure_tenant", t.configure)
	t.SetPlan = usecase.New(obs, "tenancy.set_plan", t.setPlan)
	t.ResolveHost = usecase.New(obs, "tenancy.resolve_host", t.resolve)
	t.FoundOperator = usecase.New(obs, "tenancy.found_operator", t.foundOperator)
	t.InspectTenant = usecase.New(obs, "tenancy.inspect_tenant", t.inspect)
	t.SurveyTenants = usecase.New(obs, "tenancy.survey_tenants", t.survey)
	t.Inside = usecase.New(obs, "tenancy.inside", t.inside)
}

type stateKey struct{}

// With returns a context that carries the business for which it acts, beside access.Actor.Tenant, so that pages and
// papers need not ask for its name, languages and branding again.
func With(ctx context.Context, s State) context.Context { return context.WithValue(ctx, stateKey{}, s) }

// From returns what With stored, and whether there was anything.
func From(ctx context.Context) (State, bool) {
	s, ok := ctx.Value(stateKey{}).(State)
	return s, ok
}
