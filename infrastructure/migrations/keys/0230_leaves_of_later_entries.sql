-- A server of before leaves were remembered may run beside the newer ones while it is replaced. It writes down which entry is the last and
-- where, and leaves the leaf hash of the entry before: so the ledger would lack what is there. No two entries have the same one.

CREATE FUNCTION forget_leaf_of_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.leaf := NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER told_last_leaf BEFORE UPDATE ON told_last FOR EACH ROW
    WHEN (NEW.sequence > OLD.sequence AND NEW.leaf = OLD.leaf)
    EXECUTE FUNCTION forget_leaf_of_another();

-- A leaf that is not remembered of an entry may be told of it later; one that is stays.
CREATE OR REPLACE TRIGGER told_last_goes_on BEFORE UPDATE ON told_last FOR EACH ROW
    WHEN ((NEW.municipality, NEW.subject) <> (OLD.municipality, OLD.subject)
          OR (NEW.sequence <= OLD.sequence OR NEW.position <= OLD.position)
             AND NOT ((NEW.sequence, NEW.position) = (OLD.sequence, OLD.position) AND OLD.leaf IS NULL))
    EXECUTE FUNCTION forbid_going_back();
