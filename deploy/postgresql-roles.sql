-- The two roles of the database: `fibromag_publisher` creates and fills the tables, `fibromag_reader` only reads them.
--
-- Run once by the superuser in the new database, with both passwords in the environment:
--
--   PUBLISHER_PASSWORD=... READER_PASSWORD=... psql --set ON_ERROR_STOP=1 --file postgresql-roles.sql DATABASE
--
-- compose.yaml mounts this file where the PostgreSQL image runs it when the data folder is empty.

\getenv publisher_password PUBLISHER_PASSWORD
\getenv reader_password READER_PASSWORD

BEGIN;

CREATE ROLE fibromag_publisher LOGIN PASSWORD :'publisher_password';
CREATE ROLE fibromag_reader LOGIN PASSWORD :'reader_password';

-- No other role connects, and the reader creates nothing, not even a temporary table.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE :"DBNAME" TO fibromag_publisher;
GRANT CONNECT ON DATABASE :"DBNAME" TO fibromag_reader;

-- Each publication is a new schema. The reader may read every schema and table that the publisher creates.
ALTER DEFAULT PRIVILEGES FOR ROLE fibromag_publisher GRANT USAGE ON SCHEMAS TO fibromag_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE fibromag_publisher GRANT SELECT ON TABLES TO fibromag_reader;

COMMIT;
