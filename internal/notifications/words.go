package notifications

import "strings"

// said is what a kind of message says in one language. Words in braces are filled in.
type said struct{ subject, intro, action string }

var french = map[Kind]said{
	StayHeld:           {"Votre option sur {property}", "Nous gardons {property} pour vous du {arrival} au {departure}, jusqu’à {until}. Votre réservation sera confirmée dès votre paiement.", "Payer et confirmer"},
	StayConfirmed:      {"Réservation confirmée : {property}, du {arrival} au {departure}", "Merci {guest}, votre séjour est confirmé. Vous trouverez votre contrat et un rendez-vous pour votre agenda en pièces jointes.", "Voir ou modifier ma réservation"},
	StayChanged:        {"Réservation modifiée : {property}, du {arrival} au {departure}", "Votre séjour a été modifié. Voici ce qui est désormais convenu ; le contrat joint remplace le précédent.", "Voir ma réservation"},
	StayCancelled:      {"Réservation annulée : {property}", "Votre réservation {reference} est annulée.", "Voir le détail"},
	PaymentTooLate:     {"Votre paiement vous est rendu", "Votre paiement pour {property} est arrivé après la fin de l’option, et ces dates ont été prises entre-temps. Nous vous le rendons en entier, aujourd’hui même. Nous en sommes désolés.", "Chercher d’autres dates"},
	RefundSent:         {"Remboursement de {amount}", "Nous avons remboursé {amount} pour la réservation {reference}. Selon votre banque, la somme apparaît sous cinq à dix jours.", "Voir ma réservation"},
	StayLink:           {"Le lien de votre réservation {reference}", "Voici le lien privé de votre réservation de {property}, du {arrival} au {departure}. Gardez-le pour vous : qui l’a peut voir et modifier la réservation. Un lien plus ancien a pu cesser de fonctionner. Si vous n’avez rien demandé, ignorez ce message.", "Ouvrir ma réservation"},
	AgencyBooked:       {"Nouvelle réservation {reference} : {property}", "{guest} a réservé {property} du {arrival} au {departure}.", "Ouvrir la réservation"},
	AgencyChanged:      {"Réservation {reference} modifiée : {property}", "Le séjour de {guest} est maintenant du {arrival} au {departure}.", "Ouvrir la réservation"},
	AgencyCancelled:    {"Réservation {reference} annulée : {property}", "Le séjour de {guest} du {arrival} au {departure} est annulé ; les dates sont libres.", "Ouvrir la réservation"},
	AgencyTooLate:      {"Paiement rendu, réservation {reference}", "Le paiement de {guest} est arrivé après la fin de l’option et les dates étaient prises : la somme lui est rendue.", "Ouvrir la réservation"},
	AgencyRefundFailed: {"Un remboursement a échoué", "Le remboursement de {amount} n’a pas abouti : {reason}. Quelqu’un doit le faire autrement.", "Ouvrir la réservation"},
	ConfirmEmail:       {"Confirmez votre adresse", "Bonjour {guest}, confirmez que cette adresse est la vôtre pour activer votre compte chez {agency}. Le lien expire le {until}.", "Confirmer mon adresse"},
	ResetPassword:      {"Choisir un nouveau mot de passe", "Bonjour {guest}, voici le lien pour choisir un nouveau mot de passe. Il sert une fois et expire le {until}. Si vous n’avez rien demandé, ignorez ce message : rien ne change.", "Choisir un mot de passe"},
	PasswordChanged:    {"Votre mot de passe a changé", "Bonjour {guest}, votre mot de passe chez {agency} vient d’être changé et vos autres sessions ont été fermées. Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe.", "Choisir un nouveau mot de passe"},
	SessionReuse:       {"Activité suspecte sur votre compte", "Bonjour {guest}, une clé de session de votre compte chez {agency} a servi deux fois, comme si on l’avait copiée. Par prudence, nous avons fermé cette session. Reconnectez-vous ; en cas de doute, changez votre mot de passe.", "Me connecter"},
	DataExportReady:    {"La copie de vos données est prête", "Bonjour, la copie de vos données chez {agency} est prête. Elle se télécharge depuis votre compte jusqu’au {until}.", "Télécharger ma copie"},
	ErasureScheduled:   {"Vos données seront effacées", "Bonjour, comme vous l’avez demandé, {agency} effacera vos données le {until}. Si vous changez d’avis, ou si vous n’avez rien demandé, annulez la demande avant cette date.", "Annuler l’effacement"},
	ErasureWithdrawn:   {"Vos données restent", "Bonjour, l’effacement de vos données chez {agency} est annulé. Rien n’a été supprimé.", ""},
	PersonErased:       {"Vos données sont effacées", "Bonjour, {agency} a effacé vos données. Ce que la loi impose de garder, contrats et écritures, reste sans votre nom dans nos fichiers. C’est le dernier message que vous recevez de nous.", ""},
	InvoiceSent:        {"Votre document : {title}", "Bonjour {guest}, vous trouverez en pièce jointe le document {title}, d’un montant de {amount}.", ""},
	InvoiceReminder:    {"Rappel {level} : {title}", "Bonjour {guest}, {text} Document joint : {title}, échéance le {due}, reste à régler : {amount}. Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message.", ""},
}

var english = map[Kind]said{
	StayHeld:           {"Your option on {property}", "We are keeping {property} for you from {arrival} to {departure}, until {until}. Your booking is confirmed as soon as you have paid.", "Pay and confirm"},
	StayConfirmed:      {"Booking confirmed: {property}, {arrival} to {departure}", "Thank you {guest}, your stay is confirmed. Your contract and an entry for your calendar are attached.", "View or change my booking"},
	StayChanged:        {"Booking changed: {property}, {arrival} to {departure}", "Your stay has been changed. This is what is now agreed; the contract attached replaces the earlier one.", "View my booking"},
	StayCancelled:      {"Booking cancelled: {property}", "Your booking {reference} is cancelled.", "View the details"},
	PaymentTooLate:     {"Your payment is being returned", "Your payment for {property} arrived after the option had ended, and the dates had been taken meanwhile. We are returning all of it today. We are sorry.", "Look for other dates"},
	RefundSent:         {"Refund of {amount}", "We have refunded {amount} for booking {reference}. Depending on your bank it shows within five to ten days.", "View my booking"},
	StayLink:           {"The link to your booking {reference}", "Here is the private link to your booking of {property}, {arrival} to {departure}. Keep it to yourself: whoever has it can see and change the booking. An older link may have stopped working. If you did not ask for this, ignore this message.", "Open my booking"},
	AgencyBooked:       {"New booking {reference}: {property}", "{guest} has booked {property} from {arrival} to {departure}.", "Open the booking"},
	AgencyChanged:      {"Booking {reference} changed: {property}", "{guest}’s stay is now from {arrival} to {departure}.", "Open the booking"},
	AgencyCancelled:    {"Booking {reference} cancelled: {property}", "{guest}’s stay from {arrival} to {departure} is cancelled; the dates are free.", "Open the booking"},
	AgencyTooLate:      {"Payment returned, booking {reference}", "{guest}’s payment arrived after the option had ended and the dates were taken: the money goes back.", "Open the booking"},
	AgencyRefundFailed: {"A refund has failed", "The refund of {amount} did not go through: {reason}. Somebody has to do it another way.", "Open the booking"},
	ConfirmEmail:       {"Confirm your address", "Hello {guest}, confirm that this address is yours to open your account with {agency}. The link expires on {until}.", "Confirm my address"},
	ResetPassword:      {"Choose a new password", "Hello {guest}, here is the link to choose a new password. It works once and expires on {until}. If you did not ask for it, ignore this message: nothing changes.", "Choose a password"},
	PasswordChanged:    {"Your password has changed", "Hello {guest}, your password with {agency} has just been changed and your other sessions were closed. If it was not you, ask for a new password at once.", "Choose a new password"},
	SessionReuse:       {"Suspicious activity on your account", "Hello {guest}, a session key of your account with {agency} was used twice, as if it had been copied. To be safe we closed that session. Sign in again; when in doubt, change your password.", "Sign in"},
	DataExportReady:    {"The copy of your data is ready", "Hello, the copy of your data with {agency} is ready. You can download it from your account until {until}.", "Download my copy"},
	ErasureScheduled:   {"Your data will be erased", "Hello, as you asked, {agency} will erase your data on {until}. If you change your mind, or did not ask for this, cancel the request before then.", "Cancel the erasure"},
	ErasureWithdrawn:   {"Your data stay", "Hello, the erasure of your data with {agency} is cancelled. Nothing was deleted.", ""},
	PersonErased:       {"Your data are erased", "Hello, {agency} has erased your data. What the law makes us keep, contracts and accounts, stays without your name in our files. This is the last message you receive from us.", ""},
	InvoiceSent:        {"Your document: {title}", "Hello {guest}, please find attached the document {title}, of {amount}.", ""},
	InvoiceReminder:    {"Reminder {level}: {title}", "Hello {guest}, {text} Attached: {title}, due on {due}, outstanding: {amount}. If your payment is already on its way, please disregard this message.", ""},
}

// labels names the facts of a message.
var labels = map[string]map[string]string{
	"fr": {"reference": "Réservation", "property": "Bien", "address": "Adresse", "arrival": "Arrivée", "departure": "Départ", "from": "à partir de", "before": "avant", "party": "Occupants",
		"adults": "adulte(s)", "children": "enfant(s)", "infants": "bébé(s)", "pets": "animal(aux)", "total": "Total", "paid": "Réglé", "left": "Reste à régler", "due": "Solde à régler avant le", "refund": "Remboursement",
		"difference": "Différence", "reason": "Motif", "guest": "Voyageur", "phone": "Téléphone", "email": "E-mail", "policy": "Annulation", "link": "Ou copiez ce lien :", "unsubscribe": "Ne plus recevoir ces messages", "why": "Vous recevez ce message parce qu’il concerne votre réservation ou votre compte."},
	"en": {"reference": "Booking", "property": "Property", "address": "Address", "arrival": "Arrival", "departure": "Departure", "from": "from", "before": "before", "party": "Guests",
		"adults": "adult(s)", "children": "child(ren)", "infants": "infant(s)", "pets": "pet(s)", "total": "Total", "paid": "Paid", "left": "Left to pay", "due": "Balance due by", "refund": "Refund",
		"difference": "Difference", "reason": "Reason", "guest": "Guest", "phone": "Telephone", "email": "E-mail", "policy": "Cancellation", "link": "Or copy this link:", "unsubscribe": "Stop these messages", "why": "You receive this message because it concerns your booking or your account."},
}

func language(locale string) string {
	if strings.HasPrefix(locale, "fr") {
		return "fr"
	}
	return "en"
}

// wording returns what a kind says in a language: the business's own words where it has some, else ours.
func wording(kind Kind, locale string, own []Text) Text {
	ours := ours(kind, locale)
	t := Text{Kind: kind, Locale: locale, Subject: ours.subject, Intro: ours.intro}
	for _, o := range own {
		if o.Kind != kind || o.Locale != locale {
			continue
		}
		if o.Subject != "" {
			t.Subject = o.Subject
		}
		if o.Intro != "" {
			t.Intro = o.Intro
		}
	}
	return t
}

var placeholders = []string{"guest", "property", "arrival", "departure", "reference", "agency", "until", "amount", "reason"}

func unknownPlaceholder(text string) (string, bool) {
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return "", false
		}
		word, after, closed := strings.Cut(rest, "}")
		if !closed {
			return rest, true
		}
		known := false
		for _, p := range placeholders {
			known = known || p == word
		}
		if !known {
			return word, true
		}
		text = after
	}
}
