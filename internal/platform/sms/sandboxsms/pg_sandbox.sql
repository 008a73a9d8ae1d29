-- name: AddMessage :exec
INSERT INTO sandboxsms.message (tenant_id, reference, recipient, body, fate, sent_at)
VALUES (@tenant_id, @reference, @recipient, @body, 'on_its_way', @sent_at)
ON CONFLICT DO NOTHING;

-- name: NewestMessages :many
SELECT * FROM sandboxsms.message WHERE tenant_id = @tenant_id ORDER BY sent_at DESC LIMIT 50;

-- name: MoveMessage :execrows
UPDATE sandboxsms.message SET fate = @fate WHERE tenant_id = @tenant_id AND reference = @reference AND fate = 'on_its_way';
