-- The schema of the whole program, made by `make golden`. To be read and compared, not run: the migrations make it.
EXTENSION btree_gist SCHEMA public

SCHEMA audit
    GRANT USAGE TO comptoir_app
CREATE OR REPLACE FUNCTION audit.await_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
    INSERT INTO audit.pending (tenant_id, entry_id) VALUES (new.tenant_id, new.id);
    RETURN NULL;
END
$function$
    GRANT EXECUTE TO PUBLIC

TABLE audit.alert ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    rule text NOT NULL
    key text NOT NULL
    slot timestamp with time zone NOT NULL
    severity smallint NOT NULL
    first_at timestamp with time zone NOT NULL
    last_at timestamp with time zone NOT NULL
    events integer NOT NULL
    detail jsonb NOT NULL DEFAULT '{}'::jsonb
    raised_at timestamp with time zone NOT NULL
    acknowledged_at timestamp with time zone
    acknowledged_by text NOT NULL DEFAULT ''::text
    CONSTRAINT alert_events_check CHECK ((events > 0))
    CONSTRAINT alert_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT alert_severity_check CHECK (((severity >= 0) AND (severity <= 3)))
    CONSTRAINT alert_tenant_id_rule_key_slot_key UNIQUE (tenant_id, rule, key, slot)
    CREATE INDEX alert_raised ON audit.alert USING btree (tenant_id, raised_at, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE audit.checkpoint ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    seq bigint NOT NULL
    hash bytea NOT NULL
    at timestamp with time zone NOT NULL
    mac bytea NOT NULL
    CONSTRAINT checkpoint_hash_check CHECK ((length(hash) = 32))
    CONSTRAINT checkpoint_mac_check CHECK ((length(mac) = 32))
    CONSTRAINT checkpoint_pkey PRIMARY KEY (tenant_id, seq)
    CONSTRAINT checkpoint_seq_check CHECK ((seq > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE audit.entry ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    actor_kind text NOT NULL
    actor_id uuid
    actor text NOT NULL
    address text NOT NULL DEFAULT ''::text
    usecase text NOT NULL DEFAULT ''::text
    action text NOT NULL
    entity text NOT NULL
    entity_id uuid NOT NULL
    before jsonb
    after jsonb
    trace text NOT NULL DEFAULT ''::text
    CONSTRAINT entry_action_check CHECK ((action <> ''::text))
    CONSTRAINT entry_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['anonymous'::text, 'user'::text, 'link'::text, 'system'::text])))
    CONSTRAINT entry_entity_check CHECK ((entity <> ''::text))
    CONSTRAINT entry_pkey PRIMARY KEY (tenant_id, id)
    CREATE INDEX entry_action ON audit.entry USING btree (tenant_id, action, at, id)
    CREATE INDEX entry_actor ON audit.entry USING btree (tenant_id, actor_id, at, id) WHERE (actor_id IS NOT NULL)
    CREATE INDEX entry_at ON audit.entry USING btree (tenant_id, at, id)
    CREATE INDEX entry_entity ON audit.entry USING btree (tenant_id, entity, entity_id, at, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER await_seal AFTER INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.await_seal()
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.entry FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE audit.pending ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    n bigint NOT NULL GENERATED ALWAYS AS IDENTITY
    entry_id uuid NOT NULL
    since timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT pending_pkey PRIMARY KEY (tenant_id, n)
    CREATE INDEX pending_entry ON audit.pending USING btree (tenant_id, entry_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT TO comptoir_app

TABLE audit.seal ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    seq bigint NOT NULL
    entry_id uuid NOT NULL
    hash bytea NOT NULL
    CONSTRAINT seal_hash_check CHECK ((length(hash) = 32))
    CONSTRAINT seal_pkey PRIMARY KEY (tenant_id, seq)
    CONSTRAINT seal_seq_check CHECK ((seq > 0))
    CONSTRAINT seal_tenant_id_entry_id_key UNIQUE (tenant_id, entry_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.seal FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.seal FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE audit.security_event ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    at timestamp with time zone NOT NULL
    kind text NOT NULL
    severity smallint NOT NULL
    user_id uuid
    subject text NOT NULL DEFAULT ''::text
    address text NOT NULL DEFAULT ''::text
    agent text NOT NULL DEFAULT ''::text
    detail jsonb NOT NULL DEFAULT '{}'::jsonb
    CONSTRAINT security_event_kind_check CHECK ((kind <> ''::text))
    CONSTRAINT security_event_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT security_event_severity_check CHECK (((severity >= 0) AND (severity <= 3)))
    CREATE INDEX security_event_address ON audit.security_event USING btree (tenant_id, address, at, id)
    CREATE INDEX security_event_at ON audit.security_event USING btree (tenant_id, at, id)
    CREATE INDEX security_event_kind ON audit.security_event USING btree (tenant_id, kind, at, id)
    CREATE INDEX security_event_severity ON audit.security_event USING btree (tenant_id, at, id) WHERE (severity >= 2)
    CREATE INDEX security_event_user ON audit.security_event USING btree (tenant_id, user_id, at, id) WHERE (user_id IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT TO comptoir_app

TABLE audit.verification ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    at timestamp with time zone NOT NULL
    id uuid NOT NULL
    sealed bigint NOT NULL
    waiting bigint NOT NULL
    findings jsonb NOT NULL
    CONSTRAINT verification_pkey PRIMARY KEY (tenant_id, at, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.verification FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.verification FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

SCHEMA banking
    GRANT USAGE TO comptoir_app

TABLE banking.account ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    name text NOT NULL
    state jsonb NOT NULL
    CONSTRAINT account_name_check CHECK ((name <> ''::text))
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT account_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.batch ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    key text NOT NULL
    number text NOT NULL
    account_id uuid NOT NULL
    status text NOT NULL
    proposed_by uuid NOT NULL
    approved_by uuid
    proposed_at timestamp with time zone NOT NULL
    state jsonb NOT NULL
    CONSTRAINT batch_approved CHECK (((status = ANY (ARRAY['proposed'::text, 'cancelled'::text])) OR (approved_by IS NOT NULL)))
    CONSTRAINT batch_key UNIQUE (tenant_id, key)
    CONSTRAINT batch_key_check CHECK ((key <> ''::text))
    CONSTRAINT batch_number UNIQUE (tenant_id, number)
    CONSTRAINT batch_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT batch_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'approved'::text, 'exported'::text, 'executed'::text, 'partly_returned'::text, 'returned'::text, 'cancelled'::text])))
    CONSTRAINT batch_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES banking.account(tenant_id, id)
    CONSTRAINT batch_two_people CHECK ((approved_by <> proposed_by))
    CONSTRAINT batch_version_check CHECK ((version > 0))
    CREATE INDEX batch_account ON banking.batch USING btree (tenant_id, account_id)
    CREATE INDEX batch_newest ON banking.batch USING btree (tenant_id, proposed_at DESC, id DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.desk ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    revision bigint NOT NULL
    year integer NOT NULL
    last integer NOT NULL
    settings jsonb NOT NULL
    CONSTRAINT desk_pkey PRIMARY KEY (tenant_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.details ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    payee uuid NOT NULL
    version integer NOT NULL
    sealed bytea NOT NULL
    masked text NOT NULL
    changed_by text NOT NULL
    changed_at timestamp with time zone NOT NULL
    usable_at timestamp with time zone NOT NULL
    CONSTRAINT details_check CHECK ((usable_at >= changed_at))
    CONSTRAINT details_pkey PRIMARY KEY (tenant_id, payee, version)
    CONSTRAINT details_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.enrolment ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    carrier text NOT NULL
    payee uuid NOT NULL
    account text NOT NULL
    version integer NOT NULL
    state jsonb NOT NULL
    CONSTRAINT enrolment_account UNIQUE (tenant_id, carrier, account)
    CONSTRAINT enrolment_account_check CHECK ((account <> ''::text))
    CONSTRAINT enrolment_carrier_check CHECK ((carrier <> ''::text))
    CONSTRAINT enrolment_pkey PRIMARY KEY (tenant_id, carrier, payee)
    CONSTRAINT enrolment_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.entry ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    account_id uuid NOT NULL
    fingerprint text NOT NULL
    booked date NOT NULL
    amount bigint NOT NULL
    currency text NOT NULL
    status text NOT NULL
    state jsonb NOT NULL
    CONSTRAINT entry_amount_check CHECK ((amount <> 0))
    CONSTRAINT entry_currency_check CHECK ((currency = 'EUR'::text))
    CONSTRAINT entry_fingerprint_check CHECK ((fingerprint <> ''::text))
    CONSTRAINT entry_once UNIQUE (tenant_id, account_id, fingerprint)
    CONSTRAINT entry_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT entry_status_check CHECK ((status = ANY (ARRAY['open'::text, 'claimed'::text, 'matched'::text, 'posted'::text, 'ignored'::text])))
    CONSTRAINT entry_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES banking.account(tenant_id, id)
    CONSTRAINT entry_version_check CHECK ((version > 0))
    CREATE INDEX entry_newest ON banking.entry USING btree (tenant_id, booked DESC, id DESC)
    CREATE INDEX entry_open ON banking.entry USING btree (tenant_id, booked) WHERE (status = 'open'::text)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE banking.line ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    batch_id uuid NOT NULL
    seq integer NOT NULL
    payee uuid NOT NULL
    details integer NOT NULL
    amount bigint NOT NULL
    currency text NOT NULL
    status text NOT NULL
    pending boolean NOT NULL
    moved date
    state jsonb NOT NULL
    CONSTRAINT line_amount_check CHECK ((amount > 0))
    CONSTRAINT line_currency_check CHECK ((currency = 'EUR'::text))
    CONSTRAINT line_payee UNIQUE (tenant_id, batch_id, payee)
    CONSTRAINT line_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT line_seq UNIQUE (tenant_id, batch_id, seq)
    CONSTRAINT line_seq_check CHECK ((seq > 0))
    CONSTRAINT line_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'executed'::text, 'rejected'::text, 'returned'::text, 'removed'::text])))
    CONSTRAINT line_tenant_id_batch_id_fkey FOREIGN KEY (tenant_id, batch_id) REFERENCES banking.batch(tenant_id, id)
    CONSTRAINT line_tenant_id_payee_details_fkey FOREIGN KEY (tenant_id, payee, details) REFERENCES banking.details(tenant_id, payee, version)
    CREATE INDEX line_of_payee ON banking.line USING btree (tenant_id, payee, details, moved DESC)
    CREATE INDEX line_pending ON banking.line USING btree (tenant_id, batch_id) WHERE pending
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA comptoir
    GRANT USAGE TO comptoir_app
CREATE OR REPLACE FUNCTION comptoir.guard(target regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
    EXECUTE format($policy$
        CREATE POLICY tenant ON %s
            USING (tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)
            WITH CHECK (tenant_id = nullif(current_setting('comptoir.tenant', true), '')::uuid)
    $policy$, target);
END
$function$
CREATE OR REPLACE FUNCTION comptoir.protect(target regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM comptoir.guard(target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO comptoir_app', target);
END
$function$
CREATE OR REPLACE FUNCTION comptoir.protect_append_only(target regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM comptoir.guard(target);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO comptoir_app', target);
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()', target);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()', target);
END
$function$
CREATE OR REPLACE FUNCTION comptoir.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
    IF tg_op = 'DELETE' AND tg_level = 'ROW' THEN
        IF current_setting('comptoir.erasing', true) = to_jsonb(old) ->> 'tenant_id' THEN
            RETURN old;
        END IF;
    END IF;
    RAISE EXCEPTION '% on %.% is refused: its rows are written once', tg_op, tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION comptoir.tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid
    GRANT EXECUTE TO PUBLIC

SCHEMA contracts
    GRANT USAGE TO comptoir_app

TABLE contracts.certificate ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    origin text NOT NULL
    chain text NOT NULL
    key bytea NOT NULL
    made_at timestamp with time zone NOT NULL
    CONSTRAINT certificate_origin_check CHECK ((origin = ANY (ARRAY['made'::text, 'own'::text])))
    CONSTRAINT certificate_pkey PRIMARY KEY (tenant_id, origin)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.contract ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    number text NOT NULL
    reservation_id uuid NOT NULL
    stay_version integer NOT NULL
    revision integer NOT NULL
    status text NOT NULL
    stay jsonb NOT NULL
    file text NOT NULL
    sha256 text NOT NULL
    size bigint NOT NULL
    drafted_at timestamp with time zone NOT NULL
    generated_at timestamp with time zone
    kind text NOT NULL DEFAULT 'stay'::text
    link_hash bytea
    external text
    words text NOT NULL DEFAULT ''::text
    signing jsonb NOT NULL DEFAULT '{}'::jsonb
    CONSTRAINT contract_external UNIQUE (tenant_id, external)
    CONSTRAINT contract_kind_check CHECK ((kind = ANY (ARRAY['stay'::text, 'mandate'::text])))
    CONSTRAINT contract_link UNIQUE (tenant_id, link_hash)
    CONSTRAINT contract_linked CHECK (((status = ANY (ARRAY['drafted'::text, 'generated'::text, 'voided'::text])) OR (link_hash IS NOT NULL)))
    CONSTRAINT contract_number UNIQUE (tenant_id, number)
    CONSTRAINT contract_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT contract_revision UNIQUE (tenant_id, reservation_id, revision)
    CONSTRAINT contract_revision_check CHECK ((revision > 0))
    CONSTRAINT contract_status_check CHECK ((status = ANY (ARRAY['drafted'::text, 'generated'::text, 'sent'::text, 'viewed'::text, 'signed'::text, 'completed'::text, 'refused'::text, 'expired'::text, 'voided'::text])))
    CONSTRAINT contract_version UNIQUE (tenant_id, reservation_id, stay_version)
    CONSTRAINT contract_written CHECK (((status = ANY (ARRAY['drafted'::text, 'voided'::text])) OR ((file <> ''::text) AND (length(sha256) = 64) AND (generated_at IS NOT NULL))))
    CREATE INDEX contract_newest ON contracts.contract USING btree (tenant_id, drafted_at DESC, id DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.counter ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    year integer NOT NULL
    last integer NOT NULL
    CONSTRAINT counter_pkey PRIMARY KEY (tenant_id, year)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.evidence ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    contract_id uuid NOT NULL
    seq integer NOT NULL
    at timestamp with time zone NOT NULL
    step text NOT NULL
    actor text NOT NULL
    address text NOT NULL
    agent text NOT NULL
    document text NOT NULL
    data jsonb NOT NULL
    previous text NOT NULL
    hash text NOT NULL
    CONSTRAINT evidence_hash_check CHECK ((length(hash) = 64))
    CONSTRAINT evidence_pkey PRIMARY KEY (tenant_id, contract_id, seq)
    CONSTRAINT evidence_seq_check CHECK ((seq > 0))
    CONSTRAINT evidence_tenant_id_contract_id_fkey FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts.contract(tenant_id, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON contracts.evidence FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON contracts.evidence FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE contracts.notice ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    notice text NOT NULL
    event text NOT NULL
    external text NOT NULL
    state text NOT NULL
    tries integer NOT NULL
    received_at timestamp with time zone NOT NULL
    CONSTRAINT notice_pkey PRIMARY KEY (tenant_id, provider, notice)
    CONSTRAINT notice_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'applied'::text, 'given_up'::text])))
    CREATE INDEX notice_waiting ON contracts.notice USING btree (tenant_id, received_at) WHERE (state = 'waiting'::text)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.provider ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    sealed bytea
    hints jsonb NOT NULL
    test boolean NOT NULL
    chosen boolean NOT NULL
    checked_at timestamp with time zone NOT NULL
    check_name text NOT NULL
    check_code text NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    CONSTRAINT provider_pkey PRIMARY KEY (tenant_id, provider)
    CREATE UNIQUE INDEX provider_chosen ON contracts.provider USING btree (tenant_id) WHERE chosen
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.settings ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    content jsonb NOT NULL
    CONSTRAINT settings_pkey PRIMARY KEY (tenant_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.template ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    kind text NOT NULL
    locale text NOT NULL
    version integer NOT NULL
    source text NOT NULL
    made_by text NOT NULL
    made_at timestamp with time zone NOT NULL
    CONSTRAINT template_kind_check CHECK ((kind = ANY (ARRAY['stay'::text, 'mandate'::text])))
    CONSTRAINT template_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text])))
    CONSTRAINT template_pkey PRIMARY KEY (tenant_id, kind, locale, version)
    CONSTRAINT template_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON contracts.template FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON contracts.template FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE contracts.text ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    contract_id uuid NOT NULL
    content jsonb NOT NULL
    CONSTRAINT text_pkey PRIMARY KEY (tenant_id, contract_id)
    CONSTRAINT text_tenant_id_contract_id_fkey FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts.contract(tenant_id, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE contracts.texting ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    day date NOT NULL
    number bytea NOT NULL
    sent integer NOT NULL
    CONSTRAINT texting_pkey PRIMARY KEY (tenant_id, day, number)
    CONSTRAINT texting_sent_check CHECK ((sent > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA identity
    GRANT USAGE TO comptoir_app

TABLE identity.account ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    email text NOT NULL
    email_confirmed_at timestamp with time zone
    name text NOT NULL
    phone text
    locale text NOT NULL
    roles text[] NOT NULL
    password_hash text NOT NULL
    password_changed_at timestamp with time zone
    created_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    deactivated_at timestamp with time zone
    custom_roles uuid[] NOT NULL DEFAULT '{}'::uuid[]
    zone text NOT NULL DEFAULT ''::text
    photo text NOT NULL DEFAULT ''::text
    CONSTRAINT account_email UNIQUE (tenant_id, email)
    CONSTRAINT account_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text)))
    CONSTRAINT account_locale_check CHECK ((locale ~ '^[a-z]{2}$'::text))
    CONSTRAINT account_name_check CHECK ((name <> ''::text))
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT account_roles_check CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['customer'::text, 'member'::text, 'owner'::text, 'partner'::text, 'technician'::text, 'staff'::text, 'manager'::text, 'administrator'::text, 'platform_administrator'::text])))
    CONSTRAINT account_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.authenticator ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    user_id uuid NOT NULL
    secret bytea NOT NULL
    created_at timestamp with time zone NOT NULL
    confirmed_at timestamp with time zone
    last_step bigint NOT NULL
    used_at timestamp with time zone
    failures integer NOT NULL
    failed_at timestamp with time zone
    CONSTRAINT authenticator_failures_check CHECK ((failures >= 0))
    CONSTRAINT authenticator_pkey PRIMARY KEY (tenant_id, user_id)
    CONSTRAINT authenticator_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.ceremony ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    hash bytea NOT NULL
    act text NOT NULL
    user_id uuid
    kind text NOT NULL
    agent text NOT NULL
    data bytea NOT NULL
    failures integer NOT NULL
    created_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    CONSTRAINT ceremony_act_check CHECK ((act = ANY (ARRAY['sign_in'::text, 'passkey_sign_in'::text, 'add_passkey'::text, 'prove'::text, 'provider'::text])))
    CONSTRAINT ceremony_failures_check CHECK ((failures >= 0))
    CONSTRAINT ceremony_hash UNIQUE (tenant_id, hash)
    CONSTRAINT ceremony_hash_check CHECK ((octet_length(hash) = 32))
    CONSTRAINT ceremony_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT ceremony_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    CREATE INDEX ceremony_end ON identity.ceremony USING btree (tenant_id, expires_at)
    CREATE INDEX ceremony_of_user ON identity.ceremony USING btree (tenant_id, user_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.device ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    user_id uuid NOT NULL
    id uuid NOT NULL
    agent text NOT NULL
    first_seen_at timestamp with time zone NOT NULL
    seen_at timestamp with time zone NOT NULL
    CONSTRAINT device_pkey PRIMARY KEY (tenant_id, user_id, id)
    CONSTRAINT device_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.factor_policy ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    required boolean NOT NULL
    since timestamp with time zone
    grace integer NOT NULL
    version integer NOT NULL
    CONSTRAINT factor_policy_check CHECK (((NOT required) OR (since IS NOT NULL)))
    CONSTRAINT factor_policy_grace_check CHECK (((grace >= 0) AND (grace <= 30)))
    CONSTRAINT factor_policy_pkey PRIMARY KEY (tenant_id)
    CONSTRAINT factor_policy_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.invitation ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    hash bytea NOT NULL
    email text NOT NULL
    name text NOT NULL
    locale text NOT NULL
    roles text[] NOT NULL
    custom_roles uuid[] NOT NULL
    invited_by uuid
    inviter text NOT NULL
    created_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    ended_at timestamp with time zone
    outcome text NOT NULL DEFAULT ''::text
    CONSTRAINT invitation_check CHECK (((ended_at IS NULL) = (outcome = ''::text)))
    CONSTRAINT invitation_email_check CHECK (((email = lower(email)) AND (email ~~ '%_@_%'::text)))
    CONSTRAINT invitation_hash UNIQUE (tenant_id, hash)
    CONSTRAINT invitation_hash_check CHECK ((octet_length(hash) = 32))
    CONSTRAINT invitation_locale_check CHECK ((locale ~ '^[a-z]{2}$'::text))
    CONSTRAINT invitation_name_check CHECK ((name <> ''::text))
    CONSTRAINT invitation_outcome_check CHECK ((outcome = ANY (ARRAY[''::text, 'accepted'::text, 'withdrawn'::text, 'replaced'::text])))
    CONSTRAINT invitation_pkey PRIMARY KEY (tenant_id, id)
    CREATE INDEX invitation_open ON identity.invitation USING btree (tenant_id, created_at) WHERE (ended_at IS NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.linked_account ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    subject text NOT NULL
    user_id uuid NOT NULL
    email text NOT NULL
    linked_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    CONSTRAINT linked_account_of_user UNIQUE (tenant_id, user_id, provider)
    CONSTRAINT linked_account_pkey PRIMARY KEY (tenant_id, provider, subject)
    CONSTRAINT linked_account_provider_check CHECK ((provider = ANY (ARRAY['google'::text, 'facebook'::text])))
    CONSTRAINT linked_account_subject_check CHECK ((subject <> ''::text))
    CONSTRAINT linked_account_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.passkey ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    user_id uuid NOT NULL
    name text NOT NULL
    host text NOT NULL
    credential bytea NOT NULL
    public_key bytea NOT NULL
    aaguid bytea NOT NULL
    transports text[] NOT NULL
    counter bigint NOT NULL
    synced boolean NOT NULL
    backed_up boolean NOT NULL
    created_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    cloned_at timestamp with time zone
    CONSTRAINT passkey_counter_check CHECK ((counter >= 0))
    CONSTRAINT passkey_credential UNIQUE (tenant_id, credential)
    CONSTRAINT passkey_credential_check CHECK (((octet_length(credential) >= 16) AND (octet_length(credential) <= 1023)))
    CONSTRAINT passkey_name_check CHECK ((name <> ''::text))
    CONSTRAINT passkey_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT passkey_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    CREATE INDEX passkey_of_user ON identity.passkey USING btree (tenant_id, user_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.provider ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    name text NOT NULL
    client_id text NOT NULL
    secret bytea NOT NULL
    enabled boolean NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    CONSTRAINT provider_check CHECK (((NOT enabled) OR ((client_id <> ''::text) AND (octet_length(secret) > 0))))
    CONSTRAINT provider_name_check CHECK ((name = ANY (ARRAY['google'::text, 'facebook'::text])))
    CONSTRAINT provider_pkey PRIMARY KEY (tenant_id, name)
    CONSTRAINT provider_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.recovery_code ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    user_id uuid NOT NULL
    hash bytea NOT NULL
    created_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    CONSTRAINT recovery_code_hash_check CHECK ((octet_length(hash) = 32))
    CONSTRAINT recovery_code_pkey PRIMARY KEY (tenant_id, user_id, hash)
    CONSTRAINT recovery_code_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.role ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    name text NOT NULL
    permissions text[] NOT NULL
    created_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    CONSTRAINT role_name_check CHECK ((name <> ''::text))
    CONSTRAINT role_permissions_check CHECK ((cardinality(permissions) > 0))
    CONSTRAINT role_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT role_version_check CHECK ((version > 0))
    CREATE UNIQUE INDEX role_name ON identity.role USING btree (tenant_id, lower(name))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.session ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    user_id uuid NOT NULL
    kind text NOT NULL
    opened_at timestamp with time zone NOT NULL
    seen_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    ended_at timestamp with time zone
    end_reason text NOT NULL
    address text NOT NULL
    agent text NOT NULL
    country text NOT NULL DEFAULT ''::text
    device uuid
    proved_at timestamp with time zone NOT NULL
    enrol_by timestamp with time zone
    CONSTRAINT session_country_check CHECK ((country ~ '^([A-Z]{2})?$'::text))
    CONSTRAINT session_kind_check CHECK ((kind = ANY (ARRAY['page'::text, 'api'::text])))
    CONSTRAINT session_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT session_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    CREATE INDEX session_of_user ON identity.session USING btree (tenant_id, user_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.session_token ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    session_id uuid NOT NULL
    hash bytea NOT NULL
    issued_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    successor uuid
    CONSTRAINT session_token_check CHECK (((used_at IS NULL) = (successor IS NULL)))
    CONSTRAINT session_token_hash UNIQUE (tenant_id, hash)
    CONSTRAINT session_token_hash_check CHECK ((octet_length(hash) = 32))
    CONSTRAINT session_token_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT session_token_tenant_id_session_id_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES identity.session(tenant_id, id) ON DELETE CASCADE
    CREATE INDEX session_token_of_session ON identity.session_token USING btree (tenant_id, session_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE identity.ticket ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    user_id uuid NOT NULL
    purpose text NOT NULL
    hash bytea NOT NULL
    created_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    email text NOT NULL DEFAULT ''::text
    partner uuid
    CONSTRAINT ticket_check CHECK (((email <> ''::text) = (purpose = ANY (ARRAY['new_email'::text, 'cancel_email'::text]))))
    CONSTRAINT ticket_hash UNIQUE (tenant_id, hash)
    CONSTRAINT ticket_hash_check CHECK ((octet_length(hash) = 32))
    CONSTRAINT ticket_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT ticket_purpose_check CHECK ((purpose = ANY (ARRAY['confirm_email'::text, 'reset_password'::text, 'sign_in'::text, 'new_email'::text, 'cancel_email'::text])))
    CONSTRAINT ticket_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES identity.account(tenant_id, id) ON DELETE CASCADE
    CREATE INDEX ticket_of_user ON identity.ticket USING btree (tenant_id, user_id, purpose)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA invoicing
    GRANT USAGE TO comptoir_app
CREATE OR REPLACE FUNCTION invoicing.check_chain()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
    IF EXISTS (SELECT FROM invoicing.chain c WHERE c.tenant_id = new.tenant_id
            AND (c.last > 0 AND NOT EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.chain = c.last AND p.hash = c.hash)
                OR EXISTS (SELECT FROM invoicing.paper p WHERE p.tenant_id = c.tenant_id AND p.chain > c.last))) THEN
        RAISE EXCEPTION 'the chain ends where no paper is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_without_gap';
    END IF;
    RETURN NULL;
END
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION invoicing.check_counter()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION invoicing.check_paper()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$
    GRANT EXECUTE TO PUBLIC

TABLE invoicing.allocation ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    movement_id text NOT NULL
    paper_id uuid NOT NULL
    amount bigint NOT NULL
    CONSTRAINT allocation_pkey PRIMARY KEY (tenant_id, movement_id, paper_id)
    CONSTRAINT allocation_tenant_id_movement_id_fkey FOREIGN KEY (tenant_id, movement_id) REFERENCES invoicing.movement(tenant_id, id)
    CONSTRAINT allocation_tenant_id_paper_id_fkey FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper(tenant_id, id)
    CREATE INDEX allocation_paper ON invoicing.allocation USING btree (tenant_id, paper_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.chain ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    last bigint NOT NULL
    hash text NOT NULL
    CONSTRAINT chain_check CHECK ((((hash = ''::text) AND (last = 0)) OR (hash ~ '^[0-9a-f]{64}$'::text)))
    CONSTRAINT chain_last_check CHECK ((last >= 0))
    CONSTRAINT chain_pkey PRIMARY KEY (tenant_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE CONSTRAINT TRIGGER chain_without_gap AFTER INSERT OR UPDATE ON invoicing.chain DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing.check_chain()
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.counter ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    series text NOT NULL
    year integer NOT NULL
    last integer NOT NULL
    issued_on date
    CONSTRAINT counter_last_check CHECK ((last >= 0))
    CONSTRAINT counter_pkey PRIMARY KEY (tenant_id, series, year)
    CONSTRAINT counter_series_check CHECK ((series ~ '^[A-Z][A-Z0-9]{0,5}$'::text))
    CONSTRAINT counter_year_check CHECK (((year >= 2000) AND (year <= 2999)))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE CONSTRAINT TRIGGER counter_without_gap AFTER INSERT OR UPDATE ON invoicing.counter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing.check_counter()
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.draft ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    key text NOT NULL
    problem text NOT NULL
    draft jsonb NOT NULL
    version integer NOT NULL
    updated_at timestamp with time zone NOT NULL
    CONSTRAINT draft_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT draft_version_check CHECK ((version > 0))
    CREATE UNIQUE INDEX draft_key ON invoicing.draft USING btree (tenant_id, key) WHERE (key <> ''::text)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.movement ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id text NOT NULL
    subject_kind text NOT NULL
    subject_id uuid
    currency text NOT NULL
    amount bigint NOT NULL
    moved_on date NOT NULL
    method text NOT NULL
    CONSTRAINT movement_amount_check CHECK ((amount <> 0))
    CONSTRAINT movement_pkey PRIMARY KEY (tenant_id, id)
    CREATE INDEX movement_subject ON invoicing.movement USING btree (tenant_id, subject_id, id) WHERE (subject_id IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.paper ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    chain bigint NOT NULL
    series text NOT NULL
    year integer NOT NULL
    seq integer NOT NULL
    number text NOT NULL
    kind text NOT NULL
    key text NOT NULL
    issued_on date NOT NULL
    issued_at timestamp with time zone NOT NULL
    due_on date NOT NULL
    currency text NOT NULL
    net bigint NOT NULL
    vat bigint NOT NULL
    total bigint NOT NULL
    due bigint NOT NULL
    counted_net bigint NOT NULL
    counted_vat bigint NOT NULL
    customer text NOT NULL
    email text NOT NULL
    reference text NOT NULL
    subject_kind text NOT NULL
    subject_id uuid
    credits uuid
    body text NOT NULL
    previous text NOT NULL
    hash text NOT NULL
    CONSTRAINT paper_chain UNIQUE (tenant_id, chain)
    CONSTRAINT paper_chain_check CHECK ((chain > 0))
    CONSTRAINT paper_check CHECK ((due_on >= issued_on))
    CONSTRAINT paper_check1 CHECK (((total >= 0) AND (total = (net + vat))))
    CONSTRAINT paper_credits CHECK (((credits IS NOT NULL) = (kind = 'credit_note'::text)))
    CONSTRAINT paper_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
    CONSTRAINT paper_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
    CONSTRAINT paper_key UNIQUE (tenant_id, key)
    CONSTRAINT paper_key_check CHECK ((key <> ''::text))
    CONSTRAINT paper_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'deposit'::text, 'credit_note'::text, 'receipt'::text])))
    CONSTRAINT paper_number UNIQUE (tenant_id, number)
    CONSTRAINT paper_number_check CHECK ((number <> ''::text))
    CONSTRAINT paper_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT paper_seq UNIQUE (tenant_id, series, year, seq)
    CONSTRAINT paper_seq_check CHECK ((seq > 0))
    CONSTRAINT paper_tenant_id_credits_fkey FOREIGN KEY (tenant_id, credits) REFERENCES invoicing.paper(tenant_id, id)
    CONSTRAINT paper_tenant_id_series_year_fkey FOREIGN KEY (tenant_id, series, year) REFERENCES invoicing.counter(tenant_id, series, year)
    CREATE INDEX paper_credited ON invoicing.paper USING btree (tenant_id, credits) WHERE (credits IS NOT NULL)
    CREATE INDEX paper_email ON invoicing.paper USING btree (tenant_id, email, issued_on DESC) WHERE (email <> ''::text)
    CREATE INDEX paper_listed ON invoicing.paper USING btree (tenant_id, issued_on DESC, chain DESC)
    CREATE INDEX paper_subject ON invoicing.paper USING btree (tenant_id, subject_id, chain) WHERE (subject_id IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER paper_follows AFTER INSERT ON invoicing.paper FOR EACH ROW EXECUTE FUNCTION invoicing.check_paper()
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON invoicing.paper FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON invoicing.paper FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE invoicing.settings ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    settings jsonb NOT NULL
    version integer NOT NULL
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT settings_pkey PRIMARY KEY (tenant_id)
    CONSTRAINT settings_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.standing ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    paper_id uuid NOT NULL
    kind text NOT NULL
    total bigint NOT NULL
    due bigint NOT NULL
    due_on date NOT NULL
    received bigint NOT NULL DEFAULT 0
    credited bigint NOT NULL DEFAULT 0
    level smallint NOT NULL DEFAULT 0
    reminded_on date
    file text NOT NULL DEFAULT ''::text
    sha256 text NOT NULL DEFAULT ''::text
    size bigint NOT NULL DEFAULT 0
    consumed boolean NOT NULL DEFAULT false
    CONSTRAINT standing_check CHECK (((file = ''::text) OR ((length(sha256) = 64) AND (size > 0))))
    CONSTRAINT standing_credited_check CHECK ((credited >= 0))
    CONSTRAINT standing_level_check CHECK (((level >= 0) AND (level <= 3)))
    CONSTRAINT standing_not_credited_twice CHECK ((credited <= total))
    CONSTRAINT standing_not_paid_twice CHECK (((received = 0) OR (received <= due)))
    CONSTRAINT standing_pkey PRIMARY KEY (tenant_id, paper_id)
    CONSTRAINT standing_received_check CHECK (((received >= 0) OR (received >= (due - total))))
    CONSTRAINT standing_tenant_id_paper_id_fkey FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper(tenant_id, id)
    CREATE INDEX standing_overdue ON invoicing.standing USING btree (tenant_id, due_on) WHERE ((kind = ANY (ARRAY['invoice'::text, 'deposit'::text])) AND (((due - received) - credited) > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE invoicing.stay_regime ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    subject_kind text NOT NULL
    subject_id uuid NOT NULL
    regime text NOT NULL
    fixed_on date NOT NULL
    CONSTRAINT stay_regime_pkey PRIMARY KEY (tenant_id, subject_kind, subject_id)
    CONSTRAINT stay_regime_regime_check CHECK ((regime <> ''::text))
    CONSTRAINT stay_regime_subject_kind_check CHECK ((subject_kind <> ''::text))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT INSERT, SELECT TO comptoir_app

TABLE invoicing.submission ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    paper_id uuid NOT NULL
    platform text NOT NULL
    reference text NOT NULL
    stage text NOT NULL
    steps jsonb NOT NULL
    CONSTRAINT submission_check CHECK (((stage = ANY (ARRAY['waiting'::text, 'rejected'::text])) OR (reference <> ''::text)))
    CONSTRAINT submission_pkey PRIMARY KEY (tenant_id, paper_id)
    CONSTRAINT submission_platform_check CHECK ((platform <> ''::text))
    CONSTRAINT submission_stage_check CHECK ((stage = ANY (ARRAY['waiting'::text, 'deposited'::text, 'rejected'::text, 'made_available'::text, 'taken'::text, 'approved'::text, 'refused'::text, 'collected'::text])))
    CONSTRAINT submission_tenant_id_paper_id_fkey FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper(tenant_id, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA jobs
    GRANT USAGE TO comptoir_app
TYPE jobs.river_job_state ENUM ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled')
CREATE OR REPLACE FUNCTION jobs.river_job_state_in_bitmask(bitmask bit, state jobs.river_job_state)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$function$
    GRANT EXECUTE TO PUBLIC
    GRANT EXECUTE TO comptoir_app

TABLE jobs.river_job
    id bigint NOT NULL DEFAULT nextval('jobs.river_job_id_seq'::regclass)
    state jobs.river_job_state NOT NULL DEFAULT 'available'::jobs.river_job_state
    attempt smallint NOT NULL DEFAULT 0
    max_attempts smallint NOT NULL DEFAULT 25
    attempted_at timestamp with time zone
    created_at timestamp with time zone NOT NULL DEFAULT now()
    finalized_at timestamp with time zone
    scheduled_at timestamp with time zone NOT NULL DEFAULT now()
    priority smallint NOT NULL DEFAULT 1
    args jsonb NOT NULL
    attempted_by text[]
    errors jsonb[]
    kind text NOT NULL
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb
    queue text NOT NULL DEFAULT 'default'::text
    tags character varying(255)[] NOT NULL DEFAULT '{}'::character varying[]
    unique_key bytea
    unique_states bit(8)
    CONSTRAINT finalized_or_finalized_at_null CHECK ((((finalized_at IS NULL) AND (state <> ALL (ARRAY['cancelled'::jobs.river_job_state, 'completed'::jobs.river_job_state, 'discarded'::jobs.river_job_state]))) OR ((finalized_at IS NOT NULL) AND (state = ANY (ARRAY['cancelled'::jobs.river_job_state, 'completed'::jobs.river_job_state, 'discarded'::jobs.river_job_state])))))
    CONSTRAINT kind_length CHECK (((char_length(kind) > 0) AND (char_length(kind) < 128)))
    CONSTRAINT max_attempts_is_positive CHECK ((max_attempts > 0))
    CONSTRAINT priority_in_range CHECK (((priority >= 1) AND (priority <= 4)))
    CONSTRAINT queue_length CHECK (((char_length(queue) > 0) AND (char_length(queue) < 128)))
    CONSTRAINT river_job_pkey PRIMARY KEY (id)
    CREATE INDEX river_job_args_index ON jobs.river_job USING gin (args)
    CREATE INDEX river_job_kind ON jobs.river_job USING btree (kind)
    CREATE INDEX river_job_metadata_index ON jobs.river_job USING gin (metadata)
    CREATE INDEX river_job_prioritized_fetching_index ON jobs.river_job USING btree (state, queue, priority, scheduled_at, id)
    CREATE INDEX river_job_state_and_finalized_at_index ON jobs.river_job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL)
    CREATE UNIQUE INDEX river_job_unique_idx ON jobs.river_job USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (unique_states IS NOT NULL) AND jobs.river_job_state_in_bitmask(unique_states, state))
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

UNLOGGED TABLE jobs.river_leader
    elected_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    leader_id text NOT NULL
    name text NOT NULL DEFAULT 'default'::text
    CONSTRAINT leader_id_length CHECK (((char_length(leader_id) > 0) AND (char_length(leader_id) < 128)))
    CONSTRAINT name_length CHECK ((name = 'default'::text))
    CONSTRAINT river_leader_pkey PRIMARY KEY (name)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE jobs.river_migration
    line text NOT NULL
    version bigint NOT NULL
    created_at timestamp with time zone NOT NULL DEFAULT now()
    CONSTRAINT line_length CHECK (((char_length(line) > 0) AND (char_length(line) < 128)))
    CONSTRAINT river_migration_pkey1 PRIMARY KEY (line, version)
    CONSTRAINT version_gte_1 CHECK ((version >= 1))
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE jobs.river_notification
    id bigint NOT NULL DEFAULT nextval('jobs.river_notification_id_seq'::regclass)
    created_at timestamp with time zone NOT NULL DEFAULT now()
    payload text NOT NULL
    topic text NOT NULL
    CONSTRAINT river_notification_pkey PRIMARY KEY (id)
    CONSTRAINT topic_length CHECK (((length(topic) > 0) AND (length(topic) < 128)))
    CREATE INDEX river_notification_created_at_idx ON jobs.river_notification USING btree (created_at)
    CREATE INDEX river_notification_topic_id_idx ON jobs.river_notification USING btree (topic, id)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE jobs.river_queue
    name text NOT NULL
    created_at timestamp with time zone NOT NULL DEFAULT now()
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb
    paused_at timestamp with time zone
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
    CONSTRAINT river_queue_pkey PRIMARY KEY (name)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA ledger
    GRANT USAGE TO comptoir_app
CREATE OR REPLACE FUNCTION ledger.await_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
    INSERT INTO ledger.unsealed (tenant_id, transaction_id) SELECT m.tenant_id, m.id FROM made m;
    RETURN NULL;
END
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION ledger.check_balance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
    IF EXISTS (SELECT FROM changed c WHERE c.seq > 0 AND NOT EXISTS (
            SELECT FROM ledger.posting p WHERE p.tenant_id = c.tenant_id AND p.account = c.account AND p.currency = c.currency
                AND p.seq = c.seq AND p.after = c.posted AND p.after_held_debit = c.held_debit AND p.after_held_credit = c.held_credit)) THEN
        RAISE EXCEPTION 'a balance does not follow from its postings'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_follows';
    END IF;
    RETURN NULL;
END
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION ledger.check_transaction()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$
    GRANT EXECUTE TO PUBLIC
CREATE OR REPLACE FUNCTION ledger.post(p_tenant uuid, t_id uuid[], t_key text[], t_hash bytea[], t_kind text[], t_of uuid[], t_journal text[], t_booked_at timestamp with time zone[], t_booked_on date[], t_value_on date[], t_label text[], t_piece text[], t_actor text[], t_metadata text[], t_expires_at timestamp with time zone[], t_legs smallint[], l_tx integer[], l_n smallint[], l_account text[], l_currency text[], l_amount bigint[], l_held_debit bigint[], l_held_credit bigint[], a_path text[], a_side smallint[], a_guarded boolean[])
 RETURNS TABLE(o_at integer, o_id uuid, o_same boolean)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
$function$
    GRANT EXECUTE TO PUBLIC

TABLE ledger.account ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    path text NOT NULL
    side smallint NOT NULL
    guarded boolean NOT NULL
    opened_at timestamp with time zone NOT NULL
    CONSTRAINT account_path_check CHECK (((path ~ '^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*)*$'::text) AND (length(path) <= 200)))
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, path)
    CONSTRAINT account_side_check CHECK ((side = ANY (ARRAY[1, '-1'::integer])))
    CONSTRAINT account_tenant_id_path_side_guarded_key UNIQUE (tenant_id, path, side, guarded)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.account FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.account FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE ledger.balance ROW SECURITY FORCED WITH (fillfactor=50)
    tenant_id uuid NOT NULL
    account text NOT NULL
    currency text NOT NULL
    side smallint NOT NULL
    guarded boolean NOT NULL
    posted bigint NOT NULL DEFAULT 0
    held_debit bigint NOT NULL DEFAULT 0
    held_credit bigint NOT NULL DEFAULT 0
    seq bigint NOT NULL DEFAULT 0
    CONSTRAINT balance_check CHECK (((seq > 0) OR ((posted = 0) AND (held_debit = 0) AND (held_credit = 0))))
    CONSTRAINT balance_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
    CONSTRAINT balance_held_credit_check CHECK ((held_credit >= 0))
    CONSTRAINT balance_held_debit_check CHECK ((held_debit >= 0))
    CONSTRAINT balance_not_below_zero CHECK (((NOT guarded) OR
CASE
    WHEN (side = 1) THEN ((posted - held_credit) >= 0)
    ELSE ((posted + held_debit) <= 0)
END))
    CONSTRAINT balance_pkey PRIMARY KEY (tenant_id, account, currency)
    CONSTRAINT balance_seq_check CHECK ((seq >= 0))
    CONSTRAINT balance_tenant_id_account_side_guarded_fkey FOREIGN KEY (tenant_id, account, side, guarded) REFERENCES ledger.account(tenant_id, path, side, guarded)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER balance_follows AFTER UPDATE ON ledger.balance REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_balance()
    CREATE TRIGGER balance_follows_made AFTER INSERT ON ledger.balance REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_balance()
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE ledger.checkpoint ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    seq bigint NOT NULL
    hash bytea NOT NULL
    at timestamp with time zone NOT NULL
    mac bytea NOT NULL
    CONSTRAINT checkpoint_hash_check CHECK ((length(hash) = 32))
    CONSTRAINT checkpoint_mac_check CHECK ((length(mac) = 32))
    CONSTRAINT checkpoint_pkey PRIMARY KEY (tenant_id, seq)
    CONSTRAINT checkpoint_seq_check CHECK ((seq > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.checkpoint FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE ledger.commission ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    property_id uuid NOT NULL
    from_on date NOT NULL
    rate integer NOT NULL
    source text NOT NULL
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT commission_pkey PRIMARY KEY (tenant_id, property_id, from_on)
    CONSTRAINT commission_rate_check CHECK (((rate >= 0) AND (rate <= 1000000)))
    CONSTRAINT commission_source_check CHECK ((length(source) <= 200))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE ledger.exercise ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    month integer NOT NULL
    day integer NOT NULL
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT exercise_day_check CHECK (((day >= 1) AND (day <= 31)))
    CONSTRAINT exercise_month_check CHECK (((month >= 1) AND (month <= 12)))
    CONSTRAINT exercise_pkey PRIMARY KEY (tenant_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE ledger.posting ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    transaction_id uuid NOT NULL
    n smallint NOT NULL
    legs smallint NOT NULL
    account text NOT NULL
    currency text NOT NULL
    amount bigint NOT NULL
    held_debit bigint NOT NULL
    held_credit bigint NOT NULL
    seq bigint NOT NULL
    after bigint NOT NULL
    after_held_debit bigint NOT NULL
    after_held_credit bigint NOT NULL
    booked_at timestamp with time zone NOT NULL
    value_on date NOT NULL
    CONSTRAINT posting_after_held_credit_check CHECK ((after_held_credit >= 0))
    CONSTRAINT posting_after_held_debit_check CHECK ((after_held_debit >= 0))
    CONSTRAINT posting_check CHECK (((n >= 1) AND (n <= legs)))
    CONSTRAINT posting_pkey PRIMARY KEY (tenant_id, transaction_id, n)
    CONSTRAINT posting_seq UNIQUE (tenant_id, account, currency, seq)
    CONSTRAINT posting_tenant_id_account_currency_fkey FOREIGN KEY (tenant_id, account, currency) REFERENCES ledger.balance(tenant_id, account, currency)
    CONSTRAINT posting_tenant_id_transaction_id_legs_fkey FOREIGN KEY (tenant_id, transaction_id, legs) REFERENCES ledger.transaction(tenant_id, id, legs)
    CREATE INDEX posting_booked ON ledger.posting USING btree (tenant_id, booked_at, account, currency) INCLUDE (amount)
    CREATE INDEX posting_value ON ledger.posting USING btree (tenant_id, value_on, account, currency) INCLUDE (amount)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.posting FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.posting FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE ledger.seal ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    seq bigint NOT NULL
    transaction_id uuid NOT NULL
    sealed_at timestamp with time zone NOT NULL
    hash bytea NOT NULL
    CONSTRAINT seal_hash_check CHECK ((length(hash) = 32))
    CONSTRAINT seal_pkey PRIMARY KEY (tenant_id, seq)
    CONSTRAINT seal_seq_check CHECK ((seq > 0))
    CONSTRAINT seal_tenant_id_transaction_id_key UNIQUE (tenant_id, transaction_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.seal FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.seal FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE ledger.terms ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    commission integer NOT NULL
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT terms_commission_check CHECK (((commission >= 0) AND (commission <= 1000000)))
    CONSTRAINT terms_pkey PRIMARY KEY (tenant_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE ledger.transaction ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    key text NOT NULL
    hash bytea NOT NULL
    kind text NOT NULL
    of uuid
    journal text NOT NULL
    booked_at timestamp with time zone NOT NULL
    booked_on date NOT NULL
    value_on date NOT NULL
    label text NOT NULL
    piece text NOT NULL
    actor text NOT NULL
    metadata jsonb NOT NULL
    expires_at timestamp with time zone
    legs smallint NOT NULL
    CONSTRAINT transaction_check CHECK (((of IS NULL) = (kind = ANY (ARRAY['posted'::text, 'pending'::text]))))
    CONSTRAINT transaction_check1 CHECK (((expires_at IS NULL) OR (kind = 'pending'::text)))
    CONSTRAINT transaction_hash_check CHECK ((length(hash) = 32))
    CONSTRAINT transaction_journal_check CHECK ((journal = ANY (ARRAY['BQ'::text, 'VE'::text, 'OD'::text])))
    CONSTRAINT transaction_key UNIQUE (tenant_id, key)
    CONSTRAINT transaction_key_check CHECK ((key <> ''::text))
    CONSTRAINT transaction_kind_check CHECK ((kind = ANY (ARRAY['posted'::text, 'pending'::text, 'capture'::text, 'void'::text, 'reversal'::text])))
    CONSTRAINT transaction_legs UNIQUE (tenant_id, id, legs)
    CONSTRAINT transaction_legs_check CHECK ((legs >= 2))
    CONSTRAINT transaction_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT transaction_tenant_id_of_fkey FOREIGN KEY (tenant_id, of) REFERENCES ledger.transaction(tenant_id, id)
    CREATE INDEX transaction_booked ON ledger.transaction USING btree (tenant_id, booked_at, id)
    CREATE INDEX transaction_booked_on ON ledger.transaction USING btree (tenant_id, booked_on)
    CREATE INDEX transaction_expires ON ledger.transaction USING btree (tenant_id, expires_at) WHERE (expires_at IS NOT NULL)
    CREATE UNIQUE INDEX transaction_settled ON ledger.transaction USING btree (tenant_id, of) WHERE (of IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER await_seal AFTER INSERT ON ledger.transaction REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION ledger.await_seal()
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.transaction FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.transaction FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    CREATE CONSTRAINT TRIGGER transaction_balanced AFTER INSERT ON ledger.transaction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_transaction()
    GRANT INSERT, SELECT TO comptoir_app

TABLE ledger.unsealed ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    n bigint NOT NULL GENERATED ALWAYS AS IDENTITY
    transaction_id uuid NOT NULL
    since timestamp with time zone NOT NULL DEFAULT clock_timestamp()
    CONSTRAINT unsealed_pkey PRIMARY KEY (tenant_id, n)
    CREATE INDEX unsealed_transaction ON ledger.unsealed USING btree (tenant_id, transaction_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT TO comptoir_app

TABLE ledger.verification ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    at timestamp with time zone NOT NULL
    id uuid NOT NULL
    transactions bigint NOT NULL
    waiting bigint NOT NULL
    findings jsonb NOT NULL
    CONSTRAINT verification_pkey PRIMARY KEY (tenant_id, at, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON ledger.verification FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger.verification FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

SCHEMA notifications
    GRANT USAGE TO comptoir_app

TABLE notifications.delivery ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    key text NOT NULL
    kind text NOT NULL
    recipient text NOT NULL
    notice jsonb NOT NULL
    status text NOT NULL
    subject text NOT NULL
    failure text NOT NULL
    created_at timestamp with time zone NOT NULL
    sent_at timestamp with time zone
    CONSTRAINT delivery_key UNIQUE (tenant_id, key)
    CONSTRAINT delivery_key_check CHECK ((key <> ''::text))
    CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT delivery_recipient_check CHECK ((recipient <> ''::text))
    CONSTRAINT delivery_sent CHECK (((status = 'sent'::text) = (sent_at IS NOT NULL)))
    CONSTRAINT delivery_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
    CREATE INDEX delivery_newest ON notifications.delivery USING btree (tenant_id, created_at DESC, id DESC)
    CREATE INDEX delivery_recipient ON notifications.delivery USING btree (tenant_id, recipient, created_at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE notifications.preference ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    recipient text NOT NULL
    topic text NOT NULL
    channel text NOT NULL
    wanted boolean NOT NULL
    decided_at timestamp with time zone NOT NULL
    CONSTRAINT preference_channel_check CHECK ((channel = 'email'::text))
    CONSTRAINT preference_pkey PRIMARY KEY (tenant_id, recipient, topic, channel)
    CONSTRAINT preference_recipient_check CHECK ((recipient <> ''::text))
    CONSTRAINT preference_topic_check CHECK ((topic <> ''::text))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE notifications.text ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    kind text NOT NULL
    locale text NOT NULL
    subject text NOT NULL
    intro text NOT NULL
    CONSTRAINT text_intro_check CHECK ((length(intro) <= 2000))
    CONSTRAINT text_locale_check CHECK ((locale = ANY (ARRAY['fr'::text, 'en'::text])))
    CONSTRAINT text_pkey PRIMARY KEY (tenant_id, kind, locale)
    CONSTRAINT text_subject_check CHECK ((length(subject) <= 120))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA outbox
    GRANT USAGE TO comptoir_app

TABLE outbox.event ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    name text NOT NULL
    at timestamp with time zone NOT NULL
    actor text NOT NULL DEFAULT ''::text
    trace text NOT NULL DEFAULT ''::text
    payload jsonb NOT NULL
    CONSTRAINT event_name_check CHECK ((name ~ '^[a-z]+\.[a-z_]+\.v[0-9]+$'::text))
    CONSTRAINT event_pkey PRIMARY KEY (tenant_id, id)
    CREATE INDEX event_name ON outbox.event USING btree (tenant_id, name, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON outbox.event FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON outbox.event FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE outbox.inbox ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    consumer text NOT NULL
    event_id uuid NOT NULL
    delivery uuid NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT inbox_pkey PRIMARY KEY (tenant_id, consumer, event_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON outbox.inbox FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON outbox.inbox FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

SCHEMA payments
    GRANT USAGE TO comptoir_app

TABLE payments.difference ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    provider text NOT NULL
    reference text NOT NULL
    payment_id uuid
    kind text NOT NULL
    ours text NOT NULL
    theirs text NOT NULL
    found_at timestamp with time zone NOT NULL
    settled_at timestamp with time zone NOT NULL
    note text NOT NULL
    CONSTRAINT difference_once UNIQUE (tenant_id, provider, reference, kind, ours, theirs)
    CONSTRAINT difference_pkey PRIMARY KEY (tenant_id, id)
    CREATE INDEX difference_open ON payments.difference USING btree (tenant_id, found_at DESC) WHERE (settled_at < '0002-01-01 00:00:00+00'::timestamp with time zone)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE payments.notification ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    notification text NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT notification_pkey PRIMARY KEY (tenant_id, provider, notification)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON payments.notification FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON payments.notification FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE payments.payment ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    key text NOT NULL
    subject_kind text NOT NULL
    subject_id uuid NOT NULL
    purpose text NOT NULL
    description text NOT NULL
    payer_name text NOT NULL
    payer_email text NOT NULL
    payer_locale text NOT NULL
    amount bigint NOT NULL
    currency text NOT NULL
    status text NOT NULL
    provider text NOT NULL
    reference text NOT NULL
    checkout_url text NOT NULL
    return_url text NOT NULL
    failure text NOT NULL
    given_back bigint NOT NULL DEFAULT 0
    created_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    mode text NOT NULL DEFAULT ''::text
    standing text NOT NULL DEFAULT ''::text
    told_at timestamp with time zone NOT NULL DEFAULT '0001-01-01 00:00:00+00'::timestamp with time zone
    captured bigint NOT NULL DEFAULT 0
    capture_status text NOT NULL DEFAULT ''::text
    capture_amount bigint NOT NULL DEFAULT 0
    capture_reason text NOT NULL DEFAULT ''::text
    capture_key text NOT NULL DEFAULT ''::text
    held_until timestamp with time zone NOT NULL DEFAULT '0001-01-01 00:00:00+00'::timestamp with time zone
    instrument text NOT NULL DEFAULT ''::text
    dispute_reference text NOT NULL DEFAULT ''::text
    dispute_status text NOT NULL DEFAULT ''::text
    dispute_amount bigint NOT NULL DEFAULT 0
    dispute_reason text NOT NULL DEFAULT ''::text
    keep boolean NOT NULL DEFAULT false
    card_name text NOT NULL DEFAULT ''::text
    dispute_due timestamp with time zone NOT NULL DEFAULT '0001-01-01 00:00:00+00'::timestamp with time zone
    CONSTRAINT payment_amount_check CHECK ((amount > 0))
    CONSTRAINT payment_capture_status_check CHECK ((capture_status = ANY (ARRAY[''::text, 'pending'::text, 'done'::text, 'failed'::text])))
    CONSTRAINT payment_captured CHECK (((captured >= 0) AND ((captured > 0) = (status = 'succeeded'::text))))
    CONSTRAINT payment_check CHECK (((capture_amount >= 0) AND (capture_amount <= amount)))
    CONSTRAINT payment_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
    CONSTRAINT payment_dispute_status_check CHECK ((dispute_status = ANY (ARRAY[''::text, 'open'::text, 'under_review'::text, 'won'::text, 'lost'::text])))
    CONSTRAINT payment_given_back CHECK (((given_back >= 0) AND (given_back <= captured)))
    CONSTRAINT payment_given_back_after_success CHECK (((given_back = 0) OR (status = 'succeeded'::text)))
    CONSTRAINT payment_key UNIQUE (tenant_id, key)
    CONSTRAINT payment_key_check CHECK ((key <> ''::text))
    CONSTRAINT payment_mode_check CHECK ((mode = ANY (ARRAY[''::text, 'hold'::text, 'card'::text, 'later'::text])))
    CONSTRAINT payment_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT payment_status_check CHECK ((status = ANY (ARRAY['requires_action'::text, 'processing'::text, 'authorized'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
    CONSTRAINT payment_subject_kind_check CHECK ((subject_kind <> ''::text))
    CREATE INDEX payment_capturing ON payments.payment USING btree (tenant_id, updated_at) WHERE (capture_status = 'pending'::text)
    CREATE INDEX payment_newest ON payments.payment USING btree (tenant_id, created_at DESC, id DESC)
    CREATE INDEX payment_payer ON payments.payment USING btree (tenant_id, payer_email)
    CREATE INDEX payment_provider ON payments.payment USING btree (tenant_id, provider, updated_at)
    CREATE INDEX payment_standing ON payments.payment USING btree (tenant_id, standing, created_at DESC, id DESC)
    CREATE INDEX payment_subject ON payments.payment USING btree (tenant_id, subject_kind, subject_id, created_at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE payments.provider ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    sealed bytea
    hints jsonb NOT NULL
    test boolean NOT NULL
    enabled boolean NOT NULL
    chosen boolean NOT NULL
    checked_at timestamp with time zone NOT NULL
    check_name text NOT NULL
    check_code text NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    CONSTRAINT provider_check CHECK ((enabled OR (NOT chosen)))
    CONSTRAINT provider_check1 CHECK (((sealed IS NOT NULL) OR (NOT enabled)))
    CONSTRAINT provider_pkey PRIMARY KEY (tenant_id, provider)
    CREATE UNIQUE INDEX provider_chosen ON payments.provider USING btree (tenant_id) WHERE chosen
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE payments.refund ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    payment_id uuid NOT NULL
    amount bigint NOT NULL
    status text NOT NULL
    reason text NOT NULL
    key text NOT NULL
    reference text NOT NULL
    failure text NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT refund_amount_check CHECK ((amount > 0))
    CONSTRAINT refund_key UNIQUE (tenant_id, payment_id, key)
    CONSTRAINT refund_key_check CHECK ((key <> ''::text))
    CONSTRAINT refund_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT refund_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text])))
    CONSTRAINT refund_tenant_id_payment_id_fkey FOREIGN KEY (tenant_id, payment_id) REFERENCES payments.payment(tenant_id, id)
    CREATE INDEX refund_pending ON payments.refund USING btree (tenant_id, at) WHERE (status = 'pending'::text)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE payments.step ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    payment_id uuid NOT NULL
    number integer NOT NULL
    what text NOT NULL
    amount bigint NOT NULL
    detail text NOT NULL
    by text NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT step_pkey PRIMARY KEY (tenant_id, payment_id, number)
    CONSTRAINT step_tenant_id_payment_id_fkey FOREIGN KEY (tenant_id, payment_id) REFERENCES payments.payment(tenant_id, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON payments.step FOR EACH ROW EXECUTE FUNCTION comptoir.refuse_change()
    CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON payments.step FOR EACH STATEMENT EXECUTE FUNCTION comptoir.refuse_change()
    GRANT INSERT, SELECT TO comptoir_app

TABLE payments.webhook ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    provider text NOT NULL
    notification text NOT NULL
    kind text NOT NULL
    payment_id uuid
    sealed bytea
    state text NOT NULL
    tries integer NOT NULL
    received_at timestamp with time zone NOT NULL
    CONSTRAINT webhook_pkey PRIMARY KEY (tenant_id, provider, notification)
    CONSTRAINT webhook_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'applied'::text, 'given_up'::text, 'settled'::text])))
    CREATE INDEX webhook_kept ON payments.webhook USING btree (tenant_id, received_at) WHERE (state = ANY (ARRAY['waiting'::text, 'given_up'::text]))
    CREATE INDEX webhook_waiting ON payments.webhook USING btree (tenant_id, received_at) WHERE (state = 'waiting'::text)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA privacy
    GRANT USAGE TO comptoir_app

TABLE privacy.consent ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    user_id uuid
    email text NOT NULL
    purpose text NOT NULL
    given boolean NOT NULL
    wording text NOT NULL
    source text NOT NULL
    address text NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT consent_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT consent_purpose_check CHECK ((purpose <> ''::text))
    CREATE INDEX consent_email ON privacy.consent USING btree (tenant_id, email, at DESC)
    CREATE UNIQUE INDEX consent_source ON privacy.consent USING btree (tenant_id, email, purpose, source) WHERE (source ~~ 'booking %'::text)
    CREATE INDEX consent_user ON privacy.consent USING btree (tenant_id, user_id, at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE privacy.document ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    user_id uuid NOT NULL
    kind text NOT NULL
    name text NOT NULL
    type text NOT NULL
    size bigint NOT NULL
    added_at timestamp with time zone NOT NULL
    CONSTRAINT document_kind_check CHECK ((kind <> ''::text))
    CONSTRAINT document_name_check CHECK (((name <> ''::text) AND (length(name) <= 110)))
    CONSTRAINT document_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT document_size_check CHECK (((size > 0) AND (size <= 10485760)))
    CONSTRAINT document_type_check CHECK ((type = ANY (ARRAY['application/pdf'::text, 'image/jpeg'::text, 'image/png'::text, 'image/webp'::text])))
    CREATE INDEX document_user ON privacy.document USING btree (tenant_id, user_id, added_at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE privacy.request ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    kind text NOT NULL
    status text NOT NULL
    user_id uuid
    email text NOT NULL
    locale text NOT NULL
    by_staff boolean NOT NULL
    pseudonym text NOT NULL
    asked_at timestamp with time zone NOT NULL
    due_at timestamp with time zone NOT NULL
    done_at timestamp with time zone
    expires_at timestamp with time zone
    size bigint NOT NULL
    version integer NOT NULL
    CONSTRAINT request_check CHECK (((pseudonym <> ''::text) = (kind = 'erasure'::text)))
    CONSTRAINT request_check1 CHECK (((user_id IS NOT NULL) OR (email <> ''::text)))
    CONSTRAINT request_check2 CHECK (((status = ANY (ARRAY['done'::text, 'expired'::text])) = (done_at IS NOT NULL)))
    CONSTRAINT request_check3 CHECK (((expires_at IS NOT NULL) = ((kind = 'export'::text) AND (done_at IS NOT NULL))))
    CONSTRAINT request_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erasure'::text])))
    CONSTRAINT request_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT request_status_check CHECK ((status = ANY (ARRAY['asked'::text, 'done'::text, 'withdrawn'::text, 'expired'::text])))
    CONSTRAINT request_version_check CHECK ((version > 0))
    CREATE INDEX request_email ON privacy.request USING btree (tenant_id, email, asked_at DESC)
    CREATE INDEX request_newest ON privacy.request USING btree (tenant_id, asked_at DESC, id DESC)
    CREATE UNIQUE INDEX request_open_email ON privacy.request USING btree (tenant_id, email, kind) WHERE ((status = 'asked'::text) AND (email <> ''::text))
    CREATE UNIQUE INDEX request_open_user ON privacy.request USING btree (tenant_id, user_id, kind) WHERE ((status = 'asked'::text) AND (user_id IS NOT NULL))
    CREATE INDEX request_user ON privacy.request USING btree (tenant_id, user_id, asked_at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA rest
    GRANT USAGE TO comptoir_app

TABLE rest.idempotency ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    slot bytea NOT NULL
    owner uuid NOT NULL
    request_hash bytea NOT NULL
    route text NOT NULL
    answer bytea
    created_at timestamp with time zone NOT NULL
    lease_until timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, slot)
    CONSTRAINT idempotency_request_hash_check CHECK ((length(request_hash) = 32))
    CONSTRAINT idempotency_slot_check CHECK ((length(slot) = 32))
    CREATE INDEX idempotency_expiry ON rest.idempotency USING btree (tenant_id, expires_at)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA sandboxpay
    GRANT USAGE TO comptoir_app

TABLE sandboxpay.checkout ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    payment_id uuid NOT NULL
    reference text NOT NULL
    amount bigint NOT NULL
    currency text NOT NULL
    description text NOT NULL
    locale text NOT NULL
    return_url text NOT NULL
    status text NOT NULL
    card text NOT NULL
    failure text NOT NULL
    opened_at timestamp with time zone NOT NULL
    mode text NOT NULL DEFAULT ''::text
    captured bigint NOT NULL DEFAULT 0
    keep boolean NOT NULL DEFAULT false
    next text NOT NULL DEFAULT ''::text
    CONSTRAINT checkout_amount_check CHECK ((amount > 0))
    CONSTRAINT checkout_next_check CHECK ((next = ANY (ARRAY[''::text, 'declined'::text, 'owner'::text])))
    CONSTRAINT checkout_pkey PRIMARY KEY (tenant_id, payment_id)
    CONSTRAINT checkout_status_check CHECK ((status = ANY (ARRAY['open'::text, 'challenge'::text, 'held'::text, 'paid'::text, 'closed'::text])))
    CONSTRAINT checkout_tenant_id_reference_key UNIQUE (tenant_id, reference)
    CREATE INDEX checkout_opened ON sandboxpay.checkout USING btree (tenant_id, opened_at)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE sandboxpay.dispute ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    reference text NOT NULL
    payment_id uuid NOT NULL
    status text NOT NULL
    amount bigint NOT NULL
    reason text NOT NULL
    due_at timestamp with time zone NOT NULL
    opened_at timestamp with time zone NOT NULL
    CONSTRAINT dispute_amount_check CHECK ((amount > 0))
    CONSTRAINT dispute_pkey PRIMARY KEY (tenant_id, reference)
    CONSTRAINT dispute_status_check CHECK ((status = ANY (ARRAY['needs_response'::text, 'under_review'::text, 'won'::text, 'lost'::text])))
    CONSTRAINT dispute_tenant_id_payment_id_fkey FOREIGN KEY (tenant_id, payment_id) REFERENCES sandboxpay.checkout(tenant_id, payment_id)
    CREATE INDEX dispute_payment ON sandboxpay.dispute USING btree (tenant_id, payment_id, opened_at)
    CREATE UNIQUE INDEX dispute_running ON sandboxpay.dispute USING btree (tenant_id, payment_id) WHERE (status = ANY (ARRAY['needs_response'::text, 'under_review'::text]))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE sandboxpay.refund ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    payment_id uuid NOT NULL
    reference text NOT NULL
    amount bigint NOT NULL
    at timestamp with time zone NOT NULL
    CONSTRAINT refund_amount_check CHECK ((amount > 0))
    CONSTRAINT refund_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT refund_tenant_id_payment_id_fkey FOREIGN KEY (tenant_id, payment_id) REFERENCES sandboxpay.checkout(tenant_id, payment_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA sandboxsign
    GRANT USAGE TO comptoir_app

TABLE sandboxsign.request ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    reference text NOT NULL
    contract_id uuid NOT NULL
    number text NOT NULL
    title text NOT NULL
    document bytea NOT NULL
    parties jsonb NOT NULL
    status text NOT NULL
    reason text NOT NULL
    expires_at timestamp with time zone NOT NULL
    CONSTRAINT request_pkey PRIMARY KEY (tenant_id, reference)
    CONSTRAINT request_status_check CHECK ((status = ANY (ARRAY['open'::text, 'completed'::text, 'refused'::text, 'expired'::text, 'withdrawn'::text])))
    CONSTRAINT request_tenant_id_contract_id_key UNIQUE (tenant_id, contract_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA sandboxsms
    GRANT USAGE TO comptoir_app

TABLE sandboxsms.message ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    reference text NOT NULL
    recipient text NOT NULL
    body text NOT NULL
    fate text NOT NULL
    sent_at timestamp with time zone NOT NULL
    CONSTRAINT message_fate_check CHECK ((fate = ANY (ARRAY['on_its_way'::text, 'delivered'::text, 'lost'::text])))
    CONSTRAINT message_pkey PRIMARY KEY (tenant_id, reference)
    CREATE INDEX message_newest ON sandboxsms.message USING btree (tenant_id, sent_at DESC)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA seal
    GRANT USAGE TO comptoir_app

TABLE seal.data_key ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    kek text NOT NULL
    wrapped bytea NOT NULL
    created_at timestamp with time zone NOT NULL
    retired_at timestamp with time zone
    CONSTRAINT data_key_kek_check CHECK ((kek <> ''::text))
    CONSTRAINT data_key_pkey PRIMARY KEY (tenant_id, id)
    CREATE UNIQUE INDEX data_key_current ON seal.data_key USING btree (tenant_id) WHERE (retired_at IS NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA stays
    GRANT USAGE TO comptoir_app

TABLE stays.block ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    property_id uuid NOT NULL
    state jsonb NOT NULL
    updated_at timestamp with time zone NOT NULL
    CONSTRAINT block_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT block_tenant_id_property_id_fkey FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property(tenant_id, id)
    CONSTRAINT block_version_check CHECK ((version > 0))
    CREATE INDEX block_property ON stays.block USING btree (tenant_id, property_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE stays.occupancy ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    holder_id uuid NOT NULL
    kind text NOT NULL
    property_id uuid NOT NULL
    starts date NOT NULL
    ends date NOT NULL
    expires_at timestamp with time zone
    CONSTRAINT occupancy_alone EXCLUDE USING gist (tenant_id WITH =, property_id WITH =, holder_id WITH <>, daterange(starts, ends) WITH &&)
    CONSTRAINT occupancy_expiry CHECK (((kind = ANY (ARRAY['hold'::text, 'change'::text])) = (expires_at IS NOT NULL)))
    CONSTRAINT occupancy_kind_check CHECK ((kind = ANY (ARRAY['hold'::text, 'reservation'::text, 'change'::text, 'block'::text])))
    CONSTRAINT occupancy_nights CHECK ((starts < ends))
    CONSTRAINT occupancy_pkey PRIMARY KEY (tenant_id, holder_id, kind)
    CONSTRAINT occupancy_tenant_id_property_id_fkey FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property(tenant_id, id)
    CREATE INDEX occupancy_days ON stays.occupancy USING btree (tenant_id, property_id, ends, starts)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE stays.property ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    slug text NOT NULL
    status text NOT NULL
    type text NOT NULL
    sort_name text NOT NULL
    capacity integer NOT NULL
    bedrooms integer NOT NULL
    max_infants integer NOT NULL
    max_pets integer NOT NULL
    preparation_days integer NOT NULL
    insee text NOT NULL
    lat double precision NOT NULL
    lon double precision NOT NULL
    features text[] NOT NULL
    search text NOT NULL
    owner_user uuid
    card jsonb NOT NULL
    rates jsonb NOT NULL
    sheet jsonb NOT NULL
    created_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    CONSTRAINT property_bedrooms_check CHECK ((bedrooms >= 0))
    CONSTRAINT property_capacity_check CHECK ((capacity > 0))
    CONSTRAINT property_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT property_preparation_days_check CHECK ((preparation_days >= 0))
    CONSTRAINT property_slug UNIQUE (tenant_id, slug)
    CONSTRAINT property_slug_check CHECK ((slug <> ''::text))
    CONSTRAINT property_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'archived'::text])))
    CONSTRAINT property_version_check CHECK ((version > 0))
    CREATE INDEX property_by_name ON stays.property USING btree (tenant_id, sort_name, id)
    CREATE INDEX property_of_owner ON stays.property USING btree (tenant_id, owner_user) WHERE (owner_user IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE stays.quote ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    property_id uuid NOT NULL
    quote jsonb NOT NULL
    expires_at timestamp with time zone NOT NULL
    CONSTRAINT quote_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT quote_tenant_id_property_id_fkey FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property(tenant_id, id)
    CREATE INDEX quote_expiry ON stays.quote USING btree (tenant_id, expires_at)
    CREATE INDEX quote_property ON stays.quote USING btree (tenant_id, property_id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE stays.reservation ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    reference text NOT NULL
    status text NOT NULL
    property_id uuid NOT NULL
    preparation_days integer NOT NULL
    guest_name text NOT NULL
    guest_email text NOT NULL
    search text NOT NULL
    user_id uuid
    check_in date NOT NULL
    check_out date NOT NULL
    quote_id uuid
    token_hash bytea NOT NULL
    owed bigint NOT NULL
    balance_due_on date
    needs_look boolean NOT NULL
    line jsonb NOT NULL
    state jsonb NOT NULL
    booked_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    CONSTRAINT reservation_nights CHECK ((check_in < check_out))
    CONSTRAINT reservation_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT reservation_quote UNIQUE (tenant_id, quote_id)
    CONSTRAINT reservation_reference UNIQUE (tenant_id, reference)
    CONSTRAINT reservation_reference_check CHECK ((reference <> ''::text))
    CONSTRAINT reservation_status_check CHECK ((status = ANY (ARRAY['held'::text, 'confirmed'::text, 'checked_in'::text, 'completed'::text, 'expired'::text, 'cancelled'::text, 'no_show'::text])))
    CONSTRAINT reservation_tenant_id_property_id_fkey FOREIGN KEY (tenant_id, property_id) REFERENCES stays.property(tenant_id, id)
    CONSTRAINT reservation_token UNIQUE (tenant_id, token_hash)
    CONSTRAINT reservation_version_check CHECK ((version > 0))
    CREATE INDEX reservation_active ON stays.reservation USING btree (tenant_id, status, check_in) WHERE (status = ANY (ARRAY['held'::text, 'confirmed'::text, 'checked_in'::text]))
    CREATE INDEX reservation_arrival ON stays.reservation USING btree (tenant_id, check_in, id)
    CREATE INDEX reservation_leaving ON stays.reservation USING btree (tenant_id, check_out) WHERE (status = ANY (ARRAY['confirmed'::text, 'checked_in'::text, 'completed'::text]))
    CREATE INDEX reservation_of_guest ON stays.reservation USING btree (tenant_id, guest_email, id DESC)
    CREATE INDEX reservation_of_property ON stays.reservation USING btree (tenant_id, property_id, check_in)
    CREATE INDEX reservation_of_user ON stays.reservation USING btree (tenant_id, user_id, id DESC) WHERE (user_id IS NOT NULL)
    CREATE INDEX reservation_owed ON stays.reservation USING btree (tenant_id, check_in, id) WHERE (owed > 0)
    CREATE INDEX reservation_owing ON stays.reservation USING btree (tenant_id, balance_due_on) WHERE ((owed > 0) AND (status = 'confirmed'::text))
    CREATE INDEX reservation_to_look_at ON stays.reservation USING btree (tenant_id, id) WHERE needs_look
    CREATE INDEX reservation_with_evidence ON stays.reservation USING btree (tenant_id, check_out, id) WHERE ((state -> 'evidence'::text) IS NOT NULL)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app
    COMMENT ON needs_look 'a hold, a pending change, a refused card, or money that is owed to the guest'

TABLE stays.settings ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    version integer NOT NULL
    settings jsonb NOT NULL
    updated_at timestamp with time zone NOT NULL
    CONSTRAINT settings_pkey PRIMARY KEY (tenant_id)
    CONSTRAINT settings_version_check CHECK ((version > 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE stays.tax_rule ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    version integer NOT NULL
    insee text NOT NULL
    since date NOT NULL
    rule jsonb NOT NULL
    CONSTRAINT tax_rule_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT tax_rule_version_check CHECK ((version > 0))
    CREATE INDEX tax_rule_commune ON stays.tax_rule USING btree (tenant_id, insee, since)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

SCHEMA tenancy
    GRANT USAGE TO comptoir_app
CREATE OR REPLACE FUNCTION tenancy.erase()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
DECLARE
    whose   uuid := comptoir.tenant();
    target  regclass;
    waiting regclass[];
    left_over regclass[];
    gone    bigint := 0;
    n       bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM tenancy.tenant t WHERE t.id = whose AND t.status = 'closing' AND t.erase_at <= now()) THEN
        RAISE EXCEPTION 'this business is not to be erased' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('comptoir.erasing', whose::text, true);
    SELECT array_agg(c.oid::regclass ORDER BY c.oid DESC) INTO waiting
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema');
    WHILE cardinality(waiting) > 0 LOOP
        left_over := '{}';
        FOREACH target IN ARRAY waiting LOOP
            BEGIN
                EXECUTE format('DELETE FROM %s WHERE tenant_id = $1', target) USING whose;
                GET DIAGNOSTICS n = ROW_COUNT;
                gone := gone + n;
            EXCEPTION WHEN foreign_key_violation THEN
                left_over := left_over || target;
            END;
        END LOOP;
        IF cardinality(left_over) = cardinality(waiting) THEN
            RAISE EXCEPTION 'rows of % hold each other', left_over;
        END IF;
        waiting := left_over;
    END LOOP;
    DELETE FROM tenancy.host WHERE tenant = whose;
    PERFORM set_config('comptoir.erasing', '', true);
    RETURN gone;
END
$function$
    GRANT EXECUTE TO comptoir_app

TABLE tenancy.claim ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    host text NOT NULL
    token text NOT NULL
    state text NOT NULL
    failure text NOT NULL
    created_at timestamp with time zone NOT NULL
    checked_at timestamp with time zone
    verified_at timestamp with time zone
    CONSTRAINT claim_host_check CHECK (((host = lower(host)) AND (host <> ''::text)))
    CONSTRAINT claim_pkey PRIMARY KEY (tenant_id, host)
    CONSTRAINT claim_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'verified'::text, 'failed'::text])))
    CONSTRAINT claim_token_check CHECK ((token <> ''::text))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE tenancy.export ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    state text NOT NULL
    requested_by text NOT NULL
    asked_at timestamp with time zone NOT NULL
    ready_at timestamp with time zone
    expires_at timestamp with time zone
    fetched_at timestamp with time zone
    file text NOT NULL
    bytes bigint NOT NULL
    CONSTRAINT export_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT export_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'ready'::text, 'expired'::text])))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE tenancy.host ROW SECURITY FORCED
    host text NOT NULL
    tenant uuid NOT NULL
    CONSTRAINT host_host_check CHECK (((host = lower(host)) AND (host <> ''::text)))
    CONSTRAINT host_pkey PRIMARY KEY (host)
    CONSTRAINT host_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenancy.tenant(id)
    CREATE INDEX host_tenant ON tenancy.host USING btree (tenant)
    POLICY birth FOR INSERT WITH CHECK (tenant = comptoir.tenant())
    POLICY directory FOR SELECT USING ((comptoir.tenant() IS NULL) OR (tenant = comptoir.tenant()))
    POLICY own FOR DELETE USING (tenant = comptoir.tenant())
    GRANT DELETE, INSERT, SELECT TO comptoir_app

TABLE tenancy.signup ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    email text NOT NULL
    locale text NOT NULL
    business uuid NOT NULL
    asked_at timestamp with time zone NOT NULL
    expires_at timestamp with time zone NOT NULL
    used_at timestamp with time zone
    CONSTRAINT signup_pkey PRIMARY KEY (tenant_id, id)
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE tenancy.support ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    id uuid NOT NULL
    operator uuid NOT NULL
    operator_name text NOT NULL
    reason text NOT NULL
    state text NOT NULL
    decider text NOT NULL
    standing boolean NOT NULL
    for_name text NOT NULL
    for_user uuid
    asked_at timestamp with time zone NOT NULL
    decided_at timestamp with time zone
    knocked_at timestamp with time zone
    entered_at timestamp with time zone
    ends_at timestamp with time zone
    ended_at timestamp with time zone
    ended_by text NOT NULL
    CONSTRAINT support_check CHECK (((state <> 'inside'::text) OR ((ends_at IS NOT NULL) AND (ends_at <= (entered_at + '00:30:00'::interval)))))
    CONSTRAINT support_pkey PRIMARY KEY (tenant_id, id)
    CONSTRAINT support_reason_check CHECK ((reason <> ''::text))
    CONSTRAINT support_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'granted'::text, 'refused'::text, 'knocking'::text, 'inside'::text, 'ended'::text])))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app

TABLE tenancy.tenant ROW SECURITY FORCED
    id uuid NOT NULL
    slug text NOT NULL
    name text NOT NULL
    trades text[] NOT NULL
    languages text[] NOT NULL
    default_language text NOT NULL
    currency text NOT NULL
    zone text NOT NULL
    branding jsonb NOT NULL
    legal jsonb NOT NULL
    status text NOT NULL
    reason text NOT NULL
    created_at timestamp with time zone NOT NULL
    updated_at timestamp with time zone NOT NULL
    version integer NOT NULL
    plan text NOT NULL DEFAULT 'unlimited'::text
    limits jsonb NOT NULL DEFAULT '{}'::jsonb
    support boolean NOT NULL DEFAULT false
    erase_at timestamp with time zone
    origins text[] NOT NULL DEFAULT '{}'::text[]
    hours jsonb NOT NULL DEFAULT '{}'::jsonb
    CONSTRAINT tenant_check CHECK ((default_language = ANY (languages)))
    CONSTRAINT tenant_closing_check CHECK (((status = 'closing'::text) = (erase_at IS NOT NULL)))
    CONSTRAINT tenant_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
    CONSTRAINT tenant_languages_check CHECK ((cardinality(languages) > 0))
    CONSTRAINT tenant_name_check CHECK ((name <> ''::text))
    CONSTRAINT tenant_origins_check CHECK ((cardinality(origins) <= 20))
    CONSTRAINT tenant_pkey PRIMARY KEY (id)
    CONSTRAINT tenant_plan_check CHECK ((plan = ANY (ARRAY['discovery'::text, 'starter'::text, 'business'::text, 'unlimited'::text])))
    CONSTRAINT tenant_slug UNIQUE (slug)
    CONSTRAINT tenant_slug_check CHECK ((slug ~ '^[a-z][a-z0-9-]{2,39}$'::text))
    CONSTRAINT tenant_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'closing'::text, 'erased'::text])))
    CONSTRAINT tenant_trades_check CHECK ((((cardinality(trades) > 0) OR (slug = 'operator'::text)) AND (trades <@ ARRAY['stays'::text, 'dining'::text, 'shop'::text, 'rewards'::text])))
    CONSTRAINT tenant_version_check CHECK ((version > 0))
    CONSTRAINT tenant_zone_check CHECK ((zone <> ''::text))
    POLICY birth FOR INSERT WITH CHECK (id = comptoir.tenant())
    POLICY directory FOR SELECT USING ((comptoir.tenant() IS NULL) OR (id = comptoir.tenant()))
    POLICY own FOR UPDATE USING (id = comptoir.tenant()) WITH CHECK (id = comptoir.tenant())
    GRANT INSERT, SELECT, UPDATE TO comptoir_app

TABLE tenancy.usage ROW SECURITY FORCED
    tenant_id uuid NOT NULL
    storage bigint NOT NULL
    month date NOT NULL
    mails bigint NOT NULL
    CONSTRAINT usage_mails_check CHECK ((mails >= 0))
    CONSTRAINT usage_pkey PRIMARY KEY (tenant_id)
    CONSTRAINT usage_storage_check CHECK ((storage >= 0))
    POLICY tenant USING (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid) WITH CHECK (tenant_id = (NULLIF(current_setting('comptoir.tenant'::text, true), ''::text))::uuid)
    GRANT DELETE, INSERT, SELECT, UPDATE TO comptoir_app
