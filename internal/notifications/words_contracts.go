package notifications

import "strings"

// The kinds about a contract on its way to be signed.
const (
	ContractToSign        Kind = "contract_to_sign"
	ContractReminder      Kind = "contract_reminder"
	ContractCode          Kind = "contract_code"
	ContractCompleted     Kind = "contract_completed"
	AgencyContractSigned  Kind = "agency_contract_signed"
	AgencyContractRefused Kind = "agency_contract_refused"
	AgencyContractExpired Kind = "agency_contract_expired"
)

// ContractKinds lists them.
func ContractKinds() []Kind {
	return []Kind{ContractToSign, ContractReminder, ContractCode, ContractCompleted, AgencyContractSigned, AgencyContractRefused, AgencyContractExpired}
}

var contractsFrench = map[Kind]said{
	ContractToSign:        {"Votre contrat à signer : {title}", "Bonjour {guest}, {agency} vous propose le contrat {number} ({title}). Lisez-le et signez-le en ligne, sur votre téléphone ou votre ordinateur : cela prend moins d’une minute.\n\nVous avez jusqu’au {until}. Ce lien est privé : ne le transmettez pas.", "Lire et signer"},
	ContractReminder:      {"Rappel : votre contrat attend votre signature", "Bonjour {guest}, le contrat {number} ({title}) n’est pas encore signé. Vous avez jusqu’au {until}. Ce lien est privé : ne le transmettez pas.", "Lire et signer"},
	ContractCode:          {"Votre code pour signer le contrat {number}", "Bonjour {guest}, voici le code qui confirme que c’est bien vous qui signez le contrat {number} :\n\n{code}\n\nIl est valable jusqu’au {until} et sert une fois. Si vous n’avez rien demandé, ne le donnez à personne et ignorez ce message.", ""},
	ContractCompleted:     {"Votre contrat signé : {title}", "Bonjour {guest}, le contrat {number} est signé par toutes les parties. Le document scellé, avec la preuve des signatures, est en pièce jointe : gardez-le.", "Voir le contrat"},
	AgencyContractSigned:  {"Contrat {number} signé par {by}", "{by} a signé le contrat {number} ({title}). Contresignez-le pour qu’il soit complet.", "Contresigner"},
	AgencyContractRefused: {"Contrat {number} refusé", "Le signataire a refusé le contrat {number} ({title}). {reason}", "Ouvrir le contrat"},
	AgencyContractExpired: {"Contrat {number} non signé à temps", "Le délai pour signer le contrat {number} ({title}) est passé. Vous pouvez en parler au voyageur, puis modifier ou annuler la réservation.", "Ouvrir le contrat"},
}

var contractsEnglish = map[Kind]said{
	ContractToSign:        {"Your contract to sign: {title}", "Hello {guest}, {agency} offers you contract {number} ({title}). Read it and sign it online, on your phone or computer: it takes less than a minute.\n\nYou have until {until}. This link is private: do not pass it on.", "Read and sign"},
	ContractReminder:      {"Reminder: your contract waits for your signature", "Hello {guest}, contract {number} ({title}) is not signed yet. You have until {until}. This link is private: do not pass it on.", "Read and sign"},
	ContractCode:          {"Your code to sign contract {number}", "Hello {guest}, this code confirms that it is you who signs contract {number}:\n\n{code}\n\nIt is good until {until} and works once. If you did not ask for it, give it to nobody and ignore this message.", ""},
	ContractCompleted:     {"Your signed contract: {title}", "Hello {guest}, contract {number} is signed by all parties. The sealed document, with the evidence of the signatures, is attached: keep it.", "See the contract"},
	AgencyContractSigned:  {"Contract {number} signed by {by}", "{by} has signed contract {number} ({title}). Countersign it to complete it.", "Countersign"},
	AgencyContractRefused: {"Contract {number} refused", "The signer has refused contract {number} ({title}). {reason}", "Open the contract"},
	AgencyContractExpired: {"Contract {number} not signed in time", "The time to sign contract {number} ({title}) is over. You can talk to the guest, then change or cancel the booking.", "Open the contract"},
}

// ToAgency reports whether a message goes to the business itself.
func (k Kind) ToAgency() bool { return strings.HasPrefix(string(k), "agency_") }
