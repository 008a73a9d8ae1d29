package identity

import "comptoir/internal/kernel/usecase"

// ProviderCases are the use cases of signing in with a provider.
type ProviderCases struct {
	OfferedProviders    usecase.Func[OfferedProviders, []ProviderName]
	StartProviderSignIn usecase.Func[StartProviderSignIn, Away]
	StartLink           usecase.Func[StartLink, Away]
	FinishProvider      usecase.Func[FinishProvider, Returned]
	AttachLink          usecase.Func[AttachLink, usecase.None]
	Unlink              usecase.Func[Unlink, usecase.None]
	SetProvider         usecase.Func[SetProvider, ProviderView]
	ListProviders       usecase.Func[ListProviders, []ProviderView]
	TestProvider        usecase.Func[TestProvider, usecase.None]
}

func (i *Identity) makeProviderCases(d Deps) {
	i.OfferedProviders = usecase.New(d.Observe, "identity.offered_providers", i.offeredProviders)
	i.StartProviderSignIn = usecase.New(d.Observe, "identity.start_provider_sign_in", i.startProviderSignIn)
	i.StartLink = usecase.New(d.Observe, "identity.start_link", i.startLink)
	i.FinishProvider = usecase.New(d.Observe, "identity.finish_provider", i.finishProvider)
	i.AttachLink = usecase.New(d.Observe, "identity.attach_link", i.attachLink)
	i.Unlink = usecase.New(d.Observe, "identity.unlink", i.unlink)
	i.SetProvider = usecase.New(d.Observe, "identity.set_provider", i.setProvider)
	i.ListProviders = usecase.New(d.Observe, "identity.list_providers", i.listProviders)
	i.TestProvider = usecase.New(d.Observe, "identity.test_provider", i.testProvider)
}
