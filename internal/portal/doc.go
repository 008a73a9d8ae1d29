// Package portal holds the pages that stand above the contexts: the installation's own home with its businesses, the
// navigation of sites and desk, and the search of the command palette.
//
// It asks contexts by queries and changes nothing. Start with portal.go.
package portal
