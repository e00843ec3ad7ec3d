\restrict abc
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;
SET default_tablespace = '';
CREATE TYPE public.mood AS ENUM (
    'sad',
    'ok'
);
ALTER TYPE public.mood OWNER TO postgres;
CREATE TABLE public.sources (
    id integer NOT NULL,
    url character varying(2048) NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    mood public.mood DEFAULT 'ok'::public.mood,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT source_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'active'::character varying])::text[])))
);
ALTER TABLE public.sources OWNER TO postgres;
CREATE SEQUENCE public.sources_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sources_id_seq OWNED BY public.sources.id;
CREATE TABLE public.pages (
    source_id integer NOT NULL,
    n integer NOT NULL,
    tags text[],
    seen boolean
);
ALTER TABLE ONLY public.sources ALTER COLUMN id SET DEFAULT nextval('public.sources_id_seq'::regclass);
COPY public.sources (id, url, status, mood, created_at) FROM stdin;
1	http://a/b	pending	ok	2024-01-02 03:04:05+00
7	tab\there\\ \x41\102 line\nend	active	\N	2024-01-02 03:04:05.5+00
\.
COPY public.pages (source_id, n, tags, seen) FROM stdin;
1	1	{a,"b c",NULL}	t
1	2	\N	f
\.
SELECT pg_catalog.setval('public.sources_id_seq', 9, true);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_url_key UNIQUE (url);
CREATE INDEX ix_sources_status ON public.sources USING btree (status);
ALTER TABLE ONLY public.pages
    ADD CONSTRAINT fk_pages_source_id FOREIGN KEY (source_id) REFERENCES public.sources(id) ON DELETE CASCADE;
\unrestrict abc
