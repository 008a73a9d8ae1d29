package notifications

// The kinds that tell a person how his account is opened from now on: "access_" and what has changed.
const (
	AccessCodesEnabled    Kind = "access_codes_enabled"
	AccessCodesDisabled   Kind = "access_codes_disabled"
	AccessPasskeyAdded    Kind = "access_passkey_added"
	AccessPasskeyRemoved  Kind = "access_passkey_removed"
	AccessPasskeyCloned   Kind = "access_passkey_cloned"
	AccessRecoveryRenewed Kind = "access_recovery_renewed"
	AccessRecoveryUsed    Kind = "access_recovery_used"
	AccessFactorsReset    Kind = "access_factors_reset"
	AccessAccountLinked   Kind = "access_account_linked"
	AccessAccountUnlinked Kind = "access_account_unlinked"
)

// AccessKinds lists them.
func AccessKinds() []Kind {
	return []Kind{AccessCodesEnabled, AccessCodesDisabled, AccessPasskeyAdded, AccessPasskeyRemoved, AccessPasskeyCloned, AccessRecoveryRenewed, AccessRecoveryUsed, AccessFactorsReset, AccessAccountLinked, AccessAccountUnlinked}
}

// accessFrench and accessEnglish are what they say; {reason} names the passkey, the provider, or who did it.
var accessFrench = map[Kind]said{
	AccessCodesEnabled:    {"Une application de codes protège votre compte", "Bonjour {guest}, une application de codes protège désormais votre compte chez {agency} : son code sera demandé après le mot de passe. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessCodesDisabled:   {"L’application de codes a été retirée", "Bonjour {guest}, l’application de codes a été retirée de votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessPasskeyAdded:    {"Une clé d’accès a été ajoutée", "Bonjour {guest}, la clé d’accès « {reason} » ouvre désormais votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessPasskeyRemoved:  {"Une clé d’accès a été retirée", "Bonjour {guest}, la clé d’accès « {reason} » a été retirée de votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessPasskeyCloned:   {"Une clé d’accès a peut-être été copiée", "Bonjour {guest}, la clé d’accès « {reason} » de votre compte chez {agency} a été refusée : son compteur a reculé, comme si on l’avait copiée. Retirez-la et faites-en une autre. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessRecoveryRenewed: {"Vos codes de secours ont été remplacés", "Bonjour {guest}, les codes de secours de votre compte chez {agency} ont été remplacés ; les anciens ne valent plus rien. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessRecoveryUsed:    {"Un code de secours a servi", "Bonjour {guest}, un code de secours a ouvert votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessFactorsReset:    {"Votre compte a été remis au seul mot de passe", "Bonjour {guest}, les clés et les codes de votre compte chez {agency} ont été retirés par {reason}, et vos sessions ont été fermées. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessAccountLinked:   {"Un compte {reason} ouvre votre compte", "Bonjour {guest}, votre compte {reason} ouvre désormais votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
	AccessAccountUnlinked: {"Un compte {reason} n’ouvre plus votre compte", "Bonjour {guest}, votre compte {reason} n’ouvre plus votre compte chez {agency}. Si ce n’est pas vous, changez tout de suite votre mot de passe et prévenez-nous.", "Voir ma sécurité"},
}

var accessEnglish = map[Kind]said{
	AccessCodesEnabled:    {"An authenticator application protects your account", "Hello {guest}, an authenticator application now protects your account with {agency}: its code is asked for after the password. If it was not you, change your password at once and tell us.", "See my security"},
	AccessCodesDisabled:   {"The authenticator application was removed", "Hello {guest}, the authenticator application was removed from your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
	AccessPasskeyAdded:    {"A passkey was added", "Hello {guest}, the passkey “{reason}” now opens your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
	AccessPasskeyRemoved:  {"A passkey was removed", "Hello {guest}, the passkey “{reason}” was removed from your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
	AccessPasskeyCloned:   {"A passkey may have been copied", "Hello {guest}, the passkey “{reason}” of your account with {agency} was refused: its counter ran backwards, as if it had been copied. Remove it and make another. If it was not you, change your password at once and tell us.", "See my security"},
	AccessRecoveryRenewed: {"Your recovery codes were replaced", "Hello {guest}, the recovery codes of your account with {agency} were replaced; the old ones are worth nothing. If it was not you, change your password at once and tell us.", "See my security"},
	AccessRecoveryUsed:    {"A recovery code was used", "Hello {guest}, a recovery code opened your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
	AccessFactorsReset:    {"Your account is back to its password alone", "Hello {guest}, the passkeys and codes of your account with {agency} were removed by {reason}, and your sessions were closed. If it was not you, change your password at once and tell us.", "See my security"},
	AccessAccountLinked:   {"A {reason} account opens your account", "Hello {guest}, your {reason} account now opens your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
	AccessAccountUnlinked: {"A {reason} account no longer opens your account", "Hello {guest}, your {reason} account no longer opens your account with {agency}. If it was not you, change your password at once and tell us.", "See my security"},
}
