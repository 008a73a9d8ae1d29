-- What is VAT is said by the regime under which the business invoices, once for books and papers.
-- +goose Up
ALTER TABLE ledger.terms DROP COLUMN vat;

-- +goose Down
ALTER TABLE ledger.terms ADD COLUMN vat integer NOT NULL DEFAULT 0 CHECK (vat BETWEEN 0 AND 300000);
