package notificationsio

import (
	"bytes"
	_ "embed" // the layout
	"fmt"
	"html/template"
	"strings"

	"comptoir/internal/notifications"
)

//go:embed mail.html
var mailHTML string

var layout = template.Must(template.New("mail").Parse(mailHTML))

// Layout writes a message as plain text and as HTML: the same parts, in the same order, one action. The HTML carries its
// styles inline, loads nothing from anywhere, and reads well without any style.
func Layout(c notifications.Content) (text, html string, err error) {
	var page bytes.Buffer
	if err := layout.Execute(&page, c); err != nil {
		return "", "", fmt.Errorf("notifications: layout: %w", err)
	}
	return plain(c), page.String(), nil
}

func plain(c notifications.Content) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", c.Agency)
	for _, p := range c.Paragraphs {
		b.WriteString(wrap(p, 78) + "\n\n")
	}
	for _, f := range c.Facts {
		fmt.Fprintf(&b, "%s : %s\n", f.Name, f.Value)
	}
	if len(c.Facts) > 0 {
		b.WriteString("\n")
	}
	for _, l := range c.Lines {
		fmt.Fprintf(&b, "%s : %s\n", l.Label, l.Amount)
	}
	if len(c.Lines) > 0 {
		b.WriteString("\n")
	}
	if c.Action != nil {
		fmt.Fprintf(&b, "%s :\n%s\n\n", c.Action.Label, c.Action.URL)
	}
	b.WriteString("-- \n" + strings.Join(c.Footer, "\n") + "\n")
	if u := c.Unsubscribe; u != nil {
		fmt.Fprintf(&b, "\n%s :\n%s\n", u.Label, u.URL)
	}
	return b.String()
}

// wrap breaks a paragraph between words so that lines stay readable where no reader breaks them.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
