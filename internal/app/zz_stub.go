package app

import (
	"context"

	"comptoir/internal/platform/config"
)

// LoadDemo is being written.
func LoadDemo(ctx context.Context, c config.Config, d *Database, o Options, progress func(string)) error { return nil }
