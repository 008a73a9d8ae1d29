package docusign

import "time"

// The shapes of DocuSign's API, as far as they are used. Numbers and truths travel as text.

type envelopeWire struct {
	ID           string     `json:"envelopeId"`
	Status       string     `json:"status"` // created, sent, delivered, completed, declined, voided, deleted
	VoidedReason string     `json:"voidedReason"`
	ExpireAt     *time.Time `json:"expireDateTime"`
	VoidedAt     *time.Time `json:"voidedDateTime"`
	Transaction  string     `json:"transactionId"`
	Recipients   struct {
		Signers []recipientWire `json:"signers"`
	} `json:"recipients"`
	CustomFields customFields `json:"customFields"`
}

type recipientWire struct {
	ID             string     `json:"recipientId"`
	Status         string     `json:"status"` // created, sent, delivered, completed, declined
	DeliveredAt    *time.Time `json:"deliveredDateTime"`
	SignedAt       *time.Time `json:"signedDateTime"`
	DeclinedReason string     `json:"declinedReason"`
}

type createWire struct {
	Subject      string         `json:"emailSubject"`
	Status       string         `json:"status"`
	Transaction  string         `json:"transactionId"`
	Documents    []documentWire `json:"documents"`
	Recipients   recipientsWire `json:"recipients"`
	Notification notification   `json:"notification"`
	CustomFields customFields   `json:"customFields"`
}

type documentWire struct {
	ID        string `json:"documentId"`
	Name      string `json:"name"`
	Extension string `json:"fileExtension"`
	Content   string `json:"documentBase64"`
}

type recipientsWire struct {
	Signers []signerWire `json:"signers"`
}

type signerWire struct {
	ID       string `json:"recipientId"`
	Order    string `json:"routingOrder"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	ClientID string `json:"clientUserId,omitempty"` // DocuSign writes to nobody: the signer comes by a page of ours
	Tabs     struct {
		SignHere []tabWire `json:"signHereTabs"`
	} `json:"tabs"`
	Notification struct {
		Language string `json:"supportedLanguage"`
	} `json:"emailNotification"`
}

type tabWire struct {
	Document  string `json:"documentId"`
	Recipient string `json:"recipientId"`
	Page      string `json:"pageNumber"`
	X         string `json:"xPosition"`
	Y         string `json:"yPosition"`
}

type notification struct {
	UseDefaults string `json:"useAccountDefaults"`
	Expirations struct {
		Enabled string `json:"expireEnabled"`
		After   string `json:"expireAfter"`
		Warn    string `json:"expireWarn"`
	} `json:"expirations"`
}

type customFields struct {
	Text []textField `json:"textCustomFields"`
}

type textField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Show  string `json:"show"`
}

type viewWire struct {
	Return   string `json:"returnUrl"`
	Method   string `json:"authenticationMethod"`
	Email    string `json:"email"`
	Name     string `json:"userName"`
	ClientID string `json:"clientUserId"`
}

type changeWire struct {
	Status string `json:"status,omitempty"`
	Reason string `json:"voidedReason,omitempty"`
}

type eventWire struct {
	Event     string    `json:"event"`
	Generated time.Time `json:"generatedDateTime"`
	Data      struct {
		Account   string `json:"accountId"`
		Envelope  string `json:"envelopeId"`
		Recipient string `json:"recipientId"`
	} `json:"data"`
}

type tokenWire struct {
	Token   string `json:"access_token"`
	Seconds int    `json:"expires_in"`
}

type userWire struct {
	Name     string `json:"name"`
	Accounts []struct {
		ID      string `json:"account_id"`
		Name    string `json:"account_name"`
		Default bool   `json:"is_default"`
		Base    string `json:"base_uri"`
	} `json:"accounts"`
}
