-- The sites whose pages may call the API of a business from a browser (CORS), each as a browser names it.

-- +goose Up
ALTER TABLE tenancy.tenant ADD COLUMN origins text[] NOT NULL DEFAULT '{}' CHECK (cardinality(origins) <= 20);

-- +goose Down
ALTER TABLE tenancy.tenant DROP COLUMN origins;
