package rest

import "comptoir/internal/kernel/paging"

// PageParams are the parameters of a list; embed them in the operation's input.
type PageParams struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"How many items at most."`
	Cursor string `query:"cursor" maxLength:"2000" doc:"The nextCursor of the page before; empty for the first page."`
}

// Request returns what a query of a context takes.
func (p PageParams) Request() paging.Request { return paging.Request{Limit: p.Limit, Cursor: p.Cursor} }

// List is the body of a list. Items is never null.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Ask for the next page with it; absent after the last."`
}

// ListOf makes the wire form of a page, item by item.
func ListOf[V, T any](page paging.Page[V], wire func(V) T) List[T] {
	items := make([]T, len(page.Items))
	for i, v := range page.Items {
		items[i] = wire(v)
	}
	return List[T]{Items: items, NextCursor: page.Next}
}
