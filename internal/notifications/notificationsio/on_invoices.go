package notificationsio

import (
	"context"
	"strconv"

	"comptoir/internal/event"
	"comptoir/internal/notifications"
)

// paper is a message with an invoice's document.
func paper(kind notifications.Kind, f event.InvoiceFacts) notifications.Notice {
	return notifications.Notice{Kind: kind, To: f.CustomerEmail, Name: f.CustomerName, Locale: f.Language, Amount: f.Total, Words: map[string]string{"title": f.Title},
		Attachment: &notifications.Attachment{File: f.File, Name: f.Number + ".pdf", Type: "application/pdf"}}
}

// invoice sends a paper whose document is made, where its business wants it sent.
func (m *Module) invoice(_ context.Context, e event.InvoiceReady) ([]notifications.Notice, error) {
	if !e.Send || e.CustomerEmail == "" {
		return nil, nil
	}
	return []notifications.Notice{paper(notifications.InvoiceSent, e.InvoiceFacts)}, nil
}

// invoiceOverdue reminds a customer who is late, in the words of the business.
func (m *Module) invoiceOverdue(_ context.Context, e event.InvoiceOverdue) ([]notifications.Notice, error) {
	if e.CustomerEmail == "" {
		return nil, nil
	}
	n := paper(notifications.InvoiceReminder, e.InvoiceFacts)
	n.Amount = e.Owed
	n.Words["level"], n.Words["text"], n.Words["due"] = strconv.Itoa(e.Level), e.Text, notifications.Day(e.DueOn, e.Language)
	return []notifications.Notice{n}, nil
}
