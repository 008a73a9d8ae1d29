-- When the person last proved, in a session, that he is himself: dangerous acts ask for a fresh proof.

-- +goose Up
ALTER TABLE identity.session ADD COLUMN proved_at timestamptz;
UPDATE identity.session SET proved_at = opened_at;
ALTER TABLE identity.session ALTER COLUMN proved_at SET NOT NULL;

-- +goose Down
ALTER TABLE identity.session DROP COLUMN proved_at;
