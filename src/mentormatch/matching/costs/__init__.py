"""What other pairs would cost, which are free to take, which block, and the least that would match a person.

kept -> cost -> relax, spares | free | blocking
"""
