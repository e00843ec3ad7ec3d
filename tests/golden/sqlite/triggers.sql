CREATE TABLE t (id integer PRIMARY KEY, a integer, slug text NOT NULL, updated_at timestamptz DEFAULT now());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW IS DISTINCT FROM OLD THEN
		NEW.updated_at := now();
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION touch();
-- next
CREATE FUNCTION slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.slug = lower(NEW.a::text);
	RETURN NEW;
END $$;
CREATE TRIGGER slug BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slug();
-- next
DROP TRIGGER touch ON t;
