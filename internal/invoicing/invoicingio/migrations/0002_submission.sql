-- Invoices on their way through Chorus Pro or a certified platform.

-- +goose Up
CREATE TABLE invoicing.submission (
    tenant_id  uuid  NOT NULL,
    paper_id   uuid  NOT NULL,
    platform   text  NOT NULL CHECK (platform <> ''),
    reference  text  NOT NULL,
    stage      text  NOT NULL CHECK (stage IN ('waiting', 'deposited', 'rejected', 'made_available', 'taken', 'approved', 'refused', 'collected')),
    steps      jsonb NOT NULL,
    PRIMARY KEY (tenant_id, paper_id),
    FOREIGN KEY (tenant_id, paper_id) REFERENCES invoicing.paper (tenant_id, id),
    CHECK (stage IN ('waiting', 'rejected') OR reference <> '')
);
SELECT comptoir.protect('invoicing.submission');
REVOKE DELETE ON invoicing.submission FROM comptoir_app;

-- +goose Down
DROP TABLE invoicing.submission;
