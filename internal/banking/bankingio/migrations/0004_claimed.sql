-- +goose Up
ALTER TABLE banking.entry DROP CONSTRAINT entry_status_check;
ALTER TABLE banking.entry ADD CONSTRAINT entry_status_check CHECK (status IN ('open', 'claimed', 'matched', 'posted', 'ignored'));

-- +goose Down
-- What nobody has finished is open again: it can be said once more, under the same key. It is so for every business: the owner
-- is let through for that long.
ALTER TABLE banking.entry NO FORCE ROW LEVEL SECURITY;
UPDATE banking.entry SET status = 'open', state = jsonb_set(state - 'match', '{status}', '"open"') WHERE status = 'claimed';
ALTER TABLE banking.entry FORCE ROW LEVEL SECURITY;
ALTER TABLE banking.entry DROP CONSTRAINT entry_status_check;
ALTER TABLE banking.entry ADD CONSTRAINT entry_status_check CHECK (status IN ('open', 'matched', 'posted', 'ignored'));
