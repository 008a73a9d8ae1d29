package notifications

// pages are where the messages lead that carry no ticket: paths of the business's site.
var pages = map[Kind]string{NewDevice: "/account/sessions", PasswordChanged: "/password/forgot", SessionReuse: "/login", SecurityAlert: "/desk/security",
	DataExportReady: "/account/privacy", ErasureScheduled: "/account/privacy",
	BankDetailsNotice: "/owner/payouts", PayoutSent: "/owner/payouts", PayoutCameBack: "/owner/payouts"}

// accountFrench and accountEnglish are what the messages about an account say. Words such as {device} come from
// Notice.Words.
var accountFrench = map[Kind]said{
	SecurityAlert:      {"Alerte de sécurité chez {agency}", "Bonjour {guest}, quelque chose demande votre attention chez {agency}.\n\n{reason}\n\nRegardez les événements, puis classez l’alerte. La même alerte n’est envoyée qu’une fois par heure.", "Voir l’alerte"},
	NewDevice:          {"Connexion depuis un nouvel appareil", "Bonjour {guest}, quelqu’un vient de se connecter à votre compte chez {agency} avec un appareil que nous ne connaissions pas.\n\nC’était vous ? Il n’y a rien à faire. Sinon, déconnectez cet appareil et changez votre mot de passe tout de suite.", "Voir mes appareils"},
	MagicLink:          {"Votre lien de connexion", "Bonjour {guest}, voici le lien que vous avez demandé pour vous connecter chez {agency}. Il sert une fois et expire le {until}. Si vous n’avez rien demandé, ignorez ce message : rien ne change.", "Me connecter"},
	EmailChangeConfirm: {"Confirmez votre nouvelle adresse", "Bonjour {guest}, vous avez demandé à utiliser cette adresse pour votre compte chez {agency}. Confirmez-la ; d’ici là, l’ancienne reste en place. Le lien expire le {until}.", "Confirmer ma nouvelle adresse"},
	EmailChangeNotice:  {"Votre adresse va changer", "Bonjour {guest}, quelqu’un a demandé que votre compte chez {agency} utilise désormais l’adresse {email}.\n\nC’était vous ? Il n’y a rien à faire ici : confirmez par le message envoyé à cette adresse. Sinon, annulez ; cela reste possible jusqu’au {until}, même après la confirmation.", "Annuler ce changement"},
	EmailChangedNotice: {"Votre adresse a changé", "Bonjour {guest}, votre compte chez {agency} utilise désormais l’adresse {email}.\n\nSi ce n’est pas vous qui l’avez voulu, annulez : votre ancienne adresse sera rétablie, tous les appareils seront déconnectés et vous choisirez un nouveau mot de passe.", "Annuler ce changement"},
	StaffInvitation:    {"{by} vous invite à rejoindre l’équipe de {agency}", "Bonjour {guest}, {by} vous invite à rejoindre {agency}. Acceptez pour accéder à l’espace de travail. Le lien sert une fois et expire le {until}.", "Accepter l’invitation"},
}

var accountEnglish = map[Kind]said{
	SecurityAlert:      {"Security alert at {agency}", "Hello {guest}, something needs your attention at {agency}.\n\n{reason}\n\nLook at the events, then close the alert. The same alert is sent once an hour at most.", "See the alert"},
	NewDevice:          {"Sign-in from a new device", "Hello {guest}, somebody has just signed in to your account with {agency} using a device that we did not know.\n\nWas it you? There is nothing to do. If not, sign that device out and change your password at once.", "See my devices"},
	MagicLink:          {"Your sign-in link", "Hello {guest}, here is the link you asked for to sign in with {agency}. It works once and expires on {until}. If you did not ask for it, ignore this message: nothing changes.", "Sign in"},
	EmailChangeConfirm: {"Confirm your new address", "Hello {guest}, you asked to use this address for your account with {agency}. Confirm it; until then the old one stays. The link expires on {until}.", "Confirm my new address"},
	EmailChangeNotice:  {"Your address is about to change", "Hello {guest}, somebody asked that your account with {agency} use the address {email} from now on.\n\nWas it you? There is nothing to do here: confirm by the message sent to that address. If not, cancel; you can do so until {until}, even after it was confirmed.", "Cancel this change"},
	EmailChangedNotice: {"Your address has changed", "Hello {guest}, your account with {agency} now uses the address {email}.\n\nIf this was not what you wanted, cancel it: your old address comes back, all devices are signed out, and you choose a new password.", "Cancel this change"},
	StaffInvitation:    {"{by} invites you to join the team of {agency}", "Hello {guest}, {by} invites you to join {agency}. Accept to get to the workspace. The link works once and expires on {until}.", "Accept the invitation"},
}

// accountLabels name the words of a message that are shown as facts, in their order.
var accountLabels = map[string][]struct{ word, label string }{
	"fr": {{"device", "Appareil"}, {"place", "Lieu"}, {"moment", "Date"}, {"roles", "Rôle"}, {"account", "Compte"}, {"transfer", "Référence"}, {"properties", "Biens"}},
	"en": {{"device", "Device"}, {"place", "Place"}, {"moment", "Date"}, {"roles", "Role"}, {"account", "Account"}, {"transfer", "Reference"}, {"properties", "Properties"}},
}

// ours is what a kind says in a language unless a business words it itself.
func ours(kind Kind, lang string) said {
	all := []map[Kind]said{english, accountEnglish, accessEnglish, bankingEnglish, contractsEnglish, cautionEnglish, cardsEnglish}
	if lang == "fr" {
		all = []map[Kind]said{french, accountFrench, accessFrench, bankingFrench, contractsFrench, cautionFrench, cardsFrench}
	}
	for _, words := range all {
		if s, ok := words[kind]; ok {
			return s
		}
	}
	return said{}
}
