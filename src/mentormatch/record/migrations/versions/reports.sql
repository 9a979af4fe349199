-- What reports need: reviews, skills, e-mails. For PostgreSQL without STRICT.
CREATE TABLE review (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    run INTEGER NOT NULL,
    "by" INTEGER NOT NULL,
    shown TEXT NOT NULL,
    seen TEXT NOT NULL,
    decisions TEXT NOT NULL,
    changed TEXT NOT NULL,
    day TEXT NOT NULL CONSTRAINT ck_review_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_review PRIMARY KEY (id),
    CONSTRAINT fk_review_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_review_run FOREIGN KEY(run) REFERENCES run (id),
    CONSTRAINT fk_review_by FOREIGN KEY("by") REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_review_by ON review ("by");

CREATE INDEX ix_review_run ON review (run);

CREATE TABLE skill (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    person INTEGER NOT NULL,
    aspect TEXT NOT NULL,
    expert INTEGER NOT NULL CONSTRAINT ck_skill_expert CHECK (expert BETWEEN 1 AND 5),
    how_often INTEGER NOT NULL CONSTRAINT ck_skill_how_often CHECK (how_often BETWEEN 1 AND 5),
    day TEXT NOT NULL CONSTRAINT ck_skill_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_skill PRIMARY KEY (id),
    CONSTRAINT fk_skill_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_skill_person FOREIGN KEY(person) REFERENCES person (id)
)
 STRICT;

CREATE INDEX ix_skill_person ON skill (person);

CREATE TABLE email (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    "key" TEXT NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER NOT NULL,
    run INTEGER,
    pair INTEGER,
    day TEXT NOT NULL CONSTRAINT ck_email_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_email PRIMARY KEY (id),
    CONSTRAINT fk_email_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT uq_email_key UNIQUE ("key"),
    CONSTRAINT fk_email_person FOREIGN KEY(person) REFERENCES person (id),
    CONSTRAINT fk_email_run FOREIGN KEY(run) REFERENCES run (id),
    CONSTRAINT fk_email_pair FOREIGN KEY(pair) REFERENCES pair (id)
)
 STRICT;

CREATE INDEX ix_email_pair ON email (pair);

CREATE INDEX ix_email_person ON email (person);

CREATE INDEX ix_email_run ON email (run);

CREATE TABLE delivery (
    id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    email INTEGER NOT NULL,
    what TEXT NOT NULL CONSTRAINT ck_delivery_what CHECK (what IN ('sending', 'sent', 'uncertain')),
    day TEXT NOT NULL CONSTRAINT ck_delivery_day CHECK (day LIKE '____-__-__'),
    CONSTRAINT pk_delivery PRIMARY KEY (id),
    CONSTRAINT fk_delivery_id FOREIGN KEY(id) REFERENCES chain (seq),
    CONSTRAINT fk_delivery_email FOREIGN KEY(email) REFERENCES email (id)
)
 STRICT;

CREATE INDEX ix_delivery_email ON delivery (email);
