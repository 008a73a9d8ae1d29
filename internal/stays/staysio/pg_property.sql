-- name: FindProperty :one
SELECT * FROM stays.property WHERE tenant_id = @tenant_id AND id = @id;

-- name: FindPropertyBySlug :one
SELECT * FROM stays.property WHERE tenant_id = @tenant_id AND slug = @slug;

-- name: LockProperty :one
SELECT * FROM stays.property WHERE tenant_id = @tenant_id AND id = @id FOR UPDATE;

-- name: InsertProperty :exec
INSERT INTO stays.property (tenant_id, id, version, slug, status, type, sort_name, capacity, bedrooms, max_infants, max_pets, preparation_days,
    insee, lat, lon, features, search, owner_user, card, rates, sheet, created_at, updated_at)
VALUES (@tenant_id, @id, @version, @slug, @status, @type, @sort_name, @capacity, @bedrooms, @max_infants, @max_pets, @preparation_days,
    @insee, @lat, @lon, @features, @search, @owner_user, @card, @rates, @sheet, @created_at, @updated_at);

-- name: UpdateProperty :execrows
UPDATE stays.property
SET version = @version, slug = @slug, status = @status, type = @type, sort_name = @sort_name, capacity = @capacity, bedrooms = @bedrooms,
    max_infants = @max_infants, max_pets = @max_pets, preparation_days = @preparation_days, insee = @insee, lat = @lat, lon = @lon,
    features = @features, search = @search, owner_user = @owner_user, card = @card, rates = @rates, sheet = @sheet, updated_at = @updated_at
WHERE tenant_id = @tenant_id AND id = @id AND version = @was;

-- name: Listings :many
-- Every part of the filter but the tenant is optional. The occupancies in the way are looked for by their dates, each an
-- index condition; the preparation days of the newcomer count as well. A property has at most seven of them: said as a
-- constant, that keeps the planner from reading everything that was ever booked after the stay.
SELECT p.id, p.version, p.slug, p.card, p.rates, p.updated_at
FROM stays.property p
WHERE p.tenant_id = @tenant_id AND p.status = 'published'
  AND p.capacity >= @guests AND p.max_infants >= @infants AND p.max_pets >= @pets AND p.bedrooms >= @bedrooms
  AND (NOT @boxed::boolean OR p.lat BETWEEN @south AND @north
       AND CASE WHEN @west::float8 <= @east::float8 THEN p.lon BETWEEN @west AND @east ELSE p.lon >= @west OR p.lon <= @east END)
  AND (cardinality(@types::text[]) = 0 OR p.type = ANY(@types::text[]))
  AND p.features @> @features::text[]
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in p.search) = 0)
  AND (NOT @dated::boolean OR NOT EXISTS (
        SELECT 1 FROM stays.occupancy o
        WHERE o.tenant_id = p.tenant_id AND o.property_id = p.id
          AND o.ends > @check_in::date AND o.starts < 7 + @check_out::date AND o.starts < p.preparation_days + @check_out::date
          AND (o.expires_at IS NULL OR o.expires_at > @now::timestamptz)))
ORDER BY p.id;

-- name: PropertyRows :many
SELECT id, slug, status, card, rates, owner_user, sort_name, updated_at
FROM stays.property
WHERE tenant_id = @tenant_id
  AND (CASE WHEN @status::text = '' THEN status <> 'archived' ELSE status = @status END)
  AND (NOT @owned::boolean OR owner_user = @owner::uuid)
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in search) = 0)
  AND (NOT @after::boolean OR (sort_name, id) > (@after_name::text, @after_id::uuid))
ORDER BY sort_name, id
LIMIT @size;

-- name: BoardProperties :many
SELECT id, slug, status, card, capacity
FROM stays.property
WHERE tenant_id = @tenant_id AND status <> 'archived'
  AND (NOT @owned::boolean OR owner_user = @owner::uuid)
  AND NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS w(word) WHERE position(w.word in search) = 0)
ORDER BY sort_name, id;

-- name: BoardBars :many
SELECT o.property_id, o.kind, o.holder_id, o.starts, o.ends, o.expires_at, r.line, r.version AS reservation_version,
    coalesce(r.preparation_days, 0)::integer AS preparation_days, b.state AS block, b.version AS block_version
FROM stays.occupancy o
LEFT JOIN stays.reservation r ON r.tenant_id = o.tenant_id AND r.id = o.holder_id AND o.kind <> 'block'
LEFT JOIN stays.block b ON b.tenant_id = o.tenant_id AND b.id = o.holder_id AND o.kind = 'block'
WHERE o.tenant_id = @tenant_id AND o.property_id = ANY(@properties::uuid[])
  AND o.ends > @first::date AND o.starts < @last::date
  AND (o.expires_at IS NULL OR o.expires_at > @now::timestamptz)
ORDER BY o.property_id, o.starts, o.kind;

-- name: Busy :many
SELECT property_id, holder_id, kind, starts, ends, expires_at
FROM stays.occupancy
WHERE tenant_id = @tenant_id AND property_id = @property_id AND ends > @first::date AND starts < @last::date
  AND (expires_at IS NULL OR expires_at > @now::timestamptz)
ORDER BY starts, kind;

-- name: WaitForRoom :exec
SELECT pg_advisory_xact_lock(hashtextextended(@room::text, 0));

-- name: CountProperties :one
SELECT count(*)::int FROM stays.property WHERE tenant_id = @tenant_id AND status <> 'archived';
