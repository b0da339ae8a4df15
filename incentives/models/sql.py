"""What the database itself guarantees of money, whoever writes: postings balance and issued statements stand."""

BALANCE = """
CREATE FUNCTION incentives_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT posting_key, currency, sum(amount) AS total INTO wrong
    FROM fresh GROUP BY vendor_id, posting_key, currency HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting % is out of balance by % %', wrong.posting_key, wrong.total, wrong.currency
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balance AFTER INSERT ON incentives_ledgerentry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION incentives_balance();
"""

ISSUED_STANDS = """
CREATE FUNCTION incentives_statement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.issued_at IS NOT NULL AND (TG_OP = 'DELETE' OR
        (OLD.ref, OLD.partner_id, OLD.period_start, OLD.period_end, OLD.currency, OLD.total, OLD.issued_at,
         OLD.approved_by_id, OLD.content_hash)
        IS DISTINCT FROM
        (NEW.ref, NEW.partner_id, NEW.period_start, NEW.period_end, NEW.currency, NEW.total, NEW.issued_at,
         NEW.approved_by_id, NEW.content_hash)) THEN
        RAISE EXCEPTION 'statement % is issued and stands as it was told', OLD.ref USING ERRCODE = '42501';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER issued_stands BEFORE UPDATE OR DELETE ON incentives_statement
    FOR EACH ROW EXECUTE FUNCTION incentives_statement_stands();

CREATE FUNCTION incentives_line_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_issued THEN
        RAISE EXCEPTION 'this line is issued and stands as it was told' USING ERRCODE = '42501';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER issued_stands BEFORE UPDATE OR DELETE ON incentives_statementline
    FOR EACH ROW EXECUTE FUNCTION incentives_line_stands();

CREATE FUNCTION incentives_earning_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.business_key, OLD.partner_id, OLD.partnership_id, OLD.plan_version_id, OLD.fact_id, OLD.basis, OLD.rate,
        OLD.amount, OLD.currency, OLD.earned_on)
        IS DISTINCT FROM
       (NEW.business_key, NEW.partner_id, NEW.partnership_id, NEW.plan_version_id, NEW.fact_id, NEW.basis, NEW.rate,
        NEW.amount, NEW.currency, NEW.earned_on) THEN
        RAISE EXCEPTION 'an earning is never rewritten; book a reversal' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER earning_stands BEFORE UPDATE ON incentives_earning
    FOR EACH ROW EXECUTE FUNCTION incentives_earning_stands();
"""
