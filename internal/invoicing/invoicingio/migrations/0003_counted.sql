-- One payment may settle several invoices, and a refund touch several: how much of a movement a paper counts. And the regime
-- under which a stay is taxed, fixed when its first final invoice is made or it has ended.

-- +goose Up
CREATE TABLE invoicing.allocation (
    tenant_id   uuid   NOT NULL,
    movement_id text   NOT NULL,
    paper_id    uuid   NOT NULL,
    amount      bigint NOT NULL,
    PRIMARY KEY (tenant_id, movement_id, paper_id),
    FOREIGN KEY (tenant_id, movement_id) REFERENCES invoicing.movement (tenant_id, id),
    FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper (tenant_id, id)
);
CREATE INDEX allocation_paper ON invoicing.allocation (tenant_id, paper_id);

-- The rows of every business move: the owner is let through for that long.
ALTER TABLE invoicing.movement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.paper NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.settings NO FORCE ROW LEVEL SECURITY;
INSERT INTO invoicing.allocation (tenant_id, movement_id, paper_id, amount)
    SELECT tenant_id, id, paper_id, amount FROM invoicing.movement WHERE paper_id IS NOT NULL;
SELECT comptoir.protect('invoicing.allocation');
REVOKE DELETE ON invoicing.allocation FROM comptoir_app;

DROP INDEX invoicing.movement_paper;
ALTER TABLE invoicing.movement DROP COLUMN paper_id, DROP COLUMN late;

-- What went back since may be more than came since: never more than the invoice says was paid before it.
ALTER TABLE invoicing.standing DROP CONSTRAINT standing_received_check;
ALTER TABLE invoicing.standing ADD CONSTRAINT standing_received_check CHECK (received >= 0 OR received >= due - total);

DROP INDEX invoicing.standing_overdue;
CREATE INDEX standing_overdue ON invoicing.standing (tenant_id, due_on) WHERE kind IN ('invoice', 'deposit') AND due - received - credited > 0;

CREATE TABLE invoicing.stay_regime (
    tenant_id    uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind <> ''),
    subject_id   uuid NOT NULL,
    regime       text NOT NULL CHECK (regime <> ''),
    fixed_on     date NOT NULL,
    PRIMARY KEY (tenant_id, subject_kind, subject_id)
);
-- Stays that were invoiced before keep the regime of today.
INSERT INTO invoicing.stay_regime (tenant_id, subject_kind, subject_id, regime, fixed_on)
    SELECT p.tenant_id, p.subject_kind, p.subject_id, coalesce(max(s.settings ->> 'regime'), 'letting'), min(p.issued_on)
    FROM invoicing.paper p LEFT JOIN invoicing.settings s ON s.tenant_id = p.tenant_id
    WHERE p.kind = 'invoice' AND p.subject_kind <> '' AND p.subject_id IS NOT NULL
    GROUP BY p.tenant_id, p.subject_kind, p.subject_id;
SELECT comptoir.protect('invoicing.stay_regime');
REVOKE UPDATE, DELETE ON invoicing.stay_regime FROM comptoir_app;
ALTER TABLE invoicing.movement FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.paper FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.settings FORCE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE invoicing.stay_regime;
ALTER TABLE invoicing.movement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.allocation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.paper NO FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.standing NO FORCE ROW LEVEL SECURITY;
DROP INDEX invoicing.standing_overdue;
CREATE INDEX standing_overdue ON invoicing.standing (tenant_id, due_on) WHERE due > 0 AND kind IN ('invoice', 'deposit') AND due - received - credited > 0;
UPDATE invoicing.standing SET received = 0 WHERE received < 0;
ALTER TABLE invoicing.standing DROP CONSTRAINT standing_received_check;
ALTER TABLE invoicing.standing ADD CONSTRAINT standing_received_check CHECK (received >= 0);
ALTER TABLE invoicing.movement ADD COLUMN paper_id uuid, ADD COLUMN late boolean NOT NULL DEFAULT false;
ALTER TABLE invoicing.movement ALTER COLUMN late DROP DEFAULT;
UPDATE invoicing.movement m SET paper_id = (SELECT a.paper_id FROM invoicing.allocation a
    WHERE a.tenant_id = m.tenant_id AND a.movement_id = m.id ORDER BY abs(a.amount) DESC LIMIT 1);
ALTER TABLE invoicing.movement ADD CONSTRAINT movement_tenant_id_paper_id_fkey FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper (tenant_id, id);
CREATE INDEX movement_paper ON invoicing.movement (tenant_id, paper_id) WHERE paper_id IS NOT NULL;
DROP TABLE invoicing.allocation;
ALTER TABLE invoicing.movement FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.paper FORCE ROW LEVEL SECURITY;
ALTER TABLE invoicing.standing FORCE ROW LEVEL SECURITY;
