CREATE TABLE t (id text);
CREATE TABLE log (id text, parent text);
-- next
CREATE RULE r AS ON DELETE TO t DO ALSO DELETE FROM log l WHERE l.id = OLD.id AND NOT EXISTS (SELECT 1 FROM log WHERE log.parent = l.id);
