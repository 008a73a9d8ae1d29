-- +goose Up
CREATE SCHEMA stays;
GRANT USAGE ON SCHEMA stays TO comptoir_app;

-- A property. What lists and prices need stands apart from what is only read on its page: rates and card are small, so
-- that a search over all properties reads no descriptions. Together the three documents are the whole state.
CREATE TABLE stays.property (
    tenant_id        uuid             NOT NULL,
    id               uuid             NOT NULL,
    version          integer          NOT NULL CHECK (version > 0),
    slug             text             NOT NULL CHECK (slug <> ''),
    status           text             NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    type             text             NOT NULL,
    sort_name        text             NOT NULL,
    capacity         integer          NOT NULL CHECK (capacity > 0),
    bedrooms         integer          NOT NULL CHECK (bedrooms >= 0),
    max_infants      integer          NOT NULL,
    max_pets         integer          NOT NULL,
    preparation_days integer          NOT NULL CHECK (preparation_days >= 0),
    insee            text             NOT NULL,
    lat              double precision NOT NULL,
    lon              double precision NOT NULL,
    features         text[]           NOT NULL,
    search           text             NOT NULL, -- folded words of name, town and description
    owner_user       uuid,
    card             jsonb            NOT NULL,
    rates            jsonb            NOT NULL,
    sheet            jsonb            NOT NULL,
    created_at       timestamptz      NOT NULL,
    updated_at       timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT property_slug UNIQUE (tenant_id, slug)
);
CREATE INDEX property_by_name ON stays.property (tenant_id, sort_name, id);
CREATE INDEX property_of_owner ON stays.property (tenant_id, owner_user) WHERE owner_user IS NOT NULL;
SELECT comptoir.protect('stays.property');

CREATE TABLE stays.quote (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    property_id uuid        NOT NULL,
    quote       jsonb       NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property (tenant_id, id)
);
CREATE INDEX quote_expiry ON stays.quote (tenant_id, expires_at);
CREATE INDEX quote_property ON stays.quote (tenant_id, property_id);
SELECT comptoir.protect('stays.quote');

CREATE TABLE stays.reservation (
    tenant_id        uuid        NOT NULL,
    id               uuid        NOT NULL,
    version          integer     NOT NULL CHECK (version > 0),
    reference        text        NOT NULL CHECK (reference <> ''),
    status           text        NOT NULL CHECK (status IN ('held', 'confirmed', 'checked_in', 'completed', 'expired', 'cancelled', 'no_show')),
    property_id      uuid        NOT NULL,
    preparation_days integer     NOT NULL,
    guest_name       text        NOT NULL,
    guest_email      text        NOT NULL,
    search           text        NOT NULL, -- folded reference, name and address of the guest
    user_id          uuid,
    check_in         date        NOT NULL,
    check_out        date        NOT NULL,
    quote_id         uuid,
    token_hash       bytea       NOT NULL,
    owed             bigint      NOT NULL,
    balance_due_on   date,
    needs_look       boolean     NOT NULL, -- a hold, a pending change or a refund that is still open
    line             jsonb       NOT NULL, -- the reservation as a line of a list
    state            jsonb       NOT NULL,
    booked_at        timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property (tenant_id, id),
    CONSTRAINT reservation_nights CHECK (check_in < check_out),
    CONSTRAINT reservation_reference UNIQUE (tenant_id, reference),
    CONSTRAINT reservation_quote UNIQUE (tenant_id, quote_id),
    CONSTRAINT reservation_token UNIQUE (tenant_id, token_hash)
);
CREATE INDEX reservation_arrival ON stays.reservation (tenant_id, check_in, id);
CREATE INDEX reservation_of_property ON stays.reservation (tenant_id, property_id, check_in);
CREATE INDEX reservation_of_user ON stays.reservation (tenant_id, user_id, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX reservation_of_guest ON stays.reservation (tenant_id, guest_email, id DESC);
CREATE INDEX reservation_active ON stays.reservation (tenant_id, status, check_in) WHERE status IN ('held', 'confirmed', 'checked_in');
CREATE INDEX reservation_leaving ON stays.reservation (tenant_id, check_out) WHERE status IN ('confirmed', 'checked_in', 'completed');
CREATE INDEX reservation_owing ON stays.reservation (tenant_id, balance_due_on) WHERE owed > 0 AND status = 'confirmed';
CREATE INDEX reservation_to_look_at ON stays.reservation (tenant_id, id) WHERE needs_look;
SELECT comptoir.protect('stays.reservation');

CREATE TABLE stays.block (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    property_id uuid        NOT NULL,
    state       jsonb       NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property (tenant_id, id)
);
CREATE INDEX block_property ON stays.block (tenant_id, property_id);
SELECT comptoir.protect('stays.block');

-- Every period during which a property is not free, whatever the reason: holds, reservations, pending changes, blocks.
-- Two rows of one property whose holders differ never overlap: this is the promise that no night is sold twice. Reads
-- use the plain dates, whose comparison stays an index condition under row-level security (that of ranges does not).
CREATE TABLE stays.occupancy (
    tenant_id   uuid NOT NULL,
    holder_id   uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('hold', 'reservation', 'change', 'block')),
    property_id uuid NOT NULL,
    starts      date NOT NULL,
    ends        date NOT NULL, -- preparation days included
    expires_at  timestamptz,
    PRIMARY KEY (tenant_id, holder_id, kind),
    FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property (tenant_id, id),
    CONSTRAINT occupancy_nights CHECK (starts < ends),
    CONSTRAINT occupancy_expiry CHECK ((kind IN ('hold', 'change')) = (expires_at IS NOT NULL)),
    CONSTRAINT occupancy_alone EXCLUDE USING gist (tenant_id WITH =, property_id WITH =, holder_id WITH <>, daterange(starts, ends) WITH &&)
);
CREATE INDEX occupancy_days ON stays.occupancy (tenant_id, property_id, ends, starts);
SELECT comptoir.protect('stays.occupancy');

CREATE TABLE stays.settings (
    tenant_id  uuid        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    settings   jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);
SELECT comptoir.protect('stays.settings');

CREATE TABLE stays.tax_rule (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    version   integer NOT NULL CHECK (version > 0),
    insee     text    NOT NULL,
    since     date    NOT NULL,
    rule      jsonb   NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tax_rule_commune ON stays.tax_rule (tenant_id, insee, since);
SELECT comptoir.protect('stays.tax_rule');

-- +goose Down
DROP SCHEMA stays CASCADE;
