from django.db import migrations

# The content: every column of the entry, as prm/audit/chain.py builds it anew. Times as seconds, which no setting of a
# session writes in another way.
TURN = """
CREATE UNLOGGED TABLE audit_turn (entry_id uuid PRIMARY KEY, vendor_id uuid NOT NULL, content bytea NOT NULL);

CREATE FUNCTION audit_take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO audit_turn (entry_id, vendor_id, content) VALUES (NEW.id, NEW.vendor_id, sha256(convert_to(
        jsonb_build_array(
            NEW.id, NEW.vendor_id, extract(epoch FROM NEW.created_at), NEW.target_type, NEW.target_id, NEW.target_label,
            NEW.action, NEW.actor_kind, NEW.actor_id, NEW.actor_label, extract(epoch FROM NEW.at), NEW.summary,
            NEW.changes, NEW.partner_id, NEW.is_visible_to_partner
        )::text, 'UTF8')));
    RETURN NULL;
END $$;

CREATE FUNCTION audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
DECLARE
    last_sequence bigint;
    last_hash bytea;
BEGIN
    DELETE FROM audit_turn WHERE entry_id = NEW.entry_id;
    PERFORM pg_advisory_xact_lock(20487, hashtext(NEW.vendor_id::text));
    SELECT sequence, hash INTO last_sequence, last_hash FROM audit_auditlink
        WHERE vendor_id = NEW.vendor_id ORDER BY sequence DESC LIMIT 1;
    IF NOT FOUND THEN
        last_sequence := 0;
        last_hash := decode(repeat('00', 32), 'hex');
    END IF;
    INSERT INTO audit_auditlink (id, vendor_id, created_at, entry_id, sequence, content, previous, hash) VALUES (
        NEW.entry_id, NEW.vendor_id, clock_timestamp(), NEW.entry_id, last_sequence + 1, NEW.content, last_hash,
        sha256(last_hash || int8send(last_sequence + 1) || NEW.content));
    RETURN NULL;
END $$;

GRANT INSERT, SELECT, DELETE ON audit_turn TO prm_definer;
GRANT SELECT, INSERT ON audit_auditlink TO prm_definer;
ALTER FUNCTION audit_take_turn() OWNER TO prm_definer;
ALTER FUNCTION audit_seal() OWNER TO prm_definer;
REVOKE ALL ON FUNCTION audit_take_turn(), audit_seal() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER take_turn AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_take_turn();
CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON audit_turn
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""
UNDO = """
DROP TRIGGER take_turn ON audit_auditentry;
DROP TABLE audit_turn;
DROP FUNCTION audit_take_turn(), audit_seal();
"""


class Migration(migrations.Migration):
    """Each entry is linked to the one before it as its transaction commits.

    A vendor's commits pass one by one from the moment the link is read until it is committed, so nothing may be waited
    for in between: a transaction that waits there for a row which another has locked, while that one waits for the
    chain, would be a deadlock. Foreign keys are checked at the end too, in the order of the rows. Hence two steps: the
    entry's trigger only takes a turn, and the turn's own trigger is queued behind all checks of the transaction.
    """

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(TURN, UNDO)]
