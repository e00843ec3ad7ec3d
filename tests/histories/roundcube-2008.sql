-- The schema of Roundcube 0.1, the state that the oldest of its dated updates starts from
CREATE SEQUENCE user_ids INCREMENT BY 1 NO MAXVALUE NO MINVALUE CACHE 1;
CREATE TABLE users (
    user_id integer DEFAULT nextval('user_ids'::text) PRIMARY KEY,
    username character varying(128) DEFAULT '' NOT NULL,
    mail_host character varying(128) DEFAULT '' NOT NULL,
    alias character varying(128) DEFAULT '' NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    last_login timestamp with time zone DEFAULT now() NOT NULL,
    "language" character varying(5) DEFAULT 'en' NOT NULL,
    preferences text DEFAULT '' NOT NULL
);

CREATE TABLE "session" (
    sess_id character varying(40) DEFAULT '' PRIMARY KEY,
    created timestamp with time zone DEFAULT now() NOT NULL,
    changed timestamp with time zone DEFAULT now() NOT NULL,
    ip character varying(16) NOT NULL,
    vars text NOT NULL
);

CREATE SEQUENCE identity_ids START WITH 1 INCREMENT BY 1 NO MAXVALUE NO MINVALUE CACHE 1;
CREATE TABLE identities (
    identity_id integer DEFAULT nextval('identity_ids'::text) PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (user_id),
    del integer DEFAULT 0 NOT NULL,
    standard integer DEFAULT 0 NOT NULL,
    name character varying(128) NOT NULL,
    organization character varying(128),
    email character varying(128) NOT NULL,
    "reply-to" character varying(128),
    bcc character varying(128),
    signature text,
    html_signature integer DEFAULT 0 NOT NULL
);

CREATE SEQUENCE contact_ids START WITH 1 INCREMENT BY 1 NO MAXVALUE NO MINVALUE CACHE 1;
CREATE TABLE contacts (
    contact_id integer DEFAULT nextval('contact_ids'::text) PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (user_id),
    changed timestamp with time zone DEFAULT now() NOT NULL,
    del integer DEFAULT 0 NOT NULL,
    name character varying(128) DEFAULT '' NOT NULL,
    email character varying(128) DEFAULT '' NOT NULL,
    firstname character varying(128) DEFAULT '' NOT NULL,
    surname character varying(128) DEFAULT '' NOT NULL,
    vcard text
);

CREATE SEQUENCE cache_ids INCREMENT BY 1 NO MAXVALUE NO MINVALUE CACHE 1;
CREATE TABLE "cache" (
    cache_id integer DEFAULT nextval('cache_ids'::text) PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (user_id),
    session_id character varying(40) REFERENCES "session" (sess_id),
    cache_key character varying(128) DEFAULT '' NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    data text NOT NULL
);

CREATE SEQUENCE message_ids INCREMENT BY 1 NO MAXVALUE NO MINVALUE CACHE 1;
CREATE TABLE messages (
    message_id integer DEFAULT nextval('message_ids'::text) PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (user_id),
    del integer DEFAULT 0 NOT NULL,
    cache_key character varying(128) DEFAULT '' NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    idx integer DEFAULT 0 NOT NULL,
    uid integer DEFAULT 0 NOT NULL,
    subject character varying(128) DEFAULT '' NOT NULL,
    "from" character varying(128) DEFAULT '' NOT NULL,
    "to" character varying(128) DEFAULT '' NOT NULL,
    cc character varying(128) DEFAULT '' NOT NULL,
    date timestamp with time zone NOT NULL,
    size integer DEFAULT 0 NOT NULL,
    headers text NOT NULL,
    structure text
);
