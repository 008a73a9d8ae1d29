package notifications

// cardsFrench and cardsEnglish are what guests and the agency are told of kept cards.
var cardsFrench = map[Kind]said{
	CardComing:        {"Votre carte sera débitée de {amount} le {day}", "Bonjour {guest}, comme convenu à la réservation, {amount} seront débités le {day} sur votre carte {account} pour votre séjour à {property}. Vous n’avez rien à faire.\n\nPour payer autrement ou retirer la carte, ouvrez votre réservation avant ce jour.", "Voir ma réservation"},
	CardRefusedRetry:  {"Votre carte a été refusée : {amount}", "Bonjour {guest}, votre carte {account} n’a pas pu être débitée de {amount} pour votre séjour à {property} : {reason}. Nous essaierons de nouveau le {day}.\n\nVous pouvez aussi payer dès maintenant, avec cette carte ou une autre.", "Payer maintenant"},
	CardRefusedLink:   {"À régler : {amount}, votre carte a été refusée", "Bonjour {guest}, votre carte {account} n’a pas pu être débitée de {amount} pour votre séjour à {property} : {reason}. Nous n’essaierons plus.\n\nRéglez cette somme sur la page de votre réservation, avec cette carte ou une autre.", "Payer maintenant"},
	CardOwnerWanted:   {"Votre banque demande votre accord : {amount}", "Bonjour {guest}, votre banque demande votre accord pour débiter {amount} sur votre carte {account}, pour votre séjour à {property}. Rien n’a été débité.\n\nOuvrez votre réservation et confirmez ce paiement.", "Confirmer le paiement"},
	AgencyCardRefused: {"Carte refusée : {amount}, {reference}", "La carte {account} de {guest} a été refusée ({reason}) pour {amount}. Comptoir n’essaie plus : le voyageur a reçu un lien pour payer.", "Ouvrir la réservation"},
	AgencyDisputed:    {"Paiement contesté : {amount}, {reference}", "La banque de {guest} reprend {amount}, payés pour un séjour à {property} : le paiement est contesté.\n\nRépondez chez votre prestataire de paiement avant l’échéance qu’il indique, avec le contrat et vos échanges. Sans réponse, l’argent est perdu ; d’ici là, rien de ce paiement ne peut être remboursé.", "Ouvrir la réservation"},
	AgencyDisputeWon:  {"Litige gagné : {amount}, {reference}", "La banque de {guest} vous donne raison : {amount} vous reviennent pour le séjour à {property}.", "Ouvrir la réservation"},
	AgencyDisputeLost: {"Litige perdu : {amount}, {reference}", "La banque de {guest} a tranché : {amount} restent chez lui pour le séjour à {property}. Le dossier de la réservation montre ce qui reste dû.", "Ouvrir la réservation"},
}

var cardsEnglish = map[Kind]said{
	CardComing:        {"Your card will be charged {amount} on {day}", "Hello {guest}, as agreed when you booked, {amount} will be charged to your card {account} on {day} for your stay at {property}. There is nothing to do.\n\nTo pay in another way or to remove the card, open your booking before that day.", "View my booking"},
	CardRefusedRetry:  {"Your card was refused: {amount}", "Hello {guest}, your card {account} could not be charged {amount} for your stay at {property}: {reason}. We will try again on {day}.\n\nYou can also pay right now, with this card or another one.", "Pay now"},
	CardRefusedLink:   {"To pay: {amount}, your card was refused", "Hello {guest}, your card {account} could not be charged {amount} for your stay at {property}: {reason}. We will not try again.\n\nPay this amount on the page of your booking, with this card or another one.", "Pay now"},
	CardOwnerWanted:   {"Your bank asks for your consent: {amount}", "Hello {guest}, your bank asks for your consent to charge {amount} to your card {account}, for your stay at {property}. Nothing was charged.\n\nOpen your booking and confirm this payment.", "Confirm the payment"},
	AgencyCardRefused: {"Card refused: {amount}, {reference}", "{guest}’s card {account} was refused ({reason}) for {amount}. Comptoir does not try again: the guest has a link to pay.", "Open the booking"},
	AgencyDisputed:    {"Payment disputed: {amount}, {reference}", "{guest}’s bank takes back {amount}, paid for a stay at {property}: the payment is disputed.\n\nAnswer at your payment provider before the day that it names, with the contract and your messages. Without an answer the money is lost; until then nothing of this payment can be refunded.", "Open the booking"},
	AgencyDisputeWon:  {"Dispute won: {amount}, {reference}", "{guest}’s bank agrees with you: {amount} come back to you for the stay at {property}.", "Open the booking"},
	AgencyDisputeLost: {"Dispute lost: {amount}, {reference}", "{guest}’s bank has decided: {amount} stay with the guest for the stay at {property}. The booking shows what is still owed.", "Open the booking"},
}

// refusals are the banks' codes in words; any other is a refusal of the bank.
var refusals = map[string]struct{ fr, en string }{
	"insufficient_funds":      {"provision insuffisante", "not enough money"},
	"expired_card":            {"carte expirée", "the card has expired"},
	"lost_card":               {"carte déclarée perdue", "the card was reported lost"},
	"stolen_card":             {"carte déclarée volée", "the card was reported stolen"},
	"no_card":                 {"la carte n’est plus gardée", "the card is no longer kept"},
	"authentication_required": {"la banque demande l’accord du titulaire", "the bank wants the owner’s consent"},
}

// Refusal is a bank's code in words.
func Refusal(code, locale string) string {
	words, known := refusals[code]
	switch {
	case known && locale == "fr":
		return words.fr
	case known:
		return words.en
	case locale == "fr":
		return "refus de la banque"
	}
	return "the bank refused"
}
