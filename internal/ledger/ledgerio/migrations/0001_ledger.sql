-- The books in double entry. What is written is written once; what follows from it (balances) is kept in the same statement
-- and compared with it by the database itself. See docs/adr for why.

-- +goose Up
CREATE SCHEMA ledger;
GRANT USAGE ON SCHEMA ledger TO comptoir_app;

CREATE TABLE ledger.account (
    tenant_id uuid        NOT NULL,
    path      text        NOT NULL CHECK (path ~ '^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*)*$' AND length(path) <= 200),
    side      smallint    NOT NULL CHECK (side IN (1, -1)), -- 1: normally on the debit side
    guarded   boolean     NOT NULL,                         -- may not go below zero
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, path),
    UNIQUE (tenant_id, path, side, guarded)
);
SELECT comptoir.protect_append_only('ledger.account');

CREATE TABLE ledger.transaction (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL, -- UUIDv7
    key        text        NOT NULL CHECK (key <> ''),
    hash       bytea       NOT NULL CHECK (length(hash) = 32), -- of the input
    kind       text        NOT NULL CHECK (kind IN ('posted', 'pending', 'capture', 'void', 'reversal')),
    of         uuid,                 -- the hold that it ends, or what it reverses
    journal    text        NOT NULL CHECK (journal IN ('BQ', 'VE', 'OD')),
    booked_at  timestamptz NOT NULL,
    booked_on  date        NOT NULL, -- that day where the business is
    value_on   date        NOT NULL,
    label      text        NOT NULL,
    piece      text        NOT NULL,
    actor      text        NOT NULL,
    metadata   jsonb       NOT NULL,
    expires_at timestamptz,          -- of a hold
    legs       smallint    NOT NULL CHECK (legs >= 2),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT transaction_key UNIQUE (tenant_id, key),
    CONSTRAINT transaction_legs UNIQUE (tenant_id, id, legs),
    CHECK ((of IS NULL) = (kind IN ('posted', 'pending'))),
    CHECK (expires_at IS NULL OR kind = 'pending'),
    FOREIGN KEY (tenant_id, of) REFERENCES ledger.transaction (tenant_id, id)
);
-- A hold ends once, and a transaction is reversed once, under any race.
CREATE UNIQUE INDEX transaction_settled ON ledger.transaction (tenant_id, of) WHERE of IS NOT NULL;
CREATE INDEX transaction_booked ON ledger.transaction (tenant_id, booked_at, id);
CREATE INDEX transaction_booked_on ON ledger.transaction (tenant_id, booked_on);
CREATE INDEX transaction_expires ON ledger.transaction (tenant_id, expires_at) WHERE expires_at IS NOT NULL;
SELECT comptoir.protect_append_only('ledger.transaction');

-- What stands on each account in each currency: debits less credits, and what holds would add.
CREATE TABLE ledger.balance (
    tenant_id   uuid     NOT NULL,
    account     text     NOT NULL,
    currency    text     NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    side        smallint NOT NULL,
    guarded     boolean  NOT NULL,
    posted      bigint   NOT NULL DEFAULT 0,
    held_debit  bigint   NOT NULL DEFAULT 0 CHECK (held_debit >= 0),
    held_credit bigint   NOT NULL DEFAULT 0 CHECK (held_credit >= 0),
    seq         bigint   NOT NULL DEFAULT 0 CHECK (seq >= 0), -- postings so far
    PRIMARY KEY (tenant_id, account, currency),
    FOREIGN KEY (tenant_id, account, side, guarded) REFERENCES ledger.account (tenant_id, path, side, guarded),
    CONSTRAINT balance_not_below_zero CHECK (NOT guarded
        OR CASE WHEN side = 1 THEN posted - held_credit >= 0 ELSE posted + held_debit <= 0 END),
    CHECK (seq > 0 OR posted = 0 AND held_debit = 0 AND held_credit = 0)
) WITH (fillfactor = 50); -- hot rows are rewritten in place
SELECT comptoir.protect('ledger.balance');
REVOKE DELETE ON ledger.balance FROM comptoir_app;

CREATE TABLE ledger.posting (
    tenant_id         uuid        NOT NULL,
    transaction_id    uuid        NOT NULL,
    n                 smallint    NOT NULL,
    legs              smallint    NOT NULL,
    account           text        NOT NULL,
    currency          text        NOT NULL,
    amount            bigint      NOT NULL, -- above zero debits, below zero credits
    held_debit        bigint      NOT NULL, -- change of what is held
    held_credit       bigint      NOT NULL,
    seq               bigint      NOT NULL, -- 1, 2, 3, … of the account and currency
    after             bigint      NOT NULL, -- the balance with it
    after_held_debit  bigint      NOT NULL CHECK (after_held_debit >= 0),
    after_held_credit bigint      NOT NULL CHECK (after_held_credit >= 0),
    booked_at         timestamptz NOT NULL,
    value_on          date        NOT NULL,
    PRIMARY KEY (tenant_id, transaction_id, n),
    -- A transaction has exactly its legs: once it is whole, no number is left for another one.
    CHECK (n BETWEEN 1 AND legs),
    FOREIGN KEY (tenant_id, transaction_id, legs) REFERENCES ledger.transaction (tenant_id, id, legs),
    FOREIGN KEY (tenant_id, account, currency) REFERENCES ledger.balance (tenant_id, account, currency),
    CONSTRAINT posting_seq UNIQUE (tenant_id, account, currency, seq)
);
CREATE INDEX posting_booked ON ledger.posting (tenant_id, booked_at, account, currency) INCLUDE (amount);
CREATE INDEX posting_value ON ledger.posting (tenant_id, value_on, account, currency) INCLUDE (amount);
SELECT comptoir.protect_append_only('ledger.posting');

-- A transaction has all its legs when it is committed, they sum to zero in each currency, and they do what its kind says.
-- +goose StatementBegin
CREATE FUNCTION ledger.check_transaction() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    found integer;
    whole boolean;
    first ledger.transaction;
BEGIN
    SELECT sum(s.n), bool_and(s.fine) INTO found, whole
    FROM (SELECT count(*) AS n, sum(p.amount) = 0 AND sum(p.held_debit) = sum(p.held_credit) AND bool_and(CASE new.kind
            WHEN 'pending' THEN p.amount = 0 AND p.held_debit >= 0 AND p.held_credit >= 0 AND p.held_debit + p.held_credit > 0
            WHEN 'capture' THEN p.held_debit <= 0 AND p.held_credit <= 0 AND p.amount BETWEEN p.held_credit AND -p.held_debit
            WHEN 'void' THEN p.amount = 0 AND p.held_debit <= 0 AND p.held_credit <= 0
            ELSE p.amount <> 0 AND p.held_debit = 0 AND p.held_credit = 0 END) AS fine
          FROM ledger.posting p WHERE p.tenant_id = new.tenant_id AND p.transaction_id = new.id GROUP BY p.currency) s;
    IF found IS DISTINCT FROM new.legs OR whole IS NOT TRUE THEN
        RAISE EXCEPTION 'transaction % does not sum to zero, or is not whole', new.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_balanced';
    END IF;
    IF new.of IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT t.* INTO first FROM ledger.transaction t WHERE t.tenant_id = new.tenant_id AND t.id = new.of;
    -- Ended: every posting of the hold is released. Reversed: every amount has its mirror.
    SELECT count(*) INTO found
    FROM ledger.posting o JOIN ledger.posting p ON p.tenant_id = o.tenant_id AND p.transaction_id = new.id
        AND p.account = o.account AND p.currency = o.currency
        AND CASE WHEN new.kind = 'reversal' THEN p.amount = -o.amount
            ELSE p.held_debit = -o.held_debit AND p.held_credit = -o.held_credit END
    WHERE o.tenant_id = new.tenant_id AND o.transaction_id = new.of AND (new.kind <> 'reversal' OR o.amount <> 0);
    IF found <> new.legs
        OR new.kind = 'reversal' AND (first.kind NOT IN ('posted', 'capture') OR found <> (SELECT count(*) FROM ledger.posting o
            WHERE o.tenant_id = new.tenant_id AND o.transaction_id = new.of AND o.amount <> 0))
        OR new.kind <> 'reversal' AND (first.kind <> 'pending' OR found <> first.legs)
        OR new.kind = 'capture' AND new.booked_at > first.expires_at THEN
        RAISE EXCEPTION 'transaction % does not mirror transaction %', new.id, new.of
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_mirrors';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER transaction_balanced AFTER INSERT ON ledger.transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_transaction();

-- A balance is what its last posting says, and nothing else.
-- +goose StatementBegin
CREATE FUNCTION ledger.check_balance() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    IF EXISTS (SELECT FROM changed c WHERE c.seq > 0 AND NOT EXISTS (
            SELECT FROM ledger.posting p WHERE p.tenant_id = c.tenant_id AND p.account = c.account AND p.currency = c.currency
                AND p.seq = c.seq AND p.after = c.posted AND p.after_held_debit = c.held_debit AND p.after_held_credit = c.held_credit)) THEN
        RAISE EXCEPTION 'a balance does not follow from its postings'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_follows';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER balance_follows_made AFTER INSERT ON ledger.balance
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_balance();
CREATE TRIGGER balance_follows AFTER UPDATE ON ledger.balance
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_balance();

-- post writes transactions with their postings and balances. Locks are always taken in the same order: keys, accounts,
-- balances, each sorted; so that two of them wait for each other in one direction only. A transaction whose key is there
-- is left out, and the answer says whether it is the same one.
-- +goose StatementBegin
CREATE FUNCTION ledger.post(
    p_tenant uuid, t_id uuid[], t_key text[], t_hash bytea[], t_kind text[], t_of uuid[], t_journal text[], t_booked_at timestamptz[],
    t_booked_on date[], t_value_on date[], t_label text[], t_piece text[], t_actor text[], t_metadata text[], t_expires_at timestamptz[],
    t_legs smallint[], l_tx integer[], l_n smallint[], l_account text[], l_currency text[], l_amount bigint[], l_held_debit bigint[],
    l_held_credit bigint[], a_path text[], a_side smallint[], a_guarded boolean[])
    RETURNS TABLE (o_at integer, o_id uuid, o_same boolean)
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    fresh uuid[];
    below text;
BEGIN
    WITH made AS (
        INSERT INTO ledger.transaction (tenant_id, id, key, hash, kind, of, journal, booked_at, booked_on, value_on, label, piece, actor,
            metadata, expires_at, legs)
        SELECT p_tenant, g.id, g.key, g.hash, g.kind, g.of, g.journal, g.booked_at, g.booked_on, g.value_on, g.label, g.piece, g.actor,
            g.metadata::jsonb, g.expires_at, g.legs
        FROM unnest(t_id, t_key, t_hash, t_kind, t_of, t_journal, t_booked_at, t_booked_on, t_value_on, t_label, t_piece, t_actor, t_metadata,
            t_expires_at, t_legs) AS g (id, key, hash, kind, of, journal, booked_at, booked_on, value_on, label, piece, actor, metadata,
            expires_at, legs)
        ORDER BY g.key
        ON CONFLICT (tenant_id, key) DO NOTHING
        RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO fresh FROM made;

    IF cardinality(fresh) > 0 THEN
        INSERT INTO ledger.account (tenant_id, path, side, guarded, opened_at)
        SELECT p_tenant, a.path, a.side, a.guarded, clock_timestamp()
        FROM unnest(a_path, a_side, a_guarded) AS a (path, side, guarded)
        WHERE NOT EXISTS (SELECT FROM ledger.account x WHERE x.tenant_id = p_tenant AND x.path = a.path)
        ORDER BY a.path
        ON CONFLICT DO NOTHING;

        INSERT INTO ledger.balance (tenant_id, account, currency, side, guarded)
        SELECT p_tenant, l.account, l.currency, x.side, x.guarded
        FROM (SELECT DISTINCT u.account, u.currency FROM unnest(l_account, l_currency) AS u (account, currency)) l
        JOIN ledger.account x ON x.tenant_id = p_tenant AND x.path = l.account
        WHERE NOT EXISTS (SELECT FROM ledger.balance b WHERE b.tenant_id = p_tenant AND b.account = l.account AND b.currency = l.currency)
        ORDER BY l.account, l.currency
        ON CONFLICT DO NOTHING;

        PERFORM FROM ledger.balance b
        WHERE b.tenant_id = p_tenant AND b.account = ANY (l_account)
            AND (b.account, b.currency) IN (SELECT u.account, u.currency FROM unnest(l_account, l_currency) AS u (account, currency))
        ORDER BY b.account, b.currency
        FOR UPDATE;

        WITH made AS (
            INSERT INTO ledger.posting (tenant_id, transaction_id, n, legs, account, currency, amount, held_debit, held_credit, seq, after,
                after_held_debit, after_held_credit, booked_at, value_on)
            SELECT p_tenant, t_id[l.tx], l.n, t_legs[l.tx], l.account, l.currency, l.amount, l.held_debit, l.held_credit,
                b.seq + row_number() OVER w, b.posted + sum(l.amount) OVER w, b.held_debit + sum(l.held_debit) OVER w,
                b.held_credit + sum(l.held_credit) OVER w, t_booked_at[l.tx], t_value_on[l.tx]
            FROM unnest(l_tx, l_n, l_account, l_currency, l_amount, l_held_debit, l_held_credit)
                AS l (tx, n, account, currency, amount, held_debit, held_credit)
            JOIN ledger.balance b ON b.tenant_id = p_tenant AND b.account = l.account AND b.currency = l.currency
            WHERE t_id[l.tx] = ANY (fresh)
            WINDOW w AS (PARTITION BY l.account, l.currency ORDER BY l.tx, l.n)
            RETURNING account, currency, seq, amount, held_debit, held_credit, after, after_held_debit, after_held_credit),
        -- Within a batch as well no transaction may find an account too low that a later one fills again.
        moved AS (
            UPDATE ledger.balance b SET seq = b.seq + d.n, posted = b.posted + d.amount, held_debit = b.held_debit + d.held_debit,
                held_credit = b.held_credit + d.held_credit
            FROM (SELECT m.account, m.currency, count(*) AS n, sum(m.amount)::bigint AS amount, sum(m.held_debit)::bigint AS held_debit,
                    sum(m.held_credit)::bigint AS held_credit, min(m.after - m.after_held_credit) AS low, max(m.after + m.after_held_debit) AS high
                  FROM made m GROUP BY m.account, m.currency) d
            WHERE b.tenant_id = p_tenant AND b.account = d.account AND b.currency = d.currency
            RETURNING b.account, b.guarded AND CASE WHEN b.side = 1 THEN d.low < 0 ELSE d.high > 0 END AS too_low)
        SELECT min(m.account) INTO below FROM moved m WHERE m.too_low;
        IF below IS NOT NULL THEN
            RAISE EXCEPTION 'account % would go below zero', below
                USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_not_below_zero';
        END IF;
    END IF;

    RETURN QUERY SELECT g.at::integer, t.id, t.hash = g.hash
        FROM unnest(t_key, t_hash) WITH ORDINALITY AS g (key, hash, at)
        JOIN ledger.transaction t ON t.tenant_id = p_tenant AND t.key = g.key
        ORDER BY g.at;
END
$$;
-- +goose StatementEnd

-- The chain, as that of the audit trail: a transaction is written with the money that it moves, unchained, so that none
-- waits for another; a sealer follows and numbers what has been committed.
CREATE TABLE ledger.unsealed (
    tenant_id      uuid        NOT NULL,
    n              bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    transaction_id uuid        NOT NULL,
    since          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, n)
);
CREATE INDEX unsealed_transaction ON ledger.unsealed (tenant_id, transaction_id);
SELECT comptoir.protect('ledger.unsealed');
REVOKE UPDATE ON ledger.unsealed FROM comptoir_app;

CREATE TABLE ledger.seal (
    tenant_id      uuid        NOT NULL,
    seq            bigint      NOT NULL CHECK (seq > 0), -- the number of the entry: 1, 2, 3, … without gaps
    transaction_id uuid        NOT NULL,
    sealed_at      timestamptz NOT NULL, -- when the entry was validated
    hash           bytea       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, seq),
    UNIQUE (tenant_id, transaction_id)
);
SELECT comptoir.protect_append_only('ledger.seal');

CREATE TABLE ledger.checkpoint (
    tenant_id uuid        NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0),
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    at        timestamptz NOT NULL,
    mac       bytea       NOT NULL CHECK (length(mac) = 32), -- with a key that the database does not have
    PRIMARY KEY (tenant_id, seq)
);
SELECT comptoir.protect_append_only('ledger.checkpoint');

-- +goose StatementBegin
CREATE FUNCTION ledger.await_seal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.unsealed (tenant_id, transaction_id) SELECT m.tenant_id, m.id FROM made m;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER await_seal AFTER INSERT ON ledger.transaction
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION ledger.await_seal();

-- What the nightly verification found.
CREATE TABLE ledger.verification (
    tenant_id    uuid        NOT NULL,
    at           timestamptz NOT NULL,
    id           uuid        NOT NULL,
    transactions bigint      NOT NULL,
    waiting      bigint      NOT NULL,
    findings     jsonb       NOT NULL,
    PRIMARY KEY (tenant_id, at, id)
);
SELECT comptoir.protect_append_only('ledger.verification');

CREATE TABLE ledger.terms (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    commission integer     NOT NULL CHECK (commission BETWEEN 0 AND 1000000), -- ten-thousandths of a percent
    vat        integer     NOT NULL CHECK (vat BETWEEN 0 AND 300000),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT comptoir.protect('ledger.terms');

-- +goose Down
DROP TABLE ledger.terms;
DROP TABLE ledger.verification;
DROP TABLE ledger.checkpoint;
DROP TABLE ledger.seal;
DROP TABLE ledger.unsealed;
DROP FUNCTION ledger.post(uuid, uuid[], text[], bytea[], text[], uuid[], text[], timestamptz[], date[], date[], text[], text[], text[], text[],
    timestamptz[], smallint[], integer[], smallint[], text[], text[], bigint[], bigint[], bigint[], text[], smallint[], boolean[]);
DROP TABLE ledger.posting;
DROP TABLE ledger.balance;
DROP TABLE ledger.transaction;
DROP TABLE ledger.account;
DROP FUNCTION ledger.await_seal();
DROP FUNCTION ledger.check_balance();
DROP FUNCTION ledger.check_transaction();
DROP SCHEMA ledger;
