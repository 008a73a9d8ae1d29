// Code generated from api/openapi.yaml by sdk/generate. DO NOT EDIT.

package comptoir

import (
	"context"
	"iter"
)

// Services are the parts of the API, by the first word of their paths. They are fields of a Client.
type Services struct {
	Audit         *AuditService
	Auth          *AuthService
	Banking       *BankingService
	Business      *BusinessService
	Contracts     *ContractsService
	Identity      *IdentityService
	Invoicing     *InvoicingService
	Ledger        *LedgerService
	Notifications *NotificationsService
	Operations    *OperationsService
	Operator      *OperatorService
	Payments      *PaymentsService
	Privacy       *PrivacyService
	Signature     *SignatureService
	Signing       *SigningService
	Start         *StartService
	Stays         *StaysService
}

func (s *Services) connect(c *Client) {
	s.Audit = &AuditService{client: c}
	s.Auth = &AuthService{client: c}
	s.Banking = &BankingService{client: c}
	s.Business = &BusinessService{client: c}
	s.Contracts = &ContractsService{client: c}
	s.Identity = &IdentityService{client: c}
	s.Invoicing = &InvoicingService{client: c}
	s.Ledger = &LedgerService{client: c}
	s.Notifications = &NotificationsService{client: c}
	s.Operations = &OperationsService{client: c}
	s.Operator = &OperatorService{client: c}
	s.Payments = &PaymentsService{client: c}
	s.Privacy = &PrivacyService{client: c}
	s.Signature = &SignatureService{client: c}
	s.Signing = &SigningService{client: c}
	s.Start = &StartService{client: c}
	s.Stays = &StaysService{client: c}
}

// AuditService has the calls under /api/audit.
type AuditService struct{ client *Client }

// AuthService has the calls under /api/auth.
type AuthService struct{ client *Client }

// BankingService has the calls under /api/banking.
type BankingService struct{ client *Client }

// BusinessService has the calls under /api/business.
type BusinessService struct{ client *Client }

// ContractsService has the calls under /api/contracts.
type ContractsService struct{ client *Client }

// IdentityService has the calls under /api/identity.
type IdentityService struct{ client *Client }

// InvoicingService has the calls under /api/invoicing.
type InvoicingService struct{ client *Client }

// LedgerService has the calls under /api/ledger.
type LedgerService struct{ client *Client }

// NotificationsService has the calls under /api/notifications.
type NotificationsService struct{ client *Client }

// OperationsService has the calls under /api/operations.
type OperationsService struct{ client *Client }

// OperatorService has the calls under /api/operator.
type OperatorService struct{ client *Client }

// PaymentsService has the calls under /api/payments.
type PaymentsService struct{ client *Client }

// PrivacyService has the calls under /api/privacy.
type PrivacyService struct{ client *Client }

// SignatureService has the calls under /api/signature.
type SignatureService struct{ client *Client }

// SigningService has the calls under /api/signing.
type SigningService struct{ client *Client }

// StartService has the calls under /api/start.
type StartService struct{ client *Client }

// StaysService has the calls under /api/stays.
type StaysService struct{ client *Client }

// GetEntries: What was done, by whom, before and after; newest first.
// GET /api/audit/entries; permission audit.read_trail.
func (s *AuditService) GetEntries(ctx context.Context, query AuditGetEntriesQuery, options ...CallOption) (*AuditEntryWireList, error) {
	c := call{method: "GET", path: "/api/audit/entries", query: query.values()}
	return decode[AuditEntryWireList](ctx, s.client, &c, options)
}

// GetEntriesAll goes through the items of all pages of GetEntries; it asks for a page when it gets there, and ends at the first error.
func (s *AuditService) GetEntriesAll(ctx context.Context, query AuditGetEntriesQuery, options ...CallOption) iter.Seq2[AuditEntryWire, error] {
	return pages(query.Cursor, func(cursor string) ([]AuditEntryWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetEntries(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetSecurityEvents: What matters to security; newest first.
// GET /api/audit/security-events; permission audit.read_security.
func (s *AuditService) GetSecurityEvents(ctx context.Context, query AuditGetSecurityEventsQuery, options ...CallOption) (*AuditSecurityWireList, error) {
	c := call{method: "GET", path: "/api/audit/security-events", query: query.values()}
	return decode[AuditSecurityWireList](ctx, s.client, &c, options)
}

// GetSecurityEventsAll goes through the items of all pages of GetSecurityEvents; it asks for a page when it gets there, and ends at the first error.
func (s *AuditService) GetSecurityEventsAll(ctx context.Context, query AuditGetSecurityEventsQuery, options ...CallOption) iter.Seq2[AuditSecurityWire, error] {
	return pages(query.Cursor, func(cursor string) ([]AuditSecurityWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetSecurityEvents(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostEmail: Ask for another e-mail address.
// The new address gets a link to confirm it, the old one a link to stop it, which works for seven days even after the change.
// POST /api/auth/email; permission identity.own_account.
func (s *AuthService) PostEmail(ctx context.Context, body NewEmailInputBody, options ...CallOption) (*AcceptedOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/email", json: body}
	return decode[AcceptedOutputBody](ctx, s.client, &c, options)
}

// PostEmailCancel: Stop or undo a change of address, with the link mailed to the old one.
// POST /api/auth/email/cancel; permission public.
func (s *AuthService) PostEmailCancel(ctx context.Context, body ConfirmInputBody, options ...CallOption) (*CancelledOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/email/cancel", json: body}
	return decode[CancelledOutputBody](ctx, s.client, &c, options)
}

// PostEmailChange: Take the new address, with the link mailed to it.
// POST /api/auth/email/change; permission public.
func (s *AuthService) PostEmailChange(ctx context.Context, body ConfirmInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/auth/email/change", json: body}
	return s.client.run(ctx, &c, options)
}

// PostEmailConfirm: Confirm an e-mail address with a mailed link.
// POST /api/auth/email/confirm; permission public.
func (s *AuthService) PostEmailConfirm(ctx context.Context, body ConfirmInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/auth/email/confirm", json: body}
	return s.client.run(ctx, &c, options)
}

// GetFactorPolicy: What the business asks of its people.
// GET /api/auth/factor-policy; permission identity.manage_factors.
func (s *AuthService) GetFactorPolicy(ctx context.Context, options ...CallOption) (*IdentityPolicyBody, error) {
	c := call{method: "GET", path: "/api/auth/factor-policy"}
	return decode[IdentityPolicyBody](ctx, s.client, &c, options)
}

// PutFactorPolicy: Ask the people of the business for a second factor, or not.
// PUT /api/auth/factor-policy; permission identity.manage_factors.
func (s *AuthService) PutFactorPolicy(ctx context.Context, body IdentityPolicyBody, options ...CallOption) (*IdentityPolicyBody, error) {
	c := call{method: "PUT", path: "/api/auth/factor-policy", json: body}
	return decode[IdentityPolicyBody](ctx, s.client, &c, options)
}

// GetFactors: What proves that it is me, besides the password.
// GET /api/auth/factors; permission identity.own_account.
func (s *AuthService) GetFactors(ctx context.Context, options ...CallOption) (*FactorsOutputBody, error) {
	c := call{method: "GET", path: "/api/auth/factors"}
	return decode[FactorsOutputBody](ctx, s.client, &c, options)
}

// DeleteFactorsCodes: Remove the authenticator application.
// DELETE /api/auth/factors/codes; permission identity.own_account.
func (s *AuthService) DeleteFactorsCodes(ctx context.Context, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/factors/codes"}
	return s.client.run(ctx, &c, options)
}

// PostFactorsCodes: Begin setting up an authenticator application.
// POST /api/auth/factors/codes; permission identity.own_account.
func (s *AuthService) PostFactorsCodes(ctx context.Context, options ...CallOption) (*KeyOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/factors/codes"}
	return decode[KeyOutputBody](ctx, s.client, &c, options)
}

// PostFactorsCodesConfirm: Confirm the application with its first code.
// POST /api/auth/factors/codes/confirm; permission identity.own_account.
func (s *AuthService) PostFactorsCodesConfirm(ctx context.Context, body CodeInputBody, options ...CallOption) (*RecoveryOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/factors/codes/confirm", json: body}
	return decode[RecoveryOutputBody](ctx, s.client, &c, options)
}

// PostFactorsPasskeys: Add a passkey.
// POST /api/auth/factors/passkeys; permission identity.own_account.
func (s *AuthService) PostFactorsPasskeys(ctx context.Context, body PasskeyInputBody, options ...CallOption) (*RecoveryOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/factors/passkeys", json: body}
	return decode[RecoveryOutputBody](ctx, s.client, &c, options)
}

// DeleteFactorsPasskeysByID: Remove a passkey.
// DELETE /api/auth/factors/passkeys/{id}; permission identity.own_account.
func (s *AuthService) DeleteFactorsPasskeysByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/factors/passkeys/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// PutFactorsPasskeysByIDName: Rename a passkey.
// PUT /api/auth/factors/passkeys/{id}/name; permission identity.own_account.
func (s *AuthService) PutFactorsPasskeysByIDName(ctx context.Context, id string, body PasskeyNameInputBody, options ...CallOption) error {
	c := call{method: "PUT", path: "/api/auth/factors/passkeys/" + segment(id) + "/name", json: body}
	return s.client.run(ctx, &c, options)
}

// PostFactorsPasskeysOptions: Begin adding a passkey.
// POST /api/auth/factors/passkeys/options; permission identity.own_account.
func (s *AuthService) PostFactorsPasskeysOptions(ctx context.Context, options ...CallOption) (*IdentityAskedBody, error) {
	c := call{method: "POST", path: "/api/auth/factors/passkeys/options"}
	return decode[IdentityAskedBody](ctx, s.client, &c, options)
}

// PostFactorsRecoveryCodes: Replace the recovery codes.
// POST /api/auth/factors/recovery-codes; permission identity.own_account.
func (s *AuthService) PostFactorsRecoveryCodes(ctx context.Context, options ...CallOption) (*RecoveryOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/factors/recovery-codes"}
	return decode[RecoveryOutputBody](ctx, s.client, &c, options)
}

// PostInvitation: Accept an invitation.
// Without an account at the address a name and a password open one. Who has one sends his access token along: otherwise 409 `identity.invitation_needs_sign_in`.
// POST /api/auth/invitation; permission public.
func (s *AuthService) PostInvitation(ctx context.Context, body AcceptInputBody, options ...CallOption) (*AcceptOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/invitation", json: body}
	return decode[AcceptOutputBody](ctx, s.client, &c, options)
}

// PostLink: Ask for a link that signs in.
// The link works once, for ten minutes. The answer is the same whether or not the address has an account.
// POST /api/auth/link; permission public.
func (s *AuthService) PostLink(ctx context.Context, body ForgotInputBody, options ...CallOption) (*AcceptedOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/link", json: body}
	return decode[AcceptedOutputBody](ctx, s.client, &c, options)
}

// PostLinkUse: Sign in with a mailed link.
// Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge and the ways to meet it. A wrong address and a wrong password have one answer, 401 `identity.bad_credentials`, whether or not the account exists or has a second factor.
// POST /api/auth/link/use; permission public.
func (s *AuthService) PostLinkUse(ctx context.Context, body UseLinkInputBody, options ...CallOption) (*AuthPostLinkUseAnswer, error) {
	c := call{method: "POST", path: "/api/auth/link/use", json: body}
	return decode[AuthPostLinkUseAnswer](ctx, s.client, &c, options)
}

// PostLogin: Sign in.
// Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge and the ways to meet it. A wrong address and a wrong password have one answer, 401 `identity.bad_credentials`, whether or not the account exists or has a second factor.
// POST /api/auth/login; permission public.
func (s *AuthService) PostLogin(ctx context.Context, body LoginInputBody, options ...CallOption) (*AuthPostLoginAnswer, error) {
	c := call{method: "POST", path: "/api/auth/login", json: body}
	return decode[AuthPostLoginAnswer](ctx, s.client, &c, options)
}

// PostLoginPasskey: Sign in with a passkey alone.
// POST /api/auth/login/passkey; permission public.
func (s *AuthService) PostLoginPasskey(ctx context.Context, body PasskeyLoginInputBody, options ...CallOption) (*IdentitySessionBody, error) {
	c := call{method: "POST", path: "/api/auth/login/passkey", json: body}
	return decode[IdentitySessionBody](ctx, s.client, &c, options)
}

// PostLoginPasskeyOptions: Begin a sign-in with a passkey alone.
// POST /api/auth/login/passkey/options; permission public.
func (s *AuthService) PostLoginPasskeyOptions(ctx context.Context, options ...CallOption) (*IdentityAskedBody, error) {
	c := call{method: "POST", path: "/api/auth/login/passkey/options"}
	return decode[IdentityAskedBody](ctx, s.client, &c, options)
}

// PostLoginSecond: Take the second step of a sign-in.
// POST /api/auth/login/second; permission public.
func (s *AuthService) PostLoginSecond(ctx context.Context, body SecondInputBody, options ...CallOption) (*IdentitySessionBody, error) {
	c := call{method: "POST", path: "/api/auth/login/second", json: body}
	return decode[IdentitySessionBody](ctx, s.client, &c, options)
}

// PostLoginSecondOptions: Ask for a passkey as the second step.
// POST /api/auth/login/second/options; permission public.
func (s *AuthService) PostLoginSecondOptions(ctx context.Context, body ChallengeInputBody, options ...CallOption) (*IdentityAskedBody, error) {
	c := call{method: "POST", path: "/api/auth/login/second/options", json: body}
	return decode[IdentityAskedBody](ctx, s.client, &c, options)
}

// PostLogout: End a session.
// POST /api/auth/logout; permission public.
func (s *AuthService) PostLogout(ctx context.Context, body *LogoutInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/auth/logout", json: given(body)}
	return s.client.run(ctx, &c, options)
}

// GetMe: Who am I.
// GET /api/auth/me; permission identity.own_account.
func (s *AuthService) GetMe(ctx context.Context, options ...CallOption) (*IdentityUserBody, error) {
	c := call{method: "GET", path: "/api/auth/me"}
	return decode[IdentityUserBody](ctx, s.client, &c, options)
}

// PatchMe: Change my profile.
// What is left out stays as it is. Address, password and factors have operations of their own, which ask for a fresh proof.
// PATCH /api/auth/me; permission identity.own_account.
func (s *AuthService) PatchMe(ctx context.Context, body ProfileInputBody, options ...CallOption) (*IdentityUserBody, error) {
	c := call{method: "PATCH", path: "/api/auth/me", json: body}
	return decode[IdentityUserBody](ctx, s.client, &c, options)
}

// DeleteMePhoto: Take my picture away.
// DELETE /api/auth/me/photo; permission identity.own_account.
func (s *AuthService) DeleteMePhoto(ctx context.Context, options ...CallOption) (*IdentityUserBody, error) {
	c := call{method: "DELETE", path: "/api/auth/me/photo"}
	return decode[IdentityUserBody](ctx, s.client, &c, options)
}

// PutMePhoto: Give myself a picture (multipart, field photo).
// The picture is decoded within limits, turned upright, stripped of its metadata and made anew in small widths; what was sent is not kept.
// PUT /api/auth/me/photo; permission identity.own_account.
func (s *AuthService) PutMePhoto(ctx context.Context, body AuthPutMePhotoForm, options ...CallOption) (*IdentityUserBody, error) {
	c := call{method: "PUT", path: "/api/auth/me/photo", form: body.parts()}
	return decode[IdentityUserBody](ctx, s.client, &c, options)
}

// PostPasswordForgot: Ask for a link that sets a new password.
// POST /api/auth/password/forgot; permission public.
func (s *AuthService) PostPasswordForgot(ctx context.Context, body ForgotInputBody, options ...CallOption) (*AcceptedOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/password/forgot", json: body}
	return decode[AcceptedOutputBody](ctx, s.client, &c, options)
}

// PostPasswordReset: Set a new password with a mailed link.
// POST /api/auth/password/reset; permission public.
func (s *AuthService) PostPasswordReset(ctx context.Context, body ResetInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/auth/password/reset", json: body}
	return s.client.run(ctx, &c, options)
}

// PostProve: Prove again that it is you.
// Dangerous acts (payouts, exports, role changes, deletions, changes of address, password and factors) answer 403 `identity.step_up_required` unless you have proved within ten minutes that you are yourself: by signing in, or here.
// POST /api/auth/prove; permission identity.own_account.
func (s *AuthService) PostProve(ctx context.Context, body ProveInputBody, options ...CallOption) (*IdentityProveBody, error) {
	c := call{method: "POST", path: "/api/auth/prove", json: body}
	return decode[IdentityProveBody](ctx, s.client, &c, options)
}

// PostProveOptions: Ask for a passkey to prove that it is you.
// POST /api/auth/prove/options; permission identity.own_account.
func (s *AuthService) PostProveOptions(ctx context.Context, options ...CallOption) (*IdentityAskedBody, error) {
	c := call{method: "POST", path: "/api/auth/prove/options"}
	return decode[IdentityAskedBody](ctx, s.client, &c, options)
}

// GetProviders: With whom people may sign in.
// GET /api/auth/providers; permission public.
func (s *AuthService) GetProviders(ctx context.Context, options ...CallOption) (*ProvidersOutputBody, error) {
	c := call{method: "GET", path: "/api/auth/providers"}
	return decode[ProvidersOutputBody](ctx, s.client, &c, options)
}

// PostProvidersByProviderFinish: End a sign-in with Google or Facebook.
// Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge. Whoever has no account gets one, if the provider vouches for his address. An account that exists is not entered by its address alone: 409 `identity.link_first` asks its owner to sign in and to link the provider. Works once.
// POST /api/auth/providers/{provider}/finish; permission public.
func (s *AuthService) PostProvidersByProviderFinish(ctx context.Context, provider AuthPostProvidersByProviderFinishProvider, body FinishProviderInputBody, options ...CallOption) (*AuthPostProvidersByProviderFinishAnswer, error) {
	c := call{method: "POST", path: "/api/auth/providers/" + segment(provider) + "/finish", json: body}
	return decode[AuthPostProvidersByProviderFinishAnswer](ctx, s.client, &c, options)
}

// DeleteProvidersByProviderLink: Unlink my account.
// DELETE /api/auth/providers/{provider}/link; permission identity.own_account.
func (s *AuthService) DeleteProvidersByProviderLink(ctx context.Context, provider AuthDeleteProvidersByProviderLinkProvider, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/providers/" + segment(provider) + "/link"}
	return s.client.run(ctx, &c, options)
}

// PostProvidersByProviderLink: Begin linking my account with the one at Google or Facebook.
// As start, for somebody who is signed in and has just proved himself (see POST /api/auth/prove).
// POST /api/auth/providers/{provider}/link; permission identity.own_account.
func (s *AuthService) PostProvidersByProviderLink(ctx context.Context, provider AuthPostProvidersByProviderLinkProvider, body StartProviderInputBody, options ...CallOption) (*IdentityStartedBody, error) {
	c := call{method: "POST", path: "/api/auth/providers/" + segment(provider) + "/link", json: body}
	return decode[IdentityStartedBody](ctx, s.client, &c, options)
}

// PostProvidersByProviderLinkFinish: End linking my account.
// POST /api/auth/providers/{provider}/link/finish; permission identity.own_account.
func (s *AuthService) PostProvidersByProviderLinkFinish(ctx context.Context, provider AuthPostProvidersByProviderLinkFinishProvider, body FinishProviderInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/auth/providers/" + segment(provider) + "/link/finish", json: body}
	return s.client.run(ctx, &c, options)
}

// PostProvidersByProviderStart: Begin a sign-in with Google or Facebook.
// Open `authorizationUrl` in a browser. It comes back to `redirectUri` with `state` and `code`, or `error`: send them to finish within ten minutes, with `transaction`. The state, PKCE's verifier and the nonce are checked here.
// POST /api/auth/providers/{provider}/start; permission public.
func (s *AuthService) PostProvidersByProviderStart(ctx context.Context, provider AuthPostProvidersByProviderStartProvider, body StartProviderInputBody, options ...CallOption) (*IdentityStartedBody, error) {
	c := call{method: "POST", path: "/api/auth/providers/" + segment(provider) + "/start", json: body}
	return decode[IdentityStartedBody](ctx, s.client, &c, options)
}

// PostRefresh: Exchange a refresh token.
// POST /api/auth/refresh; permission public.
func (s *AuthService) PostRefresh(ctx context.Context, body RefreshInputBody, options ...CallOption) (*IdentitySessionBody, error) {
	c := call{method: "POST", path: "/api/auth/refresh", json: body}
	return decode[IdentitySessionBody](ctx, s.client, &c, options)
}

// PostRegister: Open an account.
// POST /api/auth/register; permission public.
func (s *AuthService) PostRegister(ctx context.Context, body RegisterInputBody, options ...CallOption) (*AcceptedOutputBody, error) {
	c := call{method: "POST", path: "/api/auth/register", json: body}
	return decode[AcceptedOutputBody](ctx, s.client, &c, options)
}

// DeleteSessions: End all your sessions but this one.
// DELETE /api/auth/sessions; permission identity.own_account.
func (s *AuthService) DeleteSessions(ctx context.Context, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/sessions"}
	return s.client.run(ctx, &c, options)
}

// GetSessions: List your sessions.
// GET /api/auth/sessions; permission identity.own_account.
func (s *AuthService) GetSessions(ctx context.Context, options ...CallOption) (*IdentityApiSessionList, error) {
	c := call{method: "GET", path: "/api/auth/sessions"}
	return decode[IdentityApiSessionList](ctx, s.client, &c, options)
}

// DeleteSessionsByID: End one of your sessions.
// It ends at once: its access tokens are refused from the next call on, and its device counts as new.
// DELETE /api/auth/sessions/{id}; permission identity.own_account.
func (s *AuthService) DeleteSessionsByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/sessions/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// DeleteUsersByUserFactors: Take every second factor off the account of somebody who has lost them.
// DELETE /api/auth/users/{user}/factors; permission identity.manage_factors.
func (s *AuthService) DeleteUsersByUserFactors(ctx context.Context, user string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/auth/users/" + segment(user) + "/factors"}
	return s.client.run(ctx, &c, options)
}

// GetAccounts: The business's bank accounts.
// GET /api/banking/accounts; permission banking.read_payouts.
func (s *BankingService) GetAccounts(ctx context.Context, options ...CallOption) (*BankingAccountList, error) {
	c := call{method: "GET", path: "/api/banking/accounts"}
	return decode[BankingAccountList](ctx, s.client, &c, options)
}

// PostAccounts: Add a bank account.
// POST /api/banking/accounts; permission banking.manage_settings.
func (s *BankingService) PostAccounts(ctx context.Context, body BankingAccountBody, options ...CallOption) (*BankingAccount, error) {
	c := call{method: "POST", path: "/api/banking/accounts", json: body}
	return decode[BankingAccount](ctx, s.client, &c, options)
}

// PutAccountsByID: Change a bank account.
// PUT /api/banking/accounts/{id}; permission banking.manage_settings.
func (s *BankingService) PutAccountsByID(ctx context.Context, id string, body BankingAccountBody, options ...CallOption) (*BankingAccount, error) {
	c := call{method: "PUT", path: "/api/banking/accounts/" + segment(id), json: body}
	return decode[BankingAccount](ctx, s.client, &c, options)
}

// GetBatches: Batches of payouts, newest first.
// GET /api/banking/batches; permission banking.read_payouts.
func (s *BankingService) GetBatches(ctx context.Context, query BankingGetBatchesQuery, options ...CallOption) (*BankingBatchWireList, error) {
	c := call{method: "GET", path: "/api/banking/batches", query: query.values()}
	return decode[BankingBatchWireList](ctx, s.client, &c, options)
}

// GetBatchesAll goes through the items of all pages of GetBatches; it asks for a page when it gets there, and ends at the first error.
func (s *BankingService) GetBatchesAll(ctx context.Context, query BankingGetBatchesQuery, options ...CallOption) iter.Seq2[BankingBatchWire, error] {
	return pages(query.Cursor, func(cursor string) ([]BankingBatchWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetBatches(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostBatches: Propose a batch of payouts.
// Of everything that is due and can be paid, or of the payees named. The same key is the same batch.
// POST /api/banking/batches; permission banking.propose_payouts.
func (s *BankingService) PostBatches(ctx context.Context, body ProposeInputBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// GetBatchesByID: One batch with its lines.
// GET /api/banking/batches/{id}; permission banking.read_payouts.
func (s *BankingService) GetBatchesByID(ctx context.Context, id string, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "GET", path: "/api/banking/batches/" + segment(id)}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDApprove: Approve a batch that somebody else has proposed.
// Needs a fresh proof (POST /api/auth/prove). Refused (409) to whoever proposed it.
// POST /api/banking/batches/{id}/approve; permission banking.approve_payouts.
func (s *BankingService) PostBatchesByIDApprove(ctx context.Context, id string, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/approve"}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDCancel: Cancel a batch that the bank does not execute.
// POST /api/banking/batches/{id}/cancel; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDCancel(ctx context.Context, id string, body BankingReasonBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/cancel", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDExecuted: Note that the bank has executed a batch.
// POST /api/banking/batches/{id}/executed; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDExecuted(ctx context.Context, id string, body ExecuteInputBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/executed", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDFile: Make the file for the bank (pain.001.001.09).
// Made again it is the same file, byte by byte. Needs a fresh proof.
// POST /api/banking/batches/{id}/file; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDFile(ctx context.Context, id string, options ...CallOption) (*string, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/file"}
	return decode[string](ctx, s.client, &c, options)
}

// PostBatchesByIDLinesByLineReject: Note that the bank refused a line.
// POST /api/banking/batches/{id}/lines/{line}/reject; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDLinesByLineReject(ctx context.Context, id string, line string, body BankingReasonBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/lines/" + segment(line) + "/reject", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDLinesByLineRemove: Take a line out of a batch.
// POST /api/banking/batches/{id}/lines/{line}/remove; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDLinesByLineRemove(ctx context.Context, id string, line string, body BankingReasonBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/lines/" + segment(line) + "/remove", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDLinesByLineReturn: Note that the money of a line came back.
// POST /api/banking/batches/{id}/lines/{line}/return; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDLinesByLineReturn(ctx context.Context, id string, line string, body ReturnInputBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/lines/" + segment(line) + "/return", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDLinesByLineVerification: Note the verification of a payee.
// POST /api/banking/batches/{id}/lines/{line}/verification; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDLinesByLineVerification(ctx context.Context, id string, line string, body VerifyInputBody, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/lines/" + segment(line) + "/verification", json: body}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// PostBatchesByIDSend: Have an approved batch paid by its payment provider.
// Sent again it is paid once. What becomes of each line, the provider says. Needs a fresh proof.
// POST /api/banking/batches/{id}/send; permission banking.propose_payouts.
func (s *BankingService) PostBatchesByIDSend(ctx context.Context, id string, options ...CallOption) (*BankingBatchWire, error) {
	c := call{method: "POST", path: "/api/banking/batches/" + segment(id) + "/send"}
	return decode[BankingBatchWire](ctx, s.client, &c, options)
}

// GetDifferences: What stands between the bank and the books.
// GET /api/banking/differences; permission banking.reconcile.
func (s *BankingService) GetDifferences(ctx context.Context, options ...CallOption) (*DifferencesOutputBody, error) {
	c := call{method: "GET", path: "/api/banking/differences"}
	return decode[DifferencesOutputBody](ctx, s.client, &c, options)
}

// GetDue: Whom the business owes, and whether they can be paid.
// GET /api/banking/due; permission banking.read_payouts.
func (s *BankingService) GetDue(ctx context.Context, options ...CallOption) (*BankingDueWireList, error) {
	c := call{method: "GET", path: "/api/banking/due"}
	return decode[BankingDueWireList](ctx, s.client, &c, options)
}

// GetEnrolments: Owners' accounts with payment providers, and how far they are.
// GET /api/banking/enrolments; permission banking.read_payouts.
func (s *BankingService) GetEnrolments(ctx context.Context, options ...CallOption) (*EnrolmentsOutputBody, error) {
	c := call{method: "GET", path: "/api/banking/enrolments"}
	return decode[EnrolmentsOutputBody](ctx, s.client, &c, options)
}

// GetEntries: Entries of statements, newest first.
// GET /api/banking/entries; permission banking.reconcile.
func (s *BankingService) GetEntries(ctx context.Context, query BankingGetEntriesQuery, options ...CallOption) (*BankingEntryWireList, error) {
	c := call{method: "GET", path: "/api/banking/entries", query: query.values()}
	return decode[BankingEntryWireList](ctx, s.client, &c, options)
}

// GetEntriesAll goes through the items of all pages of GetEntries; it asks for a page when it gets there, and ends at the first error.
func (s *BankingService) GetEntriesAll(ctx context.Context, query BankingGetEntriesQuery, options ...CallOption) iter.Seq2[BankingEntryWire, error] {
	return pages(query.Cursor, func(cursor string) ([]BankingEntryWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetEntries(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetEntriesByID: One entry, with the debts that it may pay.
// GET /api/banking/entries/{id}; permission banking.reconcile.
func (s *BankingService) GetEntriesByID(ctx context.Context, id string, query BankingGetEntriesByIDQuery, options ...CallOption) (*OneEntryOutputBody, error) {
	c := call{method: "GET", path: "/api/banking/entries/" + segment(id), query: query.values()}
	return decode[OneEntryOutputBody](ctx, s.client, &c, options)
}

// PostEntriesByIDMatch: Say which booking an entry pays.
// POST /api/banking/entries/{id}/match; permission banking.reconcile.
func (s *BankingService) PostEntriesByIDMatch(ctx context.Context, id string, body MatchInputBody, options ...CallOption) (*BankingEntryWire, error) {
	c := call{method: "POST", path: "/api/banking/entries/" + segment(id) + "/match", json: body}
	return decode[BankingEntryWire](ctx, s.client, &c, options)
}

// PostEntriesByIDPost: Say what an entry is that pays no booking.
// POST /api/banking/entries/{id}/post; permission banking.reconcile.
func (s *BankingService) PostEntriesByIDPost(ctx context.Context, id string, body PostInputBody1, options ...CallOption) (*BankingEntryWire, error) {
	c := call{method: "POST", path: "/api/banking/entries/" + segment(id) + "/post", json: body}
	return decode[BankingEntryWire](ctx, s.client, &c, options)
}

// PostEntriesByIDUndo: Open an entry again.
// Its payment is given back, its posting reversed. Needs a fresh proof.
// POST /api/banking/entries/{id}/undo; permission banking.reconcile.
func (s *BankingService) PostEntriesByIDUndo(ctx context.Context, id string, options ...CallOption) (*BankingEntryWire, error) {
	c := call{method: "POST", path: "/api/banking/entries/" + segment(id) + "/undo"}
	return decode[BankingEntryWire](ctx, s.client, &c, options)
}

// GetOwnDetails: Where the owner who asks is paid, masked.
// GET /api/banking/own/details; permission banking.own_payouts.
func (s *BankingService) GetOwnDetails(ctx context.Context, options ...CallOption) (*BankingDetailsWire, error) {
	c := call{method: "GET", path: "/api/banking/own/details"}
	return decode[BankingDetailsWire](ctx, s.client, &c, options)
}

// PutOwnDetails: Say where one wants to be paid.
// PUT /api/banking/own/details; permission banking.own_payouts.
func (s *BankingService) PutOwnDetails(ctx context.Context, body BankingCoordinatesWire, options ...CallOption) (*BankingDetailsWire, error) {
	c := call{method: "PUT", path: "/api/banking/own/details", json: body}
	return decode[BankingDetailsWire](ctx, s.client, &c, options)
}

// GetOwnEnrolments: Accounts of the owner who asks with payment providers.
// GET /api/banking/own/enrolments; permission banking.own_payouts.
func (s *BankingService) GetOwnEnrolments(ctx context.Context, options ...CallOption) (*EnrolmentsOutputBody, error) {
	c := call{method: "GET", path: "/api/banking/own/enrolments"}
	return decode[EnrolmentsOutputBody](ctx, s.client, &c, options)
}

// PostOwnEnrolments: Open an account with a payment provider, or go on: the answer is the provider's page.
// POST /api/banking/own/enrolments; permission banking.own_payouts.
func (s *BankingService) PostOwnEnrolments(ctx context.Context, body BankingEnrolBody, options ...CallOption) (*EnrolOutputBody, error) {
	c := call{method: "POST", path: "/api/banking/own/enrolments", json: body}
	return decode[EnrolOutputBody](ctx, s.client, &c, options)
}

// PostOwnPapers: Pass a paper on that says who one is, to a provider that has asked for it.
// It is passed on, and not kept.
// POST /api/banking/own/papers; permission banking.own_payouts.
func (s *BankingService) PostOwnPapers(ctx context.Context, body BankingPostOwnPapersForm, options ...CallOption) (*BankingEnrolmentWire, error) {
	c := call{method: "POST", path: "/api/banking/own/papers", form: body.parts()}
	return decode[BankingEnrolmentWire](ctx, s.client, &c, options)
}

// GetOwnPayouts: Transfers to the owner who asks, newest first.
// GET /api/banking/own/payouts; permission banking.own_payouts.
func (s *BankingService) GetOwnPayouts(ctx context.Context, options ...CallOption) (*BankingPayoutWireList, error) {
	c := call{method: "GET", path: "/api/banking/own/payouts"}
	return decode[BankingPayoutWireList](ctx, s.client, &c, options)
}

// GetOwnStatements: What the owner who asks is owed and was paid, by property, newest first.
// GET /api/banking/own/statements; permission banking.own_payouts.
func (s *BankingService) GetOwnStatements(ctx context.Context, options ...CallOption) (*StatementsOutputBody, error) {
	c := call{method: "GET", path: "/api/banking/own/statements"}
	return decode[StatementsOutputBody](ctx, s.client, &c, options)
}

// PutPayeesByPayeeDetails: Say where somebody is paid.
// PUT /api/banking/payees/{payee}/details; permission banking.manage_details.
func (s *BankingService) PutPayeesByPayeeDetails(ctx context.Context, payee string, body SetDetailsInputBody, options ...CallOption) (*BankingDetailsWire, error) {
	c := call{method: "PUT", path: "/api/banking/payees/" + segment(payee) + "/details", json: body}
	return decode[BankingDetailsWire](ctx, s.client, &c, options)
}

// PostPayeesByPayeeEnrolments: Open a payee's account with a payment provider, or go on: the answer is the provider's page.
// POST /api/banking/payees/{payee}/enrolments; permission banking.manage_details.
func (s *BankingService) PostPayeesByPayeeEnrolments(ctx context.Context, payee string, body BankingEnrolBody, options ...CallOption) (*EnrolOutputBody, error) {
	c := call{method: "POST", path: "/api/banking/payees/" + segment(payee) + "/enrolments", json: body}
	return decode[EnrolOutputBody](ctx, s.client, &c, options)
}

// PostPayeesByPayeePapers: Pass a payee's paper on to a provider that has asked for it.
// It is passed on, and not kept.
// POST /api/banking/payees/{payee}/papers; permission banking.manage_details.
func (s *BankingService) PostPayeesByPayeePapers(ctx context.Context, payee string, body BankingPostPayeesByPayeePapersForm, options ...CallOption) (*BankingEnrolmentWire, error) {
	c := call{method: "POST", path: "/api/banking/payees/" + segment(payee) + "/papers", form: body.parts()}
	return decode[BankingEnrolmentWire](ctx, s.client, &c, options)
}

// GetSettings: The business's choices about payouts.
// GET /api/banking/settings; permission banking.read_payouts.
func (s *BankingService) GetSettings(ctx context.Context, options ...CallOption) (*BankingSettings, error) {
	c := call{method: "GET", path: "/api/banking/settings"}
	return decode[BankingSettings](ctx, s.client, &c, options)
}

// PutSettings: Change them.
// PUT /api/banking/settings; permission banking.manage_settings.
func (s *BankingService) PutSettings(ctx context.Context, body BankingSettings, options ...CallOption) (*BankingSettings, error) {
	c := call{method: "PUT", path: "/api/banking/settings", json: body}
	return decode[BankingSettings](ctx, s.client, &c, options)
}

// PostStatements: Import a statement: camt.053 or CSV.
// The same file brings nothing new. A transfer with the right reference and amount is matched at once.
// POST /api/banking/statements; permission banking.reconcile.
func (s *BankingService) PostStatements(ctx context.Context, body ImportInputBody, options ...CallOption) (*ImportOutputBody, error) {
	c := call{method: "POST", path: "/api/banking/statements", json: body}
	return decode[ImportOutputBody](ctx, s.client, &c, options)
}

// Get: The business: settings, plan, usage, domains, support, exports.
// GET /api/business; permission tenancy.update_settings.
func (s *BusinessService) Get(ctx context.Context, options ...CallOption) (*TenancyDossierWire, error) {
	c := call{method: "GET", path: "/api/business"}
	return decode[TenancyDossierWire](ctx, s.client, &c, options)
}

// PostDomains: Name a domain of one's own.
// POST /api/business/domains; permission tenancy.update_settings.
func (s *BusinessService) PostDomains(ctx context.Context, body ClaimInputBody, options ...CallOption) (*TenancyClaimWire, error) {
	c := call{method: "POST", path: "/api/business/domains", json: body}
	return decode[TenancyClaimWire](ctx, s.client, &c, options)
}

// DeleteDomainsByHost: Give a domain up.
// DELETE /api/business/domains/{host}; permission tenancy.update_settings.
func (s *BusinessService) DeleteDomainsByHost(ctx context.Context, host string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/business/domains/" + segment(host)}
	return s.client.run(ctx, &c, options)
}

// PostDomainsByHostVerify: Look whether the domain publishes its proof.
// POST /api/business/domains/{host}/verify; permission tenancy.update_settings.
func (s *BusinessService) PostDomainsByHostVerify(ctx context.Context, host string, options ...CallOption) (*TenancyClaimWire, error) {
	c := call{method: "POST", path: "/api/business/domains/" + segment(host) + "/verify"}
	return decode[TenancyClaimWire](ctx, s.client, &c, options)
}

// PostExports: Ask for an export of all data.
// POST /api/business/exports; permission tenancy.export.
func (s *BusinessService) PostExports(ctx context.Context, options ...CallOption) (*TenancyExportWire, error) {
	c := call{method: "POST", path: "/api/business/exports"}
	return decode[TenancyExportWire](ctx, s.client, &c, options)
}

// GetExportsByExportFile: Download an export.
// GET /api/business/exports/{export}/file; permission tenancy.export.
func (s *BusinessService) GetExportsByExportFile(ctx context.Context, export string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/business/exports/" + segment(export) + "/file"}
	return s.client.file(ctx, &c, options)
}

// PutOrigins: Name the sites whose pages may call the API from a browser.
// PUT /api/business/origins; permission tenancy.update_settings.
func (s *BusinessService) PutOrigins(ctx context.Context, body OriginsInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "PUT", path: "/api/business/origins", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PutSettings: Change what the business says about itself.
// PUT /api/business/settings; permission tenancy.update_settings.
func (s *BusinessService) PutSettings(ctx context.Context, body TenancySettingsWire, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "PUT", path: "/api/business/settings", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PutSupportConsent: Let the operator's people in without being asked each time, or no longer.
// PUT /api/business/support-consent; permission tenancy.update_settings.
func (s *BusinessService) PutSupportConsent(ctx context.Context, body ConsentInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "PUT", path: "/api/business/support-consent", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PostSupportsBySupportDecision: Agree to a request of the support, or refuse it.
// POST /api/business/supports/{support}/decision; permission tenancy.update_settings.
func (s *BusinessService) PostSupportsBySupportDecision(ctx context.Context, support string, body DecideInputBody, options ...CallOption) (*TenancySupportWire, error) {
	c := call{method: "POST", path: "/api/business/supports/" + segment(support) + "/decision", json: body}
	return decode[TenancySupportWire](ctx, s.client, &c, options)
}

// PostSupportsBySupportEnd: Show the support the door.
// POST /api/business/supports/{support}/end; permission tenancy.end_support.
func (s *BusinessService) PostSupportsBySupportEnd(ctx context.Context, support string, options ...CallOption) (*TenancySupportWire, error) {
	c := call{method: "POST", path: "/api/business/supports/" + segment(support) + "/end"}
	return decode[TenancySupportWire](ctx, s.client, &c, options)
}

// Get: List the contracts, or those of a reservation.
// GET /api/contracts; permission contracts.read_contracts.
func (s *ContractsService) Get(ctx context.Context, query ContractsGetQuery, options ...CallOption) (*ContractsContractWireList, error) {
	c := call{method: "GET", path: "/api/contracts", query: query.values()}
	return decode[ContractsContractWireList](ctx, s.client, &c, options)
}

// GetAll goes through the items of all pages of Get; it asks for a page when it gets there, and ends at the first error.
func (s *ContractsService) GetAll(ctx context.Context, query ContractsGetQuery, options ...CallOption) iter.Seq2[ContractsContractWire, error] {
	return pages(query.Cursor, func(cursor string) ([]ContractsContractWire, string, error) {
		query.Cursor = cursor
		page, err := s.Get(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetByID: Get a contract.
// GET /api/contracts/{id}; permission contracts.read_contracts.
func (s *ContractsService) GetByID(ctx context.Context, id string, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "GET", path: "/api/contracts/" + segment(id)}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// PostByIDCountersign: Sign a contract in the business's name.
// POST /api/contracts/{id}/countersign; permission contracts.sign_contracts.
func (s *ContractsService) PostByIDCountersign(ctx context.Context, id string, body CountersignInputBody, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/countersign", json: body}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// GetByIDDocument: Download a contract as PDF, with its signatures once it is completed.
// GET /api/contracts/{id}/document; permission contracts.read_contracts.
func (s *ContractsService) GetByIDDocument(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/contracts/" + segment(id) + "/document"}
	return s.client.file(ctx, &c, options)
}

// GetByIDEvidence: Get the file of evidence of a contract.
// GET /api/contracts/{id}/evidence; permission contracts.read_contracts.
func (s *ContractsService) GetByIDEvidence(ctx context.Context, id string, options ...CallOption) (*ContractsEvidenceFile, error) {
	c := call{method: "GET", path: "/api/contracts/" + segment(id) + "/evidence"}
	return decode[ContractsEvidenceFile](ctx, s.client, &c, options)
}

// PostByIDPassage: Where the business signs a contract at the provider.
// POST /api/contracts/{id}/passage; permission contracts.sign_contracts.
func (s *ContractsService) PostByIDPassage(ctx context.Context, id string, options ...CallOption) (*PassageOutputBody, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/passage"}
	return decode[PassageOutputBody](ctx, s.client, &c, options)
}

// GetByIDProof: Download the provider's own evidence as PDF.
// GET /api/contracts/{id}/proof; permission contracts.read_contracts.
func (s *ContractsService) GetByIDProof(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/contracts/" + segment(id) + "/proof"}
	return s.client.file(ctx, &c, options)
}

// PostByIDRemind: Send the link of a contract once more.
// POST /api/contracts/{id}/remind; permission contracts.send_contracts.
func (s *ContractsService) PostByIDRemind(ctx context.Context, id string, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/remind"}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// PostByIDSend: Send a contract to be signed.
// POST /api/contracts/{id}/send; permission contracts.send_contracts.
func (s *ContractsService) PostByIDSend(ctx context.Context, id string, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/send"}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// PostByIDSync: Ask the provider how far a contract is.
// POST /api/contracts/{id}/sync; permission contracts.send_contracts.
func (s *ContractsService) PostByIDSync(ctx context.Context, id string, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/sync"}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// GetByIDUnsigned: Download a contract as it was sent, without signatures.
// GET /api/contracts/{id}/unsigned; permission contracts.read_contracts.
func (s *ContractsService) GetByIDUnsigned(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/contracts/" + segment(id) + "/unsigned"}
	return s.client.file(ctx, &c, options)
}

// PostByIDVoid: Take back a contract that is not completed.
// POST /api/contracts/{id}/void; permission contracts.send_contracts.
func (s *ContractsService) PostByIDVoid(ctx context.Context, id string, body VoidInputBody, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/" + segment(id) + "/void", json: body}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// PostMandates: Draw up the mandate of a property's owner.
// POST /api/contracts/mandates; permission contracts.send_contracts.
func (s *ContractsService) PostMandates(ctx context.Context, body MandateInputBody, options ...CallOption) (*ContractsContractWire, error) {
	c := call{method: "POST", path: "/api/contracts/mandates", json: body}
	return decode[ContractsContractWire](ctx, s.client, &c, options)
}

// GetProviders: Where contracts may be signed, with what was entered for each.
// GET /api/contracts/providers; permission contracts.manage_settings.
func (s *ContractsService) GetProviders(ctx context.Context, options ...CallOption) (*ContractsProviderWireList, error) {
	c := call{method: "GET", path: "/api/contracts/providers"}
	return decode[ContractsProviderWireList](ctx, s.client, &c, options)
}

// PostProvidersByProviderChoice: Have new contracts signed there.
// POST /api/contracts/providers/{provider}/choice; permission contracts.manage_settings.
func (s *ContractsService) PostProvidersByProviderChoice(ctx context.Context, provider string, options ...CallOption) (*ContractsProviderWire, error) {
	c := call{method: "POST", path: "/api/contracts/providers/" + segment(provider) + "/choice"}
	return decode[ContractsProviderWire](ctx, s.client, &c, options)
}

// PutProvidersByProviderKeys: Enter the keys of a signature provider.
// The keys are kept encrypted and never shown again. A secret that is left out stays as it was.
// PUT /api/contracts/providers/{provider}/keys; permission contracts.manage_settings.
func (s *ContractsService) PutProvidersByProviderKeys(ctx context.Context, provider string, body KeysInputBody, options ...CallOption) (*ContractsProviderWire, error) {
	c := call{method: "PUT", path: "/api/contracts/providers/" + segment(provider) + "/keys", json: body}
	return decode[ContractsProviderWire](ctx, s.client, &c, options)
}

// PostProvidersByProviderTest: Ask the provider whether the keys are good.
// POST /api/contracts/providers/{provider}/test; permission contracts.manage_settings.
func (s *ContractsService) PostProvidersByProviderTest(ctx context.Context, provider string, options ...CallOption) (*ContractsProviderWire, error) {
	c := call{method: "POST", path: "/api/contracts/providers/" + segment(provider) + "/test"}
	return decode[ContractsProviderWire](ctx, s.client, &c, options)
}

// GetSettings: Get how contracts are signed.
// GET /api/contracts/settings; permission contracts.manage_settings.
func (s *ContractsService) GetSettings(ctx context.Context, options ...CallOption) (*ContractsSettings, error) {
	c := call{method: "GET", path: "/api/contracts/settings"}
	return decode[ContractsSettings](ctx, s.client, &c, options)
}

// PutSettings: Say how contracts are signed.
// PUT /api/contracts/settings; permission contracts.manage_settings.
func (s *ContractsService) PutSettings(ctx context.Context, body ContractsSettings, options ...CallOption) (*ContractsSettings, error) {
	c := call{method: "PUT", path: "/api/contracts/settings", json: body}
	return decode[ContractsSettings](ctx, s.client, &c, options)
}

// GetTemplates: The templates that contracts are written by.
// GET /api/contracts/templates; permission contracts.manage_templates.
func (s *ContractsService) GetTemplates(ctx context.Context, options ...CallOption) (*ContractsTemplateWireList, error) {
	c := call{method: "GET", path: "/api/contracts/templates"}
	return decode[ContractsTemplateWireList](ctx, s.client, &c, options)
}

// GetTemplatesByKindByLocale: A template, or an older version of it.
// GET /api/contracts/templates/{kind}/{locale}; permission contracts.manage_templates.
func (s *ContractsService) GetTemplatesByKindByLocale(ctx context.Context, kind string, locale string, query ContractsGetTemplatesByKindByLocaleQuery, options ...CallOption) (*ContractsTemplateWire, error) {
	c := call{method: "GET", path: "/api/contracts/templates/" + segment(kind) + "/" + segment(locale), query: query.values()}
	return decode[ContractsTemplateWire](ctx, s.client, &c, options)
}

// PutTemplatesByKindByLocale: Save a version of a template.
// PUT /api/contracts/templates/{kind}/{locale}; permission contracts.manage_templates.
func (s *ContractsService) PutTemplatesByKindByLocale(ctx context.Context, kind string, locale string, body SaveTemplateInputBody, options ...CallOption) (*ContractsTemplateWire, error) {
	c := call{method: "PUT", path: "/api/contracts/templates/" + segment(kind) + "/" + segment(locale), json: body}
	return decode[ContractsTemplateWire](ctx, s.client, &c, options)
}

// PostTemplatesByKindByLocalePreview: What a template makes of an invented stay.
// POST /api/contracts/templates/{kind}/{locale}/preview; permission contracts.manage_templates.
func (s *ContractsService) PostTemplatesByKindByLocalePreview(ctx context.Context, kind string, locale string, body PreviewInputBody, options ...CallOption) (*PreviewOutputBody, error) {
	c := call{method: "POST", path: "/api/contracts/templates/" + segment(kind) + "/" + segment(locale) + "/preview", json: body}
	return decode[PreviewOutputBody](ctx, s.client, &c, options)
}

// PostTextsByCarrierByReference: What a carrier of texts calls.
// POST /api/contracts/texts/{carrier}/{reference}; permission public.
func (s *ContractsService) PostTextsByCarrierByReference(ctx context.Context, carrier string, reference string, body []byte, options ...CallOption) error {
	c := call{method: "POST", path: "/api/contracts/texts/" + segment(carrier) + "/" + segment(reference), raw: body, contentType: "application/octet-stream"}
	return s.client.run(ctx, &c, options)
}

// GetInvitations: List open invitations.
// GET /api/identity/invitations; permission identity.read_users.
func (s *IdentityService) GetInvitations(ctx context.Context, options ...CallOption) (*IdentityInvitationBodyList, error) {
	c := call{method: "GET", path: "/api/identity/invitations"}
	return decode[IdentityInvitationBodyList](ctx, s.client, &c, options)
}

// PostInvitations: Invite somebody.
// POST /api/identity/invitations; permission identity.create_user.
func (s *IdentityService) PostInvitations(ctx context.Context, body InviteInputBody, options ...CallOption) (*IdentityInvitationBody, error) {
	c := call{method: "POST", path: "/api/identity/invitations", json: body}
	return decode[IdentityInvitationBody](ctx, s.client, &c, options)
}

// DeleteInvitationsByID: Withdraw an invitation.
// DELETE /api/identity/invitations/{id}; permission identity.create_user.
func (s *IdentityService) DeleteInvitationsByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/identity/invitations/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// PostInvitationsByIDResend: Send an invitation again, with a new link.
// POST /api/identity/invitations/{id}/resend; permission identity.create_user.
func (s *IdentityService) PostInvitationsByIDResend(ctx context.Context, id string, options ...CallOption) (*IdentityInvitationBody, error) {
	c := call{method: "POST", path: "/api/identity/invitations/" + segment(id) + "/resend"}
	return decode[IdentityInvitationBody](ctx, s.client, &c, options)
}

// GetRoles: See who may do what.
// GET /api/identity/roles; permission identity.read_users.
func (s *IdentityService) GetRoles(ctx context.Context, options ...CallOption) (*MatrixOutputBody, error) {
	c := call{method: "GET", path: "/api/identity/roles"}
	return decode[MatrixOutputBody](ctx, s.client, &c, options)
}

// PostRoles: Make a role.
// POST /api/identity/roles; permission identity.manage_roles.
func (s *IdentityService) PostRoles(ctx context.Context, body IdentityRoleFields, options ...CallOption) (*IdentityRoleBody, error) {
	c := call{method: "POST", path: "/api/identity/roles", json: body}
	return decode[IdentityRoleBody](ctx, s.client, &c, options)
}

// DeleteRolesByID: Remove a role of the business's own.
// DELETE /api/identity/roles/{id}; permission identity.manage_roles.
func (s *IdentityService) DeleteRolesByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/identity/roles/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// PutRolesByID: Change a role of the business's own.
// PUT /api/identity/roles/{id}; permission identity.manage_roles.
func (s *IdentityService) PutRolesByID(ctx context.Context, id string, body IdentityRoleFields, options ...CallOption) (*IdentityRoleBody, error) {
	c := call{method: "PUT", path: "/api/identity/roles/" + segment(id), json: body}
	return decode[IdentityRoleBody](ctx, s.client, &c, options)
}

// GetUsers: List people.
// GET /api/identity/users; permission identity.read_users.
func (s *IdentityService) GetUsers(ctx context.Context, query IdentityGetUsersQuery, options ...CallOption) (*IdentityMemberBodyList, error) {
	c := call{method: "GET", path: "/api/identity/users", query: query.values()}
	return decode[IdentityMemberBodyList](ctx, s.client, &c, options)
}

// GetUsersAll goes through the items of all pages of GetUsers; it asks for a page when it gets there, and ends at the first error.
func (s *IdentityService) GetUsersAll(ctx context.Context, query IdentityGetUsersQuery, options ...CallOption) iter.Seq2[IdentityMemberBody, error] {
	return pages(query.Cursor, func(cursor string) ([]IdentityMemberBody, string, error) {
		query.Cursor = cursor
		page, err := s.GetUsers(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetUsersByID: See a person.
// GET /api/identity/users/{id}; permission identity.read_users.
func (s *IdentityService) GetUsersByID(ctx context.Context, id string, options ...CallOption) (*IdentityMemberBody, error) {
	c := call{method: "GET", path: "/api/identity/users/" + segment(id)}
	return decode[IdentityMemberBody](ctx, s.client, &c, options)
}

// PostUsersByIDDeactivate: Shut a person out.
// POST /api/identity/users/{id}/deactivate; permission identity.manage_users.
func (s *IdentityService) PostUsersByIDDeactivate(ctx context.Context, id string, options ...CallOption) (*IdentityMemberBody, error) {
	c := call{method: "POST", path: "/api/identity/users/" + segment(id) + "/deactivate"}
	return decode[IdentityMemberBody](ctx, s.client, &c, options)
}

// GetUsersByIDPhotosByPhoto: See a person's picture.
// Your own; that of others with the permission `identity.read_users`. The address changes with the picture.
// GET /api/identity/users/{id}/photos/{photo}; permission identity.own_account.
func (s *IdentityService) GetUsersByIDPhotosByPhoto(ctx context.Context, id string, photo string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/identity/users/" + segment(id) + "/photos/" + segment(photo)}
	return s.client.file(ctx, &c, options)
}

// PostUsersByIDReactivate: Let a person in again.
// POST /api/identity/users/{id}/reactivate; permission identity.manage_users.
func (s *IdentityService) PostUsersByIDReactivate(ctx context.Context, id string, options ...CallOption) (*IdentityMemberBody, error) {
	c := call{method: "POST", path: "/api/identity/users/" + segment(id) + "/reactivate"}
	return decode[IdentityMemberBody](ctx, s.client, &c, options)
}

// PutUsersByIDRoles: Replace a person's roles.
// PUT /api/identity/users/{id}/roles; permission identity.grant_role.
func (s *IdentityService) PutUsersByIDRoles(ctx context.Context, id string, body RolesInputBody, options ...CallOption) (*IdentityMemberBody, error) {
	c := call{method: "PUT", path: "/api/identity/users/" + segment(id) + "/roles", json: body}
	return decode[IdentityMemberBody](ctx, s.client, &c, options)
}

// DeleteUsersByIDSessions: Sign a person out everywhere.
// DELETE /api/identity/users/{id}/sessions; permission identity.manage_users.
func (s *IdentityService) DeleteUsersByIDSessions(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/identity/users/" + segment(id) + "/sessions"}
	return s.client.run(ctx, &c, options)
}

// GetInvoices: List issued invoices, deposit invoices, credit notes and receipts.
// GET /api/invoicing/invoices; permission invoicing.read_invoices.
func (s *InvoicingService) GetInvoices(ctx context.Context, query InvoicingGetInvoicesQuery, options ...CallOption) (*InvoicingRowWireList, error) {
	c := call{method: "GET", path: "/api/invoicing/invoices", query: query.values()}
	return decode[InvoicingRowWireList](ctx, s.client, &c, options)
}

// GetInvoicesAll goes through the items of all pages of GetInvoices; it asks for a page when it gets there, and ends at the first error.
func (s *InvoicingService) GetInvoicesAll(ctx context.Context, query InvoicingGetInvoicesQuery, options ...CallOption) iter.Seq2[InvoicingRowWire, error] {
	return pages(query.Cursor, func(cursor string) ([]InvoicingRowWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetInvoices(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostInvoices: Issue an invoice.
// POST /api/invoicing/invoices; permission invoicing.issue.
func (s *InvoicingService) PostInvoices(ctx context.Context, body IssueInputBody, options ...CallOption) (*InvoicingPaperWire, error) {
	c := call{method: "POST", path: "/api/invoicing/invoices", json: body}
	return decode[InvoicingPaperWire](ctx, s.client, &c, options)
}

// GetInvoicesByID: Read an issued paper.
// GET /api/invoicing/invoices/{id}; permission invoicing.read_invoices.
func (s *InvoicingService) GetInvoicesByID(ctx context.Context, id string, options ...CallOption) (*InvoicingPaperWire, error) {
	c := call{method: "GET", path: "/api/invoicing/invoices/" + segment(id)}
	return decode[InvoicingPaperWire](ctx, s.client, &c, options)
}

// GetInvoicesByIDCii: Download an invoice as UN/CEFACT CII.
// GET /api/invoicing/invoices/{id}/cii; permission invoicing.read_invoices.
func (s *InvoicingService) GetInvoicesByIDCii(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/invoicing/invoices/" + segment(id) + "/cii"}
	return s.client.file(ctx, &c, options)
}

// PostInvoicesByIDCreditNotes: Take an invoice back, whole or in part.
// POST /api/invoicing/invoices/{id}/credit-notes; permission invoicing.credit.
func (s *InvoicingService) PostInvoicesByIDCreditNotes(ctx context.Context, id string, body CreditInputBody, options ...CallOption) (*InvoicingPaperWire, error) {
	c := call{method: "POST", path: "/api/invoicing/invoices/" + segment(id) + "/credit-notes", json: body}
	return decode[InvoicingPaperWire](ctx, s.client, &c, options)
}

// GetInvoicesByIDDocument: Download a paper as PDF with its Factur-X invoice.
// GET /api/invoicing/invoices/{id}/document; permission invoicing.read_invoices.
func (s *InvoicingService) GetInvoicesByIDDocument(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/invoicing/invoices/" + segment(id) + "/document"}
	return s.client.file(ctx, &c, options)
}

// PostInvoicesByIDPayments: Enter a payment that arrived.
// POST /api/invoicing/invoices/{id}/payments; permission invoicing.issue.
func (s *InvoicingService) PostInvoicesByIDPayments(ctx context.Context, id string, body PaidInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/invoicing/invoices/" + segment(id) + "/payments", json: body}
	return s.client.run(ctx, &c, options)
}

// PostInvoicesByIDSubmission: Submit an invoice to the platform.
// POST /api/invoicing/invoices/{id}/submission; permission invoicing.issue.
func (s *InvoicingService) PostInvoicesByIDSubmission(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "POST", path: "/api/invoicing/invoices/" + segment(id) + "/submission"}
	return s.client.run(ctx, &c, options)
}

// GetInvoicesByIDUbl: Download an invoice as UBL 2.1.
// GET /api/invoicing/invoices/{id}/ubl; permission invoicing.read_invoices.
func (s *InvoicingService) GetInvoicesByIDUbl(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/invoicing/invoices/" + segment(id) + "/ubl"}
	return s.client.file(ctx, &c, options)
}

// GetAccounts: Accounts with their balances, in the order of their paths.
// GET /api/ledger/accounts; permission ledger.read_ledger.
func (s *LedgerService) GetAccounts(ctx context.Context, query LedgerGetAccountsQuery, options ...CallOption) (*LedgerBalanceWireList, error) {
	c := call{method: "GET", path: "/api/ledger/accounts", query: query.values()}
	return decode[LedgerBalanceWireList](ctx, s.client, &c, options)
}

// GetAccountsAll goes through the items of all pages of GetAccounts; it asks for a page when it gets there, and ends at the first error.
func (s *LedgerService) GetAccountsAll(ctx context.Context, query LedgerGetAccountsQuery, options ...CallOption) iter.Seq2[LedgerBalanceWire, error] {
	return pages(query.Cursor, func(cursor string) ([]LedgerBalanceWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetAccounts(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetBalances: Balances of one account, now or as they were.
// GET /api/ledger/balances; permission ledger.read_ledger.
func (s *LedgerService) GetBalances(ctx context.Context, query LedgerGetBalancesQuery, options ...CallOption) (*LedgerBalanceWireList, error) {
	c := call{method: "GET", path: "/api/ledger/balances", query: query.values()}
	return decode[LedgerBalanceWireList](ctx, s.client, &c, options)
}

// GetCommissions: What was agreed for properties, from which day.
// GET /api/ledger/commissions; permission ledger.read_ledger.
func (s *LedgerService) GetCommissions(ctx context.Context, query LedgerGetCommissionsQuery, options ...CallOption) (*CommissionsOutputBody, error) {
	c := call{method: "GET", path: "/api/ledger/commissions", query: query.values()}
	return decode[CommissionsOutputBody](ctx, s.client, &c, options)
}

// PutCommissions: Say what was agreed for a property from a day on; what was posted stays.
// PUT /api/ledger/commissions; permission ledger.manage_settings.
func (s *LedgerService) PutCommissions(ctx context.Context, body LedgerCommissionWire, options ...CallOption) (*LedgerCommissionWire, error) {
	c := call{method: "PUT", path: "/api/ledger/commissions", json: body}
	return decode[LedgerCommissionWire](ctx, s.client, &c, options)
}

// GetExercise: The day on which the financial year begins.
// GET /api/ledger/exercise; permission ledger.read_ledger.
func (s *LedgerService) GetExercise(ctx context.Context, options ...CallOption) (*LedgerExerciseWire, error) {
	c := call{method: "GET", path: "/api/ledger/exercise"}
	return decode[LedgerExerciseWire](ctx, s.client, &c, options)
}

// PutExercise: Change the day on which the financial year begins.
// PUT /api/ledger/exercise; permission ledger.manage_settings.
func (s *LedgerService) PutExercise(ctx context.Context, body LedgerExerciseWire, options ...CallOption) (*LedgerExerciseWire, error) {
	c := call{method: "PUT", path: "/api/ledger/exercise", json: body}
	return decode[LedgerExerciseWire](ctx, s.client, &c, options)
}

// GetExportsFec: Fichier des écritures comptables of the financial year that ends in a year (article A47 A-1 of the LPF).
// Text in UTF-8, tabs between the fields. Only validated entries are in it: what was posted is validated within seconds. It begins with the opening balances (journal AN). Postings in another currency are translated by the transaction's metadata exchange_rate; those without one are left out and listed at /api/ledger/exports/fec/left-out.
// GET /api/ledger/exports/fec; permission ledger.export.
func (s *LedgerService) GetExportsFec(ctx context.Context, query LedgerGetExportsFecQuery, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/ledger/exports/fec", query: query.values()}
	return s.client.file(ctx, &c, options)
}

// GetExportsFecLeftOut: What the FEC of a year cannot hold: postings in another currency without a rate.
// GET /api/ledger/exports/fec/left-out; permission ledger.read_ledger.
func (s *LedgerService) GetExportsFecLeftOut(ctx context.Context, query LedgerGetExportsFecLeftOutQuery, options ...CallOption) (*LedgerTransactionWireList, error) {
	c := call{method: "GET", path: "/api/ledger/exports/fec/left-out", query: query.values()}
	return decode[LedgerTransactionWireList](ctx, s.client, &c, options)
}

// PostHolds: Hold money without moving it.
// What is held counts against what an account has available.
// POST /api/ledger/holds; permission ledger.post.
func (s *LedgerService) PostHolds(ctx context.Context, body HoldInputBody, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "POST", path: "/api/ledger/holds", json: body}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// PostHoldsByIDCapture: Capture a hold, whole or in part.
// A hold is captured once; what is not captured is let go.
// POST /api/ledger/holds/{id}/capture; permission ledger.post.
func (s *LedgerService) PostHoldsByIDCapture(ctx context.Context, id string, body CaptureInputBody, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "POST", path: "/api/ledger/holds/" + segment(id) + "/capture", json: body}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// PostHoldsByIDVoid: Let a hold go.
// POST /api/ledger/holds/{id}/void; permission ledger.post.
func (s *LedgerService) PostHoldsByIDVoid(ctx context.Context, id string, body EndInputBody, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "POST", path: "/api/ledger/holds/" + segment(id) + "/void", json: body}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// GetStatement: Statement of one account, newest first, with the balance after each line.
// GET /api/ledger/statement; permission ledger.read_ledger.
func (s *LedgerService) GetStatement(ctx context.Context, query LedgerGetStatementQuery, options ...CallOption) (*LedgerLineWireList, error) {
	c := call{method: "GET", path: "/api/ledger/statement", query: query.values()}
	return decode[LedgerLineWireList](ctx, s.client, &c, options)
}

// GetStatementAll goes through the items of all pages of GetStatement; it asks for a page when it gets there, and ends at the first error.
func (s *LedgerService) GetStatementAll(ctx context.Context, query LedgerGetStatementQuery, options ...CallOption) iter.Seq2[LedgerLineWire, error] {
	return pages(query.Cursor, func(cursor string) ([]LedgerLineWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetStatement(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetTerms: Commission by which stays are divided.
// GET /api/ledger/terms; permission ledger.read_ledger.
func (s *LedgerService) GetTerms(ctx context.Context, options ...CallOption) (*LedgerTermsWire, error) {
	c := call{method: "GET", path: "/api/ledger/terms"}
	return decode[LedgerTermsWire](ctx, s.client, &c, options)
}

// PutTerms: Change the commission for stays that end from now on.
// PUT /api/ledger/terms; permission ledger.manage_settings.
func (s *LedgerService) PutTerms(ctx context.Context, body LedgerTermsWire, options ...CallOption) (*LedgerTermsWire, error) {
	c := call{method: "PUT", path: "/api/ledger/terms", json: body}
	return decode[LedgerTermsWire](ctx, s.client, &c, options)
}

// GetTransactions: Journal, newest first.
// GET /api/ledger/transactions; permission ledger.read_ledger.
func (s *LedgerService) GetTransactions(ctx context.Context, query LedgerGetTransactionsQuery, options ...CallOption) (*LedgerTransactionWireList, error) {
	c := call{method: "GET", path: "/api/ledger/transactions", query: query.values()}
	return decode[LedgerTransactionWireList](ctx, s.client, &c, options)
}

// GetTransactionsAll goes through the items of all pages of GetTransactions; it asks for a page when it gets there, and ends at the first error.
func (s *LedgerService) GetTransactionsAll(ctx context.Context, query LedgerGetTransactionsQuery, options ...CallOption) iter.Seq2[LedgerTransactionWire, error] {
	return pages(query.Cursor, func(cursor string) ([]LedgerTransactionWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetTransactions(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostTransactions: Enter a transaction.
// Two postings or more, each with a debit or a credit, that sum to zero in each currency. The same key with the same content answers with the first transaction; with another content it is refused (409).
// POST /api/ledger/transactions; permission ledger.post.
func (s *LedgerService) PostTransactions(ctx context.Context, body PostInputBody, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "POST", path: "/api/ledger/transactions", json: body}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// GetTransactionsByID: One transaction with its postings.
// GET /api/ledger/transactions/{id}; permission ledger.read_ledger.
func (s *LedgerService) GetTransactionsByID(ctx context.Context, id string, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "GET", path: "/api/ledger/transactions/" + segment(id)}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// PostTransactionsByIDReversal: Reverse a transaction.
// Books are never changed: the mirror of the transaction is entered. A transaction is reversed once.
// POST /api/ledger/transactions/{id}/reversal; permission ledger.post.
func (s *LedgerService) PostTransactionsByIDReversal(ctx context.Context, id string, body EndInputBody, options ...CallOption) (*LedgerTransactionWire, error) {
	c := call{method: "POST", path: "/api/ledger/transactions/" + segment(id) + "/reversal", json: body}
	return decode[LedgerTransactionWire](ctx, s.client, &c, options)
}

// GetTrialBalance: Trial balance of a period.
// GET /api/ledger/trial-balance; permission ledger.read_ledger.
func (s *LedgerService) GetTrialBalance(ctx context.Context, query LedgerGetTrialBalanceQuery, options ...CallOption) (*TrialOutputBody, error) {
	c := call{method: "GET", path: "/api/ledger/trial-balance", query: query.values()}
	return decode[TrialOutputBody](ctx, s.client, &c, options)
}

// GetPreferences: See which messages you are sent.
// GET /api/notifications/preferences; permission notifications.own_preferences.
func (s *NotificationsService) GetPreferences(ctx context.Context, options ...CallOption) (*PreferencesOutputBody, error) {
	c := call{method: "GET", path: "/api/notifications/preferences"}
	return decode[PreferencesOutputBody](ctx, s.client, &c, options)
}

// PutPreferencesByTopicByChannel: Decide about a topic on a channel.
// `offers` is a consent: it is off until you give it, and each answer is kept in the log of your consents.
// PUT /api/notifications/preferences/{topic}/{channel}; permission notifications.own_preferences.
func (s *NotificationsService) PutPreferencesByTopicByChannel(ctx context.Context, topic NotificationsPutPreferencesByTopicByChannelTopic, channel NotificationsPutPreferencesByTopicByChannelChannel, body ChooseInputBody, options ...CallOption) (*PreferencesOutputBody, error) {
	c := call{method: "PUT", path: "/api/notifications/preferences/" + segment(topic) + "/" + segment(channel), json: body}
	return decode[PreferencesOutputBody](ctx, s.client, &c, options)
}

// GetJobs: Background jobs, newest first.
// GET /api/operations/jobs; permission operations.read_jobs.
func (s *OperationsService) GetJobs(ctx context.Context, query OperationsGetJobsQuery, options ...CallOption) (*OperationsJobWireList, error) {
	c := call{method: "GET", path: "/api/operations/jobs", query: query.values()}
	return decode[OperationsJobWireList](ctx, s.client, &c, options)
}

// GetJobsAll goes through the items of all pages of GetJobs; it asks for a page when it gets there, and ends at the first error.
func (s *OperationsService) GetJobsAll(ctx context.Context, query OperationsGetJobsQuery, options ...CallOption) iter.Seq2[OperationsJobWire, error] {
	return pages(query.Cursor, func(cursor string) ([]OperationsJobWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetJobs(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostJobsByIDRetry: Try a job again now.
// POST /api/operations/jobs/{id}/retry; permission operations.read_jobs.
func (s *OperationsService) PostJobsByIDRetry(ctx context.Context, id int64, options ...CallOption) error {
	c := call{method: "POST", path: "/api/operations/jobs/" + segment(id) + "/retry"}
	return s.client.run(ctx, &c, options)
}

// GetTenants: List the businesses with what they use.
// GET /api/operator/tenants; permission tenancy.list_tenants.
func (s *OperatorService) GetTenants(ctx context.Context, query OperatorGetTenantsQuery, options ...CallOption) (*TenancyTenantWireList, error) {
	c := call{method: "GET", path: "/api/operator/tenants", query: query.values()}
	return decode[TenancyTenantWireList](ctx, s.client, &c, options)
}

// GetTenantsAll goes through the items of all pages of GetTenants; it asks for a page when it gets there, and ends at the first error.
func (s *OperatorService) GetTenantsAll(ctx context.Context, query OperatorGetTenantsQuery, options ...CallOption) iter.Seq2[TenancyTenantWire, error] {
	return pages(query.Cursor, func(cursor string) ([]TenancyTenantWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetTenants(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostTenants: Make a business, and invite its administrator.
// POST /api/operator/tenants; permission tenancy.create_tenant.
func (s *OperatorService) PostTenants(ctx context.Context, body CreateInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// GetTenantsByID: One business.
// GET /api/operator/tenants/{id}; permission tenancy.list_tenants.
func (s *OperatorService) GetTenantsByID(ctx context.Context, id string, options ...CallOption) (*TenancyDossierWire, error) {
	c := call{method: "GET", path: "/api/operator/tenants/" + segment(id)}
	return decode[TenancyDossierWire](ctx, s.client, &c, options)
}

// PostTenantsByIDClose: Delete a business after thirty days of grace.
// POST /api/operator/tenants/{id}/close; permission tenancy.manage_tenant.
func (s *OperatorService) PostTenantsByIDClose(ctx context.Context, id string, body ReasonInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants/" + segment(id) + "/close", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PostTenantsByIDExports: Export all data of a business.
// POST /api/operator/tenants/{id}/exports; permission tenancy.manage_tenant.
func (s *OperatorService) PostTenantsByIDExports(ctx context.Context, id string, options ...CallOption) (*TenancyExportWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants/" + segment(id) + "/exports"}
	return decode[TenancyExportWire](ctx, s.client, &c, options)
}

// GetTenantsByIDExportsByExportFile: Download an export of a business.
// GET /api/operator/tenants/{id}/exports/{export}/file; permission tenancy.manage_tenant.
func (s *OperatorService) GetTenantsByIDExportsByExportFile(ctx context.Context, id string, export string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/operator/tenants/" + segment(id) + "/exports/" + segment(export) + "/file"}
	return s.client.file(ctx, &c, options)
}

// PutTenantsByIDPlan: Put a business on a plan.
// PUT /api/operator/tenants/{id}/plan; permission tenancy.manage_tenant.
func (s *OperatorService) PutTenantsByIDPlan(ctx context.Context, id string, body PlanInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "PUT", path: "/api/operator/tenants/" + segment(id) + "/plan", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PostTenantsByIDResume: Open it again, also when it was to be deleted.
// POST /api/operator/tenants/{id}/resume; permission tenancy.manage_tenant.
func (s *OperatorService) PostTenantsByIDResume(ctx context.Context, id string, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants/" + segment(id) + "/resume"}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PutTenantsByIDSettings: Configure a business that cannot help itself.
// PUT /api/operator/tenants/{id}/settings; permission tenancy.manage_tenant.
func (s *OperatorService) PutTenantsByIDSettings(ctx context.Context, id string, body ConfigureInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "PUT", path: "/api/operator/tenants/" + segment(id) + "/settings", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// PostTenantsByIDSupports: Ask a business to let the support in.
// POST /api/operator/tenants/{id}/supports; permission tenancy.give_support.
func (s *OperatorService) PostTenantsByIDSupports(ctx context.Context, id string, body ReasonInputBody, options ...CallOption) (*TenancySupportWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants/" + segment(id) + "/supports", json: body}
	return decode[TenancySupportWire](ctx, s.client, &c, options)
}

// PostTenantsByIDSuspend: Close a business to its visitors and staff.
// POST /api/operator/tenants/{id}/suspend; permission tenancy.manage_tenant.
func (s *OperatorService) PostTenantsByIDSuspend(ctx context.Context, id string, body ReasonInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "POST", path: "/api/operator/tenants/" + segment(id) + "/suspend", json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// Get: List payments, newest first.
// GET /api/payments; permission payments.read_payments.
func (s *PaymentsService) Get(ctx context.Context, query PaymentsGetQuery, options ...CallOption) (*PaymentsPaymentWireList, error) {
	c := call{method: "GET", path: "/api/payments", query: query.values()}
	return decode[PaymentsPaymentWireList](ctx, s.client, &c, options)
}

// GetAll goes through the items of all pages of Get; it asks for a page when it gets there, and ends at the first error.
func (s *PaymentsService) GetAll(ctx context.Context, query PaymentsGetQuery, options ...CallOption) iter.Seq2[PaymentsPaymentWire, error] {
	return pages(query.Cursor, func(cursor string) ([]PaymentsPaymentWire, string, error) {
		query.Cursor = cursor
		page, err := s.Get(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetByID: State of a payment.
// GET /api/payments/{id}; permission public.
func (s *PaymentsService) GetByID(ctx context.Context, id string, options ...CallOption) (*PaymentsPublicWire, error) {
	c := call{method: "GET", path: "/api/payments/" + segment(id)}
	return decode[PaymentsPublicWire](ctx, s.client, &c, options)
}

// GetByIDDetails: All of a payment, with its refunds.
// GET /api/payments/{id}/details; permission payments.read_payments.
func (s *PaymentsService) GetByIDDetails(ctx context.Context, id string, options ...CallOption) (*PaymentsPaymentWire, error) {
	c := call{method: "GET", path: "/api/payments/" + segment(id) + "/details"}
	return decode[PaymentsPaymentWire](ctx, s.client, &c, options)
}

// PostByIDRefundsByRefundHandedBack: Note that a refund was handed back.
// For money that was taken in cash, by cheque or by transfer: its refunds are pending until somebody has handed them back.
// POST /api/payments/{id}/refunds/{refund}/handed-back; permission payments.refund.
func (s *PaymentsService) PostByIDRefundsByRefundHandedBack(ctx context.Context, id string, refund string, body HandBackInputBody, options ...CallOption) (*PaymentsPaymentWire, error) {
	c := call{method: "POST", path: "/api/payments/" + segment(id) + "/refunds/" + segment(refund) + "/handed-back", json: body}
	return decode[PaymentsPaymentWire](ctx, s.client, &c, options)
}

// PostCaptures: Take held money, or charge a kept card, in whole or in part.
// POST /api/payments/captures; permission payments.capture.
func (s *PaymentsService) PostCaptures(ctx context.Context, body RefundInputBody, options ...CallOption) (*PaymentsPaymentWire, error) {
	c := call{method: "POST", path: "/api/payments/captures", json: body}
	return decode[PaymentsPaymentWire](ctx, s.client, &c, options)
}

// GetDifferences: What the comparison with the providers found and nobody has settled.
// GET /api/payments/differences; permission payments.read_payments.
func (s *PaymentsService) GetDifferences(ctx context.Context, options ...CallOption) (*PaymentsDifferenceWireList, error) {
	c := call{method: "GET", path: "/api/payments/differences"}
	return decode[PaymentsDifferenceWireList](ctx, s.client, &c, options)
}

// PostDifferencesSettlements: Settle a difference: take over what the provider says, or note why nothing is wrong.
// POST /api/payments/differences/settlements; permission payments.reconcile.
func (s *PaymentsService) PostDifferencesSettlements(ctx context.Context, body SettleInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/payments/differences/settlements", json: body}
	return s.client.run(ctx, &c, options)
}

// GetProviders: The payment providers, with what was entered for each.
// GET /api/payments/providers; permission payments.manage_providers.
func (s *PaymentsService) GetProviders(ctx context.Context, options ...CallOption) (*PaymentsProviderWireList, error) {
	c := call{method: "GET", path: "/api/payments/providers"}
	return decode[PaymentsProviderWireList](ctx, s.client, &c, options)
}

// PutProvidersByProvider: Switch a provider on or off, or make it the one that opens payments.
// PUT /api/payments/providers/{provider}; permission payments.manage_providers.
func (s *PaymentsService) PutProvidersByProvider(ctx context.Context, provider string, body SwitchInputBody, options ...CallOption) (*PaymentsProviderWire, error) {
	c := call{method: "PUT", path: "/api/payments/providers/" + segment(provider), json: body}
	return decode[PaymentsProviderWire](ctx, s.client, &c, options)
}

// PutProvidersByProviderKeys: Enter the keys of a provider.
// The keys are kept encrypted and never shown again. A secret that is left out stays as it was.
// PUT /api/payments/providers/{provider}/keys; permission payments.manage_providers.
func (s *PaymentsService) PutProvidersByProviderKeys(ctx context.Context, provider string, body ConfigureInputBody1, options ...CallOption) (*PaymentsProviderWire, error) {
	c := call{method: "PUT", path: "/api/payments/providers/" + segment(provider) + "/keys", json: body}
	return decode[PaymentsProviderWire](ctx, s.client, &c, options)
}

// PostProvidersByProviderTest: Ask the provider whether the keys are good.
// POST /api/payments/providers/{provider}/test; permission payments.manage_providers.
func (s *PaymentsService) PostProvidersByProviderTest(ctx context.Context, provider string, options ...CallOption) (*PaymentsProviderWire, error) {
	c := call{method: "POST", path: "/api/payments/providers/" + segment(provider) + "/test"}
	return decode[PaymentsProviderWire](ctx, s.client, &c, options)
}

// PostReconciliations: Compare with the providers now.
// POST /api/payments/reconciliations; permission payments.reconcile.
func (s *PaymentsService) PostReconciliations(ctx context.Context, options ...CallOption) (*ReconciledOutputBody, error) {
	c := call{method: "POST", path: "/api/payments/reconciliations"}
	return decode[ReconciledOutputBody](ctx, s.client, &c, options)
}

// PostRefunds: Give part of a payment back.
// POST /api/payments/refunds; permission payments.refund.
func (s *PaymentsService) PostRefunds(ctx context.Context, body RefundInputBody, options ...CallOption) (*PaymentsPaymentWire, error) {
	c := call{method: "POST", path: "/api/payments/refunds", json: body}
	return decode[PaymentsPaymentWire](ctx, s.client, &c, options)
}

// PostReleases: Let held money go.
// POST /api/payments/releases; permission payments.capture.
func (s *PaymentsService) PostReleases(ctx context.Context, body ReleaseInputBody, options ...CallOption) (*PaymentsPaymentWire, error) {
	c := call{method: "POST", path: "/api/payments/releases", json: body}
	return decode[PaymentsPaymentWire](ctx, s.client, &c, options)
}

// GetSums: Add up a list of payments.
// GET /api/payments/sums; permission payments.read_payments.
func (s *PaymentsService) GetSums(ctx context.Context, query PaymentsGetSumsQuery, options ...CallOption) (*SumsOutputBody, error) {
	c := call{method: "GET", path: "/api/payments/sums", query: query.values()}
	return decode[SumsOutputBody](ctx, s.client, &c, options)
}

// PostWebhooksByProvider: What a payment provider calls.
// The raw body is signed by the provider; a call that is not, or that was signed more than five minutes ago, is refused with 401. The same notification delivered again is accepted and changes nothing.
// POST /api/payments/webhooks/{provider}; permission public.
func (s *PaymentsService) PostWebhooksByProvider(ctx context.Context, provider string, body []byte, options ...CallOption) error {
	c := call{method: "POST", path: "/api/payments/webhooks/" + segment(provider), raw: body, contentType: "application/octet-stream"}
	return s.client.run(ctx, &c, options)
}

// GetConsents: Read the log of your consents.
// GET /api/privacy/consents; permission privacy.own_data.
func (s *PrivacyService) GetConsents(ctx context.Context, options ...CallOption) (*PrivacyConsentWireList, error) {
	c := call{method: "GET", path: "/api/privacy/consents"}
	return decode[PrivacyConsentWireList](ctx, s.client, &c, options)
}

// PutConsentsByPurpose: Give or withdraw a consent.
// PUT /api/privacy/consents/{purpose}; permission privacy.own_data.
func (s *PrivacyService) PutConsentsByPurpose(ctx context.Context, purpose PrivacyPutConsentsByPurposePurpose, body ConsentInputBody1, options ...CallOption) error {
	c := call{method: "PUT", path: "/api/privacy/consents/" + segment(purpose), json: body}
	return s.client.run(ctx, &c, options)
}

// GetDeskRequests: List what was asked of the business.
// GET /api/privacy/desk/requests; permission privacy.manage.
func (s *PrivacyService) GetDeskRequests(ctx context.Context, query PrivacyGetDeskRequestsQuery, options ...CallOption) (*PrivacyDeskRequestWireList, error) {
	c := call{method: "GET", path: "/api/privacy/desk/requests", query: query.values()}
	return decode[PrivacyDeskRequestWireList](ctx, s.client, &c, options)
}

// GetDeskRequestsAll goes through the items of all pages of GetDeskRequests; it asks for a page when it gets there, and ends at the first error.
func (s *PrivacyService) GetDeskRequestsAll(ctx context.Context, query PrivacyGetDeskRequestsQuery, options ...CallOption) iter.Seq2[PrivacyDeskRequestWire, error] {
	return pages(query.Cursor, func(cursor string) ([]PrivacyDeskRequestWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetDeskRequests(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostDeskRequests: Record the request of a person who wrote or called.
// POST /api/privacy/desk/requests; permission privacy.manage.
func (s *PrivacyService) PostDeskRequests(ctx context.Context, body AskForInputBody, options ...CallOption) (*PrivacyDeskRequestWire, error) {
	c := call{method: "POST", path: "/api/privacy/desk/requests", json: body}
	return decode[PrivacyDeskRequestWire](ctx, s.client, &c, options)
}

// GetDocuments: List the documents in your safe.
// GET /api/privacy/documents; permission privacy.own_data.
func (s *PrivacyService) GetDocuments(ctx context.Context, options ...CallOption) (*PrivacyDocumentWireList, error) {
	c := call{method: "GET", path: "/api/privacy/documents"}
	return decode[PrivacyDocumentWireList](ctx, s.client, &c, options)
}

// PostDocuments: Put a document into your safe.
// POST /api/privacy/documents; permission privacy.own_data.
func (s *PrivacyService) PostDocuments(ctx context.Context, body PrivacyPostDocumentsForm, options ...CallOption) (*PrivacyDocumentWire, error) {
	c := call{method: "POST", path: "/api/privacy/documents", form: body.parts()}
	return decode[PrivacyDocumentWire](ctx, s.client, &c, options)
}

// DeleteDocumentsByID: Remove a document.
// DELETE /api/privacy/documents/{id}; permission privacy.own_data.
func (s *PrivacyService) DeleteDocumentsByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/privacy/documents/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// PostDocumentsByIDLink: Make a private link to a document, good for ten minutes.
// POST /api/privacy/documents/{id}/link; permission privacy.own_data.
func (s *PrivacyService) PostDocumentsByIDLink(ctx context.Context, id string, options ...CallOption) (*LinkOutputBody, error) {
	c := call{method: "POST", path: "/api/privacy/documents/" + segment(id) + "/link"}
	return decode[LinkOutputBody](ctx, s.client, &c, options)
}

// GetRequests: List what you asked about your data.
// GET /api/privacy/requests; permission privacy.own_data.
func (s *PrivacyService) GetRequests(ctx context.Context, options ...CallOption) (*PrivacyRequestWireList, error) {
	c := call{method: "GET", path: "/api/privacy/requests"}
	return decode[PrivacyRequestWireList](ctx, s.client, &c, options)
}

// PostRequests: Ask for a copy of your data, or for their erasure.
// POST /api/privacy/requests; permission privacy.own_data.
func (s *PrivacyService) PostRequests(ctx context.Context, body AskInputBody, options ...CallOption) (*PrivacyRequestWire, error) {
	c := call{method: "POST", path: "/api/privacy/requests", json: body}
	return decode[PrivacyRequestWire](ctx, s.client, &c, options)
}

// DeleteRequestsByID: Take a request back.
// DELETE /api/privacy/requests/{id}; permission privacy.own_data.
func (s *PrivacyService) DeleteRequestsByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/privacy/requests/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// GetRequestsByIDArchive: Download the copy.
// GET /api/privacy/requests/{id}/archive; permission privacy.own_data.
func (s *PrivacyService) GetRequestsByIDArchive(ctx context.Context, id string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/privacy/requests/" + segment(id) + "/archive"}
	return s.client.file(ctx, &c, options)
}

// DeleteCertificate: Seal with the certificate that the program makes again.
// DELETE /api/signature/certificate; permission contracts.manage_settings.
func (s *SignatureService) DeleteCertificate(ctx context.Context, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/signature/certificate"}
	return s.client.run(ctx, &c, options)
}

// GetCertificate: The certificate that the business has brought to seal with.
// GET /api/signature/certificate; permission contracts.manage_settings.
func (s *SignatureService) GetCertificate(ctx context.Context, options ...CallOption) (*CertificateOutputBody, error) {
	c := call{method: "GET", path: "/api/signature/certificate"}
	return decode[CertificateOutputBody](ctx, s.client, &c, options)
}

// PutCertificate: Bring a certificate to seal with.
// A PKCS #12 file, or PEM with the certificate, its private key and those above it. The key is kept encrypted and never shown.
// PUT /api/signature/certificate; permission contracts.manage_settings.
func (s *SignatureService) PutCertificate(ctx context.Context, body CertificateInputBody, options ...CallOption) (*CertificateOutputBody, error) {
	c := call{method: "PUT", path: "/api/signature/certificate", json: body}
	return decode[CertificateOutputBody](ctx, s.client, &c, options)
}

// PostWebhooksByProvider: What a signature provider calls.
// POST /api/signature/webhooks/{provider}; permission public.
func (s *SignatureService) PostWebhooksByProvider(ctx context.Context, provider string, body []byte, options ...CallOption) error {
	c := call{method: "POST", path: "/api/signature/webhooks/" + segment(provider), raw: body, contentType: "application/octet-stream"}
	return s.client.run(ctx, &c, options)
}

// GetByToken: Look at a contract by its private link.
// GET /api/signing/{token}; permission public.
func (s *SigningService) GetByToken(ctx context.Context, token string, options ...CallOption) (*ContractsSignerView, error) {
	c := call{method: "GET", path: "/api/signing/" + segment(token)}
	return decode[ContractsSignerView](ctx, s.client, &c, options)
}

// PostByTokenCode: Have a code sent to the signer by mail or by text.
// POST /api/signing/{token}/code; permission public.
func (s *SigningService) PostByTokenCode(ctx context.Context, token string, query SigningPostByTokenCodeQuery, options ...CallOption) error {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/code", query: query.values()}
	return s.client.run(ctx, &c, options)
}

// GetByTokenDocument: Download the document of a private link.
// GET /api/signing/{token}/document; permission public.
func (s *SigningService) GetByTokenDocument(ctx context.Context, token string, options ...CallOption) (*File, error) {
	c := call{method: "GET", path: "/api/signing/" + segment(token) + "/document"}
	return s.client.file(ctx, &c, options)
}

// PostByTokenIdentity: Prove by the code that it is the signer.
// POST /api/signing/{token}/identity; permission public.
func (s *SigningService) PostByTokenIdentity(ctx context.Context, token string, body IdentityInputBody, options ...CallOption) (*IdentityOutputBody, error) {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/identity", json: body}
	return decode[IdentityOutputBody](ctx, s.client, &c, options)
}

// PostByTokenPassage: Where the signer signs at the provider.
// POST /api/signing/{token}/passage; permission public.
func (s *SigningService) PostByTokenPassage(ctx context.Context, token string, options ...CallOption) (*PassageOutputBody, error) {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/passage"}
	return decode[PassageOutputBody](ctx, s.client, &c, options)
}

// PostByTokenRefusal: Refuse the contract.
// POST /api/signing/{token}/refusal; permission public.
func (s *SigningService) PostByTokenRefusal(ctx context.Context, token string, body RefusalInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/refusal", json: body}
	return s.client.run(ctx, &c, options)
}

// PostByTokenSignature: Sign the contract.
// POST /api/signing/{token}/signature; permission public.
func (s *SigningService) PostByTokenSignature(ctx context.Context, token string, body SignatureInputBody, options ...CallOption) (*ContractsSignerView, error) {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/signature", json: body}
	return decode[ContractsSignerView](ctx, s.client, &c, options)
}

// PostByTokenSync: Ask the provider whether the signer has signed.
// POST /api/signing/{token}/sync; permission public.
func (s *SigningService) PostByTokenSync(ctx context.Context, token string, options ...CallOption) error {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/sync"}
	return s.client.run(ctx, &c, options)
}

// PostByTokenViewed: Say that the signer has the contract before him.
// POST /api/signing/{token}/viewed; permission public.
func (s *SigningService) PostByTokenViewed(ctx context.Context, token string, options ...CallOption) error {
	c := call{method: "POST", path: "/api/signing/" + segment(token) + "/viewed"}
	return s.client.run(ctx, &c, options)
}

// Post: Ask for a link by mail to open a business.
// POST /api/start; permission public.
func (s *StartService) Post(ctx context.Context, body StartInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/start", json: body}
	return s.client.run(ctx, &c, options)
}

// PostBySecret: Open the business, with the link's secret.
// POST /api/start/{secret}; permission public.
func (s *StartService) PostBySecret(ctx context.Context, secret string, body OpenInputBody, options ...CallOption) (*TenancyTenantWire, error) {
	c := call{method: "POST", path: "/api/start/" + segment(secret), json: body}
	return decode[TenancyTenantWire](ctx, s.client, &c, options)
}

// GetSlugsBySlug: Whether a short name is free.
// GET /api/start/slugs/{slug}; permission public.
func (s *StartService) GetSlugsBySlug(ctx context.Context, slug string, options ...CallOption) (*SlugOutputBody, error) {
	c := call{method: "GET", path: "/api/start/slugs/" + segment(slug)}
	return decode[SlugOutputBody](ctx, s.client, &c, options)
}

// PostBlocks: Keep days from being let.
// POST /api/stays/blocks; permission stays.manage_blocks.
func (s *StaysService) PostBlocks(ctx context.Context, body BlockInputBody, options ...CallOption) (*StaysBlockWire, error) {
	c := call{method: "POST", path: "/api/stays/blocks", json: body}
	return decode[StaysBlockWire](ctx, s.client, &c, options)
}

// DeleteBlocksByID: Lift a block.
// DELETE /api/stays/blocks/{id}; permission stays.manage_blocks.
func (s *StaysService) DeleteBlocksByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/stays/blocks/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// GetBlocksByID: A block.
// GET /api/stays/blocks/{id}; permission stays.read_planning.
func (s *StaysService) GetBlocksByID(ctx context.Context, id string, options ...CallOption) (*StaysBlockWire, error) {
	c := call{method: "GET", path: "/api/stays/blocks/" + segment(id)}
	return decode[StaysBlockWire](ctx, s.client, &c, options)
}

// GetDeskProperties: List properties, drafts included.
// GET /api/stays/desk/properties; permission stays.read_properties.
func (s *StaysService) GetDeskProperties(ctx context.Context, query StaysGetDeskPropertiesQuery, options ...CallOption) (*StaysPropertyRowWireList, error) {
	c := call{method: "GET", path: "/api/stays/desk/properties", query: query.values()}
	return decode[StaysPropertyRowWireList](ctx, s.client, &c, options)
}

// GetDeskPropertiesAll goes through the items of all pages of GetDeskProperties; it asks for a page when it gets there, and ends at the first error.
func (s *StaysService) GetDeskPropertiesAll(ctx context.Context, query StaysGetDeskPropertiesQuery, options ...CallOption) iter.Seq2[StaysPropertyRowWire, error] {
	return pages(query.Cursor, func(cursor string) ([]StaysPropertyRowWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetDeskProperties(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostDeskProperties: Create a property, as a draft.
// POST /api/stays/desk/properties; permission stays.manage_properties.
func (s *StaysService) PostDeskProperties(ctx context.Context, body CreatePropertyInputBody, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties", json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// DeleteDeskPropertiesByID: Archive a property; its history stays.
// DELETE /api/stays/desk/properties/{id}; permission stays.manage_properties.
func (s *StaysService) DeleteDeskPropertiesByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/stays/desk/properties/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// GetDeskPropertiesByID: A property, whole.
// GET /api/stays/desk/properties/{id}; permission stays.read_properties.
func (s *StaysService) GetDeskPropertiesByID(ctx context.Context, id string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "GET", path: "/api/stays/desk/properties/" + segment(id)}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PutDeskPropertiesByID: Edit a property.
// PUT /api/stays/desk/properties/{id}; permission stays.manage_properties.
func (s *StaysService) PutDeskPropertiesByID(ctx context.Context, id string, body StaysSheetFields, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "PUT", path: "/api/stays/desk/properties/" + segment(id), json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PostDeskPropertiesByIDFees: Add a fee.
// POST /api/stays/desk/properties/{id}/fees; permission stays.manage_rates.
func (s *StaysService) PostDeskPropertiesByIDFees(ctx context.Context, id string, body StaysFee, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties/" + segment(id) + "/fees", json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// DeleteDeskPropertiesByIDFeesByFee: Remove a fee.
// DELETE /api/stays/desk/properties/{id}/fees/{fee}; permission stays.manage_rates.
func (s *StaysService) DeleteDeskPropertiesByIDFeesByFee(ctx context.Context, id string, fee string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "DELETE", path: "/api/stays/desk/properties/" + segment(id) + "/fees/" + segment(fee)}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// GetDeskPropertiesByIDFeesByFee: A fee.
// GET /api/stays/desk/properties/{id}/fees/{fee}; permission stays.read_properties.
func (s *StaysService) GetDeskPropertiesByIDFeesByFee(ctx context.Context, id string, fee string, options ...CallOption) (*StaysFee, error) {
	c := call{method: "GET", path: "/api/stays/desk/properties/" + segment(id) + "/fees/" + segment(fee)}
	return decode[StaysFee](ctx, s.client, &c, options)
}

// PutDeskPropertiesByIDFeesByFee: Replace a fee.
// PUT /api/stays/desk/properties/{id}/fees/{fee}; permission stays.manage_rates.
func (s *StaysService) PutDeskPropertiesByIDFeesByFee(ctx context.Context, id string, fee string, body StaysFee, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "PUT", path: "/api/stays/desk/properties/" + segment(id) + "/fees/" + segment(fee), json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PostDeskPropertiesByIDPhotos: Add a photo (multipart, field photo).
// POST /api/stays/desk/properties/{id}/photos; permission stays.manage_properties.
func (s *StaysService) PostDeskPropertiesByIDPhotos(ctx context.Context, id string, body StaysPostDeskPropertiesByIDPhotosForm, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties/" + segment(id) + "/photos", form: body.parts()}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PutDeskPropertiesByIDPhotos: Put the photos in order.
// PUT /api/stays/desk/properties/{id}/photos; permission stays.manage_properties.
func (s *StaysService) PutDeskPropertiesByIDPhotos(ctx context.Context, id string, body ArrangeInputBody, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "PUT", path: "/api/stays/desk/properties/" + segment(id) + "/photos", json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// DeleteDeskPropertiesByIDPhotosByPhoto: Remove a photo.
// DELETE /api/stays/desk/properties/{id}/photos/{photo}; permission stays.manage_properties.
func (s *StaysService) DeleteDeskPropertiesByIDPhotosByPhoto(ctx context.Context, id string, photo string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "DELETE", path: "/api/stays/desk/properties/" + segment(id) + "/photos/" + segment(photo)}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PostDeskPropertiesByIDPublish: Let guests book it.
// POST /api/stays/desk/properties/{id}/publish; permission stays.manage_properties.
func (s *StaysService) PostDeskPropertiesByIDPublish(ctx context.Context, id string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties/" + segment(id) + "/publish"}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PutDeskPropertiesByIDRates: Replace the whole rate plan.
// PUT /api/stays/desk/properties/{id}/rates; permission stays.manage_rates.
func (s *StaysService) PutDeskPropertiesByIDRates(ctx context.Context, id string, body StaysRates, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "PUT", path: "/api/stays/desk/properties/" + segment(id) + "/rates", json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PostDeskPropertiesByIDSeasons: Add a season.
// POST /api/stays/desk/properties/{id}/seasons; permission stays.manage_rates.
func (s *StaysService) PostDeskPropertiesByIDSeasons(ctx context.Context, id string, body StaysSeason, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties/" + segment(id) + "/seasons", json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// DeleteDeskPropertiesByIDSeasonsBySeason: Remove a season.
// DELETE /api/stays/desk/properties/{id}/seasons/{season}; permission stays.manage_rates.
func (s *StaysService) DeleteDeskPropertiesByIDSeasonsBySeason(ctx context.Context, id string, season string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "DELETE", path: "/api/stays/desk/properties/" + segment(id) + "/seasons/" + segment(season)}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// GetDeskPropertiesByIDSeasonsBySeason: A season.
// GET /api/stays/desk/properties/{id}/seasons/{season}; permission stays.read_properties.
func (s *StaysService) GetDeskPropertiesByIDSeasonsBySeason(ctx context.Context, id string, season string, options ...CallOption) (*StaysSeason, error) {
	c := call{method: "GET", path: "/api/stays/desk/properties/" + segment(id) + "/seasons/" + segment(season)}
	return decode[StaysSeason](ctx, s.client, &c, options)
}

// PutDeskPropertiesByIDSeasonsBySeason: Replace a season.
// PUT /api/stays/desk/properties/{id}/seasons/{season}; permission stays.manage_rates.
func (s *StaysService) PutDeskPropertiesByIDSeasonsBySeason(ctx context.Context, id string, season string, body StaysSeason, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "PUT", path: "/api/stays/desk/properties/" + segment(id) + "/seasons/" + segment(season), json: body}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// PostDeskPropertiesByIDUnpublish: Take it off the site.
// POST /api/stays/desk/properties/{id}/unpublish; permission stays.manage_properties.
func (s *StaysService) PostDeskPropertiesByIDUnpublish(ctx context.Context, id string, options ...CallOption) (*StaysDeskPropertyBody, error) {
	c := call{method: "POST", path: "/api/stays/desk/properties/" + segment(id) + "/unpublish"}
	return decode[StaysDeskPropertyBody](ctx, s.client, &c, options)
}

// DeleteManageByToken: Cancel; with preview, only say what would be given back.
// DELETE /api/stays/manage/{token}; permission public.
func (s *StaysService) DeleteManageByToken(ctx context.Context, token string, query StaysDeleteManageByTokenQuery, options ...CallOption) (*StaysCancelledBody, error) {
	c := call{method: "DELETE", path: "/api/stays/manage/" + segment(token), query: query.values()}
	return decode[StaysCancelledBody](ctx, s.client, &c, options)
}

// GetManageByToken: A reservation by its private link.
// GET /api/stays/manage/{token}; permission public.
func (s *StaysService) GetManageByToken(ctx context.Context, token string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "GET", path: "/api/stays/manage/" + segment(token)}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PatchManageByToken: Change dates or party; with preview, only say what it would cost.
// PATCH /api/stays/manage/{token}; permission public.
func (s *StaysService) PatchManageByToken(ctx context.Context, token string, body StaysChangeBody, query StaysPatchManageByTokenQuery, options ...CallOption) (*StaysChangedBody, error) {
	c := call{method: "PATCH", path: "/api/stays/manage/" + segment(token), json: body, query: query.values()}
	return decode[StaysChangedBody](ctx, s.client, &c, options)
}

// DeleteManageByTokenCard: Take the kept card back; what is due later is then asked for by mail.
// DELETE /api/stays/manage/{token}/card; permission public.
func (s *StaysService) DeleteManageByTokenCard(ctx context.Context, token string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/stays/manage/" + segment(token) + "/card"}
	return s.client.run(ctx, &c, options)
}

// PostManageByTokenCaution: Open the page on which the guest leaves his security deposit.
// POST /api/stays/manage/{token}/caution; permission public.
func (s *StaysService) PostManageByTokenCaution(ctx context.Context, token string, options ...CallOption) (*LeaveOutputBody, error) {
	c := call{method: "POST", path: "/api/stays/manage/" + segment(token) + "/caution"}
	return decode[LeaveOutputBody](ctx, s.client, &c, options)
}

// PostManageByTokenPayment: Open the payment of what is due next.
// POST /api/stays/manage/{token}/payment; permission public.
func (s *StaysService) PostManageByTokenPayment(ctx context.Context, token string, options ...CallOption) (*StaysPaymentWire, error) {
	c := call{method: "POST", path: "/api/stays/manage/" + segment(token) + "/payment"}
	return decode[StaysPaymentWire](ctx, s.client, &c, options)
}

// PostManageLinks: Have the private link of a booking sent to its guest; the answer never says whether there is one.
// POST /api/stays/manage/links; permission public.
func (s *StaysService) PostManageLinks(ctx context.Context, body AskLinkInputBody, options ...CallOption) error {
	c := call{method: "POST", path: "/api/stays/manage/links", json: body}
	return s.client.run(ctx, &c, options)
}

// GetOwedBack: What the agency owes to guests: refunds under way, and arrhes a second time where it withdrew; the oldest first.
// GET /api/stays/owed-back; permission stays.read_reservations.
func (s *StaysService) GetOwedBack(ctx context.Context, options ...CallOption) (*OwedOutputBody, error) {
	c := call{method: "GET", path: "/api/stays/owed-back"}
	return decode[OwedOutputBody](ctx, s.client, &c, options)
}

// GetPlanning: Properties by days, with what occupies them.
// GET /api/stays/planning; permission stays.read_planning.
func (s *StaysService) GetPlanning(ctx context.Context, query StaysGetPlanningQuery, options ...CallOption) (*StaysBoardBody, error) {
	c := call{method: "GET", path: "/api/stays/planning", query: query.values()}
	return decode[StaysBoardBody](ctx, s.client, &c, options)
}

// GetProperties: Search properties; with dates, those that are free, each with its whole price.
// GET /api/stays/properties; permission public.
func (s *StaysService) GetProperties(ctx context.Context, query StaysGetPropertiesQuery, options ...CallOption) (*StaysSearchBody, error) {
	c := call{method: "GET", path: "/api/stays/properties", query: query.values()}
	return decode[StaysSearchBody](ctx, s.client, &c, options)
}

// GetPropertiesAll goes through the items of all pages of GetProperties; it asks for a page when it gets there, and ends at the first error.
func (s *StaysService) GetPropertiesAll(ctx context.Context, query StaysGetPropertiesQuery, options ...CallOption) iter.Seq2[StaysCardWire, error] {
	return pages(query.Cursor, func(cursor string) ([]StaysCardWire, string, error) {
		query.Cursor = cursor
		page, err := s.GetProperties(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// GetPropertiesBySlug: A published property.
// GET /api/stays/properties/{slug}; permission public.
func (s *StaysService) GetPropertiesBySlug(ctx context.Context, slug string, options ...CallOption) (*StaysPropertyBody, error) {
	c := call{method: "GET", path: "/api/stays/properties/" + segment(slug)}
	return decode[StaysPropertyBody](ctx, s.client, &c, options)
}

// GetPropertiesBySlugCalendar: Free days, prices and restrictions of a property.
// GET /api/stays/properties/{slug}/calendar; permission public.
func (s *StaysService) GetPropertiesBySlugCalendar(ctx context.Context, slug string, query StaysGetPropertiesBySlugCalendarQuery, options ...CallOption) (*StaysCalendarBody, error) {
	c := call{method: "GET", path: "/api/stays/properties/" + segment(slug) + "/calendar", query: query.values()}
	return decode[StaysCalendarBody](ctx, s.client, &c, options)
}

// PostQuotes: Price a stay, itemised; the quote can be booked for 30 minutes.
// POST /api/stays/quotes; permission public.
func (s *StaysService) PostQuotes(ctx context.Context, body QuoteInputBody, options ...CallOption) (*StaysQuoteWire, error) {
	c := call{method: "POST", path: "/api/stays/quotes", json: body}
	return decode[StaysQuoteWire](ctx, s.client, &c, options)
}

// GetReservations: List reservations.
// GET /api/stays/reservations; permission stays.read_reservations.
func (s *StaysService) GetReservations(ctx context.Context, query StaysGetReservationsQuery, options ...CallOption) (*StaysRowFieldsList, error) {
	c := call{method: "GET", path: "/api/stays/reservations", query: query.values()}
	return decode[StaysRowFieldsList](ctx, s.client, &c, options)
}

// GetReservationsAll goes through the items of all pages of GetReservations; it asks for a page when it gets there, and ends at the first error.
func (s *StaysService) GetReservationsAll(ctx context.Context, query StaysGetReservationsQuery, options ...CallOption) iter.Seq2[StaysRowFields, error] {
	return pages(query.Cursor, func(cursor string) ([]StaysRowFields, string, error) {
		query.Cursor = cursor
		page, err := s.GetReservations(ctx, query, options...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, Value(page.NextCursor), nil
	})
}

// PostReservations: Book a quote; staff also by property and dates.
// With a quoteId, anybody books the quote: the dates are held for fifteen minutes and a payment is opened. Repeating the call with the same quote and guest gives the same reservation. Without a quoteId, staff (stays.book_for_guest) book for a caller, held or confirmed at once.
// POST /api/stays/reservations; permission public.
func (s *StaysService) PostReservations(ctx context.Context, body StaysBookBody, options ...CallOption) (*StaysBookedBody, error) {
	c := call{method: "POST", path: "/api/stays/reservations", json: body}
	return decode[StaysBookedBody](ctx, s.client, &c, options)
}

// GetReservationsByID: A reservation, with its timeline.
// GET /api/stays/reservations/{id}; permission stays.read_reservations.
func (s *StaysService) GetReservationsByID(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "GET", path: "/api/stays/reservations/" + segment(id)}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDArrhesDoubled: The agency has paid what it owed the guest for having withdrawn.
// POST /api/stays/reservations/{id}/arrhes-doubled; permission stays.cancel_reservation.
func (s *StaysService) PostReservationsByIDArrhesDoubled(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/arrhes-doubled"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDCancel: Cancel, for the guest (policy) or for the agency (everything back).
// POST /api/stays/reservations/{id}/cancel; permission stays.cancel_reservation.
func (s *StaysService) PostReservationsByIDCancel(ctx context.Context, id string, body DeskCancelInputBody, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/cancel", json: body}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// GetReservationsByIDCaution: Where the security deposit of a reservation stands.
// GET /api/stays/reservations/{id}/caution; permission stays.read_reservations.
func (s *StaysService) GetReservationsByIDCaution(ctx context.Context, id string, options ...CallOption) (*StaysCautionWire, error) {
	c := call{method: "GET", path: "/api/stays/reservations/" + segment(id) + "/caution"}
	return decode[StaysCautionWire](ctx, s.client, &c, options)
}

// PostReservationsByIDCaution: Take from a security deposit, once; the rest is let go.
// POST /api/stays/reservations/{id}/caution; permission stays.take_caution.
func (s *StaysService) PostReservationsByIDCaution(ctx context.Context, id string, body ClaimInputBody1, options ...CallOption) (*StaysCautionWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/caution", json: body}
	return decode[StaysCautionWire](ctx, s.client, &c, options)
}

// PostReservationsByIDCautionEvidence: Add a file that shows what is claimed (multipart, field file).
// POST /api/stays/reservations/{id}/caution/evidence; permission stays.take_caution.
func (s *StaysService) PostReservationsByIDCautionEvidence(ctx context.Context, id string, body StaysPostReservationsByIDCautionEvidenceForm, options ...CallOption) (*StaysEvidenceWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/caution/evidence", form: body.parts()}
	return decode[StaysEvidenceWire](ctx, s.client, &c, options)
}

// PostReservationsByIDCautionReturn: Give a security deposit back, all of it.
// POST /api/stays/reservations/{id}/caution/return; permission stays.take_caution.
func (s *StaysService) PostReservationsByIDCautionReturn(ctx context.Context, id string, options ...CallOption) (*StaysCautionWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/caution/return"}
	return decode[StaysCautionWire](ctx, s.client, &c, options)
}

// PostReservationsByIDCheckIn: The guest has arrived.
// POST /api/stays/reservations/{id}/check-in; permission stays.run_stay.
func (s *StaysService) PostReservationsByIDCheckIn(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/check-in"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDComplete: The guest has left.
// POST /api/stays/reservations/{id}/complete; permission stays.run_stay.
func (s *StaysService) PostReservationsByIDComplete(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/complete"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDConfirm: Confirm a hold without waiting for its payment.
// POST /api/stays/reservations/{id}/confirm; permission stays.confirm_reservation.
func (s *StaysService) PostReservationsByIDConfirm(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/confirm"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDGiveBack: Give money back once a stay has ended; price, invoices and books are less by it.
// POST /api/stays/reservations/{id}/give-back; permission stays.cancel_reservation.
func (s *StaysService) PostReservationsByIDGiveBack(ctx context.Context, id string, body ReduceInputBody, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/give-back", json: body}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDLink: Send the guest a new private link; the one before ends.
// POST /api/stays/reservations/{id}/link; permission stays.renew_link.
func (s *StaysService) PostReservationsByIDLink(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/link"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDMove: Move to other dates or another property.
// POST /api/stays/reservations/{id}/move; permission stays.move_reservation.
func (s *StaysService) PostReservationsByIDMove(ctx context.Context, id string, body MoveInputBody, query StaysPostReservationsByIDMoveQuery, options ...CallOption) (*StaysMovedBody, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/move", json: body, query: query.values()}
	return decode[StaysMovedBody](ctx, s.client, &c, options)
}

// PostReservationsByIDNoShow: The guest never came.
// POST /api/stays/reservations/{id}/no-show; permission stays.run_stay.
func (s *StaysService) PostReservationsByIDNoShow(ctx context.Context, id string, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/no-show"}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// PostReservationsByIDPayments: Note money that the agency has received.
// POST /api/stays/reservations/{id}/payments; permission stays.take_payment.
func (s *StaysService) PostReservationsByIDPayments(ctx context.Context, id string, body TakeInputBody, options ...CallOption) (*StaysReservationWire, error) {
	c := call{method: "POST", path: "/api/stays/reservations/" + segment(id) + "/payments", json: body}
	return decode[StaysReservationWire](ctx, s.client, &c, options)
}

// GetSettings: The agency's choices: deposit, balance, policies.
// GET /api/stays/settings; permission stays.read_settings.
func (s *StaysService) GetSettings(ctx context.Context, options ...CallOption) (*StaysSettings, error) {
	c := call{method: "GET", path: "/api/stays/settings"}
	return decode[StaysSettings](ctx, s.client, &c, options)
}

// PutSettings: Change them.
// PUT /api/stays/settings; permission stays.manage_settings.
func (s *StaysService) PutSettings(ctx context.Context, body StaysSettings, options ...CallOption) (*StaysSettings, error) {
	c := call{method: "PUT", path: "/api/stays/settings", json: body}
	return decode[StaysSettings](ctx, s.client, &c, options)
}

// GetTaxRules: Tourist-tax rules, of all communes or of one.
// GET /api/stays/tax-rules; permission stays.read_settings.
func (s *StaysService) GetTaxRules(ctx context.Context, query StaysGetTaxRulesQuery, options ...CallOption) (*StaysTaxRuleWireList, error) {
	c := call{method: "GET", path: "/api/stays/tax-rules", query: query.values()}
	return decode[StaysTaxRuleWireList](ctx, s.client, &c, options)
}

// PostTaxRules: Add a rule.
// POST /api/stays/tax-rules; permission stays.manage_settings.
func (s *StaysService) PostTaxRules(ctx context.Context, body StaysTaxRuleBody, options ...CallOption) (*StaysTaxRuleWire, error) {
	c := call{method: "POST", path: "/api/stays/tax-rules", json: body}
	return decode[StaysTaxRuleWire](ctx, s.client, &c, options)
}

// DeleteTaxRulesByID: Remove a rule.
// DELETE /api/stays/tax-rules/{id}; permission stays.manage_settings.
func (s *StaysService) DeleteTaxRulesByID(ctx context.Context, id string, options ...CallOption) error {
	c := call{method: "DELETE", path: "/api/stays/tax-rules/" + segment(id)}
	return s.client.run(ctx, &c, options)
}

// GetTaxRulesByID: A rule.
// GET /api/stays/tax-rules/{id}; permission stays.read_settings.
func (s *StaysService) GetTaxRulesByID(ctx context.Context, id string, options ...CallOption) (*StaysTaxRuleWire, error) {
	c := call{method: "GET", path: "/api/stays/tax-rules/" + segment(id)}
	return decode[StaysTaxRuleWire](ctx, s.client, &c, options)
}

// PutTaxRulesByID: Replace a rule.
// PUT /api/stays/tax-rules/{id}; permission stays.manage_settings.
func (s *StaysService) PutTaxRulesByID(ctx context.Context, id string, body StaysTaxRuleBody, options ...CallOption) (*StaysTaxRuleWire, error) {
	c := call{method: "PUT", path: "/api/stays/tax-rules/" + segment(id), json: body}
	return decode[StaysTaxRuleWire](ctx, s.client, &c, options)
}
