"""Compiled passes over all pairs: each looks at a pair once, and keeps nothing that is as long as the pairs.

In numpy every step of such a sum is a pass of its own through memory; together they took longer than the
kernel between them.
"""

# Compiled functions take flat arrays: see `mentormatch.engine.network.nodes` for why they are not bundled.

from __future__ import annotations

from mentormatch.engine.compiled import steps


@steps
def signs(score, bonus, mentee, mentor, u, p, sign):  # type: ignore[no-untyped-def]
    """Fill in the sign of what each pair is worth beyond its prices.

    Parameters
    ----------
    score : int64 array, shape (n_pairs,)
    bonus : int
        Added to each score.
    mentee, mentor : int32 arrays, shape (n_pairs,)
    u, p : int64 arrays, shapes (n_mentees,) and (n_mentors,)
        Prices.
    sign : int8 array, shape (n_pairs,)
        Is filled in: 1, 0 or -1.
    """
    for e in range(len(score)):
        value = score[e] + bonus - u[mentee[e]] - p[mentor[e]]
        sign[e] = 1 if value > 0 else (0 if value == 0 else -1)


@steps
def raise_closed(weight, mentee, mentor, required, shut_mentee, shut_mentor, u, p):  # type: ignore[no-untyped-def]
    """Raise prices of people who are shut until no pair of theirs is worth more than its prices.

    Mentors come first: where both are shut the mentor's price rises.

    Parameters
    ----------
    weight : int64 array, shape (n_pairs,)
    mentee, mentor : int32 arrays, shape (n_pairs,)
    required : int64 array
        Pairs that do not count, ascending.
    shut_mentee, shut_mentor : bool arrays, shapes (n_mentees,) and (n_mentors,)
    u, p : int64 arrays, shapes (n_mentees,) and (n_mentors,)
        Prices; are changed.
    """
    for of_mentors in (True, False):
        k = 0
        for e in range(len(weight)):
            if k < len(required) and required[k] == e:
                k += 1
                continue
            i, j = mentee[e], mentor[e]
            if shut_mentor[j]:
                if of_mentors and weight[e] - u[i] > p[j]:
                    p[j] = weight[e] - u[i]
            elif shut_mentee[i] and not of_mentors and weight[e] - p[j] > u[i]:
                u[i] = weight[e] - p[j]
