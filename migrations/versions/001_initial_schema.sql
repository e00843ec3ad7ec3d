-- Initial schema: sources and acquisition requests
-- dunlin: revision 001
-- dunlin: revises base

-- dunlin: upgrade

-- Documents that somebody asked for
CREATE TABLE acquisition_requests (
    id SERIAL PRIMARY KEY,
    url VARCHAR(2048) NOT NULL,
    reason TEXT NOT NULL,
    priority INTEGER NOT NULL DEFAULT 3,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    requested_by VARCHAR(256),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    processed_at TIMESTAMPTZ,
    CONSTRAINT acquisition_request_status_check
        CHECK (status IN ('pending', 'approved', 'rejected', 'completed'))
);
CREATE INDEX ix_acquisition_requests_url ON acquisition_requests (url);
CREATE INDEX ix_acquisition_requests_status ON acquisition_requests (status);
CREATE INDEX ix_acquisition_requests_priority ON acquisition_requests (priority);

-- Places that documents come from
CREATE TABLE sources (
    id SERIAL PRIMARY KEY,
    url VARCHAR(2048) NOT NULL UNIQUE,
    title VARCHAR(512) NOT NULL,
    source_type VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    authority_tier VARCHAR(20) NOT NULL,
    description TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_crawled_at TIMESTAMPTZ,
    CONSTRAINT source_type_check
        CHECK (source_type IN ('website', 'documentation', 'standards_body', 'blog', 'repository')),
    CONSTRAINT source_status_check
        CHECK (status IN ('pending', 'active', 'failed', 'archived')),
    CONSTRAINT authority_tier_check
        CHECK (authority_tier IN ('tier_1_canonical', 'tier_2_trusted', 'tier_3_community'))
);
CREATE UNIQUE INDEX ix_sources_url ON sources (url);
CREATE INDEX ix_sources_source_type ON sources (source_type);
CREATE INDEX ix_sources_status ON sources (status);
CREATE INDEX ix_sources_authority_tier ON sources (authority_tier);

-- dunlin: downgrade

DROP TABLE sources;
DROP TABLE acquisition_requests;
