-- The schema as it was first. For PostgreSQL without STRICT.
CREATE TABLE chain (
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    commitment TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_chain PRIMARY KEY (seq),
    CONSTRAINT ck_chain_utc CHECK (at LIKE '____-__-__T__:__:__Z')
)
 STRICT;

CREATE TABLE person (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    since TEXT NOT NULL CONSTRAINT ck_person_since CHECK (since LIKE '____-__-__'),
    state TEXT NOT NULL CONSTRAINT ck_person_state CHECK (state IN ('in', 'left', 'erased')),
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT fk_person_id FOREIGN KEY(id) REFERENCES chain (seq)
)
 STRICT;

CREATE TABLE removal (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_removal_kind CHECK (kind IN ('replaced', 'erased', 'expired')),
    entries TEXT NOT NULL,
    cleaned INTEGER NOT NULL CONSTRAINT ck_removal_cleaned CHECK (cleaned BETWEEN 0 AND 1),
    CONSTRAINT pk_removal PRIMARY KEY (id),
    CONSTRAINT fk_removal_id FOREIGN KEY(id) REFERENCES chain (seq)
)
 STRICT;

CREATE TABLE resource (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_resource_kind CHECK (kind IN ('referral', 'resource')),
    name TEXT NOT NULL,
    how TEXT NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_resource_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_resource PRIMARY KEY (id),
    CONSTRAINT fk_resource_id FOREIGN KEY(id) REFERENCES chain (seq)
)
 STRICT;

CREATE TABLE run (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    "key" TEXT NOT NULL,
    inputs TEXT NOT NULL,
    policy TEXT NOT NULL,
    seed INTEGER NOT NULL CONSTRAINT ck_run_seed CHECK (seed BETWEEN 0 AND 2147483647),
    versions TEXT NOT NULL,
    result TEXT NOT NULL,
    waiting TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_run_state CHECK (state IN ('proposed', 'approved', 'rejected')),
    asked TEXT,
    CONSTRAINT pk_run PRIMARY KEY (id),
    CONSTRAINT fk_run_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT uq_run_key UNIQUE ("key")
)
 STRICT;

CREATE TABLE scheme (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    name TEXT NOT NULL,
    aim TEXT NOT NULL,
    begins TEXT NOT NULL CONSTRAINT ck_scheme_begins CHECK (begins LIKE '____-__-__'),
    ends TEXT CONSTRAINT ck_scheme_ends CHECK (ends LIKE '____-__-__'),
    intake TEXT NOT NULL CONSTRAINT ck_scheme_intake CHECK (intake IN ('cohort', 'rolling')),
    meetings INTEGER NOT NULL CONSTRAINT ck_scheme_meetings CHECK (meetings BETWEEN 1 AND 1000),
    minutes INTEGER NOT NULL CONSTRAINT ck_scheme_minutes CHECK (minutes BETWEEN 1 AND 1440),
    months INTEGER NOT NULL CONSTRAINT ck_scheme_months CHECK (months BETWEEN 1 AND 240),
    weeks_between INTEGER NOT NULL CONSTRAINT ck_scheme_weeks_between CHECK (weeks_between BETWEEN 1 AND 520),
    CONSTRAINT pk_scheme PRIMARY KEY (id),
    CONSTRAINT fk_scheme_id FOREIGN KEY(id) REFERENCES chain (seq)
)
 STRICT;

CREATE TABLE answer (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    list TEXT NOT NULL CONSTRAINT ck_answer_list CHECK (list IN ('foundations', 'managing', 'review', 'cross_agency', 'standards')),
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    "by" INTEGER,
    day TEXT NOT NULL CONSTRAINT ck_answer_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_answer PRIMARY KEY (id),
    CONSTRAINT fk_answer_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_answer_by FOREIGN KEY("by") REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_answer_by ON answer ("by");

CREATE TABLE approval (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    run INTEGER NOT NULL,
    "by" INTEGER NOT NULL,
    shown TEXT,
    changed TEXT NOT NULL,
    CONSTRAINT pk_approval PRIMARY KEY (id),
    CONSTRAINT fk_approval_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT uq_approval_run UNIQUE (run),
    CONSTRAINT fk_approval_run FOREIGN KEY(run) REFERENCES run (id),
    CONSTRAINT fk_approval_by FOREIGN KEY("by") REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_approval_by ON approval ("by");

CREATE TABLE challenge (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER NOT NULL,
    run INTEGER NOT NULL,
    said TEXT NOT NULL,
    answer TEXT NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_challenge_state CHECK (state IN ('open', 'upheld', 'answered')),
    day TEXT NOT NULL CONSTRAINT ck_challenge_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_challenge PRIMARY KEY (id),
    CONSTRAINT fk_challenge_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_challenge_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_challenge_run FOREIGN KEY(run) REFERENCES run (id)
)
 STRICT;

CREATE INDEX ix_challenge_person ON challenge (person);

CREATE INDEX ix_challenge_run ON challenge (run);

CREATE TABLE concern (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    "by" INTEGER NOT NULL,
    raised_with INTEGER NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_concern_state CHECK (state IN ('open', 'referred', 'closed')),
    day TEXT NOT NULL CONSTRAINT ck_concern_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_concern PRIMARY KEY (id),
    CONSTRAINT fk_concern_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_concern_by FOREIGN KEY("by") REFERENCES person (id),
    CONSTRAINT fk_concern_raised_with FOREIGN KEY(raised_with) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_concern_by ON concern ("by");

CREATE INDEX ix_concern_raised_with ON concern (raised_with);

CREATE TABLE consent (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER NOT NULL,
    given INTEGER NOT NULL CONSTRAINT ck_consent_given CHECK (given BETWEEN 0 AND 1),
    day TEXT NOT NULL CONSTRAINT ck_consent_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT fk_consent_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_consent_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_consent_person ON consent (person);

CREATE TABLE export (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_export_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_export PRIMARY KEY (id),
    CONSTRAINT fk_export_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_export_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_export_person ON export (person);

CREATE TABLE officer (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_officer_role CHECK (role IN ('lead', 'organiser', 'administrator', 'supervision', 'escalation')),
    person INTEGER NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_officer_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_officer PRIMARY KEY (id),
    CONSTRAINT fk_officer_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_officer_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_officer_person ON officer (person);

CREATE TABLE pair (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    run INTEGER NOT NULL,
    mentee INTEGER NOT NULL,
    mentor INTEGER NOT NULL,
    unit INTEGER NOT NULL CONSTRAINT ck_pair_unit CHECK (unit BETWEEN 1 AND 10000),
    points INTEGER NOT NULL CONSTRAINT ck_pair_points CHECK (points BETWEEN 0 AND 2147483647),
    state TEXT NOT NULL CONSTRAINT ck_pair_state CHECK (state IN ('proposed', 'accepted', 'active', 'paused', 'declined', 'expired', 'withdrawn', 'completed', 'dissolved', 'ended')),
    CONSTRAINT pk_pair PRIMARY KEY (id),
    CONSTRAINT fk_pair_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_pair_run FOREIGN KEY(run) REFERENCES run (id),
    CONSTRAINT fk_pair_mentee FOREIGN KEY(mentee) REFERENCES person (id),
    CONSTRAINT fk_pair_mentor FOREIGN KEY(mentor) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_pair_mentee ON pair (mentee);

CREATE INDEX ix_pair_mentor ON pair (mentor);

CREATE INDEX ix_pair_run ON pair (run);

CREATE UNIQUE INDEX uq_pair_live ON pair (mentee, mentor) WHERE state IN ('proposed', 'accepted', 'active', 'paused');

CREATE UNIQUE INDEX uq_pair_unit_of_demand ON pair (mentee, unit) WHERE state IN ('proposed', 'accepted', 'active', 'paused');

CREATE TABLE personal (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    data TEXT NOT NULL,
    CONSTRAINT pk_personal PRIMARY KEY (id),
    CONSTRAINT fk_personal_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_personal_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_personal_person ON personal (person);

CREATE UNIQUE INDEX uq_personal_kind_key ON personal (kind, "key");

CREATE TABLE training (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER NOT NULL,
    topic TEXT NOT NULL CONSTRAINT ck_training_topic CHECK (topic IN ('concept', 'skills', 'model', 'confidentiality', 'refresher')),
    day TEXT NOT NULL CONSTRAINT ck_training_day CHECK (day LIKE '____-__-__'),
    due TEXT CONSTRAINT ck_training_due CHECK (due LIKE '____-__-__'),
    CONSTRAINT pk_training PRIMARY KEY (id),
    CONSTRAINT fk_training_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_training_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_training_person ON training (person);

CREATE TABLE agreement (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    pair INTEGER NOT NULL,
    meetings INTEGER NOT NULL CONSTRAINT ck_agreement_meetings CHECK (meetings BETWEEN 1 AND 1000),
    minutes INTEGER NOT NULL CONSTRAINT ck_agreement_minutes CHECK (minutes BETWEEN 1 AND 1440),
    weeks_between INTEGER NOT NULL CONSTRAINT ck_agreement_weeks_between CHECK (weeks_between BETWEEN 1 AND 520),
    months INTEGER NOT NULL CONSTRAINT ck_agreement_months CHECK (months BETWEEN 1 AND 240),
    location TEXT NOT NULL,
    contact TEXT NOT NULL,
    arranging TEXT NOT NULL,
    focus TEXT NOT NULL,
    confidentiality INTEGER NOT NULL CONSTRAINT ck_agreement_confidentiality CHECK (confidentiality BETWEEN 0 AND 1),
    limits INTEGER NOT NULL CONSTRAINT ck_agreement_limits CHECK (limits BETWEEN 0 AND 1),
    boundaries INTEGER NOT NULL CONSTRAINT ck_agreement_boundaries CHECK (boundaries BETWEEN 0 AND 1),
    no_fault INTEGER NOT NULL CONSTRAINT ck_agreement_no_fault CHECK (no_fault BETWEEN 0 AND 1),
    day TEXT NOT NULL CONSTRAINT ck_agreement_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT fk_agreement_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_agreement_pair FOREIGN KEY(pair) REFERENCES pair (id)
)
 STRICT;

CREATE INDEX ix_agreement_pair ON agreement (pair);

CREATE TABLE ending (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    pair INTEGER NOT NULL,
    significant TEXT NOT NULL CONSTRAINT ck_ending_significant CHECK (significant IN ('none', 'referred')),
    "by" INTEGER NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_ending_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_ending PRIMARY KEY (id),
    CONSTRAINT fk_ending_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT uq_ending_pair UNIQUE (pair),
    CONSTRAINT fk_ending_pair FOREIGN KEY(pair) REFERENCES pair (id),
    CONSTRAINT fk_ending_by FOREIGN KEY("by") REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_ending_by ON ending ("by");

CREATE TABLE event (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    event TEXT NOT NULL,
    person INTEGER,
    run INTEGER,
    pair INTEGER,
    concern INTEGER,
    challenge INTEGER,
    "by" INTEGER,
    until TEXT CONSTRAINT ck_event_until CHECK (until LIKE '____-__-__'),
    day TEXT NOT NULL CONSTRAINT ck_event_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT fk_event_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_event_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_event_run FOREIGN KEY(run) REFERENCES run (id),
    CONSTRAINT fk_event_pair FOREIGN KEY(pair) REFERENCES pair (id),
    CONSTRAINT fk_event_concern FOREIGN KEY(concern) REFERENCES concern (id),
    CONSTRAINT fk_event_challenge FOREIGN KEY(challenge) REFERENCES challenge (id),
    CONSTRAINT fk_event_by FOREIGN KEY("by") REFERENCES person (id),
    CONSTRAINT ck_event_subject CHECK (coalesce(person, run, pair, concern, challenge) IS NOT NULL)
)
 STRICT;

CREATE INDEX ix_event_by ON event ("by");

CREATE INDEX ix_event_challenge ON event (challenge);

CREATE INDEX ix_event_concern ON event (concern);

CREATE INDEX ix_event_pair ON event (pair);

CREATE INDEX ix_event_person ON event (person);

CREATE INDEX ix_event_run ON event (run);

CREATE TABLE feedback (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_feedback_kind CHECK (kind IN ('mentee_on_mentor', 'mentee_on_scheme', 'mentor_on_scheme', 'mentor_reflection')),
    pair INTEGER NOT NULL,
    "by" INTEGER NOT NULL,
    ratings TEXT NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_feedback_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_feedback PRIMARY KEY (id),
    CONSTRAINT fk_feedback_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_feedback_pair FOREIGN KEY(pair) REFERENCES pair (id),
    CONSTRAINT fk_feedback_by FOREIGN KEY("by") REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_feedback_by ON feedback ("by");

CREATE INDEX ix_feedback_pair ON feedback (pair);

CREATE TABLE meeting (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    pair INTEGER NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_meeting_day CHECK (day LIKE '____-__-__'),
    minutes INTEGER NOT NULL CONSTRAINT ck_meeting_minutes CHECK (minutes BETWEEN 1 AND 1440),
    online INTEGER NOT NULL CONSTRAINT ck_meeting_online CHECK (online BETWEEN 0 AND 1),
    CONSTRAINT pk_meeting PRIMARY KEY (id),
    CONSTRAINT fk_meeting_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_meeting_pair FOREIGN KEY(pair) REFERENCES pair (id)
)
 STRICT;

CREATE INDEX ix_meeting_pair ON meeting (pair);

CREATE INDEX ix_meeting_pair_day ON meeting (pair, day);

CREATE TABLE signature (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    agreement INTEGER NOT NULL,
    pair INTEGER NOT NULL,
    person INTEGER NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_signature_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_signature PRIMARY KEY (id),
    CONSTRAINT fk_signature_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_signature_agreement FOREIGN KEY(agreement) REFERENCES agreement (id),
    CONSTRAINT fk_signature_pair FOREIGN KEY(pair) REFERENCES pair (id),
    CONSTRAINT fk_signature_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_signature_agreement ON signature (agreement);

CREATE INDEX ix_signature_pair ON signature (pair);

CREATE INDEX ix_signature_person ON signature (person);
