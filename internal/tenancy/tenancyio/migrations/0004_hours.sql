-- When a business receives people.

-- +goose Up
ALTER TABLE tenancy.tenant ADD COLUMN hours jsonb NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE tenancy.tenant DROP COLUMN hours;
