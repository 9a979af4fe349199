"""What other pairs would cost, what is free to take, and the least that would match a person.

kept -> cost -> relax, spares | free
"""
