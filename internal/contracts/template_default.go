package contracts

// defaults are the templates of a business that has written none of its own. A letting must be in writing, with the price
// and a description of the premises (Code du tourisme, art. L324-2); an agent's mandate must be in writing, with its
// object, its term and its fee (loi 70-9 of 2 January 1970, art. 6, and décret 72-678, art. 72).
var defaults = map[TemplateKey]string{
	{StayContract, "fr"}: `## 1. Le bien loué
Bien :: {{property.name}}
Type :: {{property.type}}
Adresse :: {{property.address}}
{{#if property.surface}}
Surface :: {{property.surface}} m²
{{/if}}
{{#if property.capacity}}
Capacité :: {{property.capacity}} personnes
{{/if}}
{{#if property.rooms}}
Descriptif :: {{property.rooms}}
{{/if}}
N° d’enregistrement :: {{property.registration}}
Pour le compte de :: {{property.owner}}

## 2. L’équipement et l’inventaire
{{#each property.equipment}}
- {{item}}
{{/each}}

L’inventaire du mobilier et l’état des lieux sont dressés à l’arrivée et au départ. Le locataire signale dans les quarante-huit heures de son arrivée ce qui manque ou ne fonctionne pas.

## 3. Le séjour
Arrivée :: {{stay.arrival}}, à partir de {{stay.check_in}}
Départ :: {{stay.departure}}, avant {{stay.check_out}}
Nuits :: {{stay.nights}}
Occupants :: {{stay.party}}

## 4. Le prix
{{prices}}

## 5. Le paiement
{{price.deposit_name}} :: {{price.deposit}}
{{#each price.instalments}}
Échéance :: {{item}}
{{/each}}
{{#if price.balance}}
Solde :: {{price.balance}}, à régler au plus tard le {{price.balance_due}}
{{/if}}
Déjà réglé :: {{price.paid}}
Reste à régler :: {{price.left}}
{{#if price.caution}}
Dépôt de garantie :: {{price.caution}}

Il n’est pas compris dans le total ; il est rendu après l’état des lieux de sortie, déduction faite des dégradations.
{{/if}}

## 6. L’annulation
{{#each policy.terms}}
- {{item}}
{{/each}}

## 7. Le règlement intérieur
{{#each property.rules}}
- {{item}}
{{/each}}

## 8. L’accord
Le présent contrat est une location saisonnière au sens de l’article L. 324-2 du code du tourisme : le prix et l’état descriptif en font partie. Le locataire ne peut se prévaloir d’un droit au maintien dans les lieux à la fin du séjour.

{{#if stay.online}}
Le locataire a accepté ces conditions en ligne au moment de sa réservation ; la version qu’il a acceptée est celle-ci.
{{else}}
Le locataire accepte ces conditions en signant le présent contrat.
{{/if}}

{{#if amends}}
Le présent avenant modifie le contrat n° {{amends}}, signé par les parties ; ce qu’il ne change pas reste convenu.
{{else}}
{{#if revised}}
Cette version remplace les précédentes (révision {{revised}}).
{{/if}}
{{/if}}
`,
	{StayContract, "en"}: `## 1. The property
Property :: {{property.name}}
Type :: {{property.type}}
Address :: {{property.address}}
{{#if property.surface}}
Surface :: {{property.surface}} m²
{{/if}}
{{#if property.capacity}}
Capacity :: {{property.capacity}} people
{{/if}}
{{#if property.rooms}}
Description :: {{property.rooms}}
{{/if}}
Registration no. :: {{property.registration}}
On behalf of :: {{property.owner}}

## 2. Equipment and inventory
{{#each property.equipment}}
- {{item}}
{{/each}}

The inventory of the furniture and the condition of the premises are recorded on arrival and on departure. The guest reports within forty-eight hours of arrival what is missing or does not work.

## 3. The stay
Arrival :: {{stay.arrival}}, from {{stay.check_in}}
Departure :: {{stay.departure}}, before {{stay.check_out}}
Nights :: {{stay.nights}}
Guests :: {{stay.party}}

## 4. The price
{{prices}}

## 5. Payment
{{price.deposit_name}} :: {{price.deposit}}
{{#each price.instalments}}
Instalment :: {{item}}
{{/each}}
{{#if price.balance}}
Balance :: {{price.balance}}, to be paid by {{price.balance_due}}
{{/if}}
Already paid :: {{price.paid}}
Left to pay :: {{price.left}}
{{#if price.caution}}
Security deposit :: {{price.caution}}

It is not part of the total; it is returned after the check-out inspection, less any damage.
{{/if}}

## 6. Cancellation
{{#each policy.terms}}
- {{item}}
{{/each}}

## 7. House rules
{{#each property.rules}}
- {{item}}
{{/each}}

## 8. Agreement
This contract is a seasonal letting under article L. 324-2 of the French tourism code: the price and the description are part of it. The guest has no right to remain on the premises once the stay ends.

{{#if stay.online}}
The guest accepted these terms online when booking; the version accepted is this one.
{{else}}
The guest accepts these terms by signing this contract.
{{/if}}

{{#if amends}}
This addendum changes contract no. {{amends}}, which the parties have signed; what it does not change stays agreed.
{{else}}
{{#if revised}}
This version replaces the earlier ones (revision {{revised}}).
{{/if}}
{{/if}}
`,
	{Mandate, "fr"}: `## 1. L’objet du mandat
Bien :: {{property.name}}
Type :: {{property.type}}
Adresse :: {{property.address}}
{{#if property.surface}}
Surface :: {{property.surface}} m²
{{/if}}
N° d’enregistrement :: {{property.registration}}

Le mandant, propriétaire du bien ci-dessus, donne au mandataire mandat de le louer en location saisonnière en son nom et pour son compte.

## 2. Les pouvoirs du mandataire
- Rechercher des locataires, annoncer le bien, fixer les prix convenus avec le mandant et conclure les contrats de location.
- Encaisser les acomptes, les soldes, les dépôts de garantie et la taxe de séjour, et reverser cette dernière à la commune.
- Remettre les clés, établir les états des lieux et faire nettoyer le bien entre deux séjours.

## 3. La durée
Début :: {{mandate.from}}
Fin :: {{mandate.until}}

{{#unless mandate.until}}
Le mandat est donné pour une année à compter de sa signature. Il se renouvelle par tacite reconduction pour la même durée, sans dépasser trois ans.
{{/unless}}
Passé trois mois, chaque partie peut y mettre fin à tout moment par lettre recommandée avec avis de réception, avec un préavis de quinze jours (décret n° 72-678, article 78) ; les locations déjà conclues sont tenues.

## 4. La rémunération
Honoraires :: {{mandate.fee}}

Les honoraires sont dus sur les loyers encaissés, à la charge du mandant, et retenus sur les sommes qui lui sont reversées.

## 5. La reddition des comptes
Le mandataire tient les fonds du mandant séparés des siens. Il lui rend compte chaque mois et lui reverse ce qui lui revient des séjours terminés.

## 6. Le mandataire
Carte professionnelle :: {{agency.card}}

Le mandataire inscrit ce mandat à son registre sous le numéro {{number}}. Un exemplaire signé est remis au mandant.
`,
	{Mandate, "en"}: `## 1. The object of the mandate
Property :: {{property.name}}
Type :: {{property.type}}
Address :: {{property.address}}
{{#if property.surface}}
Surface :: {{property.surface}} m²
{{/if}}
Registration no. :: {{property.registration}}

The principal, owner of the property above, mandates the agent to let it for holidays in the principal’s name and on the principal’s behalf.

## 2. The agent’s powers
- To look for guests, advertise the property, set the prices agreed with the principal and conclude the letting contracts.
- To collect deposits, balances, security deposits and the tourist tax, and to hand the latter to the commune.
- To hand over the keys, make the inventories and have the property cleaned between stays.

## 3. The term
From :: {{mandate.from}}
Until :: {{mandate.until}}

{{#unless mandate.until}}
The mandate is given for one year from its signature. It is renewed tacitly for the same term, three years at most.
{{/unless}}
After three months, either party may end it at any time by registered letter with fifteen days’ notice (décret no. 72-678, article 78); lettings already concluded are honoured.

## 4. The fee
Fee :: {{mandate.fee}}

The fee is due on the rents collected, borne by the principal, and kept from what is paid over.

## 5. Accounts
The agent keeps the principal’s money apart from its own, reports every month and pays over what is due from stays that have ended.

## 6. The agent
Professional card :: {{agency.card}}

The agent enters this mandate in its register under number {{number}}. A signed copy is given to the principal.
`,
}
