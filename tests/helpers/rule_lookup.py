"""A lookup in which each id is a letter and an index."""

N_MENTORS = 10


class ByNumber:
    """Mentee ``e3`` has index 3, mentor ``r1`` index 1; every pair of them is a candidate."""

    def mentee(self, person_id: str) -> int:
        return int(person_id.removeprefix("e"))

    def mentor(self, person_id: str) -> int:
        return int(person_id.removeprefix("r"))

    def find(self, mentee: int, mentor: int) -> int | None:
        return N_MENTORS * mentee + mentor

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        return N_MENTORS * self.mentee(mentee_id) + self.mentor(mentor_id)
