-- +goose Up
CREATE TABLE banking.entry (
    tenant_id   uuid    NOT NULL,
    id          uuid    NOT NULL,
    version     integer NOT NULL CHECK (version > 0),
    account_id  uuid    NOT NULL,
    fingerprint text    NOT NULL CHECK (fingerprint <> ''),
    booked      date    NOT NULL,
    amount      bigint  NOT NULL CHECK (amount <> 0),
    currency    text    NOT NULL CHECK (currency = 'EUR'),
    status      text    NOT NULL CHECK (status IN ('open', 'matched', 'posted', 'ignored')),
    state       jsonb   NOT NULL,
    PRIMARY KEY (tenant_id, id),
    -- what the bank tells twice is there once
    CONSTRAINT entry_once UNIQUE (tenant_id, account_id, fingerprint),
    FOREIGN KEY (tenant_id, account_id) REFERENCES banking.account (tenant_id, id)
);
CREATE INDEX entry_newest ON banking.entry (tenant_id, booked DESC, id DESC);
CREATE INDEX entry_open ON banking.entry (tenant_id, booked) WHERE status = 'open';
SELECT comptoir.protect('banking.entry');

-- +goose Down
DROP TABLE banking.entry;
