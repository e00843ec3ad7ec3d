--
-- PostgreSQL database dump
--

\restrict JqoW9Pn0Zg5aXv3eVbq1MOLcQ9cSj0aXrk2LQyqTNbmZ5xjvQk1uWcJrTz8Hn6d

-- Dumped from database version 15.14 (Debian 15.14-0+deb12u1)
-- Dumped by pg_dump version 15.14 (Debian 15.14-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: acquisition_requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.acquisition_requests (
    id integer NOT NULL,
    url character varying(2048) NOT NULL,
    reason text NOT NULL,
    priority integer DEFAULT 3 NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    requested_by character varying(256),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    processed_at timestamp with time zone,
    CONSTRAINT acquisition_request_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying, 'rejected'::character varying, 'completed'::character varying])::text[])))
);
CREATE SEQUENCE public.acquisition_requests_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.acquisition_requests_id_seq OWNED BY public.acquisition_requests.id;
CREATE TABLE public.decision_sources (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    decision_id uuid NOT NULL,
    chunk_id character varying(255) NOT NULL,
    relevance double precision NOT NULL
);
CREATE TABLE public.decisions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    decision text NOT NULL,
    alternatives character varying[],
    rationale text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.projects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    domain character varying(255),
    status character varying(50) DEFAULT 'planning'::character varying NOT NULL,
    applicable_standards character varying[],
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone,
    CONSTRAINT project_status_check CHECK (((status)::text = ANY ((ARRAY['planning'::character varying, 'active'::character varying, 'completed'::character varying, 'abandoned'::character varying])::text[])))
);
CREATE TABLE public.query_history (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    query text NOT NULL,
    result_count integer NOT NULL,
    workflow_type character varying(50),
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.sources (
    id integer NOT NULL,
    url character varying(2048) NOT NULL,
    title character varying(512) NOT NULL,
    source_type character varying(20) NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    authority_tier character varying(20) NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    last_crawled_at timestamp with time zone,
    CONSTRAINT authority_tier_check CHECK (((authority_tier)::text = ANY ((ARRAY['tier_1_canonical'::character varying, 'tier_2_trusted'::character varying, 'tier_3_community'::character varying])::text[]))),
    CONSTRAINT source_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'active'::character varying, 'failed'::character varying, 'archived'::character varying])::text[]))),
    CONSTRAINT source_type_check CHECK (((source_type)::text = ANY ((ARRAY['website'::character varying, 'documentation'::character varying, 'standards_body'::character varying, 'blog'::character varying, 'repository'::character varying])::text[])))
);
CREATE SEQUENCE public.sources_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sources_id_seq OWNED BY public.sources.id;
ALTER TABLE ONLY public.acquisition_requests ALTER COLUMN id SET DEFAULT nextval('public.acquisition_requests_id_seq'::regclass);
ALTER TABLE ONLY public.sources ALTER COLUMN id SET DEFAULT nextval('public.sources_id_seq'::regclass);
ALTER TABLE ONLY public.acquisition_requests
    ADD CONSTRAINT acquisition_requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decision_sources
    ADD CONSTRAINT decision_sources_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.query_history
    ADD CONSTRAINT query_history_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_url_key UNIQUE (url);
CREATE INDEX ix_acquisition_requests_priority ON public.acquisition_requests USING btree (priority);
CREATE INDEX ix_acquisition_requests_status ON public.acquisition_requests USING btree (status);
CREATE INDEX ix_acquisition_requests_url ON public.acquisition_requests USING btree (url);
CREATE INDEX ix_decision_sources_chunk_id ON public.decision_sources USING btree (chunk_id);
CREATE INDEX ix_decision_sources_decision_id ON public.decision_sources USING btree (decision_id);
CREATE INDEX ix_decisions_project_id ON public.decisions USING btree (project_id);
CREATE INDEX ix_projects_status ON public.projects USING btree (status);
CREATE INDEX ix_query_history_project_id ON public.query_history USING btree (project_id);
CREATE INDEX ix_query_history_workflow_type ON public.query_history USING btree (workflow_type);
CREATE INDEX ix_sources_authority_tier ON public.sources USING btree (authority_tier);
CREATE INDEX ix_sources_source_type ON public.sources USING btree (source_type);
CREATE INDEX ix_sources_status ON public.sources USING btree (status);
CREATE UNIQUE INDEX ix_sources_url ON public.sources USING btree (url);
ALTER TABLE ONLY public.decision_sources
    ADD CONSTRAINT fk_decision_sources_decision_id FOREIGN KEY (decision_id) REFERENCES public.decisions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT fk_decisions_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.query_history
    ADD CONSTRAINT fk_query_history_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;

--
-- Data for Name: sources; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.sources (id, url, title, source_type, status, authority_tier, description) FROM stdin;
1	https://example.org/;	a; b \\.	website	pending	tier_1_canonical	\N
2	https://example.org/'	it's "quoted"	blog	active	tier_3_community	$$ -- no comment
\.


--
-- Data for Name: projects; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.projects (id, name) FROM stdin;
\.


--
-- Name: sources_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sources_id_seq', 2, true);


--
-- PostgreSQL database dump complete
--

\unrestrict JqoW9Pn0Zg5aXv3eVbq1MOLcQ9cSj0aXrk2LQyqTNbmZ5xjvQk1uWcJrTz8Hn6d

