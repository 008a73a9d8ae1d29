-- The roles of the register's IAM-5: members and partners of the cashback network, technicians.

-- +goose Up
ALTER TABLE identity.account DROP CONSTRAINT account_roles_check;
ALTER TABLE identity.account ADD CONSTRAINT account_roles_check CHECK (cardinality(roles) > 0 AND roles <@ ARRAY ['customer', 'member',
    'owner', 'partner', 'technician', 'staff', 'manager', 'administrator', 'platform_administrator']);

-- +goose Down
UPDATE identity.account SET roles = CASE WHEN cardinality(array_remove(array_remove(array_remove(roles, 'member'), 'partner'), 'technician')) = 0
    THEN ARRAY ['customer'] ELSE array_remove(array_remove(array_remove(roles, 'member'), 'partner'), 'technician') END;
ALTER TABLE identity.account DROP CONSTRAINT account_roles_check;
ALTER TABLE identity.account ADD CONSTRAINT account_roles_check CHECK (cardinality(roles) > 0 AND roles <@ ARRAY ['customer', 'owner',
    'staff', 'manager', 'administrator', 'platform_administrator']);
