-- +goose Up
-- accounts of payees with payment providers, that were opened from here
CREATE TABLE banking.enrolment (
    tenant_id uuid    NOT NULL,
    carrier   text    NOT NULL CHECK (carrier <> ''),
    payee     uuid    NOT NULL,
    account   text    NOT NULL CHECK (account <> ''),
    version   integer NOT NULL CHECK (version > 0),
    state     jsonb   NOT NULL,
    PRIMARY KEY (tenant_id, carrier, payee),
    CONSTRAINT enrolment_account UNIQUE (tenant_id, carrier, account)
);
SELECT comptoir.protect('banking.enrolment');

-- +goose Down
DROP TABLE banking.enrolment;
