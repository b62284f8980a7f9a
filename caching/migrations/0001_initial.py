from django.db import migrations

CREATE = """
-- See caching/content_version.py.
CREATE TABLE caching_contentversion (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    number bigint NOT NULL DEFAULT 1,
    state uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO caching_contentversion DEFAULT VALUES;

CREATE TABLE caching_contentchange (transaction xid8 PRIMARY KEY);

CREATE FUNCTION caching_note_content_change() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO caching_contentchange VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
END
$body$;

-- When the transaction commits, the trigger first queues itself again, behind the checks of foreign keys: these may wait
-- for another transaction, which must not wait for the version meanwhile.
CREATE FUNCTION caching_move_content_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE caching_contentchange SET transaction = NEW.transaction WHERE transaction = NEW.transaction;
    ELSE
        UPDATE caching_contentversion SET number = number + 1, state = gen_random_uuid();
        DELETE FROM caching_contentchange WHERE transaction = NEW.transaction;
    END IF;
    RETURN NULL;
END
$body$;

CREATE CONSTRAINT TRIGGER caching_move_content_version AFTER INSERT OR UPDATE ON caching_contentchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION caching_move_content_version();
"""
DROP = """
DROP TABLE caching_contentversion, caching_contentchange;
DROP FUNCTION caching_move_content_version();
DROP FUNCTION caching_note_content_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(CREATE, DROP)]
