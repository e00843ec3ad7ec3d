-- Project capture: projects, their queries and decisions
-- dunlin: revision 002
-- dunlin: revises 001

-- dunlin: upgrade

CREATE TABLE projects (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    domain VARCHAR(255),
    status VARCHAR(50) NOT NULL DEFAULT 'planning',
    applicable_standards VARCHAR[],
    description TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    completed_at TIMESTAMPTZ,
    CONSTRAINT project_status_check
        CHECK (status IN ('planning', 'active', 'completed', 'abandoned'))
);
CREATE INDEX ix_projects_status ON projects (status);

-- What was asked while working on a project
CREATE TABLE query_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL,
    query TEXT NOT NULL,
    result_count INTEGER NOT NULL,
    workflow_type VARCHAR(50),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT fk_query_history_project_id
        FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX ix_query_history_project_id ON query_history (project_id);
CREATE INDEX ix_query_history_workflow_type ON query_history (workflow_type);

-- What was decided, and what was turned down
CREATE TABLE decisions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL,
    decision TEXT NOT NULL,
    alternatives VARCHAR[],
    rationale TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT fk_decisions_project_id
        FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX ix_decisions_project_id ON decisions (project_id);

-- The passages that a decision rests on
CREATE TABLE decision_sources (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id UUID NOT NULL,
    chunk_id VARCHAR(255) NOT NULL,
    relevance DOUBLE PRECISION NOT NULL,
    CONSTRAINT fk_decision_sources_decision_id
        FOREIGN KEY (decision_id) REFERENCES decisions (id) ON DELETE CASCADE
);
CREATE INDEX ix_decision_sources_decision_id ON decision_sources (decision_id);
CREATE INDEX ix_decision_sources_chunk_id ON decision_sources (chunk_id);

-- dunlin: downgrade

DROP TABLE decision_sources;
DROP TABLE decisions;
DROP TABLE query_history;
DROP TABLE projects;
