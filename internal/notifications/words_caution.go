package notifications

// cautionFrench and cautionEnglish are what guests and the agency are told of a security deposit.
var cautionFrench = map[Kind]said{
	CautionTaken:       {"Dépôt de garantie : {amount} prélevés", "{agency} a prélevé {amount} sur le dépôt de garantie de votre séjour à {property}, pour : {reason}. Le reste est libéré. Les photos et documents que l’agence y joint sont sur votre réservation.\n\nSi vous n’êtes pas d’accord, répondez à ce message.", "Voir ma réservation"},
	CautionBack:        {"Votre dépôt de garantie est libéré", "Votre dépôt de garantie de {amount} pour {property} est libéré : rien n’a été prélevé. Selon votre banque, la réservation disparaît de votre compte en quelques jours.", "Voir ma réservation"},
	CautionOwner:       {"Votre banque demande votre accord", "{agency} a voulu prélever {amount} sur la carte laissée en dépôt de garantie pour {property}, mais votre banque demande votre accord. Ouvrez votre réservation pour régler cette somme.", "Régler"},
	AgencyCautionTaken: {"Dépôt de garantie : {amount} prélevés, {reference}", "{amount} ont été prélevés sur le dépôt de garantie de {guest} pour : {reason}. Le voyageur en est informé.", "Ouvrir la réservation"},
	AgencyCautionBack:  {"Dépôt de garantie libéré, {reference}", "Le dépôt de garantie de {amount} de {guest} est libéré. Le voyageur en est informé.", "Ouvrir la réservation"},
	AgencyCautionLost:  {"Dépôt de garantie : prélèvement refusé, {reference}", "Le prélèvement de {amount} sur le dépôt de garantie de {guest} n’a pas abouti : {reason}.", "Ouvrir la réservation"},
}

var cautionEnglish = map[Kind]said{
	CautionTaken:       {"Security deposit: {amount} taken", "{agency} took {amount} of the security deposit of your stay at {property}, for: {reason}. The rest is free. Photos and papers that the agency adds are with your booking.\n\nIf you do not agree, answer this message.", "View my booking"},
	CautionBack:        {"Your security deposit is released", "Your security deposit of {amount} for {property} is released: nothing was taken. Depending on your bank the hold disappears from your account within some days.", "View my booking"},
	CautionOwner:       {"Your bank asks for your consent", "{agency} wanted to take {amount} from the card left as a security deposit for {property}, but your bank asks for your consent. Open your booking to settle this amount.", "Settle"},
	AgencyCautionTaken: {"Security deposit: {amount} taken, {reference}", "{amount} of {guest}’s security deposit were taken for: {reason}. The guest is told.", "Open the booking"},
	AgencyCautionBack:  {"Security deposit released, {reference}", "{guest}’s security deposit of {amount} is released. The guest is told.", "Open the booking"},
	AgencyCautionLost:  {"Security deposit: refused, {reference}", "{amount} of {guest}’s security deposit could not be taken: {reason}.", "Open the booking"},
}
