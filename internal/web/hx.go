package web

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"
)

// HX is what htmx does with an element. Pages never write hx-* attributes; they spread one of these:
//
//	<form method="get" action="/desk/reservations" { web.HX{Get: "/desk/reservations", Target: "#list", Push: true}.Attrs()... }>
//
// Every element that carries one also works without JavaScript: a link has its href, a form its action.
type HX struct {
	Get, Post  string // exactly one address
	Target     string // selector of what is replaced; the element itself when empty
	Swap       string // "innerHTML" when empty
	Select     string // take only this part of the answer
	Trigger    string // "input changed delay:250ms" …
	Push       bool   // put the address into the location bar
	Include    string // selector of further fields to send
	Confirm    string // question asked first
	Indicator  string // selector of what shows that it is working
	DisableElt string // selector of what is disabled meanwhile
}

// Attrs returns the attributes to spread into a tag.
func (h HX) Attrs() templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a["hx-"+name] = value
		}
	}
	set("get", h.Get)
	set("post", h.Post)
	set("target", h.Target)
	set("swap", h.Swap)
	set("select", h.Select)
	set("trigger", h.Trigger)
	set("include", h.Include)
	set("confirm", h.Confirm)
	set("indicator", h.Indicator)
	set("disabled-elt", h.DisableElt)
	if h.Push {
		a["hx-push-url"] = "true"
	}
	return a
}

// InDrawer makes a link open its page in the desk's drawer; the drawer keeps that address, so a reload or a shared link
// shows the same. The handler answers with Kit.RenderDrawer.
func InDrawer(href string) templ.Attributes {
	a := HX{Get: href, Target: "#drawer", Swap: "innerHTML", Push: true}.Attrs()
	a["data-drawer"] = ""
	return a
}

// LiveFilter makes a GET form refresh target while somebody types or chooses, keeping the address in step.
func LiveFilter(action, target string) templ.Attributes {
	return HX{Get: action, Target: target, Select: target, Swap: "outerHTML", Push: true,
		Trigger: "submit, change, input delay:250ms from:find input[type=search]"}.Attrs()
}

// IsPart reports whether htmx asks for the piece of the page with this id ("drawer"), not for a page.
func IsPart(r *http.Request, id string) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true" &&
		r.Header.Get("HX-Target") == id
}

// localPath reports whether to is a path on this host and nothing that a browser takes for another one.
func localPath(to string) bool {
	return strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\\x00\r\n\t")
}
