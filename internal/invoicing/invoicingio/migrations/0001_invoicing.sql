-- Issued papers. A number is taken and used in one transaction, so that none is ever missing: a counter may not say a number
-- that no paper has, and a paper may not have a number that its counter has not just given.

-- +goose Up
CREATE SCHEMA invoicing;
GRANT USAGE ON SCHEMA invoicing TO comptoir_app;

CREATE TABLE invoicing.settings (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    settings   jsonb       NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT comptoir.protect('invoicing.settings');

CREATE TABLE invoicing.draft (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    key        text        NOT NULL, -- of what made it; empty: a person
    problem    text        NOT NULL,
    draft      jsonb       NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX draft_key ON invoicing.draft (tenant_id, key) WHERE key <> '';
SELECT comptoir.protect('invoicing.draft');

-- The end of the chain of a business. Whoever issues locks it first.
CREATE TABLE invoicing.chain (
    tenant_id uuid   NOT NULL PRIMARY KEY,
    last      bigint NOT NULL CHECK (last >= 0),
    hash      text   NOT NULL CHECK (hash = '' AND last = 0 OR hash ~ '^[0-9a-f]{64}$')
);
SELECT comptoir.protect('invoicing.chain');
REVOKE DELETE ON invoicing.chain FROM comptoir_app;

CREATE TABLE invoicing.counter (
    tenant_id uuid    NOT NULL,
    series    text    NOT NULL CHECK (series ~ '^[A-Z][A-Z0-9]{0,5}$'),
    year      integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    last      integer NOT NULL CHECK (last >= 0),
    issued_on date,
    PRIMARY KEY (tenant_id, series, year)
);
SELECT comptoir.protect('invoicing.counter');
REVOKE DELETE ON invoicing.counter FROM comptoir_app;

CREATE TABLE invoicing.paper (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    chain          bigint      NOT NULL CHECK (chain > 0),
    series         text        NOT NULL,
    year           integer     NOT NULL,
    seq            integer     NOT NULL CHECK (seq > 0),
    number         text        NOT NULL CHECK (number <> ''),
    kind           text        NOT NULL CHECK (kind IN ('invoice', 'deposit', 'credit_note', 'receipt')),
    key            text        NOT NULL CHECK (key <> ''),
    issued_on      date        NOT NULL,
    issued_at      timestamptz NOT NULL,
    due_on         date        NOT NULL CHECK (due_on >= issued_on),
    currency       text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    net            bigint      NOT NULL,
    vat            bigint      NOT NULL,
    total          bigint      NOT NULL CHECK (total >= 0 AND total = net + vat),
    due            bigint      NOT NULL,
    counted_net    bigint      NOT NULL, -- what it adds to the turnover: less the deposits deducted, below zero for a credit note
    counted_vat    bigint      NOT NULL,
    customer       text        NOT NULL,
    email          text        NOT NULL,
    reference      text        NOT NULL,
    subject_kind   text        NOT NULL,
    subject_id     uuid,
    credits        uuid,                 -- the invoice that a credit note corrects
    body           text        NOT NULL, -- JSON, byte by byte as it was hashed
    previous       text        NOT NULL,
    hash           text        NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT paper_seq UNIQUE (tenant_id, series, year, seq),
    CONSTRAINT paper_number UNIQUE (tenant_id, number),
    CONSTRAINT paper_key UNIQUE (tenant_id, key),
    CONSTRAINT paper_chain UNIQUE (tenant_id, chain),
    CONSTRAINT paper_credits CHECK ((credits IS NOT NULL) = (kind = 'credit_note')),
    FOREIGN KEY (tenant_id, credits) REFERENCES invoicing.paper (tenant_id, id),
    FOREIGN KEY (tenant_id, series, year) REFERENCES invoicing.counter (tenant_id, series, year)
);
CREATE INDEX paper_listed ON invoicing.paper (tenant_id, issued_on DESC, chain DESC);
CREATE INDEX paper_subject ON invoicing.paper (tenant_id, subject_id, chain) WHERE subject_id IS NOT NULL;
CREATE INDEX paper_credited ON invoicing.paper (tenant_id, credits) WHERE credits IS NOT NULL;
CREATE INDEX paper_email ON invoicing.paper (tenant_id, email, issued_on DESC) WHERE email <> '';
SELECT comptoir.protect_append_only('invoicing.paper');

-- A paper follows the one before it: in its series, in its dates, and in the chain, whose hash is computed here again.
-- +goose StatementBegin
CREATE FUNCTION invoicing.check_paper() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    head    invoicing.chain;
    counted invoicing.counter;
BEGIN
    SELECT c.* INTO head FROM invoicing.chain c WHERE c.tenant_id = new.tenant_id FOR UPDATE;
    IF NOT FOUND OR new.chain <> head.last + 1 OR new.previous <> head.hash
        OR new.hash <> encode(sha256(convert_to(new.previous || new.body, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'paper % does not follow the last one of the chain', new.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_chained';
    END IF;
    SELECT c.* INTO counted FROM invoicing.counter c WHERE c.tenant_id = new.tenant_id AND c.series = new.series AND c.year = new.year FOR UPDATE;
    IF NOT FOUND OR new.seq <> counted.last + 1 OR new.issued_on < counted.issued_on THEN
        RAISE EXCEPTION 'paper % does not follow the last one of its series', new.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_in_sequence';
    END IF;
    -- What counts moves with the paper that it counts.
    UPDATE invoicing.counter SET last = new.seq, issued_on = new.issued_on
        WHERE tenant_id = new.tenant_id AND series = new.series AND year = new.year;
    UPDATE invoicing.chain SET last = new.chain, hash = new.hash WHERE tenant_id = new.tenant_id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER paper_follows AFTER INSERT ON invoicing.paper FOR EACH ROW EXECUTE FUNCTION invoicing.check_paper();

-- No counter and no chain may say what no paper says.
-- +goose StatementBegin
CREATE FUNCTION invoicing.check_counter() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    -- At the end of the transaction: as the row is now, whatever it was on the way.
    IF EXISTS (SELECT FROM invoicing.counter c WHERE c.tenant_id = new.tenant_id AND c.series = new.series AND c.year = new.year
            AND (c.last > 0 AND NOT EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.series = c.series
                    AND p.year = c.year AND p.seq = c.last AND p.issued_on = c.issued_on)
                OR EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.series = c.series AND p.year = c.year
                    AND p.seq > c.last))) THEN
        RAISE EXCEPTION 'the counter of % % says a number that no paper has', new.series, new.year
            USING ERRCODE = 'check_violation', CONSTRAINT = 'counter_without_gap';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER counter_without_gap AFTER INSERT OR UPDATE ON invoicing.counter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing.check_counter();

-- +goose StatementBegin
CREATE FUNCTION invoicing.check_chain() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    IF EXISTS (SELECT FROM invoicing.chain c WHERE c.tenant_id = new.tenant_id
            AND (c.last > 0 AND NOT EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.chain = c.last AND p.hash = c.hash)
                OR EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.chain > c.last))) THEN
        RAISE EXCEPTION 'the chain ends where no paper is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_without_gap';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER chain_without_gap AFTER INSERT OR UPDATE ON invoicing.chain
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing.check_chain();

-- What has become of a paper: the only part that changes.
CREATE TABLE invoicing.standing (
    tenant_id   uuid    NOT NULL,
    paper_id    uuid    NOT NULL,
    kind        text    NOT NULL,
    total       bigint  NOT NULL,
    due         bigint  NOT NULL,
    due_on      date    NOT NULL,
    received    bigint  NOT NULL DEFAULT 0 CHECK (received >= 0),
    credited    bigint  NOT NULL DEFAULT 0 CHECK (credited >= 0),
    level       smallint NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 3),
    reminded_on date,
    file        text    NOT NULL DEFAULT '',
    sha256      text    NOT NULL DEFAULT '',
    size        bigint  NOT NULL DEFAULT 0,
    consumed    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, paper_id),
    FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper (tenant_id, id),
    CONSTRAINT standing_not_credited_twice CHECK (credited <= total),
    CONSTRAINT standing_not_paid_twice CHECK (received = 0 OR received <= due),
    CHECK (file = '' OR length(sha256) = 64 AND size > 0)
);
CREATE INDEX standing_overdue ON invoicing.standing (tenant_id, due_on) WHERE due > 0 AND kind IN ('invoice', 'deposit') AND due - received - credited > 0;
SELECT comptoir.protect('invoicing.standing');
REVOKE DELETE ON invoicing.standing FROM comptoir_app;

-- Money that came for a subject or went back.
CREATE TABLE invoicing.movement (
    tenant_id    uuid    NOT NULL,
    id           text    NOT NULL,
    subject_kind text    NOT NULL,
    subject_id   uuid,
    currency     text    NOT NULL,
    amount       bigint  NOT NULL CHECK (amount <> 0),
    moved_on     date    NOT NULL,
    method       text    NOT NULL,
    paper_id     uuid,
    late         boolean NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper (tenant_id, id)
);
CREATE INDEX movement_subject ON invoicing.movement (tenant_id, subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX movement_paper ON invoicing.movement (tenant_id, paper_id) WHERE paper_id IS NOT NULL;
SELECT comptoir.protect('invoicing.movement');
REVOKE DELETE ON invoicing.movement FROM comptoir_app;

-- +goose Down
DROP SCHEMA invoicing CASCADE;
