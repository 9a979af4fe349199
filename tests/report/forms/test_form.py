"""The forms are those of the sources, row by row; a scheme's own are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from mentormatch.report.forms.form import Form, named_forms
from mentormatch.report.rendering import PACKAGED, Templates

FORMS = named_forms(Templates())

SPECIFICATION = {
    "Mentor training": (
        ["Has completed a training course in mentoring"],
        ["Previous experience of mentoring (as a mentor or mentee)"],
    ),
    "Communication skills": (
        ["Consistently good communication skills", "Excellent active listening skills",
         "Ability to establish a rapport", "Able to sensitively challenge beliefs",
         "Able to summarise and reflect back to a mentee"],
        ["Able to recognise and manage resistance and conflict"],
    ),
    "Attitudes": (
        ["Non-judgmental", "Non-directive", "Positive", "Supportive", "Honest",
         "Commitment to participate fully in the mentoring relationship"],
        [""],
    ),
    "Recognition of limitations": (
        ["Knows and follows confidentiality guidelines",
         "Knows limits of confidentiality and when and how to seek guidance",
         "Recognises when to refer mentee on to other services"],
        ["Promotes self care", "Knowledge of other support services available to trainees"],
    ),
    "Lifelong learning": (
        ["A reflective approach to their own practice as a clinician and as a mentor",
         "A willingness to maintain and refresh their mentoring skills"],
        ["A desire to enhance own mentoring skills", "Able to engender reflective approach in others",
         "Role models personal development skills"],
    ),
    "Medical knowledge": (
        ["Knowledge of postgraduate medical training in the UK"],
        ["Knowledge of the specific healthcare context in which the mentee works"],
    ),
}  # fmt: skip
COMPETENCIES = [
    "Consistently practise good communication skills",
    "Develop own and others' knowledge and practice across professional and organisational boundaries",
    "Promote others' health and safety and security",
    "Develop and improve NHS services through mentoring",
    "Demonstrate personal commitment to quality improvement, offering others advice and support",
    "Enable others to exercise their rights, and promote equal opportunities and diversity",
    "Promotion of self-care and peer support",
    "Develop and sustain partnership and teamworking",
    "Lead others in the development of knowledge, ideas and work practice",
    "Identify and negotiate protected time for mentoring",
]
COMMUNICATION = [
    "Good interpersonal communication", "Active listening", "Establish rapport", "Non-verbal language",
    "Constructive feedback", "Manage conflict", "Challenge beliefs",
]  # fmt: skip
EQUALITY = [
    "Understand equal opportunity / demonstrate best practice",
    "Use awareness of own values, beliefs and attitudes in constructive manner",
    "Provide feedback free of bias and prejudice", "Be open and transparent", "Maintain confidentiality",
]  # fmt: skip
GROUPS = {
    "Benefits for the mentee": ["about learning disability", "safe place", "work stress", "Reflection on"],
    "Benefits for the mentor": ["culture of the mentee's", "relate to colleagues", "remaining"],
    "Values": ["share the same values (not just the same language)"],
    "Finding a mentor": ["(a) disability, (b)", "sufficiently senior", "qualities", "professional adviser"],
    "Practical arrangements": ["Where will", "be paid", "written down", "By whom?", "formally reviewed"],
    "Overlap areas between the organisations": [
        "for referrals", "progress review meetings", "Under what circumstances would personal information",
        "What personal information", "risk assessments",
    ],
    "Hazards": ["self-examination", "In the early days", "line manager for", "out of her depth", "end it?"],
}  # fmt: skip
PHASES = {
    "Phase 1: Building the foundations": ("foundations", [
        "Understanding and clarifying the need for mentoring", "Involving stakeholders",
        "Clarifying resources", "Who is driving this?", "Who is it for & for what purpose?",
        "Do they recognise they have a need?",
        "Who will help & hinder its success? Are they involved?",
        "What exactly is being funded? How will time costs be addressed?",
    ]),
    "Phase 2: Introducing and managing the process": ("managing", [
        "Recruitment", "Preparation of mentors & mentees", "Matching", "Support and problem solving",
        "Monitoring", "Administration", "How can we engage the 'right' people?",
        "What is sufficient preparation to mentor skilfully & ethically?",
        "Can we offer a real choice? What makes a good match?", "How will we know when problems arise?",
        "How will we keep up the momentum?",
    ]),
    "Phase 3: Review and develop": ("review", [
        "Feedback from individual mentees", "Feedback and reflections with mentors",
        "Learning back to stakeholders", "Handover", "What outcomes?", "How are mentors developing?",
        "What difference has the programme made?",
        "How does it need to be developed?", "Who will take it on?",
    ]),
}  # fmt: skip
APPLICATION = [
    "Your name", "Email address", "Current job role (grade)", "Place of work",
    "What is the maximum distance in miles that you would be willing to travel to meet your mentor?",
    "Why do you want to participate in the mentoring scheme?", "What are your professional interests?",
    "What are your personal interests and hobbies?", "Any other information that we should be aware of?",
]  # fmt: skip


FEEDBACK = '[[parts]]\ntitle = "a"\nfeedback = "{}"\nrate = [{}]\nrows = ["c"]\n'


def first_cells(name: str, part: int) -> list[str]:
    return [" ".join(row[0]) for row in FORMS[name].parts[part].rows]


def test_the_person_specification_has_every_attribute() -> None:
    (part,) = FORMS["mentor-specification"].parts
    assert part.columns == ("Attribute", "Essential", "Desirable")
    assert {row[0][0]: (list(row[1]), list(row[2])) for row in part.rows} == SPECIFICATION


def test_the_job_description_has_its_purpose_and_ten_competencies() -> None:
    purpose, core = FORMS["mentor-job-description"].parts
    assert "development and re-examination of their own ideas, learning, and personal" in purpose.text
    assert "SCOPME (1998)" in purpose.text
    assert list(core.items) == COMPETENCIES


def test_the_audit_has_both_tables_and_both_questions() -> None:
    form = FORMS["mentor-audit"]
    assert (first_cells("mentor-audit", 1), first_cells("mentor-audit", 2)) == (COMMUNICATION, EQUALITY)
    both = ["How expert are you?", "How frequently?"]
    rated = [f"{one} [{aspect}]" for aspect in (*COMMUNICATION, *EQUALITY) for one in both]
    assert [one.heading for one in form.questions] == ["Email address", *rated]


def test_the_cross_agency_checklist_has_all_groups() -> None:
    parts = FORMS["cross-agency"].parts[1:]
    assert [part.title for part in parts] == list(GROUPS)
    for part in parts:
        rows = [" ".join(row[0]) for row in part.rows]
        assert len(rows) == len(GROUPS[part.title])
        assert all(words in row for words, row in zip(GROUPS[part.title], rows, strict=True))
        assert part.list == "cross_agency"


def test_the_phases_have_their_tasks_questions_and_lengths() -> None:
    parts = FORMS["setting-up"].parts[1:]
    found = {part.title: (part.list, [" ".join(row[0]) for row in part.rows]) for part in parts}
    assert found == PHASES
    assert [part.text for part in parts] == ["3 to 6 months.", "12 to 18 months.", "1 to 2 months."]


def test_mentees_are_told_what_the_standards_ask_for() -> None:
    """Every statement under "Information for mentees", and what the other papers would have them know."""
    said = {part.title: " ".join([part.text, *part.items]) for part in FORMS["mentee-information"].parts}
    expected = {
        "What mentoring is": ["guides the mentee in the development", "says nothing about how"],
        "What it can bring you": ["in confidence", "time of change"],
        "How it works": ["voluntary", "whatever your level", "first choice", "need not choose", "appraisal",
                         "without giving a reason", "another mentor if you wish"],
        "Confidentiality and its limits": ["between the two of you", "safeguarding", "fitness to practise"],
        "If something worries you": ["concerns about your mentor", "counts against nobody"],
        "How to prepare for a meeting": ["talk about", "Training or a briefing"],
        "Structured reflection, if you find it useful": ["What happened?", "What will I do next time?"],
    }  # fmt: skip
    assert list(said) == list(expected)
    assert [word for title, words in expected.items() for word in words if word not in said[title]] == []


def test_both_sides_are_asked_for_all_kinds_of_feedback() -> None:
    kinds = {name: {part.feedback for part in FORMS[name].parts if part.feedback} for name in FORMS}
    assert {name: found for name, found in kinds.items() if found} == {
        "mentee-feedback": {"mentee_on_mentor", "mentee_on_scheme"},
        "mentor-feedback": {"mentor_on_scheme", "mentor_reflection"},
    }
    assert [FORMS[f"{role}-feedback"].feedback_of for role in ("mentee", "mentor")] == ["mentees", "mentors"]
    assert FORMS["mentor-audit"].feedback_of is None


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_the_applications_ask_what_the_source_asks(role: str) -> None:
    asked = [one.heading for one in FORMS[f"{role}-application"].questions]
    other = "mentee" if role == "mentor" else "mentor"
    assert {one.replace("your mentor", f"your {other}") for one in APPLICATION} <= set(asked)
    assert "complete this form and return it to" in FORMS[f"{role}-application"].about


def test_a_form_of_ones_own_replaces_ours(tmp_path: Path) -> None:
    text = (PACKAGED / "form-mentor-audit.toml").read_text("utf-8")
    text = text.replace('"Active listening"', '"{{7*7}}"')
    (tmp_path / "form-mentor-audit.toml").write_text(text, encoding="utf-8")
    (tmp_path / "form-ours.toml").write_text('title = "Ours"\nparts = []\n', encoding="utf-8")
    found = named_forms(Templates(tmp_path))
    assert found.keys() == {*FORMS, "ours"}
    assert found["mentor-audit"].questions[3].heading == "How expert are you? [{{7*7}}]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('titel = "x"\nparts = []', "titel"),
        (
            'title = "x"\npeople = "mentees"\n[[parts]]\ntitle = "a"\nfields = ["capcity"]',
            "unknown field 'capcity'",
        ),
        ('title = "x"\npeople = "mentors"\n[[parts]]\ntitle = "a"\nfields = ["capcity"]', "mean 'capacity'"),
        ('title = "x"\n[[parts]]\ntitle = "a"\nlist = "review"\nrows = ["A", "a?"]', "same question twice"),
        ('title = "x"\n[[parts]]\ntitle = "a"\nlist = "reviews"\nrows = ["A"]', "parts.0.list"),
        ('title = "x"\n[[parts]]\ntitle = "a"\nrows = [1]', "parts.0.rows"),
        ('title = "x"\n' + FEEDBACK.format("mentee_on_mentor", '"A?", "B?"'), "without one rate"),
        (
            'title = "x"\n'
            + FEEDBACK.format("mentee_on_scheme", '"A?"')
            + FEEDBACK.format("mentor_on_scheme", '"B?"'),
            "asks mentees and mentors",
        ),
        ("title =", "TOML"),
    ],
)
def test_a_form_that_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "form-ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(mm.RecordError, match=words) as error:
        named_forms(Templates(tmp_path), ["ours"])
    assert "form-ours.toml" in str(error.value)


def test_a_name_that_is_no_form() -> None:
    with pytest.raises(mm.OutputError, match="did you mean 'mentor-audit'"):
        named_forms(Templates(), ["mentor-audits"])


def test_forms_are_frozen() -> None:
    assert all(isinstance(form, Form) and hash(form.parts) for form in FORMS.values())
