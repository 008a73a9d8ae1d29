-- name: QueueDelivery :execrows
INSERT INTO notifications.delivery (tenant_id, id, key, kind, recipient, notice, status, subject, failure, created_at)
VALUES (@tenant_id, @id, @key, @kind, @recipient, @notice, 'queued', '', '', @created_at)
ON CONFLICT (tenant_id, key) DO NOTHING;

-- name: FindDelivery :one
SELECT * FROM notifications.delivery WHERE tenant_id = @tenant_id AND id = @id;

-- name: SettleDelivery :exec
UPDATE notifications.delivery
SET status = @status, subject = @subject, failure = @failure, sent_at = @sent_at
WHERE tenant_id = @tenant_id AND id = @id AND status = 'queued';

-- name: PageDeliveries :many
SELECT * FROM notifications.delivery
WHERE tenant_id = @tenant_id
  AND (@status::text = '' OR status = @status)
  AND (@recipient::text = '' OR recipient = @recipient)
  AND (NOT @after::boolean OR (created_at, id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY created_at DESC, id DESC
LIMIT @size;

-- name: Texts :many
SELECT * FROM notifications.text WHERE tenant_id = @tenant_id ORDER BY kind, locale;

-- name: PutText :exec
INSERT INTO notifications.text (tenant_id, kind, locale, subject, intro)
VALUES (@tenant_id, @kind, @locale, @subject, @intro)
ON CONFLICT (tenant_id, kind, locale) DO UPDATE SET subject = excluded.subject, intro = excluded.intro;

-- name: DropText :exec
DELETE FROM notifications.text WHERE tenant_id = @tenant_id AND kind = @kind AND locale = @locale;

-- name: ForgetGuest :execrows
UPDATE notifications.delivery SET notice = notice - 'Stay'
WHERE tenant_id = @tenant_id AND status <> 'queued' AND notice -> 'Stay' -> 'guest' ->> 'email' = @email::text;

-- name: ForgetRecipient :execrows
DELETE FROM notifications.delivery WHERE tenant_id = @tenant_id AND recipient = @recipient;

-- name: Choices :many
SELECT * FROM notifications.preference WHERE tenant_id = @tenant_id AND recipient = @recipient ORDER BY topic, channel;

-- name: Choose :exec
INSERT INTO notifications.preference (tenant_id, recipient, topic, channel, wanted, decided_at)
VALUES (@tenant_id, @recipient, @topic, @channel, @wanted, @decided_at)
ON CONFLICT (tenant_id, recipient, topic, channel) DO UPDATE SET wanted = excluded.wanted, decided_at = excluded.decided_at;

-- name: ForgetChoices :execrows
DELETE FROM notifications.preference WHERE tenant_id = @tenant_id AND recipient = @recipient;
