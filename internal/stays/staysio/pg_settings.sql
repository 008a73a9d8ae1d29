-- name: FindSettings :one
SELECT settings FROM stays.settings WHERE tenant_id = @tenant_id;

-- name: InsertSettings :execrows
INSERT INTO stays.settings (tenant_id, version, settings, updated_at) VALUES (@tenant_id, @version, @settings, @updated_at)
ON CONFLICT DO NOTHING;

-- name: UpdateSettings :execrows
UPDATE stays.settings SET version = @version, settings = @settings, updated_at = @updated_at
WHERE tenant_id = @tenant_id AND version = @was;

-- name: TaxRules :many
SELECT rule FROM stays.tax_rule WHERE tenant_id = @tenant_id AND (@insee::text = '' OR insee = @insee) ORDER BY insee, since, id;

-- name: TaxRulesOf :many
SELECT rule FROM stays.tax_rule WHERE tenant_id = @tenant_id AND insee = ANY(@communes::text[]) ORDER BY insee, since, id;

-- name: LockTaxRule :one
SELECT rule FROM stays.tax_rule WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: InsertTaxRule :exec
INSERT INTO stays.tax_rule (tenant_id, id, version, insee, since, rule) VALUES (@tenant_id, @id, @version, @insee, @since, @rule);

-- name: UpdateTaxRule :execrows
UPDATE stays.tax_rule SET version = @version, insee = @insee, since = @since, rule = @rule
WHERE tenant_id = @tenant_id AND id = @id AND version = @was;

-- name: DeleteTaxRule :execrows
DELETE FROM stays.tax_rule WHERE tenant_id = @tenant_id AND id = @id;
