package web

import (
	"strconv"

	"github.com/a-h/templ"
)

func itoa(n int) string { return strconv.Itoa(n) }

// style makes a style attribute from declarations that we computed: positions and ratios, never a reader's text.
func style(declarations string) templ.Attributes {
	if declarations == "" {
		return nil
	}
	return templ.Attributes{"style": declarations}
}
