package identity

import "comptoir/internal/kernel/usecase"

// FactorCases are the use cases of what proves a person besides his password.
type FactorCases struct {
	StartPasskey       usecase.Func[StartPasskey, Asked]
	AddPasskey         usecase.Func[AddPasskey, Enrolled]
	RenamePasskey      usecase.Func[RenamePasskey, usecase.None]
	RemovePasskey      usecase.Func[RemovePasskey, usecase.None]
	StartPasskeySignIn usecase.Func[StartPasskeySignIn, Asked]
	SignInByPasskey    usecase.Func[SignInByPasskey, SignedIn]
	TakeSecondStep     usecase.Func[TakeSecondStep, SignedIn]
	AskSecondStep      usecase.Func[AskSecondStep, Asked]
	LookAtChallenge    usecase.Func[LookAtChallenge, Challenge]
	StartProof         usecase.Func[StartProof, Asked]
	StartCodes         usecase.Func[StartCodes, CodesKey]
	PendingKey         usecase.Func[PendingKey, CodesKey]
	ConfirmCodes       usecase.Func[ConfirmCodes, Enrolled]
	StopCodes          usecase.Func[StopCodes, usecase.None]
	RenewRecovery      usecase.Func[RenewRecovery, Enrolled]
	ResetFactors       usecase.Func[ResetFactors, usecase.None]
	MyFactors          usecase.Func[MyFactors, FactorsView]
	SetFactorPolicy    usecase.Func[SetFactorPolicy, FactorPolicy]
	GetFactorPolicy    usecase.Func[GetFactorPolicy, FactorPolicy]
}

func (i *Identity) makeFactorCases(d Deps) {
	i.StartPasskey = usecase.New(d.Observe, "identity.start_passkey", i.startPasskey)
	i.AddPasskey = usecase.New(d.Observe, "identity.add_passkey", i.addPasskey)
	i.RenamePasskey = usecase.New(d.Observe, "identity.rename_passkey", i.renamePasskey)
	i.RemovePasskey = usecase.New(d.Observe, "identity.remove_passkey", i.removePasskey)
	i.StartPasskeySignIn = usecase.New(d.Observe, "identity.start_passkey_sign_in", i.startPasskeySignIn)
	i.SignInByPasskey = usecase.New(d.Observe, "identity.sign_in_by_passkey", i.signInByPasskey)
	i.TakeSecondStep = usecase.New(d.Observe, "identity.take_second_step", i.takeSecondStep)
	i.AskSecondStep = usecase.New(d.Observe, "identity.ask_second_step", i.askSecondStep)
	i.LookAtChallenge = usecase.New(d.Observe, "identity.look_at_challenge", i.lookAtChallenge)
	i.StartProof = usecase.New(d.Observe, "identity.start_proof", i.startProof)
	i.StartCodes = usecase.New(d.Observe, "identity.start_codes", i.startCodes)
	i.PendingKey = usecase.New(d.Observe, "identity.pending_key", i.pendingKey)
	i.ConfirmCodes = usecase.New(d.Observe, "identity.confirm_codes", i.confirmCodes)
	i.StopCodes = usecase.New(d.Observe, "identity.stop_codes", i.stopCodes)
	i.RenewRecovery = usecase.New(d.Observe, "identity.renew_recovery", i.renewRecovery)
	i.ResetFactors = usecase.New(d.Observe, "identity.reset_factors", i.resetFactors)
	i.MyFactors = usecase.New(d.Observe, "identity.my_factors", i.myFactors)
	i.SetFactorPolicy = usecase.New(d.Observe, "identity.set_factor_policy", i.setFactorPolicy)
	i.GetFactorPolicy = usecase.New(d.Observe, "identity.get_factor_policy", i.getFactorPolicy)
}
