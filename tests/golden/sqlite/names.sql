CREATE SCHEMA app;
CREATE TABLE app.orders (id integer PRIMARY KEY, "Group" text, "say ""hi""" text, "select" integer CHECK ("select" > 0));
CREATE TABLE "Weird Table" (a integer REFERENCES app.orders);
CREATE INDEX ix ON app.orders ("Group");
CREATE INDEX ix ON "Weird Table" (a);
-- next
ALTER TABLE app.orders RENAME TO bills;
DROP INDEX ix;
ALTER TABLE app.bills SET SCHEMA public;
-- next
CREATE TABLE app.more (id integer);
DROP SCHEMA app CASCADE;
