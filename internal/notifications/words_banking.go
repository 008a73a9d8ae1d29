package notifications

// bankingFrench and bankingEnglish are what owners are told of their money.
var bankingFrench = map[Kind]said{
	BalanceDue:        {"Votre solde de {amount} est à régler avant le {day}", "Bonjour {guest}, votre séjour à {property} approche. Il reste {amount} à régler avant le {day}. Vous pouvez le faire en deux minutes sur la page de votre réservation.", "Régler mon solde"},
	BalanceOverdue:    {"Votre solde de {amount} n’est pas encore réglé", "Bonjour {guest}, le solde de {amount} de votre séjour à {property} était à régler avant le {day} et ne nous est pas parvenu.\n\nRéglez-le sur la page de votre réservation. Si un paiement a été refusé, essayez une autre carte ; si vous venez de payer, oubliez ce message.", "Régler mon solde"},
	BankDetailsNotice: {"Vos coordonnées bancaires ont changé", "Bonjour {guest}, à partir du {until}, {agency} vous paiera sur le compte {account}. Ce changement a été fait par {by}.\n\nSi ce n’est pas vous qui l’avez voulu, appelez l’agence tout de suite : d’ici là, aucun virement ne part vers ce compte.", "Voir mes virements"},
	PayoutSent:        {"Relevé de virement : {amount}", "Bonjour {guest}, {agency} vous a viré {amount} le {day}. La somme arrive sur votre compte sous un jour ouvré.", "Voir mes virements"},
	PayoutCameBack:    {"Un virement est revenu : {amount}", "Bonjour {guest}, la banque a renvoyé le virement de {amount} que {agency} vous avait fait (motif {reason}). La somme vous reste due.\n\nVérifiez vos coordonnées bancaires : nous referons le virement.", "Vérifier mes coordonnées"},
}

var bankingEnglish = map[Kind]said{
	BalanceDue:        {"Your balance of {amount} is due by {day}", "Hello {guest}, your stay at {property} is coming up. {amount} is left to pay by {day}. It takes two minutes on the page of your booking.", "Pay my balance"},
	BalanceOverdue:    {"Your balance of {amount} has not been paid yet", "Hello {guest}, the balance of {amount} for your stay at {property} was due by {day} and has not reached us.\n\nPay it on the page of your booking. If a payment was refused, try another card; if you have just paid, forget this message.", "Pay my balance"},
	BankDetailsNotice: {"Your bank details have changed", "Hello {guest}, from {until} on {agency} will pay you on the account {account}. The change was made by {by}.\n\nIf this was not what you wanted, call the agency at once: until then no transfer leaves for this account.", "See my payouts"},
	PayoutSent:        {"Payout statement: {amount}", "Hello {guest}, {agency} transferred {amount} to you on {day}. It reaches your account within one business day.", "See my payouts"},
	PayoutCameBack:    {"A payout came back: {amount}", "Hello {guest}, the bank returned the transfer of {amount} that {agency} had made to you (reason {reason}). The amount is still due to you.\n\nCheck your bank details: we will transfer it again.", "Check my details"},
}
