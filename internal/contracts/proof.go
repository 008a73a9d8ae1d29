package contracts

import (
	"fmt"
	"strings"
	"time"
)

// Proof is what the pages say that are put behind a signed contract: who signed, when and how, and what has happened.
type Proof struct {
	Language   string
	Title      string
	Author     string
	Footer     string
	Reason     string // of the seal, as readers of PDFs show it
	MadeAt     time.Time
	AgencyName string
	Details    []string
	Intro      string
	Parties    []PartyProof
	Document   Section
	Journal    string // heading of the steps
	Steps      []Fact
	Closing    string
}

// PartyProof is one party's signature.
type PartyProof struct {
	Title string
	Mark  Mark
	Lines []string
}

// proofWords are the sentences of the page of signatures in one language.
type proofWords struct {
	title, reason, intro, pending, on, typed, drawn, identified, address, agent, auto string
	bySMS, document, number, hash, facts, amends, consent, journal, closing, utc      string
	steps                                                                             map[Step]string
}

var proofs = map[string]proofWords{
	"fr": {title: "Signatures et preuve", reason: "Contrat signé par toutes les parties", intro: "Les parties ont signé par voie électronique le document qui précède. Cette page et les suivantes en rendent compte ; le fichier de preuve complet est joint à ce document.",
		pending: "Ce document rend compte de la signature électronique d’un contrat à ce jour.",
		on:      "Signé le", typed: "nom saisi au clavier", drawn: "signature tracée", identified: "Identité vérifiée par un code envoyé à", bySMS: "Identité vérifiée par un code envoyé par SMS au", address: "Adresse du réseau :", agent: "Navigateur :", auto: "signature automatique, selon le réglage de l’agence",
		document: "Le document signé", number: "Contrat", hash: "SHA-256 du document", facts: "Empreinte de l’accord", amends: "Avenant au contrat", consent: "Texte accepté", journal: "Le déroulement (heure universelle)",
		closing: "Chaque étape porte l’empreinte de la précédente ; dernière étape n° %d, empreinte %s. Le document est scellé : toute modification postérieure est visible dans un lecteur de PDF.", utc: "UTC",
		steps: map[Step]string{StepGenerated: "Contrat rédigé", StepSent: "Lien privé envoyé", StepMailed: "Message remis au serveur de messagerie", StepReminded: "Rappel envoyé", StepViewed: "Contrat ouvert par le signataire", StepCodeAsked: "Code demandé", StepCodeWrong: "Code erroné", StepTexted: "SMS remis à l’opérateur", StepTextArrived: "SMS arrivé", StepTextFailed: "SMS impossible : code envoyé par courriel", StepIdentified: "Identité vérifiée par le code",
			StepConsented: "Consentement donné", StepSigned: "Signé par le signataire", StepCountersign: "Signé par l’agence", StepRefused: "Refusé", StepExpired: "Expiré", StepVoided: "Repris", StepSealed: "Document scellé", StepProvider: "Événement du prestataire"}},
	"en": {title: "Signatures and evidence", reason: "Contract signed by all parties", intro: "The parties have electronically signed the document above. This page and the next say how; the complete file of evidence is attached to this document.",
		pending: "This document reports on the electronic signature of a contract to this day.",
		on:      "Signed on", typed: "name typed", drawn: "signature drawn", identified: "Identity verified by a code sent to", bySMS: "Identity verified by a code sent by text message to", address: "Network address:", agent: "Browser:", auto: "automatic signature, as the agency has set",
		document: "The signed document", number: "Contract", hash: "SHA-256 of the document", facts: "SHA-256 of the terms", amends: "Addendum to contract", consent: "Text agreed to", journal: "What happened (universal time)",
		closing: "Each step holds the hash of the one before; last step no. %d, hash %s. The document is sealed: any later change is shown by a PDF reader.", utc: "UTC",
		steps: map[Step]string{StepGenerated: "Contract drawn up", StepSent: "Private link sent", StepMailed: "Message taken by the mail server", StepReminded: "Reminder sent", StepViewed: "Contract opened by the signer", StepCodeAsked: "Code asked for", StepCodeWrong: "Wrong code", StepTexted: "Text message taken by the carrier", StepTextArrived: "Text message arrived", StepTextFailed: "No text message possible: code sent by mail", StepIdentified: "Identity verified by the code",
			StepConsented: "Consent given", StepSigned: "Signed by the signer", StepCountersign: "Signed by the agency", StepRefused: "Refused", StepExpired: "Expired", StepVoided: "Taken back", StepSealed: "Document sealed", StepProvider: "Event of the provider"}},
}

// ComposeProof writes the page of signatures of a contract that all have signed, in the language of the contract.
func ComposeProof(s ContractState, a Agency, evidence []Evidence) Proof {
	words, language := wordsIn(s.Signer().Locale)
	w := proofs[language]
	p := Proof{Language: language, Title: w.title, Author: a.Name, Reason: w.reason, AgencyName: a.Name, Intro: w.intro, Journal: w.journal,
		Footer: fmt.Sprintf("%s · %s %s · %s", a.Name, w.number, s.Number, w.title), Details: []string{w.number + " " + s.Number}}
	g := s.Signing
	agency, signer := words.parties(s.Kind)
	p.MadeAt = s.DraftedAt
	if g.Agency.At.After(p.MadeAt) {
		p.MadeAt = g.Agency.At
	}
	if g.Signer.At.After(p.MadeAt) {
		p.MadeAt = g.Signer.At
	}
	proved := w.identified + " "
	if g.Challenge.Way == ByText {
		proved = w.bySMS + " "
	}
	_, to := s.provedBy()
	for _, party := range []struct {
		title, proved string
		by            Signature
	}{{signer, proved + to, g.Signer}, {agency, "", g.Agency}} {
		if !party.by.At.IsZero() {
			p.Parties = append(p.Parties, PartyProof{Title: party.title, Mark: party.by.Mark, Lines: w.lines(party.by, party.proved)})
		}
	}
	if !s.AllSigned() { // a report on the way
		p.Intro = w.pending
	}
	p.Document = Section{Heading: w.document, Facts: []Fact{{w.number, s.Number + " · " + s.Title()}, {w.amends, g.Amends}, {words.booking, s.Stay.Reference},
		{w.hash, halves(s.SHA256)}, {w.facts, halves(s.FactsSHA256())}, {w.consent, consentOf(s, evidence)}}}
	for _, e := range evidence {
		p.Steps = append(p.Steps, Fact{moment(e.At, w), strings.Join(compact([]string{w.steps[e.Step], e.Data["to"], e.Data["name"], e.Address}), " · ")})
	}
	if n := len(evidence); n > 0 {
		p.Closing = fmt.Sprintf(w.closing, n, halves(evidence[n-1].Hash))
	}
	return p
}

// consentOf is what the signer has agreed to, in the words of that day; before, what he will be asked.
func consentOf(s ContractState, evidence []Evidence) string {
	for _, e := range evidence {
		if e.Step == StepConsented && e.Data["text"] != "" {
			return e.Data["text"]
		}
	}
	return ConsentText(s.Signer().Locale)
}

// halves parts a hash where a line may break.
func halves(hash string) string {
	if len(hash) < 64 {
		return hash
	}
	return hash[:32] + " " + hash[32:]
}

// moment is an instant as it stands in the journal: the same for every reader.
func moment(at time.Time, w proofWords) string {
	return at.UTC().Format("2006-01-02 15:04:05 ") + w.utc
}

func (w proofWords) lines(s Signature, proved string) []string {
	how := w.typed
	if s.Mark.Method() == "drawn" {
		how = w.drawn
	}
	if s.Witness.Actor == "program" {
		how = w.auto
	}
	lines := []string{w.on + " " + moment(s.At, w) + ", " + how}
	if proved != "" {
		lines = append(lines, proved)
	}
	if s.Witness.Address != "" {
		lines = append(lines, w.address+" "+s.Witness.Address)
	}
	if s.Witness.Agent != "" {
		lines = append(lines, w.agent+" "+s.Witness.Agent)
	}
	return lines
}
