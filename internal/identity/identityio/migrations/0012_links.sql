-- Links that sign in, and the two of a change of address: the address that a link is about, and the way back that belongs
-- to it.

-- +goose Up
ALTER TABLE identity.ticket DROP CONSTRAINT ticket_purpose_check;
ALTER TABLE identity.ticket ADD CONSTRAINT ticket_purpose_check
    CHECK (purpose IN ('confirm_email', 'reset_password', 'sign_in', 'new_email', 'cancel_email'));
ALTER TABLE identity.ticket ADD COLUMN email text NOT NULL DEFAULT '' CHECK ((email <> '') = (purpose IN ('new_email', 'cancel_email')));
ALTER TABLE identity.ticket ADD COLUMN partner uuid;

-- +goose Down
DELETE FROM identity.ticket WHERE purpose IN ('sign_in', 'new_email', 'cancel_email');
ALTER TABLE identity.ticket DROP COLUMN partner;
ALTER TABLE identity.ticket DROP COLUMN email;
ALTER TABLE identity.ticket DROP CONSTRAINT ticket_purpose_check;
ALTER TABLE identity.ticket ADD CONSTRAINT ticket_purpose_check CHECK (purpose IN ('confirm_email', 'reset_password'));
