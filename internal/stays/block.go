package stays

import (
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/period"
)

// BlockKind says why days are kept from being let.
type BlockKind string

// The kinds of blocks.
const (
	OwnerStay      BlockKind = "owner_stay"
	Maintenance    BlockKind = "maintenance"
	Preparation    BlockKind = "preparation"
	Administrative BlockKind = "admin"
)

// BlockState is everything that is stored of a block.
type BlockState struct {
	ID        BlockID      `json:"id"`
	Version   int          `json:"version"`
	Property  PropertyID   `json:"property"`
	Kind      BlockKind    `json:"kind"`
	Days      period.Range `json:"days"`
	Note      string       `json:"note"`
	By        string       `json:"by"` // name of who made it
	Removed   bool         `json:"removed"`
	CreatedAt time.Time    `json:"createdAt"`
	UpdatedAt time.Time    `json:"updatedAt"`
}

// Block keeps days from being let.
type Block struct {
	s       BlockState
	touched bool
	news    []event.Event
}

// RestoreBlock makes a block from its stored state: for stores and tests only.
func RestoreBlock(s BlockState) *Block { return &Block{s: s} }

// State returns a copy of what is stored.
func (b *Block) State() BlockState { return b.s }

// Changed reports whether there is anything to save.
func (b *Block) Changed() bool { return b.touched }

// TakeEvents returns what happened since the block was loaded, once. Tx.SaveBlock calls it.
func (b *Block) TakeEvents() []event.Event {
	news := b.news
	b.news, b.touched = nil, false
	return news
}

// Occupancies returns what the block keeps: nothing once it is removed.
func (s BlockState) Occupancies() []Occupancy {
	if s.Removed {
		return nil
	}
	return []Occupancy{{Property: s.Property, Holder: s.ID.Raw(), Kind: OccBlock, Days: s.Days}}
}

func (b *Block) touch(now time.Time) {
	if !b.touched {
		b.touched = true
		b.s.Version++
	}
	b.s.UpdatedAt = now
}
